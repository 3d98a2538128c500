//! Compiles the generated files beside it.

#![deny(warnings)]

#[path = "mod.rs"]
mod generated;

fn main() {}
