//! The bridges to serde, over formats other than JSON text too.

use std::collections::BTreeMap;

use qcloud_client::{Date, DateTime, Secret};
use serde::{Deserialize, Serialize};
use serde_core::de::IntoDeserializer;
use serde_core::de::value::{Error, MapDeserializer};
use serde_json::json;

use crate::sample::{Kind, Owner, Sample, Status};

/// A user's own type around generated ones.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Report {
    title: String,
    samples: Vec<Sample>,
    status: Status,
    kind: Option<Kind>,
    begin: DateTime,
    day: Date,
    key: Secret,
}

#[test]
fn generated_types_take_part_in_derived_ones() {
    let json = json!({
        "title": "x",
        "samples": [{"id": "a", "count": "1"}],
        "status": 99,
        "kind": "CA",
        "begin": "2017-12-20 08:00:00",
        "day": "2017-12-20",
        "key": "hunter2",
    });
    let report: Report = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(report.samples[0].count, Some(1));
    let text = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report);
    assert_eq!(serde_json::to_value(&report).unwrap()["status"], json!(99));
}

#[test]
fn an_error_of_the_bridge_names_place_line_and_column() {
    let error = serde_json::from_str::<Report>("{\"samples\":[\n{\"id\":\"a\",\"owner\":{\"uin\":\"x\"}}]}")
        .unwrap_err();
    assert_eq!(error.to_string(), "owner.uin: expected an integer, found a string at line 2 column 28");
    assert_eq!(error.line(), 2);
    let error = serde_json::from_str::<Sample>("{\"id\":").unwrap_err();
    assert!(error.is_eof());
    let error = serde_json::from_str::<Sample>("null").unwrap_err();
    assert_eq!(error.to_string(), "expected an object, found null at line 1 column 4");
}

/// How `serde_json/arbitrary_precision` shows a number.
fn number(digits: &str) -> BTreeMap<&'static str, String> {
    BTreeMap::from([("$serde_json::private::Number", digits.to_owned())])
}

fn from_number<'de, T: Deserialize<'de>>(digits: &str) -> Result<T, Error> {
    T::deserialize(MapDeserializer::new(number(digits).into_iter()))
}

#[test]
fn a_number_of_arbitrary_precision_is_a_number() {
    assert_eq!(from_number::<Status>("1"), Ok(Status::Open));
    assert_eq!(from_number::<Status>("1.50").map(|status| status.to_string()), Ok("1.50".to_owned()));
    assert_eq!(
        from_number::<DateTime>("1513728000").map(|time| time.to_string()),
        Ok("1513728000".to_owned())
    );
    assert_eq!(from_number::<Kind>("3"), Ok(Kind::Three));
    assert_eq!(from_number::<Sample>("1").unwrap_err().to_string(), "expected an object, found a number");
    let fields = [("uin", number("12.0"))];
    let owner = Owner::deserialize(MapDeserializer::<_, Error>::new(fields.into_iter())).unwrap();
    assert_eq!(owner.uin, 12);
    let fields = [("uin", number("12.5"))];
    let error = Owner::deserialize(MapDeserializer::<_, Error>::new(fields.into_iter())).unwrap_err();
    assert_eq!(error.to_string(), "uin: expected an integer, found a fraction");
    let fields = [("uin", number("1")), ("name", number("12345678901234567890.10")), ("roles", number("1"))];
    let error = Owner::deserialize(MapDeserializer::<_, Error>::new(fields.into_iter())).unwrap_err();
    assert_eq!(error.to_string(), "roles: expected an array, found a number");
}

#[test]
fn all_digits_of_a_number_reach_a_string() {
    let fields = [("uin", number("1")), ("name", number("12345678901234567890.10"))];
    let owner = Owner::deserialize(MapDeserializer::<_, Error>::new(fields.into_iter())).unwrap();
    assert_eq!(owner.name.as_deref(), Some("12345678901234567890.10"));
}

#[test]
fn other_kinds_of_a_format_are_errors() {
    let bytes: serde_core::de::value::BytesDeserializer<'_, Error> = (&b"x"[..]).into_deserializer();
    let error = DateTime::deserialize(bytes).unwrap_err();
    assert_eq!(error.to_string(), "expected a string, found bytes");
}
