//! The engine that reads: one visitor for every type, over whatever deserializer the JSON comes from.

use std::fmt;

use serde_core::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde_core::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::blank::{Blank, blank};
use super::error::{MISSING, Notes, ReadError, entry_segment};
use super::field::{Field, FieldInfo, List, Map, Record, Slot, flag, reset};
use super::put::{Mismatch, Outcome, put, put_null};
use super::scalar::Scalar;
use super::skip::Skip;
use crate::Json;

/// The key of the one entry of the map by which `serde_json/arbitrary_precision` shows a number. Any crate of a build can
/// turn that feature on.
pub(super) const NUMBER: &str = "$serde_json::private::Number";

/// What a list or a map does not hand down to the values in it.
const OUTER: u8 = flag::REQUIRED | flag::NULLABLE | flag::PAYLOAD;

/// Reads a value from JSON in UTF-8; a byte order mark is skipped.
///
/// # Errors
///
/// When the text is not JSON, or not JSON that the type can be read from.
pub fn read<T: Field + Blank>(json: &[u8]) -> Result<T, ReadError> {
    let mut value = blank::<T>();
    let text = text(json).ok_or_else(ReadError::not_utf8)?;
    let mut notes = Notes::default();
    match parse(text, Reader::whole(value.slot(), &mut notes)) {
        Ok(_) => Ok(value),
        Err(error) => Err(notes.into_error(&error)),
    }
}

/// Reads a value from any deserializer: what `Deserialize` of every generated type does.
pub fn deserialize<'de, T: Field + Blank, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut value = blank::<T>();
    fill(value.slot(), deserializer)?;
    Ok(value)
}

// Apart from `deserialize`, so that a program has one copy of the engine for each format, not for each type.
fn fill<'de, D: Deserializer<'de>>(slot: Slot<'_>, deserializer: D) -> Result<(), D::Error> {
    let mut notes = Notes::default();
    match Reader::whole(slot, &mut notes).deserialize(deserializer) {
        Ok(_) => Ok(()),
        Err(error) => Err(notes.into_serde(error)),
    }
}

/// The text of a body, without its byte order mark.
pub(crate) fn text(body: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(body).ok()?;
    Some(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Runs a seed over the whole of a text. Checking UTF-8 once and parsing a `str` is faster than parsing bytes.
pub(super) fn parse<'de, S: DeserializeSeed<'de>>(text: &'de str, seed: S) -> serde_json::Result<S::Value> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = seed.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// The first field without which the record makes no sense, among those that were not seen.
pub(super) fn missing_field(record: &mut dyn Record, seen: &Seen) -> Option<&'static FieldInfo> {
    missing(record, seen, is_container)
}

/// The first field without which a record can't be nothing at all, as the payload `[]` says it is.
fn missing_in_nothing(record: &mut dyn Record) -> Option<&'static FieldInfo> {
    let may_be_nothing =
        |slot: &Slot<'_>| is_container(slot) || matches!(slot, Slot::Int(_) | Slot::Uint(_) | Slot::Float(_));
    missing(record, &Seen::default(), may_be_nothing)
}

fn missing(
    record: &mut dyn Record,
    seen: &Seen,
    may_be_missing: impl Fn(&Slot<'_>) -> bool,
) -> Option<&'static FieldInfo> {
    let mut fields = record.info().fields.iter().enumerate();
    let (_, field) = fields.find(|&(index, field)| {
        field.is(flag::REQUIRED) && !seen.contains(index) && !may_be_missing(&record.at_mut(index).slot())
    })?;
    Some(field)
}

fn is_container(slot: &Slot<'_>) -> bool {
    matches!(slot, Slot::List(_) | Slot::Map(_))
}

/// Fills one value, of whatever kind, from what comes.
pub(super) struct Reader<'s, 'n> {
    pub(super) slot: Slot<'s>,
    pub(super) flags: u8,
    pub(super) notes: &'n mut Notes,
}

impl<'de> DeserializeSeed<'de> for Reader<'_, '_> {
    type Value = Outcome;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'s, 'n> Reader<'s, 'n> {
    /// Fills a value that has to be there. Null alone is JSON, but no record.
    fn whole(slot: Slot<'s>, notes: &'n mut Notes) -> Self {
        let flags = if matches!(slot, Slot::Json(_)) { 0 } else { flag::REQUIRED };
        Self { slot, flags, notes }
    }

    fn scalar<E: Error>(self, scalar: Scalar<'_>) -> Result<Outcome, E> {
        let flags = self.flags;
        self.put(|slot| put(slot, scalar, flags))
    }

    fn null<E: Error>(self) -> Result<Outcome, E> {
        self.put(|slot| Ok(put_null(slot)))
    }

    fn put<E: Error>(self, put: impl FnOnce(Slot<'s>) -> Result<Outcome, Mismatch>) -> Result<Outcome, E> {
        let Self { slot, flags, notes } = self;
        let needed = (flags & flag::REQUIRED != 0 && !is_container(&slot)).then(|| slot.expected());
        let outcome = put(slot).and_then(|outcome| match (outcome, needed) {
            (Outcome::Nothing(found), Some(expected)) => Err(Mismatch { expected, found }),
            (outcome, _) => Ok(outcome),
        });
        outcome.map_err(|mismatch| notes.fail(mismatch.message()))
    }
}

impl<'a> Slot<'a> {
    /// The slot for a value that is there: an optional one is filled with a blank.
    fn present(self) -> Slot<'a> {
        match self {
            Slot::Maybe(maybe) => maybe.insert().slot().present(),
            slot => slot,
        }
    }
}

impl<'de> Visitor<'de> for Reader<'_, '_> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slot.expected())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Outcome, E> {
        self.scalar(Scalar::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Outcome, E> {
        self.scalar(Scalar::Int(value))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Outcome, E> {
        self.scalar(Scalar::Digits(&value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Outcome, E> {
        self.scalar(Scalar::Uint(value))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Outcome, E> {
        self.scalar(Scalar::Digits(&value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Outcome, E> {
        self.scalar(Scalar::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Outcome, E> {
        // Text in a place for text is most of a response, and needs no rule.
        match self.slot {
            Slot::Text(text) => value.clone_into(text),
            Slot::Maybe(maybe) => match maybe.insert().slot() {
                Slot::Text(text) => value.clone_into(text),
                _ => return Reader { slot: Slot::Maybe(maybe), ..self }.scalar(Scalar::Text(value)),
            },
            slot => return Reader { slot, ..self }.scalar(Scalar::Text(value)),
        }
        Ok(Outcome::Value)
    }

    fn visit_bytes<E: Error>(self, _: &[u8]) -> Result<Outcome, E> {
        Err(self.notes.fail(Mismatch { expected: self.slot.expected(), found: "bytes" }.message()))
    }

    fn visit_unit<E: Error>(self) -> Result<Outcome, E> {
        self.null()
    }

    fn visit_none<E: Error>(self) -> Result<Outcome, E> {
        self.null()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Outcome, A::Error> {
        let Self { slot, flags, notes } = self;
        let slot = slot.present();
        let expected = slot.expected();
        match slot {
            Slot::List(list) => return read_list(list, flags & !OUTER, notes, seq),
            Slot::Json(json) => {
                *json = Json::deserialize(SeqAccessDeserializer::new(seq))?;
                return Ok(Outcome::Value);
            }
            // PHP can't tell the empty object from the empty array.
            Slot::Map(map) if seq.next_element::<IgnoredAny>()?.is_none() => map.clear(),
            Slot::Record(record) if seq.next_element::<IgnoredAny>()?.is_none() => {
                let missing = match flags & flag::PAYLOAD {
                    0 => missing_field(record, &Seen::default()),
                    _ => missing_in_nothing(record),
                };
                require(missing, notes)?;
            }
            _ => return Err(notes.fail(Mismatch { expected, found: "an array" }.message())),
        }
        Ok(Outcome::Value)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Outcome, A::Error> {
        let Self { slot, flags, notes } = self;
        // A number may come as a map, so an optional scalar stays what it is.
        match slot.present() {
            Slot::Record(record) => read_record(record, notes, map),
            Slot::Map(target) => read_map(target, flags & !OUTER, notes, map),
            Slot::Json(json) => {
                *json = Json::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Outcome::Value)
            }
            slot => match map.next_key_seed(Key { fields: &[], next: 0, keep_unknown: false })? {
                Some(Found::Number) => {
                    let mut digits = String::new();
                    map.next_value_seed(Reader { slot: digits.slot(), flags: 0, notes: &mut *notes })?;
                    Reader { slot, flags, notes }.scalar(Scalar::Digits(&digits))
                }
                None if is_container(&slot) => {
                    reset(slot);
                    Ok(Outcome::Value)
                }
                _ => {
                    let mismatch = Mismatch { expected: slot.expected(), found: "an object" };
                    Err(notes.fail(mismatch.message()))
                }
            },
        }
    }
}

fn read_list<'de, A: SeqAccess<'de>>(
    list: &mut dyn List,
    flags: u8,
    notes: &mut Notes,
    mut seq: A,
) -> Result<Outcome, A::Error> {
    list.truncate(0);
    let mark = notes.mark();
    for index in 0_usize.. {
        let kept = list.len();
        let slot = list.push().slot();
        let keeps_null = matches!(slot, Slot::Json(_));
        match seq.next_element_seed(Reader { slot, flags, notes: &mut *notes }) {
            Ok(Some(Outcome::Nothing(_))) if !keeps_null => list.truncate(kept),
            Ok(Some(_)) => {}
            Ok(None) => {
                list.truncate(kept);
                break;
            }
            Err(error) => {
                notes.fail_in(&format!("[{index}]"));
                return Err(error);
            }
        }
    }
    notes.leave(mark, "[]");
    Ok(Outcome::Value)
}

fn read_map<'de, A: MapAccess<'de>>(
    target: &mut dyn Map,
    flags: u8,
    notes: &mut Notes,
    mut map: A,
) -> Result<Outcome, A::Error> {
    target.clear();
    let mark = notes.mark();
    while let Some(name) = map.next_key::<String>()? {
        if name == NUMBER {
            return Err(notes.fail(Mismatch { expected: "an object", found: "a number" }.message()));
        }
        let slot = target.insert(&name).slot();
        let keeps_null = matches!(slot, Slot::Json(_));
        match map.next_value_seed(Reader { slot, flags, notes: &mut *notes }) {
            Ok(Outcome::Nothing(_)) if !keeps_null => target.remove(&name),
            Ok(_) => {}
            Err(error) => {
                notes.fail_in(&entry_segment(&name));
                return Err(error);
            }
        }
    }
    notes.leave(mark, "*");
    Ok(Outcome::Value)
}

fn read_record<'de, A: MapAccess<'de>>(
    record: &mut dyn Record,
    notes: &mut Notes,
    mut map: A,
) -> Result<Outcome, A::Error> {
    let fields = record.info().fields;
    let mut seen = Seen::default();
    let mut next = 0;
    while let Some(found) = map.next_key_seed(Key { fields, next, keep_unknown: notes.is_collecting() })? {
        match found {
            Found::Field(index, field) => {
                next = index + 1;
                let target = record.at_mut(index);
                if !seen.insert(index) {
                    reset(target.slot());
                }
                read_field(field, target, notes, &mut map)?;
            }
            Found::Unknown(name) => {
                notes.unknown(name);
                map.next_value_seed(Skip)?;
            }
            Found::Number => {
                return Err(notes.fail(Mismatch { expected: "an object", found: "a number" }.message()));
            }
        }
    }
    require(missing_field(record, &seen), notes)?;
    Ok(Outcome::Value)
}

fn read_field<'de, A: MapAccess<'de>>(
    field: &FieldInfo,
    target: &mut dyn Field,
    notes: &mut Notes,
    map: &mut A,
) -> Result<(), A::Error> {
    let mark = notes.mark();
    let result = map.next_value_seed(Reader { slot: target.slot(), flags: field.flags, notes: &mut *notes });
    match result {
        Ok(_) => {
            notes.leave(mark, field.wire);
            Ok(())
        }
        Err(error) => {
            if field.is(flag::SENSITIVE) {
                notes.hide_path();
            }
            notes.fail_in(field.wire);
            Err(error)
        }
    }
}

fn require<E: Error>(missing: Option<&FieldInfo>, notes: &mut Notes) -> Result<(), E> {
    match missing {
        Some(field) => {
            notes.fail_in(field.wire);
            Err(notes.fail(MISSING.to_owned()))
        }
        None => Ok(()),
    }
}

/// Which fields of a record were there: a bit each, without an allocation for all but the widest of records.
#[derive(Default)]
pub(super) struct Seen {
    first: u128,
    rest: Vec<bool>,
}

const FIRST: usize = u128::BITS as usize;

impl Seen {
    /// Takes note of a field; `false` when it was there before.
    fn insert(&mut self, index: usize) -> bool {
        let is_new = !self.contains(index);
        if index < FIRST {
            self.first |= 1 << index;
        } else {
            let index = index - FIRST;
            self.rest.resize(self.rest.len().max(index + 1), false);
            self.rest[index] = true; // In bounds: made so the line before.
        }
        is_new
    }

    fn contains(&self, index: usize) -> bool {
        if index < FIRST {
            self.first & (1 << index) != 0
        } else {
            self.rest.get(index - FIRST).copied().unwrap_or(false)
        }
    }
}

/// Finds the field that a key names.
struct Key {
    fields: &'static [FieldInfo],
    /// Where to look first: fields mostly come in the order of the spec.
    next: usize,
    keep_unknown: bool,
}

enum Found {
    Field(usize, &'static FieldInfo),
    /// The name is empty unless it is to be kept.
    Unknown(String),
    Number,
}

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Found, E> {
        let expected = self.fields.get(self.next).filter(|field| field.wire == name);
        let found = match expected {
            Some(field) => Some((self.next, field)),
            None => self.fields.iter().enumerate().find(|(_, field)| field.wire == name),
        };
        Ok(match found {
            Some((index, field)) => Found::Field(index, field),
            None if name == NUMBER => Found::Number,
            None if self.keep_unknown => Found::Unknown(name.to_owned()),
            None => Found::Unknown(String::new()),
        })
    }
}
