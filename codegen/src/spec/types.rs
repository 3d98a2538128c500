//! Records, their fields, and enums.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::pattern;
use super::{Claims, Documented, Entries, EnumKey, TypeExpr, Wire};

/// `SERVICE/types.yaml`: the records and enums that several Actions use.
pub type TypesFile = Entries<String, TypeSpec>;

/// A record (`fields`) or an enum (`values`).
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(extend("not" = pattern::both_or_neither(["fields", "values"])))]
pub struct TypeSpec {
    /// The Rust name, when the derived one will not do.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::own_rust()))]
    pub rust: Option<String>,
    /// What the record or enum is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    /// The fields of a record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<Entries<String, FieldSpec>>,
    /// The values of an enum.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("minProperties" = 1))]
    pub values: Option<Entries<EnumKey, ValueSpec>>,
    /// Where the vendor's page and the wire disagree.
    #[serde(skip_serializing_if = "Documented::says_nothing")]
    pub documented: Option<Documented>,
}

impl TypeSpec {
    /// A record with these fields.
    #[must_use]
    pub fn record(fields: Entries<String, FieldSpec>) -> Self {
        Self { fields: Some(fields), ..Self::default() }
    }

    /// An enum with these values.
    #[must_use]
    pub fn open_enum(values: Entries<EnumKey, ValueSpec>) -> Self {
        Self { values: Some(values), ..Self::default() }
    }
}

/// A parameter, or a field of a record.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FieldSpec {
    /// The type: a built-in one, a record, an enum, `[T]` or `{string: T}`.
    #[serde(rename = "type")]
    pub ty: TypeExpr,
    /// How the scalar travels, when it is not the obvious way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wire: Option<Wire>,
    /// It must be given, or the record makes no sense without it.
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub required: bool,
    /// The server sends `null` rather than leaving it out.
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub nullable: bool,
    /// What the server assumes.
    #[serde(default, deserialize_with = "super::json::given", skip_serializing_if = "Option::is_none")]
    #[schemars(extend("not" = pattern::null()))]
    pub default: Option<Value>,
    /// A value such as a server sends or takes.
    #[serde(default, deserialize_with = "super::json::given", skip_serializing_if = "Option::is_none")]
    #[schemars(extend("not" = pattern::null()))]
    pub example: Option<Value>,
    /// The lower bound of a number, of a length in characters, or of the number of elements.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<Number>,
    /// The upper bound, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Number>,
    /// The index of a list's first element in a request: 0 or 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 1))]
    pub base: Option<u64>,
    /// It is kept out of Debug output, logs and errors.
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub sensitive: bool,
    /// The Rust name, when the derived one will not do.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::own_rust()))]
    pub rust: Option<String>,
    /// What it means, with its unit, in your own words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    /// Why nobody should use it any more, and what to use instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<String>,
    /// What the vendor's page claims where the wire differs.
    #[serde(skip_serializing_if = "Documented::says_nothing")]
    pub documented: Option<Documented>,
}

impl FieldSpec {
    /// A field of which no more than its type is known.
    #[must_use]
    pub fn new(ty: TypeExpr) -> Self {
        Self {
            ty,
            wire: None,
            required: false,
            nullable: false,
            default: None,
            example: None,
            min: None,
            max: None,
            base: None,
            sensitive: false,
            rust: None,
            doc: String::new(),
            deprecated: None,
            documented: None,
        }
    }

    /// What the page claims otherwise, to be added to.
    pub fn claims_mut(&mut self) -> &mut Claims {
        &mut self.documented.get_or_insert_default().claims
    }
}

/// A value of an enum.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ValueSpec {
    /// The Rust name; needed for a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::RUST))]
    pub name: Option<String>,
    /// What the value means.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    /// Where the vendor's page and the wire disagree.
    #[serde(skip_serializing_if = "Documented::says_nothing")]
    pub documented: Option<Documented>,
}
