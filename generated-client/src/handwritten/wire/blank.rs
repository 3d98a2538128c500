//! Blank values: what reading and copying start from.

use std::collections::BTreeMap;

use crate::Json;
use crate::handwritten::types::{Binary, Date, DateTime, Secret};

/// The value that reading starts from: empty, zero, absent, an unknown enum value without text.
pub trait Blank {
    /// A value with nothing set in it.
    fn blank() -> Self;
}

/// A blank value of the type that is wanted.
#[must_use]
pub fn blank<T: Blank>() -> T {
    T::blank()
}

macro_rules! blanks {
    ($($type:ty, $value:expr;)*) => {$(
        impl Blank for $type {
            fn blank() -> Self {
                $value
            }
        }
    )*};
}

blanks! {
    bool, false;
    i64, 0;
    u64, 0;
    f64, 0.0;
    String, String::new();
    Json, Json::Null;
    Secret, Secret::from("");
    DateTime, DateTime::from("");
    Date, Date::from("");
    Binary, Binary::from_base64("");
}

impl<T: Blank> Blank for Box<T> {
    fn blank() -> Self {
        Box::new(T::blank())
    }
}

impl<T> Blank for Option<T> {
    fn blank() -> Self {
        None
    }
}

impl<T> Blank for Vec<T> {
    fn blank() -> Self {
        Vec::new()
    }
}

impl<T> Blank for BTreeMap<String, T> {
    fn blank() -> Self {
        BTreeMap::new()
    }
}
