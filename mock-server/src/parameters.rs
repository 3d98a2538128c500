//! Whether flat parameters are what an Action takes, and what they say as JSON.

use qcloud_codegen::model::{EnumValues, Field, Record, Service, Type, TypeKind, Wire};
use serde_json::{Map, Number, Value};

/// Reads the parameters of an Action, with the defaults of those that were not sent.
///
/// The error has one sentence for each thing that is wrong, and each begins with the parameter's name.
pub(crate) fn read(
    service: &Service,
    request: &Record,
    parameters: &[(String, String)],
) -> Result<Map<String, Value>, Vec<String>> {
    let mut reading = Reading { service, is_hidden: false, problems: Vec::new() };
    let mut root = Vec::new();
    for (name, value) in parameters {
        let segments: Vec<_> = name.split('.').collect();
        if !insert(&mut root, &segments, value) {
            reading.problem(name, "it is given both as a value and as something with parts");
        }
    }
    let read = reading.record(request, &root, "");
    if reading.problems.is_empty() { Ok(read) } else { Err(reading.problems) }
}

/// Whether a value may be shown: it belongs to a parameter that the spec knows, and no part of the way there is sensitive.
pub(crate) fn is_public(service: &Service, request: &Record, name: &str) -> bool {
    let mut record = Some(request);
    let mut ty: Option<&Type> = None;
    for segment in name.split('.') {
        if let Some(fields) = record.take() {
            let Some(field) = fields.fields.iter().find(|field| field.wire == segment) else { return false };
            if field.sensitive || field.ty == Type::Secret {
                return false;
            }
            ty = Some(&field.ty);
        } else {
            // An index of a list or a key of a map.
            ty = match ty {
                Some(Type::List(item) | Type::Map(item)) => Some(item),
                other => other,
            };
        }
        if let Some(Type::Named(id)) = ty
            && let TypeKind::Record(inner) = &service.type_def(*id).kind
        {
            record = Some(inner);
        }
    }
    true
}

/// A name that goes on: `filters`, or one that ends: `filters.0.name`.
enum Node<'p> {
    Leaf(&'p str),
    Branch(Vec<(&'p str, Node<'p>)>),
}

fn insert<'p>(branch: &mut Vec<(&'p str, Node<'p>)>, segments: &[&'p str], value: &'p str) -> bool {
    let [first, rest @ ..] = segments else { return false };
    let index = branch.iter().position(|(name, _)| name == first);
    match (index, rest) {
        (None, []) => branch.push((first, Node::Leaf(value))),
        (Some(_), []) => return false,
        (index, rest) => {
            let index = index.unwrap_or_else(|| {
                branch.push((first, Node::Branch(Vec::new())));
                branch.len() - 1
            });
            let Node::Branch(inner) = &mut branch[index].1 else { return false };
            return insert(inner, rest, value);
        }
    }
    true
}

struct Reading<'s> {
    service: &'s Service,
    /// Whether what is being read is part of something sensitive.
    is_hidden: bool,
    problems: Vec<String>,
}

impl Reading<'_> {
    fn problem(&mut self, name: &str, what: &str) {
        self.problems.push(format!("`{name}`: {what}"));
    }

    fn record(&mut self, record: &Record, branch: &[(&str, Node<'_>)], prefix: &str) -> Map<String, Value> {
        let mut read = Map::new();
        for (name, node) in branch {
            let path = format!("{prefix}{name}");
            match record.fields.iter().find(|field| field.wire == *name) {
                Some(field) => {
                    let is_hidden = self.is_hidden;
                    self.is_hidden |= field.sensitive;
                    if let Some(value) = self.value(field, &field.ty, node, &path) {
                        self.check_bounds(field, &value, &path);
                        read.insert((*name).to_owned(), value);
                    }
                    self.is_hidden = is_hidden;
                }
                None => {
                    let hint = nearest(name, record.fields.iter().map(|field| field.wire.as_str()))
                        .map(|near| format!("; did you mean `{prefix}{near}`?"))
                        .unwrap_or_default();
                    let what = if prefix.is_empty() { "parameter" } else { "field" };
                    self.problem(&path, &format!("there is no such {what}{hint}"));
                }
            }
        }
        for field in record.fields.iter().filter(|field| !branch.iter().any(|(name, _)| *name == field.wire))
        {
            if field.required {
                self.problem(&format!("{prefix}{}", field.wire), "required, and missing");
            } else if let Some(default) = &field.default {
                read.insert(field.wire.clone(), default.clone());
            }
        }
        read
    }

    fn value(&mut self, field: &Field, ty: &Type, node: &Node<'_>, path: &str) -> Option<Value> {
        match (ty, node) {
            (Type::Json, _) if field.form != Some(Wire::String) => Some(free_form(node)),
            (Type::List(item), Node::Branch(elements)) => self.list(field, item, elements, path),
            (Type::Map(item), Node::Branch(entries)) => {
                let mut read = Map::new();
                for (key, node) in entries {
                    if let Some(value) = self.value(field, item, node, &format!("{path}.{key}")) {
                        read.insert((*key).to_owned(), value);
                    }
                }
                Some(read.into())
            }
            (Type::Named(id), Node::Branch(fields)) => match &self.service.type_def(*id).kind {
                TypeKind::Record(record) => Some(self.record(record, fields, &format!("{path}.")).into()),
                TypeKind::Enum(_) => self.mismatch(field, ty, "several parts", path),
            },
            (_, Node::Branch(_)) => self.mismatch(field, ty, "several parts", path),
            (_, Node::Leaf(text)) => match self.scalar(field, ty, text) {
                Some(value) => Some(value),
                None => self.mismatch(field, ty, &format!("`{}`", shortened(text)), path),
            },
        }
    }

    fn list(
        &mut self,
        field: &Field,
        item: &Type,
        elements: &[(&str, Node<'_>)],
        path: &str,
    ) -> Option<Value> {
        let base = usize::from(field.one_based);
        let mut read = vec![None; elements.len()];
        for (index, node) in elements {
            let element = format!("{path}.{index}");
            // `parse` would take `+1` and `01` too.
            let place = index.parse().ok().filter(|number: &usize| number.to_string() == **index);
            match place.and_then(|number| number.checked_sub(base)).and_then(|place| read.get_mut(place)) {
                Some(slot) => *slot = Some((element, node)),
                None => {
                    let last = elements.len() - 1 + base;
                    let what = format!(
                        "the elements of this list of {} count from {base} to {last}",
                        elements.len()
                    );
                    self.problem(&element, &what);
                    return None;
                }
            }
        }
        let read = read.into_iter().flatten();
        read.map(|(path, node)| self.value(field, item, node, &path))
            .collect::<Option<Vec<_>>>()
            .map(Value::from)
    }

    /// A scalar in the form that the spec states; `None` when it is not one.
    fn scalar(&self, field: &Field, ty: &Type, text: &str) -> Option<Value> {
        Some(match ty {
            Type::Int => text.parse::<i64>().ok()?.into(),
            Type::Uint => text.parse::<u64>().ok()?.into(),
            Type::Float => text.parse::<f64>().ok().filter(|float| float.is_finite())?.into(),
            Type::Bool => match (field.form, text) {
                (Some(Wire::Int | Wire::String), "1") | (None | Some(Wire::String), "true") => true.into(),
                (Some(Wire::Int | Wire::String), "0") | (None | Some(Wire::String), "false") => false.into(),
                _ => return None,
            },
            Type::String | Type::Secret => text.into(),
            Type::DateTime if field.form == Some(Wire::Int) => text.parse::<i64>().ok()?.into(),
            Type::DateTime => is_time(text, "%Y-%m-%d %H:%M:%S").then(|| text.into())?,
            Type::Date => is_time(text, "%Y-%m-%d").then(|| text.into())?,
            Type::Json => serde_json::from_str(text).ok()?,
            Type::Named(id) => match &self.service.type_def(*id).kind {
                TypeKind::Record(_) => return None,
                TypeKind::Enum(values) => match &values.values {
                    EnumValues::Int(values) => {
                        let number = text.parse::<i64>().ok()?;
                        values.iter().any(|value| value.wire == number).then(|| number.into())?
                    }
                    EnumValues::Text(values) => {
                        values.iter().any(|value| value.wire == text).then(|| text.into())?
                    }
                },
            },
            Type::List(_) | Type::Map(_) => return None,
        })
    }

    fn mismatch(&mut self, field: &Field, ty: &Type, found: &str, path: &str) -> Option<Value> {
        let expected = self.expected(field, ty);
        let found = if self.is_hidden { "something else" } else { found };
        self.problem(path, &format!("expected {expected}, found {found}"));
        None
    }

    fn expected(&self, field: &Field, ty: &Type) -> String {
        let expected = match ty {
            Type::Int => "an integer",
            Type::Uint => "an integer that is not negative",
            Type::Float => "a number",
            Type::Bool => match field.form {
                None => "`true` or `false`",
                Some(Wire::Int) => "0 or 1",
                Some(Wire::String) => "`true`, `false`, 0 or 1",
            },
            Type::String | Type::Secret => "a string",
            Type::DateTime if field.form == Some(Wire::Int) => "Unix seconds",
            Type::DateTime => "a time such as `2017-12-20 08:00:00`",
            Type::Date => "a date such as `2017-12-20`",
            Type::Json => "JSON",
            Type::List(_) => {
                return format!("a list: `{}.{}` and so on", field.wire, u8::from(field.one_based));
            }
            Type::Map(_) => return format!("a map: `{}.KEY`", field.wire),
            Type::Named(id) => match &self.service.type_def(*id).kind {
                TypeKind::Record(_) => return format!("a record: `{}.FIELD`", field.wire),
                TypeKind::Enum(values) => {
                    let values: Vec<_> = match &values.values {
                        EnumValues::Int(values) => {
                            values.iter().map(|value| value.wire.to_string()).collect()
                        }
                        EnumValues::Text(values) => values.iter().map(|value| value.wire.clone()).collect(),
                    };
                    return format!("one of `{}`", values.join("`, `"));
                }
            },
        };
        expected.to_owned()
    }

    fn check_bounds(&mut self, field: &Field, value: &Value, path: &str) {
        let (measure, what) = match value {
            Value::Number(number) => (number.clone(), ""),
            Value::String(text) => (text.chars().count().into(), " characters"),
            Value::Array(items) => (items.len().into(), " elements"),
            _ => return,
        };
        if let Some(min) = field.min.as_ref().filter(|min| greater(min, &measure)) {
            self.problem(path, &format!("{measure}{what} is below the lower bound {min}"));
        }
        if let Some(max) = field.max.as_ref().filter(|max| greater(&measure, max)) {
            self.problem(path, &format!("{measure}{what} is above the upper bound {max}"));
        }
    }
}

fn greater(a: &Number, b: &Number) -> bool {
    match (a.as_i128(), b.as_i128()) {
        (Some(a), Some(b)) => a > b,
        _ => a.as_f64() > b.as_f64(),
    }
}

fn free_form(node: &Node<'_>) -> Value {
    match node {
        Node::Leaf(text) => (*text).into(),
        Node::Branch(parts) => {
            let is_list = parts.iter().enumerate().all(|(index, (name, _))| *name == index.to_string());
            if is_list {
                parts.iter().map(|(_, node)| free_form(node)).collect()
            } else {
                parts
                    .iter()
                    .map(|(name, node)| ((*name).to_owned(), free_form(node)))
                    .collect::<Map<_, _>>()
                    .into()
            }
        }
    }
}

fn is_time(text: &str, format: &str) -> bool {
    // The vendor's zero date stands for none.
    let is_zero = text.bytes().all(|byte| !byte.is_ascii_digit() || byte == b'0');
    let length = if format.contains("%H") { 19 } else { 10 };
    text.len() == length
        && if is_zero {
            "0000-00-00 00:00:00".starts_with(text)
        } else {
            jiff::fmt::strtime::parse(format, text).is_ok()
        }
}

/// A value as it is quoted in a message.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// The name that was probably meant.
pub(crate) fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let distance = |other: &str| strsim::damerau_levenshtein(&name.to_lowercase(), &other.to_lowercase());
    known
        .into_iter()
        .map(|other| (distance(other), other))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= 1 + name.len() / 4)
        .map(|(_, other)| other)
}
