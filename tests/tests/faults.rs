//! A thousand calls to a server that fails at random: every call ends with the right result or a true error, and nothing is done twice.

use std::collections::HashMap;
use std::time::Duration;

use futures::TryStreamExt;
use qcloud_client::wss::{CertDeleteRequest, CertGetListRequest, CertType, CertUploadRequest};
use qcloud_client::{Client, Credential, Error, RetryPolicy};
use qcloud_mock_server::MockServer;

/// None of these waits for anything, so the run takes no longer than its exchanges.
const FAULTS: &[&str] = &[
    "cut-before",
    "cut-after",
    "lost",
    "truncated",
    "garbage",
    "status:500",
    "done+status:503",
    "html:502",
    "throttled:0s",
    "code:4400",
    "code:6000",
    "done+code:6200",
];

const ROUNDS: usize = 350;

#[tokio::test]
async fn every_call_ends_truly_and_no_upload_happens_twice() {
    let mut builder = MockServer::builder().seed(7);
    for fault in FAULTS {
        builder = builder.random_fault(0.03, fault.parse().unwrap());
    }
    let server = builder.start().await.unwrap();
    let client = client(&server);
    let before = server.certificates().len();
    let mut tally: HashMap<&str, usize> = HashMap::new();
    let mut kept = 0;
    for round in 0..ROUNDS {
        let alias = format!("round-{round}");
        let upload = CertUploadRequest::new("-----BEGIN CERTIFICATE-----\n", CertType::Ca).alias(&alias);
        let uploaded = client.wss().cert_upload(upload).await;
        let stored = with_alias(&server, &alias);
        assert!(stored.len() <= 1, "{alias} was uploaded {} times", stored.len());
        match &uploaded {
            Ok(result) => assert_eq!(stored, std::slice::from_ref(&result.id)),
            Err(error) => {
                is_true(error, !stored.is_empty());
                *tally.entry("failed uploads").or_default() += 1;
            }
        }
        let listed: Result<Vec<_>, _> = client
            .wss()
            .cert_get_list(CertGetListRequest::new().search_key(&alias).count(5))
            .items()
            .try_collect()
            .await;
        match listed {
            Ok(list) => {
                let ids: Vec<_> = list
                    .into_iter()
                    .filter(|found| found.alias.as_deref() == Some(&alias))
                    .map(|found| found.id)
                    .collect();
                assert_eq!(ids, stored);
            }
            Err(_) => *tally.entry("failed lists").or_default() += 1,
        }
        if let Some(id) = stored.first() {
            match client.wss().cert_delete(CertDeleteRequest::new(id)).await {
                Ok(_) => assert!(with_alias(&server, &alias).is_empty()),
                Err(error) => {
                    let gone = with_alias(&server, &alias).is_empty();
                    is_true(&error, gone);
                    kept += usize::from(!gone);
                    *tally.entry("failed deletions").or_default() += 1;
                }
            }
        }
    }
    assert_eq!(server.certificates().len(), before + kept);
    // With so many faults some of each must have come, and a list, which may be repeated, must mostly have succeeded.
    assert!(tally["failed uploads"] > 20 && tally["failed deletions"] > 20, "{tally:?}");
    assert!(tally.get("failed lists").copied().unwrap_or(0) < ROUNDS / 5, "{tally:?}");
}

fn client(server: &MockServer) -> Client {
    let retry = RetryPolicy::default().base_delay(Duration::from_millis(1)).max_attempts(4);
    Client::builder()
        .credential(Credential::new(&server.credentials().secret_id, &server.credentials().secret_key))
        .loopback_endpoint(&server.url())
        .retry(retry)
        .attempt_timeout(Duration::from_secs(20))
        .build()
        .unwrap()
}

fn with_alias(server: &MockServer, alias: &str) -> Vec<String> {
    let certificates = server.certificates();
    let found = certificates.iter().filter(|certificate| certificate["alias"] == alias);
    found.map(|certificate| certificate["id"].as_str().unwrap().to_owned()).collect()
}

/// An error that says nothing was sent must not have done anything; one that names no reason is none.
fn is_true(error: &Error, was_done: bool) {
    assert!(!was_done || error.may_have_been_sent(), "{error}");
    assert_eq!(error.attempts(), 1, "what is not idempotent was repeated: {error}");
    assert!(error.to_string().contains("failed: "), "{error}");
}
