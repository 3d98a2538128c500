//! One parameter or field: its name, its form on the wire and its presence.

use crate::diagnostic::Findings;
use crate::diagnostic::problem::{FieldProblem, NameProblem};
use crate::language::names;
use crate::language::text::is_hidden;
use crate::model::{Field, Protocol, Type, TypeDef};
use crate::source::At;
use crate::spec::FieldSpec;

use super::definitions::Scope;
use super::names::{Style, check_identifier};
use super::{bounds, correction, resolve};

/// What a field is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Of a request, which has a setter for it.
    Parameter,
    /// Of a record, be it a result or what a request holds.
    Field,
}

/// Lowers a field; `None` when it has no type or no name.
pub(super) fn lower(
    at: &At<'_>,
    wire: &str,
    spec: &FieldSpec,
    role: Role,
    scope: Scope<'_>,
    findings: &mut Findings,
) -> Option<Field> {
    let rust = field_name(at, wire, spec, role, findings);
    let ty = resolve::ty(&at.key("type"), &spec.ty, spec.sensitive, scope.definitions, findings);
    let (rust, ty) = (rust?, ty?);
    check_base(at, &ty, spec, scope.protocol, findings);
    check_form(at, &ty, spec, scope.types, findings);
    check_presence(at, &ty, spec, role, scope.types, findings);
    let bounds_are_right = bounds::check(at, &ty, spec, findings);
    bounds::check_value(at, &ty, ("default", &spec.default), (spec, bounds_are_right), scope, findings);
    bounds::check_value(at, &ty, ("example", &spec.example), (spec, bounds_are_right), scope, findings);
    Some(Field {
        deprecated: spec.deprecated.clone(),
        claims: correction::of_field(at, wire, &ty, spec, scope.types, findings),
        wire: wire.to_owned(),
        rust,
        doc: spec.doc.clone(),
        ty,
        required: spec.required,
        nullable: spec.nullable,
        boxed: false,
        form: spec.wire,
        default: spec.default.clone(),
        example: spec.example.clone(),
        min: spec.min.clone(),
        max: spec.max.clone(),
        one_based: spec.base == Some(1),
        input: false, // until all records are known, like the next
        paged: false,
        sensitive: spec.sensitive,
    })
}

fn field_name(
    at: &At<'_>,
    wire: &str,
    spec: &FieldSpec,
    role: Role,
    findings: &mut Findings,
) -> Option<String> {
    if wire.is_empty() || wire.chars().any(is_hidden) {
        findings.report(at.name(), NameProblem::NotOnWire(wire.to_owned()));
        return None;
    }
    if let Some(rust) = &spec.rust {
        check_identifier(rust, Style::Field, at.key("rust").value(), findings);
        return Some(if role == Role::Parameter { names::parameter(rust) } else { rust.clone() });
    }
    let rust = if role == Role::Parameter { names::parameter(wire) } else { names::field(wire) };
    if !names::is_usable(&rust) {
        findings.report(at.name(), NameProblem::NoneInRust { wire: wire.to_owned(), key: "rust" });
        return None;
    }
    Some(rust)
}

fn check_base(at: &At<'_>, ty: &Type, spec: &FieldSpec, protocol: Protocol, findings: &mut Findings) {
    let Some(base) = spec.base else { return };
    if !protocol.is_flat() {
        findings.report(at.key("base").name(), FieldProblem::BaseOfJson);
    } else if !matches!(ty, Type::List(_)) {
        findings.report(at.key("base").value(), FieldProblem::BaseOfType(spec.ty.to_string()));
    } else if base > 1 {
        findings.report(at.key("base").value(), FieldProblem::BaseValue);
    }
}

fn check_form(at: &At<'_>, ty: &Type, spec: &FieldSpec, types: &[TypeDef], findings: &mut Findings) {
    if let Some(form) = spec.wire.filter(|form| !ty.takes(types, *form)) {
        let problem = FieldProblem::Form { form, ty: spec.ty.to_string() };
        findings.report(at.key("wire").value(), problem).also(at.key("type").value());
    }
}

fn check_presence(
    at: &At<'_>,
    ty: &Type,
    spec: &FieldSpec,
    role: Role,
    types: &[TypeDef],
    findings: &mut Findings,
) {
    let required = at.key("required").value();
    if spec.nullable && role == Role::Parameter {
        findings.report(at.key("nullable").value(), FieldProblem::NullableParameter);
    } else if spec.nullable && spec.required {
        let nullable = at.key("nullable").value();
        findings.report(nullable, FieldProblem::RequiredAndNullable).also(required.clone());
    }
    if spec.required && spec.default.is_some() {
        findings.report(at.key("default").value(), FieldProblem::RequiredWithDefault).also(required);
    }
    if spec.sensitive && spec.example.is_some() {
        let sensitive = at.key("sensitive").value();
        findings.report(at.key("example").value(), FieldProblem::SensitiveExample).also(sensitive);
    }
    if spec.sensitive && ty.innermost().as_enum(types).is_some() {
        let sensitive = at.key("sensitive").value();
        findings.report(sensitive, FieldProblem::SensitiveEnum).also(at.key("type").value());
    }
}
