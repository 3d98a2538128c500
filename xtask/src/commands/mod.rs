//! The commands, one file each.

pub(crate) mod check;
pub(crate) mod ci;
pub(crate) mod cloud;
pub(crate) mod compile_times;
pub(crate) mod diff;
pub(crate) mod drift;
pub(crate) mod generate;
pub(crate) mod import;
pub(crate) mod interop;
pub(crate) mod mock;
pub(crate) mod new;
pub(crate) mod schema;
