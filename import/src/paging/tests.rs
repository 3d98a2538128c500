//! The names that are recognised, and the lists that are not.

use qcloud_codegen::spec::ResultSpec;

use super::*;

#[test]
fn no_token_of_a_page_is_a_secret() {
    let names = TOKENS.iter().flat_map(|(parameters, fields)| parameters.iter().chain(*fields));
    for name in names {
        assert!(*name == TOKEN || !qcloud_codegen::vendor::is_secret(name, None), "{name}");
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
    let pages = match recognise(action, &BTreeMap::new()) {
        Some(Found::Pages(pages)) => pages.spec,
        Some(Found::Untold(name, why)) => return format!("{name} {}", why.split(',').next().unwrap()),
        None => return "none".to_owned(),
    };
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
        (&[("page_no", ty(INT)), ("page_size", ty(INT))], "Page: page_no, page_size; TotalCount of VpcSet"),
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
fn actions_that_change_something_have_no_pages() {
    let result = [("VpcSet", list("Vpc"))];
    let mut create = action("CreateVpcs", &[("Offset", ty(INT)), ("Limit", ty(INT))], &result);
    create.idempotent = false;
    assert_eq!(recognised(&create), "none");
}

#[test]
fn a_page_may_stand_one_record_deeper() {
    let action =
        action("DescribeVpcs", &[("Offset", ty(INT)), ("Limit", ty(INT))], &[("Result", ty("Page"))]);
    let page = TypeSpec::record(fields(&[("Total", ty(INT)), ("List", list("Vpc"))]));
    let found = recognise(&action, &BTreeMap::from([("Page", &page)]));
    let Some(Found::Pages(pages)) = found else { panic!("{found:?}") };
    let spec = pages.spec;
    assert_eq!((spec.total.as_deref(), spec.items.as_deref()), (Some("Result.Total"), Some("Result.List")));
}

#[test]
fn pages_that_a_spec_cannot_describe_are_told() {
    let events = [("NextToken", ty(UINT)), ("Events", list("Event"))];
    let numbers = action("DescribeEvents", &[("NextToken", ty(UINT)), ("MaxResults", ty(UINT))], &events);
    assert_eq!(recognised(&numbers), "NextToken is the token of a page and a number");
    let given = action("DescribeEvents", &[("NextToken", ty(UINT))], &[("Events", list("Event"))]);
    assert_eq!(recognised(&given), "none");
    let paged = [("Offset", ty(TEXT)), ("Limit", ty(TEXT))];
    let groups = action("DescribeVpcs", &paged, &[("TotalCount", ty(INT)), ("Groups", list("Group"))]);
    let group =
        TypeSpec::record(fields(&[("Kind", ty(TEXT)), ("List", list("Vpc")), ("TotalCount", ty(INT))]));
    let Some(Found::Untold(name, why)) = recognise(&groups, &BTreeMap::from([("Group", &group)])) else {
        panic!()
    };
    assert_eq!((name.as_str(), why), ("Offset", GROUPED));
}
