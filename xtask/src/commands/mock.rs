//! `cargo xtask mock`: the mock server, as a program of its own, so that this one stays quick to build.

use std::path::Path;
use std::process::Command;

use crate::Outcome;
use crate::cli::{MessageFormat, PassedOn};
use crate::messages::Messages;
use crate::paths;

pub(crate) fn run(arguments: &PassedOn) -> Outcome {
    let mut command = cargo("run");
    command.args(["--quiet", "--package", "qcloud-mock-server", "--"]).args(&arguments.arguments);
    let error = become_program(&mut command);
    Messages(MessageFormat::Human).error(format_args!("cargo can't be run: {error}"));
    Outcome::Wrong
}

/// A cargo command on the workspace, from wherever this program was started.
pub(super) fn cargo(command: &str) -> Command {
    cargo_in(&paths::workspace(), command)
}

/// A cargo command on the package or workspace in a directory.
pub(super) fn cargo_in(directory: &Path, command: &str) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.arg(command).arg("--manifest-path").arg(directory.join("Cargo.toml"));
    cargo
}

/// Whoever kills this process must hit the server, so the one takes the place of the other.
#[cfg(unix)]
fn become_program(command: &mut Command) -> std::io::Error {
    std::os::unix::process::CommandExt::exec(command)
}

/// Where no process can take another's place, it is waited for.
#[cfg(not(unix))]
fn become_program(command: &mut Command) -> std::io::Error {
    match command.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(1)),
        Err(error) => error,
    }
}
