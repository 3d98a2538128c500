//! Files of others in a tree that is exchanged: what somebody saves meanwhile, by renaming, comes along.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::swap;

/// The files of others in a tree, each with what tells it from another file of its name.
type Seen = BTreeMap<PathBuf, Identity>;

/// What others have in a tree, from when it is copied until the copy has taken its place.
#[derive(Debug)]
pub(super) struct Foreign {
    /// The generator's files, old and new.
    own: BTreeSet<PathBuf>,
    /// What was there when it was last brought to the copy.
    seen: Seen,
    /// What the copy had then.
    placed: Seen,
}

impl Foreign {
    /// What is there before the tree is copied.
    pub(super) fn in_tree(tree: &Path, own: BTreeSet<PathBuf>) -> Self {
        let seen = look(tree, &own);
        Self { own, seen, placed: Seen::new() }
    }

    /// Brings to the copy what was saved, or taken away, since the tree was copied. Best effort: what can't be brought now comes afterwards.
    pub(super) fn bring(&mut self, tree: &Path, copy: &Path) {
        let now = look(tree, &self.own);
        for path in differing(&self.seen, &now) {
            let _ = fs::remove_file(copy.join(path));
            if now.contains_key(path) {
                let _ = make_way(copy, path).and_then(|()| swap::link(&tree.join(path), &copy.join(path)));
            }
        }
        self.placed = look(copy, &self.own);
        self.seen = now;
    }

    /// The same once more, after the two have changed places: what was saved into the old tree goes where the new one is, unless
    /// somebody has saved it there since.
    pub(super) fn follow(self, old: &Path, target: &Path) {
        // First those that were there, each with one look, for whoever reads at once what he has just saved.
        let mut there = Seen::new();
        for path in self.seen.keys() {
            if let Some(file) = identity(&old.join(path)) {
                add(&mut there, path.clone(), file);
            }
        }
        self.move_differing(&there, old, target);
        let seen = Self { seen: there, placed: look(target, &self.own), own: self.own };
        let now = look(old, &seen.own);
        // What has come since is in neither of the two.
        let come: Seen = now.into_iter().filter(|(path, _)| !seen.seen.contains_key(path)).collect();
        for path in come.keys().filter(|path| !seen.placed.contains_key(*path)) {
            let _ =
                make_way(target, path).and_then(|()| swap::move_to_free(&old.join(path), &target.join(path)));
        }
    }

    fn move_differing(&self, now: &Seen, old: &Path, target: &Path) {
        for path in differing(&self.seen, now) {
            let (old, place, placed) = (old.join(path), target.join(path), self.placed.get(path));
            if identity(&place).as_ref() != placed {
                continue;
            }
            let _ = match (placed, now.contains_key(path)) {
                (Some(placed), true) => put(&old, &place, placed),
                (None, true) => swap::move_to_free(&old, &place),
                (Some(placed), false) => take(&place, &old, placed),
                (None, false) => Ok(()),
            };
        }
    }
}

/// Puts a file in the place of the one that was `placed` there; another one that stands there by now is newer, and stays. What was there is
/// where the file was.
fn put(file: &Path, place: &Path, placed: &Identity) -> io::Result<()> {
    let mut within = identity(file);
    match swap::exchange(file, place) {
        Err(error) if swap::is_unsupported(&error) => return fs::rename(file, place),
        other => other?,
    }
    let mut came = identity(file);
    if came.as_ref() == Some(placed) {
        return Ok(());
    }
    // Somebody saved after the last look: that goes back, and what comes out then has to be what was just put there.
    loop {
        swap::exchange(file, place)?;
        let next = identity(file);
        if next == within {
            return Ok(());
        }
        (within, came) = (came, next);
    }
}

/// Removes the file that was `placed`, by way of a free place; another one that stands there by now is newer, and stays.
fn take(place: &Path, aside: &Path, placed: &Identity) -> io::Result<()> {
    swap::move_to_free(place, aside)?;
    if identity(aside).as_ref() == Some(placed) {
        fs::remove_file(aside)
    } else {
        swap::move_to_free(aside, place)
    }
}

/// The paths that one of the two lacks, or that are another file in the other.
fn differing<'s>(before: &'s Seen, after: &'s Seen) -> impl Iterator<Item = &'s PathBuf> {
    let changed = before.iter().filter(|(path, file)| after.get(*path) != Some(file));
    let new = after.keys().filter(|path| !before.contains_key(*path));
    changed.map(|(path, _)| path).chain(new)
}

fn make_way(tree: &Path, path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |parent| fs::create_dir_all(tree.join(parent)))
}

/// The files of a tree that are not the generator's. What can't be looked at is left to whoever copies it.
fn look(tree: &Path, own: &BTreeSet<PathBuf>) -> Seen {
    let mut seen = Seen::new();
    let mut waiting = vec![PathBuf::new()];
    while let Some(below) = waiting.pop() {
        for entry in fs::read_dir(tree.join(&below)).into_iter().flatten().flatten() {
            let path = below.join(entry.file_name());
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                waiting.push(path);
            } else if !own.contains(&path)
                && let Some(file) = identity(&entry.path())
            {
                add(&mut seen, path, file);
            }
        }
    }
    seen
}

/// How many files of a tree are held open at most: a process may have some hundreds open, and needs others.
const MOST_HELD: usize = 64;

/// What tells a file from another one of the same name.
#[cfg_attr(not(unix), allow(dead_code, reason = "nothing tells files apart there"))]
#[derive(Debug)]
struct Identity {
    inode: u64,
    /// The seconds and nanoseconds of the last change of what is in it.
    modified: (i64, i64),
    size: u64,
    /// Held open, since the number of a file that is gone may be the next one's, and what is saved at once has its time too.
    held: Option<File>,
}

impl PartialEq for Identity {
    fn eq(&self, other: &Self) -> bool {
        (self.inode, self.modified, self.size) == (other.inode, other.modified, other.size)
    }
}

/// None where there is no file, or where the system does not tell files apart, and nothing is brought along then.
#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;

    let held = hold(path);
    let found = match &held {
        Some(held) => held.metadata(),
        None => fs::symlink_metadata(path),
    };
    let found = found.ok()?;
    let modified = (found.mtime(), found.mtime_nsec());
    Some(Identity { inode: found.ino(), modified, size: found.size(), held })
}

#[cfg(not(unix))]
fn identity(_path: &Path) -> Option<Identity> {
    None
}

/// The file or the link itself, without reading it; none where no more can be held open.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn hold(path: &Path) -> Option<File> {
    use rustix::fs::{CWD, Mode, OFlags, openat};

    let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    openat(CWD, path, flags, Mode::empty()).ok().map(File::from)
}

/// Elsewhere numbers are not given anew so soon.
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
fn hold(_path: &Path) -> Option<File> {
    None
}

/// Takes a file in, held open where not too many are.
fn add(seen: &mut Seen, path: PathBuf, mut file: Identity) {
    file.held = file.held.filter(|_| seen.len() < MOST_HELD);
    seen.insert(path, file);
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// Two empty trees, and the directory that they are in.
    fn trees() -> (tempfile::TempDir, PathBuf, PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let [tree, copy] = ["tree", "copy"].map(|name| directory.path().join(name));
        fs::create_dir(&tree).unwrap();
        fs::create_dir(&copy).unwrap();
        (directory, tree, copy)
    }

    #[test]
    fn of_many_files_few_are_held_open() {
        let (_directory, tree, _) = trees();
        for number in 0..MOST_HELD * 3 {
            fs::write(tree.join(number.to_string()), "mine").unwrap();
        }
        let foreign = Foreign::in_tree(&tree, BTreeSet::new());
        let held = foreign.seen.values().filter(|file| file.held.is_some()).count();
        let expected = if cfg!(any(target_os = "linux", target_os = "android")) { MOST_HELD } else { 0 };
        assert_eq!((foreign.seen.len(), held), (MOST_HELD * 3, expected));
    }

    #[test]
    fn what_was_saved_after_the_last_look_stays() {
        let directory = tempfile::tempdir().unwrap();
        let (old, place) = (directory.path().join("old"), directory.path().join("place"));
        let read = |path| fs::read_to_string(path).unwrap();
        fs::write(&old, "older").unwrap();
        fs::write(&place, "placed").unwrap();
        let placed = identity(&place).unwrap();
        put(&old, &place, &placed).unwrap();
        assert_eq!((read(&place), read(&old)), ("older".to_owned(), "placed".to_owned()));
        save(&place, "newer");
        put(&old, &place, &identity(directory.path()).unwrap()).unwrap();
        assert_eq!((read(&place), read(&old)), ("newer".to_owned(), "placed".to_owned()));
        assert!(swap::move_to_free(&old, &place).is_err());
        fs::remove_file(&old).unwrap();
        take(&place, &old, &placed).unwrap();
        assert_eq!((read(&place), old.exists()), ("newer".to_owned(), false));
        take(&place, &old, &identity(&place).unwrap()).unwrap();
        assert_eq!((place.exists(), old.exists()), (false, false));
    }

    /// What is saved next may get the number of the file that it replaces, twice over.
    #[test]
    fn what_is_saved_often_after_the_exchange_stays() {
        let (_directory, tree, copy) = trees();
        save(&tree.join("mine"), "before");
        let mut foreign = Foreign::in_tree(&tree, BTreeSet::new());
        fs::hard_link(tree.join("mine"), copy.join("mine")).unwrap();
        foreign.bring(&tree, &copy);
        save(&tree.join("mine"), "late");
        for number in 1..=20 {
            save(&copy.join("mine"), &number.to_string());
            // As numbers are given anew, one of these has that of the file before the exchange.
            let after = foreign.placed.get(Path::new("mine")) == identity(&copy.join("mine")).as_ref();
            assert!(!after, "{number} is taken for the file before the exchange");
        }
        foreign.follow(&tree, &copy);
        assert_eq!(fs::read_to_string(copy.join("mine")).unwrap(), "20");
    }

    fn save(path: &Path, text: &str) {
        let beside = path.with_extension("new");
        fs::write(&beside, text).unwrap();
        fs::rename(beside, path).unwrap();
    }

    #[test]
    fn what_is_saved_while_a_tree_is_exchanged_is_in_the_new_one() {
        let (_directory, tree, copy) = trees();
        for name in ["own", "kept", "early", "late", "both", "deleted early", "deleted late"] {
            fs::write(tree.join(name), "before").unwrap();
        }
        let mut foreign = Foreign::in_tree(&tree, BTreeSet::from(["own".into(), "gone".into()]));
        for name in ["kept", "early", "late", "both", "deleted early", "deleted late"] {
            fs::hard_link(tree.join(name), copy.join(name)).unwrap();
        }
        fs::write(copy.join("own"), "generated").unwrap();
        save(&tree.join("early"), "saved");
        save(&tree.join("new early"), "saved");
        fs::remove_file(tree.join("deleted early")).unwrap();
        foreign.bring(&tree, &copy);
        save(&tree.join("late"), "saved");
        save(&tree.join("both"), "saved before");
        fs::create_dir(tree.join("below")).unwrap();
        save(&tree.join("below/new late"), "saved");
        save(&tree.join("own"), "old");
        fs::remove_file(tree.join("deleted late")).unwrap();
        // Now the copy stands where the tree was.
        save(&copy.join("both"), "saved after");
        foreign.follow(&tree, &copy);
        let mut found: Vec<_> = look(&copy, &BTreeSet::new()).into_keys().collect();
        found.sort();
        let found: Vec<_> = found
            .iter()
            .map(|path| (path.to_str().unwrap(), fs::read_to_string(copy.join(path)).unwrap()))
            .collect();
        let expected = [
            ("below/new late", "saved"),
            ("both", "saved after"),
            ("early", "saved"),
            ("kept", "before"),
            ("late", "saved"),
            ("new early", "saved"),
            ("own", "generated"),
        ];
        assert_eq!(found, expected.map(|(path, text)| (path, text.to_owned())));
    }
}
