//! Files of others in a tree that is exchanged: what somebody saves meanwhile, by renaming, comes along.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::swap;

/// The files of others in a tree, each with what tells it from another file of its name.
type Seen = BTreeMap<PathBuf, u64>;

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
        let there: Seen =
            self.seen.keys().filter_map(|path| Some((path.clone(), identity(&old.join(path))?))).collect();
        self.move_differing(&there, old, target);
        let seen = Self { seen: there, placed: look(target, &self.own), own: self.own };
        let now = look(old, &seen.own);
        // What has come since is in neither of the two.
        let come: Seen = now.into_iter().filter(|(path, _)| !seen.seen.contains_key(path)).collect();
        for path in come.keys().filter(|path| !seen.placed.contains_key(*path)) {
            let _ = make_way(target, path).and_then(|()| fs::rename(old.join(path), target.join(path)));
        }
    }

    fn move_differing(&self, now: &Seen, old: &Path, target: &Path) {
        for path in differing(&self.seen, now) {
            let place = target.join(path);
            if identity(&place) != self.placed.get(path).copied() {
                continue;
            }
            if now.contains_key(path) {
                let _ = fs::rename(old.join(path), &place);
            } else {
                let _ = fs::remove_file(&place);
            }
        }
    }
}

/// The paths that one of the two lacks, or that are another file in the other.
fn differing<'s>(before: &'s Seen, after: &'s Seen) -> impl Iterator<Item = &'s PathBuf> {
    let changed = before.iter().filter(|(path, file)| after.get(*path) != Some(file));
    let new = after.keys().filter(|path| !before.contains_key(*path));
    changed.map(|(path, _)| path).chain(new)
}

fn make_way(tree: &Path, path: &Path) -> std::io::Result<()> {
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
                seen.insert(path, file);
            }
        }
    }
    seen
}

/// What tells a file from another one of the same name; none where the system does not say, and nothing is brought along then.
#[cfg(unix)]
fn identity(path: &Path) -> Option<u64> {
    fs::symlink_metadata(path).ok().map(|found| std::os::unix::fs::MetadataExt::ino(&found))
}

#[cfg(not(unix))]
fn identity(_path: &Path) -> Option<u64> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn save(path: &Path, text: &str) {
        let beside = path.with_extension("new");
        fs::write(&beside, text).unwrap();
        fs::rename(beside, path).unwrap();
    }

    #[test]
    fn what_is_saved_while_a_tree_is_exchanged_is_in_the_new_one() {
        let directory = tempfile::tempdir().unwrap();
        let (tree, copy) = (directory.path().join("tree"), directory.path().join("copy"));
        for tree in [&tree, &copy] {
            fs::create_dir(tree).unwrap();
        }
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
