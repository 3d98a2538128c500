//! `cargo xtask interop`: the vendor's own client against the mock server, and ours against the vendor's code.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cargo_qcloud::{Messages, Outcome, cargo};
use serde_json::Value;

use crate::repository;

pub(crate) fn run() -> Outcome {
    let built = build("qcloud-mock-server", &["--bins"])
        .and_then(|server| Ok((server, build("qcloud-tests", &["--example", "interop_client"])?)));
    match built.and_then(|(server, client)| run_script(&server, &client)) {
        Ok(outcome) => outcome,
        Err(message) => {
            Messages::HUMAN.error(message);
            Outcome::Wrong
        }
    }
}

fn run_script(server: &Path, client: &Path) -> Result<Outcome, String> {
    let script = repository::root().join("tests/interop/run.py");
    // `target/debug/qcloud-mock-server`, wherever the target directory is.
    let target = server.ancestors().nth(2).unwrap_or(server);
    let mut command = Command::new("python3");
    command.arg(&script).arg("--server").arg(server).arg("--client").arg(client);
    command.arg("--venv").arg(target.join("interop-venv"));
    let own =
        std::env::current_exe().map_err(|error| format!("it is not known which program this is: {error}"))?;
    command.arg("--importer").arg(own);
    match command.status() {
        Ok(status) if status.success() => Ok(Outcome::Done),
        Ok(_) => Ok(Outcome::Wrong),
        Err(error) => Err(format!("python3 {} can't be run: {error}", script.display())),
    }
}

/// Builds a program of a package and returns where it is.
fn build(package: &str, which: &[&str]) -> Result<PathBuf, String> {
    let mut command = cargo::command(&repository::root(), "build");
    command
        .args(["--quiet", "--package", package, "--message-format", "json-render-diagnostics"])
        .args(which);
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("cargo can't be run: {error}"))?;
    if !output.status.success() {
        return Err(format!("the program of {package} was not built"));
    }
    let lines = output.stdout.split(|byte| *byte == b'\n');
    let messages = lines.filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    messages
        .filter_map(|message| message["executable"].as_str().map(PathBuf::from))
        .next_back()
        .ok_or_else(|| format!("cargo did not say where the program of {package} is"))
}
