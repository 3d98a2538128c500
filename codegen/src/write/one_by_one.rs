//! Files put in their place one by one, where a directory can't be replaced by another: what fails is taken back, but a kill leaves a mixture.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Changes, WriteError};

/// Where the old files wait, beside the new ones.
const OLD: &str = "old";

/// Why a directory can't be exchanged for another; none when it can, as far as one sees.
pub(super) fn reason(target: &Path, parent: &Path) -> Option<&'static str> {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    if here.is_ok_and(|here| here.starts_with(target)) {
        return Some("somebody works in it");
    }
    is_mounted(target, parent).then_some("it is a mount point")
}

#[cfg(unix)]
fn is_mounted(target: &Path, parent: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let device = |path: &Path| fs::metadata(path).map(|found| found.dev()).ok();
    let here = device(target);
    // The root of all has no parent but itself.
    target == parent || (here.is_some() && here != device(parent))
}

#[cfg(not(unix))]
fn is_mounted(target: &Path, parent: &Path) -> bool {
    target == parent
}

/// Whether the directory itself may take files though the one around it does not.
pub(super) fn may_be_writable(target: &Path, error: &io::Error) -> bool {
    target.is_dir()
        && matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// Puts the new files of a staging directory in place, and takes those away that nobody wants any more. `staging` is on the same disk.
pub(super) fn replace(
    staging: &Path,
    new: &Path,
    target: &Path,
    changes: &Changes,
) -> Result<(), WriteError> {
    let mut done = Vec::new();
    let result = carry_out(staging, new, target, changes, &mut done);
    if result.is_err() {
        for step in done.into_iter().rev() {
            step.take_back();
        }
    }
    result
}

/// What was done for one file.
struct Step {
    path: PathBuf,
    /// Where the file waits that was there before.
    old: Option<PathBuf>,
}

impl Step {
    /// Best effort: the disk that took the change a moment ago takes it back.
    fn take_back(self) {
        match self.old {
            Some(old) => drop(fs::rename(old, self.path)),
            None => drop(fs::remove_file(self.path)),
        }
    }
}

fn carry_out(
    staging: &Path,
    new: &Path,
    target: &Path,
    changes: &Changes,
    done: &mut Vec<Step>,
) -> Result<(), WriteError> {
    // What names others comes last, so that it never names what is not there yet.
    let mut coming: Vec<_> = changes.new.iter().chain(&changes.changed).collect();
    coming.sort_by_key(|path| (path.ends_with("mod.rs"), std::cmp::Reverse(path.matches('/').count())));
    for (number, path) in coming.iter().chain(&changes.orphaned.iter().collect::<Vec<_>>()).enumerate() {
        let place = target.join(path);
        let failed = |error| WriteError::new(place.clone(), "write the file", error);
        make_directories(target, path).map_err(failed)?;
        let old = staging.join(format!("{OLD}-{number}"));
        let was_there = fs::symlink_metadata(&place).is_ok();
        if was_there {
            fs::hard_link(&place, &old).or_else(|_| fs::copy(&place, &old).map(drop)).map_err(failed)?;
        }
        let is_orphan = number >= coming.len();
        let result = if is_orphan { fs::remove_file(&place) } else { fs::rename(new.join(path), &place) };
        result.map_err(failed)?;
        done.push(Step { path: place, old: was_there.then_some(old) });
    }
    for path in &changes.orphaned {
        if let Some(directory) = Path::new(path).parent().filter(|parent| !parent.as_os_str().is_empty()) {
            // One that holds something else stays.
            let _ = fs::remove_dir(target.join(directory));
        }
    }
    Ok(())
}

/// Makes the directories on the way to a file; a link among them is not followed.
pub(super) fn make_directories(target: &Path, path: &str) -> io::Result<()> {
    let mut directory = target.to_owned();
    for name in Path::new(path).parent().into_iter().flat_map(Path::components) {
        directory.push(name);
        match fs::symlink_metadata(&directory) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => {
                return Err(io::Error::other(format!("`{}` is not a directory", name.as_os_str().display())));
            }
            Err(_) => fs::create_dir(&directory)?,
        }
    }
    Ok(())
}
