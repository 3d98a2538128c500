//! Reading what comes as it came before: values of the form that was learned.

use std::any::Any;
use std::str::FromStr;

use serde_core::de::{Deserialize, Error, MapAccess};

use super::field::{List, Record, Slot};
use super::open_enum::Value;
use super::put::begins_with_digit;
use super::sent;

/// Reads a value in the form that is expected, and gives its hash, if that is wanted; none when nothing like it belongs here.
#[allow(
    clippy::inline_always,
    reason = "measured: there is one place where it is called, in a loop over all fields"
)]
#[inline(always)]
pub(super) fn read_plain<'de, A: MapAccess<'de>, const HASHES: bool>(
    record: &mut dyn Record,
    index: usize,
    is_text: bool,
    map: &mut A,
) -> Result<Option<u64>, A::Error> {
    let mut slot = record.at_mut(index).slot();
    let of_text = |text: &str| if HASHES { sent::of_text(text) } else { 0 };
    let of_bool = |value: bool| if HASHES { sent::of_bool(value) } else { 0 };
    let hash = loop {
        break match slot {
            Slot::Maybe(maybe) => {
                slot = maybe.insert();
                continue;
            }
            Slot::Text(target) => {
                *target = map.next_value()?;
                of_text(target)
            }
            Slot::MaybeText(target) => of_text(target.insert(map.next_value()?)),
            Slot::Bool(target) => {
                *target = map.next_value()?;
                of_bool(*target)
            }
            Slot::MaybeBool(target) => of_bool(*target.insert(map.next_value()?)),
            Slot::List(list) => return read_texts::<_, HASHES>(list, map),
            Slot::Enum(target) if is_text => {
                let text = map.next_value()?;
                if !target.set(Value::Text(text)) {
                    return Err(unexpected());
                }
                of_text(text)
            }
            Slot::Enum(target) => {
                let number = map.next_value()?;
                if !target.set(Value::Int(number)) {
                    return Err(unexpected());
                }
                if HASHES { sent::of_int(number) } else { 0 }
            }
            Slot::Uint(target) => read_number::<_, _, HASHES>(target, is_text, sent::of_uint, map)?,
            Slot::MaybeUint(target) => {
                read_number::<_, _, HASHES>(target.insert(0), is_text, sent::of_uint, map)?
            }
            Slot::Int(target) => read_number::<_, _, HASHES>(target, is_text, sent::of_int, map)?,
            Slot::MaybeInt(target) => {
                read_number::<_, _, HASHES>(target.insert(0), is_text, sent::of_int, map)?
            }
            _ => return Ok(None),
        };
    };
    Ok(Some(hash))
}

/// The same with a hash of the value: a copy of its own, since nearly nobody wants one.
#[inline(never)]
pub(super) fn read_hashed<'de, A: MapAccess<'de>>(
    record: &mut dyn Record,
    index: usize,
    is_text: bool,
    map: &mut A,
) -> Result<Option<u64>, A::Error> {
    read_plain::<_, true>(record, index, is_text, map)
}

/// Reads a list of texts; no other list.
fn read_texts<'de, A: MapAccess<'de>, const HASHES: bool>(
    list: &mut (dyn List + 'static),
    map: &mut A,
) -> Result<Option<u64>, A::Error> {
    let list: &mut dyn Any = list;
    let Some(texts) = list.downcast_mut::<Vec<String>>() else { return Ok(None) };
    *texts = map.next_value()?;
    let hashed = || texts.iter().fold(sent::LIST, |all, text| sent::mix(all, sent::of_text(text)));
    Ok(Some(if HASHES { hashed() } else { 0 }))
}

/// Reads a number, perhaps in a text, where it is written as it is nearly always.
fn read_number<'de, A: MapAccess<'de>, T: Deserialize<'de> + FromStr + Copy, const HASHES: bool>(
    target: &mut T,
    is_text: bool,
    hash: fn(T) -> u64,
    map: &mut A,
) -> Result<u64, A::Error> {
    if !is_text {
        *target = map.next_value()?;
        return Ok(if HASHES { hash(*target) } else { 0 });
    }
    let text: &str = map.next_value()?;
    let number = Some(text).filter(|text| begins_with_digit(text)).and_then(|text| text.parse().ok());
    *target = number.ok_or_else(unexpected)?;
    Ok(if HASHES { sent::of_text(text) } else { 0 })
}

/// It is shown to nobody.
fn unexpected<E: Error>() -> E {
    E::custom("another value")
}
