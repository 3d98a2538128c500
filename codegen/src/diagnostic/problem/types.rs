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
    /// The values that are strings in an enum of numbers, or the other way round.
    Mixed {
        odd: Vec<String>,
        is_int: bool,
        /// Whether the first of them is there as a number too.
        is_there: bool,
    },
    /// What stands for a value of an enum is of another kind than its values are.
    OtherKind {
        is_int: bool,
    },
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
    /// The type of a map, written in quotes.
    Quoted(String),
    /// A name that is spelled nearly so.
    Name(String),
    /// A type of another language, in the words of this one.
    Foreign(String),
    List,
    Map,
    Enum,
    Secret,
    /// One of several types.
    Several,
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
            Self::Mixed { odd, is_there: true, .. } => {
                let key = odd.first().map_or("", String::as_str);
                Words::new(Code::MixedEnum, format!("the value `{key}` is there as a number, and as a string"))
                    .beside("the other one")
                    .help("remove one of them")
            }
            Self::Mixed { odd, is_int, .. } => mixed(odd, *is_int),
            Self::OtherKind { is_int: true } => Words::new(
                Code::MixedEnum,
                "the values of this enum are numbers, and a string stands for one of them",
            )
            .beside("a string")
            .help("write each as the wire has it: `NAME: {doc: ...}` for a string; a server that sends both needs `type: json`"),
            Self::OtherKind { is_int: false } => Words::new(
                Code::MixedEnum,
                "the values of this enum are strings, and a number stands for one of them",
            )
            .beside("a number")
            .help("write each as the wire has it: `1: {name: ..., doc: ...}` for a number; a server that sends both needs `type: json`"),
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

/// What an enum says that has values of both kinds.
fn mixed(odd: &[String], is_int: bool) -> Words {
    const MANY: usize = 5;
    let (kind, one, other) =
        if is_int { ("numbers", "string", "a number") } else { ("strings", "number", "a string") };
    let more = if odd.len() > MANY { ", ..." } else { "" };
    let what = match odd {
        [odd] => format!("`{odd}` is a {one}"),
        odd => format!("{}{more} are {one}s", list(odd.iter().take(MANY))),
    };
    let key = odd.first().map_or("", String::as_str);
    Words::new(Code::MixedEnum, format!("the enum has {kind}, and {what}")).beside(other).help(
        match (is_int, key.parse::<i64>()) {
            (false, _) => format!("write `\"{key}\"` if the wire has a string here too"),
            (true, Ok(number)) => {
                format!("write `{number}`, without quotes, if the wire has a number here too")
            }
            (true, Err(_)) => format!(
                "write the number that the wire has, and `{key}` as its name: `5: {{name: {key}, doc: ...}}`"
            ),
        },
    )
}

impl Guess {
    fn words(&self) -> Help {
        match self {
            Self::ListOf(item) => format!("write `[{item}]`, without quotes, for a list").into(),
            Self::Quoted(map) => format!("write `{map}`, without quotes, for a map").into(),
            Self::Foreign(meant) => Help { text: format!("write `{meant}`"), instead: Some(meant.clone()) },
            Self::Name(name) => did_you_mean(name),
            Self::List => "a list is written `[T]`, such as `[string]`".into(),
            Self::Map => "a map is written `{string: T}`, such as `{string: int}`".into(),
            Self::Enum => {
                "an enum has a name: define it under `types`, with `values`, and write its name here".into()
            }
            Self::Secret => "a secret is a `string` with `sensitive: true`".into(),
            Self::Several => {
                "a value has one type, which is read in other forms too, such as a number in a string; `json` is anything".into()
            }
            Self::Unknown => {
                let scalars = list(Scalar::ALL.into_iter().map(Scalar::name));
                format!("define it under `types`, or use {scalars}").into()
            }
        }
    }
}
