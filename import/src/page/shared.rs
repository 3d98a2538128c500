//! What the tables of a page say of one thing and the examples show of another too; and which names the tables have in other places.

use std::collections::HashSet;

use qcloud_drift::evidence::Evidence;

use super::node::Node;
use super::notation::lower;

/// The records that the examples show and no table describes, where another of the same names is described: it is described for both.
pub(super) fn share(root: &mut Node, observed: &Evidence) {
    let mut described = Vec::new();
    records(root, &mut described);
    fill(root, observed, &described);
}

/// The records of the tables, with what is inside of them.
fn records(node: &Node, found: &mut Vec<Vec<Node>>) {
    for child in node.children.iter().filter(|child| !child.children.is_empty()) {
        if child.children.iter().all(|inner| inner.claim.is_some()) {
            found.push(child.children.clone());
        }
        records(child, found);
    }
}

fn fill(node: &mut Node, observed: &Evidence, described: &[Vec<Node>]) {
    for inner in [&observed.items, &observed.values].into_iter().flatten() {
        fill(node, inner, described);
    }
    let has_room = node.claim.is_some() && node.children.is_empty();
    if has_room && !observed.fields.is_empty() {
        let fits = |fields: &&Vec<Node>| {
            let names: HashSet<String> = fields.iter().map(|field| lower(&field.name)).collect();
            // One field alone, such as an id, makes no record that is known again by its names, unless it is all there is.
            let is_enough = observed.fields.len() > 1 || fields.len() == 1;
            is_enough && observed.fields.keys().all(|name| names.contains(&lower(name)))
        };
        let mut fitting = described.iter().filter(fits);
        if let Some(fields) = fitting.next()
            && fitting.all(|other| other.len() == fields.len())
        {
            node.children.clone_from(fields);
        }
    }
    for (name, field) in &observed.fields {
        if let Some(child) = node.child_mut(name) {
            fill(child, field, described);
        }
    }
}

/// The names that the tables have where the examples show them.
pub(super) fn placed(node: &Node, observed: &Evidence, names: &mut HashSet<String>) {
    for inner in [&observed.items, &observed.values].into_iter().flatten() {
        placed(node, inner, names);
    }
    for (name, field) in &observed.fields {
        if let Some(child) = node.child(name) {
            if child.claim.is_some() {
                names.insert(lower(name));
            }
            placed(child, field, names);
        }
    }
}
