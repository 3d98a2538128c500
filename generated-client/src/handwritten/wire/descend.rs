//! The way through a body to the payload, and the fields that stand beside that way.

use std::fmt;
use std::mem;

use serde_core::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::error::{Notes, ReadError, join};
use super::field::{Field, Record, Slot, flag, reset};
use super::put::{Mismatch, Outcome};
use super::read::{NUMBER, Reader, Seen, missing_field, parse};
use super::scalar::Scalar;
use super::skip::Skip;
use crate::Json;

/// Reads the payload at the end of a path, and the fields beside the path at the top, in one pass; `false` when there is no
/// payload.
pub(crate) fn read_at(
    text: &str,
    path: &'static [&'static str],
    payload: &mut dyn Field,
    beside: Option<&mut (dyn Record + 'static)>,
    notes: &mut Notes,
) -> Result<bool, ReadError> {
    let mut found = false;
    let descent = Descent { beside, path, payload, found: &mut found, notes: &mut *notes };
    match parse(text, descent) {
        Ok(()) => Ok(found),
        Err(error) => Err(mem::take(notes).into_error(&error)),
    }
}

/// Reads a payload that is the whole of the body.
pub(crate) fn read_whole(text: &str, payload: &mut dyn Field, notes: &mut Notes) -> Result<(), ReadError> {
    let reader = Reader { slot: payload.slot(), flags: flag::PAYLOAD, notes: &mut *notes };
    match parse(text, reader) {
        Ok(Outcome::Value) => Ok(()),
        Ok(Outcome::Nothing(_)) => read_nothing(payload, &[]),
        Err(error) => Err(mem::take(notes).into_error(&error)),
    }
}

/// A payload that is not there leaves the result blank, unless that is a record which requires something.
pub(crate) fn read_nothing(payload: &mut dyn Field, path: &[&str]) -> Result<(), ReadError> {
    let Slot::Record(record) = payload.slot() else { return Ok(()) };
    match missing_field(record, &Seen::default()) {
        None => Ok(()),
        Some(field) => {
            let path = path.iter().rev().fold(field.wire.to_owned(), |tail, name| join(name, &tail));
            Err(ReadError::missing(path))
        }
    }
}

/// Reads what stands at the top alone; `false` when the body is no object. An error is one of syntax.
pub(crate) fn read_fields(text: &str, beside: &mut dyn Record) -> Result<bool, ReadError> {
    let mut notes = Notes::default();
    let reader = Reader { slot: Slot::Record(beside), flags: flag::REQUIRED, notes: &mut notes };
    match parse(text, reader) {
        Ok(_) => Ok(true),
        Err(error) if error.is_data() => Ok(false),
        Err(error) => Err(notes.into_error(&error)),
    }
}

/// A scalar of free-form JSON as text; nothing for what is none.
pub(crate) fn as_text(json: &Json) -> Option<String> {
    as_scalar(json).map(|scalar| scalar.text().into_owned())
}

/// A whole number of free-form JSON, which may have come as text.
pub(crate) fn as_integer(json: &Json) -> Option<i64> {
    i64::try_from(as_scalar(json)?.integer().ok()?).ok()
}

fn as_scalar(json: &Json) -> Option<Scalar<'_>> {
    match json {
        Json::Bool(value) => Some(Scalar::Bool(*value)),
        Json::Number(number) => {
            number.as_i64().map(Scalar::Int).or_else(|| number.as_f64().map(Scalar::Float))
        }
        Json::String(text) => Some(Scalar::Text(text)),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

fn index_of(beside: &dyn Record, name: &str) -> Option<usize> {
    beside.info().fields.iter().position(|field| field.wire == name)
}

/// Goes down the path to the payload and reads it; at the top, takes the fields beside it on the way.
struct Descent<'a> {
    beside: Option<&'a mut (dyn Record + 'static)>,
    path: &'static [&'static str],
    payload: &'a mut dyn Field,
    /// Whether there is a payload.
    found: &'a mut bool,
    notes: &'a mut Notes,
}

impl<'de> DeserializeSeed<'de> for Descent<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if !self.path.is_empty() {
            return deserializer.deserialize_any(self);
        }
        let reader = Reader { slot: self.payload.slot(), flags: flag::PAYLOAD, notes: self.notes };
        *self.found = matches!(reader.deserialize(deserializer)?, Outcome::Value);
        Ok(())
    }
}

impl Descent<'_> {
    fn mismatch<E: Error>(self, found: &'static str) -> Result<(), E> {
        Err(self.notes.fail(Mismatch { expected: "an object", found }.message()))
    }

    fn read_member<'de, A: MapAccess<'de>>(&mut self, name: String, map: &mut A) -> Result<(), A::Error> {
        if let Some(beside) = self.beside.as_deref_mut()
            && let Some(index) = index_of(beside, &name)
        {
            let slot = beside.at_mut(index).slot();
            map.next_value_seed(Reader { slot, flags: 0, notes: self.notes })?;
            return Ok(());
        }
        match self.path {
            [first, rest @ ..] if *first == name => self.descend(first, rest, map),
            _ => {
                self.notes.unknown(name);
                map.next_value_seed(Skip)
            }
        }
    }

    fn descend<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        path: &'static [&'static str],
        map: &mut A,
    ) -> Result<(), A::Error> {
        // A repeated key: the last one counts.
        *self.found = false;
        reset(self.payload.slot());
        let mark = self.notes.mark();
        let inner =
            Descent { beside: None, path, payload: self.payload, found: self.found, notes: self.notes };
        let result = map.next_value_seed(inner);
        match result {
            Ok(()) => self.notes.leave(mark, name),
            Err(_) => self.notes.fail_in(name),
        }
        result
    }
}

impl<'de> Visitor<'de> for Descent<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.mismatch("a boolean")
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.mismatch("a number")
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.mismatch("a number")
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.mismatch("a number")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if text.is_empty() { Ok(()) } else { self.mismatch("a string") }
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        match seq.next_element_seed(Skip)? {
            None => Ok(()),
            Some(()) => self.mismatch("an array"),
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if name == NUMBER {
                return self.mismatch("a number");
            }
            self.read_member(name, &mut map)?;
        }
        Ok(())
    }
}
