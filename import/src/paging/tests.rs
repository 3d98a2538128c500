//! The names that are recognised, and the lists that are not.

use qcloud_codegen::spec::{ResultSpec, TypeExpr};

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
    const SEVERAL: &str = "Offset asks for pages of one of several lists";
    let paged = [("Offset", ty(INT)), ("Limit", ty(INT))];
    let strings = || list(TEXT);
    let cases: [(&[(&str, TypeExpr)], &str); 7] = [
        (&[("Ids", strings()), ("Set", list("Vpc"))], "Offset: Offset, Limit; none of Set"),
        (&[("Ids", strings())], "Offset: Offset, Limit; none of Ids"),
        (&[("Ids", strings()), ("Names", strings())], SEVERAL),
        (&[("Tags", list("Tag")), ("Vpcs", list("Vpc"))], "Offset: Offset, Limit; none of Vpcs"),
        (&[("Tags", list("Tag")), ("Items", list("Vpc"))], "Offset: Offset, Limit; none of Items"),
        (&[("Tags", list("Tag")), ("Zones", list("Zone"))], SEVERAL),
        (&[("Result", ty(TEXT))], "Offset asks for pages"),
    ];
    for (result, expected) in cases {
        assert_eq!(recognised(&action("DescribeVpcs", &paged, result)), expected, "{result:?}");
    }
}

/// What is recognised of an Action with these words.
fn with_words(mut action: ActionFile, words: &[(&str, &str)]) -> String {
    let result = action.result.as_mut().and_then(|result| result.fields.as_mut());
    let all = action.parameters.iter_mut().chain(result.into_iter().flat_map(Entries::iter_mut));
    for (name, field) in all {
        for (_, said) in words.iter().filter(|(named, _)| named == name) {
            field.doc = (*said).to_owned();
        }
    }
    recognised(&action)
}

#[test]
fn words_say_which_list_is_meant() {
    let paged = [("Offset", ty(INT)), ("Limit", ty(INT))];
    let result = [("Total", ty(INT)), ("UserList", list("User")), ("Data", list("Quality"))];
    let users = || action("DescribeCalls", &paged, &result);
    let counted = [("Total", "返回的用户总条数"), ("UserList", "用户信息列表"), ("Data", "质量数据")];
    assert_eq!(with_words(users(), &counted), "Offset: Offset, Limit; Total of UserList");
    assert_eq!(with_words(users(), &counted[1..]), "Offset: Offset, Limit; Total of Data");
    let asked = [("Limit", "How many of the UserList are answered")];
    assert_eq!(with_words(users(), &asked), "Offset: Offset, Limit; Total of UserList");
    let unused = [("Data", "请不要使用"), ("Total", "已废弃")];
    assert_eq!(with_words(users(), &unused), "Offset: Offset, Limit; none of UserList");
}

#[test]
fn a_page_that_may_be_something_else_needs_a_total() {
    let paged = [("PageNumber", ty(INT)), ("PageSize", ty(INT))];
    let counted = action("DescribeVpcs", &paged, &[("Total", ty(INT)), ("Vpcs", list("Vpc"))]);
    let bare = action("DescribeVpcs", &paged, &[("Vpcs", list("Vpc"))]);
    let note = |action: &ActionFile| match recognise(action, &BTreeMap::new()) {
        Some(Found::Pages(found)) => found.note,
        _ => None,
    };
    let said = |mut action: ActionFile, words: &str, shown: &str| {
        let page = action.parameters.get_mut("PageNumber").unwrap();
        (page.doc, page.example) = (words.to_owned(), Some(shown.into()));
        action
    };
    assert_eq!(note(&said(counted.clone(), "页码", "1")), None);
    assert_eq!(note(&said(counted.clone(), "页码，从1开始", "0")), None);
    assert_eq!(note(&said(counted.clone(), "页码", "0")), Some(SHOWN_AS_ZERO));
    assert_eq!(note(&said(counted, "分页大小", "1")), Some(CALLED_A_SIZE));
    assert_eq!(recognised(&said(bare.clone(), "页码", "1")), "Page: PageNumber, PageSize; none of Vpcs");
    assert_eq!(recognised(&said(bare.clone(), "页码", "0")), "PageNumber doesn't say where pages begin");
    let size = "PageNumber is called something else by its words than by its name; without a total a wrong guess would lose items";
    assert_eq!(recognised(&said(bare, "分页大小", "1")), size);
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
    let nested = action("DescribeVpcs", &[("Filter", ty("Filter"))], &[("Vpcs", list("Vpc"))]);
    let filter = TypeSpec::record(fields(&[("Offset", ty(INT)), ("Limit", ty(INT))]));
    let Some(Found::Untold(name, why)) = recognise(&nested, &BTreeMap::from([("Filter", &filter)])) else {
        panic!()
    };
    assert_eq!((name.as_str(), why), ("Filter", NESTED));
}
