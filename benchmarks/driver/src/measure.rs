//! Compiles one crate again and again, and takes down what each time costs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;
use serde_json::Value;

use crate::figures::Round;

/// A crate that is measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject {
    /// The package that is compiled anew.
    pub(crate) package: &'static str,
    /// The package that cargo is asked for; it needs the other or is the same.
    pub(crate) root: &'static str,
    /// The target directory, which it shares with what has the same dependencies.
    pub(crate) group: &'static str,
}

/// How a crate is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Build {
    Check,
    Release,
}

impl Build {
    /// The command, and the profile by which `cargo clean` knows it.
    fn arguments(self) -> (&'static [&'static str], &'static str) {
        match self {
            Self::Check => (&["check"], "dev"),
            Self::Release => (&["build", "--release"], "release"),
        }
    }
}

/// The workspace of the comparison, and where its files go.
#[derive(Debug)]
pub(crate) struct Bench {
    manifest: PathBuf,
    target: PathBuf,
}

/// A line that `timed-rustc` writes.
#[derive(Deserialize)]
struct Timed {
    #[serde(rename = "crate")]
    name: String,
    #[serde(flatten)]
    round: Round,
}

impl Bench {
    /// The comparison in a workspace; what it makes is below `compile-times` in the target directory.
    pub(crate) fn new(workspace: &Path) -> Self {
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
        // Absolute: what is measured is compiled elsewhere.
        let target = std::path::absolute(&target).unwrap_or(target).join("compile-times");
        Self { manifest: workspace.join("benchmarks/Cargo.toml"), target }
    }

    /// Where the sources of the measured crates are.
    pub(crate) fn sources(&self) -> PathBuf {
        self.target.join("sources")
    }

    /// The file that says which versions take part.
    pub(crate) fn lock(&self) -> PathBuf {
        self.manifest.with_file_name("Cargo.lock")
    }

    /// Builds the programs that the comparison needs.
    pub(crate) fn build_tools(&self) -> Result<(), String> {
        let mut command = self.cargo(&["build", "--package", "tools"], "tools");
        succeed(command.env_remove("RUSTC_WRAPPER"))
    }

    /// A program that the comparison needs.
    pub(crate) fn tool(&self, name: &str) -> PathBuf {
        self.target.join("tools/debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// Compiles all that a subject needs, and the subject; the size of the library is what is found.
    pub(crate) fn prepare(&self, subject: Subject, build: Build) -> Result<u64, String> {
        let (arguments, _) = build.arguments();
        let mut command = self.cargo(arguments, subject.group);
        command.args(["--package", subject.root, "--message-format", "json-render-diagnostics"]);
        let output = command.stderr(Stdio::inherit()).output();
        let output = output.map_err(|error| format!("cargo can't be run: {error}"))?;
        if !output.status.success() {
            return Err(format!("{} can't be compiled", subject.root));
        }
        let name = subject.package.replace('-', "_");
        let library = output
            .stdout
            .split(|byte| *byte == b'\n')
            .filter_map(|line| serde_json::from_slice::<Value>(line).ok())
            .filter(|message| message["target"]["name"] == name.as_str())
            .flat_map(|message| message["filenames"].as_array().cloned().unwrap_or_default())
            .filter_map(|file| file.as_str().map(PathBuf::from))
            .find(|file| file.extension().is_some_and(|kind| kind == "rlib" || kind == "rmeta"))
            .ok_or_else(|| format!("cargo did not say where the library {name} is"))?;
        fs::metadata(&library)
            .map(|found| found.len())
            .map_err(|error| format!("{}: {error}", library.display()))
    }

    /// Compiles a subject once, and nothing else.
    pub(crate) fn measure(&self, subject: Subject, build: Build) -> Result<Round, String> {
        let (arguments, profile) = build.arguments();
        let mut clean = self.cargo(&["clean", "--quiet", "--profile", profile], subject.group);
        succeed(clean.args(["--package", subject.package]))?;
        let log = self.target.join("log.jsonl");
        let _ = fs::remove_file(&log);
        let mut command = self.cargo(arguments, subject.group);
        command.args(["--quiet", "--package", subject.root]).env("COMPILE_TIMES_LOG", &log);
        succeed(&mut command)?;
        let text = fs::read_to_string(&log).map_err(|error| format!("{}: {error}", log.display()))?;
        let name = subject.package.replace('-', "_");
        let timed = text.lines().filter_map(|line| serde_json::from_str::<Timed>(line).ok());
        let found: Vec<_> = timed.filter(|timed| timed.name == name).collect();
        match &found[..] {
            [timed] => Ok(timed.round),
            _ => Err(format!("{name} was to be compiled once, but was {} times", found.len())),
        }
    }

    /// A cargo command on the workspace of the comparison, with settings that don't depend on who runs it.
    fn cargo(&self, arguments: &[&str], group: &str) -> Command {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo
            .args(arguments)
            .arg("--manifest-path")
            .arg(&self.manifest)
            .arg("--target-dir")
            .arg(self.target.join(group))
            // Whoever depends on a client compiles it without.
            .env("CARGO_INCREMENTAL", "0")
            .env("RUSTC_WRAPPER", self.tool("timed-rustc"))
            .env("COMPILE_TIMES_SOURCES", self.sources())
            .env_remove("COMPILE_TIMES_LOG");
        for name in ["CARGO_BUILD_RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTFLAGS"] {
            cargo.env_remove(name);
        }
        cargo
    }
}

/// Runs a command that says itself what is wrong.
fn succeed(command: &mut Command) -> Result<(), String> {
    let name = Path::new(command.get_program()).display().to_string();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{name} failed: {status}")),
        Err(error) => Err(format!("{name} can't be run: {error}")),
    }
}
