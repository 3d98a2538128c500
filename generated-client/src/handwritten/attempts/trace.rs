//! Spans and events for `tracing`, with names and fields that stay; nothing at all without the feature.
//!
//! | span or event | fields |
//! | --- | --- |
//! | span `qcloud.call` (info) | `service`, `action`; at the end `attempts`, `http_status` if there was a response, `code` of a refusal |
//! | span `qcloud.attempt` (debug) | `number` |
//! | event `qcloud.retry` (debug) | `attempt`, `after_ms` |
//! | event `qcloud.clock_corrected` (warn) | `skew_s` |
//! | event `qcloud.odd_fields` (warn), at most once a call | `fields`, `first`, a path without names that the server chose |
//!
//! No field ever holds anything of a request's parameters or of a body.

use std::time::Duration;

use crate::handwritten::attempts::Done;
use crate::handwritten::error::Error;
use crate::handwritten::wire::Note;

#[cfg(feature = "tracing")]
pub(crate) async fn call(
    service: &str,
    action: &str,
    call: impl Future<Output = Result<Done, Error>>,
) -> Result<Done, Error> {
    use tracing::field::Empty;
    use tracing::{Instrument, info_span};

    let span =
        info_span!("qcloud.call", service, action, attempts = Empty, code = Empty, http_status = Empty);
    let result = call.instrument(span.clone()).await;
    match &result {
        Ok(done) => {
            span.record("attempts", done.attempts);
            span.record("http_status", done.answer.status.as_u16());
        }
        Err(error) => {
            span.record("attempts", error.attempts());
            if let Some(code) = error.code() {
                span.record("code", code);
            } else if let Some(code) = error.shown_code_text() {
                span.record("code", code);
            }
            if let Some(status) = error.http_status() {
                span.record("http_status", status.as_u16());
            }
        }
    }
    result
}

#[cfg(feature = "tracing")]
pub(crate) async fn attempt<T>(number: u32, attempt: impl Future<Output = T>) -> T {
    use tracing::Instrument;

    attempt.instrument(tracing::debug_span!("qcloud.attempt", number)).await
}

#[cfg(feature = "tracing")]
pub(crate) fn retry(attempt: u32, after: Duration) {
    let after_ms = u64::try_from(after.as_millis()).unwrap_or(u64::MAX);
    tracing::debug!(name: "qcloud.retry", attempt, after_ms, "the attempt failed and will be repeated");
}

#[cfg(feature = "tracing")]
pub(crate) fn clock_corrected(skew_s: i64) {
    tracing::warn!(name: "qcloud.clock_corrected", skew_s, "this machine's clock differs from the server's");
}

/// Tells that parts of a response could not be read, and are missing from the result.
#[cfg(feature = "tracing")]
pub(crate) fn odd_fields(notes: &[Note]) {
    if let Some(first) = notes.first() {
        let (fields, first) = (notes.len(), first.pattern());
        tracing::warn!(name: "qcloud.odd_fields", fields, first, "parts of the response could not be read and are missing");
    }
}

#[cfg(not(feature = "tracing"))]
pub(crate) async fn call(
    _service: &str,
    _action: &str,
    call: impl Future<Output = Result<Done, Error>>,
) -> Result<Done, Error> {
    call.await
}

#[cfg(not(feature = "tracing"))]
pub(crate) async fn attempt<T>(_number: u32, attempt: impl Future<Output = T>) -> T {
    attempt.await
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn retry(_attempt: u32, _after: Duration) {}

#[cfg(not(feature = "tracing"))]
pub(crate) fn clock_corrected(_skew_s: i64) {}

#[cfg(not(feature = "tracing"))]
pub(crate) fn odd_fields(_notes: &[Note]) {}
