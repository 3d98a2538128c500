//! What is written, and how it is shown.

use qcloud_client::wire::{self, to_json};
use qcloud_client::{DateTime, Json};
use serde_json::json;

use crate::sample::{Kind, Nothing, Owner, Sample, Status, with};

/// What a sample writes besides its id and what every sample writes.
fn written(sample: &Sample) -> Json {
    let mut json = to_json(sample);
    let blank = to_json(&Sample::new("a"));
    json.as_object_mut().unwrap().retain(|name, value| blank.get(name) != Some(value));
    json
}

#[test]
fn what_has_no_value_is_left_out_unless_the_spec_says_null() {
    let blank = r#"{"id":"a","tags":[],"rows":[],"statuses":[],"mixed":[],"flags":[],"labels":null,"lists":{},"children":[],"message":null,"errors":null}"#;
    assert_eq!(serde_json::to_string(&Sample::new("a")).unwrap(), blank);
    assert_eq!(serde_json::to_string(&Nothing {}).unwrap(), "{}");
}

#[test]
fn values_are_written_in_the_form_of_the_spec() {
    let sample = with(
        r#""count":"1","note":2,"type":3,"flag":true,"flags":[true,"0"],"rows":[[1,2]],"status":"1","status_text":1,
           "kind":3,"seconds":"1513728000","inner":{"b":[1],"a":null},"errors":["x"],"key":"hunter2""#,
    );
    assert_eq!(
        written(&sample),
        json!({
            "count": 1, "note": "2", "type": "3", "flag": 1, "flags": [1, 0], "rows": [["1", "2"]], "status": 1,
            "status_text": "1", "kind": "3", "seconds": 1_513_728_000, "inner": "{\"a\":null,\"b\":[1]}",
            "errors": ["x"], "key": "hunter2",
        })
    );
}

#[test]
fn what_the_types_cannot_interpret_is_written_back_as_it_came() {
    for fields in [
        r#""status":99"#,
        r#""status":"99x""#,
        r#""status":1.5"#,
        r#""status":18446744073709551615"#,
        r#""status_text":99"#,
        r#""status_text":"99""#,
        r#""statuses":[true,"",-7]"#,
        r#""kind":"OTHER""#,
        r#""kind":7"#,
        r#""begin":"0000-00-00 00:00:00""#,
        r#""begin":"soon""#,
        r#""day":"0000-00-00""#,
        r#""seconds":"0000-00-00 00:00:00""#,
        r#""seconds":"007""#,
        r#""seconds":0"#,
        r#""inner":"not {json""#,
        r#""extra":{"a":[null,1,2.5]}"#,
    ] {
        let expected: Json = serde_json::from_str(&format!("{{{fields}}}")).unwrap();
        assert_eq!(written(&with(fields)), expected);
    }
}

#[test]
fn a_whole_float_is_written_without_a_fraction() {
    for (value, expected) in [
        (12.0, "12"),
        (-3.0, "-3"),
        (1.5, "1.5"),
        (-0.0, "-0.0"),
        (1e300, "1e+300"),
        (9_007_199_254_740_993.0, "9007199254740992.0"),
        (f64::NAN, "null"),
        (f64::INFINITY, "null"),
    ] {
        assert_eq!(
            serde_json::to_string(&Rated { rate: value }).unwrap(),
            format!("{{\"rate\":{expected}}}")
        );
    }
}

struct Rated {
    rate: f64,
}

wire::record!(Rated {
    0 rate "rate" [];
});

#[test]
fn debug_has_the_form_of_derive() {
    #[derive(Debug)]
    #[allow(dead_code, reason = "for the comparison")]
    struct Owner {
        uin: u64,
        name: Option<&'static str>,
        roles: Vec<Kind>,
    }
    let derived = Owner { uin: 7, name: Some("x"), roles: vec![Kind::Ca, Kind::from("Y")] };
    let record: crate::sample::Owner = wire::read(br#"{"uin":7,"name":"x","roles":["CA","Y"]}"#).unwrap();
    assert_eq!(format!("{record:?}"), format!("{derived:?}"));
    assert_eq!(format!("{record:#?}"), format!("{derived:#?}"));
    assert_eq!(format!("{:?}", Nothing {}), "Nothing");
}

#[test]
fn debug_shows_every_kind_of_field_and_no_secret() {
    let sample = with(
        r#""type":2,"rate":1.5,"open":true,"key":"hunter2","password":"hunter2","begin":"soon","extra":{"a":1},
           "status":99,"labels":{"a":"b"},"lists":{"c":[1]},"parent":{"id":"p"},"rows":[[1],[]]"#,
    );
    let shown = format!("{sample:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
    for part in [
        "Sample { id: \"a\", count: None,",
        "rate: Some(1.5), open: Some(true),",
        "key: <redacted>, begin: Some(\"soon\"),",
        "extra: Some(Object {\"a\": Number(1)}),",
        "status: Some(Unknown(99)),",
        "type: Some(2),",
        "rows: [[1], []],",
        "labels: {\"a\": \"b\"}, lists: {\"c\": [1]}, owner: None, parent: Some(Sample { id: \"p\",",
        "password: <redacted> }",
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    assert!(format!("{:?}", Sample::new("a")).contains("key: None"));
    assert_eq!(format!("{:?}", wire::blank::<Owner>()), "Owner { uin: 0, name: None, roles: [] }");
}

#[test]
fn an_enum_shows_what_the_spec_says_of_it() {
    assert_eq!(Status::VALUES, [Status::Waiting, Status::Open, Status::Failed]);
    assert_eq!(Status::Failed.as_int(), Some(-1));
    assert_eq!(Status::Failed.to_string(), "-1");
    assert_eq!(Status::Open.description(), Some("It is open."));
    assert_eq!("1".parse(), Ok(Status::Open));
    assert_eq!("99".parse(), Ok(Status::from(99)));
    assert_eq!(Status::from(99).as_int(), Some(99));
    assert_eq!(Status::from(99).to_string(), "99");
    assert_eq!("new".parse::<Status>().map(|status| status.as_int()), Ok(None));

    assert_eq!(Kind::VALUES, [Kind::Ca, Kind::Svr, Kind::Three]);
    assert_eq!(Kind::Svr.as_str(), "SVR");
    assert_eq!(Kind::from("CA"), Kind::Ca);
    assert_eq!(Kind::from("CA".to_owned()).description(), Some("A client's."));
    assert_eq!("XYZ".parse::<Kind>().map(|kind| kind.to_string()), Ok("XYZ".to_owned()));
    assert_eq!(Kind::from("XYZ").as_str(), "XYZ");
    assert!(matches!(Kind::from("ca"), Kind::Unknown(text) if text.as_str() == "ca"));
}

#[test]
fn a_time_made_from_an_instant_is_written_as_the_vendor_writes_it() {
    let begin: DateTime = "2017-12-20T00:00:00Z".parse::<qcloud_client::jiff::Timestamp>().unwrap().into();
    let sample = Sample { begin: Some(begin), ..Sample::new("a") };
    assert_eq!(written(&sample), json!({"begin": "2017-12-20 08:00:00"}));
}
