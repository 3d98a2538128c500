//! The engine that reads: one visitor for every type, over whatever deserializer the JSON comes from.

use std::fmt;

use serde_core::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde_core::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::error::MISSING;
use super::field::{Field, FieldInfo, List, Map, Record, Slot, flag, reset};
use super::mend::numbers_back;
use super::names::{ERROR, Found, Key, Number};
use super::notes::Notes;
use super::place::Place;
use super::put::{Mismatch, Outcome, put, put_null};
use super::scalar::{NUMBER, Scalar};
use super::seen::{Seen, is_container, missing_field, missing_in_nothing};
use super::skip::Skip;
use crate::Json;

/// What a list or a map does not hand down to the values in it.
const OUTER: u8 = flag::REQUIRED | flag::NULLABLE | flag::PAGES;

/// What becomes of a value that can't be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// An error; it is the payload of a response, so that `[]` is a record whose required numbers are 0.
    Payload,
    /// An error, since nothing around it can do without.
    Needed,
    /// It is skipped, and something around it is done without.
    Tolerated,
}

/// Fills one value from whatever a deserializer finds there.
pub(super) struct Reader<'s, 'n> {
    slot: Slot<'s>,
    flags: u8,
    standing: Standing,
    place: &'n Place<'n>,
    notes: &'n mut Notes,
}

impl<'de> DeserializeSeed<'de> for Reader<'_, '_> {
    type Value = Outcome;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'s, 'n> Reader<'s, 'n> {
    /// Fills a value that has to be there. Null alone is JSON, but no record.
    pub(super) fn whole(slot: Slot<'s>, notes: &'n mut Notes) -> Self {
        let flags = if matches!(slot, Slot::Json(_)) { 0 } else { flag::REQUIRED };
        Self { slot, flags, standing: Standing::Needed, place: &Place::Root, notes }
    }

    /// Fills the payload of a response.
    pub(super) fn payload(slot: Slot<'s>, place: &'n Place<'n>, notes: &'n mut Notes) -> Self {
        Self { slot, flags: 0, standing: Standing::Payload, place, notes }
    }

    /// Fills a value that may be absent, and must not be odd.
    pub(super) fn optional(slot: Slot<'s>, place: &'n Place<'n>, notes: &'n mut Notes) -> Self {
        Self { slot, flags: 0, standing: Standing::Needed, place, notes }
    }

    fn scalar<E: Error>(self, scalar: Scalar<'_>) -> Result<Outcome, E> {
        let (flags, keeps_null) = (self.flags, self.notes.is_request());
        self.put(|slot| put(slot, scalar, flags, keeps_null))
    }

    fn null<E: Error>(self) -> Result<Outcome, E> {
        let keeps_null = self.notes.is_request();
        self.put(|slot| Ok(put_null(slot, keeps_null)))
    }

    fn put<E: Error>(self, put: impl FnOnce(Slot<'s>) -> Result<Outcome, Mismatch>) -> Result<Outcome, E> {
        let Self { slot, flags, standing, place, notes } = self;
        let needed = (flags & flag::REQUIRED != 0 && !is_container(&slot)).then(|| slot.expected());
        match (put(slot), needed) {
            (Ok(Outcome::Nothing(found)), Some(expected)) => {
                refuse(standing, place, notes, Mismatch { expected, found: found.found() }.message())
            }
            (Ok(Outcome::Rounded), _) => {
                notes.is_rounded = true;
                Ok(Outcome::Value)
            }
            (Ok(outcome @ (Outcome::NewValue | Outcome::RoundedNewValue)), _) => {
                notes.is_rounded |= matches!(outcome, Outcome::RoundedNewValue);
                notes.unknown_value(place);
                Ok(Outcome::Value)
            }
            (Ok(outcome), _) => Ok(outcome),
            (Err(mismatch), _) => refuse(standing, place, notes, mismatch.message()),
        }
    }
}

/// What becomes of a value that can't be read: an error, or something that is done without.
fn refuse<E: Error>(
    standing: Standing,
    place: &Place<'_>,
    notes: &mut Notes,
    message: String,
) -> Result<Outcome, E> {
    if standing == Standing::Tolerated {
        notes.is_odd(place, message);
        Ok(Outcome::Odd)
    } else {
        Err(notes.fail(place, message))
    }
}

/// The same for a map of which a key was read, so that its value comes next.
fn refuse_map<'de, A: MapAccess<'de>>(
    standing: Standing,
    place: &Place<'_>,
    notes: &mut Notes,
    mismatch: &Mismatch,
    map: &mut A,
) -> Result<Outcome, A::Error> {
    let outcome = refuse(standing, place, notes, mismatch.message())?;
    map.next_value_seed(Skip)?;
    while map.next_key_seed(Skip)?.is_some() {
        map.next_value_seed(Skip)?;
    }
    Ok(outcome)
}

impl<'a> Slot<'a> {
    /// The slot for a value that is there: an optional one is filled with a blank.
    fn present(self) -> Slot<'a> {
        match self {
            Slot::Maybe(maybe) => maybe.insert().present(),
            slot => slot,
        }
    }
}

/// Puts a scalar where its own kind belongs, perhaps optionally: most of a response, which needs no rule. All else goes by the rules.
macro_rules! put_straight {
    ($reader:ident, $kind:ident, $value:expr, $scalar:expr) => {{
        match $reader.slot {
            Slot::$kind(target) => *target = $value,
            Slot::Maybe(maybe) => match maybe.insert() {
                Slot::$kind(target) => *target = $value,
                _ => return Reader { slot: Slot::Maybe(maybe), ..$reader }.scalar($scalar),
            },
            slot => return Reader { slot, ..$reader }.scalar($scalar),
        }
        Ok(Outcome::Value)
    }};
}

impl<'de> Visitor<'de> for Reader<'_, '_> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slot.expected())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Outcome, E> {
        put_straight!(self, Bool, value, Scalar::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Outcome, E> {
        self.scalar(Scalar::Int(value))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Outcome, E> {
        self.scalar(Scalar::Digits(&value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Outcome, E> {
        match i64::try_from(value) {
            Ok(int) => put_straight!(self, Int, int, Scalar::Uint(value)),
            Err(_) => self.scalar(Scalar::Uint(value)),
        }
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Outcome, E> {
        self.scalar(Scalar::Digits(&value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Outcome, E> {
        self.scalar(Scalar::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Outcome, E> {
        // Nearly always blank: a text of just this length is made more quickly than that one grows.
        put_straight!(self, Text, String::from(value), Scalar::Text(value))
    }

    fn visit_bytes<E: Error>(self, _: &[u8]) -> Result<Outcome, E> {
        self.put(|slot| Err(Mismatch { expected: slot.expected(), found: "bytes" }))
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
        let Self { slot, flags, standing, place, notes } = self;
        notes.is_list |= standing == Standing::Payload;
        let slot = slot.present();
        let expected = slot.expected();
        match slot {
            Slot::List(list) => return read_list(list, flags, standing, place, notes, seq),
            Slot::Json(json) => {
                *json = Json::deserialize(SeqAccessDeserializer::new(seq))?;
                if notes.shows_digits {
                    numbers_back(json);
                }
                return Ok(Outcome::Value);
            }
            // PHP can't tell the empty object from the empty array.
            Slot::Map(map) if seq.next_element_seed(Skip)?.is_none() => {
                map.clear();
                return Ok(Outcome::Value);
            }
            Slot::Record(record) if seq.next_element_seed(Skip)?.is_none() => {
                let missing = match standing {
                    Standing::Payload => missing_in_nothing(record),
                    _ => missing_field(record, &Seen::default()),
                };
                return require(missing, standing, place, notes);
            }
            _ => {}
        }
        let outcome = refuse(standing, place, notes, Mismatch { expected, found: "an array" }.message())?;
        while seq.next_element_seed(Skip)?.is_some() {}
        Ok(outcome)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Outcome, A::Error> {
        let Self { slot, flags, standing, place, notes } = self;
        let slot = slot.present();
        // The keys of a record are known one by one, those of others are not.
        notes.has_error |= standing == Standing::Payload && !matches!(slot, Slot::Record(_));
        // A number may come as a map, so an optional scalar stays what it is.
        match slot {
            Slot::Record(record) => read_record(record, standing, place, notes, map),
            Slot::Map(target) => read_map(target, flags, standing, place, notes, map),
            Slot::Json(json) => {
                *json = Json::deserialize(MapAccessDeserializer::new(map))?;
                if notes.shows_digits {
                    numbers_back(json);
                }
                Ok(Outcome::Value)
            }
            slot => match map.next_key_seed(Number)? {
                Some(true) => {
                    let mut digits = String::new();
                    map.next_value_seed(Reader::optional(digits.slot(), place, notes))?;
                    Reader { slot, flags, standing, place, notes }.scalar(Scalar::Digits(&digits))
                }
                None if is_container(&slot) => {
                    reset(slot);
                    Ok(Outcome::Value)
                }
                found => {
                    let mismatch = Mismatch { expected: slot.expected(), found: "an object" };
                    match found {
                        Some(_) => refuse_map(standing, place, notes, &mismatch, &mut map),
                        None => refuse(standing, place, notes, mismatch.message()),
                    }
                }
            },
        }
    }
}

/// Adds an element to a list when there is one: an empty list takes no memory.
struct Element<'s, 'n> {
    list: &'s mut (dyn List + 'static),
    flags: u8,
    standing: Standing,
    place: &'n Place<'n>,
    notes: &'n mut Notes,
}

impl<'de> DeserializeSeed<'de> for Element<'_, '_> {
    type Value = Outcome;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        let Self { list, flags, standing, place, notes } = self;
        let slot = list.push();
        let keeps_null = matches!(slot, Slot::Json(_));
        match (Reader { slot, flags, standing, place, notes }).deserialize(deserializer)? {
            Outcome::Nothing(_) if keeps_null => Ok(Outcome::Value),
            outcome => Ok(outcome),
        }
    }
}

fn read_list<'de, A: SeqAccess<'de>>(
    list: &mut (dyn List + 'static),
    flags: u8,
    standing: Standing,
    place: &Place<'_>,
    notes: &mut Notes,
    mut seq: A,
) -> Result<Outcome, A::Error> {
    list.truncate(0);
    let inner = if notes.tolerates_elements() { Standing::Tolerated } else { Standing::Needed };
    let mut kept = 0;
    for index in 0_usize.. {
        let mark = notes.mark();
        let place = Place::Element(place, index);
        let element =
            Element { list, flags: flags & !OUTER, standing: inner, place: &place, notes: &mut *notes };
        match seq.next_element_seed(element).inspect_err(|_| notes.stopped_at(&place))? {
            Some(Outcome::Nothing(_)) => list.truncate(kept),
            Some(Outcome::Odd) => {
                list.truncate(kept);
                notes.do_without(mark, &place);
            }
            Some(_) => kept += 1,
            None => {
                if standing == Standing::Payload || flags & flag::PAGES != 0 {
                    notes.counted(index);
                }
                break;
            }
        }
    }
    Ok(Outcome::Value)
}

fn read_map<'de, A: MapAccess<'de>>(
    target: &mut dyn Map,
    flags: u8,
    standing: Standing,
    place: &Place<'_>,
    notes: &mut Notes,
    mut map: A,
) -> Result<Outcome, A::Error> {
    target.clear();
    let inner = if notes.tolerates_fields() { Standing::Tolerated } else { Standing::Needed };
    while let Some(name) = map.next_key::<String>()? {
        if name == NUMBER {
            let mismatch = Mismatch { expected: "an object", found: "a number" };
            return refuse_map(standing, place, notes, &mismatch, &mut map);
        }
        let slot = target.insert(&name).slot();
        let keeps_null = matches!(slot, Slot::Json(_));
        let mark = notes.mark();
        let place = Place::Entry(place, &name);
        let reader =
            Reader { slot, flags: flags & !OUTER, standing: inner, place: &place, notes: &mut *notes };
        match map.next_value_seed(reader).inspect_err(|_| notes.stopped_at(&place))? {
            Outcome::Nothing(_) if !keeps_null => target.remove(&name),
            Outcome::Odd => {
                target.remove(&name);
                notes.do_without(mark, &place);
            }
            _ => {}
        }
    }
    Ok(Outcome::Value)
}

fn read_record<'de, A: MapAccess<'de>>(
    record: &mut dyn Record,
    standing: Standing,
    place: &Place<'_>,
    notes: &mut Notes,
    mut map: A,
) -> Result<Outcome, A::Error> {
    let fields = record.info().fields;
    let is_request = notes.is_request();
    let mut seen = Seen::default();
    let mut by_wire = Seen::default();
    let mut odd = None;
    let mut order = notes.take_order(fields);
    let mut previous = 0;
    loop {
        let next = order.next(previous);
        let Some(found) = map.next_key_seed(Key { fields, next, place, notes: &mut *notes })? else { break };
        let index = match found {
            Found::Field(index) => {
                if is_request {
                    by_wire.insert(index);
                }
                index
            }
            // Both names at once: that of the wire wins.
            Found::InRust(index) if by_wire.contains(index) => {
                map.next_value_seed(Skip)?;
                continue;
            }
            Found::InRust(index) => index,
            Found::Unknown => {
                map.next_value_seed(Skip)?;
                continue;
            }
            Found::Number => {
                let mismatch = Mismatch { expected: "an object", found: "a number" };
                return refuse_map(standing, place, notes, &mismatch, &mut map);
            }
        };
        if index != next {
            order.learn(previous, index, fields.len());
        }
        previous = index + 1;
        let field = &fields[index]; // It was found among them.
        let target = record.at_mut(index);
        let place = Place::Field(place, field);
        if !seen.insert(index) {
            reset(target.slot());
            notes.forget(&place);
            odd = odd.filter(|(odd, _)| *odd != index);
        }
        if read_field(field, target, standing, &place, notes, &mut map)? == Read::Odd {
            let note = notes.take_odd();
            odd = odd.or(Some((index, note)));
        }
    }
    notes.keep_order(fields, order);
    if standing == Standing::Payload {
        let error = fields.iter().position(|field| field.wire == ERROR);
        notes.has_error |= error.is_some_and(|error| seen.contains(error));
    }
    if let Some((_, note)) = odd {
        notes.put_odd(note);
        return Ok(Outcome::Odd);
    }
    require(missing_field(record, &seen), standing, place, notes)
}

/// What reading a field came to for its record.
#[derive(PartialEq, Eq)]
enum Read {
    Done,
    /// The record makes no sense without it.
    Odd,
}

fn read_field<'de, A: MapAccess<'de>>(
    field: &FieldInfo,
    target: &mut dyn Field,
    outer: Standing,
    place: &Place<'_>,
    notes: &mut Notes,
    map: &mut A,
) -> Result<Read, A::Error> {
    let can_be_missing = notes.tolerates_fields() && field.flags & (flag::REQUIRED | flag::PAGES) == 0;
    let standing = match outer {
        _ if can_be_missing => Standing::Tolerated,
        Standing::Payload => Standing::Needed,
        outer => outer,
    };
    let mark = notes.mark();
    let reader = Reader { slot: target.slot(), flags: field.flags, standing, place, notes: &mut *notes };
    match map.next_value_seed(reader).inspect_err(|_| notes.stopped_at(place))? {
        Outcome::Odd if can_be_missing => {
            reset(target.slot());
            notes.do_without(mark, place);
            Ok(Read::Done)
        }
        Outcome::Odd => Ok(Read::Odd),
        _ => Ok(Read::Done),
    }
}

fn require<E: Error>(
    missing: Option<&FieldInfo>,
    standing: Standing,
    place: &Place<'_>,
    notes: &mut Notes,
) -> Result<Outcome, E> {
    match missing {
        Some(field) => refuse(standing, &Place::Field(place, field), notes, MISSING.to_owned()),
        None => Ok(Outcome::Value),
    }
}
