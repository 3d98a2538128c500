//! The names in the tables of a page that stand nowhere in what it became: told, each with the line of its table.

use std::collections::HashSet;

use qcloud_codegen::language::Scalar;
use qcloud_codegen::spec::{ActionFile, Entries, FieldSpec, Wire};

use super::decide::Remarks;
use super::notation::lower;
use super::read::{FieldRow, FieldTable, Page, is_envelope};
use super::{request, result};
use crate::report::{Kind, Warning};

/// The most names that are shown of a table.
const MOST: usize = 10;

/// Leaves to a person what the tables describe and the Action has nowhere; of a table among the examples, or of JSON in a text, that is only told.
pub(super) fn tell(page: &Page, action: &ActionFile, remarks: &mut Remarks) {
    let mut known = names(action);
    let place = action.result.as_ref().and_then(|result| result.place.clone()).unwrap_or_default();
    known.extend(place.split('.').chain([result::DATA]).map(lower));
    // Texts hold JSON whose fields the page describes.
    let is_json =
        |field: &FieldSpec| field.wire == Some(Wire::String) && field.ty.scalar() == Some(Scalar::Json);
    let holds_json = fields(action).any(|(_, field)| is_json(field));
    for table in page.input.iter().chain(&page.output) {
        let is_told = |warning: &Warning| warning.place.line == Some(table.line);
        if remarks.warnings.iter().any(is_told) {
            continue;
        }
        let lost = lost(table, &known);
        if lost.is_empty() {
            continue;
        }
        let shown: Vec<String> = lost.iter().take(MOST).map(|name| format!("`{name}`")).collect();
        let what = format!("a table of the page describes {}, which are nowhere here", shown.join(", "));
        if table.is_aside || holds_json || lists_filters(table) {
            remarks.say(table.line, &what);
            continue;
        }
        let warning = Warning::at(table.line, Kind::LeftOut, what);
        remarks.todo_on(&warning);
        remarks.warnings.push(warning);
    }
}

/// Whether a table lists what can be filtered by: such names stand in the values of a parameter, and are none.
pub(super) fn lists_filters(table: &FieldTable) -> bool {
    let is_filter = |row: &FieldRow| row.steps.iter().any(|step| step.name.contains('-'));
    let title = table.title.to_lowercase();
    let is_called = title.contains("过滤") || title.contains("filter");
    // They may be called optional, which says nothing where none of them is a parameter.
    let needs = |row: &FieldRow| row.claim.required.is_some_and(|required| required || !is_called);
    table.rows.iter().any(is_filter) && !table.rows.iter().any(needs)
}

/// The names that a table describes and nothing else knows.
fn lost<'t>(table: &'t FieldTable, known: &HashSet<String>) -> Vec<&'t str> {
    let last = table.rows.iter().filter_map(|row| row.steps.last());
    let mut names: Vec<&str> = last.map(|step| step.name.as_str()).collect();
    names.retain(|name| !known.contains(&lower(name)) && !is_envelope(name) && !request::is_common(name));
    names.dedup();
    names
}

/// The parameters and fields of an Action with their names.
fn fields(action: &ActionFile) -> impl Iterator<Item = (&String, &FieldSpec)> {
    let result = action.result.iter().filter_map(|result| result.fields.as_ref()).flat_map(Entries::iter);
    let inner = action.types.iter().filter_map(|(_, def)| def.fields.as_ref()).flat_map(Entries::iter);
    action.parameters.iter().chain(result).chain(inner)
}

/// Their names, those that the page calls otherwise among them, as they are compared.
fn names(action: &ActionFile) -> HashSet<String> {
    let called = |(name, field): (&String, &FieldSpec)| {
        let other = field.documented.as_ref().and_then(|documented| documented.claims.name.as_deref());
        // A table's row has a name that holds dots as a way, of which the last step is compared.
        let last = name.rsplit('.').next();
        [name.as_str()].into_iter().chain(last).chain(other).map(lower).collect::<Vec<_>>()
    };
    fields(action).flat_map(called).collect()
}
