//! Generators as their users run them: each a process of its own, with the allocator that programs have by default.

use std::path::{Path, PathBuf};
use std::process::Command;

/// By this name `once` knows who is to generate.
pub(crate) const OURS: &str = "this generator";
#[cfg(feature = "rivals")]
pub(crate) const PROGENITOR: &str = "progenitor";
#[cfg(feature = "rivals")]
pub(crate) const OPENAPI_TO_RUST: &str = "openapi-to-rust";

/// The program `once`, which is built beside this one.
pub(crate) struct Once(PathBuf);

impl Once {
    pub(crate) fn new() -> Result<Self, String> {
        let own = std::env::current_exe().map_err(|error| format!("this program is nowhere: {error}"))?;
        Ok(Self(own.with_file_name(format!("once{}", std::env::consts::EXE_SUFFIX))))
    }

    /// Has one of them generate from a spec, or from a document, to a new directory; the most memory that it had, in mebibytes.
    pub(crate) fn run(&self, who: &str, from: &Path, to: &Path) -> Result<u64, String> {
        let output = Command::new(&self.0).arg(who).arg(from).arg(to).output();
        let output = output.map_err(|error| format!("{} can't be run: {error}", self.0.display()))?;
        let said = String::from_utf8_lossy(&output.stdout);
        said.trim().parse().map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
