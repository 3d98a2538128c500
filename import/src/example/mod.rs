//! Example responses: what is nearly JSON becomes JSON, and what they show is remembered.

pub mod evidence;
pub mod repair;
