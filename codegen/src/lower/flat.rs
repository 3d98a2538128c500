//! Requests as the flat parameters that the legacy API takes, worked out without the runtime: the generated tests compare the two.

use serde_json::{Map, Value};

use crate::model::{Field, Record, Type, TypeDef};

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
