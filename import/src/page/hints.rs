//! What the heading of a table and the words before it say that it describes.

use std::collections::{HashMap, HashSet};

use super::node::Node;
use super::notation::{lower, same};
use super::places::{ExampleObject, ExampleObjects, MAX_PLACES, joined};
use super::read::{Claim, FieldTable};
use super::types::{self, Base};

/// The most rows of a table that are compared with an example.
pub(super) const MAX_SAMPLE: usize = 30;
/// The most words before a table that are looked at.
const MAX_WORDS: usize = 400;

/// The things whose type has the name that the heading of a table is: `Task` for `Array of Task`.
pub(super) fn by_type(table: &FieldTable, root: &Node) -> Vec<Vec<String>> {
    let title = table.title.lines().last().unwrap_or_default();
    let words: Vec<&str> = title
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .collect();
    let [name] = words.as_slice() else { return Vec::new() };
    let mut found = Vec::new();
    search(root, &mut Vec::new(), &mut |node, path| {
        let text = node.claim.as_ref().map_or("", |claim| claim.type_text.as_str());
        let mut words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        if name.len() > 2
            && types::is_named(text, name)
            && words.any(|word| word == *name)
            && node.children.is_empty()
        {
            found.push(path.to_vec());
        }
    });
    found.truncate(MAX_SAMPLE);
    found
}

/// The things that the heading of a table names together, when all have what it describes: `source and target`.
pub(super) fn named_together(table: &FieldTable, root: &Node, places: &ExampleObjects) -> Vec<Vec<String>> {
    let title = table.title.lines().last().unwrap_or_default();
    let is_several = title.contains(['、', '和', '及', '与', '/', ',', '，', '&']) || title.contains(" and ");
    if !is_several {
        return Vec::new();
    }
    let found = hints(title, root, places);
    let first = found.first().map_or(0, Vec::len);
    let is_shown = |path: &Vec<String>| {
        let has = |place: &ExampleObject| {
            table.rows.iter().any(|row| place.keys.contains(&lower(&row.steps[0].name)))
        };
        path.len() == first && places.at(path).is_none_or(has)
    };
    if found.len() > 1 && found.iter().all(is_shown) { found } else { Vec::new() }
}

/// The things that the words before a table name, in their order.
pub(super) fn hints(title: &str, root: &Node, places: &ExampleObjects) -> Vec<Vec<String>> {
    let mut hints: Vec<Vec<String>> = Vec::new();
    let mut known: Vec<Vec<String>> = places.all.iter().map(|place| place.path.clone()).collect();
    let mut seen: HashSet<String> = known.iter().map(|path| joined(path)).collect();
    all_nodes(root, &mut Vec::new(), &mut known, &mut seen);
    let mut by_end: HashMap<String, Vec<&Vec<String>>> = HashMap::new();
    for path in &known {
        if let Some(last) = path.last() {
            by_end.entry(lower(last)).or_default().push(path);
        }
    }
    let words = title.split(|c: char| !(c.is_ascii_alphanumeric() || "_.[]-".contains(c)));
    for word in words.take(MAX_WORDS) {
        let word = word.trim_matches(['.', '-']);
        let Some(steps) = super::notation::path(word) else { continue };
        let names: Vec<&str> = steps.iter().map(|step| step.name.as_str()).collect();
        let ends = |path: &&&Vec<String>| {
            path.len() >= names.len()
                && path[path.len() - names.len()..].iter().zip(&names).all(|(a, b)| same(a, b))
        };
        let last = names.last().map(|name| lower(name)).unwrap_or_default();
        let mut found: Vec<&Vec<String>> =
            by_end.get(&last).into_iter().flatten().filter(ends).copied().collect();
        // Of several things with the name, the outermost is meant, unless the example knows better.
        found.sort_by_key(|path| std::cmp::Reverse(path.len()));
        for path in found.into_iter().take(MAX_SAMPLE) {
            if !hints.contains(path) {
                hints.push(path.clone());
            }
        }
    }
    if hints.is_empty() {
        hints.extend(described(title, root));
    }
    hints
}

fn all_nodes(node: &Node, path: &mut Vec<String>, all: &mut Vec<Vec<String>>, seen: &mut HashSet<String>) {
    for child in &node.children {
        path.push(child.name.clone());
        if all.len() < 2 * MAX_PLACES && may_hold(child) && seen.insert(joined(path)) {
            all.push(path.clone());
        }
        all_nodes(child, path, all, seen);
        path.pop();
    }
}

/// Whether there may be something inside of a thing, for all that the page says.
fn may_hold(node: &Node) -> bool {
    let may = |claim: &Claim| matches!(claim.ty.base, Base::Unknown | Base::Object) || claim.is_json();
    node.claim.as_ref().is_none_or(may) || !node.children.is_empty()
}

/// The thing whose description names the heading of a table: `see "Fields of the project"`.
fn described(title: &str, root: &Node) -> Option<Vec<String>> {
    const ENDS: [&str; 8] = ["格式", "说明", "结构", "字段", "参数", "列表", "详情", "定义"];
    let plain = |text: &str| {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    let mut title = plain(title.lines().last().unwrap_or_default());
    while let Some(end) = ENDS.iter().find(|end| title.ends_with(*end) && title.chars().count() > 5) {
        title.truncate(title.len() - end.len());
    }
    if title.chars().count() < 4 {
        return None;
    }
    let mut found = Vec::new();
    search(root, &mut Vec::new(), &mut |node, path| {
        let description = node.claim.as_ref().map(|claim| plain(&claim.description)).unwrap_or_default();
        if description.contains(&title) {
            found.push(path.to_vec());
        }
    });
    (found.len() == 1).then(|| found.remove(0))
}

fn search(node: &Node, path: &mut Vec<String>, visit: &mut dyn FnMut(&Node, &[String])) {
    for child in &node.children {
        path.push(child.name.clone());
        visit(child, path);
        search(child, path, visit);
        path.pop();
    }
}
