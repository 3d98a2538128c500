//! The body of a response: bytes that are all there, or chunks that come one after the other.

use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use futures_core::stream::BoxStream;

use super::{Delivery, TransportError, TransportErrorKind as Kind};

/// What a transport gives for the body of a response: bytes that are all there, or a stream of chunks.
///
/// Made [from](Self::from) bytes or text, or of a [`stream`](Self::stream). Dropping it ends the exchange.
///
/// ```
/// use qcloud_client::transport::Body;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let body = Body::from(r#"{"code": 0}"#);
/// assert_eq!(body.bytes(1024).await.unwrap(), r#"{"code": 0}"#);
/// # }
/// ```
pub struct Body(Inner);

enum Inner {
    Bytes(Bytes),
    /// The lock makes it `Sync`, and is never taken.
    Chunks(Mutex<BoxStream<'static, Result<Bytes, TransportError>>>),
}

impl Body {
    /// A body that comes in chunks, which may be cut anywhere and be empty. It is whole when the stream ends without an error.
    pub fn stream(chunks: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static) -> Self {
        Self(Inner::Chunks(Mutex::new(Box::pin(chunks))))
    }

    /// The next chunk, as soon as it is there; none behind the last one. Nothing comes behind an error.
    pub async fn chunk(&mut self) -> Option<Result<Bytes, TransportError>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// All of the body, which may have so many bytes.
    ///
    /// # Errors
    ///
    /// That of a chunk, and [`ResponseTooLarge`](Kind::ResponseTooLarge) for a body that has more.
    pub async fn bytes(mut self, limit: usize) -> Result<Bytes, TransportError> {
        let (mut first, mut more, mut length) = (Bytes::new(), Vec::new(), 0);
        while let Some(chunk) = self.chunk().await.transpose()? {
            if chunk.len() > limit - length {
                return Err(TransportError::new(Kind::ResponseTooLarge(limit)));
            }
            let before = length;
            length += chunk.len();
            if before == 0 {
                first = chunk;
            } else if length > before {
                more.push(chunk);
            }
        }
        // Often it is the only one, and never copied.
        if more.is_empty() {
            return Ok(first);
        }
        let mut all = Vec::with_capacity(length);
        all.extend_from_slice(&first);
        for chunk in more {
            all.extend_from_slice(&chunk);
        }
        Ok(all.into())
    }
}

impl Stream for Body {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = match &mut self.0 {
            Inner::Bytes(bytes) => Some(Ok(std::mem::take(bytes))).filter(|chunk| !is_empty(chunk)),
            Inner::Chunks(chunks) => {
                let chunks = chunks.get_mut().unwrap_or_else(PoisonError::into_inner);
                ready!(chunks.as_mut().poll_next(context))
            }
        };
        if matches!(chunk, None | Some(Err(_))) {
            self.0 = Inner::Bytes(Bytes::new());
        }
        Poll::Ready(chunk.map(|chunk| chunk.map_err(within_response)))
    }
}

fn is_empty(chunk: &Result<Bytes, TransportError>) -> bool {
    chunk.as_ref().is_ok_and(Bytes::is_empty)
}

/// What breaks off here has begun, whatever the transport calls it.
fn within_response(error: TransportError) -> TransportError {
    match error.delivery() {
        Delivery::Answered => error,
        Delivery::NotSent | Delivery::Unknown => TransportError::new(Kind::ResponseCut).with_source(error),
    }
}

impl Default for Body {
    fn default() -> Self {
        Bytes::new().into()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Inner::Bytes(bytes))
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static [u8]> for Body {
    fn from(bytes: &'static [u8]) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Bytes::from(text).into()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It may hold whatever the server sends, secrets too.
        match &self.0 {
            Inner::Bytes(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            Inner::Chunks(_) => f.write_str("Body(a stream)"),
        }
    }
}
