//! Responses, whole and broken.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, DATE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use hyper::body::{Body, Frame, SizeHint};
use jiff::Timestamp;
use tokio::time::Sleep;

/// Into how many pieces a slow drip cuts a body.
const PIECES: usize = 8;

const HTML: &str = "text/html; charset=utf-8";

/// A response before it is known how it will be delivered.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    status: StatusCode,
    content_type: &'static str,
    retry_after: Option<u64>,
    body: Bytes,
}

impl Answer {
    pub(crate) fn json(content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self { status: StatusCode::OK, content_type, retry_after: None, body: body.into() }
    }

    /// A stream of events.
    pub(crate) fn events(body: impl Into<Bytes>) -> Self {
        Self::json("text/event-stream", body)
    }

    /// The page of a gateway.
    pub(crate) fn html(status: StatusCode) -> Self {
        let title = format!("{} {}", status.as_str(), status.canonical_reason().unwrap_or("Error"));
        let page = format!(
            "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n\
             <hr><center>mock gateway</center>\r\n</body>\r\n</html>\r\n"
        );
        Self { status, content_type: HTML, retry_after: None, body: page.into() }
    }

    /// A word, as the metadata service answers.
    pub(crate) fn text(body: impl Into<Bytes>) -> Self {
        Self { status: StatusCode::OK, content_type: "text/plain", retry_after: None, body: body.into() }
    }

    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { status, content_type: "text/plain", retry_after: None, body: Bytes::new() }
    }

    pub(crate) fn throttled(after: Duration) -> Self {
        let seconds = after.as_secs() + u64::from(after.subsec_nanos() > 0);
        Self { retry_after: Some(seconds), ..Self::html(StatusCode::TOO_MANY_REQUESTS) }
    }

    /// Bytes that are neither JSON nor UTF-8.
    pub(crate) fn garbage() -> Self {
        Self::json("application/json", &b"\x80\xff{]garbage\x00\xfe"[..])
    }

    /// The first half of the body, as if it were all of it.
    pub(crate) fn truncated(mut self) -> Self {
        self.body.truncate(self.body.len() / 2);
        self
    }

    /// The response with its body in one piece, for whoever has no connection.
    pub(crate) fn at_once(self, date: Timestamp) -> http::Response<Bytes> {
        let body = self.body.clone();
        self.whole(date).map(|_| body)
    }

    pub(crate) fn whole(self, date: Timestamp) -> http::Response<PacedBody> {
        let pieces = [self.body.clone()].into_iter().filter(|piece| !piece.is_empty()).collect();
        self.deliver(date, pieces, None, false)
    }

    /// The body in pieces, with a pause before each.
    pub(crate) fn dripping(self, date: Timestamp, pause: Duration) -> http::Response<PacedBody> {
        let size = self.body.len().div_ceil(PIECES).max(1);
        let pieces = self.body.chunks(size).map(Bytes::copy_from_slice).collect();
        self.deliver(date, pieces, Some(pause), false)
    }

    /// The head and the first half of the body, then a closed connection.
    pub(crate) fn cut(self, date: Timestamp) -> http::Response<PacedBody> {
        let half = self.body.slice(..self.body.len() / 2);
        self.deliver(date, [half].into(), None, true)
    }

    fn deliver(
        self,
        date: Timestamp,
        pieces: VecDeque<Bytes>,
        pause: Option<Duration>,
        is_cut: bool,
    ) -> http::Response<PacedBody> {
        let length = self.body.len() as u64;
        let body = PacedBody { pieces, length, pause, sleep: None, is_cut, is_flushed: false };
        let mut response = http::Response::new(body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        if let Ok(date) = HeaderValue::from_str(&http_date(date)) {
            headers.insert(DATE, date);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

fn http_date(time: Timestamp) -> String {
    time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// A body that comes in pieces, and may break off.
#[derive(Debug)]
pub(crate) struct PacedBody {
    pieces: VecDeque<Bytes>,
    /// The number of bytes that `Content-Length` promises.
    length: u64,
    pause: Option<Duration>,
    sleep: Option<Pin<Box<Sleep>>>,
    is_cut: bool,
    is_flushed: bool,
}

/// Makes the HTTP server close the connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is cut on purpose")
    }
}

impl std::error::Error for Cut {}

impl Body for PacedBody {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        if let Some(pause) = self.pause.filter(|_| !self.pieces.is_empty()) {
            let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep(pause)));
            if sleep.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            self.sleep = None;
        }
        if let Some(piece) = self.pieces.pop_front() {
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        if !self.is_cut {
            return Poll::Ready(None);
        }
        if self.is_flushed {
            return Poll::Ready(Some(Err(Cut)));
        }
        // The server flushes what it has when a body makes it wait, and drops it when a body fails.
        self.is_flushed = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
