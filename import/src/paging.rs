//! Recognises by their names the parameters that ask for a page, and where the items of the page stand. Where that is not certain, nothing is said.

use std::collections::BTreeMap;

use qcloud_codegen::model::PageStyle;

use crate::draft::{Action, Field, Pagination, ResultKind, Type, TypeDef, TypeKind};

/// The names of parameters and fields, in lower case and without `_`.
struct Words {
    style: PageStyle,
    /// Which page or item.
    position: &'static [&'static str],
    /// How many items.
    size: &'static [&'static str],
}

/// The parameters that take the token of a page, and the fields with that of the next one.
const TOKENS: [(&[&str], &[&str]); 5] = [
    (
        &["nexttoken", "pagetoken", "paginationtoken", "paginationnexttoken"],
        &["nexttoken", "nextpagetoken", "pagetoken", "paginationtoken"],
    ),
    (&["cursor", "nextcursor"], &["nextcursor", "cursor"]),
    (&["context"], &["context", "nextcontext"]),
    (&["marker"], &["nextmarker", "marker"]),
    (&["scrolltoken", "scrollid"], &["scrolltoken", "scrollid"]),
];

/// How many items a page with a token has.
const TOKEN_SIZES: [&str; 6] = ["maxresults", "limit", "pagesize", "maxitems", "size", "count"];

/// The styles, in the order in which they are looked for.
const STYLES: [Words; 2] = [
    Words {
        style: PageStyle::Offset,
        position: &["offset", "startoffset"],
        size: &["limit", "length", "count", "size", "pagesize"],
    },
    Words {
        style: PageStyle::Page,
        position: &["page", "pagenumber", "pagenum", "pageno", "pageindex", "currentpage", "curpage"],
        size: &["pagesize", "size", "count", "limit", "perpage", "pagelimit", "rows", "pagecount"],
    },
];

/// What the number of all items is called.
const TOTALS: [&str; 10] = [
    "totalcount",
    "total",
    "totalnum",
    "totalnumber",
    "totalsize",
    "totalcnt",
    "totalitems",
    "totalrecords",
    "recordcount",
    "count",
];

/// What a list of items is called when it is not named after them.
const LISTS: [&str; 8] = ["list", "items", "data", "records", "rows", "result", "results", "datalist"];

/// How the pages of an Action's result are asked for, if its names say so. `types` are those that the Action may use.
#[must_use]
pub fn recognise(action: &Action, types: &BTreeMap<&str, &TypeDef>) -> Option<Pagination> {
    if !action.idempotent {
        return None; // whoever turns pages changes nothing
    }
    by_number(action, types).or_else(|| by_token(action, types))
}

/// Pages that a number asks for.
fn by_number(action: &Action, types: &BTreeMap<&str, &TypeDef>) -> Option<Pagination> {
    let (words, position, size) = STYLES.iter().find_map(|words| {
        let position = only_integer(&action.parameters, words.position)?;
        Some((words, position, only_integer(&action.parameters, words.size)?))
    })?;
    let (total, items) = page_of(action, types)?;
    Some(Pagination {
        style: words.style,
        position: position.name.clone(),
        size: Some(size.name.clone()),
        next: None,
        total,
        items: Some(items),
    })
}

/// Pages of which each has the token of the next one.
fn by_token(action: &Action, types: &BTreeMap<&str, &TypeDef>) -> Option<Pagination> {
    let (token, nexts) = TOKENS.iter().find_map(|(tokens, nexts)| {
        let is_token =
            |field: &&Field| field.ty == Type::String && tokens.contains(&plain(&field.name).as_str());
        Some((only(action.parameters.iter().filter(is_token))?, nexts))
    })?;
    let (total, items) = page_of(action, types)?;
    // The token stands where the items do.
    let (holder, fields) = match items.split_once('.') {
        Some((holder, _)) => {
            let field = result_fields(action, types)?.iter().find(|field| field.name == holder)?;
            let Type::Named(name) = &field.ty else { return None };
            (Some(holder), record(types, name)?)
        }
        None => (None, result_fields(action, types)?),
    };
    let is_next = |field: &&Field, next: &str| field.ty == Type::String && plain(&field.name) == next;
    let next = nexts.iter().find_map(|next| fields.iter().find(|field| is_next(field, next)))?;
    let next = holder.map_or(next.name.clone(), |holder| format!("{holder}.{}", next.name));
    Some(Pagination {
        style: PageStyle::Token,
        position: token.name.clone(),
        size: only_integer(&action.parameters, &TOKEN_SIZES).map(|size| size.name.clone()),
        next: Some(next),
        total,
        items: Some(items),
    })
}

/// A name as it is compared.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The integer with one of the names, unless several have one.
fn only_integer<'a>(fields: &'a [Field], names: &[&str]) -> Option<&'a Field> {
    let mut found =
        fields.iter().filter(|field| is_integer(&field.ty) && names.contains(&plain(&field.name).as_str()));
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

fn is_integer(ty: &Type) -> bool {
    matches!(ty, Type::Int | Type::Uint)
}

fn result_fields<'a>(action: &'a Action, types: &BTreeMap<&str, &'a TypeDef>) -> Option<&'a Vec<Field>> {
    match &action.result.as_ref()?.kind {
        ResultKind::Fields(fields) => Some(fields),
        ResultKind::Type(Type::Named(name)) => record(types, name),
        ResultKind::Type(_) => None,
    }
}

/// The paths to the number of all items and to the items.
fn page_of(action: &Action, types: &BTreeMap<&str, &TypeDef>) -> Option<(Option<String>, String)> {
    let fields = result_fields(action, types)?;
    if let Some(page) = page_in(fields, action) {
        return Some(page);
    }
    // The page may be a record of its own, beside which there is nothing else to choose from.
    let mut inner = fields.iter().filter_map(|field| match &field.ty {
        Type::Named(name) => Some((field, record(types, name)?)),
        _ => None,
    });
    let (holder, fields) = inner.next().filter(|_| inner.next().is_none())?;
    let (total, items) = page_in(fields, action)?;
    let below = |path: String| format!("{}.{path}", holder.name);
    Some((total.map(below), below(items)))
}

fn record<'a>(types: &BTreeMap<&str, &'a TypeDef>, name: &str) -> Option<&'a Vec<Field>> {
    match &types.get(name)?.kind {
        TypeKind::Record(fields) => Some(fields),
        _ => None,
    }
}

/// The number of all items and the items among the fields of one record.
fn page_in(fields: &[Field], action: &Action) -> Option<(Option<String>, String)> {
    let items = items(fields, action)?.name.clone();
    let total = TOTALS
        .iter()
        .find_map(|total| fields.iter().find(|field| plain(&field.name) == *total && is_integer(&field.ty)));
    Some((total.map(|field| field.name.clone()), items))
}

/// The only list of records; of several, the only one whose name fits; else the only list.
fn items<'a>(fields: &'a [Field], action: &Action) -> Option<&'a Field> {
    let is_list = |field: &&Field| matches!(&field.ty, Type::List(_));
    let is_of_records =
        |field: &&Field| matches!(&field.ty, Type::List(item) if matches!(**item, Type::Named(_)));
    let of_records: Vec<_> = fields.iter().filter(is_of_records).collect();
    match of_records.as_slice() {
        [one] => Some(one),
        [] => only(fields.iter().filter(is_list)),
        several => {
            only(several.iter().copied().filter(|field| is_named_after(field, action))).or_else(|| {
                only(several.iter().copied().filter(|field| LISTS.contains(&plain(&field.name).as_str())))
            })
        }
    }
}

fn only<'a>(mut found: impl Iterator<Item = &'a Field>) -> Option<&'a Field> {
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Whether a list is named after what the Action says it lists: `Vpcs` or `VpcSet` of `DescribeVpcs`.
fn is_named_after(field: &Field, action: &Action) -> bool {
    let action = plain(&action.name);
    let name = plain(&field.name);
    let name =
        ["set", "list", "infos", "infolist"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    let stem = |text: &str| text.trim_end_matches('s').to_owned();
    let listed = ["describe", "list", "get", "query"].iter().find_map(|verb| action.strip_prefix(verb));
    let listed = listed.map(|listed| listed.strip_suffix("list").unwrap_or(listed));
    listed.is_some_and(|listed| stem(listed) == stem(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::ResultDef;

    fn fields(given: &[(&str, Type)]) -> Vec<Field> {
        given.iter().map(|(name, ty)| Field::new(*name, ty.clone())).collect()
    }

    fn list(of: &str) -> Type {
        Type::List(Box::new(Type::Named(of.to_owned())))
    }

    fn action(name: &str, parameters: &[(&str, Type)], result: &[(&str, Type)]) -> Action {
        Action {
            name: name.to_owned(),
            idempotent: true,
            parameters: fields(parameters),
            result: Some(ResultDef {
                place: None,
                kind: ResultKind::Fields(fields(result)),
                documented: crate::draft::Documented::default(),
                todos: Vec::new(),
            }),
            ..Action::default()
        }
    }

    fn recognised(action: &Action) -> String {
        match recognise(action, &BTreeMap::new()) {
            Some(Pagination { style, position, size, next, total, items }) => {
                let or_none = |name: Option<String>| name.unwrap_or_else(|| "none".to_owned());
                let next = next.map_or(String::new(), |next| format!(", then {next}"));
                let (size, total, items) = (or_none(size), or_none(total), or_none(items));
                format!("{style:?}: {position}, {size}; {total} of {items}{next}")
            }
            None => "none".to_owned(),
        }
    }

    #[test]
    fn the_vendors_names_are_known_in_every_spelling() {
        use Type::{Int, Uint};
        let result = [("TotalCount", Uint), ("VpcSet", list("Vpc"))];
        let cases: [(&[(&str, Type)], &str); 6] = [
            (&[("Offset", Int), ("Limit", Int)], "Offset: Offset, Limit; TotalCount of VpcSet"),
            (&[("PageNumber", Uint), ("PageSize", Uint)], "Page: PageNumber, PageSize; TotalCount of VpcSet"),
            (&[("page", Uint), ("count", Uint)], "Page: page, count; TotalCount of VpcSet"),
            (&[("PageIndex", Int), ("Limit", Int)], "Page: PageIndex, Limit; TotalCount of VpcSet"),
            (&[("page_no", Int), ("page_size", Int)], "Page: page_no, page_size; TotalCount of VpcSet"),
            (&[("Limit", Int)], "none"),
        ];
        for (parameters, expected) in cases {
            assert_eq!(recognised(&action("DescribeVpcs", parameters, &result)), expected, "{parameters:?}");
        }
    }

    #[test]
    fn a_list_is_taken_only_when_there_is_no_doubt() {
        let paged = [("Offset", Type::Int), ("Limit", Type::Int)];
        let strings = || Type::List(Box::new(Type::String));
        let cases: [(&[(&str, Type)], &str); 6] = [
            (&[("Ids", strings()), ("Set", list("Vpc"))], "Offset: Offset, Limit; none of Set"),
            (&[("Ids", strings())], "Offset: Offset, Limit; none of Ids"),
            (&[("Ids", strings()), ("Names", strings())], "none"),
            (&[("Tags", list("Tag")), ("Vpcs", list("Vpc"))], "Offset: Offset, Limit; none of Vpcs"),
            (&[("Tags", list("Tag")), ("Items", list("Vpc"))], "Offset: Offset, Limit; none of Items"),
            (&[("Tags", list("Tag")), ("Zones", list("Zone"))], "none"),
        ];
        for (result, expected) in cases {
            assert_eq!(recognised(&action("DescribeVpcs", &paged, result)), expected, "{result:?}");
        }
    }

    #[test]
    fn a_page_with_the_token_of_the_next_one_is_known() {
        type Members<'a> = &'a [(&'a str, Type)];

        let vpcs = || ("VpcSet", list("Vpc"));
        let text = |name: &'static str| (name, Type::String);
        let cases: [(Members<'_>, Members<'_>, &str); 5] = [
            (
                &[("MaxResults", Type::Int), text("NextToken")],
                &[text("NextToken"), vpcs()],
                "Token: NextToken, MaxResults; none of VpcSet, then NextToken",
            ),
            (
                &[text("Cursor")],
                &[text("NextCursor"), ("Total", Type::Int), vpcs()],
                "Token: Cursor, none; Total of VpcSet, then NextCursor",
            ),
            (&[text("NextToken")], &[vpcs()], "none"),
            (&[text("NextToken")], &[text("NextToken")], "none"),
            (
                &[("Offset", Type::Int), ("Limit", Type::Int), text("NextToken")],
                &[text("NextToken"), vpcs()],
                "Offset: Offset, Limit; none of VpcSet",
            ),
        ];
        for (parameters, result, expected) in cases {
            assert_eq!(recognised(&action("DescribeVpcs", parameters, result)), expected, "{parameters:?}");
        }
    }

    #[test]
    fn texts_that_count_and_actions_that_change_something_have_no_pages() {
        let result = [("VpcSet", list("Vpc"))];
        let texts = [("Offset", Type::String), ("Limit", Type::String)];
        assert_eq!(recognised(&action("DescribeVpcs", &texts, &result)), "none");
        let mut create = action("CreateVpcs", &[("Offset", Type::Int), ("Limit", Type::Int)], &result);
        create.idempotent = false;
        assert_eq!(recognised(&create), "none");
    }

    #[test]
    fn a_page_may_stand_one_record_deeper() {
        let action = action(
            "DescribeVpcs",
            &[("Offset", Type::Int), ("Limit", Type::Int)],
            &[("Result", Type::Named("Page".to_owned()))],
        );
        let page = TypeDef {
            name: "Page".to_owned(),
            doc: None,
            kind: TypeKind::Record(fields(&[("Total", Type::Int), ("List", list("Vpc"))])),
            documented: crate::draft::Documented::default(),
            rust: None,
            todos: Vec::new(),
        };
        let found = recognise(&action, &BTreeMap::from([("Page", &page)])).unwrap();
        assert_eq!(
            (found.total.as_deref(), found.items.as_deref()),
            (Some("Result.Total"), Some("Result.List"))
        );
    }
}
