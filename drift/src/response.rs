//! A captured response: its text, what is wrong with it, and where in it the result stands.

use qcloud_codegen::fit::events;
use qcloud_codegen::model::{Action, Protocol, ResultPlace, Service, Type};

use crate::evidence::Json;
use crate::report::Rejection;

/// More bytes than any response of the API has; what a file may cost is bounded by it.
pub(crate) const MAX_BYTES: usize = 64 << 20;

/// Why a file holds no response; nothing of it is shown.
#[derive(Debug)]
#[non_exhaustive]
pub enum ResponseError {
    /// It is longer than any response of the API.
    TooLong,
    /// It is not UTF-8.
    NotUtf8 {
        /// The first line that is not, from 1.
        line: usize,
    },
    /// It holds nothing but white space.
    Empty,
    /// It is not JSON, and why.
    NotJson(serde_json::Error),
}

impl std::error::Error for ResponseError {}

/// A captured response, read and not yet compared with anything.
#[derive(Clone, Debug)]
pub struct Response {
    /// How the user calls its file.
    pub(crate) name: String,
    pub(crate) body: Body,
}

/// What a response says.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Json(Json),
    /// The data of each event of a stream.
    Events(Vec<Json>),
}

impl Response {
    /// Reads the bytes of a file that the user calls by a name: JSON, or a stream of events with JSON in each.
    ///
    /// # Errors
    ///
    /// When it is neither, or more than any response has.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, ResponseError> {
        if bytes.len() > MAX_BYTES {
            return Err(ResponseError::TooLong);
        }
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
            ResponseError::NotUtf8 { line }
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Err(ResponseError::Empty);
        }
        let body = match serde_json::from_str(text) {
            Ok(json) => Body::Json(json),
            Err(error) => {
                let events = events(text);
                if events.is_empty() {
                    return Err(ResponseError::NotJson(error));
                }
                let events = events.iter().map(|event| serde_json::from_str(&event.data));
                Body::Events(events.collect::<Result<_, _>>().map_err(ResponseError::NotJson)?)
            }
        };
        Ok(Self { name: name.to_owned(), body })
    }
}

/// What the body of a response says of its call.
pub(crate) fn verdict(body: &Json, protocol: Protocol, place: &ResultPlace) -> Verdict {
    let body = body.shallow(3);
    match protocol.is_failure(&body) {
        Some(true) => Verdict::Failure(protocol.failure_codes(&body)),
        None if *place != ResultPlace::Body => Verdict::Rejected(Rejection::NoEnvelope(protocol)),
        _ => Verdict::Success,
    }
}

/// What a response says of its call.
#[derive(Debug)]
pub(crate) enum Verdict {
    Success,
    /// It failed; how the server calls the reason, the best name first.
    Failure(Vec<String>),
    /// It is no response of this protocol, and why.
    Rejected(Rejection),
}

/// Whether a key of the object that is a result or an event of this type is the envelope's.
pub(crate) fn is_envelope(service: &Service, action: &Action, ty: &Type, key: &str) -> bool {
    let is_claimed = ty
        .as_record(&service.types)
        .is_some_and(|(_, record)| record.fields.iter().any(|field| field.wire == key));
    let shares = matches!(action.place, ResultPlace::Beside | ResultPlace::Response);
    service.protocol.envelope_at(&action.place).contains(&key) && !(shares && is_claimed)
}
