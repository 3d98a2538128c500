//! Types stand where the person's spec has them: an import puts a type beside the only Action that reaches it, and two Actions that were
//! added one after the other leave it where the first one brought it.

use std::collections::BTreeMap;

use qcloud_codegen::spec::edit::{Edit, apply, graft};
use qcloud_codegen::spec::{Origin, TypeSpec, inline, key};
use serde_yaml::Value;

use super::{Texts, is_types, is_yaml, value};

/// Moves the types of one side to the files in which the person's side has them. What can't be moved stays where it is.
pub(super) fn settle(texts: &mut Texts, mine: &Texts) {
    let homes: BTreeMap<String, &str> = mine
        .iter()
        .flat_map(|(path, text)| names(path, text).into_iter().map(move |(name, _)| (name, &**path)))
        .collect();
    let moves: Vec<_> = texts
        .iter()
        .flat_map(|(path, text)| {
            names(path, text).into_iter().map(move |(name, def)| (path.clone(), name, def))
        })
        .filter_map(|(path, name, def)| Some((*homes.get(&name)?, path, name, def)))
        .filter(|(home, path, ..)| home != path && (is_types(home) || texts.contains_key(*home)))
        .collect();
    for (home, path, name, def) in moves {
        let there = added(texts.get(home), home, &name, &def);
        let (Some(there), Some(left)) = (there, without(texts, &path, &name)) else { continue };
        texts.insert(home.to_owned(), there);
        if left.is_empty() {
            texts.remove(&path);
        } else {
            texts.insert(path, left);
        }
    }
}

/// The types of a file.
pub(super) fn names(path: &str, text: &str) -> Vec<(String, Value)> {
    if !is_yaml(path) {
        return Vec::new();
    }
    let Ok(Value::Mapping(file)) = value(text) else { return Vec::new() };
    let types =
        if is_types(path) { Some(file) } else { file.get("types").and_then(Value::as_mapping).cloned() };
    let entry = |(name, def): (Value, Value)| Some((name.as_str()?.to_owned(), def));
    types.into_iter().flatten().filter_map(entry).collect()
}

/// The text of a file with one type more.
pub(super) fn added(text: Option<&String>, path: &str, name: &str, def: &Value) -> Option<String> {
    let Some(text) = text else { return Some(format!("{}: {}\n", key(name), inline(def))) };
    let def = serde_yaml::from_value::<TypeSpec>(def.clone()).ok()?;
    apply(text, &[Edit::AddType { parent: Origin::file(path).types(), name: name.to_owned(), def }]).ok()
}

/// The text of a file without one of its types; an empty one where nothing is left.
fn without(texts: &Texts, path: &str, name: &str) -> Option<String> {
    let text = texts.get(path)?;
    let is_last = names(path, text).len() == 1;
    let way = match (is_types(path), is_last) {
        (true, true) => return Some(String::new()),
        (true, false) => vec![name.to_owned()],
        (false, true) => vec!["types".to_owned()],
        (false, false) => vec!["types".to_owned(), name.to_owned()],
    };
    graft(text, "", &[way]).ok()
}
