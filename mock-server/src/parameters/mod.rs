//! Whether parameters are what an Action takes, and what they say as JSON.

mod flat;
mod json;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::civil;
use qcloud_codegen::model::{EnumValues, Field, Record, Service, Type, TypeKind, Wire};
use serde_json::{Map, Number, Value};

use crate::reason::Reason;

/// The parameters of an Action as they travelled.
#[derive(Clone, PartialEq)]
pub(crate) enum Parameters {
    /// Names with dots and texts, in the order they came.
    Flat(Vec<(String, String)>),
    /// The object that a JSON body is.
    Json(Map<String, Value>),
}

impl Parameters {
    /// Names with dots and texts, however they travelled.
    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        match self {
            Self::Flat(pairs) => pairs.clone(),
            Self::Json(parameters) => json::pairs(parameters),
        }
    }
}

/// Something that is wrong with a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) reason: Reason,
    /// One sentence, which begins with the parameter's name.
    pub(crate) message: String,
}

/// Reads the parameters of an Action, with the defaults of those that were not sent; or says everything that is wrong with them.
pub(crate) fn read(
    service: &Service,
    request: &Record,
    parameters: &Parameters,
) -> Result<Map<String, Value>, Vec<Problem>> {
    let mut reading = Reading { service, is_hidden: false, problems: Vec::new() };
    let read = match parameters {
        Parameters::Flat(pairs) => reading.flat(request, pairs),
        Parameters::Json(object) => reading.object(request, object, ""),
    };
    if reading.problems.is_empty() { Ok(read) } else { Err(reading.problems) }
}

/// The parameters of an example, as [`Parameters::pairs`] would have them.
pub(crate) fn pairs_of(parameters: &Value) -> Vec<(String, String)> {
    parameters.as_object().map(json::pairs).unwrap_or_default()
}

/// Whether a value may be shown: it belongs to a parameter that the spec knows, and no part of the way there is sensitive.
pub(crate) fn is_public(service: &Service, request: &Record, name: &str) -> bool {
    let mut record = request;
    let mut rest = name;
    while let Some((field, inner)) = field_of(record, rest) {
        if field.sensitive {
            return false;
        }
        rest = inner;
        let mut ty = &field.ty;
        let mut has_key = false;
        while let Type::List(item) | Type::Map(item) = ty {
            has_key = matches!(ty, Type::Map(_));
            rest = split(rest).1;
            ty = item;
        }
        match ty {
            Type::Json => return true,
            Type::Named(id) => match &service.type_def(*id).kind {
                TypeKind::Record(inner) => record = inner,
                TypeKind::Enum(_) => return rest.is_empty() || has_key,
            },
            // The key of a map may have dots, and what else has parts where none belong may be anything.
            _ => return rest.is_empty() || has_key,
        }
    }
    false
}

/// The field that a name is about, and what is left of the name. Names of fields may have dots themselves.
fn field_of<'r, 'n>(record: &'r Record, name: &'n str) -> Option<(&'r Field, &'n str)> {
    let fitting = record.fields.iter().filter_map(|field| {
        let rest = name.strip_prefix(field.wire.as_str())?;
        if rest.is_empty() { Some((field, rest)) } else { Some((field, rest.strip_prefix('.')?)) }
    });
    fitting.max_by_key(|(field, _)| field.wire.len())
}

/// The first segment of a name, and the rest.
fn split(name: &str) -> (&str, &str) {
    name.split_once('.').unwrap_or((name, ""))
}

struct Reading<'s> {
    service: &'s Service,
    /// Whether what is being read is part of something sensitive.
    is_hidden: bool,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    fn problem(&mut self, reason: Reason, name: &str, what: &str) {
        self.problems.push(Problem { reason, message: format!("`{name}`: {what}") });
    }

    /// What was not given: an error where it is required, or its default.
    fn fill(
        &mut self,
        record: &Record,
        read: &mut Map<String, Value>,
        prefix: &str,
        is_given: impl Fn(&str) -> bool,
    ) {
        for field in record.fields.iter().filter(|field| !is_given(&field.wire)) {
            if field.required {
                self.problem(Reason::Missing, &format!("{prefix}{}", field.wire), "required, and missing");
            } else if let Some(default) = &field.default {
                read.insert(field.wire.clone(), default.clone());
            }
        }
    }

    fn unknown(&mut self, record: &Record, name: &str, prefix: &str) {
        let near = nearest(name, record.fields.iter().map(|field| field.wire.as_str()));
        let hint = near.map(|near| format!("; did you mean `{prefix}{near}`?")).unwrap_or_default();
        let what = if prefix.is_empty() { "parameter" } else { "field" };
        self.problem(Reason::Unknown, &format!("{prefix}{name}"), &format!("there is no such {what}{hint}"));
    }

    fn mismatch(&mut self, reason: Reason, expected: &str, found: &str, path: &str) {
        let found = if self.is_hidden { "something else" } else { found };
        self.problem(reason, path, &format!("expected {expected}, found {found}"));
    }

    /// What a scalar of a type looks like.
    fn expected(&self, field: &Field, ty: &Type) -> String {
        let expected = match ty {
            Type::Int => "an integer",
            Type::Uint => "an integer that is not negative",
            Type::Float => "a number",
            Type::Bool => match field.form {
                None | Some(Wire::Iso) => "`true` or `false`",
                Some(Wire::Int) => "0 or 1",
                Some(Wire::String) => "`true`, `false`, 0 or 1",
            },
            Type::String | Type::Secret => "a string",
            Type::Binary => "a string of Base64",
            Type::DateTime => match field.form {
                Some(Wire::Int) => "Unix seconds",
                Some(Wire::Iso) => "a time such as `2017-12-20T08:00:00+08:00`",
                None | Some(Wire::String) => "a time such as `2017-12-20 08:00:00`",
            },
            Type::Date => "a date such as `2017-12-20`",
            Type::Json | Type::List(_) | Type::Map(_) => "JSON",
            Type::Named(id) => match &self.service.type_def(*id).kind {
                TypeKind::Record(_) => "a record",
                TypeKind::Enum(values) => {
                    let values: Vec<_> = match &values.values {
                        EnumValues::Int(values) => {
                            values.iter().map(|value| value.wire.to_string()).collect()
                        }
                        EnumValues::Text(values) => values.iter().map(|value| value.wire.clone()).collect(),
                    };
                    return format!("one of `{}`", values.join("`, `"));
                }
            },
        };
        expected.to_owned()
    }

    /// A text that stands for a scalar in the form that the spec states; `None` when it is not one.
    fn text(&self, field: &Field, ty: &Type, text: &str) -> Option<Value> {
        Some(match ty {
            Type::Int => text.parse::<i64>().ok()?.into(),
            Type::Uint => text.parse::<u64>().ok()?.into(),
            Type::Float => text.parse::<f64>().ok().filter(|float| float.is_finite())?.into(),
            // The vendor's Python client writes `True`.
            Type::Bool => match (field.form, text) {
                (Some(Wire::Int | Wire::String), "1")
                | (None | Some(Wire::Iso | Wire::String), "true" | "True") => true.into(),
                (Some(Wire::Int | Wire::String), "0")
                | (None | Some(Wire::Iso | Wire::String), "false" | "False") => false.into(),
                _ => return None,
            },
            Type::String | Type::Secret => text.into(),
            Type::Binary => BASE64_STANDARD.decode(text).is_ok().then(|| text.into())?,
            Type::DateTime => match field.form {
                Some(Wire::Int) => text.parse::<i64>().ok()?.into(),
                Some(Wire::Iso) => is_iso_time(text).then(|| text.into())?,
                None | Some(Wire::String) => is_time(text).then(|| text.into())?,
            },
            Type::Date => is_date(text).then(|| text.into())?,
            Type::Json => serde_json::from_str(text).ok()?,
            Type::Named(id) => match &self.service.type_def(*id).kind {
                TypeKind::Record(_) => return None,
                TypeKind::Enum(values) => match &values.values {
                    EnumValues::Int(values) => {
                        let number = text.parse::<i64>().ok()?;
                        values.iter().any(|value| value.wire == number).then(|| number.into())?
                    }
                    EnumValues::Text(values) => {
                        values.iter().any(|value| value.wire == text).then(|| text.into())?
                    }
                },
            },
            Type::List(_) | Type::Map(_) => return None,
        })
    }

    fn check_bounds(&mut self, field: &Field, value: &Value, path: &str) {
        let (measure, what) = match value {
            Value::Number(number) => (number.clone(), ""),
            Value::String(text) => (text.chars().count().into(), " characters"),
            Value::Array(items) => (items.len().into(), " elements"),
            _ => return,
        };
        if let Some(min) = field.min.as_ref().filter(|min| greater(min, &measure)) {
            self.problem(
                Reason::InvalidValue,
                path,
                &format!("{measure}{what} is below the lower bound {min}"),
            );
        }
        if let Some(max) = field.max.as_ref().filter(|max| greater(&measure, max)) {
            self.problem(
                Reason::InvalidValue,
                path,
                &format!("{measure}{what} is above the upper bound {max}"),
            );
        }
    }
}

fn greater(a: &Number, b: &Number) -> bool {
    match (a.as_i128(), b.as_i128()) {
        (Some(a), Some(b)) => a > b,
        _ => a.as_f64() > b.as_f64(),
    }
}

/// Whether a text is a time as the vendor writes it; the zero date stands for none.
fn is_time(text: &str) -> bool {
    text.len() == 19
        && (text == "0000-00-00 00:00:00" || civil::DateTime::strptime("%Y-%m-%d %H:%M:%S", text).is_ok())
}

/// Whether a text is a time in ISO 8601, with its distance from UTC.
fn is_iso_time(text: &str) -> bool {
    text.contains('T') && text.parse::<jiff::Timestamp>().is_ok()
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && (text == "0000-00-00" || civil::Date::strptime("%Y-%m-%d", text).is_ok())
}

/// A value as it is quoted in a message.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// The name that was probably meant.
pub(crate) fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let distance = |other: &str| strsim::damerau_levenshtein(&name.to_lowercase(), &other.to_lowercase());
    known
        .into_iter()
        .map(|other| (distance(other), other))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= 1 + name.len() / 4)
        .map(|(_, other)| other)
}
