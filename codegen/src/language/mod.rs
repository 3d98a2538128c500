//! What the spec language is: its scalars, what its texts and times look like, and the Rust names that it gives.
//!
//! Every other module takes these facts from here, and this one knows none of them.

pub(crate) mod foreign;
pub(crate) mod lookalike;
pub mod names;
pub mod scalar;
mod taken;
pub mod text;
pub mod time;

pub use self::scalar::{Scalar, Wire};
pub use self::taken::Taken;
