//! What is waited for belongs to the result of one Action.

use qcloud_client::Client;
use qcloud_client::ssl_v20191205::{self, DescribeCertificateRequest};

fn main() {
    let call = |client: Client| client.ssl_v20191205().describe_certificate(DescribeCertificateRequest::new("7hFk2Qxv"));
    let _ = |client| call(client).until(ssl_v20191205::RESOURCES_UPDATED);
    let _ = |client| call(client).until(|certificate| certificate.alias);
    let _ = |client| call(client).until(|certificate| certificate.state == 1);
}
