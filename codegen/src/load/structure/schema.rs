//! What a schema takes, and of what kind a node is.

use std::ops::Range;

use serde_json::{Map, Value};

use super::json_value::is_digits;
use crate::diagnostic::nearest;
use crate::diagnostic::problem::{BadKey, Expected, Found, Mending, StructureProblem};
use crate::yaml::{Kind, Node, Scalar};

/// What others call the words of this language.
const WORDS: &[(&str, &str)] = &[
    ("2", "v2"),
    ("3", "tc3"),
    ("3.0", "tc3"),
    ("api2", "v2"),
    ("api 2.0", "v2"),
    ("api 3.0", "tc3"),
    ("api3", "tc3"),
    ("api3.0", "tc3"),
    ("cursor", "token"),
    ("false", "optional"),
    ("legacy", "v2"),
    ("limit", "offset"),
    ("mandatory", "required"),
    ("no", "optional"),
    ("none", "optional"),
    ("tc3-hmac-sha256", "tc3"),
    ("true", "required"),
    ("v3", "tc3"),
    ("yes", "required"),
];

/// The schemas that others refer to, by name.
#[derive(Clone, Copy)]
pub(super) struct Schemas<'s>(Option<&'s Map<String, Value>>);

impl<'s> Schemas<'s> {
    /// Those of a whole schema.
    pub(super) fn of(schema: &'s Value) -> Self {
        Self(schema.get("$defs").and_then(Value::as_object))
    }

    pub(super) fn resolve(self, schema: &'s Value) -> &'s Value {
        let reference =
            schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix("#/$defs/"));
        match reference.and_then(|name| self.0?.get(name)) {
            Some(definition) => self.resolve(definition),
            None => schema,
        }
    }

    /// All that a schema is a choice of, those of its choices too; itself where it is none.
    pub(super) fn choices(self, schema: &'s Value) -> Vec<&'s Value> {
        let schema = self.resolve(schema);
        match alternatives(schema) {
            Some(all) => all.iter().flat_map(|one| self.choices(one)).collect(),
            None => vec![schema],
        }
    }

    /// What a schema takes.
    pub(super) fn expected(self, schema: &'s Value) -> Expected {
        let schema = self.resolve(schema);
        if let Some(title) = schema.get("title").and_then(Value::as_str).filter(|title| title.contains(' ')) {
            return Expected::Title(title.to_owned());
        }
        let owned = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect();
        if let Some(alternatives) = alternatives(schema) {
            let choice: Option<Vec<_>> = alternatives.iter().map(|one| allowed(self.resolve(one))).collect();
            return match choice {
                Some(choice) => Expected::Words(owned(choice.concat())),
                None => Expected::Any(alternatives.iter().map(|one| self.expected(one)).collect()),
            };
        }
        if let Some(words) = allowed(schema) {
            return Expected::Words(owned(words));
        }
        let kinds = types(schema).into_iter().filter(|kind| *kind != "null").collect();
        Expected::Kinds { kinds: owned(kinds), not_negative: schema.get("minimum").is_some() }
    }

    /// Whether what else is said depends on this: the type of a field, or a choice of words.
    pub(super) fn decides(self, schema: &'s Value) -> bool {
        let schema = self.resolve(schema);
        let is_choice = |one: &Value| allowed(self.resolve(one)).is_some();
        is_choice(schema)
            || self.is_type(schema)
            || alternatives(schema).is_some_and(|all| all.iter().all(is_choice))
    }

    /// Whether a schema is that of the types of fields.
    fn is_type(self, schema: &'s Value) -> bool {
        let schema = self.resolve(schema);
        is_map_type(schema) || alternatives(schema).into_iter().flatten().any(|one| self.is_type(one))
    }

    /// The least that a schema takes, in place of something that can't stay.
    pub(super) fn placeholder(self, schema: &'s Value, span: Range<usize>) -> Node {
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
                let entry = |name: &'s str| {
                    let value = self.placeholder(properties?.get(name)?, span.clone());
                    Some((Node { span: span.clone(), kind: scalar(name, true) }, value))
                };
                Kind::Map(required.filter_map(Value::as_str).filter_map(entry).collect())
            }
            _ => scalar("json", true), // good as a type too
        };
        Node { span, kind }
    }

    pub(super) fn is_word_of(self, schema: &'s Value, text: &str) -> bool {
        let schema = self.resolve(schema);
        let among = |one: &Value| allowed(one).is_some_and(|words| words.contains(&text));
        among(schema) || alternatives(schema).into_iter().flatten().any(|one| among(self.resolve(one)))
    }

    /// What to write instead of something of the wrong kind.
    pub(super) fn mending(self, node: &Node, schema: &'s Value) -> Option<Mending> {
        let takes = |ty: &str| self.choices(schema).into_iter().any(|one| types(one).contains(&ty));
        let text = node.text().unwrap_or_default();
        let words: Vec<_> = self.choices(schema).into_iter().filter_map(allowed).flatten().collect();
        let other_word = synonym(text, &words).map(|word| Mending::Plain(word.to_owned()));
        match (&node.kind, node.scalar()) {
            _ if self.is_type(schema) => Some(Mending::TypeName),
            (Kind::Scalar { .. }, _) if other_word.is_some() => other_word,
            (Kind::Scalar { quoted: true, .. }, _)
                if takes("boolean") && matches!(text, "true" | "false") =>
            {
                Some(Mending::Unquoted(text.to_owned()))
            }
            (_, Some(Scalar::Text(_) | Scalar::Int(_))) if takes("boolean") => {
                let word =
                    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
                match word.as_str() {
                    "yes" | "on" | "y" | "t" | "1" => Some(Mending::Bool(true)),
                    "no" | "off" | "n" | "f" | "0" => Some(Mending::Bool(false)),
                    word => nearest(word, ["true", "false"])
                        .map(|near| Mending::Bool(near == "true"))
                        .or_else(|| self.least(schema, "...").map(|least| Mending::TrueOr(Box::new(least)))),
                }
            }
            (Kind::Scalar { quoted: true, .. }, _) if takes("number") && text.parse::<f64>().is_ok() => {
                Some(Mending::Unquoted(text.to_owned()))
            }
            (_, Some(Scalar::Text(_))) if takes("number") || takes("integer") => Some(number_for(text)),
            (Kind::List(items), _)
                if items.len() == 1 && items[0].text().is_some_and(|item| words.contains(&item)) =>
            {
                items[0].text().map(|item| Mending::Bare(item.to_owned()))
            }
            (Kind::List(items), _)
                if takes("object") && !items.is_empty() && items.iter().all(is_one_entry) =>
            {
                Some(Mending::NoDashes)
            }
            (Kind::List(_), _) if takes("object") && self.properties(schema).is_none() => {
                let is_text = self.entries(schema).is_some_and(|entry| types(entry).contains(&"string"));
                Some(if is_text { Mending::Pairs } else { Mending::Values })
            }
            (Kind::List(items), _) if takes("object") => {
                let item = items.first().and_then(Node::text).filter(|_| items.len() == 1);
                let list = item.map_or("...".to_owned(), |item| format!("[{item}]"));
                self.least(schema, &list)
            }
            (Kind::List(items), _) if items.len() > 1 && words.is_empty() && takes("string") => {
                let texts: Option<Vec<_>> = items.iter().map(Node::text).collect();
                texts.map(|texts| Mending::Plain(Value::from(texts.join(" ")).to_string()))
            }
            (Kind::List(items), _) if items.len() == 1 => {
                let item = items[0].text().filter(|item| words.is_empty() || words.contains(item));
                item.map(|item| Mending::Bare(item.to_owned()))
            }
            (Kind::List(_) | Kind::Map(_), _) if takes("number") || takes("integer") => Some(Mending::Number),
            (Kind::Scalar { .. }, Some(Scalar::Null) | None) if takes("object") => self.least(schema, "..."),
            // A word may be the value of the key that is needed; a sentence is what is said about it.
            (Kind::Scalar { .. }, _) if takes("object") => {
                let least = self.least(schema, text).filter(|_| !text.contains(' '));
                let has_doc = self.properties(schema).is_some_and(|all| all.contains_key("doc"));
                least.or_else(|| has_doc.then(|| Mending::Doc(text.to_owned())))
            }
            (Kind::Scalar { .. }, Some(_))
                if takes("array") && !text.is_empty() && !self.lists_mappings(schema) =>
            {
                Some(Mending::Plain(format!("[{text}]")))
            }
            (Kind::Map(entries), _) if takes("array") => Some(self.items_of(entries, schema)),
            (Kind::Scalar { .. }, _) if takes("array") => Some(Mending::ListItems),
            (Kind::List(_) | Kind::Map(_), _) if takes("string") && words.is_empty() => Some(Mending::Text),
            _ => None,
        }
    }

    /// The keys that a schema of a mapping has, or one of those it is a choice of.
    pub(super) fn properties(self, schema: &'s Value) -> Option<&'s Map<String, Value>> {
        self.choices(schema).into_iter().find_map(|one| one.get("properties")?.as_object())
    }

    /// What a schema of a mapping with keys of the user's own takes as their values.
    pub(super) fn entries(self, schema: &'s Value) -> Option<&'s Value> {
        let mut choices = self.choices(schema).into_iter();
        choices.find_map(|one| one.get("additionalProperties").filter(|value| value.is_object()))
    }

    /// A value, or the least in its place where there is none, or one of another kind.
    pub(super) fn fitting(self, value: Node, schema: &'s Value) -> Node {
        let stays = !value.span.is_empty() && self.takes_kind(&value, schema);
        if stays { value } else { self.placeholder(schema, value.span) }
    }

    /// Whether a value is of a kind that a schema takes.
    pub(super) fn takes_kind(self, node: &Node, schema: &'s Value) -> bool {
        self.choices(schema)
            .into_iter()
            .any(|one| fits_kind(node, one) || (allowed(one).is_some() && is_text(node)))
    }

    /// What to write instead of a mapping where a schema takes a list.
    fn items_of(self, entries: &[(Node, Node)], schema: &'s Value) -> Mending {
        let has_name = self
            .items(schema)
            .and_then(|items| self.properties(items))
            .is_some_and(|all| all.contains_key("name"));
        let keys: Vec<_> = entries.iter().filter_map(|(key, _)| key.text()).collect();
        let are = |kind: fn(&Kind) -> bool| {
            !entries.is_empty() && entries.iter().all(|(_, value)| kind(&value.kind))
        };
        match keys.first() {
            Some(first) if has_name && are(|kind| matches!(kind, Kind::Map(_))) => {
                Mending::NamedItems((*first).to_owned())
            }
            Some(_) if !self.lists_mappings(schema) && are(|kind| matches!(kind, Kind::Scalar { .. })) => {
                Mending::Plain(format!("[{}]", keys.join(", ")))
            }
            _ => Mending::ListItems,
        }
    }

    /// Whether a schema takes a value of the kind, and the word where it takes only words.
    pub(super) fn takes_value(self, node: &Node, schema: &'s Value) -> bool {
        let choices = self.choices(schema);
        let is_plain = |one: &&Value| fits_kind(node, one) && allowed(one).is_none();
        let is_word = |one: &&Value| allowed(one).is_some_and(|words| is_word(node, &words));
        node.span.is_empty() || choices.iter().any(|one| is_plain(one) || is_word(one))
    }

    /// Whether a schema takes `true` and `false`, and nothing else.
    pub(super) fn takes_bool(self, schema: &'s Value) -> bool {
        types(self.resolve(schema)) == ["boolean"]
    }

    fn items(self, schema: &'s Value) -> Option<&'s Value> {
        self.choices(schema).into_iter().find_map(|one| one.get("items"))
    }

    /// Whether the items of the list that a schema takes are mappings.
    fn lists_mappings(self, schema: &'s Value) -> bool {
        self.items(schema).is_some_and(|items| self.properties(items).is_some())
    }

    /// The keys that a mapping of a schema needs.
    pub(super) fn required(self, schema: &'s Value) -> Vec<&'s str> {
        let object = self.choices(schema).into_iter().find(|one| one.get("properties").is_some());
        let required = object.and_then(|one| one.get("required")).and_then(Value::as_array);
        required.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// Whether a schema takes any mapping: free-form JSON.
    pub(super) fn takes_any(self, schema: &'s Value) -> bool {
        self.choices(schema).into_iter().any(|one| {
            let takes = types(one).is_empty() || types(one).contains(&"object");
            takes && one.get("properties").is_none() && allowed(one).is_none()
        })
    }

    /// `{key: ...}` for a mapping with a key that it needs.
    fn least(self, schema: &'s Value, text: &str) -> Option<Mending> {
        let object = self.choices(schema).into_iter().find(|one| one.get("properties").is_some())?;
        let key = object.get("required").and_then(|keys| keys.get(0)).and_then(Value::as_str);
        let key = key.or_else(|| object.get("properties")?.get("type").map(|_| "type"))?;
        let of_key = object.get("properties")?.get(key)?;
        let is_type = self.is_type(of_key);
        let words: Vec<_> = self.choices(of_key).into_iter().filter_map(allowed).flatten().collect();
        let is_word = is_type || words.is_empty() || words.contains(&text);
        let is_odd = text.is_empty() || text.len() > 60 || text.contains(['<', '>', ':', '"']);
        let is_list = text.starts_with('[') && !is_type;
        let value = if is_odd || is_list || !is_word { "..." } else { text };
        let rest = self.required(object).into_iter().filter(|other| *other != key);
        let value = rest.fold(value.to_owned(), |value, other| format!("{value}, {other}: ..."));
        Some(Mending::Mapping { key: key.to_owned(), value })
    }
}

/// The word of this language that others call by another one.
pub(super) fn synonym<'w>(given: &str, words: &[&'w str]) -> Option<&'w str> {
    let meant = WORDS.iter().filter(|(word, _)| given.eq_ignore_ascii_case(word)).map(|(_, meant)| *meant);
    meant.into_iter().find_map(|meant| words.iter().copied().find(|word| *word == meant))
}

/// What to write instead of a text where a number belongs.
fn number_for(text: &str) -> Mending {
    const NONE: &[&str] =
        &["-", "infinite", "infinity", "n/a", "no limit", "none", "unbounded", "unlimited", "∞"];
    match number_in(text) {
        Some(number) => Mending::Plain(number),
        None if NONE.contains(&text.trim().to_lowercase().as_str()) => Mending::NoNumber,
        None => Mending::Number,
    }
}

/// The number in a text that is nearly one: with marks between its digits, zeros before them, a sign of comparison or a unit.
fn number_in(text: &str) -> Option<String> {
    let text = text.trim_start_matches(['≥', '≤', '>', '<', '=', '~', ' ']).replace('_', "");
    let text = text.strip_suffix("ms").is_none().then_some(text)?;
    let digits = text.trim_end_matches(|c: char| "s%".contains(c) || c == ' ');
    let digits = digits.trim_start_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    let is_grouped = digits.split([',', ' ']).skip(1).all(|group| group.len() == 3);
    let digits = if is_grouped { digits.replace([',', ' '], "") } else { digits.to_owned() };
    digits.bytes().all(|byte| byte.is_ascii_digit()).then_some(digits)
}

/// The schemas that a schema is a choice of.
pub(super) fn alternatives(schema: &Value) -> Option<&Vec<Value>> {
    schema.get("anyOf").or(schema.get("oneOf")).and_then(Value::as_array)
}

/// The words that a schema allows, when it is a choice of words.
pub(super) fn allowed(schema: &Value) -> Option<Vec<&str>> {
    if let Some(word) = schema.get("const").and_then(Value::as_str) {
        return Some(vec![word]);
    }
    let words: Vec<_> = schema.get("enum")?.as_array()?.iter().filter_map(Value::as_str).collect();
    (!words.is_empty()).then_some(words)
}

pub(super) fn is_word(node: &Node, words: &[&str]) -> bool {
    node.text().is_some_and(|text| words.contains(&text))
}

pub(super) fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

pub(super) fn fits_kind(node: &Node, schema: &Value) -> bool {
    if allowed(schema).is_some() {
        return is_text(node);
    }
    let types = types(schema);
    let is = |ty: &str| types.contains(&ty);
    if types.is_empty() {
        return true; // anything, or alternatives that look for themselves
    }
    match (&node.kind, node.scalar()) {
        (Kind::List(_), _) => is("array"),
        (Kind::Map(_), _) => is("object"),
        // Where a string is expected, what stands there is one, to the letter.
        _ if is("string") => true,
        (_, Some(Scalar::Null) | None) => is("null"),
        (_, Some(Scalar::Bool(_))) => is("boolean"),
        (_, Some(Scalar::Int(value))) if value < 0 && schema.get("minimum").is_some() => false,
        (_, Some(Scalar::Int(_) | Scalar::Uint(_))) => is("integer") || is("number"),
        (_, Some(Scalar::Float(_))) => is("number"),
        (_, Some(Scalar::Text(_))) => false,
    }
}

pub(super) fn is_text(node: &Node) -> bool {
    matches!(node.scalar(), Some(Scalar::Text(_)))
}

/// A key that a mapping of this schema may well have: one that it needs, else what is easily said.
pub(super) fn example_key(schema: &Value) -> Option<String> {
    let properties = schema.get("properties").and_then(Value::as_object)?;
    let required = schema.get("required").and_then(|keys| keys.get(0)).and_then(Value::as_str);
    let key = required.or_else(|| properties.contains_key("note").then_some("note"));
    key.or_else(|| properties.keys().next().map(String::as_str)).map(str::to_owned)
}

/// Whether an item is one entry of a mapping with a dash before it, perhaps with what belongs to it beside it.
fn is_one_entry(item: &Node) -> bool {
    match &item.kind {
        Kind::Map(entries) => {
            entries.len() == 1 || entries.first().is_some_and(|(_, value)| value.span.is_empty())
        }
        _ => false,
    }
}

/// Whether a schema is that of `{string: T}`.
pub(super) fn is_map_type(schema: &Value) -> bool {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.is_some_and(|properties| properties.len() == 1 && properties.contains_key("string"))
}

pub(super) fn is_map_of_strings(node: &Node) -> bool {
    let is_one = |(key, value): &(Node, Node)| key.text() == Some("string") && !value.span.is_empty();
    matches!(&node.kind, Kind::Map(entries) if entries.len() == 1 && is_one(&entries[0]))
}

/// What is wrong with a key of the user's own.
pub(super) fn wrong_key(key: &Node, takes_numbers: bool) -> Option<StructureProblem> {
    let why = match key.scalar() {
        None => return Some(StructureProblem::KeyIsNoName { known: None, missing: None }),
        Some(Scalar::Text(_) | Scalar::Int(_)) => return None,
        Some(_) if !takes_numbers => return None,
        Some(Scalar::Uint(_)) => BadKey::BeyondSignedRange,
        Some(_) if is_digits(key.text()?) => BadKey::BeyondRange,
        Some(_) => BadKey::OfNoKind,
    };
    Some(StructureProblem::BadKey { text: key.text()?.to_owned(), why })
}

pub(super) fn found(node: &Node) -> Found {
    match (&node.kind, node.scalar()) {
        (Kind::List(_), _) => Found::List,
        (Kind::Map(_), _) => Found::Mapping,
        (_, Some(Scalar::Null) | None) => Found::Nothing,
        (_, Some(Scalar::Bool(_))) => Found::Bool,
        (_, Some(Scalar::Int(value))) if value < 0 => Found::NegativeNumber,
        (_, Some(Scalar::Int(_) | Scalar::Uint(_) | Scalar::Float(_))) => Found::Number,
        (_, Some(Scalar::Text(_))) => Found::Text,
    }
}
