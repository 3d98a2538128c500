//! The command line of the maintainers: thin over `qcloud-codegen`.

mod cli;
mod commands;
mod messages;
mod output;
mod paths;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};

/// Generating is mostly allocating: half the time of a run over the whole cloud, beside the allocator of glibc.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How a command ended; the numbers are a promise to scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// 0: what was asked for is done.
    Done,
    /// 1: the spec is wrong, the output is stale, or it can't be written.
    Wrong,
    /// 2: the command was not understood.
    Usage,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::Wrong => Self::from(1),
            Outcome::Usage => Self::from(2),
        }
    }
}

fn main() -> ExitCode {
    let outcome = match Cli::try_parse() {
        Ok(cli) => run(cli.command),
        Err(said) => {
            let is_asked_for = !said.use_stderr();
            let result = said.print();
            if is_asked_for {
                output::printed(result);
                Outcome::Done
            } else {
                Outcome::Usage
            }
        }
    };
    output::ended(outcome).into()
}

fn run(command: Command) -> Outcome {
    match command {
        Command::Generate(arguments) => commands::generate::run(&arguments),
        Command::Check(arguments) => commands::check::run(&arguments),
        Command::New(arguments) => commands::new::run(&arguments),
        Command::Import(arguments) => commands::import::run(&arguments),
        Command::Diff(arguments) => commands::diff::run(&arguments),
        Command::Drift(arguments) => commands::drift::run(&arguments),
        Command::Schema(arguments) => commands::schema::run(&arguments),
        Command::Mock(arguments) => commands::mock::run(&arguments),
        Command::Interop => commands::interop::run(),
        Command::Cloud(arguments) => commands::cloud::run(&arguments),
        Command::CompileTimes(arguments) => commands::compile_times::run(&arguments),
        Command::Ci => commands::ci::run(),
    }
}
