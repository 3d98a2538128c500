//! Tests that need more than one package of the workspace; everything is under `tests/tests`. The README is compiled here.

/// The README's code, as a doctest.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
