//! The download of a wheel by `pip`, which knows the registries and proxies of this machine.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::home::Stop;
use crate::outcome::Outcome;

/// What downloads a version, as a person would type it.
fn command(version: &str) -> String {
    format!("python3 -m pip download --no-deps --only-binary=:all: tccli=={version}")
}

/// Downloads the wheel of a version into a directory.
pub(crate) fn download(version: &str, directory: &Path) -> Result<PathBuf, Stop> {
    let command_line = command(version);
    let mut words = command_line.split(' ');
    let mut pip = Command::new(words.next().unwrap_or_default());
    pip.args(words).arg("--quiet").arg("--disable-pip-version-check").arg("--dest").arg(directory);
    let ended = pip.output().map_err(|error| match error.kind() {
        ErrorKind::NotFound => failed(version, "python3 is not installed here"),
        _ => failed(version, &format!("python3 can't be started: {error}")),
    })?;
    if !ended.status.success() {
        let said = String::from_utf8_lossy(&ended.stderr);
        let why = said.lines().rev().map(str::trim).find(|line| !line.is_empty());
        return Err(failed(version, &format!("pip says: {}", why.unwrap_or("nothing"))));
    }
    let files = fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut wheels = files.filter(|path| path.extension().is_some_and(|end| end == "whl"));
    wheels.next().ok_or_else(|| failed(version, "pip has downloaded no wheel"))
}

fn failed(version: &str, why: &str) -> Stop {
    let message = format!(
        "the descriptions of tccli {version} are not on this machine, and can't be downloaded: {why}\n   = help: run `{}` \
         where that is possible, and name the file with `--from FILE`",
        command(version)
    );
    (Outcome::Wrong, message)
}
