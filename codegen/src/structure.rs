//! The structure of a file against its schema: every unknown, missing, repeated or wrong thing, and a mended tree to go on with.
//!
//! Runs only when the quick reading of the file has failed. The schema is the one that editors get, so there is one description of the language.

use std::collections::BTreeMap;
use std::ops::Range;

use schemars::JsonSchema;
use serde_json::{Map, Value};

use crate::diagnostic::{Findings, nearest};
use crate::source::{FileId, Place};
use crate::yaml::{Kind, Node, Scalar};

/// Checks a tree against the schema of `T`, reports what is wrong with it, and mends it so that the rest can be looked at.
pub(crate) fn check<T: JsonSchema>(root: &mut Node, file: FileId, findings: &mut Findings) {
    let schema = schemars::schema_for!(T).to_value();
    let empty = Map::new();
    let definitions = schema.get("$defs").and_then(Value::as_object).unwrap_or(&empty);
    let mut walker = Walker { definitions, file, findings };
    let span = root.span.clone();
    let named = match &root.kind {
        Kind::Map(entries) => entries.first().map(|(key, _)| key.span.clone()),
        _ => None,
    };
    if !walker.check(root, &schema, &named.unwrap_or(span.clone())) {
        *root = walker.placeholder(&schema, span);
    }
}

struct Walker<'w> {
    definitions: &'w Map<String, Value>,
    file: FileId,
    findings: &'w mut Findings,
}

impl<'w> Walker<'w> {
    /// Whether a node can stay. `named` is where it is called by its name.
    fn check(&mut self, node: &mut Node, schema: &'w Value, named: &Range<usize>) -> bool {
        let schema = self.resolve(schema);
        let Some(alternatives) = schema.get("anyOf").or(schema.get("oneOf")).and_then(Value::as_array) else {
            return self.check_one(node, schema, named);
        };
        // The kind of the node decides what was meant; only among words there is a real choice.
        let candidates: Vec<_> =
            alternatives.iter().map(|one| self.resolve(one)).filter(|one| fits_kind(node, one)).collect();
        match candidates.as_slice() {
            [] => self.wrong(node, schema),
            [one] => self.check_one(node, one, named),
            several if several.iter().any(|one| allowed(one).is_none_or(|words| is_word(node, &words))) => {
                true
            }
            several => {
                let words: Vec<_> = several.iter().filter_map(|one| allowed(one)).flatten().collect();
                self.unknown_word(node, &words)
            }
        }
    }

    fn check_one(&mut self, node: &mut Node, schema: &'w Value, named: &Range<usize>) -> bool {
        if schema.get("anyOf").or(schema.get("oneOf")).is_some() {
            return self.check(node, schema, named);
        }
        if !fits_kind(node, schema) {
            return self.wrong(node, schema);
        }
        if let Some(words) = allowed(schema) {
            return is_word(node, &words)
                || node.scalar() == Some(Scalar::Null)
                || self.unknown_word(node, &words);
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
        if bound("minItems").is_some_and(|min| count < min)
            || bound("maxItems").is_some_and(|max| count > max)
        {
            self.report(
                span.clone(),
                "a list type has one type of items".to_owned(),
                Some("write `[T]`".to_owned()),
            );
            return false;
        }
        let Some(item_schema) = schema.get("items") else { return true };
        for item in items {
            let span = item.span.clone();
            if !self.check(item, item_schema, &span) {
                *item = self.placeholder(item_schema, span);
            }
        }
        true
    }

    fn check_map(
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
        for (mut key, mut value) in entries.drain(..) {
            let name = key.text().unwrap_or_default().to_owned();
            let Some(property) = properties.get(&name) else {
                let known: Vec<_> = properties.keys().map(String::as_str).collect();
                if let Some(meant) = self.unknown_key(&key, &value, &name, &known)
                    && required.contains(&meant)
                {
                    // Taken for what was meant, so that it is not reported as missing too.
                    first.insert(meant.to_owned(), key.span.clone());
                    key.kind = Kind::Scalar { text: meant.to_owned(), quoted: false };
                    value = self.placeholder(&properties[meant], value.span);
                    kept.push((key, value));
                }
                continue;
            };
            if let Some(place) = first.get(&name) {
                let place = Place::bytes(self.file, place.clone());
                self.report(key.span.clone(), format!("the key `{name}` is given twice"), None)
                    .label("given again here")
                    .also(place, "first given here");
                continue;
            }
            first.insert(name.clone(), key.span.clone());
            if self.check(&mut value, property, &key.span) {
                kept.push((key, value));
            } else if required.contains(&name.as_str()) {
                let value = self.placeholder(property, value.span);
                kept.push((key, value));
            }
        }
        for missing in required.into_iter().filter(|name| !first.contains_key(*name)) {
            let message = format!("the key `{missing}` is missing");
            let place = Place::bytes(self.file, named.clone());
            self.findings.structural(place, whole.clone(), message).help(format!("add `{missing}: ...`"));
            let span = named.clone();
            let value = self.placeholder(&properties[missing], span.clone());
            kept.push((Node { span, kind: Kind::Scalar { text: missing.to_owned(), quoted: false } }, value));
        }
        *entries = kept;
    }

    /// The entries of a mapping whose keys are the user's own.
    fn check_entries(&mut self, entries: &mut [(Node, Node)], schema: &'w Value) {
        let Some(value_schema) = schema.get("additionalProperties") else { return };
        for (key, value) in entries {
            if key.text().is_none() {
                self.report(key.span.clone(), "a key is a name or a number".to_owned(), None);
                key.kind = Kind::Scalar { text: String::new(), quoted: true };
            }
            let span = value.span.clone();
            if !self.check(value, value_schema, &key.span) {
                *value = self.placeholder(value_schema, span);
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
    ) -> Option<&'k str> {
        let meant = nearest(name, known.iter().copied());
        let help = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the keys here are {}", list(known)),
        };
        let message =
            if key.text().is_some() { format!("unknown key `{name}`") } else { "a key is a name".to_owned() };
        let span = if key.span.is_empty() { value.span.clone() } else { key.span.clone() };
        self.report(span, message, Some(help));
        meant
    }

    fn unknown_word(&mut self, node: &Node, words: &[&str]) -> bool {
        let given = node.text().unwrap_or_default();
        let help = match nearest(given, words.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("it is one of {}", list(words)),
        };
        self.report(node.span.clone(), format!("`{given}` has no meaning here"), Some(help));
        false
    }

    fn wrong(&mut self, node: &Node, schema: &'w Value) -> bool {
        let expected = self.expected(schema);
        let found = match (&node.kind, node.scalar()) {
            (Kind::List(_), _) => "a list",
            (Kind::Map(_), _) => "a mapping",
            (_, Some(Scalar::Null) | None) => "nothing",
            (_, Some(Scalar::Bool(_))) => "`true` or `false`",
            (_, Some(Scalar::Int(_) | Scalar::Uint(_) | Scalar::Float(_))) => "a number",
            (_, Some(Scalar::Text(_))) => "a string",
        };
        let text = node.text().unwrap_or_default();
        let help = match node.scalar() {
            Some(Scalar::Bool(_) | Scalar::Int(_) | Scalar::Float(_)) if expected == "a string" => {
                Some(format!("write it in quotes: `\"{text}\"`"))
            }
            Some(Scalar::Text(_)) if types(schema).contains(&"boolean") => match text.to_lowercase().as_str()
            {
                "yes" | "on" | "y" => Some("write `true`".to_owned()),
                "no" | "off" | "n" => Some("write `false`".to_owned()),
                _ => None,
            },
            _ => schema
                .get("required")
                .and_then(|keys| keys.get(0))
                .and_then(Value::as_str)
                .map(|key| format!("write `{{{key}: ...}}`")),
        };
        self.report(node.span.clone(), format!("expected {expected}, found {found}"), help);
        false
    }

    fn report(
        &mut self,
        span: Range<usize>,
        message: String,
        help: Option<String>,
    ) -> &mut crate::diagnostic::Finding {
        let finding = self.findings.structural(Place::bytes(self.file, span.clone()), span, message);
        if let Some(help) = help {
            finding.help(help);
        }
        finding
    }

    fn resolve(&self, schema: &'w Value) -> &'w Value {
        let reference =
            schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix("#/$defs/"));
        match reference.and_then(|name| self.definitions.get(name)) {
            Some(definition) => self.resolve(definition),
            None => schema,
        }
    }

    /// What a schema takes, in words.
    fn expected(&self, schema: &'w Value) -> String {
        let schema = self.resolve(schema);
        if let Some(title) = schema.get("title").and_then(Value::as_str).filter(|title| title.contains(' ')) {
            return title.to_owned();
        }
        if let Some(alternatives) = schema.get("anyOf").or(schema.get("oneOf")).and_then(Value::as_array) {
            let mut words: Vec<_> =
                alternatives.iter().map(|one| self.expected(one)).filter(|word| word != "nothing").collect();
            words.dedup();
            return words.join(" or ");
        }
        if let Some(words) = allowed(schema) {
            return format!("one of {}", list(&words));
        }
        let words: Vec<_> =
            types(schema).into_iter().filter(|word| *word != "null").map(type_in_words).collect();
        words.join(" or ")
    }

    /// The least that a schema takes, in place of something that can't stay.
    fn placeholder(&self, schema: &'w Value, span: Range<usize>) -> Node {
        let schema = self.resolve(schema);
        if let Some(first) = schema.get("anyOf").or(schema.get("oneOf")).and_then(|all| all.get(0)) {
            return self.placeholder(first, span);
        }
        let scalar = |text: &str, quoted| Kind::Scalar { text: text.to_owned(), quoted };
        let kind = match (allowed(schema), types(schema).first()) {
            (Some(words), _) => scalar(words.first().unwrap_or(&""), true),
            (_, Some(&"boolean")) => scalar("false", false),
            (_, Some(&"integer" | &"number")) => scalar("0", false),
            (_, Some(&"array")) => Kind::List(Vec::new()),
            (_, Some(&"object")) => {
                let properties = schema.get("properties");
                let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
                let entry = |name: &'w str| {
                    let value = self.placeholder(properties?.get(name)?, span.clone());
                    Some((Node { span: span.clone(), kind: scalar(name, true) }, value))
                };
                Kind::Map(required.filter_map(Value::as_str).filter_map(entry).collect())
            }
            _ => scalar("json", true), // good as a type too
        };
        Node { span, kind }
    }
}

/// The words that a schema allows, when it is a choice of words.
fn allowed(schema: &Value) -> Option<Vec<&str>> {
    if let Some(word) = schema.get("const").and_then(Value::as_str) {
        return Some(vec![word]);
    }
    let words: Vec<_> = schema.get("enum")?.as_array()?.iter().filter_map(Value::as_str).collect();
    (!words.is_empty()).then_some(words)
}

fn is_word(node: &Node, words: &[&str]) -> bool {
    node.text().is_some_and(|text| words.contains(&text))
}

fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn fits_kind(node: &Node, schema: &Value) -> bool {
    if allowed(schema).is_some() {
        return node.text().is_some();
    }
    let types = types(schema);
    let is = |ty: &str| types.contains(&ty);
    if types.is_empty() {
        return true; // anything, or alternatives that look for themselves
    }
    match (&node.kind, node.scalar()) {
        (Kind::List(_), _) => is("array"),
        (Kind::Map(_), _) => is("object"),
        (_, Some(Scalar::Null) | None) => is("null"),
        (_, Some(Scalar::Bool(_))) => is("boolean"),
        (_, Some(Scalar::Int(value))) if value < 0 && schema.get("minimum").is_some() => false,
        (_, Some(Scalar::Int(_) | Scalar::Uint(_))) => is("integer") || is("number"),
        (_, Some(Scalar::Float(_))) => is("number"),
        (_, Some(Scalar::Text(_))) => is("string"),
    }
}

fn type_in_words(ty: &str) -> &str {
    match ty {
        "boolean" => "`true` or `false`",
        "integer" => "an integer",
        "number" => "a number",
        "array" => "a list",
        "object" => "a mapping",
        "string" => "a string",
        other => other,
    }
}

fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
