//! What is allowed, and still should be looked at.

use serde_json::{Number, Value};

use crate::diagnostic::Code;
use crate::protocol::Protocol;

use super::{Help, Problem, Words};

/// What somebody should look at.
#[derive(Clone, Debug)]
pub(crate) enum Advice {
    NoDoc(String),
    EmptyDoc,
    /// A key that nothing stands behind.
    EmptyKey(String),
    CommentInDoc,
    /// The doc stands in quotes, which are a part of it; and what is between them.
    QuotedDoc(String),
    /// A quote in a doc has no other one.
    StrayQuote,
    UnfinishedDoc,
    /// An error code, as it is written.
    OddCode(String),
    /// A number where the codes of the protocol are texts.
    NumberForCode {
        code: String,
        protocol: Protocol,
    },
    /// A `deprecated` says that something is out of use, and not why.
    DeprecatedFlag,
    /// What an example sends, the bound and whether it is the lower one.
    OutOfBounds {
        name: String,
        bound: Number,
        is_lower: bool,
    },
    /// So many parameters and fields of a service.
    NoDocs(usize),
    NoExample(String),
    /// The Action whose response another one has as its example.
    SharedResponse(String),
    Unused {
        is_enum: bool,
    },
}

/// A name that somebody should look at.
#[derive(Clone, Debug)]
pub(crate) enum NameAdvice {
    /// The name of a parameter or a field, or a value.
    Blank(String),
    /// The name of a parameter or a field with the index of a list, and without.
    Index { name: String, bare: String },
    /// The host of a service is that of another one; and its own, by its name.
    OtherHost { of: String, host: String, service: String },
    /// A name that was given for Rust, and how Rust writes it.
    RustStyle { name: String, usual: String },
    /// The other spelling, and its name in Rust.
    OtherSpelling { name: String, first: String, rust: String },
}

impl Problem for Advice {
    fn words(&self) -> Words {
        match self {
            Self::NoDoc(wire) => Words::new(Code::MissingDoc, format!("`{wire}` has no `doc`"))
                .help("say what it means, with its unit"),
            Self::EmptyDoc => Words::new(Code::MissingDoc, "this `doc` is empty")
                .help("say what it is, or leave the key out"),
            Self::EmptyKey(key) => {
                Words::new(Code::EmptyKey, format!("`{key}` has no value, so it says nothing"))
                    .help("give it a value, or leave the key out")
            }
            Self::CommentInDoc => {
                Words::new(Code::CommentInDoc, "a ` #` begins a comment, so this `doc` ends here")
                    .help("put the text in quotes: `doc: \"...\"`")
            }
            Self::QuotedDoc(inner) => {
                let quoted = Value::from(inner.as_str()).to_string();
                Words::new(Code::DocText, "the quotes around this `doc` are a part of it")
                    .help(Help { text: format!("write `doc: {quoted}`"), instead: Some(quoted) })
            }
            Self::StrayQuote => Words::new(Code::DocText, "this `doc` has a quote without its other one")
                .help("remove it, or close what it opens"),
            Self::UnfinishedDoc => Words::new(Code::DocText, "this `doc` ends in the middle of a sentence")
                .help("say the rest; a text with `#` or `: ` needs quotes"),
            Self::OddCode(code) => {
                let words =
                    Words::new(Code::OddErrorCode, format!("`{code}` is no error code of the vendor's"));
                words.help("a code has letters, digits, `_` and `-`, with single dots between; each stands by itself")
            }
            Self::NumberForCode { code, protocol } => {
                let message = format!("`{code}` is no error code of {}", protocol.title());
                let numbers =
                    Protocol::titles(|other| other.common_codes().is_some_and(|codes| codes.are_numbers));
                let help = format!(
                    "its codes are texts such as `AuthFailure.SignatureFailure`; numbers are those of {numbers}"
                );
                Words::new(Code::OddErrorCode, message).help(help)
            }
            Self::DeprecatedFlag => Words::new(Code::DocText, "`deprecated` is a text that users read")
                .help("say why nobody should use it any more, and what to use instead"),
            Self::OutOfBounds { name, bound, is_lower } => {
                let (side, which) = if *is_lower { ("below", "lower") } else { ("above", "upper") };
                Words::new(
                    Code::ExampleOutOfBounds,
                    format!("this example's `{name}` is {side} the {which} bound {bound}"),
                )
                .beside("its bounds")
                .help("one of the two is wrong")
            }
            Self::NoDocs(count) => Words::new(
                Code::MissingDoc,
                format!("{count} parameters and fields of this service have no `doc`"),
            )
            .help("say what each means, with its unit"),
            Self::NoExample(action) => {
                Words::new(Code::MissingExample, format!("the Action `{action}` has no example"))
                    .help("an exchange under `examples` becomes a test of the client")
            }
            Self::SharedResponse(action) => Words::new(
                Code::SharedResponse,
                format!("this is the response of another Action, `{action}`"),
            )
            .help("name one of this Action, in a directory of its own under `examples/`"),
            Self::Unused { is_enum } => {
                let kind = if *is_enum { "enum" } else { "record" };
                Words::new(Code::UnusedType, format!("this {kind} is used nowhere"))
                    .help("remove it, or use it")
            }
        }
    }
}

impl Problem for NameAdvice {
    fn words(&self) -> Words {
        match self {
            Self::Blank(text) => {
                let bare = text.trim();
                let words = Words::new(Code::BlankInName, format!("there is a blank in `{text}`"));
                if bare.contains(char::is_whitespace) {
                    words.help("the vendor's names have none; write what is sent")
                } else {
                    let text = format!("write `{bare}`, if that is what is sent");
                    words.help(Help { text, instead: Some(bare.to_owned()) })
                }
            }
            Self::Index { name, bare } => {
                Words::new(Code::IndexInName, format!("`{name}` is how pages write the elements of a list"))
                    .help(format!("the list is one field: `{bare}: {{type: [...], ...}}`"))
            }
            Self::OtherHost { of, host, service } => {
                let text = format!("write `host: {host}`, if that is what the vendor calls it");
                Words::new(
                    Code::OtherHost,
                    format!("this is the host of `{of}`, and the service is `{service}`"),
                )
                .beside("its name")
                .help(Help { text, instead: Some(host.clone()) })
            }
            Self::RustStyle { name, usual } => {
                Words::new(Code::RustStyle, format!("`{name}` is not how Rust writes such a name"))
                    .help(Help { text: format!("write `{usual}`"), instead: Some(usual.clone()) })
            }
            Self::OtherSpelling { name, first, rust } => Words::new(
                Code::OtherSpelling,
                format!("another Action spells the parameter `{name}` as `{first}`"),
            )
            .beside("the other spelling")
            .help(format!("if the wire has both, say `rust: {rust}` here: then both have one name in Rust")),
        }
    }
}
