//! How strictly a value is read, and what reading finds out beside it.

use std::collections::HashSet;
use std::fmt;

use serde_core::de;

use super::error::ReadError;
use super::order::Orders;
use super::place::Place;
use super::sent;

/// A part of a response that could not be read and is missing from the result: one odd field costs one field.
///
/// It tells the place and the kinds of what was expected and found, never a value: that may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    path: String,
    /// The path as it may be logged: `*` and `[]` for the entries of maps and lists, whose names are of the server's choice.
    pattern: String,
    message: String,
}

impl Note {
    /// The place in the JSON of what is missing, such as `data.list[3].status`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// How a response is not as the spec says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DriftKind {
    /// A field that the spec does not know.
    UnknownField,
    /// A value that the spec does not have in its enum.
    UnknownValue,
    /// A field or an element of another kind than the spec says, which was read as missing.
    ReadAsMissing,
}

impl DriftKind {
    /// One word that stays as it is, for logs and metrics: such as `unknown_field`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownField => "unknown_field",
            Self::UnknownValue => "unknown_value",
            Self::ReadAsMissing => "read_as_missing",
        }
    }
}

impl fmt::Display for DriftKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownField => "unknown field",
            Self::UnknownValue => "unknown value",
            Self::ReadAsMissing => "read as missing",
        })
    }
}

/// Something of a response that is not as the spec says, and its place as it may be logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) kind: DriftKind,
    pub(crate) path: String,
}

/// More notes than anybody reads. A body can be made of nothing but odd fields, and a note is larger than what it is about.
const MOST_NOTES: usize = 1000;

/// How strictly a value is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd)]
pub(crate) enum Manner {
    /// What has another kind is an error, and so is a key that no field has: a request that somebody wrote.
    Request,
    /// What has another kind is an error: examples.
    Strict,
    /// A field that is not required may have another kind: responses.
    #[default]
    Tolerant,
    /// An element of a list may have another kind, too.
    Lenient,
}

/// What reading finds out beside the value.
#[derive(Debug, Default)]
pub struct Notes {
    manner: Manner,
    /// Place and message of the value that reading stops at. They travel beside serde's error, which passes through untouched.
    failure: Option<(String, String)>,
    /// Where the parser stopped.
    stopped: Option<String>,
    /// The unknown fields, and how long the name at the end of each is.
    unknown: Option<Vec<(String, usize)>>,
    /// Where values are that an enum does not have; empty unless unknown fields are collected.
    unknown_values: Vec<String>,
    odd: Vec<Note>,
    /// Where and why the value that was read last is odd, until the field is found that does without it.
    pending: Option<(String, String)>,
    /// Whether a number met a text field and perhaps lost digits.
    pub(super) is_rounded: bool,
    /// Whether the text at hand shows numbers with all their digits, as maps.
    pub(super) shows_digits: bool,
    /// A hash of each element that the server sent of the list that pages are made of, and none for a null; when they are wanted.
    items: Option<Vec<Option<u64>>>,
    /// Whether such an element is being read.
    pub(super) is_hashing: bool,
    /// A hash of what was read last, then.
    pub(super) hash: u64,
    /// Whether an object has a key `Error`: one that no field has, or a field of the payload.
    pub(crate) has_error: bool,
    /// Whether a list stood in the place of the payload.
    pub(crate) is_list: bool,
    /// Whether a value in another form than before is an error, after which the text is read again without expecting any.
    pub(super) is_expecting: bool,
    /// In which order the keys of each record come, and in which forms their values.
    pub(super) orders: Orders,
}

impl Notes {
    /// Notes of a value that is read like this.
    pub(crate) fn new(manner: Manner) -> Self {
        Self { manner, ..Self::default() }
    }

    /// The same, also with the fields and the values of enums which the spec does not know.
    pub(crate) fn collecting(self) -> Self {
        Self { unknown: Some(Vec::new()), ..self }
    }

    /// The same, also with the elements of the list that pages are made of.
    pub(crate) fn with_items(self) -> Self {
        Self { items: Some(Vec::new()), ..self }
    }

    /// The same before anything was read.
    pub(super) fn begin_again(&mut self) {
        let unknown = self.unknown.is_some().then(Vec::new);
        let items = self.items.is_some().then(Vec::new);
        let (manner, shows_digits) = (self.manner, self.shows_digits);
        *self = Self { manner, unknown, shows_digits, items, ..Self::default() };
    }

    pub(super) fn is_request(&self) -> bool {
        self.manner == Manner::Request
    }

    /// Whether a field that is not required may have another kind.
    pub(super) fn tolerates_fields(&self) -> bool {
        self.manner >= Manner::Tolerant
    }

    /// Whether an element of a list may have another kind.
    pub(super) fn tolerates_elements(&self) -> bool {
        self.manner == Manner::Lenient
    }

    pub(super) fn unknown(&mut self, place: &Place<'_>) {
        if let Some(unknown) = &mut self.unknown {
            unknown.push((place.pattern(), place.name().len()));
        }
    }

    /// Takes note of a value that an enum does not have.
    pub(super) fn unknown_value(&mut self, place: &Place<'_>) {
        if self.unknown.is_some() && self.unknown_values.len() < MOST_NOTES {
            self.unknown_values.push(place.pattern());
        }
    }

    /// Whether the elements of the list that begins here are told apart: those of a page, when that is wanted. A list within one of them is
    /// none.
    pub(super) fn begin_items(&mut self) -> bool {
        if self.is_hashing {
            return false;
        }
        // Of a repeated key the last value counts.
        self.items.iter_mut().for_each(Vec::clear);
        self.is_hashing = self.items.is_some();
        self.is_hashing
    }

    /// Takes note of an element, of which the hash was found last.
    pub(super) fn item(&mut self) {
        let hash = Some(self.hash).filter(|hash| *hash != sent::NULL);
        self.items.iter_mut().for_each(|items| items.push(hash));
    }

    /// Raises an error of our own.
    pub(super) fn fail<E: de::Error>(&mut self, place: &Place<'_>, message: String) -> E {
        let path = place.path();
        let error =
            if path.is_empty() { E::custom(&message) } else { E::custom(format_args!("{path}: {message}")) };
        self.failure = Some((path, message));
        error
    }

    /// Takes note of where an error was raised: of the innermost place that says so.
    pub(super) fn stopped_at(&mut self, place: &Place<'_>) {
        if self.failure.is_none() && self.stopped.is_none() {
            self.stopped = Some(place.path());
        }
    }

    /// How many notes there are: what comes from here on is about the value read next.
    pub(super) fn mark(&self) -> usize {
        self.odd.len()
    }

    /// Takes note of why the value at hand is odd.
    pub(super) fn is_odd(&mut self, place: &Place<'_>, message: String) {
        self.pending = Some((place.path(), message));
    }

    /// Why the value at hand is odd, to be put back when its record is through.
    pub(super) fn take_odd(&mut self) -> Option<(String, String)> {
        self.pending.take()
    }

    pub(super) fn put_odd(&mut self, why: Option<(String, String)>) {
        self.pending = why;
    }

    /// The odd value at this place is done without. What was noted of its parts since the mark goes with it.
    pub(super) fn do_without(&mut self, mark: usize, place: &Place<'_>) {
        self.odd.truncate(mark);
        let Some((inner, message)) = self.pending.take() else { return };
        let path = place.path();
        let message = match inner.strip_prefix(path.as_str()).map(|inner| inner.trim_start_matches('.')) {
            Some("") | None => message,
            Some(inner) => format!("{inner}: {message}"),
        };
        if self.odd.len() < MOST_NOTES {
            self.odd.push(Note { path, pattern: place.pattern(), message });
        }
    }

    /// Of a repeated key the last value counts, so notes of an earlier one are void.
    pub(super) fn forget(&mut self, place: &Place<'_>) {
        if !self.odd.is_empty() {
            let path = place.path();
            self.odd.retain(|note| !note.path.strip_prefix(path.as_str()).is_some_and(is_inside));
        }
    }

    /// The error that reading ended with, and the place of it.
    pub(super) fn error(&mut self, error: &serde_json::Error) -> ReadError {
        ReadError::new(error, self.failure.take(), self.stopped.take())
    }

    /// The parts of the response that are missing from the result, in the order of the response; of very many the first 1000.
    pub(crate) fn into_notes(self) -> Vec<Note> {
        self.odd
    }

    /// A hash of each element that the server sent of the list that pages are made of, those that are missing from the result included, and
    /// none for a null.
    pub(crate) fn take_items(&mut self) -> Vec<Option<u64>> {
        self.items.take().unwrap_or_default()
    }

    /// How the response is not as the spec says; fields that `is_known` knows are none.
    pub(crate) fn found(&self, is_known: &dyn Fn(&str) -> bool) -> Vec<Found> {
        let mut found = Vec::new();
        for (path, name) in self.unknown.as_deref().unwrap_or_default().iter().take(MOST_NOTES) {
            if !is_known(path) {
                found.push(Found { kind: DriftKind::UnknownField, path: shown(path, *name) });
            }
        }
        for path in &self.unknown_values {
            found.push(Found { kind: DriftKind::UnknownValue, path: path.clone() });
        }
        for note in &self.odd {
            found.push(Found { kind: DriftKind::ReadAsMissing, path: note.pattern.clone() });
        }
        found
    }

    /// The unknown fields, each path once, in the order of the response.
    pub(crate) fn into_unknown(self) -> Vec<String> {
        let (mut seen, mut paths) = (HashSet::new(), Vec::new());
        for (path, _) in self.unknown.unwrap_or_default() {
            if seen.insert(path.clone()) {
                paths.push(path);
            }
        }
        paths
    }
}

/// The place of an unknown field as it may be logged, given how long its name at the end is. One that is no name of a field,
/// such as an id or a domain, is data of the server's.
fn shown(path: &str, name: usize) -> String {
    const LONGEST: usize = 64;
    const MOST_DIGITS: usize = 3;

    let (outer, name) = path.split_at(path.len().saturating_sub(name));
    let is_name = name.len() <= LONGEST
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && name.bytes().filter(u8::is_ascii_digit).count() <= MOST_DIGITS;
    if is_name { path.to_owned() } else { format!("{outer}*") }
}

fn is_inside(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['.', '['])
}
