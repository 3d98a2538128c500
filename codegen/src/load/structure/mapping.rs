//! Mappings: those whose keys the language gives, and those whose keys are the user's own.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::{Map, Value};

use super::adopt::Level;
use super::schema::{types, wrong_key};
use super::{Walker, homes};
use crate::diagnostic::nearest;
use crate::diagnostic::problem::{StructureProblem, said_otherwise};
use crate::source::Place;
use crate::yaml::{Kind, MAX_NODES, Node};

/// What other description languages call the keys of this one.
const SYNONYMS: &[(&str, &str)] = &[
    ("args", "parameters"),
    ("arguments", "parameters"),
    ("at", "in"),
    ("attributes", "fields"),
    ("body", "response"),
    ("cases", "values"),
    ("client_token", "idempotency_token"),
    ("clienttoken", "idempotency_token"),
    ("codes", "errors"),
    ("columns", "fields"),
    ("comment", "doc"),
    ("data", "fields"),
    ("default_value", "default"),
    ("defaultvalue", "default"),
    ("definitions", "types"),
    ("desc", "doc"),
    ("description", "doc"),
    ("endpoint", "host"),
    ("enum", "values"),
    ("error_codes", "errors"),
    ("errorcodes", "errors"),
    ("failure", "failed"),
    ("fields", "parameters"),
    ("file", "response"),
    ("format", "type"),
    ("initial", "first"),
    ("input", "parameters"),
    ("inputs", "parameters"),
    ("interval", "pace"),
    ("link", "source"),
    ("list", "items"),
    ("location", "in"),
    ("mandatory", "required"),
    ("max_length", "max"),
    ("max_value", "max"),
    ("maximum", "max"),
    ("maxitems", "max"),
    ("maxlength", "max"),
    ("maxvalue", "max"),
    ("members", "fields"),
    ("message", "doc"),
    ("min", "first"),
    ("min_length", "min"),
    ("min_value", "min"),
    ("minimum", "min"),
    ("minitems", "min"),
    ("minlength", "min"),
    ("minvalue", "min"),
    ("models", "types"),
    ("name", "action"),
    ("name", "service"),
    ("optional", "required"),
    ("options", "values"),
    ("output", "result"),
    ("outputs", "result"),
    ("paginate", "pagination"),
    ("pagination_style", "style"),
    ("paging", "pagination"),
    ("parameters", "fields"),
    ("params", "parameters"),
    ("place", "in"),
    ("properties", "fields"),
    ("query", "parameters"),
    ("request", "parameters"),
    ("response", "fields"),
    ("response", "result"),
    ("result", "response"),
    ("retries", "retry"),
    ("retryable", "retry"),
    ("return", "result"),
    ("returns", "result"),
    ("rust", "name"),
    ("schemas", "types"),
    ("secret", "sensitive"),
    ("success", "done"),
    ("summary", "doc"),
    ("throttle", "throttling"),
    ("throttled", "throttling"),
    ("title", "doc"),
    ("total_count", "total"),
    ("totalcount", "total"),
    ("url", "source"),
    ("variants", "values"),
    ("verb", "method"),
    ("wait", "until"),
    ("waiter", "until"),
    ("waiters", "until"),
    ("where", "in"),
];

/// The key that a file of an Action begins with.
const NAME_OF_ACTION: &str = "action";

/// A key that only examples have.
const OF_EXAMPLES: &str = "captured";

impl<'w> Walker<'w> {
    pub(super) fn check_map(
        &mut self,
        entries: &mut Vec<(Node, Node)>,
        schema: &'w Value,
        named: &Range<usize>,
        whole: &Range<usize>,
    ) {
        let properties = schema.get("properties").and_then(Value::as_object);
        let required = required_keys(schema);
        let Some(properties) = properties else { return self.check_entries(entries, schema) };
        let mut first: BTreeMap<String, Range<usize>> = BTreeMap::new();
        let mut kept = Vec::new();
        let before = self.findings.len();
        self.gather(entries, properties);
        let all = std::mem::take(entries);
        let given: Vec<String> = all.iter().filter_map(|(key, _)| key.text().map(str::to_owned)).collect();
        let (mut may_lack, mut is_adrift) = (false, false);
        let is_foreign = properties.contains_key("wire") && given.iter().any(|key| is_part_of_type(key));
        for (mut key, mut value) in all {
            let mut name = key.text().unwrap_or_default().to_owned();
            if name == "<<" {
                may_lack = true;
                self.report(key.span, StructureProblem::MergeKey);
                continue;
            }
            if !properties.contains_key(&name) {
                let known = open_keys(properties, &given);
                if is_adrift && meant(&name, known.iter().copied()).is_none() {
                    continue; // it belongs to the key above, which is told of
                }
                is_adrift = value.span.is_empty() && self.is_of_outer(&name, &value).is_some();
                let open = required.iter().copied().find(|name| known.contains(name));
                let Some((meant, its_value)) =
                    self.unknown_key((&key, &value), &known, open, properties, whole)
                else {
                    may_lack |= open.is_some(); // it may well be the one that is missing
                    continue;
                };
                // Taken for what was meant, so that nothing is said about its absence.
                meant.clone_into(&mut name);
                key.kind = Kind::Scalar { text: name.clone(), quoted: false };
                value = its_value.unwrap_or_else(|| self.schemas.fitting(value, &properties[&name]));
            }
            if name == "fields" && self.are_values(&value, properties) {
                name = self.values_as_fields(&mut key);
            }
            if let Some(place) = first.get(&name) {
                if self.repeated(key, &value, name, place.clone()) {
                    break; // all that follows is the second one's
                }
                continue;
            }
            first.insert(name.clone(), key.span.clone());
            let property = &properties[&name];
            if is_foreign && name == "required" && matches!(value.kind, Kind::List(_)) {
                continue; // it names the fields of the record that this is no place for
            }
            self.outer.push((Level::Keys(properties), name.clone()));
            let is_right = self.check(&mut value, property, &key.span);
            self.outer.pop();
            let is_required = required.contains(&name.as_str());
            let kept_value =
                if is_right { Some(value) } else { self.least(value, property, is_required, whole) };
            kept.extend(kept_value.map(|value| (key, value)));
        }
        let missing = required.into_iter().filter(|name| !first.contains_key(*name));
        self.add_missing(&mut kept, properties, missing, (named, whole), may_lack);
        *entries = kept;
        // What is said of the mapping as a whole may well come from what was wrong in it.
        if self.findings.len() > before {
            self.findings.cover([named.clone(), whole.clone()]);
            if is_foreign {
                self.findings.account(whole.clone());
            }
        }
    }

    /// Whether what stands as fields of a type are the values of an enum: none has a type.
    fn are_values(&self, fields: &Node, properties: &'w Map<String, Value>) -> bool {
        let (Kind::Map(entries), Some(values)) = (&fields.kind, properties.get("values")) else {
            return false;
        };
        let entry = self.schemas.entries(values);
        !entries.is_empty()
            && entries.iter().all(|(_, value)| entry.is_some_and(|entry| self.is_entry(value, entry)))
    }

    /// Reports fields that are values, and takes them for such; returns the key that they belong under.
    fn values_as_fields(&mut self, key: &mut Node) -> String {
        self.report(key.span.clone(), StructureProblem::ValuesAsFields);
        key.kind = Kind::Scalar { text: "values".to_owned(), quoted: false };
        "values".to_owned()
    }

    /// What stays of a value that is wrong: what its key needs, or a word that is one of its words.
    fn least(
        &mut self,
        value: Node,
        property: &'w Value,
        is_required: bool,
        whole: &Range<usize>,
    ) -> Option<Node> {
        if !self.outer.is_empty() && self.schemas.decides(property) && is_required {
            self.findings.account(whole.clone());
        }
        if value.text().is_some_and(|text| self.schemas.is_word_of(property, text)) {
            return Some(value);
        }
        // An enum without values is one all the same, as a record without fields is.
        let is_needed = is_required || self.schemas.entries(property).is_some();
        is_needed.then(|| self.schemas.placeholder(property, value.span))
    }

    /// Reports a key that was there before; whether another Action begins with it.
    fn repeated(&mut self, key: Node, value: &Node, name: String, first: Range<usize>) -> bool {
        let first = Place::bytes(self.file, first);
        let is_second = self.outer.is_empty() && name == NAME_OF_ACTION;
        let problem = if is_second {
            StructureProblem::SecondAction(value.text().unwrap_or_default().to_owned())
        } else {
            StructureProblem::DuplicateKey(name)
        };
        self.report(key.span, problem).also(first);
        is_second
    }

    /// Brings together what belongs together: torn types, and keys that are not indented as they should be.
    fn gather(&mut self, entries: &mut Vec<(Node, Node)>, properties: &'w Map<String, Value>) {
        self.join_types(entries);
        let given: Vec<String> =
            entries.iter().filter_map(|(key, _)| key.text().map(str::to_owned)).collect();
        let open = open_keys(properties, &given);
        let is_meant = |name: &str| meant(name, open.iter().copied()).is_some();
        self.adopt_keys(entries, properties, is_meant);
        self.gather_entries(entries, properties, is_meant);
    }

    /// Reports the keys that are missing, and puts the least in their place.
    fn add_missing<'k>(
        &mut self,
        kept: &mut Vec<(Node, Node)>,
        properties: &'w Map<String, Value>,
        missing: impl Iterator<Item = &'k str>,
        (named, whole): (&Range<usize>, &Range<usize>),
        may_lack: bool,
    ) {
        for missing in missing {
            let within = kept.iter().find_map(|(key, value)| match &value.kind {
                Kind::Map(inner) => {
                    let mut inner = inner.iter().map(|(key, _)| key);
                    let there = inner.find(|inner| inner.text() == Some(missing))?;
                    Some((there, key.text().unwrap_or_default().to_owned()))
                }
                _ => None,
            });
            if let Some((there, below)) = within.filter(|_| !may_lack) {
                let (is_in_line, key, there) =
                    (!self.begins_line(there), missing.to_owned(), there.span.clone());
                let problem = if is_in_line {
                    StructureProblem::InBraces { key, below }
                } else {
                    StructureProblem::IndentedTooFar { key, below }
                };
                self.report(there, problem).covers(whole.clone());
            } else if !may_lack {
                let problem = StructureProblem::MissingKey(missing.to_owned());
                self.report(named.clone(), problem).covers(whole.clone());
                if !self.outer.is_empty() && self.schemas.decides(&properties[missing]) {
                    self.findings.account(whole.clone());
                }
            }
            let span = named.clone();
            let value = self.schemas.placeholder(&properties[missing], span.clone());
            kept.push((Node { span, kind: Kind::Scalar { text: missing.to_owned(), quoted: false } }, value));
        }
    }

    /// The entries of a mapping whose keys are the user's own.
    fn check_entries(&mut self, entries: &mut Vec<(Node, Node)>, schema: &'w Value) {
        let Some(value_schema) = schema.get("additionalProperties") else { return };
        self.adopt_entries(entries, value_schema);
        let takes_numbers = schema
            .get("propertyNames")
            .is_some_and(|names| types(self.schemas.resolve(names)).contains(&"integer"));
        let schemas = self.schemas;
        let is_word = |value: &Node| {
            matches!(value.kind, Kind::Scalar { .. })
                && !value.span.is_empty()
                && !schemas.takes_kind(value, value_schema)
        };
        let is_bad = |key: &Node| key.text() != Some("<<") && wrong_key(key, takes_numbers).is_some();
        // One kind of mistake is told once.
        let words =
            spans(entries.iter().filter(|(_, value)| is_word(value)).map(|(key, value)| (value, key)));
        let bad = spans(entries.iter().filter(|(key, _)| is_bad(key)).map(|(key, _)| (key, key)));
        for (number, (key, value)) in entries.iter_mut().enumerate() {
            if let (Some("required"), Kind::List(_), Some(_)) =
                (key.text(), &value.kind, self.schemas.properties(value_schema))
            {
                self.report(key.span.clone(), StructureProblem::RequiredList);
                *value = self.schemas.placeholder(value_schema, value.span.clone());
                continue;
            }
            if key.text() == Some("<<") {
                self.report(key.span.clone(), StructureProblem::MergeKey);
                *value = self.schemas.placeholder(value_schema, value.span.clone());
                continue;
            }
            if let Some(problem) = wrong_key(key, takes_numbers) {
                if bad.first().is_some_and(|[first, _]| *first == key.span) {
                    self.report(key.span.clone(), problem);
                    self.alike(&bad[1..]);
                }
                // It keeps its place, so that the ways to the others stay right.
                let text = if takes_numbers { format!("-{}", MAX_NODES + number) } else { String::new() };
                key.kind = Kind::Scalar { text, quoted: !takes_numbers };
                *value = self.schemas.placeholder(value_schema, value.span.clone());
                continue;
            }
            let span = value.span.clone();
            if self.is_nested(key, value, value_schema) {
                *value = self.schemas.placeholder(value_schema, span);
                continue;
            }
            if let Some((name, rest)) =
                key.text().and_then(|name| name.split_once('{')).filter(|_| value.text().is_some())
            {
                let write = format!("{}: {{{rest}: ...}}", name.trim_end_matches([':', ' ']));
                let given = key.text().unwrap_or_default().to_owned();
                self.report(key.span.clone(), StructureProblem::KeyWithoutColon { given, write });
                *value = self.schemas.placeholder(value_schema, span);
                continue;
            }
            self.outer.push((Level::Entries(value_schema), key.text().unwrap_or_default().to_owned()));
            let is_word = is_word(value);
            let is_told = is_word && words.first().is_some_and(|[first, _]| *first != span);
            if is_told || !self.check(value, value_schema, &key.span) {
                if is_word && !is_told {
                    self.alike(&words[1..]);
                }
                *value = self.schemas.placeholder(value_schema, span);
            }
            self.outer.pop();
        }
    }

    /// What the last problem is about stands in other places too.
    fn alike(&mut self, others: &[[Range<usize>; 2]]) {
        for [other, key] in others {
            self.findings.beside(Place::bytes(self.file, other.clone()));
            self.findings.cover([other.clone(), key.clone()]);
        }
    }

    /// Whether nothing stands before a key in its line.
    fn begins_line(&self, key: &Node) -> bool {
        self.text[..key.span.start].trim_end_matches([' ', '-']).ends_with('\n')
    }

    /// Reports an unknown key; returns the known one that was probably meant, and its value where that is not the one that follows.
    /// `open` is a key that is needed and not given.
    fn unknown_key<'k>(
        &mut self,
        (key, value): (&Node, &Node),
        known: &[&'k str],
        open: Option<&'k str>,
        properties: &'k Map<String, Value>,
        whole: &Range<usize>,
    ) -> Option<(&'k str, Option<Node>)> {
        let span = if key.span.is_empty() { value.span.clone() } else { key.span.clone() };
        let all = || properties.keys().cloned().collect::<Vec<_>>();
        let Some(name) = key.text() else {
            let missing = open.filter(|_| value.span.is_empty());
            let problem =
                StructureProblem::KeyIsNoName { known: Some(all()), missing: missing.map(str::to_owned) };
            self.report(span, problem);
            return missing.map(|missing| (missing, Some(key.clone())));
        };
        if let Some((meant, rest)) = torn(name, value, properties) {
            let problem = StructureProblem::KeyWithoutColon {
                given: name.to_owned(),
                write: format!("{meant}: {rest}"),
            };
            self.report(span.clone(), problem);
            let its_value = Node { span, kind: Kind::Scalar { text: rest.to_owned(), quoted: false } };
            return known.iter().find(|known| **known == meant).map(|meant| (*meant, Some(its_value)));
        }
        if value.span.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
            self.report(span, StructureProblem::CommaInNumber);
            return None;
        }
        if name.contains(' ') && (value.span.is_empty() || !self.begins_line(key)) {
            self.report(span, StructureProblem::CommaInText(name.to_owned()));
            return None;
        }
        let meant = meant(name, known.iter().copied());
        let begins_line = self.begins_line(key);
        let is_moved = meant.is_none() && begins_line && said_otherwise(name, &all()).is_none();
        if let Some(below) = self.is_of_outer(name, value).filter(|_| is_moved) {
            self.report(span, StructureProblem::IndentedTooFar { key: name.to_owned(), below });
            return None;
        }
        if meant.is_none() && properties.contains_key(OF_EXAMPLES) {
            self.report(span, StructureProblem::BesideParameters(name.to_owned()));
            self.findings.account(whole.clone()); // it may be what the example lacks
            return None;
        }
        let (near, known) = (meant.map(str::to_owned), all());
        let homes = if near.is_none() { homes(name) } else { Vec::new() };
        self.report(span, StructureProblem::UnknownKey { key: name.to_owned(), near, known, homes });
        meant.map(|meant| (meant, None))
    }
}

fn spans<'n>(nodes: impl Iterator<Item = (&'n Node, &'n Node)>) -> Vec<[Range<usize>; 2]> {
    nodes.map(|(node, key)| [node.span.clone(), key.span.clone()]).collect()
}

/// Whether others tell with this key what is in a list, a record, a map or an enum: its type is no such one of this language then.
fn is_part_of_type(key: &str) -> bool {
    let parts =
        ["element", "elements", "enum", "fields", "item", "items", "members", "of", "properties", "values"];
    parts.contains(&key) || key == "additionalProperties"
}

/// The keys of the language that are not given.
fn open_keys<'p>(properties: &'p Map<String, Value>, given: &[String]) -> Vec<&'p str> {
    properties.keys().map(String::as_str).filter(|known| !given.iter().any(|given| given == known)).collect()
}

fn required_keys(schema: &Value) -> Vec<&str> {
    let required = schema.get("required").and_then(Value::as_array);
    required.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The known key that an unknown one probably stands for.
fn meant<'k>(name: &str, mut known: impl Iterator<Item = &'k str> + Clone) -> Option<&'k str> {
    let lower = name.to_lowercase();
    let synonym = |known: &&str| SYNONYMS.iter().any(|(synonym, meant)| *synonym == lower && meant == known);
    nearest(name, known.clone()).or_else(|| known.find(synonym))
}

/// A key and its value, which are taken for one key because the colon between them, or the space behind that, is missing.
fn torn<'n>(name: &'n str, value: &Node, properties: &Map<String, Value>) -> Option<(&'n str, &'n str)> {
    let at = name.find([':', '=', ' '])?;
    let (meant, rest) = (&name[..at], name[at..].trim_start_matches([':', '=', ' ']));
    let is_torn = value.span.is_empty() || name[at..].starts_with(':');
    (is_torn && !rest.is_empty() && properties.contains_key(meant)).then_some((meant, rest))
}
