//! Credentials that expire: one for all clones, renewed before its end by one question at a time.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use qcloud_client::credential::{self, CredentialError, CredentialProvider};
use qcloud_client::runtime::{BoxFuture, Runtime};
use qcloud_client::testing::{ReplayTransport, TestRuntime};
use qcloud_client::{Client, Credential};

use crate::support::*;

/// What a provider does when it is asked.
#[derive(Clone)]
enum Given {
    /// A credential of this id that lives for these seconds.
    Gives(&'static str, u64),
    Fails,
    Hangs,
    /// Ready only when it is asked for the second time.
    Later(&'static str, u64),
}
use self::Given::{Fails, Gives, Hangs, Later};

/// The clock of a test, and no timer ever ends: what is waited for comes in its own time.
#[derive(Debug)]
struct Patient(TestRuntime);

impl Runtime for Patient {
    fn system_time(&self) -> SystemTime {
        self.0.system_time()
    }

    fn instant(&self) -> Instant {
        self.0.instant()
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }

    fn random(&self) -> u64 {
        self.0.random()
    }
}

fn temporary(runtime: &TestRuntime, id: &str, seconds: u64) -> Credential {
    Credential::new(id, "key").with_expiry(runtime.system_time() + Duration::from_secs(seconds))
}

/// A client whose provider answers from a list, and the list, to be looked at.
fn client_of<const N: usize>(
    runtime: &TestRuntime,
    transport: &ReplayTransport,
    answers: [Given; N],
    runtime_of_client: impl Runtime + 'static,
) -> (Client, Arc<Mutex<VecDeque<Given>>>) {
    let answers = Arc::new(Mutex::new(VecDeque::from(answers)));
    let (list, clock) = (Arc::clone(&answers), runtime.clone());
    let provider = credential::from_fn(move |_| {
        let (next, clock) = (list.lock().unwrap().pop_front(), clock.clone());
        async move {
            match next.expect("the provider is asked no more often than expected") {
                Gives(id, seconds) => Ok(temporary(&clock, id, seconds)),
                Fails => Err(CredentialError::provider("the vault is sealed")),
                Hangs => std::future::pending().await,
                Later(id, seconds) => {
                    tokio::task::yield_now().await;
                    Ok(temporary(&clock, id, seconds))
                }
            }
        }
    });
    let client = builder(transport.clone(), runtime).runtime(runtime_of_client);
    let client = client.credential_provider(provider).build().unwrap();
    (client, answers)
}

fn answers(number: usize) -> ReplayTransport {
    replay(std::iter::repeat_with(|| ok(EMPTY)).take(number))
}

/// The ids that requests were signed for.
fn ids(transport: &ReplayTransport) -> Vec<String> {
    transport.requests().iter().map(|request| request.parameter("SecretId").unwrap()).collect()
}

/// Lets time pass for the client.
async fn pass(runtime: &TestRuntime, seconds: u64) {
    runtime.sleep(Duration::from_secs(seconds)).await;
}

#[tokio::test]
async fn a_credential_is_kept_until_five_minutes_before_it_expires() {
    let (runtime, transport) = (TestRuntime::new(), answers(3));
    let (client, left) =
        client_of(&runtime, &transport, [Gives("first", 7200), Gives("second", 7200)], runtime.clone());
    for seconds in [0, 6899, 1] {
        pass(&runtime, seconds).await;
        Which::List.call(&client.clone()).await.unwrap();
    }
    assert_eq!(ids(&transport), ["first", "first", "second"]);
    assert!(left.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_credential_with_a_short_life_is_renewed_after_half_of_it() {
    let (runtime, transport) = (TestRuntime::new(), answers(3));
    let (client, _) =
        client_of(&runtime, &transport, [Gives("first", 100), Gives("second", 100)], runtime.clone());
    for seconds in [0, 49, 1] {
        pass(&runtime, seconds).await;
        Which::List.call(&client).await.unwrap();
    }
    assert_eq!(ids(&transport), ["first", "first", "second"]);
}

#[tokio::test]
async fn a_hundred_clones_ask_once_when_the_credential_has_expired() {
    let (runtime, transport) = (TestRuntime::new(), answers(101));
    let patient = Patient(runtime.clone());
    let (client, left) =
        client_of(&runtime, &transport, [Gives("first", 7200), Later("second", 7200)], patient);
    Which::List.call(&client).await.unwrap();
    pass(&runtime, 7200).await;
    let clones: Vec<_> = (0..100).map(|_| client.clone()).collect();
    let results = join_all(clones.iter().map(|client| Which::List.call(client))).await;
    assert_eq!(results.into_iter().flatten().count(), 100);
    assert_eq!(ids(&transport)[1..], vec!["second"; 100]);
    assert!(left.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_renewal_that_fails_or_hangs_fails_no_call_before_the_credential_expires() {
    let (runtime, transport) = (TestRuntime::new(), answers(6));
    let renewals = [Gives("first", 7200), Fails, Hangs, Gives("second", 7200)];
    let (client, left) = client_of(&runtime, &transport, renewals, runtime.clone());
    Which::List.call(&client).await.unwrap();
    pass(&runtime, 7000).await;
    Which::List.call(&client).await.unwrap();
    assert_eq!(left.lock().unwrap().len(), 2, "it is asked before the end");
    Which::List.call(&client).await.unwrap();
    assert_eq!(left.lock().unwrap().len(), 2, "it is left alone for a while after a failure");
    pass(&runtime, 5).await;
    Which::List.call(&client).await.unwrap();
    assert_eq!(left.lock().unwrap().len(), 1);
    pass(&runtime, 5).await;
    Which::List.call(&client).await.unwrap();
    assert_eq!(ids(&transport), ["first", "first", "first", "first", "second"]);
}

#[tokio::test]
async fn a_renewal_that_hangs_leaves_a_short_call_half_of_its_time() {
    let (runtime, transport) = (TestRuntime::new(), answers(2));
    let (client, _) = client_of(&runtime, &transport, [Gives("first", 7200), Hangs], runtime.clone());
    Which::List.call(&client).await.unwrap();
    pass(&runtime, 7000).await;
    let request = qcloud_client::wss::CertGetListRequest::new();
    client.wss().cert_get_list(request).timeout(Duration::from_secs(1)).await.unwrap();
    assert_eq!(ids(&transport), ["first", "first"]);
    assert_eq!(waits(&runtime), [7_000_000, 500]);
}

#[tokio::test]
async fn after_a_failure_without_a_credential_calls_fail_at_once_and_the_provider_rests() {
    let (runtime, transport) = (TestRuntime::new(), answers(1));
    let (client, left) = client_of(&runtime, &transport, [Fails, Gives("first", 7200)], runtime.clone());
    for _ in 0..3 {
        let error = Which::List.call(&client).await.unwrap_err();
        assert!(error.is_credential() && !error.may_have_been_sent(), "{error}");
    }
    assert_eq!(left.lock().unwrap().len(), 1);
    pass(&runtime, 5).await;
    Which::List.call(&client).await.unwrap();
    assert_eq!(ids(&transport), ["first"]);
}

#[tokio::test]
async fn a_provider_that_gives_an_expired_credential_has_failed() {
    let (runtime, transport) = (TestRuntime::new(), answers(0));
    let (client, _) = client_of(&runtime, &transport, [Gives("old", 0)], runtime.clone());
    let error = Which::List.call(&client).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "CertGetList failed: the credential provider gave a credential that has expired; a wrong clock of this machine is a \
         cause [wss.api.qcloud.com, not sent]"
    );
}

#[tokio::test]
async fn who_gives_up_waiting_lets_the_next_one_ask() {
    let (runtime, transport) = (TestRuntime::new(), answers(1));
    let (client, _) = client_of(&runtime, &transport, [Hangs, Gives("first", 7200)], runtime.clone());
    // By the clock of the test the call runs out of time at once, and what it asked is given up with it.
    let error = Which::List.call(&client).await.unwrap_err();
    assert!(error.is_timeout() && !error.may_have_been_sent(), "{error}");
    Which::List.call(&client).await.unwrap();
    assert_eq!(ids(&transport), ["first"]);
}

#[tokio::test]
async fn a_call_that_is_dropped_in_a_renewal_leaves_the_provider_alone_for_a_while() {
    let (runtime, transport) = (TestRuntime::new(), answers(3));
    let renewals = [Gives("first", 7200), Hangs, Gives("second", 7200)];
    let (client, left) = client_of(&runtime, &transport, renewals, Patient(runtime.clone()));
    Which::List.call(&client).await.unwrap();
    pass(&runtime, 7000).await;
    let dropped = Which::List.call(&client).now_or_never();
    assert!(dropped.is_none(), "it waits for the provider");
    assert_eq!(left.lock().unwrap().len(), 1);
    pass(&runtime, 4).await;
    Which::List.call(&client).await.unwrap();
    assert_eq!(left.lock().unwrap().len(), 1);
    pass(&runtime, 1).await;
    Which::List.call(&client).await.unwrap();
    assert_eq!(ids(&transport), ["first", "first", "second"]);
}

#[tokio::test]
async fn calls_go_on_with_the_kept_credential_while_one_asks() {
    let (runtime, transport) = (TestRuntime::new(), answers(101));
    let (client, left) =
        client_of(&runtime, &transport, [Gives("first", 7200), Hangs], Patient(runtime.clone()));
    Which::List.call(&client).await.unwrap();
    pass(&runtime, 6900).await;
    let asking = client.clone();
    let mut asking = Box::pin(Which::List.call(&asking));
    assert!(asking.as_mut().now_or_never().is_none());
    let clones: Vec<_> = (0..100).map(|_| client.clone()).collect();
    let results = join_all(clones.iter().map(|client| Which::List.call(client))).await;
    assert_eq!(results.into_iter().flatten().count(), 100);
    assert_eq!(ids(&transport), vec!["first"; 101]);
    assert!(left.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_arc_a_box_and_a_credential_are_providers() {
    let (runtime, transport) = (TestRuntime::new(), answers(3));
    let shared: Arc<dyn CredentialProvider> = Arc::new(Credential::new("shared", "key"));
    let boxed: Box<dyn CredentialProvider> = Box::new(Credential::new("boxed", "key"));
    let build = |builder: qcloud_client::ClientBuilder| builder.build().unwrap();
    let new = || builder(transport.clone(), &runtime);
    for client in [
        build(new().credential_provider(shared)),
        build(new().credential_provider(boxed)),
        build(new().credential_provider(Credential::new("plain", "key"))),
    ] {
        Which::List.call(&client).await.unwrap();
    }
    assert_eq!(ids(&transport), ["shared", "boxed", "plain"]);
}
