//! Parameters that another key of their Action names: what asks for pages, makes repeating safe, or has a request only checked.

use crate::diagnostic::Findings;
use crate::diagnostic::problem::{Needed, ParameterProblem};
use crate::language::names::is_wire_name;
use crate::model::{Record, Type};
use crate::source::At;

use super::path::fits;

/// The number of a parameter of the request, which is named at a place, and of the right kind.
pub(super) fn named(
    root: &At<'_>,
    at: &At<'_>,
    name: &str,
    needed: Needed,
    request: &Record,
    is_broken: bool,
    findings: &mut Findings,
) -> Option<usize> {
    found(root, at, name, (needed, &|ty| fits(ty, needed)), request, is_broken, findings)
}

/// The same for what has to be of a kind that depends on the service's types.
pub(super) fn found(
    root: &At<'_>,
    at: &At<'_>,
    name: &str,
    (needed, fits): (Needed, &dyn Fn(&Type) -> bool),
    request: &Record,
    is_broken: bool,
    findings: &mut Findings,
) -> Option<usize> {
    let Some(index) = request.fields.iter().position(|field| field.wire == name) else {
        // It may be the one that is wrong itself.
        if let Some(odd) = odd(name, request).filter(|_| !is_broken) {
            report_odd(root, at, name, odd, findings);
        } else if !is_broken {
            let near = findings.nearest(name, request.fields.iter().map(|field| field.wire.as_str()));
            let near = near.map(str::to_owned);
            let ty = match needed {
                Needed::Flag => "bool",
                Needed::Integer => "uint",
                Needed::Records => "[Regions]",
                _ => "string",
            };
            findings.report(at.value(), ParameterProblem::Missing { name: name.to_owned(), near, ty });
        }
        return None;
    };
    if !fits(&request.fields[index].ty) {
        if is_broken {
            return None; // its type may be the one that is wrong
        }
        let problem = ParameterProblem::Type { name: name.to_owned(), needed };
        findings.report(at.value(), problem).also(root.key("parameters").key(name).key("type").value());
        return None;
    }
    Some(index)
}

/// The parameter whose name is this one but for signs that no name has.
pub(super) fn odd<'r>(name: &str, request: &'r Record) -> Option<&'r str> {
    let plain = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let is_odd = |wire: &&str| is_wire_name(name) && !is_wire_name(wire) && plain(wire) == plain(name);
    request.fields.iter().map(|field| field.wire.as_str()).find(is_odd)
}

/// Reports such a name, once for all places where it is written rightly.
pub(super) fn report_odd(root: &At<'_>, at: &At<'_>, name: &str, odd: &str, findings: &mut Findings) {
    let place = root.key("parameters").key(odd).name();
    if findings.is_told_at(&place) {
        return;
    }
    let problem = ParameterProblem::OddName { odd: odd.to_owned(), name: name.to_owned() };
    findings.report(place, problem).also(at.value());
}

/// The number of the parameter with the idempotency token, which is no secret.
pub(super) fn token(
    root: &At<'_>,
    name: &str,
    request: &Record,
    is_broken: bool,
    findings: &mut Findings,
) -> Option<usize> {
    let at = root.key("idempotency_token");
    if request.fields.iter().any(|field| field.wire == name && field.sensitive) {
        let sensitive = root.key("parameters").key(name).key("sensitive").name();
        findings.report(at.value(), ParameterProblem::SecretToken { name: name.to_owned() }).also(sensitive);
        return None;
    }
    named(root, &at, name, Needed::Text, request, is_broken, findings)
}
