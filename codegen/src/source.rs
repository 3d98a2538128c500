//! The texts of a spec, and where in them a diagnostic points.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::model::Origin;
use crate::yaml::{Kind, Node};
use crate::{json, yaml};

/// A file of the spec.
#[derive(Debug)]
pub(crate) struct Source {
    /// The path as the user knows it.
    pub(crate) path: PathBuf,
    /// Its text, without a byte order mark.
    pub(crate) text: Arc<str>,
    /// The length of the byte order mark that stood before it.
    pub(crate) bom: usize,
    /// Where each line starts, once somebody asks.
    starts: OnceLock<Vec<usize>>,
}

impl Source {
    /// Line and column of a byte, both from 1, the column in characters.
    pub(crate) fn position(&self, byte: usize) -> (usize, usize) {
        let line = self.line(byte);
        (line, self.text[self.starts()[line - 1]..byte].chars().count() + 1)
    }

    /// The line of a byte, from 1.
    pub(crate) fn line(&self, byte: usize) -> usize {
        self.starts().partition_point(|start| *start <= byte)
    }

    /// The bytes of the lines from one to another, both from 1.
    pub(crate) fn lines(&self, first: usize, last: usize) -> Range<usize> {
        self.starts()[first - 1]..self.starts().get(last).copied().unwrap_or(self.text.len())
    }

    fn starts(&self) -> &[usize] {
        self.starts.get_or_init(|| {
            std::iter::once(0).chain(self.text.match_indices('\n').map(|(at, _)| at + 1)).collect()
        })
    }
}

/// The files of a spec; a [`FileId`] is an index.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    list: Vec<Source>,
    by_path: HashMap<PathBuf, FileId>,
}

/// A file among [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FileId(usize);

impl Sources {
    /// Takes a text in; a file that is there already stays as it is.
    pub(crate) fn add(&mut self, path: &Path, text: Arc<str>, bom: usize) -> FileId {
        if let Some(known) = self.by_path.get(path) {
            return *known;
        }
        let file = FileId(self.list.len());
        self.list.push(Source { path: path.to_owned(), text, bom, starts: OnceLock::new() });
        self.by_path.insert(path.to_owned(), file);
        file
    }

    pub(crate) fn get(&self, file: FileId) -> &Source {
        &self.list[file.0]
    }

    /// Takes the files of another list in; their ids mean nothing here.
    pub(crate) fn merge(&mut self, other: Self) {
        for source in other.list {
            self.add(&source.path, source.text, source.bom);
        }
    }

    /// Gives the files other paths.
    pub(crate) fn rename(&mut self, renamed: impl Fn(&mut PathBuf)) {
        self.list.iter_mut().for_each(|source| renamed(&mut source.path));
        self.by_path =
            self.list.iter().enumerate().map(|(id, source)| (source.path.clone(), FileId(id))).collect();
    }

    pub(crate) fn find(&self, path: &Path) -> Option<&Source> {
        self.by_path.get(path).map(|file| self.get(*file))
    }
}

/// A place in a file, by the way that leads to it from the root. Cheap to make; only a diagnostic keeps it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'a> {
    file: FileId,
    way: Option<(&'a At<'a>, Step<'a>)>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    /// The entry with this key.
    Key(&'a str),
    /// The entry with this number: keys of the user's own may be repeated.
    Entry(usize),
    /// The item with this number.
    Item(usize),
}

impl<'a> At<'a> {
    pub(crate) fn root(file: FileId) -> Self {
        Self { file, way: None }
    }

    pub(crate) fn key(&'a self, key: &'a str) -> Self {
        Self { file: self.file, way: Some((self, Step::Key(key))) }
    }

    pub(crate) fn entry(&'a self, number: usize) -> Self {
        Self { file: self.file, way: Some((self, Step::Entry(number))) }
    }

    pub(crate) fn item(&'a self, number: usize) -> Self {
        Self { file: self.file, way: Some((self, Step::Item(number))) }
    }

    /// The place of the value that stands here.
    pub(crate) fn value(&self) -> Place {
        self.place(Part::Value)
    }

    /// The place of the key that leads here.
    pub(crate) fn name(&self) -> Place {
        self.place(Part::Key)
    }

    fn place(&self, part: Part) -> Place {
        Place { file: self.file, spot: Spot::Way(self.way(), part) }
    }

    /// The steps that lead here from the root.
    pub(crate) fn way(&self) -> Vec<OwnedStep> {
        let mut steps = Vec::new();
        let mut at = self;
        while let Some((parent, step)) = at.way {
            steps.push(match step {
                Step::Key(key) => OwnedStep::Key(key.to_owned()),
                Step::Entry(number) => OwnedStep::Entry(number),
                Step::Item(number) => OwnedStep::Item(number),
            });
            at = parent;
        }
        steps.reverse();
        steps
    }

    pub(crate) fn file(&self) -> FileId {
        self.file
    }
}

/// A place in a file that a diagnostic keeps. It becomes a [`Range`] only when the diagnostic is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: FileId,
    spot: Spot,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Spot {
    Way(Vec<OwnedStep>, Part),
    /// A byte offset that the YAML reader gave.
    Offset(usize),
    /// Bytes of the file.
    Bytes(Range<usize>),
}

/// A step of a way that a diagnostic keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OwnedStep {
    Key(String),
    Entry(usize),
    Item(usize),
}

impl fmt::Display for OwnedStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => f.write_str(key),
            Self::Entry(number) | Self::Item(number) => number.fmt(f),
        }
    }
}

/// What a way leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The key of the last step.
    Key,
    /// What stands behind the key.
    Value,
}

impl Place {
    pub(crate) fn way(file: FileId, steps: Vec<OwnedStep>, part: Part) -> Self {
        Self { file, spot: Spot::Way(steps, part) }
    }

    pub(crate) fn offset(file: FileId, offset: usize) -> Self {
        Self { file, spot: Spot::Offset(offset) }
    }

    pub(crate) fn bytes(file: FileId, bytes: Range<usize>) -> Self {
        Self { file, spot: Spot::Bytes(bytes) }
    }
}

/// Looks places up in their files; each file is parsed once, and only when a place in it is asked for.
pub(crate) struct Finder<'s> {
    sources: &'s Sources,
    trees: HashMap<FileId, Option<Node>>,
}

impl<'s> Finder<'s> {
    pub(crate) fn new(sources: &'s Sources) -> Self {
        Self { sources, trees: HashMap::new() }
    }

    /// The bytes that a place covers. What can't be found is answered with the nearest thing around it.
    pub(crate) fn range(&mut self, place: &Place) -> Range<usize> {
        let source = self.sources.get(place.file);
        let text = &*source.text;
        match &place.spot {
            Spot::Offset(offset) => word_at(text, *offset),
            Spot::Bytes(bytes) => bytes.clone(),
            Spot::Way(steps, part) => {
                let is_json = source.path.extension().is_some_and(|extension| extension == "json");
                let parse = || if is_json { json::parse(text) } else { yaml::parse(text).root };
                let tree = self.trees.entry(place.file).or_insert_with(parse);
                tree.as_ref().map_or(0..0, |root| walk(root, steps, *part))
            }
        }
    }
}

/// Line and column of places of a model, each file read once.
pub(crate) fn locate<'a>(
    directory: &Path,
    places: impl IntoIterator<Item = &'a Origin>,
) -> Vec<Option<(usize, usize)>> {
    let mut sources = Sources::default();
    let mut found = Vec::new();
    for origin in places {
        let path = directory.join(&origin.file);
        let file = sources.by_path.get(&path).copied().or_else(|| {
            let text = std::fs::read_to_string(&path).ok()?;
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            Some(sources.add(&path, text.into(), 0))
        });
        let steps = origin.keys.iter().cloned().map(OwnedStep::Key).collect();
        found.push(file.map(|file| Place::way(file, steps, Part::Key)));
    }
    let mut finder = Finder::new(&sources);
    let mut position = |place: Place| sources.get(place.file).position(finder.range(&place).start);
    found.into_iter().map(|place| place.map(&mut position)).collect()
}

fn walk(root: &Node, steps: &[OwnedStep], part: Part) -> Range<usize> {
    let mut node = root;
    let mut key = None;
    for step in steps {
        let found = match (step, &node.kind) {
            (OwnedStep::Key(name), Kind::Map(entries)) => entries
                .iter()
                .find(|(key, _)| key.text() == Some(name))
                .map(|(key, value)| (Some(key), value)),
            (OwnedStep::Entry(number), Kind::Map(entries)) => {
                entries.get(*number).map(|(key, value)| (Some(key), value))
            }
            (OwnedStep::Item(number), Kind::List(items)) => items.get(*number).map(|item| (None, item)),
            _ => None,
        };
        let Some((found_key, value)) = found else {
            // The key is missing: point at what lacks it, by its own key where it has one.
            return key.unwrap_or(node).span.clone();
        };
        (key, node) = (found_key, value);
    }
    match (part, key) {
        (Part::Key, Some(key)) => key.span.clone(),
        // Nothing stands there: the key is all there is to see.
        (_, Some(key)) if node.span.is_empty() => key.span.clone(),
        _ => node.span.clone(),
    }
}

/// The word that starts at `offset`, or as little as can be underlined.
pub(crate) fn word_at(text: &str, offset: usize) -> Range<usize> {
    let mut start = offset.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let rest = &text[start..];
    let length = rest.find(|c: char| !c.is_alphanumeric() && !"_-.".contains(c)).unwrap_or(rest.len());
    let length = if length == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { length };
    start..start + length
}
