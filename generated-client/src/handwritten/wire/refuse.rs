//! What becomes of a value that can't be read.

use serde_core::de::{Error, MapAccess};

use super::error::MISSING;
use super::field::FieldInfo;
use super::names::Number;
use super::notes::Notes;
use super::place::Place;
use super::put::{Mismatch, Outcome};
use super::sent;
use super::skip::skip_value;

/// What becomes of a value that can't be read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// An error; it is the payload of a response, so that `[]` is a record whose required numbers are 0.
    Payload,
    /// An error, since nothing around it can do without.
    Needed,
    /// It is skipped, and something around it is done without.
    Tolerated,
}

/// What becomes of a value that can't be read: an error, or something that is done without.
pub(super) fn refuse<E: Error>(
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

/// The same for a map of which a key was read, whose hash is noted, so that its value comes next.
pub(super) fn refuse_map<'de, A: MapAccess<'de>>(
    standing: Standing,
    place: &Place<'_>,
    notes: &mut Notes,
    mismatch: &Mismatch,
    map: &mut A,
) -> Result<Outcome, A::Error> {
    let outcome = refuse(standing, place, notes, mismatch.message())?;
    let mut all = sent::OBJECT;
    loop {
        let key = notes.hash;
        skip_value(map, notes)?;
        all = all.wrapping_add(sent::mix(key, notes.hash));
        match map.next_key_seed(Number)? {
            Some((_, key)) => notes.hash = key,
            None => break,
        }
    }
    notes.hash = all;
    Ok(outcome)
}

/// A record that lacks a field.
pub(super) fn require<E: Error>(
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
