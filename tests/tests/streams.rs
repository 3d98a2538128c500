//! Answers that stream: generated from `codegen/tests/specs/streams`, sent by the mock server, read by the client.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use qcloud_client::testing::RecordingTransport;
use qcloud_client::transport::{ReqwestTransport, TransportErrorKind};
use qcloud_client::{Client, ClientBuilder, Credential, Error, ErrorKind};
use qcloud_drift::{Level, Response, Target, report};
use qcloud_mock_server::{Fault, MockServer};

#[rustfmt::skip]
#[path = "../../codegen/tests/specs/streams/expected/mod.rs"]
mod generated;

use generated::ai_v20250101::{AiService, ChatRequest, RebuildRequest};

fn spec() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/specs/streams")
}

async fn serve() -> (MockServer, AiService) {
    serve_by(|builder| builder).await
}

/// A server, and its service by a client with these settings.
async fn serve_by(set_up: impl FnOnce(ClientBuilder) -> ClientBuilder) -> (MockServer, AiService) {
    let server = MockServer::builder().spec(spec()).start().await.unwrap();
    let keys = server.credentials();
    let credential = Credential::new(&*keys.secret_id, &*keys.secret_key);
    let builder = Client::builder().credential(credential).loopback_endpoint(&server.url());
    let client = set_up(builder).build().unwrap();
    let service = AiService::new(&client);
    (server, service)
}

#[tokio::test]
async fn a_streamed_answer_is_read_event_by_event() {
    let (server, service) = serve().await;
    // Cut into pieces without regard to lines, it is the same.
    for fault in [None, Some(Fault::Drip(Duration::from_millis(1)))] {
        if let Some(fault) = fault {
            server.inject(fault);
        }
        let mut events = service.chat(ChatRequest::new("Hello?").stream(true)).events();
        let first = events.try_next().await.unwrap().unwrap();
        assert_eq!((first.id(), first.data().text.as_deref()), (Some("1"), Some("Hello")));
        let second = events.try_next().await.unwrap().unwrap();
        assert_eq!(second.data().text.as_deref(), Some(", world"));
        assert_eq!(second.into_data().usage.and_then(|usage| usage.tokens), Some(2));
        assert!(events.try_next().await.unwrap().is_none());
        assert!(events.result().is_none());
    }
}

#[tokio::test]
async fn an_answer_that_does_not_stream_is_the_plain_result() {
    let (_server, service) = serve().await;
    let mut events = service.chat(ChatRequest::new("Hello?")).events();
    assert!(events.try_next().await.unwrap().is_none());
    assert_eq!(events.result().and_then(|result| result.text.as_deref()), Some("Hello, world"));
}

#[tokio::test]
async fn an_event_may_be_of_another_type_than_the_result() {
    let (_server, service) = serve().await;
    let events: Vec<_> = service.rebuild(RebuildRequest::new("doc-1")).events().try_collect().await.unwrap();
    assert!(!events.is_empty());
}

/// What comes of a chat that is spoilt like this: the ids of its events, and the error that ends it.
async fn spoilt(server: &MockServer, service: &AiService, fault: Fault) -> (Vec<String>, Option<Error>) {
    let before = server.requests().len();
    let patience =
        if matches!(fault, Fault::StallAt(_)) { Duration::from_millis(100) } else { Duration::from_secs(60) };
    server.inject(fault);
    let call = service.chat(ChatRequest::new("Hello?").stream(true)).chunk_timeout(patience);
    let mut events = call.events();
    let (mut ids, mut error) = (Vec::new(), None);
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => ids.push(event.id().unwrap_or_default().to_owned()),
            Err(failed) => error = Some(failed),
        }
    }
    assert_eq!(server.requests().len(), before + 1, "a stream that has begun is never repeated");
    (ids, error)
}

const WORDS: &str = include_str!("../../codegen/tests/specs/streams/ai_v20250101/examples/words.sse");

#[tokio::test]
async fn a_stream_that_is_cut_at_any_byte_gives_what_was_whole_and_says_how_many_events_came() {
    let (server, service) = serve().await;
    let half = WORDS.len() / 2;
    let cuts = (0..WORDS.len()).map(|end| (end, Fault::CutAt(end))).chain([(half, Fault::CutAfter)]);
    for (end, fault) in cuts {
        let (ids, error) = spoilt(&server, &service, fault).await;
        let blocks = WORDS[..end].split_inclusive("\n\n").filter(|block| block.ends_with("\n\n"));
        let whole = blocks.filter(|block| block.contains("data:")).count();
        let error = error.unwrap();
        assert_eq!((ids.len(), error.events()), (whole, Some(whole as u64)), "{end}: {error}");
        assert_eq!(error.transport_error().unwrap().kind(), TransportErrorKind::ResponseCut, "{end}");
    }
}

#[tokio::test]
async fn a_stream_that_comes_to_a_halt_is_given_up() {
    let (server, service) = serve().await;
    let (ids, error) = spoilt(&server, &service, Fault::StallAt(WORDS.len() - 2)).await;
    assert!(ids == ["1", ""] && error.as_ref().is_some_and(Error::is_timeout), "{ids:?} {error:?}");
    // Slow is not a halt.
    let (ids, error) = spoilt(&server, &service, Fault::SlowEvents(Duration::from_millis(1))).await;
    assert!(ids == ["1", ""] && error.is_none(), "{error:?}");
}

#[tokio::test]
async fn an_event_that_is_none_or_tells_a_failure_ends_the_stream() {
    let (server, service) = serve().await;
    let (ids, error) = spoilt(&server, &service, Fault::EventGarbage).await;
    let error = error.unwrap();
    assert_eq!(
        (&*ids, error.kind(), error.events()),
        (&["1".to_owned()][..], ErrorKind::Unreadable, Some(1))
    );
    assert_eq!(error.raw_body(), Some(&b"{]garbage"[..]));
    let fault = "event-code:FailedOperation".parse().unwrap();
    let (ids, error) = spoilt(&server, &service, fault).await;
    let error = error.unwrap();
    assert_eq!((ids.len(), error.code_text(), error.events()), (1, Some("FailedOperation"), Some(1)));
}

#[tokio::test]
async fn a_stream_that_is_said_to_be_something_else_is_none() {
    let (server, service) = serve().await;
    let fault = Fault::ContentType("text/event-stream;charset=UTF-8".to_owned());
    assert_eq!(spoilt(&server, &service, fault).await.0, ["1", ""]);
    let (ids, error) = spoilt(&server, &service, Fault::ContentType("text/plain".to_owned())).await;
    assert!(
        ids.is_empty() && error.as_ref().is_some_and(|error| error.kind() == ErrorKind::Body),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_recorded_stream_is_read_by_drift_and_under_examples_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    let transport = RecordingTransport::new(ReqwestTransport::builder().build().unwrap(), home.path());
    let (_server, service) = serve_by(|builder| builder.transport(transport)).await;
    for streams in [true, false] {
        let mut events = service.chat(ChatRequest::new("Hello?").stream(streams)).events();
        while events.try_next().await.unwrap().is_some() {}
    }
    let recorded = home.path().join("ai_v20250101");
    let examples = recorded.join("examples/Chat");
    let api = qcloud_codegen::read(&spec()).unwrap();
    let (found, action) = Target { service: "ai_v20250101", action: "Chat" }.find(&api).unwrap();
    let responses = ["recorded-1.sse", "recorded-2.json"]
        .map(|name| Response::read(name, &fs::read(examples.join(name)).unwrap()).unwrap());
    let report = report(&api, found, action, &responses);
    assert_eq!((report.compared, report.count(Level::Drift)), (2, 0), "{report:?}");

    // The spec of one service, with its own examples and the recorded ones.
    for name in ["service.yaml", "Chat.yaml", "examples/words.sse", "examples/whole.json"] {
        fs::create_dir_all(recorded.join("examples")).unwrap();
        let text = fs::read_to_string(spec().join("ai_v20250101").join(name)).unwrap();
        let lines = fs::read_to_string(recorded.join(name)).unwrap_or_default();
        let (_, lines) = lines.split_once("examples:\n").unwrap_or_default();
        fs::write(recorded.join(name), text.replace("\nexamples:\n", &format!("\nexamples:\n{lines}")))
            .unwrap();
    }
    let api = qcloud_codegen::read(home.path()).unwrap();
    assert_eq!(api.services[0].actions[0].examples.len(), 4);
}
