//! From the vendor's descriptions, and from what its servers send, to the YAML of a spec.
//!
//! Importers read a description and make a [`draft`]: what it claims, what its example decides, and what a person must decide. The draft becomes
//! YAML in one place, is checked by `qcloud-codegen`, and only then is anything written.

pub mod api3;
pub mod draft;
pub mod edit;
pub mod example;
mod judge;
mod merge;
pub mod page;
pub mod paging;
pub mod save;
pub mod yaml;
