//! Why JSON can't be read, and where in it.

use std::fmt;

use serde_core::de;

/// JSON that can't be read as the type that was asked for.
///
/// It tells the place and the kinds of what was expected and found, never a value: that may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    path: String,
    message: String,
    line: usize,
    column: usize,
    syntax: bool,
}

impl ReadError {
    /// The place in the JSON, such as `data.list[3].status`; empty for the whole of it.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The line in the text, from 1; 0 when it is not known.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column in the line, from 1; 0 when it is not known.
    #[must_use]
    pub fn column(&self) -> usize {
        self.column
    }

    /// Whether the text is not JSON at all, or nested too deeply to be read.
    #[must_use]
    pub fn is_syntax(&self) -> bool {
        self.syntax
    }

    pub(super) fn not_utf8() -> Self {
        Self { path: String::new(), message: "not UTF-8".to_owned(), line: 0, column: 0, syntax: true }
    }

    pub(super) fn missing(path: String) -> Self {
        Self { path, message: MISSING.to_owned(), line: 0, column: 0, syntax: false }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        if self.line != 0 {
            write!(f, " at line {} column {}", self.line, self.column)?;
        }
        Ok(())
    }
}

impl std::error::Error for ReadError {}

pub(super) const MISSING: &str = "required, but missing";

/// What reading finds out beside the value. The path of an error can't travel in serde's error, so it is put together
/// here, from the inside out, while that error passes through untouched.
#[derive(Default)]
pub struct Notes {
    path: String,
    message: Option<String>,
    unknown: Option<Vec<String>>,
}

impl Notes {
    /// Notes that also list the fields which the spec does not know.
    pub(crate) fn collecting() -> Self {
        Self { unknown: Some(Vec::new()), ..Self::default() }
    }

    pub(super) fn is_collecting(&self) -> bool {
        self.unknown.is_some()
    }

    pub(super) fn unknown(&mut self, name: String) {
        if let Some(unknown) = &mut self.unknown {
            unknown.push(name);
        }
    }

    /// How many unknown fields there are so far: what is found from here on is inside the value read next.
    pub(super) fn mark(&self) -> usize {
        self.unknown.as_ref().map_or(0, Vec::len)
    }

    /// Leaves the value that was entered at the mark.
    pub(super) fn leave(&mut self, mark: usize, segment: &str) {
        if let Some(unknown) = &mut self.unknown {
            for path in unknown.iter_mut().skip(mark) {
                *path = join(segment, path);
            }
        }
    }

    /// Leaves a value because of an error inside.
    pub(super) fn fail_in(&mut self, segment: &str) {
        self.path = join(segment, &self.path);
    }

    /// Leaves a sensitive value because of an error inside: the names of a map's entries are part of the value.
    pub(super) fn hide_path(&mut self) {
        self.path.clear();
    }

    /// Raises an error of our own.
    pub(super) fn fail<E: de::Error>(&mut self, message: String) -> E {
        let error = E::custom(&message);
        self.message = Some(message);
        error
    }

    /// The error for a caller who has serde's error type: with the path, if the error is one of ours.
    pub(super) fn into_serde<E: de::Error>(self, error: E) -> E {
        // serde_json takes line and column back out of the text.
        if self.message.is_some() && !self.path.is_empty() {
            E::custom(format_args!("{}: {error}", self.path))
        } else {
            error
        }
    }

    pub(super) fn into_error(self, error: &serde_json::Error) -> ReadError {
        let syntax = !error.is_data();
        let message = match self.message {
            Some(message) => message,
            None if syntax => without_position(&error.to_string()).to_owned(),
            // A message of serde's, which may quote the value.
            None => "can't be read".to_owned(),
        };
        ReadError { path: self.path, message, line: error.line(), column: error.column(), syntax }
    }

    /// The unknown fields, each path once, in the order of the response.
    pub(crate) fn into_unknown(self) -> Vec<String> {
        let mut unique = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for path in self.unknown.unwrap_or_default() {
            if seen.insert(path.clone()) {
                unique.push(path);
            }
        }
        unique
    }
}

fn without_position(message: &str) -> &str {
    message.rfind(" at line ").map_or(message, |end| message.get(..end).unwrap_or(message))
}

/// `list` and `[3].status` make `list[3].status`.
pub(crate) fn join(head: &str, tail: &str) -> String {
    if tail.is_empty() || tail.starts_with('[') { format!("{head}{tail}") } else { format!("{head}.{tail}") }
}

/// The segment for an entry of a map, whose name may be anything.
pub(super) fn entry_segment(name: &str) -> String {
    let is_plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    if is_plain { name.to_owned() } else { format!("[{name:?}]") }
}
