//! Responses: the envelope, and the payload wherever it stands.

use std::{fmt, mem};

use super::action::{Action, Place};
use super::envelope::{Descent, Envelope};
use super::error::{Notes, ReadError, join};
use super::field::{Field, Slot, blank, flag};
use super::read::{Reader, Seen, missing_field, parse, text};
use super::scalar::Outcome;
use crate::Json;

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
    /// The body is JSON without an envelope: there is no `code`, or it is not a number.
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
    /// The numeric code; never 0.
    pub code: i64,
    /// The symbolic code, or the code of the module in text.
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
            Self::NoEnvelope => f.write_str("the response has no envelope: there is no numeric `code`"),
            Self::Failure(failure) => failure.fmt(f),
            Self::Unreadable(error) => write!(f, "the response is not what the spec says: {error}"),
        }
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
        write!(f, "code {}", self.code)?;
        if let Some(code_desc) = &self.code_desc {
            write!(f, " ({code_desc})")?;
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
    read_payload(body, A::INFO.place, &mut result, &mut Notes::default())?;
    Ok(result)
}

/// The whole body of a response to an Action without a spec.
pub(crate) fn read_untyped(body: &[u8]) -> Result<Json, ResponseError> {
    let mut result = Json::Null;
    read_payload(body, Place::Body, &mut result, &mut Notes::default())?;
    match &result {
        Json::Object(fields) if fields.contains_key("code") => Ok(result),
        _ => Err(ResponseError::NoEnvelope),
    }
}

/// The fields of a response that the spec does not know, such as `data.list[].renew_able`: each path once, in the order of
/// the response.
///
/// # Errors
///
/// Like [`read_response`].
pub fn unknown_fields<A: Action>(body: &[u8]) -> Result<Vec<String>, ResponseError> {
    let mut notes = Notes::collecting();
    read_payload(body, A::INFO.place, &mut blank::<A::Result>(), &mut notes)?;
    let mut unknown = notes.into_unknown();
    unknown.retain(|path| !Envelope::has(path));
    Ok(unknown)
}

fn read_payload(
    body: &[u8],
    place: Place,
    payload: &mut dyn Field,
    notes: &mut Notes,
) -> Result<(), ResponseError> {
    let text =
        text(body).ok_or_else(|| if is_html(body) { ResponseError::Html } else { ResponseError::NotUtf8 })?;
    match place {
        Place::Data(path) => read_data(text, path, payload, notes),
        Place::Beside => {
            read_envelope(text)?.ok_or(ResponseError::NoEnvelope)?.check()?;
            read_whole(text, payload, notes)
        }
        Place::Body => {
            if let Some(envelope) = read_envelope(text)?.filter(|envelope| envelope.code().is_some()) {
                envelope.check()?;
            }
            read_whole(text, payload, notes)
        }
    }
}

/// Reads envelope and payload in one pass.
fn read_data(
    text: &str,
    path: &'static [&'static str],
    payload: &mut dyn Field,
    notes: &mut Notes,
) -> Result<(), ResponseError> {
    let mut envelope = blank::<Envelope>();
    let mut found = false;
    let descent =
        Descent { envelope: Some(&mut envelope), path, payload, found: &mut found, notes: &mut *notes };
    if let Err(error) = parse(text, descent) {
        let error = mem::take(notes).into_error(&error);
        if error.is_syntax() {
            return Err(not_json(text, error));
        }
        // The payload of a failure may be anything: the envelope alone decides.
        read_envelope(text)?.ok_or(ResponseError::NoEnvelope)?.check()?;
        return Err(ResponseError::Unreadable(error));
    }
    envelope.check()?;
    if found { Ok(()) } else { read_nothing(payload, path) }
}

/// Reads a payload that is the whole of the body.
fn read_whole(text: &str, payload: &mut dyn Field, notes: &mut Notes) -> Result<(), ResponseError> {
    let reader = Reader { slot: payload.slot(), flags: flag::PAYLOAD, notes: &mut *notes };
    match parse(text, reader) {
        Ok(Outcome::Value) => Ok(()),
        Ok(Outcome::Nothing(_)) => read_nothing(payload, &[]),
        Err(error) => Err(ResponseError::Unreadable(mem::take(notes).into_error(&error))),
    }
}

/// A payload that is not there leaves the result blank, unless that is a record which requires something.
fn read_nothing(payload: &mut dyn Field, path: &[&str]) -> Result<(), ResponseError> {
    let Slot::Record(record) = payload.slot() else { return Ok(()) };
    match missing_field(record, &Seen::default()) {
        None => Ok(()),
        Some(field) => {
            let path = path.iter().rev().fold(field.wire.to_owned(), |tail, name| join(name, &tail));
            Err(ResponseError::Unreadable(ReadError::missing(path)))
        }
    }
}

/// Reads the envelope alone; there is none when the body is not an object.
fn read_envelope(text: &str) -> Result<Option<Envelope>, ResponseError> {
    let mut envelope = blank::<Envelope>();
    let mut notes = Notes::default();
    let reader = Reader { slot: envelope.slot(), flags: flag::REQUIRED, notes: &mut notes };
    match parse(text, reader) {
        Ok(_) => Ok(Some(envelope)),
        Err(error) if error.is_data() => Ok(None),
        Err(error) => Err(not_json(text, notes.into_error(&error))),
    }
}

fn not_json(text: &str, error: ReadError) -> ResponseError {
    if is_html(text.as_bytes()) { ResponseError::Html } else { ResponseError::NotJson(error) }
}

fn is_html(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"<")
}
