//! The commands and their arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Generates and checks the client.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Generate the client from the spec
    Generate(GenerateArguments),
    /// Check the spec, without generating anything
    Check(CheckArguments),
    /// Run what CI runs
    Ci,
}

#[derive(Args, Debug)]
pub(crate) struct GenerateArguments {
    /// Write nothing; fail if the generated files are not what the spec produces
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) check: bool,
    /// Write nothing; list the files that would change
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) spec: CheckArguments,
    /// The directory that belongs to the generator [default: generated-client/src/generated]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Generate only this service; can be repeated [default: all]
    #[arg(long = "service", value_name = "NAME")]
    pub(crate) services: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct CheckArguments {
    /// The directory of the spec [default: spec]
    #[arg(long, value_name = "DIR")]
    pub(crate) spec: Option<PathBuf>,
    /// How diagnostics are printed; json has one object a line, in the shape of rustc's
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) message_format: MessageFormat,
    /// Fail on these too
    #[arg(long, value_name = "WHAT")]
    pub(crate) deny: Option<Deny>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    Warnings,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    Human,
    Json,
}
