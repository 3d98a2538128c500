//! `once WHO FROM TO` generates once, and prints how much memory the process had at most, in mebibytes: it has no allocator of its own, as `cargo qcloud`, a
//! build script and the rivals have none.

#[cfg(feature = "rivals")]
mod rivals;

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use qcloud_codegen::{Options, Scope};

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let done = once(&arguments).and_then(|()| most_memory()).and_then(|mebibytes| {
        writeln!(io::stdout(), "{mebibytes}")
            .map_err(|error| format!("standard output can't be written: {error}"))
    });
    if let Err(message) = done {
        let _ = writeln!(io::stderr(), "error: {message}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn once(arguments: &[String]) -> Result<(), String> {
    let [who, from, to] = arguments else { return Err("there are not three arguments".to_owned()) };
    let (from, to) = (Path::new(from), Path::new(to));
    match who.as_str() {
        #[cfg(feature = "rivals")]
        "progenitor" => rivals::progenitor(&text(from)?, to).map_err(|error| error.to_string()),
        #[cfg(feature = "rivals")]
        "openapi-to-rust" => rivals::openapi_to_rust(&text(from)?, to).map_err(|error| error.to_string()),
        "this generator" => {
            let api = qcloud_codegen::read(from).map_err(|error| error.to_string())?;
            let files = qcloud_codegen::emit(&api, &Options::new());
            qcloud_codegen::write(&files, to, &Scope::All).map(drop).map_err(|error| error.to_string())
        }
        other => Err(format!("there is no `{other}` here")),
    }
}

#[cfg(feature = "rivals")]
fn text(from: &Path) -> Result<String, String> {
    fs::read_to_string(from).map_err(|error| format!("{}: {error}", from.display()))
}

/// The most memory that this process held; only Linux tells. Not by `getrusage`, which begins with what the process had that started this one.
fn most_memory() -> Result<u64, String> {
    let path = "/proc/self/status";
    let status = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    kibibytes.map(|kibibytes| kibibytes / 1024).ok_or_else(|| format!("{path} does not tell the most memory"))
}
