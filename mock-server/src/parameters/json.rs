//! Parameters as one JSON object.

use qcloud_codegen::model::{EnumValues, Field, Record, Type, TypeKind, Wire};
use serde_json::{Map, Value};

use super::{Reading, shortened};
use crate::reason::Reason;

/// An object as names with dots and texts, for the log and for comparisons. What is empty has a text too.
pub(super) fn pairs(object: &Map<String, Value>) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (name, value) in object {
        flatten(name.clone(), value, &mut pairs);
    }
    pairs
}

fn flatten(name: String, value: &Value, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::Array(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                flatten(format!("{name}.{index}"), item, pairs);
            }
        }
        Value::Object(fields) if !fields.is_empty() => {
            for (key, field) in fields {
                flatten(format!("{name}.{key}"), field, pairs);
            }
        }
        Value::String(text) => pairs.push((name, text.clone())),
        other => pairs.push((name, other.to_string())),
    }
}

impl Reading<'_> {
    /// A null is as good as nothing, as it is for the vendor's server.
    pub(super) fn object(
        &mut self,
        record: &Record,
        given: &Map<String, Value>,
        prefix: &str,
    ) -> Map<String, Value> {
        let mut read = Map::new();
        for (name, value) in given {
            let Some(field) = record.fields.iter().find(|field| field.wire == *name) else {
                self.unknown(record, name, prefix);
                continue;
            };
            if value.is_null() {
                continue;
            }
            let path = format!("{prefix}{name}");
            let is_hidden = self.is_hidden;
            self.is_hidden |= field.sensitive;
            if let Some(value) = self.json(field, &field.ty, value, &path) {
                self.check_bounds(field, &value, &path);
                read.insert(name.clone(), value);
            }
            self.is_hidden = is_hidden;
        }
        self.fill(record, &mut read, prefix, |wire| given.get(wire).is_some_and(|value| !value.is_null()));
        read
    }

    fn json(&mut self, field: &Field, ty: &Type, value: &Value, path: &str) -> Option<Value> {
        let record = match ty {
            Type::Named(id) => match &self.service.type_def(*id).kind {
                TypeKind::Record(record) => Some(record),
                TypeKind::Enum(_) => None,
            },
            _ => None,
        };
        match (ty, value, record) {
            (Type::List(item), Value::Array(items), _) => {
                let items = items.iter().enumerate();
                let read: Vec<_> = items
                    .map(|(index, value)| self.json(field, item, value, &format!("{path}.{index}")))
                    .collect();
                read.into_iter().collect()
            }
            (Type::Map(item), Value::Object(entries), _) => {
                let entries = entries.iter();
                let read: Vec<_> = entries
                    .map(|(key, value)| {
                        Some((key.clone(), self.json(field, item, value, &format!("{path}.{key}"))?))
                    })
                    .collect();
                read.into_iter().collect::<Option<Map<_, _>>>().map(Value::Object)
            }
            (_, Value::Object(fields), Some(record)) => {
                Some(self.object(record, fields, &format!("{path}.")).into())
            }
            (Type::Json, _, _) if field.form != Some(Wire::String) => Some(value.clone()),
            _ => self.json_scalar(field, ty, value, path),
        }
    }

    fn json_scalar(&mut self, field: &Field, ty: &Type, value: &Value, path: &str) -> Option<Value> {
        // A number in the form of a number, and a text in the form of a text: both stand for themselves.
        let text = match (value, self.kind(field, ty)) {
            (Value::Number(number), Kind::Number) => Some(number.to_string()),
            (Value::String(text), Kind::Text) => Some(text.clone()),
            (Value::Bool(bool), Kind::Bool) => Some(bool.to_string()),
            _ => None,
        };
        if let Some(read) = text.as_ref().and_then(|text| self.text(field, ty, text)) {
            return Some(read);
        }
        let is_value = text.is_some() && !matches!(ty, Type::Int | Type::Uint | Type::Float);
        let reason = if is_value { Reason::InvalidValue } else { Reason::Invalid };
        let expected = match ty {
            Type::List(_) => "an array".to_owned(),
            Type::Map(_) => "an object".to_owned(),
            Type::Named(id) if matches!(self.service.type_def(*id).kind, TypeKind::Record(_)) => {
                "an object".to_owned()
            }
            _ => self.expected(field, ty),
        };
        self.mismatch(reason, &expected, &format!("`{}`", shortened(&value.to_string())), path);
        None
    }

    /// What JSON has a scalar as.
    fn kind(&self, field: &Field, ty: &Type) -> Kind {
        let number = if field.form == Some(Wire::String) { Kind::Text } else { Kind::Number };
        match ty {
            Type::Int | Type::Uint | Type::Float => number,
            Type::Bool => match field.form {
                None | Some(Wire::Iso) => Kind::Bool,
                Some(Wire::Int) => Kind::Number,
                Some(Wire::String) => Kind::Text,
            },
            Type::DateTime if field.form == Some(Wire::Int) => Kind::Number,
            Type::String | Type::Secret | Type::Binary | Type::DateTime | Type::Date | Type::Json => {
                Kind::Text
            }
            Type::Named(id) => match &self.service.type_def(*id).kind {
                TypeKind::Enum(values) if matches!(values.values, EnumValues::Int(_)) => number,
                TypeKind::Enum(_) => Kind::Text,
                TypeKind::Record(_) => Kind::Other,
            },
            Type::List(_) | Type::Map(_) => Kind::Other,
        }
    }
}

/// What JSON has a value as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    Text,
    Bool,
    Other,
}
