//! What all examples of a service show of its fields.

use std::collections::{BTreeMap, HashMap};

use qcloud_codegen::language::Scalar;
use qcloud_codegen::spec::{Entries, FieldSpec, Service, TypeExpr, TypeSpec};
use qcloud_drift::evidence::{Everything, Evidence, Json};
use serde_json::Value;

use super::{Key, request, response};
use crate::api3::exchange::Exchange;

/// What the examples show of each field that has scalars, in a list or alone.
#[derive(Debug, Default)]
pub(super) struct Seen {
    fields: HashMap<Key, Evidence>,
    /// How many elements the longest list of a parameter has.
    longest: HashMap<Key, usize>,
}

type Types<'s> = BTreeMap<&'s str, &'s TypeSpec>;

impl Seen {
    pub(super) fn of(service: &Service, exchanges: &[Exchange<'_>]) -> Self {
        let own = service.actions.iter().flat_map(|action| action.types.iter());
        let types: Types<'_> =
            service.types.iter().chain(own).map(|(name, def)| (name.as_str(), def)).collect();
        let mut seen = Self::default();
        for exchange in exchanges {
            let Some(action) = service.actions.iter().find(|action| action.action == exchange.action) else {
                continue;
            };
            let body = exchange.body.as_ref().ok().and_then(|body| body.get("Response"));
            let result = action.result.as_ref().and_then(|result| result.fields.as_ref());
            let (request, response) = (request(exchange.action), response(exchange.action));
            seen.add(&types, exchange.parameters.as_ref(), Some(&action.parameters), &request);
            seen.add(&types, body, result, &response);
            for (name, value) in exchange.parameters.iter().filter_map(Value::as_object).flatten() {
                let length = value.as_array().map_or(0, Vec::len);
                let longest = seen.longest.entry((request.clone(), name.clone())).or_default();
                *longest = length.max(*longest);
            }
        }
        seen
    }

    /// What was seen of a field.
    pub(super) fn of_field(&self, key: &Key) -> Option<&Evidence> {
        self.fields.get(key)
    }

    /// How many elements the longest list of a parameter has.
    pub(super) fn longest(&self, key: &Key) -> usize {
        self.longest.get(key).copied().unwrap_or_default()
    }

    fn add(
        &mut self,
        types: &Types<'_>,
        value: Option<&Value>,
        fields: Option<&Entries<String, FieldSpec>>,
        owner: &str,
    ) {
        if let (Some(value), Some(fields)) = (value, fields) {
            let mut evidence = Evidence::default();
            evidence.add(Everything, &Json::from(value), 0);
            self.note(types, (owner, fields), &evidence);
        }
    }

    /// Notes what was seen of the fields of a record, and of all records inside of it.
    fn note(
        &mut self,
        types: &Types<'_>,
        (owner, fields): (&str, &Entries<String, FieldSpec>),
        evidence: &Evidence,
    ) {
        if let Some(items) = &evidence.items {
            self.note(types, (owner, fields), items);
        }
        for (name, field) in fields.iter() {
            let Some(evidence) = evidence.fields.get(name) else { continue };
            let inner = match &field.ty {
                TypeExpr::Map(_) => continue,
                ty => ty.innermost(),
            };
            if Scalar::from_name(inner).is_some() {
                let seen = self.fields.entry((owner.to_owned(), name.clone())).or_default();
                seen.merge(evidence);
                if let Some(items) = &evidence.items {
                    seen.merge(items);
                }
            }
            if let Some(fields) = types.get(inner).and_then(|def| def.fields.as_ref()) {
                self.note(types, (inner, fields), evidence);
            }
        }
    }
}

/// How the vendor writes that there is no example.
const NONE: [&str; 9] = ["", "-", "--", "无", "暂无", "null", "None", "none", "n/a"];

/// The values that the description shows of the field itself, beside the examples: the items, where it shows a list.
pub(super) fn shown(field: &FieldSpec) -> Vec<String> {
    let Some(text) = field.example.as_ref().and_then(Value::as_str) else { return Vec::new() };
    let plain = |text: &str| text.trim().trim_matches(['"', '\'', '“', '”', '`']).to_owned();
    let items = match serde_json::from_str::<Vec<Value>>(text) {
        Ok(items) => items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), plain)).collect(),
        Err(_) => vec![plain(text)],
    };
    items.into_iter().filter(|text| !NONE.contains(&text.as_str())).collect()
}
