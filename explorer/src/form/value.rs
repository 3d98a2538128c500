//! What is filled in, as the parameters of a request.

use qcloud_codegen::fit::{self, MisfitKind};
use qcloud_codegen::model::{Action, Enum, Field, Record, Service, Type, Wire};
use serde_json::{Map, Number, Value};

use super::made_up::made_up;
use super::tree::Tree;

/// The parameters of a request, and what of them the spec does not allow.
#[derive(Clone, Debug)]
pub(crate) struct Parameters {
    /// In the form that the spec states.
    pub(crate) values: Map<String, Value>,
    /// The way to each that does not fit, of keys and indexes, and what about it.
    misfits: Vec<(Vec<String>, MisfitKind)>,
}

impl Parameters {
    /// What is wrong at a place, as a sentence; none when nothing is.
    pub(crate) fn problem(&self, way: &[String]) -> Option<&'static str> {
        let (_, kind) = self.misfits.iter().find(|(other, _)| other == way)?;
        Some(match kind {
            MisfitKind::Missing => "It is required, and missing.",
            MisfitKind::Null => "It can't be null.",
            MisfitKind::Unknown => "There is no such parameter.",
            _ => "It is no value of this type.",
        })
    }

    /// How many places there are that something is wrong with.
    pub(crate) fn problems(&self) -> usize {
        self.misfits.len()
    }
}

/// The parameters that a form says, in the form that the spec states.
pub(crate) fn parameters(service: &Service, action: &Action, tree: &Tree) -> Parameters {
    let said = record(service, &action.request, Some(tree));
    let fitted = fit::request(service, action, &Value::Object(said));
    let values = match fitted.parameters {
        Value::Object(values) => values,
        _ => Map::new(),
    };
    Parameters { values, misfits: fitted.misfits }
}

fn record(service: &Service, record: &Record, tree: Option<&Tree>) -> Map<String, Value> {
    let mut values = Map::new();
    for field in &record.fields {
        let part = tree.and_then(|tree| tree.part(&field.wire));
        let value = if field.sensitive {
            let is_sent = field.required || part.is_some_and(|part| !part.text.is_empty());
            is_sent.then(|| made_up(service, field))
        } else {
            value(service, field, part)
        };
        if let Some(value) = value {
            values.insert(field.wire.clone(), value);
        }
    }
    values
}

/// The value of a field; none where nothing is filled in.
fn value(service: &Service, field: &Field, part: Option<&Tree>) -> Option<Value> {
    match &field.ty {
        Type::List(_) | Type::Map(_) => {
            let is_empty = part.is_none_or(|part| part.items().is_empty());
            (field.required || !is_empty).then(|| inner(service, field, &field.ty, part))
        }
        ty if ty.as_record(&service.types).is_some() => {
            (field.required || part.is_some()).then(|| inner(service, field, ty, part))
        }
        ty => {
            let is_empty = part.is_none_or(|part| part.text.is_empty());
            let is_text = matches!(ty, Type::String);
            (!is_empty || (field.required && is_text)).then(|| inner(service, field, ty, part))
        }
    }
}

fn inner(service: &Service, field: &Field, ty: &Type, part: Option<&Tree>) -> Value {
    let items = || part.map(Tree::items).unwrap_or_default();
    match ty {
        Type::List(item) => items().into_iter().map(|part| inner(service, field, item, Some(part))).collect(),
        Type::Map(item) => {
            let entry = |part: &Tree| {
                let key = part.part("key").map(|key| key.text.clone()).unwrap_or_default();
                (key, inner(service, field, item, part.part("value")))
            };
            Value::Object(items().into_iter().map(entry).collect())
        }
        ty => match ty.as_record(&service.types) {
            Some((_, fields)) => Value::Object(record(service, fields, part)),
            None => scalar(service, field, ty, part.map_or("", |part| &part.text)),
        },
    }
}

/// A text as JSON has it; whether it is a value of the type is asked elsewhere.
fn scalar(service: &Service, field: &Field, ty: &Type, text: &str) -> Value {
    let as_text = || Value::String(text.to_owned());
    let number =
        || text.parse::<i64>().map_or_else(|_| as_text(), |number| Value::Number(Number::from(number)));
    match ty {
        Type::Json if field.form != Some(Wire::String) => {
            serde_json::from_str(text).unwrap_or_else(|_| as_text())
        }
        Type::Named(_) if field.form != Some(Wire::String) => {
            if ty.as_enum(&service.types).is_some_and(Enum::is_int) { number() } else { as_text() }
        }
        _ => as_text(),
    }
}
