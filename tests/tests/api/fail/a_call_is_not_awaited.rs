//! A call has no result before it is awaited.

use qcloud_client::wss::CertGetListRequest;
use qcloud_client::{Client, Error};

async fn asks_nobody(client: &Client) -> Result<u64, Error> {
    let page = client.wss().cert_get_list(CertGetListRequest::new());
    Ok(page.total_num)
}

async fn asks_too_early(client: &Client) -> Result<u64, Error> {
    let page = client.wss().cert_get_list(CertGetListRequest::new())?;
    Ok(page.total_num)
}

async fn takes_the_future(client: &Client) -> u64 {
    let page = client.wss().cert_get_list(CertGetListRequest::new()).send();
    page.total_num
}

fn main() {}
