//! Text as it came: half characters, and the digits of numbers.

use crate::sample::{InBody, InData, Sample, Status, keeps_all_digits, sample, with, written_of};
use qcloud_client::wire::{self, read_response, read_with_notes, unknown_fields};
use qcloud_client::{Date, DateTime, Json, Secret};
use serde_json::json;

#[test]
fn half_a_character_is_replaced_wherever_it_stands() {
    let replaced = Sample { note: Some("a\u{fffd}b".to_owned()), ..sample() };
    assert_eq!(with(r#""note":"a\ud800b""#), Ok(replaced.clone()));
    assert_eq!(with(r#""note":"a\udfffb""#), Ok(replaced.clone()));
    for skipped in [r#""new":"\ud800""#, r#""new":[{"\udc00":"\ud83d\ud83d"}]"#, r#""\ud800":1"#] {
        assert_eq!(with(&format!("\"note\":\"a\\ud83db\",{skipped}")), Ok(replaced.clone()), "{skipped}");
    }
    let read =
        with(r#""names":["\ud83d\ude00","\ud83d"],"table":{"\ud800":[1]},"extra":"\ud800\u0041""#).unwrap();
    assert_eq!(read.names, ["😀", "\u{fffd}"]);
    assert_eq!(read.table.keys().collect::<Vec<_>>(), ["\u{fffd}"]);
    assert_eq!(read.extra, Some(json!("\u{fffd}A")));
    let body = br#"{"code":0,"message":"\ud800","data":{"id":"\ud800","count":1,"x":"\udc00"}}"#;
    assert_eq!(read_response::<InData>(body).unwrap().id, "\u{fffd}");
    assert_eq!(unknown_fields::<InData>(body), Ok(vec!["data.x".to_owned()]));
}

#[test]
fn an_error_behind_half_a_character_has_its_place() {
    let error = wire::read::<Sample>(br#"{"id":"\ud800","count":"x"}"#).unwrap_err();
    assert_eq!((error.path(), error.column(), error.is_syntax()), ("count", 26, false));
    let error = wire::read::<Sample>(br#"{"id":"\ud800","count":1,}"#).unwrap_err();
    assert_eq!((error.column(), error.is_syntax()), (26, true));
    let error = wire::read::<Sample>(br#"{"id":"\ud800","count"#).unwrap_err();
    assert!(error.is_syntax() && error.message().starts_with("EOF"), "{error}");
    assert!(wire::read::<Sample>(br#"{"id":"\ud8zz","count":1}"#).unwrap_err().is_syntax());
}

#[test]
fn a_number_that_meets_a_text_keeps_its_digits() {
    for digits in ["1.10", "1e2", "-0", "-1.50E+03", "12345678901234567890123", "0.1000", "5", "-7", "1e999"]
    {
        let fields = ["note", "password", "at", "day"].map(|name| format!("\"{name}\":{digits}")).join(",");
        let read = with(&format!("{fields},\"names\":[{digits}],\"new\":{digits}")).unwrap();
        assert_eq!(read.note.as_deref(), Some(digits));
        assert_eq!(read.password, Some(Secret::from(digits)));
        assert_eq!(read.at, Some(DateTime::from(digits)));
        assert_eq!(read.day, Some(Date::from(digits)));
        assert_eq!(read.names, [digits]);
    }
    let (read, notes) =
        read_with_notes::<Sample>(br#"{"id":1.10,"count":1.0,"signed":1.5,"ratio":2.50,"any":[1.5,1e2,7]}"#)
            .unwrap();
    assert_eq!((read.id.as_str(), read.count, read.ratio), ("1.10", 1, Some(2.5)));
    assert_eq!(notes[0].to_string(), "signed: expected an integer, found a fraction");
    if !keeps_all_digits() {
        assert_eq!(read.any, [json!(1.5), json!(100.0), json!(7)]);
    }
}

#[test]
fn an_unknown_value_of_an_enum_keeps_its_digits() {
    let read = with(r#""status":1.50,"state":1e2,"kind":2.50"#).unwrap();
    assert_eq!(read.status.as_ref().map(ToString::to_string).as_deref(), Some("1.50"));
    assert_eq!(read.kind.as_ref().map(ToString::to_string).as_deref(), Some("2.50"));
    assert_eq!(with(r#""status":1.0,"note":1.10"#).unwrap().status, Some(Status::Running));
}

#[test]
fn free_form_json_is_the_same_whether_or_not_the_text_was_read_twice() {
    let extra = r#"{"a":[1.5,-2,{"b":1e3}],"c":"1.10","d":18446744073709551615}"#;
    let once = with(&format!("\"extra\":{extra}")).unwrap();
    let twice = with(&format!("\"note\":1.10,\"extra\":{extra}")).unwrap();
    assert_eq!(once.extra, twice.extra);
    assert_eq!(once.extra, serde_json::from_str::<Json>(extra).ok());
    let body = format!(r#"{{"code":0.0,"x":1.10,"data":{extra}}}"#);
    assert_eq!(read_response::<InBody>(body.as_bytes()), Ok(serde_json::from_str(&body).unwrap()));
}

#[test]
fn a_number_beyond_every_float_costs_a_field_at_most() {
    let (read, notes) =
        read_with_notes::<Sample>(br#"{"id":"a","count":1,"ratio":1e999,"note":1e999,"new":-1e999}"#)
            .unwrap();
    assert_eq!(read, Sample { note: Some("1e999".to_owned()), ..sample() });
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0].to_string(), "ratio: expected a number, found a number out of range");
    let error = wire::read::<Sample>(br#"{"id":"a","count":1e999}"#).unwrap_err();
    assert_eq!((error.path(), error.is_syntax()), ("count", false));
    assert!(wire::read::<Sample>(br#"{"id":"a","count":1,"ratio":1e999,}"#).unwrap_err().is_syntax());
}

#[test]
fn a_text_at_the_limit_of_nesting_is_read_once_if_it_can_not_be_read_twice() {
    let nest = |depth: usize, inner: &str| format!("{}{inner}{}", "[".repeat(depth), "]".repeat(depth));
    let read = with(&format!("\"note\":1.10,\"new\":{}", nest(126, "1.5"))).unwrap();
    assert_eq!(read.note.as_deref(), Some(if keeps_all_digits() { "1.10" } else { "1.1" }));
    assert_eq!(
        with(&format!("\"note\":1.10,\"new\":{}", nest(125, "1.5"))).unwrap().note.as_deref(),
        Some("1.10")
    );
}

#[test]
fn writing_keeps_what_came() {
    let read = with(r#""note":1.10,"status":1.50"#).unwrap();
    assert_eq!(written_of(&read)["note"], json!("1.10"));
}
