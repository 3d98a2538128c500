//! What the engine forgives, what it does not, and what it says then.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::sample::{Inner, Kind, Sample, Status, Strict, failure, inner, sample, with, written};
use qcloud_client::internal::{self, Blank, Field, FieldInfo, Record, RecordInfo, flag};
use qcloud_client::wire::{self};
use qcloud_client::{Date, DateTime, Json, Secret};
use serde_json::json;

#[test]
fn a_number_may_come_as_a_string() {
    let read =
        with(r#""amount":"12","big":"18446744073709551615","signed":"-5","ratio":"1.5","price":"1e3""#);
    let expected = Sample {
        amount: Some(12),
        big: Some(u64::MAX),
        signed: Some(-5),
        ratio: Some(1.5),
        price: Some(1000.0),
        ..sample()
    };
    assert_eq!(read, Ok(expected));
    assert_eq!(wire::read::<Sample>(br#"{"id":"a","count":"1"}"#), Ok(sample()));
}

#[test]
fn a_string_may_come_as_a_number_or_a_boolean() {
    let cases = [
        ("5", "5"),
        ("-7", "-7"),
        ("18446744073709551615", "18446744073709551615"),
        ("12.0", "12.0"),
        ("1.5", "1.5"),
        ("true", "true"),
        ("false", "false"),
    ];
    for (json, text) in cases {
        let read =
            with(&format!("\"note\":{json},\"password\":{json},\"at\":{json},\"day\":{json}")).unwrap();
        assert_eq!(read.note.as_deref(), Some(text));
        assert_eq!(read.password, Some(Secret::from(text)));
        assert_eq!(read.at, Some(DateTime::from(text)));
        assert_eq!(read.day, Some(Date::from(text)));
    }
    assert_eq!(wire::read::<Sample>(br#"{"id":7,"count":1}"#).unwrap().id, "7");
}

#[test]
fn a_boolean_may_come_as_a_number_or_a_string() {
    for json in ["true", "1", "1.0", r#""1""#, r#""true""#, r#""TRUE""#, r#""True""#] {
        let read = with(&format!("\"flag\":{json},\"switch\":{json},\"word\":{json}")).unwrap();
        assert_eq!((read.flag, read.switch, read.word), (Some(true), Some(true), Some(true)), "{json}");
    }
    for json in ["false", "0", "0.0", r#""0""#, r#""false""#, r#""FALSE""#] {
        let read = with(&format!("\"flag\":{json},\"switch\":{json},\"word\":{json}")).unwrap();
        assert_eq!((read.flag, read.switch, read.word), (Some(false), Some(false), Some(false)), "{json}");
    }
    assert_eq!(failure(r#""flag":2"#), "flag: expected a boolean, found a number");
    assert_eq!(failure(r#""flag":0.5"#), "flag: expected a boolean, found a number");
    assert_eq!(failure(r#""flag":"yes""#), "flag: expected a boolean, found a string");
    assert_eq!(failure(r#""flag":[1]"#), "flag: expected a boolean, found an array");
}

#[test]
fn a_whole_number_may_have_a_fraction_of_zero_and_no_other() {
    let read = with(r#""amount":12.0,"big":"12.0","signed":-1.2e1"#);
    assert_eq!(read, Ok(Sample { amount: Some(12), big: Some(12), signed: Some(-12), ..sample() }));
    for json in ["12.5", r#""12.5""#, "1e-3"] {
        assert_eq!(failure(&format!("\"signed\":{json}")), "signed: expected an integer, found a fraction");
    }
}

#[test]
fn integers_reach_the_ends_of_their_range() {
    let read = with(&format!("\"big\":{},\"signed\":{},\"amount\":\"{}\"", u64::MAX, i64::MIN, i64::MAX));
    let expected = Sample { big: Some(u64::MAX), signed: Some(i64::MIN), amount: Some(i64::MAX), ..sample() };
    assert_eq!(read, Ok(expected));
}

#[test]
fn a_number_out_of_range_is_refused() {
    let cases = [
        ("signed", "9223372036854775808"),
        ("signed", "-9223372036854775809"),
        ("signed", r#""9223372036854775808""#),
        ("signed", "1e300"),
        ("big", "-1"),
        ("big", r#""-1""#),
        ("big", "18446744073709551616"),
        ("big", "99999999999999999999999999999999999999999999999999"),
    ];
    for (name, json) in cases {
        let expected = format!("{name}: expected an integer, found a number out of range");
        assert_eq!(failure(&format!("\"{name}\":{json}")), expected, "{json}");
    }
    assert_eq!(failure(r#""ratio":"1e999""#), "ratio: expected a number, found a number out of range");
}

#[test]
fn text_that_only_looks_like_a_number_is_refused() {
    for text in ["twelve", "12 ", " 12", "+12", "0x10", "1_000", "inf", "NaN", "-", ".5"] {
        let field = |name| format!("\"{name}\":\"{text}\"");
        assert_eq!(failure(&field("signed")), "signed: expected an integer, found a string", "{text}");
        assert_eq!(failure(&field("ratio")), "ratio: expected a number, found a string", "{text}");
    }
}

#[test]
fn null_and_missing_are_no_value() {
    let names = internal::blank::<Sample>().info().fields.iter().map(|field| field.wire);
    for name in names.filter(|name| !matches!(*name, "id" | "count")) {
        assert_eq!(with(&format!("\"{name}\":null")), Ok(sample()), "{name}");
    }
}

#[test]
fn the_empty_string_is_no_value_where_no_text_belongs() {
    let empty = |name: &str| format!("\"{name}\":\"\"");
    let no_text = [
        "amount", "big", "signed", "ratio", "price", "flag", "switch", "word", "kinds", "states", "keys",
        "pins", "hidden", "vault", "any", "inner", "parent", "children", "grid", "table", "byName", "lines",
        "names",
    ];
    for name in no_text {
        assert_eq!(with(&empty(name)), Ok(sample()), "{name}");
    }
    let text = Sample {
        note: Some(String::new()),
        at: Some(DateTime::from("")),
        password: Some(Secret::from("")),
        extra: Some(json!("")),
        packed: Some(json!("")),
        kind: Some(Kind::from("")),
        ..sample()
    };
    let fields = ["note", "at", "password", "extra", "packed", "kind"].map(empty).join(",");
    assert_eq!(with(&fields), Ok(text));
}

#[test]
fn an_empty_array_is_an_empty_object_and_the_other_way_round() {
    assert_eq!(with(r#""vault":[],"table":[],"byName":[]"#), Ok(sample()));
    assert_eq!(with(r#""kinds":{},"grid":{},"lines":{},"names":{},"any":{},"pins":{}"#), Ok(sample()));
    assert_eq!(failure(r#""inner":[]"#), "inner.id: required, but missing");
    assert_eq!(failure(r#""inner":[{}]"#), "inner: expected an object, found an array");
    assert_eq!(failure(r#""table":[1]"#), "table: expected an object, found an array");
    assert_eq!(failure(r#""names":{"a":1}"#), "names: expected an array, found an object");
    // Free-form JSON tells them apart.
    assert_eq!(with(r#""extra":[]"#).unwrap().extra, Some(json!([])));
    assert_eq!(with(r#""extra":{}"#).unwrap().extra, Some(json!({})));
}

#[test]
fn nulls_in_lists_and_maps_are_left_out_except_among_free_form_json() {
    let read = with(
        r#""names":["a",null,"b"],"pins":[null,1,""],"grid":[[1,null],null,[]],"lines":[null,{"id":"x"}],
           "kinds":[null,"CA"],"table":{"a":null,"b":[null,2]},"byName":{"x":null},"any":[null,1]"#,
    );
    let expected = Sample {
        names: vec!["a".to_owned(), "b".to_owned()],
        pins: vec![1],
        grid: vec![vec![1], vec![]],
        lines: vec![inner("x")],
        kinds: vec![Kind::Ca],
        table: BTreeMap::from([("b".to_owned(), vec![2])]),
        any: vec![Json::Null, json!(1)],
        ..sample()
    };
    assert_eq!(read, Ok(expected));
}

#[test]
fn a_known_enum_value_may_come_in_either_form() {
    for json in ["1", r#""1""#, "1.0"] {
        let read = with(&format!("\"status\":{json},\"state\":{json}")).unwrap();
        assert_eq!((read.status, read.state), (Some(Status::Running), Some(Status::Running)), "{json}");
    }
    assert_eq!(written(r#""status":"1","state":1"#), json!({"status": 1, "state": "1"}));
}

#[test]
fn an_unknown_enum_value_is_written_back_as_it_came() {
    for json in ["99", r#""99""#, "true", "false", "2.5", "99.0", "-1", r#""01""#, r#""NEW""#, r#""""#] {
        let came: Json = serde_json::from_str(json).unwrap();
        let read = with(&format!("\"status\":{json},\"state\":{json},\"kind\":{json}")).unwrap();
        assert!(matches!(read.status, Some(Status::Unknown(_))), "{json}");
        assert!(matches!(read.kind, Some(Kind::Unknown(_))), "{json}");
        let expected = json!({"status": came, "state": came, "kind": came});
        assert_eq!(crate::sample::written_of(&read), expected, "{json}");
    }
}

#[test]
fn an_open_enum_says_what_it_holds() {
    let read = with(r#""status":99,"state":"99","kind":"NEW""#).unwrap();
    let (status, state, kind) = (read.status.unwrap(), read.state.unwrap(), read.kind.unwrap());
    assert_eq!((status.as_int(), state.as_int()), (Some(99), Some(99)));
    assert_eq!((status.to_string(), state.to_string()), ("99".to_owned(), "99".to_owned()));
    assert_eq!((kind.as_str(), kind.description()), ("NEW", None));
    assert_eq!(
        (format!("{status:?}"), format!("{state:?}")),
        ("Unknown(99)".into(), "Unknown(\"99\")".into())
    );
    assert_eq!((Status::from(99), "99".parse()), (status.clone(), Ok(status)));
    assert_eq!(Status::from(1), Status::Running);
    assert_eq!("1".parse(), Ok(Status::Running));
    assert_eq!(Status::Running.description(), Some("It runs."));
    assert_eq!((Status::Running.as_int(), Status::Running.to_string()), (Some(1), "1".to_owned()));
    assert_eq!((Kind::from("SVR"), Kind::Svr.as_str()), (Kind::Svr, "SVR"));
    assert_eq!(Status::VALUES, [Status::Stopped, Status::Running]);
}

#[test]
fn an_enum_is_a_scalar() {
    assert_eq!(failure(r#""status":[1]"#), "status: expected a string or a number, found an array");
    assert_eq!(failure(r#""kind":{}"#), "kind: expected a string or a number, found an object");
}

#[test]
fn fields_that_the_spec_lacks_are_skipped() {
    let read = with(r#""new":{"a":[1,{"b":null}]},"flag":true,"NOTE":"case counts","other":-1.5e3"#);
    assert_eq!(read, Ok(Sample { flag: Some(true), ..sample() }));
}

#[test]
fn of_a_repeated_key_the_last_value_counts() {
    let read = with(
        r#""note":"first","note":"last","big":1,"big":null,"names":["a","b"],"names":["c"],
           "grid":[[1]],"grid":null,"table":{"x":[1]},"table":{"y":[2]},"vault":{"a":1,"a":2,"b":3,"b":null},
           "inner":{"id":"a","value":1,"tags":["x"]},"inner":{"id":"b"},"status":1,"status":0,
           "extra":{"a":1},"extra":{"b":2},"lines":[{"id":"a"}],"lines":[]"#,
    );
    let expected = Sample {
        note: Some("last".to_owned()),
        names: vec!["c".to_owned()],
        table: BTreeMap::from([("y".to_owned(), vec![2])]),
        vault: BTreeMap::from([("a".to_owned(), 2)]),
        inner: Some(inner("b")),
        status: Some(Status::Stopped),
        extra: Some(json!({"b": 2})),
        ..sample()
    };
    assert_eq!(read, Ok(expected));
    assert_eq!(failure(r#""inner":{"id":"a"},"inner":{}"#), "inner.id: required, but missing");
    assert_eq!(failure(r#""id":null"#), "id: expected a string, found null");
}

#[test]
fn of_a_repeated_record_that_is_required_nothing_of_the_first_is_left() {
    let json = r#"{"inner":{"id":"a","value":1,"tags":["x"]},"free":1,"inner":{"id":"b"},"free":{"x":2}}"#;
    let expected = Strict { inner: inner("b"), free: json!({"x": 2}), ..internal::blank() };
    assert_eq!(wire::read(json.as_bytes()), Ok(expected));
}

#[test]
fn a_list_or_a_map_that_is_required_may_be_missing_or_null() {
    let expected = Strict { inner: inner("a"), free: json!([]), ..internal::blank() };
    for rest in
        ["", r#","names":null,"table":null"#, r#","names":"","table":"""#, r#","names":{},"table":[]"#]
    {
        let json = format!("{{\"inner\":{{\"id\":\"a\"}},\"free\":[]{rest}}}");
        assert_eq!(wire::read(json.as_bytes()).as_ref(), Ok(&expected), "{rest}");
    }
    let failure = |json: &str| wire::read::<Strict>(json.as_bytes()).unwrap_err().to_string();
    let null = "free: expected a value, found null at line 1 column 34";
    assert_eq!(failure(r#"{"inner":{"id":"a"},  "free": null}"#), null);
    assert_eq!(failure(r#"{"inner":{"id":"a"}}"#), "free: required, but missing at line 1 column 20");
    assert_eq!(failure(r#"{"inner":null}"#), "inner: expected an object, found null at line 1 column 13");
}

#[test]
fn what_is_required_is_refused_when_missing_and_when_null() {
    let failure = |json: &str| wire::read::<Sample>(json.as_bytes()).unwrap_err().to_string();
    assert_eq!(failure(r#"{"id":"a"}"#), "count: required, but missing at line 1 column 10");
    assert_eq!(
        failure(r#"{"id":"a","count":null}"#),
        "count: expected an integer, found null at line 1 column 22"
    );
    assert_eq!(
        failure(r#"{"id":"a","count":""}"#),
        "count: expected an integer, found an empty string at line 1 column 20"
    );
    assert_eq!(failure("{}"), "id: required, but missing at line 1 column 2");
    assert_eq!(failure("[]"), "id: required, but missing at line 1 column 2");
    assert_eq!(failure("null"), "expected an object, found null at line 1 column 4");
    assert_eq!(failure("5"), "expected an object, found a number at line 1 column 1");
    assert_eq!(wire::read::<Vec<Inner>>(b"null"), Ok(Vec::new()));
}

#[test]
fn an_error_names_the_place() {
    let cases = [
        (r#""inner":{"id":"x","value":"y"}"#, "inner.value: expected an integer, found a string"),
        (r#""lines":[{"id":"x"},{"id":[]}]"#, "lines[1].id: expected a string, found an array"),
        (r#""lines":[{"id":"x"},null,{}]"#, "lines[2].id: required, but missing"),
        (r#""grid":[[1],[2,{}]]"#, "grid[1][1]: expected an integer, found an object"),
        (r#""table":{"a":[1,true]}"#, "table.a[1]: expected an integer, found a boolean"),
        (
            r#""byName":{"a.b":{"id":"x","value":{}}}"#,
            "byName[\"a.b\"].value: expected an integer, found an object",
        ),
        (r#""byName":{"":1}"#, "byName[\"\"]: expected an object, found a number"),
        (
            r#""parent":{"id":"x","count":1,"inner":{"id":"y","tags":3}}"#,
            "parent.inner.tags: expected an array, found a number",
        ),
        (
            r#""children":[{"id":"x","count":1,"children":[{"id":"y"}]}]"#,
            "children[0].children[0].count: required, but missing",
        ),
        (r#""inner":"text""#, "inner: expected an object, found a string"),
        (r#""names":true"#, "names: expected an array, found a boolean"),
    ];
    for (fields, expected) in cases {
        assert_eq!(failure(fields), expected);
    }
}

#[test]
fn an_error_names_line_and_column() {
    let error = wire::read::<Sample>(b"{\"id\": \"a\",\n \"big\": 1,\n \"count\": \"x\"\n}").unwrap_err();
    assert_eq!((error.path(), error.line(), error.column(), error.is_syntax()), ("count", 3, 13, false));
    assert_eq!(error.to_string(), "count: expected an integer, found a string at line 3 column 13");
    let error = wire::read::<Sample>(b"{\"id\": \"a\",\n \"names\": [1,]}").unwrap_err();
    assert_eq!((error.path(), error.line(), error.is_syntax()), ("names[1]", 2, true));
    assert_eq!(error.message(), "trailing comma");
}

#[test]
fn a_byte_order_mark_is_skipped() {
    assert_eq!(wire::read::<Sample>("\u{feff}{\"id\":\"a\",\"count\":1}".as_bytes()), Ok(sample()));
    assert!(wire::read::<Sample>("\u{feff}\u{feff}{}".as_bytes()).unwrap_err().is_syntax());
}

#[test]
fn what_is_not_json_is_a_syntax_error() {
    for (json, message) in [
        (&b""[..], "EOF while parsing a value"),
        (b"{\"id\":\"a\",\"count\":1} x", "trailing characters"),
        (b"{\"id\":\"a", "EOF while parsing a string"),
        (b"\xff", "not UTF-8"),
    ] {
        let error = wire::read::<Sample>(json).unwrap_err();
        assert!(error.is_syntax());
        assert_eq!(error.message(), message);
    }
}

#[test]
fn nesting_has_a_limit_in_skipped_fields_too() {
    let nest = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    for name in ["any", "extra", "unknown"] {
        let json = |depth| format!("\"{name}\":{}", nest(depth));
        assert!(with(&json(126)).is_ok(), "{name}");
        let error = with(&json(200_000)).unwrap_err();
        assert_eq!(error.message(), "recursion limit exceeded", "{name}");
        assert!(error.is_syntax());
    }
    let parents = |depth: usize| {
        format!("{}{}", "{\"id\":\"a\",\"count\":1,\"parent\":".repeat(depth), "null") + &"}".repeat(depth)
    };
    assert!(wire::read::<Sample>(parents(127).as_bytes()).is_ok());
    assert!(wire::read::<Sample>(parents(128).as_bytes()).unwrap_err().is_syntax());
}

#[test]
fn what_a_program_made_deeper_than_what_is_read_is_written_whole() {
    let deep = (0..300).fold(json!(1), |inner, _| json!([inner]));
    let made = Sample { any: vec![deep.clone()], ..sample() };
    assert_eq!(wire::to_json(&made)["any"], json!([deep]));
}

#[test]
fn json_may_travel_inside_a_string() {
    assert_eq!(with(r#""packed":"{\"a\":[1]}""#).unwrap().packed, Some(json!({"a": [1]})));
    assert_eq!(with(r#""packed":{"a":[1]}"#).unwrap().packed, Some(json!({"a": [1]})));
    assert_eq!(with(r#""packed":"plain""#).unwrap().packed, Some(json!("plain")));
    assert_eq!(written(r#""packed":{"a":[1]}"#), json!({"packed": "{\"a\":[1]}"}));
    assert_eq!(written(r#""packed":"[1,""#), json!({"packed": "[1,"}));
    // A string that would be taken for something else travels in quotes.
    let number = Sample { packed: Some(json!("1")), ..sample() };
    assert_eq!(crate::sample::written_of(&number), json!({"packed": "\"1\""}));
    assert_eq!(wire::read(wire::to_json(&number).to_string().as_bytes()), Ok(number));
    assert_eq!(with(r#""packed":"null""#), Ok(sample()), "null is no value, inside a string too");
}

#[test]
fn writing_follows_the_spec() {
    let read = written(
        r#""amount":5,"price":2,"ratio":"2.0","flag":1,"switch":true,"word":0,"note":7,"states":[1,"0",7],
           "since":"1513728000","at":1513728000"#,
    );
    let expected = json!({
        "amount": "5", "price": "2", "ratio": 2, "flag": true, "switch": 1, "word": "false", "note": "7",
        "states": ["1", "0", 7], "since": 1_513_728_000, "at": "1513728000",
    });
    assert_eq!(read, expected);
    let no_numbers = Sample { ratio: Some(f64::NAN), price: Some(f64::INFINITY), ..sample() };
    assert_eq!(crate::sample::written_of(&no_numbers), json!({"ratio": null, "price": null}));
    let blank = wire::to_json(&sample());
    assert_eq!((&blank["note"], &blank["names"]), (&Json::Null, &Json::Null), "nullable is written as null");
    assert!(blank.get("big").is_none(), "anything else is left out");
    assert_eq!((&blank["kinds"], &blank["table"]), (&json!([]), &json!({})), "except empty lists and maps");
}

#[test]
fn what_a_wide_record_requires_is_all_checked() {
    const WIDTH: usize = 140;
    struct Wide(Vec<i64>);
    static INFO: LazyLock<RecordInfo> = LazyLock::new(|| {
        let field = |index| FieldInfo {
            wire: String::leak(format!("f{index}")),
            rust: "field",
            flags: if index % 10 == 9 { flag::REQUIRED } else { 0 },
        };
        RecordInfo { name: "Wide", flags: 0, fields: Vec::leak((0..WIDTH).map(field).collect()) }
    });
    impl Record for Wide {
        fn info(&self) -> &'static RecordInfo {
            &INFO
        }
        fn at(&self, index: usize) -> &dyn Field {
            &self.0[index]
        }
        fn at_mut(&mut self, index: usize) -> &mut dyn Field {
            &mut self.0[index]
        }
    }
    impl Blank for Wide {
        fn blank() -> Self {
            Self(vec![0; WIDTH])
        }
    }
    let json = |skipped: usize| {
        let fields =
            (0..WIDTH).rev().filter(|index| *index != skipped).map(|index| format!("\"f{index}\":{index}"));
        format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
    };
    assert_eq!(wire::read::<Wide>(json(128).as_bytes()).unwrap().0[139], 139);
    for skipped in [9, 119, 129, 139] {
        let error = wire::read::<Wide>(json(skipped).as_bytes()).err().unwrap();
        assert_eq!(error.path(), format!("f{skipped}"));
    }
}
