//! A program that lists certificates with this client, as the programs whose sizes are figures have it.

use std::io::Write;

use qcloud_client::ssl_v20191205::DescribeCertificatesRequest;
use qcloud_client::{Client, Credential};

/// Lists certificates, and does something with the id of each.
///
/// # Errors
///
/// When there are no keys, and when a call fails.
pub fn list(
    each: impl AsyncFn(&Client, &str) -> Result<(), Box<dyn std::error::Error>>,
) -> Result<(), Box<dyn std::error::Error>> {
    let credential =
        Credential::new(std::env::var("TENCENTCLOUD_SECRET_ID")?, std::env::var("TENCENTCLOUD_SECRET_KEY")?);
    let client = Client::builder().credential(credential).build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let request = DescribeCertificatesRequest::new().limit(100);
    let page = runtime.block_on(async { client.ssl_v20191205().describe_certificates(request).await })?;
    for certificate in page.certificates {
        let id = certificate.certificate_id;
        writeln!(std::io::stdout(), "{id} {}", certificate.domain.unwrap_or_default())?;
        runtime.block_on(each(&client, &id))?;
    }
    Ok(())
}
