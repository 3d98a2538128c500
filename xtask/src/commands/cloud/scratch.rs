//! The scratch directory: a crate with a feature for each service, and a program in it that reads responses.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use cargo_qcloud::cargo;
use qcloud_codegen::model::Service;
use qcloud_import::api3;

use super::outcome::Reading;
use crate::repository;

/// A crate beside the imported spec.
pub(super) struct Scratch {
    client: PathBuf,
    responses: PathBuf,
}

const LIB: &str = "\
//! Every service that the vendor describes.

#![deny(warnings)]

#[rustfmt::skip]
mod generated;

pub use generated::*;
";

impl Scratch {
    pub(super) fn new(out: &Path) -> Result<Self, String> {
        let scratch = Self { client: out.join("client"), responses: out.join("responses") };
        let source = scratch.client.join("src");
        fs::create_dir_all(&source).map_err(|error| cant("make the directory", &source, &error))?;
        let manifest = scratch.client.join("Cargo.toml");
        // The features are the generator's; they stay as they are.
        if !manifest.exists() {
            let runtime = repository::root().join("generated-client");
            write(&manifest, &manifest_text(&runtime))?;
        }
        // The versions of the workspace, which are there already.
        let lock = repository::root().join("Cargo.lock");
        fs::copy(&lock, scratch.client.join("Cargo.lock"))
            .map_err(|error| cant("copy the file", &lock, &error))?;
        write(&source.join("lib.rs"), LIB)?;
        Ok(scratch)
    }

    /// The directory that is the generator's.
    pub(super) fn generated(&self) -> PathBuf {
        self.client.join("src/generated")
    }

    pub(super) fn rust_files(&self) -> Result<Vec<PathBuf>, String> {
        let mut files = Vec::new();
        let mut directories = vec![self.generated()];
        while let Some(directory) = directories.pop() {
            let entries = fs::read_dir(&directory).map_err(|error| cant("list", &directory, &error))?;
            for entry in entries {
                let path = entry.map_err(|error| cant("list", &directory, &error))?.path();
                if path.is_dir() {
                    directories.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    files.push(path);
                }
            }
        }
        files.sort();
        Ok(files)
    }

    /// Writes the program that reads responses to the Actions of these services.
    pub(super) fn write_reader(&self, sample: &[&Service]) -> Result<(), String> {
        write(&self.client.join("src/main.rs"), &reader(sample))
    }

    /// Runs cargo on the crate, with the features of these services.
    pub(super) fn cargo(&self, command: &str, sample: &[&Service]) -> Result<(), String> {
        let mut cargo = self.command(command, sample);
        let status = cargo.status().map_err(|error| format!("cargo can't be run: {error}"))?;
        if status.success() { Ok(()) } else { Err("the generated crate does not compile".to_owned()) }
    }

    fn command(&self, command: &str, sample: &[&Service]) -> std::process::Command {
        let mut cargo = cargo::command(&self.client, command);
        let features: Vec<_> = sample.iter().map(|service| service.name.as_str()).collect();
        cargo.args(["--quiet", "--features", &features.join(",")]);
        cargo
    }

    /// Writes each response, which may be a stream, to a file of its own, for people to look at too.
    pub(super) fn write_responses(
        &self,
        responses: &[(api3::Response, bool)],
    ) -> Result<Vec<PathBuf>, String> {
        let mut numbers: HashMap<(&str, &str), usize> = HashMap::new();
        let mut paths = Vec::new();
        for (response, is_stream) in responses {
            let number = numbers.entry((&response.service, &response.action)).or_default();
            *number += 1;
            let directory = self.responses.join(&response.service).join(&response.action);
            fs::create_dir_all(&directory).map_err(|error| cant("make the directory", &directory, &error))?;
            let extension = if *is_stream { "sse" } else { "json" };
            let path = directory.join(format!("{number}.{extension}"));
            write(&path, &response.body)?;
            paths.push(path);
        }
        Ok(paths)
    }

    /// Has the program read the responses.
    pub(super) fn read(&self, sample: &[&Service], responses: &[PathBuf]) -> Result<Vec<Reading>, String> {
        let mut program = self
            .command("run", sample)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cargo can't be run: {error}"))?;
        let stdin = program.stdin.take();
        let output = std::thread::scope(|scope| {
            // Who only writes, and who only reads, would wait for each other.
            scope.spawn(move || {
                let mut stdin = stdin?;
                responses.iter().try_for_each(|path| writeln!(stdin, "{}", path.display())).ok()
            });
            program.wait_with_output()
        });
        let output = output.map_err(|error| format!("the program that reads responses: {error}"))?;
        if !output.status.success() {
            return Err("the program that reads responses has failed".to_owned());
        }
        let lines = String::from_utf8_lossy(&output.stdout);
        let readings: Vec<_> = lines.lines().filter_map(Reading::parse).collect();
        if readings.len() == responses.len() {
            Ok(readings)
        } else {
            Err(format!("{} responses were read of {}", readings.len(), responses.len()))
        }
    }
}

fn manifest_text(runtime: &Path) -> String {
    // A path in TOML, whatever is in it.
    let runtime = format!("{:?}", runtime.display().to_string());
    format!(
        "\
[package]
name = \"qcloud-whole-cloud\"
version = \"0.0.0\"
edition = \"2024\"
publish = false

[dependencies]
qcloud-client = {{ path = {runtime}, default-features = false }}

[features]
# Generated: one feature per service.
# End of the generated features.

[profile.dev]
debug = false

[workspace]
"
    )
}

/// A program that reads the files named on standard input, each as the response to the Action whose name its directory has.
fn reader(sample: &[&Service]) -> String {
    let mut text = String::from(
        "\
//! Reads responses: one path a line comes in, the path and what came of it go out.

#![deny(warnings)]
#![allow(deprecated, reason = \"what is deprecated is still described, and read\")]

use std::path::Path;

use qcloud_client::internal::{Streams, check_loose_stream_example};
use qcloud_client::wire::{Action, ResponseError, read_response};

type Read = fn(&str) -> Result<(), String>;

fn read<A: Action>(body: &str) -> Result<(), String> {
    match read_response::<A>(body.as_bytes()) {
        // A documented failure is read as what it is.
        Ok(_) | Err(ResponseError::Failure(_)) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

#[allow(dead_code, reason = \"not every sample streams\")]
fn read_stream<A: Streams>(body: &str) -> Result<(), String> {
    check_loose_stream_example::<A>(body)
}

fn main() {
    for line in std::io::stdin().lines() {
        let line = line.expect(\"the paths are text\");
        let path = Path::new(&line);
        let name = |path: Option<&Path>| path.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        let action = name(path.parent()).unwrap_or_default();
        let service = name(path.parent().and_then(Path::parent)).unwrap_or_default();
        let body = std::fs::read_to_string(path).expect(\"the responses have been written\");
        let is_stream = path.extension().is_some_and(|extension| extension == \"sse\");
        let read = reader(&service, (&action, is_stream)).expect(\"the Actions are those of the sample\");
        let said = read(&body).err().unwrap_or_default();
        println!(\"{line}\\t{}\", said.escape_debug());
    }
}

fn reader(service: &str, action: (&str, bool)) -> Option<Read> {
    match service {
",
    );
    for service in sample {
        let _ = writeln!(text, "        {:?} => {}(action),", service.name, service.module);
    }
    text.push_str("        _ => None,\n    }\n}\n");
    for service in sample {
        let module = &service.module;
        let _ = writeln!(
            text,
            "\nfn {module}(action: (&str, bool)) -> Option<Read> {{\n    Some(match action {{"
        );
        for action in &service.actions {
            let request = &action.request.name;
            let name = &action.name;
            let forms = [(false, "read"), (true, "read_stream")];
            for (is_stream, read) in
                forms.into_iter().filter(|(is_stream, _)| !is_stream || action.stream.is_some())
            {
                let _ = writeln!(
                    text,
                    "        ({name:?}, {is_stream}) => {read}::<qcloud_whole_cloud::{module}::{request}>,"
                );
            }
        }
        text.push_str("        _ => return None,\n    })\n}\n");
    }
    text
}

/// Writes a file, unless it is as it should be: cargo goes by the time.
fn write(path: &Path, text: &str) -> Result<(), String> {
    if fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes()) {
        return Ok(());
    }
    fs::write(path, text).map_err(|error| cant("write the file", path, &error))
}

fn cant(doing: &str, path: &Path, error: &std::io::Error) -> String {
    format!("{}: can't {doing}: {error}", path.display())
}
