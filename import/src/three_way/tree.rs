//! The values of one file, merged key by key, and the places of the text that change with them.

use serde_yaml::{Mapping, Value};

/// What came of a file.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// What the file says then.
    pub(super) value: Value,
    /// The places that become what the new description says there.
    pub(super) ways: Vec<Vec<String>>,
    /// The places that a person edited.
    pub(super) edited: Vec<Edited>,
}

/// A place that a person edited, and what each side says there.
#[derive(Debug)]
pub(super) struct Edited {
    pub(super) way: Vec<String>,
    pub(super) sides: [Option<Value>; 3],
}

/// Merges what the files say: the locked description, the person, the new description.
pub(super) fn merge(sides: [Option<&Value>; 3], is_types: bool) -> Tree {
    let mut walk = Walk::default();
    let kind = if is_types { Kind::Entries } else { Kind::Keys };
    let none = Mapping::new();
    let maps = sides.map(|side| side.and_then(Value::as_mapping).unwrap_or(&none));
    let value = Value::Mapping(walk.mapping(kind, maps));
    Tree { value, ways: walk.ways, edited: walk.edited }
}

/// What the keys of a mapping are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// They are those of the spec language.
    Keys,
    /// Names of fields, types, values or codes: each entry is there or not as a whole, and a mapping without any says nothing.
    Entries,
}

impl Kind {
    /// The kind of what stands under a key.
    fn below(self, key: &str) -> Self {
        let has_entries = ["parameters", "types", "fields", "values", "errors"].contains(&key);
        if self == Self::Keys && has_entries { Self::Entries } else { Self::Keys }
    }
}

#[derive(Default)]
struct Walk {
    way: Vec<String>,
    ways: Vec<Vec<String>>,
    edited: Vec<Edited>,
}

impl Walk {
    fn value(&mut self, kind: Kind, sides: [Option<&Value>; 3]) -> Option<Value> {
        let [base, mine, theirs] = sides;
        if mine == theirs {
            return mine.cloned();
        }
        let none = Mapping::new();
        if let Some(maps) = mappings(kind, sides, &none) {
            let before = self.ways.len();
            let merged = self.mapping(kind, maps);
            if kind == Kind::Entries && merged.is_empty() && theirs.is_none() {
                self.goes(before);
                return None;
            }
            return Some(Value::Mapping(merged));
        }
        if let Some(lists) = self.examples(sides) {
            let before = self.ways.len();
            let merged = self.list(&lists);
            if merged.is_empty() && theirs.is_none() {
                self.goes(before);
                return None;
            }
            return Some(Value::Sequence(merged));
        }
        if base == mine {
            self.ways.push(self.way.clone());
            return theirs.cloned();
        }
        self.edited.push(Edited { way: self.way.clone(), sides: sides.map(Option::<&Value>::cloned) });
        mine.cloned()
    }

    /// What holds nothing any more goes itself.
    fn goes(&mut self, before: usize) {
        self.ways.truncate(before);
        self.ways.push(self.way.clone());
    }

    fn mapping(&mut self, kind: Kind, sides: [&Mapping; 3]) -> Mapping {
        let [base, mine, theirs] = sides;
        let mut merged = Mapping::new();
        let gone = base.keys().filter(|key| !mine.contains_key(*key));
        let new = theirs.keys().filter(|key| !mine.contains_key(*key) && !base.contains_key(*key));
        for key in mine.keys().chain(gone).chain(new) {
            let name = name(key);
            let below = kind.below(&name);
            self.way.push(name);
            let value = self.value(below, sides.map(|side| side.get(key)));
            self.way.pop();
            if let Some(value) = value {
                merged.insert(key.clone(), value);
            }
        }
        merged
    }

    /// The examples of the sides by the names of their responses, where each has one of its own.
    fn examples(&self, sides: [Option<&Value>; 3]) -> Option<[Vec<(String, Value)>; 3]> {
        let is_examples = self.way.len() == 1 && self.way[0] == "examples";
        if !is_examples || sides[1].is_none() {
            return None;
        }
        let [base, mine, theirs] = sides.map(|side| match side {
            None => Some(Vec::new()),
            Some(side) => named(side.as_sequence()?),
        });
        Some([base?, mine?, theirs?])
    }

    fn list(&mut self, sides: &[Vec<(String, Value)>; 3]) -> Vec<Value> {
        let [base, mine, theirs] = sides;
        let get = |side: &[(String, Value)], name: &str| side.iter().position(|(known, _)| known == name);
        let gone = base.iter().filter(|(name, _)| get(mine, name).is_none());
        let new = theirs.iter().filter(|(name, _)| get(mine, name).is_none() && get(base, name).is_none());
        let mut merged = Vec::new();
        for (name, _) in mine.iter().chain(gone).chain(new) {
            self.way.push(name.clone());
            let value = self.value(
                Kind::Keys,
                [base, mine, theirs].map(|side| get(side, name).map(|index| &side[index].1)),
            );
            self.way.pop();
            merged.extend(value);
        }
        merged
    }
}

/// The sides as mappings, where they can be merged key by key.
fn mappings<'v>(
    kind: Kind,
    [base, mine, theirs]: [Option<&'v Value>; 3],
    none: &'v Mapping,
) -> Option<[&'v Mapping; 3]> {
    let of = |side: Option<&'v Value>, may_miss: bool| match side {
        Some(side) => side.as_mapping(),
        None => may_miss.then_some(none),
    };
    Some([of(base, true)?, of(mine, false)?, of(theirs, kind == Kind::Entries && base.is_some())?])
}

fn named(items: &[Value]) -> Option<Vec<(String, Value)>> {
    let mut named: Vec<(String, Value)> = Vec::new();
    for item in items {
        let name = item.get("response")?.as_str()?.to_owned();
        if named.iter().any(|(known, _)| *known == name) {
            return None;
        }
        named.push((name, item.clone()));
    }
    Some(named)
}

/// A key as a step of a way.
fn name(key: &Value) -> String {
    match key {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        _ => String::new(),
    }
}
