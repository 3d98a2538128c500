//! The wheels that this user has downloaded, each under its hash: `$CARGO_HOME/qcloud/SHA256.whl`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::hash;
use crate::home::Stop;
use crate::outcome::Outcome;

/// The wheel of this hash, if it is there as it was put there.
pub(crate) fn find(sha256: &str) -> Option<PathBuf> {
    let path = directory().ok()?.join(name(sha256));
    (path.is_file() && hash::check(&path, sha256).is_ok()).then_some(path)
}

/// Puts a copy of a file in its place, all of it or nothing.
pub(crate) fn keep(file: &Path, sha256: &str) -> Result<PathBuf, Stop> {
    if let Some(path) = find(sha256) {
        return Ok(path);
    }
    let scratch = temporary()?;
    let copy = scratch.path().join("wheel");
    let path = directory()?.join(name(sha256));
    fs::copy(file, &copy)
        .and_then(|_| fs::rename(&copy, &path))
        .map_err(|error| unwritable(&path, &error))?;
    Ok(path)
}

/// A directory beside the wheels, for what is on its way there; it is gone with the value.
pub(crate) fn temporary() -> Result<TempDir, Stop> {
    let directory = directory()?;
    fs::create_dir_all(&directory)
        .and_then(|()| tempfile::Builder::new().prefix(".new-").tempdir_in(&directory))
        .map_err(|error| unwritable(&directory, &error))
}

fn name(sha256: &str) -> String {
    format!("{}.whl", sha256.to_ascii_lowercase())
}

fn directory() -> Result<PathBuf, Stop> {
    let given = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cargo = given("CARGO_HOME").or_else(|| Some(env::home_dir()?.join(".cargo")));
    let cargo = cargo.ok_or_else(|| {
        (
            Outcome::Wrong,
            "there is no home directory to keep descriptions in; CARGO_HOME names one".to_owned(),
        )
    })?;
    Ok(cargo.join("qcloud"))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Stop {
    let path = path.display();
    (
        Outcome::Wrong,
        format!("can't keep the descriptions in {path}: {error}; CARGO_HOME names another place"),
    )
}
