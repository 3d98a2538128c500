//! Storing a scalar: what each slot makes of what came off the wire.

use super::field::{Slot, flag};
use super::open_enum::{self, Value};
use super::order::Form;
use super::scalar::{Scalar, json_from_text};
use crate::Json;
use crate::handwritten::types::Secret;

/// What reading one value came to. It fits into a register: there is one of each value.
#[derive(Clone, Copy)]
pub(super) enum Outcome {
    Value,
    /// There is a value in the form of the field's own kind, which is likely to come so again.
    Own,
    /// The same in a text.
    OwnText,
    /// There is no value where one may be absent, which is likely to be so again.
    OwnNull,
    /// There is no value, but this in its place.
    Nothing(Absence),
    /// There is a value whose digits may have been lost.
    Rounded,
    /// The value is one that its enum does not have.
    NewValue,
    /// The same, and its digits may have been lost.
    RoundedNewValue,
    /// The value is of another kind, and was skipped.
    Odd,
}

/// What stands in the place of a value that is not there.
#[derive(Clone, Copy)]
pub(super) enum Absence {
    Null,
    EmptyText,
}

impl Absence {
    pub(super) fn found(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::EmptyText => "an empty string",
        }
    }
}

/// Why a value can't be read. It tells kinds, never the value: that may be a secret.
pub(super) struct Mismatch {
    pub(super) expected: &'static str,
    pub(super) found: &'static str,
}

impl Mismatch {
    pub(super) fn message(&self) -> String {
        format!("expected {}, found {}", self.expected, self.found)
    }
}

impl Outcome {
    /// The form in which the value is likely to come again.
    pub(super) fn form(self) -> Form {
        match self {
            Self::Own => Form::Own,
            Self::OwnText => Form::Text,
            Self::OwnNull => Form::Null,
            _ => Form::Any,
        }
    }
}

impl Slot<'_> {
    /// The kind of value that belongs here, for messages.
    pub(super) fn expected(&self) -> &'static str {
        match self {
            Slot::Bool(_) => "a boolean",
            Slot::Int(_) | Slot::Uint(_) => "an integer",
            Slot::Float(_) => "a number",
            Slot::Text(_) | Slot::Secret(_) => "a string",
            Slot::Enum(_) => "a string or a number",
            Slot::List(_) => "an array",
            Slot::Map(_) | Slot::Record(_) => "an object",
            Slot::Json(_) | Slot::Maybe(_) => "a value",
            Slot::MaybeBool(_) | Slot::MaybeInt(_) | Slot::MaybeUint(_) | Slot::MaybeText(_) => "a value",
        }
    }
}

/// Stores a scalar where its own kind belongs, perhaps optionally, and a number in a text where a number belongs: most of a response. `false`
/// when it takes a rule, and nothing was stored then but a blank in the place of nothing.
#[allow(
    clippy::inline_always,
    reason = "measured: the kind is known where it is called, and most of the function falls away"
)]
#[inline(always)]
pub(super) fn put_plain(slot: &mut Slot<'_>, scalar: Scalar<'_>) -> bool {
    match slot {
        Slot::Maybe(maybe) => put_straight(&mut maybe.insert(), scalar),
        Slot::MaybeBool(value) => put_straight(&mut Slot::Bool(value.insert(false)), scalar),
        Slot::MaybeInt(value) => put_straight(&mut Slot::Int(value.insert(0)), scalar),
        Slot::MaybeUint(value) => put_straight(&mut Slot::Uint(value.insert(0)), scalar),
        Slot::MaybeText(value) => put_straight(&mut Slot::Text(value.insert(String::new())), scalar),
        slot => put_straight(slot, scalar),
    }
}

#[allow(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn put_straight(slot: &mut Slot<'_>, scalar: Scalar<'_>) -> bool {
    match (slot, scalar) {
        // Nearly always blank: a text of just this length is made more quickly than that one grows.
        (Slot::Text(target), Scalar::Text(text)) => **target = String::from(text),
        (Slot::Bool(target), Scalar::Bool(value)) => **target = value,
        (Slot::Uint(target), Scalar::Uint(value)) => **target = value,
        (Slot::Int(target), Scalar::Uint(value)) => match i64::try_from(value) {
            Ok(value) => **target = value,
            Err(_) => return false,
        },
        (Slot::Enum(target), Scalar::Text(text)) => return target.set(Value::Text(text)),
        (Slot::Float(target), Scalar::Float(value)) => **target = value,
        // A sign or anything else is for the rules.
        (Slot::Uint(target), Scalar::Text(text)) if begins_with_digit(text) => match text.parse() {
            Ok(value) => **target = value,
            Err(_) => return false,
        },
        (Slot::Int(target), Scalar::Text(text)) if begins_with_digit(text) => match text.parse() {
            Ok(value) => **target = value,
            Err(_) => return false,
        },
        (Slot::Enum(target), Scalar::Uint(value)) => {
            return i64::try_from(value).is_ok_and(|value| target.set(Value::Int(value)));
        }
        _ => return false,
    }
    true
}

pub(super) fn begins_with_digit(text: &str) -> bool {
    text.as_bytes().first().is_some_and(u8::is_ascii_digit)
}

/// Stores a scalar, as tolerantly as the slot's type allows. `keeps_null` is whether null is a value of free-form JSON.
pub(super) fn put(
    slot: Slot<'_>,
    scalar: Scalar<'_>,
    flags: u8,
    keeps_null: bool,
) -> Result<Outcome, Mismatch> {
    match slot.general() {
        Slot::Maybe(maybe) => match put(maybe.insert(), scalar, flags, keeps_null)? {
            Outcome::Nothing(_) => maybe.clear(),
            outcome => return Ok(outcome),
        },
        Slot::Text(text) => {
            *text = scalar.text().into_owned();
            return Ok(rounded(scalar));
        }
        Slot::Secret(secret) => {
            *secret = Secret::from(scalar.text().into_owned());
            return Ok(rounded(scalar));
        }
        Slot::Enum(target) => {
            open_enum::put(target, scalar);
            let is_known = target.known().is_ok() || matches!(scalar, Scalar::Text(""));
            return Ok(match rounded(scalar) {
                _ if is_known => Outcome::Value,
                Outcome::Rounded => Outcome::RoundedNewValue,
                _ => Outcome::NewValue,
            });
        }
        Slot::Json(json) => {
            *json = match scalar {
                Scalar::Text(text) if flags & flag::TEXT != 0 => json_from_text(text),
                scalar => scalar.json(),
            };
            if json.is_null() && !keeps_null {
                return Ok(Outcome::Nothing(Absence::Null));
            }
        }
        slot if matches!(scalar, Scalar::Text("")) => {
            empty(slot);
            return Ok(Outcome::Nothing(Absence::EmptyText));
        }
        Slot::Bool(value) => *value = scalar.boolean().map_err(mismatch("a boolean"))?,
        Slot::Float(value) => *value = scalar.float().map_err(mismatch("a number"))?,
        Slot::Int(value) => *value = scalar.in_range().map_err(mismatch("an integer"))?,
        Slot::Uint(value) => *value = scalar.in_range().map_err(mismatch("an integer"))?,
        slot => return Err(Mismatch { expected: slot.expected(), found: scalar.kind() }),
    }
    Ok(Outcome::Value)
}

// By name, not by asking the slot beforehand: that would cost every value that fits.
fn mismatch(expected: &'static str) -> impl FnOnce(&'static str) -> Mismatch {
    move |found| Mismatch { expected, found }
}

/// A float has forgotten how it was written, and so has an exponent that `arbitrary_precision` delivers.
fn rounded(scalar: Scalar<'_>) -> Outcome {
    match scalar {
        Scalar::Float(_) => Outcome::Rounded,
        Scalar::Digits(digits) if digits.contains('e') => Outcome::Rounded,
        _ => Outcome::Value,
    }
}

/// Takes note of a null. `keeps_null` is whether it is a value of free-form JSON.
pub(super) fn put_null(slot: Slot<'_>, keeps_null: bool) -> Outcome {
    match slot.general() {
        Slot::Maybe(maybe) => {
            if keeps_null && matches!(maybe.insert(), Slot::Json(_)) {
                return Outcome::Value;
            }
            maybe.clear();
            return Outcome::OwnNull;
        }
        Slot::Json(json) => {
            *json = Json::Null;
            if keeps_null {
                return Outcome::Value;
            }
        }
        slot => empty(slot),
    }
    Outcome::Nothing(Absence::Null)
}

fn empty(slot: Slot<'_>) {
    match slot {
        Slot::List(list) => list.truncate(0),
        Slot::Map(map) => map.clear(),
        _ => {}
    }
}
