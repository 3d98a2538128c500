//! The way through a body to the payload, and the fields that stand beside that way.

use std::fmt;

use serde_core::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::error::ReadError;
use super::field::{Field, Record, Slot, reset};
use super::notes::{Manner, Notes};
use super::place::{Place, join};
use super::put::{Mismatch, Outcome};
use super::read::{Filled, Parser, Whole, parse};
use super::reader::Reader;
use super::scalar::{NUMBER, Scalar};
use super::seen::{Seen, missing_field};
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
    parse(text, &mut Body { beside, path, payload }, notes)
}

/// Reads a payload that is the whole of the body.
pub(crate) fn read_whole(text: &str, payload: &mut dyn Field, notes: &mut Notes) -> Result<(), ReadError> {
    let is_there = parse(text, &mut Whole { value: &mut *payload, is_payload: true }, notes)?;
    if is_there { Ok(()) } else { read_nothing(payload, &[]) }
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
    struct Top<'b>(&'b mut dyn Record);

    impl Filled for Top<'_> {
        fn read(&mut self, parser: &mut Parser<'_>, notes: &mut Notes) -> serde_json::Result<bool> {
            Reader::whole(Slot::Record(&mut *self.0), notes).deserialize(parser).map(|_| true)
        }

        fn reset(&mut self) {
            reset(Slot::Record(&mut *self.0));
        }
    }

    match parse(text, &mut Top(beside), &mut Notes::new(Manner::Strict)) {
        Err(error) if !error.is_syntax() => Ok(false),
        read => read,
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

/// A body with a payload somewhere in it.
struct Body<'b> {
    beside: Option<&'b mut (dyn Record + 'static)>,
    path: &'static [&'static str],
    payload: &'b mut dyn Field,
}

impl Filled for Body<'_> {
    fn read(&mut self, parser: &mut Parser<'_>, notes: &mut Notes) -> serde_json::Result<bool> {
        let mut found = false;
        let descent = Descent {
            beside: self.beside.as_deref_mut(),
            path: self.path,
            payload: &mut *self.payload,
            found: &mut found,
            has_been_there: false,
            place: &Place::Root,
            notes,
        };
        descent.deserialize(parser)?;
        Ok(found)
    }

    fn reset(&mut self) {
        reset(self.payload.slot());
        if let Some(beside) = self.beside.as_deref_mut() {
            reset(Slot::Record(beside));
        }
    }
}

/// Goes down the path to the payload and reads it; at the top, takes the fields beside it on the way.
struct Descent<'a> {
    beside: Option<&'a mut (dyn Record + 'static)>,
    path: &'static [&'static str],
    payload: &'a mut dyn Field,
    found: &'a mut bool,
    /// Whether the next step of the way was there.
    has_been_there: bool,
    place: &'a Place<'a>,
    notes: &'a mut Notes,
}

impl<'de> DeserializeSeed<'de> for Descent<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if !self.path.is_empty() {
            return deserializer.deserialize_any(self);
        }
        let mut reader = Reader::payload(self.payload.slot(), self.place, self.notes);
        *self.found = !matches!(reader.deserialize(deserializer)?, Outcome::Nothing(_));
        Ok(())
    }
}

impl Descent<'_> {
    fn mismatch<E: Error>(&mut self, found: &'static str) -> Result<(), E> {
        Err(self.notes.fail(self.place, Mismatch { expected: "an object", found }.message()))
    }

    /// Reads what stands under a key.
    fn read_member<'de, A: MapAccess<'de>>(&mut self, member: Member, map: &mut A) -> Result<(), A::Error> {
        match member {
            Member::Beside(index) => {
                let Some(beside) = self.beside.as_deref_mut() else { return map.next_value_seed(Skip) };
                let place = Place::Field(self.place, &beside.info().fields[index]);
                let slot = beside.at_mut(index).slot();
                map.next_value_seed(&mut Reader::optional(slot, &place, self.notes)).map(drop)
            }
            Member::OnTheWay => {
                let [name, path @ ..] = self.path else { return map.next_value_seed(Skip) };
                // Of a repeated key the last one counts.
                if std::mem::replace(&mut self.has_been_there, true) {
                    *self.found = false;
                    reset(self.payload.slot());
                }
                let place = Place::Key(self.place, name);
                let inner = Descent {
                    beside: None,
                    path,
                    payload: &mut *self.payload,
                    found: &mut *self.found,
                    has_been_there: false,
                    place: &place,
                    notes: &mut *self.notes,
                };
                map.next_value_seed(inner).inspect_err(|_| self.notes.stopped_at(&place))
            }
            Member::Unknown => map.next_value_seed(Skip),
            Member::Number => self.mismatch("a number"),
        }
    }
}

/// What a key on the way names.
#[derive(Clone, Copy)]
enum Member {
    /// A field beside the way.
    Beside(usize),
    /// The next step of the way.
    OnTheWay,
    /// Nothing, which is noted already.
    Unknown,
    /// That a number follows with all its digits.
    Number,
}

/// Finds what a key names, without keeping it.
struct Members<'k, 'd>(&'k mut Descent<'d>);

impl<'de> DeserializeSeed<'de> for Members<'_, '_> {
    type Value = Member;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Member, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Members<'_, '_> {
    type Value = Member;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Member, E> {
        let Descent { beside, path, place, notes, .. } = self.0;
        if name == NUMBER {
            return Ok(Member::Number);
        }
        if let Some(index) = beside.as_deref().and_then(|beside| index_of(beside, name)) {
            return Ok(Member::Beside(index));
        }
        if path.first().is_some_and(|first| *first == name) {
            return Ok(Member::OnTheWay);
        }
        notes.unknown(&Place::Key(place, name));
        Ok(Member::Unknown)
    }
}

impl<'de> Visitor<'de> for Descent<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_bool<E: Error>(mut self, _: bool) -> Result<(), E> {
        self.mismatch("a boolean")
    }

    fn visit_i64<E: Error>(mut self, _: i64) -> Result<(), E> {
        self.mismatch("a number")
    }

    fn visit_u64<E: Error>(mut self, _: u64) -> Result<(), E> {
        self.mismatch("a number")
    }

    fn visit_f64<E: Error>(mut self, _: f64) -> Result<(), E> {
        self.mismatch("a number")
    }

    fn visit_str<E: Error>(mut self, text: &str) -> Result<(), E> {
        if text.is_empty() { Ok(()) } else { self.mismatch("a string") }
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        match seq.next_element_seed(Skip)? {
            None => Ok(()),
            Some(()) => self.mismatch("an array"),
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(member) = map.next_key_seed(Members(&mut self))? {
            self.read_member(member, &mut map)?;
        }
        Ok(())
    }
}
