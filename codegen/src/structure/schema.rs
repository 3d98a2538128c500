//! What a schema takes, and what a node is, in words.

use serde_json::{Map, Value};

use crate::yaml::{Kind, Node, Scalar};

/// The words that a schema allows, when it is a choice of words.
pub(super) fn allowed(schema: &Value) -> Option<Vec<&str>> {
    if let Some(word) = schema.get("const").and_then(Value::as_str) {
        return Some(vec![word]);
    }
    let words: Vec<_> = schema.get("enum")?.as_array()?.iter().filter_map(Value::as_str).collect();
    (!words.is_empty()).then_some(words)
}

pub(super) fn is_word(node: &Node, words: &[&str]) -> bool {
    node.text().is_some_and(|text| words.contains(&text))
}

pub(super) fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

pub(super) fn fits_kind(node: &Node, schema: &Value) -> bool {
    if allowed(schema).is_some() {
        return is_text(node);
    }
    let types = types(schema);
    let is = |ty: &str| types.contains(&ty);
    if types.is_empty() {
        return true; // anything, or alternatives that look for themselves
    }
    match (&node.kind, node.scalar()) {
        (Kind::List(_), _) => is("array"),
        (Kind::Map(_), _) => is("object"),
        // Where a string is expected, what stands there is one, to the letter.
        _ if is("string") => true,
        (_, Some(Scalar::Null) | None) => is("null"),
        (_, Some(Scalar::Bool(_))) => is("boolean"),
        (_, Some(Scalar::Int(value))) if value < 0 && schema.get("minimum").is_some() => false,
        (_, Some(Scalar::Int(_) | Scalar::Uint(_))) => is("integer") || is("number"),
        (_, Some(Scalar::Float(_))) => is("number"),
        (_, Some(Scalar::Text(_))) => false,
    }
}

pub(super) fn is_text(node: &Node) -> bool {
    matches!(node.scalar(), Some(Scalar::Text(_)))
}

/// Whether a schema is that of `{string: T}`.
pub(super) fn is_map_type(schema: &Value) -> bool {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.is_some_and(|properties| properties.len() == 1 && properties.contains_key("string"))
}

pub(super) fn is_map_of_strings(node: &Node) -> bool {
    matches!(&node.kind, Kind::Map(entries) if entries.len() == 1 && entries[0].0.text() == Some("string"))
}

/// What is wrong with a key of the user's own, and what mends it.
pub(super) fn wrong_key(key: &Node, takes_numbers: bool) -> Option<(String, String)> {
    let text = key.text().unwrap_or_default();
    let quote = format!("write it in quotes: `\"{text}\"`");
    match key.scalar() {
        None => Some(("a key is a name".to_owned(), "write a name, without braces and brackets".to_owned())),
        Some(Scalar::Text(_)) => None,
        Some(Scalar::Int(_)) => None,
        Some(_) if !takes_numbers => None,
        Some(Scalar::Uint(_)) => Some((format!("`{text}` does not fit 64 bits with a sign"), quote)),
        Some(_) if super::json_value::is_digits(text) => {
            Some((format!("`{text}` does not fit 64 bits"), quote))
        }
        Some(_) => Some((format!("`{text}` is neither an integer nor a string"), quote)),
    }
}

pub(super) fn found(node: &Node) -> &'static str {
    match (&node.kind, node.scalar()) {
        (Kind::List(_), _) => "a list",
        (Kind::Map(_), _) => "a mapping",
        (_, Some(Scalar::Null) | None) => "nothing",
        (_, Some(Scalar::Bool(_))) => "`true` or `false`",
        (_, Some(Scalar::Int(value))) if value < 0 => "a negative number",
        (_, Some(Scalar::Int(_) | Scalar::Uint(_) | Scalar::Float(_))) => "a number",
        (_, Some(Scalar::Text(_))) => "a string",
    }
}

pub(super) fn keys_of(properties: &Map<String, Value>) -> Vec<&str> {
    properties.keys().map(String::as_str).collect()
}

pub(super) fn type_in_words(ty: &str) -> &str {
    match ty {
        "boolean" => "`true` or `false`",
        "integer" => "an integer",
        "number" => "a number",
        "array" => "a list",
        "object" => "a mapping",
        "string" => "a string",
        other => other,
    }
}

pub(super) fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
