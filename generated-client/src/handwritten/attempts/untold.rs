//! What observers are still to be told of a call whose answer streams: drift in its events, and how it ends.

use std::time::Instant;

use super::plan::Plan;
use crate::handwritten::error::{Answer, Error, Story};
use crate::handwritten::observer::{CallInfo, Event, Watch, Why};
use crate::handwritten::types::name::is_word;
use crate::handwritten::wire::Found;

/// A call of which the observers know that it has begun.
pub(crate) struct Untold {
    watch: Watch<'static>,
    service: String,
    version: String,
    started: Instant,
    /// When the attempt began that was answered.
    attempt_started: Instant,
}

impl Untold {
    pub(crate) fn new(watch: Watch<'_>, plan: &Plan, started: Instant, attempt_started: Instant) -> Self {
        let (service, version) = (plan.service.clone().into_owned(), plan.version.clone().into_owned());
        Self { watch: watch.into_owned(), service, version, started, attempt_started }
    }

    /// Whether anybody is told.
    pub(crate) fn is_wanted(&self) -> bool {
        self.watch.is_on()
    }

    /// Whether anybody wants to know of fields and values that the spec does not have.
    pub(crate) fn wants_unknown(&self) -> bool {
        self.watch.wants_unknown()
    }

    pub(crate) fn tell_drift(&mut self, story: &Story, found: &[Found]) {
        let Self { watch, service, version, .. } = self;
        watch.tell_drift(call(watch.id, service, version, story), found);
    }

    /// Tells the end of the attempt and of the call, which is that of the stream.
    pub(crate) fn tell_end(self, story: &Story, head: &Answer, error: Option<&Error>, now: Instant) {
        let Self { mut watch, service, version, started, attempt_started } = self;
        let call = call(watch.id, &service, &version, story);
        let status = error.map_or(Some(head.status), Error::http_status);
        let request_id = error.map_or(head.request_id.as_deref(), Error::request_id);
        let (number, why) = (story.attempts, error.map(Why::of));
        let took = now.saturating_duration_since(attempt_started);
        watch.tell(&Event::AttemptEnded { call, number, took, status, request_id, why });
        let took = now.saturating_duration_since(started);
        watch.tell(&Event::Ended { call, attempts: number, took, status, request_id, why });
    }
}

/// The call, as observers are told of it.
fn call<'a>(id: u64, service: &'a str, version: &'a str, story: &'a Story) -> CallInfo<'a> {
    let word = |text: &'a str| if is_word(text) { text } else { "" };
    CallInfo {
        id,
        service: word(service),
        version: word(version),
        action: word(story.action.as_deref().unwrap_or_default()),
        host: story.host.as_deref(),
        region: story.region.as_deref(),
    }
}
