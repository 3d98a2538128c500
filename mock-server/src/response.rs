//! Responses, whole and broken.

use std::borrow::Cow;
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

/// What a stream of events is.
const EVENTS: &str = "text/event-stream";

const HTML: &str = "text/html; charset=utf-8";

/// A response before it is known how it will be delivered.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    status: StatusCode,
    content_type: Cow<'static, str>,
    retry_after: Option<u64>,
    body: Bytes,
}

/// What comes behind the last piece of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Whole,
    /// The connection is closed.
    Cut,
    /// Nothing comes, on an open connection.
    Never,
}

impl Answer {
    pub(crate) fn json(content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self {
            status: StatusCode::OK,
            content_type: content_type.into(),
            retry_after: None,
            body: body.into(),
        }
    }

    /// A stream of events.
    pub(crate) fn events(body: impl Into<Bytes>) -> Self {
        Self::json(EVENTS, body)
    }

    /// The page of a gateway.
    pub(crate) fn html(status: StatusCode) -> Self {
        let title = format!("{} {}", status.as_str(), status.canonical_reason().unwrap_or("Error"));
        let page = format!(
            "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n\
             <hr><center>mock gateway</center>\r\n</body>\r\n</html>\r\n"
        );
        Self { status, content_type: HTML.into(), retry_after: None, body: page.into() }
    }

    /// A word, as the metadata service answers.
    pub(crate) fn text(body: impl Into<Bytes>) -> Self {
        Self::json("text/plain", body)
    }

    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { status, ..Self::text(Bytes::new()) }
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

    /// The same, said to be something else.
    pub(crate) fn of_type(mut self, content_type: &str) -> Self {
        self.content_type = content_type.to_owned().into();
        self
    }

    /// The same with one more event behind the first, perhaps as the last. What is no stream stays as it is.
    pub(crate) fn with_event(mut self, data: &str, is_last: bool) -> Self {
        let mut events = self.events_in();
        let has_data =
            |event: &Bytes| event.split(|byte| *byte == b'\n').any(|line| line.starts_with(b"data"));
        if let Some(first) = events.iter().position(has_data).filter(|_| self.content_type == EVENTS) {
            let rest = events.split_off(first + 1);
            events.push(format!("data: {data}\n\n").into());
            events.extend(rest.into_iter().filter(|_| !is_last));
            self.body = events.concat().into();
        }
        self
    }

    /// The body up to each empty line; what is no stream in one piece.
    fn events_in(&self) -> Vec<Bytes> {
        if self.content_type != EVENTS {
            return [self.body.clone()].into_iter().filter(|body| !body.is_empty()).collect();
        }
        let (mut events, mut start, mut end) = (Vec::new(), 0, 0);
        for line in self.body.split_inclusive(|byte| *byte == b'\n') {
            end += line.len();
            if line.trim_ascii().is_empty() || end == self.body.len() {
                events.push(self.body.slice(start..end));
                start = end;
            }
        }
        events
    }

    /// The response with its body in one piece, for whoever has no connection.
    pub(crate) fn at_once(self, date: Timestamp) -> http::Response<Bytes> {
        let body = self.body.clone();
        self.whole(date).map(|_| body)
    }

    pub(crate) fn whole(self, date: Timestamp) -> http::Response<PacedBody> {
        let pieces = [self.body.clone()].into_iter().filter(|piece| !piece.is_empty()).collect();
        self.deliver(date, pieces, None, End::Whole)
    }

    /// The body in pieces, with a pause before each.
    pub(crate) fn dripping(self, date: Timestamp, pause: Duration) -> http::Response<PacedBody> {
        let size = self.body.len().div_ceil(PIECES).max(1);
        let pieces = self.body.chunks(size).map(Bytes::copy_from_slice).collect();
        self.deliver(date, pieces, Some(pause), End::Whole)
    }

    /// The body with a pause before each event; of what is no stream before all of it.
    pub(crate) fn event_by_event(self, date: Timestamp, pause: Duration) -> http::Response<PacedBody> {
        let pieces = self.events_in().into();
        self.deliver(date, pieces, Some(pause), End::Whole)
    }

    /// The head and the first half of the body, then a closed connection.
    pub(crate) fn cut(self, date: Timestamp) -> http::Response<PacedBody> {
        let half = self.body.len() / 2;
        self.broken_at(date, half, End::Cut)
    }

    /// The head and so many bytes of the body, then what ends it.
    pub(crate) fn broken_at(self, date: Timestamp, bytes: usize, end: End) -> http::Response<PacedBody> {
        let part = self.body.slice(..bytes.min(self.body.len()));
        self.deliver(date, [part].into_iter().filter(|part| !part.is_empty()).collect(), None, end)
    }

    fn deliver(
        self,
        date: Timestamp,
        pieces: VecDeque<Bytes>,
        pause: Option<Duration>,
        end: End,
    ) -> http::Response<PacedBody> {
        let length = self.body.len() as u64;
        let body = PacedBody { pieces, length, pause, sleep: None, end, is_flushed: false };
        let mut response = http::Response::new(body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        if let Ok(content_type) = HeaderValue::from_str(&self.content_type) {
            headers.insert(CONTENT_TYPE, content_type);
        }
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
    end: End,
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
        match self.end {
            End::Whole => return Poll::Ready(None),
            End::Never => return Poll::Pending,
            End::Cut if self.is_flushed => return Poll::Ready(Some(Err(Cut))),
            End::Cut => {}
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
