//! Cargo, run as a program: the one that started this one, where one did.

use std::path::Path;
use std::process::Command;

/// A cargo command on the package or workspace in a directory, from wherever this program was started.
#[must_use]
pub fn command(directory: &Path, command: &str) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.arg(command).arg("--manifest-path").arg(directory.join("Cargo.toml"));
    cargo
}

/// Whoever kills this process must hit the program, so the one takes the place of the other.
#[cfg(all(unix, not(feature = "serve")))]
pub(crate) fn become_program(command: &mut Command) -> std::io::Error {
    std::os::unix::process::CommandExt::exec(command)
}

/// Where no process can take another's place, it is waited for.
#[cfg(all(not(unix), not(feature = "serve")))]
pub(crate) fn become_program(command: &mut Command) -> std::io::Error {
    match command.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(1)),
        Err(error) => error,
    }
}
