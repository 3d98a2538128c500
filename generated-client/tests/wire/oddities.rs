//! One odd field costs one field: what a response has in another kind than the spec says is missing, and is told.

use std::collections::BTreeMap;

use crate::sample::{InData, Inner, ListInData, PLANTED, Sample, Status, Strict, inner, sample, with};
use qcloud_client::internal;
use qcloud_client::wire::{self, read_response, read_response_with_notes, read_with_notes};
use qcloud_client::{Json, Secret};

/// Reads a sample with these fields beside the required ones, and what is told of it.
fn noted(fields: &str) -> (Sample, Vec<String>) {
    let json = format!("{{\"id\":\"a\",\"count\":1,{fields}}}");
    let (sample, notes) = read_with_notes::<Sample>(json.as_bytes()).expect(fields);
    (sample, notes.iter().map(ToString::to_string).collect())
}

#[test]
fn a_field_of_another_kind_is_missing_and_told() {
    for (odd, note) in [
        (r#""amount":"N/A""#, "amount: expected an integer, found a string"),
        (r#""amount":1.5"#, "amount: expected an integer, found a fraction"),
        (r#""amount":[1]"#, "amount: expected an integer, found an array"),
        (r#""amount":{"a":[{}],"b":{"c":1}}"#, "amount: expected an integer, found an object"),
        (r#""signed":18446744073709551615"#, "signed: expected an integer, found a number out of range"),
        (r#""big":-1"#, "big: expected an integer, found a number out of range"),
        (r#""big":1e300"#, "big: expected an integer, found a number out of range"),
        (r#""ratio":"N/A""#, "ratio: expected a number, found a string"),
        (r#""ratio":true"#, "ratio: expected a number, found a boolean"),
        (r#""flag":"yes""#, "flag: expected a boolean, found a string"),
        (r#""flag":[[]]"#, "flag: expected a boolean, found an array"),
        (r#""note":{"a":1}"#, "note: expected a string, found an object"),
        (r#""note":["a"]"#, "note: expected a string, found an array"),
        (r#""at":[]"#, "at: expected a string, found an array"),
        (r#""status":{}"#, "status: expected a string or a number, found an object"),
        (r#""inner":"x""#, "inner: expected an object, found a string"),
        (r#""inner":5"#, "inner: expected an object, found a number"),
        (r#""inner":[{"id":"x"}]"#, "inner: expected an object, found an array"),
        (r#""names":3"#, "names: expected an array, found a number"),
        (r#""names":"x""#, "names: expected an array, found a string"),
        (r#""names":{"a":1}"#, "names: expected an array, found an object"),
        (r#""table":5"#, "table: expected an object, found a number"),
        (r#""table":[[1],2]"#, "table: expected an object, found an array"),
        (r#""parent":true"#, "parent: expected an object, found a boolean"),
    ] {
        // What stands behind it is read all the same.
        assert_eq!(
            noted(&format!("{odd},\"type\":\"t\"")),
            (Sample { r#type: Some("t".to_owned()), ..sample() }, vec![note.to_owned()])
        );
    }
}

#[test]
fn a_record_that_lacks_what_it_requires_is_odd_for_the_field_that_holds_it() {
    for (odd, note) in [
        (r#""inner":{}"#, "inner: id: required, but missing"),
        (r#""inner":[]"#, "inner: id: required, but missing"),
        (r#""inner":{"id":null,"value":1}"#, "inner: id: expected a string, found null"),
        (r#""inner":{"id":[{"id":1}],"tags":7}"#, "inner: id: expected a string, found an array"),
        (r#""parent":{"id":"x","count":"many"}"#, "parent: count: expected an integer, found a string"),
    ] {
        assert_eq!(noted(odd), (sample(), vec![note.to_owned()]), "{odd}");
    }
    let (read, notes) =
        noted(r#""inner":{"id":"x","value":"many","tags":{"a":1}},"parent":{"id":"p","count":2,"inner":7}"#);
    let parent = Sample { id: "p".to_owned(), count: 2, ..sample() };
    assert_eq!(read, Sample { inner: Some(inner("x")), parent: Some(Box::new(parent)), ..sample() });
    assert_eq!(
        notes,
        [
            "inner.value: expected an integer, found a string",
            "inner.tags: expected an array, found an object",
            "parent.inner: expected an object, found a number",
        ]
    );
}

#[test]
fn what_the_whole_requires_is_an_error() {
    for (json, error) in [
        (r#"{"id":[],"count":1}"#, "id: expected a string, found an array at line 1 column 8"),
        (r#"{"id":"a","count":"many"}"#, "count: expected an integer, found a string at line 1 column 24"),
        (r#"{"id":"a"}"#, "count: required, but missing at line 1 column 10"),
        ("[[]]", "expected an object, found an array at line 1 column 4"),
    ] {
        let read = wire::read::<Sample>(json.as_bytes()).unwrap_err();
        assert_eq!(read.to_string(), error, "{json}");
    }
    let error =
        wire::read::<Strict>(br#"{"inner":{"id":"x","value":"odd"},"names":3,"free":1}"#).unwrap_err();
    assert_eq!((error.path(), error.message()), ("names", "expected an array, found a number"));
    let error = wire::read::<Strict>(br#"{"inner":{"id":[]},"free":1}"#).unwrap_err();
    assert_eq!((error.path(), error.message()), ("inner.id", "expected a string, found an array"));
}

#[test]
fn an_element_of_a_list_is_an_error_with_its_place() {
    for (odd, error) in [
        (r#""lines":[{"id":"x"},7]"#, "lines[1]: expected an object, found a number"),
        (r#""lines":[{"id":"x"},null,{}]"#, "lines[2].id: required, but missing"),
        (r#""names":["a",{}]"#, "names[1]: expected a string, found an object"),
        (r#""grid":[[1],["x"]]"#, "grid[1][0]: expected an integer, found a string"),
        (
            r#""parent":{"id":"p","count":1,"lines":[5]}"#,
            "parent.lines[0]: expected an object, found a number",
        ),
    ] {
        let read = with(odd).unwrap_err();
        assert_eq!(format!("{}: {}", read.path(), read.message()), error);
    }
    let (read, notes) = noted(r#""lines":[{"id":"x","value":"odd"},{"id":"y","tags":1}]"#);
    assert_eq!(read.lines, [inner("x"), inner("y")]);
    assert_eq!(
        notes,
        [
            "lines[0].value: expected an integer, found a string",
            "lines[1].tags: expected an array, found a number",
        ]
    );
}

#[test]
fn an_entry_of_a_map_is_left_out_and_told() {
    let (read, notes) =
        noted(r#""byName":{"a":{"id":"x"},"b.c":7,"d":{"id":"y","value":{}},"e":{}},"vault":{"a":"x"}"#);
    assert_eq!(read.by_name, BTreeMap::from([("a".to_owned(), inner("x")), ("d".to_owned(), inner("y"))]));
    assert_eq!(
        notes,
        [
            "byName[\"b.c\"]: expected an object, found a number",
            "byName.d.value: expected an integer, found an object",
            "byName.e: id: required, but missing",
            "vault: expected an integer, found a string",
        ]
    );
}

#[test]
fn of_a_repeated_key_the_last_value_is_told_of() {
    let (read, notes) =
        noted(r#""amount":"N/A","amount":5,"inner":{"id":"x","value":[]},"inner":{"id":"y"}"#);
    assert_eq!((read.amount, read.inner, notes), (Some(5), Some(inner("y")), vec![]));
    let (read, notes) = noted(r#""parent":{"id":[],"count":1,"id":"x"},"amount":5,"amount":[]"#);
    assert_eq!((read.parent.unwrap().id.as_str(), read.amount), ("x", None));
    assert_eq!(notes, ["amount: expected an integer, found an array"]);
}

#[test]
fn nothing_is_told_of_what_is_read() {
    let (_, notes) =
        noted(r#""amount":null,"names":"","vault":[],"grid":{},"status":99,"at":"soon","new":[{}]"#);
    assert_eq!(notes, [""; 0]);
}

#[test]
fn what_is_sensitive_is_not_told() {
    let (read, notes) = noted(&format!(
        r#""vault":{{"{PLANTED}":"x"}},"hidden":{{"id":{{"{PLANTED}":1}}}},"password":["{PLANTED}"]"#
    ));
    assert_eq!((read.vault.len(), read.hidden, read.password), (0, None, None::<Secret>));
    assert_eq!(
        notes,
        [
            "vault: expected an integer, found a string",
            "hidden: expected a string, found an object",
            "password: expected a string, found an array",
        ]
    );
}

#[test]
fn notes_have_an_end() {
    let entries: Vec<String> = (0..5000).map(|number| format!("\"{number}\":[]")).collect();
    let json = format!("{{{}}}", entries.join(","));
    let (read, notes) = read_with_notes::<BTreeMap<String, i64>>(json.as_bytes()).unwrap();
    assert_eq!((read.len(), notes.len()), (0, 1000));
}

#[test]
fn a_response_is_read_like_this_and_an_example_is_not() {
    let body = br#"{"code":0,"data":{"id":"a","count":1,"status":[1],"inner":{"id":"x","value":{}}}}"#;
    let (read, notes) = read_response_with_notes::<InData>(body).unwrap();
    assert_eq!(read, Sample { inner: Some(inner("x")), ..sample() });
    let notes: Vec<_> = notes.iter().map(|note| (note.path(), note.message())).collect();
    assert_eq!(
        notes,
        [
            ("data.status", "expected a string or a number, found an array"),
            ("data.inner.value", "expected an integer, found an object"),
        ]
    );
    let error = internal::check_example::<InData>("{}", &[], std::str::from_utf8(body).unwrap()).unwrap_err();
    assert!(error.contains("data.status: expected a string or a number, found an array"), "{error}");
    assert!(read_response::<ListInData>(br#"{"code":0,"data":[{"id":"a"},{"id":{}}]}"#).is_err());
}

/// A page, of which the list and the token are what pages rest on.
struct Page {
    list: Vec<Inner>,
    token: Option<String>,
    total: Option<u64>,
    inner: Option<Around>,
}

internal::record!(Page {
    0 list "list" [PAGES];
    1 token "token" [PAGES];
    2 total "total" [];
    3 inner "inner" [PAGES];
});

struct Around {
    list: Vec<Inner>,
}

internal::record!(Around {
    0 list "list" [PAGES];
});

#[test]
fn what_pages_rest_on_is_never_missing() {
    let read = |json: &str| wire::read::<Page>(json.as_bytes());
    for (json, error) in [
        (r#"{"list":"none"}"#, "list: expected an array, found a string"),
        (r#"{"list":[7]}"#, "list[0]: expected an object, found a number"),
        (r#"{"token":[]}"#, "token: expected a string, found an array"),
        (r#"{"inner":3}"#, "inner: expected an object, found a number"),
        (r#"{"inner":{"list":{"a":1}}}"#, "inner.list: expected an array, found an object"),
    ] {
        let read = read(json).unwrap_err();
        assert_eq!(format!("{}: {}", read.path(), read.message()), error);
    }
    let page = read(r#"{"list":null,"token":7,"total":-1,"inner":[]}"#).unwrap();
    assert_eq!((page.list.len(), page.token.as_deref(), page.total), (0, Some("7"), None));
}

#[test]
fn free_form_json_and_enums_are_never_odd() {
    let (read, notes) = noted(r#""extra":{"a":[1]},"any":[[],{}],"status":"x","kinds":[1,true]"#);
    assert_eq!(read.extra, Some(serde_json::json!({"a": [1]})));
    assert_eq!(read.any, [Json::Array(vec![]), serde_json::json!({})]);
    assert_eq!((read.status.as_ref().and_then(Status::as_int), notes.len()), (None, 0));
}
