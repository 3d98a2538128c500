//! The command line of the maintainers: the commands of `cargo-qcloud` with this repository's directories, and what only this repository does.

mod cli;
mod commands;
mod repository;

use std::process::ExitCode;

use cargo_qcloud::Outcome;

use crate::cli::{Cli, Command};

/// Generating is mostly allocating: half the time of a run over the whole cloud, beside the allocator of glibc.
#[cfg(feature = "import")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cargo_qcloud::start(std::env::args_os(), |cli: Cli| run(&cli.command))
}

fn run(command: &Command) -> Outcome {
    match command {
        Command::OfAll(commands) => commands.run(&repository::project()),
        Command::Interop => commands::interop::run(),
        #[cfg(feature = "import")]
        Command::Cloud(arguments) => commands::cloud::run(arguments),
        #[cfg(not(feature = "import"))]
        Command::Cloud(arguments) => {
            let arguments = std::iter::once("cloud".into()).chain(arguments.arguments.iter().cloned());
            cargo_qcloud::cargo::run_instead(&repository::root(), env!("CARGO_PKG_NAME"), arguments)
        }
        Command::CompileTimes(arguments) => commands::benchmarks::compile_times(arguments),
        Command::Performance(arguments) => commands::benchmarks::performance(arguments),
        Command::Ci => commands::ci::run(),
    }
}
