//! The sentence and the facts of each kind of error.

use std::time::Duration;

use qcloud_client::testing::TestRuntime;
use qcloud_client::transport::{TransportError, TransportErrorKind as Kinds};
use qcloud_client::{Error, RetryPolicy};

use crate::support::{Answer, Which, builder, client, html, lost, ok, refusal, replay, status};

/// The error of an upload, which makes one attempt, that is answered like this.
async fn failed(answer: Answer) -> Error {
    let client = builder(replay([answer]), &TestRuntime::new()).retry(RetryPolicy::none()).build().unwrap();
    Which::Upload.call(&client).await.unwrap_err()
}

const NOT_REPEATED: &str = "not repeated, as the Action is not idempotent";

#[tokio::test]
async fn each_kind_of_failure_is_a_sentence_of_its_own() {
    let gateway = "as a gateway in front of the API gives it";
    for (answer, sentence, facts) in [
        (
            ok(refusal(4100)),
            "the server answered 4100 Refused (The credential or the signature was not accepted): no"
                .to_owned(),
            "HTTP 200, 1 attempt, sent".to_owned(),
        ),
        (
            ok(r#"{"code":"9110","message":"(9110) unknown","codeDesc":"9110"}"#),
            "the server answered 9110: (9110) unknown".to_owned(),
            "HTTP 200, 1 attempt, sent".to_owned(),
        ),
        (
            Ok(status(414, &[], html("414 Request-URI Too Large"))),
            format!("the response is an HTML page, \"414 Request-URI Too Large\", {gateway}"),
            "HTTP 414, 1 attempt, sent".to_owned(),
        ),
        (
            Ok(status(502, &[], html("502 Bad Gateway"))),
            format!("the response is an HTML page, \"502 Bad Gateway\", {gateway}"),
            format!("HTTP 502, 1 attempt, sent, {NOT_REPEATED}"),
        ),
        (
            Ok(status(502, &[], "<p>sorry")),
            format!("the response is an HTML page, {gateway}"),
            format!("HTTP 502, 1 attempt, sent, {NOT_REPEATED}"),
        ),
        (
            ok(r#"{"code":0,"data":{"id"#),
            "the response is JSON that ends in the middle".to_owned(),
            format!("HTTP 200, 1 attempt, sent, {NOT_REPEATED}"),
        ),
        (
            ok("{\n oops"),
            "the response is not JSON from line 2, column 2 on".to_owned(),
            format!("HTTP 200, 1 attempt, sent, {NOT_REPEATED}"),
        ),
        (
            ok(&b"{\"code\":\"\xff\"}"[..]),
            "the response is not UTF-8 from byte 9 on".to_owned(),
            format!("HTTP 200, 1 attempt, sent, {NOT_REPEATED}"),
        ),
        (ok(""), "the response is empty".to_owned(), format!("HTTP 200, 1 attempt, sent, {NOT_REPEATED}")),
        (
            ok(r#"{"message":"fine","data":{"id":"x"}}"#),
            "the response is JSON without the `code` of an envelope".to_owned(),
            "HTTP 200, 1 attempt, sent".to_owned(),
        ),
        (
            Err(TransportError::new(Kinds::ResponseTooLarge(1024)).with_status(http::StatusCode::OK)),
            "the response is larger than 1024 bytes".to_owned(),
            "HTTP 200, 1 attempt, sent".to_owned(),
        ),
        (
            lost(Kinds::Timeout(Duration::from_secs(3))),
            "no response within 3s".to_owned(),
            format!("1 attempt, may have been sent, {NOT_REPEATED}"),
        ),
        (
            lost(Kinds::ResponseDamaged),
            "the response is damaged".to_owned(),
            format!("1 attempt, sent, {NOT_REPEATED}"),
        ),
        (
            lost(Kinds::Refused),
            "the transport refused the request".to_owned(),
            "1 attempt, not sent".to_owned(),
        ),
    ] {
        let error = failed(answer).await;
        let is_clear = error.was_not_carried_out();
        let asked = if is_clear { "" } else { ", CertGetList tells whether it was carried out" };
        assert_eq!(
            error.to_string(),
            format!("CertUpload failed: {sentence} [wss.api.qcloud.com, {facts}{asked}]")
        );
    }
}

#[tokio::test]
async fn a_refusal_has_all_its_facts() {
    let body =
        r#"{"code":5000,"message":"no\nsuch thing","codeDesc":"InvalidCert.NotFound","requestId":"f2a3"}"#;
    let error = failed(ok(body)).await;
    assert_eq!(error.action(), Some("CertUpload"));
    assert_eq!(error.code(), Some(5000));
    assert_eq!(error.code_text(), Some("InvalidCert.NotFound"));
    assert_eq!(error.message(), Some("no\nsuch thing"));
    assert_eq!(error.meaning(), Some("A resource that the request names does not exist."));
    assert_eq!(error.http_status(), Some(http::StatusCode::OK));
    assert_eq!(error.request_id(), Some("f2a3"));
    assert_eq!(error.raw_body(), Some(body.as_bytes()));
    assert_eq!(error.body_excerpt(), Some(body));
    assert_eq!(error.attempts(), 1);
    assert!(error.headers().unwrap().is_empty());
    assert_eq!(
        error.to_string(),
        "CertUpload failed: the server answered 5000 InvalidCert.NotFound \
         (A resource that the request names does not exist): no such thing \
         [wss.api.qcloud.com, HTTP 200, request id f2a3, 1 attempt, sent]"
    );
}

#[tokio::test]
async fn predicates_tell_the_kinds_apart() {
    let of = |error: &Error| {
        [
            ("auth", error.is_auth()),
            ("throttled", error.is_throttled()),
            ("timeout", error.is_timeout()),
            ("transport", error.is_transport()),
            ("unreadable", error.is_unreadable()),
            ("credential", error.is_credential()),
            ("invalid", error.is_invalid_request()),
        ]
        .into_iter()
        .filter_map(|(name, holds)| holds.then_some(name))
        .collect::<Vec<_>>()
    };
    for (answer, expected) in [
        (ok(refusal(4100)), &["auth"][..]),
        (ok(refusal(4110)), &["auth"]),
        (ok(refusal(4300)), &["auth"]),
        (ok(refusal(4400)), &["throttled"]),
        (Ok(status(429, &[], html("x"))), &["throttled", "unreadable"]),
        (ok(refusal(5000)), &[]),
        (lost(Kinds::Connect), &["transport"]),
        (lost(Kinds::Timeout(Duration::ZERO)), &["timeout", "transport"]),
        (ok("{}"), &["unreadable"]),
        (ok(r#"{"code":0,"data":{"id":[7]}}"#), &["unreadable"]),
    ] {
        let answer = match answer {
            Err(error) if !error.is_timeout() => {
                let client = client(replay((0..3).map(|_| lost(error.kind()))), &TestRuntime::new());
                Which::Upload.call(&client).await.unwrap_err()
            }
            answer => failed(answer).await,
        };
        assert_eq!(of(&answer), expected, "{answer}");
    }
}

#[tokio::test]
async fn a_result_that_can_t_be_read_names_the_place() {
    let list = r#"[{"id":"a"},{"id":"b"},{"id":"c"},{"id":{"x":1}}]"#;
    let body = format!(r#"{{"code":0,"data":{{"totalNum":4,"list":{list}}}}}"#);
    let transport = replay([ok(body.clone()), ok(body.clone())]);
    let error = Which::List.call(&client(transport.clone(), &TestRuntime::new())).await.unwrap_err();
    assert!(
        error.to_string().starts_with("CertGetList failed: the result can't be read: data.list[3].id: "),
        "{error}"
    );
    assert!(error.is_unreadable() && error.may_have_been_sent());
    assert_eq!(error.raw_body(), Some(body.as_bytes()));
    assert_eq!(transport.remaining(), 1);
}

#[tokio::test]
async fn a_long_body_is_cut_in_an_excerpt_and_a_long_message_in_the_sentence() {
    let body = format!(r#"{{"code":5100,"message":"{}"}}"#, "x".repeat(5000));
    let error = failed(ok(body.clone())).await;
    assert_eq!(error.message().unwrap().len(), 5000);
    assert_eq!(error.raw_body().unwrap().len(), body.len());
    assert_eq!(error.body_excerpt().unwrap().chars().count(), 501);
    assert!(error.to_string().chars().count() < 500);
}
