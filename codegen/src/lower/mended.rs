//! Mistakes that would show in many places are told once, and the rest is read as it was meant.

use crate::diagnostic::Findings;
use crate::diagnostic::problem::{ActionProblem, ServiceProblem};
use crate::load::{ActionSpec, ServiceSpec};
use crate::model::Protocol;
use crate::source::At;
use crate::vendor::hosts;

/// So many things that another protocol has make a mistake of the word for it.
const SIGNS: usize = 2;

/// The service as it was probably meant; `None` when it may be read as it stands.
pub(super) fn as_meant(spec: &ServiceSpec, findings: &mut Findings) -> Option<ServiceSpec> {
    let copies: Vec<_> = spec.actions.iter().map(|action| original(action, &spec.actions)).collect();
    for (copy, original) in spec.actions.iter().zip(&copies) {
        let Some(original) = original else { continue };
        let action = copy.action.spec.action.clone();
        let problem = ActionProblem::Copy { action, file: copy.file_name().to_owned() };
        let place = |action: &ActionSpec| At::root(action.action.file).key("action").value();
        findings.report(place(copy), problem).also(place(original));
    }
    let protocol = other_protocol(spec);
    // Of a word that was none, the wrong one may have been guessed.
    if let Some((meant, signs)) = protocol.clone().filter(|_| !spec.service.mended) {
        let problem = ServiceProblem::OtherProtocol { given: spec.service.spec.protocol, meant, signs };
        findings.report(At::root(spec.service.file).key("protocol").value(), problem);
    }
    if protocol.is_none() && copies.iter().all(Option::is_none) {
        return None;
    }
    let mut meant = spec.clone();
    let mut is_copy = copies.iter().map(Option::is_some);
    meant.actions.retain(|_| !is_copy.next().unwrap_or_default());
    if let Some((protocol, _)) = protocol {
        meant.service.spec.protocol = protocol;
    }
    Some(meant)
}

/// The Action of the same name that stands in its own file, of one that stands in another.
fn original<'a>(action: &ActionSpec, all: &'a [ActionSpec]) -> Option<&'a ActionSpec> {
    let name = &action.action.spec.action;
    let is_original = |other: &&ActionSpec| other.action.spec.action == *name && !other.is_misplaced();
    all.iter().find(is_original).filter(|_| action.is_misplaced())
}

/// The protocol that everything else speaks of, and what does.
fn other_protocol(spec: &ServiceSpec) -> Option<(Protocol, Vec<&'static str>)> {
    let given = spec.service.spec.protocol;
    let signs = against(given, spec);
    let mut others = Protocol::all().filter(|other| *other != given && against(*other, spec).is_empty());
    let other = others.next().filter(|_| signs.len() >= SIGNS && others.next().is_none())?;
    Some((other, signs))
}

/// What of a service is not as a protocol has it.
fn against(protocol: Protocol, spec: &ServiceSpec) -> Vec<&'static str> {
    let file = &spec.service.spec;
    let has_place = spec.actions.iter().any(|action| {
        let place = action.action.spec.result.as_ref().and_then(|result| result.place.as_deref());
        place.is_some_and(|place| protocol.place_named(place).is_none())
    });
    let is_elsewhere = hosts::protocol(&file.host).is_some_and(|other| other != protocol);
    let fixed = protocol.why_no_other_path().is_some();
    let signs = [
        ("`version` is missing", protocol.is_versioned() && file.version.is_none()),
        ("there is a `version`", !protocol.is_versioned() && file.version.is_some()),
        ("there is a `path`", fixed && file.path.as_deref().is_some_and(|path| path != protocol.path())),
        ("there is a `region`", protocol.why_no_region().is_some() && file.region.is_some()),
        ("the host is none of its hosts", is_elsewhere),
        ("results have an `in`", has_place),
    ];
    signs.into_iter().filter(|(_, is_there)| *is_there).map(|(sign, _)| sign).collect()
}
