//! Values of JSON in a YAML file: what YAML can say and JSON can't.

use std::collections::HashMap;

use super::Walker;
use crate::diagnostic::problem::StructureProblem;
use crate::source::Place;
use crate::yaml::{Kind, Node, Scalar};

/// Reports what is no JSON in a value, or no number of 64 bits. Returns whether it can stay.
pub(super) fn check(walker: &mut Walker<'_>, node: &Node) -> bool {
    match &node.kind {
        Kind::List(items) => items.iter().filter(|item| !check(walker, item)).count() == 0,
        Kind::Map(entries) => check_entries(walker, entries),
        Kind::Scalar { text, .. } => match node.scalar() {
            Some(Scalar::Float(value)) if !value.is_finite() => {
                walker.report(node.span.clone(), StructureProblem::NoJsonNumber(text.clone()));
                false
            }
            Some(Scalar::Float(_)) if is_digits(text) => {
                walker.report(node.span.clone(), StructureProblem::NumberBeyondRange(text.clone()));
                false
            }
            _ => true,
        },
    }
}

fn check_entries(walker: &mut Walker<'_>, entries: &[(Node, Node)]) -> bool {
    let mut first = HashMap::new();
    let mut good = true;
    for (key, value) in entries {
        let Some(name) = key.text() else {
            walker.report(key.span.clone(), StructureProblem::KeyIsNoString);
            good = false;
            continue;
        };
        if let Some(place) = first.insert(name, key.span.clone()) {
            let place = Place::bytes(walker.file, place);
            walker.report(key.span.clone(), StructureProblem::DuplicateKey(name.to_owned())).also(place);
            good = false;
        }
        good &= check(walker, value);
    }
    good
}

/// Whether a text is an integer, of any size.
pub(super) fn is_digits(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}
