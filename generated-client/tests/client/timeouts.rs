//! Time that runs out: for an attempt, for a call, for a credential; and calls that are given up.

use std::time::Duration;

use qcloud_client::credential::{Context, CredentialError, CredentialProvider};
use qcloud_client::runtime::{BoxFuture, Runtime as _};
use qcloud_client::testing::{SilentTransport, TestRuntime};
use qcloud_client::transport::TransportErrorKind as Kinds;
use qcloud_client::wss::CertGetListRequest;
use qcloud_client::{Client, Credential, RetryPolicy};

use crate::support::{EMPTY, Which, builder, client, credential, lost, ok, replay, status, waits};

#[tokio::test]
async fn an_attempt_that_takes_too_long_is_given_up_and_repeated_if_that_does_no_harm() {
    for which in Which::ALL {
        let silent = SilentTransport::new();
        let runtime = TestRuntime::new();
        let client =
            builder(silent.clone(), &runtime).attempt_timeout(Duration::from_secs(10)).build().unwrap();
        let error = which.call(&client).await.unwrap_err();
        assert!(error.is_timeout() && error.may_have_been_sent() && error.is_transport());
        if which.is_idempotent() {
            assert_eq!((silent.sent(), silent.dropped(), error.attempts()), (3, 3, 3));
            assert_eq!(waits(&runtime), [10_000, 118, 10_000, 472, 10_000]);
            assert_eq!(
                error.to_string(),
                "CertGetList failed: no response within 10s [wss.api.qcloud.com, 3 attempts, may have been sent]"
            );
        } else {
            assert_eq!((silent.sent(), silent.dropped(), error.attempts()), (1, 1, 1));
            assert_eq!(waits(&runtime), [10_000]);
        }
    }
}

#[tokio::test]
async fn a_call_whose_time_runs_out_during_an_attempt_says_so() {
    for which in Which::ALL {
        let silent = SilentTransport::new();
        let runtime = TestRuntime::new();
        let client = builder(silent.clone(), &runtime).timeout(Duration::from_secs(20)).build().unwrap();
        let error = which.call(&client).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "{} failed: the call was not through within 20s [wss.api.qcloud.com, 1 attempt, may have been sent{}]",
                which.name(),
                if which == Which::Upload { ", CertGetList tells whether it was carried out" } else { "" }
            )
        );
        assert!(error.is_timeout() && error.may_have_been_sent());
        assert_eq!((silent.sent(), silent.dropped()), (1, 1));
        assert_eq!(waits(&runtime), [20_000]);
    }
}

#[tokio::test]
async fn the_last_attempt_gets_what_is_left_of_the_calls_time() {
    let runtime = TestRuntime::new();
    let client = builder(SilentTransport::new(), &runtime).timeout(Duration::from_secs(40)).build().unwrap();
    let error = Which::List.call(&client).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "CertGetList failed: the call was not through within 40s [wss.api.qcloud.com, 2 attempts, may have been sent]"
    );
    assert_eq!(runtime.waits().iter().sum::<Duration>(), Duration::from_secs(40));
}

#[tokio::test]
async fn a_wait_that_would_outlast_the_call_is_not_begun() {
    let transport = replay([Ok(status(429, &[("retry-after", "7")], "")), ok(EMPTY)]);
    let runtime = TestRuntime::new();
    let client = client(transport.clone(), &runtime);
    let call = client.wss().cert_get_list(CertGetListRequest::new()).timeout(Duration::from_secs(7));
    let error = call.await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "CertGetList failed: the response is empty [wss.api.qcloud.com, HTTP 429, 1 attempt, sent, no time left for another attempt]"
    );
    assert!(runtime.waits().is_empty(), "{:?}", runtime.waits());
    assert_eq!(transport.remaining(), 1);
}

#[tokio::test]
async fn a_connection_that_takes_too_long_is_not_taken_for_the_end_of_the_call() {
    let answers = || (0..3).map(|_| lost(Kinds::ConnectTimeout(Duration::from_secs(5))));
    let client =
        builder(replay(answers()), &TestRuntime::new()).timeout(Duration::from_secs(20)).build().unwrap();
    let error = Which::Upload.call(&client).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "CertUpload failed: no connection to the server within 5s [wss.api.qcloud.com, 3 attempts, not sent]"
    );
    assert!(error.is_timeout() && !error.may_have_been_sent());
}

#[tokio::test]
async fn a_call_without_time_is_not_sent() {
    let silent = SilentTransport::new();
    let client = client(silent.clone(), &TestRuntime::new());
    let error =
        client.wss().cert_get_list(CertGetListRequest::new()).timeout(Duration::ZERO).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "CertGetList failed: the call was not through within 0ns [wss.api.qcloud.com, not sent]"
    );
    assert_eq!(silent.sent(), 0);
}

/// Takes its time for each credential, by the clock of the test.
#[derive(Debug)]
struct Slow(TestRuntime, Option<Duration>);

impl CredentialProvider for Slow {
    fn credential<'a>(&'a self, _: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
        Box::pin(async {
            match self.1 {
                Some(duration) => self.0.sleep(duration).await,
                None => std::future::pending().await,
            }
            Ok(credential())
        })
    }
}

#[tokio::test]
async fn a_slow_credential_counts_against_the_calls_time() {
    for delay in [Some(Duration::from_secs(50)), Some(Duration::from_secs(60)), None] {
        let silent = SilentTransport::new();
        let runtime = TestRuntime::new();
        let client = builder(silent.clone(), &runtime)
            .credential_provider(Slow(runtime.clone(), delay))
            .timeout(Duration::from_secs(50))
            .build()
            .unwrap();
        let error = Which::Upload.call(&client).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "CertUpload failed: the call was not through within 50s [wss.api.qcloud.com, not sent]"
        );
        assert!(error.is_timeout() && !error.may_have_been_sent());
        assert_eq!((silent.sent(), error.attempts()), (0, 0), "{delay:?}");
    }
}

#[tokio::test]
async fn a_slow_credential_leaves_the_rest_to_the_attempt() {
    let silent = SilentTransport::new();
    let runtime = TestRuntime::new();
    let client = builder(silent.clone(), &runtime)
        .credential_provider(Slow(runtime.clone(), Some(Duration::from_secs(45))))
        .timeout(Duration::from_secs(50))
        .build()
        .unwrap();
    let error = Which::Upload.call(&client).await.unwrap_err();
    assert!(error.may_have_been_sent());
    assert_eq!(waits(&runtime), [45_000, 5_000]);
}

#[tokio::test]
async fn dropping_a_call_ends_its_exchange() {
    let silent = SilentTransport::new();
    let client = client(silent.clone(), &TestRuntime::new());
    let call = client.wss().cert_get_list(CertGetListRequest::new());
    assert_eq!(silent.sent(), 0);
    {
        // Polled once with a runtime whose timer never fires.
        let client = Client::builder()
            .credential(credential())
            .transport(silent.clone())
            .retry(RetryPolicy::none())
            .build()
            .unwrap();
        let mut on_its_way = client.wss().cert_upload(crate::support::upload()).into_future();
        std::future::poll_fn(|context| {
            assert!(on_its_way.as_mut().poll(context).is_pending());
            std::task::Poll::Ready(())
        })
        .await;
        assert_eq!((silent.sent(), silent.dropped()), (1, 0));
        drop(on_its_way);
    }
    assert_eq!((silent.sent(), silent.dropped()), (1, 1));
    drop(call);
    assert_eq!(silent.sent(), 1);
}
