//! A call does nothing before it is awaited, and whoever forgets it is told.

#![deny(warnings)]

use qcloud_client::Client;
use qcloud_client::ssl_v20191205::{CERTIFICATE_ISSUED, DescribeCertificateRequest};
use qcloud_client::wss::{CertDeleteRequest, CertGetListRequest};

fn forgets(client: &Client) {
    client.wss().cert_delete(CertDeleteRequest::new("GjTNRoK7"));
    client.wss().cert_delete(CertDeleteRequest::new("GjTNRoK7")).send();
    client.wss().cert_get_list(CertGetListRequest::new()).items();
    client.ssl_v20191205().describe_certificate(DescribeCertificateRequest::new("7hFk2Qxv")).until(CERTIFICATE_ISSUED);
    CertGetListRequest::new().page(2);
}

fn main() {
    let _ = forgets;
}
