//! Whether flat parameters are what an Action takes, and what they say as JSON.

use jiff::civil;
use qcloud_codegen::model::{EnumValues, Field, Record, Service, Type, TypeKind, Wire};
use serde_json::{Map, Number, Value};

/// The longest list that is read when elements are missing; the vendor's pages know lists of 1,000.
const MOST_ELEMENTS: usize = 10_000;

/// Reads the parameters of an Action, with the defaults of those that were not sent.
///
/// The error has one sentence for each thing that is wrong, and each begins with the parameter's name.
pub(crate) fn read(
    service: &Service,
    request: &Record,
    parameters: &[(String, String)],
) -> Result<Map<String, Value>, Vec<String>> {
    let mut reading = Reading { service, is_hidden: false, problems: Vec::new() };
    let parts: Vec<_> = parameters.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let read = reading.record(request, &parts, "");
    if reading.problems.is_empty() { Ok(read) } else { Err(reading.problems) }
}

/// Whether a value may be shown: it belongs to a parameter that the spec knows, and no part of the way there is sensitive.
pub(crate) fn is_public(service: &Service, request: &Record, name: &str) -> bool {
    let mut record = request;
    let mut rest = name;
    while let Some((field, inner)) = field_of(record, rest) {
        if field.sensitive {
            return false;
        }
        rest = inner;
        let mut ty = &field.ty;
        while let Type::List(item) | Type::Map(item) = ty {
            rest = split(rest).1;
            ty = item;
        }
        match ty {
            Type::Named(id) => match &service.type_def(*id).kind {
                TypeKind::Record(inner) => record = inner,
                TypeKind::Enum(_) => return true,
            },
            _ => return true,
        }
    }
    false
}

/// What is left of the names of a value's parts, and their texts. A scalar has one part, with nothing left of its name.
type Parts<'p> = [(&'p str, &'p str)];

/// The field that a name is about, and what is left of the name. Names of fields may have dots themselves.
fn field_of<'r, 'n>(record: &'r Record, name: &'n str) -> Option<(&'r Field, &'n str)> {
    let fitting = record.fields.iter().filter_map(|field| {
        let rest = name.strip_prefix(field.wire.as_str())?;
        if rest.is_empty() { Some((field, rest)) } else { Some((field, rest.strip_prefix('.')?)) }
    });
    fitting.max_by_key(|(field, _)| field.wire.len())
}

/// The first segment of a name, and the rest.
fn split(name: &str) -> (&str, &str) {
    name.split_once('.').unwrap_or((name, ""))
}

/// Puts together what has the same key, in the order of the keys' first parts.
fn group<'p, K: PartialEq>(
    parts: &Parts<'p>,
    mut key_of: impl FnMut(&'p str) -> (K, &'p str),
) -> Vec<(K, Vec<(&'p str, &'p str)>)> {
    let mut groups: Vec<(K, Vec<_>)> = Vec::new();
    for (name, text) in parts {
        let (key, rest) = key_of(name);
        match groups.iter_mut().find(|(other, _)| *other == key) {
            Some((_, group)) => group.push((rest, *text)),
            None => groups.push((key, vec![(rest, *text)])),
        }
    }
    groups
}

/// The text of a scalar.
fn text_of<'p>(parts: &Parts<'p>) -> Option<&'p str> {
    match parts {
        [("", text)] => Some(text),
        _ => None,
    }
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

    fn record(&mut self, record: &Record, parts: &Parts<'_>, prefix: &str) -> Map<String, Value> {
        let mut read = Map::new();
        let groups = group(parts, |name| match field_of(record, name) {
            Some((field, rest)) => (field.wire.as_str(), rest),
            None => split(name),
        });
        for (name, parts) in &groups {
            let path = format!("{prefix}{name}");
            let Some(field) = record.fields.iter().find(|field| field.wire == *name) else {
                self.unknown(record, name, prefix);
                continue;
            };
            let is_hidden = self.is_hidden;
            self.is_hidden |= field.sensitive;
            if let Some(value) = self.value(field, &field.ty, parts, &path) {
                self.check_bounds(field, &value, &path);
                read.insert((*name).to_owned(), value);
            }
            self.is_hidden = is_hidden;
        }
        for field in record.fields.iter().filter(|field| !groups.iter().any(|(name, _)| *name == field.wire))
        {
            if field.required {
                self.problem(&format!("{prefix}{}", field.wire), "required, and missing");
            } else if let Some(default) = &field.default {
                read.insert(field.wire.clone(), default.clone());
            }
        }
        read
    }

    fn unknown(&mut self, record: &Record, name: &str, prefix: &str) {
        let near = nearest(name, record.fields.iter().map(|field| field.wire.as_str()));
        let hint = near.map(|near| format!("; did you mean `{prefix}{near}`?")).unwrap_or_default();
        let what = if prefix.is_empty() { "parameter" } else { "field" };
        self.problem(&format!("{prefix}{name}"), &format!("there is no such {what}{hint}"));
    }

    fn value(&mut self, field: &Field, ty: &Type, parts: &Parts<'_>, path: &str) -> Option<Value> {
        if parts.len() > 1 && parts.iter().any(|(rest, _)| rest.is_empty()) {
            self.problem(path, "it is given both as a value and as something with parts");
            return None;
        }
        let inner = match ty {
            Type::Json if field.form != Some(Wire::String) => return Some(free_form(parts)),
            Type::Named(id) => match &self.service.type_def(*id).kind {
                TypeKind::Record(record) => Some(record),
                TypeKind::Enum(_) => None,
            },
            _ => None,
        };
        let Some(text) = text_of(parts) else {
            return match (ty, inner) {
                (Type::List(item), _) => self.list(field, item, parts, path),
                (Type::Map(item), _) => self.map(field, item, parts, path),
                (_, Some(record)) => Some(self.record(record, parts, &format!("{path}.")).into()),
                _ => self.mismatch(field, ty, "several parts", path),
            };
        };
        match self.scalar(field, ty, text) {
            Some(value) => Some(value),
            None => self.mismatch(field, ty, &format!("`{}`", shortened(text)), path),
        }
    }

    fn list(&mut self, field: &Field, item: &Type, parts: &Parts<'_>, path: &str) -> Option<Value> {
        let base = usize::from(field.one_based);
        let elements = group(parts, split);
        let numbered = elements.iter().map(|(index, parts)| {
            // `parse` would take `+1` and `01` too.
            let number = index.parse().ok().filter(|number: &usize| number.to_string() == *index);
            (*index, number.and_then(|number| number.checked_sub(base)), parts)
        });
        // An element with nothing in it is not seen in a flat request, and its number is missing.
        let nothing = self.nothing(item);
        let length = match (&nothing, numbered.clone().filter_map(|(_, place, _)| place).max()) {
            (Some(_), Some(last)) if last < MOST_ELEMENTS => last + 1,
            _ => elements.len(),
        };
        let mut read = vec![None; length];
        for (index, place, parts) in numbered {
            let Some(slot) = place.and_then(|place| read.get_mut(place)) else {
                let last = length - 1 + base;
                let what = format!("the elements of this list of {length} count from {base} to {last}");
                self.problem(&format!("{path}.{index}"), &what);
                return None;
            };
            *slot = Some(parts);
        }
        let mut values = Vec::new();
        for (place, parts) in read.into_iter().enumerate() {
            values.push(match parts {
                Some(parts) => self.value(field, item, parts, &format!("{path}.{}", place + base))?,
                None => nothing.clone()?,
            });
        }
        Some(values.into())
    }

    /// The value of a type that a flat request has no part of; `None` when there is always a part.
    fn nothing(&self, ty: &Type) -> Option<Value> {
        match ty {
            Type::List(_) => Some(Value::Array(Vec::new())),
            Type::Map(_) => Some(Value::Object(Map::new())),
            Type::Json => Some(Value::Null),
            Type::Named(id) => match &self.service.type_def(*id).kind {
                TypeKind::Record(record) if record.fields.iter().all(|field| !field.required) => {
                    Some(Value::Object(Map::new()))
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn map(&mut self, field: &Field, item: &Type, parts: &Parts<'_>, path: &str) -> Option<Value> {
        let has_parts = match item {
            Type::List(_) | Type::Map(_) | Type::Json => true,
            Type::Named(id) => matches!(self.service.type_def(*id).kind, TypeKind::Record(_)),
            _ => false,
        };
        // The keys of a map of scalars may have dots.
        let entries = group(parts, |name| if has_parts { split(name) } else { (name, "") });
        let mut read = Map::new();
        for (key, parts) in entries {
            let value = self.value(field, item, &parts, &format!("{path}.{key}"))?;
            read.insert(key.to_owned(), value);
        }
        Some(read.into())
    }

    /// A scalar in the form that the spec states; `None` when it is not one.
    fn scalar(&self, field: &Field, ty: &Type, text: &str) -> Option<Value> {
        Some(match ty {
            Type::Int => text.parse::<i64>().ok()?.into(),
            Type::Uint => text.parse::<u64>().ok()?.into(),
            Type::Float => text.parse::<f64>().ok().filter(|float| float.is_finite())?.into(),
            Type::Bool => {
                match (field.form, text) {
                    (Some(Wire::Int | Wire::String), "1")
                    | (None | Some(Wire::Iso | Wire::String), "true") => true.into(),
                    (Some(Wire::Int | Wire::String), "0")
                    | (None | Some(Wire::Iso | Wire::String), "false") => false.into(),
                    _ => return None,
                }
            }
            Type::String | Type::Secret | Type::Binary => text.into(),
            Type::DateTime if field.form == Some(Wire::Int) => text.parse::<i64>().ok()?.into(),
            Type::DateTime => is_time(text).then(|| text.into())?,
            Type::Date => is_date(text).then(|| text.into())?,
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
                None | Some(Wire::Iso) => "`true` or `false`",
                Some(Wire::Int) => "0 or 1",
                Some(Wire::String) => "`true`, `false`, 0 or 1",
            },
            Type::String | Type::Secret => "a string",
            Type::Binary => "a string of Base64",
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

fn free_form(parts: &Parts<'_>) -> Value {
    if let Some(text) = text_of(parts) {
        return text.into();
    }
    let members = group(parts, split);
    if members.iter().enumerate().all(|(index, (name, _))| *name == index.to_string()) {
        members.iter().map(|(_, parts)| free_form(parts)).collect()
    } else {
        members
            .iter()
            .map(|(name, parts)| ((*name).to_owned(), free_form(parts)))
            .collect::<Map<_, _>>()
            .into()
    }
}

/// Whether a text is a time as the vendor writes it; the zero date stands for none.
fn is_time(text: &str) -> bool {
    text.len() == 19
        && (text == "0000-00-00 00:00:00" || civil::DateTime::strptime("%Y-%m-%d %H:%M:%S", text).is_ok())
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && (text == "0000-00-00" || civil::Date::strptime("%Y-%m-%d", text).is_ok())
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
