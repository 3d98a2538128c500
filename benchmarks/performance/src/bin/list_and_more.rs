//! The program `list` with five further Actions: a fifth of what it is larger is what an Action adds.

use std::io::Write;

use qcloud_client::ssl_v20191205::{
    DeleteCertificateRequest, DescribeCertificateDetailRequest, DescribeCertificatesRequest,
    DescribeDeployedResourcesRequest, DownloadCertificateRequest, ModifyCertificateAliasRequest,
};
use qcloud_client::{Client, Credential};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let credential =
        Credential::new(std::env::var("TENCENTCLOUD_SECRET_ID")?, std::env::var("TENCENTCLOUD_SECRET_KEY")?);
    let client = Client::builder().credential(credential).build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let request = DescribeCertificatesRequest::new().limit(100);
    let page = runtime.block_on(async { client.ssl_v20191205().describe_certificates(request).await })?;
    for certificate in page.certificates {
        writeln!(
            std::io::stdout(),
            "{} {}",
            certificate.certificate_id,
            certificate.domain.unwrap_or_default()
        )?;
        runtime.block_on(more(&client, &certificate.certificate_id))?;
    }
    Ok(())
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
