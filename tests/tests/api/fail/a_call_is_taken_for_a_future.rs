//! A call is awaited, or sent: `send` gives the future that others take.

use qcloud_client::Client;
use qcloud_client::wss::CertGetListRequest;

fn main() {
    let list = |client: &Client| client.wss().cert_get_list(CertGetListRequest::new());
    let _ = |client: Client| tokio::spawn(list(&client));
}
