//! Keys that nothing stands behind: YAML takes them for null, and the quick reader for keys that are not there.

use crate::diagnostic::Findings;
use crate::diagnostic::problem::Advice;
use crate::source::{FileId, Place};
use crate::yaml::{self, Kind, Node};

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

/// Whether a line ends with a key, and the next one is no deeper: cheap, and true for few good files.
fn may_have_one(text: &str) -> bool {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
    let mut key = None;
    for line in text.lines() {
        let said = line.trim_start();
        if said.is_empty() || said.starts_with('#') {
            continue;
        }
        if key.is_some_and(|key| indent(line) <= key) {
            return true;
        }
        let bare = line.split(" #").next().unwrap_or_default().trim_end();
        key = bare.ends_with(':').then(|| indent(line));
    }
    key.is_some()
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
                if matches!(value.kind, Kind::Scalar { .. }) && value.span.is_empty() {
                    findings.report(Place::bytes(file, key.span.clone()), Advice::EmptyKey(name.to_owned()));
                } else if name != "examples" {
                    look(value, file, findings);
                }
            }
        }
        Kind::Scalar { .. } => {}
    }
}
