//! Proves that a crate can commit what is generated from a spec of its own.

#[rustfmt::skip]
mod generated;

pub use generated::*;
