//! Examples: what is nearly JSON becomes JSON, what responses show is remembered, and what every request has is known.

pub(crate) mod common;
pub mod evidence;
pub mod repair;
