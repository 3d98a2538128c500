//! From the paths a user gave to the files an import reads: one file, a directory or an archive of them, or the whole tree.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Source;
use super::archive::Archive;
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

/// The files that are wanted, sorted, each once. What is given by itself, and is no archive, is taken whatever its name.
pub(crate) fn find(paths: &[PathBuf], wanted: &Wanted) -> Result<Vec<Source>, Vec<Problem>> {
    let (mut found, mut problems) = (BTreeMap::new(), Vec::new());
    for path in paths {
        match below(path, wanted.file) {
            Ok(Some(below)) if below.is_empty() => problems.push(nothing(path, wanted)),
            Ok(Some(below)) => found.extend(below.into_iter().map(|source| (source.path.clone(), source))),
            Ok(None) => drop(found.insert(path.clone(), Source::file(path.clone()))),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(found.into_values().collect()) } else { Err(problems) }
}

fn nothing(path: &Path, Wanted { file, what }: &Wanted) -> Problem {
    let place = if path.is_dir() { "directory" } else { "archive" };
    Problem::new(path, format!("there is no {what} in this {place}"))
        .help(format!("a {what} is a file `{file}`, at most eight directories deep"))
}

/// The files of this name in a directory or an archive; none where the path is another file.
fn below(path: &Path, file: &str) -> Result<Option<Vec<Source>>, Problem> {
    let metadata = fs::metadata(path).map_err(|error| Problem::unreadable(path, &error))?;
    if metadata.is_dir() {
        let mut found = Vec::new();
        search(path, file, MAX_DEPTH, &mut found)
            .map_err(|(path, error)| Problem::unreadable(&path, &error))?;
        return Ok(Some(found.into_iter().map(Source::file).collect()));
    }
    let Some(archive) = Archive::open(path)? else { return Ok(None) };
    let depth = path.components().count() + MAX_DEPTH + 1;
    let is_wanted = |member: &Path| {
        member.file_name().is_some_and(|name| name == file) && member.components().count() <= depth
    };
    let members = archive.paths().filter(|(member, _)| is_wanted(member));
    let sources = members
        .map(|(member, number)| Source { path: member.to_owned(), member: Some((archive.clone(), number)) });
    Ok(Some(sources.collect()))
}

fn search(
    directory: &Path,
    file: &str,
    depth: usize,
    found: &mut Vec<PathBuf>,
) -> Result<(), (PathBuf, io::Error)> {
    let failed = |error| (directory.to_owned(), error);
    for entry in fs::read_dir(directory).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        // Links are not followed: a tree has no circles then.
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() && depth > 0 && !entry.file_name().as_encoded_bytes().starts_with(b".") {
            search(&entry.path(), file, depth - 1, found)?;
        } else if kind.is_file() && entry.file_name() == file {
            found.push(entry.path());
        }
    }
    Ok(())
}
