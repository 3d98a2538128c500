//! The Actions of a service: request, result, and all that hangs on them.

use crate::diagnostic::Findings;
use crate::diagnostic::problem::{ActionProblem, Named, Needed, PaginationProblem};
use crate::fit::fitting::Owner;
use crate::language::names;
use crate::load::{ActionSpec, ServiceSpec};
use crate::model::{Action, Pagination, Record, Type};
use crate::source::At;
use crate::spec::StreamSpec;

use super::definitions::{OwnTypes, Scope};
use super::example::{Fitted, Told};
use super::field::Role;
use super::names::{Names, Style, check_identifier};
use super::result::ActionResult;
use super::{
    body, correction, declare, enums, example, flat, method, pagination, parameter, records, region, service,
    stream, until, verify,
};

/// Lowers all Actions, whose results are known.
pub(super) fn lower(
    spec: &ServiceSpec,
    results: Vec<ActionResult>,
    scope: Scope<'_>,
    findings: &mut Findings,
) -> Vec<Action> {
    let mut methods = Names::default();
    let mut told = Told::default();
    let mut constants = Names::default();
    let mut actions = Vec::new();
    let own_types = scope.definitions.own_types();
    for ((action, result), own) in spec.actions.iter().zip(results).zip(own_types) {
        check_name(action, findings);
        let mut lowered = lower_action(spec, action, &result, *own, scope, &mut told, findings);
        lowered.until = until::lower(&action.action, result.ty.as_ref(), scope, &mut constants, findings);
        if !own.is_twin {
            let root = At::root(action.action.file);
            let key = if action.action.spec.rust.is_some() { "rust" } else { "action" };
            let place = root.key(key).value();
            methods.claim_or_report(Named::Method, &lowered.method, &lowered.name, place, findings);
        }
        actions.push(lowered);
    }
    told.report(scope, findings);
    verify::add(spec, &mut actions, findings);
    actions
}

fn lower_action(
    service: &ServiceSpec,
    spec: &ActionSpec,
    result: &ActionResult,
    own: OwnTypes,
    scope: Scope<'_>,
    told: &mut Told,
    findings: &mut Findings,
) -> Action {
    let file = &spec.action.spec;
    let root = At::root(spec.action.file);
    service::check_source(file.source.as_deref(), &root, findings);
    service::check_own_host(file.host.as_deref(), service, &root, findings);
    let method = match &file.rust {
        Some(rust) => {
            check_identifier(rust, Style::Field, root.key("rust").value(), findings);
            rust.clone()
        }
        None => names::parameter(&file.action),
    };
    let request = lower_request(service, spec, scope, findings);
    let mut broken = scope.broken.clone();
    if spec.action.mended || request.fields.len() < file.parameters.iter().len() {
        broken.insert(Owner::Request);
    }
    let scope = Scope { broken: &broken, ..scope };
    let ActionResult { place, ty: result, .. } = result;
    let pagination = lower_pagination(spec, &request, result.as_ref(), scope, findings);
    let is_broken = broken.contains(&Owner::Request);
    let token = file.idempotency_token.as_deref();
    let idempotency_token =
        token.and_then(|name| parameter::token(&root, name, &request, is_broken, findings));
    let dry_run = file.dry_run.as_deref().and_then(|name| {
        let at = root.key("dry_run");
        parameter::named(&root, &at, name, Needed::Flag, &request, is_broken, findings)
    });
    let own_region = region::lower(&root, file.region.as_ref(), &request, scope, findings);
    let body = body::lower(&root, file, &request, is_broken, scope, findings);
    let stream = stream::lower(&root, file.stream.as_ref(), result.as_ref(), scope, findings);
    let fitted = Fitted {
        request: &request,
        place,
        result: result.as_ref(),
        is_stream: file.stream.as_ref().is_some_and(StreamSpec::is_on),
        event: stream.as_ref(),
    };
    let examples = example::lower(service, spec, &fitted, own.is_twin, scope, told, findings);
    let error_rules = enums::error_rules(&service.service.spec.errors, &file.errors, pagination.is_some());
    let secret = method::find_sensitive(&root, &request, scope);
    let host = file.host.as_deref().unwrap_or(&service.service.spec.host);
    Action {
        name: file.action.clone(),
        module: names::module(file.stem()),
        method,
        doc: file.doc.clone(),
        source: file.source.clone(),
        idempotent: file.idempotent,
        idempotency_token,
        dry_run,
        verify: None,
        unsigned: file.unsigned,
        body,
        sensitive: secret.is_some(),
        own_host: file.host.clone(),
        own_region,
        http_method: method::lower(&root, file, &service.service.spec, secret, findings),
        request,
        place: place.clone(),
        result: result.clone().unwrap_or(Type::Json),
        stream,
        pagination,
        until: Vec::new(),
        examples,
        deprecated: file.deprecated.clone(),
        claims: correction::of_endpoint(&root, host, file.documented.as_ref(), findings),
        errors: own.errors,
        error_rules,
        spec_path: spec.action.path.clone(),
    }
}

/// The parameters, as the record of the request.
fn lower_request(
    service: &ServiceSpec,
    spec: &ActionSpec,
    scope: Scope<'_>,
    findings: &mut Findings,
) -> Record {
    let file = &spec.action.spec;
    let root = At::root(spec.action.file);
    let parameters = root.key("parameters");
    let fields = records::lower_fields(&parameters, &file.parameters, Role::Parameter, scope, findings);
    if service.service.spec.protocol.is_flat() {
        let place = |wire: &str| parameters.key(wire).name();
        flat::check_names(Named::Parameter, place, &fields, scope.types, findings);
    }
    Record {
        name: declare::request_name(file),
        doc: file.doc.clone(),
        fields,
        claims: Vec::new(),
        input: true,
    }
}

fn lower_pagination(
    spec: &ActionSpec,
    request: &Record,
    result: Option<&Type>,
    scope: Scope<'_>,
    findings: &mut Findings,
) -> Option<Pagination> {
    let root = At::root(spec.action.file);
    let pagination = spec.action.spec.pagination.as_ref()?;
    if spec.action.spec.result.is_none() {
        if !spec.action.mended {
            findings.report(root.key("pagination").name(), PaginationProblem::NoResult);
        }
        return None;
    }
    pagination::lower(&root, pagination, request, result, scope, findings)
}

fn check_name(spec: &ActionSpec, findings: &mut Findings) {
    let action = &spec.action.spec.action;
    let root = At::root(spec.action.file);
    let place = root.key("action").value();
    if !names::is_wire_name(action) || !names::is_usable(&names::field(action)) {
        findings.report(place, ActionProblem::Name(action.clone()));
    } else if spec.is_misplaced() {
        let file = spec.file_name().to_owned();
        findings.report(place, ActionProblem::File { action: action.clone(), file });
    }
}
