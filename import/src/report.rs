//! What an import came to: what was written, what a person should look at, and what can't be imported.

use std::fmt;
use std::path::{Path, PathBuf};

use qcloud_codegen::PlaceError;

/// What a comment begins with that leaves something to a person.
pub(crate) const TODO: &str = "TODO(import): ";

/// What an import came to.
#[derive(Debug, Default)]
pub struct Report {
    /// What was done to the files of the spec.
    pub saved: Saved,
    /// The number of services.
    pub services: usize,
    /// The number of their Actions.
    pub actions: usize,
    /// The number of error codes.
    pub errors: usize,
    /// How many comments `TODO(import)` were made.
    pub todos: usize,
    /// How the examples compare with what is described.
    pub examples: Examples,
    /// What a person should look at.
    pub warnings: Vec<Warning>,
    /// What a description adds to files that are there, and has to be put in its place by hand.
    pub obstacles: Vec<String>,
    /// What is described otherwise than it is in the files that are there, and stays as it is; a line each.
    pub differences: Vec<String>,
    /// What could not be imported, where the rest was asked for all the same.
    pub refused: Vec<Problem>,
}

/// What was done to the files of a spec; paths are below its directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// Files that were not there.
    pub new: Vec<String>,
    /// Files that were there and have something more now.
    pub changed: Vec<String>,
    /// Files that are different, and stay as they are because somebody made them so.
    pub kept: Vec<String>,
    /// The number of files that are the same.
    pub unchanged: usize,
}

impl Saved {
    /// Whether nothing was written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty()
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.new.extend(other.new);
        self.changed.extend(other.changed);
        self.kept.extend(other.kept);
        self.unchanged += other.unchanged;
    }
}

/// Something that a person should look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// Where it is described.
    pub place: Place,
    /// The Action, parameter or field, as a dotted path; empty for the whole.
    pub about: String,
    /// What came of it.
    pub kind: Kind,
    /// What it is, in words.
    pub message: String,
}

/// What came of something that can't be taken as it is described.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It is not in the spec.
    LeftOut,
    /// It is in the spec, as something else than is described.
    Changed,
    /// The description does not say enough; where the spec has it, there is a `TODO(import)`.
    Open,
}

/// Where something is described.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file of the page, or the service and its version, `NAME@VERSION`; empty when a text was given.
    pub source: String,
    /// The line of the page, from 1, when it is about one.
    pub line: Option<usize>,
}

impl Warning {
    /// A warning about a line of a page; 0 stands for the whole page.
    pub(crate) fn at(line: usize, kind: Kind, message: impl Into<String>) -> Self {
        let place = Place { source: String::new(), line: (line > 0).then_some(line) };
        Self { place, about: String::new(), kind, message: message.into() }
    }

    /// The same about a parameter or field.
    pub(crate) fn about(self, about: impl Into<String>) -> Self {
        Self { about: about.into(), ..self }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.place.source.as_str(), self.place.line) {
            ("", Some(line)) => write!(f, "line {line}: ")?,
            ("", None) => {}
            (source, Some(line)) => write!(f, "{source}:{line}: ")?,
            (source, None) => write!(f, "{source}: ")?,
        }
        if !self.about.is_empty() {
            write!(f, "`{}`: ", self.about.escape_debug())?;
        }
        f.write_str(&self.message)
    }
}

/// How the examples of descriptions compare with what is described.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examples {
    /// They are read and come back the same.
    pub exact: usize,
    /// They are read, but the response has what is not described, or the request does not fit.
    pub loose: usize,
    /// They are none: the response is no JSON, has another form, or belongs to no Action.
    pub failed: Vec<FailedExample>,
}

impl Examples {
    pub(crate) fn add(&mut self, other: Self) {
        self.exact += other.exact;
        self.loose += other.loose;
        self.failed.extend(other.failed);
    }
}

/// An example that can't be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FailedExample {
    /// The service and its version, `NAME@VERSION`.
    pub service: String,
    /// The Action that it is an example of.
    pub action: String,
    /// The example's number among those of the Action, from 1.
    pub number: usize,
    /// Why it can't be read.
    pub why: String,
}

impl fmt::Display for FailedExample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { service, action, number, why } = self;
        write!(f, "{service}, `{}`, example {number}: {why}", action.escape_debug())
    }
}

/// Why nothing was imported.
#[derive(Debug)]
#[non_exhaustive]
pub enum ImportError {
    /// What is wrong with the descriptions, all of it.
    Input(Vec<Problem>),
    /// No description is of a service that was asked for.
    Unknown(String),
    /// The spec would be wrong with what is imported, or can't be written.
    Place(PlaceError),
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(problems) => {
                for problem in problems {
                    write!(f, "{problem}\n\n")?;
                }
                f.write_str("nothing was written")
            }
            Self::Unknown(message) => write!(f, "error: {message}"),
            Self::Place(error @ PlaceError::Wrong(_)) => write!(f, "{error}"),
            Self::Place(error) => write!(f, "error: {error}"),
        }
    }
}

impl std::error::Error for ImportError {}

impl From<Problem> for ImportError {
    fn from(problem: Problem) -> Self {
        Self::Input(vec![problem])
    }
}

impl From<PlaceError> for ImportError {
    fn from(error: PlaceError) -> Self {
        Self::Place(error)
    }
}

/// Something that is wrong with a description, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file; empty when a text was given.
    pub path: PathBuf,
    /// Line and column, from 1.
    pub place: Option<(usize, usize)>,
    /// Whether the file is not there or can't be read, so that nothing is known of what it says.
    pub is_unreadable: bool,
    /// Whether it is the page of no Action, so that others can do without it.
    pub is_no_action: bool,
    /// What is wrong with it, in words.
    pub message: String,
    /// What a person can do.
    pub help: Option<String>,
}

impl Problem {
    pub(crate) fn new(path: &Path, message: impl Into<String>) -> Self {
        let (path, message) = (path.to_owned(), message.into());
        Self { path, place: None, is_unreadable: false, is_no_action: false, message, help: None }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The file can't be read.
    pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "there is none".to_owned(),
            std::io::ErrorKind::PermissionDenied => "it may not be read by this user".to_owned(),
            _ => error.to_string(),
        };
        Self { is_unreadable: true, ..Self::new(path, format!("can't read this: {why}")) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        if !self.path.as_os_str().is_empty() {
            write!(f, "\n  --> {}", self.path.display())?;
        }
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        match &self.help {
            Some(help) => write!(f, "\n   = help: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}
