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
#[cfg(feature = "import")]
mod declaration;
#[cfg(feature = "import")]
mod descriptions;
#[cfg(feature = "import")]
mod home;
#[cfg(feature = "import")]
mod journal;
#[cfg(feature = "import")]
mod line_ends;
#[cfg(feature = "import")]
mod manifest;
mod messages;
mod outcome;
mod output;
#[cfg(feature = "import")]
mod package;
#[cfg(feature = "import")]
mod plan;
#[cfg(feature = "import")]
mod program;
mod project;
#[cfg(feature = "import")]
mod runtime;
#[cfg(feature = "import")]
mod settings;
#[cfg(feature = "import")]
mod sides;
mod start;
#[cfg(feature = "import")]
mod types_file;
mod used;

pub use crate::cli::PassedOn;
pub use crate::commands::Commands;
pub use crate::messages::Messages;
pub use crate::outcome::Outcome;
#[cfg(feature = "import")]
pub use crate::program::main;
pub use crate::project::{Project, short};
#[cfg(feature = "import")]
pub use crate::settings::Descriptions;
pub use crate::start::start;
