//! A thousand calls to a server that fails at random: every call ends with the right result or a true error, and nothing is done twice.

use std::collections::HashMap;
use std::time::Duration;

use futures::TryStreamExt;
use qcloud_client::ssl_v20191205::{
    CertificateType, Certificates, DeleteCertificateRequest, DescribeCertificatesRequest,
    UploadCertificateRequest,
};
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
];

const ROUNDS: usize = 350;

const PEM: &str = "-----BEGIN CERTIFICATE-----\n";

#[tokio::test]
async fn every_call_of_the_legacy_api_ends_truly_and_no_upload_happens_twice() {
    run(Api::Legacy, &["code:4400", "code:6000", "done+code:6200"]).await;
}

#[tokio::test]
async fn every_call_of_api_3_ends_truly_and_no_upload_happens_twice() {
    run(Api::Ssl, &["code:RequestLimitExceeded", "code:InternalError", "done+code:InternalError.Timeout"])
        .await;
}

/// The Actions that are called, by either API.
#[derive(Clone, Copy)]
enum Api {
    Legacy,
    Ssl,
}

impl Api {
    /// The id of the new certificate.
    async fn upload(self, client: &Client, alias: &str) -> Result<String, Error> {
        match self {
            Self::Legacy => {
                let upload = CertUploadRequest::new(PEM, CertType::Ca).alias(alias);
                Ok(client.wss().cert_upload(upload).await?.id)
            }
            Self::Ssl => {
                let upload =
                    UploadCertificateRequest::new(PEM).certificate_type(CertificateType::Ca).alias(alias);
                let uploaded = client.ssl_v20191205().upload_certificate(upload).await?;
                Ok(uploaded.certificate_id.unwrap_or_default())
            }
        }
    }

    /// The ids and remarks of what is found.
    async fn list(self, client: &Client, text: &str) -> Result<Vec<(String, Option<String>)>, Error> {
        match self {
            Self::Legacy => {
                let list = CertGetListRequest::new().search_key(text).count(5);
                let found = client.wss().cert_get_list(list).items();
                found.map_ok(|found| (found.id, found.alias)).try_collect().await
            }
            Self::Ssl => {
                let list = DescribeCertificatesRequest::new().search_key(text).limit(5);
                let found = client.ssl_v20191205().describe_certificates(list).items();
                let pair = |found: Certificates| (found.certificate_id, found.alias);
                found.map_ok(pair).try_collect().await
            }
        }
    }

    async fn delete(self, client: &Client, id: &str) -> Result<(), Error> {
        match self {
            Self::Legacy => client.wss().cert_delete(CertDeleteRequest::new(id)).await.map(drop),
            Self::Ssl => {
                client.ssl_v20191205().delete_certificate(DeleteCertificateRequest::new(id)).await.map(drop)
            }
        }
    }
}

async fn run(api: Api, codes: &[&str]) {
    let mut builder = MockServer::builder().seed(7);
    for fault in FAULTS.iter().chain(codes) {
        builder = builder.random_fault(0.03, fault.parse().unwrap());
    }
    let server = builder.start().await.unwrap();
    let client = client(&server);
    let before = server.certificates().len();
    let mut tally: HashMap<&str, usize> = HashMap::new();
    let mut kept = 0;
    for round in 0..ROUNDS {
        let alias = format!("round-{round}");
        let uploaded = api.upload(&client, &alias).await;
        let stored = with_alias(&server, &alias);
        assert!(stored.len() <= 1, "{alias} was uploaded {} times", stored.len());
        match &uploaded {
            Ok(id) => assert_eq!(stored, std::slice::from_ref(id)),
            Err(error) => {
                is_true(error, !stored.is_empty());
                *tally.entry("failed uploads").or_default() += 1;
            }
        }
        match api.list(&client, &alias).await {
            Ok(list) => {
                let found = list.into_iter().filter(|(_, found)| found.as_deref() == Some(&alias));
                assert_eq!(found.map(|(id, _)| id).collect::<Vec<_>>(), stored);
            }
            Err(_) => *tally.entry("failed lists").or_default() += 1,
        }
        if let Some(id) = stored.first() {
            match api.delete(&client, id).await {
                Ok(()) => assert!(with_alias(&server, &alias).is_empty()),
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
    // Both APIs have answers that say that nothing was done (too many calls), after which anything may be repeated; that nothing is
    // done twice, the certificates tell.
    assert!(error.attempts() <= 4, "{error}");
    assert!(error.to_string().contains("failed: "), "{error}");
}
