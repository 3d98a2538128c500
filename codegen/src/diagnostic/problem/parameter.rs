//! Problems of a parameter that another key of its Action names.

use crate::diagnostic::Code;

use super::path::Needed;
use super::{Help, Problem, Words, did_you_mean};

/// What is wrong with a parameter that is to have a part in calls.
#[derive(Clone, Debug)]
pub(crate) enum ParameterProblem {
    /// The parameter that was meant, and the type that one of this name would have.
    Missing {
        name: String,
        near: Option<String>,
        ty: &'static str,
    },
    /// A name with signs that no name has, and without them, as it is called elsewhere.
    OddName {
        odd: String,
        name: String,
    },
    Type {
        name: String,
        needed: Needed,
    },
    /// A token is told by errors, so that it can be used again.
    SecretToken {
        name: String,
    },
}

impl Problem for ParameterProblem {
    fn words(&self) -> Words {
        match self {
            Self::Missing { name, near, ty } => {
                Words::new(Code::UnknownField, format!("the Action has no parameter `{name}`")).help(
                    match near {
                        Some(near) => did_you_mean(near),
                        None if matches!(name.as_str(), "true" | "yes") || name.parse::<f64>().is_ok() => {
                            "write the name of the parameter".into()
                        }
                        None => describe(name, ty),
                    },
                )
            }
            Self::OddName { odd, name } => {
                Words::new(Code::UnknownField, format!("the parameter `{name}` is written as `{odd}`"))
                    .beside("its name here")
                    .help(Help { text: format!("write `{name}`"), instead: Some(name.clone()) })
            }
            Self::Type { name, needed } => {
                Words::new(Code::ParameterRole, format!("the parameter `{name}` is not {}", needed.words()))
                    .beside("its type")
            }
            Self::SecretToken { name } => Words::new(
                Code::ParameterRole,
                format!("the parameter `{name}` is sensitive, and no idempotency token is"),
            )
            .beside("sensitive")
            .help("leave `sensitive` out: errors tell the token, so that it can be used again"),
        }
    }
}

/// How a parameter is described that the Action lacks.
pub(super) fn describe(name: &str, ty: &str) -> Help {
    format!("describe it under `parameters`: `{name}: {{type: {ty}, doc: ...}}`").into()
}
