//! Parameters that are one when they are sent: one of them stays, and which it is to be is left to a person.

use qcloud_codegen::Clash;
use qcloud_codegen::spec::{ActionFile, Entries, FieldSpec, Service, TypeExpr};

use super::decide::Remarks;
use super::exchange::Exchanges;
use super::notation::lower;
use super::read::Page;
use crate::report::{Kind, Warning};

/// Takes away parameters of the only Action of a service, and fields of its records, until no two are sent under one name.
pub(super) fn settle(service: &mut Service, (page, exchanges): (&Page, &Exchanges), remarks: &mut Remarks) {
    // Each round takes one away.
    loop {
        let model = qcloud_codegen::resolve(service);
        let Some((record, Clash { first, second, sent })) = qcloud_codegen::clashes(&model).next() else {
            return;
        };
        let record = record.and_then(|def| def.origin.keys.last()).cloned();
        let action = &mut service.actions[0];
        let Some(fields) = fields(action, record.as_deref()) else { return };
        let holds = |name: &str| fields.get(name).is_some_and(|field| holds(&field.ty));
        let shown =
            |name: &str| exchanges.requests.iter().any(|request| request.parameters.contains_key(name));
        // What an example has stays, else what holds more than the other, else the first.
        let stays_second = (shown(&second), holds(&second)) > (shown(&first), holds(&first));
        let (stays, goes) = if stays_second { (second, first) } else { (first, second) };
        fields.retain(|name, _| *name != goes);
        let home = match &record {
            Some(record) => vec!["types".to_owned(), record.clone(), "fields".to_owned()],
            None => vec!["parameters".to_owned()],
        };
        let [gone, place] = [&goes, &stays].map(|name| [&home[..], std::slice::from_ref(name)].concat());
        remarks.notes.remove(&remarks.file, &gone);
        let what = format!(
            "the page has `{goes}` beside it, and both are sent as `{sent}`; only one can be here, is it this one?"
        );
        let line = page.named_in.get(&lower(&goes)).copied().unwrap_or_default();
        remarks.warnings.push(Warning::at(line, Kind::Open, &*what).about(stays));
        remarks.note(&place, &what);
        drop_unused(action);
    }
}

fn fields<'a>(
    action: &'a mut ActionFile,
    record: Option<&str>,
) -> Option<&'a mut Entries<String, FieldSpec>> {
    match record {
        Some(record) => action.types.get_mut(record)?.fields.as_mut(),
        None => Some(&mut action.parameters),
    }
}

fn holds(ty: &TypeExpr) -> bool {
    !matches!(ty, TypeExpr::Named(_)) || ty.scalar().is_none()
}

/// Takes away the types that nothing has any more.
fn drop_unused(action: &mut ActionFile) {
    loop {
        let result = action.result.iter();
        let ends = result.clone().filter_map(|result| result.ty.as_ref());
        let results = result.filter_map(|result| result.fields.as_ref());
        let records = action.types.iter().filter_map(|(_, def)| def.fields.as_ref());
        let all = std::iter::once(&action.parameters).chain(results).chain(records);
        let fields = all.flat_map(|fields| fields.iter().map(|(_, field)| &field.ty));
        let used: Vec<String> = fields.chain(ends).map(|ty| ty.innermost().to_owned()).collect();
        let before = action.types.len();
        action.types.retain(|name, _| used.contains(name));
        if action.types.len() == before {
            return;
        }
    }
}
