//! The names of parameters and fields as pages write them: `data.n.vpcId`, `urls.n`, `list[].x`, `├ name`.

use crate::example::flat::is_index;

/// Deeper than this, nothing on a page is meant.
const MAX_DEPTH: usize = 16;

/// A name, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Name {
    /// Its steps from the outermost.
    pub(super) steps: Vec<Step>,
    /// How far it is indented, by white space or by marks such as `├`.
    pub(super) indent: usize,
}

/// A step of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// The name on the wire.
    pub(super) name: String,
    /// An index stands behind it, so it is a list.
    pub(super) indexed: bool,
}

/// The names in a cell: one as a rule, several when they share a row.
pub(super) fn names(cell: &str) -> Vec<Name> {
    let mut width = 0;
    let mut rest = cell;
    while let Some(c) = rest.chars().next() {
        let is_mark = "├└│─┗┣┃━↳∟|>+".contains(c);
        let is_dash = "-–—".contains(c);
        if !(c.is_whitespace() || is_mark || is_dash) {
            break;
        }
        width += if c == '\u{3000}' || is_dash || is_mark { 2 } else { 1 };
        rest = &rest[c.len_utf8()..];
    }
    let line = rest.lines().next().unwrap_or_default();
    let line = without_notes(line);
    let parts: Vec<&str> = line.split(['、', '，', '/', ',', '；', ';', '或']).map(str::trim).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let mut names: Vec<Name> = Vec::new();
    for part in parts {
        let Some(steps) = steps(part) else { return Vec::new() };
        let name = Name { steps, indent: width };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// A path such as `data.list[].x`, if every step of it is a name.
pub(super) fn path(text: &str) -> Option<Vec<Step>> {
    steps(text.trim())
}

/// A name without what stands in parentheses behind it, quotes and stars.
fn without_notes(line: &str) -> String {
    let line = line.replace("::", ".");
    let end = line.char_indices().find(|(at, c)| match c {
        '（' | '：' | '。' | ':' => true,
        '(' => !["n)", "N)", ")"].iter().any(|index| line[at + 1..].starts_with(index)),
        _ => false,
    });
    let line = end.map_or(line.as_str(), |(at, _)| &line[..at]);
    line.trim_matches(|c: char| c.is_whitespace() || "`*\"'“”‘’".contains(c)).to_owned()
}

fn steps(text: &str) -> Option<Vec<Step>> {
    let text = text.replace("->", ".").replace("[]", ".n").replace("{}", "").replace("()", "");
    let text = text.replace(['[', '(', '{'], ".").replace([']', ')', '}'], "");
    let mut steps: Vec<Step> = Vec::new();
    for piece in text.split('.') {
        let piece = piece.trim();
        if piece.is_empty() {
            continue;
        }
        if is_index(piece)
            && let Some(last) = steps.last_mut()
        {
            last.indexed = true;
            continue;
        }
        if !is_name(piece) || steps.len() == MAX_DEPTH {
            return None;
        }
        steps.push(Step { name: piece.to_owned(), indexed: false });
    }
    (!steps.is_empty()).then_some(steps)
}

/// Whether a piece can be a name on the wire.
pub(super) fn is_name(piece: &str) -> bool {
    let mut bytes = piece.bytes();
    piece.len() <= 80
        && bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// A name as it is compared: without case and `_`.
pub(super) fn lower(name: &str) -> String {
    name.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect()
}

/// Whether two names differ in nothing but case and `_`.
pub(super) fn same(a: &str, b: &str) -> bool {
    let plain =
        |name: &str| name.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect::<String>();
    a.eq_ignore_ascii_case(b) || plain(a) == plain(b)
}

/// The words of a text that can be names, as they are compared.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "_-".contains(c)));
    words.filter(|word| is_name(word)).map(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(cell: &str) -> String {
        let names = names(cell).into_iter().map(|name| {
            let steps: Vec<_> = name
                .steps
                .iter()
                .map(|step| format!("{}{}", step.name, if step.indexed { "[]" } else { "" }))
                .collect();
            format!("{}{}", " ".repeat(name.indent), steps.join("."))
        });
        names.collect::<Vec<_>>().join(" + ")
    }

    #[test]
    fn every_notation_is_taken_apart() {
        let cases = [
            ("vpcId", "vpcId"),
            ("data.n.vpcId", "data[].vpcId"),
            ("urls.n", "urls[]"),
            ("Filters.n.Values.n", "Filters[].Values[]"),
            ("data.list[].x", "data.list[].x"),
            ("data[n].x", "data[].x"),
            ("ids.0", "ids[]"),
            ("a->b", "a.b"),
            ("data::list::x", "data.list.x"),
            ("ids.n(n为下标从0开始)", "ids[]"),
            ("name（必填）", "name"),
            ("`name`", "name"),
            ("**name*", "name"),
            ("\u{a0}\u{a0}├ name", "     name"),
            ("- name", "   name"),
            ("startTime/endTime", "startTime + endTime"),
            ("n", "n"),
            ("中文", ""),
            ("two words", ""),
            ("", ""),
        ];
        for (cell, expected) in cases {
            assert_eq!(shown(cell), expected, "{cell}");
        }
    }
}
