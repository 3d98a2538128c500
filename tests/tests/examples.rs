//! The generated tests of every spec under `codegen/tests/specs/`: each example is read, written and compared.

include!(concat!(env!("OUT_DIR"), "/cases.rs"));
