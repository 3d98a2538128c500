//! Problems of names: what can't be written in Rust, and what would be called the same.

use std::fmt;

use crate::diagnostic::Code;
use crate::protocol::Protocol;

use super::{Problem, Words};

/// What is wrong with a name.
#[derive(Clone, Debug)]
pub(crate) enum NameProblem {
    /// A name that was given for Rust.
    NotRust(String),
    /// A wire name; the key that gives it another in Rust.
    NoneInRust {
        wire: String,
        key: &'static str,
    },
    /// A name on the wire that is empty, or has a character that nobody sees.
    NotOnWire(String),
    /// Two parameters that are one when they are sent.
    SameOnWire {
        what: Named,
        first: String,
        second: String,
        sent: String,
    },
    Twice {
        what: Named,
        wire: String,
    },
    SameInRust {
        what: Named,
        first: String,
        second: String,
        rust: String,
    },
    /// Two names that the generator gives.
    SameGenerated {
        first: Generated,
        second: Generated,
        rust: String,
    },
    TypeAsGenerated {
        wire: String,
        generated: Generated,
        rust: String,
    },
    ActionTwice(String),
    SameModule {
        first: String,
        second: String,
        module: String,
    },
    /// A field has the Rust name of one that the protocol puts on every result.
    AsImplicit {
        field: String,
        implicit: String,
        rust: String,
        protocol: Protocol,
    },
    SameService {
        first: String,
        second: String,
        module: String,
    },
}

/// What has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    Type,
    Field,
    Parameter,
    Method,
    Value,
    Constant,
}

/// Something that has its name from the generator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Generated {
    Handle,
    ErrorsOfService,
    Request(String),
    Result(String),
    Errors(String),
}

impl Named {
    fn word(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Field => "field",
            Self::Parameter => "parameter",
            Self::Method => "method",
            Self::Value => "value",
            Self::Constant => "constant",
        }
    }
}

impl fmt::Display for Generated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handle => f.write_str("the handle of the service"),
            Self::ErrorsOfService => f.write_str("the error codes of the service"),
            Self::Request(action) => write!(f, "the request of the Action `{action}`"),
            Self::Result(action) => write!(f, "the result of the Action `{action}`"),
            Self::Errors(action) => write!(f, "the error codes of the Action `{action}`"),
        }
    }
}

impl Problem for NameProblem {
    fn words(&self) -> Words {
        match self {
            Self::NotRust(name) => Words::new(Code::InvalidRustName, format!("`{name}` is not a Rust name"))
                .help("a name has letters, digits and `_` of ASCII, does not start with a digit, and is no keyword"),
            Self::NoneInRust { wire, key } => {
                let what = if *key == "name" { "the value " } else { "" };
                Words::new(Code::NoRustName, format!("{what}`{wire}` gives no Rust name"))
                    .help(format!("give it one with `{key}:`"))
            }
            Self::NotOnWire(wire) if wire.is_empty() => {
                Words::new(Code::NoRustName, "the name on the wire is empty".to_owned())
            }
            Self::NotOnWire(wire) => Words::new(
                Code::HiddenCharacter,
                format!("the name \"{}\" has a character that nobody sees", wire.escape_debug()),
            )
            .help("write the name that the wire has; if it really has this one, no client can be generated for it"),
            Self::SameOnWire { what, first, second, sent } => Words::new(
                Code::NameClash,
                format!("the {}s `{first}` and `{second}` are both sent as `{sent}`", what.word()),
            )
            .beside("the first has the name")
            .help("the server takes `.` and `_` for the same, and a list is sent as `NAME.0`, `NAME.1`: keep one of them"),
            Self::Twice { what, wire } => twice(*what, wire),
            Self::SameInRust { what, first, second, rust } => {
                let message =
                    format!("the {}s `{first}` and `{second}` are both called `{rust}` in Rust", what.word());
                Words::new(Code::NameClash, message)
                    .label(if *what == Named::Type { "" } else { "this is the second" })
                    .beside("the first has the name")
                    .help(match what {
                        Named::Value => "give one of them another `name`",
                        _ => "give one of them another name with `rust:`",
                    })
            }
            Self::SameGenerated { first, second, rust } => {
                Words::new(Code::NameClash, format!("{first} and {second} are both called `{rust}` in Rust"))
                    .beside("the first has the name")
            }
            Self::TypeAsGenerated { wire, generated, rust } => Words::new(
                Code::NameClash,
                format!("the type `{wire}` and {generated} are both called `{rust}` in Rust"),
            )
            .beside("which has the name")
            .help("give the type another name with `rust:`"),
            Self::ActionTwice(name) => {
                Words::new(Code::DefinedTwice, format!("the Action `{name}` is described twice"))
                    .label("the second")
                    .beside("the first")
            }
            Self::SameModule { first, second, module } => Words::new(
                Code::NameClash,
                format!("the Actions `{first}` and `{second}` would both be `{module}` in Rust"),
            )
            .label("the second")
            .beside("the first")
            .help("give one of them another name with `rust:`"),
            Self::AsImplicit { field, implicit, rust, protocol } => Words::new(
                Code::NameClash,
                format!("the fields `{field}` and `{implicit}` are both `{rust}` in Rust"),
            )
            .label(format!("every result of {} has `{implicit}`", protocol.title()))
            .help("give this one another name with `rust:`"),
            Self::SameService { first, second, module } => Words::new(
                Code::NameClash,
                format!("the services `{first}` and `{second}` would both be `{module}` in Rust"),
            )
            .label("the second")
            .beside("the first"),
        }
    }
}

/// The words of a name that is defined a second time.
fn twice(what: Named, wire: &str) -> Words {
    let message = format!("the {} `{wire}` is defined twice", what.word());
    let words =
        Words::new(Code::DefinedTwice, message).label("defined again here").beside("first defined here");
    match what {
        Named::Type => words.help(
            "all types of a service share their names; what several Actions use stands in `types.yaml`",
        ),
        Named::Constant => words.help(
            "all constants of a service share their names; give one of them another, such as one with the Action's before it",
        ),
        _ => words,
    }
}
