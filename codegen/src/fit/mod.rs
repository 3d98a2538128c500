//! Does a scalar fit a type of the spec, and is it in the form that the spec states? The rules that examples and captured responses share.

mod events;
pub(crate) mod fitting;

use std::collections::HashSet;

use serde_json::Value;

pub use self::events::{EventText, events};
use self::fitting::{Fitting, Mode, Owner};
use crate::diagnostic::nearest;
use crate::diagnostic::problem::{DefaultKind, Misfit, Problem};
use crate::language::time;
use crate::model::{Action, Enum, EnumValues, Service, Type, TypeDef, TypeKind, Wire};

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

/// Compares the body of a response with what an Action of a service answers.
#[must_use]
pub fn response(service: &Service, action: &Action, body: &Value) -> Reading {
    let broken = HashSet::new();
    let problem = |mode| {
        let mut fitting = Fitting::new(&service.types, &broken, mode);
        fitting.body(service.protocol, body, &action.place, &action.result);
        fitting.problems.into_iter().next().map(|problem| problem.misfit.words().message)
    };
    match problem(Mode::Exact) {
        None => Reading::Exact,
        Some(difference) => problem(Mode::Loose).map_or(Reading::Loose(difference), Reading::Failed),
    }
}

/// Compares a response that is a stream of events with what an Action of a service answers; none where it has no events, or its
/// Action does not stream.
#[must_use]
pub fn stream(service: &Service, action: &Action, text: &str) -> Option<Reading> {
    let event = action.stream.as_ref()?;
    let found = Some(events(text)).filter(|events| !events.is_empty())?;
    let values: Result<Vec<Value>, _> = found.iter().map(|event| serde_json::from_str(&event.data)).collect();
    let values = match values {
        Ok(values) => values,
        Err(error) => return Some(Reading::Failed(format!("an event of the stream is not JSON: {error}"))),
    };
    let broken = HashSet::new();
    let problem = |mode| {
        values.iter().find_map(|value| {
            let mut fitting = Fitting::new(&service.types, &broken, mode);
            fitting.event(event, value);
            fitting.problems.into_iter().next().map(|problem| problem.misfit.words().message)
        })
    };
    Some(match problem(Mode::Exact) {
        None => Reading::Exact,
        Some(difference) => problem(Mode::Loose).map_or(Reading::Loose(difference), Reading::Failed),
    })
}

/// In what way something does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MisfitKind {
    /// The record has no such field, or the Action no such parameter.
    Unknown,
    /// A required field or parameter is missing.
    Missing,
    /// It is null where it can't be.
    Null,
    /// It is no value of the type, or in another form than the stated one.
    Unlike,
}

fn kind(misfit: &Misfit) -> MisfitKind {
    match misfit {
        Misfit::NoParameter { .. } | Misfit::NoField { .. } => MisfitKind::Unknown,
        Misfit::NoResult { .. } | Misfit::MissingParameter { .. } | Misfit::MissingField { .. } => {
            MisfitKind::Missing
        }
        Misfit::NullParameter { .. }
        | Misfit::RequiredNull { .. }
        | Misfit::Null { .. }
        | Misfit::NullElement { .. } => MisfitKind::Null,
        Misfit::NoEnvelope { .. }
        | Misfit::Envelope { .. }
        | Misfit::OtherPlace { .. }
        | Misfit::UnknownValue { .. }
        | Misfit::ResultNotDescribed { .. }
        | Misfit::Unlike { .. }
        | Misfit::OtherKind { .. }
        | Misfit::NoTime { .. }
        | Misfit::OtherForm { .. } => MisfitKind::Unlike,
    }
}

/// Parameters of a request in the form that the spec states, and what does not fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// The parameters; what does not fit stays as it is, and what is not described is left out.
    pub parameters: Value,
    /// All that does not fit, in the order in which it stands: the way to it, of keys and indexes, and what about it.
    ///
    /// Of something that is missing it is the way that would lead to it.
    pub misfits: Vec<(Vec<String>, MisfitKind)>,
}

/// Brings the parameters of a request, as JSON, into the form that an Action of a service states.
///
/// ```
/// use qcloud_codegen::fit::{MisfitKind, request};
/// use qcloud_codegen::spec::{ActionFile, FieldSpec, Protocol, Service, ServiceFile, TypeExpr};
/// use serde_json::json;
///
/// let mut service = Service::new(ServiceFile::new("vpc", Protocol::V2, "vpc.api.qcloud.com"));
/// let mut action = ActionFile::new("DeleteVpc");
/// action.parameters.push("count".to_owned(), FieldSpec::new(TypeExpr::named("int")));
/// service.actions.push(action);
/// let model = qcloud_codegen::resolve(&service);
/// let fitted = request(&model, &model.actions[0], &json!({"count": "2", "other": 1}));
/// assert_eq!(fitted.parameters, json!({"count": 2}));
/// assert_eq!(fitted.misfits, [(vec!["other".to_owned()], MisfitKind::Unknown)]);
/// ```
#[must_use]
pub fn request(service: &Service, action: &Action, parameters: &Value) -> Fitted {
    let broken = HashSet::new();
    let mut fitting = Fitting::thorough(&service.types, &broken);
    let parameters = fitting.record(Owner::Request, &action.request, parameters);
    let misfits = fitting.problems.into_iter().map(|problem| {
        let mut way: Vec<_> = problem.way.iter().map(ToString::to_string).collect();
        let kind = kind(&problem.misfit);
        way.extend(problem.field.filter(|_| kind == MisfitKind::Missing).map(|(_, field)| field));
        (way, kind)
    });
    let misfits = misfits.collect();
    Fitted { parameters, misfits }
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
/// A text is a value of a time or a day whatever it says, and any scalar one of an enum, since enums are open; in the stated form is only what
/// looks like it.
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
/// assert_eq!(judge(&[], &Type::Date, None, &json!("2017-12-20")), Fit::Stated);
/// assert_eq!(judge(&[], &Type::Date, None, &json!("tomorrow")), Fit::OtherForm);
/// ```
#[must_use]
pub fn judge(types: &[TypeDef], ty: &Type, form: Option<Wire>, value: &Value) -> Fit {
    match stated(types, ty, form, value) {
        None => Fit::Unlike,
        Some(stated) if is_same(ty, &stated, value) && looks_so(types, ty, form, value) => Fit::Stated,
        Some(_) => Fit::OtherForm,
    }
}

/// Whether a value that a client would keep as it came looks like one of its type.
fn looks_so(types: &[TypeDef], ty: &Type, form: Option<Wire>, value: &Value) -> bool {
    match (ty, form) {
        (Type::DateTime, None | Some(Wire::Iso)) | (Type::Date, _) => {
            value.as_str().is_some_and(|text| is_moment(ty, form, text))
        }
        (Type::Named(_), form) => match (ty.as_enum(types).is_some_and(Enum::is_int), form) {
            (false, _) => value.is_string(),
            (true, Some(Wire::String)) => value.as_str().is_some_and(|text| text.parse::<i128>().is_ok()),
            (true, _) => value.is_i64() || value.is_u64(),
        },
        _ => true,
    }
}

/// Whether a text is a time or a day, whichever the type is, in the form that the spec states, or stands for none.
pub(crate) fn is_moment(ty: &Type, form: Option<Wire>, text: &str) -> bool {
    let says_so = match (ty, form) {
        (Type::Date, _) => time::is_date,
        (_, Some(Wire::Iso)) => time::is_iso,
        _ => time::is_datetime,
    };
    text.is_empty() || time::is_zero(text) || says_so(text)
}

/// A scalar in the form that the spec states; `None` when it is no value of the type.
pub(crate) fn stated(types: &[TypeDef], ty: &Type, form: Option<Wire>, value: &Value) -> Option<Value> {
    let text = match value {
        Value::Array(_) | Value::Object(_) | Value::Null if *ty != Type::Json => return None,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    // What is written is the number, not the text that it came in.
    let number =
        |number: Value| if form == Some(Wire::String) { Value::String(number.to_string()) } else { number };
    if matches!(ty, Type::Int | Type::Uint | Type::Float) && !is_numeric(&text) {
        return None;
    }
    Some(match ty {
        Type::Int => number(text.parse::<i64>().ok()?.into()),
        Type::Uint => number(text.parse::<u64>().ok()?.into()),
        Type::Float => {
            let float = text.parse::<f64>().ok().filter(|float| float.is_finite())?;
            if form == Some(Wire::String) { Value::String(float.to_string()) } else { float.into() }
        }
        Type::Bool => bool_value(&text, form)?,
        Type::DateTime if form == Some(Wire::Int) => text.parse::<i64>().ok()?.into(),
        ty if ty.is_textual() => Value::String(text),
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
        _ => return None,
    })
}

/// What an enum expects instead of a value; `None` when that is one of its values.
pub(crate) fn enum_expects(open: &Enum, value: &Value) -> Option<DefaultKind> {
    let (fits, values): (bool, Vec<String>) = match &open.values {
        EnumValues::Int(values) => {
            let fits = values.iter().any(|known| value.as_i64() == Some(known.wire));
            (fits, values.iter().map(|value| value.wire.to_string()).collect())
        }
        EnumValues::Text(values) => {
            let fits = values.iter().any(|known| value.as_str() == Some(&known.wire));
            (fits, values.iter().map(|value| value.wire.clone()).collect())
        }
    };
    // An enum that is wrong itself has no values to compare with.
    if fits || values.is_empty() {
        return None;
    }
    let text = value.as_str();
    let by_name = text.and_then(|text| open.values.rust_names().into_iter().position(|name| name == text));
    let near = match by_name {
        Some(number) => values.get(number).cloned(),
        None => text.and_then(|text| nearest(text, values.iter().map(String::as_str))).map(str::to_owned),
    };
    Some(DefaultKind::OneOf { near, values })
}

/// Whether a text begins as a number does; Rust would read more than the client.
fn is_numeric(text: &str) -> bool {
    text.strip_prefix('-').unwrap_or(text).starts_with(|first: char| first.is_ascii_digit())
}

/// Whether the client reads a scalar of JSON as a value of the type, in whatever form: the rules of its tolerance, told a second time.
pub(crate) fn is_read(types: &[TypeDef], ty: &Type, value: &Value) -> bool {
    let is_plain = !matches!(value, Value::Array(_) | Value::Object(_) | Value::Null);
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
        ty if ty.is_textual() => is_plain,
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
        _ => false,
    }
}

/// Whether a scalar is in its stated form; a float may have been written as an integer.
pub(crate) fn is_same(ty: &Type, stated: &Value, value: &Value) -> bool {
    stated == value || (*ty == Type::Float && stated.is_number() && stated.as_f64() == value.as_f64())
}

fn bool_value(text: &str, form: Option<Wire>) -> Option<Value> {
    let value = match text {
        "true" | "1" => true,
        "false" | "0" => false,
        // Pages write them in any case; inside of a string it would come back as another text.
        _ if form == Some(Wire::String) => return None,
        _ if text.eq_ignore_ascii_case("true") => true,
        _ if text.eq_ignore_ascii_case("false") => false,
        _ => return None,
    };
    Some(match form {
        None | Some(Wire::Iso) => Value::Bool(value),
        Some(Wire::Int) => i64::from(value).into(),
        Some(Wire::String) => Value::String(value.to_string()),
    })
}
