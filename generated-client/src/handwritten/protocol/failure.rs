//! What a response without a result says, and what that means for the caller and for another attempt.

use std::fmt;

use http::StatusCode;

use super::code_names::is_kind_of;
use crate::handwritten::wire::{ReadError, text};

/// Why a response gives no result. It never shows the body, which may hold secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResponseError {
    /// The body is not UTF-8.
    NotUtf8,
    /// The body is HTML: a gateway in front of the API has answered.
    Html,
    /// The body is not JSON.
    NotJson(ReadError),
    /// The body is JSON without an envelope: there is no numeric `code`, or in API 3.0 no object `Response`.
    NoEnvelope,
    /// The API reports a failure.
    Failure(Failure),
    /// The API reports success, but the payload is not what the spec says.
    Unreadable(ReadError),
}

/// A failure as the API reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The numeric code of the legacy API, never 0; API 3.0 has none.
    pub code: Option<i64>,
    /// The code in text: such as `AuthFailure.SignatureExpire` in API 3.0, the symbolic code or that of the module in the
    /// legacy API.
    pub code_text: Option<String>,
    /// What the API says about it; may be empty.
    pub message: String,
}

impl fmt::Display for ResponseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => f.write_str("the response is not UTF-8"),
            Self::Html => f.write_str("the response is HTML, not JSON"),
            Self::NotJson(error) => write!(f, "the response is not JSON: {error}"),
            Self::NoEnvelope => f.write_str(
                "the response has no envelope: there is no numeric `code`, or in API 3.0 no object `Response`",
            ),
            Self::Failure(failure) => failure.fmt(f),
            Self::Unreadable(error) => write!(f, "the response is not what the spec says: {error}"),
        }
    }
}

impl ResponseError {
    /// Of a text that can't be parsed.
    pub(crate) fn not_json(text: &str, error: ReadError) -> Self {
        if is_html(text.as_bytes()) { Self::Html } else { Self::NotJson(error) }
    }
}

impl std::error::Error for ResponseError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotJson(error) | Self::Unreadable(error) => Some(error),
            _ => None,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.code, self.code_text.as_deref()) {
            (Some(code), Some(code_text)) => write!(f, "code {code} ({code_text})")?,
            (Some(code), None) => write!(f, "code {code}")?,
            (None, code_text) => write!(f, "code {}", code_text.unwrap_or("unknown"))?,
        }
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        Ok(())
    }
}

/// The text of a body, without its byte order mark.
pub(crate) fn body_text(body: &[u8]) -> Result<&str, ResponseError> {
    text(body).ok_or_else(|| if is_html(body) { ResponseError::Html } else { ResponseError::NotUtf8 })
}

fn is_html(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"<")
}

/// What a failure means.
pub struct Classified {
    /// What the spec says about the code.
    pub(crate) meaning: Option<&'static str>,
    pub(crate) nature: Nature,
    pub(crate) reason: Reason,
    /// Whether the server failed by itself, or did a part of it: then nobody knows what was done.
    pub(crate) is_internal: bool,
}

/// What kind of answer a failure is, as far as callers act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nature {
    /// The credential is wrong, or may not do this.
    Auth,
    /// There were too many calls; slower ones may pass.
    Throttled,
    /// Something that the request names does not exist.
    NotFound,
    /// The account would have more of something than it may.
    Limit,
    /// Anything else: the code says what.
    Other,
}

/// What the spec says of an error code of a service or an Action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorRule {
    /// The code in text; what begins so with a dot is a kind of it.
    pub code: &'static str,
    /// What such an answer means.
    pub effect: ErrorEffect,
}

/// What an answer with an error code means for the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorEffect {
    /// It may go away by itself.
    Retry,
    /// There were too many calls, and nothing was done.
    Throttling,
    /// There is nothing to list: the result is empty.
    Empty,
}

impl ErrorRule {
    /// What the rules say of a failure; the longest code that fits decides.
    pub(crate) fn effect(rules: &[Self], failure: &Failure) -> Option<ErrorEffect> {
        let number = failure.code.map(|code| code.to_string()).unwrap_or_default();
        let text = failure.code_text.as_deref().unwrap_or_default();
        let mut longest: Option<&Self> = None;
        for rule in rules {
            let fits = is_kind_of(text, rule.code) || is_kind_of(&number, rule.code);
            if fits && longest.is_none_or(|longest| rule.code.len() >= longest.code.len()) {
                longest = Some(rule);
            }
        }
        longest.map(|rule| rule.effect)
    }
}

/// Why an attempt failed, as far as it matters for the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// It may go away by itself.
    Transient,
    /// The server turned the request away before anything was done; it may be let in later.
    NotBegun,
    /// The server refused the timestamp, and its clock is that many seconds ahead of ours.
    ClockSkew(i64),
    /// The next attempt would fail like this one.
    Permanent,
}

impl Reason {
    /// Of an answer with a status but without an envelope, as gateways give it. A gateway that says when to come back has
    /// turned the request away.
    pub(crate) fn of_status(status: StatusCode, says_when: bool) -> Self {
        match status {
            StatusCode::TOO_MANY_REQUESTS if says_when => Self::NotBegun,
            StatusCode::TOO_MANY_REQUESTS => Self::Transient,
            _ if status.is_server_error() => Self::Transient,
            _ => Self::Permanent,
        }
    }

    /// The more hopeful of two accounts of one failure.
    pub(crate) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Permanent, other) => other,
            (Self::Transient, Self::NotBegun) => Self::NotBegun,
            (reason, _) => reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_have_reasons() {
        for (status, says_when, expected) in [
            (429, false, Reason::Transient),
            (429, true, Reason::NotBegun),
            (500, false, Reason::Transient),
            (502, false, Reason::Transient),
            (503, true, Reason::Transient),
            (504, false, Reason::Transient),
            (200, true, Reason::Permanent),
            (302, false, Reason::Permanent),
            (400, false, Reason::Permanent),
            (414, false, Reason::Permanent),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(Reason::of_status(status, says_when), expected, "{status}");
        }
    }

    #[test]
    fn the_longest_code_that_fits_a_failure_is_its_rule() {
        let rules = [
            ErrorRule { code: "FailedOperation", effect: ErrorEffect::Retry },
            ErrorRule { code: "FailedOperation.Busy", effect: ErrorEffect::Throttling },
            ErrorRule { code: "5000", effect: ErrorEffect::Empty },
        ];
        for (code, word, effect) in [
            (None, "FailedOperation", Some(ErrorEffect::Retry)),
            (None, "FailedOperation.Other", Some(ErrorEffect::Retry)),
            (None, "FailedOperation.Busy.Now", Some(ErrorEffect::Throttling)),
            (None, "FailedOperations", None),
            (Some(5000), "", Some(ErrorEffect::Empty)),
            (Some(5100), "FailedOperation.Busy", Some(ErrorEffect::Throttling)),
        ] {
            let failure = Failure { code, code_text: Some(word.to_owned()), message: String::new() };
            assert_eq!(ErrorRule::effect(&rules, &failure), effect, "{code:?} {word}");
        }
    }
}
