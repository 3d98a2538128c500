//! Answers that stream: generated from `codegen/tests/specs/streams`, sent by the mock server, read by the client.

use std::path::PathBuf;
use std::time::Duration;

use qcloud_client::transport::TransportErrorKind;
use qcloud_client::{Client, Credential};
use qcloud_mock_server::{Fault, MockServer};

#[rustfmt::skip]
#[path = "../../codegen/tests/specs/streams/expected/mod.rs"]
mod generated;

use generated::ai_v20250101::{AiService, ChatRequest, RebuildRequest};

async fn serve() -> (MockServer, AiService) {
    let spec = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/specs/streams");
    let server = MockServer::builder().spec(spec).start().await.unwrap();
    let keys = server.credentials();
    let client = Client::builder()
        .credential(Credential::new(&*keys.secret_id, &*keys.secret_key))
        .loopback_endpoint(&server.url())
        .build()
        .unwrap();
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

#[tokio::test]
async fn a_stream_that_is_cut_says_how_many_events_came() {
    let (server, service) = serve().await;
    server.inject(Fault::CutAfter);
    let mut events = service.chat(ChatRequest::new("Hello?").stream(true)).events();
    let mut came = 0;
    let error = loop {
        match events.try_next().await {
            Ok(event) => {
                assert!(event.is_some(), "the stream ended without an error");
                came += 1;
            }
            Err(error) => break error,
        }
    };
    assert_eq!(error.events(), Some(came));
    assert_eq!(error.transport_error().unwrap().kind(), TransportErrorKind::ResponseCut);
    assert_eq!(server.requests().len(), 1, "a stream that has begun is never repeated");
}
