//! Flat parameters, `name.0.field`, as texts.

use qcloud_codegen::model::{Field, Record, Type, TypeKind, Wire};
use serde_json::{Map, Value};

use super::{Reading, field_of, shortened, split};
use crate::reason::Reason;

/// The longest list that is read when elements are missing; the vendor's pages know lists of 1,000.
const MOST_ELEMENTS: usize = 10_000;

/// What is left of the names of a value's parts, and their texts. A scalar has one part, with nothing left of its name.
type Parts<'p> = [(&'p str, &'p str)];

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

impl Reading<'_> {
    pub(super) fn flat(&mut self, request: &Record, pairs: &[(String, String)]) -> Map<String, Value> {
        let parts: Vec<_> = pairs.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        self.record(request, &parts, "")
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
        self.fill(record, &mut read, prefix, |wire| groups.iter().any(|(name, _)| *name == wire));
        read
    }

    fn value(&mut self, field: &Field, ty: &Type, parts: &Parts<'_>, path: &str) -> Option<Value> {
        if parts.len() > 1 && parts.iter().any(|(rest, _)| rest.is_empty()) {
            self.problem(Reason::Invalid, path, "it is given both as a value and as something with parts");
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
                _ => self.not_a(field, ty, "several parts", path),
            };
        };
        match self.text(field, ty, text) {
            Some(value) => Some(value),
            None => self.not_a(field, ty, &format!("`{}`", shortened(text)), path),
        }
    }

    fn not_a(&mut self, field: &Field, ty: &Type, found: &str, path: &str) -> Option<Value> {
        let (reason, expected) = match ty {
            Type::List(_) => {
                let first = u8::from(field.one_based);
                (Reason::Invalid, format!("a list: `{}.{first}` and so on", field.wire))
            }
            Type::Map(_) => (Reason::Invalid, format!("a map: `{}.KEY`", field.wire)),
            Type::Named(id) if matches!(self.service.type_def(*id).kind, TypeKind::Record(_)) => {
                (Reason::Invalid, format!("a record: `{}.FIELD`", field.wire))
            }
            Type::Named(_) | Type::Date | Type::DateTime | Type::Binary => {
                (Reason::InvalidValue, self.expected(field, ty))
            }
            _ => (Reason::Invalid, self.expected(field, ty)),
        };
        self.mismatch(reason, &expected, found, path);
        None
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
                self.problem(Reason::Invalid, &format!("{path}.{index}"), &what);
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
