//! The specs that are measured, in directories of their own.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};

use qcloud_codegen::model::Api;
use qcloud_codegen::{GeneratedFile, Options, Scope};
use qcloud_import::api3::{self, Descriptions};
use tempfile::TempDir;

/// A spec on the disk, and the directories that are generated from it.
pub(crate) struct Spec {
    pub(crate) directory: PathBuf,
    home: TempDir,
    made: Cell<usize>,
}

impl Spec {
    /// A directory with a spec.
    pub(crate) fn of(directory: PathBuf) -> Result<Self, String> {
        Ok(Self { directory, home: home()?, made: Cell::new(0) })
    }

    /// What the vendor describes of some services, or of all; with the sentences, or without.
    pub(crate) fn imported(
        descriptions: &Descriptions,
        services: &[&str],
        with_docs: bool,
    ) -> Result<Self, String> {
        let home = home()?;
        let directory = home.path().join("spec");
        let options = api3::Options {
            out: directory.clone(),
            with_docs,
            with_examples: false,
            infer: false,
            services: services.iter().map(|&name| name.to_owned()).collect(),
            actions: Vec::new(),
            check: false,
        };
        api3::import(descriptions, &options, |_| {}, || {}).map_err(|error| error.to_string())?;
        Ok(Self { directory, home, made: Cell::new(0) })
    }

    /// Reads and checks it.
    pub(crate) fn read(&self) -> Result<Api, String> {
        qcloud_codegen::read(&self.directory).map_err(|error| error.to_string())
    }

    /// Reads it and makes its files, in memory.
    pub(crate) fn files(&self) -> Result<Vec<GeneratedFile>, String> {
        Ok(qcloud_codegen::emit(&self.read()?, &Options::new()))
    }

    /// All of it: from the spec to a directory.
    pub(crate) fn generate(&self, out: &Path) -> Result<(), String> {
        let written = qcloud_codegen::write(&self.files()?, out, &Scope::All);
        written.map(drop).map_err(|error| error.to_string())
    }

    /// A directory that is not there yet; it goes with this value, since removing files is no part of a figure.
    pub(crate) fn new_directory(&self) -> PathBuf {
        self.made.set(self.made.get() + 1);
        self.home.path().join(format!("out{}", self.made.get()))
    }

    /// The texts of its files in YAML.
    pub(crate) fn texts(&self) -> Result<Vec<String>, String> {
        let mut texts = Vec::new();
        let mut directories = vec![self.directory.clone()];
        while let Some(directory) = directories.pop() {
            let failed = |error| format!("{}: {error}", directory.display());
            for entry in fs::read_dir(&directory).map_err(failed)? {
                let path = entry.map_err(failed)?.path();
                if path.is_dir() {
                    directories.push(path);
                } else if path.extension().is_some_and(|kind| kind == "yaml") {
                    texts.push(fs::read_to_string(&path).map_err(failed)?);
                }
            }
        }
        Ok(texts)
    }
}

fn home() -> Result<TempDir, String> {
    tempfile::tempdir().map_err(|error| format!("there is no place for specs: {error}"))
}
