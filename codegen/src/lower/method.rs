//! The HTTP method of an Action: what is sensitive is never in a URL.

use std::collections::HashSet;

use crate::diagnostic::Findings;
use crate::diagnostic::problem::ActionProblem;
use crate::model::{Record, Type, TypeId};
use crate::source::{At, Place};
use crate::spec::{ActionFile, Method, ServiceFile};

use super::definitions::Scope;

/// What the Action says, else what the service says, else what is safe: whoever repeats a GET does so without asking.
///
/// `secret` is the place of something sensitive in the request, if there is any.
pub(super) fn lower(
    root: &At<'_>,
    file: &ActionFile,
    service: &ServiceFile,
    secret: Option<Place>,
    findings: &mut Findings,
) -> Method {
    let is_get = file.method == Some(Method::Get);
    if !service.protocol.is_flat() {
        // A request in JSON has a body, so it is no GET.
        if is_get {
            findings.report(root.key("method").value(), ActionProblem::GetWithBody(service.protocol));
        } else if file.method.is_some() {
            findings.report(root.key("method").name(), ActionProblem::NeedlessMethod(service.protocol));
        }
        return Method::Post;
    }
    let safe = if file.idempotent { Method::Get } else { Method::Post };
    let Some(secret) = secret else { return file.method.or(service.method).unwrap_or(safe) };
    if is_get {
        findings.report(root.key("method").value(), ActionProblem::GetWithSecret).also(secret);
    }
    Method::Post
}

/// The first thing that is sensitive in a request, at any depth.
pub(super) fn find_sensitive(root: &At<'_>, request: &Record, scope: Scope<'_>) -> Option<Place> {
    if let Some(field) = request.fields.iter().find(|field| field.sensitive) {
        return Some(root.key("parameters").key(&field.wire).name());
    }
    let mut next = held(request);
    let mut seen: HashSet<_> = next.iter().copied().collect();
    while let Some(id) = next.pop() {
        let Some((_, record)) = Type::Named(id).as_record(scope.types) else { continue };
        if let Some(field) = record.fields.iter().find(|field| field.sensitive) {
            let place = scope.definitions.field_place(id, &field.wire);
            return place.or_else(|| Some(scope.definitions.place(id)));
        }
        next.extend(held(record).into_iter().filter(|id| seen.insert(*id)));
    }
    None
}

fn held(record: &Record) -> Vec<TypeId> {
    let named = record.fields.iter().filter_map(|field| match field.ty.innermost() {
        Type::Named(id) => Some(*id),
        _ => None,
    });
    named.collect()
}
