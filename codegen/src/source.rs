//! The texts of a spec, and where in them a diagnostic points.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::yaml::{self, Kind, Node};

/// A file of the spec.
#[derive(Debug)]
pub(crate) struct Source {
    /// The path as the user knows it.
    pub(crate) path: PathBuf,
    /// Its text, without a byte order mark.
    pub(crate) text: String,
}

/// The files of a spec; a [`FileId`] is an index.
#[derive(Debug, Default)]
pub(crate) struct Sources(Vec<Source>);

/// A file among [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FileId(usize);

impl Sources {
    pub(crate) fn add(&mut self, path: &Path, text: String) -> FileId {
        self.0.push(Source { path: path.to_owned(), text });
        FileId(self.0.len() - 1)
    }

    pub(crate) fn get(&self, file: FileId) -> &Source {
        &self.0[file.0]
    }

    pub(crate) fn find(&self, path: &Path) -> Option<&Source> {
        self.0.iter().find(|source| source.path == path)
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
        Place { file: self.file, spot: Spot::Way(steps, part) }
    }
}

/// A place in a file that a diagnostic keeps. It becomes a [`Range`] only when the diagnostic is shown.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) file: FileId,
    spot: Spot,
}

#[derive(Clone, Debug)]
enum Spot {
    Way(Vec<OwnedStep>, Part),
    /// A byte offset that the YAML reader gave.
    Offset(usize),
    /// Bytes of the file.
    Bytes(Range<usize>),
}

#[derive(Clone, Debug)]
enum OwnedStep {
    Key(String),
    Entry(usize),
    Item(usize),
}

#[derive(Clone, Copy, Debug)]
enum Part {
    Key,
    Value,
}

impl Place {
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
        let text = &self.sources.get(place.file).text;
        match &place.spot {
            Spot::Offset(offset) => word_at(text, *offset),
            Spot::Bytes(bytes) => bytes.clone(),
            Spot::Way(steps, part) => {
                let tree = self.trees.entry(place.file).or_insert_with(|| yaml::parse(text));
                tree.as_ref().map_or(0..0, |root| walk(root, steps, *part))
            }
        }
    }
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
        _ => node.span.clone(),
    }
}

/// The word that starts at `offset`, or as little as can be underlined.
fn word_at(text: &str, offset: usize) -> Range<usize> {
    let mut start = offset.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let rest = &text[start..];
    let length = rest.find(|c: char| !c.is_alphanumeric() && !"_-.".contains(c)).unwrap_or(rest.len());
    let length = if length == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { length };
    start..start + length
}
