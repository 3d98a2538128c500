//! Files that came to the wrong place: an Action of another service, and types in a file that is none of theirs.

use std::collections::BTreeSet;

use super::{Loader, ServiceSpec, structure};
use crate::diagnostic::problem::FileProblem;
use crate::source::{At, FileId};
use crate::spec::{ActionFile, Entries, FieldSpec, TYPES, TypeExpr, TypeSpec};

/// So many unknown types of one Action that another service defines make it one of that service.
const MANY: usize = 2;

impl Loader<'_> {
    /// Reports an Action that seems to be one of another service, which has what it names; `proof` is that.
    pub(super) fn other_service(&mut self, file: FileId, name: &str, service: String, proof: String) {
        let place = At::root(file).key("action").value();
        if !self.findings.is_told_at(&place) {
            let is_there = self.files.is_file(&format!("{service}/{name}"));
            self.findings.report(place, FileProblem::OtherService { proof, service, is_there });
            self.findings.account(0..usize::MAX);
        }
    }

    /// Reports the Actions of a service that name types which it lacks, and which another service has.
    pub(super) fn actions_of_others(&mut self, spec: &ServiceSpec) {
        if spec.incomplete {
            return;
        }
        let shared = spec.types.iter().flat_map(|types| types.spec.iter());
        let own = spec.actions.iter().flat_map(|action| action.action.spec.types.iter());
        let known: BTreeSet<&str> = shared.chain(own).map(|(name, _)| name.as_str()).collect();
        for action in &spec.actions {
            let mut unknown = named_types(&action.action.spec);
            unknown.retain(|name| !known.contains(name));
            if unknown.is_empty() {
                continue;
            }
            let others = self.files.list("").unwrap_or_default();
            let service = others.into_iter().filter(|other| *other != spec.directory).find(|other| {
                let is_there = self.files.is_file(&format!("{other}/{}", action.file_name()));
                (is_there || unknown.len() >= MANY) && self.defines(other, &unknown)
            });
            let names: Vec<_> = unknown.iter().map(|name| format!("`{name}`")).collect();
            if let Some(service) = service {
                self.other_service(action.action.file, action.file_name(), service, names.join(", "));
            }
        }
    }

    /// Whether all of some types are among the shared ones of a service.
    fn defines(&self, service: &str, types: &BTreeSet<&str>) -> bool {
        let Ok(text) = self.files.text(&format!("{service}/{TYPES}")) else { return false };
        let defined: BTreeSet<_> =
            text.text.lines().filter_map(|line| Some(line.split_once(':')?.0)).collect();
        types.is_subset(&defined)
    }
}

/// The types that an Action names and that are no scalars.
fn named_types(action: &ActionFile) -> BTreeSet<&str> {
    fn of_fields(fields: Option<&Entries<String, FieldSpec>>) -> impl Iterator<Item = &TypeExpr> {
        fields.into_iter().flat_map(|fields| fields.iter().map(|(_, field)| &field.ty))
    }
    let result = action.result.as_ref();
    let types = action.types.iter().flat_map(|(_, spec): (_, &TypeSpec)| of_fields(spec.fields.as_ref()));
    of_fields(Some(&action.parameters))
        .chain(of_fields(result.and_then(|result| result.fields.as_ref())))
        .chain(result.and_then(|result| result.ty.as_ref()))
        .chain(types)
        .filter_map(TypeExpr::innermost_name)
        .collect()
}

/// Whether a text holds types and no Action: no line begins with a key of an Action, and something has fields or values.
pub(super) fn holds_types(text: &str) -> bool {
    // A file may be written as one mapping in braces, as JSON is.
    let bare = |line: &str| line.trim_start_matches(['{', '"', '\'']).to_owned();
    if text.lines().any(|line| bare(line).trim_start().starts_with("action")) {
        return false;
    }
    let mut has_members = false;
    let keys = structure::top_keys::<ActionFile>();
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        let is_top = line.starts_with(|c: char| !c.is_whitespace());
        if is_top
            && bare(line)
                .split(':')
                .next()
                .is_some_and(|key| keys.contains(key.trim_matches([' ', '"', '\''])))
        {
            return false;
        }
        has_members |= ["fields:", "values:"]
            .iter()
            .any(|key| (!is_top && line.trim_start().starts_with(key)) || line.contains(&format!("{{{key}")));
    }
    has_members
}
