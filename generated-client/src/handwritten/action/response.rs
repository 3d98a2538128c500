//! Responses to an Action: its result, or why there is none.

use super::{Action, ActionInfo};
use crate::handwritten::protocol::{ResponseError, body_text};
use crate::handwritten::wire::{Field, Found, Manner, Note, Notes, blank};

/// Reads the response to an Action.
///
/// ```
/// # #[cfg(feature = "wss")] {
/// use qcloud_client::wire::{Failure, ResponseError, read_response};
/// use qcloud_client::wss::CertDeleteRequest;
///
/// assert!(read_response::<CertDeleteRequest>(br#"{"code": 0, "message": ""}"#).is_ok());
/// let refused = read_response::<CertDeleteRequest>(br#"{"code": 4100, "message": "no such key"}"#);
/// assert!(matches!(refused, Err(ResponseError::Failure(Failure { code: Some(4100), .. }))));
/// # }
/// ```
///
/// # Errors
///
/// When the API reports a failure, or the body is not what the spec says.
pub fn read_response<A: Action>(body: &[u8]) -> Result<A::Result, ResponseError> {
    read_response_with_notes::<A>(body).map(|(result, _)| result)
}

/// Reads the response to an Action, and tells what could not be read and is missing from the result: fields that are not
/// required and hold another kind of value.
///
/// ```
/// # #[cfg(feature = "wss")] {
/// use qcloud_client::wire::read_response_with_notes;
/// use qcloud_client::wss::CertGetListRequest;
///
/// let body = br#"{"code": 0, "message": "", "data": {"totalNum": 1, "list": [{"id": "a", "alias": {}}]}}"#;
/// let (page, notes) = read_response_with_notes::<CertGetListRequest>(body).unwrap();
/// assert_eq!((page.list[0].id.as_str(), page.list[0].alias.as_deref()), ("a", None));
/// assert_eq!(notes[0].path(), "data.list[0].alias");
/// # }
/// ```
///
/// # Errors
///
/// As [`read_response`] has them.
pub fn read_response_with_notes<A: Action>(body: &[u8]) -> Result<(A::Result, Vec<Note>), ResponseError> {
    let (result, notes) = read_in_manner::<A>(body, Notes::new(Manner::Tolerant))?;
    Ok((result, notes.into_notes()))
}

/// Reads the response to an Action as strictly as it is to be.
pub(crate) fn read_in_manner<A: Action>(
    body: &[u8],
    notes: Notes,
) -> Result<(A::Result, Notes), ResponseError> {
    let mut result = blank::<A::Result>();
    let notes = fill(A::INFO, body, &mut result, notes)?;
    Ok((result, notes))
}

/// Reads the response to an Action into a blank result. It knows no type, so that a program has it once, not for each Action.
pub(crate) fn fill(
    info: &ActionInfo,
    body: &[u8],
    result: &mut dyn Field,
    mut notes: Notes,
) -> Result<Notes, ResponseError> {
    info.service.protocol.read(body_text(body)?, info.place, result, &mut notes)?;
    Ok(notes)
}

/// How a response is not as the spec says, as far as the notes tell.
pub(crate) fn drift(info: &ActionInfo, notes: &Notes) -> Vec<Found> {
    notes.found(&|path| info.service.protocol.is_of_envelope(path))
}

/// The fields of a response that the spec does not know, such as `data.list[].renew_able`: each path once, in the order of
/// the response.
///
/// ```
/// # #[cfg(feature = "wss")] {
/// use qcloud_client::wire::unknown_fields;
/// use qcloud_client::wss::CertGetListRequest;
///
/// let body = br#"{"code": 0, "message": "", "data": {"totalNum": 1, "list": [{"id": "a", "new": 1}]}}"#;
/// assert_eq!(unknown_fields::<CertGetListRequest>(body).unwrap(), ["data.list[].new"]);
/// # }
/// ```
///
/// # Errors
///
/// Like [`read_response`].
pub fn unknown_fields<A: Action>(body: &[u8]) -> Result<Vec<String>, ResponseError> {
    let mut notes = Notes::new(Manner::Tolerant).collecting();
    let protocol = A::INFO.service.protocol;
    protocol.read(body_text(body)?, A::INFO.place, &mut blank::<A::Result>(), &mut notes)?;
    let mut unknown = notes.into_unknown();
    unknown.retain(|path| !protocol.is_of_envelope(path));
    Ok(unknown)
}
