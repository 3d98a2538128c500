//! Docs that say less than somebody wrote: those that a comment cuts off, and those that are empty.

use crate::diagnostic::Findings;
use crate::diagnostic::problem::Advice;
use crate::source::{FileId, Place};
use crate::yaml::{self, Kind, Node, Scalar};

/// Reports each `doc` of a text that is empty, other than those of fields, and each that a comment cuts off.
pub(super) fn check(text: &str, file: FileId, findings: &mut Findings) {
    let mut may_be_empty = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let value_of = |at: usize| line[at + "doc:".len()..].trim_start();
        may_be_empty |= line.match_indices("doc:").any(|(at, _)| {
            let value = value_of(at);
            value.is_empty()
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
    if may_be_empty && let Some(root) = yaml::parse(text).root {
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
