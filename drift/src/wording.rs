//! The words of a report, all of them: names for scripts and for people, and sentences.

use std::fmt;

use crate::UnknownTarget;
use crate::evidence::Form;
use crate::report::{Code, Drift, Found, Level, Noun, Reason, Rejection, Remedy, Stated};
use crate::response::{MAX_BYTES, ResponseError};

/// More names than anybody reads.
const MOST_NAMES: usize = 20;

impl Level {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Drift => "drift",
            Self::Note => "note",
        }
    }
}

impl Code {
    /// The name for scripts; it is a promise.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::UnknownField => "unknown-field",
            Self::MissingField => "missing-field",
            Self::NullInRequired => "null-in-required",
            Self::Null => "null",
            Self::NullElement => "null-element",
            Self::Type => "type",
            Self::EnumValue => "enum-value",
            Self::Date => "date",
            Self::NeverSeen => "never-seen",
            Self::ErrorCode => "error-code",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::UnknownField => "unknown field",
            Self::MissingField => "required, missing",
            Self::NullInRequired => "required, null",
            Self::Null => "null",
            Self::NullElement => "null in a list",
            Self::Type => "another type",
            Self::EnumValue => "unknown value",
            Self::Date => "not a date",
            Self::NeverSeen => "never seen",
            Self::ErrorCode => "unknown error code",
        }
    }
}

impl Drift {
    /// The path, or words for the body as a whole.
    #[must_use]
    pub fn place(&self) -> &str {
        if self.path.is_empty() { "the body" } else { &self.path }
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, stated, found, count, of, .. } = self;
        let (place, title) = (self.place(), code.title());
        write!(f, "`{place}`: {title}: the spec says {stated}, responses have {found} ({count} of {of})")
    }
}

impl fmt::Display for Stated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::Object => f.write_str("an object"),
            Self::NoField(record) => write!(f, "no such field of `{record}`"),
            Self::Type { name, form, required } => {
                write!(f, "`{name}`")?;
                if let Some(form) = form {
                    write!(f, ", wire: {}", form.as_str())?;
                }
                f.write_str(if *required { ", required" } else { "" })
            }
            Self::Requires(field) => write!(f, "a result whose `{field}` is required"),
            Self::NoCode => f.write_str("no such code"),
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Values(nouns) if nouns.is_empty() => f.write_str("nothing"),
            Self::Values(found) => f.write_str(&nouns(found)),
            Self::Keys(1, values) => write!(f, "1 key like data: {}", nouns(values)),
            Self::Keys(keys, values) => write!(f, "{keys} keys like data: {}", nouns(values)),
            Self::Words(words) => {
                let shown = words.iter().map(|word| match word.as_str() {
                    "" => "the empty string".to_owned(),
                    word => format!("`{word}`"),
                });
                f.write_str(&shown.collect::<Vec<_>>().join(", "))
            }
            Self::ManyWords(count) => write!(f, "{count} other values"),
            Self::Hidden => f.write_str("something that may be data and is not shown"),
            Self::ErrorCode(Some(code)) => write!(f, "`{code}`"),
            Self::ErrorCode(None) => f.write_str("a code that is not shown, since it may be data"),
        }
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Patch(edits) => {
                f.write_str(&edits.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
            }
            Self::Hand(reason) => reason.fmt(f),
            Self::None => Ok(()),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Place => f.write_str("say with `result: {in: ...}` where the result stands"),
            Self::BesideResponse => f.write_str("API 3.0 has nothing beside `Response`"),
            Self::BesideData(result) => write!(
                f,
                "the spec describes only `{result}`; with `result: {{in: beside}}` it describes the whole body, `data` as a field of it"
            ),
            Self::AroundResult { result, holder } => write!(
                f,
                "the spec describes only `{result}`; `result: {{in: {holder}}}` would describe what holds it"
            ),
            Self::MayBeNothing(field) => {
                write!(f, "a result that may be nothing requires nothing: leave out `required` of `{field}`")
            }
            Self::KeysAreData => f.write_str(
                "the keys look like data, which is not written into a spec; a map is described as `{string: T}`",
            ),
            Self::ResultType => f.write_str("correct the `type` of the `result`"),
            Self::NullElement => f.write_str(
                "a list or a map can't say that its values may be null; the client leaves them out",
            ),
            Self::HiddenValue => f.write_str("what may be data is not written into a spec; look at the response"),
            Self::TooManyWords => {
                f.write_str("these are too many for an enum: describe a `string` or an `int`")
            }
            Self::Misnamed(name) => write!(
                f,
                "responses have `{name}`, which would be the same name in Rust: correct the name in the spec"
            ),
            Self::SameName { name, known } => write!(
                f,
                "`{name}` and `{known}` would be one field in Rust: correct the name in the spec, or add the field with `rust:`"
            ),
            Self::HoldsTimes => f.write_str(
                "the client reads what it can of these as times and keeps the rest as it came; another type would read less",
            ),
            Self::Examples(found) => write!(
                f,
                "the examples of the spec have {} here: correct or remove these first, where the responses are right",
                nouns(found)
            ),
            Self::EnumKind { numbers, found } => write!(
                f,
                "an enum of {} does not describe all that responses and examples have here ({})",
                if *numbers { "numbers" } else { "strings" },
                nouns(found)
            ),
            Self::NoType(found) => write!(
                f,
                "no type describes all that responses and examples have here ({}); the client reads what it can",
                nouns(found)
            ),
            Self::NoPlace => f.write_str("the spec has no place for it that an edit could change"),
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoEnvelope(protocol) => {
                let (message, help) = protocol.no_envelope();
                write!(f, "{message}; {help}")
            }
            Self::Foreign(action) => write!(
                f,
                "it shares no field with the result of {action}: is it the response of another Action?"
            ),
            Self::Stream(action) => write!(
                f,
                "it is a stream of events, and the spec does not say that {action} answers with one; `stream: true` says so"
            ),
        }
    }
}

impl fmt::Display for ResponseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "the file has more than {} MiB", MAX_BYTES >> 20),
            Self::NotUtf8 { line } => write!(f, "the file is not UTF-8, first in line {line}"),
            Self::Empty => f.write_str("the file is empty"),
            Self::NotJson(error) => write!(f, "the file is not JSON: {error}"),
        }
    }
}

impl fmt::Display for UnknownTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = match self {
            Self::Service { name, known } => {
                write!(f, "the spec has no service `{name}`; it has ")?;
                known
            }
            Self::Action { service, name, known } => {
                write!(f, "the service `{service}` has no Action `{name}`; it has ")?;
                known
            }
        };
        f.write_str(&known[..known.len().min(MOST_NAMES)].join(", "))?;
        match known.len().saturating_sub(MOST_NAMES) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// Kinds of values, in words.
fn nouns(nouns: &[Noun]) -> String {
    let mut words: Vec<String> = nouns.iter().map(noun).collect();
    words.dedup();
    words.join(" or ")
}

fn noun(noun: &Noun) -> String {
    match noun {
        Noun::Scalar(form) => scalar(*form).to_owned(),
        Noun::List(items) if items.is_empty() => "list".to_owned(),
        Noun::List(items) => format!("list of {}", nouns(items)),
        Noun::EmptyList => "empty list".to_owned(),
        Noun::Object => "object".to_owned(),
        Noun::Map => "object whose keys look like data".to_owned(),
        Noun::Null => "null".to_owned(),
    }
}

fn scalar(form: Form) -> &'static str {
    match form {
        Form::Bool => "bool",
        Form::ZeroOne | Form::Uint | Form::BigUint => "number",
        Form::Negative => "negative number",
        Form::Fraction => "fraction",
        Form::Huge => "number beyond 64 bits",
        Form::Empty => "empty string",
        Form::BoolText => "string with a bool",
        Form::ZeroOneText | Form::UintText | Form::BigUintText => "string with a number",
        Form::NegativeText => "string with a negative number",
        Form::FractionText => "string with a fraction",
        Form::PaddedText => "string of digits",
        Form::DateTime => "string like a datetime",
        Form::Iso => "string like an ISO time",
        Form::Date => "string like a date",
        Form::ZeroDateTime | Form::ZeroDate => "string with the zero date",
        Form::PrivateKey => "string like a private key",
        Form::JsonText => "string with JSON",
        Form::Text => "string",
    }
}
