//! Pagination: the parameters that ask for a page, and the ways to the items and their number.

use crate::diagnostic::Findings;
use crate::diagnostic::problem::{Needed, PaginationProblem};
use crate::fit::fitting::Owner;
use serde_json::Number;

use crate::model::{Field, PageStyle, Pagination, PathStep, Record, Type};
use crate::source::At;
use crate::spec::PaginationSpec;

use super::definitions::Scope;
use super::parameter;
use super::path::Paths;

/// The pagination of an Action with a result; `root` is that of its file.
pub(super) fn lower(
    root: &At<'_>,
    spec: &PaginationSpec,
    request: &Record,
    result: Option<&Type>,
    scope: Scope<'_>,
    findings: &mut Findings,
) -> Option<Pagination> {
    let at = root.key("pagination");
    let meant = of_other_style(&at, spec, findings);
    let spec = meant.as_ref().unwrap_or(spec);
    let is_broken = scope.broken.contains(&Owner::Request);
    let (position, size) = page_parameters(root, &at, spec, request, is_broken, findings);
    let paths = Paths { result: result?, scope };
    if are_swapped(&at, spec, &paths) {
        findings.report(at.key("items").value(), PaginationProblem::Swapped).also(at.key("total").value());
        return None;
    }
    let total =
        spec.total.as_ref().map(|path| paths.follow(&at.key("total"), path, Needed::Integer, findings));
    let next = next_token(&at, spec, &paths, findings);
    let (items, list) = match &spec.items {
        Some(path) => {
            let steps = paths.follow(&at.key("items"), path, Needed::List, findings)?;
            let list = steps.last()?.ty.clone();
            (steps, list)
        }
        None => (Vec::new(), paths.result.clone()),
    };
    let Type::List(item) = list else {
        findings.report(at.name(), PaginationProblem::NoItems { list: paths.only_list() });
        return None;
    };
    let total = match total {
        Some(steps) => Some(steps?),
        None => None,
    };
    let (position, next) = (position?, next?);
    let default_of =
        |index: usize| request.fields[index].default.as_ref().and_then(serde_json::Value::as_u64);
    // What must be given has no default; there the least one is the first.
    let least_of = |field: &Field| field.min.as_ref().filter(|_| field.required).and_then(Number::as_u64);
    let first = match spec.style {
        PageStyle::Page => default_of(position).or_else(|| least_of(&request.fields[position])).unwrap_or(1),
        PageStyle::Offset | PageStyle::Token => 0,
    };
    let (style, default_size) = (spec.style, size.and_then(default_of));
    Some(Pagination { style, position, size, first, default_size, next, total, items, item: *item })
}

/// Whether `total` leads to the list of items, and `items` to their number.
fn are_swapped(at: &At<'_>, spec: &PaginationSpec, paths: &Paths<'_>) -> bool {
    let (Some(total), Some(items)) = (&spec.total, &spec.items) else { return false };
    let mut unsaid = Findings::default();
    paths.follow(at, total, Needed::List, &mut unsaid).is_some()
        && paths.follow(at, items, Needed::Integer, &mut unsaid).is_some()
}

/// The pagination with another style, when all keys beside `style` are those of that one.
fn of_other_style(at: &At<'_>, spec: &PaginationSpec, findings: &mut Findings) -> Option<PaginationSpec> {
    let given = [
        ("page", spec.page.is_some()),
        ("offset", spec.offset.is_some()),
        ("token", spec.token.is_some()),
        ("size", spec.size.is_some()),
        ("limit", spec.limit.is_some()),
        ("next", spec.next.is_some()),
    ];
    let given: Vec<_> = given.into_iter().filter(|(_, is_given)| *is_given).map(|(key, _)| key).collect();
    let has = |style: PageStyle, key: &str| {
        style.keys().contains(&key) || (style == PageStyle::Token && key == "next")
    };
    let foreign: Vec<_> = given.iter().copied().filter(|key| !has(spec.style, key)).collect();
    let is_meant =
        |style: &PageStyle| given.contains(&style.keys()[0]) && given.iter().all(|key| has(*style, key));
    let meant = [PageStyle::Page, PageStyle::Offset, PageStyle::Token].into_iter().find(is_meant)?;
    if meant == spec.style || (foreign.len() < 2 && spec.style != PageStyle::Token) {
        return None;
    }
    findings.report(at.key("style").value(), PaginationProblem::StyleOfOtherKeys { meant, keys: foreign });
    Some(PaginationSpec { style: meant, ..spec.clone() })
}

/// The way to the token of the next page, which pages of one style have, and only these; `None` when that is wrong.
#[allow(clippy::option_option, reason = "the outer one says whether all is well")]
fn next_token(
    at: &At<'_>,
    spec: &PaginationSpec,
    paths: &Paths<'_>,
    findings: &mut Findings,
) -> Option<Option<Vec<PathStep>>> {
    match (spec.style, &spec.next) {
        (PageStyle::Token, Some(path)) => {
            paths.follow(&at.key("next"), path, Needed::Text, findings).map(Some)
        }
        (PageStyle::Token, None) => {
            findings.report(at.name(), PaginationProblem::NoNext);
            None
        }
        (PageStyle::Page | PageStyle::Offset, None) => Some(None),
        (PageStyle::Page | PageStyle::Offset, Some(_)) => {
            let style = at.key("style").value();
            findings.report(at.key("next").name(), PaginationProblem::NextOfOtherStyle).also(style);
            None
        }
    }
}

/// The parameters that ask for a page: which page or item, and how many items.
fn page_parameters(
    root: &At<'_>,
    at: &At<'_>,
    spec: &PaginationSpec,
    request: &Record,
    is_broken: bool,
    findings: &mut Findings,
) -> (Option<usize>, Option<usize>) {
    let given = [
        ("page", &spec.page, true),
        ("offset", &spec.offset, true),
        ("token", &spec.token, true),
        ("size", &spec.size, false),
        ("limit", &spec.limit, false),
    ];
    let [page_key, size_key] = spec.style.keys();
    let (mut position, mut size, mut is_foreign, mut is_given) = (None, None, false, false);
    for (key, name, is_position) in given {
        let Some(name) = name else { continue };
        let meant = if is_position { page_key } else { size_key };
        if key != meant {
            is_foreign |= is_position;
            let problem = PaginationProblem::KeyOfOtherStyle { key, meant, name: name.clone() };
            findings.report(at.key(key).name(), problem).also(at.key("style").value());
            continue;
        }
        is_given |= is_position;
        let is_token = is_position && spec.style == PageStyle::Token;
        let needed = if is_token { Needed::Text } else { Needed::Integer };
        let parameter = parameter::named(root, &at.key(key), name, needed, request, is_broken, findings);
        *(if is_position { &mut position } else { &mut size }) = parameter;
    }
    if position.is_some() && position == size {
        let problem = PaginationProblem::SameParameter { position: page_key, size: size_key };
        findings.report(at.key(size_key).value(), problem).also(at.key(page_key).value());
    }
    let is = |index: Option<usize>, key: &str| {
        index.is_some_and(|index| request.fields[index].wire.eq_ignore_ascii_case(key))
    };
    if is(position, size_key) && is(size, page_key) {
        findings.report(at.key(size_key).value(), PaginationProblem::Swapped).also(at.key(page_key).value());
    }
    if !is_given && !is_foreign {
        findings.report(at.name(), PaginationProblem::NoPosition { key: page_key });
    }
    (position, size)
}
