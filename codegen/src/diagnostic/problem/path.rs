//! Problems of paths into a result.

use crate::diagnostic::Code;

use super::{Problem, Words, did_you_mean, list};

/// More fields of a record are not listed.
const MANY: usize = 20;

/// What is wrong with a path into a result.
#[derive(Clone, Debug)]
pub(crate) enum PathProblem {
    /// The step of a path that is no record; `None` for the result itself.
    NoRecord {
        path: String,
        step: Option<String>,
    },
    NoField {
        path: String,
        name: String,
        near: Option<String>,
        /// The fields that the record has.
        known: Vec<String>,
    },
    Type {
        path: String,
        needed: Needed,
    },
}

/// The type that a parameter or a field of the result needs for its part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needed {
    Flag,
    Integer,
    Text,
    /// Words to choose by: a text, an enum of texts, or a list of these.
    Words,
    List,
    Records,
    /// Something to compare with values, of each element where there is a list on the way.
    Status,
    /// An integer, of each element where there is a list on the way.
    Count,
}

impl Needed {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Flag => "a bool or a string",
            Self::Integer | Self::Count => "an integer",
            Self::Text => "a string",
            Self::Words => "a string, an enum of strings, or a list of these",
            Self::List => "a list",
            Self::Records => "a list of records",
            Self::Status => "an enum, an integer, a string or a bool",
        }
    }

    /// Whether the path may lead through lists, to a value of each element.
    pub(crate) fn is_of_each(self) -> bool {
        matches!(self, Self::Status | Self::Count)
    }
}

impl Problem for PathProblem {
    fn words(&self) -> Words {
        match self {
            Self::NoRecord { path, step } => {
                let what = match step {
                    Some(step) => format!("`{step}`"),
                    None => "the result".to_owned(),
                };
                Words::new(Code::UnknownPath, format!("`{path}` leads nowhere: {what} is not a record"))
            }
            Self::NoField { path, name, near, known } => {
                let message = if name.is_empty() {
                    format!("`{path}` leads nowhere: it has an empty step")
                } else {
                    format!("`{path}` leads nowhere: the record has no field `{name}`")
                };
                Words::new(Code::UnknownPath, message).beside("the record").maybe_help(match near {
                    Some(near) => Some(did_you_mean(near)),
                    None if known.is_empty() || known.len() > MANY => None,
                    None => Some(format!("its fields are {}", list(known)).into()),
                })
            }
            Self::Type { path, needed } => {
                Words::new(Code::PathType, format!("`{path}` does not lead to {}", needed.words()))
                    .beside("it leads here")
            }
        }
    }
}
