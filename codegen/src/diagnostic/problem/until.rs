//! Problems of `until:`: names of constants, and what is waited for.

use serde_json::Value;

use crate::diagnostic::Code;

use super::field::DefaultKind;
use super::{Problem, Words};

/// What is wrong with something to wait for.
#[derive(Clone, Debug)]
pub(crate) enum UntilProblem {
    /// The name, and what it would be as that of a constant.
    Name {
        name: String,
        constant: String,
    },
    NoResult,
    /// It has neither a path nor counts.
    NoPath,
    /// The keys do not go with the other one.
    Both {
        keys: Vec<&'static str>,
        other: &'static str,
    },
    /// A path without `done` and `pending`, or without anything in them.
    NoValues,
    Value {
        expected: DefaultKind,
        found: Value,
    },
    ValueTwice(Value),
    Pace,
}

impl Problem for UntilProblem {
    fn words(&self) -> Words {
        match self {
            Self::Name { name, constant } => {
                Words::new(Code::InvalidRustName, format!("`{name}` is not the name of a constant"))
                    .help(format!("write `{constant}`: it is the constant's name in Rust"))
            }
            Self::NoResult => {
                Words::new(Code::IncompleteUntil, "an Action that answers with nothing tells of no task")
                    .help("say with `result` what it answers")
            }
            Self::NoPath => Words::new(Code::IncompleteUntil, "this does not say what in the result to look at")
                .help("name the field of the result that says how far the task is: `path: ...`"),
            Self::Both { keys, other } => {
                let (does, help) = match keys.len() {
                    1 => ("does", "leave one of them out".to_owned()),
                    _ => ("do", format!("leave these out, or `{other}`")),
                };
                let message = format!("{} {does} not go with `{other}`", super::list(keys));
                Words::new(Code::IncompleteUntil, message).beside("the other one").help(help)
            }
            Self::NoValues => Words::new(Code::IncompleteUntil, "this does not say when the task is done")
                .help("list the values of success as `done: [...]`, or those of a task that goes on as `pending: [...]`"),
            Self::Value { expected, found } => {
                Words::new(Code::UntilValue, format!("`{found}` is no value of it: expected {}", expected.words()))
                    .beside("the path")
                    .maybe_help(expected.help(found))
            }
            Self::ValueTwice(value) => {
                Words::new(Code::UntilValue, format!("`{value}` is told twice")).beside("told here first")
            }
            Self::Pace => Words::new(Code::Bounds, "these are no waits that grow")
                .help("`first` is at least 1 second, and `max` at least `first`"),
        }
    }
}
