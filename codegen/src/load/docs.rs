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
    let mut is_worth_a_look = text.contains(&QUOTES[1..]);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let value_of = |at: usize| line[at + "doc:".len()..].trim_start();
        is_worth_a_look |= line.match_indices("doc:").any(|(at, _)| {
            let value = value_of(at);
            let count = |marks: &[char]| value.matches(marks).count();
            let end = value.trim_end_matches(['\r', '\n', '\'', '"', '}', ']', ' ']);
            value.is_empty()
                || value.starts_with(['\'', '\\'])
                || count(&['"']) % 2 == 1
                || (count(&['"']) > 0 && !value.starts_with('"'))
                || count(&['(', '（']) != count(&[')', '）'])
                || value.contains("\\\"")
                || end.ends_with(NO_ENDS)
                || ["\"\"", "''", "\" ", "' ", "~", "null", ",", "}", "#"]
                    .iter()
                    .any(|empty| value.starts_with(empty))
        });
        let words = line.trim_start_matches([' ', '-']);
        let value = words.strip_prefix("doc: ").map(str::trim_start);
        let plain = value.filter(|value| !value.starts_with(['"', '\'', '|', '>', '#']));
        if let Some((before, _)) = plain.and_then(|value| value.split_once(" #"))
            && !before.trim_end().ends_with(['.', '!', '?', '。'])
        {
            let at = start + line.find(" #").unwrap_or_default() + 1;
            findings.report(Place::bytes(file, at..at + 1), Advice::CommentInDoc);
        }
        start += line.len();
    }
    if is_worth_a_look && let Some(root) = yaml::parse(text).root {
        look(&root, false, file, findings);
    }
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
