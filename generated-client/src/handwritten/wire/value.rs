//! Equality, hashes and copies of every record, by the same views and slots as all else. Derived code would cost each user a tenth of `cargo check`.

use std::hash::{Hash, Hasher};

use super::blank::Blank;
use super::field::{Record, Slot, View};
use super::open_enum::{copy_enum, enum_key};

/// What `PartialEq` of every generated record does. Floats are compared by their bits, so that every value equals itself.
///
/// It is generic, as all that stands in the macros, so that a record becomes `dyn Record` here, once, and not in the code of each:
/// that would cost a user ten times as much as a plain call.
#[must_use]
#[inline]
pub fn equal<T: Record>(a: &T, b: &T) -> bool {
    equal_records(a, b)
}

fn equal_records(a: &dyn Record, b: &dyn Record) -> bool {
    (0..a.info().fields.len()).all(|index| same(a.at(index).view(), b.at(index).view()))
}

fn same(a: View<'_>, b: View<'_>) -> bool {
    match (a, b) {
        (View::Bool(a), View::Bool(b)) => a == b,
        (View::Int(a), View::Int(b)) => a == b,
        (View::Uint(a), View::Uint(b)) => a == b,
        (View::Float(a), View::Float(b)) => a.to_bits() == b.to_bits(),
        (View::Text(a), View::Text(b)) | (View::Secret(a), View::Secret(b)) => a == b,
        (View::Enum(a), View::Enum(b)) => enum_key(a) == enum_key(b),
        (View::Json(a), View::Json(b)) => a == b,
        (View::List(a), View::List(b)) => {
            let at = |index| a.at(index).zip(b.at(index));
            a.len() == b.len()
                && (0..a.len()).all(|index| at(index).is_some_and(|(a, b)| same(a.view(), b.view())))
        }
        (View::Map(a), View::Map(b)) => {
            let (mut a, mut b) = (a.entries(), b.entries());
            loop {
                match (a.next(), b.next()) {
                    (Some((name, a)), Some((other, b))) if name == other && same(a.view(), b.view()) => {}
                    (None, None) => return true,
                    _ => return false,
                }
            }
        }
        (View::Record(a), View::Record(b)) => equal_records(a, b),
        (View::Maybe(a), View::Maybe(b)) => match (a.get(), b.get()) {
            (Some(a), Some(b)) => same(a.view(), b.view()),
            (None, None) => true,
            _ => false,
        },
        // Two values of one type are of one kind.
        _ => false,
    }
}

/// What `Hash` of every generated record does: what is equal has the same hash.
#[inline]
pub fn hash<T: Record, H: Hasher>(record: &T, state: &mut H) {
    hash_record(record, state);
}

fn hash_record(record: &dyn Record, state: &mut dyn Hasher) {
    for index in 0..record.info().fields.len() {
        hash_view(record.at(index).view(), state);
    }
}

fn hash_view(view: View<'_>, mut state: &mut dyn Hasher) {
    match view {
        View::Bool(value) => value.hash(&mut state),
        View::Int(value) => value.hash(&mut state),
        View::Uint(value) => value.hash(&mut state),
        View::Float(value) => value.to_bits().hash(&mut state),
        View::Text(text) | View::Secret(text) => text.hash(&mut state),
        View::Enum(value) => enum_key(value).hash(&mut state),
        View::Json(json) => json.hash(&mut state),
        View::List(list) => {
            list.len().hash(&mut state);
            (0..list.len())
                .filter_map(|index| list.at(index))
                .for_each(|value| hash_view(value.view(), state));
        }
        View::Map(map) => {
            for (name, value) in map.entries() {
                name.hash(&mut state);
                hash_view(value.view(), state);
            }
            state.write_u8(0xff);
        }
        View::Record(record) => hash_record(record, state),
        View::Maybe(maybe) => {
            let value = maybe.get();
            value.is_some().hash(&mut state);
            if let Some(value) = value {
                hash_view(value.view(), state);
            }
        }
    }
}

/// What `Clone` of every generated record does.
#[must_use]
pub fn copied<T: Record + Blank>(record: &T) -> T {
    let mut copy = T::blank();
    copy_record(record, &mut copy);
    copy
}

fn copy_record(from: &dyn Record, to: &mut dyn Record) {
    for index in 0..from.info().fields.len() {
        copy(from.at(index).view(), to.at_mut(index).slot());
    }
}

/// Puts a value into a blank one of its type.
fn copy(from: View<'_>, to: Slot<'_>) {
    match (from, to.general()) {
        (View::Bool(from), Slot::Bool(to)) => *to = from,
        (View::Int(from), Slot::Int(to)) => *to = from,
        (View::Uint(from), Slot::Uint(to)) => *to = from,
        (View::Float(from), Slot::Float(to)) => *to = from,
        (View::Text(from), Slot::Text(to)) => from.clone_into(to),
        (View::Secret(from), Slot::Secret(to)) => *to = from.into(),
        (View::Enum(from), Slot::Enum(to)) => copy_enum(from, to),
        (View::Json(from), Slot::Json(to)) => to.clone_from(from),
        (View::List(from), Slot::List(to)) => {
            for value in (0..from.len()).filter_map(|index| from.at(index)) {
                copy(value.view(), to.push());
            }
        }
        (View::Map(from), Slot::Map(to)) => {
            for (name, value) in from.entries() {
                copy(value.view(), to.insert(name).slot());
            }
        }
        (View::Record(from), Slot::Record(to)) => copy_record(from, to),
        (View::Maybe(from), Slot::Maybe(to)) => {
            if let Some(value) = from.get() {
                copy(value.view(), to.insert());
            }
        }
        // Two values of one type are of one kind.
        _ => {}
    }
}
