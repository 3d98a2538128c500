//! What a generator of the common kind gets to work from, for all that compares with one.

pub mod openapi;
pub mod type_name;
