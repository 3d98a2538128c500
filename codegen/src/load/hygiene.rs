//! What no file of a spec may hold: characters that hide what is written, and the means of YAML that make a short text long.

use crate::diagnostic::Findings;
use crate::diagnostic::problem::FileProblem;
use crate::language::text::is_hidden;
use crate::source::{FileId, Place};
use crate::yaml::{Kind, Node, Oddity, Tree};

/// A file of more bytes is always read with bounds before it is read quickly.
const SMALL: usize = 32 << 10;

/// Whether a text needs the careful look: cheap, and true for few good files.
pub(super) fn is_suspicious(text: &str) -> bool {
    let starts_word = |at: usize| {
        at == 0 || text.as_bytes()[at - 1].is_ascii_whitespace() || b"[{,".contains(&text.as_bytes()[at - 1])
    };
    let is_odd = |at: usize, byte: u8| match byte {
        b'&' | b'!' => {
            starts_word(at) && text.as_bytes().get(at + 1).is_some_and(|next| !next.is_ascii_whitespace())
        }
        b'<' => text[at..].starts_with("<<"),
        b'\\' => text.as_bytes().get(at + 1).is_some_and(|next| b"0abefvxuUNLP_".contains(next)),
        0..=8 | 11 | 12 | 14..=31 | 127 => true,
        _ => false,
    };
    text.len() > SMALL
        || text.bytes().enumerate().any(|(at, byte)| is_odd(at, byte))
        || text.chars().any(|c| !c.is_ascii() && is_hidden(c))
}

/// Reports the characters of a text that hide what is written. Returns whether there was one.
pub(super) fn check_text(text: &str, file: FileId, findings: &mut Findings) -> bool {
    let mut found = false;
    for (at, c) in text.char_indices().filter(|(_, c)| is_hidden(*c)) {
        findings.report(Place::bytes(file, at..at + c.len_utf8()), FileProblem::Hidden(c));
        found = true;
    }
    found
}

/// Reports the same characters where an escape stands for them, and what of YAML is not part of the language.
pub(super) fn check_tree(tree: &Tree, file: FileId, findings: &mut Findings) {
    for (span, oddity) in &tree.oddities {
        let problem = match oddity {
            Oddity::Anchor => FileProblem::Anchor,
            Oddity::Tag => FileProblem::Tag,
            Oddity::Document => FileProblem::Document,
            Oddity::DocumentEnd => FileProblem::DocumentEnd,
        };
        findings.report(Place::bytes(file, span.clone()), problem);
    }
    if let Some(root) = &tree.root {
        check_node(root, file, findings);
    }
}

fn check_node(node: &Node, file: FileId, findings: &mut Findings) {
    match &node.kind {
        Kind::Scalar { text, .. } => {
            if let Some(c) = text.chars().find(|c| is_hidden(*c)) {
                findings.report(Place::bytes(file, node.span.clone()), FileProblem::Hidden(c));
            }
        }
        Kind::List(items) => items.iter().for_each(|item| check_node(item, file, findings)),
        Kind::Map(entries) => {
            for (key, value) in entries {
                check_node(key, file, findings);
                check_node(value, file, findings);
            }
        }
    }
}
