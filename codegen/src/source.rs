//! The texts of a spec, and where in them a diagnostic points.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

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
    /// The entry with this number; keys of the user's own may be repeated.
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
}

/// Looks places up in their files; each file is parsed once, and only when a place in it is asked for.
pub(crate) struct Finder<'s> {
    sources: &'s Sources,
    trees: HashMap<FileId, Option<yaml::Node>>,
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
            Spot::Way(steps, part) => {
                let tree = self.trees.entry(place.file).or_insert_with(|| yaml::parse(text));
                tree.as_ref().map_or(0..0, |root| walk(root, steps, *part))
            }
        }
    }
}

fn walk(root: &yaml::Node, steps: &[OwnedStep], part: Part) -> Range<usize> {
    let mut node = root;
    let mut key = None;
    for step in steps {
        let found = match (step, &node.kind) {
            (OwnedStep::Key(name), yaml::Kind::Map(entries)) => entries
                .iter()
                .find(|(key, _)| key.text() == Some(name))
                .map(|(key, value)| (Some(key), value)),
            (OwnedStep::Entry(number), yaml::Kind::Map(entries)) => {
                entries.get(*number).map(|(key, value)| (Some(key), value))
            }
            (OwnedStep::Item(number), yaml::Kind::List(items)) => items.get(*number).map(|item| (None, item)),
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

/// YAML with positions: the second look at a text, made only when there is something to report.
mod yaml {
    use std::ops::Range;

    use saphyr_parser::{Event, Parser, Span, StrInput};

    /// A deeper nesting is not looked into; `load` has refused it before.
    const MAX_DEPTH: usize = 200;

    #[derive(Debug)]
    pub(super) struct Node {
        pub(super) span: Range<usize>,
        pub(super) kind: Kind,
    }

    #[derive(Debug)]
    pub(super) enum Kind {
        Scalar(String),
        List(Vec<Node>),
        Map(Vec<(Node, Node)>),
        Alias,
    }

    impl Node {
        pub(super) fn text(&self) -> Option<&str> {
            match &self.kind {
                Kind::Scalar(text) => Some(text),
                _ => None,
            }
        }
    }

    pub(super) fn parse(text: &str) -> Option<Node> {
        let mut reader = Reader { parser: Parser::new_from_str(text), offsets: Offsets::new(text) };
        loop {
            match reader.next()? {
                (Event::StreamStart | Event::DocumentStart(_), _) => {}
                (event, span) => return reader.node(event, span, 0),
            }
        }
    }

    struct Reader<'t> {
        parser: Parser<'t, StrInput<'t>>,
        offsets: Offsets<'t>,
    }

    impl<'t> Reader<'t> {
        fn next(&mut self) -> Option<(Event<'t>, Span)> {
            self.parser.next_event()?.ok()
        }

        fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Option<Node> {
            if depth > MAX_DEPTH {
                return None;
            }
            let start = self.offsets.byte(span.start.index());
            let mut end = self.offsets.byte(span.end.index());
            let kind = match event {
                Event::Scalar(text, ..) => Kind::Scalar(text.into_owned()),
                Event::Alias(_) => Kind::Alias,
                Event::SequenceStart(..) => {
                    let mut items = Vec::new();
                    loop {
                        let (event, span) = self.next()?;
                        if matches!(event, Event::SequenceEnd) {
                            end = self.offsets.byte(span.end.index()).max(end);
                            break;
                        }
                        items.push(self.node(event, span, depth + 1)?);
                    }
                    Kind::List(items)
                }
                Event::MappingStart(..) => {
                    let mut entries = Vec::new();
                    loop {
                        let (event, span) = self.next()?;
                        if matches!(event, Event::MappingEnd) {
                            end = self.offsets.byte(span.end.index()).max(end);
                            break;
                        }
                        let key = self.node(event, span, depth + 1)?;
                        let (event, span) = self.next()?;
                        entries.push((key, self.node(event, span, depth + 1)?));
                    }
                    Kind::Map(entries)
                }
                _ => return None,
            };
            Some(Node { span: start..end.max(start), kind })
        }
    }

    /// From the parser's character counts to bytes. Its marks don't only go forward, so a few are kept.
    struct Offsets<'t> {
        text: &'t str,
        /// The byte of every 256th character.
        marks: Vec<usize>,
    }

    const STRIDE: usize = 256;

    impl<'t> Offsets<'t> {
        fn new(text: &'t str) -> Self {
            Self { text, marks: text.char_indices().step_by(STRIDE).map(|(byte, _)| byte).collect() }
        }

        fn byte(&self, character: usize) -> usize {
            let Some(&mark) = self.marks.get(character / STRIDE) else { return self.text.len() };
            self.text[mark..]
                .char_indices()
                .nth(character % STRIDE)
                .map_or(self.text.len(), |(byte, _)| mark + byte)
        }
    }
}
