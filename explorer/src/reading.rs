//! A result as the model reads it: each field by its Rust name, its type, and its value.

use qcloud_codegen::fit::{self, Fit};
use qcloud_codegen::model::{Action, Enum, Field, Record, Service, Type, Wire};
use qcloud_codegen::{field_type, value_type};
use serde_json::Value;

/// So many rows are shown.
const MOST: usize = 400;
/// Deeper than results are nested.
const DEEPEST: usize = 40;

/// A field of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The way to it in Rust: `list[0].status`.
    pub(crate) path: String,
    /// Its type in Rust.
    pub(crate) ty: String,
    /// Its value, as Rust writes or as people read it.
    pub(crate) value: String,
    /// What is odd about it; empty where nothing is.
    pub(crate) note: &'static str,
}

/// The rows of a result; the last one says so when there are more.
pub(crate) fn rows(service: &Service, action: &Action, body: &Value) -> Vec<Row> {
    let payload = action.place.keys().iter().try_fold(body, |value, key| value.get(*key));
    let mut reader = Reader { service, rows: Vec::new() };
    let Some(payload) = payload else { return reader.rows };
    match action.result.as_record(&service.types) {
        Some((_, record)) => reader.record("", record, payload, 0),
        None => {
            let facts = Facts { form: None, required: true, sensitive: false };
            let ty = value_type(service, &action.result);
            reader.value(("result", &ty), facts, &action.result, payload, 0);
        }
    }
    if reader.rows.len() > MOST {
        reader.rows.truncate(MOST);
        let (path, note) = ("...".to_owned(), "there is more, which is not shown");
        reader.rows.push(Row { path, ty: String::new(), value: String::new(), note });
    }
    reader.rows
}

/// What a field says of the values in it.
#[derive(Clone, Copy)]
struct Facts {
    form: Option<Wire>,
    required: bool,
    sensitive: bool,
}

struct Reader<'s> {
    service: &'s Service,
    rows: Vec<Row>,
}

impl Reader<'_> {
    fn record(&mut self, path: &str, record: &Record, value: &Value, depth: usize) {
        for field in &record.fields {
            let path = if path.is_empty() { field.rust.clone() } else { format!("{path}.{}", field.rust) };
            let ty = field_type(self.service, field);
            let Field { form, required, sensitive, .. } = *field;
            match value.get(&field.wire) {
                None | Some(Value::Null) => self.missing(path, ty, field),
                Some(value) => {
                    let facts = Facts { form, required, sensitive };
                    self.value((&path, &ty), facts, &field.ty, value, depth + 1);
                }
            }
        }
    }

    /// What is not there, or null.
    fn missing(&mut self, path: String, ty: String, field: &Field) {
        let (value, note) = if field.required {
            ("", "required, and missing")
        } else if field.is_option() {
            ("None", "")
        } else {
            ("empty", "")
        };
        self.rows.push(Row { path, ty, value: value.to_owned(), note });
    }

    fn value(&mut self, place: (&str, &str), facts: Facts, inner: &Type, value: &Value, depth: usize) {
        if self.rows.len() > MOST || depth > DEEPEST {
            return;
        }
        let (path, _) = place;
        match (inner, value) {
            (Type::List(item), Value::Array(values)) => {
                self.row(place, counted(values.len(), "element"), "");
                for (index, value) in values.iter().enumerate() {
                    self.value((&format!("{path}[{index}]"), ""), facts, item, value, depth + 1);
                }
            }
            (Type::Map(item), Value::Object(entries)) => {
                self.row(place, counted(entries.len(), "entry"), "");
                for (key, value) in entries {
                    self.value((&format!("{path}[{key:?}]"), ""), facts, item, value, depth + 1);
                }
            }
            _ => match inner.as_record(&self.service.types) {
                Some((_, record)) if value.is_object() => {
                    self.row(place, record.name.clone(), "");
                    self.record(path, record, value, depth);
                }
                Some(_) => {
                    self.row(place, value.to_string(), "no record: reads as an empty one, or as missing");
                }
                None => {
                    let (value, note) = self.scalar(facts, inner, value);
                    self.row(place, value, note);
                }
            },
        }
    }

    fn row(&mut self, (path, ty): (&str, &str), value: String, note: &'static str) {
        self.rows.push(Row { path: path.to_owned(), ty: ty.to_owned(), value, note });
    }

    fn scalar(&self, facts: Facts, ty: &Type, value: &Value) -> (String, &'static str) {
        let types = &self.service.types;
        let note = match fit::judge(types, ty, facts.form, value) {
            Fit::Stated => "",
            Fit::OtherForm => "in another form than the spec says",
            Fit::Unlike if facts.required => "no value of the type: the client gives an error",
            Fit::Unlike => "no value of the type: reads as missing",
        };
        if facts.sensitive {
            return ("kept out of what is shown".to_owned(), note);
        }
        let text = match (ty, value) {
            (Type::String | Type::Date | Type::DateTime | Type::Binary, Value::String(text)) => {
                format!("{text:?}")
            }
            _ => value.to_string(),
        };
        match ty.as_enum(types) {
            Some(open) => (variant(open, value), note),
            None => (text, note),
        }
    }
}

/// A number of things, in words.
fn counted(count: usize, thing: &str) -> String {
    match (count, thing) {
        (1, _) => format!("1 {thing}"),
        (_, "entry") => format!("{count} entries"),
        _ => format!("{count} {thing}s"),
    }
}

/// A value of an enum by the name of its variant, or as it is kept.
fn variant(open: &Enum, value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match open.values.wires().iter().position(|wire| *wire == text) {
        Some(known) => format!("{}::{} ({value})", open.name, open.values.rust_names()[known]),
        None => format!("{}::Unknown({value})", open.name),
    }
}
