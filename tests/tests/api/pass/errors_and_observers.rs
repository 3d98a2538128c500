//! Errors, observers and limits as a program uses them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use qcloud_client::observer::{Event, Observer, WithUnknown};
use qcloud_client::retry::Verdict;
use qcloud_client::wss::CertGetListRequest;
use qcloud_client::{Client, Credential, Error, ErrorKind, RetryPolicy, Tc3ErrorCode};

/// What a controller does next.
#[derive(Debug, PartialEq)]
enum Next {
    Create,
    Requeue(Duration),
    GiveUp,
}

fn next(error: &Error) -> Next {
    match error.code_as() {
        Some(Tc3ErrorCode::ResourceNotFound) => return Next::Create,
        _ if error.is_not_found() => return Next::Create,
        _ => {}
    }
    match error.kind() {
        ErrorKind::Failure if error.is_limit() || error.is_auth() => Next::GiveUp,
        _ if error.is_retryable() => Next::Requeue(error.retry_after().unwrap_or(Duration::from_secs(5))),
        _ => Next::GiveUp,
    }
}

/// An observer that is a type.
#[derive(Default)]
struct Counts(Mutex<HashMap<&'static str, u64>>);

impl Observer for Counts {
    fn event(&self, event: &Event<'_>) {
        if let Event::Ended { why: Some(why), .. } = event {
            *self.0.lock().unwrap().entry(why.reason).or_default() += 1;
        }
    }

    fn wants_unknown(&self) -> bool {
        true
    }
}

fn client() -> Result<Client, Error> {
    let drift = Arc::new(Mutex::new(Vec::new()));
    let places = Arc::clone(&drift);
    Client::builder()
        .credential(Credential::new("id", "key"))
        .app_name("exporter;1.0")
        .header("X-TC-Canary", "on")
        .trace_ids(true)
        .rate_limit(20)
        .action_rate_limit("CertGetList", 5)
        .retry(RetryPolicy::default().codes(["ResourceInOperating"]).classifier(|error| {
            if error.is_throttled() { Verdict::Stop } else { Verdict::Undecided }
        }))
        .observer(Counts::default())
        .observer(|event: &Event<'_>| println!("{event:?}"))
        .observer(WithUnknown(move |event: &Event<'_>| {
            if let Event::Drift { path, .. } = event {
                places.lock().unwrap().push((*path).to_owned());
            }
        }))
        .build()
}

fn main() {
    let call = client().unwrap().wss().cert_get_list(CertGetListRequest::new());
    let _ = call.parameter("isVip", 1).header("X-TC-TraceId", "mine");

    for (code, expected) in [
        ("ResourceNotFound.Certificate", Next::Create),
        ("5000", Next::Create),
        ("LimitExceeded.Certificates", Next::GiveUp),
        ("RequestLimitExceeded", Next::Requeue(Duration::from_secs(5))),
    ] {
        assert_eq!(next(&Error::failure(code, "").clone()), expected);
    }
}
