//! The fields of records.

use crate::diagnostic::Findings;
use crate::diagnostic::problem::{NameProblem, Named, TypeProblem};
use crate::fit::fitting::Owner;
use crate::model::{Claim, Field, Protocol, TypeId, TypeKind};
use crate::source::At;
use crate::spec::{Entries, FieldSpec, ResultSpec, TypeSpec};

use super::correction;
use super::declare::Declared;
use super::definitions::{Definition, Scope};
use super::field::{self, Role};
use super::names::Names;

/// What is said of a record.
pub(super) struct Described {
    doc: String,
    fields: Vec<Field>,
    claims: Vec<Claim>,
    /// Whether it lost a field to an error.
    is_broken: bool,
}

/// What is said of every declared record.
pub(super) fn lower(scope: Scope<'_>, findings: &mut Findings) -> Vec<(TypeId, Described)> {
    let mut records = Vec::new();
    for (id, defined) in scope.definitions.iter() {
        let described = defined.at(|at| match defined.definition {
            Definition::Entry { spec, .. } if spec.values.is_none() => {
                Some(lower_record(at, spec, scope, findings))
            }
            Definition::Result { action, spec } => Some(lower_result(at, action, spec, scope, findings)),
            Definition::Entry { .. } | Definition::Errors { .. } => None,
        });
        records.extend(described.map(|described| (id, described)));
    }
    records
}

/// Fills in what is said of the records, once all of it is known.
pub(super) fn fill(records: Vec<(TypeId, Described)>, declared: &mut Declared<'_>) {
    for (id, Described { doc, fields, claims, is_broken }) in records {
        if let TypeKind::Record(record) = &mut declared.types[id.0].kind {
            (record.doc, record.fields, record.claims) = (doc, fields, claims);
        }
        if is_broken {
            declared.broken.insert(Owner::Type(id));
        }
    }
}

fn lower_record(at: &At<'_>, spec: &TypeSpec, scope: Scope<'_>, findings: &mut Findings) -> Described {
    let claims = correction::notes(&at.key("documented"), spec.documented.as_ref(), findings);
    if spec.fields.is_none() {
        findings.report(at.name(), TypeProblem::Neither);
    }
    let (fields, is_broken) = described_fields(at, spec.fields.as_ref(), scope, findings);
    Described { doc: spec.doc.clone(), fields, claims, is_broken }
}

/// The record that the `fields` of a result describe, or that stands for a missing result.
fn lower_result(
    at: &At<'_>,
    action: &str,
    spec: Option<&ResultSpec>,
    scope: Scope<'_>,
    findings: &mut Findings,
) -> Described {
    let fields = spec.and_then(|spec| spec.fields.as_ref());
    let (mut fields, is_broken) = described_fields(at, fields, scope, findings);
    add_implicit(at, &mut fields, scope.protocol, findings);
    let doc = match spec.map_or("", |spec| &spec.doc) {
        "" if fields.is_empty() => format!("What {action} answers: nothing beyond its success."),
        "" => format!("What {action} answers."),
        doc => doc.to_owned(),
    };
    Described { doc, fields, claims: Vec::new(), is_broken }
}

/// The fields below a definition, and whether one was left out.
fn described_fields(
    at: &At<'_>,
    fields: Option<&Entries<String, FieldSpec>>,
    scope: Scope<'_>,
    findings: &mut Findings,
) -> (Vec<Field>, bool) {
    let Some(fields) = fields else { return (Vec::new(), false) };
    let lowered = lower_fields(&at.key("fields"), fields, Role::Field, scope, findings);
    let is_broken = lowered.len() < fields.iter().len();
    (lowered, is_broken)
}

/// The fields of a record or the parameters of a request; those that are wrong are left out.
pub(super) fn lower_fields(
    at: &At<'_>,
    fields: &Entries<String, FieldSpec>,
    role: Role,
    scope: Scope<'_>,
    findings: &mut Findings,
) -> Vec<Field> {
    let mut seen = Names::default();
    let mut lowered = Vec::new();
    for (number, (wire, spec)) in fields.iter().enumerate() {
        let at = at.entry(number);
        if let Some(field) = field::lower(&at, wire, spec, role, scope, findings) {
            let what = if role == Role::Parameter { Named::Parameter } else { Named::Field };
            let place = if spec.rust.is_some() { at.key("rust").value() } else { at.name() };
            if seen.claim_or_report(what, &field.rust, wire, place, findings) {
                lowered.push(field);
            }
        }
    }
    lowered
}

/// What a protocol puts on every result, where the spec does not say it itself.
fn add_implicit(at: &At<'_>, fields: &mut Vec<Field>, protocol: Protocol, findings: &mut Findings) {
    let Some(implicit) = Field::implicit(protocol) else { return };
    if fields.iter().any(|other| other.wire == implicit.wire) {
        return;
    }
    if let Some(other) = fields.iter().find(|other| other.rust == implicit.rust) {
        let problem = NameProblem::AsImplicit {
            field: other.wire.clone(),
            implicit: implicit.wire.clone(),
            protocol,
            rust: implicit.rust.clone(),
        };
        findings.report(at.key("fields").key(&other.wire).name(), problem);
    }
    fields.push(implicit);
}
