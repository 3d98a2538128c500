//! A form as an example fills it in.

use qcloud_codegen::model::{Field, Record, Service, Type, Wire};
use serde_json::Value;

use super::tree::Tree;

/// The text of something sensitive that is sent: what it is sent as is made up.
const SENT: &str = "on";

/// A record of a form with the values of an example.
pub(crate) fn filled(service: &Service, record: &Record, value: &Value) -> Tree {
    let mut tree = Tree::default();
    for field in &record.fields {
        if let Some(value) = value.get(&field.wire).filter(|value| !value.is_null()) {
            let part = if field.sensitive { Tree::text(SENT) } else { of(service, field, &field.ty, value) };
            tree.insert(&field.wire, part);
        }
    }
    tree
}

fn of(service: &Service, field: &Field, ty: &Type, value: &Value) -> Tree {
    let mut tree = Tree::default();
    match (ty, value) {
        (Type::List(item), Value::Array(values)) => {
            for (index, value) in values.iter().enumerate() {
                tree.insert(index.to_string(), of(service, field, item, value));
            }
        }
        (Type::Map(item), Value::Object(entries)) => {
            for (index, (key, value)) in entries.iter().enumerate() {
                let mut entry = Tree::default();
                entry.insert("key", Tree::text(key));
                entry.insert("value", of(service, field, item, value));
                tree.insert(index.to_string(), entry);
            }
        }
        _ => match ty.as_record(&service.types) {
            Some((_, record)) => return filled(service, record, value),
            None => tree.text = text(field, ty, value),
        },
    }
    tree
}

/// A scalar as it is typed in.
fn text(field: &Field, ty: &Type, value: &Value) -> String {
    match (ty, value) {
        (Type::Json, value) if field.form != Some(Wire::String) => value.to_string(),
        (Type::Bool, value) => is_true(value.as_str().unwrap_or(&value.to_string())).to_string(),
        (_, Value::String(text)) => text.clone(),
        (_, value) => value.to_string(),
    }
}

/// Whether a text stands for the truth value `true`, in any form that it travels in.
pub(crate) fn is_true(text: &str) -> bool {
    text == "1" || text.eq_ignore_ascii_case("true")
}
