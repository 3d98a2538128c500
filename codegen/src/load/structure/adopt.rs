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
            let below = prior.text()?.to_owned();
            if is_foreign { walker.place(into, schema, key, value, below) } else { None }
        });
    }

    /// Moves what is no entry into the entry before it, where it is a key of the language.
    pub(super) fn adopt_entries(&mut self, entries: &mut Vec<Entry>, schema: &'w Value) {
        let Some(properties) = self.schemas.properties(schema) else { return };
        self.adopt(entries, |walker, (prior, into), (key, value)| {
            let name = key.text()?;
            let is_foreign = properties.contains_key(name) && !walker.is_entry(value, schema);
            let below = prior.text()?.to_owned();
            if is_foreign { walker.place(into, schema, key, value, below) } else { None }
        });
    }

    fn adopt(
        &mut self,
        entries: &mut Vec<Entry>,
        place: impl Fn(&Self, (&Node, &mut Node), (&Node, &Node)) -> Option<String>,
    ) {
        let mut kept: Vec<Entry> = Vec::new();
        let mut is_told = false;
        for (key, value) in std::mem::take(entries) {
            let prior = kept.last_mut();
            let placed = prior.and_then(|(name, into)| place(self, (name, into), (&key, &value)));
            let Some(below) = placed else {
                kept.push((key, value));
                is_told = false;
                continue;
            };
            if let Some((above, _)) = kept.last().filter(|_| !is_told) {
                let (name, place) =
                    (key.text().unwrap_or_default(), Place::bytes(self.file, above.span.clone()));
                let problem = StructureProblem::NotIndented { key: name.to_owned(), below };
                self.report(key.span.clone(), problem).also(place);
            }
            is_told = true;
        }
        *entries = kept;
    }

    /// Puts an entry where a mapping, or the last one in it, takes it; returns the key that it stands under then. `below` is that of the mapping.
    fn place(
        &self,
        into: &mut Node,
        schema: &'w Value,
        key: &Node,
        value: &Node,
        below: String,
    ) -> Option<String> {
        let name = key.text().unwrap_or_default();
        let is_nothing = into.span.is_empty() && matches!(into.kind, Kind::Scalar { .. });
        let mut nothing = Vec::new();
        let entries = match &mut into.kind {
            Kind::Map(entries) => entries,
            Kind::Scalar { .. } if is_nothing => &mut nothing,
            _ => return None,
        };
        let takes = match (self.schemas.properties(schema), self.schemas.entries(schema)) {
            (Some(properties), _) => {
                properties.contains_key(name) && entries.iter().all(|(key, _)| key.text() != Some(name))
            }
            (None, Some(entry)) if self.is_entry(value, entry) => true,
            (None, Some(entry)) => {
                let (name, last) = entries.last_mut()?;
                let below = name.text()?.to_owned();
                return self.place(last, entry, key, value, below);
            }
            // Free-form JSON that has nothing yet.
            (None, None) => {
                let is_adopted = |(first, _): &Entry| self.column(first) == self.column(key);
                below == "parameters"
                    && self.schemas.takes_any(schema)
                    && entries.first().is_none_or(is_adopted)
            }
        };
        if takes {
            entries.push((key.clone(), value.clone()));
            if is_nothing {
                *into = Node { span: key.span.start..value.span.end, kind: Kind::Map(nothing) };
            }
        }
        takes.then_some(below)
    }

    /// The bytes before a node in its line.
    fn column(&self, node: &Node) -> usize {
        let before = &self.text[..node.span.start];
        before.len() - before.rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// Whether a value is a mapping with keys of a schema, and no others.
    pub(super) fn is_entry(&self, value: &Node, schema: &'w Value) -> bool {
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
            Level::Keys(properties) => {
                properties.get(key).is_some_and(|schema| self.schemas.takes_value(value, schema))
            }
            Level::Entries(schema) => self.is_entry(value, schema),
        };
        self.outer.iter().any(|(level, _)| is_there(level)).then(|| below.clone())
    }

    /// Reports an entry with entries in it, where one level of them is meant, or a key of a mapping that this one is in.
    pub(super) fn is_nested(&mut self, key: &Node, value: &Node, schema: &'w Value) -> bool {
        let Some(name) = key.text() else { return false };
        if let (Kind::List(_), Some((Level::Keys(around), below))) = (&value.kind, self.outer.last())
            && around.get(name).is_some_and(|of_key| {
                self.schemas.takes_kind(value, of_key) && !self.schemas.takes_kind(value, schema)
            })
        {
            let problem = StructureProblem::IndentedTooFar { key: name.to_owned(), below: below.clone() };
            self.report(key.span.clone(), problem);
            return true;
        }
        let Kind::Map(inner) = &value.kind else { return false };
        let Some(properties) = self.schemas.properties(schema) else { return false };
        let is_known = |(key, _): &Entry| key.text().is_some_and(|key| properties.contains_key(key));
        if inner.is_empty() || inner.iter().any(is_known) {
            return false;
        }
        let outer = self.outer.last().map(|(level, name)| (*level, name.clone()));
        if let Some((Level::Keys(around), below)) = &outer
            && around.contains_key(name)
        {
            let problem = StructureProblem::IndentedTooFar { key: name.to_owned(), below: below.clone() };
            self.report(key.span.clone(), problem);
            return true;
        }
        let Some((first, _)) =
            inner.first().filter(|_| inner.iter().all(|(_, one)| self.is_entry(one, schema)))
        else {
            return false;
        };
        let problem = StructureProblem::TooNested {
            key: name.to_owned(),
            inner: first.text().unwrap_or_default().to_owned(),
            within: outer.map(|(_, name)| name),
        };
        self.report(key.span.clone(), problem);
        true
    }

    /// Brings entries that stand among the keys of the language under the key that takes such: fields beside `fields`.
    pub(super) fn gather_entries(
        &mut self,
        entries: &mut Vec<Entry>,
        properties: &'w Map<String, Value>,
        is_meant: impl Fn(&str) -> bool,
    ) {
        let is_given = |name: &str| entries.iter().any(|(key, _)| key.text() == Some(name));
        let is_entry = |(key, value): &Entry, schema| {
            !key.text().is_none_or(|key| properties.contains_key(key) || is_meant(key))
                && self.is_entry(value, schema)
        };
        let mut found = properties.iter().filter(|(name, _)| !is_given(name)).filter_map(|(name, schema)| {
            let entry = self.schemas.entries(schema).filter(|one| !self.schemas.required(one).is_empty())?;
            let first = entries.iter().find(|one| is_entry(one, entry))?;
            Some((name, entry, first.0.clone()))
        });
        let Some((under, schema, first)) = found.next() else { return };
        let mut gathered = Vec::new();
        let mut kept = Vec::new();
        for one in entries.iter() {
            if is_entry(one, schema) { gathered.push(one.clone()) } else { kept.push(one.clone()) }
        }
        let key = first.text().unwrap_or_default().to_owned();
        let problem = StructureProblem::Beside { key, under: under.clone() };
        let name =
            Node { span: first.span.clone(), kind: Kind::Scalar { text: under.clone(), quoted: false } };
        let span = first.span.start..gathered.last().map_or(first.span.end, |(_, value)| value.span.end);
        self.report(first.span, problem);
        kept.push((name, Node { span, kind: Kind::Map(gathered) }));
        *entries = kept;
    }

    /// Reports an item that is torn from the one before it by a dash.
    pub(super) fn split_items(&mut self, items: &mut [Node], schema: &'w Value) {
        let Some(properties) = self.schemas.properties(schema) else { return };
        let required = self.schemas.required(schema);
        let keys = |node: &Node| match &node.kind {
            Kind::Map(entries) => {
                entries.iter().filter_map(|(key, _)| key.text().map(str::to_owned)).collect()
            }
            _ => Vec::new(),
        };
        for number in 1..items.len() {
            let (above, below) = (keys(&items[number - 1]), keys(&items[number]));
            let lacks = |keys: &[String], name: &str| !keys.iter().any(|key| key == name);
            let is_part = !below.is_empty()
                && below.iter().all(|key| properties.contains_key(key) && lacks(&above, key));
            let missing = required.iter().find(|name| lacks(&above, name) && !lacks(&below, name));
            let Some(missing) = missing.filter(|_| is_part) else { continue };
            let spans = [items[number - 1].span.clone(), items[number].span.clone()];
            let problem = StructureProblem::SplitItem { missing: (*missing).to_owned() };
            self.report(spans[1].start..spans[1].start + below[0].len(), problem);
            for (item, span) in items[number - 1..=number].iter_mut().zip(spans) {
                self.findings.account(span.clone());
                *item = self.schemas.placeholder(schema, span);
            }
        }
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
