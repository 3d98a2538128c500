//! A parameter takes what can travel as its type; one that the spec lacks takes JSON.

use qcloud_client::Client;
use qcloud_client::wss::{CertDeleteRequest, CertGetListRequest};

struct Tag;

fn main() {
    let _ = CertGetListRequest::new().page("2");
    let _ = CertGetListRequest::new().pages(2);
    let _ = CertDeleteRequest::new(7);
    let _ = |client: Client| client.wss().cert_get_list(CertGetListRequest::new()).parameter("tags", Tag);
    let _ = |client: Client| client.wss().cert_get_list(CertDeleteRequest::new("GjTNRoK7"));
    let _ = |client: Client| client.call(Tag);
}
