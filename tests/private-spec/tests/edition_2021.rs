//! This crate is of edition 2021, as many of those who depend on the client are: there too, a call gives a future that owns all it needs.

use std::future::Future;
use std::pin::Pin;

use private_spec::cvm_v20170312::{CvmService, DescribeKeyPairsRequest};
use qcloud_client::{Client, Credential, Error};
use qcloud_mock_server::MockServer;

/// In this edition such a type borrows from no argument.
fn key_pairs(client: &Client) -> impl Future<Output = Result<usize, Error>> + Send + 'static {
    let call = CvmService::new(client).describe_key_pairs(DescribeKeyPairsRequest::new()).send();
    async move { call.await.map(|result| result.key_ids.len()) }
}

#[tokio::test]
async fn a_call_is_spawned_and_boxed_without_its_client() {
    let server =
        MockServer::builder().spec(concat!(env!("CARGO_MANIFEST_DIR"), "/spec")).start().await.unwrap();
    let credentials = server.credentials();
    let client = Client::builder()
        .credential(Credential::new(&credentials.secret_id, &credentials.secret_key))
        .loopback_endpoint(&server.url())
        .build()
        .unwrap();
    let spawned = tokio::spawn(key_pairs(&client));
    let boxed: Pin<Box<dyn Future<Output = Result<usize, Error>> + Send>> = Box::pin(key_pairs(&client));
    drop(client);
    assert_eq!(boxed.await.unwrap(), spawned.await.unwrap().unwrap());
}
