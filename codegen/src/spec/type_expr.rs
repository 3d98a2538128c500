//! The type of a field as it is written: a name, `[T]` or `{string: T}`.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::language::Scalar;

/// The only type of keys that a map has, as it is written.
const KEYS: &str = "string";

/// A type expression. Names are not resolved yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeExpr {
    /// A scalar, a record or an enum.
    Named(String),
    /// A list, written `[T]`.
    List(Box<TypeExpr>),
    /// A map with string keys, written `{string: T}`.
    Map(Box<TypeExpr>),
}

impl TypeExpr {
    /// A scalar, a record or an enum, by its name.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self::Named(name.into())
    }

    /// A list of values of this type.
    #[must_use]
    pub fn list(self) -> Self {
        Self::List(Box::new(self))
    }

    /// A map with values of this type.
    #[must_use]
    pub fn map(self) -> Self {
        Self::Map(Box::new(self))
    }

    /// The scalar that this is, if it is one.
    #[must_use]
    pub fn scalar(&self) -> Option<Scalar> {
        match self {
            Self::Named(name) => Scalar::from_name(name),
            Self::List(_) | Self::Map(_) => None,
        }
    }

    /// The name of the record or enum that this is, if it is one.
    #[must_use]
    pub fn type_name(&self) -> Option<&str> {
        match self {
            Self::Named(name) if Scalar::from_name(name).is_none() => Some(name),
            _ => None,
        }
    }

    /// The name of the record or enum inside of all lists and maps, if it is one.
    pub(crate) fn innermost_name(&self) -> Option<&str> {
        Some(self.innermost()).filter(|name| Scalar::from_name(name).is_none())
    }

    /// The same lists and maps of something else.
    #[must_use]
    pub fn with_innermost(&self, name: &str) -> Self {
        match self {
            Self::Named(_) => Self::named(name),
            Self::List(item) => item.with_innermost(name).list(),
            Self::Map(value) => value.with_innermost(name).map(),
        }
    }

    /// The name inside of all lists and maps.
    #[must_use]
    pub fn innermost(&self) -> &str {
        match self {
            Self::Named(name) => name,
            Self::List(inner) | Self::Map(inner) => inner.innermost(),
        }
    }
}

impl From<Scalar> for TypeExpr {
    fn from(scalar: Scalar) -> Self {
        Self::named(scalar.name())
    }
}

impl Serialize for TypeExpr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Named(name) => serializer.serialize_str(name),
            Self::List(item) => serializer.collect_seq([item]),
            Self::Map(value) => serializer.collect_map([(KEYS, value)]),
        }
    }
}

impl fmt::Display for TypeExpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::List(item) => write!(f, "[{item}]"),
            Self::Map(value) => write!(f, "{{{KEYS}: {value}}}"),
        }
    }
}

impl<'de> Deserialize<'de> for TypeExpr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TypeVisitor;

        impl<'de> Visitor<'de> for TypeVisitor {
            type Value = TypeExpr;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a type: a name, `[T]` or `{string: T}`")
            }

            fn visit_str<E>(self, name: &str) -> Result<TypeExpr, E> {
                Ok(TypeExpr::Named(name.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<TypeExpr, A::Error> {
                let item = items
                    .next_element()?
                    .ok_or_else(|| A::Error::custom("a list type names its items: `[T]`"))?;
                if items.next_element::<TypeExpr>()?.is_some() {
                    return Err(A::Error::custom("a list has one type of items: `[T]`"));
                }
                Ok(TypeExpr::List(Box::new(item)))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<TypeExpr, A::Error> {
                let Some((key, value)) = map.next_entry::<String, TypeExpr>()? else {
                    return Err(A::Error::custom("a map type names its values: `{string: T}`"));
                };
                if key != KEYS || map.next_entry::<String, TypeExpr>()?.is_some() {
                    return Err(A::Error::custom(
                        "a map has string keys and one type of values: `{string: T}`",
                    ));
                }
                Ok(TypeExpr::Map(Box::new(value)))
            }
        }

        deserializer.deserialize_any(TypeVisitor)
    }
}
