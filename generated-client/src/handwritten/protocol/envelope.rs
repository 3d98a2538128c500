//! The envelopes of both APIs, each understood wherever a response is read: hosts of one API answer in the other's.

use super::{Failure, ResponseError};
use crate::Json;
use crate::handwritten::wire::{self, Field, Notes, as_integer, as_text, blank};
use crate::internal;

/// Where a result of API 3.0 stands.
const RESPONSE: &[&str] = &["Response"];

/// What of a body is an envelope's. It is free-form, so that nothing odd in it hides a failure.
pub(super) struct Envelope {
    code: Json,
    message: Json,
    code_desc: Json,
    response: Option<Response>,
}

internal::record!(Envelope {
    0 code "code" [];
    1 message "message" [];
    2 code_desc "codeDesc" [];
    3 response "Response" [];
});

struct Response {
    request_id: Json,
    error: Json,
}

internal::record!(Response {
    0 request_id "RequestId" [];
    1 error "Error" [];
});

/// The ids of a request that a body may have, beside the one in `Response`.
struct Ids {
    request_id: Json,
    response: Option<Response>,
}

internal::record!(Ids {
    0 request_id "requestId" [];
    1 response "Response" [];
});

/// What a success may say beside its result.
struct Warned {
    response: Option<Warning>,
}

internal::record!(Warned {
    0 response "Response" [];
});

struct Warning {
    text: Json,
}

internal::record!(Warning {
    0 text "DeprecatedWarning" [];
});

/// What an event of a stream may tell a failure in: as an answer does, or in one of two ways of services for language models.
struct Told {
    error: Json,
    error_msg: Json,
    response: Option<Response>,
}

internal::record!(Told {
    0 error "Error" [];
    1 error_msg "ErrorMsg" [];
    2 response "Response" [];
});

/// The failure that an event tells. Nearly none does, which a look at its bytes tells.
pub(super) fn event_failure(data: &[u8]) -> Option<Failure> {
    let text = wire::text(data).filter(|text| text.contains("\"Error") || text.contains("\\u"))?;
    let mut told = blank::<Told>();
    if !wire::read_fields(text, &mut told).ok()? {
        return None;
    }
    // An event that tells none may have the place for it all the same.
    let failure = |error: &Json, code: &str, message: &str| {
        let text = |name| error.get(name).and_then(as_text).unwrap_or_default();
        let (code, message) = (text(code), text(message));
        let is_none = code == "0" || code.is_empty() && message.is_empty();
        let code_text = Some(code).filter(|code| !code.is_empty());
        (!is_none).then_some(Failure { code: None, code_text, message })
    };
    let of_response = told.response.as_ref().and_then(|response| failure_in_response(&response.error));
    let of_event =
        failure(&told.error, "Code", "Message").or_else(|| failure(&told.error_msg, "Code", "Msg"));
    of_response.or(of_event)
}

/// Whether a success says that its Action is to be given up. Nearly none does, which a look at its bytes tells.
pub(super) fn is_deprecated(body: &[u8]) -> bool {
    let Some(text) = wire::text(body).filter(|text| text.contains("DeprecatedWarning")) else { return false };
    let mut warned = blank::<Warned>();
    wire::read_fields(text, &mut warned).is_ok()
        && warned.response.is_some_and(|response| filled_id(&response.text).is_some())
}

impl Envelope {
    /// Reads the envelope alone; there is none when the body is not an object.
    pub(super) fn read(text: &str) -> Result<Option<Self>, ResponseError> {
        let mut envelope = blank::<Self>();
        let is_object =
            wire::read_fields(text, &mut envelope).map_err(|error| ResponseError::not_json(text, error))?;
        Ok(is_object.then_some(envelope))
    }

    /// The same of a body that is parsed already.
    pub(super) fn of(body: &Json) -> Self {
        let value = |json: &Json, name: &str| json.get(name).cloned().unwrap_or_default();
        let response = body.get("Response").filter(|response| response.is_object());
        Self {
            code: value(body, "code"),
            message: value(body, "message"),
            code_desc: value(body, "codeDesc"),
            response: response.map(|response| Response {
                request_id: value(response, "RequestId"),
                error: value(response, "Error"),
            }),
        }
    }

    /// The failure that it tells, in the manner of either API.
    pub(super) fn failure(&self) -> Option<Failure> {
        self.legacy_failure().or_else(|| self.response_failure())
    }

    /// The failure that the legacy envelope tells. Its code is a number, which some modules send as text, or a word.
    pub(super) fn legacy_failure(&self) -> Option<Failure> {
        let code = as_integer(&self.code);
        // Nearly every answer ends here.
        if code == Some(0) {
            return None;
        }
        let filled = |json: &Json| as_text(json).filter(|text| !text.trim().is_empty());
        let message = as_text(&self.message).unwrap_or_default();
        let code_desc = filled(&self.code_desc);
        match code {
            Some(code) => Some(Failure { code: Some(code), code_text: code_desc, message }),
            None => {
                // A word alone may be anything; an envelope has more.
                let is_envelope = !self.message.is_null() || code_desc.is_some();
                let code_desc = match (filled(&self.code), code_desc) {
                    // The longer one says the same more exactly.
                    (Some(word), Some(desc)) if desc.starts_with(&word) => Some(desc),
                    (word, desc) => word.or(desc),
                };
                let is_told = match code_desc.as_deref() {
                    Some(code) => is_envelope && code != SUCCESS,
                    None => self.code == "" && !message.is_empty(),
                };
                is_told.then_some(Failure { code: None, code_text: code_desc, message })
            }
        }
    }

    /// The failure that an object `Response` tells.
    pub(super) fn response_failure(&self) -> Option<Failure> {
        failure_in_response(&self.response.as_ref()?.error)
    }

    /// Whether the legacy envelope says that it is one: its code alone, whatever stands beside it.
    pub(super) fn has_code(&self) -> bool {
        as_text(&self.code).is_some()
    }

    /// Whether the legacy envelope tells a success.
    pub(super) fn is_legacy_success(&self) -> bool {
        as_integer(&self.code) == Some(0)
    }

    /// Whether there is an object `Response` with the id that each has.
    pub(super) fn is_response(&self) -> bool {
        self.response.as_ref().is_some_and(|response| filled_id(&response.request_id).is_some())
    }

    /// Passes a success of the legacy API.
    pub(super) fn check(&self) -> Result<(), ResponseError> {
        match self.failure() {
            Some(failure) => Err(ResponseError::Failure(failure)),
            None if self.is_legacy_success() => Ok(()),
            None => Err(ResponseError::NoEnvelope),
        }
    }
}

/// What the legacy API says of a call that went well.
const SUCCESS: &str = "Success";

fn filled_id(json: &Json) -> Option<String> {
    as_text(json).filter(|id| !id.is_empty())
}

/// The id of a request in a body of either API.
pub(super) fn request_id(body: &[u8]) -> Option<String> {
    let mut ids = blank::<Ids>();
    let is_object = wire::read_fields(wire::text(body)?, &mut ids).ok()?;
    let of_response = ids.response.filter(|_| is_object).and_then(|response| filled_id(&response.request_id));
    of_response.or_else(|| filled_id(&ids.request_id))
}

/// A failure: a code and a message. Whatever else stands in its place is one too, but for nothing at all, as the vendor's
/// clients have it.
fn failure_in_response(error: &Json) -> Option<Failure> {
    let text = |name| error.get(name).and_then(as_text).unwrap_or_default();
    let (code, message) = (text("Code"), text("Message"));
    let is_nothing = error.is_null() || error.is_object() && code.is_empty() && message.is_empty();
    (!is_nothing).then(|| Failure {
        code: None,
        code_text: Some(code).filter(|code| !code.is_empty()),
        message,
    })
}

/// Reads a result that stands in the object `Response`.
pub(super) fn read_response(
    text: &str,
    payload: &mut dyn Field,
    notes: &mut Notes,
) -> Result<(), ResponseError> {
    let found = wire::read_at(text, RESPONSE, payload, None, notes);
    // What was read is nearly always a result, and so are fields beside it: the body is not read again for that.
    if matches!(&found, Ok(true)) && !notes.has_error && !notes.is_list {
        return Ok(());
    }
    if let Err(error) = &found
        && error.is_syntax()
    {
        return Err(ResponseError::not_json(text, error.clone()));
    }
    let envelope = Envelope::read(text)?;
    // A list in the place of the object, of which an empty one is read as an empty record, is no result.
    let is_list = notes.is_list && !envelope.as_ref().is_some_and(Envelope::is_response);
    match (envelope.as_ref().and_then(Envelope::failure), found) {
        (Some(failure), _) => Err(ResponseError::Failure(failure)),
        (None, Ok(true)) if !is_list => Ok(()),
        (None, Err(error)) if !is_list && envelope.is_some_and(|envelope| envelope.response.is_some()) => {
            Err(ResponseError::Unreadable(error))
        }
        _ => Err(ResponseError::NoEnvelope),
    }
}
