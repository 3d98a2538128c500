//! `verify`: the Action that tells whether a request was carried out, and what of the request it is asked with.

use crate::diagnostic::Findings;
use crate::diagnostic::problem::VerifyProblem;
use crate::load::{ActionSpec, ServiceSpec};
use crate::model::{Action, Copied, Type, Verify};
use crate::source::At;
use crate::spec::VerifySpec;

/// Adds to each Action what its `verify` says, once all of them are known.
pub(super) fn add(spec: &ServiceSpec, actions: &mut [Action], findings: &mut Findings) {
    for (index, action) in spec.actions.iter().enumerate() {
        let Some(verify) = &action.action.spec.verify else { continue };
        actions[index].verify = lower((spec, action), verify, &actions[index], actions, findings);
    }
}

fn lower(
    (spec, own): (&ServiceSpec, &ActionSpec),
    verify: &VerifySpec,
    sent: &Action,
    actions: &[Action],
    findings: &mut Findings,
) -> Option<Verify> {
    let root = At::root(own.action.file);
    let at = root.key("verify");
    for (key, is_given) in
        [("idempotent", sent.idempotent), ("idempotency_token", sent.idempotency_token.is_some())]
    {
        if is_given {
            findings.report(at.name(), VerifyProblem::Needless(key)).also(root.key(key).name());
        }
    }
    let Some(index) = actions.iter().position(|action| action.name == verify.action) else {
        let is_there = |one: &ActionSpec| {
            one.action.mended && one.action.path.ends_with(&format!("/{}.yaml", verify.action))
        };
        if spec.incomplete || spec.actions.iter().any(is_there) {
            return None; // it may stand in a file that can't be read
        }
        let near = findings.nearest(&verify.action, actions.iter().map(|action| action.name.as_str()));
        let near = near.map(str::to_owned);
        let problem = VerifyProblem::NoAction { name: verify.action.clone(), near };
        findings.report(at.key("action").value(), problem);
        return None;
    };
    let asked = &actions[index];
    let their_own = &spec.actions[index];
    let their_root = At::root(their_own.action.file);
    if their_own.action.mended {
        return None; // what it lacks may be what is wrong with it
    }
    if !asked.idempotent {
        let problem = VerifyProblem::NotIdempotent(asked.name.clone());
        findings.report(at.key("action").value(), problem).also(their_root.key("action").value());
        return None;
    }
    let given = at.key("parameters");
    let has = |action: &Action, name: &str| action.request.fields.iter().any(|field| field.wire == name);
    let is_swapped = |(to, from): (&String, &String)| has(sent, to) && has(asked, from);
    let fits = |(to, from): (&String, &String)| has(asked, to) && has(sent, from);
    if !verify.parameters.is_empty()
        && verify.parameters.iter().all(is_swapped)
        && !verify.parameters.iter().any(fits)
    {
        let right = verify.parameters.iter().map(|(to, from)| format!("{from}: {to}"));
        let right = right.collect::<Vec<_>>().join(", ");
        findings.report(given.value(), VerifyProblem::Swapped { asked: asked.name.clone(), right });
        return None;
    }
    let copies = verify
        .parameters
        .iter()
        .filter_map(|(to, from)| copied((own, sent, from), (their_own, asked, to), &given.key(to), findings));
    let copies: Vec<_> = copies.collect();
    let is_given = |wire: &str| verify.parameters.iter().any(|(to, _)| to == wire);
    let missing = asked.request.fields.iter().filter(|field| field.required && !is_given(&field.wire));
    let names: Vec<_> = missing.map(|field| field.wire.clone()).collect();
    // A name that is no parameter's may be meant for one of them.
    if !names.is_empty() && copies.len() == verify.parameters.len() {
        findings.report(at.name(), VerifyProblem::Missing { action: asked.name.clone(), names });
    }
    Some(Verify { action: asked.name.clone(), request: asked.request.name.clone(), copies })
}

/// A parameter of one request as one of another; each with the file and the Action that it belongs to.
fn copied(
    (own, sent, from): (&ActionSpec, &Action, &str),
    (their_own, asked, to): (&ActionSpec, &Action, &str),
    at: &At<'_>,
    findings: &mut Findings,
) -> Option<Copied> {
    let mut find = |own: &ActionSpec, action: &Action, name: &str, place| {
        let fields = &action.request.fields;
        let found = fields.iter().find(|field| field.wire == name).cloned();
        // One that is there and has no type that is known is told of where it stands.
        let is_there = || own.action.spec.parameters.iter().any(|(known, _)| known == name);
        if found.is_none() && !is_there() {
            let near = findings.nearest(name, fields.iter().map(|field| field.wire.as_str()));
            let near = near.map(str::to_owned);
            let (action, name) = (action.name.clone(), name.to_owned());
            let known = fields.iter().map(|field| field.wire.clone()).collect();
            findings.report(place, VerifyProblem::NoParameter { action, name, near, known });
        }
        found
    };
    let (theirs, ours) = (find(their_own, asked, to, at.name()), find(own, sent, from, at.value()));
    let (theirs, ours) = (theirs?, ours?);
    let place = |own: &ActionSpec, name: &str| At::root(own.action.file).key("parameters").key(name).name();
    for (field, own) in [(&ours, own), (&theirs, their_own)] {
        if field.sensitive {
            let problem = VerifyProblem::Sensitive(field.wire.clone());
            findings.report(at.value(), problem).also(place(own, &field.wire));
            return None;
        }
    }
    if theirs.required && !ours.required {
        let problem = VerifyProblem::MayBeMissing { from: from.to_owned(), to: to.to_owned() };
        findings.report(at.value(), problem).also(place(own, from));
    }
    let is_element = theirs.ty == Type::List(Box::new(ours.ty.clone()));
    if !is_element && theirs.ty != ours.ty {
        let problem = VerifyProblem::OtherType { from: from.to_owned(), to: to.to_owned() };
        findings.report(at.value(), problem).also(place(their_own, to));
    }
    Some(Copied { from: from.to_owned(), to: to.to_owned(), is_element })
}
