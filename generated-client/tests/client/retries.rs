//! What a program adds to the client's own judgement of failures, and what an error says of all attempts.

use std::sync::{Arc, Mutex};

use qcloud_client::retry::Verdict;
use qcloud_client::testing::TestRuntime;
use qcloud_client::transport::TransportErrorKind as Kinds;
use qcloud_client::{Error, RetryPolicy};

use crate::support::{
    Answer, DATE, FIFTEEN_MINUTES_LATER, KEY, Which, builder, client, lost, ok, replay, status,
};

/// A refusal of the legacy API with a code in words beside the number.
fn refused(number: i64, word: &str) -> Answer {
    ok(format!(r#"{{"code":{number},"message":"no","codeDesc":"{word}"}}"#))
}

/// How many attempts are made of a call that is answered like this again and again, and the error.
async fn attempts(which: Which, policy: RetryPolicy, answer: fn() -> Answer) -> (usize, Error) {
    let transport = replay((0..5).map(|_| answer()));
    let client = builder(transport.clone(), &TestRuntime::new()).retry(policy).build().unwrap();
    let error = which.call(&client).await.unwrap_err();
    (transport.requests().len(), error)
}

#[tokio::test]
async fn a_listed_code_is_repeated_for_any_action_where_nothing_was_done() {
    let listed =
        || RetryPolicy::default().codes(["ResourceInOperating", "4242"]).codes(["InternalError.Slow"]);
    for (answer, list, upload) in [
        ((|| refused(5100, "ResourceInOperating")) as fn() -> Answer, 3, 3),
        (|| refused(5100, "ResourceInOperating.Certificate"), 3, 3),
        (|| refused(4242, "Anything"), 3, 3),
        (|| refused(5100, "ResourceInOperatings"), 1, 1),
        (|| refused(5100, "Resource"), 1, 1),
        (|| refused(5100, "FailedOperation.ResourceInOperating"), 3, 3),
        (|| refused(5100, "FailedOperation.ResourceInOperating.Certificate"), 3, 3),
        (|| refused(5100, "FailedOperation.OtherResourceInOperating"), 1, 1),
        (|| refused(4243, ""), 1, 1),
        (|| refused(5100, "InternalError.Slow"), 3, 1),
    ] {
        let (sent, error) = attempts(Which::List, listed(), answer).await;
        assert_eq!((sent, error.is_retryable()), (list, list > 1), "{error}");
        let (sent, error) = attempts(Which::Upload, listed(), answer).await;
        assert_eq!(sent, upload, "{error}");
    }
}

#[tokio::test]
async fn a_classifier_has_the_first_word() {
    let verdict = |verdict| RetryPolicy::default().codes(["Listed"]).classifier(move |_| verdict);
    for (answer, retry, stop, undecided) in [
        ((|| refused(5100, "Odd")) as fn() -> Answer, 3, 1, 1),
        (|| refused(5100, "Listed"), 3, 1, 3),
        (|| lost(Kinds::Connect), 3, 1, 3),
        (|| refused(4400, ""), 3, 1, 3),
        // What may have been carried out is not done twice, whatever a classifier says.
        (|| lost(Kinds::Cut), 1, 1, 1),
        (|| refused(6000, ""), 1, 1, 1),
    ] {
        for (said, expected) in
            [(Verdict::Retry, retry), (Verdict::Stop, stop), (Verdict::Undecided, undecided)]
        {
            let (sent, error) = attempts(Which::Upload, verdict(said), answer).await;
            assert_eq!(sent, expected, "{said:?}, {error}");
        }
    }
}

#[tokio::test]
async fn a_classifier_sees_each_attempt_and_no_mistake_of_the_program() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let policy = RetryPolicy::default().classifier(move |error| {
        log.lock().unwrap().push((error.attempts(), error.code_text().map(str::to_owned)));
        Verdict::Undecided
    });
    let answers = [lost(Kinds::Connect), refused(6000, "Odd"), ok(Which::List.success())];
    let client = builder(replay(answers), &TestRuntime::new()).retry(policy.clone()).build().unwrap();
    Which::List.call(&client).await.unwrap();
    assert_eq!(*seen.lock().unwrap(), [(1, None), (2, Some("Odd".to_owned()))]);

    let wrong = qcloud_client::Untyped::v2("wss", "a b", [("x", "1")]);
    let error = client.call_untyped(wrong).retry(policy).await.unwrap_err();
    assert!(error.is_invalid_request());
    assert_eq!(seen.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn an_error_speaks_for_all_attempts() {
    for (answers, expected) in [
        (vec![lost(Kinds::Connect), refused(5000, "")], true),
        (vec![refused(4400, ""), refused(5000, "")], true),
        // The first attempt may have deleted what the second does not find.
        (vec![lost(Kinds::Cut), refused(5000, "")], false),
        (vec![refused(6000, ""), refused(5000, "")], false),
        (vec![Ok(status(502, &[], "")), refused(4000, "")], false),
        (vec![Ok(status(429, &[("retry-after", "0")], "")), refused(4000, "")], true),
    ] {
        let error = Which::List.call(&client(replay(answers), &TestRuntime::new())).await.unwrap_err();
        assert_eq!((error.attempts(), error.was_not_carried_out()), (2, expected), "{error}");
        assert!(!error.is_retryable() && error.is_not_found() == (error.code() == Some(5000)), "{error}");
    }
}

#[tokio::test]
async fn a_clock_that_one_call_found_wrong_is_right_for_the_next() {
    let late = Ok(status(200, &[("date", FIFTEEN_MINUTES_LATER)], r#"{"code":4500,"message":"no"}"#));
    let transport = replay([late, ok(Which::Upload.success())]);
    let client = builder(transport.clone(), &TestRuntime::new()).retry(RetryPolicy::none()).build().unwrap();
    let error = Which::Upload.call(&client).await.unwrap_err();
    assert!(error.is_retryable() && error.was_not_carried_out(), "{error}");
    Which::Upload.call(&client).await.unwrap();
    let times: Vec<u64> =
        transport.requests().iter().map(|it| it.parameter("Timestamp").unwrap().parse().unwrap()).collect();
    assert_eq!(times[1] - times[0], 900);

    let right = Ok(status(200, &[("date", DATE)], r#"{"code":4500,"message":"no"}"#));
    let error = Which::Upload.call(&self::client(replay([right]), &TestRuntime::new())).await.unwrap_err();
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn the_host_and_the_region_are_facts_and_no_key_is_taken_for_one() {
    let call = |builder: qcloud_client::ClientBuilder| async move {
        Which::List.call(&builder.build().unwrap()).await.unwrap_err()
    };
    let with = || builder(replay([refused(5000, "")]), &TestRuntime::new());
    let error = call(with().region("ap-beijing")).await;
    assert_eq!((error.host(), error.region()), (Some("wss.api.qcloud.com"), Some("ap-beijing")));
    assert!(error.to_string().contains(" [wss.api.qcloud.com, ap-beijing, HTTP 200, "), "{error}");
    let error = call(with().endpoint("https://gw.example.com:8443")).await;
    assert_eq!((error.host(), error.region()), (Some("gw.example.com:8443"), None));
    let error = call(with().region(KEY)).await;
    assert!(error.region().is_none() && !format!("{error} {error:?}").contains(KEY), "{error}");
}
