//! Entries that stand beside what they belong to, because a line is not indented, or that are torn in two by a comma.

use serde_json::{Map, Value};

use super::Walker;
use crate::diagnostic::problem::StructureProblem;
use crate::language::foreign;
use crate::source::Place;
use crate::yaml::{Kind, Node};

/// A mapping that the walker is in: what its keys are.
#[derive(Clone, Copy)]
pub(super) enum Level<'w> {
    /// Those that the language gives.
    Keys(&'w Map<String, Value>),
    /// The user's own; the schema of their values.
    Entries(&'w Value),
}

type Entry = (Node, Node);

impl<'w> Walker<'w> {
    /// Moves keys that the language does not have here into the mapping before them, where they have a meaning.
    pub(super) fn adopt_keys(
        &mut self,
        entries: &mut Vec<Entry>,
        properties: &'w Map<String, Value>,
        is_meant: impl Fn(&str) -> bool,
    ) {
        self.adopt(entries, |walker, (prior, into), (key, value)| {
            let name = key.text()?;
            let schema = properties.get(prior.text()?)?;
            let is_empty = into.span.is_empty();
            let is_foreign = !properties.contains_key(name) && (is_empty || !is_meant(name));
            (is_foreign && walker.place(into, schema, key, value)).then_some(())
        });
    }

    /// Moves what is no entry into the entry before it, where it is a key of the language.
    pub(super) fn adopt_entries(&mut self, entries: &mut Vec<Entry>, schema: &'w Value) {
        let Some(properties) = self.schemas.properties(schema) else { return };
        self.adopt(entries, |walker, (_, into), (key, value)| {
            let name = key.text()?;
            let is_foreign = properties.contains_key(name) && !walker.is_entry(value, schema);
            (is_foreign && walker.place(into, schema, key, value)).then_some(())
        });
    }

    fn adopt(
        &mut self,
        entries: &mut Vec<Entry>,
        place: impl Fn(&Self, (&Node, &mut Node), (&Node, &Node)) -> Option<()>,
    ) {
        let mut kept: Vec<Entry> = Vec::new();
        let mut is_told = false;
        for (key, value) in std::mem::take(entries) {
            let prior = kept.last_mut();
            let is_placed =
                prior.is_some_and(|(name, into)| place(self, (name, into), (&key, &value)).is_some());
            if !is_placed {
                kept.push((key, value));
                is_told = false;
                continue;
            }
            if let Some((below, _)) = kept.last().filter(|_| !is_told) {
                let (name, place) =
                    (key.text().unwrap_or_default(), Place::bytes(self.file, below.span.clone()));
                let below = below.text().unwrap_or_default().to_owned();
                let problem = StructureProblem::NotIndented { key: name.to_owned(), below };
                self.report(key.span.clone(), problem).also(place);
            }
            is_told = true;
        }
        *entries = kept;
    }

    /// Puts an entry where a mapping, or the last one in it, takes it.
    fn place(&self, into: &mut Node, schema: &'w Value, key: &Node, value: &Node) -> bool {
        let name = key.text().unwrap_or_default();
        let is_nothing = into.span.is_empty() && matches!(into.kind, Kind::Scalar { .. });
        let mut nothing = Vec::new();
        let entries = match &mut into.kind {
            Kind::Map(entries) => entries,
            Kind::Scalar { .. } if is_nothing => &mut nothing,
            _ => return false,
        };
        let takes = match (self.schemas.properties(schema), self.schemas.entries(schema)) {
            (Some(properties), _) => {
                properties.contains_key(name) && entries.iter().all(|(key, _)| key.text() != Some(name))
            }
            (None, Some(entry)) if self.is_entry(value, entry) => true,
            (None, Some(entry)) => {
                return entries.last_mut().is_some_and(|(_, last)| self.place(last, entry, key, value));
            }
            (None, None) => false,
        };
        if takes {
            entries.push((key.clone(), value.clone()));
            if is_nothing {
                *into = Node { span: key.span.start..value.span.end, kind: Kind::Map(nothing) };
            }
        }
        takes
    }

    /// Whether a value is a mapping with keys of a schema, and no others.
    fn is_entry(&self, value: &Node, schema: &'w Value) -> bool {
        let (Kind::Map(entries), Some(properties)) = (&value.kind, self.schemas.properties(schema)) else {
            return false;
        };
        let is_known = |(key, _): &Entry| key.text().is_some_and(|key| properties.contains_key(key));
        !entries.is_empty() && entries.iter().all(is_known)
    }

    /// The mapping that a key was indented into, when the key is one of those around that.
    pub(super) fn is_of_outer(&self, key: &str, value: &Node) -> Option<String> {
        let (_, below) = self.outer.last()?;
        let is_there = |level: &Level<'w>| match level {
            Level::Keys(properties) => properties.contains_key(key),
            Level::Entries(schema) => self.is_entry(value, schema),
        };
        self.outer.iter().any(|(level, _)| is_there(level)).then(|| below.clone())
    }

    /// Reports a type of another language, `map<string, string>`, that the comma in it has torn, and takes its rest for no key.
    pub(super) fn join_types(&mut self, entries: &mut Vec<Entry>) {
        let mut joined: Vec<Entry> = Vec::new();
        for (key, value) in std::mem::take(entries) {
            if let (Some((_, Node { span, kind: Kind::Scalar { text, quoted } })), Some(more)) =
                (joined.last_mut(), key.text())
                && text.contains('<')
                && more.contains('>')
                && value.span.is_empty()
                && let Some(write) = foreign::translated(&format!("{text}, {more}"))
            {
                span.end = key.span.end;
                "json".clone_into(text);
                *quoted = true;
                let span = span.clone();
                self.report(span, StructureProblem::ForeignType { write });
                continue;
            }
            joined.push((key, value));
        }
        *entries = joined;
    }
}
