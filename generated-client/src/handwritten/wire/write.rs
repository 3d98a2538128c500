//! The engine that writes: any value as JSON, in the form that its flags state.

use std::borrow::Cow;
use std::io;

use serde_core::ser::{Error, Serialize, SerializeMap, SerializeSeq, Serializer};
use zeroize::Zeroizing;

use super::field::{Field, List, Map, Record, View, flag};
use super::open_enum::{OpenEnum, Unknown, Value};
use super::place::Place;
use super::scalar::{json_to_text, whole};
use crate::Json;
use crate::handwritten::types::datetime::{self, DateTime};

/// What a list or a map does not hand down to the values in it.
const OUTER: u8 = flag::NULLABLE;

/// The value as JSON, in the form that travels.
#[must_use]
pub fn to_json(value: &dyn Field) -> Json {
    // Not by way of a text, which is only read back to a depth of 128. Nothing here fails: every key is a string.
    serde_json::to_value(Written::new(value.view())).unwrap_or_default()
}

/// What JSON says that was written here, such as the body of a request; null where it says nothing.
pub(crate) fn json(text: &[u8]) -> Json {
    str::from_utf8(text).ok().and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// A request as it travels in JSON. What is set is written, and nothing else.
///
/// It holds whatever the request holds, private keys included, and is wiped when dropped.
///
/// # Errors
///
/// The place of a number that JSON does not have: infinity, or none at all.
pub(crate) fn request_json(request: &dyn Record) -> Result<Zeroizing<Vec<u8>>, String> {
    let view = View::Record(request);
    let written = Written { view, flags: 0, is_request: true };
    measured(&written).map_err(|_| not_finite(view, &Place::Root).unwrap_or_default())
}

/// The place of the first number that JSON does not have.
fn not_finite(view: View<'_>, place: &Place<'_>) -> Option<String> {
    match view {
        View::Float(value) => (!value.is_finite()).then(|| place.path()),
        View::Maybe(maybe) => not_finite(maybe.get()?.view(), place),
        View::List(list) => (0..list.len())
            .find_map(|index| not_finite(list.at(index)?.view(), &Place::Element(place, index))),
        View::Map(map) => {
            map.entries().find_map(|(name, value)| not_finite(value.view(), &Place::Entry(place, name)))
        }
        View::Record(record) => record
            .info()
            .fields
            .iter()
            .enumerate()
            .find_map(|(index, field)| not_finite(record.at(index).view(), &Place::Field(place, field))),
        _ => None,
    }
}

/// A value in JSON, in a buffer that is wiped when dropped.
///
/// # Errors
///
/// Those of the value: neither of the writers here refuses anything.
pub(crate) fn measured(value: &impl Serialize) -> serde_json::Result<Zeroizing<Vec<u8>>> {
    // Measured first: a buffer that grows leaves copies of itself behind, which nobody wipes.
    let mut length = Sink { length: 0, buffer: None };
    serde_json::to_writer(&mut length, value)?;
    let mut buffer = Zeroizing::new(Vec::with_capacity(length.length));
    serde_json::to_writer(&mut Sink { length: 0, buffer: Some(&mut buffer) }, value)?;
    Ok(buffer)
}

/// Counts what is written, and keeps it where there is a buffer. One type for both, so that all that writes is compiled once.
struct Sink<'b> {
    length: usize,
    buffer: Option<&'b mut Vec<u8>>,
}

impl io::Write for Sink<'_> {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.buffer {
            None => self.length += bytes.len(),
            Some(buffer) => buffer.extend_from_slice(bytes),
        }
        Ok(bytes.len())
    }

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write(bytes).map(drop)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes a value to any serializer: what `Serialize` of every generated type does.
///
/// # Errors
///
/// Those of the serializer, such as one that has no null.
#[inline]
pub fn serialize<T: Field, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    Written::new(value.view()).serialize(serializer)
}

/// The text of a scalar as a parameter of a request, and inside a string of JSON; nothing for no value and containers.
pub(crate) fn scalar_text(view: View<'_>, flags: u8) -> Option<Cow<'_, str>> {
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
        View::Text(text) if flags & flag::ISO != 0 => datetime::iso(text),
        View::Text(text) | View::Secret(text) => Cow::Borrowed(text),
        View::Enum(value) => match value.known() {
            Ok(known) => Cow::Owned(known.value.to_string()),
            Err(unknown) if unknown.is_null() => return None,
            Err(unknown) => Cow::Borrowed(unknown.as_str()),
        },
        View::Json(json) if flags & flag::TEXT != 0 => json_to_text(json),
        _ => return None,
    })
}

struct Written<'a> {
    view: View<'a>,
    flags: u8,
    /// Whether only what is set is written, and times in the form of the spec whatever form they were given in.
    is_request: bool,
}

impl<'a> Written<'a> {
    fn new(view: View<'a>) -> Self {
        Self { view, flags: 0, is_request: false }
    }

    /// What is inside, written like this.
    fn inner<'b>(&self, view: View<'b>, flags: u8) -> Written<'b> {
        Written { view, flags, is_request: self.is_request }
    }

    fn list<S: Serializer>(&self, list: &dyn List, serializer: S) -> Result<S::Ok, S::Error> {
        if list.is_empty() && self.flags & flag::NULLABLE != 0 {
            return serializer.serialize_unit();
        }
        let mut out = serializer.serialize_seq(Some(list.len()))?;
        for value in (0..list.len()).filter_map(|index| list.at(index)) {
            out.serialize_element(&self.inner(value.view(), self.flags & !OUTER))?;
        }
        out.end()
    }

    fn map<S: Serializer>(&self, map: &dyn Map, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entries = map.entries().peekable();
        if entries.peek().is_none() && self.flags & flag::NULLABLE != 0 {
            return serializer.serialize_unit();
        }
        let mut out = serializer.serialize_map(None)?;
        for (name, value) in entries {
            out.serialize_entry(name, &self.inner(value.view(), self.flags & !OUTER))?;
        }
        out.end()
    }

    fn record<S: Serializer>(&self, record: &dyn Record, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        for (index, field) in record.info().fields.iter().enumerate() {
            let view = record.at(index).view();
            let is_left_out = if self.is_request {
                !is_set(view, field.flags)
            } else {
                is_absent(view) && !field.is(flag::NULLABLE)
            };
            if !is_left_out {
                out.serialize_entry(field.wire, &self.inner(view, field.flags))?;
            }
        }
        out.end()
    }
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { view, flags, is_request } = *self;
        match view {
            View::Maybe(maybe) => match maybe.get() {
                // What is there is not null, even when it is empty.
                Some(value) => self.inner(value.view(), flags & !flag::NULLABLE).serialize(serializer),
                None => serializer.serialize_unit(),
            },
            View::List(list) => self.list(list, serializer),
            View::Map(map) => self.map(map, serializer),
            View::Record(record) => self.record(record, serializer),
            View::Enum(value) => write_enum(value, flags, serializer),
            View::Text(text) if flags & flag::INT != 0 => write_seconds(text, is_request, serializer),
            View::Text(text) if flags & flag::ISO != 0 && is_request => {
                serializer.serialize_str(&datetime::iso(text))
            }
            View::Text(text) | View::Secret(text) => serializer.serialize_str(text),
            View::Float(value) if is_request && !value.is_finite() => {
                Err(S::Error::custom("JSON has no such number"))
            }
            View::Json(Json::Null) if !is_request => serializer.serialize_unit(),
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

fn is_absent(view: View<'_>) -> bool {
    matches!(view, View::Maybe(maybe) if maybe.get().is_none())
}

/// Whether a parameter, or a field of one, is set, and so sent by a request. What may be absent is set when it is there, even
/// when it is empty.
fn is_set(view: View<'_>, flags: u8) -> bool {
    match view {
        View::Maybe(maybe) => maybe.get().is_some_and(|value| is_set(value.view(), flags | flag::REQUIRED)),
        View::List(list) => !list.is_empty() || flags & flag::REQUIRED != 0,
        View::Map(map) => map.entries().next().is_some() || flags & flag::REQUIRED != 0,
        View::Enum(value) => !value.known().is_err_and(Unknown::is_null),
        _ => true,
    }
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

/// Writes a time that travels as Unix seconds. One that came in another form is written back as it came, while a request
/// sends the instant.
fn write_seconds<S: Serializer>(text: &str, is_request: bool, serializer: S) -> Result<S::Ok, S::Error> {
    match text.parse::<i64>() {
        Ok(value) if value.to_string() == text => return serializer.serialize_i64(value),
        _ => {}
    }
    match DateTime::from(text).unix_seconds() {
        Some(value) if is_request => serializer.serialize_i64(value),
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
