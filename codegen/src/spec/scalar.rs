//! The key of an enum's value or of an error code: an integer or a string.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

/// A wire value that stands as a key in the YAML.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum EnumKey {
    /// Written without quotes, and a number.
    Int(i64),
    /// Any other key, or a number in quotes.
    Text(String),
}

impl fmt::Display for EnumKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(value) => value.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl From<&str> for EnumKey {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for EnumKey {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl Serialize for EnumKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Int(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for EnumKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;

        impl Visitor<'_> for KeyVisitor {
            type Value = EnumKey;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an integer or a string as key (quote anything else)")
            }

            fn visit_i64<E>(self, value: i64) -> Result<EnumKey, E> {
                Ok(EnumKey::Int(value))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<EnumKey, E> {
                i64::try_from(value)
                    .map(EnumKey::Int)
                    .map_err(|_| E::custom("the value does not fit 64 bits with a sign"))
            }

            fn visit_str<E>(self, text: &str) -> Result<EnumKey, E> {
                Ok(EnumKey::Text(text.to_owned()))
            }
        }

        deserializer.deserialize_any(KeyVisitor)
    }
}
