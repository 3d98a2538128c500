//! The commands of this repository alone, one file each.

pub(crate) mod benchmarks;
pub(crate) mod ci;
pub(crate) mod cloud;
pub(crate) mod interop;
