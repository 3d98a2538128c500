//! The structure of a file against its schema: every unknown, missing, repeated or wrong thing, and a mended tree to go on with.
//!
//! Runs only when the quick reading of the file has failed. The schema is the one that editors get, so there is one description of the language.

use std::collections::BTreeSet;
use std::ops::Range;

use schemars::{JsonSchema, Schema};
use serde_json::Value;

use crate::diagnostic::problem::{Mending, StructureProblem};
use crate::diagnostic::{Finding, Findings, nearest};
use crate::language::Scalar;
use crate::source::{FileId, Place};
use crate::spec::{ActionFile, ServiceFile};
use crate::yaml::{Kind, Node};

mod adopt;
mod json_value;
mod mapping;
mod schema;

use self::adopt::Level;
use self::schema::{
    Schemas, allowed, alternatives, example_key, fits_kind, found, is_map_of_strings, is_map_type, is_text,
    is_word, synonym, types,
};

/// All words that the schema of `T` has as keys.
pub(super) fn keys<T: JsonSchema>() -> BTreeSet<String> {
    fn collect(schema: &Value, keys: &mut BTreeSet<String>) {
        match schema {
            Value::Object(entries) => {
                for (key, value) in entries {
                    if key == "properties" {
                        keys.extend(value.as_object().into_iter().flat_map(|all| all.keys().cloned()));
                    }
                    collect(value, keys);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, keys)),
            _ => {}
        }
    }
    let mut keys = BTreeSet::new();
    collect(&schemars::schema_for!(T).to_value(), &mut keys);
    keys
}

/// What the language calls the mappings that its schemas define.
const MAPPINGS: &[(&str, &str)] = &[
    ("ActionFile", "an Action"),
    ("CountsSpec", "`counts`"),
    ("ErrorSpec", "an error code"),
    ("ExampleSpec", "an example"),
    ("FieldSpec", "a parameter or a field"),
    ("PaginationSpec", "`pagination`"),
    ("ResultSpec", "`result`"),
    ("ServiceFile", "a service"),
    ("TypeSpec", "a record or an enum"),
    ("UntilSpec", "`until`"),
    ("VerifySpec", "`verify`"),
];

/// What has a key; nothing where that is too much to tell.
fn homes(key: &str) -> Vec<&'static str> {
    let schemas =
        [schemars::schema_for!(ActionFile), schemars::schema_for!(ServiceFile)].map(Schema::to_value);
    let has = |schema: &Value| schema.pointer("/properties").is_some_and(|all| all.get(key).is_some());
    let is_home = |name: &str| {
        schemas.iter().any(|schema| schema["title"] == name && has(schema) || has(&schema["$defs"][name]))
    };
    let homes: Vec<_> = MAPPINGS.iter().filter(|(name, _)| is_home(name)).map(|(_, words)| *words).collect();
    if homes.len() > 2 { Vec::new() } else { homes }
}

/// The keys that a file of `T` has at its top.
pub(super) fn top_keys<T: JsonSchema>() -> BTreeSet<String> {
    let schema = schemars::schema_for!(T).to_value();
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.into_iter().flat_map(|all| all.keys().cloned()).collect()
}

/// Checks a tree against the schema of `T`, reports what is wrong with it, and mends it so that the rest can be looked at.
pub(super) fn check<T: JsonSchema>(root: &mut Node, text: &str, file: FileId, findings: &mut Findings) {
    let schema = schemars::schema_for!(T).to_value();
    let schemas = Schemas::of(&schema);
    let mut walker = Walker { schemas, text, file, findings, outer: Vec::new() };
    let span = root.span.clone();
    let named = match &root.kind {
        Kind::Map(entries) => entries.first().map(|(key, _)| key.span.clone()),
        _ => None,
    };
    if !walker.check(root, &schema, &named.unwrap_or(span.clone())) {
        *root = schemas.placeholder(&schema, span);
    }
}

/// The key of an example that names a file.
const RESPONSE: &str = "response";

struct Walker<'w> {
    schemas: Schemas<'w>,
    text: &'w str,
    file: FileId,
    findings: &'w mut Findings,
    /// The mappings that the walker is in, and the keys that led on from each.
    outer: Vec<(Level<'w>, String)>,
}

impl<'w> Walker<'w> {
    /// Whether a node can stay. `named` is where it is called by its name.
    fn check(&mut self, node: &mut Node, schema: &'w Value, named: &Range<usize>) -> bool {
        let schema = self.schemas.resolve(schema);
        if alternatives(schema).is_none() {
            return self.check_one(node, schema, named);
        }
        let choices = self.schemas.choices(schema);
        // The kind of the node decides what was meant; only among words there is a real choice.
        let candidates: Vec<_> = choices
            .iter()
            .copied()
            .filter(|one| fits_kind(node, one) && (is_text(node) || !types(one).contains(&"string")))
            .collect();
        match candidates.as_slice() {
            [] => self.wrong(node, schema, named),
            [one] => self.check_one(node, one, named),
            several if several.iter().any(|one| allowed(one).is_none_or(|words| is_word(node, &words))) => {
                true
            }
            several => {
                let words: Vec<_> = several.iter().filter_map(|one| allowed(one)).flatten().collect();
                let key = choices.iter().find_map(|one| example_key(one));
                self.unknown_word(node, &words, key)
            }
        }
    }

    fn check_one(&mut self, node: &mut Node, schema: &'w Value, named: &Range<usize>) -> bool {
        if alternatives(schema).is_some() {
            return self.check(node, schema, named);
        }
        if !fits_kind(node, schema) {
            return self.wrong(node, schema, named);
        }
        if let Some(words) = allowed(schema) {
            return is_word(node, &words) || self.unknown_word(node, &words, None);
        }
        if is_map_type(schema) && !is_map_of_strings(node) {
            let (first, is_record) = match &node.kind {
                Kind::Map(entries) => {
                    let (key, value) = entries.first().map(|(key, value)| (key.text(), value)).unzip();
                    let key = key.flatten();
                    let is_own = key.is_some_and(|key| Scalar::from_name(key).is_none());
                    let is_said = value.is_some_and(|value| !value.span.is_empty());
                    let has_keys = value.is_some_and(|value| matches!(value.kind, Kind::Map(_)));
                    (key.map(str::to_owned), has_keys || (is_own && is_said))
                }
                _ => (None, false),
            };
            self.report(node.span.clone(), StructureProblem::MapType { first, is_record });
            return false;
        }
        if types(schema).is_empty() || types(schema).contains(&"number") {
            let is_right = json_value::check(self, node);
            if !is_right {
                self.findings.cover([named.clone(), node.span.clone()]);
            }
            return is_right;
        }
        let span = node.span.clone();
        match &mut node.kind {
            Kind::Map(entries) => self.check_map(entries, schema, named, &span),
            Kind::List(_) => return self.check_list(node, schema),
            Kind::Scalar { .. } => {}
        }
        true
    }

    fn check_list(&mut self, node: &mut Node, schema: &'w Value) -> bool {
        let span = node.span.clone();
        let Kind::List(items) = &mut node.kind else { return true };
        let count = items.len() as u64;
        let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
        // A type has exactly one; what other lists need is a rule of its own.
        if bound("maxItems").is_some_and(|max| count > max || bound("minItems") > Some(count)) {
            let first = items.first().and_then(Node::text).map(str::to_owned);
            self.report(span, StructureProblem::ListType { first });
            return false;
        }
        let Some(item_schema) = schema.get("items") else { return true };
        self.split_items(items, item_schema);
        for item in items {
            let span = item.span.clone();
            if !self.check(item, item_schema, &span) {
                *item = self.schemas.placeholder(item_schema, span);
            }
        }
        true
    }

    fn unknown_word(&mut self, node: &mut Node, words: &[&str], key: Option<String>) -> bool {
        let given = node.text().unwrap_or_default().to_owned();
        let meant = synonym(&given, words).or_else(|| nearest(&given, words.iter().copied()));
        let problem = StructureProblem::UnknownWord {
            word: given,
            near: meant.map(str::to_owned),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            key,
        };
        self.report(node.span.clone(), problem);
        if let (Some(meant), Kind::Scalar { text, .. }) = (meant, &mut node.kind) {
            meant.clone_into(text);
        }
        false
    }

    fn wrong(&mut self, node: &Node, schema: &'w Value, named: &Range<usize>) -> bool {
        let span = if node.span.is_empty() { named.clone() } else { node.span.clone() };
        let key = self.outer.last().map_or("", |(_, key)| key.as_str());
        let mending = match (key, &node.kind) {
            (RESPONSE, Kind::Map(_)) => Some(Mending::File),
            (key, Kind::Scalar { .. }) if node.span.is_empty() && self.schemas.takes_bool(schema) => {
                Some(Mending::KeyTrue(key.to_owned()))
            }
            _ => self.schemas.mending(node, schema),
        };
        let expected = self.schemas.expected(schema);
        self.report(span, StructureProblem::WrongKind { expected, found: found(node), mending })
            .covers(named.clone());
        false
    }

    fn report(&mut self, span: Range<usize>, problem: StructureProblem) -> &mut Finding {
        self.findings.report(Place::bytes(self.file, span), problem)
    }
}
