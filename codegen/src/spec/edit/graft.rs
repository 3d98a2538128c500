//! Places of one text become what another one says there; comments and layout around them stay.

use std::str::FromStr;

use yaml_edit::{Document, Mapping, Scalar, Sequence, YamlNode};

use super::Obstacle;

/// Makes places of a text what another text of the same kind says there: they change, they are added near their neighbours, or they go.
///
/// A way is the keys that lead to a place from the root; an item of `examples` is found by the name of its response.
///
/// ```
/// use qcloud_codegen::spec::edit::graft;
///
/// let mine = "parameters:\n  id: {type: string}  # as `vpc-1`\n  old: {type: int}\n";
/// let theirs = "parameters:\n  all: {type: bool}\n  id: {type: string, required: true}\n";
/// let ways = [["parameters", "all"], ["parameters", "old"]].map(|way| way.map(str::to_owned).to_vec());
/// assert_eq!(
///     graft(mine, theirs, &ways)?,
///     "parameters:\n  id: {type: string}  # as `vpc-1`\n  all: {type: bool}\n"
/// );
/// # Ok::<(), qcloud_codegen::spec::edit::Obstacle>(())
/// ```
///
/// # Errors
///
/// When the editor can't read one of the texts, and when there is nothing in the first one that could hold the place.
pub fn graft(text: &str, other: &str, ways: &[Vec<String>]) -> Result<String, Obstacle> {
    let bom = if text.starts_with('\u{feff}') { "\u{feff}" } else { "" };
    let document = read(&text[bom.len()..])?;
    let root = root(&document).ok_or_else(|| Obstacle("the file is no mapping".to_owned()))?;
    let other = read(other.trim_start_matches('\u{feff}'))?;
    let other = self::root(&other);
    for way in ways {
        let (last, above) = way.split_last().ok_or_else(|| missing(way))?;
        let source = other.as_ref().and_then(|other| descend(other, above));
        match descend(&root, above).ok_or_else(|| missing(way))? {
            YamlNode::Mapping(mapping) => entry(&mapping, source.as_ref(), last),
            YamlNode::Sequence(sequence) => item(&sequence, source.as_ref(), last),
            _ => return Err(missing(way)),
        }
    }
    let mut changed = format!("{bom}{document}");
    while changed.ends_with("\n\n") && !text.ends_with("\n\n") {
        changed.pop();
    }
    Ok(changed)
}

fn missing(way: &[String]) -> Obstacle {
    Obstacle(format!("there is no place for `{}`", way.join(".")))
}

fn read(text: &str) -> Result<Document, Obstacle> {
    Document::from_str(text).map_err(|error| Obstacle(format!("the editor can't read the file: {error}")))
}

fn root(document: &Document) -> Option<YamlNode> {
    document.as_mapping().map(YamlNode::Mapping)
}

/// What stands at the end of a way.
fn descend(root: &YamlNode, way: &[String]) -> Option<YamlNode> {
    way.iter().try_fold(root.clone(), |node, step| child(&node, step))
}

fn child(node: &YamlNode, step: &str) -> Option<YamlNode> {
    match node {
        YamlNode::Mapping(mapping) => mapping.get(key(mapping, step)?),
        YamlNode::Sequence(sequence) => sequence.get(position(sequence, step)?),
        _ => None,
    }
}

/// A key as it stands in a mapping, where it may be a number or in quotes.
fn key(mapping: &Mapping, name: &str) -> Option<YamlNode> {
    mapping.keys().find(|key| text(key).as_deref() == Some(name))
}

fn text(node: &YamlNode) -> Option<String> {
    node.as_scalar().map(Scalar::as_string)
}

fn position(sequence: &Sequence, response: &str) -> Option<usize> {
    let is_it =
        |item: YamlNode| item.get("response").and_then(|name| text(&name)).as_deref() == Some(response);
    sequence.values().position(is_it)
}

fn entry(mapping: &Mapping, source: Option<&YamlNode>, name: &str) {
    let source = source.and_then(YamlNode::as_mapping);
    let wanted = source.and_then(|source| {
        let key = key(source, name)?;
        Some((source, source.get(&key)?, key))
    });
    match (key(mapping, name), wanted) {
        (None, None) => {}
        (Some(key), None) => drop(mapping.remove(key)),
        (Some(key), Some((_, value, _))) => mapping.set(key, value),
        (None, Some((source, value, key))) => insert(mapping, source, &key, &value),
    }
}

/// Adds an entry behind the nearest one that stands before it in the other text. One that is to be the first comes behind the next one: a
/// comment above that would otherwise be taken for one on the new entry.
fn insert(mapping: &Mapping, source: &Mapping, new: &YamlNode, value: &YamlNode) {
    let names: Vec<_> = source.keys().filter_map(|key| text(&key)).collect();
    let place = names.iter().position(|name| text(new).as_ref() == Some(name)).unwrap_or(names.len());
    let there = |name: &String| key(mapping, name);
    match names[..place].iter().rev().chain(&names[place..]).find_map(there) {
        Some(near) => drop(mapping.insert_after(near, new, value)),
        None => mapping.set(new, value),
    }
}

fn item(sequence: &Sequence, source: Option<&YamlNode>, response: &str) {
    let source = source.and_then(YamlNode::as_sequence);
    let wanted = source.and_then(|source| source.get(position(source, response)?));
    match (position(sequence, response), wanted) {
        (None, None) => {}
        (Some(index), None) => drop(sequence.remove(index)),
        (Some(index), Some(item)) => drop(sequence.set(index, item)),
        (None, Some(item)) => sequence.push(item),
    }
}
