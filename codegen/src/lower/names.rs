//! Rust names that must differ, and which of two has one first.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::diagnostic::Findings;
use crate::diagnostic::problem::{NameAdvice, NameProblem, Named};
use crate::language::names;
use crate::source::{At, Place};

/// Names that must differ, who has each, and where. Who is told by the wire name, where nothing else is said.
#[derive(Debug)]
pub(super) struct Names<H = String>(HashMap<String, (H, Place)>);

impl<H> Default for Names<H> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<H> Names<H> {
    /// Takes a name, or says who has it already.
    pub(super) fn claim(&mut self, name: &str, holder: H, place: Place) -> Option<&(H, Place)> {
        match self.0.entry(name.to_owned()) {
            Entry::Occupied(entry) => Some(entry.into_mut()),
            Entry::Vacant(entry) => {
                entry.insert((holder, place));
                None
            }
        }
    }
}

impl Names {
    /// Takes the Rust name of something with a wire name, or reports who has it already; whether it was free.
    pub(super) fn claim_or_report(
        &mut self,
        what: Named,
        rust: &str,
        wire: &str,
        place: Place,
        findings: &mut Findings,
    ) -> bool {
        let Some((first, first_place)) = self.claim(rust, wire.to_owned(), place.clone()) else {
            return true;
        };
        let problem = if first == wire {
            NameProblem::Twice { what, wire: wire.to_owned() }
        } else {
            NameProblem::SameInRust {
                what,
                first: first.clone(),
                second: wire.to_owned(),
                rust: rust.to_owned(),
            }
        };
        findings.report(place, problem).also(first_place.clone());
        false
    }
}

/// The names of an enum's values, which must differ on the wire and in Rust.
#[derive(Debug, Default)]
pub(super) struct ValueNames {
    wire: Names<()>,
    rust: Names,
}

impl ValueNames {
    /// Takes the names of a value, or reports who has one of them already.
    pub(super) fn claim(
        &mut self,
        wire: &str,
        rust: &str,
        at: &At<'_>,
        is_named: bool,
        findings: &mut Findings,
    ) {
        if let Some(((), first)) = self.wire.claim(wire, (), at.name()) {
            let problem = NameProblem::Twice { what: Named::Value, wire: wire.to_owned() };
            findings.report(at.name(), problem).also(first.clone());
            return;
        }
        let place = if is_named { at.key("name").value() } else { at.name() };
        self.rust.claim_or_report(Named::Value, rust, wire, place, findings);
    }
}

/// How Rust writes the names of a kind of things; the compiler warns of others, in the crate of whoever generates.
#[derive(Clone, Copy)]
pub(super) enum Style {
    /// Those of types, and of the values of enums.
    Type,
    /// Those of fields, parameters and methods.
    Field,
}

/// Reports a `name` or `rust` that can't be written in Rust, or that Rust writes in another way.
pub(super) fn check_identifier(name: &str, style: Style, place: Place, findings: &mut Findings) {
    if !names::is_identifier(name) {
        findings.report(place, NameProblem::NotRust(name.to_owned()));
        return;
    }
    let (is_usual, usual) = match style {
        Style::Type => (names::is_type_style(name), names::variant(name)),
        Style::Field => (!name.contains(|c: char| c.is_ascii_uppercase()), names::field(name)),
    };
    if !is_usual && names::is_identifier(&usual) {
        findings.report(place, NameAdvice::RustStyle { name: name.to_owned(), usual });
    }
}
