//! The objects that the examples show, by the ways to them: what the tables of a page are held against.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use qcloud_drift::evidence::{Evidence, Kind};

use super::notation::{Step, lower};
use super::read::FieldTable;

/// Deeper than this, nothing is put.
pub(super) const MAX_DEPTH: usize = 24;
/// The most places of an example that tables are compared with.
pub(super) const MAX_PLACES: usize = 300;

/// Makes maps of the objects below the whole whose keys are data, unless a table names one of the keys.
pub(super) fn make_maps(observed: &mut Evidence, named: &HashMap<String, usize>) {
    let below = observed.fields.iter_mut().map(|(name, inner)| (holds_labels(name, inner), inner));
    let others = observed.items.as_deref_mut().into_iter().chain(observed.values.as_deref_mut());
    for (is_labels, inner) in below.chain(others.map(|inner| (false, inner))) {
        let is_map = is_labels || inner.is_map();
        if is_map && !inner.fields.keys().any(|key| named.contains_key(&lower(key))) {
            inner.values = Some(Box::new(inner.merged_fields()));
            inner.fields.clear();
        }
        make_maps(inner, named);
    }
}

/// Whether an object is one of labels, which whoever gives them names as he likes.
fn holds_labels(name: &str, observed: &Evidence) -> bool {
    let name = lower(name);
    let is_text = |value: &Evidence| value.kind() == Some(Kind::Text);
    (name.ends_with("label") || name.ends_with("labels"))
        && !observed.fields.is_empty()
        && observed.fields.values().all(is_text)
}

/// The tables, with those names whole that stand so, dots and all, in an object of the examples: they are no ways to something inside.
pub(super) fn with_whole_names<'t>(
    tables: &'t [FieldTable],
    observed: Option<&Evidence>,
) -> Cow<'t, [FieldTable]> {
    let objects = ExampleObjects::new(observed).all;
    let dotted: HashSet<&String> =
        objects.iter().flat_map(|object| &object.keys).filter(|key| key.contains('.')).collect();
    let mut tables = Cow::Borrowed(tables);
    if dotted.is_empty() {
        return tables;
    }
    for row in tables.to_mut().iter_mut().flat_map(|table| &mut table.rows) {
        let steps: Vec<&str> = row.steps.iter().map(|step| &*step.name).collect();
        let name = steps.join(".");
        if dotted.contains(&lower(&name)) && !row.steps.iter().any(|step| step.indexed) {
            row.steps = vec![Step { name, indexed: false }];
        }
    }
    tables
}

/// An object of the examples: the way to it and the names in it, as they are compared.
pub(super) struct ExampleObject {
    pub(super) path: Vec<String>,
    pub(super) keys: HashSet<String>,
}

/// The objects of all examples, found by their paths.
pub(super) struct ExampleObjects {
    pub(super) all: Vec<ExampleObject>,
    /// By their paths, as they are compared.
    pub(super) by_path: HashMap<String, usize>,
}

impl ExampleObjects {
    pub(super) fn new(observed: Option<&Evidence>) -> Self {
        let mut all = Vec::new();
        if let Some(observed) = observed {
            collect(observed, &mut Vec::new(), &mut all);
        }
        let mut by_path = HashMap::new();
        for (index, place) in all.iter().enumerate() {
            by_path.entry(joined(&place.path)).or_insert(index);
        }
        Self { all, by_path }
    }

    /// The object at the end of a way.
    pub(super) fn at(&self, path: &[String]) -> Option<&ExampleObject> {
        self.by_path.get(&joined(path)).map(|index| &self.all[*index])
    }

    pub(super) fn has(&self, path: &str, name: &str) -> bool {
        self.by_path.get(path).is_some_and(|index| self.all[*index].keys.contains(&lower(name)))
    }

    /// How many steps of a way the examples have.
    pub(super) fn depth(&self, base: &[String], steps: &[Step]) -> usize {
        let mut path = joined(base);
        let mut depth = 0;
        for step in steps {
            if !self.has(&path, &step.name) {
                break;
            }
            depth += 1;
            path.push_str(&lower(&step.name));
            path.push('.');
        }
        depth
    }
}

pub(super) fn joined(path: &[String]) -> String {
    path.iter().map(|name| lower(name) + ".").collect()
}

fn collect(observed: &Evidence, path: &mut Vec<String>, places: &mut Vec<ExampleObject>) {
    if places.len() >= MAX_PLACES || path.len() > MAX_DEPTH {
        return;
    }
    // The keys of a map are none of what tables describe; its values are.
    if observed.objects.times > 0 && observed.values.is_none() {
        let keys = observed.fields.keys().map(|name| lower(name)).collect();
        places.push(ExampleObject { path: path.clone(), keys });
        for (name, field) in &observed.fields {
            path.push(name.clone());
            collect(field, path, places);
            path.pop();
        }
    }
    // Where the values are of several kinds, what describes some of them is not true of the others.
    let values = observed.values.as_ref().filter(|values| values.kind().is_some());
    for inner in observed.items.iter().chain(values) {
        collect(inner, path, places);
    }
}
