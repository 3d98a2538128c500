//! Examples: what is nearly JSON becomes JSON, and what every request has is known.

pub(crate) mod common;
pub mod repair;
