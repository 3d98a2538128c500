//! From the paths a user gave to the files an import reads: one file, a directory of them, or the whole tree, also as a wheel of Python has it.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::report::Problem;

/// So deep below a path files are looked for.
const MAX_DEPTH: usize = 8;

/// The files that an import reads.
pub(crate) struct Wanted {
    /// The name of each.
    pub(crate) file: &'static str,
    /// What one is, in words.
    pub(crate) what: &'static str,
}

/// The files that are wanted, sorted, each once. What is given by itself is taken whatever its name.
pub(crate) fn find(paths: &[PathBuf], wanted: &Wanted) -> Result<Vec<PathBuf>, Vec<Problem>> {
    let Wanted { file, what } = wanted;
    let (mut found, mut problems) = (BTreeSet::new(), Vec::new());
    for path in paths {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                let mut below = BTreeSet::new();
                match search(path, file, MAX_DEPTH, &mut below) {
                    Ok(()) if below.is_empty() => problems.push(
                        Problem::new(path, format!("there is no {what} in this directory"))
                            .help(format!("a {what} is a file `{file}`, at most eight directories deep")),
                    ),
                    Ok(()) => found.extend(below),
                    Err((path, error)) => problems.push(Problem::unreadable(&path, &error)),
                }
            }
            Ok(_) => drop(found.insert(path.clone())),
            Err(error) => problems.push(Problem::unreadable(path, &error)),
        }
    }
    if problems.is_empty() { Ok(found.into_iter().collect()) } else { Err(problems) }
}

fn search(
    directory: &Path,
    file: &str,
    depth: usize,
    found: &mut BTreeSet<PathBuf>,
) -> Result<(), (PathBuf, io::Error)> {
    let failed = |error| (directory.to_owned(), error);
    for entry in fs::read_dir(directory).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        // Links are not followed: a tree has no circles then.
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() && depth > 0 && !entry.file_name().as_encoded_bytes().starts_with(b".") {
            search(&entry.path(), file, depth - 1, found)?;
        } else if kind.is_file() && entry.file_name() == file {
            found.insert(entry.path());
        }
    }
    Ok(())
}
