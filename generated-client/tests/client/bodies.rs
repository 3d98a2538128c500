//! Bodies that come in chunks: read whole, within a size and a time, whatever the transport.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use qcloud_client::Error;
use qcloud_client::testing::TestRuntime;
use qcloud_client::transport::{Body, TransportError, TransportErrorKind as Kinds};

use crate::support::{EMPTY, Which, builder, client, ok, replay, status, waits};

/// What comes of a body: chunks, then its end, an error, or nothing at all.
pub(crate) enum Then {
    End,
    Error(Kinds),
    Nothing,
}

struct Chunks(VecDeque<Bytes>, Then);

impl Stream for Chunks {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match (self.0.pop_front(), &self.1) {
            (Some(chunk), _) => Poll::Ready(Some(Ok(chunk))),
            (None, Then::End) => Poll::Ready(None),
            (None, Then::Error(kind)) => Poll::Ready(Some(Err(TransportError::new(*kind)))),
            (None, Then::Nothing) => Poll::Pending,
        }
    }
}

/// A body in chunks of so many bytes.
pub(crate) fn body(text: impl AsRef<[u8]>, size: usize, then: Then) -> Body {
    Body::stream(Chunks(text.as_ref().chunks(size).map(Bytes::copy_from_slice).collect(), then))
}

/// The error of a call that is answered three times like this.
async fn failed(answer: impl Fn() -> Body) -> Error {
    let transport = replay((0..3).map(|_| Ok(status(203, &[], answer()))));
    let client = builder(transport, &TestRuntime::new()).max_response_bytes(EMPTY.len()).build().unwrap();
    Which::List.call(&client).await.unwrap_err()
}

#[tokio::test]
async fn a_body_in_chunks_of_any_size_is_read_whole() {
    for size in 1..=EMPTY.len() {
        let client = client(replay([ok(body(EMPTY, size, Then::End))]), &TestRuntime::new());
        Which::List.call(&client).await.unwrap();
    }
}

#[tokio::test]
async fn a_body_that_is_larger_than_allowed_is_given_up_and_not_asked_for_again() {
    let larger = format!("{EMPTY} ");
    for size in [1, larger.len()] {
        let error = failed(|| body(&larger, size, Then::Nothing)).await;
        let kind = error.transport_error().map(TransportError::kind);
        assert_eq!(kind, Some(Kinds::ResponseTooLarge(EMPTY.len())));
        assert_eq!((error.http_status().unwrap().as_u16(), error.attempts()), (203, 1));
    }
    let runtime = TestRuntime::new();
    let transport = replay([ok(body(EMPTY, 5, Then::End))]);
    let client = builder(transport, &runtime).max_response_bytes(EMPTY.len()).build().unwrap();
    Which::List.call(&client).await.unwrap();
}

#[tokio::test]
async fn a_body_whose_head_says_that_it_is_too_large_is_not_waited_for() {
    let (length, runtime) = ((EMPTY.len() + 1).to_string(), TestRuntime::new());
    let answer = status(200, &[("content-length", &length)], body("", 1, Then::Nothing));
    let client = builder(replay([Ok(answer)]), &runtime).max_response_bytes(EMPTY.len()).build().unwrap();
    let error = Which::List.call(&client).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "CertGetList failed: the response is larger than {} bytes [wss.api.qcloud.com, HTTP 200, 1 attempt, sent]",
            EMPTY.len()
        )
    );
    assert!(runtime.waits().is_empty());
}

#[tokio::test]
async fn whatever_ends_a_body_that_has_begun_was_answered() {
    for kind in [Kinds::Cut, Kinds::ResponseCut, Kinds::Connect, Kinds::Timeout(Duration::from_secs(1))] {
        let error = failed(|| body("{", 1, Then::Error(kind))).await;
        assert_eq!(
            error.to_string(),
            "CertGetList failed: the connection was cut in the middle of the response \
             [wss.api.qcloud.com, HTTP 203, 3 attempts, sent]"
        );
    }
}

#[tokio::test]
async fn a_body_that_comes_to_no_end_takes_the_time_of_its_attempt() {
    let runtime = TestRuntime::new();
    let transport = replay([Ok(status(502, &[], body("{", 1, Then::Nothing))), ok(EMPTY)]);
    let client = builder(transport, &runtime).attempt_timeout(Duration::from_secs(7)).build().unwrap();
    let error = Which::Upload.call(&client).await.unwrap_err();
    let said =
        "CertUpload failed: the response began, and did not end within 7s [wss.api.qcloud.com, HTTP 502, ";
    assert!(error.to_string().starts_with(said), "{error}");
    assert_eq!(waits(&runtime), [7_000]);
}
