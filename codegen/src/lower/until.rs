//! What is waited for: the constants of an Action, their paths into the result and the values there.

use heck::ToShoutySnakeCase;
use serde_json::Value;

use crate::diagnostic::Findings;
use crate::diagnostic::problem::{Named, Needed, UntilProblem};
use crate::load::Loaded;
use crate::model::{Count, Listed, Pace, Type, Until, Watched};
use crate::source::{At, Place};
use crate::spec::{ActionFile, CountsSpec, EnumKey, UntilSpec};

use super::bounds;
use super::definitions::{Definition, Scope};
use super::names::Names;
use super::path::{Paths, each};

/// How soon to ask again where the spec says nothing, in seconds.
const PACE: Pace = Pace { first: 2, max: 30 };

/// The constants of an Action with a result; `names` are those of the whole service.
pub(super) fn lower(
    file: &Loaded<ActionFile>,
    result: Option<&Type>,
    scope: Scope<'_>,
    names: &mut Names,
    findings: &mut Findings,
) -> Vec<Until> {
    let root = At::root(file.file);
    let at = root.key("until");
    if file.spec.result.is_none() && !file.spec.until.is_empty() {
        if !file.mended {
            findings.report(at.name(), UntilProblem::NoResult);
        }
        return Vec::new();
    }
    let mut all = Vec::new();
    for (number, (name, spec)) in file.spec.until.iter().enumerate() {
        let at = at.entry(number);
        check_name(name, at.name(), names, findings);
        let pace = pace(&at, spec, findings);
        let Some(result) = result else { continue };
        let Some(watched) = watched(&at, spec, &Paths { result, scope }, findings) else { continue };
        all.push(Until { name: name.clone(), doc: spec.doc.clone(), watched, pace });
    }
    all
}

fn check_name(name: &str, place: Place, names: &mut Names, findings: &mut Findings) {
    let is_constant = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    // The module of each service has a constant of its own.
    if !is_constant || name == "SERVICE" {
        let shouted = name.to_shouty_snake_case();
        let is_name = shouted.starts_with(|c: char| c.is_ascii_uppercase()) && shouted != "SERVICE";
        let constant = if is_name { shouted } else { "TASK_DONE".to_owned() };
        findings.report(place, UntilProblem::Name { name: name.to_owned(), constant });
        return;
    }
    names.claim_or_report(Named::Constant, name, name, place, findings);
}

fn pace(at: &At<'_>, spec: &UntilSpec, findings: &mut Findings) -> Pace {
    let pace = spec.pace.unwrap_or(PACE);
    if pace.first == 0 || pace.max < pace.first {
        findings.report(at.key("pace").value(), UntilProblem::Pace);
    }
    pace
}

fn watched(at: &At<'_>, spec: &UntilSpec, paths: &Paths<'_>, findings: &mut Findings) -> Option<Watched> {
    let given = [
        ("path", spec.path.is_some()),
        ("done", spec.done.is_some()),
        ("pending", spec.pending.is_some()),
        ("failed", !spec.failed.is_empty()),
    ];
    if let Some(counts) = &spec.counts {
        let keys: Vec<_> = given.iter().filter(|(_, is_given)| *is_given).map(|(key, _)| *key).collect();
        if let Some(first) = keys.first() {
            let place = at.key(first).name();
            findings
                .report(place, UntilProblem::Both { keys, other: "counts" })
                .also(at.key("counts").name());
        }
        return self::counts(&at.key("counts"), counts, paths, findings);
    }
    let Some(wire) = &spec.path else {
        findings.report(at.name(), UntilProblem::NoPath);
        return None;
    };
    if spec.done.is_some() && spec.pending.is_some() {
        let problem = UntilProblem::Both { keys: vec!["pending"], other: "done" };
        findings.report(at.key("pending").name(), problem).also(at.key("done").name());
    }
    let listed = match (&spec.done, &spec.pending) {
        (Some(values), _) if !values.is_empty() => Listed::Done(values.clone()),
        (None, Some(values)) if !values.is_empty() => Listed::Pending(values.clone()),
        _ => {
            findings.report(at.name(), UntilProblem::NoValues);
            return None;
        }
    };
    let path = paths.follow(&at.key("path"), wire, Needed::Status, findings)?;
    let ty = each(&path.last()?.ty);
    let lists =
        [("done", spec.done.as_ref()), ("pending", spec.pending.as_ref()), ("failed", Some(&spec.failed))];
    if is_mixed(ty, paths.scope) {
        return None; // what its values are is not known
    }
    let mut seen: Vec<(&Value, Place)> = Vec::new();
    let mut is_other_path = false;
    let mut all = lists.iter().flat_map(|(_, values)| values.iter().copied().flatten());
    let are_all_wrong = all.all(|value| bounds::expected(ty, value, paths.scope.types).is_some());
    for (key, values) in lists {
        let at_list = at.key(key);
        for (number, value) in values.into_iter().flatten().enumerate() {
            let place = at_list.item(number).value();
            if let Some(expected) = bounds::expected(ty, value, paths.scope.types) {
                // Where all of them are of another kind, the path is the mistake.
                let is_of_path = are_all_wrong || expected.help(value).is_none();
                if is_of_path && std::mem::replace(&mut is_other_path, true) {
                    continue;
                }
                let problem = UntilProblem::Value { expected, found: value.clone() };
                findings.report(place, problem).also(at.key("path").value());
            } else if let Some((_, first)) = seen.iter().find(|(other, _)| *other == value) {
                findings.report(place, UntilProblem::ValueTwice(value.clone())).also(first.clone());
            } else {
                seen.push((value, place));
            }
        }
    }
    Some(Watched::Values { path, wire: wire.clone(), listed, failed: spec.failed.clone() })
}

/// Whether a type is an enum with numbers beside texts, which is told there.
fn is_mixed(ty: &Type, scope: Scope<'_>) -> bool {
    let Type::Named(id) = ty else { return false };
    scope.definitions.iter().any(|(other, defined)| match defined.definition {
        Definition::Entry { spec, .. } if other == *id => spec.values.as_ref().is_some_and(|values| {
            let numbers = values.keys().filter(|key| matches!(key, EnumKey::Int(_))).count();
            numbers > 0 && numbers < values.len()
        }),
        _ => false,
    })
}

fn counts(at: &At<'_>, spec: &CountsSpec, paths: &Paths<'_>, findings: &mut Findings) -> Option<Watched> {
    let mut count = |key: &str, wire: &String| {
        let path = paths.follow(&at.key(key), wire, Needed::Count, findings)?;
        Some(Count { path, wire: wire.clone() })
    };
    let (total, succeeded) = (count("total", &spec.total), count("succeeded", &spec.succeeded));
    let failed = spec.failed.as_ref().map(|wire| count("failed", wire));
    let failed = match failed {
        Some(failed) => Some(failed?),
        None => None,
    };
    Some(Watched::Counts { total: total?, succeeded: succeeded?, failed })
}
