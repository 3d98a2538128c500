//! The marks that a merge leaves in a file.

use std::ops::Range;

use crate::diagnostic::Findings;
use crate::diagnostic::problem::{ConflictMark, FileProblem};
use crate::source::{FileId, Place};

/// Reports each conflict that a merge left in a text. Returns whether there was one.
pub(crate) fn report(text: &str, file: FileId, findings: &mut Findings) -> bool {
    let conflicts = find(text);
    for conflict in &conflicts {
        let mut marks = conflict.iter().map(|mark| Place::bytes(file, mark.clone()));
        let Some(first) = marks.next() else { continue };
        let mark = match conflict.first().map(|mark| &text[mark.clone()]) {
            Some(mark) if mark.starts_with('<') => ConflictMark::Begins,
            Some(mark) if mark.starts_with('>') => ConflictMark::Ends,
            _ => ConflictMark::Between,
        };
        let finding = findings.report(first, FileProblem::Conflict(mark));
        for mark in marks {
            finding.also(mark);
        }
    }
    !conflicts.is_empty()
}

/// The lines with marks, those of one conflict together.
fn find(text: &str) -> Vec<Vec<Range<usize>>> {
    let mut conflicts: Vec<Vec<Range<usize>>> = Vec::new();
    let mut is_open = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.trim_end();
        let has =
            |mark: &str| line == mark || line.strip_prefix(mark).is_some_and(|rest| rest.starts_with(' '));
        let span = start..start + line.len();
        if has("<<<<<<<") || (!is_open && (line == "=======" || has(">>>>>>>"))) {
            is_open = !has(">>>>>>>");
            conflicts.push(vec![span]);
        } else if is_open && (line == "=======" || has("|||||||") || has(">>>>>>>")) {
            is_open = !has(">>>>>>>");
            if let Some(marks) = conflicts.last_mut() {
                marks.push(span);
            }
        }
    }
    conflicts
}
