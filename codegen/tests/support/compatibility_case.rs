//! The cases of `compatibility/`: a spec before, one after, and code that uses the first.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// The service of the cases that don't bring one.
const SERVICE: &str = "service: vpc\nprotocol: v2\nhost: vpc.api.qcloud.com\n";

/// A file with parts, each below a line `== NAME`.
pub(crate) struct Case {
    pub(crate) rule: String,
    pub(crate) parts: BTreeMap<String, String>,
}

impl Case {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let parts = text.split("== ").skip(1).map(|part| part.split_once('\n').unwrap());
        Self {
            rule: path.file_stem().unwrap().to_str().unwrap().to_owned(),
            parts: parts.map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
        }
    }

    /// The spec of one side, in a directory of its own.
    pub(crate) fn spec(&self, side: &str) -> TempDir {
        let directory = tempfile::tempdir().unwrap();
        let has = |below: &str| self.parts.keys().any(|name| name.starts_with(&format!("{side}/{below}")));
        if has("vpc/") && !has("vpc/service.yaml") {
            write(&directory.path().join("vpc/service.yaml"), SERVICE);
        }
        for (name, text) in &self.parts {
            if let Some(below) = name.strip_prefix(&format!("{side}/")) {
                write(&directory.path().join(below), text);
            }
        }
        directory
    }
}

pub(crate) fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/compatibility")
}

/// All cases, sorted by their rules.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases: Vec<_> =
        fs::read_dir(directory()).unwrap().map(|entry| Case::read(&entry.unwrap().path())).collect();
    cases.sort_by(|a, b| a.rule.cmp(&b.rule));
    cases
}

pub(crate) fn read(spec: &Path) -> qcloud_codegen::model::Api {
    qcloud_codegen::read(spec).unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
}

pub(crate) fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
