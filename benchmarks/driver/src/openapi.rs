//! A service as an `OpenAPI` document: what a generator of the common kind gets to work from.
//!
//! It is as plain as it can be, so that such a generator has no more to do than it must: the parameters, the results and the envelope around them; no
//! signature, no errors, no bounds, no nulls.

use qcloud_codegen::model::{Action, Enum, EnumValues, Record, Service, Type, TypeKind};
use serde_json::{Map, Value, json};

use crate::type_name::type_name;

/// The document: each Action is a POST with JSON in and out, each type a schema.
#[must_use]
pub fn document(service: &Service) -> Value {
    let mut schemas = Map::new();
    for def in &service.types {
        match &def.kind {
            TypeKind::Record(found) => drop(schemas.insert(found.name.clone(), record(service, found))),
            TypeKind::Enum(found) => drop(schemas.insert(found.name.clone(), open_enum(found))),
        }
    }
    for action in &service.actions {
        schemas.insert(action.request.name.clone(), record(service, &action.request));
    }
    let paths: Map<_, _> = service
        .actions
        .iter()
        .map(|action| (format!("/{}", action.name), operation(service, action)))
        .collect();
    json!({
        "openapi": "3.0.3",
        "info": {"title": service.wire, "description": service.doc, "version": "1.0.0"},
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

fn operation(service: &Service, action: &Action) -> Value {
    let content = |schema: Value| json!({"application/json": {"schema": schema}});
    json!({"post": {
        "operationId": action.method.trim_start_matches("r#"),
        "description": action.doc,
        "requestBody": {"required": true, "content": content(reference(&action.request.name))},
        "responses": {"200": {"description": "The result.", "content": content(body(service, action))}},
    }})
}

/// The result in the objects that are around it.
fn body(service: &Service, action: &Action) -> Value {
    action.place.keys().iter().rev().fold(
        schema(service, &action.result),
        |inner, key| json!({"type": "object", "properties": {*key: inner}, "required": [key]}),
    )
}

fn record(service: &Service, record: &Record) -> Value {
    let fields: Map<_, _> = record
        .fields
        .iter()
        .map(|field| (field.wire.clone(), described(schema(service, &field.ty), &field.doc)))
        .collect();
    let required: Vec<_> =
        record.fields.iter().filter(|field| field.required).map(|field| &field.wire).collect();
    let mut schema = json!({"type": "object", "properties": fields});
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    described(schema, &record.doc)
}

/// An enum of numbers is described as a number: in `OpenAPI` its values have no names.
fn open_enum(found: &Enum) -> Value {
    let schema = match &found.values {
        EnumValues::Int(_) => json!({"type": "integer", "format": "int64"}),
        EnumValues::Text(values) => {
            let values: Vec<_> = values.iter().map(|value| &value.wire).collect();
            json!({"type": "string", "enum": values})
        }
    };
    described(schema, &found.doc)
}

/// What stands beside a reference is ignored in `OpenAPI` 3.0, so a description goes around it.
fn described(mut schema: Value, doc: &str) -> Value {
    if doc.is_empty() {
        return schema;
    }
    if schema.get("$ref").is_some() {
        schema = json!({"allOf": [schema]});
    }
    schema["description"] = json!(doc);
    schema
}

fn schema(service: &Service, ty: &Type) -> Value {
    match ty {
        Type::Int => json!({"type": "integer", "format": "int64"}),
        Type::Uint => json!({"type": "integer", "format": "uint64"}),
        Type::Float => json!({"type": "number", "format": "double"}),
        Type::Bool => json!({"type": "boolean"}),
        Type::String | Type::Secret | Type::DateTime | Type::Date | Type::Binary => json!({"type": "string"}),
        Type::Json => json!({}),
        Type::List(item) => json!({"type": "array", "items": schema(service, item)}),
        Type::Map(value) => json!({"type": "object", "additionalProperties": schema(service, value)}),
        Type::Named(id) => reference(type_name(service, *id)),
    }
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}
