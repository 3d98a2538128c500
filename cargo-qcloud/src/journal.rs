//! Changes of several files at once: written down beside the package before the first of them, so that a run that is ended meanwhile is finished or undone by
//! the next one.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The directory in which changes wait, in that of the package.
const DIRECTORY: &str = ".qcloud-journal";

/// The file that says which changes there are; from when it has this name on, they are carried out.
const LIST: &str = "list.json";

/// What becomes of the list when all of them are carried out.
const DONE: &str = "done.json";

/// Files with what they are to become, in the order in which they change.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes(Vec<Change>);

#[derive(Clone, Debug)]
struct Change {
    path: PathBuf,
    old: Option<Vec<u8>>,
    new: Option<Vec<u8>>,
}

impl Changes {
    /// Notes that a file gets a text, or goes where there is none. A file that is so already is left out.
    pub(crate) fn put(&mut self, path: PathBuf, new: Option<&str>) -> Result<(), String> {
        // A link stays a link, to a file that changes.
        let path = path.canonicalize().unwrap_or(path);
        let old = match fs::read(&path) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(format!("{}: can't read the file: {error}", path.display())),
        };
        let new = new.map(|text| text.as_bytes().to_vec());
        if old != new {
            self.0.push(Change { path, old, new });
        }
        Ok(())
    }

    /// Whether all is as it is to be already.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The files that change, in their order.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().map(|change| change.path.as_path())
    }

    /// Carries all of them out, or none: everything is written beside the package first.
    pub(crate) fn carry_out(&self, package: &Path) -> Result<(), String> {
        let journal = Journal::begin(package)?;
        let staged = self.stage(&journal).and_then(|()| journal.commit());
        if let Err(error) = staged {
            journal.close();
            return Err(format!("{error}; nothing was written"));
        }
        match journal.finish() {
            Ok(Recovered::Finished) => Ok(()),
            Ok(Recovered::Undone) => {
                Err("a file was changed by somebody else meanwhile; nothing was changed".to_owned())
            }
            Err(error) => Err(format!("{error}; nothing was changed")),
        }
    }

    /// Writes what the files are to be, and what they were.
    fn stage(&self, journal: &Journal) -> Result<(), String> {
        for (number, change) in self.0.iter().enumerate() {
            for (text, kind) in [(&change.old, OLD), (&change.new, NEW)] {
                if let Some(text) = text {
                    journal.write(&file(number, kind), text, &change.path)?;
                }
            }
        }
        let entries = self.0.iter().map(|change| Entry {
            path: change.path.clone(),
            was_there: change.old.is_some(),
            stays: change.new.is_some(),
        });
        let list = serde_json::to_vec(&entries.collect::<Vec<_>>()).map_err(|error| error.to_string())?;
        journal.write(TEMPORARY, &list, Path::new(LIST))
    }
}

const OLD: &str = "old";
const NEW: &str = "new";
const TEMPORARY: &str = "list.new";

fn file(number: usize, kind: &str) -> String {
    format!("{number}.{kind}")
}

/// A change as the list has it; the texts stand beside it.
#[derive(Debug, Deserialize, Serialize)]
struct Entry {
    path: PathBuf,
    was_there: bool,
    stays: bool,
}

/// What became of the changes of a run that was ended before it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recovered {
    /// They are all carried out now.
    Finished,
    /// None of them is there any more; files that somebody else has changed since stay as they are.
    Undone,
}

/// Finishes or undoes what an earlier run began in a package; none where there is nothing.
pub(crate) fn recover(package: &Path) -> Result<Option<Recovered>, String> {
    let directory = package.join(DIRECTORY);
    if fs::symlink_metadata(&directory).is_err() {
        return Ok(None);
    }
    let Some(journal) = Journal::take_over(directory)? else { return Ok(None) };
    if journal.directory.join(DONE).exists() {
        journal.close();
        return Ok(Some(Recovered::Finished));
    }
    if !journal.directory.join(LIST).exists() {
        journal.close();
        return Ok(Some(Recovered::Undone));
    }
    journal.finish().map(Some)
}

/// The directory of changes, held by one process.
struct Journal {
    directory: PathBuf,
    _lock: Option<File>,
}

impl Journal {
    /// Makes the directory, once nothing is left of an earlier run.
    fn begin(package: &Path) -> Result<Self, String> {
        recover(package)?;
        let directory = package.join(DIRECTORY);
        fs::create_dir(&directory).map_err(|error| cant("make the directory", &directory, &error))?;
        let lock = lock(&directory).map_err(|error| cant("lock the directory", &directory, &error))?;
        Ok(Self { directory, _lock: lock })
    }

    /// Takes over what an earlier run has left; none when it was done meanwhile.
    fn take_over(directory: PathBuf) -> Result<Option<Self>, String> {
        match lock(&directory) {
            Ok(lock) => Ok(Some(Self { directory, _lock: lock })),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                Err("another run is at work in this package; try again when it is done".to_owned())
            }
            Err(error) => Err(cant("lock the directory", &directory, &error)),
        }
    }

    /// Writes a file of the directory, to the disk itself; `about` is the file that it is for.
    fn write(&self, name: &str, text: &[u8], about: &Path) -> Result<(), String> {
        let write = || -> io::Result<()> {
            let mut file = File::create(self.directory.join(name))?;
            file.write_all(text)?;
            file.sync_all()
        };
        write().map_err(|error| cant("write beside the file", about, &error))
    }

    /// From here on the changes are carried out, whoever does it.
    fn commit(&self) -> Result<(), String> {
        let list = self.directory.join(LIST);
        fs::rename(self.directory.join(TEMPORARY), &list)
            .map_err(|error| cant("write the file", &list, &error))
    }

    /// Carries out what is left to do. Where a file is not what it was before, or can't be changed, all of it is taken back.
    fn finish(self) -> Result<Recovered, String> {
        let list = self.directory.join(LIST);
        let text = fs::read(&list).map_err(|error| cant("read the file", &list, &error))?;
        let entries: Vec<Entry> = serde_json::from_slice(&text).map_err(|error| {
            format!("{}: this is no list of changes: {error}; remove its directory", list.display())
        })?;
        let is_known =
            |(number, entry): (usize, &Entry)| self.is(number, entry, NEW) || self.is(number, entry, OLD);
        if !entries.iter().enumerate().all(is_known) {
            self.undo(&entries);
            self.close();
            return Ok(Recovered::Undone);
        }
        for (number, entry) in entries.iter().enumerate() {
            if let Err(error) = self.step(number, entry) {
                self.undo(&entries);
                self.close();
                return Err(cant("change the file", &entry.path, &error));
            }
        }
        // Whoever is ended while it goes has done all of it.
        let _ = fs::rename(&list, self.directory.join(DONE));
        self.close();
        Ok(Recovered::Finished)
    }

    /// Whether a file is as it was, or as it is to be.
    fn is(&self, number: usize, entry: &Entry, kind: &str) -> bool {
        let is_there = if kind == OLD { entry.was_there } else { entry.stays };
        match (fs::read(&entry.path), is_there) {
            (Err(error), false) => matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory),
            (Ok(now), true) => {
                fs::read(self.directory.join(file(number, kind))).is_ok_and(|text| text == now)
            }
            _ => false,
        }
    }

    /// Changes one file, if that has not been done.
    fn step(&self, number: usize, entry: &Entry) -> io::Result<()> {
        if self.is(number, entry, NEW) {
            return Ok(());
        }
        if entry.stays { self.place(number, entry, NEW) } else { remove(&entry.path) }
    }

    /// Puts a copy of a text in the place of a file, at once.
    fn place(&self, number: usize, entry: &Entry, kind: &str) -> io::Result<()> {
        if let Some(parent) = entry.path.parent() {
            fs::create_dir_all(parent)?;
        }
        let copy = self.directory.join(file(number, "copy"));
        let text = self.directory.join(file(number, kind));
        // What an ended run has left there is a link to the text itself, which a copy would empty.
        let _ = fs::remove_file(&copy);
        // A link needs no room on a disk that may be full by now.
        fs::hard_link(&text, &copy).or_else(|_| fs::copy(&text, &copy).map(drop))?;
        if let Ok(before) = fs::metadata(&entry.path) {
            if before.permissions().readonly() {
                return Err(io::Error::new(ErrorKind::PermissionDenied, "it is read-only"));
            }
            fs::set_permissions(&copy, before.permissions())?;
        }
        fs::rename(copy, &entry.path)
    }

    /// Takes back what was done. Best effort: the disk that took a change a moment ago takes it back.
    fn undo(&self, entries: &[Entry]) {
        for (number, entry) in entries.iter().enumerate().rev() {
            if self.is(number, entry, OLD) || !self.is(number, entry, NEW) {
                continue;
            }
            let _ = if entry.was_there { self.place(number, entry, OLD) } else { remove(&entry.path) };
        }
    }

    /// Takes the directory away, the list first: without it nothing is to be done.
    fn close(self) {
        let _ = fs::remove_file(self.directory.join(LIST));
        let _ = fs::remove_dir_all(&self.directory);
    }
}

/// Holds a directory, as long as the result lives. On a system that can't lock one, nobody does.
fn lock(directory: &Path) -> io::Result<Option<File>> {
    let opened = match File::open(directory) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => return Ok(None),
        opened => opened?,
    };
    match opened.try_lock() {
        Ok(()) => Ok(Some(opened)),
        Err(fs::TryLockError::WouldBlock) => Err(ErrorKind::WouldBlock.into()),
        Err(fs::TryLockError::Error(_)) => Ok(None),
    }
}

/// Removes a file, and the directories above it that are empty then.
fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)?;
    let above = path.ancestors().skip(1);
    above.take_while(|directory| fs::remove_dir(directory).is_ok()).for_each(drop);
    Ok(())
}

fn cant(doing: &str, path: &Path, error: &io::Error) -> String {
    format!("{}: can't {doing}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// A package in which one file changes, one goes, and two come.
    fn planned() -> (tempfile::TempDir, Changes) {
        let home = tempfile::tempdir().unwrap();
        let path = |name: &str| home.path().join(name);
        fs::create_dir(path("src")).unwrap();
        fs::create_dir(path("old")).unwrap();
        fs::write(path("src/lib.rs"), "fn a() {}\n").unwrap();
        fs::write(path("old/gone.rs"), "gone").unwrap();
        let mut changes = Changes::default();
        changes.put(path("spec/cvm/one.yaml"), Some("one")).unwrap();
        changes.put(path("src/qcloud/mod.rs"), Some("mod")).unwrap();
        changes.put(path("old/gone.rs"), None).unwrap();
        changes.put(path("never.rs"), None).unwrap();
        changes.put(path("src/lib.rs"), Some("mod qcloud;\nfn a() {}\n")).unwrap();
        (home, changes)
    }

    fn files(home: &Path) -> BTreeMap<String, String> {
        let (mut found, mut open) = (BTreeMap::new(), vec![home.to_owned()]);
        while let Some(directory) = open.pop() {
            for entry in fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(home).unwrap().display().to_string();
                if path.is_dir() {
                    open.push(path);
                } else {
                    found.insert(name, fs::read_to_string(path).unwrap());
                }
            }
        }
        found
    }

    fn texts<const N: usize>(texts: [(&str, &str); N]) -> BTreeMap<String, String> {
        texts.map(|(name, text)| (name.to_owned(), text.to_owned())).into()
    }

    fn before() -> BTreeMap<String, String> {
        texts([("old/gone.rs", "gone"), ("src/lib.rs", "fn a() {}\n")])
    }

    fn after() -> BTreeMap<String, String> {
        texts([
            ("spec/cvm/one.yaml", "one"),
            ("src/lib.rs", "mod qcloud;\nfn a() {}\n"),
            ("src/qcloud/mod.rs", "mod"),
        ])
    }

    #[test]
    fn all_changes_are_carried_out_and_nothing_is_left_beside_them() {
        let (home, changes) = planned();
        assert_eq!(changes.paths().count(), 4);
        changes.carry_out(home.path()).unwrap();
        assert_eq!(files(home.path()), after());
        assert!(!home.path().join("old").exists() && !home.path().join(DIRECTORY).exists());
        assert_eq!(recover(home.path()), Ok(None));
    }

    #[test]
    fn a_run_that_is_ended_before_its_list_is_written_is_undone() {
        let (home, changes) = planned();
        for steps in 0..2 {
            let journal = Journal::begin(home.path()).unwrap();
            if steps == 1 {
                changes.stage(&journal).unwrap();
            }
            drop(journal);
            assert_eq!(recover(home.path()), Ok(Some(Recovered::Undone)));
            assert_eq!(files(home.path()), before());
        }
    }

    #[test]
    fn a_run_that_is_ended_after_any_step_is_finished_by_the_next_one() {
        for steps in 0..=4 {
            let (home, changes) = planned();
            let journal = Journal::begin(home.path()).unwrap();
            changes.stage(&journal).unwrap();
            journal.commit().unwrap();
            let text = fs::read(journal.directory.join(LIST)).unwrap();
            let entries: Vec<Entry> = serde_json::from_slice(&text).unwrap();
            for (number, entry) in entries.iter().enumerate().take(steps) {
                journal.step(number, entry).unwrap();
            }
            // Ended while the journal goes.
            if steps == 4 {
                fs::rename(journal.directory.join(LIST), journal.directory.join(DONE)).unwrap();
                fs::remove_file(journal.directory.join(file(0, NEW))).unwrap();
            }
            drop(journal);
            assert_eq!(recover(home.path()), Ok(Some(Recovered::Finished)), "{steps} steps");
            assert_eq!(files(home.path()), after(), "{steps} steps");
        }
    }

    #[test]
    fn a_run_that_is_ended_between_a_copy_and_its_place_is_finished_with_the_whole_text() {
        let (home, changes) = planned();
        let journal = Journal::begin(home.path()).unwrap();
        changes.stage(&journal).unwrap();
        journal.commit().unwrap();
        let at = |name: &str| journal.directory.join(name);
        fs::hard_link(at(&file(0, NEW)), at(&file(0, "copy"))).unwrap();
        drop(journal);
        assert_eq!(recover(home.path()), Ok(Some(Recovered::Finished)));
        assert_eq!(files(home.path()), after());
    }

    #[test]
    fn what_somebody_changed_meanwhile_stays_and_the_rest_is_undone() {
        let (home, changes) = planned();
        let journal = Journal::begin(home.path()).unwrap();
        changes.stage(&journal).unwrap();
        journal.commit().unwrap();
        let text = fs::read(journal.directory.join(LIST)).unwrap();
        let entries: Vec<Entry> = serde_json::from_slice(&text).unwrap();
        for (number, entry) in entries.iter().enumerate().take(3) {
            journal.step(number, entry).unwrap();
        }
        drop(journal);
        fs::write(home.path().join("src/lib.rs"), "fn b() {}\n").unwrap();
        assert_eq!(recover(home.path()), Ok(Some(Recovered::Undone)));
        assert_eq!(files(home.path()), texts([("old/gone.rs", "gone"), ("src/lib.rs", "fn b() {}\n")]));
    }

    #[test]
    fn a_file_that_can_not_be_changed_leaves_all_as_it_was() {
        let (home, mut changes) = planned();
        // Where a directory has to be there is a file.
        changes.0.push(Change { path: home.path().join("src/lib.rs/x"), old: None, new: Some(Vec::new()) });
        let error = changes.carry_out(home.path()).unwrap_err();
        assert!(error.contains("can't change the file") && error.ends_with("nothing was changed"), "{error}");
        assert_eq!(files(home.path()), before());
    }

    #[test]
    fn two_runs_do_not_change_a_package_at_once() {
        let (home, changes) = planned();
        let journal = Journal::begin(home.path()).unwrap();
        let error = changes.carry_out(home.path()).unwrap_err();
        assert!(error.starts_with("another run is at work in this package"), "{error}");
        assert_eq!(recover(home.path()).unwrap_err(), error);
        journal.close();
        changes.carry_out(home.path()).unwrap();
        assert_eq!(files(home.path()), after());
    }
}
