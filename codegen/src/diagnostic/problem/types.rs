//! Problems of records and enums, and of the names of types.

use crate::diagnostic::Code;
use crate::language::Scalar;

use super::{Help, Problem, Words, did_you_mean, list};

/// What is wrong with a type, or with the name of one.
#[derive(Clone, Debug)]
pub(crate) enum TypeProblem {
    /// An error code has more than one meaning.
    SeveralEffects,
    Both,
    Neither,
    NoValues,
    NumberAmongStrings(String),
    UnnamedValue(String),
    BuiltIn(String),
    Unknown {
        name: String,
        guess: Guess,
    },
    Endless {
        record: String,
        through_others: bool,
    },
}

/// What an unknown type was probably meant to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Guess {
    /// A list of known types, written in quotes.
    ListOf(String),
    /// A name that is spelled nearly so.
    Name(String),
    /// A type of another language, in the words of this one.
    Foreign(String),
    List,
    Map,
    Enum,
    Secret,
    Unknown,
}

impl Problem for TypeProblem {
    fn words(&self) -> Words {
        let kinds = "a record has `fields`, an enum has `values`";
        match self {
            Self::Both => Words::new(Code::TypeKind, "a type has `fields` or `values`, not both")
                .beside("the fields of a record")
                .help(kinds),
            Self::Neither => Words::new(Code::TypeKind, "a type needs `fields` or `values`").help(kinds),
            Self::NoValues => Words::new(Code::EmptyEnum, "an enum needs at least one value")
                .help("an enum of strings: `A: {doc: ...}`; an enum of numbers: `1: {name: ..., doc: ...}`"),
            Self::NumberAmongStrings(key) => {
                Words::new(Code::MixedEnum, format!("the enum has strings, and `{key}` is a number"))
                    .beside("a string")
                    .help(format!("write `\"{key}\"` if the wire has a string here too"))
            }
            Self::UnnamedValue(key) => {
                Words::new(Code::UnnamedValue, format!("the value `{key}` needs a `name`"))
                    .help(format!("a number gives no Rust name: `{key}: {{name: ..., doc: ...}}`"))
            }
            Self::BuiltIn(name) => {
                Words::new(Code::BuiltInType, format!("`{name}` is a built-in type and can't be defined"))
                    .help("give the type another name")
            }
            Self::Unknown { name, guess } => Words::new(Code::UnknownType, format!("unknown type `{name}`"))
                .label("no enum, record or scalar has this name")
                .help(guess.words()),
            Self::SeveralEffects => {
                Words::new(Code::Contradiction, "an error code means one thing for a call")
                    .beside("what it means already")
                    .help("`retry`: it may pass; `throttling`: nothing was done, repeat any call; `empty`: it is no failure")
            }
            Self::Endless { record, through_others } => {
                let through = if *through_others { " through others" } else { "" };
                let message =
                    format!("the record `{record}` requires itself{through}, so none can ever be complete");
                Words::new(Code::EndlessRecord, message)
                    .label("required here")
                    .beside("and here")
                    .help("leave one `required` out, or make it a list")
            }
        }
    }
}

impl Guess {
    fn words(&self) -> Help {
        match self {
            Self::ListOf(item) => format!("write `[{item}]`, without quotes, for a list").into(),
            Self::Foreign(meant) => Help { text: format!("write `{meant}`"), instead: Some(meant.clone()) },
            Self::Name(name) => did_you_mean(name),
            Self::List => "a list is written `[T]`, such as `[string]`".into(),
            Self::Map => "a map is written `{string: T}`, such as `{string: int}`".into(),
            Self::Enum => {
                "an enum has a name: define it under `types`, with `values`, and write its name here".into()
            }
            Self::Secret => "a secret is a `string` with `sensitive: true`".into(),
            Self::Unknown => {
                let scalars = list(Scalar::ALL.into_iter().map(Scalar::name));
                format!("define it under `types`, or use {scalars}").into()
            }
        }
    }
}
