//! Programs for certificates on Tencent Cloud, each of which is an example of `qcloud_client` too.
//!
//! `certs` says what ends soon, `deploy` puts a new certificate in the place of old ones, `dns01`
//! answers an ACME challenge. Each program is a function of its arguments and of a [`World`], so that a test runs it with a clock, keys
//! and a server of its own; what it returns is the exit status.

pub mod certs;
pub mod deploy;
pub mod dns01;
mod listed;
mod names;
mod output;
mod world;

pub use crate::world::{Keys, Variables, World};
