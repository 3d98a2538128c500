//! Where the items of a page stand, and the number of all of them.

use qcloud_codegen::language::Scalar;
use qcloud_codegen::spec::{ActionFile, Entries, FieldSpec, TypeExpr};

use super::{Named, Types, is_called, is_integer, may_count, only, plain, words};

/// A shorter name may stand in words that mean something else.
const SHORTEST: usize = 4;

/// What the number of all items is called.
const TOTALS: [&str; 15] = [
    "totalcount",
    "total",
    "totalnum",
    "totalnumber",
    "totalsize",
    "totalcnt",
    "totalitems",
    "totalrecords",
    "recordcount",
    "recordnum",
    "totalrow",
    "totalrows",
    "totalelements",
    "allcount",
    "count",
];

/// What a record is called that counts, beside a list.
const COUNTS: [&str; 5] = ["count", "page", "paging", "pagination", "total"];

/// So many fields has a record that only groups the items that are counted: what they have in common, their list and its total.
const GROUP: usize = 4;

/// What a list of items is called when it is not named after them.
const LISTS: [&str; 8] = ["list", "items", "data", "records", "rows", "result", "results", "datalist"];

/// The fields of an Action's result, where that is a record.
pub(crate) fn result_fields<'a>(
    action: &'a ActionFile,
    types: &Types<'a>,
) -> Option<&'a Entries<String, FieldSpec>> {
    let result = action.result.as_ref()?;
    result.fields.as_ref().or_else(|| record(types, result.ty.as_ref()?))
}

/// The paths to the number of all items and to the items, where the result is not the list of them itself. `asking` are the words of what asks for
/// a page.
pub(super) fn page_of(
    action: &ActionFile,
    types: &Types<'_>,
    asking: &str,
) -> Option<(Option<String>, Option<String>)> {
    let is_list = |ty: &TypeExpr| matches!(ty, TypeExpr::List(_));
    if action.result.as_ref().and_then(|result| result.ty.as_ref()).is_some_and(is_list) {
        return Some((None, None));
    }
    let fields = result_fields(action, types)?;
    if has_lists(fields) {
        let (items, list) = items(fields, action, asking)?;
        let takes_texts = action.result.as_ref().is_some_and(|result| result.fields.is_some());
        let counted = counted(fields, items, types, takes_texts);
        let length = item_of(list, types).map_or(usize::MAX, Entries::len);
        let is_outer = !has_pages(list, types) || (counted.is_some() && length > GROUP);
        return is_outer.then(|| (counted, Some(items.clone())));
    }
    // The page may be a record of its own, beside which there is none.
    let records = fields.iter().filter_map(|(name, field)| Some((name, record(types, &field.ty)?)));
    let mut inner = records.filter_map(|(name, inner)| Some((name, inner, items(inner, action, asking)?.0)));
    let (holder, inner, items) = inner.next().filter(|_| inner.next().is_none())?;
    let below = |path: &String| format!("{holder}.{path}");
    let total = counted(inner, items, types, false).as_ref().map(below);
    Some((total.or_else(|| total_in(fields, false).cloned()), Some(below(items))))
}

/// Whether a record has lists, or one that it holds.
pub(super) fn has_some(fields: &Entries<String, FieldSpec>, types: &Types<'_>) -> bool {
    has_lists(fields) || fields.iter().filter_map(|(_, field)| record(types, &field.ty)).any(has_lists)
}

fn has_lists(fields: &Entries<String, FieldSpec>) -> bool {
    fields.iter().any(|(_, field)| matches!(field.ty, TypeExpr::List(_)) && !words::is_unused(&field.doc))
}

/// The path to the number of all items, beside them or in the only record there that counts.
fn counted(
    fields: &Entries<String, FieldSpec>,
    items: &str,
    types: &Types<'_>,
    takes_texts: bool,
) -> Option<String> {
    total_in(fields, takes_texts).cloned().or_else(|| {
        let counts =
            |name: &str| plain(name) == "info" || COUNTS.iter().any(|word| plain(name).contains(word));
        let records = fields.iter().filter_map(|(name, field)| Some((name, record(types, &field.ty)?)));
        let mut totals = records
            .filter(|(name, _)| counts(name))
            .filter_map(|(name, inner)| Some(format!("{name}.{}", total_of(items, inner)?)));
        totals.next().filter(|_| totals.next().is_none())
    })
}

/// The record that the items of a list are.
fn item_of<'a>(list: &FieldSpec, types: &Types<'a>) -> Option<&'a Entries<String, FieldSpec>> {
    match &list.ty {
        TypeExpr::List(item) => record(types, item),
        _ => None,
    }
}

/// Whether each item of a list has a list and its total, so that the pages are those of the items.
pub(super) fn has_pages(list: &FieldSpec, types: &Types<'_>) -> bool {
    item_of(list, types).is_some_and(|item| {
        let is_own = |field: &FieldSpec| {
            matches!(field.ty, TypeExpr::List(_)) && field.ty.innermost() != list.ty.innermost()
        };
        let is_total = |name: &String| plain(name).starts_with("total");
        total_in(item, false).is_some_and(is_total) && item.iter().any(|(_, field)| is_own(field))
    })
}

/// The number of all items among the fields of one record. That of one page is none, whatever its name.
fn total_in(fields: &Entries<String, FieldSpec>, takes_texts: bool) -> Option<&String> {
    let counts = |field: &FieldSpec| is_integer(field) || (takes_texts && may_count(field));
    let is_total = |field: &Named<'_>, name: &str| is_called(field, &[name]) && counts(field.1);
    let is_of_all = |field: &FieldSpec| !words::is_of_one_page(&field.doc) && !words::is_unused(&field.doc);
    let mut of_all = TOTALS.iter().filter_map(|name| {
        fields.iter().find(|field| is_total(field, name)).filter(|(_, field)| is_of_all(field))
    });
    of_all.next().map(|(name, _)| name)
}

/// The number of all items in a record that counts, also one that says of what: `DomainTotal` of a `DomainList`.
fn total_of<'f>(items: &str, counts: &'f Entries<String, FieldSpec>) -> Option<&'f String> {
    let of_items = format!("{}total", stem(&plain(items)));
    let is_total = |field: &Named<'_>| is_integer(field.1) && is_called(field, &[&of_items]);
    let named =
        || only(counts.iter().filter(is_total)).filter(|(_, field)| !words::is_of_one_page(&field.doc));
    total_in(counts, false).or_else(|| Some(named()?.0))
}

/// The fields of the record that a type is.
pub(crate) fn record<'a>(types: &Types<'a>, ty: &TypeExpr) -> Option<&'a Entries<String, FieldSpec>> {
    types.get(ty.type_name()?)?.fields.as_ref()
}

/// The only list of records; of several, the only one whose name fits; else the only list. What the words of the parameters name goes before,
/// and so does what the total counts by its words.
pub(super) fn items<'a>(
    fields: &'a Entries<String, FieldSpec>,
    action: &ActionFile,
    asking: &str,
) -> Option<Named<'a>> {
    let is_list =
        |(_, field): &Named<'_>| matches!(&field.ty, TypeExpr::List(_)) && !words::is_unused(&field.doc);
    let is_of_records =
        |(_, field): &Named<'_>| matches!(&field.ty, TypeExpr::List(item) if item.type_name().is_some());
    let mut lists: Vec<_> = fields.iter().filter(is_list).collect();
    // Of what nothing is known is none beside others.
    let is_known = |(_, field): &Named<'_>| field.ty.innermost() != Scalar::Json.name();
    if lists.iter().any(is_known) {
        lists.retain(is_known);
    }
    let of_records: Vec<_> = lists.iter().copied().filter(is_of_records).collect();
    let is_usual = |(name, _): &Named<'_>| LISTS.contains(&plain(name).as_str());
    let is_asked_for = |list: &Named<'_>| {
        let name = plain(list.0);
        name.len() >= SHORTEST && !is_usual(list) && asking.contains(&name)
    };
    if lists.len() > 1
        && let Some(named) = only(lists.iter().copied().filter(is_asked_for))
    {
        return Some(named);
    }
    match of_records.as_slice() {
        [one] => Some(*one),
        [] => only(lists.into_iter()),
        several => {
            let all = || several.iter().copied();
            let found = only(all().filter(|(name, _)| is_named_after(name, action)));
            let counts = total_in(fields, false).and_then(|total| fields.get(total.as_str()));
            let is_counted =
                |(_, list): &Named<'_>| counts.is_some_and(|total| words::counts(&total.doc, &list.doc));
            found.or_else(|| only(all().filter(is_counted))).or_else(|| only(all().filter(is_usual)))
        }
    }
}

/// Whether a list is named after what the Action says it lists: `Vpcs` or `VpcSet` of `DescribeVpcs`.
fn is_named_after(name: &str, action: &ActionFile) -> bool {
    let action = plain(&action.action);
    let listed = ["describe", "list", "get", "query"].iter().find_map(|verb| action.strip_prefix(verb));
    let listed = listed.map(|listed| listed.strip_suffix("list").unwrap_or(listed));
    listed.is_some_and(|listed| listed.trim_end_matches('s') == stem(&plain(name)))
}

/// What the items of a list are called, of its name as it is compared.
fn stem(list: &str) -> &str {
    let end = ["set", "list", "infos", "infolist"].iter().find_map(|end| list.strip_suffix(end));
    end.unwrap_or(list).trim_end_matches('s')
}
