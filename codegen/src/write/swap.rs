//! The few steps of the file system that make a tree change at once.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// What the old tree is called, beside the new one, on systems that can't exchange the two.
const OLD: &str = "old";

/// Puts `new` where `target` is, and says where that is now which was there before.
pub(super) fn replace(new: &Path, target: &Path) -> io::Result<Option<PathBuf>> {
    if !target.exists() {
        return fs::rename(new, target).map(|()| None);
    }
    match exchange(new, target) {
        Err(error) if is_unsupported(&error) => {
            let old = new.with_file_name(OLD);
            fs::rename(target, &old)?;
            fs::rename(new, target).inspect_err(|_| {
                // Its place is free: it was there a moment ago.
                let _ = fs::rename(&old, target);
            })?;
            Ok(Some(old))
        }
        other => other.map(|()| Some(new.to_owned())),
    }
}

/// Puts back what a run without [`exchange`] took away before it was ended.
pub(super) fn recover(staging: &Path, target: &Path) {
    if !target.exists() {
        // If this fails, the new tree takes the place all the same.
        let _ = fs::rename(staging.join(OLD), target);
    }
}

/// Two files or directories change places, with no moment between.
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    rename_by(Rule::Exchange, one, other)
}

/// Moves a file to a place that is free, and fails where somebody was first.
pub(super) fn move_to_free(from: &Path, to: &Path) -> io::Result<()> {
    match rename_by(Rule::Free, from, to) {
        Err(error) if is_unsupported(&error) => match fs::symlink_metadata(to) {
            Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => fs::rename(from, to),
        },
        other => other,
    }
}

/// What a renaming does with what stands in its place.
#[derive(Clone, Copy, Debug)]
enum Rule {
    Exchange,
    Free,
}

#[cfg(any(target_os = "linux", target_os = "android", target_os = "macos", target_os = "ios"))]
fn rename_by(rule: Rule, from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};

    let flags = match rule {
        Rule::Exchange => RenameFlags::EXCHANGE,
        Rule::Free => RenameFlags::NOREPLACE,
    };
    Ok(renameat_with(CWD, from, CWD, to, flags)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "macos", target_os = "ios")))]
fn rename_by(_rule: Rule, _from: &Path, _to: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether the system, or the file system, has no such thing; some say so by calling the argument invalid.
pub(super) fn is_unsupported(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

/// The same file in a second place, or a copy of it where there are no links.
pub(super) fn link(from: &Path, to: &Path) -> io::Result<()> {
    let Err(error) = fs::hard_link(from, to) else { return Ok(()) };
    let metadata = fs::symlink_metadata(from)?;
    if !metadata.is_file() {
        return Err(error);
    }
    fs::copy(from, to)?;
    // Build tools go by the time.
    File::options().append(true).open(to)?.set_modified(metadata.modified()?)
}

/// The same, but nothing where the file has gone since it was listed, as what editors save by way of.
pub(super) fn link_if_there(from: &Path, to: &Path) -> io::Result<()> {
    match link(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(from).is_err() => {
            Ok(())
        }
        other => other,
    }
}

/// Keeps other processes from writing trees in the same directory, as long as it lives.
#[derive(Debug)]
pub(super) struct Lock {
    _directory: Option<File>,
}

impl Lock {
    /// Waits until the lock is free. On a system that can't lock a directory there is none.
    pub(super) fn new(directory: &Path) -> io::Result<Self> {
        if !cfg!(unix) {
            return Ok(Self { _directory: None });
        }
        let directory = File::open(directory)?;
        match directory.lock() {
            Err(error) if error.kind() != io::ErrorKind::Unsupported => Err(error),
            _ => Ok(Self { _directory: Some(directory) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_that_has_gone_need_not_be_linked() {
        let directory = tempfile::tempdir().unwrap();
        let [file, gone, nowhere] = ["file", "gone", "nowhere/file"].map(|name| directory.path().join(name));
        fs::write(&file, "mine").unwrap();
        assert!(link_if_there(&gone, &directory.path().join("second")).is_ok());
        assert_eq!(link_if_there(&file, &nowhere).unwrap_err().kind(), io::ErrorKind::NotFound);
        link_if_there(&file, &gone).unwrap();
        assert_eq!(fs::read_to_string(gone).unwrap(), "mine");
    }

    #[test]
    fn two_renames_that_were_cut_short_are_taken_back() {
        let directory = tempfile::tempdir().unwrap();
        let (staging, target) = (directory.path().join("staging"), directory.path().join("target"));
        fs::create_dir_all(staging.join(OLD)).unwrap();
        fs::write(staging.join(OLD).join("file"), "old").unwrap();
        recover(&staging, &target);
        assert_eq!(fs::read_to_string(target.join("file")).unwrap(), "old");
        fs::create_dir_all(staging.join(OLD)).unwrap();
        recover(&staging, &target);
        assert_eq!(fs::read_to_string(target.join("file")).unwrap(), "old");
    }
}
