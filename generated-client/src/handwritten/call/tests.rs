//! A call through a third protocol: nothing but its own file knows how it speaks.

use std::sync::{Arc, Mutex, OnceLock};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};

use super::Response;
use crate::handwritten::action::{Action, ActionInfo, ServiceInfo};
use crate::handwritten::client::Client;
use crate::handwritten::credential::Credential;
use crate::handwritten::protocol::bare::Bare;
use crate::handwritten::protocol::{Method, ResultPlace};
use crate::handwritten::runtime::BoxFuture;
use crate::handwritten::transport::{Body, Transport, TransportError};
use crate::internal;

static SERVICE: ServiceInfo = ServiceInfo {
    name: "lamp",
    host: "lamp.example.com",
    path: "/api",
    protocol: &Bare,
    version: "",
    region_required: false,
};

struct SwitchRequest {
    on: Option<bool>,
}

internal::record!(SwitchRequest {
    0 on "on" [];
});

struct Switched {
    watts: u64,
}

internal::record!(Switched {
    0 watts "watts" [REQUIRED];
});

impl Action for SwitchRequest {
    type Result = Switched;
    const INFO: &'static ActionInfo = &ActionInfo {
        service: &SERVICE,
        name: "Switch",
        host: None,
        idempotent: true,
        sensitive: false,
        errors: &[],
        method: Method::Post,
        place: ResultPlace::Body,
    };
}

/// Answers from a list, the last first, and keeps what it was sent.
#[derive(Clone, Debug)]
struct Answers {
    left: Arc<Mutex<Vec<&'static str>>>,
    sent: Arc<Mutex<Vec<http::Request<Bytes>>>>,
}

impl Transport for Answers {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        self.sent.lock().unwrap().push(request);
        let body = self.left.lock().unwrap().pop().unwrap();
        Box::pin(std::future::ready(Ok(http::Response::new(body.into()))))
    }
}

fn client(answers: &[&'static str]) -> (Client, Answers) {
    let left = Arc::new(Mutex::new(answers.iter().rev().copied().collect()));
    let transport = Answers { left, sent: Arc::default() };
    let client =
        Client::builder().credential(Credential::new("id", "open-sesame")).transport(transport.clone());
    (client.build().unwrap(), transport)
}

#[tokio::test(start_paused = true)]
async fn a_third_protocol_is_signed_sent_repeated_and_read_by_its_own_file() {
    let (client, transport) = client(&[r#"{"no": 7}"#, r#"{"ok": {"watts": 40}}"#]);
    let switched = client.call(SwitchRequest { on: Some(true) }).await.unwrap();
    assert_eq!(switched.watts, 40);
    let sent = transport.sent.lock().unwrap();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0].uri(), "https://lamp.example.com/api/Switch");
    assert_eq!(sent[0].headers()["authorization"], "open-sesame");
    assert_eq!(sent[0].body(), r#"{"on":true}"#);
}

#[tokio::test(start_paused = true)]
async fn a_failure_of_a_third_protocol_is_told_in_the_words_of_any_other() {
    for (answer, expected) in [
        (
            r#"{"no": 3}"#,
            "Switch failed: the server answered 3 [lamp.example.com, HTTP 200, 1 attempt, sent]",
        ),
        (
            "{}",
            "Switch failed: the response is JSON without `ok` or `no` [lamp.example.com, HTTP 200, 1 attempt, sent]",
        ),
    ] {
        let (client, _) = client(&[answer]);
        let error = client.call(SwitchRequest { on: None }).await.err().unwrap();
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn the_metadata_of_a_page_lets_go_of_the_buffer_that_it_came_in() {
    let buffer = Bytes::from(b"text/plain {}".to_vec());
    let mut value = HeaderValue::from_maybe_shared(buffer.slice(..10)).unwrap();
    value.set_sensitive(true);
    let mut metadata = Response {
        result: (),
        notes: Vec::new(),
        status: StatusCode::OK,
        headers: [(CONTENT_TYPE, value)].into_iter().collect(),
        request_id: OnceLock::new(),
        protocol: &Bare,
        body: buffer.slice(11..),
        attempts: 1,
    };
    metadata.let_go_of_body();
    assert!(buffer.is_unique());
    assert_eq!((metadata.raw_body(), metadata.headers().len()), (&b""[..], 1));
    assert_eq!(metadata.headers()[CONTENT_TYPE], "text/plain");
    assert!(metadata.headers()[CONTENT_TYPE].is_sensitive());
}
