//! Which Actions the code of a package uses: those whose request or method is named anywhere in it.

mod words;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use qcloud_codegen::model::{Action, Service};

use self::words::words;

/// A line of a file that names an Action.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The file, below the directory of the package.
    pub(crate) file: PathBuf,
    /// The line, from 1.
    pub(crate) line: usize,
}

/// Where each Action is named that is, by its place among those that were asked for.
pub(crate) type Uses = BTreeMap<usize, Vec<Place>>;

/// Looks for Actions in the files of Rust below a directory, apart from the generated ones.
///
/// Where two services have the same name, a file means the one that it names too: its module, its method or its handle. Where it names none
/// of them, it may mean each.
///
/// # Errors
///
/// When a directory or a file can't be read.
pub(crate) fn find(root: &Path, generated: &Path, actions: &[(&Service, &Action)]) -> io::Result<Uses> {
    let mut named: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, (_, action)) in actions.iter().enumerate() {
        for name in [action.request.name.as_str(), action.method.as_str()] {
            named.entry(name).or_default().push(number);
        }
    }
    let mut uses = Uses::new();
    for file in files(root, generated)? {
        let text = fs::read(&file)?;
        let text = String::from_utf8_lossy(&text);
        let words = words(&text);
        let known: HashSet<&str> = words.iter().map(|(_, word)| *word).collect();
        let is_spoken_of = |number: &usize| {
            let service = actions[*number].0;
            known.contains(&*service.module) || known.contains(&*service.handle)
        };
        for (line, word) in &words {
            let Some(meant) = named.get(word) else { continue };
            let spoken_of: Vec<usize> = meant.iter().copied().filter(is_spoken_of).collect();
            for number in if spoken_of.is_empty() { meant } else { &spoken_of } {
                let file = file.strip_prefix(root).unwrap_or(&file).to_owned();
                uses.entry(*number).or_default().push(Place { file, line: *line });
            }
        }
    }
    for places in uses.values_mut() {
        places.sort();
        places.dedup();
    }
    Ok(uses)
}

/// The files of Rust that belong to the package: no other package's, and none that cargo or the generator has written.
fn files(root: &Path, generated: &Path) -> io::Result<Vec<PathBuf>> {
    let is_package = |directory: &Path| {
        fs::read_to_string(directory.join("Cargo.toml")).is_ok_and(|text| text.contains("[package]"))
    };
    // The directory of a workspace stands for all its packages.
    let has_others = is_package(root);
    let mut found = Vec::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(directory) = waiting.pop() {
        for entry in fs::read_dir(&directory)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            let name = entry.file_name();
            let is_hidden = name.to_string_lossy().starts_with('.');
            if kind.is_dir() {
                let is_foreign = has_others && is_package(&path);
                if !is_hidden && name != "target" && path != generated && !is_foreign {
                    waiting.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
