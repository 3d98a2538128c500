//! The engine that reads: one visitor for every type, over whatever deserializer the JSON comes from.

mod record;

use std::fmt;

use serde_core::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde_core::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use self::record::read_record;
use super::field::{Field, List, Map, Slot, flag, reset};
use super::mend::numbers_back;
use super::names::Number;
use super::notes::Notes;
use super::place::Place;
use super::put::{Mismatch, Outcome, put, put_null, put_plain};
use super::refuse::{Standing, refuse, refuse_map, require};
use super::scalar::{NUMBER, Scalar};
use super::seen::{Seen, is_container, missing_field, missing_in_nothing};
use super::sent;
use super::skip::skip_element;
use crate::Json;

/// What a list or a map does not hand down to the values in it.
const OUTER: u8 = flag::REQUIRED | flag::NULLABLE | flag::PAGES;

/// A number that shows its digits, where an object belongs.
const A_NUMBER: Mismatch = Mismatch { expected: "an object", found: "a number" };

/// Fills one value from whatever a deserializer finds there. Of it only a reference is handed on, which is a word.
pub(super) struct Reader<'s, 'n> {
    slot: Slot<'s>,
    flags: u8,
    standing: Standing,
    place: &'n Place<'n>,
    notes: &'n mut Notes,
}

impl<'de> DeserializeSeed<'de> for &mut Reader<'_, '_> {
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

    /// Most of a response needs no rule.
    #[allow(clippy::inline_always, reason = "as `put_plain`")]
    #[inline(always)]
    fn scalar<E: Error>(&mut self, scalar: Scalar<'_>) -> Result<Outcome, E> {
        if self.notes.is_hashing {
            self.notes.hash = sent::of_scalar(scalar);
        }
        if !put_plain(&mut self.slot, scalar) {
            return self.by_rules(scalar);
        }
        Ok(match scalar {
            Scalar::Text(_) => Outcome::OwnText,
            // Where one page has 1, another one may have 1.5.
            Scalar::Float(_) => Outcome::Value,
            _ => Outcome::Own,
        })
    }

    #[inline(never)]
    fn by_rules<E: Error>(&mut self, scalar: Scalar<'_>) -> Result<Outcome, E> {
        let (flags, keeps_null) = (self.flags, self.notes.is_request());
        self.put(|slot| put(slot, scalar, flags, keeps_null))
    }

    fn null<E: Error>(&mut self) -> Result<Outcome, E> {
        self.notes.hash = sent::NULL;
        let keeps_null = self.notes.is_request();
        self.put(|slot| Ok(put_null(slot, keeps_null)))
    }

    fn put<E: Error>(
        &mut self,
        put: impl FnOnce(Slot<'_>) -> Result<Outcome, Mismatch>,
    ) -> Result<Outcome, E> {
        let Self { slot, flags, standing, place, notes } = self;
        let needed = (*flags & flag::REQUIRED != 0 && !is_container(slot)).then(|| slot.expected());
        match (put(slot.lent()), needed) {
            (Ok(Outcome::Nothing(found)), Some(expected)) => {
                refuse(*standing, place, notes, Mismatch { expected, found: found.found() }.message())
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
            (Err(mismatch), _) => refuse(*standing, place, notes, mismatch.message()),
        }
    }
}

impl<'a> Slot<'a> {
    /// The slot for a value that is there: an optional one is filled with a blank.
    fn present(self) -> Slot<'a> {
        match self.general() {
            Slot::Maybe(maybe) => maybe.insert().present(),
            slot => slot,
        }
    }
}

impl<'de> Visitor<'de> for &mut Reader<'_, '_> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slot.expected())
    }

    #[inline]
    fn visit_bool<E: Error>(self, value: bool) -> Result<Outcome, E> {
        self.scalar(Scalar::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Outcome, E> {
        self.scalar(Scalar::Int(value))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Outcome, E> {
        self.scalar(Scalar::Digits(&value.to_string()))
    }

    #[inline]
    fn visit_u64<E: Error>(self, value: u64) -> Result<Outcome, E> {
        self.scalar(Scalar::Uint(value))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Outcome, E> {
        self.scalar(Scalar::Digits(&value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Outcome, E> {
        self.scalar(Scalar::Float(value))
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Outcome, E> {
        self.scalar(Scalar::Text(value))
    }

    // Apart from the one above, into which nearly all texts go: those with an escape in them come here.
    #[inline(never)]
    fn visit_str<E: Error>(self, value: &str) -> Result<Outcome, E> {
        self.scalar(Scalar::Text(value))
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
        let Reader { slot, flags, standing, place, notes } = self;
        let (standing, place) = (*standing, *place);
        notes.is_list |= standing == Standing::Payload;
        notes.hash = sent::LIST;
        let slot = slot.lent().present();
        let expected = slot.expected();
        match slot {
            Slot::List(list) => return read_list(list, *flags, standing, place, notes, seq),
            Slot::Json(json) => {
                return read_json(json, Json::deserialize(SeqAccessDeserializer::new(seq)), notes);
            }
            // PHP can't tell the empty object from the empty array.
            Slot::Map(map) if !skip_element(&mut seq, notes)? => {
                map.clear();
                return Ok(Outcome::Value);
            }
            Slot::Record(record) if !skip_element(&mut seq, notes)? => {
                let missing = match standing {
                    Standing::Payload => missing_in_nothing(record),
                    _ => missing_field(record, &Seen::default()),
                };
                return require(missing, standing, place, notes);
            }
            _ => {}
        }
        let outcome = refuse(standing, place, notes, Mismatch { expected, found: "an array" }.message())?;
        while skip_element(&mut seq, notes)? {}
        Ok(outcome)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Outcome, A::Error> {
        let Reader { slot, flags, standing, place, notes } = self;
        let (standing, place) = (*standing, *place);
        let slot = slot.lent().present();
        // The keys of a record are known one by one, those of others are not.
        notes.has_error |= standing == Standing::Payload && !matches!(slot, Slot::Record(_));
        // A number may come as a map, so an optional scalar stays what it is.
        match slot {
            Slot::Record(record) => read_record(record, standing, place, notes, map),
            Slot::Map(target) => read_map(target, *flags, standing, place, notes, map),
            Slot::Json(json) => read_json(json, Json::deserialize(MapAccessDeserializer::new(map)), notes),
            slot => match map.next_key_seed(Number)? {
                Some((true, _)) => {
                    let mut digits = String::new();
                    map.next_value_seed(&mut Reader::optional(digits.slot(), place, notes))?;
                    Reader { slot, flags: *flags, standing, place, notes }.scalar(Scalar::Digits(&digits))
                }
                None if is_container(&slot) => {
                    notes.hash = sent::OBJECT;
                    reset(slot);
                    Ok(Outcome::Value)
                }
                found => {
                    let mismatch = Mismatch { expected: slot.expected(), found: "an object" };
                    notes.hash = found.map_or(sent::OBJECT, |(_, key)| key);
                    match found {
                        Some(_) => refuse_map(standing, place, notes, &mismatch, &mut map),
                        None => refuse(standing, place, notes, mismatch.message()),
                    }
                }
            },
        }
    }
}

fn read_json<E>(target: &mut Json, found: Result<Json, E>, notes: &mut Notes) -> Result<Outcome, E> {
    *target = found?;
    if notes.shows_digits {
        numbers_back(target);
    }
    if notes.is_hashing {
        notes.hash = sent::of_json(target);
    }
    Ok(Outcome::Value)
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
        match (&mut Reader { slot, flags, standing, place, notes }).deserialize(deserializer)? {
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
    let is_page = standing == Standing::Payload || flags & flag::PAGES != 0;
    let hashes_items = is_page && notes.begin_items();
    let (mut kept, mut all) = (0, sent::LIST);
    let mut are_texts = !is_page;
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
            Some(outcome) => {
                kept += 1;
                are_texts &= matches!(outcome, Outcome::OwnText);
            }
            None => break,
        }
        if hashes_items {
            notes.item();
        } else {
            all = sent::mix(all, notes.hash);
        }
    }
    if hashes_items {
        notes.is_hashing = false;
    }
    notes.hash = all;
    Ok(if are_texts && kept == list.len() { Outcome::Own } else { Outcome::Value })
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
    let mut all = sent::OBJECT;
    while let Some(name) = map.next_key::<String>()? {
        if name == NUMBER {
            notes.hash = sent::of_text(&name);
            return refuse_map(standing, place, notes, &A_NUMBER, &mut map);
        }
        let slot = target.insert(&name).slot();
        let keeps_null = matches!(slot, Slot::Json(_));
        let mark = notes.mark();
        let place = Place::Entry(place, &name);
        let mut reader =
            Reader { slot, flags: flags & !OUTER, standing: inner, place: &place, notes: &mut *notes };
        match map.next_value_seed(&mut reader).inspect_err(|_| notes.stopped_at(&place))? {
            Outcome::Nothing(_) if !keeps_null => target.remove(&name),
            Outcome::Odd => {
                target.remove(&name);
                notes.do_without(mark, &place);
            }
            _ => {}
        }
        if notes.is_hashing {
            all = all.wrapping_add(sent::mix(sent::of_text(&name), notes.hash));
        }
    }
    notes.hash = all;
    Ok(Outcome::Value)
}
