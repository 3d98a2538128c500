//! Lossless edits of a spec's texts: each touches the lines that it is about, and leaves every other byte as it is.
//!
//! ```
//! use qcloud_codegen::spec::edit::{Change, Edit, apply};
//! use qcloud_codegen::spec::{FieldSpec, Origin, TypeExpr};
//!
//! let text = "action: DeleteVpc\nparameters:\n  id: {type: string}  # as `vpc-1`\n";
//! let parameters = Origin::file("vpc/DeleteVpc.yaml").key("parameters");
//! let field = FieldSpec::new(TypeExpr::named("bool"));
//! let edits = [
//!     Edit::Change { field: parameters.key("id"), change: Change::Nullable },
//!     Edit::AddField { members: parameters, name: "force".to_owned(), field },
//! ];
//! assert_eq!(
//!     apply(text, &edits)?,
//!     "action: DeleteVpc\nparameters:\n  id: {type: string, nullable: true}  # as `vpc-1`\n  force: {type: bool}\n"
//! );
//! # Ok::<(), qcloud_codegen::spec::edit::Obstacle>(())
//! ```

mod comments;
mod graft;

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use serde::de::value::Error as KeysError;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde_json::{Number, Value as Json};
use yaml_edit::{Document, Mapping, YamlNode};

pub use self::comments::comments;
pub use self::graft::graft;
use super::write::block;
use super::{
    ActionFile, Entries, EnumKey, ErrorSpec, FieldSpec, Origin, TypeExpr, TypeSpec, Wire, inline, key,
};

/// A change of one file.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// A record gets a field. The result or the parameters that hold it are made when there are none.
    AddField {
        /// Where the fields of the record stand.
        members: Origin,
        /// The field's name on the wire.
        name: String,
        /// What the field is.
        field: FieldSpec,
    },
    /// A file gets a record or an enum. The types of an Action are made when there are none.
    AddType {
        /// Where the types of the file stand.
        parent: Origin,
        /// The name that fields call it by.
        name: String,
        /// What the type is.
        def: TypeSpec,
    },
    /// An enum gets a value.
    AddValue {
        /// Where the values of the enum stand.
        members: Origin,
        /// The value on the wire.
        key: EnumKey,
        /// A name that a person must better, where none can be derived.
        name: Option<String>,
    },
    /// A service gets error codes. Their mapping is made at the end of the file when there is none.
    AddErrors {
        /// Where the codes stand, in `service.yaml`.
        parent: Origin,
        /// The codes that it lacks.
        codes: Entries<EnumKey, ErrorSpec>,
    },
    /// A field says something else.
    Change {
        /// Where the field stands.
        field: Origin,
        /// What it says then.
        change: Change,
    },
    /// A key gets a comment on the line before it.
    AddComment {
        /// Where the key stands.
        place: Origin,
        /// The comment, without its `#`.
        comment: String,
    },
    /// A key loses a comment that stands before it.
    RemoveComment {
        /// Where the key stands.
        place: Origin,
        /// The comment, without its `#`.
        comment: String,
    },
}

/// What a field says after an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It has this type.
    Type(TypeExpr),
    /// It travels in this form, or in the obvious one.
    Wire(Option<Wire>),
    /// It is not required any more.
    Optional,
    /// It may be null.
    Nullable,
    /// What is assumed when it is left out is this, or not told.
    Default(Option<Json>),
    /// Nothing below this is accepted, or no bound is told.
    Min(Option<Number>),
    /// Nothing above this is accepted, or no bound is told.
    Max(Option<Number>),
    /// The vendor's page does not claim otherwise any more.
    Agreed(Claimed),
}

/// What a page claims of a field, as far as an edit settles it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// Which type it has.
    Type,
    /// Whether it must be there.
    Required,
    /// Whether it may be null.
    Nullable,
}

impl Change {
    /// The key of the field that changes, and its new value; none for a key that goes.
    fn entry(&self) -> (&'static str, Option<String>) {
        match self {
            Self::Type(ty) => ("type", Some(ty.to_string())),
            Self::Wire(form) => ("wire", form.map(|form| form.as_str().to_owned())),
            Self::Optional => ("required", None),
            Self::Nullable => ("nullable", Some(true.to_string())),
            Self::Default(value) => ("default", value.as_ref().map(inline)),
            Self::Min(bound) => ("min", bound.as_ref().map(ToString::to_string)),
            Self::Max(bound) => ("max", bound.as_ref().map(ToString::to_string)),
            Self::Agreed(_) => (DOCUMENTED, None),
        }
    }
}

/// The key of what a page claims.
const DOCUMENTED: &str = "documented";

impl Claimed {
    fn key(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Required => "required",
            Self::Nullable => "nullable",
        }
    }
}

impl Edit {
    /// The file, below the spec's directory.
    #[must_use]
    pub fn file(&self) -> &str {
        match self {
            Self::AddField { members: origin, .. }
            | Self::AddType { parent: origin, .. }
            | Self::AddErrors { parent: origin, .. }
            | Self::AddValue { members: origin, .. }
            | Self::AddComment { place: origin, .. }
            | Self::RemoveComment { place: origin, .. }
            | Self::Change { field: origin, .. } => &origin.file,
        }
    }
}

/// What it does, for people.
impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AddField { name, field, .. } => write!(f, "add the field `{name}: {}`", inline(field)),
            Self::AddType { name, def, .. } => {
                let kind = if def.values.is_some() { "enum" } else { "record" };
                write!(f, "add the {kind} `{name}`")
            }
            Self::AddValue { key, name, .. } => {
                match key.to_string().as_str() {
                    "" => f.write_str("add the value the empty string")?,
                    key => write!(f, "add the value `{key}`")?,
                }
                match name {
                    Some(name) => write!(f, ", called `{name}` until it has a better name"),
                    None => Ok(()),
                }
            }
            Self::AddErrors { codes, .. } => {
                let codes: Vec<_> = codes.keys().map(|code| format!("`{code}`")).collect();
                write!(f, "add the error codes {}", codes.join(", "))
            }
            Self::AddComment { place, .. } => write!(f, "comment on `{}`", place.keys.join(".")),
            Self::RemoveComment { place, .. } => {
                write!(f, "leave out a comment on `{}`", place.keys.join("."))
            }
            Self::Change { field, change } => {
                let name = field.keys.last().map_or("", String::as_str);
                match (change, change.entry()) {
                    (Change::Agreed(claimed), (key, _)) => {
                        write!(f, "leave out `{key}.{}` of `{name}`", claimed.key())
                    }
                    (_, (key, Some(value))) => write!(f, "say `{key}: {value}` of `{name}`"),
                    (_, (key, None)) => write!(f, "leave out `{key}` of `{name}`"),
                }
            }
        }
    }
}

/// Why an edit can't be made, in words.
#[derive(Debug, PartialEq, Eq)]
pub struct Obstacle(pub String);

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Obstacle {}

/// Makes edits of one file, given its text; comments come last.
///
/// # Errors
///
/// When a place that an edit names is not in the file, or the editor can't read it.
pub fn apply<E: Borrow<Edit>>(text: &str, edits: &[E]) -> Result<String, Obstacle> {
    let bom = if text.starts_with('\u{feff}') { "\u{feff}" } else { "" };
    let document = Document::from_str(&text[bom.len()..])
        .map_err(|error| Obstacle(format!("the editor can't read the file: {error}")))?;
    let root = document.as_mapping().ok_or_else(|| Obstacle("the file is no mapping".to_owned()))?;
    for edit in edits {
        match edit.borrow() {
            Edit::AddField { members, name, field } => add_field(&root, members, name, field)?,
            Edit::AddType { parent, name, def } => add_type(&root, parent, name, def)?,
            Edit::AddValue { members, key, name } => add_value(&root, members, key, name.as_deref())?,
            Edit::AddErrors { parent, codes } => add_errors(&root, parent, codes)?,
            Edit::Change { field, change } => change_field(&find(&root, &field.keys)?, change)?,
            Edit::AddComment { .. } | Edit::RemoveComment { .. } => {}
        }
    }
    let text = edits.iter().try_fold(document.to_string(), |text, edit| match edit.borrow() {
        Edit::AddComment { place, comment } => comments::add(&text, &place.keys, comment),
        Edit::RemoveComment { place, comment } => comments::remove(&text, &place.keys, comment),
        _ => Ok(text),
    })?;
    Ok(format!("{bom}{text}"))
}

fn add_field(root: &Mapping, members: &Origin, name: &str, field: &FieldSpec) -> Result<(), Obstacle> {
    let line = format!("{}: {}", key(name), inline(field));
    match members.keys.as_slice() {
        // The Action answers with nothing, as far as the spec knows.
        [top, fields] if top == "result" && !root.contains_key(top) => {
            insert(root, top, &part(&format!("  {fields}:\n    {line}\n"))?)
        }
        [top] if top == "parameters" && !root.contains_key(top) => {
            insert(root, top, &part(&format!("  {line}\n"))?)
        }
        keys => {
            find(root, keys)?.set(name, &part(&inline(field))?);
            Ok(())
        }
    }
}

fn add_type(root: &Mapping, parent: &Origin, name: &str, def: &TypeSpec) -> Result<(), Obstacle> {
    let text = block(&Entries::from_iter([(name.to_owned(), def.clone())]));
    let indented: String = text.lines().flat_map(|line| ["  ", line, "\n"]).collect();
    let types = part(&indented)?;
    match parent.keys.as_slice() {
        [top] if !root.contains_key(top) => insert(root, top, &types),
        keys => {
            let def = types.as_mapping().and_then(|types| types.get(name)).ok_or_else(broken)?;
            find(root, keys)?.set(name, &def);
            Ok(())
        }
    }
}

fn add_errors(root: &Mapping, parent: &Origin, codes: &Entries<EnumKey, ErrorSpec>) -> Result<(), Obstacle> {
    let lines = codes.iter().map(|(code, spec)| format!("  {}: {}\n", key(&code.to_string()), inline(spec)));
    let added = part(&lines.collect::<String>())?;
    match parent.keys.as_slice() {
        [top] if !root.contains_key(top) => {
            root.set(top, &added);
            Ok(())
        }
        keys => {
            let (there, added) = (find(root, keys)?, added.as_mapping().ok_or_else(broken)?);
            for code in codes.keys().map(ToString::to_string) {
                there.set(code.as_str(), &added.get(code.as_str()).ok_or_else(broken)?);
            }
            Ok(())
        }
    }
}

fn add_value(root: &Mapping, members: &Origin, key: &EnumKey, name: Option<&str>) -> Result<(), Obstacle> {
    let values = find(root, &members.keys)?;
    let text = match name {
        // A flow mapping has no room for a comment.
        Some(name) if values.is_flow_style() => format!("{{name: {name}}}"),
        Some(name) => format!("  name: {name}  # TODO(drift): give it a name, and say what it means\n"),
        None => "{doc: \"\"}".to_owned(),
    };
    let value = part(&text)?;
    match key {
        EnumKey::Int(number) => values.set(*number, &value),
        EnumKey::Text(text) => values.set(text.as_str(), &value),
    }
    Ok(())
}

fn change_field(field: &Mapping, change: &Change) -> Result<(), Obstacle> {
    let (key, value) = change.entry();
    if let Some(value) = value {
        let value = part(&value)?;
        if field.contains_key(key) || !field.contains_key("type") {
            field.set(key, &value);
        } else {
            field.insert_after("type", key, &value);
        }
        return Ok(());
    }
    match (change, field.get_mapping(key)) {
        // What is then empty goes too.
        (Change::Agreed(claimed), Some(claims)) if claims.len() > 1 => drop(claims.remove(claimed.key())),
        _ => drop(field.remove(key)),
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

/// Puts a key of an Action's file behind the last of those that belong before it.
fn insert(root: &Mapping, key: &str, value: &YamlNode) -> Result<(), Obstacle> {
    let order = keys::<ActionFile>();
    let place = order.iter().position(|known| *known == key);
    let before = &order[..place.ok_or_else(|| Obstacle(format!("an Action has no key `{key}`")))?];
    let names: Vec<String> =
        root.keys().filter_map(|node| node.as_scalar().map(yaml_edit::Scalar::as_string)).collect();
    match names.iter().rev().find(|name| before.contains(&name.as_str())) {
        Some(last) => drop(root.insert_after(last.as_str(), key, value)),
        None => root.set(key, value),
    }
    Ok(())
}

/// The keys of a struct in the order in which they are written.
fn keys<'de, T: Deserialize<'de>>() -> &'static [&'static str] {
    struct Keys<'k>(&'k mut &'static [&'static str]);

    impl<'de> Deserializer<'de> for Keys<'_> {
        type Error = KeysError;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, KeysError> {
            Err(KeysError::custom("only the keys are wanted"))
        }

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, KeysError> {
            *self.0 = fields;
            self.deserialize_any(visitor)
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map enum identifier ignored_any
        }
    }

    let mut keys: &'static [&'static str] = &[];
    let _ = T::deserialize(Keys(&mut keys));
    keys
}

/// A value, in one line or in indented ones, to be put into another text.
fn part(value: &str) -> Result<YamlNode, Obstacle> {
    let separator = if value.starts_with(' ') { '\n' } else { ' ' };
    let document =
        Document::from_str(&format!("x:{separator}{}\n", value.trim_end())).map_err(|_| broken())?;
    document.as_mapping().and_then(|mapping| mapping.get("x")).ok_or_else(broken)
}

fn broken() -> Obstacle {
    Obstacle("the new part is not YAML".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Claims;

    #[test]
    fn every_key_that_an_edit_names_is_one_of_a_field_or_of_its_claims() {
        let changes = [
            Change::Type(TypeExpr::named("int")),
            Change::Wire(None),
            Change::Optional,
            Change::Nullable,
            Change::Default(None),
            Change::Min(None),
            Change::Max(None),
            Change::Agreed(Claimed::Type),
        ];
        for change in &changes {
            assert!(keys::<FieldSpec>().contains(&change.entry().0), "{change:?}");
        }
        for claimed in [Claimed::Type, Claimed::Required, Claimed::Nullable] {
            assert!(keys::<Claims>().contains(&claimed.key()), "{claimed:?}");
        }
    }

    #[test]
    fn a_section_that_is_new_stands_where_the_writer_would_put_it() {
        let file = Origin::file("vpc/DescribeVpcs.yaml");
        let field = || FieldSpec::new(TypeExpr::named("bool"));
        let def = TypeSpec::record(Entries::from_iter([("id".to_owned(), field())]));
        let edits = [
            Edit::AddType { parent: file.key("types"), name: "Vpc".to_owned(), def },
            Edit::AddField {
                members: file.key("result").key("fields"),
                name: "on".to_owned(),
                field: field(),
            },
            Edit::AddField { members: file.key("parameters"), name: "id".to_owned(), field: field() },
        ];
        let text = "# The first line.\naction: DescribeVpcs\nerrors: {A.B: {}}\n";
        let expected = "\
# The first line.
action: DescribeVpcs
parameters:
  id: {type: bool}
result:
  fields:
    \"on\": {type: bool}
types:
  Vpc:
    fields:
      id: {type: bool}
errors: {A.B: {}}
";
        assert_eq!(apply(text, &edits).unwrap(), expected);
    }

    #[test]
    fn error_codes_are_added_to_those_of_a_service_or_as_its_first() {
        let parent = Origin::file("vpc/service.yaml").key("errors");
        let codes = ["A.B", "5"].map(|code| (EnumKey::Text(code.to_owned()), ErrorSpec::default()));
        let edit = [Edit::AddErrors { parent, codes: Entries::from_iter(codes) }];
        let added = "errors:\n  A.B: {}\n  \"5\": {}\n";
        assert_eq!(apply("service: vpc # ours\n", &edit).unwrap(), format!("service: vpc # ours\n{added}"));
        assert_eq!(
            apply("errors:\n  A: {doc: One.} # seen\n", &edit).unwrap(),
            "errors:\n  A: {doc: One.} # seen\n  A.B: {}\n  '5': {}\n"
        );
        assert_eq!(edit[0].to_string(), "add the error codes `A.B`, `5`");
    }

    #[test]
    fn a_place_that_is_not_there_is_an_obstacle() {
        let edit = Edit::Change { field: Origin::file("a.yaml").key("b"), change: Change::Optional };
        assert_eq!(apply("c: 1\n", &[edit]).unwrap_err().to_string(), "there is no mapping `b`");
        assert_eq!(apply::<Edit>("- 1\n", &[]).unwrap_err().to_string(), "the file is no mapping");
    }
}
