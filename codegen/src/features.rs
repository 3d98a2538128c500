//! The cargo features of a crate that has one for each service: a marked part of its `Cargo.toml`.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::model::Api;
use crate::write::WriteError;

const BEGIN: &str = "# Generated: one feature per service.";
const END: &str = "# End of the generated features.";

/// The `Cargo.toml` of the crate that the generated files are part of, when it has a part for the features.
///
/// The part starts at a line that begins with `# Generated: one feature per service.`, below `[features]`, and ends at the line
/// `# End of the generated features.`. A crate without such lines gets its services without features.
#[derive(Debug)]
pub struct Manifest {
    path: PathBuf,
    text: String,
    /// The bytes between the two lines.
    part: std::ops::Range<usize>,
}

impl Manifest {
    /// Finds the manifest above a directory.
    ///
    /// # Errors
    ///
    /// When the manifest can't be read.
    pub fn above(directory: &Path) -> Result<Option<Self>, WriteError> {
        let absolute = std::path::absolute(directory)
            .map_err(|error| WriteError::new(directory.to_owned(), "find the directory", error))?;
        for ancestor in absolute.ancestors() {
            let path = ancestor.join("Cargo.toml");
            match fs::read_to_string(&path) {
                Ok(text) => return Ok(Self::new(path, text)),
                // A directory that can't be one is for whoever writes into it to report.
                Err(error)
                    if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
                Err(error) => return Err(WriteError::new(path, "read the file", error)),
            }
        }
        Ok(None)
    }

    fn new(path: PathBuf, text: String) -> Option<Self> {
        let begin = text.find(BEGIN)?;
        let start = begin + text[begin..].find('\n')? + 1;
        let end = start + text[start..].find(END)?;
        Some(Self { path, text, part: start..end })
    }

    /// The path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The name of the package.
    #[must_use]
    pub fn package(&self) -> Option<&str> {
        let package = &self.text[self.text.find("[package]")?..];
        let line = package.lines().find(|line| line.starts_with("name ") || line.starts_with("name="))?;
        line.split('"').nth(1)
    }

    /// Whether the features are those of the API.
    #[must_use]
    pub fn is_fresh(&self, api: &Api) -> bool {
        self.text[self.part.clone()].replace("\r\n", "\n") == features(api)
    }

    /// Writes the features of the API into the marked part, if they differ.
    ///
    /// # Errors
    ///
    /// When the file can't be written.
    pub fn write(&self, api: &Api) -> Result<(), WriteError> {
        if self.is_fresh(api) {
            return Ok(());
        }
        let mut text = self.text.clone();
        text.replace_range(self.part.clone(), &features(api));
        crate::write::replace(&self.path, &text)
    }
}

fn features(api: &Api) -> String {
    let mut names: Vec<_> = api.services.iter().map(|service| service.name.as_str()).collect();
    names.sort_unstable();
    let quoted: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let mut lines = format!("all-services = [{}]\n", quoted.join(", "));
    for name in names {
        let _ = writeln!(lines, "{name} = []");
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(names: &[&str]) -> Api {
        let service = |name: &&str| crate::model::Service {
            name: (*name).to_owned(),
            wire: (*name).to_owned(),
            cam: String::new(),
            module: (*name).to_owned(),
            handle: String::new(),
            doc: String::new(),
            source: None,
            protocol: crate::model::Protocol::V2,
            version: None,
            region_required: false,
            host: String::new(),
            path: String::new(),
            claims: Vec::new(),
            types: Vec::new(),
            actions: Vec::new(),
            spec_path: String::new(),
        };
        Api { common_errors: Vec::new(), services: names.iter().map(service).collect() }
    }

    #[test]
    fn only_the_marked_part_is_written() {
        let directory = tempfile::tempdir().unwrap();
        let before = "[features]\ndefault = []\n\n# Generated: one feature per service. Kept.\nold = []\n# End of the generated features.\n[lints]\n";
        fs::write(directory.path().join("Cargo.toml"), before).unwrap();
        let manifest = Manifest::above(&directory.path().join("src/generated")).unwrap().unwrap();
        assert!(!manifest.is_fresh(&api(&["wss", "cdn"])));
        manifest.write(&api(&["wss", "cdn"])).unwrap();
        let after = fs::read_to_string(directory.path().join("Cargo.toml")).unwrap();
        assert_eq!(
            after,
            "[features]\ndefault = []\n\n# Generated: one feature per service. Kept.\nall-services = [\"cdn\", \"wss\"]\ncdn = []\nwss = []\n# End of the generated features.\n[lints]\n"
        );
        assert!(Manifest::above(directory.path()).unwrap().unwrap().is_fresh(&api(&["cdn", "wss"])));
    }

    #[test]
    fn a_manifest_without_the_marks_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("Cargo.toml"), "[features]\n").unwrap();
        assert!(Manifest::above(directory.path()).unwrap().is_none());
    }
}
