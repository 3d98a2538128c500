//! Requests as the flat parameters that the legacy API takes, worked out without the runtime: the generated tests compare the two.

use serde_json::{Map, Value};

use crate::diagnostic::Findings;
use crate::diagnostic::problem::NameProblem;
use crate::model::{Field, Record, Type, TypeDef};
use crate::source::At;

/// Reports parameters that are one when they are sent: the server takes `.` and `_` for the same, and what is in a list, a map
/// or a record is sent behind a dot.
pub(super) fn check_names(at: &At<'_>, fields: &[Field], types: &[TypeDef], findings: &mut Findings) {
    let sent = |wire: &str| wire.replace('_', ".");
    for (index, second) in fields.iter().enumerate() {
        let is_inside = |outer: &Field, inner: &Field| {
            let name = sent(&inner.wire);
            let rest = name.strip_prefix(&sent(&outer.wire)).and_then(|rest| rest.strip_prefix('.'));
            rest.is_some_and(|rest| may_hold(&outer.ty, rest, types))
        };
        let is_same = |first: &&Field| {
            first.wire != second.wire
                && (sent(&first.wire) == sent(&second.wire)
                    || is_inside(first, second)
                    || is_inside(second, first))
        };
        if let Some(first) = fields[..index].iter().find(is_same) {
            let longer = if first.wire.len() > second.wire.len() { first } else { second };
            let problem = NameProblem::SameOnWire {
                first: first.wire.clone(),
                second: second.wire.clone(),
                sent: sent(&longer.wire),
            };
            let place = at.key(&second.wire).name();
            findings.report(place, problem).also(at.key(&first.wire).name());
        }
    }
}

/// Whether a value of a type may be sent under a name that goes on so behind its own.
fn may_hold(ty: &Type, rest: &str, types: &[TypeDef]) -> bool {
    let first = rest.split('.').next().unwrap_or_default();
    match ty {
        Type::List(_) => !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit()),
        Type::Map(_) | Type::Json => true,
        _ => ty.as_record(types).is_some_and(|(_, record)| {
            record.fields.iter().any(|field| {
                let name = field.wire.replace('_', ".");
                rest.strip_prefix(&name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        }),
    }
}

/// The flat parameters that a request becomes.
pub(super) fn flatten(
    request: &Record,
    parameters: &Map<String, Value>,
    types: &[TypeDef],
) -> Vec<(String, String)> {
    let mut flat = Vec::new();
    flatten_record(request, "", parameters, types, &mut flat);
    flat
}

fn flatten_record(
    record: &Record,
    prefix: &str,
    values: &Map<String, Value>,
    types: &[TypeDef],
    flat: &mut Vec<(String, String)>,
) {
    for field in &record.fields {
        if let Some(value) = values.get(&field.wire) {
            flatten_value(field, &field.ty, format!("{prefix}{}", field.wire), value, types, flat);
        }
    }
}

fn flatten_value(
    field: &Field,
    ty: &Type,
    name: String,
    value: &Value,
    types: &[TypeDef],
    flat: &mut Vec<(String, String)>,
) {
    match (ty, value) {
        (_, Value::Null) => {}
        (Type::List(item), Value::Array(values)) => {
            let base = usize::from(field.one_based);
            for (index, value) in values.iter().enumerate() {
                flatten_value(field, item, format!("{name}.{}", index + base), value, types, flat);
            }
        }
        (Type::Map(item), Value::Object(values)) => {
            for (key, value) in values {
                flatten_value(field, item, format!("{name}.{key}"), value, types, flat);
            }
        }
        (Type::Json, value) => flatten_json(name, value, flat),
        (Type::Named(_), Value::Object(values)) => {
            if let Some((_, record)) = ty.as_record(types) {
                flatten_record(record, &format!("{name}."), values, types, flat);
            }
        }
        (Type::Float, Value::Number(number)) => {
            flat.push((name, number.as_f64().map_or_else(|| number.to_string(), |float| float.to_string())));
        }
        (_, value) => flat.push((name, scalar_text(value))),
    }
}

fn flatten_json(name: String, value: &Value, flat: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                flatten_json(format!("{name}.{index}"), value, flat);
            }
        }
        Value::Object(values) => {
            for (key, value) in values {
                flatten_json(format!("{name}.{key}"), value, flat);
            }
        }
        scalar => flat.push((name, scalar_text(scalar))),
    }
}

fn scalar_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
