//! Responses: a result, or why there is none. How a protocol wraps both is its own business.

use std::fmt;

use super::Envelope;
use crate::Json;
use crate::handwritten::action::{Action, ActionInfo};
use crate::handwritten::wire::{Field, Notes, ReadError, blank, text};

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
    pub code_desc: Option<String>,
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
        match (self.code, self.code_desc.as_deref()) {
            (Some(code), Some(code_desc)) => write!(f, "code {code} ({code_desc})")?,
            (Some(code), None) => write!(f, "code {code}")?,
            (None, code_desc) => write!(f, "code {}", code_desc.unwrap_or("unknown"))?,
        }
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        Ok(())
    }
}

/// Reads the response to an Action.
///
/// # Errors
///
/// When the API reports a failure, or the body is not what the spec says.
pub fn read_response<A: Action>(body: &[u8]) -> Result<A::Result, ResponseError> {
    let mut result = blank::<A::Result>();
    fill(A::INFO, body, &mut result)?;
    Ok(result)
}

// Apart from `read_response`, so that a program has it once, not for each Action.
fn fill(info: &ActionInfo, body: &[u8], result: &mut dyn Field) -> Result<(), ResponseError> {
    let envelope = info.service.protocol.envelope();
    envelope.read(body_text(body)?, info.place, result, &mut Notes::default())
}

/// The response to an Action without a spec.
pub(crate) fn read_untyped(body: &[u8], envelope: &dyn Envelope) -> Result<Json, ResponseError> {
    envelope.read_untyped(body_text(body)?)
}

/// The fields of a response that the spec does not know, such as `data.list[].renew_able`: each path once, in the order of
/// the response.
///
/// # Errors
///
/// Like [`read_response`].
pub fn unknown_fields<A: Action>(body: &[u8]) -> Result<Vec<String>, ResponseError> {
    let mut notes = Notes::collecting();
    let envelope = A::INFO.service.protocol.envelope();
    envelope.read(body_text(body)?, A::INFO.place, &mut blank::<A::Result>(), &mut notes)?;
    let mut unknown = notes.into_unknown();
    unknown.retain(|path| !envelope.has(path));
    Ok(unknown)
}

fn body_text(body: &[u8]) -> Result<&str, ResponseError> {
    text(body).ok_or_else(|| if is_html(body) { ResponseError::Html } else { ResponseError::NotUtf8 })
}

fn is_html(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"<")
}
