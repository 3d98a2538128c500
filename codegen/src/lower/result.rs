//! Where the result of an Action stands, and what it is.

use crate::diagnostic::problem::ActionProblem;
use crate::diagnostic::{Findings, nearest};
use crate::load::{Loaded, ServiceSpec};
use crate::model::{Claim, ResultPlace, Type, TypeDef, TypeId, TypeKind};
use crate::source::At;
use crate::spec::{ActionFile, ResultSpec};

use super::definitions::Scope;
use super::{correction, resolve};

/// What an Action answers, and where it stands in the response.
pub(super) struct ActionResult {
    pub(super) place: ResultPlace,
    /// `None` when it is wrong, which is reported.
    pub(super) ty: Option<Type>,
    claims: Option<(TypeId, Vec<Claim>)>,
}

/// The results of all Actions, in their order.
pub(super) fn lower(spec: &ServiceSpec, scope: Scope<'_>, findings: &mut Findings) -> Vec<ActionResult> {
    let actions = spec.actions.iter().zip(scope.definitions.own_types());
    actions.map(|(action, own)| lower_result(&action.action, own.result, scope, findings)).collect()
}

/// What the page says of a result is told where users meet it: on its record.
pub(super) fn add_claims(results: &[ActionResult], types: &mut [TypeDef]) {
    for (id, claims) in results.iter().filter_map(|result| result.claims.as_ref()) {
        if let TypeKind::Record(record) = &mut types[id.0].kind {
            record.claims.extend(claims.iter().cloned());
        }
    }
}

/// `own` is the record that only this Action has, if it has one.
fn lower_result(
    action: &Loaded<ActionFile>,
    own: Option<TypeId>,
    scope: Scope<'_>,
    findings: &mut Findings,
) -> ActionResult {
    let root = At::root(action.file);
    let at = root.key("result");
    let spec = action.spec.result.as_ref();
    let given = spec.and_then(|spec| spec.place.as_deref());
    let place = given.map_or(Some(scope.protocol.place()), |given| scope.protocol.place_named(given));
    if place.is_none() {
        no_such_place(&at.key("in"), given.unwrap_or_default(), scope, findings);
    }
    let ty = match spec {
        Some(spec) if spec.ty.is_some() || spec.fields.is_none() => {
            named_type(&at, spec, place.as_ref(), scope, findings)
        }
        _ => own.map(Type::Named),
    };
    let mut claims = None;
    let mut is_right = place.is_some();
    if let (Some(spec), Some(ty)) = (spec, &ty) {
        let documented = spec.documented.as_ref();
        let made = correction::of_result(&at.key("documented"), ty, documented, scope.types, findings);
        if let Type::Named(id) = ty {
            claims = Some((*id, made));
        }
        if place == Some(ResultPlace::Beside) && ty.as_record(scope.types).is_none() {
            is_right = false;
            findings.report(at.key("type").value(), ActionProblem::BesideNoRecord);
        }
    }
    // Without its place, nothing can be said about the examples.
    ActionResult { place: place.unwrap_or(ResultPlace::Body), ty: ty.filter(|_| is_right), claims }
}

/// The type that a result names.
fn named_type(
    at: &At<'_>,
    spec: &ResultSpec,
    place: Option<&ResultPlace>,
    scope: Scope<'_>,
    findings: &mut Findings,
) -> Option<Type> {
    let Some(ty) = &spec.ty else {
        findings.report(at.name(), ActionProblem::ResultIsNeither);
        return None;
    };
    let type_at = at.key("type");
    if !spec.doc.is_empty() && spec.fields.is_none() {
        let problem = ActionProblem::DocOfNamedResult(ty.innermost().to_owned());
        findings.report(at.key("doc").name(), problem).also(type_at.value());
    }
    if spec.fields.is_some() {
        findings.report(at.key("fields").name(), ActionProblem::ResultIsBoth).also(type_at.name());
        return None; // its type may well be a word of another language
    }
    if place.is_some() && scope.protocol.implicit_field().is_some() {
        findings.report(type_at.name(), ActionProblem::NamedResult(scope.protocol));
        return None;
    }
    resolve::ty(&type_at, ty, false, scope.definitions, findings)
}

fn no_such_place(at: &At<'_>, given: &str, scope: Scope<'_>, findings: &mut Findings) {
    let names = scope.protocol.place_names();
    let near = nearest(given, names.iter().copied()).map(str::to_owned);
    let problem = ActionProblem::NoPlace { place: given.to_owned(), near, protocol: scope.protocol };
    findings.report(at.value(), problem);
}
