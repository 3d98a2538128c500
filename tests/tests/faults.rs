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
use qcloud_mock_server::{Fault, MockServer};

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
    let (mut kept, mut repeats) = (0, Repeats::default());
    for round in 0..ROUNDS {
        let alias = format!("round-{round}");
        let uploaded = api.upload(&client, &alias).await;
        repeats.of_writes += repeats.have_reasons(&server, uploaded.as_ref().err(), is_limit);
        let stored = with_alias(&server, &alias);
        assert!(stored.len() <= 1, "{alias} was uploaded {} times", stored.len());
        match &uploaded {
            Ok(id) => assert_eq!(stored, std::slice::from_ref(id)),
            Err(error) => {
                is_true(error, !stored.is_empty());
                *tally.entry("failed uploads").or_default() += 1;
            }
        }
        let list = api.list(&client, &alias).await;
        repeats.have_reasons(&server, list.as_ref().err(), |_| true);
        match list {
            Ok(list) => {
                let found = list.into_iter().filter(|(_, found)| found.as_deref() == Some(&alias));
                assert_eq!(found.map(|(id, _)| id).collect::<Vec<_>>(), stored);
            }
            Err(_) => *tally.entry("failed lists").or_default() += 1,
        }
        if let Some(id) = stored.first() {
            let deleted = api.delete(&client, id).await;
            repeats.of_writes += repeats.have_reasons(&server, deleted.as_ref().err(), is_limit);
            match deleted {
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
    // With so many faults some of each must have come, limits that a write is repeated after too, and a list, which may be repeated, must mostly have succeeded.
    assert!(tally["failed uploads"] > 20 && tally["failed deletions"] > 20, "{tally:?}");
    assert!(repeats.of_writes > 20, "{repeats:?}");
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
}

/// What repeats there were, as the server saw them.
#[derive(Debug, Default)]
struct Repeats {
    /// The number of the last request that was looked at.
    seen: u64,
    /// Repeats of calls that only a limit allows to repeat.
    of_writes: usize,
}

impl Repeats {
    /// Looks at the requests of the one call that was made since: each that another one followed met a fault that is a reason to repeat it, and
    /// the error counts them all. How many were repeated.
    fn have_reasons(
        &mut self,
        server: &MockServer,
        error: Option<&Error>,
        is_reason: impl Fn(&Fault) -> bool,
    ) -> usize {
        let requests: Vec<_> =
            server.requests().into_iter().filter(|request| request.number > self.seen).collect();
        let (last, repeated) = requests.split_last().expect("every call is sent");
        self.seen = last.number;
        for request in repeated {
            let fault = request.fault.as_ref();
            assert!(fault.is_some_and(&is_reason), "a call was sent again after {fault:?}: {request:?}");
        }
        assert!(requests.len() <= 4, "{requests:?}");
        if let Some(error) = error {
            assert_eq!(usize::try_from(error.attempts()).unwrap(), requests.len(), "{error}");
        }
        repeated.len()
    }
}

/// The server's word that it did nothing, because of too many calls: after it any call may be sent again.
fn is_limit(fault: &Fault) -> bool {
    match fault {
        Fault::Throttled(_) => true,
        Fault::Code(code) => matches!(code.to_string().as_str(), "4400" | "RequestLimitExceeded"),
        _ => false,
    }
}
