//! Requests as the flat parameters that the legacy API takes, worked out without the runtime: the generated tests compare the two.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::diagnostic::Findings;
use crate::diagnostic::problem::{NameProblem, Named};
use crate::model::{Action, Field, Record, Service, Type, TypeDef, TypeId, TypeKind};
use crate::source::Place;

use super::definitions::Definitions;

/// Two parameters, or two fields of a record, that are one when they are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The name of the one that comes first.
    pub first: String,
    /// The name of the other.
    pub second: String,
    /// What both are sent as.
    pub sent: String,
}

/// What clashes among the parameters of a service's Actions, and among the fields of the records in them. With each clash comes the
/// record, or none for parameters.
pub fn clashes(service: &Service) -> impl Iterator<Item = (Option<&TypeDef>, Clash)> {
    let types = &service.types;
    let of = move |fields, owner| among(fields, types).into_iter().map(move |clash| (owner, clash));
    let parameters = service.actions.iter().flat_map(move |action| of(&action.request.fields, None));
    let records = sent(types).flat_map(move |(id, record)| of(&record.fields, Some(&types[id.0])));
    parameters.chain(records).filter(|_| service.protocol.is_flat())
}

/// The records that a request holds.
fn sent(types: &[TypeDef]) -> impl Iterator<Item = (TypeId, &Record)> {
    types.iter().enumerate().filter_map(|(index, def)| match &def.kind {
        TypeKind::Record(record) if record.input => Some((TypeId(index), record)),
        _ => None,
    })
}

/// Reports fields that are one when they are sent, of each record that a request holds.
pub(super) fn check_records(types: &[TypeDef], definitions: &Definitions<'_>, findings: &mut Findings) {
    for (id, record) in sent(types) {
        let place = |wire: &str| definitions.field_place(id, wire).unwrap_or_else(|| definitions.place(id));
        check_names(Named::Field, place, &record.fields, types, findings);
    }
}

/// Reports parameters, or fields, that are one when they are sent. `place` has the place of a name.
pub(super) fn check_names(
    what: Named,
    place: impl Fn(&str) -> Place,
    fields: &[Field],
    types: &[TypeDef],
    findings: &mut Findings,
) {
    for Clash { first, second, sent } in among(fields, types) {
        let places = (place(&second), place(&first));
        findings.report(places.0, NameProblem::SameOnWire { what, first, second, sent }).also(places.1);
    }
}

/// What clashes among some parameters, or fields: the server takes `.` and `_` for the same, and what is in a list, a map or a
/// record is sent behind a dot.
fn among(fields: &[Field], types: &[TypeDef]) -> Vec<Clash> {
    let mut clashes = Vec::new();
    let sent: Vec<_> = fields.iter().map(|field| field.wire.replace('_', ".")).collect();
    // The parameters so far by what is sent of them, in order, so that those inside another one follow it.
    let mut known: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, second) in fields.iter().enumerate() {
        let name = sent[index].as_str();
        let holds = |outer: usize, inner: usize| {
            let rest = sent[inner].strip_prefix(&sent[outer]).and_then(|rest| rest.strip_prefix('.'));
            rest.is_some_and(|rest| may_hold(&fields[outer].ty, rest, types))
        };
        let at_name = |name: &str| known.get(name).into_iter().flatten().copied();
        let same = at_name(name).filter(|first| fields[*first].wire != second.wire);
        let dots = name.match_indices('.').map(|(dot, _)| &name[..dot]);
        let around = dots.flat_map(at_name).filter(|first| holds(*first, index));
        let below = format!("{name}.");
        let inside = known.range(below.as_str()..).take_while(|(inner, _)| inner.starts_with(&below));
        let inside = inside.flat_map(|(_, inner)| inner).copied().filter(|first| holds(index, *first));
        if let Some(first) = same.chain(around).chain(inside).min() {
            let longer = if fields[first].wire.len() > second.wire.len() { first } else { index };
            let (first, second) = (fields[first].wire.clone(), second.wire.clone());
            clashes.push(Clash { first, second, sent: sent[longer].clone() });
        }
        known.entry(name).or_default().push(index);
    }
    clashes
}

/// Whether a value of a type may be sent under a name that goes on so behind its own.
fn may_hold(ty: &Type, rest: &str, types: &[TypeDef]) -> bool {
    let first = rest.split('.').next().unwrap_or_default();
    match ty {
        Type::List(_) => !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit()),
        Type::Map(_) | Type::Json => true,
        _ => ty.as_record(types).is_some_and(|(_, record)| {
            record.fields.iter().any(|field| {
                let name = field.wire.replace('_', ".");
                rest.strip_prefix(&name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        }),
    }
}

/// The flat parameters that a request becomes.
#[derive(Default)]
pub(super) struct Flat {
    /// Names and texts, in order.
    pub(super) parameters: Vec<(String, String)>,
    /// The name of the first value that is set and empty, which has no flat form.
    pub(super) empty: Option<String>,
}

/// The flat names and texts that parameters become by a protocol that has such: JSON in the form that the spec states goes in.
///
/// What is set and empty has no flat form, and is left out.
#[must_use]
pub fn flat_parameters(
    service: &Service,
    action: &Action,
    parameters: &Map<String, Value>,
) -> Vec<(String, String)> {
    flatten(&action.request, parameters, &service.types).parameters
}

/// Flattens the parameters of a request.
pub(super) fn flatten(request: &Record, parameters: &Map<String, Value>, types: &[TypeDef]) -> Flat {
    let mut flat = Flat::default();
    flat.record(request, "", parameters, types);
    flat
}

impl Flat {
    fn record(&mut self, record: &Record, prefix: &str, values: &Map<String, Value>, types: &[TypeDef]) {
        for field in &record.fields {
            if let Some(value) = values.get(&field.wire) {
                self.value(field, &field.ty, format!("{prefix}{}", field.wire), value, types);
            }
        }
    }

    fn value(&mut self, field: &Field, ty: &Type, name: String, value: &Value, types: &[TypeDef]) {
        match (ty, value) {
            (_, Value::Null) => {}
            (Type::List(item), Value::Array(values)) => {
                let base = usize::from(field.one_based);
                self.refuse_if(values.is_empty(), &name);
                for (index, value) in values.iter().enumerate() {
                    self.element(field, item, &format!("{name}.{}", index + base), value, types);
                }
            }
            (Type::Map(item), Value::Object(values)) => {
                self.refuse_if(values.is_empty(), &name);
                for (key, value) in values {
                    self.element(field, item, &format!("{name}.{key}"), value, types);
                }
            }
            // What travels inside a string is a string by now.
            (Type::Json, value) => self.json(name, value),
            (Type::Named(_), Value::Object(values)) => {
                if let Some((_, record)) = ty.as_record(types) {
                    self.record(record, &format!("{name}."), values, types);
                }
            }
            (Type::Float, Value::Number(number)) => {
                let float = number.as_f64().map_or_else(|| number.to_string(), |float| float.to_string());
                self.parameters.push((name, float));
            }
            (_, value) => self.parameters.push((name, scalar_text(value))),
        }
    }

    /// An element or an entry. One of which nothing is sent would be gone, and those behind it be in another place.
    fn element(&mut self, field: &Field, ty: &Type, name: &str, value: &Value, types: &[TypeDef]) {
        let before = self.parameters.len();
        self.value(field, ty, name.to_owned(), value, types);
        self.refuse_if(self.parameters.len() == before, name);
    }

    fn json(&mut self, name: String, value: &Value) {
        match value {
            Value::Null => self.refuse_if(true, &name),
            Value::Array(values) => {
                self.refuse_if(values.is_empty(), &name);
                for (index, value) in values.iter().enumerate() {
                    self.json(format!("{name}.{index}"), value);
                }
            }
            Value::Object(values) => {
                self.refuse_if(values.is_empty(), &name);
                for (key, value) in values {
                    self.json(format!("{name}.{key}"), value);
                }
            }
            scalar => self.parameters.push((name, scalar_text(scalar))),
        }
    }

    fn refuse_if(&mut self, is_empty: bool, name: &str) {
        if is_empty && self.empty.is_none() {
            self.empty = Some(name.to_owned());
        }
    }
}

fn scalar_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
