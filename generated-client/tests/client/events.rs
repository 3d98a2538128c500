//! Answers that are streams of events: what comes of them, and what ends them.

use std::time::Duration;

use qcloud_client::internal;
use qcloud_client::testing::{ReplayTransport, TestRuntime};
use qcloud_client::transport::{Body, TransportErrorKind as Kinds};
use qcloud_client::{Client, Error, ErrorKind, Event, Events, Json, Untyped, wire};

use crate::bodies::{Then, body};
use crate::support::{Answer, builder, client, lost, ok, replay, status, waits};
use crate::tc3::SERVICE;

/// An Action that streams, in the shape of generated code.
pub(crate) struct ChatRequest {
    pub(crate) stream: Option<bool>,
}

internal::record!(ChatRequest {
    0 stream "Stream" [];
});

pub(crate) struct Chat {
    pub(crate) text: Option<String>,
    pub(crate) size: Option<u64>,
    pub(crate) request_id: Option<String>,
}

internal::record!(Chat {
    0 text "Text" [];
    1 size "Size" [];
    2 request_id "RequestId" [];
});

impl wire::Action for ChatRequest {
    type Result = Chat;
    const INFO: &'static internal::ActionInfo = &internal::ActionInfo {
        service: &SERVICE,
        name: "Chat",
        host: None,
        idempotent: true,
        sensitive: false,
        errors: &[],
        method: wire::Method::Post,
        place: internal::ResultPlace::Response,
    };
}

impl wire::Streams for ChatRequest {
    type Event = Chat;
}

/// A stream as an answer.
#[allow(clippy::unnecessary_wraps, reason = "it stands beside answers that are errors")]
pub(crate) fn stream(body: impl Into<Body>) -> Answer {
    let headers = [("content-type", "text/event-stream; charset=utf-8"), ("x-tc-requestid", "f2a3")];
    Ok(status(200, &headers, body))
}

pub(crate) fn chat(client: &Client) -> Events<Chat> {
    client.call(ChatRequest { stream: Some(true) }).events()
}

/// What comes of a stream: the texts of its events, and the error that ends it.
pub(crate) async fn read(mut events: Events<Chat>) -> (Vec<String>, Option<Error>) {
    let mut texts = Vec::new();
    loop {
        match events.next().await {
            Some(Ok(event)) => texts.push(event.into_data().text.unwrap_or_default()),
            Some(Err(error)) => {
                assert!(events.next().await.is_none(), "something came behind {error}");
                return (texts, Some(error));
            }
            None => return (texts, None),
        }
    }
}

pub(crate) const TWO: &str = "id: 1\ndata: {\"Text\":\"a\"}\n\ndata:{\"Text\":\"b\",\"More\":[1]}\n\n";

#[tokio::test]
async fn events_are_typed_and_have_their_ids_and_all_that_came() {
    let transport = replay([stream(TWO)]);
    let client = client(transport.clone(), &TestRuntime::new());
    let mut events = chat(&client);
    assert!(
        events.metadata().is_none() && transport.requests().is_empty(),
        "nothing is sent before it is polled"
    );
    let first = events.try_next().await.unwrap().unwrap();
    assert_eq!((first.id(), first.name(), first.data().text.as_deref()), (Some("1"), None, Some("a")));
    assert_eq!(events.metadata().unwrap().request_id(), Some("f2a3"));
    let second = events.try_next().await.unwrap().unwrap();
    assert_eq!((second.id(), second.raw_data()), (None, &br#"{"Text":"b","More":[1]}"#[..]));
    assert!(events.try_next().await.unwrap().is_none() && events.result().is_none());
    assert!(events.try_next().await.unwrap().is_none());
    let sent = &transport.requests()[0];
    assert_eq!(sent.http().headers()["accept-encoding"], "identity");
    assert_eq!(sent.json(), serde_json::json!({"Stream": true}));
}

#[tokio::test]
async fn what_is_no_event_is_left_out_and_what_ends_a_stream_ends_it() {
    for (text, expected) in [
        (": ping\n\ndata: {\"Text\":\"a\"}\n\n: ping\n\n", &["a"][..]),
        ("data:\n\ndata: \n\ndata: {\"Text\":\"a\"}\n\nid: 3\n\n", &["a"]),
        ("data: {\"Text\":\"a\"}\n\ndata:[DONE]\n\ndata: {\"Text\":\"b\"}\n\n", &["a"]),
        ("data: {\"Text\":\"a\"}\n\ndata: [DONE]", &["a"]),
        ("data: {\"Text\":\ndata: \"a\"}\r\n\r\nretry: 1\n", &["a"]),
        ("data: {\"Text\":\"a\"}\n\ndata: {\"Text\":\"last\"}", &["a", "last"]),
        ("", &[]),
    ] {
        for size in [1, 7, 100] {
            let client = client(replay([stream(body(text, size, Then::End))]), &TestRuntime::new());
            let (texts, error) = read(chat(&client)).await;
            assert_eq!(texts, expected, "{text:?} {error:?}");
            assert!(error.is_none(), "{text:?} {error:?}");
        }
    }
    // Behind `[DONE]` nothing is waited for.
    let text = "data: {\"Text\":\"a\"}\n\ndata: [DONE]\n\n";
    let runtime = TestRuntime::new();
    let client = client(replay([stream(body(text, 100, Then::Nothing))]), &runtime);
    assert!(read(chat(&client)).await.1.is_none() && waits(&runtime).is_empty());
}

#[tokio::test]
async fn an_answer_in_json_gives_the_plain_result_and_no_event() {
    let answer = r#"{"Response":{"Text":"all","RequestId":"f2a3"}}"#;
    let client = client(ReplayTransport::new().json(answer).json(answer).json(answer), &TestRuntime::new());
    let mut events = chat(&client);
    assert!(events.result().is_none());
    assert!(events.try_next().await.unwrap().is_none());
    assert_eq!(events.metadata().unwrap().raw_body(), answer.as_bytes());
    assert_eq!(events.result().unwrap().text.as_deref(), Some("all"));
    assert_eq!(events.into_result().unwrap().text.as_deref(), Some("all"));
    let error = chat(&client).try_collect::<Vec<_>>().await.err().unwrap();
    assert_eq!(
        error.to_string(),
        "Chat failed: the response is a plain result and no stream of events, which `result()` behind the last event \
         has [HTTP 200, request id f2a3, 1 attempt, sent]"
    );
    assert_eq!(error.raw_body(), Some(answer.as_bytes()));
    let mut blocking = chat(&client).wait();
    assert!(blocking.next().is_none() && blocking.next().is_none());
    assert_eq!(blocking.stream().unwrap().result().unwrap().text.as_deref(), Some("all"));
}

#[tokio::test]
async fn an_untyped_call_has_events_in_json_and_collects_them() {
    let client = client(replay([stream(TWO)]), &TestRuntime::new());
    let request = Untyped::tc3("cvm", "2017-03-12", "Chat", serde_json::json!({}));
    let events: Vec<Event<Json>> = client.call_untyped(request).events().try_collect().await.unwrap();
    let data: Vec<_> = events.into_iter().map(Event::into_data).collect();
    assert_eq!(data, [serde_json::json!({"Text": "a"}), serde_json::json!({"Text": "b", "More": [1]})]);
}

#[test]
fn a_program_that_waits_iterates() {
    let client = client(replay([stream(TWO)]), &TestRuntime::new());
    let texts = chat(&client).wait().map(|event| event.unwrap().into_data().text.unwrap());
    assert_eq!(texts.collect::<Vec<_>>(), ["a", "b"]);
}

#[tokio::test]
async fn a_call_that_is_awaited_says_how_a_stream_is_read() {
    let transport = replay([stream(TWO), stream(TWO)]);
    let client = client(transport.clone(), &TestRuntime::new());
    let error = client.call(ChatRequest { stream: None }).await.err().unwrap();
    assert!(error.to_string().contains("which `.events()` on the call reads"), "{error}");
    assert_eq!(transport.remaining(), 1);
}

#[tokio::test]
async fn what_fails_before_the_stream_is_repeated_and_what_fails_in_it_never() {
    let refused = r#"{"Response":{"Error":{"Code":"InvalidParameter","Message":"no"},"RequestId":"f2a3"}}"#;
    let transport = replay([lost(Kinds::Cut), Ok(status(502, &[], "")), ok(refused), stream(TWO)]);
    let error = read(chat(&client(transport.clone(), &TestRuntime::new()))).await.1.unwrap();
    assert_eq!((error.code_text(), error.attempts(), error.events()), (Some("InvalidParameter"), 3, None));

    for kind in [Kinds::ResponseCut, Kinds::Cut, Kinds::ResponseDamaged] {
        for so_far in ["", "data: {\"Te", TWO] {
            let transport = replay([stream(body(so_far, 9, Then::Error(kind))), stream(TWO)]);
            let (texts, error) = read(chat(&client(transport.clone(), &TestRuntime::new()))).await;
            let (error, came) = (error.unwrap(), if so_far == TWO { 2 } else { 0 });
            assert_eq!((texts.len() as u64, error.events()), (came, Some(came)), "{error}");
            assert_eq!((transport.remaining(), error.attempts()), (1, 1));
            assert!(error.is_transport() && error.may_have_been_sent() && error.is_retryable());
        }
    }
}

#[tokio::test]
async fn a_failure_that_an_event_tells_is_an_error() {
    for (event, code, message) in [
        (
            r#"{"Type":"error","Error":{"Code":"FailedOperation","Message":"no voice"}}"#,
            Some("FailedOperation"),
            "no voice",
        ),
        (r#"{"ErrorMsg":{"Msg":"slower","Code":2003},"Id":"7"}"#, Some("2003"), "slower"),
        (
            r#"{"Response":{"Error":{"Code":"RequestLimitExceeded","Message":"m"},"RequestId":"x"}}"#,
            Some("RequestLimitExceeded"),
            "m",
        ),
        (r#"{"\u0045rrorMsg":{"Msg":"m","Code":1}}"#, Some("1"), "m"),
        (r#"{"Error":{"Message":"nobody knows"}}"#, None, "nobody knows"),
    ] {
        let text = format!("data: {{\"Text\":\"a\"}}\n\ndata: {event}\n\ndata: {{\"Text\":\"b\"}}\n\n");
        let transport = replay([stream(text), stream(TWO)]);
        let (texts, error) = read(chat(&client(transport.clone(), &TestRuntime::new()))).await;
        let error = error.unwrap();
        assert_eq!((texts.len(), error.kind(), error.code_text()), (1, ErrorKind::Failure, code), "{error}");
        assert_eq!(
            (error.message(), error.events(), error.request_id()),
            (Some(message), Some(1), Some("f2a3"))
        );
        assert_eq!(error.raw_body(), Some(event.as_bytes()));
        assert_eq!(transport.remaining(), 1);
        assert_eq!(error.is_throttled(), code == Some("RequestLimitExceeded"));
    }
    for event in [
        r#"{"Text":"a","Error":null}"#,
        r#"{"Text":"a","Error":{"Code":"","Message":""}}"#,
        r#"{"Text":"a","ErrorMsg":{"Code":0,"Msg":"success"}}"#,
        r#"{"Text":"a","Error":"none"}"#,
        r#"{"Text":"a","Errors":[1],"Deep":{"Error":{"Code":"X","Message":"m"}}}"#,
    ] {
        let client = client(replay([stream(format!("data: {event}\n\n"))]), &TestRuntime::new());
        let (texts, error) = read(chat(&client)).await;
        assert!(texts == ["a"] && error.is_none(), "{event} {error:?}");
    }
}

#[tokio::test]
async fn an_event_that_is_no_json_or_another_thing_is_an_error_with_its_data() {
    for (event, said) in [
        ("hello", "event 2 can't be read: expected value"),
        ("[1]", "event 2 can't be read: expected an object"),
        ("{\"Text\":", "event 2 can't be read: Text: EOF"),
    ] {
        let client =
            client(replay([stream(format!("data: {{}}\n\ndata: {event}\n\n"))]), &TestRuntime::new());
        let (texts, error) = read(chat(&client)).await;
        let error = error.unwrap();
        assert_eq!((texts.len(), error.kind(), error.events()), (1, ErrorKind::Unreadable, Some(1)));
        assert!(error.to_string().contains(said), "{error}");
        assert_eq!(error.raw_body(), Some(event.as_bytes()));
        assert!(error.read_error().is_some());
    }
    // One odd field costs that field.
    let client = client(replay([stream("data: {\"Text\":\"a\",\"Size\":\"N/A\"}\n\n")]), &TestRuntime::new());
    let event = chat(&client).try_next().await.unwrap().unwrap();
    assert_eq!((event.notes()[0].path(), event.data().size), ("Size", None));
}

#[tokio::test]
async fn an_event_over_the_bound_is_named_with_the_bound() {
    let long = format!("{TWO}data: {{\"Text\":\"{}\"}}\n\n", "x".repeat(100));
    for size in [1, 1000] {
        let runtime = TestRuntime::new();
        let transport = replay([stream(body(&long, size, Then::End)), stream(TWO)]);
        let client = builder(transport.clone(), &runtime).max_response_bytes(64).build().unwrap();
        let (texts, error) = read(chat(&client)).await;
        assert_eq!(texts, ["a", "b"]);
        assert_eq!(
            error.unwrap().to_string(),
            "Chat failed: event 3 is larger than 64 bytes, which `max_response_bytes` sets \
             [cvm.tencentcloudapi.com, HTTP 200, request id f2a3, 1 attempt, sent, 2 events came]"
        );
        assert_eq!(transport.remaining(), 1);
    }
    // All of them together may be larger.
    let client = builder(replay([stream(TWO.repeat(50))]), &TestRuntime::new())
        .max_response_bytes(64)
        .build()
        .unwrap();
    assert_eq!(read(chat(&client)).await.0.len(), 100);
}

#[tokio::test]
async fn a_stream_may_take_its_time_but_not_between_two_parts() {
    let runtime = TestRuntime::new();
    let transport = replay([stream(body(TWO, 1000, Then::Nothing)), stream(TWO)]);
    let client =
        builder(transport.clone(), &runtime).attempt_timeout(Duration::from_secs(5)).build().unwrap();
    let call = client.call(ChatRequest { stream: None }).chunk_timeout(Duration::from_secs(45));
    let (texts, error) = read(call.events()).await;
    let error = error.unwrap();
    assert_eq!(texts, ["a", "b"]);
    assert_eq!(
        error.to_string(),
        "Chat failed: nothing came for 45s in the middle of the response \
         [cvm.tencentcloudapi.com, HTTP 200, request id f2a3, 1 attempt, sent, 2 events came]"
    );
    assert!(error.is_timeout() && transport.remaining() == 1);
    assert_eq!(waits(&runtime), [45_000]);
}

#[tokio::test]
async fn a_stream_that_is_dropped_ends_its_exchange_and_one_that_is_read_is_over() {
    use futures_core::stream::FusedStream as _;

    let client = client(replay([stream(TWO)]), &TestRuntime::new());
    let mut events = chat(&client);
    assert!(!events.is_terminated());
    while events.next().await.is_some() {
        assert!(!format!("{events:?}").contains("Text"));
    }
    assert!(events.is_terminated());
}

#[tokio::test]
async fn secrets_of_the_request_are_taken_out_of_what_an_event_says() {
    let secret = crate::support::KEY;
    let text = format!("data: {{\"Error\":{{\"Code\":\"X\",\"Message\":\"the key {secret} is odd\"}}}}\n\n");
    let client = client(replay([stream(text), stream(format!("data: {secret}\n\n"))]), &TestRuntime::new());
    for _ in 0..2 {
        let error = read(chat(&client)).await.1.unwrap();
        assert!(!format!("{error} {error:?} {:?}", error.body_excerpt()).contains(secret), "{error}");
    }
}

/// Whatever takes events takes them from any thread.
#[test]
fn events_may_be_sent_and_shared() {
    fn is_send_and_sync<T: Send + Sync + Unpin + 'static>() {}
    is_send_and_sync::<Events<Chat>>();
    is_send_and_sync::<Events<Json>>();
    is_send_and_sync::<Event<Chat>>();
}
