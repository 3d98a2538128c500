//! A server that cuts answers off: what is made by a token is made once, and what is made without one is asked about.

use private_spec::cvm_v20170312::{
    CreateKeyPairRequest, CvmService, DescribeKeyPairsRequest, RunInstancesRequest,
};
use qcloud_client::{Client, Credential, RetryPolicy};
use qcloud_mock_server::{Fault, MockServer};
use std::time::Duration;

async fn server() -> MockServer {
    MockServer::builder().spec(concat!(env!("CARGO_MANIFEST_DIR"), "/spec")).start().await.unwrap()
}

fn cvm(server: &MockServer) -> CvmService {
    let credentials = server.credentials();
    let client = Client::builder()
        .credential(Credential::new(&credentials.secret_id, &credentials.secret_key))
        .retry(RetryPolicy::default().base_delay(Duration::ZERO))
        .loopback_endpoint(&server.url())
        .build()
        .unwrap();
    CvmService::new(&client)
}

/// How often an Action was carried out.
fn done(server: &MockServer, action: &str) -> usize {
    let requests = server.requests();
    requests.iter().filter(|request| request.action.as_deref() == Some(action) && request.carried_out).count()
}

#[tokio::test]
async fn an_instance_is_created_exactly_once_whatever_is_cut() {
    let server = server().await;
    let cvm = cvm(&server);
    for fault in [Fault::CutBefore, Fault::CutAfter, Fault::Lost, Fault::Truncated, Fault::Status(500)] {
        let (before, next) = (done(&server, "RunInstances"), server.requests().len() as u64 + 1);
        // Every second answer, from the first on.
        server.inject_at(next, fault.clone());
        server.inject_at(next + 2, fault.clone());
        let created = cvm.run_instances(RunInstancesRequest::new().instance_count(1)).await.unwrap();
        assert_eq!(created.instance_id_set, ["ins-1"], "{fault}");
        assert_eq!(done(&server, "RunInstances") - before, 1, "{fault}");
        assert!(server.requests().len() as u64 > next, "{fault}: nothing was repeated");
        server.clear_faults();
    }
}

#[tokio::test]
async fn a_dry_run_creates_nothing() {
    let server = server().await;
    cvm(&server).run_instances(RunInstancesRequest::new()).dry_run().await.unwrap();
    assert_eq!((server.requests().len(), done(&server, "RunInstances")), (1, 0));
}

#[tokio::test]
async fn what_has_no_token_is_made_once_and_asked_about() {
    let server = server().await;
    let cvm = cvm(&server);
    server.inject(Fault::CutBefore);
    let error = cvm.create_key_pair(CreateKeyPairRequest::new("a")).await.unwrap_err();
    assert_eq!((error.attempts(), done(&server, "CreateKeyPair")), (1, 1));
    cvm.describe_key_pairs(error.verification::<DescribeKeyPairsRequest>().unwrap()).await.unwrap();
    assert_eq!(server.requests()[1].parameter("Names.0"), Some("a"));
}
