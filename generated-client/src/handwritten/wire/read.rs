//! Reading a whole text: the entrances to the engine, and the second look at a text that the first one stumbled over.

use serde_core::de::{DeserializeSeed, Deserializer};
use serde_json::de::StrRead;

use super::blank::{Blank, blank};
use super::error::ReadError;
use super::field::{Field, Slot, reset};
use super::mend::{with_all_digits, without_lone_surrogates};
use super::notes::{Manner, Note, Notes};
use super::order::Orders;
use super::place::Place;
use super::put::Outcome;
use super::reader::Reader;

/// Reads a value from JSON in UTF-8; a byte order mark is skipped.
///
/// # Errors
///
/// When the text is not JSON, or not JSON that the type can be read from.
pub fn read<T: Field + Blank>(json: &[u8]) -> Result<T, ReadError> {
    read_with_notes(json).map(|(value, _)| value)
}

/// Reads a value from JSON in UTF-8, and tells what could not be read and is missing from it: fields that are not required
/// and hold another kind of value.
///
/// ```
/// use std::collections::BTreeMap;
/// use qcloud_client::wire::read_with_notes;
///
/// let (value, notes) = read_with_notes::<BTreeMap<String, u64>>(br#"{"a": 1, "b": "N/A"}"#).unwrap();
/// assert_eq!(value, BTreeMap::from([("a".to_owned(), 1)]));
/// assert_eq!(notes[0].to_string(), "b: expected an integer, found a string");
/// ```
///
/// # Errors
///
/// As [`read`](read()) has them. A request is read strictly, and has no notes.
pub fn read_with_notes<T: Field + Blank>(json: &[u8]) -> Result<(T, Vec<Note>), ReadError> {
    let mut value = blank::<T>();
    let notes = fill_from_text(&mut value, json, Manner::Tolerant)?;
    Ok((value, notes))
}

/// Reads a value of which nothing may be odd, such as one of an example.
///
/// # Errors
///
/// As [`read`](read()) has them, and where a field holds another kind of value.
pub fn read_strictly<T: Field + Blank>(json: &[u8]) -> Result<T, ReadError> {
    let mut value = blank::<T>();
    fill_from_text(&mut value, json, Manner::Strict)?;
    Ok(value)
}

/// Reads the request of an Action from what was sent for it, which may have more than the Action knows.
///
/// # Errors
///
/// As [`read`](read()) has them.
#[cfg(feature = "testing")]
pub(crate) fn read_sent<T: Field + Blank>(json: &[u8]) -> Result<T, ReadError> {
    let text = text(json).ok_or_else(ReadError::not_utf8)?;
    let mut value = blank::<T>();
    parse(text, &mut Whole { value: &mut value, is_payload: false }, &mut Notes::new(Manner::Strict))?;
    Ok(value)
}

/// Fills a value from JSON in UTF-8, as strictly as it is to be.
///
/// # Errors
///
/// As [`read`](read()) has them.
pub(crate) fn fill_from_text(
    value: &mut dyn Field,
    json: &[u8],
    manner: Manner,
) -> Result<Vec<Note>, ReadError> {
    let mut notes = Notes::new(manner_of(value, manner));
    fill_with_notes(value, json, &mut notes)?;
    Ok(notes.into_notes())
}

/// Fills a value from JSON in UTF-8, as the notes say, and adds to them what reading finds out.
///
/// # Errors
///
/// As [`read`](read()) has them.
pub(crate) fn fill_with_notes(
    value: &mut dyn Field,
    json: &[u8],
    notes: &mut Notes,
) -> Result<(), ReadError> {
    let text = text(json).ok_or_else(ReadError::not_utf8)?;
    parse(text, &mut Whole { value, is_payload: false }, notes).map(drop)
}

/// Reads a value from any deserializer: what `Deserialize` of every generated type does.
///
/// # Errors
///
/// Those of the deserializer, untouched, so that every format adds its line and column; ours have the place before the message.
pub fn deserialize<'de, T: Field + Blank, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut value = blank::<T>();
    fill(&mut value, deserializer)?;
    Ok(value)
}

// Apart from `deserialize`, so that a program has one copy of the engine for each format, not for each type.
fn fill<'de, D: Deserializer<'de>>(value: &mut dyn Field, deserializer: D) -> Result<(), D::Error> {
    let mut notes = Notes::new(manner_of(value, Manner::Tolerant));
    notes.orders = Orders::learned();
    let filled = Reader::whole(value.slot(), &mut notes).deserialize(deserializer);
    notes.orders.keep();
    filled.map(drop)
}

/// A request is always read as one.
fn manner_of(value: &mut dyn Field, manner: Manner) -> Manner {
    match value.slot() {
        Slot::Record(record) if record.info().is_request() => Manner::Request,
        _ => manner,
    }
}

/// The text of a body, without its byte order mark.
pub(crate) fn text(body: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(body).ok()?;
    Some(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// What takes a text apart.
pub(super) type Parser<'t> = serde_json::Deserializer<StrRead<'t>>;

/// Something that is filled from a text, more than once if need be. Its `dyn` is what is read, so that reading a text is compiled once.
pub(super) trait Filled {
    /// Whether there was a value, and not nothing in its place.
    fn read(&mut self, parser: &mut Parser<'_>, notes: &mut Notes) -> serde_json::Result<bool>;

    /// Makes it blank again.
    fn reset(&mut self);
}

/// A value that is the whole of a text.
pub(super) struct Whole<'v> {
    pub(super) value: &'v mut dyn Field,
    /// Whether it is the payload of a response.
    pub(super) is_payload: bool,
}

impl Filled for Whole<'_> {
    fn read(&mut self, parser: &mut Parser<'_>, notes: &mut Notes) -> serde_json::Result<bool> {
        let slot = self.value.slot();
        let mut reader = if self.is_payload {
            Reader::payload(slot, &Place::Root, notes)
        } else {
            Reader::whole(slot, notes)
        };
        Ok(!matches!(reader.deserialize(parser)?, Outcome::Nothing(_)))
    }

    fn reset(&mut self) {
        reset(self.value.slot());
    }
}

/// Reads a whole text; `false` when there was nothing in the place of a value.
///
/// Nearly every text is read once. What has another form than this thread has learned to expect fails at first, and is read again
/// by the rules. So do lone surrogates and numbers beyond every float, and a number that met a text field may have lost digits: then
/// the text is read again in a form that says the same, and nobody else pays for that.
pub(super) fn parse(text: &str, filled: &mut dyn Filled, notes: &mut Notes) -> Result<bool, ReadError> {
    notes.is_expecting = !notes.is_request();
    let mut result = once(text, filled, notes);
    if result.is_err() && notes.is_expecting {
        result = again(text, filled, notes);
    }
    let mut mended = None;
    if result.as_ref().is_err_and(|error| !error.is_data()) {
        mended = without_lone_surrogates(text);
        if let Some(mended) = &mended {
            result = again(mended, filled, notes);
        }
    }
    let text = mended.as_deref().unwrap_or(text);
    let has_lost_digits = match &result {
        Ok(_) => notes.is_rounded,
        Err(error) => is_out_of_range(error),
    };
    if has_lost_digits {
        result = with_digits(text, filled, notes, result)?;
    }
    result.map_err(|error| notes.error(&error))
}

/// Reads the text once more with all the digits of its numbers.
fn with_digits(
    text: &str,
    filled: &mut dyn Filled,
    notes: &mut Notes,
    before: serde_json::Result<bool>,
) -> Result<serde_json::Result<bool>, ReadError> {
    notes.shows_digits = true;
    let exact = again(&with_all_digits(text), filled, notes);
    notes.shows_digits = false;
    match (exact, before) {
        (Ok(is_there), _) => Ok(Ok(is_there)),
        // A number as a map is one level deeper, which may be too deep.
        (Err(_), Ok(_)) => Ok(again(text, filled, notes)),
        // The position is one in another text.
        (Err(error), Err(_)) if error.is_data() => Err(notes.error(&error).without_position()),
        (Err(_), Err(error)) => Ok(Err(error)),
    }
}

fn once(text: &str, filled: &mut dyn Filled, notes: &mut Notes) -> serde_json::Result<bool> {
    // Checking UTF-8 once and parsing a `str` is faster than parsing bytes.
    let mut parser = Parser::from_str(text);
    notes.orders = Orders::learned();
    let read = filled.read(&mut parser, notes);
    std::mem::take(&mut notes.orders).keep();
    let is_there = read?;
    parser.end()?;
    Ok(is_there)
}

fn again(text: &str, filled: &mut dyn Filled, notes: &mut Notes) -> serde_json::Result<bool> {
    filled.reset();
    notes.begin_again();
    once(text, filled, notes)
}

/// Whether the parser stopped at a number that no float can hold.
fn is_out_of_range(error: &serde_json::Error) -> bool {
    error.is_syntax() && error.to_string().starts_with("number out of range")
}
