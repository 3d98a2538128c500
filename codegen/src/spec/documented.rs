//! Where the vendor's page and the wire disagree.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::language::{Scalar, Wire};

/// What is said of something that the page does not have.
const ABSENT: &str = "absent";

/// What the vendor's page claims where the wire differs: written as `absent`, as a type alone, or as a map of claims.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Documented {
    /// The page does not have it at all.
    pub absent: bool,
    /// What it says otherwise.
    pub claims: Claims,
}

impl Documented {
    /// Of something that the page does not have.
    #[must_use]
    pub fn absent() -> Self {
        Self { absent: true, claims: Claims::default() }
    }

    /// A remark about the page.
    #[must_use]
    pub fn note(note: impl Into<String>) -> Self {
        Self { absent: false, claims: Claims { note: Some(note.into()), ..Claims::default() } }
    }

    /// Itself, unless it says nothing: then there is none.
    #[must_use]
    pub fn into_option(self) -> Option<Self> {
        Some(self).filter(|documented| *documented != Self::default())
    }

    /// Whether there is nothing in it to be written.
    #[expect(clippy::ref_option, reason = "serde hands over the field")]
    pub(super) fn says_nothing(documented: &Option<Self>) -> bool {
        documented.as_ref().is_none_or(|documented| *documented == Self::default())
    }
}

/// The claims of the page, one key each.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// That it has another type.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub ty: Option<PageType>,
    /// That it has another name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// That it is required, or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// That it may be null, or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nullable: Option<bool>,
    /// That the server assumes another value.
    #[serde(default, deserialize_with = "super::json::strict", skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// That the service or the Action has another host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Anything else, in your own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A type as the vendor's pages know it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PageType {
    /// A number without a fraction.
    Int,
    /// A number with a fraction.
    Float,
    /// Either true or false.
    Bool,
    /// Text of any kind, times and dates included.
    String,
    /// A list of anything.
    Array,
    /// A record or a map.
    Object,
}

impl PageType {
    /// All types that pages know.
    pub const ALL: [Self; 6] = [Self::Int, Self::Float, Self::Bool, Self::String, Self::Array, Self::Object];

    /// As which the vendor's pages would call a scalar that travels in a form; none for free-form JSON, which may be anything.
    #[must_use]
    pub fn of(scalar: Scalar, form: Option<Wire>) -> Option<Self> {
        let form = form.filter(|form| scalar.takes(*form));
        Some(match (scalar, form) {
            (Scalar::Int | Scalar::Uint, None) | (_, Some(Wire::Int)) => Self::Int,
            (Scalar::Float, None) => Self::Float,
            (Scalar::Bool, None) => Self::Bool,
            (Scalar::Json, None) => return None,
            _ => Self::String,
        })
    }

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
                if text == ABSENT {
                    return Ok(Documented::absent());
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

impl Serialize for Documented {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let only_type = Claims { ty: self.claims.ty, ..Claims::default() };
        match self.claims.ty {
            _ if self.absent => serializer.serialize_str(ABSENT),
            Some(ty) if self.claims == only_type => ty.serialize(serializer),
            _ => self.claims.serialize(serializer),
        }
    }
}
