//! The scalars of the spec language, and the forms in which they travel.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A built-in type of the spec language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// An integer of 64 bits.
    Int,
    /// An integer of 64 bits that is not negative.
    Uint,
    /// A number of double precision.
    Float,
    /// A truth value: `true` or `false`.
    Bool,
    /// A text, which a field can keep secret.
    String,
    /// A point in time.
    DateTime,
    /// A calendar day without a time.
    Date,
    /// Bytes, in Base64 on the wire.
    Binary,
    /// JSON of any form, kept as it is.
    Json,
}

impl Scalar {
    /// All scalars, in the order in which they are offered.
    pub const ALL: [Self; 9] = [
        Self::Int,
        Self::Uint,
        Self::Float,
        Self::Bool,
        Self::String,
        Self::DateTime,
        Self::Date,
        Self::Binary,
        Self::Json,
    ];

    /// The word that stands for it in a spec.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::Uint => "uint",
            Self::Float => "float",
            Self::Bool => "bool",
            Self::String => "string",
            Self::DateTime => "datetime",
            Self::Date => "date",
            Self::Binary => "binary",
            Self::Json => "json",
        }
    }

    /// The scalar of a word; none for the name of a record or an enum.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scalar| scalar.name() == name)
    }

    /// The scalar that another language or a page of the vendor calls so, in any case.
    #[must_use]
    pub fn from_synonym(name: &str) -> Option<Self> {
        Some(match name.to_lowercase().as_str() {
            "i32" | "i64" | "int32" | "int64" | "integer" | "long" | "short" => Self::Int,
            "u32" | "u64" | "uint32" | "uint64" | "unsigned" => Self::Uint,
            "decimal" | "double" | "f32" | "f64" | "float32" | "float64" | "number" => Self::Float,
            "boolean" => Self::Bool,
            "char" | "str" | "text" | "uuid" => Self::String,
            "time" | "timestamp" => Self::DateTime,
            "base64" | "blob" | "bytes" => Self::Binary,
            "any" | "object" | "value" => Self::Json,
            _ => return None,
        })
    }

    /// Whether its values are JSON strings on the wire, unless the field has a [`Wire`].
    #[must_use]
    pub const fn is_textual(self) -> bool {
        matches!(self, Self::String | Self::DateTime | Self::Date | Self::Binary)
    }

    /// Whether a field of this scalar may travel in a form that is not the obvious one.
    #[must_use]
    pub const fn takes(self, form: Wire) -> bool {
        match form {
            Wire::Int => matches!(self, Self::Bool | Self::DateTime),
            Wire::Iso => matches!(self, Self::DateTime),
            Wire::String => {
                matches!(self, Self::Bool | Self::Int | Self::Uint | Self::Float | Self::Json)
            }
        }
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The form in which a scalar travels when it is not the obvious one.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
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
    /// All forms there are.
    pub const ALL: [Self; 3] = [Self::Int, Self::String, Self::Iso];

    /// The word that stands for it in a spec.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::String => "string",
            Self::Iso => "iso",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scalar_is_known_by_its_own_name_and_by_no_other() {
        for scalar in Scalar::ALL {
            assert_eq!(Scalar::from_name(scalar.name()), Some(scalar));
            assert_eq!(Scalar::from_synonym(scalar.name()), None, "{scalar} is no synonym");
        }
        assert_eq!(Scalar::from_name("Int"), None);
        assert_eq!(Scalar::from_synonym("Integer"), Some(Scalar::Int));
    }

    #[test]
    fn a_text_takes_no_form_but_a_time_does() {
        for scalar in Scalar::ALL {
            let forms: Vec<_> = Wire::ALL.into_iter().filter(|form| scalar.takes(*form)).collect();
            match scalar {
                Scalar::DateTime => assert_eq!(forms, [Wire::Int, Wire::Iso]),
                Scalar::Bool => assert_eq!(forms, [Wire::Int, Wire::String]),
                scalar if scalar.is_textual() => assert_eq!(forms, [], "{scalar}"),
                _ => assert_eq!(forms, [Wire::String], "{scalar}"),
            }
        }
    }
}
