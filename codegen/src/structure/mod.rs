//! The structure of a file against its schema: every unknown, missing, repeated or wrong thing, and a mended tree to go on with.
//!
//! Runs only when the quick reading of the file has failed. The schema is the one that editors get, so there is one description of the language.

use std::collections::BTreeMap;
use std::ops::Range;

use schemars::JsonSchema;
use serde_json::{Map, Value};

use crate::diagnostic::{Findings, nearest};
use crate::source::{FileId, Place};
use crate::yaml::{Kind, MAX_NODES, Node, Scalar};

mod json_value;
mod schema;

use self::schema::{
    allowed, fits_kind, found, is_map_of_strings, is_map_type, is_text, is_word, keys_of, list,
    type_in_words, types, wrong_key,
};

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
        let candidates: Vec<_> = alternatives
            .iter()
            .map(|one| self.resolve(one))
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
                let has_map = alternatives.iter().any(|one| types(self.resolve(one)).contains(&"object"));
                self.unknown_word(node, &words, has_map)
            }
        }
    }

    fn check_one(&mut self, node: &mut Node, schema: &'w Value, named: &Range<usize>) -> bool {
        if schema.get("anyOf").or(schema.get("oneOf")).is_some() {
            return self.check(node, schema, named);
        }
        if !fits_kind(node, schema) {
            return self.wrong(node, schema, named);
        }
        if let Some(words) = allowed(schema) {
            return is_word(node, &words) || self.unknown_word(node, &words, false);
        }
        if is_map_type(schema) && !is_map_of_strings(node) {
            let help = "write `{string: T}`: the keys of a map are strings".to_owned();
            self.report(node.span.clone(), "this is not the type of a map".to_owned(), Some(help));
            return false;
        }
        if types(schema).is_empty() || types(schema).contains(&"number") {
            return json_value::check(self, node);
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
                "a list has one type of items".to_owned(),
                Some(match items.first().and_then(Node::text) {
                    Some(first) => format!("write `[{first}]`"),
                    None => "write `[T]`, such as `[string]`".to_owned(),
                }),
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
        let before = self.findings.len();
        let all = std::mem::take(entries);
        let given: Vec<String> = all.iter().filter_map(|(key, _)| key.text().map(str::to_owned)).collect();
        let mut has_merge = false;
        for (mut key, mut value) in all {
            let mut name = key.text().unwrap_or_default().to_owned();
            if name == "<<" {
                has_merge = true;
                self.merge_key(&key);
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
                    value = self.placeholder(&properties[&name], value.span);
                }
            }
            if let Some(place) = first.get(&name) {
                let place = Place::bytes(self.file, place.clone());
                self.report(key.span.clone(), format!("the key `{name}` is given twice"), None)
                    .label("given again here")
                    .also(place, "first given here");
                continue;
            }
            first.insert(name.clone(), key.span.clone());
            let property = &properties[&name];
            if self.check(&mut value, property, &key.span) {
                kept.push((key, value));
            } else if required.contains(&name.as_str())
                || value.text().is_some_and(|text| self.is_word_of(property, text))
            {
                if !value.text().is_some_and(|text| self.is_word_of(property, text)) {
                    value = self.placeholder(property, value.span);
                }
                kept.push((key, value));
            }
        }
        for missing in required.into_iter().filter(|name| !first.contains_key(*name)) {
            if !has_merge {
                let message = format!("the key `{missing}` is missing");
                let place = Place::bytes(self.file, named.clone());
                self.findings.structural(place, whole.clone(), message).help(format!("add `{missing}: ...`"));
            }
            let span = named.clone();
            let value = self.placeholder(&properties[missing], span.clone());
            kept.push((Node { span, kind: Kind::Scalar { text: missing.to_owned(), quoted: false } }, value));
        }
        *entries = kept;
        // What is said of the mapping as a whole may well come from what was wrong in it.
        if self.findings.len() > before {
            self.findings.cover([named.clone(), whole.clone()]);
        }
    }

    fn is_word_of(&self, schema: &'w Value, text: &str) -> bool {
        let schema = self.resolve(schema);
        allowed(schema).is_some_and(|words| words.contains(&text))
    }

    fn merge_key(&mut self, key: &Node) {
        let help = "write out what is to be merged".to_owned();
        self.report(key.span.clone(), "a spec has no merge keys".to_owned(), Some(help));
    }

    /// The entries of a mapping whose keys are the user's own.
    fn check_entries(&mut self, entries: &mut [(Node, Node)], schema: &'w Value) {
        let Some(value_schema) = schema.get("additionalProperties") else { return };
        let takes_numbers =
            schema.get("propertyNames").is_some_and(|names| types(self.resolve(names)).contains(&"integer"));
        for (number, (key, value)) in entries.iter_mut().enumerate() {
            if key.text() == Some("<<") {
                self.merge_key(key);
                *value = self.placeholder(value_schema, value.span.clone());
                continue;
            }
            if let Some((message, help)) = wrong_key(key, takes_numbers) {
                self.report(key.span.clone(), message, Some(help));
                // It keeps its place, so that the ways to the others stay right.
                let text = if takes_numbers { format!("-{}", MAX_NODES + number) } else { String::new() };
                key.kind = Kind::Scalar { text, quoted: !takes_numbers };
                *value = self.placeholder(value_schema, value.span.clone());
                continue;
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
        properties: &'k Map<String, Value>,
    ) -> Option<&'k str> {
        let span = if key.span.is_empty() { value.span.clone() } else { key.span.clone() };
        if key.text().is_none() {
            let help = format!("the keys here are {}", list(&keys_of(properties)));
            self.report(span, "a key is a name".to_owned(), Some(help));
            return None;
        }
        if let Some((meant, rest)) = name.split_once(':').filter(|(meant, _)| properties.contains_key(*meant))
        {
            let help = format!("write a space behind the colon: `{meant}: {rest}`");
            self.report(span, format!("unknown key `{name}`"), Some(help));
            return known.iter().find(|known| **known == meant).copied();
        }
        if value.span.is_empty() && name.contains(' ') {
            let help = "a text that holds a comma needs quotes: `\"..., ...\"`".to_owned();
            self.report(
                span,
                format!("`{name}` is taken for a key, since the text before it ends at the comma"),
                Some(help),
            );
            return None;
        }
        let synonym =
            SYNONYMS.iter().find(|(synonym, _)| *synonym == name.to_lowercase()).map(|(_, meant)| *meant);
        let meant = nearest(name, known.iter().copied())
            .or_else(|| known.iter().find(|known| Some(**known) == synonym).copied());
        let help = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the keys here are {}", list(&keys_of(properties))),
        };
        self.report(span, format!("unknown key `{name}`"), Some(help));
        meant
    }

    fn unknown_word(&mut self, node: &mut Node, words: &[&str], has_map: bool) -> bool {
        let given = node.text().unwrap_or_default().to_owned();
        let meant = nearest(&given, words.iter().copied());
        let help = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None if has_map => format!("it is one of {}, or a mapping such as `{{note: ...}}`", list(words)),
            None => format!("it is one of {}", list(words)),
        };
        self.report(node.span.clone(), format!("`{given}` has no meaning here"), Some(help));
        if let (Some(meant), Kind::Scalar { text, .. }) = (meant, &mut node.kind) {
            meant.clone_into(text);
        }
        false
    }

    fn wrong(&mut self, node: &Node, schema: &'w Value, named: &Range<usize>) -> bool {
        let expected = self.expected(schema);
        let span = if node.span.is_empty() { named.clone() } else { node.span.clone() };
        let help = self.mending(node, schema, &expected);
        self.report(span, format!("expected {expected}, found {}", found(node)), help);
        false
    }

    /// What to write instead of something of the wrong kind.
    fn mending(&self, node: &Node, schema: &'w Value, expected: &str) -> Option<String> {
        let takes = |ty: &str| {
            let alternatives = schema.get("anyOf").or(schema.get("oneOf")).and_then(Value::as_array);
            types(schema).contains(&ty)
                || alternatives.into_iter().flatten().any(|one| types(self.resolve(one)).contains(&ty))
        };
        let text = node.text().unwrap_or_default();
        match (&node.kind, node.scalar()) {
            _ if expected.starts_with("a type") => {
                Some("write a name such as `string`, `[string]` or `{string: int}`".to_owned())
            }
            (Kind::Scalar { quoted: true, .. }, _)
                if takes("boolean") && matches!(text, "true" | "false") =>
            {
                Some(format!("write it without quotes: `{text}`"))
            }
            (_, Some(Scalar::Text(_) | Scalar::Int(_))) if takes("boolean") => {
                match text.to_lowercase().as_str() {
                    "yes" | "on" | "y" | "1" => Some("write `true`".to_owned()),
                    "no" | "off" | "n" | "0" => Some("write `false`".to_owned()),
                    _ => None,
                }
            }
            (Kind::Scalar { quoted: true, .. }, _) if takes("number") && text.parse::<f64>().is_ok() => {
                Some(format!("write it without quotes: `{text}`"))
            }
            (Kind::List(items), _)
                if takes("object")
                    && !items.is_empty()
                    && items.iter().all(|item| matches!(item.kind, Kind::Map(_))) =>
            {
                Some("leave out the `-` at the start of the lines".to_owned())
            }
            (Kind::Scalar { .. }, Some(Scalar::Null) | None) if takes("object") => self.least(schema, "..."),
            (Kind::Scalar { .. }, _) if takes("object") => self.least(schema, text),
            (Kind::Scalar { .. } | Kind::Map(_), _) if takes("array") => {
                Some("write each item in a line of its own, with `- ` before it".to_owned())
            }
            _ => None,
        }
    }

    /// `{key: ...}` for a mapping with a key that it needs.
    fn least(&self, schema: &'w Value, text: &str) -> Option<String> {
        let alternatives = schema.get("anyOf").or(schema.get("oneOf")).and_then(Value::as_array);
        let all =
            std::iter::once(schema).chain(alternatives.into_iter().flatten()).map(|one| self.resolve(one));
        let object = all.into_iter().find(|one| one.get("properties").is_some())?;
        let key = object.get("required").and_then(|keys| keys.get(0)).and_then(Value::as_str);
        let key = key.or_else(|| object.get("properties")?.get("type").map(|_| "type"))?;
        let text = if text.is_empty() || text.len() > 60 { "..." } else { text };
        Some(format!("write `{{{key}: {text}}}`"))
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
            let choice: Option<Vec<_>> = alternatives.iter().map(|one| allowed(self.resolve(one))).collect();
            if let Some(choice) = choice {
                return format!("one of {}", list(&choice.concat()));
            }
            let mut words: Vec<_> = alternatives
                .iter()
                .map(|one| self.expected(one))
                .filter(|word| !word.is_empty() && word != "nothing")
                .collect();
            words.dedup();
            return words.join(" or ");
        }
        if let Some(words) = allowed(schema) {
            return format!("one of {}", list(&words));
        }
        let words: Vec<_> =
            types(schema).into_iter().filter(|word| *word != "null").map(type_in_words).collect();
        let bound = if schema.get("minimum").is_some() { " that is not negative" } else { "" };
        words.join(" or ") + bound
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
