//! The engine that writes: any value as JSON, in the form that its flags state.

use std::borrow::Cow;

use serde_core::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::field::{Field, List, Map, Record, View, flag};
use super::open_enum::{OpenEnum, Value};
use super::scalar::{json_to_text, whole};
use crate::{DateTime, Json};

/// What a list or a map does not hand down to the values in it.
const OUTER: u8 = flag::NULLABLE;

/// The value as JSON, in the form that travels.
#[must_use]
pub fn to_json(value: &dyn Field) -> Json {
    // Nothing here fails: every key is a string.
    serde_json::to_value(Written { view: value.view(), flags: 0 }).unwrap_or_default()
}

/// Writes a value to any serializer: what `Serialize` of every generated type does.
#[doc(hidden)]
pub fn serialize<S: Serializer>(value: &dyn Field, serializer: S) -> Result<S::Ok, S::Error> {
    Written { view: value.view(), flags: 0 }.serialize(serializer)
}

/// The text of a scalar as a parameter of a request, and inside a string of JSON; nothing for no value and containers.
pub(super) fn scalar_text(view: View<'_>, flags: u8) -> Option<Cow<'_, str>> {
    let is_int = flags & flag::INT != 0;
    Some(match view {
        View::Bool(value) if is_int => Cow::Borrowed(if value { "1" } else { "0" }),
        View::Bool(value) => Cow::Borrowed(if value { "true" } else { "false" }),
        View::Int(value) => Cow::Owned(value.to_string()),
        View::Uint(value) => Cow::Owned(value.to_string()),
        View::Float(value) if value.is_finite() => Cow::Owned(value.to_string()),
        View::Text(text) if is_int => match DateTime::from(text).unix_seconds() {
            Some(seconds) => Cow::Owned(seconds.to_string()),
            None => Cow::Borrowed(text),
        },
        View::Text(text) | View::Secret(text) => Cow::Borrowed(text),
        View::Enum(value) => match value.known() {
            Ok(known) => Cow::Owned(known.value.to_string()),
            Err(unknown) if unknown.is_null() => return None,
            Err(unknown) => Cow::Borrowed(unknown.as_str()),
        },
        View::Json(json) if flags & flag::TEXT != 0 && !json.is_null() => json_to_text(json),
        _ => return None,
    })
}

struct Written<'a> {
    view: View<'a>,
    flags: u8,
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { view, flags } = *self;
        match view {
            View::Maybe(maybe) => match maybe.get() {
                Some(value) => Written { view: value.view(), flags }.serialize(serializer),
                None => serializer.serialize_unit(),
            },
            View::List(list) => write_list(list, flags, serializer),
            View::Map(map) => write_map(map, flags, serializer),
            View::Record(record) => write_record(record, serializer),
            View::Enum(value) => write_enum(value, flags, serializer),
            View::Text(text) if flags & flag::INT != 0 => write_seconds(text, serializer),
            View::Text(text) | View::Secret(text) => serializer.serialize_str(text),
            scalar if flags & flag::TEXT != 0 => match scalar_text(scalar, flags) {
                Some(text) => serializer.serialize_str(&text),
                None => serializer.serialize_unit(),
            },
            View::Bool(value) if flags & flag::INT != 0 => serializer.serialize_i64(value.into()),
            View::Bool(value) => serializer.serialize_bool(value),
            View::Int(value) => serializer.serialize_i64(value),
            View::Uint(value) => serializer.serialize_u64(value),
            View::Float(value) => write_float(value, serializer),
            View::Json(json) => json.serialize(serializer),
        }
    }
}

fn write_list<S: Serializer>(list: &dyn List, flags: u8, serializer: S) -> Result<S::Ok, S::Error> {
    if list.is_empty() && flags & flag::NULLABLE != 0 {
        return serializer.serialize_unit();
    }
    let mut out = serializer.serialize_seq(Some(list.len()))?;
    for value in (0..list.len()).filter_map(|index| list.at(index)) {
        out.serialize_element(&Written { view: value.view(), flags: flags & !OUTER })?;
    }
    out.end()
}

fn write_map<S: Serializer>(map: &dyn Map, flags: u8, serializer: S) -> Result<S::Ok, S::Error> {
    let mut entries = map.entries().peekable();
    if entries.peek().is_none() && flags & flag::NULLABLE != 0 {
        return serializer.serialize_unit();
    }
    let mut out = serializer.serialize_map(None)?;
    for (name, value) in entries {
        out.serialize_entry(name, &Written { view: value.view(), flags: flags & !OUTER })?;
    }
    out.end()
}

fn write_record<S: Serializer>(record: &dyn Record, serializer: S) -> Result<S::Ok, S::Error> {
    let mut out = serializer.serialize_map(None)?;
    for (index, field) in record.info().fields.iter().enumerate() {
        let view = record.at(index).view();
        let is_absent = matches!(view, View::Maybe(maybe) if maybe.get().is_none());
        if !is_absent || field.is(flag::NULLABLE) {
            out.serialize_entry(field.wire, &Written { view, flags: field.flags })?;
        }
    }
    out.end()
}

fn write_enum<S: Serializer>(value: &dyn OpenEnum, flags: u8, serializer: S) -> Result<S::Ok, S::Error> {
    match value.known() {
        Ok(known) => match known.value {
            Value::Int(value) if flags & flag::TEXT == 0 => serializer.serialize_i64(value),
            Value::Int(value) => serializer.serialize_str(&value.to_string()),
            Value::Text(text) => serializer.serialize_str(text),
        },
        Err(unknown) => unknown.serialize(serializer),
    }
}

/// Writes a time that travels as Unix seconds. One that came in another form is written back as it came.
fn write_seconds<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    match text.parse::<i64>() {
        Ok(value) if value.to_string() == text => serializer.serialize_i64(value),
        _ => serializer.serialize_str(text),
    }
}

/// Writes a float, a whole one without a fraction as the vendor's PHP does.
fn write_float<S: Serializer>(value: f64, serializer: S) -> Result<S::Ok, S::Error> {
    let is_negative_zero = value == 0.0 && value.is_sign_negative();
    match whole(value) {
        _ if !value.is_finite() => serializer.serialize_unit(),
        Ok(value) if !is_negative_zero => serializer.serialize_i64(value),
        _ => serializer.serialize_f64(value),
    }
}
