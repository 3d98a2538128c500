//! How often a request is sent, after which waits, and never twice when that could do harm.

use std::time::Duration;

use bytes::Bytes;
use http::Request;
use qcloud_client::runtime::{BoxFuture, Runtime};
use qcloud_client::testing::TestRuntime;
use qcloud_client::transport::{Transport, TransportError, TransportErrorKind as Kinds};
use qcloud_client::{Client, RetryPolicy};

use crate::support::{
    Answer, EMPTY, Server, Which, assert_signed_anew, builder, client, credential, html, lost, ok, refusal,
    replay, status, upload, waits,
};

/// The first two waits of the test runtime's randomness, in milliseconds.
const WAITS: [u64; 2] = [118, 472];

/// A way to fail, again and again.
struct Failure {
    answer: fn() -> Answer,
    /// Whether the request may have arrived.
    sent: bool,
    /// Whether another attempt may do better.
    passes: bool,
}

/// Failures that tell of too many calls: nothing was done.
const TURNED_AWAY: [&str; 2] = ["4400", "429 with a time"];

const FAILURES: &[(&str, Failure)] = &[
    ("4400", Failure { answer: || ok(refusal(4400)), sent: true, passes: true }),
    ("6000", Failure { answer: || ok(refusal(6000)), sent: true, passes: true }),
    ("6200", Failure { answer: || ok(refusal(6200)), sent: true, passes: true }),
    (
        "429 with a time",
        Failure {
            answer: || Ok(status(429, &[("retry-after", "0")], html("Slow down"))),
            sent: true,
            passes: true,
        },
    ),
    ("429", Failure { answer: || Ok(status(429, &[], html("Slow down"))), sent: true, passes: true }),
    ("500", Failure { answer: || Ok(status(500, &[], html("500"))), sent: true, passes: true }),
    ("502", Failure { answer: || Ok(status(502, &[], html("502"))), sent: true, passes: true }),
    ("503", Failure { answer: || Ok(status(503, &[], html("503"))), sent: true, passes: true }),
    ("504", Failure { answer: || Ok(status(504, &[], html("504"))), sent: true, passes: true }),
    ("connect", Failure { answer: || lost(Kinds::Connect), sent: false, passes: true }),
    (
        "connect timeout",
        Failure { answer: || lost(Kinds::ConnectTimeout(Duration::from_secs(5))), sent: false, passes: true },
    ),
    ("cut before", Failure { answer: || lost(Kinds::Cut), sent: true, passes: true }),
    ("cut in", Failure { answer: || lost(Kinds::ResponseCut), sent: true, passes: true }),
    ("damaged", Failure { answer: || lost(Kinds::ResponseDamaged), sent: true, passes: true }),
    ("truncated", Failure { answer: || ok(r#"{"code":0,"data":{"to"#), sent: true, passes: true }),
    ("garbage", Failure { answer: || ok("\u{1}garbage"), sent: true, passes: true }),
    ("empty", Failure { answer: || ok(""), sent: true, passes: true }),
    ("oversized", Failure { answer: || lost(Kinds::ResponseTooLarge(1024)), sent: true, passes: false }),
    ("refused", Failure { answer: || lost(Kinds::Refused), sent: false, passes: false }),
    ("414", Failure { answer: || Ok(status(414, &[], html("414"))), sent: true, passes: false }),
    ("redirect", Failure { answer: || Ok(status(302, &[], html("302"))), sent: true, passes: false }),
    ("4000", Failure { answer: || ok(refusal(4000)), sent: true, passes: false }),
    ("4100", Failure { answer: || ok(refusal(4100)), sent: true, passes: false }),
    ("4500", Failure { answer: || ok(refusal(4500)), sent: true, passes: false }),
    ("no code", Failure { answer: || ok("{}"), sent: true, passes: false }),
];

#[tokio::test]
async fn a_call_that_keeps_failing_is_sent_as_often_as_it_may_be() {
    for (name, failure) in FAILURES {
        for which in Which::ALL {
            let case = format!("{name}, {which:?}");
            let transport = replay((0..5).map(|_| (failure.answer)()));
            let runtime = TestRuntime::new();
            let error = which.call(&client(transport.clone(), &runtime)).await.unwrap_err();

            let is_harmless = which.is_idempotent() || !failure.sent || TURNED_AWAY.contains(name);
            let repeats = failure.passes && is_harmless;
            let attempts = if repeats { 3 } else { 1 };
            assert_eq!(transport.requests().len(), attempts, "{case}");
            assert_eq!(error.attempts() as usize, attempts, "{case}");
            assert_eq!(error.may_have_been_sent(), failure.sent, "{case}");
            assert_eq!(error.action(), Some(which.name()), "{case}");
            assert_eq!(waits(&runtime), if repeats { &WAITS[..] } else { &[] }, "{case}");
            assert_signed_anew(&transport.requests());
        }
    }
}

#[tokio::test]
async fn a_call_that_fails_once_succeeds_at_the_second_attempt_if_there_may_be_one() {
    for (name, failure) in FAILURES {
        for which in Which::ALL {
            let transport = replay([(failure.answer)(), ok(which.success())]);
            let result = which.call(&client(transport.clone(), &TestRuntime::new())).await;
            let is_harmless = which.is_idempotent() || !failure.sent || TURNED_AWAY.contains(name);
            let repeats = failure.passes && is_harmless;
            assert_eq!(result.is_ok(), repeats, "{name}, {which:?}");
            assert_eq!(transport.remaining(), usize::from(!repeats), "{name}, {which:?}");
        }
    }
}

#[tokio::test]
async fn an_error_remembers_that_an_earlier_attempt_may_have_arrived() {
    let transport = replay([lost(Kinds::Cut), lost(Kinds::Connect), lost(Kinds::Connect)]);
    let error = Which::List.call(&client(transport, &TestRuntime::new())).await.unwrap_err();
    assert!(error.may_have_been_sent());
    assert_eq!(
        error.to_string(),
        "CertGetList failed: no connection to the server [wss.api.qcloud.com, 3 attempts, may have been sent]"
    );
}

#[tokio::test]
async fn an_upload_that_was_not_sent_at_first_is_not_repeated_once_it_may_have_arrived() {
    let transport = replay([lost(Kinds::Connect), lost(Kinds::Cut), ok(Which::Upload.success())]);
    let error = Which::Upload.call(&client(transport.clone(), &TestRuntime::new())).await.unwrap_err();
    assert_eq!(transport.requests().len(), 2);
    assert_eq!(
        error.to_string(),
        "CertUpload failed: the connection was cut before a response \
         [wss.api.qcloud.com, 2 attempts, may have been sent, not repeated, as the Action is not idempotent, CertGetList \
         tells whether it was carried out]"
    );
}

#[tokio::test]
async fn attempts_after_a_wait_are_signed_with_the_time_it_is_then() {
    let limited = || Ok(status(429, &[("retry-after", "7")], ""));
    let transport = replay([limited(), limited(), ok(EMPTY)]);
    let runtime = TestRuntime::new();
    Which::List.call(&client(transport.clone(), &runtime)).await.unwrap();
    let timestamps: Vec<_> =
        transport.requests().iter().map(|request| request.parameter("Timestamp").unwrap()).collect();
    assert_eq!(timestamps, ["1465185768", "1465185775", "1465185782"]);
    assert_eq!(waits(&runtime), [7000, 7000]);
    assert_signed_anew(&transport.requests());
}

#[tokio::test]
async fn the_server_says_how_long_to_wait_in_seconds_or_as_a_date() {
    let date = "Mon, 06 Jun 2016 04:02:48 GMT";
    for (headers, expected) in [
        (&[("retry-after", "7")][..], 7000),
        (&[("retry-after", "60")], 60_000),
        (&[("retry-after", "0")], WAITS[0]),
        (&[("retry-after", "Mon, 06 Jun 2016 04:03:00 GMT"), ("date", date)], 12_000),
        (&[("retry-after", "Mon, 06 Jun 2016 04:03:00 GMT")], 12_000),
        (&[("retry-after", "Mon, 06 Jun 2016 04:00:00 GMT"), ("date", date)], WAITS[0]),
        (&[("retry-after", "soon")], WAITS[0]),
    ] {
        for answer in
            [status(429, headers, ""), status(503, headers, ""), status(200, headers, refusal(4400))]
        {
            let transport = replay([Ok(answer), ok(EMPTY)]);
            let runtime = TestRuntime::new();
            Which::List.call(&client(transport, &runtime)).await.unwrap();
            assert_eq!(waits(&runtime), [expected], "{headers:?}");
        }
    }
}

#[tokio::test]
async fn a_server_that_asks_to_wait_too_long_ends_the_call() {
    for (asked, text, duration) in [
        ("61", "the server asks to wait 61 s", Duration::from_secs(61)),
        ("99999999999999999999999", "the server asks to stay away", Duration::MAX),
    ] {
        let transport = replay([Ok(status(429, &[("retry-after", asked)], refusal(4400))), ok(EMPTY)]);
        let runtime = TestRuntime::new();
        let error = Which::List.call(&client(transport.clone(), &runtime)).await.unwrap_err();
        assert_eq!(error.retry_after(), Some(duration));
        assert!(error.is_throttled());
        assert!(
            error.to_string().ends_with(&format!("[wss.api.qcloud.com, HTTP 429, 1 attempt, sent, {text}]")),
            "{error}"
        );
        assert_eq!(transport.remaining(), 1);
        assert!(runtime.waits().is_empty(), "{:?}", runtime.waits());
    }
}

#[tokio::test]
async fn the_policy_of_a_call_goes_before_that_of_the_client() {
    let failing = || replay((0..9).map(|_| lost(Kinds::Connect)));
    for (of_client, of_call, attempts) in [(1, None, 1), (5, None, 5), (5, Some(2), 2), (1, Some(4), 4)] {
        let transport = failing();
        let client = builder(transport.clone(), &TestRuntime::new())
            .retry(RetryPolicy::default().max_attempts(of_client))
            .build()
            .unwrap();
        let mut call = client.wss().cert_get_list(qcloud_client::wss::CertGetListRequest::new());
        if let Some(attempts) = of_call {
            call = call.retry(RetryPolicy::default().max_attempts(attempts));
        }
        assert_eq!(call.await.unwrap_err().attempts(), attempts);
        assert_eq!(transport.requests().len(), attempts as usize);
    }
}

/// A client whose retries wait for nothing, so that time brings it no tokens.
fn unhurried(server: Server) -> Client {
    let policy = RetryPolicy::default().base_delay(Duration::ZERO);
    builder(server, &TestRuntime::new()).retry(policy).build().unwrap()
}

#[tokio::test]
async fn a_broken_server_is_not_stormed() {
    let server = Server::new(|_, _| lost(Kinds::Connect));
    let client = unhurried(server.clone());
    for _ in 0..50 {
        assert_eq!(Which::List.call(&client).await.unwrap_err().attempts(), 3);
    }
    // A hundred retries have emptied the bucket; from here on each call is one request.
    for _ in 0..20 {
        let error = Which::List.call(&client.clone()).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "CertGetList failed: no connection to the server \
             [wss.api.qcloud.com, 1 attempt, not sent, not repeated, as too many calls fail]"
        );
    }
    assert_eq!(server.sent(), 50 * 3 + 20);
}

#[tokio::test]
async fn too_many_calls_cost_no_retry_tokens() {
    let server = Server::new(|_, number| ok(if number % 2 == 1 { refusal(4400) } else { EMPTY.to_owned() }));
    let client = builder(server.clone(), &TestRuntime::new()).retry_tokens(0).build().unwrap();
    for _ in 0..200 {
        Which::List.call(&client).await.unwrap();
    }
    assert_eq!(server.sent(), 400);
}

/// Answers the first request of each of so many calls when all of them are there, and each later one at once.
#[derive(Debug)]
struct Together(Server, tokio::sync::Barrier, usize);

impl Transport for Together {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Answer> {
        Box::pin(async move {
            let answer = self.0.send(request);
            if self.0.sent() <= self.2 {
                self.1.wait().await;
            }
            answer.await
        })
    }
}

#[tokio::test(start_paused = true)]
async fn two_hundred_calls_at_once_that_are_throttled_once_each_all_succeed() {
    const CALLS: usize = 200;
    let server = Server::new(|request, number| match number {
        ..=CALLS if number % 2 == 0 => Ok(status(429, &[("retry-after", "1")], "")),
        ..=CALLS => ok(refusal(4400)),
        _ => ok(format!(r#"{{"code":0,"data":{{"id":"{}"}}}}"#, request.get("alias").unwrap())),
    });
    let transport = Together(server.clone(), tokio::sync::Barrier::new(CALLS), CALLS);
    // As many tokens as there are by default, which so many failures of another kind would use up.
    let client = Client::builder().credential(credential()).transport(transport).build().unwrap();
    let calls = (0..CALLS).map(async |number| {
        let alias = number.to_string();
        let uploaded = client.wss().cert_upload(upload().alias(&alias)).await;
        assert_eq!(uploaded.unwrap().id, alias);
    });
    futures_util::future::join_all(calls).await;
    let mut sent: Vec<usize> =
        server.requests().iter().map(|request| request.get("alias").unwrap().parse().unwrap()).collect();
    sent.sort_unstable();
    assert_eq!(sent, (0..CALLS).flat_map(|number| [number, number]).collect::<Vec<_>>());
}

#[tokio::test]
async fn retry_tokens_come_back_with_time() {
    let server = Server::new(|_, _| lost(Kinds::Connect));
    let runtime = TestRuntime::new();
    let policy = RetryPolicy::default().base_delay(Duration::ZERO);
    let client = builder(server, &runtime).retry_tokens(10).retry(policy).build().unwrap();
    let attempts = async || Which::List.call(&client).await.unwrap_err().attempts();
    assert_eq!((attempts().await, attempts().await), (3, 1));
    runtime.sleep(Duration::from_secs(5)).await;
    assert_eq!((attempts().await, attempts().await), (2, 1));
}

#[tokio::test]
async fn timeouts_cost_twice_the_retry_tokens() {
    let server = Server::new(|_, _| lost(Kinds::ConnectTimeout(Duration::from_secs(5))));
    let client = unhurried(server.clone());
    while Which::List.call(&client).await.unwrap_err().attempts() == 3 {}
    assert_eq!(server.sent(), 25 * 3 + 1);
}

#[tokio::test]
async fn retry_tokens_come_back_when_calls_succeed() {
    let broken = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    let is_broken = broken.clone();
    let server = Server::new(move |_, _| {
        if is_broken.load(std::sync::atomic::Ordering::Relaxed) { lost(Kinds::Connect) } else { ok(EMPTY) }
    });
    let client = unhurried(server);
    let attempts = async |client: &Client| Which::List.call(client).await.unwrap_err().attempts();
    while attempts(&client).await == 3 {}
    broken.store(false, std::sync::atomic::Ordering::Relaxed);
    for _ in 0..5 {
        Which::List.call(&client).await.unwrap();
    }
    broken.store(true, std::sync::atomic::Ordering::Relaxed);
    // Five successes pay for one retry.
    assert_eq!(attempts(&client).await, 2);
    assert_eq!(attempts(&client).await, 1);
}

#[tokio::test]
async fn clients_do_not_share_their_retry_tokens() {
    let server = Server::new(|_, _| lost(Kinds::Connect));
    let first = unhurried(server.clone());
    while Which::List.call(&first).await.unwrap_err().attempts() == 3 {}
    let second = client(server, &TestRuntime::new());
    assert_eq!(Which::List.call(&second).await.unwrap_err().attempts(), 3);
}

#[tokio::test]
async fn the_cause_of_a_transports_failure_is_chained() {
    let cause = || TransportError::new(Kinds::Connect).with_source("name not known");
    let transport = replay([Err(cause()), Err(cause()), Err(cause())]);
    let error = Which::List.call(&client(transport, &TestRuntime::new())).await.unwrap_err();
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "name not known");
    assert!(error.is_transport());
}
