//! Values of a request as a user writes them in Rust: all that is given, and something of the kind where what is required is not.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::model::{EnumValues, Field, Record, Service, Type, TypeKind, Wire};

/// Writes expressions, and collects the types that they name.
pub(super) struct Complete<'a> {
    service: &'a Service,
    /// The name of the crate `qcloud-client`.
    client: &'a str,
    pub(super) imports: BTreeSet<&'a str>,
}

/// What a value is written for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    /// An argument, which is converted by the function that takes it.
    Argument,
    /// An element of an argument that is a list or a map.
    Element,
    /// Inside of a value that is taken as it is.
    Inside,
}

impl<'a> Complete<'a> {
    pub(super) fn new(service: &'a Service, client: &'a str) -> Self {
        Self { service, client, imports: BTreeSet::new() }
    }

    /// A record with what is required, and a setter for everything else that is given.
    pub(super) fn record(&mut self, record: &'a Record, given: &Value) -> String {
        self.imports.insert(&record.name);
        let value = |field: &Field| given.get(&field.wire).filter(|value| !value.is_null());
        let required = record.fields.iter().filter(|field| field.required);
        let arguments: Vec<_> =
            required.map(|field| self.value(field, &field.ty, value(field), Position::Argument)).collect();
        let mut text = format!("{}::new({})", record.name, arguments.join(", "));
        for field in record.fields.iter().filter(|field| !field.required) {
            if let Some(given) = value(field) {
                let argument = self.value(field, &field.ty, Some(given), Position::Argument);
                text.push_str(&format!(".{}({argument})", field.rust));
            }
        }
        text
    }

    fn value(&mut self, field: &Field, ty: &'a Type, given: Option<&Value>, at: Position) -> String {
        let shown = given.filter(|_| !field.sensitive);
        match ty {
            Type::Int => number::<i64>(shown).unwrap_or_else(|| "1".to_owned()),
            Type::Uint => number::<u64>(shown).unwrap_or_else(|| "1".to_owned()),
            Type::Float => number::<f64>(shown).unwrap_or_else(|| "0.5".to_owned()),
            Type::Bool => {
                let is_false = shown.map(plain).is_some_and(|text| ["false", "0"].contains(&&*text));
                (!is_false).to_string()
            }
            Type::String => text(shown, "...", at),
            Type::Secret => text(None, "...", at),
            Type::DateTime => text(shown, "2026-01-31 08:00:00", at),
            Type::Date => text(shown, "2026-01-31", at),
            Type::Binary => {
                format!("{}::Binary::from_base64({})", self.client, text(shown, "AAEC", Position::Argument))
            }
            Type::Json => format!("{:?}.parse::<{}::Json>()?", json(field, shown), self.client),
            Type::List(item) => self.list(field, item, given, at),
            Type::Map(item) => self.map(field, item, given, at),
            Type::Named(id) => match &self.service.type_def(*id).kind {
                TypeKind::Record(record) => self.record(record, given.unwrap_or(&Value::Null)),
                TypeKind::Enum(open) => {
                    self.imports.insert(&open.name);
                    format!("{}::{}", open.name, variant(&open.values, shown))
                }
            },
        }
    }

    fn list(&mut self, field: &Field, item: &'a Type, given: Option<&Value>, at: Position) -> String {
        let inner = if at == Position::Argument { Position::Element } else { Position::Inside };
        let items: Vec<_> = match given.and_then(Value::as_array) {
            Some(items) => items.iter().map(|value| self.value(field, item, Some(value), inner)).collect(),
            None => vec![self.value(field, item, None, inner)],
        };
        match (at, items.is_empty()) {
            (Position::Argument, true) if *item == Type::Binary => {
                format!("Vec::<{}::Binary>::new()", self.client)
            }
            (Position::Argument, true) if is_converted(item) => "[\"\"; 0]".to_owned(),
            (Position::Argument, _) => format!("[{}]", items.join(", ")),
            _ => format!("vec![{}]", items.join(", ")),
        }
    }

    fn map(&mut self, field: &Field, item: &'a Type, given: Option<&Value>, at: Position) -> String {
        let inner = if at == Position::Argument { Position::Element } else { Position::Inside };
        let entries = match given.and_then(Value::as_object) {
            Some(entries) => entries.iter().map(|(key, value)| (key.clone(), Some(value))).collect(),
            None => vec![("key".to_owned(), None)],
        };
        let into = if at == Position::Argument { "" } else { ".into()" };
        let entries: Vec<_> = entries
            .into_iter()
            .map(|(key, value)| format!("({key:?}{into}, {})", self.value(field, item, value, inner)))
            .collect();
        match (at, entries.is_empty()) {
            (Position::Argument, true) if *item == Type::Binary => {
                format!("std::iter::empty::<(&str, {}::Binary)>()", self.client)
            }
            (Position::Argument, true) if is_converted(item) => "[(\"\", \"\"); 0]".to_owned(),
            (Position::Argument, true) => "std::iter::empty::<(&str, _)>()".to_owned(),
            (Position::Argument, false) => format!("[{}]", entries.join(", ")),
            _ => format!("std::collections::BTreeMap::from([{}])", entries.join(", ")),
        }
    }
}

/// Whether an element of the type is converted by the function that takes a list of them.
fn is_converted(ty: &Type) -> bool {
    ty.is_textual() || *ty == Type::Json
}

/// A scalar as a text, whatever form it travels in.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A number as Rust writes it; none when nothing of the kind is given.
fn number<T: std::str::FromStr + std::fmt::Debug>(given: Option<&Value>) -> Option<String> {
    let text = plain(given?).parse::<T>().ok().map(|number| format!("{number:?}"))?;
    // Rust reads more as a number than it writes as one.
    text.ends_with(|last: char| last.is_ascii_digit()).then_some(text)
}

fn text(given: Option<&Value>, otherwise: &str, at: Position) -> String {
    let text = given.map_or_else(|| otherwise.to_owned(), plain);
    if at == Position::Inside { format!("{text:?}.into()") } else { format!("{text:?}") }
}

/// The text of free-form JSON, which is parsed where the program runs.
fn json(field: &Field, given: Option<&Value>) -> String {
    match given {
        Some(Value::String(text)) if field.form == Some(Wire::String) => text.clone(),
        Some(value) => value.to_string(),
        None => "{}".to_owned(),
    }
}

/// What stands behind the name of an enum: a value that it has, or one that it is made of.
fn variant(values: &EnumValues, given: Option<&Value>) -> String {
    let names = values.rust_names();
    let Some(given) = given.map(plain) else { return (*names.first().unwrap_or(&"Unknown")).to_owned() };
    if let Some(known) = values.wires().iter().position(|wire| *wire == given) {
        return names[known].to_owned();
    }
    match values {
        EnumValues::Int(_) => format!("from({})", given.parse::<i64>().unwrap_or_default()),
        EnumValues::Text(_) => format!("from({given:?})"),
    }
}
