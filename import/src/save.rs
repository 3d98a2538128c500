//! From texts to the disk: everything is staged beside the spec and checked there before anything is written.

use std::collections::HashSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use qcloud_codegen::{Diagnostics, Severity, Style};
use tempfile::TempDir;

use crate::merge::Merged;
use crate::yaml::SpecFile;

/// So many errors are shown of a spec that would be wrong.
const MAX_SHOWN: usize = 20;

/// Why nothing was saved.
#[derive(Debug)]
pub enum SaveError {
    /// A name that can't be the name of a file.
    Name(String),
    /// What would be there then is not a right spec.
    Wrong(Diagnostics),
    /// The disk says no.
    Disk {
        /// The file or directory.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// Why it can't be done.
        source: io::Error,
    },
}

impl SaveError {
    fn disk(path: &Path, doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Disk { path: path.to_owned(), doing, source }
    }
}

impl fmt::Display for SaveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(f, "`{}` can't be the name of a file of a spec", name.escape_debug()),
            Self::Wrong(diagnostics) => {
                let errors = diagnostics.as_slice().iter().filter(|found| found.severity == Severity::Error);
                for error in errors.take(MAX_SHOWN) {
                    writeln!(f, "{}", diagnostics.render_one(error, Style::Plain))?;
                }
                write!(f, "the spec would be wrong with what is imported; nothing was written")
            }
            Self::Disk { path, doing, source } => write!(f, "{}: can't {doing}: {source}", path.display()),
        }
    }
}

impl std::error::Error for SaveError {}

/// What was done; paths are below the spec's directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// Files that were not there.
    pub new: Vec<String>,
    /// Files that were there and have something more now.
    pub changed: Vec<String>,
    /// Files that are different, and stay as they are because somebody made them so.
    pub kept: Vec<String>,
    /// The number of files that are the same.
    pub unchanged: usize,
}

impl Saved {
    /// Whether nothing is written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty()
    }

    fn add(&mut self, other: Self) {
        self.new.extend(other.new);
        self.changed.extend(other.changed);
        self.kept.extend(other.kept);
        self.unchanged += other.unchanged;
    }
}

/// The place where files wait until all of them are known to be right. Dropped, it takes them away.
#[derive(Debug)]
pub struct Staging<'o> {
    out: &'o Path,
    /// Made when there is something to put there.
    directory: Mutex<Option<TempDir>>,
}

/// A service that is ready to be written.
#[derive(Debug)]
pub struct Staged {
    /// Its directory's name.
    name: String,
    saved: Saved,
    /// Its directory in the staging place; none when nothing changes.
    directory: Option<PathBuf>,
}

impl Staged {
    /// What would be done.
    #[must_use]
    pub fn saved(&self) -> &Saved {
        &self.saved
    }
}

/// Saves the files of services into a spec's directory: all of them, or none.
///
/// # Errors
///
/// When the spec would not be right, and when the disk says no.
pub fn save(services: &[Vec<SpecFile>], out: &Path) -> Result<Saved, SaveError> {
    let staging = Staging::new(out);
    let staged = services.iter().map(|files| staging.stage(files)).collect::<Result<Vec<_>, _>>()?;
    staging.commit(staged)
}

impl<'o> Staging<'o> {
    /// A staging place for a spec's directory. Nothing is made yet.
    #[must_use]
    pub fn new(out: &'o Path) -> Self {
        Self { out, directory: Mutex::new(None) }
    }

    /// Puts the files of one service beside the spec and checks what the service would be then. A file that is there stays as it is.
    ///
    /// # Errors
    ///
    /// As [`save`].
    pub fn stage(&self, files: &[SpecFile]) -> Result<Staged, SaveError> {
        let name = files.first().and_then(|file| file.path.split_once('/')).map_or("", |(name, _)| name);
        let mut merged = Merged::default();
        for file in files {
            check_path(&file.path, name)?;
            match fs::read(self.out.join(&file.path)) {
                Ok(bytes) if bytes == file.text.as_bytes() => merged.unchanged += 1,
                Ok(_) => merged.kept.push(file.path.clone()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => merged.new.push(file.clone()),
                Err(error) => {
                    return Err(SaveError::disk(&self.out.join(&file.path), "read the file")(error));
                }
            }
        }
        self.stage_merged(name, merged)
    }

    /// As [`Staging::stage`], with what a description adds to files that are there.
    pub(crate) fn stage_merged(&self, name: &str, merged: Merged) -> Result<Staged, SaveError> {
        let Merged { new, changed, kept, unchanged, .. } = merged;
        for file in new.iter().chain(&changed) {
            check_path(&file.path, name)?;
        }
        let paths = |files: &[SpecFile]| files.iter().map(|file| file.path.clone()).collect();
        let saved = Saved { new: paths(&new), changed: paths(&changed), kept, unchanged };
        if saved.is_empty() {
            return Ok(Staged { name: name.to_owned(), saved, directory: None });
        }
        let root = self.place()?.join(name);
        let directory = root.join(name);
        make(&directory)?;
        let old = self.out.join(name);
        let is_there = old.is_dir();
        if is_there {
            link_tree(&old, &directory)?;
        }
        let mut made = HashSet::from([directory]);
        for SpecFile { path, text } in new.iter().chain(&changed) {
            let path = root.join(path);
            if let Some(parent) = path.parent()
                && !made.contains(parent)
            {
                make(parent)?;
                made.insert(parent.to_owned());
            }
            if is_there {
                // What stands there may be a link to the file of the spec.
                let _ = fs::remove_file(&path);
            }
            fs::write(&path, text).map_err(SaveError::disk(&path, "write the file"))?;
        }
        let (_, diagnostics) = qcloud_codegen::examine(&root);
        if diagnostics.count(Severity::Error) > 0 {
            return Err(SaveError::Wrong(diagnostics));
        }
        Ok(Staged { name: name.to_owned(), saved, directory: Some(root.join(name)) })
    }

    /// Puts what was staged in its place.
    ///
    /// # Errors
    ///
    /// When the disk says no. Each file is then either as before or as it should be, and the next run does the rest.
    pub fn commit(self, staged: Vec<Staged>) -> Result<Saved, SaveError> {
        let mut all = Saved::default();
        for Staged { name, saved, directory } in staged {
            if let Some(from) = directory {
                self.put(&name, &from, &saved)?;
            }
            all.add(saved);
        }
        Ok(all)
    }

    fn put(&self, name: &str, from: &Path, saved: &Saved) -> Result<(), SaveError> {
        let to = self.out.join(name);
        if fs::symlink_metadata(&to).is_err() {
            make(self.out)?;
            return fs::rename(from, &to).map_err(SaveError::disk(&to, "put the directory in its place"));
        }
        for path in saved.new.iter().chain(&saved.changed) {
            let below = path.split_once('/').map_or("", |(_, below)| below);
            let target = to.join(below);
            target.parent().map_or(Ok(()), make)?;
            fs::rename(from.join(below), &target)
                .map_err(SaveError::disk(&target, "put the file in its place"))?;
        }
        Ok(())
    }

    /// The directory for what waits: on the same disk as the spec, and hidden from whoever reads the spec meanwhile.
    fn place(&self) -> Result<PathBuf, SaveError> {
        let mut made = self.directory.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(made) = &*made {
            return Ok(made.path().to_owned());
        }
        let absolute =
            std::path::absolute(self.out).map_err(SaveError::disk(self.out, "find the directory"))?;
        let near = absolute.ancestors().find(|path| path.is_dir()).unwrap_or(Path::new("."));
        let directory = TempDir::with_prefix_in(".import-", near)
            .map_err(SaveError::disk(near, "make a directory for what is imported"))?;
        let path = directory.path().to_owned();
        *made = Some(directory);
        Ok(path)
    }
}

/// A path has only names that are harmless as names of files, and begins with the service's directory.
fn check_path(path: &str, service: &str) -> Result<(), SaveError> {
    let is_good = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            && name.len() <= 200
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
    };
    let mut names = path.split('/');
    if names.next() == Some(service) && path.split('/').count() > 1 && path.split('/').all(is_good) {
        return Ok(());
    }
    Err(SaveError::Name(path.to_owned()))
}

fn make(directory: &Path) -> Result<(), SaveError> {
    fs::create_dir_all(directory).map_err(SaveError::disk(directory, "make the directory"))
}

/// Makes a second tree of the same files.
fn link_tree(from: &Path, to: &Path) -> Result<(), SaveError> {
    let read = SaveError::disk(from, "list the directory");
    let entries = fs::read_dir(from).and_then(Iterator::collect::<io::Result<Vec<_>>>).map_err(read)?;
    for entry in entries {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            make(&to)?;
            link_tree(&from, &to)?;
        } else {
            fs::hard_link(&from, &to)
                .or_else(|_| fs::copy(&from, &to).map(drop))
                .map_err(SaveError::disk(&from, "copy the file"))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> SpecFile {
        SpecFile { path: path.to_owned(), text: text.to_owned() }
    }

    fn service() -> Vec<SpecFile> {
        vec![
            file("vpc/service.yaml", "service: vpc\nprotocol: v2\nhost: vpc.api.qcloud.com\n"),
            file("vpc/DeleteVpc.yaml", "action: DeleteVpc\nparameters:\n  id: {type: string}\n"),
        ]
    }

    #[test]
    fn what_is_there_already_is_not_written_again() {
        let directory = tempfile::tempdir().unwrap();
        let out = directory.path().join("spec");
        let first = save(&[service()], &out).unwrap();
        assert_eq!(first.new, ["vpc/service.yaml", "vpc/DeleteVpc.yaml"]);
        let second = save(&[service()], &out).unwrap();
        assert_eq!(second, Saved { unchanged: 2, ..Saved::default() });
        let names: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["vpc"], "nothing is left of the staging place");
    }

    #[test]
    fn a_spec_that_would_be_wrong_is_not_written() {
        let directory = tempfile::tempdir().unwrap();
        let out = directory.path().join("spec");
        let mut wrong = service();
        wrong[1].text = wrong[1].text.replace("string", "strin");
        let error = save(&[service(), wrong], &out).unwrap_err().to_string();
        assert!(error.contains("unknown type `strin`") && error.ends_with("nothing was written"), "{error}");
        assert!(!out.exists());
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }

    #[test]
    fn no_name_leads_out_of_the_directory() {
        let directory = tempfile::tempdir().unwrap();
        let out = directory.path().join("spec");
        for path in
            ["../vpc/x.yaml", "vpc/../../x.yaml", "/vpc/x.yaml", "vpc", "vpc/", "vpc/a\\b.yaml", "vpc/.x"]
        {
            let error = save(&[vec![file(path, "")]], &out).unwrap_err();
            assert!(matches!(error, SaveError::Name(_)), "{path}: {error}");
        }
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }
}
