//! The commands that only this repository has, beside those of every repository.

#[cfg(feature = "import")]
use std::path::PathBuf;

use cargo_qcloud::{Commands, PassedOn};
#[cfg(feature = "import")]
use clap::Args;
use clap::{Parser, Subcommand};

/// Generates and checks the client.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(flatten)]
    OfAll(Commands),
    /// Run the vendor's own client against the mock server; needs python3, and the network once
    Interop,
    /// Import, generate and compile the vendor's descriptions of the whole cloud, and read its examples
    ///
    /// Everything is made in a scratch directory. `pip download --no-deps tccli` gets the descriptions; unzip the file.
    #[cfg(feature = "import")]
    Cloud(CloudArguments),
    /// Import, generate and compile the vendor's descriptions of the whole cloud, and read its examples
    #[cfg(not(feature = "import"))]
    #[command(disable_help_flag = true)]
    Cloud(PassedOn),
    /// Measure what compiling the client costs, beside rivals, and write docs/compile-times.*; takes minutes, and the network once
    ///
    /// The arguments are those of `benchmarks/driver`: `--rounds NUMBER` and `--render`; `--help` shows them.
    #[command(disable_help_flag = true)]
    CompileTimes(PassedOn),
    /// Measure what reading, calling and linking cost beside the same by hand, and generating beside rivals, and write docs/performance.*
    ///
    /// It takes minutes. The arguments are those of `benchmarks/performance`: `--descriptions PATH`, `--brief` and `--render`; `--help`
    /// shows them.
    #[command(disable_help_flag = true)]
    Performance(PassedOn),
    /// Run what CI runs
    Ci,
}

#[cfg(feature = "import")]
#[derive(Args, Debug)]
pub(crate) struct CloudArguments {
    /// The directory with the descriptions, at any depth
    pub(crate) path: PathBuf,
    /// The scratch directory; what was made there before is reused [default: target/cloud]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Compile so many of the largest services
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    pub(crate) largest: usize,
    /// Compile so many others, chosen by chance
    #[arg(long, value_name = "COUNT", default_value_t = 30)]
    pub(crate) sample: usize,
    /// Which chance: the same seed chooses the same services
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Compile all services with an Action that streams, too
    #[arg(long)]
    pub(crate) streaming: bool,
}
