//! What the files under `spec/` say, key for key, before any rule is checked.
//!
//! `docs/spec.md` gives the meaning of each key; a key lives here, in the reference and nowhere else.

mod entries;
mod json;
mod scalar;
mod schema;
mod type_expr;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Number, Value};

pub use self::entries::Entries;
pub use self::scalar::EnumKey;
pub use self::type_expr::TypeExpr;

/// `common.yaml`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommonFile {
    /// The error codes that any Action may answer with.
    #[serde(default)]
    pub errors: Entries<EnumKey, CommonErrorSpec>,
}

/// A common error code.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommonErrorSpec {
    /// The Rust name.
    pub name: String,
    /// What it means, in your own words.
    #[serde(default)]
    pub doc: String,
    /// The same request may succeed later.
    #[serde(default)]
    pub retry: bool,
}

/// `SERVICE/service.yaml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceFile {
    /// The service's name, as its directory.
    pub service: String,
    /// What the service is for.
    #[serde(default)]
    pub doc: String,
    /// The address of the vendor's page.
    pub source: Option<String>,
    /// How its requests and responses travel.
    pub protocol: Protocol,
    /// Of API 3.0: the version, a date such as 2019-12-05.
    pub version: Option<String>,
    /// Of API 3.0: whether calls name a region.
    pub region: Option<Region>,
    /// The host name of the endpoint.
    pub host: String,
    /// The path of the endpoint; the protocol's own when left out.
    pub path: Option<String>,
    /// The HTTP method of its Actions, where they do not say.
    pub method: Option<Method>,
    /// Where the vendor's page and the wire disagree.
    pub documented: Option<Documented>,
    /// Symbolic error codes (`codeDesc`) of all its Actions.
    #[serde(default)]
    pub errors: Entries<EnumKey, ErrorSpec>,
}

/// How a service's requests and responses travel.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// The legacy API, version 2.
    V2,
    /// API 3.0, signed with TC3-HMAC-SHA256.
    Tc3,
}

/// Whether calls name a region.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Region {
    /// They need one.
    Required,
    /// They may have one.
    Optional,
}

/// The HTTP method of a request.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Parameters in the query.
    Get,
    /// Parameters in a form.
    Post,
}

impl Method {
    /// The word in the request.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// `SERVICE/types.yaml`.
pub type TypesFile = Entries<String, TypeSpec>;

/// `SERVICE/ACTION.yaml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActionFile {
    /// The Action's name, as the file.
    pub action: String,
    /// What the Action does.
    #[serde(default)]
    pub doc: String,
    /// The address of the vendor's page.
    pub source: Option<String>,
    /// Repeating the request changes nothing more.
    #[serde(default)]
    pub idempotent: bool,
    /// The HTTP method.
    pub method: Option<Method>,
    /// The parameters, in the order of the page.
    #[serde(default)]
    pub parameters: Entries<String, FieldSpec>,
    /// Where the result stands and what it is; left out for an Action that answers with nothing.
    pub result: Option<ResultSpec>,
    /// How the pages of the result are asked for.
    pub pagination: Option<PaginationSpec>,
    /// Records and enums of this Action.
    #[serde(default)]
    pub types: Entries<String, TypeSpec>,
    /// Symbolic error codes (`codeDesc`) of this Action.
    #[serde(default)]
    pub errors: Entries<EnumKey, ErrorSpec>,
    /// Documented and captured exchanges.
    #[serde(default)]
    pub examples: Vec<ExampleSpec>,
    /// Where the vendor's page and the wire disagree.
    pub documented: Option<Documented>,
    /// The name that its names in Rust come from, when its own will not do.
    pub rust: Option<String>,
}

impl ActionFile {
    /// The name that all its names in Rust come from.
    #[must_use]
    pub fn stem(&self) -> &str {
        self.rust.as_deref().unwrap_or(&self.action)
    }
}

/// A record (`fields`) or an enum (`values`).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TypeSpec {
    /// What it is.
    #[serde(default)]
    pub doc: String,
    /// The fields of a record.
    pub fields: Option<Entries<String, FieldSpec>>,
    /// The values of an enum.
    pub values: Option<Entries<EnumKey, ValueSpec>>,
    /// Where the vendor's page and the wire disagree.
    pub documented: Option<Documented>,
    /// The Rust name, when the derived one will not do.
    pub rust: Option<String>,
}

/// A parameter, or a field of a record.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldSpec {
    /// The type: a built-in one, a record, an enum, `[T]` or `{string: T}`.
    #[serde(rename = "type")]
    pub ty: TypeExpr,
    /// What it means, with its unit, in your own words.
    #[serde(default)]
    pub doc: String,
    /// It must be given, or the record makes no sense without it.
    #[serde(default)]
    pub required: bool,
    /// The server sends `null` rather than leaving it out.
    #[serde(default)]
    pub nullable: bool,
    /// How the scalar travels, when it is not the obvious way.
    pub wire: Option<Wire>,
    /// What the server assumes.
    #[serde(default, deserialize_with = "json::strict")]
    pub default: Option<Value>,
    /// The lower bound of a number, of a length in characters, or of the number of elements.
    pub min: Option<Number>,
    /// The upper bound, likewise.
    pub max: Option<Number>,
    /// The index of a list's first element in a request: 0 or 1.
    pub base: Option<u64>,
    /// It is kept out of Debug output, logs and errors.
    #[serde(default)]
    pub sensitive: bool,
    /// What the vendor's page claims where the wire differs.
    pub documented: Option<Documented>,
    /// The Rust name, when the derived one will not do.
    pub rust: Option<String>,
}

/// The form in which a scalar travels when it is not the obvious one.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Wire {
    /// A bool as 0 and 1, a datetime as Unix seconds.
    Int,
    /// A bool, a number or free-form JSON inside a string.
    String,
    /// A datetime as ISO 8601, `2017-12-20T08:00:00+08:00`.
    Iso,
}

impl Wire {
    /// As it is written in a spec.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::String => "string",
            Self::Iso => "iso",
        }
    }
}

/// A value of an enum.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ValueSpec {
    /// The Rust name; needed for a number.
    pub name: Option<String>,
    /// What the value means.
    #[serde(default)]
    pub doc: String,
    /// Where the vendor's page and the wire disagree.
    pub documented: Option<Documented>,
}

/// A symbolic error code.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorSpec {
    /// The Rust name.
    pub name: Option<String>,
    /// What the code means.
    #[serde(default)]
    pub doc: String,
}

/// Where the result stands in a response, and what it is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultSpec {
    /// Of the legacy API: `data`, a path below it such as `data.data`, `beside` it, or the whole `body`.
    #[serde(rename = "in")]
    pub place: Option<String>,
    /// What the result is.
    #[serde(rename = "type")]
    pub ty: Option<TypeExpr>,
    /// The fields of a record of its own.
    pub fields: Option<Entries<String, FieldSpec>>,
    /// What the record of its own is.
    #[serde(default)]
    pub doc: String,
    /// Where the vendor's page and the wire disagree.
    pub documented: Option<Documented>,
}

/// How the pages of a list are asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaginationSpec {
    /// What a request for a page counts.
    pub style: PageStyle,
    /// The parameter with the number of the page.
    pub page: Option<String>,
    /// The parameter with the number of items on a page.
    pub size: Option<String>,
    /// The parameter with the number of items to skip.
    pub offset: Option<String>,
    /// The parameter with the number of items to return.
    pub limit: Option<String>,
    /// The parameter with the token of the page.
    pub token: Option<String>,
    /// The path in the result to the token of the next page.
    pub next: Option<String>,
    /// The path in the result to the number of all items.
    pub total: Option<String>,
    /// The path in the result to the list.
    pub items: Option<String>,
}

/// What a request for a page counts.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum PageStyle {
    /// Pages.
    Page,
    /// Items to skip.
    Offset,
    /// Nothing: each page names the next one.
    Token,
}

impl PageStyle {
    /// The keys of the parameters that say which page, and how many items.
    #[must_use]
    pub fn keys(self) -> [&'static str; 2] {
        match self {
            Self::Page => ["page", "size"],
            Self::Offset => ["offset", "limit"],
            Self::Token => ["token", "size"],
        }
    }
}

/// A documented or captured exchange.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExampleSpec {
    /// The name of its test; from the file when left out.
    pub name: Option<String>,
    /// What it shows.
    #[serde(default)]
    pub doc: String,
    /// A server sent it; others were documented.
    #[serde(default)]
    pub captured: bool,
    /// The page is careless: the response must be read, but need not come back the same.
    #[serde(default)]
    pub loose: bool,
    /// The request, as JSON with the wire's names.
    #[serde(default, deserialize_with = "json::strict")]
    pub parameters: Option<Value>,
    /// The file of the response, below the service's directory.
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
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// Another type.
    #[serde(rename = "type")]
    pub ty: Option<PageType>,
    /// Another name.
    pub name: Option<String>,
    /// That it is required, or not.
    pub required: Option<bool>,
    /// That it may be null, or not.
    pub nullable: Option<bool>,
    /// Another default.
    #[serde(default, deserialize_with = "json::strict")]
    pub default: Option<Value>,
    /// Another host.
    pub host: Option<String>,
    /// Anything else, in your own words.
    pub note: Option<String>,
}

/// A type as the vendor's pages know it.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
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
