//! Problems of one parameter or field: its form on the wire, its presence, its bounds and the values that it names.

use serde_json::{Number, Value};

use crate::diagnostic::Code;
use crate::language::Wire;
use crate::protocol::Protocol;

use super::{Help, Problem, Words, did_you_mean, list};

/// What is wrong with a parameter or a field. A type is given as it is written.
#[derive(Clone, Debug)]
pub(crate) enum FieldProblem {
    BaseValue,
    BaseOfType(String),
    BaseOfJson,
    Form {
        form: Wire,
        ty: String,
    },
    NullableParameter,
    RequiredAndNullable,
    RequiredWithDefault,
    SensitiveEnum,
    NoBounds(String),
    Bound {
        key: &'static str,
        ty: String,
        is_signed: bool,
    },
    CrossedBounds {
        min: Number,
        max: Number,
    },
    SensitiveExample,
    /// A `default` or an `example` that is nothing.
    Null(&'static str),
    /// What stands under `default` or `example`.
    Value {
        key: &'static str,
        ty: String,
        expected: DefaultKind,
        found: Value,
    },
    Below {
        key: &'static str,
        min: Number,
    },
    Above {
        key: &'static str,
        max: Number,
    },
}

/// What a type takes as a default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DefaultKind {
    Int,
    Uint,
    Float,
    Bool,
    Text,
    Time,
    /// A time in ISO 8601.
    IsoTime,
    Day,
    Base64,
    List,
    Mapping,
    /// A record has none.
    Nothing,
    /// The values of an enum, and the one that was probably meant.
    OneOf {
        values: Vec<String>,
        near: Option<String>,
    },
}

/// More values of an enum are not listed.
const MAX_VALUES: usize = 20;

impl Problem for FieldProblem {
    fn words(&self) -> Words {
        let first_index = "it is the index of the first element in a request; leave it out for 0";
        match self {
            Self::BaseValue => Words::new(Code::Base, "`base` is 0 or 1").help(first_index),
            Self::BaseOfType(ty) => {
                Words::new(Code::Base, format!("`base` is for lists, not for the type `{ty}`"))
                    .help(first_index)
            }
            Self::BaseOfJson => {
                let flat = Protocol::titles(|protocol| protocol.is_flat());
                Words::new(Code::Base, format!("`base` is for services of {flat}"))
                    .help("leave it out: a list travels as a JSON array")
            }
            Self::Form { form, ty } => {
                let message = format!("`wire: {}` has no meaning for the type `{ty}`", form.as_str());
                Words::new(Code::WireForm, message).beside("the type").help(match form {
                    Wire::Int => "it is for `bool` as 0 and 1, and for `datetime` as Unix seconds",
                    Wire::Iso => "it is for `datetime` as `2017-12-20T08:00:00+08:00`",
                    Wire::String => "it is for `bool`, numbers, enums of numbers and `json` inside a string",
                })
            }
            Self::NullableParameter => Words::new(Code::Presence, "a parameter can't be `nullable`")
                .help("a parameter that is not set is left out of the request"),
            Self::RequiredAndNullable => {
                Words::new(Code::Presence, "a field can't be both `required` and `nullable`")
                    .beside("required here")
                    .help("`required` is for what is never null; leave one of them out")
            }
            Self::Null(key) => {
                let code = if *key == "default" { Code::InvalidDefault } else { Code::InvalidExample };
                Words::new(code, format!("this `{key}` is null, which says nothing")).help("leave it out")
            }
            Self::RequiredWithDefault => Words::new(Code::Presence, "what is `required` has no default")
                .beside("required here")
                .help("what the server assumes a default for need not be given; leave one of them out"),
            Self::SensitiveEnum => Words::new(Code::SensitiveEnum, "an enum can't be sensitive")
                .beside("its values are known to everybody")
                .help("leave `sensitive` out, or make it a `string`"),
            Self::NoBounds(ty) => Words::new(Code::Bounds, format!("the type `{ty}` has no bounds"))
                .help("bounds are for numbers, and for the length of strings and lists"),
            Self::Bound { key, ty, is_signed } => {
                let what = if *is_signed { DefaultKind::Int } else { DefaultKind::Uint };
                Words::new(Code::Bounds, format!("`{key}` of the type `{ty}` is {}", what.words()))
                    .beside("the type")
            }
            Self::CrossedBounds { min, max } => {
                Words::new(Code::Bounds, format!("the lower bound {min} is above the upper bound {max}"))
                    .beside("the upper bound")
            }
            Self::SensitiveExample => Words::new(Code::InvalidExample, "what is sensitive has no example")
                .beside("sensitive here")
                .help("an example is for everybody to read; leave one of them out"),
            Self::Value { key, ty, expected, found } => Words::new(
                value_code(key),
                format!("the {key} of the type `{ty}` is wrong: expected {}", expected.words()),
            )
            .beside("the type")
            .maybe_help(expected.help(found)),
            Self::Below { key, min } => {
                Words::new(value_code(key), format!("the {key} is below the lower bound {min}"))
                    .beside("the lower bound")
            }
            Self::Above { key, max } => {
                Words::new(value_code(key), format!("the {key} is above the upper bound {max}"))
                    .beside("the upper bound")
            }
        }
    }
}

/// The code of what is wrong with the value under a key.
fn value_code(key: &str) -> Code {
    if key == "example" { Code::InvalidExample } else { Code::InvalidDefault }
}

impl DefaultKind {
    pub(super) fn words(&self) -> String {
        let words = match self {
            Self::Int => "an integer of 64 bits",
            Self::Uint => "an integer that is not negative",
            Self::Float => "a number",
            Self::Bool => "`true` or `false`",
            Self::Text => "a string",
            Self::Time => "a time as `2017-12-20 08:00:00`",
            Self::IsoTime => "a time as `2017-12-20T08:00:00+08:00`",
            Self::Day => "a day as `2017-12-20`",
            Self::Base64 => "a string of Base64",
            Self::List => "a list",
            Self::Mapping => "a mapping",
            Self::Nothing => "none, since a record has none here",
            Self::OneOf { values, .. } => {
                let more = if values.len() > MAX_VALUES { ", ..." } else { "" };
                return format!("one of its values: {}{more}", list(values.iter().take(MAX_VALUES)));
            }
        };
        words.to_owned()
    }

    /// What to write instead of what was found.
    pub(crate) fn help(&self, found: &Value) -> Option<Help> {
        match (self, found) {
            (Self::OneOf { values, .. }, Value::Number(number)) if values.contains(&number.to_string()) => {
                Some(format!("the wire has a string: write it in quotes, `\"{number}\"`").into())
            }
            (Self::OneOf { values, .. }, Value::String(text)) if values.contains(text) => {
                Some(format!("the wire has a number: write it without quotes, `{text}`").into())
            }
            (Self::OneOf { near, .. }, _) => near.as_deref().map(did_you_mean),
            (Self::Text | Self::Base64, Value::Number(_) | Value::Bool(_)) => {
                Some(format!("write it in quotes: `\"{found}\"`").into())
            }
            (Self::Bool, Value::String(text)) if ["true", "false"].contains(&text.as_str()) => {
                Some(format!("write it without quotes: `{text}`").into())
            }
            (Self::Bool, Value::Number(number)) => match number.as_u64() {
                Some(0) => Some("write `false`".into()),
                Some(1) => Some("write `true`".into()),
                _ => None,
            },
            (Self::Int | Self::Uint | Self::Float, Value::String(text)) if text.parse::<f64>().is_ok() => {
                Some(format!("write it without quotes: `{text}`").into())
            }
            _ => None,
        }
    }
}
