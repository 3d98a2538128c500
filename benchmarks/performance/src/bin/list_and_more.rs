//! The program `list` with five further Actions: a fifth of what it is larger is what an Action adds.

use std::io::Write;

use qcloud_client::Client;
use qcloud_client::ssl_v20191205::{
    DeleteCertificateRequest, DescribeCertificateDetailRequest, DescribeDeployedResourcesRequest,
    DownloadCertificateRequest, ModifyCertificateAliasRequest,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    performance::listing::list(more)
}

async fn more(client: &Client, id: &str) -> Result<(), Box<dyn std::error::Error>> {
    let ssl = client.ssl_v20191205();
    let detail = ssl.describe_certificate_detail(DescribeCertificateDetailRequest::new(id)).await?;
    writeln!(std::io::stdout(), "{:?}", detail.domain)?;
    let zip = ssl.download_certificate(DownloadCertificateRequest::new(id)).await?;
    writeln!(std::io::stdout(), "{:?}", zip.content_type)?;
    let resources = DescribeDeployedResourcesRequest::new([id.to_owned()], "clb");
    writeln!(
        std::io::stdout(),
        "{}",
        ssl.describe_deployed_resources(resources).await?.deployed_resources.len()
    )?;
    ssl.modify_certificate_alias(ModifyCertificateAliasRequest::new(id).alias("old")).await?;
    ssl.delete_certificate(DeleteCertificateRequest::new(id)).await?;
    Ok(())
}
