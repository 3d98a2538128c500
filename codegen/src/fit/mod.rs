//! Does a scalar fit a type of the spec, and is it in the form that the spec states? The rules that examples and captured responses share.

pub(crate) mod fitting;

use std::collections::HashSet;

use serde_json::Value;

use self::fitting::{Fitting, Mode, Owner};
use crate::model::{
    Enum, EnumValues, PageType, Protocol, Record, ResultPlace, Type, TypeDef, TypeKind, Wire,
};

/// How the response of an example compares with its Action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// It is read and comes back the same.
    Exact,
    /// It is read, but has something that the spec does not describe or describes otherwise; the first such thing.
    Loose(String),
    /// It is not read; why.
    Failed(String),
}

/// Compares the body of a response with the type of its Action's result, which is one of `types` or made of them, and where it stands.
#[must_use]
pub fn response(
    types: &[TypeDef],
    protocol: Protocol,
    (place, result): (&ResultPlace, &Type),
    body: &Value,
) -> Reading {
    let broken = HashSet::new();
    let problem = |mode| {
        let mut fitting = Fitting::new(types, &broken, mode);
        fitting.body(protocol, body, place, result);
        fitting.problems.into_iter().next().map(|problem| problem.message)
    };
    match problem(Mode::Exact) {
        None => Reading::Exact,
        Some(difference) => problem(Mode::Loose).map_or(Reading::Loose(difference), Reading::Failed),
    }
}

/// Compares the parameters of a request, as JSON, with those of its Action, whose types are among `types`.
///
/// # Errors
///
/// The first thing that does not fit.
pub fn request(types: &[TypeDef], request: &Record, parameters: &Value) -> Result<(), String> {
    let broken = HashSet::new();
    let mut fitting = Fitting::new(types, &broken, Mode::Request);
    fitting.record(Owner::Request, request, parameters);
    fitting.problems.into_iter().next().map_or(Ok(()), |problem| Err(problem.message))
}

/// How a scalar compares with a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It is in the form that the spec states.
    Stated,
    /// It is a value of the type in another form, such as a number inside a string.
    OtherForm,
    /// It is no value of the type.
    Unlike,
}

/// Compares a scalar with a type of a service and the `wire` of its field. `types` are those of the service.
///
/// A text passes for a time or a day whatever it says, and any scalar for the value of an enum: enums are open.
///
/// ```
/// use qcloud_codegen::fit::{Fit, judge};
/// use qcloud_codegen::model::{Type, Wire};
/// use serde_json::json;
///
/// assert_eq!(judge(&[], &Type::Int, None, &json!(12)), Fit::Stated);
/// assert_eq!(judge(&[], &Type::Int, None, &json!("12")), Fit::OtherForm);
/// assert_eq!(judge(&[], &Type::Int, Some(Wire::String), &json!("12")), Fit::Stated);
/// assert_eq!(judge(&[], &Type::Int, None, &json!("twelve")), Fit::Unlike);
/// ```
#[must_use]
pub fn judge(types: &[TypeDef], ty: &Type, form: Option<Wire>, value: &Value) -> Fit {
    match stated(types, ty, form, value) {
        None => Fit::Unlike,
        Some(stated) if is_same(ty, &stated, value) => Fit::Stated,
        Some(_) => Fit::OtherForm,
    }
}

/// A scalar in the form that the spec states; `None` when it is no value of the type.
pub(crate) fn stated(types: &[TypeDef], ty: &Type, form: Option<Wire>, value: &Value) -> Option<Value> {
    let text = match value {
        Value::Array(_) | Value::Object(_) | Value::Null if *ty != Type::Json => return None,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let number =
        |number: Value| if form == Some(Wire::String) { Value::String(text.clone()) } else { number };
    Some(match ty {
        Type::Int => number(text.parse::<i64>().ok()?.into()),
        Type::Uint => number(text.parse::<u64>().ok()?.into()),
        Type::Float => number(text.parse::<f64>().ok()?.into()),
        Type::Bool => bool_value(&text, form)?,
        Type::DateTime if form == Some(Wire::Int) => text.parse::<i64>().ok()?.into(),
        Type::String | Type::Secret | Type::DateTime | Type::Date | Type::Binary => Value::String(text),
        Type::Json if form == Some(Wire::String) => match value {
            Value::String(inner) => serde_json::from_str::<Value>(inner).ok().map(|_| value.clone())?,
            other => Value::String(other.to_string()),
        },
        Type::Json => value.clone(),
        Type::Named(id) => match &types[id.0].kind {
            TypeKind::Enum(Enum { values: EnumValues::Int(values), .. }) => match text.parse::<i64>() {
                Ok(int) if values.iter().any(|value| value.wire == int) => number(int.into()),
                _ => value.clone(), // unknown: kept as it came
            },
            TypeKind::Enum(Enum { values: EnumValues::Text(values), .. }) => {
                if values.iter().any(|value| value.wire == text) {
                    Value::String(text)
                } else {
                    value.clone()
                }
            }
            TypeKind::Record(_) => return None,
        },
        Type::List(_) | Type::Map(_) => return None,
    })
}

/// Whether the client reads a scalar of JSON as a value of the type, in whatever form: the rules of its tolerance, told a second time.
pub(crate) fn is_read(types: &[TypeDef], ty: &Type, value: &Value) -> bool {
    let is_plain = !matches!(value, Value::Array(_) | Value::Object(_) | Value::Null);
    let is_numeric =
        |text: &str| text.strip_prefix('-').unwrap_or(text).starts_with(|first: char| first.is_ascii_digit());
    let float = || match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) if is_numeric(text) => {
            text.parse().ok().filter(|number: &f64| number.is_finite())
        }
        _ => None,
    };
    let whole = || float().filter(|number| number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0);
    let text = value.as_str().filter(|text| is_numeric(text));
    match ty {
        Type::Json => true,
        Type::String | Type::Secret | Type::DateTime | Type::Date | Type::Binary => is_plain,
        Type::Int => {
            value.is_i64() || text.is_some_and(|text| text.parse::<i64>().is_ok()) || whole().is_some()
        }
        Type::Uint => {
            let is_positive = |number: f64| number >= 0.0;
            value.is_u64()
                || text.is_some_and(|text| text.parse::<u64>().is_ok())
                || whole().is_some_and(is_positive)
        }
        Type::Float => float().is_some(),
        Type::Bool => match value {
            Value::Bool(_) => true,
            Value::String(text) => {
                ["true", "false", "0", "1"].iter().any(|known| known.eq_ignore_ascii_case(text))
            }
            _ => whole().is_some_and(|number| [0.0, 1.0].contains(&number)),
        },
        Type::Named(id) => is_plain && matches!(types[id.0].kind, TypeKind::Enum(_)),
        Type::List(_) | Type::Map(_) => false,
    }
}

/// Whether a scalar is in its stated form; a float may have been written as an integer.
pub(crate) fn is_same(ty: &Type, stated: &Value, value: &Value) -> bool {
    stated == value || (*ty == Type::Float && stated.as_f64() == value.as_f64())
}

fn bool_value(text: &str, form: Option<Wire>) -> Option<Value> {
    let value = match text {
        "true" | "1" => true,
        "false" | "0" => false,
        _ => return None,
    };
    Some(match form {
        None | Some(Wire::Iso) => Value::Bool(value),
        Some(Wire::Int) => i64::from(value).into(),
        Some(Wire::String) => Value::String(text.to_owned()),
    })
}

/// Whether `wire` may say this of a type; of a list or a map, of the scalars in it.
#[must_use]
pub fn takes(types: &[TypeDef], ty: &Type, form: Wire) -> bool {
    match (form, scalar_of(ty)) {
        (Wire::Int, Type::Bool | Type::DateTime)
        | (Wire::Iso, Type::DateTime)
        | (Wire::String, Type::Bool | Type::Int | Type::Uint | Type::Float | Type::Json) => true,
        (Wire::String, Type::Named(id)) => {
            matches!(&types[id.0].kind, TypeKind::Enum(Enum { values: EnumValues::Int(_), .. }))
        }
        _ => false,
    }
}

/// The type of the scalars inside lists and maps.
pub(crate) fn scalar_of(ty: &Type) -> &Type {
    match ty {
        Type::List(inner) | Type::Map(inner) => scalar_of(inner),
        scalar => scalar,
    }
}

/// The type as the vendor's pages would call what travels; `None` for free-form JSON, which may be anything.
#[must_use]
pub fn page_type(types: &[TypeDef], ty: &Type, form: Option<Wire>) -> Option<PageType> {
    let number = |plain| Some(if form == Some(Wire::String) { PageType::String } else { plain });
    match ty {
        Type::Int | Type::Uint => number(PageType::Int),
        Type::Float => number(PageType::Float),
        Type::Bool if form == Some(Wire::Int) => Some(PageType::Int),
        Type::Bool => number(PageType::Bool),
        Type::DateTime if form == Some(Wire::Int) => Some(PageType::Int),
        Type::String | Type::Secret | Type::DateTime | Type::Date | Type::Binary => Some(PageType::String),
        Type::Json if form == Some(Wire::String) => Some(PageType::String),
        Type::Json => None,
        Type::List(_) => Some(PageType::Array),
        Type::Map(_) => Some(PageType::Object),
        Type::Named(id) => match &types[id.0].kind {
            TypeKind::Record(_) => Some(PageType::Object),
            TypeKind::Enum(Enum { values: EnumValues::Int(_), .. }) => number(PageType::Int),
            TypeKind::Enum(_) => Some(PageType::String),
        },
    }
}

/// Whether a text is a day as the vendor writes it, `2017-12-20`.
#[must_use]
pub fn is_date(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let number = |part: &str, length: usize| {
        (part.len() == length && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse::<u32>().unwrap_or(0))
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=days).contains(&day)
}

/// Whether a text is a time as the vendor writes it, `2017-12-20 08:00:00`.
#[must_use]
pub fn is_datetime(text: &str) -> bool {
    text.split_once(' ').is_some_and(|(date, time)| is_date(date) && is_time(time))
}

/// Whether a text is a time in ISO 8601, `2017-12-20T08:00:00+08:00`; the offset may be missing.
#[must_use]
pub fn is_iso(text: &str) -> bool {
    let Some((date, rest)) = text.split_once('T') else { return false };
    let (time, offset) = match rest.find(['Z', '+', '-']) {
        Some(at) => rest.split_at(at),
        None => (rest, "Z"),
    };
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let is_offset = match offset.split_at(1) {
        ("Z", rest) => rest.is_empty(),
        (_, rest) => is_time(&format!("{rest}:00")),
    };
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
    is_date(date) && is_time(time) && is_fraction && is_offset
}

fn is_time(text: &str) -> bool {
    let parts: Vec<_> = text.split(':').collect();
    let below = |part: &str, limit: u32| {
        part.len() == 2
            && part.bytes().all(|b| b.is_ascii_digit())
            && part.parse::<u32>().is_ok_and(|n| n < limit)
    };
    matches!(parts.as_slice(), [h, m, s] if below(h, 24) && below(m, 60) && below(s, 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_from_what_only_looks_like_them() {
        for text in [
            "2017-12-20T08:00:00+08:00",
            "2017-12-20T08:00:00Z",
            "2017-12-20T08:00:00.123",
            "2020-02-29T23:59:59-05:30",
        ] {
            assert!(is_iso(text), "{text}");
            assert!(!is_datetime(text), "{text}");
        }
        for text in [
            "2017-12-20 08:00:00",
            "2017-12-20T08:00",
            "2017-13-20T08:00:00Z",
            "2017-12-20T08:00:00.Z",
            "2017-12-20T08:00:00Zulu",
            "T",
            "2017-12-20T08:00:00+8",
        ] {
            assert!(!is_iso(text), "{text}");
        }
        assert!(is_datetime("2017-12-20 08:00:00"));
        assert!(!is_datetime("0000-00-00 00:00:00"));
    }
}
