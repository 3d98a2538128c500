//! What a run left behind that was ended before its time: whoever works on something holds a lock on it, so what has none is nobody's.

use std::fs::{self, File};
use std::path::Path;

/// Letters and digits that make a name of ours one of a kind.
const RANDOM: usize = 6;

/// Removes the files and directories with this beginning of their names that no process holds any more. What can't be removed is in nobody's way.
pub(super) fn remove(directory: &Path, prefix: &str) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let rest = name.to_str().and_then(|name| name.strip_prefix(prefix)).unwrap_or_default();
        let is_ours = rest.len() == RANDOM && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let Ok(kind) = entry.file_type() else { continue };
        if !is_ours
            || kind.is_symlink()
            || !File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok())
        {
            continue;
        }
        let _ = if kind.is_dir() { fs::remove_dir_all(entry.path()) } else { fs::remove_file(entry.path()) };
    }
}

/// Holds a directory, as long as the result lives. On a system that can't lock one it is not removed by others either.
pub(super) fn hold(directory: &Path) -> Option<File> {
    let directory = File::open(directory).ok()?;
    directory.lock().ok()?;
    Some(directory)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_holds_is_removed_and_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        for name in [".spec-abcdef", ".spec-ABC123", ".spec-abcde", ".spec-abcdef.bak", ".other-abcdef"] {
            fs::create_dir(path(name)).unwrap();
            fs::write(path(name).join("file"), "").unwrap();
        }
        fs::write(path(".spec-file12"), "").unwrap();
        let held = hold(&path(".spec-ABC123"));
        remove(directory.path(), ".spec-");
        let left = || {
            let entries = fs::read_dir(directory.path()).unwrap();
            let mut names: Vec<_> =
                entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            names
        };
        assert_eq!(left(), [".other-abcdef", ".spec-ABC123", ".spec-abcde", ".spec-abcdef.bak"]);
        drop(held);
        remove(directory.path(), ".spec-");
        assert_eq!(left(), [".other-abcdef", ".spec-abcde", ".spec-abcdef.bak"]);
    }
}
