//! The handwritten Rust files of the workspace, package by package.

use std::fs;
use std::path::{Path, PathBuf};

/// A file of a package.
pub(crate) struct Source {
    /// The path from the package, with `/` between its parts.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// A package with its handwritten files, sorted by their paths.
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) sources: Vec<Source>,
}

impl Package {
    /// A package that stands nowhere, for offences that a rule must find.
    pub(crate) fn planted(files: &[(&str, &str)]) -> Self {
        let source = |(path, text): &(&str, &str)| Source { path: (*path).into(), text: (*text).into() };
        Self { name: "planted".into(), sources: files.iter().map(source).collect() }
    }

    fn read(name: &str) -> Self {
        let root = workspace().join(name);
        let mut paths = Vec::new();
        rust_files(&root, &mut paths);
        paths.sort();
        let sources = paths.iter().map(|path| Source {
            path: path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/"),
            text: fs::read_to_string(path).unwrap(),
        });
        Self { name: name.into(), sources: sources.collect() }
    }
}

/// The members of the workspace, and the packages of workspaces of their own.
pub(crate) fn packages() -> Vec<Package> {
    let benchmarks = members("benchmarks").into_iter().map(|name| format!("benchmarks/{name}"));
    let apart = ["fuzz", "tests/browser"].map(str::to_owned);
    members("").into_iter().chain(benchmarks).chain(apart).map(|name| Package::read(&name)).collect()
}

fn members(directory: &str) -> Vec<String> {
    let manifest = fs::read_to_string(workspace().join(directory).join("Cargo.toml")).unwrap();
    let members = manifest.lines().find_map(|line| line.strip_prefix("members = ")).unwrap();
    members.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

pub(crate) fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The Rust files below a directory that belong to its package and are not generated.
fn rust_files(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap().map(Result::unwrap) {
        let path = entry.path();
        let name = entry.file_name();
        if entry.file_type().unwrap().is_dir() {
            let is_left_out = ["target", "generated", "expected"].iter().any(|left_out| name == *left_out);
            if !is_left_out && !path.join("Cargo.toml").exists() {
                rust_files(&path, files);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
