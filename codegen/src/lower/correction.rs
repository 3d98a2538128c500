//! Corrections of the vendor's page: each must say something that the spec does not say anyway.

use crate::diagnostic::Findings;
use crate::diagnostic::problem::{CorrectionProblem, Known};
use crate::model::{Claim, Type, TypeDef, Wire};
use crate::source::At;
use crate::spec::{Claims, Documented, FieldSpec};

/// The claims about a service or an Action at a host; `root` is that of its file.
pub(super) fn of_endpoint(
    root: &At<'_>,
    host: &str,
    documented: Option<&Documented>,
    findings: &mut Findings,
) -> Vec<Claim> {
    let at = root.key("documented");
    let Some(documented) = documented else { return Vec::new() };
    let mut claims = allowed(&at, documented, &["host", "note"], findings);
    if let Some(claimed) = &documented.claims.host {
        if claimed == host {
            nothing_new(&at.key("host"), Known::Host, findings);
        }
        claims.insert(0, Claim::Host(claimed.clone()));
    }
    claims
}

/// The claims about something that only takes a `note`.
pub(super) fn notes(at: &At<'_>, documented: Option<&Documented>, findings: &mut Findings) -> Vec<Claim> {
    documented.map_or_else(Vec::new, |documented| allowed(at, documented, &["note"], findings))
}

/// The claims about an Action's result.
pub(super) fn of_result(
    at: &At<'_>,
    ty: &Type,
    documented: Option<&Documented>,
    types: &[TypeDef],
    findings: &mut Findings,
) -> Vec<Claim> {
    let Some(documented) = documented else { return Vec::new() };
    let mut claims = allowed(at, documented, &["type", "note"], findings);
    claims.extend(type_claim(at, ty, None, &documented.claims, types, findings));
    claims
}

/// The claims about a parameter or a field.
pub(super) fn of_field(
    at: &At<'_>,
    wire: &str,
    ty: &Type,
    spec: &FieldSpec,
    types: &[TypeDef],
    findings: &mut Findings,
) -> Vec<Claim> {
    let at = at.key("documented");
    let Some(documented) = &spec.documented else { return Vec::new() };
    if documented.absent {
        return vec![Claim::Absent];
    }
    let takes = &["type", "name", "required", "nullable", "default", "note"];
    let mut claims = allowed(&at, documented, takes, findings);
    let page = &documented.claims;
    claims.extend(type_claim(&at, ty, spec.wire, page, types, findings));
    if let Some(name) = &page.name {
        if name == wire {
            nothing_new(&at.key("name"), Known::Name, findings);
        }
        claims.push(Claim::Name(name.clone()));
    }
    if let Some(required) = page.required {
        if required == spec.required {
            nothing_new(&at.key("required"), Known::Flag, findings);
        }
        claims.push(Claim::Required(required));
    }
    if let Some(nullable) = page.nullable {
        if nullable == spec.nullable {
            nothing_new(&at.key("nullable"), Known::Flag, findings);
        }
        claims.push(Claim::Nullable(nullable));
    }
    if let Some(default) = &page.default {
        if Some(default) == spec.default.as_ref() {
            nothing_new(&at.key("default"), Known::Default, findings);
        }
        claims.push(Claim::Default(default.clone()));
    }
    claims
}

fn type_claim(
    at: &At<'_>,
    ty: &Type,
    form: Option<Wire>,
    page: &Claims,
    types: &[TypeDef],
    findings: &mut Findings,
) -> Option<Claim> {
    let claimed = page.ty?;
    if ty.page_type(types, form) == Some(claimed) {
        // `documented: int` and `documented: {type: int}` say the same; the whole value is the place.
        nothing_new(at, Known::Type(claimed.as_str()), findings);
    }
    Some(Claim::Type(claimed))
}

/// Reports the claims that have no meaning here, and an empty correction. Returns the note, if there is one.
fn allowed(
    at: &At<'_>,
    documented: &Documented,
    takes: &'static [&'static str],
    findings: &mut Findings,
) -> Vec<Claim> {
    let page = &documented.claims;
    let made = [
        ("type", page.ty.is_some()),
        ("name", page.name.is_some()),
        ("required", page.required.is_some()),
        ("nullable", page.nullable.is_some()),
        ("default", page.default.is_some()),
        ("host", page.host.is_some()),
        ("note", page.note.is_some()),
    ];
    if documented.absent {
        findings.report(at.value(), CorrectionProblem::Key { key: "absent", takes });
    } else if !made.iter().any(|(_, made)| *made) {
        findings.report(at.value(), CorrectionProblem::Empty { takes });
    }
    for (key, _) in made.into_iter().filter(|(key, made)| *made && !takes.contains(key)) {
        findings.report(at.key(key).name(), CorrectionProblem::Key { key, takes });
    }
    match &page.note {
        Some(note) if note.trim().is_empty() => {
            findings.report(at.key("note").value(), CorrectionProblem::EmptyNote);
            Vec::new()
        }
        Some(note) => vec![Claim::Note(note.clone())],
        None => Vec::new(),
    }
}

fn nothing_new(at: &At<'_>, known: Known, findings: &mut Findings) {
    findings.report(at.value(), CorrectionProblem::Known(known));
}
