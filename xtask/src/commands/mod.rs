//! The commands of this repository alone, one file each.

pub(crate) mod benchmarks;
pub(crate) mod ci;
#[cfg(feature = "import")]
pub(crate) mod cloud;
pub(crate) mod interop;
