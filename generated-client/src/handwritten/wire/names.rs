//! Finding the field that a key names, and what to say when there is none.

use std::fmt;

use serde_core::de::{DeserializeSeed, Deserializer, Error, Visitor};

use super::field::FieldInfo;
use super::notes::Notes;
use super::place::Place;
use super::scalar::NUMBER;

/// Finds the field that a key names.
pub(super) struct Key<'k> {
    pub(super) fields: &'static [FieldInfo],
    /// Where to look first: fields mostly come in the order of the spec, or in that of the record before.
    pub(super) next: usize,
    /// Whether the name of an unknown field is wanted.
    pub(super) keeps_unknown: bool,
    /// Of a request: fields have their Rust names, too, and any other key is an error, raised here so that it stands where the
    /// key stands.
    pub(super) request: Option<(&'k Place<'k>, &'k mut Notes)>,
}

impl Key<'_> {
    /// A key of a value that has no fields.
    pub(super) fn of_nothing() -> Self {
        Self { fields: &[], next: 0, keeps_unknown: false, request: None }
    }
}

pub(super) enum Found {
    /// A field, by its name on the wire.
    Field(usize, &'static FieldInfo),
    /// A field, by its name in Rust.
    InRust(usize, &'static FieldInfo),
    /// The name is empty unless it is wanted.
    Unknown(String),
    Number,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Found, E> {
        let find = |is_it: &dyn Fn(&FieldInfo) -> bool| {
            self.fields.iter().enumerate().find(|(_, field)| is_it(field))
        };
        let expected = self.fields.get(self.next).filter(|field| field.wire == name);
        let found = match expected {
            Some(field) => Some((self.next, field)),
            None => find(&|field| field.wire == name),
        };
        if let Some((index, field)) = found {
            return Ok(Found::Field(index, field));
        }
        if let Some((place, notes)) = self.request {
            return match find(&|field| in_rust(field) == name) {
                Some((index, field)) => Ok(Found::InRust(index, field)),
                None if name == NUMBER => Ok(Found::Number),
                None => Err(notes.fail(&Place::Key(place, name), unknown(self.fields, name))),
            };
        }
        Ok(match name {
            NUMBER => Found::Number,
            _ if self.keeps_unknown => Found::Unknown(name.to_owned()),
            _ => Found::Unknown(String::new()),
        })
    }
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
    let plain = |name: &str| -> Vec<char> {
        let letters = name.chars().take(100).filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let meant = plain(name);
    let most = meant.len().div_ceil(3).clamp(1, 3);
    let distances = fields.iter().map(|field| {
        let wire = distance(&plain(field.wire), &meant);
        (wire.min(distance(&plain(in_rust(field)), &meant)), field)
    });
    let (distance, field) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= most).then_some(field)
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
    fn a_distance_counts_letters() {
        let distance =
            |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        for (a, b, expected) in [("", "", 0), ("a", "", 1), ("kitten", "sitting", 3), ("abc", "abc", 0)] {
            assert_eq!((distance(a, b), distance(b, a)), (expected, expected), "{a} {b}");
        }
    }
}
