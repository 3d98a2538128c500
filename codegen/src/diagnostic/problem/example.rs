//! Problems of examples: their names, their responses, and values that do not fit their types.

use serde_json::Value;

use crate::diagnostic::Code;

use super::parameter::describe;
use super::{DefaultKind, Help, Problem, TypeProblem, Words, did_you_mean};

/// What every request has, beside the parameters of its Action.
const OF_EVERY_REQUEST: [&str; 9] = [
    "Action",
    "Language",
    "Nonce",
    "Region",
    "SecretId",
    "Signature",
    "SignatureMethod",
    "Timestamp",
    "Version",
];

/// What is wrong with an example as such.
#[derive(Clone, Debug)]
pub(crate) enum ExampleProblem {
    CapturedAndLoose,
    NoName(String),
    SameName(String),
    NotJson {
        said: String,
        help: Option<String>,
    },
    RepeatedKey(String),
    EmptyResponse,
    /// A response that is a stream, of an Action that has none.
    NoStream,
    NoEvent,
    EventNotJson {
        number: usize,
        said: String,
    },
    /// A parameter that is set and empty, where parameters are flat.
    NoFlatForm(String),
}

/// What in the JSON of an example does not fit its Action. A path is empty for the JSON as a whole.
#[derive(Clone, Debug)]
pub(crate) enum Misfit {
    /// In the words of the protocol, and what to do.
    NoEnvelope {
        message: &'static str,
        help: &'static str,
    },
    /// The response has a result, of which the spec says nothing.
    ResultNotDescribed {
        path: String,
    },
    /// A field of the result that the response has around the result.
    Envelope {
        name: String,
    },
    /// The result stands in another place of the response, by its name.
    OtherPlace {
        write: String,
    },
    /// The result is missing or empty, and has a required field.
    NoResult {
        path: String,
        is_empty: bool,
        field: String,
    },
    MissingParameter {
        name: String,
        path: String,
    },
    MissingField {
        name: String,
        path: String,
    },
    NoParameter {
        name: String,
        near: Option<String>,
    },
    /// Whether it should be described, rather than left out of the example.
    NoField {
        name: String,
        path: String,
        near: Option<String>,
        is_exact: bool,
    },
    NullParameter {
        path: String,
    },
    RequiredNull {
        path: String,
    },
    Null {
        path: String,
    },
    NullElement {
        path: String,
    },
    /// The kind of JSON that was found.
    Unlike {
        path: String,
        wanted: Wanted,
        found: &'static str,
    },
    /// A number that stands for a value of an enum of strings, or a string for one of an enum of numbers; whether only servers sent such.
    OtherKind {
        is_int: bool,
        value: Value,
        is_captured: bool,
    },
    /// What is none of the values of its enum, and one that is nearly so; whether it is sent, or stands in a response.
    UnknownValue {
        value: Value,
        near: Option<String>,
        is_sent: bool,
    },
    /// A text that is no time, or no day, as the spec says it.
    NoTime {
        path: String,
        wanted: DefaultKind,
        remedy: Option<TimeRemedy>,
    },
    OtherForm {
        path: String,
        stated: &'static str,
        found: &'static str,
        remedy: Remedy,
    },
}

/// What a type takes in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Int,
    Uint,
    Float,
    Bool,
    Text,
    Json,
    Array,
    Object,
    EnumValue,
}

/// How the spec would state the form that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remedy {
    WireString,
    WireInt,
    WireIso,
    Seconds,
    NoWire,
    OtherType,
}

/// How the spec would state what a text says that is no time as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeRemedy {
    WireIso,
    NoWire,
    Day,
    Time,
}

impl Problem for ExampleProblem {
    fn words(&self) -> Words {
        match self {
            Self::CapturedAndLoose => Words::new(Code::Contradiction, "what a server sent is never loose")
                .beside("a server sent it")
                .help("leave `loose` out, and describe what the server sends; or leave `captured` out"),
            Self::NoName(given) => {
                Words::new(Code::ExampleName, format!("`{given}` gives no name for a test"))
                    .help("give the example a `name` of letters, digits and `_`")
            }
            Self::SameName(name) => {
                Words::new(Code::ExampleName, format!("two examples are called `{name}`"))
                    .label("the second")
                    .beside("the first")
                    .help("give one of them another `name`")
            }
            Self::NotJson { said, help } => {
                Words::new(Code::ResponseNotJson, format!("the response is not JSON: {said}"))
                    .beside("the response of this example")
                    .maybe_help(help.as_deref())
            }
            Self::NoFlatForm(name) => Words::new(
                Code::UnexpectedNull,
                format!("`{name}` is set and empty, which flat parameters have no form for"),
            )
            .help("leave out a parameter that is not set"),
            Self::RepeatedKey(key) => {
                Words::new(Code::RepeatedKey, format!("the key `{key}` is given twice"))
                    .label("clients read this one")
                    .beside("first given here")
                    .help("remove one of them, if the server does not really send both")
            }
            Self::NoStream => Words::new(
                Code::UnexpectedStream,
                "the response is a stream of events, and the Action has none",
            )
            .help("say that it has: `stream: true`"),
            Self::NoEvent => Words::new(Code::ResponseNotJson, "the response is a stream without an event")
                .beside("the response of this example")
                .help("an event is a line `data: {...}` and an empty line"),
            Self::EventNotJson { number, said } => {
                Words::new(Code::ResponseNotJson, format!("event {number} is not JSON: {said}"))
                    .beside("the response of this example")
            }
            Self::EmptyResponse => {
                Words::new(Code::ResponseNotJson, "the response is not JSON: the file is empty")
                    .beside("the response of this example")
            }
        }
    }
}

impl Problem for Misfit {
    fn words(&self) -> Words {
        match self {
            Self::NoEnvelope { message, help } => Words::new(Code::NoEnvelope, *message).help(*help),
            Self::ResultNotDescribed { path } => {
                let what = if path.is_empty() { "something".to_owned() } else { format!("`{path}`") };
                Words::new(
                    Code::ResponseResult,
                    format!("the response holds {what}, of which the Action's `result` says nothing"),
                )
                .help("describe it: `result: {fields: {...}}`, or `result: {type: ...}`; without, an Action answers with nothing")
            }
            Self::Envelope { name } => envelope(name),
            Self::OtherPlace { write } => other_place(write),
            Self::NoResult { path, is_empty, field } => {
                let has = if *is_empty { "has an empty" } else { "has no" };
                let message = format!("the response {has} `{path}`, of which `{field}` is required");
                Words::new(Code::ResponseResult, message).beside("required here")
            }
            Self::MissingParameter { name, path } => {
                missing(format!("the required parameter `{name}` is missing{}", within(path)))
            }
            Self::MissingField { name, path } => {
                missing(format!("the required field `{name}` is missing{}", within(path)))
            }
            Self::NoParameter { name, near } => {
                let words = Words::new(Code::UnknownField, format!("the Action has no parameter `{name}`"))
                    .beside("this record");
                if near.is_none() && OF_EVERY_REQUEST.contains(&name.as_str()) {
                    words.help("leave it out: the client gives it to every request")
                } else {
                    words.help(near.as_deref().map_or_else(|| describe(name, "..."), did_you_mean))
                }
            }
            Self::NoField { name, path, near, is_exact } => Words::new(
                Code::UnknownField,
                format!("{} is not described: the record has no field `{name}`", whole(path)),
            )
            .beside("this record")
            .maybe_help(match near {
                Some(near) => Some(did_you_mean(near)),
                None => is_exact
                    .then(|| format!("describe it under `fields`: `{name}: {{type: ..., doc: ...}}`").into()),
            }),
            Self::NullParameter { path } => {
                Words::new(Code::UnexpectedNull, format!("{} is null", whole(path)))
                    .help("leave out a parameter that is not set")
            }
            Self::RequiredNull { path } => {
                Words::new(Code::UnexpectedNull, format!("{} is required, and null", whole(path)))
                    .beside("required here")
            }
            Self::Null { path } => Words::new(Code::UnexpectedNull, format!("{} is null", whole(path)))
                .beside("not `nullable`")
                .help("say `nullable: true` if the server sends it so"),
            Self::NullElement { path } => Words::new(
                Code::UnexpectedNull,
                format!("{} is null, which a list or map can't hold", whole(path)),
            )
            .beside("described here"),
            Self::Unlike { path, wanted, found } => Words::new(
                Code::MismatchedValue,
                match path.as_str() {
                    "" => format!("expected {}, found {found}", wanted.words()),
                    path => format!("`{path}`: expected {}, found {found}", wanted.words()),
                },
            )
            .beside("described here")
            .maybe_help(
                (path.is_empty() && *wanted == Wanted::Object && *found == "a string")
                    .then_some("write it as a mapping, without quotes around it"),
            ),
            Self::OtherKind { is_int, value, is_captured: true } => captured_kind(*is_int, value),
            Self::OtherKind { is_int, .. } => TypeProblem::OtherKind { is_int: *is_int }.words(),
            Self::UnknownValue { value, near, is_sent } => unknown_value(value, near.as_deref(), *is_sent),
            Self::NoTime { path, wanted, remedy } => no_time(path, wanted, *remedy),
            Self::OtherForm { path, stated, found, remedy } => other_form(path, stated, found, *remedy),
        }
    }
}

fn other_place(write: &str) -> Words {
    let text = format!("write `in: {write}`");
    Words::new(Code::ResultPlace, "the fields of the result stand elsewhere in the response")
        .beside("none of them is here")
        .help(Help { text, instead: Some(write.to_owned()) })
}

fn envelope(name: &str) -> Words {
    let message = format!("`{name}` stands around the result, so it is no field of it");
    Words::new(Code::ResponseResult, message)
        .beside("the result is this")
        .help(format!("describe what is in `{name}`, and nothing beside it"))
}

fn unknown_value(value: &Value, near: Option<&str>, is_sent: bool) -> Words {
    let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let words =
        Words::new(Code::UnknownValue, format!("the enum has no value `{shown}`")).beside("described here");
    let add = format!("add it to the enum: `{}`", definition(value));
    match near {
        Some(near) if is_sent => words.meant(Some(near)),
        // The response stands as it came, so it is the enum that may have it otherwise.
        Some(near) => words.help(format!("{add}, or write it there in place of `{near}`")),
        None => words.help(add),
    }
}

/// How an enum describes a value.
fn definition(value: &Value) -> String {
    match value {
        Value::String(text) => {
            let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
                && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
                && !["true", "false", "null"].contains(&text.as_str());
            let key = if is_plain { text.clone() } else { value.to_string() };
            format!("{key}: {{doc: ...}}")
        }
        number => format!("{number}: {{name: ..., doc: ...}}"),
    }
}

fn captured_kind(is_int: bool, value: &Value) -> Words {
    let (kind, found) = if is_int { ("numbers", "strings") } else { ("strings", "numbers") };
    let message = format!("the values of this enum are {kind}, and the server sent only {found}");
    Words::new(Code::UnknownValue, message).beside("one of them").help(format!(
        "write each as the server sends it, such as `{}`; where it sends both, an example with one of the {kind} shows that",
        definition(value)
    ))
}

fn no_time(path: &str, wanted: &DefaultKind, remedy: Option<TimeRemedy>) -> Words {
    Words::new(Code::NoTime, format!("{}: expected {}", whole(path), wanted.words()))
        .beside("described here")
        .help(match remedy {
            Some(TimeRemedy::WireIso) => "say `wire: iso` if the server has it so",
            Some(TimeRemedy::NoWire) => "leave `wire` out if the server has it so",
            Some(TimeRemedy::Day) => "say `type: date` if the server has it so",
            Some(TimeRemedy::Time) => "say `type: datetime` if the server has it so",
            None => "say `type: string` if the server has it so; an example that only a careless page has is `loose`",
        })
}

fn other_form(path: &str, stated: &str, found: &str, remedy: Remedy) -> Words {
    Words::new(Code::OtherForm, format!("{}: expected {stated}, found {found}", whole(path)))
        .beside("described here")
        .help(match remedy {
            Remedy::WireString => "say `wire: string` if the server sends it so".to_owned(),
            Remedy::WireInt => "say `wire: int` if the server sends it so".to_owned(),
            Remedy::WireIso => "say `wire: iso` if the server sends it so".to_owned(),
            Remedy::Seconds => "say `wire: int` if the server sends seconds since 1970".to_owned(),
            Remedy::NoWire => "leave `wire` out if the server sends it so".to_owned(),
            Remedy::OtherType => format!("say another `type` if the server sends {found}"),
        })
}

fn missing(message: String) -> Words {
    Words::new(Code::MissingField, message).beside("required here")
}

fn within(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!(" in `{path}`") }
}

fn whole(path: &str) -> String {
    if path.is_empty() { "this".to_owned() } else { format!("`{path}`") }
}

impl Wanted {
    fn words(self) -> &'static str {
        match self {
            Self::Int => "an integer",
            Self::Uint => "an integer that is not negative",
            Self::Float => "a number",
            Self::Bool => "a bool",
            Self::Text => "a string",
            Self::Json => "JSON",
            Self::Array => "an array",
            Self::Object => "an object",
            Self::EnumValue => "a value of the enum",
        }
    }
}
