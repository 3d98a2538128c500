//! A program that lists certificates with this client: its size is a figure.

use std::io::Write;

use qcloud_client::ssl_v20191205::DescribeCertificatesRequest;
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
    }
    Ok(())
}
