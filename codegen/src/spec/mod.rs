//! What the files under `spec/` say, key for key, before any rule is checked.
//!
//! `docs/spec.md` gives the meaning of each key; a key lives here, in the reference and nowhere else.

mod entries;
mod scalar;
mod type_expr;

use serde::Deserialize;
use serde_json::{Number, Value};

pub use self::entries::Entries;
pub use self::scalar::EnumKey;
pub use self::type_expr::TypeExpr;

/// `common.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommonFile {
    #[serde(default)]
    pub errors: Entries<EnumKey, CommonErrorSpec>,
}

/// A common error code.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommonErrorSpec {
    pub name: String,
    #[serde(default)]
    pub doc: String,
    #[serde(default)]
    pub retry: bool,
}

/// `SERVICE/service.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceFile {
    pub service: String,
    #[serde(default)]
    pub doc: String,
    pub source: Option<String>,
    pub protocol: Protocol,
    pub host: String,
    #[serde(default = "default_path")]
    pub path: String,
    pub method: Option<Method>,
    pub documented: Option<Documented>,
    #[serde(default)]
    pub errors: Entries<EnumKey, ErrorSpec>,
}

fn default_path() -> String {
    "/v2/index.php".to_owned()
}

/// How a service's requests and responses travel.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// The legacy API, version 2.
    V2,
}

/// The HTTP method of a request.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Parameters in the query.
    Get,
    /// Parameters in a form.
    Post,
}

/// `SERVICE/types.yaml`.
pub type TypesFile = Entries<String, TypeSpec>;

/// `SERVICE/ACTION.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionFile {
    pub action: String,
    #[serde(default)]
    pub doc: String,
    pub source: Option<String>,
    #[serde(default)]
    pub idempotent: bool,
    pub method: Option<Method>,
    #[serde(default)]
    pub parameters: Entries<String, FieldSpec>,
    pub result: Option<ResultSpec>,
    pub pagination: Option<PaginationSpec>,
    #[serde(default)]
    pub types: Entries<String, TypeSpec>,
    #[serde(default)]
    pub errors: Entries<EnumKey, ErrorSpec>,
    #[serde(default)]
    pub examples: Vec<ExampleSpec>,
    pub documented: Option<Documented>,
    pub rust: Option<String>,
}

/// A record (`fields`) or an enum (`values`).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeSpec {
    #[serde(default)]
    pub doc: String,
    pub fields: Option<Entries<String, FieldSpec>>,
    pub values: Option<Entries<EnumKey, ValueSpec>>,
    pub documented: Option<Documented>,
    pub rust: Option<String>,
}

/// A parameter, or a field of a record.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldSpec {
    #[serde(rename = "type")]
    pub ty: TypeExpr,
    #[serde(default)]
    pub doc: String,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub nullable: bool,
    pub wire: Option<Wire>,
    pub default: Option<Value>,
    pub min: Option<Number>,
    pub max: Option<Number>,
    pub base: Option<u64>,
    #[serde(default)]
    pub sensitive: bool,
    pub documented: Option<Documented>,
    pub rust: Option<String>,
}

/// The form in which a scalar travels when it is not the obvious one.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Wire {
    /// A bool as 0 and 1, a datetime as Unix seconds.
    Int,
    /// A bool, a number or free-form JSON inside a string.
    String,
}

/// A value of an enum.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueSpec {
    pub name: Option<String>,
    #[serde(default)]
    pub doc: String,
    pub documented: Option<Documented>,
}

/// A symbolic error code.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorSpec {
    pub name: Option<String>,
    #[serde(default)]
    pub doc: String,
}

/// Where the result stands in a response, and what it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultSpec {
    #[serde(rename = "in", default = "default_place")]
    pub place: String,
    #[serde(rename = "type")]
    pub ty: Option<TypeExpr>,
    pub fields: Option<Entries<String, FieldSpec>>,
    #[serde(default)]
    pub doc: String,
    pub documented: Option<Documented>,
}

fn default_place() -> String {
    "data".to_owned()
}

/// How the pages of a list are asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaginationSpec {
    pub style: PageStyle,
    pub page: Option<String>,
    pub size: Option<String>,
    pub offset: Option<String>,
    pub limit: Option<String>,
    pub total: Option<String>,
    pub items: Option<String>,
}

/// What a request for a page counts.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum PageStyle {
    /// Pages.
    Page,
    /// Items to skip.
    Offset,
}

/// A documented or captured exchange.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleSpec {
    pub name: Option<String>,
    #[serde(default)]
    pub doc: String,
    #[serde(default)]
    pub captured: bool,
    #[serde(default)]
    pub parameters: Option<Value>,
    pub response: String,
}

/// What the vendor's page claims where the wire differs.
#[derive(Debug, Default)]
pub struct Documented {
    /// The page does not have it at all.
    pub absent: bool,
    pub claims: Claims,
}

/// The claims of the page, one key each.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    #[serde(rename = "type")]
    pub ty: Option<PageType>,
    pub name: Option<String>,
    pub required: Option<bool>,
    pub nullable: Option<bool>,
    pub default: Option<Value>,
    pub host: Option<String>,
    pub note: Option<String>,
}

/// A type as the vendor's pages know it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum PageType {
    Int,
    Float,
    Bool,
    String,
    Array,
    Object,
}

impl PageType {
    /// The word the spec uses for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::Float => "float",
            Self::Bool => "bool",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

impl<'de> Deserialize<'de> for Documented {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Documented;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("`absent`, a type of the page, or a map of the page's claims")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Documented, E> {
                if text == "absent" {
                    return Ok(Documented { absent: true, claims: Claims::default() });
                }
                let ty = PageType::deserialize(serde::de::value::StrDeserializer::<E>::new(text)).map_err(|_| {
                    E::custom(format_args!(
                        "`{text}` is neither `absent` nor a type of the page (int, float, bool, string, array, object)"
                    ))
                })?;
                Ok(Documented { absent: false, claims: Claims { ty: Some(ty), ..Claims::default() } })
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Documented, A::Error> {
                let claims = Claims::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(Documented { absent: false, claims })
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}
