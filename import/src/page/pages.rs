//! The pages of an Action's list: recognised, and what counts them made unsigned.

use std::collections::BTreeMap;

use qcloud_codegen::language::Scalar;
use qcloud_codegen::spec::{ActionFile, Entries, FieldSpec, TypeExpr};
use serde_json::{Number, Value};

use super::decide::Remarks;
use crate::paging::{self, Found, Types};
use crate::report::{Kind, Warning};

/// Recognises the pages of a list; what asks for them and what counts is never negative.
pub(super) fn add(action: &mut ActionFile, remarks: &mut Remarks) {
    let pages = match paging::recognise(action, &types(action)) {
        Some(Found::Pages(pages)) => pages,
        Some(Found::Untold(parameter, why)) => {
            let place = ["parameters".to_owned(), parameter.clone()];
            remarks.warnings.push(Warning::at(0, Kind::Open, why).about(&parameter));
            return remarks.note(&place, &format!("`{parameter}` {why}"));
        }
        None => return,
    };
    let pagination = &pages.spec;
    // A name with a dot in it can't be part of a path.
    let leads = |path: &Option<String>| path.as_deref().is_none_or(|path| holder(action, path).is_some());
    if !leads(&pagination.total) || !leads(&pagination.items) {
        return;
    }
    for (name, field) in action.parameters.iter_mut() {
        let is_negative = field.default.as_ref().and_then(Value::as_i64).is_some_and(|default| default < 0)
            || field.min.as_ref().and_then(Number::as_i64).is_some_and(|min| min < 0);
        if pagination.parameters().contains(&Some(name)) && !is_negative {
            count(field);
        }
    }
    if let Some(total) = &pagination.total
        && let Some(holder) = holder(action, total)
        && let Some(fields) = fields_mut(action, holder)
        && let Some(field) = fields.get_mut(total.rsplit('.').next().unwrap_or_default())
    {
        count(field);
    }
    pages.add_to(action);
}

fn types(action: &ActionFile) -> Types<'_> {
    action.types.iter().map(|(name, def)| (name.as_str(), def)).collect::<BTreeMap<_, _>>()
}

/// What has a field.
enum Holder {
    /// The result, whose fields have no other name.
    Result,
    /// A record, by its name.
    Record(String),
}

/// What has the last field of a path; none when the path leads nowhere.
fn holder(action: &ActionFile, path: &str) -> Option<Holder> {
    let types = types(action);
    let result = action.result.as_ref()?;
    let mut holder = result.ty.as_ref().and_then(TypeExpr::type_name);
    let mut fields = paging::result_fields(action, &types);
    let mut steps = path.split('.').peekable();
    while let Some(step) = steps.next() {
        let field = fields?.get(step)?;
        if steps.peek().is_some() {
            holder = field.ty.type_name();
            fields = paging::record(&types, &field.ty);
        }
    }
    Some(holder.map_or(Holder::Result, |name| Holder::Record(name.to_owned())))
}

fn fields_mut(action: &mut ActionFile, holder: Holder) -> Option<&mut Entries<String, FieldSpec>> {
    match holder {
        Holder::Record(name) => action.types.get_mut(&name)?.fields.as_mut(),
        Holder::Result => action.result.as_mut()?.fields.as_mut(),
    }
}

/// What counts is not negative.
fn count(field: &mut FieldSpec) {
    if field.ty.scalar() == Some(Scalar::Int) {
        field.ty = Scalar::Uint.into();
    }
}
