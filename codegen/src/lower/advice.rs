//! Advice: what is allowed, and still should be looked at.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::Findings;
use crate::diagnostic::problem::{Advice, NameAdvice};
use crate::language::names;
use crate::load::ServiceSpec;
use crate::model::{Action, Type, TypeDef, TypeKind};
use crate::source::{At, Place};
use crate::spec::{Entries, FieldSpec};

use super::definitions::{Definition, Definitions};

/// The number of things of a kind above which they are reported as one.
const MANY: usize = 50;

/// The same, where nothing at all is documented: that is how an import looks, not an oversight.
const MANY_OF_ALL: usize = 10;

/// What pages write behind the name of a list.
const INDICES: &[&str] = &[".N", ".n", ".0", ".1", "[]", "[0]", "[N]", "[n]"];

/// Gives advice on a service.
pub(super) fn advise(
    spec: &ServiceSpec,
    definitions: &Definitions<'_>,
    types: &[TypeDef],
    actions: &[Action],
    findings: &mut Findings,
) {
    advise_docs(spec, definitions, findings);
    advise_examples(spec, findings);
    advise_siblings(spec, findings);
    if !definitions.is_incomplete && !findings.has_errors() {
        advise_unused(definitions, types, actions, findings);
    }
}

/// Who has left out many wants to hear of it once.
fn advise_docs(spec: &ServiceSpec, definitions: &Definitions<'_>, findings: &mut Findings) {
    let mut missing = Vec::new();
    let mut is_documented = false;
    let (mut flags, mut names) = (Vec::new(), Vec::new());
    let mut look = |at: &At<'_>, fields: &Entries<String, FieldSpec>| {
        for (number, (wire, field)) in fields.iter().enumerate() {
            flags.extend(flag(&at.entry(number), field.deprecated.as_deref()));
            if wire.contains(char::is_whitespace) {
                names.push((at.entry(number).name(), NameAdvice::Blank(wire.clone())));
            }
            if let Some(bare) = INDICES.iter().find_map(|index| wire.strip_suffix(index)) {
                let advice = NameAdvice::Index { name: wire.clone(), bare: bare.to_owned() };
                names.push((at.entry(number).name(), advice));
            }
            if field.doc.trim().is_empty() {
                missing.push((at.entry(number).name(), wire.clone()));
            } else {
                is_documented = true;
            }
        }
    };
    for action in &spec.actions {
        let root = At::root(action.action.file);
        look(&root.key("parameters"), &action.action.spec.parameters);
        if let Some((place, advice)) = flag(&root, action.action.spec.deprecated.as_deref()) {
            findings.report(place, advice);
        }
    }
    for (_, defined) in definitions.iter() {
        if let Some(fields) = defined.fields() {
            defined.at(|at| look(&at.key("fields"), fields));
        }
    }
    for (place, advice) in flags {
        findings.report(place, advice);
    }
    for (place, advice) in names {
        findings.report(place, advice);
    }
    if missing.len() > MANY || (!is_documented && missing.len() > MANY_OF_ALL) {
        let root = At::root(spec.service.file);
        findings.report(root.key("service").value(), Advice::NoDocs(missing.len()));
        return;
    }
    for (place, wire) in missing {
        findings.report(place, Advice::NoDoc(wire));
    }
}

/// A `deprecated` that is a flag in other languages.
fn flag(at: &At<'_>, deprecated: Option<&str>) -> Option<(Place, Advice)> {
    let is_flag = ["", "true", "yes", "1"].contains(&deprecated?.trim().to_lowercase().as_str());
    is_flag.then(|| (at.key("deprecated").value(), Advice::DeprecatedFlag))
}

fn advise_examples(spec: &ServiceSpec, findings: &mut Findings) {
    for action in spec.actions.iter().filter(|action| action.action.spec.examples.is_empty()) {
        let root = At::root(action.action.file);
        let name = action.action.spec.action.clone();
        findings.report(root.key("action").value(), Advice::NoExample(name));
    }
}

/// A parameter of one Action that another spells in another way: on the wire they may well be the same. Who says `rust:` so that both
/// have one name there knows that they are not.
fn advise_siblings(spec: &ServiceSpec, findings: &mut Findings) {
    let rust = |name: &str, field: &FieldSpec| field.rust.clone().unwrap_or_else(|| names::parameter(name));
    // The first spelling of each name, and those that an Action has beside it: these are different parameters.
    let mut spellings: HashMap<String, Vec<(&str, &FieldSpec, Place)>> = HashMap::new();
    for action in &spec.actions {
        let root = At::root(action.action.file);
        let parameters = root.key("parameters");
        for (number, (name, field)) in action.action.spec.parameters.iter().enumerate() {
            let place = parameters.entry(number).name();
            let plain = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
            let known = spellings.entry(plain).or_default();
            let Some((first, other, first_place)) = known.first().cloned() else {
                known.push((name, field, place));
                continue;
            };
            if known.iter().any(|(known, ..)| known == name) {
                continue;
            }
            if action.action.spec.parameters.get(first).is_some() {
                known.push((name, field, place));
                continue;
            }
            let is_said = field.rust.is_some() || other.rust.is_some();
            if !(is_said && rust(name, field) == rust(first, other)) {
                let problem = NameAdvice::OtherSpelling {
                    name: name.clone(),
                    first: first.to_owned(),
                    rust: rust(first, other),
                };
                findings.report(place, problem).also(first_place);
            }
        }
    }
}

fn advise_unused(
    definitions: &Definitions<'_>,
    types: &[TypeDef],
    actions: &[Action],
    findings: &mut Findings,
) {
    let mut used = HashSet::new();
    let mut note = |ty: &Type| {
        if let Type::Named(id) = ty.innermost() {
            used.insert(*id);
        }
    };
    for action in actions {
        action.request.fields.iter().for_each(|field| note(&field.ty));
        note(&action.result);
        action.stream.iter().for_each(&mut note);
    }
    for def in types {
        if let TypeKind::Record(record) = &def.kind {
            record.fields.iter().for_each(|field| note(&field.ty));
        }
    }
    for (id, defined) in definitions.iter() {
        if matches!(defined.definition, Definition::Entry { .. }) && !used.contains(&id) {
            let is_enum = matches!(types[id.0].kind, TypeKind::Enum(_));
            findings.report(definitions.place(id), Advice::Unused { is_enum });
        }
    }
}
