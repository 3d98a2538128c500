//! Docs that say something else than somebody wrote: those that a comment cuts off, that are empty, have quotes around them or end too early.

use crate::diagnostic::Findings;
use crate::diagnostic::problem::Advice;
use crate::source::{FileId, Place};
use crate::yaml::{self, Kind, Node, Scalar};

/// Marks that stand around a text.
const QUOTES: &[char] = &['"', '“', '”', '‘', '’', '「', '」'];

/// What no sentence ends with.
const NO_ENDS: &[char] = &[',', ';', ':', '(', '，', '；', '：', '、', '（'];

/// Reports each `doc` of a text that is empty, other than those of fields, that a comment cuts off, or that is odd otherwise.
pub(super) fn check(text: &str, file: FileId, findings: &mut Findings) {
    let mut is_worth_a_look = text.chars().any(|c| !c.is_ascii() && QUOTES.contains(&c));
    for (key, _) in text.match_indices("doc:") {
        let line = text[key..].split('\n').next().unwrap_or_default();
        let value = line["doc:".len()..].trim_start();
        is_worth_a_look |= may_be_odd(value);
        let before = text[..key].trim_end_matches([' ', '-']);
        let is_alone = before.is_empty() || before.ends_with('\n');
        let is_plain = line.starts_with("doc: ") && !value.starts_with(['"', '\'', '|', '>', '#']);
        if is_alone
            && is_plain
            && let Some((before, _)) = value.split_once(" #")
            && !before.trim_end().ends_with(['.', '!', '?', '。'])
        {
            let at = key + line.len() - value.len() + before.len() + 1;
            findings.report(Place::bytes(file, at..at + 1), Advice::CommentInDoc);
        }
    }
    if is_worth_a_look && let Some(root) = yaml::parse(text).root {
        look(&root, false, file, findings);
    }
}

/// Whether the doc that a line begins may be odd, as a quick look at it tells: the careful look needs a tree of the file.
fn may_be_odd(value: &str) -> bool {
    let (mut quotes, mut open) = (0, 0);
    for c in value.chars() {
        match c {
            '"' => quotes += 1,
            '(' | '（' => open += 1,
            ')' | '）' => open -= 1,
            _ => {}
        }
    }
    // A quote inside of quotes is odd where they hold nothing else, or where it may be a measure of inches.
    let is_start_or_number =
        |before: &str| before.trim_end() == "\"" || before.ends_with(|c: char| c.is_ascii_digit());
    let end = value.trim_end_matches(['\r', '\'', '"', '}', ']', ' ']);
    value.is_empty()
        || value.starts_with(['\'', '\\'])
        || quotes % 2 == 1
        || (quotes > 0 && !value.starts_with('"'))
        || value.match_indices("\\\"").any(|(at, _)| is_start_or_number(&value[..at]))
        || open != 0
        || end.ends_with(NO_ENDS)
        || ["\"\"", "\" ", "~", "null", ",", "}", "#"].iter().any(|empty| value.starts_with(empty))
}

/// Fields without a doc are told with those that have no such key.
fn look(node: &Node, is_field: bool, file: FileId, findings: &mut Findings) {
    match &node.kind {
        Kind::List(items) => items.iter().for_each(|item| look(item, false, file, findings)),
        Kind::Map(entries) => {
            for (key, value) in entries {
                let is_empty = match value.scalar() {
                    Some(Scalar::Null) => true,
                    Some(Scalar::Text(text)) => text.trim().is_empty(),
                    _ => false,
                };
                match (key.text(), &value.kind) {
                    (Some("doc"), _) if is_empty && !is_field => {
                        findings.report(Place::bytes(file, key.span.clone()), Advice::EmptyDoc);
                    }
                    (Some("doc"), Kind::Scalar { .. }) => {
                        if let Some(Scalar::Text(text)) = value.scalar()
                            && let Some(advice) = oddity(text)
                        {
                            findings.report(Place::bytes(file, value.span.clone()), advice);
                        }
                    }
                    (Some("parameters" | "fields"), Kind::Map(fields)) => {
                        for (_, field) in fields {
                            look(field, true, file, findings);
                        }
                    }
                    _ => look(value, false, file, findings),
                }
            }
        }
        Kind::Scalar { .. } => {}
    }
}

/// Whether a straight quote opens a text that is not closed; one behind a number is for inches or seconds, where none is open.
fn has_stray_quote(text: &str) -> bool {
    text.match_indices('"').fold(false, |is_open, (at, _)| {
        let is_inch = !is_open && text[..at].ends_with(|c: char| c.is_ascii_digit());
        if is_inch { is_open } else { !is_open }
    })
}

/// What is odd about a doc.
fn oddity(text: &str) -> Option<Advice> {
    let text = text.trim();
    let count = |marks: &[char]| text.matches(marks).count();
    let inner = text.strip_prefix(QUOTES).and_then(|text| text.strip_suffix(QUOTES));
    if let Some(inner) = inner.filter(|inner| !inner.trim().is_empty() && !inner.contains(QUOTES)) {
        return Some(Advice::QuotedDoc(inner.trim().to_owned()));
    }
    if has_stray_quote(text) || count(&['“']) != count(&['”']) || count(&['「']) != count(&['」']) {
        return Some(Advice::StrayQuote);
    }
    let is_open = count(&['(', '（']) > count(&[')', '）']);
    (text.ends_with(NO_ENDS) || is_open).then_some(Advice::UnfinishedDoc)
}

#[cfg(test)]
mod tests {
    use super::has_stray_quote;

    #[test]
    fn a_quote_behind_a_number_is_no_stray_one() {
        for (text, expected) in [
            (r#"24" screens"#, false),
            (r#"19" and 24" racks"#, false),
            (r#"of "24" inches"#, false),
            (r#"of "24 inches"#, true),
            (r#"a 3.5" "disk"#, true),
            (r#"says "no""#, false),
            (r#"says no""#, true),
        ] {
            assert_eq!(has_stray_quote(text), expected, "{text}");
        }
    }
}
