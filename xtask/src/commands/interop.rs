//! `cargo xtask interop`: the vendor's own client against the mock server.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::Outcome;
use crate::cli::MessageFormat;
use crate::commands::mock::cargo;
use crate::messages::Messages;
use crate::paths;

pub(crate) fn run() -> Outcome {
    match build_server().and_then(|server| run_script(&server)) {
        Ok(outcome) => outcome,
        Err(message) => {
            Messages(MessageFormat::Human).error(message);
            Outcome::Wrong
        }
    }
}

fn run_script(server: &Path) -> Result<Outcome, String> {
    let script = paths::workspace().join("tests/interop/run.py");
    // `target/debug/qcloud-mock-server`, wherever the target directory is.
    let target = server.ancestors().nth(2).unwrap_or(server);
    let mut command = Command::new("python3");
    command.arg(&script).arg("--server").arg(server).arg("--venv").arg(target.join("interop-venv"));
    match command.status() {
        Ok(status) if status.success() => Ok(Outcome::Done),
        Ok(_) => Ok(Outcome::Wrong),
        Err(error) => Err(format!("python3 {} can't be run: {error}", script.display())),
    }
}

/// Builds the server and returns where it is.
fn build_server() -> Result<PathBuf, String> {
    let mut command = cargo("build");
    command.args([
        "--quiet",
        "--package",
        "qcloud-mock-server",
        "--message-format",
        "json-render-diagnostics",
    ]);
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("cargo can't be run: {error}"))?;
    if !output.status.success() {
        return Err("the mock server was not built".to_owned());
    }
    let lines = output.stdout.split(|byte| *byte == b'\n');
    let messages = lines.filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    messages
        .filter_map(|message| message["executable"].as_str().map(PathBuf::from))
        .find(|path| path.file_stem() == Some(OsStr::new("qcloud-mock-server")))
        .ok_or_else(|| "cargo did not say where the mock server is".to_owned())
}
