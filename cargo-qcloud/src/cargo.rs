//! Cargo, run as a program: the one that started this one, where one did.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use crate::messages::Messages;
use crate::outcome::Outcome;

/// A cargo command on the package or workspace in a directory, from wherever this program was started.
#[must_use]
pub fn command(directory: &Path, command: &str) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.arg(command).arg("--manifest-path").arg(directory.join("Cargo.toml"));
    cargo
}

/// Runs the program of a package in the place of this one, which was built without what is asked for.
pub fn run_instead(
    workspace: &Path,
    package: &str,
    arguments: impl IntoIterator<Item = OsString>,
) -> Outcome {
    let mut cargo = command(workspace, "run");
    let error = become_program(cargo.args(["--quiet", "--package", package, "--"]).args(arguments));
    Messages::HUMAN.error(format_args!("cargo can't be run: {error}"));
    Outcome::Wrong
}

/// Whoever kills this process must hit the program, so the one takes the place of the other.
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
