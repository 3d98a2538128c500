//! The values of enums, and error codes, which are enums too.

use crate::diagnostic::Findings;
use crate::diagnostic::problem::{Advice, NameAdvice, NameProblem, TypeProblem};
use crate::language::names;
use crate::model::{Enum, EnumValue, EnumValues, ErrorEffect, ErrorRule, Protocol, TypeDef, TypeKind};
use crate::source::At;
use crate::spec::{Entries, EnumKey, ErrorSpec, TypeSpec, ValueSpec};

use super::correction;
use super::definitions::{Definition, Definitions};
use super::names::{Style, ValueNames, check_identifier};

/// What the enum of a service's or an Action's own error codes is.
const OWN_CODES: &str = "An error code (`codeDesc`, in API 3.0 `Code`) beside the common ones.";

/// Fills in every declared enum.
pub(super) fn lower(
    definitions: &Definitions<'_>,
    types: &mut [TypeDef],
    protocol: Protocol,
    findings: &mut Findings,
) {
    for (id, defined) in definitions.iter() {
        let TypeKind::Enum(open) = &mut types[id.0].kind else { continue };
        defined.at(|at| match defined.definition {
            Definition::Entry { spec, .. } => lower_enum(open, at, spec, findings),
            Definition::Errors { errors } => {
                OWN_CODES.clone_into(&mut open.doc);
                open.values = EnumValues::Text(error_codes(at, errors, protocol, findings));
            }
            Definition::Result { .. } => {}
        });
    }
}

fn lower_enum(open: &mut Enum, at: &At<'_>, spec: &TypeSpec, findings: &mut Findings) {
    open.doc.clone_from(&spec.doc);
    open.claims = correction::notes(&at.key("documented"), spec.documented.as_ref(), findings);
    if spec.fields.is_some() {
        findings.report(at.key("values").name(), TypeProblem::Both).also(at.key("fields").name());
    } else if let Some(specs) = &spec.values {
        open.values = values(&at.key("values"), specs, open.is_int(), findings);
    }
}

fn values(
    values_at: &At<'_>,
    specs: &Entries<EnumKey, ValueSpec>,
    is_int: bool,
    findings: &mut Findings,
) -> EnumValues {
    if specs.is_empty() {
        findings.report(values_at.name(), TypeProblem::NoValues);
    }
    report_mixed(values_at, specs, is_int, findings);
    let mut seen = ValueNames::default();
    let (mut ints, mut texts) = (Vec::new(), Vec::new());
    for (number, (key, spec)) in specs.iter().enumerate() {
        if is_odd(key, is_int) {
            continue;
        }
        let at = values_at.entry(number);
        let claims = correction::notes(&at.key("documented"), spec.documented.as_ref(), findings);
        let doc = spec.doc.clone();
        let Some(rust) = value_name(&at, key, spec.name.as_deref(), findings) else { continue };
        seen.claim(&key.to_string(), &rust, &at, spec.name.is_some(), findings);
        if let EnumKey::Text(wire) = key
            && wire.trim() != wire
        {
            findings.report(at.name(), NameAdvice::Blank(wire.clone()));
        }
        match key {
            EnumKey::Int(wire) => ints.push(EnumValue { wire: *wire, rust, doc, claims }),
            EnumKey::Text(wire) => texts.push(EnumValue { wire: wire.clone(), rust, doc, claims }),
        }
    }
    if is_int { EnumValues::Int(ints) } else { EnumValues::Text(texts) }
}

/// Whether a value is not of the kind of its enum.
fn is_odd(key: &EnumKey, is_int: bool) -> bool {
    matches!(key, EnumKey::Int(_)) != is_int
}

/// Reports the values that are of another kind than most, once for all.
fn report_mixed(
    values_at: &At<'_>,
    specs: &Entries<EnumKey, ValueSpec>,
    is_int: bool,
    findings: &mut Findings,
) {
    let place = |odd: bool| specs.iter().position(|(key, _)| is_odd(key, is_int) == odd);
    let (Some(first), Some(usual)) = (place(true), place(false)) else { return };
    let odd: Vec<_> =
        specs.iter().filter(|(key, _)| is_odd(key, is_int)).map(|(key, _)| key.to_string()).collect();
    let twin = odd
        .first()
        .and_then(|text| specs.iter().position(|(key, _)| !is_odd(key, is_int) && key.to_string() == *text));
    let usual = twin.unwrap_or(usual);
    let problem = TypeProblem::Mixed { odd, is_int, is_there: twin.is_some() };
    findings.report(values_at.entry(first).name(), problem).also(values_at.entry(usual).name());
}

fn error_codes(
    errors: &At<'_>,
    specs: &Entries<EnumKey, ErrorSpec>,
    protocol: Protocol,
    findings: &mut Findings,
) -> Vec<EnumValue<String>> {
    let mut seen = ValueNames::default();
    let mut values = Vec::new();
    for (number, (key, spec)) in specs.iter().enumerate() {
        let at = errors.entry(number);
        let given = [("throttling", spec.throttling), ("retry", spec.retry), ("empty", spec.empty)];
        let mut given =
            given.into_iter().filter(|(_, is_given)| *is_given).map(|(key, _)| at.key(key).name());
        if let (Some(first), Some(second)) = (given.next(), given.next()) {
            findings.report(second, TypeProblem::SeveralEffects).also(first);
        }
        let name = match (&spec.name, key) {
            (None, EnumKey::Int(code)) => Some(format!("Code{code}")),
            (name, _) => name.clone(),
        };
        let Some(rust) = value_name(&at, key, name.as_deref(), findings) else { continue };
        seen.claim(&key.to_string(), &rust, &at, spec.name.is_some(), findings);
        check_code(key, &at, protocol, findings);
        let doc = match effect(spec) {
            Some(effect) => format!("{}\n\n{}", spec.doc.trim_end(), told(effect)).trim_start().to_owned(),
            None => spec.doc.clone(),
        };
        values.push(EnumValue { wire: key.to_string(), rust, doc, claims: Vec::new() });
    }
    values
}

/// Advises on a code that no answer is likely to have: with blanks, several in one, a range, a number where codes are texts.
pub(super) fn check_code(key: &EnumKey, at: &At<'_>, protocol: Protocol, findings: &mut Findings) {
    let are_texts = protocol.common_codes().is_some_and(|codes| !codes.are_numbers);
    if are_texts && key.to_string().bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        let problem = Advice::NumberForCode { code: key.to_string(), protocol };
        findings.report(at.name(), problem);
        return;
    }
    let EnumKey::Text(code) = key else { return };
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
    };
    let is_range = code.contains('-') && !code.contains(|c: char| c.is_ascii_alphabetic());
    if is_range || !code.split('.').all(is_part) {
        findings.report(at.name(), Advice::OddCode(code.clone()));
    }
}

/// What the codes of an Action and of its service mean for its calls; its own go before the service's.
pub(super) fn error_rules(
    service: &Entries<EnumKey, ErrorSpec>,
    own: &Entries<EnumKey, ErrorSpec>,
    is_list: bool,
) -> Vec<ErrorRule> {
    let rules = |specs: &Entries<EnumKey, ErrorSpec>| -> Vec<_> {
        let rule = |(key, spec): (&EnumKey, &ErrorSpec)| {
            Some(ErrorRule { code: key.to_string(), effect: effect(spec)? })
        };
        specs.iter().filter_map(rule).collect()
    };
    let mut all = rules(own);
    all.extend(rules(service).into_iter().filter(|rule| {
        let is_said = own.iter().any(|(key, _)| key.to_string() == rule.code);
        !is_said && (is_list || rule.effect != ErrorEffect::Empty)
    }));
    all
}

fn effect(spec: &ErrorSpec) -> Option<ErrorEffect> {
    match spec {
        ErrorSpec { throttling: true, .. } => Some(ErrorEffect::Throttling),
        ErrorSpec { retry: true, .. } => Some(ErrorEffect::Retry),
        ErrorSpec { empty: true, .. } => Some(ErrorEffect::Empty),
        _ => None,
    }
}

fn told(effect: ErrorEffect) -> &'static str {
    match effect {
        ErrorEffect::Retry => "The call may succeed later.",
        ErrorEffect::Throttling => "There were too many calls.",
        ErrorEffect::Empty => "A list that answers so is empty.",
    }
}

fn value_name(at: &At<'_>, key: &EnumKey, name: Option<&str>, findings: &mut Findings) -> Option<String> {
    if let Some(name) = name {
        let rust = names::named_variant(name);
        // A keyword is a name all the same: it is written raw.
        if rust == name || !names::is_usable(&rust) {
            check_identifier(name, Style::Type, at.key("name").value(), findings);
        }
        return Some(rust);
    }
    let EnumKey::Text(text) = key else {
        findings.report(at.name(), TypeProblem::UnnamedValue(key.to_string()));
        return None;
    };
    let rust = names::variant(text);
    if !names::is_usable(&rust) {
        findings.report(at.name(), NameProblem::NoneInRust { wire: text.clone(), key: "name" });
        return None;
    }
    Some(rust)
}
