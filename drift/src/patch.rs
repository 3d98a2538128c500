//! From differences to a spec without them: staged, checked, compared again, and only then put in its place.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use qcloud_codegen::{Diagnostics, Severity};
use tempfile::{NamedTempFile, TempDir};

use crate::plan::{Plan, planned};
use crate::{Report, Response, Target};
use qcloud_import::edit::{Edit, apply};

/// More rounds than any spec needs: each describes what the one before brought to light.
const MAX_ROUNDS: usize = 32;

/// What was mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patched {
    /// What differed before.
    pub before: Report,
    /// What differs still; a person must look at it.
    pub after: Report,
    /// The files that were changed, below the spec's directory, and what was done to each.
    pub files: Vec<(String, Vec<String>)>,
}

/// Why nothing was written.
#[derive(Debug)]
pub enum PatchError {
    /// The spec is wrong before anything is changed.
    Spec(Diagnostics),
    /// The Action is not in the spec.
    Unknown(String),
    /// The spec would be wrong with the changes.
    Wrong(String),
    /// The disk says no.
    Disk(PathBuf, &'static str, io::Error),
}

impl fmt::Display for PatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spec(diagnostics) => write!(f, "{diagnostics}\nthe spec is wrong; nothing was written"),
            Self::Unknown(what) => f.write_str(what),
            Self::Wrong(why) => {
                write!(f, "the spec would be wrong with these changes: {why}; nothing was written")
            }
            Self::Disk(path, doing, error) => {
                write!(f, "{}: can't {doing}: {error}; nothing was written", path.display())
            }
        }
    }
}

impl std::error::Error for PatchError {}

fn disk(path: &Path, doing: &'static str) -> impl FnOnce(io::Error) -> PatchError {
    move |error| PatchError::Disk(path.to_owned(), doing, error)
}

/// Mends what the responses leave no doubt about, in the YAML of a spec's directory. Comments, order and style of all else stay.
///
/// # Errors
///
/// When the spec would not pass the check, or the disk says no. Nothing is written then.
pub fn patch(directory: &Path, target: Target<'_>, responses: &[Response]) -> Result<Patched, PatchError> {
    let staged = Staged::of(directory, target.service)?;
    let mut texts: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    let mut before = None;
    for _ in 0..MAX_ROUNDS {
        let plan = staged.plan(target, responses).map_err(|error| match error {
            PatchError::Spec(diagnostics) if before.is_some() => PatchError::Wrong(messages(&diagnostics)),
            error => error,
        })?;
        let Plan { report, edits } = plan;
        let before = before.get_or_insert_with(|| report.clone());
        // What is left to hands alone has been looked at before.
        if edits.is_empty() {
            let files: Vec<_> = texts.iter().map(|(file, (_, done))| (file.clone(), done.clone())).collect();
            let before = before.clone();
            commit(directory, &texts)?;
            return Ok(Patched { before, after: report, files });
        }
        for (file, edits) in by_file(&edits) {
            let path = staged.place.path().join(file);
            let text = fs::read_to_string(&path).map_err(disk(&path, "read the file"))?;
            let text = apply(&text, &edits)
                .map_err(|obstacle| PatchError::Wrong(format!("{file} can't be edited: {}", obstacle.0)))?;
            // What is staged may be a link to the file of the spec.
            let _ = fs::remove_file(&path);
            fs::write(&path, &text).map_err(disk(&path, "write the file"))?;
            let entry = texts.entry(file.to_owned()).or_default();
            entry.0 = text;
            entry.1.extend(edits.iter().map(ToString::to_string));
        }
    }
    Err(PatchError::Wrong(format!("after {MAX_ROUNDS} rounds of changes the responses still differ")))
}

fn by_file(edits: &[Edit]) -> BTreeMap<&str, Vec<&Edit>> {
    let mut files: BTreeMap<&str, Vec<&Edit>> = BTreeMap::new();
    for edit in edits {
        files.entry(edit.file()).or_default().push(edit);
    }
    files
}

fn messages(diagnostics: &Diagnostics) -> String {
    let errors = diagnostics.as_slice().iter().filter(|found| found.severity == Severity::Error);
    errors.map(|error| error.message.clone()).collect::<Vec<_>>().join("; ")
}

/// A copy of what the check of a service needs.
struct Staged {
    place: TempDir,
}

impl Staged {
    fn of(directory: &Path, service: &str) -> Result<Self, PatchError> {
        let place = tempfile::tempdir().map_err(disk(directory, "make a temporary directory"))?;
        let common = directory.join("common.yaml");
        if common.is_file() {
            fs::copy(&common, place.path().join("common.yaml")).map_err(disk(&common, "copy the file"))?;
        }
        copy_tree(&directory.join(service), &place.path().join(service))?;
        Ok(Self { place })
    }

    fn plan(&self, target: Target<'_>, responses: &[Response]) -> Result<Plan, PatchError> {
        let (api, diagnostics) = qcloud_codegen::examine(self.place.path());
        let Some(api) = api else { return Err(PatchError::Spec(diagnostics)) };
        let (service, action) = target.find(&api).map_err(PatchError::Unknown)?;
        Ok(planned(&api, service, action, responses))
    }
}

/// Puts the texts in the places of the files: all are written beside them first.
fn commit(directory: &Path, texts: &BTreeMap<String, (String, Vec<String>)>) -> Result<(), PatchError> {
    let mut written = Vec::new();
    for (file, (text, _)) in texts {
        let path = directory.join(file);
        // A link stays a link, to a file that is changed.
        let path = path.canonicalize().map_err(disk(&path, "find the file"))?;
        let old = fs::read(&path).map_err(disk(&path, "read the file"))?;
        let new = beside(&path, text.as_bytes()).map_err(disk(&path, "write beside the file"))?;
        written.push((path, old, new));
    }
    let mut done: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    for (path, old, new) in written {
        if let Err(error) = new.persist(&path) {
            for (path, old) in done {
                // Best effort: the disk that took the change a moment ago takes it back.
                if let Ok(file) = beside(&path, &old) {
                    let _ = file.persist(&path);
                }
            }
            return Err(PatchError::Disk(path, "put the file in its place", error.error));
        }
        done.push((path, old));
    }
    Ok(())
}

/// A file that can take the place of another at once, with the same permissions.
fn beside(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut file = NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    file.as_file().set_permissions(fs::metadata(path)?.permissions())?;
    Ok(file)
}

fn copy_tree(from: &Path, to: &Path) -> Result<(), PatchError> {
    fs::create_dir_all(to).map_err(disk(to, "make a directory"))?;
    let entries = fs::read_dir(from).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    for entry in entries.map_err(disk(from, "list the directory"))? {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy_tree(&from, &to)?;
        } else {
            fs::copy(&from, &to).map_err(disk(&from, "copy the file"))?;
        }
    }
    Ok(())
}
