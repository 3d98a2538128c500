//! A directory's new state, complete on the disk beside the old one, until it takes its place.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::foreign::Foreign;
use super::swap::{self, Lock};
use super::{Changes, Scope, WriteError, compare, one_by_one};
use crate::emit::GeneratedFile;
use crate::parallel;

/// Where the new tree stands in the directory that is made for it.
const NEW: &str = "new";

/// What [`stage`] has prepared. Nothing has changed yet; dropped, nothing will.
#[must_use = "nothing changes before `commit`"]
#[derive(Debug)]
pub struct Staged {
    changes: Changes,
    /// None when there is nothing to do.
    tree: Option<Tree>,
}

#[derive(Debug)]
struct Tree {
    staging: TempDir,
    target: PathBuf,
    /// Held until the tree is in its place.
    _lock: Lock,
    /// Why the files are put in place one by one.
    one_by_one: Option<&'static str>,
    /// What others have in the tree.
    foreign: Foreign,
}

/// Writes the new state of a directory beside it, so that all that can fail has been done.
///
/// What does not change is linked, not copied: it stays the same file. Another process that stages the same directory waits until
/// this one has committed or dropped it.
///
/// # Errors
///
/// As [`compare`], and when something can't be written. The directory is as before then.
pub fn stage(files: &[GeneratedFile], directory: &Path, scope: &Scope) -> Result<Staged, WriteError> {
    // Where there is something to compare, nobody else changes it meanwhile.
    let early = real_path(directory).ok().and_then(|target| Lock::new(&neighbourhood(&target).0).ok());
    let mut changes = compare(files, directory, scope)?;
    if changes.is_empty() {
        return Ok(Staged { changes, tree: None });
    }
    let target = real_path(directory)?;
    let (parent, prefix) = neighbourhood(&target);
    // Another process may have been first, or something left behind that was the tree itself.
    let is_late = early.is_none();
    let lock = match early {
        Some(lock) => lock,
        None => {
            fs::create_dir_all(&parent)
                .map_err(|error| WriteError::new(parent.clone(), "make the directory", error))?;
            Lock::new(&parent)
                .map_err(|error| WriteError::new(parent.clone(), "lock the directory", error))?
        }
    };
    if clean_up(&parent, &prefix, &target) | clean_up(&target, &prefix, &target) | is_late {
        changes = compare(files, directory, scope)?;
        if changes.is_empty() {
            return Ok(Staged { changes, tree: None });
        }
    }
    refuse_read_only(directory, &changes)?;
    let beside = |error| WriteError::new(directory.to_owned(), "write the files beside the directory", error);
    let (staging, one_by_one) = match one_by_one::reason(&target, &parent) {
        Some(reason) => (TempDir::with_prefix_in(&prefix, &target).map_err(beside)?, Some(reason)),
        None => match TempDir::with_prefix_in(&prefix, &parent) {
            Ok(staging) => (staging, None),
            Err(error) if one_by_one::may_be_writable(&target, &error) => {
                let staging = TempDir::with_prefix_in(&prefix, &target).map_err(|_| beside(error))?;
                (staging, Some("nothing can be written beside it"))
            }
            Err(error) => return Err(beside(error)),
        },
    };
    let new = staging.path().join(NEW);
    let gone: BTreeSet<_> = changes.changed.iter().chain(&changes.orphaned).map(PathBuf::from).collect();
    fs::create_dir(&new)
        .map_err(|error| WriteError::new(directory.to_owned(), "make the directory", error))?;
    let own = files.iter().map(|file| &file.path).chain(&changes.orphaned).map(PathBuf::from).collect();
    let foreign = Foreign::in_tree(&target, own);
    if target.exists() && one_by_one.is_none() {
        link_tree(&target, &new, Path::new(""), &gone, Links::Kept)?;
    }
    let stale: HashSet<_> = changes.new.iter().chain(&changes.changed).collect();
    let stale: Vec<_> = files.iter().filter(|file| stale.contains(&file.path)).collect();
    add_files(&new, &stale, directory)?;
    Ok(Staged { changes, tree: Some(Tree { staging, target, _lock: lock, one_by_one, foreign }) })
}

impl Staged {
    /// Puts the new state in the place of the old one.
    ///
    /// # Errors
    ///
    /// When the directory can't be replaced. It is as before then.
    pub fn commit(mut self) -> Result<Changes, WriteError> {
        // Held until all is done.
        let Some(Tree { staging, target, _lock: _held, one_by_one, mut foreign }) = self.tree.take() else {
            return Ok(self.changes);
        };
        let new = staging.path().join(NEW);
        if let Some(reason) = one_by_one {
            one_by_one::replace(staging.path(), &new, &target, &self.changes)?;
            self.changes.one_by_one = Some(reason);
        } else {
            foreign.bring(&target, &new);
            let old = swap::replace(&new, &target)
                .map_err(|error| WriteError::new(target.clone(), "replace the directory", error))?;
            if let Some(old) = old {
                foreign.follow(&old, &target);
            }
        }
        // The old tree goes with the staging directory; if it can't, the next run removes it.
        Ok(self.changes)
    }
}

/// The directory itself, whatever links lead to it.
fn real_path(directory: &Path) -> Result<PathBuf, WriteError> {
    let find = |error| WriteError::new(directory.to_owned(), "find the directory", error);
    match fs::canonicalize(directory) {
        Ok(path) => Ok(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if fs::symlink_metadata(directory).is_ok() {
                return Err(find(io::Error::other("it is a link that leads nowhere")));
            }
            std::path::absolute(directory).map_err(find)
        }
        Err(error) => Err(find(error)),
    }
}

/// Where the staging directory belongs, and what its name starts with.
fn neighbourhood(target: &Path) -> (PathBuf, OsString) {
    let mut prefix = OsString::from(".");
    prefix.push(target.file_name().unwrap_or_default());
    prefix.push(".staged-");
    (target.parent().unwrap_or(target).to_owned(), prefix)
}

/// Removes what a run left behind that was ended before its time, and says whether there was something; only the lock's holder may.
fn clean_up(parent: &Path, prefix: &OsString, target: &Path) -> bool {
    let prefix = prefix.as_encoded_bytes();
    let mut was_there = false;
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if entry.file_name().as_encoded_bytes().starts_with(prefix) {
            swap::recover(&entry.path(), target);
            // It is in nobody's way if it can't be removed.
            let _ = fs::remove_dir_all(entry.path());
            was_there = true;
        }
    }
    was_there
}

/// Fails where the permissions say that the tree is not to be changed, though its neighbourhood may be.
fn refuse_read_only(directory: &Path, changes: &Changes) -> Result<(), WriteError> {
    if !directory.exists() {
        return Ok(());
    }
    let mut seen = HashSet::new();
    for path in changes.new.iter().chain(&changes.changed).chain(&changes.orphaned) {
        let file = directory.join(path);
        for ancestor in file.ancestors().take(Path::new(path).components().count() + 1) {
            let first = seen.insert(ancestor.to_owned());
            if first && fs::metadata(ancestor).is_ok_and(|metadata| metadata.permissions().readonly()) {
                let error = io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only");
                return Err(WriteError::new(ancestor.to_owned(), "change it", error));
            }
        }
    }
    Ok(())
}

/// What becomes of a symbolic link in a second tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Links {
    /// It is the same link: the tree will stand where the first one does.
    Kept,
    /// What it leads to stands in its place: the tree stands elsewhere.
    Followed,
}

/// Makes a second tree of the same files, without those that change. A directory that has nothing left is left out.
pub(super) fn link_tree(
    old: &Path,
    new: &Path,
    below: &Path,
    gone: &BTreeSet<PathBuf>,
    links: Links,
) -> Result<(), WriteError> {
    let here = old.join(below);
    let entries =
        fs::read_dir(&here).map_err(|error| WriteError::new(here.clone(), "list the directory", error))?;
    for entry in entries {
        let entry = entry.map_err(|error| WriteError::new(here.clone(), "list the directory", error))?;
        let below = below.join(entry.file_name());
        let look = |error| WriteError::new(entry.path(), "look at the file", error);
        let (from, is_directory) = match links {
            Links::Kept => (entry.path(), entry.file_type().map_err(look)?.is_dir()),
            Links::Followed => {
                let path = match entry.path().canonicalize() {
                    // A link that leads nowhere, as editors make to say who has a file open.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    other => other.map_err(look)?,
                };
                let is_directory = path.is_dir();
                (path, is_directory)
            }
        };
        let to = new.join(&below);
        if is_directory {
            let emptied = fs::create_dir(&to)
                .map_err(|error| WriteError::new(entry.path(), "make the directory again", error))
                .and_then(|()| link_tree(old, new, &below, gone, links))
                .map(|()| gone.range(below.clone()..).next().is_some_and(|path| path.starts_with(&below)))?;
            // The new files of an emptied directory bring it back.
            if emptied {
                let _ = fs::remove_dir(&to);
            }
        } else if !gone.contains(&below) {
            swap::link_if_there(&from, &to)
                .map_err(|error| WriteError::new(entry.path(), "link to the file", error))?;
        }
    }
    let permissions =
        fs::metadata(&here).and_then(|metadata| fs::set_permissions(new.join(below), metadata.permissions()));
    permissions.map_err(|error| WriteError::new(here, "keep the permissions", error))
}

/// Writes files of a tree that nobody else knows yet, which will stand in `place`: the directories first, then the files at once.
fn add_files(tree: &Path, files: &[&GeneratedFile], place: &Path) -> Result<(), WriteError> {
    let failed =
        |file: &GeneratedFile, error| WriteError::new(place.join(&file.path), "write the file", error);
    let mut made = HashSet::new();
    for file in files {
        if made.insert(Path::new(&file.path).parent()) {
            one_by_one::make_directories(tree, &file.path).map_err(|error| failed(file, error))?;
        }
    }
    let written = parallel::map(files, |file| fs::write(tree.join(&file.path), &file.text));
    files.iter().zip(written).try_for_each(|(file, written)| written.map_err(|error| failed(file, error)))
}

/// Writes a file of a tree, and makes the directories on the way to it.
pub(super) fn add_file(tree: &Path, path: &str, text: &str) -> io::Result<()> {
    one_by_one::make_directories(tree, path)?;
    fs::write(tree.join(path), text)
}
