//! Equality and copies, which every record has from the engine.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use qcloud_client::internal::{self, Record, Slot};
use qcloud_client::wire;
use qcloud_client::{Date, DateTime, Json, Secret};

use crate::sample::{Inner, Kind, Sample, Status, inner, keeps_all_digits, sample};

/// A record in which no field is blank.
fn full() -> Sample {
    Sample {
        id: "a".to_owned(),
        count: 1,
        note: Some("n".to_owned()),
        amount: Some(-1),
        big: Some(u64::MAX),
        signed: Some(i64::MIN),
        ratio: Some(0.5),
        price: Some(1.25),
        flag: Some(true),
        switch: Some(false),
        word: Some(true),
        status: Some(Status::Running),
        state: Some(Status::from(7)),
        kind: Some(Kind::Svr),
        kinds: vec![Kind::Ca, Kind::from("other")],
        states: vec![Status::Stopped],
        day: Some(Date::from("2020-02-30")),
        at: Some(DateTime::from("2020-01-01 00:00:00")),
        since: Some(DateTime::from("1577808000")),
        password: Some(Secret::from("hunter2")),
        keys: vec![Secret::from("k")],
        pins: vec![1, 2],
        hidden: Some(inner("h")),
        vault: BTreeMap::from([("v".to_owned(), 1)]),
        extra: Some(Json::from(1)),
        any: vec![Json::Null, Json::from("x")],
        packed: Some(Json::from(vec![1, 2])),
        inner: Some(Inner { value: Some(3), tags: vec!["t".to_owned()], ..inner("i") }),
        parent: Some(Box::new(sample())),
        children: vec![sample(), sample()],
        grid: vec![vec![1], vec![2, 3]],
        table: BTreeMap::from([("t".to_owned(), vec![1])]),
        by_name: BTreeMap::from([("b".to_owned(), inner("b"))]),
        lines: vec![inner("l")],
        r#type: Some("y".to_owned()),
        names: vec!["z".to_owned()],
    }
}

#[test]
fn a_copy_is_equal_in_every_field() {
    let full = full();
    let copy = full.clone();
    assert!(copy == full);
    assert_eq!(wire::to_json(&copy), wire::to_json(&full));
    assert_eq!(copy.password.as_ref().map(Secret::expose), Some("hunter2"));
    assert_eq!(copy.day.as_ref().map(Date::as_str), Some("2020-02-30"));
    assert_eq!((copy.state, copy.kinds), (full.state, full.kinds));
}

#[test]
fn a_record_differs_when_any_field_is_gone() {
    let full = full();
    for (index, field) in full.info().fields.iter().enumerate() {
        let mut other = full.clone();
        match other.at_mut(index).slot().general() {
            Slot::Text(text) => text.push('x'),
            Slot::Uint(number) => *number += 1,
            Slot::Maybe(maybe) => maybe.clear(),
            Slot::List(list) => list.truncate(list.len() - 1),
            Slot::Map(map) => map.clear(),
            _ => panic!("{} has no such change yet", field.rust),
        }
        assert!(other != full, "{}", field.rust);
    }
}

/// A change of a record, and what it is called.
type Change = (&'static str, fn(&mut Sample));

#[test]
fn a_record_differs_when_any_value_is_another() {
    let changes: [Change; 17] = [
        ("note", |other| other.note = Some("m".to_owned())),
        ("amount", |other| other.amount = Some(1)),
        ("big", |other| other.big = Some(1)),
        ("ratio", |other| other.ratio = Some(0.25)),
        ("not a number", |other| other.ratio = Some(f64::NAN)),
        ("flag", |other| other.flag = Some(false)),
        ("a known value", |other| other.status = Some(Status::Stopped)),
        ("an unknown value", |other| other.state = Some(Status::from(8))),
        ("known or not", |other| other.kind = Some(Kind::from("other"))),
        ("day", |other| other.day = Some(Date::from("2020-02-28"))),
        ("password", |other| other.password = Some(Secret::from("hunter3"))),
        ("extra", |other| other.extra = Some(Json::from("1"))),
        ("a field of a record", |other| other.inner.as_mut().unwrap().tags.push("u".to_owned())),
        ("a record in a box", |other| other.parent.as_mut().unwrap().count += 1),
        ("the last of a list", |other| other.children[1].id.push('x')),
        ("a name", |other| other.vault.extend([("w".to_owned(), 1)])),
        ("under a name", |other| other.vault.extend([("v".to_owned(), 2)])),
    ];
    for (what, change) in changes {
        let mut other = full();
        change(&mut other);
        assert!(other != full(), "{what}");
    }
}

#[test]
fn floats_are_compared_by_their_bits() {
    let odd = Sample { ratio: Some(f64::NAN), ..sample() };
    assert!(odd == odd.clone());
    assert_eq!(hash(&odd), hash(&odd.clone()));
    let zero = |zero| Sample { ratio: Some(zero), ..sample() };
    assert!(zero(0.0) != zero(-0.0));
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn what_is_equal_has_the_same_hash_and_records_can_be_kept_in_sets() {
    assert_eq!(hash(&full()), hash(&full().clone()));
    let records = HashSet::from([full(), sample(), full().clone(), Sample { count: 2, ..sample() }]);
    assert_eq!(records.len(), 3);
    let shifted = Sample { keys: vec![], note: Some("k".to_owned()), ..sample() };
    assert_ne!(hash(&shifted), hash(&Sample { keys: vec![Secret::from("k")], ..sample() }));
}

#[test]
fn a_value_of_an_enum_is_one_in_whatever_form_it_comes() {
    let status = |json: &str| wire::read::<Status>(json.as_bytes()).unwrap();
    for (a, b) in [("77", r#""77""#), ("77", "77.0"), ("99999999999999999999", r#""99999999999999999999""#)] {
        if a == "77" || keeps_all_digits() {
            assert_eq!(status(a), status(b), "{a} {b}");
            assert_eq!(hash(&status(a)), hash(&status(b)), "{a} {b}");
        }
        let (a, b) =
            (Sample { status: Some(status(a)), ..sample() }, Sample { status: Some(status(b)), ..sample() });
        assert_eq!(a == b, hash(&a) == hash(&b));
    }
    for (a, b) in [("77", r#""077""#), ("1", "77"), (r#""x""#, r#""y""#), ("true", r#""TRUE""#)] {
        assert_ne!(status(a), status(b), "{a} {b}");
    }
    assert_eq!(status("true"), status(r#""true""#));
    assert_ne!(internal::blank::<Status>(), status(r#""""#));
}

#[test]
fn enums_are_ordered_by_their_values() {
    let mut all: Vec<Status> = [r#""x""#, "99", "1", r#""77""#, "0", "-5"]
        .iter()
        .map(|json| wire::read(json.as_bytes()).unwrap())
        .collect();
    all.sort();
    let all: Vec<String> = all.iter().map(ToString::to_string).collect();
    assert_eq!(all, ["-5", "0", "1", "77", "99", "x"]);
    assert!(Kind::Ca < Kind::Svr && Kind::Ca < Kind::from("NEW") && Kind::from("NEW") < Kind::Svr);
}

/// Which a program may keep in one place, beside where it is looked for.
const AWAITED: Status = Status::Running;

#[test]
fn a_constant_of_an_enum_is_a_pattern() {
    assert!(matches!(full().status, Some(AWAITED)));
    assert!(!matches!(full().state, Some(AWAITED)));
}
