//! Tests that need more than one package of the workspace; everything is under `tests/tests`. The README is compiled here.

pub mod fuzzing;
#[path = "../../codegen/tests/support/places.rs"]
mod places;

/// The README's code, as a doctest.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// The code of the page on using the client, as a doctest.
#[cfg(doctest)]
#[doc = include_str!("../../docs/client.md")]
pub struct UsingTheClient;

/// The code of the page on credentials, as a doctest.
#[cfg(doctest)]
#[doc = include_str!("../../docs/credentials.md")]
pub struct Credentials;

/// The code of the page for those who come from the vendor's clients, as a doctest.
#[cfg(doctest)]
#[doc = include_str!("../../docs/migrating.md")]
pub struct Migrating;

/// The code of the reference pages, as doctests.
#[cfg(doctest)]
pub mod reference {
    include!(concat!(env!("OUT_DIR"), "/pages.rs"));
}
