//! Only an Action whose spec says how it pages has pages.

use qcloud_client::Client;
use qcloud_client::wss::{CertDeleteRequest, CertGetListRequest};

fn main() {
    let _ = |client: Client| client.wss().cert_delete(CertDeleteRequest::new("GjTNRoK7")).pages();
    let _ = |client: Client| client.wss().cert_delete(CertDeleteRequest::new("GjTNRoK7")).items();
    let _ = |client: Client| client.wss().cert_get_list(CertGetListRequest::new()).events();
    let _ = |client: Client| client.wss().cert_get_list(CertGetListRequest::new()).dry_run();
}
