//! From the vendor's descriptions to the YAML of a spec.
//!
//! Importers read a description and make values of [`qcloud_codegen::spec`]: what it claims, corrected by what its examples show. What a person
//! must decide stands beside them, as notes that become comments `TODO(import)`, and as warnings. All of them end in one way: merged with what is
//! there, checked by the generator's rules, and only then put in place.

pub mod api3;
mod differ;
pub mod errors;
pub mod example;
mod finish;
mod marks;
mod merge;
pub mod page;
mod paging;
mod prose;
mod repeats;
pub mod report;
mod sources;
pub mod three_way;
