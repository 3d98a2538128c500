//! Responses to an Action: its result, or why there is none.

use super::{Action, ActionInfo};
use crate::handwritten::protocol::{ResponseError, body_text};
use crate::handwritten::wire::{Field, Notes, blank};

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
    let protocol = info.service.protocol;
    protocol.read(body_text(body)?, info.place, result, &mut Notes::default())
}

/// The fields of a response that the spec does not know, such as `data.list[].renew_able`: each path once, in the order of
/// the response.
///
/// # Errors
///
/// Like [`read_response`].
pub fn unknown_fields<A: Action>(body: &[u8]) -> Result<Vec<String>, ResponseError> {
    let mut notes = Notes::collecting();
    let protocol = A::INFO.service.protocol;
    protocol.read(body_text(body)?, A::INFO.place, &mut blank::<A::Result>(), &mut notes)?;
    let mut unknown = notes.into_unknown();
    unknown.retain(|path| !protocol.is_of_envelope(path));
    Ok(unknown)
}
