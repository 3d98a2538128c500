//! Actions of the legacy API that answer in an object `Response`, as some of its hosts do: generated, and called at the mock server.

#[rustfmt::skip]
#[path = "../../codegen/tests/specs/result_in_response/expected/mod.rs"]
mod generated;

use std::path::Path;

use futures::TryStreamExt;
use generated::eip::{CreateAddressRequest, DescribeAddressesRequest};
use qcloud_client::{Client, Credential, RetryPolicy};
use qcloud_mock_server::MockServer;

async fn server() -> (MockServer, Client) {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/specs/result_in_response");
    let server = MockServer::builder().spec(spec).start().await.unwrap();
    let credentials = server.credentials();
    let client = Client::builder()
        .credential(Credential::new(&credentials.secret_id, &credentials.secret_key))
        .loopback_endpoint(&server.url())
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    (server, client)
}

#[tokio::test]
async fn a_result_is_read_and_has_the_id_of_its_request() {
    let (_server, client) = server().await;
    let response = client.call(CreateAddressRequest::new("gz")).with_metadata().await.unwrap();
    assert_eq!(response.result().address_id, "eip-9hyvgrkE");
    assert_eq!(response.request_id(), Some("6cd9b9c9-0b5a-4c3e-9d4c-2c0e4a3f6f10"));
    assert_eq!(response.request_id(), response.result().request_id.as_deref());
    assert!(response.notes().is_empty());
}

#[tokio::test]
async fn pages_are_read_to_the_total() {
    let (server, client) = server().await;
    let addresses = client.call(DescribeAddressesRequest::new().limit(1)).items();
    let ids: Vec<_> = addresses.map_ok(|address| address.address_id).try_collect().await.unwrap();
    assert_eq!(ids, ["eip-1", "eip-2"]);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_refusal_of_either_form_is_told() {
    let (_server, client) = server().await;
    let told = [
        ("bj", None, "AddressQuotaLimitExceeded", Some("0f5a6c4e-33d0-4a55-9a40-7a1d6a2e9b11")),
        ("sh", Some(5100), "QuotaLimit", None),
    ];
    for (region, code, code_desc, request_id) in told {
        let error = client.call(CreateAddressRequest::new(region)).await.unwrap_err();
        assert_eq!((error.code(), error.code_text()), (code, Some(code_desc)), "{error}");
        assert_eq!(error.request_id(), request_id);
    }
}
