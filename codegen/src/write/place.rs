//! Files of a spec on their way to the disk: staged beside it, checked there by the generator's rules, then put in place; or nothing is written.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::{NamedTempFile, TempDir};

use super::staged::{Links, add_file, link_tree};
use super::{Changes, WriteError, leftover, temporary};
use crate::diagnostic::{Diagnostics, Severity, Style};
use crate::examine::examine;
use crate::model::Api;
use crate::spec::SpecFile;

/// So many errors are shown of a spec that would be wrong.
const MAX_SHOWN: usize = 20;

/// The longest name of a file, in bytes.
const MAX_NAME: usize = 200;

/// How the name of the directory begins in which services wait.
const TEMPORARY: &str = ".spec-";

/// What all services share; it is checked with each of them.
const COMMON: &str = "common.yaml";

/// Why files are not put in their place. Nothing is written then.
#[derive(Debug)]
#[non_exhaustive]
pub enum PlaceError {
    /// This can't be the path of a file in a service's directory.
    Path(String),
    /// The spec would not pass the check with the files.
    Wrong(Diagnostics),
    /// The disk says no.
    Disk(WriteError),
}

impl fmt::Display for PlaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "`{}` can't be the name of a file of a spec", path.escape_debug()),
            Self::Wrong(diagnostics) => {
                let errors = diagnostics.as_slice().iter().filter(|found| found.severity == Severity::Error);
                for error in errors.take(MAX_SHOWN) {
                    writeln!(f, "{}", diagnostics.render_one(error, Style::Plain))?;
                }
                f.write_str("the spec would be wrong with these files; nothing was written")
            }
            Self::Disk(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for PlaceError {}

impl From<WriteError> for PlaceError {
    fn from(error: WriteError) -> Self {
        Self::Disk(error)
    }
}

/// Puts files into a spec's directory, all of them or none: only if every service that gets one passes the check with it.
///
/// A file that is there with the same text is not touched; with another text it is replaced, keeping its permissions.
///
/// # Errors
///
/// When a path is none of a service's directory, when the spec would be wrong, and when the disk says no.
///
/// ```
/// use qcloud_codegen::place;
/// use qcloud_codegen::spec::SpecFile;
///
/// let home = tempfile::tempdir()?;
/// let file = |path: &str, text: &str| SpecFile { path: path.to_owned(), text: text.to_owned() };
/// let service = file("vpc/service.yaml", "service: vpc\nprotocol: v2\nhost: vpc.api.qcloud.com\n");
/// let wrong = file("vpc/DeleteVpc.yaml", "action: DeleteVpc\nparameters:\n  id: {type: strin}\n");
/// assert!(place(home.path(), &[service.clone(), wrong]).is_err());
/// assert!(!home.path().join("vpc").exists());
/// assert_eq!(place(home.path(), &[service])?.new, ["vpc/service.yaml"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn place(directory: &Path, files: &[SpecFile]) -> Result<Changes, PlaceError> {
    let mut services: BTreeMap<&str, Vec<SpecFile>> = BTreeMap::new();
    for file in files {
        let (service, _) = file.path.split_once('/').ok_or_else(|| PlaceError::Path(file.path.clone()))?;
        services.entry(service).or_default().push(file.clone());
    }
    let stage = SpecStage::new(directory);
    let mut staged = Vec::new();
    for (service, files) in services {
        staged.push(stage.add(service, &files)?.0);
    }
    stage.commit(staged)
}

/// Where the files of services wait until all of them are known to be right. Dropped, it takes them away.
///
/// Services are added from any number of threads; [`commit`](Self::commit) then puts them all in place. [`place`] is this for one call.
#[derive(Debug)]
#[must_use = "nothing is written before `commit`"]
pub struct SpecStage<'d> {
    directory: &'d Path,
    /// Made when there is something to put there.
    place: Mutex<Option<Held>>,
}

/// A service that passes the check with its new files.
#[derive(Debug)]
pub struct StagedService {
    name: String,
    changes: Changes,
    /// Its directory as it is to be; none when nothing changes.
    tree: Option<PathBuf>,
}

impl StagedService {
    /// What would change; the paths are below the spec's directory.
    #[must_use]
    pub fn changes(&self) -> &Changes {
        &self.changes
    }
}

impl<'d> SpecStage<'d> {
    /// A stage for a spec's directory, which need not exist. Nothing is made yet.
    pub fn new(directory: &'d Path) -> Self {
        Self { directory, place: Mutex::new(None) }
    }

    /// Stages files of the service in the directory `service`, and checks what the service would be with them.
    ///
    /// The model is that of this service alone; there is none when no file would change, since then nothing is checked.
    ///
    /// # Errors
    ///
    /// When a path does not lead into the service's directory, when the service would be wrong, and when the disk says no.
    pub fn add(&self, service: &str, files: &[SpecFile]) -> Result<(StagedService, Option<Api>), PlaceError> {
        let mut changes = Changes::default();
        let mut texts = Vec::new();
        for file in files {
            check_path(&file.path, service)?;
            let path = self.directory.join(&file.path);
            match fs::read(&path) {
                Ok(bytes) if bytes == file.text.as_bytes() => {
                    changes.unchanged += 1;
                    continue;
                }
                Ok(_) => changes.changed.push(file.path.clone()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => changes.new.push(file.path.clone()),
                Err(error) => return Err(WriteError::new(path, "read the file", error).into()),
            }
            texts.push(file);
        }
        if changes.is_empty() {
            return Ok((StagedService { name: service.to_owned(), changes, tree: None }, None));
        }
        let root = self.root(service)?;
        let tree = root.join(service);
        self.stage(service, &root, &texts)?;
        let (api, diagnostics) = examine(&root);
        if api.is_none() {
            return Err(PlaceError::Wrong(diagnostics.moved(&root, self.directory)));
        }
        Ok((StagedService { name: service.to_owned(), changes, tree: Some(tree) }, api))
    }

    /// Puts all that was staged in its place.
    ///
    /// # Errors
    ///
    /// When the disk says no. What was put in place until then is taken back.
    pub fn commit(self, services: Vec<StagedService>) -> Result<Changes, PlaceError> {
        let mut all = Changes::default();
        let mut moves = Vec::new();
        for StagedService { name, changes, tree } in services {
            if let Some(tree) = tree {
                self.prepare(&name, &tree, &changes, &mut moves)?;
            }
            all.new.extend(changes.new);
            all.changed.extend(changes.changed);
            all.unchanged += changes.unchanged;
        }
        carry_out(moves)?;
        Ok(all)
    }

    /// Makes the tree of a service as it would be, with the files that stay as they are as links.
    fn stage(&self, service: &str, root: &Path, files: &[&SpecFile]) -> Result<(), WriteError> {
        let tree = root.join(service);
        // The same service may have been staged before, with other files.
        let _ = fs::remove_dir_all(root);
        fs::create_dir_all(&tree)
            .map_err(|error| WriteError::new(tree.clone(), "make the directory", error))?;
        let common = self.directory.join(COMMON);
        if common.is_file() {
            fs::copy(&common, root.join(COMMON))
                .map_err(|error| WriteError::new(common, "copy the file", error))?;
        }
        let old = self.directory.join(service);
        if old.is_dir() {
            let below = |file: &&SpecFile| file.path.split_once('/').map(|(_, below)| PathBuf::from(below));
            let gone: BTreeSet<_> = files.iter().filter_map(below).collect();
            link_tree(&old, &tree, Path::new(""), &gone, Links::Followed)?;
        }
        for file in files {
            let path = root.join(&file.path);
            let written = match fs::write(&path, &file.text) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    add_file(root, &file.path, &file.text)
                }
                done => done,
            };
            written.map_err(|error| {
                WriteError::new(self.directory.join(&file.path), "write beside the file", error)
            })?;
        }
        Ok(())
    }

    /// Notes what has to be moved for one service, and writes what can't be moved at once.
    fn prepare(
        &self,
        service: &str,
        tree: &Path,
        changes: &Changes,
        moves: &mut Vec<Move>,
    ) -> Result<(), WriteError> {
        let make = |directory: &Path| {
            fs::create_dir_all(directory)
                .map_err(|error| WriteError::new(directory.to_owned(), "make the directory", error))
        };
        let target = self.directory.join(service);
        if fs::symlink_metadata(&target).is_err() {
            make(self.directory)?;
            moves.push(Move::New { from: tree.to_owned(), to: target });
            return Ok(());
        }
        let root = tree.parent().unwrap_or(tree);
        for path in &changes.new {
            let to = self.directory.join(path);
            to.parent().map_or(Ok(()), make)?;
            moves.push(Move::New { from: root.join(path), to });
        }
        for path in &changes.changed {
            let path = (root.join(path), self.directory.join(path));
            let error = |error| WriteError::new(path.1.clone(), "write beside the file", error);
            // A link stays a link, to a file that changes.
            let to = path.1.canonicalize().map_err(error)?;
            let old = fs::read(&to).map_err(error)?;
            let text = fs::read(&path.0).map_err(error)?;
            moves.push(Move::Replace { new: temporary(&to, &text).map_err(error)?, to, old });
        }
        Ok(())
    }

    /// The directory in which a service waits: on the same disk as the spec, and hidden from whoever reads the spec meanwhile.
    fn root(&self, service: &str) -> Result<PathBuf, WriteError> {
        let mut made = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Held { directory, .. }) = &*made {
            return Ok(directory.path().join(service));
        }
        let absolute = std::path::absolute(self.directory)
            .map_err(|error| WriteError::new(self.directory.to_owned(), "find the directory", error))?;
        let near = absolute.ancestors().find(|path| path.is_dir()).unwrap_or(Path::new("."));
        leftover::remove(near, TEMPORARY);
        let directory = TempDir::with_prefix_in(TEMPORARY, near)
            .map_err(|error| WriteError::new(near.to_owned(), "make a directory for what waits", error))?;
        let root = directory.path().join(service);
        *made = Some(Held { _lock: leftover::hold(directory.path()), directory });
        Ok(root)
    }
}

/// The directory in which services wait, and what keeps others from taking it for left behind.
#[derive(Debug)]
struct Held {
    _lock: Option<File>,
    directory: TempDir,
}

/// What is left to do when all that can fail has been done.
#[derive(Debug)]
enum Move {
    /// A file or a directory that was not there.
    New { from: PathBuf, to: PathBuf },
    /// A file that was there, with the text that it had.
    Replace { new: NamedTempFile, to: PathBuf, old: Vec<u8> },
}

/// Carries out all moves; when one fails, those before it are taken back.
fn carry_out(moves: Vec<Move>) -> Result<(), WriteError> {
    let mut done = Vec::new();
    for step in moves {
        let (to, undo, result) = match step {
            Move::New { from, to } => {
                let result = fs::rename(&from, &to);
                (to.clone(), Undo::Away { from: to, to: from }, result)
            }
            Move::Replace { new, to, old } => {
                let result = new.persist(&to).map(drop).map_err(|error| error.error);
                (to.clone(), Undo::Text { path: to, old }, result)
            }
        };
        if let Err(error) = result {
            done.into_iter().rev().for_each(Undo::carry_out);
            return Err(WriteError::new(to, "put the file in its place", error));
        }
        done.push(undo);
    }
    Ok(())
}

/// What takes a move back.
#[derive(Debug)]
enum Undo {
    Away { from: PathBuf, to: PathBuf },
    Text { path: PathBuf, old: Vec<u8> },
}

impl Undo {
    /// Best effort: the disk that took the change a moment ago takes it back.
    fn carry_out(self) {
        match self {
            Self::Away { from, to } => drop(fs::rename(from, to)),
            Self::Text { path, old } => drop(temporary(&path, &old).map(|file| file.persist(&path))),
        }
    }
}

/// A path has only names that are harmless as names of files, and leads into the service's directory.
fn check_path(path: &str, service: &str) -> Result<(), PlaceError> {
    let is_good = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            && name.len() <= MAX_NAME
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
    };
    let mut names = path.split('/');
    if names.next() == Some(service) && path.split('/').count() > 1 && path.split('/').all(is_good) {
        return Ok(());
    }
    Err(PlaceError::Path(path.to_owned()))
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

    fn names(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn what_is_there_already_is_not_written_again() {
        let directory = tempfile::tempdir().unwrap();
        let out = directory.path().join("spec");
        let first = place(&out, &service()).unwrap();
        assert_eq!(first.new, ["vpc/service.yaml", "vpc/DeleteVpc.yaml"]);
        let second = place(&out, &service()).unwrap();
        assert_eq!(second, Changes { unchanged: 2, ..Changes::default() });
        assert_eq!(names(&out), ["vpc"], "nothing is left of the staging place");
    }

    #[test]
    fn what_is_there_with_another_text_is_replaced_and_the_rest_stays_the_same_file() {
        let directory = tempfile::tempdir().unwrap();
        let out = directory.path().join("spec");
        place(&out, &service()).unwrap();
        let mut files = service();
        files[1].text.push_str("doc: Deletes one.\n");
        let changes = place(&out, &files[1..]).unwrap();
        assert_eq!(changes.changed, ["vpc/DeleteVpc.yaml"]);
        assert_eq!(fs::read_to_string(out.join("vpc/DeleteVpc.yaml")).unwrap(), files[1].text);
        assert_eq!(fs::read_to_string(out.join("vpc/service.yaml")).unwrap(), files[0].text);
        assert_eq!(names(&out), ["vpc"]);
    }

    #[test]
    fn a_spec_that_would_be_wrong_is_not_written() {
        let directory = tempfile::tempdir().unwrap();
        let out = directory.path().join("spec");
        let mut wrong = service();
        wrong[1].text = wrong[1].text.replace("string", "strin");
        let error = place(&out, &wrong).unwrap_err().to_string();
        assert!(error.contains("unknown type `strin`") && error.ends_with("nothing was written"), "{error}");
        assert_eq!(names(directory.path()), Vec::<String>::new());
    }

    #[test]
    fn what_was_put_in_place_before_a_move_failed_is_taken_back() {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        fs::write(path("old"), "old").unwrap();
        fs::write(path("staged"), "new").unwrap();
        let moves = vec![
            Move::New { from: path("staged"), to: path("new") },
            Move::Replace {
                new: temporary(&path("old"), b"changed").unwrap(),
                to: path("old"),
                old: b"old".to_vec(),
            },
            Move::New { from: path("missing"), to: path("other") },
        ];
        let error = carry_out(moves).unwrap_err().to_string();
        assert!(error.contains("can't put the file in its place"), "{error}");
        assert_eq!(fs::read_to_string(path("old")).unwrap(), "old");
        assert_eq!(fs::read_to_string(path("staged")).unwrap(), "new");
        assert!(!path("new").exists() && !path("other").exists());
    }

    #[test]
    fn no_name_leads_out_of_the_directory() {
        let directory = tempfile::tempdir().unwrap();
        let out = directory.path().join("spec");
        let stage = SpecStage::new(&out);
        for path in
            ["../vpc/x.yaml", "vpc/../../x.yaml", "/vpc/x.yaml", "vpc", "vpc/", "vpc/a\\b.yaml", "vpc/.x"]
        {
            let error = stage.add("vpc", &[file(path, "")]).unwrap_err();
            assert!(matches!(error, PlaceError::Path(_)), "{path}: {error}");
            let error = place(&out, &[file(path, "")]).unwrap_err();
            assert!(matches!(error, PlaceError::Path(_)), "{path}: {error}");
        }
        drop(stage);
        assert_eq!(names(directory.path()), Vec::<String>::new());
    }

    #[test]
    fn what_is_wrong_with_files_is_told_of_the_places_where_they_would_be() {
        let home = tempfile::tempdir().unwrap();
        let files = [
            file("vpc/service.yaml", "service: vpc\nprotocol: v2\nhost: vpc.api.qcloud.com\n"),
            file(
                "vpc/DeleteVpc.yaml",
                "action: DeleteVpc\nparameters:\n  a_b: {type: int}\n  a.b: {type: int}\n",
            ),
        ];
        let error = place(home.path(), &files).unwrap_err();
        let PlaceError::Wrong(diagnostics) = &error else { panic!("{error}") };
        let place = home.path().join("vpc").join("DeleteVpc.yaml");
        let found = &diagnostics.as_slice()[0];
        assert_eq!((&found.primary.file, &found.secondary[0].file), (&place, &place));
        assert_eq!(diagnostics.covered(&found.primary), "a.b");
        let said = error.to_string();
        assert!(said.contains("4 |   a.b: {type: int}") && !said.contains(TEMPORARY), "{said}");
    }
}
