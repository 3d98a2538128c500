//! Keys that have nothing or null as their value, which the quick reader takes for keys that are not there.

use crate::diagnostic::Findings;
use crate::diagnostic::problem::Advice;
use crate::source::{FileId, Place};
use crate::yaml::{self, Kind, Node, Scalar};

/// Keys whose values are JSON, where null may be meant, or of which there is a word of its own.
const TOLD_ELSEWHERE: &[&str] = &["default", "doc", "example"];

/// Reports each key of a text that has no value, other than those in the data of examples.
pub(super) fn check(text: &str, file: FileId, findings: &mut Findings) {
    if may_have_one(text)
        && let Some(root) = yaml::parse(text).root
    {
        look(&root, file, findings);
    }
}

/// Whether nothing or null stands behind a colon, and no deeper line follows it: cheap, and true for few good files.
fn may_have_one(text: &str) -> bool {
    text.match_indices(':').any(|(colon, _)| {
        let value = text[colon + 1..].trim_start_matches(' ');
        match value.bytes().next() {
            None | Some(b',' | b'}' | b'~') => true,
            Some(b'\n' | b'\r' | b'#') => !is_followed(&text[..colon], value),
            _ => value.starts_with("null"),
        }
    })
}

/// Whether the next line, other than blank ones and comments, is deeper than the last one before it.
fn is_followed(before: &str, rest: &str) -> bool {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let mut lines = rest.lines().skip(1);
    let next = lines.find(|line| !line.trim_start().is_empty() && !line.trim_start().starts_with('#'));
    next.is_some_and(|next| indent(next) > indent(line))
}

fn look(node: &Node, file: FileId, findings: &mut Findings) {
    match &node.kind {
        Kind::List(items) => items.iter().for_each(|item| look(item, file, findings)),
        Kind::Map(entries) => {
            for (key, value) in entries {
                let name = key.text().unwrap_or_default();
                if TOLD_ELSEWHERE.contains(&name) {
                    continue;
                }
                if value.scalar() == Some(Scalar::Null) {
                    findings.report(Place::bytes(file, key.span.clone()), Advice::EmptyKey(name.to_owned()));
                } else if name != "examples" {
                    look(value, file, findings);
                }
            }
        }
        Kind::Scalar { .. } => {}
    }
}
