//! Figures that stand in the repository, and what is made from them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The files of one benchmark under `docs/`, by the name that they have without their ends.
#[derive(Clone, Copy, Debug)]
pub struct Published(pub &'static str);

impl Published {
    /// The figures of an earlier run.
    ///
    /// # Errors
    ///
    /// When there are none, or when they are other figures.
    pub fn read<F: DeserializeOwned>(self) -> Result<F, String> {
        let text = self.text("json")?;
        serde_json::from_str(&text).map_err(|error| format!("{}: {error}", self.path("json").display()))
    }

    /// Writes figures, and the table and the chart that are made from them; says so.
    ///
    /// # Errors
    ///
    /// When a file can't be written.
    pub fn write(self, figures: &impl Serialize, table: &str, chart: &str) -> Result<String, String> {
        let json = serde_json::to_string_pretty(figures).map_err(|error| error.to_string())? + "\n";
        for (kind, text) in [("json", json.as_str()), ("md", table), ("svg", chart)] {
            let path = self.path(kind);
            fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
        }
        Ok(format!("wrote docs/{0}.json, docs/{0}.md and docs/{0}.svg", self.0))
    }

    /// Whether table and chart are what is made from the figures; else what to do.
    ///
    /// # Errors
    ///
    /// When one is not, or is not there.
    pub fn is_fresh(self, table: &str, chart: &str) -> Result<(), String> {
        for (kind, made) in [("md", table), ("svg", chart)] {
            if self.text(kind)? != made {
                let path = self.path(kind);
                return Err(format!(
                    "{} is stale: `cargo xtask {} --render` mends it",
                    path.display(),
                    self.0
                ));
            }
        }
        Ok(())
    }

    fn path(self, kind: &str) -> PathBuf {
        root().join("docs").join(self.0).with_extension(kind)
    }

    fn text(self, kind: &str) -> Result<String, String> {
        let path = self.path(kind);
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        // A checkout may have changed the line ends.
        Ok(text.replace("\r\n", "\n"))
    }
}

/// The root of the repository, two directories above this package.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).map(Path::to_owned).unwrap_or_default()
}

/// The release of the compiler, and the machine that it compiles for.
///
/// # Errors
///
/// When there is no compiler.
pub fn rustc() -> Result<[String; 2], String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output =
        Command::new(rustc).arg("-vV").output().map_err(|error| format!("rustc can't be run: {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout);
    Ok(["release: ", "host: "]
        .map(|key| said.lines().find_map(|line| line.strip_prefix(key)).unwrap_or("?").to_owned()))
}
