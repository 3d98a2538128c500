//! The events of an answer that streams: each as soon as it is there, within a size and a time, until the first thing that goes wrong.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream as _;
use zeroize::Zeroizing;

use super::options::CallOptions;
use super::untold::Untold;
use crate::handwritten::error::{Answer, BadBody, Error, Kind, Redactor, Refusal, Story};
use crate::handwritten::protocol::{DONE, EventParser, Protocol, RawEvent, Reason, TooLarge};
use crate::handwritten::runtime::{BoxFuture, Runtime};
use crate::handwritten::transport::{Body, Exchange, TransportError, TransportErrorKind};
use crate::handwritten::wire::{Manner, Notes, ReadError};

/// An answer whose head has come, and whose events are still on their way.
pub(crate) struct Opened {
    pub(crate) body: Body,
    /// Holds the place that the transport has for it.
    #[allow(dead_code, reason = "it is there to be dropped")]
    pub(crate) exchange: Exchange,
    /// What must not show in a text of the server.
    pub(crate) secrets: Vec<Zeroizing<String>>,
}

/// The events of an answer as they came.
pub(crate) struct EventSource {
    /// None when the stream is over.
    opened: Option<Opened>,
    parser: EventParser,
    /// What of the last chunk was not looked at yet.
    chunk: Bytes,
    /// How many events there were.
    count: u64,
    /// Runs while a chunk is waited for. The lock makes it `Sync`, and is never taken.
    timer: Mutex<Option<BoxFuture<'static, ()>>>,
    chunk_timeout: Duration,
    max_event_bytes: usize,
    runtime: Arc<dyn Runtime>,
    protocol: &'static dyn Protocol,
    /// The head of the answer.
    head: Answer,
    story: Story,
    /// Taken when the end was told.
    untold: Option<Box<Untold>>,
}

impl EventSource {
    /// Of an answer; `story` is that of the call up to now.
    pub(crate) fn new(
        opened: Opened,
        options: &CallOptions,
        runtime: Arc<dyn Runtime>,
        protocol: &'static dyn Protocol,
        head: Answer,
        story: Story,
    ) -> Self {
        Self {
            opened: Some(opened),
            parser: EventParser::new(options.max_response_bytes),
            chunk: Bytes::new(),
            count: 0,
            timer: Mutex::new(None),
            chunk_timeout: options.chunk_timeout,
            max_event_bytes: options.max_response_bytes,
            runtime,
            protocol,
            head,
            story,
            untold: None,
        }
    }

    /// Tells the observers of the call how the stream ends, unless nobody reads as far as that.
    pub(crate) fn tell_end_to(&mut self, untold: Untold) {
        self.untold = Some(Box::new(untold)).filter(|untold| untold.is_wanted());
    }

    /// What an event is read with.
    pub(crate) fn notes(&self, manner: Manner) -> Notes {
        let notes = Notes::new(manner);
        if self.untold.as_ref().is_some_and(|untold| untold.wants_unknown()) {
            notes.collecting()
        } else {
            notes
        }
    }

    /// Tells observers how an event is not as the spec says.
    pub(crate) fn tell_drift(&mut self, notes: &Notes) {
        if let Some(untold) = &mut self.untold {
            // An event is what stands in the envelope of a plain result.
            let is_known = |path: &str| self.protocol.is_of_envelope(&format!("Response.{path}"));
            untold.tell_drift(&self.story, &notes.found(&is_known));
        }
    }

    fn tell_end(&mut self, error: Option<&Error>) {
        if let Some(untold) = self.untold.take() {
            untold.tell_end(&self.story, &self.head, error, self.runtime.instant());
        }
    }

    /// Whether nothing will come any more.
    pub(crate) fn is_over(&self) -> bool {
        self.opened.is_none()
    }

    /// The next event; none behind the last one, and behind an error.
    pub(crate) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<RawEvent, Error>>> {
        loop {
            match self.parser.next(&mut self.chunk) {
                _ if self.is_over() => {
                    self.tell_end(None);
                    return Poll::Ready(None);
                }
                Some(Ok(event)) => match self.passed(event) {
                    None => continue,
                    passed => return Poll::Ready(passed),
                },
                Some(Err(TooLarge)) => {
                    let (number, limit) = (self.count + 1, self.max_event_bytes);
                    let kind = Kind::BadBody(BadBody::EventTooLarge { number, limit });
                    return Poll::Ready(Some(Err(self.error(kind, Bytes::new()))));
                }
                None => {}
            }
            match ready!(self.poll_chunk(context)) {
                Some(Ok(chunk)) => self.chunk = chunk,
                Some(Err(error)) => {
                    let kind = Kind::Transport(error.with_status(self.head.status));
                    return Poll::Ready(Some(Err(self.error(kind, Bytes::new()))));
                }
                // The body is whole, so what it ends in is too.
                None => {
                    let passed = self.parser.finish().and_then(|event| self.passed(event));
                    self.opened = None;
                    if passed.is_some() {
                        return Poll::Ready(passed);
                    }
                }
            }
        }
    }

    /// The next chunk of the body, or what ends it.
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        let Some(opened) = &mut self.opened else { return Poll::Ready(None) };
        let timer = self.timer.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Poll::Ready(chunk) = Pin::new(&mut opened.body).poll_next(context) {
            *timer = None;
            return Poll::Ready(chunk);
        }
        let limit = self.chunk_timeout;
        let waiting = timer.get_or_insert_with(|| self.runtime.sleep(limit));
        ready!(waiting.as_mut().poll(context));
        Poll::Ready(Some(Err(TransportError::new(TransportErrorKind::ResponseStalled(limit)))))
    }

    /// What an event is for the caller: itself or a failure; nothing where it has no data, or is the end of the stream.
    fn passed(&mut self, event: RawEvent) -> Option<Result<RawEvent, Error>> {
        let data = event.data.trim_ascii();
        if data.is_empty() {
            return None;
        }
        if data == DONE {
            self.opened = None;
            return None;
        }
        let failure = self.protocol.event_failure(data);
        Some(match failure {
            None => {
                self.count += 1;
                Ok(event)
            }
            Some(failure) => {
                let classified = self.protocol.classify(&failure, None);
                let refusal = Refusal::new(failure, &classified, &self.redactor());
                Err(self.error_of(Kind::Refused(Box::new(refusal)), classified.reason, event.data))
            }
        })
    }

    /// What the stream ends with where the event that came last can't be read.
    pub(crate) fn unreadable(&mut self, error: ReadError, data: Bytes) -> Error {
        let number = self.count;
        self.count -= 1;
        self.error(Kind::UnreadableEvent(number, error), data)
    }

    /// What the stream ends with; `data` is that of the event at fault.
    fn error(&mut self, kind: Kind, data: Bytes) -> Error {
        let reason = kind.reason();
        self.error_of(kind, reason, data)
    }

    fn error_of(&mut self, kind: Kind, reason: Reason, data: Bytes) -> Error {
        let excerpt = Some(self.redactor().excerpt(&data)).filter(|excerpt| !excerpt.is_empty());
        self.opened = None;
        let story = Story { events: Some(self.count), reason, ..self.story.clone() };
        let answer = Answer { body: data, excerpt, ..self.head.clone() };
        let error = Error::new(kind).with_story(story).with_answer(answer);
        self.tell_end(Some(&error));
        error
    }

    fn redactor(&self) -> Redactor<'_> {
        let secrets = self.opened.as_ref().map_or(&[][..], |opened| &opened.secrets);
        Redactor::new(secrets.iter().map(|secret| secret.as_str()).collect())
    }
}

impl Drop for EventSource {
    /// Who takes the last event may never ask for another one.
    fn drop(&mut self) {
        if self.is_over() {
            self.tell_end(None);
        }
    }
}
