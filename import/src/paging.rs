//! Recognises by their names the parameters that ask for a page, and where the items of the page stand. Where that is not certain, nothing is said.

use std::collections::BTreeMap;

use qcloud_codegen::language::Scalar;
use qcloud_codegen::spec::{ActionFile, Entries, FieldSpec, PageStyle, PaginationSpec, TypeExpr, TypeSpec};

/// Records and enums by their names.
pub(crate) type Types<'t> = BTreeMap<&'t str, &'t TypeSpec>;

/// A field of a record, or a parameter, with its name.
type Named<'f> = (&'f String, &'f FieldSpec);

/// The names of parameters and fields, in lower case and without `_`.
struct Words {
    style: PageStyle,
    /// Which page or item.
    position: &'static [&'static str],
    /// How many items a page has.
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
pub(crate) fn recognise(action: &ActionFile, types: &Types<'_>) -> Option<PaginationSpec> {
    if !action.idempotent {
        return None; // whoever turns pages changes nothing
    }
    by_number(action, types).or_else(|| by_token(action, types))
}

/// Pages that a number asks for.
fn by_number(action: &ActionFile, types: &Types<'_>) -> Option<PaginationSpec> {
    let (words, position, size) = STYLES.iter().find_map(|words| {
        let position = only_integer(&action.parameters, words.position)?;
        Some((words, position, only_integer(&action.parameters, words.size)?))
    })?;
    let (total, items) = page_of(action, types)?;
    let pages = PaginationSpec::new(words.style, position.to_owned(), Some(size.to_owned()));
    Some(PaginationSpec { total, items: Some(items), ..pages })
}

/// Pages of which each has the token of the next one.
fn by_token(action: &ActionFile, types: &Types<'_>) -> Option<PaginationSpec> {
    let holds_text = |field: &FieldSpec| field.ty.scalar() == Some(Scalar::String);
    let (token, nexts) = TOKENS.iter().find_map(|(tokens, nexts)| {
        let is_token =
            |(name, field): &Named<'_>| holds_text(field) && tokens.contains(&plain(name).as_str());
        Some((only(action.parameters.iter().filter(is_token))?.0, nexts))
    })?;
    let (total, items) = page_of(action, types)?;
    // The token stands where the items do.
    let (holder, fields) = match items.split_once('.') {
        Some((holder, _)) => {
            let field = result_fields(action, types)?.get(holder)?;
            (Some(holder), record(types, &field.ty)?)
        }
        None => (None, result_fields(action, types)?),
    };
    let is_next = |(name, field): &Named<'_>, next: &str| holds_text(field) && plain(name) == next;
    let (next, _) = nexts.iter().find_map(|next| fields.iter().find(|field| is_next(field, next)))?;
    let next = holder.map_or(next.clone(), |holder| format!("{holder}.{next}"));
    let size = only_integer(&action.parameters, &TOKEN_SIZES).map(str::to_owned);
    let pages = PaginationSpec::new(PageStyle::Token, token.clone(), size);
    Some(PaginationSpec { next: Some(next), total, items: Some(items), ..pages })
}

/// A name as it is compared.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The integer with one of the names, unless several have one.
fn only_integer<'a>(fields: &'a Entries<String, FieldSpec>, names: &[&str]) -> Option<&'a str> {
    let mut found = fields
        .iter()
        .filter(|(name, field)| is_integer(field) && names.contains(&plain(name).as_str()))
        .map(|(name, _)| name.as_str());
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

fn is_integer(field: &FieldSpec) -> bool {
    matches!(field.ty.scalar(), Some(Scalar::Int | Scalar::Uint))
}

/// The fields of an Action's result, where that is a record.
pub(crate) fn result_fields<'a>(
    action: &'a ActionFile,
    types: &Types<'a>,
) -> Option<&'a Entries<String, FieldSpec>> {
    let result = action.result.as_ref()?;
    result.fields.as_ref().or_else(|| record(types, result.ty.as_ref()?))
}

/// The paths to the number of all items and to the items.
fn page_of(action: &ActionFile, types: &Types<'_>) -> Option<(Option<String>, String)> {
    let fields = result_fields(action, types)?;
    if let Some(page) = page_in(fields, action) {
        return Some(page);
    }
    // The page may be a record of its own, beside which there is nothing else to choose from.
    let mut inner = fields.iter().filter_map(|(name, field)| Some((name, record(types, &field.ty)?)));
    let (holder, fields) = inner.next().filter(|_| inner.next().is_none())?;
    let (total, items) = page_in(fields, action)?;
    let below = |path: String| format!("{holder}.{path}");
    Some((total.map(below), below(items)))
}

/// The fields of the record that a type is.
pub(crate) fn record<'a>(types: &Types<'a>, ty: &TypeExpr) -> Option<&'a Entries<String, FieldSpec>> {
    types.get(ty.type_name()?)?.fields.as_ref()
}

/// The number of all items and the items among the fields of one record.
fn page_in(fields: &Entries<String, FieldSpec>, action: &ActionFile) -> Option<(Option<String>, String)> {
    let (items, _) = items(fields, action)?;
    let total = TOTALS
        .iter()
        .find_map(|total| fields.iter().find(|(name, field)| plain(name) == *total && is_integer(field)));
    Some((total.map(|(name, _)| name.clone()), items.clone()))
}

/// The only list of records; of several, the only one whose name fits; else the only list.
fn items<'a>(fields: &'a Entries<String, FieldSpec>, action: &ActionFile) -> Option<Named<'a>> {
    let is_list = |(_, field): &Named<'_>| matches!(&field.ty, TypeExpr::List(_));
    let is_of_records =
        |(_, field): &Named<'_>| matches!(&field.ty, TypeExpr::List(item) if item.type_name().is_some());
    let of_records: Vec<_> = fields.iter().filter(is_of_records).collect();
    match of_records.as_slice() {
        [one] => Some(*one),
        [] => only(fields.iter().filter(is_list)),
        several => {
            let found = only(several.iter().copied().filter(|(name, _)| is_named_after(name, action)));
            found.or_else(|| {
                only(several.iter().copied().filter(|(name, _)| LISTS.contains(&plain(name).as_str())))
            })
        }
    }
}

fn only<'a>(mut found: impl Iterator<Item = Named<'a>>) -> Option<Named<'a>> {
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Whether a list is named after what the Action says it lists: `Vpcs` or `VpcSet` of `DescribeVpcs`.
fn is_named_after(name: &str, action: &ActionFile) -> bool {
    let action = plain(&action.action);
    let name = plain(name);
    let name =
        ["set", "list", "infos", "infolist"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    let stem = |text: &str| text.trim_end_matches('s').to_owned();
    let listed = ["describe", "list", "get", "query"].iter().find_map(|verb| action.strip_prefix(verb));
    let listed = listed.map(|listed| listed.strip_suffix("list").unwrap_or(listed));
    listed.is_some_and(|listed| stem(listed) == stem(name))
}

#[cfg(test)]
mod tests {
    use qcloud_codegen::spec::ResultSpec;

    use super::*;

    #[test]
    fn no_token_of_a_page_is_a_secret() {
        let names = TOKENS.iter().flat_map(|(parameters, fields)| parameters.iter().chain(*fields));
        for name in names {
            assert!(!qcloud_codegen::vendor::is_secret(name, None), "{name}");
        }
    }

    const INT: &str = "int";
    const UINT: &str = "uint";
    const TEXT: &str = "string";

    fn fields(given: &[(&str, TypeExpr)]) -> Entries<String, FieldSpec> {
        given.iter().map(|(name, ty)| ((*name).to_owned(), FieldSpec::new(ty.clone()))).collect()
    }

    fn ty(name: &str) -> TypeExpr {
        TypeExpr::named(name)
    }

    fn list(of: &str) -> TypeExpr {
        ty(of).list()
    }

    fn action(name: &str, parameters: &[(&str, TypeExpr)], result: &[(&str, TypeExpr)]) -> ActionFile {
        ActionFile {
            idempotent: true,
            parameters: fields(parameters),
            result: Some(ResultSpec { fields: Some(fields(result)), ..ResultSpec::default() }),
            ..ActionFile::new(name)
        }
    }

    fn recognised(action: &ActionFile) -> String {
        let Some(pages) = recognise(action, &BTreeMap::new()) else { return "none".to_owned() };
        let or_none = |name: Option<&str>| name.unwrap_or("none").to_owned();
        let [position, size] = pages.parameters().map(or_none);
        let (total, items) = (or_none(pages.total.as_deref()), or_none(pages.items.as_deref()));
        let next = pages.next.map_or(String::new(), |next| format!(", then {next}"));
        format!("{:?}: {position}, {size}; {total} of {items}{next}", pages.style)
    }

    #[test]
    fn the_vendors_names_are_known_in_every_spelling() {
        let result = [("TotalCount", ty(UINT)), ("VpcSet", list("Vpc"))];
        let cases: [(&[(&str, TypeExpr)], &str); 6] = [
            (&[("Offset", ty(INT)), ("Limit", ty(INT))], "Offset: Offset, Limit; TotalCount of VpcSet"),
            (
                &[("PageNumber", ty(UINT)), ("PageSize", ty(UINT))],
                "Page: PageNumber, PageSize; TotalCount of VpcSet",
            ),
            (&[("page", ty(UINT)), ("count", ty(UINT))], "Page: page, count; TotalCount of VpcSet"),
            (&[("PageIndex", ty(INT)), ("Limit", ty(INT))], "Page: PageIndex, Limit; TotalCount of VpcSet"),
            (
                &[("page_no", ty(INT)), ("page_size", ty(INT))],
                "Page: page_no, page_size; TotalCount of VpcSet",
            ),
            (&[("Limit", ty(INT))], "none"),
        ];
        for (parameters, expected) in cases {
            assert_eq!(recognised(&action("DescribeVpcs", parameters, &result)), expected, "{parameters:?}");
        }
    }

    #[test]
    fn a_list_is_taken_only_when_there_is_no_doubt() {
        let paged = [("Offset", ty(INT)), ("Limit", ty(INT))];
        let strings = || list(TEXT);
        let cases: [(&[(&str, TypeExpr)], &str); 6] = [
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
        type Members<'a> = &'a [(&'a str, TypeExpr)];

        let vpcs = || ("VpcSet", list("Vpc"));
        let text = |name: &'static str| (name, ty(TEXT));
        let cases: [(Members<'_>, Members<'_>, &str); 5] = [
            (
                &[("MaxResults", ty(INT)), text("NextToken")],
                &[text("NextToken"), vpcs()],
                "Token: NextToken, MaxResults; none of VpcSet, then NextToken",
            ),
            (
                &[text("Cursor")],
                &[text("NextCursor"), ("Total", ty(INT)), vpcs()],
                "Token: Cursor, none; Total of VpcSet, then NextCursor",
            ),
            (&[text("NextToken")], &[vpcs()], "none"),
            (&[text("NextToken")], &[text("NextToken")], "none"),
            (
                &[("Offset", ty(INT)), ("Limit", ty(INT)), text("NextToken")],
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
        let texts = [("Offset", ty(TEXT)), ("Limit", ty(TEXT))];
        assert_eq!(recognised(&action("DescribeVpcs", &texts, &result)), "none");
        let mut create = action("CreateVpcs", &[("Offset", ty(INT)), ("Limit", ty(INT))], &result);
        create.idempotent = false;
        assert_eq!(recognised(&create), "none");
    }

    #[test]
    fn a_page_may_stand_one_record_deeper() {
        let action =
            action("DescribeVpcs", &[("Offset", ty(INT)), ("Limit", ty(INT))], &[("Result", ty("Page"))]);
        let page = TypeSpec::record(fields(&[("Total", ty(INT)), ("List", list("Vpc"))]));
        let found = recognise(&action, &BTreeMap::from([("Page", &page)])).unwrap();
        assert_eq!(
            (found.total.as_deref(), found.items.as_deref()),
            (Some("Result.Total"), Some("Result.List"))
        );
    }
}
