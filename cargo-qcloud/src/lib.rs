//! The commands of `cargo qcloud`: any service of Tencent Cloud's API in any crate, and the tools for its spec.
//!
//! A program is these commands and a [`Project`], which says where things are. `cargo-qcloud` finds it by the crate it is started in;
//! a repository with commands of its own, as an `xtask`, gives its own and flattens [`Commands`] into its command line:
//!
//! ```
//! use cargo_qcloud::{Commands, Project, start};
//! use clap::Parser;
//!
//! #[derive(Parser)]
//! enum Cli {
//!     #[command(flatten)]
//!     OfAll(Commands),
//! }
//!
//! let arguments = ["xtask", "check", "--help"].map(Into::into);
//! let ended = start(arguments.into_iter(), |cli: Cli| match cli {
//!     Cli::OfAll(commands) => commands.run(&Project::new("cargo xtask", ".".as_ref())),
//! });
//! assert_eq!(format!("{ended:?}"), format!("{:?}", std::process::ExitCode::SUCCESS));
//! ```

#![warn(missing_docs)]

pub mod cargo;
mod cli;
pub mod commands;
mod declaration;
mod descriptions;
mod home;
mod journal;
mod manifest;
mod messages;
mod outcome;
mod output;
mod package;
mod plan;
mod program;
mod project;
mod runtime;
mod settings;
mod start;
mod types_file;
mod used;

pub use crate::cli::PassedOn;
pub use crate::commands::Commands;
pub use crate::messages::Messages;
pub use crate::outcome::Outcome;
pub use crate::program::main;
pub use crate::project::{Project, short};
pub use crate::settings::Descriptions;
pub use crate::start::start;
