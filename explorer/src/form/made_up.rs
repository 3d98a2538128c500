//! Values for what is sensitive: nobody is asked for a secret.

use qcloud_codegen::model::{EnumValues, Field, Service, Type, TypeKind};
use serde_json::{Map, Value, json};

/// What a made-up text consists of.
const TEXT: &str = "made-up-";
/// No text is longer than this, whatever the spec asks for.
const LONGEST: u64 = 4096;

/// A value of a field that means nothing, within its bounds.
pub(crate) fn made_up(service: &Service, field: &Field) -> Value {
    of(service, field, &field.ty)
}

fn of(service: &Service, field: &Field, ty: &Type) -> Value {
    match ty {
        Type::Int | Type::Uint => field.min.clone().map_or(json!(1), Value::Number),
        Type::Float => field.min.clone().map_or(json!(0.5), Value::Number),
        Type::Bool => json!(true),
        Type::String | Type::Secret => json!(text(field)),
        Type::DateTime => json!("2026-01-31 08:00:00"),
        Type::Date => json!("2026-01-31"),
        Type::Binary => json!("bWFkZSB1cA=="),
        Type::Json => json!({}),
        Type::List(item) => json!([of(service, field, item)]),
        Type::Map(item) => json!({"key": of(service, field, item)}),
        Type::Named(id) => match &service.type_def(*id).kind {
            TypeKind::Enum(open) => match &open.values {
                EnumValues::Int(values) => values.first().map_or(Value::Null, |value| json!(value.wire)),
                EnumValues::Text(values) => values.first().map_or(Value::Null, |value| json!(value.wire)),
            },
            TypeKind::Record(record) => {
                let required = record.fields.iter().filter(|field| field.required);
                let fields = required.map(|field| (field.wire.clone(), made_up(service, field)));
                Value::Object(fields.collect::<Map<_, _>>())
            }
        },
    }
}

/// A text that is as long as it has to be.
fn text(field: &Field) -> String {
    let (min, max) = match field.ty {
        Type::String | Type::Secret => (&field.min, &field.max),
        // The bounds of a list are about its elements.
        _ => (&None, &None),
    };
    let min = min.as_ref().and_then(serde_json::Number::as_u64).unwrap_or(TEXT.len() as u64 + 6);
    let max = max.as_ref().and_then(serde_json::Number::as_u64).unwrap_or(LONGEST);
    let length = min.min(max).min(LONGEST);
    TEXT.chars().cycle().take(usize::try_from(length).unwrap_or_default()).collect()
}
