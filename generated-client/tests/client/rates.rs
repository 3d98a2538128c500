//! The client's own limits on how many attempts it makes in a second.

use std::time::Duration;

use qcloud_client::runtime::Runtime as _;
use qcloud_client::testing::TestRuntime;
use qcloud_client::{Client, ClientBuilder, ErrorKind, RetryPolicy};

use crate::support::{Answer, DELETED, EMPTY, Which, builder, ok, refusal, replay, waits};

fn limited(
    answers: impl IntoIterator<Item = Answer>,
    set_up: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> (Client, TestRuntime) {
    let runtime = TestRuntime::new();
    (set_up(builder(replay(answers), &runtime)).build().unwrap(), runtime)
}

#[tokio::test]
async fn calls_wait_for_their_turn_when_a_second_s_worth_is_made() {
    let (client, runtime) = limited((0..5).map(|_| ok(EMPTY)), |builder| builder.rate_limit(2));
    for _ in 0..4 {
        Which::List.call(&client.clone()).await.unwrap();
    }
    assert_eq!(waits(&runtime), [500, 500]);
    runtime.sleep(Duration::from_secs(10)).await;
    Which::List.call(&client).await.unwrap();
    assert_eq!(waits(&runtime).len(), 3, "time has brought them back");
}

#[tokio::test]
async fn an_action_has_a_limit_of_its_own() {
    let answers = [ok(EMPTY), ok(DELETED), ok(EMPTY), ok(DELETED)];
    let (client, runtime) = limited(answers, |builder| builder.action_rate_limit("CertGetList", 1));
    for which in [Which::List, Which::Delete, Which::List, Which::Delete] {
        which.call(&client).await.unwrap();
    }
    assert_eq!(waits(&runtime), [1000]);
}

#[tokio::test]
async fn attempts_count_not_calls() {
    let answers = [ok(refusal(4400)), ok(refusal(4400)), ok(EMPTY)];
    let at_once = RetryPolicy::default().base_delay(Duration::ZERO);
    let (client, runtime) = limited(answers, |builder| builder.rate_limit(1).retry(at_once));
    Which::List.call(&client).await.unwrap();
    assert_eq!(waits(&runtime), [0, 1000, 0, 1000]);
}

#[tokio::test]
async fn a_call_that_would_wait_beyond_its_time_ends_at_once_and_takes_no_turn() {
    let (client, runtime) =
        limited([ok(EMPTY), ok(EMPTY)], |builder| builder.rate_limit(1).timeout(Duration::from_secs(1)));
    Which::List.call(&client).await.unwrap();
    for _ in 0..3 {
        let error = Which::List.call(&client).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "CertGetList failed: the client's rate limit would hold the call back for 1s, and it may take 1s in all \
             [wss.api.qcloud.com, not sent]"
        );
        assert_eq!(error.kind(), ErrorKind::RateLimit);
        assert!(error.is_timeout() && error.is_retryable() && error.was_not_carried_out());
    }
    assert_eq!(waits(&runtime), Vec::<u64>::new());
    runtime.sleep(Duration::from_millis(1)).await;
    Which::List.call(&client).await.unwrap();
    assert_eq!(waits(&runtime), [1, 999]);
}

#[test]
fn a_limit_of_none_is_refused() {
    for set_up in [(|builder| builder.rate_limit(0)) as fn(ClientBuilder) -> ClientBuilder, |builder| {
        builder.action_rate_limit("X", 0)
    }] {
        let error = set_up(builder(replay([]), &TestRuntime::new())).build().unwrap_err();
        assert_eq!(error.to_string(), "a rate limit of 0 attempts a second lets no call through");
    }
}
