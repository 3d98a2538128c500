//! A setter takes the enum of its parameter and no other.

use qcloud_client::wss::{CertGetListRequest, CertStatus};

fn main() {
    let _ = CertGetListRequest::new().cert_type(CertStatus::Approved);
}
