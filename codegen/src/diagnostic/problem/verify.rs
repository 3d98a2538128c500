//! Problems of `verify`: the Action that tells whether a request was carried out, and what it is asked.

use crate::diagnostic::Code;

use super::{Help, Problem, Words, did_you_mean, list};

/// What is wrong with what is asked after a lost answer.
#[derive(Clone, Debug)]
pub(crate) enum VerifyProblem {
    /// The call is repeated in any case: the key that says so.
    Needless(&'static str),
    NoAction {
        name: String,
        near: Option<String>,
    },
    NotIdempotent(String),
    /// The parameter that was meant, and those that the Action has.
    NoParameter {
        action: String,
        name: String,
        near: Option<String>,
        known: Vec<String>,
    },
    /// Each name stands where the other one belongs.
    Swapped {
        asked: String,
        right: String,
    },
    /// The request may lack what the other one needs.
    MayBeMissing {
        from: String,
        to: String,
    },
    Sensitive(String),
    OtherType {
        from: String,
        to: String,
    },
    /// What the request that asks needs beside what it is given.
    Missing {
        action: String,
        names: Vec<String>,
    },
}

impl Problem for VerifyProblem {
    fn words(&self) -> Words {
        match self {
            Self::Needless(key) => {
                Words::new(Code::VerifyKind, "nothing is to be asked: a call of the Action is repeated")
                    .beside("which this says")
                    .help(format!("leave `verify` or `{key}` out"))
            }
            Self::NoAction { name, near } => {
                Words::new(Code::UnknownAction, format!("the service has no Action `{name}`")).help(
                    near.as_deref()
                        .map_or_else(|| "name an Action of the service that only reads".into(), did_you_mean),
                )
            }
            Self::NotIdempotent(name) => Words::new(
                Code::VerifyKind,
                format!("the Action `{name}` is not idempotent, so it can't be asked"),
            )
            .beside("described here")
            .help("name an Action that only reads"),
            Self::NoParameter { action, name, near, known } => {
                Words::new(Code::UnknownField, format!("the Action `{action}` has no parameter `{name}`"))
                    .help(match near {
                        Some(near) => did_you_mean(near),
                        None if known.is_empty() => format!("`{action}` has no parameters").into(),
                        None => format!("those of `{action}` are {}", list(known)).into(),
                    })
            }
            Self::Swapped { asked, right } => Words::new(
                Code::VerifyKind,
                format!("these names are the wrong way round: those of `{asked}` come first"),
            )
            .help(Help { text: format!("write `{{{right}}}`"), instead: Some(format!("{{{right}}}")) }),
            Self::MayBeMissing { from, to } => Words::new(
                Code::VerifyKind,
                format!("`{to}` is required, and a request need not have `{from}`"),
            )
            .beside("described here"),
            Self::Sensitive(name) => Words::new(
                Code::VerifyKind,
                format!("the parameter `{name}` is sensitive, and errors keep no secrets"),
            )
            .beside("sensitive"),
            Self::OtherType { from, to } => Words::new(
                Code::VerifyKind,
                format!("`{to}` has another type than `{from}`, and is no list of it"),
            )
            .beside("its type"),
            Self::Missing { action, names } => {
                let names = list(names);
                Words::new(Code::VerifyKind, format!("a request of `{action}` needs {names} too"))
                    .help("name under `parameters` where each comes from: `TheirName: OurName`")
            }
        }
    }
}
