//! What is shown, and what is not; times, dates and secrets; serde's way in and out.

use std::collections::{BTreeMap, HashSet};

use crate::sample::{Inner, Kind, PLANTED, Sample, Status, inner, keeps_all_digits, sample};
use qcloud_client::jiff::{Timestamp, civil};
use qcloud_client::wss::{CertGetListRequest, CertStatus, CertificatePage};
use qcloud_client::{Date, DateTime, Json, Secret, wire};
use serde::de::IntoDeserializer;
use serde::de::value::{Error, MapDeserializer};
use serde::{Deserialize, Serialize};
use serde_json::json;

#[test]
fn debug_looks_as_if_derived() {
    #[expect(dead_code, reason = "only shown")]
    mod derived {
        #[derive(Debug)]
        pub(super) struct Inner {
            pub(super) id: String,
            pub(super) value: Option<i64>,
            pub(super) tags: Vec<String>,
        }
    }
    let ours = Inner { value: Some(-5), tags: vec!["a \"b\"\n".to_owned()], ..inner("x") };
    let derived = derived::Inner { id: ours.id.clone(), value: ours.value, tags: ours.tags.clone() };
    assert_eq!(format!("{ours:?}"), format!("{derived:?}"));
    assert_eq!(format!("{ours:#?}"), format!("{derived:#?}"));
    assert_eq!(format!("{ours:?}"), r#"Inner { id: "x", value: Some(-5), tags: ["a \"b\"\n"] }"#);
}

#[test]
fn debug_shows_every_kind_of_field() {
    let shown = Sample {
        ratio: Some(1.5),
        flag: Some(true),
        status: Some(Status::Running),
        state: Some(Status::from(99)),
        kinds: vec![Kind::Ca],
        at: Some("2017-12-20 08:00:00".into()),
        day: Some("soon".into()),
        any: vec![json!({"a": null})],
        table: BTreeMap::from([("k".to_owned(), vec![1])]),
        r#type: Some("x".to_owned()),
        ..sample()
    };
    let debug = format!("{shown:?}");
    for part in [
        "Sample { id: \"a\", count: 1, note: None, ",
        "ratio: Some(1.5)",
        "flag: Some(true)",
        "status: Some(Running)",
        "state: Some(Unknown(99))",
        "kinds: [Ca]",
        "at: Some(\"2017-12-20 08:00:00\")",
        "day: Some(\"soon\")",
        "any: [Object {\"a\": Null}]",
        "table: {\"k\": [1]}",
        "type: Some(\"x\"), names: [] }",
    ] {
        assert!(debug.contains(part), "{part}: {debug}");
    }
    let request = CertGetListRequest::new().page(2);
    assert!(format!("{request:?}").starts_with("CertGetListRequest { page: Some(2), count: None, "));
}

#[test]
fn debug_never_shows_what_is_sensitive() {
    let leaf = Sample {
        password: Some(Secret::from(PLANTED)),
        keys: vec![Secret::from(PLANTED)],
        pins: vec![271_828],
        hidden: Some(Inner { value: Some(271_828), tags: vec![PLANTED.to_owned()], ..inner(PLANTED) }),
        vault: BTreeMap::from([(PLANTED.to_owned(), 271_828)]),
        ..sample()
    };
    let secretive = Sample { parent: Some(Box::new(leaf.clone())), children: vec![leaf.clone()], ..leaf };
    for debug in [format!("{secretive:?}"), format!("{secretive:#?}"), format!("{:?}", [Some(&secretive)])] {
        assert!(!debug.contains(PLANTED) && !debug.contains("271828"), "{debug}");
        assert_eq!(debug.matches("<redacted>").count(), 15, "{debug}");
    }
    let debug = format!("{:?}", sample());
    assert!(debug.contains("password: None, keys: <redacted>"), "{debug}");
}

#[test]
fn a_secret_is_shown_only_on_demand() {
    let secret = Secret::from(PLANTED);
    assert_eq!(
        format!("{secret:?} {secret:#?} {:?}", vec![Some(&secret)]),
        "<redacted> <redacted> [Some(<redacted>)]"
    );
    assert_eq!((secret.expose(), secret == Secret::from("other")), (PLANTED, false));
    assert_eq!(serde_json::to_string(&secret).unwrap(), "\"hunter2\"");
    assert_eq!(serde_json::from_str::<Secret>("5").unwrap().expose(), "5");
    let error = serde_json::from_str::<Secret>("[\"hunter2\"]").unwrap_err();
    assert_eq!(error.to_string(), "expected a string, found an array at line 1 column 1");
}

#[test]
fn a_time_is_an_instant_when_it_can_be() {
    let cases = [
        ("2017-12-20 08:00:00", Some("2017-12-20T00:00:00Z")),
        ("2017-12-20T08:00:00", Some("2017-12-20T00:00:00Z")),
        ("2017-12-20T08:00:00Z", Some("2017-12-20T08:00:00Z")),
        ("2017-12-20T08:00:00+02:00", Some("2017-12-20T06:00:00Z")),
        ("2017-12-20", Some("2017-12-19T16:00:00Z")),
        ("1513728000", Some("2017-12-20T00:00:00Z")),
        ("-1", Some("1969-12-31T23:59:59Z")),
        ("0000-00-00 00:00:00", None),
        ("0000-00-00", None),
        ("0", None),
        ("", None),
        ("soon", None),
        ("2017-13-40 25:61:61", None),
        ("99999999999999999999", None),
    ];
    for (text, instant) in cases {
        let read: DateTime = wire::read(json!(text).to_string().as_bytes()).unwrap();
        assert_eq!(read.timestamp(), instant.map(|instant| instant.parse::<Timestamp>().unwrap()), "{text}");
        assert_eq!((read.as_str(), read.to_string().as_str()), (text, text));
        assert_eq!(wire::to_json(&read), json!(text), "it is kept as it came");
        assert_eq!(read.is_zero(), matches!(text, "" | "0" | "0000-00-00" | "0000-00-00 00:00:00"), "{text}");
    }
}

#[test]
fn a_time_is_made_of_an_instant() {
    let instant: Timestamp = "2017-12-31T20:30:00.75Z".parse().unwrap();
    let made = DateTime::from(instant);
    assert_eq!(made.as_str(), "2018-01-01 04:30:00");
    assert_eq!(made.timestamp(), "2017-12-31T20:30:00Z".parse().ok(), "in whole seconds");
    let sent = wire::parameters(&Sample { since: Some(made), ..sample() }).unwrap();
    assert_eq!(sent.get("since"), Some("1514752200"));
    let times = HashSet::from([DateTime::from("a"), DateTime::from("a"), DateTime::from("b")]);
    assert_eq!(times.len(), 2);
}

#[test]
fn a_date_is_understood_or_kept() {
    let cases = [
        ("2017-12-20", Some(civil::date(2017, 12, 20))),
        ("2017-12-20 23:00:00", Some(civil::date(2017, 12, 20))),
        ("0000-00-00", None),
        ("", None),
        ("2017-02-30", None),
        ("soon", None),
    ];
    for (text, date) in cases {
        let read: Date = wire::read(json!(text).to_string().as_bytes()).unwrap();
        assert_eq!((read.civil(), read.as_str()), (date, text));
        assert_eq!(wire::to_json(&read), json!(text));
        assert_eq!(read.is_zero(), matches!(text, "" | "0000-00-00"), "{text}");
    }
    assert_eq!(Date::from(civil::date(987, 6, 5)).as_str(), "0987-06-05");
}

#[test]
fn serde_leads_to_the_same_engine() {
    let json = r#"{"id":5,"count":"1","names":null,"switch":true,"status":"99","inner":{"id":"x"},"new":1}"#;
    let read: Sample = serde_json::from_str(json).unwrap();
    assert_eq!(Ok(&read), wire::read(json.as_bytes()).as_ref());
    assert_eq!(serde_json::from_slice::<Sample>(json.as_bytes()).unwrap(), read);
    assert_eq!(serde_json::from_reader::<_, Sample>(json.as_bytes()).unwrap(), read);
    assert_eq!(serde_json::from_value::<Sample>(serde_json::from_str(json).unwrap()).unwrap(), read);
    assert_eq!(serde_json::to_value(&read).unwrap(), wire::to_json(&read));
    let text = serde_json::to_string(&inner("x")).unwrap();
    assert_eq!(text, r#"{"id":"x","tags":[]}"#, "in the order of the spec");
}

#[test]
fn serde_errors_name_the_place_too() {
    let json = "{\"totalNum\":1,\n\"list\":[{\"id\":\"a\"},{\"is_dv\":true,\"id\":[\"maybe\"]}]}";
    let error = serde_json::from_str::<CertificatePage>(json).unwrap_err();
    assert_eq!(error.to_string(), "list[1].id: expected a string, found an array at line 2 column 39");
    assert_eq!((error.line(), error.column(), error.is_data()), (2, 39, true));
    let error = serde_json::from_value::<CertificatePage>(json!({"totalNum": 1, "list": [{}]})).unwrap_err();
    assert_eq!(error.to_string(), "list[0].id: required, but missing");
    let error = serde_json::from_str::<CertificatePage>("{\"list\":[").unwrap_err();
    assert!(error.is_eof(), "serde's own error passes through: {error}");
}

#[test]
fn a_users_own_struct_may_hold_generated_types() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Report {
        page: CertificatePage,
        worst: Option<CertStatus>,
        by_day: BTreeMap<String, Vec<Inner>>,
        #[serde(flatten)]
        inner: Inner,
    }
    let json = json!({
        "page": {"totalNum": 1, "list": [{"id": "a", "status": 3, "type": "2", "subjectAltName": [],
            "statusMsg": null, "verifyType": null, "validityPeriod": null}]},
        "worst": 99, "by_day": {"monday": [{"id": "b", "tags": []}]}, "id": "c", "tags": ["t"],
    });
    let report: Report = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(report.worst, Some(CertStatus::from(99)));
    assert_eq!((report.page.list[0].r#type, report.inner.id.as_str()), (Some(2), "c"));
    assert_eq!(serde_json::to_value(&report).unwrap(), json);
    assert_eq!(serde_json::from_str::<Report>(&json.to_string()).unwrap(), report);
    let error = serde_json::from_value::<Report>(json!({"page": {"totalNum": 1, "list": 5}})).unwrap_err();
    assert_eq!(error.to_string(), "list: expected an array, found a number");
}

/// A number as `serde_json/arbitrary_precision` shows it.
fn number(digits: &str) -> MapDeserializer<'_, std::iter::Once<(&'static str, &str)>, Error> {
    MapDeserializer::new(std::iter::once(("$serde_json::private::Number", digits)))
}

fn from_numbers(fields: &[(&'static str, &str)]) -> Result<Sample, Error> {
    let required = [("id", "7"), ("count", "18446744073709551615")];
    let all = required.iter().chain(fields).map(|(name, digits)| (*name, number(digits)));
    Sample::deserialize(MapDeserializer::new(all))
}

#[test]
fn a_number_may_come_as_a_map() {
    let read = from_numbers(&[
        ("note", "1.50"),
        ("amount", "-9223372036854775808"),
        ("signed", "12.0"),
        ("ratio", "1.50"),
        ("flag", "1"),
        ("status", "1"),
        ("state", "2.50"),
        ("at", "1513728000"),
        ("password", "0.10"),
        ("unknown", "1.5"),
    ]);
    let state = read.as_ref().ok().and_then(|read| read.state.clone());
    let expected = Sample {
        id: "7".to_owned(),
        count: u64::MAX,
        note: Some("1.50".to_owned()),
        amount: Some(i64::MIN),
        signed: Some(12),
        ratio: Some(1.5),
        flag: Some(true),
        status: Some(Status::Running),
        state,
        at: Some("1513728000".into()),
        password: Some("0.10".into()),
        ..sample()
    };
    assert_eq!(read, Ok(expected.clone()));
    assert_eq!(expected.state.unwrap().to_string(), "2.50");
    assert_eq!(
        i64::deserialize(number("5").into_deserializer()).ok(),
        None,
        "serde's own types do not know it"
    );
    assert_eq!(Status::deserialize(number("1").into_deserializer()), Ok(Status::Running));
}

#[test]
fn a_number_as_a_map_is_no_object() {
    for name in ["inner", "byName", "lines", "signed"] {
        assert_eq!(from_numbers(&[(name, "1.5")]).map(|read| read.signed), Ok(None), "{name}");
    }
    assert_eq!(from_numbers(&[("big", "123456789012345678901234567890")]).map(|read| read.big), Ok(None));
    let whole = |error: Result<Sample, Error>| error.unwrap_err().to_string();
    assert_eq!(whole(Sample::deserialize(number("1"))), "expected an object, found a number");
    assert_eq!(whole(from_numbers(&[("count", "1.5")])), "count: expected an integer, found a fraction");
}

#[test]
fn numbers_keep_their_digits_on_the_way_through() {
    let text =
        r#"{"id":"a","count":18446744073709551615,"status":1.50,"extra":{"pi":3.14159265358979323846}}"#;
    let read: Sample = serde_json::from_str(text).unwrap();
    let json: Json = wire::to_json(&read);
    assert_eq!(json["count"].to_string(), "18446744073709551615");
    let digits = [json["status"].to_string(), json["extra"]["pi"].to_string()];
    if keeps_all_digits() {
        assert_eq!(digits, ["1.50", "3.14159265358979323846"]);
    } else {
        assert_eq!(digits, ["1.5", "3.141592653589793"]);
    }
}
