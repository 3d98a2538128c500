//! Comments that stand on the lines before a key.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Obstacle;
use crate::yaml::{self, Kind, Node};

/// The comments of a text by the ways to the keys that they stand before, without their `#`.
///
/// ```
/// use qcloud_codegen::spec::edit::comments;
///
/// let text = "parameters:\n  # Seen once.\n  id: {type: string}\n";
/// let way = ["parameters", "id"].map(str::to_owned).to_vec();
/// assert_eq!(comments(text)[&way], ["Seen once."]);
/// ```
#[must_use]
pub fn comments(text: &str) -> BTreeMap<Vec<String>, Vec<String>> {
    let mut found = BTreeMap::new();
    if let Some(root) = yaml::parse(text).root {
        collect(text, &root, &mut Vec::new(), &mut found);
    }
    found
}

fn collect(text: &str, node: &Node, way: &mut Vec<String>, found: &mut BTreeMap<Vec<String>, Vec<String>>) {
    let Kind::Map(entries) = &node.kind else { return };
    for (key, value) in entries {
        let Some(name) = key.text() else { continue };
        way.push(name.to_owned());
        let line = line(text, key.span.start);
        if text[line.start..key.span.start].trim().is_empty() {
            let above: Vec<_> = above(text, line.start).map(|range| words(&text[range]).to_owned()).collect();
            if !above.is_empty() {
                found.insert(way.clone(), above);
            }
        }
        collect(text, value, way, found);
        way.pop();
    }
}

/// Puts a comment on a line of its own before a key; in the middle of a line, before that line.
pub(super) fn add(text: &str, way: &[String], comment: &str) -> Result<String, Obstacle> {
    let line = line(text, key(text, way)?.start);
    let indent = text[line.clone()].len() - text[line.clone()].trim_start_matches(' ').len();
    let (before, behind) = text.split_at(line.start);
    Ok(format!("{before}{}# {comment}\n{behind}", " ".repeat(indent)))
}

/// Takes a comment away that stands before a key.
pub(super) fn remove(text: &str, way: &[String], comment: &str) -> Result<String, Obstacle> {
    let start = line(text, key(text, way)?.start).start;
    let Some(range) = above(text, start).find(|range| words(&text[range.clone()]) == comment) else {
        return Ok(text.to_owned());
    };
    Ok(format!("{}{}", &text[..range.start], &text[range.end..]))
}

/// Where the key at the end of a way stands.
fn key(text: &str, way: &[String]) -> Result<Range<usize>, Obstacle> {
    let mut node = yaml::parse(text).root;
    let mut place = None;
    for step in way {
        let Some(Kind::Map(entries)) = node.map(|node| node.kind) else { return Err(missing(way)) };
        let entry = entries.into_iter().find(|(key, _)| key.text() == Some(step));
        let (key, value) = entry.ok_or_else(|| missing(way))?;
        (place, node) = (Some(key.span), Some(value));
    }
    place.ok_or_else(|| missing(way))
}

fn missing(way: &[String]) -> Obstacle {
    Obstacle(format!("there is no `{}` to comment on", way.join(".")))
}

/// The line that a place is in, without its end.
fn line(text: &str, place: usize) -> Range<usize> {
    let start = text[..place].rfind('\n').map_or(0, |end| end + 1);
    let end = text[place..].find('\n').map_or(text.len(), |end| place + end);
    start..end
}

/// The lines of comments right above a line, with their ends, the nearest first.
fn above(text: &str, start: usize) -> impl Iterator<Item = Range<usize>> {
    let mut end = start;
    std::iter::from_fn(move || {
        let last = end.checked_sub(1)?;
        let line = line(text, last);
        let range = line.start..end;
        end = line.start;
        text[line].trim_start().starts_with('#').then_some(range)
    })
}

/// What a line of a comment says.
fn words(line: &str) -> &str {
    line.trim().trim_start_matches('#').trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# The schema.\naction: A\nparameters:\n  # Ours.\n  # Seen.\n  id: {type: string}\n  all: {type: bool}\n";

    fn way(keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| (*key).to_owned()).collect()
    }

    #[test]
    fn comments_are_those_right_before_a_key() {
        let found = comments(TEXT);
        assert_eq!(found[&way(&["parameters", "id"])], ["Seen.", "Ours."]);
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn a_comment_comes_before_its_key_and_goes_alone() {
        let all = way(&["parameters", "all"]);
        let text = add(TEXT, &all, "Inferred.").unwrap();
        assert!(text.ends_with("  id: {type: string}\n  # Inferred.\n  all: {type: bool}\n"), "{text}");
        assert_eq!(remove(&text, &all, "Inferred.").unwrap(), TEXT);
        assert_eq!(remove(&text, &all, "Another.").unwrap(), text);
        let text = remove(TEXT, &way(&["parameters", "id"]), "Ours.").unwrap();
        assert!(text.contains("parameters:\n  # Seen.\n  id:"), "{text}");
        let flow = add("a: {b: 1, c: 2}\n", &way(&["a", "c"]), "Seen.").unwrap();
        assert_eq!(flow, "# Seen.\na: {b: 1, c: 2}\n");
        assert_eq!(add(TEXT, &way(&["b"]), "").unwrap_err().to_string(), "there is no `b` to comment on");
    }
}
