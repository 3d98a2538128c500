//! What can be wrong, as data, and the words for it: one file for each thing that problems are about.

mod action;
mod advice;
mod body;
mod correction;
mod example;
mod field;
mod file;
mod kind;
mod name;
mod pagination;
mod parameter;
mod path;
mod region;
mod service;
mod structure;
mod syntax;
mod types;
mod until;
mod verify;

use std::fmt;

pub(crate) use self::action::ActionProblem;
pub(crate) use self::advice::{Advice, NameAdvice};
pub(crate) use self::body::BodyProblem;
pub(crate) use self::correction::{CorrectionProblem, Known};
pub(crate) use self::example::{ExampleProblem, Misfit, Remedy, TimeRemedy, Wanted};
pub(crate) use self::field::{DefaultKind, FieldProblem};
pub(crate) use self::file::{ConflictMark, FileProblem, ResponseFile, TextProblem};
pub(crate) use self::kind::{Expected, Found, Mending};
pub(crate) use self::name::{Generated, NameProblem, Named};
pub(crate) use self::pagination::PaginationProblem;
pub(crate) use self::parameter::ParameterProblem;
pub(crate) use self::path::{Needed, PathProblem};
pub(crate) use self::region::RegionProblem;
pub(crate) use self::service::ServiceProblem;
pub(crate) use self::structure::{BadKey, StructureProblem, said_otherwise};
pub(crate) use self::syntax::SyntaxProblem;
pub(crate) use self::types::{Guess, TypeProblem};
pub(crate) use self::until::UntilProblem;
pub(crate) use self::verify::VerifyProblem;

use super::Code;

/// Something that can be wrong with a spec: data until all is found.
pub(crate) trait Problem: fmt::Debug + Send {
    /// The code, and the words that go with it.
    fn words(&self) -> Words;
}

/// What is said about a problem.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) code: Code,
    pub(crate) message: String,
    /// Beside the place of the problem.
    pub(crate) label: String,
    /// Beside each other place that matters.
    pub(crate) beside: &'static str,
    pub(crate) help: Option<Help>,
}

/// What mends a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Help {
    pub(crate) text: String,
    /// What to write in place of the problem, where that is all there is to do.
    pub(crate) instead: Option<String>,
}

impl From<&str> for Help {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<String> for Help {
    fn from(text: String) -> Self {
        Self { text, instead: None }
    }
}

impl Words {
    fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), label: String::new(), beside: "", help: None }
    }

    fn label(self, label: impl Into<String>) -> Self {
        Self { label: label.into(), ..self }
    }

    fn beside(self, beside: &'static str) -> Self {
        Self { beside, ..self }
    }

    fn help(self, help: impl Into<Help>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    fn maybe_help(self, help: Option<impl Into<Help>>) -> Self {
        Self { help: help.map(Into::into), ..self }
    }

    /// Asks for the name that was probably meant, if there is one.
    fn meant(self, name: Option<&str>) -> Self {
        self.maybe_help(name.map(did_you_mean))
    }
}

fn did_you_mean(name: &str) -> Help {
    Help { text: format!("did you mean `{name}`?"), instead: Some(name.to_owned()) }
}

/// Names as a list in a sentence.
fn list<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}
