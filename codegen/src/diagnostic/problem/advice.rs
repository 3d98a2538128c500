//! What is allowed, and still should be looked at.

use crate::diagnostic::Code;

use super::{Problem, Words};

/// What somebody should look at.
#[derive(Clone, Debug)]
pub(crate) enum Advice {
    NoDoc(String),
    EmptyDoc,
    CommentInDoc,
    /// So many parameters and fields of a service.
    NoDocs(usize),
    NoExample(String),
    /// The other spelling, and its name in Rust.
    OtherSpelling {
        name: String,
        first: String,
        rust: String,
    },
    Unused {
        is_enum: bool,
    },
}

impl Problem for Advice {
    fn words(&self) -> Words {
        match self {
            Self::NoDoc(wire) => Words::new(Code::MissingDoc, format!("`{wire}` has no `doc`"))
                .help("say what it means, with its unit"),
            Self::EmptyDoc => Words::new(Code::MissingDoc, "this `doc` is empty")
                .help("say what it is, or leave the key out"),
            Self::CommentInDoc => {
                Words::new(Code::CommentInDoc, "a ` #` begins a comment, so this `doc` ends here")
                    .help("put the text in quotes: `doc: \"...\"`")
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
            Self::OtherSpelling { name, first, rust } => Words::new(
                Code::OtherSpelling,
                format!("another Action spells the parameter `{name}` as `{first}`"),
            )
            .beside("the other spelling")
            .help(format!("if the wire has both, say `rust: {rust}` here: then both have one name in Rust")),
            Self::Unused { is_enum } => {
                let kind = if *is_enum { "enum" } else { "record" };
                Words::new(Code::UnusedType, format!("this {kind} is used nowhere"))
                    .help("remove it, or use it")
            }
        }
    }
}
