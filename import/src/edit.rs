//! Edits of a spec's YAML: each touches the lines that it is about, and leaves every other byte as it is.

use std::fmt;
use std::str::FromStr;

use qcloud_codegen::model::Origin;
use yaml_edit::{Document, Mapping, YamlNode};

use crate::draft::{Documented, EnumValue, Field, TypeDef, TypeKind};
use crate::yaml::{field_text, types_text};

/// The keys of an Action's file after which its parameters stand.
const BEFORE_PARAMETERS: &[&str] = &["action", "doc", "source", "idempotent", "method", "rust", "documented"];
/// Those after which its result stands, and after which its types.
const BEFORE_RESULT: &[&str] =
    &["action", "doc", "source", "idempotent", "method", "rust", "documented", "parameters"];
const BEFORE_TYPES: &[&str] = &["result", "pagination"];

/// A word in a sentence.
#[must_use]
pub fn shown(word: &str) -> String {
    if word.is_empty() { "the empty string".to_owned() } else { format!("`{word}`") }
}

/// A change of one file.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// A record gets a field; the result that holds it is made when there is none.
    AddField {
        /// Where the fields of the record stand.
        members: Origin,
        /// The new field.
        field: Field,
    },
    /// A file gets a record.
    AddType {
        /// Where the types of the file stand.
        parent: Origin,
        /// The new record.
        def: TypeDef,
    },
    /// An enum gets a value.
    AddValue {
        /// Where the values of the enum stand.
        members: Origin,
        /// The value on the wire.
        key: EnumKey,
        /// Its name, where none can be derived.
        name: Option<String>,
    },
    /// A field says something.
    Set {
        /// Where the field stands.
        field: Origin,
        /// The key of the spec.
        key: &'static str,
        /// What it says, as YAML.
        value: String,
    },
    /// A field does not say something any more; what is then empty goes too.
    Remove {
        /// Where the field stands.
        field: Origin,
        /// The key of the spec, or the keys that lead to it.
        keys: Vec<&'static str>,
    },
}

/// The value of an enum, as it stands in the YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnumKey {
    /// A number of an enum of numbers.
    Int(i64),
    /// A text of an enum of texts.
    Text(String),
}

impl Edit {
    /// The file, below the spec's directory.
    #[must_use]
    pub fn file(&self) -> &str {
        match self {
            Self::AddField { members: origin, .. }
            | Self::AddType { parent: origin, .. }
            | Self::AddValue { members: origin, .. }
            | Self::Set { field: origin, .. }
            | Self::Remove { field: origin, .. } => &origin.file,
        }
    }
}

/// What it does, for people.
impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = |origin: &Origin| origin.keys.last().cloned().unwrap_or_default();
        match self {
            Self::AddField { field, .. } => {
                write!(f, "add the field `{}: {}`", field.name, field_text(field))
            }
            Self::AddType { def, .. } => write!(f, "add the record `{}`", def.name),
            Self::AddValue { key, name, .. } => {
                let key = match key {
                    EnumKey::Int(number) => number.to_string(),
                    EnumKey::Text(text) => text.clone(),
                };
                write!(f, "add the value {}", shown(&key))?;
                match name {
                    Some(name) => write!(f, ", called `{name}` until it has a better name"),
                    None => Ok(()),
                }
            }
            Self::Set { field, key, value } => write!(f, "say `{key}: {value}` of `{}`", last(field)),
            Self::Remove { field, keys } => write!(f, "leave out `{}` of `{}`", keys.join("."), last(field)),
        }
    }
}

/// Why an edit can't be made.
#[derive(Debug, PartialEq, Eq)]
pub struct Obstacle(pub String);

/// Makes edits of one file, given its text.
///
/// # Errors
///
/// When a place that an edit names is not in the file, or the editor can't read it.
pub fn apply(text: &str, edits: &[&Edit]) -> Result<String, Obstacle> {
    let bom = if text.starts_with('\u{feff}') { "\u{feff}" } else { "" };
    let document = Document::from_str(&text[bom.len()..])
        .map_err(|error| Obstacle(format!("the editor can't read the file: {error}")))?;
    let root = document.as_mapping().ok_or_else(|| Obstacle("the file is no mapping".to_owned()))?;
    for edit in edits {
        one(&root, edit)?;
    }
    Ok(format!("{bom}{document}"))
}

fn one(root: &Mapping, edit: &Edit) -> Result<(), Obstacle> {
    match edit {
        Edit::AddField { members, field } => {
            let fields = field_node(field)?;
            if members.keys == ["result", "fields"] && !root.contains_key("result") {
                // The Action answers with nothing, as far as the spec knows.
                let node = part(
                    &format!("x:\n  fields:\n    {}\n", placed(&field.name, &field_text(field))),
                    &["x"],
                )?;
                insert(root, "result", BEFORE_RESULT, &node);
                return Ok(());
            }
            if members.keys == ["parameters"] && !root.contains_key("parameters") {
                let text = format!("x:\n  {}\n", placed(&field.name, &field_text(field)));
                insert(root, "parameters", BEFORE_PARAMETERS, &part(&text, &["x"])?);
                return Ok(());
            }
            find(root, &members.keys)?.set(field.name.as_str(), &fields);
        }
        Edit::AddType { parent, def } => {
            let text = types_text(std::slice::from_ref(def));
            let node = part(&text, &[&def.name])?;
            if parent.keys.is_empty() || root.contains_key("types") {
                find(root, &parent.keys)?.set(def.name.as_str(), &node);
            } else {
                let text =
                    text.lines().filter(|line| !line.starts_with('#')).map(|line| format!("  {line}\n"));
                let node = part(&format!("x:\n{}", text.collect::<String>()), &["x"])?;
                insert(root, "types", &[BEFORE_RESULT, BEFORE_TYPES].concat(), &node);
            }
        }
        Edit::AddValue { members, key, name } => {
            let values = find(root, &members.keys)?;
            let inner = match name {
                // A flow mapping has no room for a comment.
                Some(name) if values.is_flow_style() => format!("x: {{name: {name}}}\n"),
                Some(name) => {
                    format!("x:\n  name: {name}  # TODO(drift): give it a name, and say what it means\n")
                }
                None => "x: {doc: \"\"}\n".to_owned(),
            };
            let node = part(&inner, &["x"])?;
            match key {
                EnumKey::Int(number) => values.set(*number, &node),
                EnumKey::Text(text) => values.set(text.as_str(), &node),
            }
        }
        Edit::Set { field, key, value } => {
            let node = part(&format!("x: {value}\n"), &["x"])?;
            let mapping = find(root, &field.keys)?;
            if mapping.contains_key(*key) || !mapping.contains_key("type") {
                mapping.set(*key, &node);
            } else {
                mapping.insert_after("type", *key, &node);
            }
        }
        Edit::Remove { field, keys } => {
            let mut mapping = find(root, &field.keys)?;
            if let [outer, inner] = keys.as_slice() {
                if let Some(claims) = mapping.get_mapping(*outer)
                    && claims.len() > 1
                {
                    mapping = claims;
                    mapping.remove(*inner);
                    return Ok(());
                }
                mapping.remove(*outer);
            } else if let [key] = keys.as_slice() {
                mapping.remove(*key);
            }
        }
    }
    Ok(())
}

/// The mapping at the end of a way.
fn find(root: &Mapping, keys: &[String]) -> Result<Mapping, Obstacle> {
    let mut mapping = root.clone();
    for key in keys {
        let inner = mapping.get_mapping(key.as_str());
        mapping = inner.ok_or_else(|| Obstacle(format!("there is no mapping `{}`", keys.join("."))))?;
    }
    Ok(mapping)
}

/// Puts a key behind the last of those that belong before it.
fn insert(root: &Mapping, key: &str, before: &[&str], value: &YamlNode) {
    let names: Vec<String> =
        root.keys().filter_map(|node| node.as_scalar().map(yaml_edit::Scalar::as_string)).collect();
    match names.iter().rev().find(|name| before.contains(&name.as_str())) {
        Some(last) => drop(root.insert_after(last.as_str(), key, value)),
        None => root.set(key, value),
    }
}

/// A part of a text, to be put into another.
fn part(text: &str, keys: &[&str]) -> Result<YamlNode, Obstacle> {
    let broken = || Obstacle("the new part is not YAML".to_owned());
    let document = Document::from_str(text).map_err(|_| broken())?;
    let mut node = None;
    for key in keys {
        let mapping = match &node {
            None => document.as_mapping(),
            Some(node) => YamlNode::as_mapping(node).cloned(),
        };
        node = Some(mapping.and_then(|mapping| mapping.get(*key)).ok_or_else(broken)?);
    }
    node.ok_or_else(broken)
}

/// A field in the style of the spec.
fn field_node(field: &Field) -> Result<YamlNode, Obstacle> {
    part(&format!("x: {}\n", field_text(field)), &["x"])
}

/// A key with its value in one line.
fn placed(key: &str, value: &str) -> String {
    let def = TypeDef {
        name: key.to_owned(),
        doc: None,
        kind: TypeKind::TextEnum(Vec::<EnumValue<String>>::new()),
        documented: Documented::default(),
        rust: None,
        todos: Vec::new(),
    };
    // The writer of drafts knows which keys need quotes.
    let text = types_text(&[def]);
    let line = text.lines().find(|line| !line.starts_with('#') && !line.is_empty()).unwrap_or_default();
    let quoted = line.rsplit_once(':').map_or(key, |(key, _)| key);
    format!("{quoted}: {value}")
}
