//! The types of the model, and what is asked of them.

use super::{Enum, PageType, Record, TypeDef, TypeId, TypeKind, Wire};
use crate::language::Scalar;

/// A type with all names resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// A signed integer: `i64` in Rust.
    Int,
    /// An integer that is not negative: `u64` in Rust.
    Uint,
    /// A number with a fraction: `f64` in Rust.
    Float,
    /// A truth value: `bool` in Rust.
    Bool,
    /// A text that may be shown: `String` in Rust.
    String,
    /// A text that is kept out of logs: `Secret` in Rust.
    Secret,
    /// A point in time.
    DateTime,
    /// A calendar day without a time.
    Date,
    /// Bytes, in Base64 on the wire.
    Binary,
    /// JSON of any form, kept as it is.
    Json,
    /// A list of values of one type.
    List(Box<Type>),
    /// A map with string keys.
    Map(Box<Type>),
    /// A record or an enum of the same service.
    Named(TypeId),
}

impl From<Scalar> for Type {
    fn from(scalar: Scalar) -> Self {
        match scalar {
            Scalar::Int => Self::Int,
            Scalar::Uint => Self::Uint,
            Scalar::Float => Self::Float,
            Scalar::Bool => Self::Bool,
            Scalar::String => Self::String,
            Scalar::DateTime => Self::DateTime,
            Scalar::Date => Self::Date,
            Scalar::Binary => Self::Binary,
            Scalar::Json => Self::Json,
        }
    }
}

impl Type {
    /// The scalar that it is in a spec, where a secret is a string; none for a list, a map, a record or an enum.
    #[must_use]
    pub fn scalar(&self) -> Option<Scalar> {
        Some(match self {
            Self::Int => Scalar::Int,
            Self::Uint => Scalar::Uint,
            Self::Float => Scalar::Float,
            Self::Bool => Scalar::Bool,
            Self::String | Self::Secret => Scalar::String,
            Self::DateTime => Scalar::DateTime,
            Self::Date => Scalar::Date,
            Self::Binary => Scalar::Binary,
            Self::Json => Scalar::Json,
            Self::List(_) | Self::Map(_) | Self::Named(_) => return None,
        })
    }

    /// Whether it is a scalar whose values are JSON strings on the wire, unless the field has a [`Wire`].
    #[must_use]
    pub fn is_textual(&self) -> bool {
        self.scalar().is_some_and(Scalar::is_textual)
    }

    /// The type inside all lists and maps.
    #[must_use]
    pub fn innermost(&self) -> &Self {
        match self {
            Self::List(inner) | Self::Map(inner) => inner.innermost(),
            inner => inner,
        }
    }

    /// The record that it is, one of the types of its service.
    #[must_use]
    pub fn as_record<'t>(&self, types: &'t [TypeDef]) -> Option<(TypeId, &'t Record)> {
        let Self::Named(id) = self else { return None };
        match &types[id.0].kind {
            TypeKind::Record(record) => Some((*id, record)),
            TypeKind::Enum(_) => None,
        }
    }

    /// The enum that it is, one of the types of its service.
    #[must_use]
    pub fn as_enum<'t>(&self, types: &'t [TypeDef]) -> Option<&'t Enum> {
        let Self::Named(id) = self else { return None };
        match &types[id.0].kind {
            TypeKind::Enum(open) => Some(open),
            TypeKind::Record(_) => None,
        }
    }

    /// Whether a field of the type may travel in a form that is not the obvious one; of a list or a map, the scalars in it.
    #[must_use]
    pub fn takes(&self, types: &[TypeDef], form: Wire) -> bool {
        let inner = self.innermost();
        inner.scalar().is_some_and(|scalar| scalar.takes(form))
            || (form == Wire::String && inner.as_enum(types).is_some_and(Enum::is_int))
    }

    /// The type as the vendor's pages would call what travels; none for free-form JSON, which may be anything.
    #[must_use]
    pub fn page_type(&self, types: &[TypeDef], form: Option<Wire>) -> Option<PageType> {
        let in_text = form == Some(Wire::String);
        match self {
            Self::List(_) => Some(PageType::Array),
            Self::Map(_) => Some(PageType::Object),
            Self::Named(_) => Some(match self.as_enum(types) {
                None => PageType::Object,
                Some(open) if open.is_int() && !in_text => PageType::Int,
                Some(_) => PageType::String,
            }),
            scalar => scalar.scalar().and_then(|scalar| PageType::of(scalar, form)),
        }
    }
}
