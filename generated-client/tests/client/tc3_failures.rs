//! What goes wrong in API 3.0: what each failure says, and what is repeated.

use qcloud_client::testing::{SilentTransport, TestRuntime};
use qcloud_client::transport::TransportErrorKind as Kinds;
use qcloud_client::{RetryPolicy, Tc3ErrorCode, wire};

use crate::support::{
    Answer, DATE, FIFTEEN_MINUTES_LATER, NOW, builder, client, html, lost, ok, status, waits,
};
use crate::tc3::{DescribeRequest, JsonRequest, JsonServer, failed, refusal, response, run, success};

#[tokio::test]
async fn a_refusal_has_all_its_facts() {
    let body = refusal("ResourceNotFound.Instance");
    let answer = body.clone();
    let (error, _) =
        failed(run(), move |_| Ok(status(200, &[("x-request-id", "of a gateway")], answer.clone()))).await;
    assert_eq!(error.code(), None);
    assert_eq!(error.code_text(), Some("ResourceNotFound.Instance"));
    assert_eq!(error.message(), Some("no"));
    assert_eq!(error.meaning(), Some("A resource that the request names does not exist."));
    assert_eq!(error.request_id(), Some("f2a3"));
    assert_eq!(error.raw_body(), Some(body.as_bytes()));
    assert_eq!(
        error.to_string(),
        "RunInstances failed: the server answered ResourceNotFound.Instance \
         (A resource that the request names does not exist): no [cvm.tencentcloudapi.com, ap-guangzhou, HTTP 200, request id f2a3, 1 attempt, sent]"
    );
    assert_eq!(Tc3ErrorCode::from("ResourceNotFound"), Tc3ErrorCode::ResourceNotFound);
}

#[tokio::test]
async fn each_kind_of_failure_is_a_sentence_of_its_own() {
    for (body, sentence) in [
        (refusal("Odd.Code"), "the server answered Odd.Code: no"),
        (response(r#""Error":{"Message":"no"}"#), "the server answered with an error that has no code: no"),
        (response(r#""Error":"no""#), "the server answered with an error that has no code"),
        (response(r#""\u0045rror":{"Code":"Odd"}"#), "the server answered Odd"),
        (
            r#"{"code":0,"data":{}}"#.to_owned(),
            "the response is JSON without the object `Response` of an envelope",
        ),
        ("[1]".to_owned(), "the response is JSON without the object `Response` of an envelope"),
        (
            response(r#""TotalCount":[7]"#),
            "the result can't be read: Response.TotalCount: expected an integer, found an array at line 1 column 27",
        ),
        (
            r#"{"Response":{}}"#.to_owned(),
            "the result can't be read: Response.TotalCount: required, but missing at line 1 column 14",
        ),
    ] {
        let shown = body.clone();
        let (error, requests) = failed(DescribeRequest { limit: None }, move |_| ok(body.clone())).await;
        let story = error.to_string();
        assert!(
            story.starts_with(&format!(
                "DescribeInstances failed: {sentence} [cvm.tencentcloudapi.com, ap-guangzhou, HTTP 200"
            )),
            "{shown}\n{story}"
        );
        assert_eq!(requests.len(), 1, "{shown}");
    }
}

#[tokio::test]
async fn predicates_know_dotted_codes() {
    for (code, is_auth, is_throttled) in [
        ("AuthFailure", true, false),
        ("AuthFailure.SignatureFailure", true, false),
        ("AuthFailure.NewOne", true, false),
        ("UnauthorizedOperation", true, false),
        ("UnauthorizedOperation.CamNoAuth", true, false),
        ("RequestLimitExceeded", false, true),
        ("RequestLimitExceeded.UinLimitExceeded", false, true),
        ("LimitExceeded", false, false),
        ("AuthFailureOfAnotherKind", false, false),
    ] {
        let (error, _) = failed(run(), move |_| ok(refusal(code))).await;
        assert_eq!((error.is_auth(), error.is_throttled()), (is_auth, is_throttled), "{code}");
    }
}

#[tokio::test]
async fn what_passes_is_repeated_if_nothing_can_be_done_twice() {
    type Case = (&'static str, fn() -> Answer, usize, usize);
    let cases: [Case; 9] = [
        ("throttled", || ok(refusal("RequestLimitExceeded")), 3, 3),
        ("throttled for the account", || ok(refusal("RequestLimitExceeded.UinLimitExceeded")), 3, 3),
        ("internal error", || ok(refusal("InternalError")), 3, 1),
        ("internal error of a kind", || ok(refusal("InternalError.DbError")), 3, 1),
        ("a wrong value", || ok(refusal("InvalidParameterValue.Zone")), 1, 1),
        ("a quota", || ok(refusal("LimitExceeded")), 1, 1),
        ("a gateway", || Ok(status(502, &[], html("502"))), 3, 1),
        ("no connection", || lost(Kinds::Connect), 3, 3),
        ("a lost answer", || lost(Kinds::Cut), 3, 1),
    ];
    for (name, answer, idempotent, other) in cases {
        let (_, requests) = failed(DescribeRequest { limit: Some(1) }, move |_| answer()).await;
        assert_eq!(requests.len(), idempotent, "{name}");
        let (_, requests) = failed(run(), move |_| answer()).await;
        assert_eq!(requests.len(), other, "{name}");
    }
}

#[tokio::test]
async fn every_attempt_is_signed_for_its_own_time() {
    let server =
        JsonServer::new(|_, number| ok(if number < 3 { refusal("RequestLimitExceeded") } else { success() }));
    let runtime = TestRuntime::new();
    let patient = RetryPolicy::default()
        .base_delay(std::time::Duration::from_secs(60))
        .max_delay(std::time::Duration::from_secs(60));
    builder(server.clone(), &runtime).retry(patient).build().unwrap().call(run()).await.unwrap();
    let requests = server.requests();
    let mut times: Vec<u64> =
        requests.iter().map(|sent| sent.header("x-tc-timestamp").unwrap().parse().unwrap()).collect();
    requests.iter().for_each(JsonRequest::assert_signed);
    assert!(requests.iter().all(|sent| sent.http.body() == requests[0].http.body()));
    assert_eq!(waits(&runtime).len(), 2);
    assert!(times[0] == NOW && times[2] > NOW, "{times:?}");
    times.dedup();
    assert_eq!(times.len(), 3, "{times:?}");
}

#[tokio::test]
async fn a_refused_timestamp_corrects_the_clock_once_for_any_action() {
    let late = || Ok(status(200, &[("date", FIFTEEN_MINUTES_LATER)], refusal("AuthFailure.SignatureExpire")));
    let server = JsonServer::new(move |_, number| if number == 1 { late() } else { ok(success()) });
    client(server.clone(), &TestRuntime::new()).call(run()).await.unwrap();
    let times: Vec<_> =
        server.requests().iter().map(|sent| sent.header("x-tc-timestamp").unwrap().to_owned()).collect();
    assert_eq!(times, [NOW.to_string(), (NOW + 900).to_string()]);

    let (error, requests) = failed(run(), move |_| late()).await;
    assert_eq!((requests.len(), error.code_text()), (2, Some("AuthFailure.SignatureExpire")));
    let on_time = || Ok(status(200, &[("date", DATE)], refusal("AuthFailure.SignatureExpire")));
    let (_, requests) = failed(run(), move |_| on_time()).await;
    assert_eq!(requests.len(), 1, "a clock that is right is not corrected");
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let transport = SilentTransport::new();
    let error = client(transport.clone(), &TestRuntime::new()).call(run()).await.err().unwrap();
    assert!(error.is_timeout() && error.may_have_been_sent());
    assert_eq!((transport.sent(), transport.dropped()), (1, 1));
}

#[test]
fn unknown_fields_are_found_below_the_envelope() {
    let body = r#"{"Response":{"TotalCount":1,"New":{"A":1},"RequestId":"f2a3"},"Odd":1}"#;
    let unknown = wire::unknown_fields::<DescribeRequest>(body.as_bytes()).unwrap();
    assert_eq!(unknown, ["Response.New", "Odd"]);
}

#[test]
fn a_success_with_the_word_error_in_it_is_none_the_less() {
    for nothing in ["null", "{}", r#"{"Code":"","Message":""}"#] {
        let body = response(&format!(r#""TotalCount":3,"Title":"Error","Error":{nothing}"#));
        assert_eq!(wire::read_response::<DescribeRequest>(body.as_bytes()).unwrap().total, 3, "{nothing}");
    }
}
