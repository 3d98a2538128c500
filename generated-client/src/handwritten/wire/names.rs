//! Finding the field that a key names, and what to say when there is none.

use std::fmt;

use serde_core::de::{DeserializeSeed, Deserializer, Error, Visitor};

use super::field::FieldInfo;
use super::notes::Notes;
use super::place::Place;
use super::scalar::NUMBER;
use super::sent;

/// The key of the failure in an envelope of API 3.0.
pub(super) const ERROR: &str = "Error";

/// Finds the field that a key of a record names.
pub(super) struct Keys<'k> {
    pub(super) fields: &'static [FieldInfo],
    /// Where to look first: fields mostly come in the order of the spec, or in that of the record before.
    pub(super) next: usize,
    /// The record around it.
    pub(super) place: &'k Place<'k>,
    pub(super) notes: &'k mut Notes,
}

/// A key of a value that has no fields: whether it is a number's, and its hash.
pub(super) struct Number;

impl<'de> DeserializeSeed<'de> for Number {
    type Value = (bool, u64);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Number {
    type Value = (bool, u64);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok((name == NUMBER, sent::of_text(name)))
    }
}

/// What a key names. The hash of a key that is none of a field's is noted, if it is wanted.
#[derive(Clone, Copy)]
pub(super) enum Found {
    /// A field, by its name on the wire.
    Field(usize),
    /// A field, by its name in Rust.
    InRust(usize),
    /// No field, which is noted already.
    Unknown,
    Number,
}

impl<'de> DeserializeSeed<'de> for Keys<'_> {
    type Value = Found;

    #[allow(clippy::inline_always, reason = "measured: there is one place where keys of records are read")]
    #[inline(always)]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Keys<'_> {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    #[inline]
    fn visit_str<E: Error>(self, name: &str) -> Result<Found, E> {
        match self.fields.get(self.next) {
            Some(field) if is_same(field.wire, name) => Ok(Found::Field(self.next)),
            _ => search(self.fields, self.next, name, self.place, self.notes),
        }
    }
}

/// Whether two names are the same; nearly all have up to 32 letters, for which it takes a few comparisons and no call.
#[inline]
fn is_same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let length = a.len();
    length == b.len()
        && match length {
            8..=16 => are_ends_same::<8>(a, b),
            17..=32 => are_ends_same::<16>(a, b),
            4..8 => are_ends_same::<4>(a, b),
            _ => a == b,
        }
}

/// Whether two names begin and end with the same letters, which are all there are or more.
#[inline]
fn are_ends_same<const N: usize>(a: &[u8], b: &[u8]) -> bool {
    a.first_chunk::<N>() == b.first_chunk() && a.last_chunk::<N>() == b.last_chunk()
}

#[inline(never)]
fn search<E: Error>(
    fields: &'static [FieldInfo],
    next: usize,
    name: &str,
    place: &Place<'_>,
    notes: &mut Notes,
) -> Result<Found, E> {
    // From where it was expected: it is rarely far.
    let (before, after) = fields.split_at(next.min(fields.len()));
    let found = |fields: &[FieldInfo]| fields.iter().position(|field| is_same(field.wire, name));
    if let Some(found) = found(after).map(|found| before.len() + found).or_else(|| found(before)) {
        return Ok(Found::Field(found));
    }
    if notes.is_hashing {
        notes.hash = sent::of_text(name);
    }
    // Fields of a request have their Rust names, too. Any other key is an error, raised here so that it stands where the key stands.
    if notes.is_request() {
        return match fields.iter().position(|field| in_rust(field) == name) {
            Some(found) => Ok(Found::InRust(found)),
            None if name == NUMBER => Ok(Found::Number),
            None => Err(notes.fail(&Place::Key(place, name), unknown(fields, name))),
        };
    }
    if name == NUMBER {
        return Ok(Found::Number);
    }
    notes.has_error |= name == ERROR;
    notes.unknown(&Place::Key(place, name));
    Ok(Found::Unknown)
}

/// The name in Rust, without what keeps it clear of keywords.
fn in_rust(field: &FieldInfo) -> &'static str {
    field.rust.strip_prefix("r#").unwrap_or(field.rust)
}

/// What to say of a key that no field has.
fn unknown(fields: &'static [FieldInfo], name: &str) -> String {
    match similar(fields, name) {
        Some(field) => format!("there is no such field; did you mean `{}`?", field.wire),
        None => "there is no such field".to_owned(),
    }
}

/// The field that was most likely meant.
fn similar(fields: &'static [FieldInfo], name: &str) -> Option<&'static FieldInfo> {
    let meant = letters(name);
    // As far as a field may be from it, then how far the nearest one is.
    let mut most = meant.len().div_ceil(3).clamp(1, 3);
    let mut nearest = None;
    for field in fields {
        let wire = distance(&letters(field.wire), &meant);
        let distance = wire.min(distance(&letters(in_rust(field)), &meant));
        if distance < most || distance == most && nearest.is_none() {
            (most, nearest) = (distance, Some(field));
        }
    }
    nearest
}

/// The letters and digits of a name, in lower case; of a long one the first.
fn letters(name: &str) -> Vec<char> {
    const MOST: usize = 100;

    let mut letters = Vec::new();
    for letter in name.to_lowercase().chars() {
        if letter.is_alphanumeric() && letters.len() < MOST {
            letters.push(letter);
        }
    }
    letters
}

/// How many letters have to be added, taken away or exchanged to make one text of the other.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let exchanged = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = exchanged.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &[FieldInfo] = &[
        FieldInfo { wire: "InstanceIds", rust: "instance_ids", flags: 0 },
        FieldInfo { wire: "Limit", rust: "limit", flags: 0 },
        FieldInfo { wire: "type", rust: "r#type", flags: 0 },
    ];

    #[test]
    fn a_name_that_is_nearly_right_is_known_again() {
        for (name, meant) in [
            ("instanceIDs", Some("InstanceIds")),
            ("InstanceId", Some("InstanceIds")),
            ("Limits", Some("Limit")),
            ("typ", Some("type")),
            ("limmit", Some("Limit")),
            ("Region", None),
            ("", None),
        ] {
            assert_eq!(similar(FIELDS, name).map(|field| field.wire), meant, "{name}");
        }
        assert_eq!(unknown(FIELDS, "Limits"), "there is no such field; did you mean `Limit`?");
    }

    #[test]
    fn names_of_any_length_are_compared_to_the_last_letter() {
        let name = "AnyNameThatIsLongerThan16";
        for length in 0..name.len() {
            let (name, other) = (&name[..length], &name[..=length]);
            assert!(is_same(name, name) && !is_same(name, other));
            for at in 0..length {
                let mut other = name.to_owned();
                other.replace_range(at..=at, "_");
                assert!(!is_same(name, &other), "{name} {other}");
            }
        }
    }

    #[test]
    fn a_distance_counts_letters() {
        let distance =
            |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        for (a, b, expected) in [("", "", 0), ("a", "", 1), ("kitten", "sitting", 3), ("abc", "abc", 0)] {
            assert_eq!((distance(a, b), distance(b, a)), (expected, expected), "{a} {b}");
        }
    }
}
