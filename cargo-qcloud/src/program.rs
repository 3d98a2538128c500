//! The program `cargo-qcloud`: its own commands beside those that every repository has, for the package that it is started in.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::cli::{AddArguments, ListArguments, RemoveArguments, SearchArguments, UpdateArguments};
use crate::commands::{Commands, add, list, remove, search, update};
use crate::home::Home;
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::start::start;

/// Any service of Tencent Cloud's API in this crate: found, added, called.
#[derive(Debug, Parser)]
#[command(name = "cargo qcloud", bin_name = "cargo qcloud", version, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

/// Which package is meant, as cargo's own commands have it.
#[derive(Args, Debug)]
struct Place {
    /// The `Cargo.toml` of the package [default: the nearest one above this directory]
    #[arg(long, value_name = "PATH", global = true)]
    manifest_path: Option<PathBuf>,
    /// The package of the workspace [default: that of this directory, or the only one]
    #[arg(long, short, value_name = "NAME", global = true)]
    package: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Find Actions in all of the vendor's descriptions, each with the command that adds it
    Search(SearchArguments),
    /// Add Actions of a service to this package, with the types that they reach: spec, code, and what it takes to compile it
    Add(AddArguments),
    /// Take Actions of a service, or all of it, out of this package again
    Remove(RemoveArguments),
    /// Let the spec follow newer descriptions; what was edited by hand stays and is told
    Update(UpdateArguments),
    /// List the services of this package, with their Actions
    List(ListArguments),
    #[command(flatten)]
    OfAll(Commands),
}

/// The program, from its arguments to its exit status.
#[must_use]
pub fn main() -> ExitCode {
    start(arguments(env::args_os()), |cli: Cli| run(&cli))
}

/// Cargo names the command that it runs once more, behind the path of the program.
fn arguments(arguments: impl Iterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    arguments
        .enumerate()
        .filter(|(number, said)| *number != 1 || said != OsStr::new("qcloud"))
        .map(|(_, said)| said)
}

fn run(cli: &Cli) -> Outcome {
    let Place { manifest_path, package } = &cli.place;
    let found = match &cli.command {
        // Help is the same wherever it is asked for, and the root of a workspace is no package.
        Command::OfAll(commands) if commands.asks_for_help() => Ok(Home::nowhere()),
        command => {
            let says_where = matches!(command, Command::OfAll(commands) if commands.says_where());
            Home::find(manifest_path.as_deref(), package.as_deref(), says_where)
        }
    };
    let found = found.and_then(|home| match &cli.command {
        Command::Search(arguments) => search::run(&home, arguments),
        Command::Add(arguments) => add::run(&home, arguments),
        Command::Remove(arguments) => remove::run(&home, arguments),
        Command::Update(arguments) => update::run(&home, arguments),
        Command::List(arguments) => list::run(&home, arguments),
        Command::OfAll(commands) => Ok(commands.run(&home.project)),
    });
    found.unwrap_or_else(|(outcome, message)| {
        // What is drawn with its place says itself that it is an error.
        if message.starts_with("error") {
            Messages::HUMAN.verdict(message);
        } else {
            Messages::HUMAN.error(message);
        }
        outcome
    })
}
