//! Reading what comes as it came before: the fields of a record whose values have the form that was learned.

use std::any::Any;
use std::str::FromStr;

use serde_core::de::{Deserialize, Error, MapAccess};

use super::field::{FieldInfo, List, Record, Slot};
use super::names::{Found, Keys};
use super::notes::Notes;
use super::open_enum::Value;
use super::order::{Form, Order};
use super::place::Place;
use super::put::begins_with_digit;
use super::scalar::Scalar;
use super::seen::Seen;
use super::sent;

/// How far a record has been read.
pub(super) struct Progress {
    pub(super) fields: &'static [FieldInfo],
    pub(super) order: Order,
    pub(super) seen: Seen,
    /// The field that was read last, counted from 1.
    pub(super) previous: usize,
    /// A hash of what was read, if one is wanted.
    pub(super) all: u64,
}

/// Reads what is expected of a record. It is a trait of the maps so that where a compiler takes a crate apart it stays with their code, to be one
/// with it.
pub(super) trait ReadExpected<'de>: MapAccess<'de> {
    /// Reads fields as long as their values are likely to come in the form in which they came before; then the key of the next one, if there is one.
    ///
    /// # Errors
    ///
    /// Also where a value has another form, since the deserializer was told what to expect. No other form is expected there again.
    fn read_expected(
        &mut self,
        progress: &mut Progress,
        record: &mut dyn Record,
        place: &Place<'_>,
        notes: &mut Notes,
    ) -> Result<Option<Found>, Self::Error>;
}

impl<'de, A: MapAccess<'de>> ReadExpected<'de> for A {
    #[inline(never)]
    fn read_expected(
        &mut self,
        progress: &mut Progress,
        record: &mut dyn Record,
        place: &Place<'_>,
        notes: &mut Notes,
    ) -> Result<Option<Found>, Self::Error> {
        let Progress { fields, order, seen, previous, all } = progress;
        let is_hashing = notes.is_hashing;
        let least = if notes.is_expecting { Form::Own } else { Form::Never };
        let mut next = order.next(*previous);
        loop {
            let keys = Keys { fields, next, place, notes: &mut *notes };
            let Some(found) = self.next_key_seed(keys)? else { return Ok(None) };
            let Found::Field(index) = found else { return Ok(Some(found)) };
            if index != next {
                order.learn(*previous, index);
            }
            *previous = index + 1;
            let step = match order.step(index + 1) {
                Some(step) if step.form >= least => step,
                _ => return Ok(Some(found)),
            };
            if !seen.insert(index) {
                return Ok(Some(found));
            }
            let read = match step.form {
                // The value is blank, as it is when there is none.
                Form::Null => self.next_value().map(|()| Some(sent::NULL)),
                form => read_plain(record.at_mut(index).slot(), form == Form::Text, is_hashing, self),
            };
            match read {
                Ok(Some(hash)) if is_hashing => {
                    *all = all.wrapping_add(sent::mix(order.name(index, fields), hash));
                }
                Ok(Some(_)) => {}
                Ok(None) => {
                    order.learn_form(index, Form::Any);
                    return Ok(Some(found));
                }
                Err(error) => {
                    order.learn_form(index, Form::Any);
                    return Err(error);
                }
            }
            next = step.next.into();
        }
    }
}

/// Reads a value in the form that is expected, and gives its hash, if that is wanted; none when nothing like it belongs here.
#[allow(
    clippy::inline_always,
    reason = "measured: there is one place where it is called, in a loop over all fields"
)]
#[inline(always)]
fn read_plain<'de, A: MapAccess<'de>>(
    slot: Slot<'_>,
    is_text: bool,
    is_hashing: bool,
    map: &mut A,
) -> Result<Option<u64>, A::Error> {
    let slot = match slot {
        Slot::Maybe(maybe) => maybe.insert(),
        slot => slot,
    };
    let hash = |scalar| if is_hashing { sent::of_scalar(scalar) } else { 0 };
    Ok(Some(match slot {
        Slot::Text(target) => {
            *target = map.next_value()?;
            hash(Scalar::Text(target))
        }
        Slot::MaybeText(target) => hash(Scalar::Text(target.insert(map.next_value()?))),
        Slot::Bool(target) => {
            *target = map.next_value()?;
            hash(Scalar::Bool(*target))
        }
        Slot::MaybeBool(target) => hash(Scalar::Bool(*target.insert(map.next_value()?))),
        Slot::List(list) => return read_texts(list, is_hashing, map),
        Slot::Enum(target) if is_text => {
            let text = map.next_value()?;
            if !target.set(Value::Text(text)) {
                return Err(unexpected());
            }
            hash(Scalar::Text(text))
        }
        Slot::Enum(target) => {
            let number = map.next_value()?;
            if !target.set(Value::Int(number)) {
                return Err(unexpected());
            }
            hash(Scalar::Int(number))
        }
        Slot::Uint(target) => hash(read_number(target, is_text, Scalar::Uint, map)?),
        Slot::MaybeUint(target) => hash(read_number(target.insert(0), is_text, Scalar::Uint, map)?),
        Slot::Int(target) => hash(read_number(target, is_text, Scalar::Int, map)?),
        Slot::MaybeInt(target) => hash(read_number(target.insert(0), is_text, Scalar::Int, map)?),
        _ => return Ok(None),
    }))
}

/// Reads a list of texts; no other list.
fn read_texts<'de, A: MapAccess<'de>>(
    list: &mut (dyn List + 'static),
    is_hashing: bool,
    map: &mut A,
) -> Result<Option<u64>, A::Error> {
    let list: &mut dyn Any = list;
    let Some(texts) = list.downcast_mut::<Vec<String>>() else { return Ok(None) };
    *texts = map.next_value()?;
    let hashed = || texts.iter().fold(sent::LIST, |all, text| sent::mix(all, sent::of_text(text)));
    Ok(Some(if is_hashing { hashed() } else { 0 }))
}

/// Reads a number, perhaps in a text, where it is written as it is nearly always.
fn read_number<'de, A: MapAccess<'de>, T: Deserialize<'de> + FromStr + Copy>(
    target: &mut T,
    is_text: bool,
    scalar: fn(T) -> Scalar<'de>,
    map: &mut A,
) -> Result<Scalar<'de>, A::Error> {
    if !is_text {
        *target = map.next_value()?;
        return Ok(scalar(*target));
    }
    let text: &str = map.next_value()?;
    let number = Some(text).filter(|text| begins_with_digit(text)).and_then(|text| text.parse().ok());
    *target = number.ok_or_else(unexpected)?;
    Ok(Scalar::Text(text))
}

/// It is shown to nobody.
fn unexpected<E: Error>() -> E {
    E::custom("another value")
}
