//! The only way to the disk: compares, writes what differs, removes what no spec produces any more.

mod foreign;
mod leftover;
mod one_by_one;
mod own;
mod place;
mod staged;
mod swap;

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

pub use self::place::{PlaceError, SpecStage, StagedService, place};
pub use self::staged::{Staged, stage};
use crate::emit::{GeneratedFile, is_generated};
use crate::parallel;

/// Which generated files of a directory are looked after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All generated files that are there.
    All,
    /// Only those of these modules; everything else stays as it is.
    Modules(Vec<String>),
}

impl Scope {
    fn covers(&self, path: &str) -> bool {
        match self {
            Self::All => true,
            Self::Modules(modules) => {
                path.split_once('/').is_some_and(|(module, _)| modules.iter().any(|known| known == module))
            }
        }
    }
}

/// How a directory differs from what the spec produces; paths are below the directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that are not there yet.
    pub new: Vec<String>,
    /// Files with another text.
    pub changed: Vec<String>,
    /// Generated files that the spec does not produce any more: those that the index of the directory, `mod.rs` or `README.md`, names.
    pub orphaned: Vec<String>,
    /// The number of files that are as they should be.
    pub unchanged: usize,
    /// Why the files were written one by one, where the directory could not change at once: a process that is ended meanwhile leaves
    /// some of the old files and some of the new ones.
    pub one_by_one: Option<&'static str>,
}

impl Changes {
    /// Whether the directory is as the spec says.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty() && self.orphaned.is_empty()
    }
}

/// Why a directory can't be compared or written.
#[derive(Debug)]
pub struct WriteError {
    path: PathBuf,
    doing: &'static str,
    source: io::Error,
}

impl WriteError {
    pub(crate) fn new(path: PathBuf, doing: &'static str, source: io::Error) -> Self {
        Self { path, doing, source }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: can't {}: {}", self.path.display(), self.doing, self.source)
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// Says how a directory differs from the files, without touching it.
///
/// # Errors
///
/// When something can't be read, or when a file that is not generated stands where a generated one belongs.
pub fn compare(files: &[GeneratedFile], directory: &Path, scope: &Scope) -> Result<Changes, WriteError> {
    let mut changes = Changes::default();
    let is_no_directory = |path: &Path| {
        let error = io::Error::new(io::ErrorKind::NotADirectory, "it is a file; move it away");
        WriteError::new(path.to_owned(), "make a directory of it", error)
    };
    if let Some(file) = file_on_the_way(directory) {
        return Err(is_no_directory(file));
    }
    let covered: Vec<_> = files.iter().filter(|file| scope.covers(&file.path)).collect();
    if fs::symlink_metadata(directory).is_err() {
        changes.new = covered.iter().map(|file| file.path.clone()).collect();
        return Ok(changes);
    }
    let states = parallel::map(&covered, |file| state(file, directory));
    let mut expected = BTreeMap::new();
    for (file, state) in covered.into_iter().zip(states) {
        let state = state.map_err(|error| {
            let path = directory.join(&file.path);
            match path.parent().and_then(file_on_the_way) {
                Some(file) => is_no_directory(file),
                None => error,
            }
        })?;
        match state {
            State::New => changes.new.push(file.path.clone()),
            State::Changed => changes.changed.push(file.path.clone()),
            State::Unchanged => changes.unchanged += 1,
        }
        expected.insert(file.path.as_str(), state);
    }
    changes.orphaned =
        own::beside(directory, files, &expected)?.into_iter().filter(|path| scope.covers(path)).collect();
    Ok(changes)
}

/// What a file of a directory is to what is to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    New,
    Changed,
    Unchanged,
}

fn state(file: &GeneratedFile, directory: &Path) -> Result<State, WriteError> {
    let path = directory.join(&file.path);
    match fs::read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(State::New),
        Err(error) => Err(WriteError::new(path, "read the file", error)),
        Ok(bytes) if bytes == file.text.as_bytes() => Ok(State::Unchanged),
        Ok(bytes) => {
            let text = String::from_utf8_lossy(&bytes);
            if !is_generated(&text) {
                let error = io::Error::other("it was not generated; move it away");
                return Err(WriteError::new(path, "overwrite the file", error));
            }
            // A checkout may have changed the line ends.
            let is_same = text.replace("\r\n", "\n") == file.text;
            Ok(if is_same { State::Unchanged } else { State::Changed })
        }
    }
}

/// Brings a directory to what the spec says. Files that would not change are not touched.
///
/// The whole tree changes at once: whatever fails, and whenever the process ends, the directory has either all of the old files or
/// all of the new ones. Of two processes that write the same directory one waits for the other.
///
/// # Errors
///
/// As [`compare`], and when something can't be written.
pub fn write(files: &[GeneratedFile], directory: &Path, scope: &Scope) -> Result<Changes, WriteError> {
    stage(files, directory, scope)?.commit()
}

/// Replaces the text of one file that is there, all or nothing. It keeps its permissions.
///
/// # Errors
///
/// When the file is not there, is read-only, or can't be written. It is as before then.
pub fn replace(path: &Path, text: &str) -> Result<(), WriteError> {
    let written =
        temporary(path, text.as_bytes()).and_then(|file| file.persist(path).map_err(|error| error.error));
    written.map(drop).map_err(|error| WriteError::new(path.to_owned(), "write the file", error))
}

/// How the name of a file begins that is to take the place of another.
const TEMPORARY: &str = ".generated";

/// A file beside another one, with its permissions.
fn temporary(path: &Path, text: &[u8]) -> io::Result<NamedTempFile> {
    let permissions = fs::metadata(path)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    leftover::remove(parent, TEMPORARY);
    let mut file = NamedTempFile::with_prefix_in(TEMPORARY, parent)?;
    // Held until it has its name: another process takes it for left behind otherwise.
    let _ = file.as_file().lock();
    io::Write::write_all(&mut file, text)?;
    file.as_file().set_permissions(permissions)?;
    Ok(file)
}

/// What stands where a directory has to be, on the way to a path.
fn file_on_the_way(path: &Path) -> Option<&Path> {
    path.ancestors().find(|ancestor| ancestor.is_file())
}
