//! The generated tests of every spec under `codegen/tests/specs/`: each example is read, written and compared.

include!(concat!(env!("OUT_DIR"), "/cases.rs"));

#[expect(deprecated, reason = "a call is answered, whether anybody should make it or not")]
mod made;
