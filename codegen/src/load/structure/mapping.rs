//! Mappings: those whose keys the language gives, and those whose keys are the user's own.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::{Map, Value};

use super::Walker;
use super::schema::{types, wrong_key};
use crate::diagnostic::nearest;
use crate::diagnostic::problem::StructureProblem;
use crate::source::Place;
use crate::yaml::{Kind, MAX_NODES, Node};

/// What other description languages call the keys of this one.
const SYNONYMS: &[(&str, &str)] = &[
    ("args", "parameters"),
    ("comment", "doc"),
    ("desc", "doc"),
    ("description", "doc"),
    ("enum", "values"),
    ("maximum", "max"),
    ("minimum", "min"),
    ("params", "parameters"),
    ("properties", "fields"),
    ("response", "result"),
    ("returns", "result"),
    ("secret", "sensitive"),
    ("summary", "doc"),
];

impl<'w> Walker<'w> {
    pub(super) fn check_map(
        &mut self,
        entries: &mut Vec<(Node, Node)>,
        schema: &'w Value,
        named: &Range<usize>,
        whole: &Range<usize>,
    ) {
        let properties = schema.get("properties").and_then(Value::as_object);
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let Some(properties) = properties else { return self.check_entries(entries, schema) };
        let mut first: BTreeMap<String, Range<usize>> = BTreeMap::new();
        let mut kept = Vec::new();
        let before = self.findings.len();
        let all = std::mem::take(entries);
        let given: Vec<String> = all.iter().filter_map(|(key, _)| key.text().map(str::to_owned)).collect();
        let mut has_merge = false;
        for (mut key, mut value) in all {
            let mut name = key.text().unwrap_or_default().to_owned();
            if name == "<<" {
                has_merge = true;
                self.report(key.span, StructureProblem::MergeKey);
                continue;
            }
            if !properties.contains_key(&name) {
                let known: Vec<_> = properties
                    .keys()
                    .map(String::as_str)
                    .filter(|known| !given.iter().any(|given| given == known))
                    .collect();
                let Some(meant) = self.unknown_key(&key, &value, &name, &known, properties) else { continue };
                // Taken for what was meant, so that nothing is said about its absence.
                meant.clone_into(&mut name);
                key.kind = Kind::Scalar { text: name.clone(), quoted: false };
                if value.span.is_empty() {
                    value = self.schemas.placeholder(&properties[&name], value.span);
                }
            }
            if let Some(place) = first.get(&name) {
                let place = Place::bytes(self.file, place.clone());
                self.report(key.span.clone(), StructureProblem::DuplicateKey(name)).also(place);
                continue;
            }
            first.insert(name.clone(), key.span.clone());
            let property = &properties[&name];
            if self.check(&mut value, property, &key.span) {
                kept.push((key, value));
            } else if required.contains(&name.as_str())
                || value.text().is_some_and(|text| self.schemas.is_word_of(property, text))
            {
                if !value.text().is_some_and(|text| self.schemas.is_word_of(property, text)) {
                    value = self.schemas.placeholder(property, value.span);
                }
                kept.push((key, value));
            }
        }
        for missing in required.into_iter().filter(|name| !first.contains_key(*name)) {
            if !has_merge {
                let problem = StructureProblem::MissingKey(missing.to_owned());
                self.report(named.clone(), problem).covers(whole.clone());
            }
            let span = named.clone();
            let value = self.schemas.placeholder(&properties[missing], span.clone());
            kept.push((Node { span, kind: Kind::Scalar { text: missing.to_owned(), quoted: false } }, value));
        }
        *entries = kept;
        // What is said of the mapping as a whole may well come from what was wrong in it.
        if self.findings.len() > before {
            self.findings.cover([named.clone(), whole.clone()]);
        }
    }

    /// The entries of a mapping whose keys are the user's own.
    fn check_entries(&mut self, entries: &mut [(Node, Node)], schema: &'w Value) {
        let Some(value_schema) = schema.get("additionalProperties") else { return };
        let takes_numbers = schema
            .get("propertyNames")
            .is_some_and(|names| types(self.schemas.resolve(names)).contains(&"integer"));
        for (number, (key, value)) in entries.iter_mut().enumerate() {
            if key.text() == Some("<<") {
                self.report(key.span.clone(), StructureProblem::MergeKey);
                *value = self.schemas.placeholder(value_schema, value.span.clone());
                continue;
            }
            if let Some(problem) = wrong_key(key, takes_numbers) {
                self.report(key.span.clone(), problem);
                // It keeps its place, so that the ways to the others stay right.
                let text = if takes_numbers { format!("-{}", MAX_NODES + number) } else { String::new() };
                key.kind = Kind::Scalar { text, quoted: !takes_numbers };
                *value = self.schemas.placeholder(value_schema, value.span.clone());
                continue;
            }
            let span = value.span.clone();
            if !self.check(value, value_schema, &key.span) {
                *value = self.schemas.placeholder(value_schema, span);
            }
        }
    }

    /// Reports an unknown key; returns the known one that was probably meant.
    fn unknown_key<'k>(
        &mut self,
        key: &Node,
        value: &Node,
        name: &str,
        known: &[&'k str],
        properties: &'k Map<String, Value>,
    ) -> Option<&'k str> {
        let span = if key.span.is_empty() { value.span.clone() } else { key.span.clone() };
        let all = || properties.keys().cloned().collect();
        if key.text().is_none() {
            self.report(span, StructureProblem::KeyIsNoName { known: Some(all()) });
            return None;
        }
        if let Some((meant, rest)) = name.split_once(':').filter(|(meant, _)| properties.contains_key(*meant))
        {
            let (key, value) = (meant.to_owned(), rest.to_owned());
            self.report(span, StructureProblem::KeyWithoutSpace { key, value });
            return known.iter().find(|known| **known == meant).copied();
        }
        if value.span.is_empty() && name.contains(' ') {
            self.report(span, StructureProblem::CommaInText(name.to_owned()));
            return None;
        }
        let synonym =
            SYNONYMS.iter().find(|(synonym, _)| *synonym == name.to_lowercase()).map(|(_, meant)| *meant);
        let meant = nearest(name, known.iter().copied())
            .or_else(|| known.iter().find(|known| Some(**known) == synonym).copied());
        let near = meant.map(str::to_owned);
        self.report(span, StructureProblem::UnknownKey { key: name.to_owned(), near, known: all() });
        meant
    }
}
