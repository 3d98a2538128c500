//! What reading tolerates, and what it says of the rest.

use qcloud_client::wire::{self, ReadError};
use qcloud_client::{Json, Secret};
use serde_json::json;

use crate::sample::{Kind, Nothing, Owner, Page, Project, Sample, Status, sample, with, without};

fn read<T: wire::Field + wire::Blank>(json: &str) -> Result<T, ReadError> {
    wire::read(json.as_bytes())
}

#[test]
fn a_number_may_come_in_a_string() {
    assert_eq!(with(r#""count":"-12""#).count, Some(-12));
    assert_eq!(with(r#""size":"18446744073709551615""#).size, Some(u64::MAX));
    assert_eq!(with(r#""rate":"1.50""#).rate, Some(1.5));
    assert_eq!(with(r#""type":"2""#).r#type, Some(2));
    assert_eq!(with(r#""type":2"#).r#type, Some(2));
}

#[test]
fn a_string_may_come_as_a_number_or_a_boolean() {
    assert_eq!(with(r#""note":12"#).note.as_deref(), Some("12"));
    assert_eq!(with(r#""note":18446744073709551615"#).note.as_deref(), Some("18446744073709551615"));
    assert_eq!(with(r#""note":1.5"#).note.as_deref(), Some("1.5"));
    assert_eq!(with(r#""note":true"#).note.as_deref(), Some("true"));
    assert_eq!(with(r#""key":12"#).key, Some(Secret::from("12")));
    assert_eq!(with(r#""begin":1513728000"#).begin.unwrap().as_str(), "1513728000");
}

#[test]
fn a_boolean_may_come_as_0_or_1_or_as_a_string() {
    for yes in ["true", "1", "1.0", r#""1""#, r#""true""#, r#""TRUE""#] {
        assert_eq!(with(&format!(r#""open":{yes}"#)).open, Some(true), "{yes}");
    }
    for no in ["false", "0", r#""0""#, r#""False""#] {
        assert_eq!(with(&format!(r#""open":{no}"#)).open, Some(false), "{no}");
    }
    assert_eq!(without(r#""open":2"#), "open: expected a boolean, found a number");
    assert_eq!(without(r#""open":"yes""#), "open: expected a boolean, found a string");
}

#[test]
fn a_whole_number_may_have_a_fraction_of_zero() {
    assert_eq!(with(r#""count":12.0"#).count, Some(12));
    assert_eq!(with(r#""count":"12.0""#).count, Some(12));
    assert_eq!(with(r#""count":1e3"#).count, Some(1000));
    assert_eq!(without(r#""count":12.5"#), "count: expected an integer, found a fraction");
}

#[test]
fn a_number_out_of_range_is_an_error() {
    let message = "expected an integer, found a number out of range";
    assert_eq!(without(r#""count":9223372036854775808"#), format!("count: {message}"));
    assert_eq!(without(r#""count":"99999999999999999999""#), format!("count: {message}"));
    assert_eq!(without(r#""count":1e300"#), format!("count: {message}"));
    assert_eq!(without(r#""size":-1"#), format!("size: {message}"));
    assert_eq!(without(r#""size":18446744073709551616"#), format!("size: {message}"));
    assert_eq!(without(r#""rate":"1e999""#), "rate: expected a number, found a number out of range");
}

#[test]
fn null_and_missing_are_no_value() {
    let blank = Sample::new("a");
    assert_eq!(sample(r#"{"id":"a"}"#).unwrap(), blank);
    let nulls: Vec<String> =
        wire::Record::info(&blank).fields[1..].iter().map(|field| format!("{:?}:null", field.wire)).collect();
    assert_eq!(with(&nulls.join(",")), blank);
}

#[test]
fn the_empty_string_is_no_value_where_no_text_belongs() {
    let read = with(
        r#""count":"","size":"","rate":"","open":"","owner":"","tags":"","labels":"","parent":"","rows":[""],"statuses":null"#,
    );
    assert_eq!(read, Sample::new("a"));
    let text = with(r#""note":"","key":"","begin":"","day":"","kind":"","extra":"","inner":"""#);
    assert_eq!(text.note.as_deref(), Some(""));
    assert_eq!(text.key, Some(Secret::from("")));
    assert!(text.begin.unwrap().is_zero());
    assert!(text.day.unwrap().is_zero());
    assert_eq!(text.kind, Some(Kind::from("")));
    assert_eq!(text.extra, Some(json!("")));
    assert_eq!(text.inner, Some(json!("")));
}

#[test]
fn what_is_required_has_to_be_there() {
    assert_eq!(sample("{}").unwrap_err().to_string(), "id: required, but missing at line 1 column 2");
    assert_eq!(
        sample(r#"{"id":null}"#).unwrap_err().to_string(),
        "id: expected a string, found null at line 1 column 10"
    );
    assert_eq!(without(r#""owner":{}"#), "owner.uin: required, but missing");
    assert_eq!(without(r#""owner":{"uin":""}"#), "owner.uin: expected an integer, found an empty string");
    assert_eq!(without(r#""children":[{"id":"b"},{}]"#), "children[1].id: required, but missing");
}

#[test]
fn a_required_list_is_empty_when_it_is_missing_or_null() {
    for json in
        [r#"{"uin":1}"#, r#"{"uin":1,"roles":null}"#, r#"{"uin":1,"roles":""}"#, r#"{"uin":1,"roles":{}}"#]
    {
        assert_eq!(read::<Owner>(json).unwrap().roles, [], "{json}");
    }
}

#[test]
fn an_empty_array_is_the_empty_object_and_the_other_way_round() {
    assert_eq!(read::<Project>("[]").unwrap(), wire::blank());
    assert_eq!(read::<Nothing>("[]").unwrap(), Nothing {});
    let read = with(r#""labels":[],"lists":[],"tags":{},"rows":[{},[1]],"inner":[]"#);
    assert_eq!(read, Sample { rows: vec![vec![], vec![1]], inner: Some(json!([])), ..Sample::new("a") });
    assert_eq!(without(r#""owner":[]"#), "owner.uin: required, but missing");
    assert_eq!(without(r#""owner":[1]"#), "owner: expected an object, found an array");
    assert_eq!(without(r#""labels":[[]]"#), "labels: expected an object, found an array");
    assert_eq!(without(r#""tags":{"a":1}"#), "tags: expected an array, found an object");
}

#[test]
fn nulls_are_left_out_of_lists_and_maps_but_not_of_free_form_json() {
    let read = with(
        r#""tags":["a",null,"b"],"rows":[null,[1,null,2],""],"statuses":[null,1],"children":[null],
           "labels":{"a":null,"b":"c"},"mixed":[null,1,[null]],"extra":{"a":null}"#,
    );
    assert_eq!(read.tags, ["a", "b"]);
    assert_eq!(read.rows, [[1, 2]]);
    assert_eq!(read.statuses, [Status::Open]);
    assert_eq!(read.children, []);
    assert_eq!(read.labels.into_iter().collect::<Vec<_>>(), [("b".to_owned(), "c".to_owned())]);
    assert_eq!(read.mixed, [Json::Null, json!(1), json!([null])]);
    assert_eq!(read.extra, Some(json!({"a": null})));
}

#[test]
fn of_a_repeated_key_the_last_value_counts() {
    let read = with(
        r#""note":"x","note":"y","tags":["x"],"tags":["y"],"labels":{"a":"x"},"labels":{"b":"y","b":"z"},
           "count":1,"count":null,"owner":{"uin":1,"name":"x"},"owner":{"uin":2}"#,
    );
    assert_eq!(read.note.as_deref(), Some("y"));
    assert_eq!(read.tags, ["y"]);
    assert_eq!(read.labels.into_iter().collect::<Vec<_>>(), [("b".to_owned(), "z".to_owned())]);
    assert_eq!(read.count, None);
    assert_eq!(read.owner.map(|owner| (owner.uin, owner.name)), Some((2, None)));
    assert_eq!(without(r#""id":null"#), "id: expected a string, found null");
}

#[test]
fn unknown_fields_are_skipped() {
    let read = with(r#""x":1,"y":[{"id":[null,true,-1.5e3]}],"count":1,"z":{"count":"\u00e9"}"#);
    assert_eq!(read, Sample { count: Some(1), ..Sample::new("a") });
}

#[test]
fn an_enum_knows_its_values_in_either_form_and_keeps_the_rest() {
    assert_eq!(with(r#""status":"1""#).status, Some(Status::Open));
    assert_eq!(with(r#""status":-1"#).status, Some(Status::Failed));
    assert_eq!(with(r#""status":1.0"#).status, Some(Status::Open));
    assert_eq!(with(r#""kind":3"#).kind, Some(Kind::Three));
    assert_eq!(with(r#""status":99"#).status, Some(Status::from(99)));
    for (json, shown) in [
        ("99", "Unknown(99)"),
        ("\"99\"", "Unknown(\"99\")"),
        ("\"01\"", "Unknown(\"01\")"),
        ("1.5", "Unknown(1.5)"),
        ("true", "Unknown(true)"),
        ("\"\"", "Unknown(\"\")"),
    ] {
        let status = with(&format!(r#""status":{json}"#)).status.unwrap();
        assert_eq!(format!("{status:?}"), shown);
        assert_eq!(status.description(), None);
    }
    assert_eq!(without(r#""status":[1]"#), "status: expected a string or a number, found an array");
    assert_eq!(without(r#""kind":{}"#), "kind: expected a string or a number, found an object");
}

#[test]
fn free_form_json_may_come_in_a_string_or_out_of_it() {
    assert_eq!(with(r#""inner":"{\"a\": [1, null]}""#).inner, Some(json!({"a": [1, null]})));
    assert_eq!(with(r#""inner":{"a":1}"#).inner, Some(json!({"a": 1})));
    assert_eq!(with(r#""inner":"plain""#).inner, Some(json!("plain")));
    assert_eq!(with(r#""extra":"{\"a\":1}""#).extra, Some(json!("{\"a\":1}")));
    assert_eq!(with(r#""extra":[1,2.5,"x",{}]"#).extra, Some(json!([1, 2.5, "x", {}])));
}

#[test]
fn a_byte_order_mark_is_skipped_and_other_text_is_not() {
    assert_eq!(sample("\u{feff}{\"id\":\"a\"}").unwrap(), Sample::new("a"));
    assert_eq!(sample(r#"{"id":"a"} x"#).unwrap_err().to_string(), "trailing characters at line 1 column 12");
    assert_eq!(wire::read::<Sample>(b"\xff").unwrap_err().to_string(), "not UTF-8");
}

#[test]
fn an_error_names_its_place_and_never_a_value() {
    let error =
        read::<Page>("{\"total\":1,\n\"list\":[{\"id\":\"a\"},{\"id\":\"b\",\"status\":{}}]}").unwrap_err();
    assert_eq!(error.path(), "list[1].status");
    assert_eq!(error.message(), "expected a string or a number, found an object");
    assert_eq!((error.line(), error.column(), error.is_syntax()), (2, 40, false));
    assert_eq!(
        error.to_string(),
        "list[1].status: expected a string or a number, found an object at line 2 column 40"
    );
    for (json, expected) in [
        (r#""count":"hunter2""#, "count: expected an integer, found a string"),
        (r#""count":true"#, "count: expected an integer, found a boolean"),
        (r#""rate":[]"#, "rate: expected a number, found an array"),
        (r#""note":{}"#, "note: expected a string, found an object"),
        (r#""rows":[[1],[2,"x"]]"#, "rows[1][1]: expected an integer, found a string"),
        (r#""rows":[null,["x"]]"#, "rows[1][0]: expected an integer, found a string"),
        (r#""lists":{"a":[1],"b":["x"]}"#, "lists.b[0]: expected an integer, found a string"),
        (r#""lists":{"a.b c":0}"#, "lists[\"a.b c\"]: expected an array, found a number"),
        (
            r#""parent":{"id":"b","parent":{"id":"c","count":"x"}}"#,
            "parent.parent.count: expected an integer, found a string",
        ),
        (r#""owner":"hunter2""#, "owner: expected an object, found a string"),
        (r#""key":["hunter2"]"#, "key: expected a string, found an array"),
    ] {
        assert_eq!(without(json), expected);
    }
}

#[test]
fn what_is_not_json_is_a_syntax_error() {
    for json in ["", "{", "{\"id\"}", "<html>", "{\"id\":\"a\"", "nul", "\u{feff}"] {
        assert!(sample(json).unwrap_err().is_syntax(), "{json}");
    }
}

#[test]
fn the_limit_of_depth_holds_everywhere() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(200), close.repeat(200));
    for field in ["unknown", "extra", "mixed", "children"] {
        let error = sample(&format!("{{\"id\":\"a\",{field:?}:{}}}", deep("[", "]"))).unwrap_err();
        assert!(error.is_syntax() || field == "children", "{field}");
    }
    let nested = deep("{\"id\":\"a\",\"parent\":", "}").replace(":}", ":null}");
    assert_eq!(sample(&nested).unwrap_err().message(), "recursion limit exceeded");
    let hundred = format!("{}null{}", "{\"id\":\"a\",\"parent\":".repeat(100), "}".repeat(100));
    assert!(sample(&hundred).is_ok());
}

#[test]
fn null_is_an_empty_list_and_no_record() {
    assert_eq!(read::<Vec<i64>>("null").unwrap(), [0; 0]);
    assert_eq!(read::<Option<Owner>>("null").unwrap(), None);
    assert_eq!(read::<Json>("null").unwrap(), Json::Null);
    assert_eq!(sample("null").unwrap_err().to_string(), "expected an object, found null at line 1 column 4");
}
