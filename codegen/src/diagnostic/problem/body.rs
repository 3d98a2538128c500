//! Problems of how a request travels: whether it is signed, and what its body is.

use crate::diagnostic::Code;
use crate::protocol::Protocol;
use crate::spec::BodySpec;

use super::{Problem, Words};

/// What is wrong with the body of a request, or with its being unsigned.
#[derive(Clone, Debug)]
pub(crate) enum BodyProblem {
    /// A key that has no meaning in the protocol of the service.
    Protocol { key: &'static str, protocol: Protocol },
    /// No parameter has the bytes that are the body.
    NoBytes,
    /// The parameter with the bytes may be left out.
    NotRequired { name: String },
    /// Another parameter has bytes too.
    SecondBytes { name: String },
    /// A parameter that no header can carry.
    NoHeader { name: String, is_type: bool },
}

impl Problem for BodyProblem {
    fn words(&self) -> Words {
        let bytes = BodySpec::Bytes.as_str();
        match self {
            Self::Protocol { key, protocol } => Words::new(
                Code::Protocol,
                format!("`{key}` is not for an Action of {}", protocol.title()),
            )
            .help(format!("leave it out: its requests are signed, and hold their parameters as flat texts; {} has such Actions", Protocol::titles(|other| !other.is_flat()))),
            Self::NoBytes => Words::new(
                Code::ParameterRole,
                format!("the body is `{bytes}`, and no parameter is `binary`"),
            )
            .help("describe it under `parameters`: `Body: {type: binary, required: true, doc: ...}`"),
            Self::NotRequired { name } => Words::new(
                Code::ParameterRole,
                format!("the parameter `{name}` is the body, and not required"),
            )
            .beside("the body")
            .help("add `required: true`: each request has a body"),
            Self::SecondBytes { name } => Words::new(
                Code::ParameterRole,
                format!("the parameter `{name}` is `binary` too, and a request has one body"),
            )
            .beside("the body")
            .help("a form has several: `body: form`"),
            Self::NoHeader { name, is_type } => {
                let what = if *is_type { "its type is none of a single text" } else { "it has a name of other characters than letters, digits, `-` and `_`" };
                Words::new(Code::ParameterRole, format!("the parameter `{name}` can't travel in a header: {what}"))
                    .beside("the parameters are headers then")
            }
        }
    }
}
