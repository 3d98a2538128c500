//! Why JSON can't be read, and where in it.

use std::fmt;

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

    /// The same without a position, where that would be one in another text.
    pub(super) fn without_position(self) -> Self {
        Self { line: 0, column: 0, ..self }
    }

    /// What the parser stopped at: `ours` is the place and the message of a value that does not fit, `stopped` that of anything
    /// else.
    pub(super) fn new(
        error: &serde_json::Error,
        ours: Option<(String, String)>,
        stopped: Option<String>,
    ) -> Self {
        let syntax = !error.is_data();
        let (path, message) = ours.unwrap_or_else(|| {
            let message = if syntax { error.to_string() } else { "can't be read".to_owned() };
            // A message of serde's about data may quote the value.
            let position = format!(" at line {} column {}", error.line(), error.column());
            (stopped.unwrap_or_default(), message.strip_suffix(&*position).unwrap_or(&message).to_owned())
        });
        Self { path, message, line: error.line(), column: error.column(), syntax }
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
