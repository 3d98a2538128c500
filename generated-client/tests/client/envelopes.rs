//! What counts as a success and what as a failure: statuses, the envelopes of both APIs in each other's place, streams of
//! events, and codes that the spec says more of.

use qcloud_client::testing::{ReplayTransport, TestRuntime};
use qcloud_client::{Error, Json, RetryPolicy, Untyped, internal, wire};

use crate::support::{Answer, EMPTY, Which, builder, client, html, ok, refusal, replay, status};
use crate::tc3::{DescribeRequest, run, success};

/// The code as a number, the code in text, the message and the request id of an error.
type Told<'e> = (Option<i64>, Option<&'e str>, Option<&'e str>, Option<&'e str>);

fn told(error: &Error) -> Told<'_> {
    (error.code(), error.code_text(), error.message(), error.request_id())
}

async fn legacy(answer: Answer) -> Error {
    let client = builder(replay([answer]), &TestRuntime::new()).retry(RetryPolicy::none()).build().unwrap();
    Which::List.call(&client).await.unwrap_err()
}

async fn newer(answer: Answer) -> Error {
    let client = builder(replay([answer]), &TestRuntime::new()).retry(RetryPolicy::none()).build().unwrap();
    client.call(DescribeRequest { limit: None }).region("ap-guangzhou").await.err().unwrap()
}

#[tokio::test]
async fn a_status_that_is_none_of_success_makes_no_success() {
    for code in [199, 300, 302, 304, 400, 401, 403, 404, 429, 500, 503] {
        for body in [EMPTY.to_owned(), success(), "{}".to_owned(), "[1]".to_owned()] {
            let sentence = if code / 100 == 3 {
                "the server redirects elsewhere, which is not followed"
            } else {
                "the HTTP status says that the call failed, and the body does not say why"
            };
            for error in [
                legacy(Ok(status(code, &[], body.clone()))).await,
                newer(Ok(status(code, &[], body.clone()))).await,
            ] {
                assert!(error.to_string().contains(sentence), "{code} {body} {error}");
                assert_eq!(error.is_auth(), matches!(code, 401 | 403), "{code}");
                assert_eq!(error.is_throttled(), code == 429, "{code}");
            }
        }
        let error = legacy(Ok(status(code, &[], refusal(5000)))).await;
        assert_eq!(told(&error), (Some(5000), Some("Refused"), Some("no"), None), "{code}");
        assert!(!error.is_auth(), "the envelope knows better");
        assert_eq!(legacy(Ok(status(code, &[], html("x")))).await.is_auth(), matches!(code, 401 | 403));
    }
}

#[tokio::test]
async fn each_envelope_is_understood_in_the_place_of_the_other() {
    let of_newer =
        r#"{"Response":{"Error":{"Code":"AuthFailure.TokenFailure","Message":"m"},"RequestId":"f2a3"}}"#;
    let error = legacy(ok(of_newer)).await;
    assert_eq!(told(&error), (None, Some("AuthFailure.TokenFailure"), Some("m"), Some("f2a3")));
    assert!(error.is_auth());

    let of_legacy = r#"{"code":4104,"message":"m","codeDesc":"SecretIdNotFound","requestId":"f2a3"}"#;
    let error = newer(ok(of_legacy)).await;
    assert_eq!(told(&error), (Some(4104), Some("SecretIdNotFound"), Some("m"), Some("f2a3")));
    assert!(error.is_auth());
    assert_eq!(told(&newer(Ok(status(503, &[], of_legacy))).await).0, Some(4104));
}

#[tokio::test]
async fn a_legacy_code_may_be_a_word_or_digits_in_a_text() {
    for (body, code, word) in [
        (
            r#"{"code":"InvalidParameter","message":"m","codeDesc":"InvalidParameter"}"#,
            None,
            Some("InvalidParameter"),
        ),
        (r#"{"code":"InvalidParameter","message":"m"}"#, None, Some("InvalidParameter")),
        (
            r#"{"code":"InvalidVpc","message":"m","codeDesc":"InvalidVpc.NotFound"}"#,
            None,
            Some("InvalidVpc.NotFound"),
        ),
        (r#"{"code":"4103","message":"m","codeDesc":"x"}"#, Some(4103), Some("x")),
        (r#"{"code":"","message":"m","codeDesc":"InvalidVpc"}"#, None, Some("InvalidVpc")),
        (r#"{"code":"","message":"m"}"#, None, None),
        (r#"{"code":null,"message":"m","codeDesc":"InvalidVpc"}"#, None, Some("InvalidVpc")),
        (r#"{"message":"m","codeDesc":"InvalidVpc"}"#, None, Some("InvalidVpc")),
    ] {
        for error in [legacy(ok(body)).await, newer(ok(body)).await] {
            assert_eq!(told(&error), (code, word, Some("m"), None), "{body}");
            assert_eq!(error.is_auth(), code.is_some());
        }
    }
}

/// An Action that is answered with its result alone.
struct Bare {}

internal::record!(Bare {});

struct BareResult {
    name: Option<String>,
}

internal::record!(BareResult {
    0 name "name" [];
});

/// The same with a result that has the names of both envelopes.
struct Coded {}

internal::record!(Coded {});

struct CodedResult {
    code: i64,
    response: Option<Json>,
}

internal::record!(CodedResult {
    0 code "code" [];
    1 response "Response" [];
});

/// An Action of the legacy API that is answered in the manner of API 3.0.
struct Newer {}

internal::record!(Newer {});

const fn info(name: &'static str, place: internal::ResultPlace) -> internal::ActionInfo {
    internal::ActionInfo {
        service: <qcloud_client::wss::CertGetListRequest as wire::Action>::INFO.service,
        name,
        host: None,
        idempotent: false,
        sensitive: false,
        errors: &[
            internal::ErrorRule { code: "Busy", effect: internal::ErrorEffect::Throttling },
            internal::ErrorRule { code: "Odd", effect: internal::ErrorEffect::Retry },
            internal::ErrorRule { code: "NoData", effect: internal::ErrorEffect::Empty },
        ],
        method: wire::Method::Post,
        place,
    }
}

impl wire::Action for Bare {
    type Result = BareResult;
    const INFO: &'static internal::ActionInfo = &info("Bare", internal::ResultPlace::Body);
}

impl wire::Action for Coded {
    type Result = CodedResult;
    const INFO: &'static internal::ActionInfo = &info("Coded", internal::ResultPlace::Body);
}

struct Failed {}

internal::record!(Failed {});

struct FailedResult {
    error: Option<Json>,
    count: i64,
}

internal::record!(FailedResult {
    0 error "Error" [];
    1 count "Count" [REQUIRED];
});

impl wire::Action for Failed {
    type Result = FailedResult;
    const INFO: &'static internal::ActionInfo = &info("Failed", internal::ResultPlace::Response);
}

impl wire::Action for Newer {
    type Result = BareResult;
    const INFO: &'static internal::ActionInfo = &info("Newer", internal::ResultPlace::Response);
}

async fn call<A: wire::Action + Clone>(request: A, body: &str) -> Result<A::Result, Error> {
    client(replay([ok(body.to_owned())]), &TestRuntime::new()).call(request).await
}

#[tokio::test]
async fn an_envelope_with_a_failure_is_no_result_that_is_the_whole_body() {
    for (body, code) in [
        (r#"{"code":4000,"message":"m"}"#, Some("4000")),
        (r#"{"code":"Wrong","message":"m"}"#, Some("Wrong")),
        (r#"{"Response":{"Error":{"Code":"Wrong","Message":"m"},"RequestId":"f2a3"}}"#, Some("Wrong")),
        (r#"{"name":"n","codeDesc":"Wrong"}"#, None),
        (r#"{"name":"n","code":0}"#, None),
        (r#"{"name":"n","Response":{"RequestId":"f2a3"}}"#, None),
    ] {
        let told = call(Bare {}, body).await.err().map(|error| {
            error
                .code()
                .map_or_else(|| error.code_text().unwrap_or_default().to_owned(), |code| code.to_string())
        });
        assert_eq!(told.as_deref(), code, "{body}");
    }
    let own = call(Coded {}, r#"{"code":7,"message":"m","Response":{"Error":{"Code":"x"}}}"#).await.unwrap();
    assert_eq!((own.code, own.response.is_some()), (7, true));
}

#[tokio::test]
async fn a_legacy_action_may_be_answered_in_the_object_response() {
    let body = r#"{"Response":{"name":"\u0045rror","RequestId":"f2a3"}}"#;
    assert_eq!(call(Newer {}, body).await.unwrap().name.as_deref(), Some("Error"));
    for (body, code) in [
        (r#"{"Response":{"Error":{"Code":"Wrong","Message":"m"},"RequestId":"f2a3"}}"#, Some("Wrong")),
        (r#"{"code":4000,"message":"m","codeDesc":"Wrong"}"#, Some("Wrong")),
        (r#"{"code":0,"data":{}}"#, None),
    ] {
        assert_eq!(call(Newer {}, body).await.err().unwrap().code_text(), code, "{body}");
    }
    assert_eq!(wire::unknown_fields::<Newer>(body.as_bytes()).unwrap(), Vec::<String>::new());
}

#[test]
fn what_stands_for_a_failure_is_one_though_the_result_has_a_field_for_it() {
    let read = |body: &str| wire::read_response::<Failed>(body.as_bytes());
    for body in [
        r#"{"Response":{"Error":{"Code":"Wrong","Message":"m"},"RequestId":"f2a3"}}"#,
        r#"{"Response":{"Count":1,"Error":{"Code":"Wrong","Message":"m"},"RequestId":"f2a3"}}"#,
        r#"{"Response":{"Count":1,"\u0045rror":{"Code":"Wrong","Message":"m"},"RequestId":"f2a3"}}"#,
    ] {
        let Err(wire::ResponseError::Failure(failure)) = read(body) else { panic!("{body}") };
        assert_eq!(failure.code_text.as_deref(), Some("Wrong"), "{body}");
    }
    let result = read(r#"{"Response":[],"Response":{"Count":1,"Error":{},"RequestId":"f2a3"}}"#).unwrap();
    assert_eq!((result.count, result.error.is_some()), (1, true));
    // PHP writes an empty object so, which has no id of the request.
    assert_eq!(read(r#"{"Response":[]}"#).err(), Some(wire::ResponseError::NoEnvelope));
    let of_none = wire::read_response::<Newer>(br#"{"Response":[]}"#).err();
    assert_eq!(of_none, Some(wire::ResponseError::NoEnvelope));
}

#[tokio::test]
async fn an_untyped_call_of_the_legacy_api_takes_only_a_success_for_one() {
    for (body, expected) in [
        (r#"{"code":0}"#, Ok(())),
        (r#"{"code":"0","data":[]}"#, Ok(())),
        (r#"{"Response":{"RequestId":"f2a3","Total":1}}"#, Ok(())),
        (r#"{"Response":{"RequestId":"f2a3","Error":null}}"#, Ok(())),
        (r#"{"Response":[]}"#, Err(None)),
        (r#"{"Response":{}}"#, Err(None)),
        (r#"{"Response":{"RequestId":""}}"#, Err(None)),
        (r#"{"Response":"ok"}"#, Err(None)),
        (r#"{"Response":{"RequestId":"f2a3","Error":{"Code":"Wrong"}}}"#, Err(Some("Wrong"))),
        (r#"{"code":"","message":""}"#, Err(None)),
        (r#"{"code":null}"#, Err(None)),
        (r#"{"code":[0]}"#, Err(None)),
        (r#"{"code":"Success","message":""}"#, Err(None)),
        (r#"{"data":{}}"#, Err(None)),
        ("[]", Err(None)),
        ("0", Err(None)),
    ] {
        let request = Untyped::v2("cvm", "DescribeThings", [("limit", "5")]);
        let result = client(replay([ok(body)]), &TestRuntime::new()).call_untyped(request).await;
        match (result, expected) {
            (Ok(json), Ok(())) => assert_eq!(json, body.parse::<Json>().unwrap()),
            (Err(error), Err(code)) => assert_eq!(error.code_text(), code, "{body}"),
            (result, _) => panic!("{body}: {result:?}"),
        }
    }
}

#[tokio::test]
async fn a_stream_of_events_is_named_and_never_asked_for_again() {
    for (content_type, code, body) in [
        ("text/event-stream", 200, "data: {\"Choices\":[]}\n\n"),
        ("Text/Event-Stream; charset=utf-8", 200, ""),
        ("text/event-stream", 503, "data: x"),
        ("text/event-stream", 429, "data: x"),
    ] {
        let headers = [("content-type", content_type), ("x-tc-requestid", "f2a3"), ("retry-after", "0")];
        let transport = replay((0..3).map(|_| Ok(status(code, &headers, body))));
        let parameters = "{}".parse().unwrap();
        let request = Untyped::tc3("hunyuan", "2023-09-01", "ChatCompletions", parameters).idempotent(true);
        let error = client(transport.clone(), &TestRuntime::new()).call_untyped(request).await.unwrap_err();
        assert_eq!(transport.requests().len(), 1, "{content_type} {code}");
        assert_eq!(
            error.to_string(),
            format!(
                "ChatCompletions failed: the response is a stream of events (text/event-stream), which `.events()` on \
                 the call reads [hunyuan.tencentcloudapi.com, HTTP {code}, request id f2a3, 1 attempt, sent]"
            )
        );
    }
}

#[tokio::test]
async fn the_spec_says_which_codes_are_repeated_and_which_are_an_empty_list() {
    let failure = |code: &str| {
        format!(r#"{{"Response":{{"Error":{{"Code":"{code}","Message":"m"}},"RequestId":"f2a3"}}}}"#)
    };
    for (code, attempts, throttled) in
        [("Busy", 3, true), ("Busy.Now", 3, true), ("Odd", 1, false), ("Busybody", 1, false)]
    {
        let transport = replay((0..3).map(|_| ok(failure(code))));
        let error = client(transport.clone(), &TestRuntime::new()).call(Newer {}).await.err().unwrap();
        assert_eq!((transport.requests().len(), error.is_throttled()), (attempts, throttled), "{code}");
    }
    let result = call(Newer {}, &failure("NoData.OfRecord")).await.unwrap();
    assert_eq!(result.name, None);
    let answer = Ok(status(404, &[], failure("NoData")));
    let error = client(replay([answer]), &TestRuntime::new()).call(Newer {}).await.err().unwrap();
    assert_eq!(error.code_text(), Some("NoData"));
}

#[tokio::test]
async fn too_many_calls_under_any_name_are_repeated_for_any_action() {
    let failure = r#"{"Response":{"Error":{"Code":"LimitExceeded.RateLimitExceeded","Message":"m"},"RequestId":"f2a3"}}"#;
    let transport = ReplayTransport::new().json(failure).json(failure).json(failure);
    let error = client(transport.clone(), &TestRuntime::new()).call(run()).await.err().unwrap();
    assert!(error.is_throttled());
    assert_eq!(transport.remaining(), 0);
}
