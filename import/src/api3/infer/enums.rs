//! Texts with a few values, all of which their descriptions list.

use std::collections::{BTreeMap, HashSet};

use qcloud_codegen::language::{Scalar, Taken, names};
use qcloud_codegen::spec::{Entries, EnumKey, FieldSpec, Service, TypeExpr, TypeSpec, ValueSpec};
use qcloud_drift::evidence::{Evidence, Form, Kind};

use super::seen::shown;
use super::{Inferred, Key};
use crate::prose::{self, Value, defaults};

/// A field that may have an enum.
pub(super) struct Candidate {
    pub(super) key: Key,
    pub(super) is_list: bool,
    pub(super) values: Vec<Value>,
}

/// The values that a text has, or the items of a list, where its description has all of them and no example has another.
pub(super) fn values(field: &FieldSpec, seen: Option<&Evidence>) -> Option<Vec<Value>> {
    let item = match &field.ty {
        TypeExpr::List(item) => item,
        ty => ty,
    };
    item.scalar().filter(|scalar| *scalar == Scalar::String && field.wire.is_none() && !field.sensitive)?;
    let values = prose::whole(&field.doc);
    let has = |text: &str| values.iter().any(|value| value.wire == text);
    let is_seen_so = seen.is_none_or(|seen| {
        let are_texts = seen.forms.keys().all(|form| form.kind() == Kind::Text);
        are_texts
            && !seen.forms.contains_key(&Form::Empty)
            && seen.samples.keys().all(|text| text.as_deref().is_some_and(has))
    });
    // `on/off`, `A|B`: all values as one.
    let is_shown_so =
        |text: &String| has(text) || text.split(['/', '|', ',', '，', '、']).all(|part| has(part.trim()));
    let mut variants = HashSet::new();
    let are_names = values.iter().all(|value| {
        let name = names::variant(&value.wire);
        names::is_usable(&name) && variants.insert(name)
    });
    (!values.is_empty() && are_names && is_seen_so && shown(field).iter().all(is_shown_so)).then_some(values)
}

/// The default of a field with an enum, where its words name one.
pub(super) fn default(field: &FieldSpec, def: &TypeSpec) -> Option<serde_json::Value> {
    let defaults::Default::Value(text) = defaults::default(&field.doc)? else { return None };
    let values = def.values.as_ref().filter(|_| matches!(field.ty, TypeExpr::Named(_)))?;
    let text = text.trim_matches(['"', '\'', '“', '”', '`']);
    values.keys().any(|key| key.to_string() == text).then(|| text.into())
}

/// Gives the enums names. The same values under the same name of a field are one enum; the one of which there are most has the name of the field,
/// and others that of a record before it.
pub(super) fn name(service: &Service, candidates: Vec<Candidate>, with_docs: bool, inferred: &mut Inferred) {
    let mut groups: BTreeMap<(String, Vec<String>), Vec<Candidate>> = BTreeMap::new();
    for candidate in candidates {
        let field = &candidate.key.1;
        let field = if candidate.is_list { names::singular(field) } else { field.clone() };
        let mut wires: Vec<String> = candidate.values.iter().map(|value| value.wire.clone()).collect();
        wires.sort_unstable();
        groups.entry((names::type_name(&field, "Value"), wires)).or_default().push(candidate);
    }
    let mut groups: Vec<_> = groups.into_iter().map(|((stem, _), group)| (stem, group)).collect();
    groups.sort_by_key(|(_, group)| std::cmp::Reverse(group.len()));
    let (known, mut taken) = taken(service);
    for (stem, group) in groups {
        let owned = |candidate: &Candidate| {
            let owner = &candidate.key.0;
            let owner = owner.strip_suffix("Request").or(owner.strip_suffix("Response")).unwrap_or(owner);
            names::type_name(&format!("{owner}_{stem}"), "Value")
        };
        let own = group.iter().map(owned).min_by_key(String::len).unwrap_or_default();
        let numbered = (2..10).map(|number| format!("{own}{number}"));
        let names = [stem.clone(), own.clone()].into_iter().chain(numbered);
        let mut free = names.filter(|name| names::is_usable(name) && !known.contains(name.as_str()));
        let Some(name) = free.find(|name| taken.insert(name.as_str())) else { continue };
        if let Some(first) = group.first() {
            inferred.enums.insert(name.clone(), TypeSpec::open_enum(spelled(&first.values, with_docs)));
        }
        inferred.values.extend(group.into_iter().map(|candidate| (candidate.key, name.clone())));
    }
}

fn spelled(values: &[Value], with_docs: bool) -> Entries<EnumKey, ValueSpec> {
    let value = |value: &Value| {
        let doc = if with_docs { prose::doc(&value.meaning) } else { String::new() };
        (EnumKey::from(value.wire.as_str()), ValueSpec { doc, ..ValueSpec::default() })
    };
    values.iter().map(value).collect()
}

/// The names that types of a service have, in its spec and in Rust.
fn taken(service: &Service) -> (HashSet<String>, Taken) {
    let own = service.actions.iter().flat_map(|action| action.types.iter());
    let mut known = HashSet::new();
    let mut rust = vec![names::handle(&service.service.service)];
    for (name, def) in service.types.iter().chain(own) {
        known.insert(name.clone());
        rust.push(def.rust.clone().unwrap_or_else(|| names::type_name(name, "Record")));
    }
    for action in &service.actions {
        let stem = names::type_name(action.rust.as_deref().unwrap_or(&action.action), "");
        rust.extend(["Request", "Result", ""].map(|end| format!("{stem}{end}")));
    }
    rust.push("ErrorCode".to_owned());
    (known, Taken::with(rust))
}
