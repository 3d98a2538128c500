//! What holds for any value and any bytes.

use std::collections::BTreeMap;

use crate::sample::{
    Beside, InBody, InData, InDataData, Inner, Kind, ListInData, MapInData, Sample, Status, sample,
};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use qcloud_client::internal::{self, Blank, Field};
use qcloud_client::wire::{self, parameters, read_response, unknown_fields};
use qcloud_client::wss::{CertGetListRequest, CertificatePage};
use qcloud_client::{Date, DateTime, Json, Secret};
use serde_json::json;

/// Texts that are hard on quoting, and those that look like something else.
fn text() -> BoxedStrategy<String> {
    let odd = [
        "",
        "null",
        "true",
        "0",
        "-1",
        "1.50",
        "[]",
        "{}",
        "\"",
        "\"quoted\"",
        "\\",
        "\u{0}\u{1f}\u{7f}",
        "\u{feff}",
        "\u{2028}",
        "证书",
        "🔑",
        "a.b",
        "a=b&c",
        "0000-00-00 00:00:00",
        "99999999999999999999",
    ];
    prop_oneof![any::<String>(), "[a-z0-9]{0,4}", prop::sample::select(odd.to_vec()).prop_map(str::to_owned)]
        .boxed()
}

fn int() -> BoxedStrategy<i64> {
    prop_oneof![
        any::<i64>(),
        -2..100_i64,
        prop::sample::select(&[i64::MIN, i64::MAX, 1 << 53, -(1 << 53)][..])
    ]
    .boxed()
}

fn uint() -> BoxedStrategy<u64> {
    prop_oneof![any::<u64>(), 0..100_u64, prop::sample::select(&[u64::MAX, 1 << 63, 1 << 53][..])].boxed()
}

/// Every float that JSON has.
fn float() -> BoxedStrategy<f64> {
    let odd = [
        0.0,
        -0.0,
        12.0,
        1.5,
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE,
        f64::EPSILON,
        9_007_199_254_740_992.0,
        5e-324,
    ];
    prop_oneof![
        any::<f64>().prop_filter("JSON has it", |value| value.is_finite()),
        prop::sample::select(odd.to_vec())
    ]
    .boxed()
}

fn any_json() -> BoxedStrategy<Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        int().prop_map(Json::from),
        uint().prop_map(Json::from),
        float().prop_map(Json::from),
        text().prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Json::from),
            btree_map(text(), inner, 0..4).prop_map(|members| members.into_iter().collect()),
        ]
    })
    .boxed()
}

/// JSON where there is some: a null is no value, as everywhere.
fn some_json() -> BoxedStrategy<Json> {
    any_json().prop_filter("null is no value", |json| !json.is_null()).boxed()
}

/// Known values, and what a server may send in their place.
fn status() -> BoxedStrategy<Status> {
    let unknown = |json: Json| wire::read::<Status>(json.to_string().as_bytes()).unwrap();
    prop_oneof![
        prop::sample::select(Status::VALUES),
        int().prop_map(Status::from),
        text().prop_map(move |text| unknown(json!(text))),
        float().prop_map(move |value| unknown(json!(value))),
        any::<bool>().prop_map(move |value| unknown(json!(value))),
    ]
    .boxed()
}

fn kind() -> BoxedStrategy<Kind> {
    prop_oneof![prop::sample::select(Kind::VALUES), text().prop_map(Kind::from)].boxed()
}

fn some_inner() -> BoxedStrategy<Inner> {
    (text(), option::of(int()), vec(text(), 0..3))
        .prop_map(|(id, value, tags)| Inner { id, value, tags })
        .boxed()
}

fn scalars() -> BoxedStrategy<Sample> {
    let numbers = (
        uint(),
        option::of(int()),
        option::of(uint()),
        option::of(int()),
        option::of(float()),
        option::of(float()),
    );
    let bools = (option::of(any::<bool>()), option::of(any::<bool>()), option::of(any::<bool>()));
    let enums = (
        option::of(status()),
        option::of(status()),
        option::of(kind()),
        vec(kind(), 0..3),
        vec(status(), 0..3),
    );
    let texts = (text(), option::of(text()), option::of(text()), vec(text(), 0..3));
    let times = (
        option::of(text()),
        option::of(text()),
        option::of(prop_oneof![text(), int().prop_map(|s| s.to_string())]),
    );
    (numbers, bools, enums, texts, times)
        .prop_map(|(numbers, bools, enums, texts, times)| {
            let (count, amount, big, signed, ratio, price) = numbers;
            let (flag, switch, word) = bools;
            let (status, state, kind, kinds, list) = enums;
            let (id, note, r#type, names) = texts;
            let (day, at, since) =
                (times.0.map(Date::from), times.1.map(DateTime::from), times.2.map(DateTime::from));
            Sample {
                id,
                count,
                note,
                amount,
                big,
                signed,
                ratio,
                price,
                flag,
                switch,
                word,
                status,
                state,
                kind,
                kinds,
                states: list,
                day,
                at,
                since,
                r#type,
                names,
                ..internal::blank()
            }
        })
        .boxed()
}

fn containers() -> BoxedStrategy<Sample> {
    let secrets = (
        option::of(text().prop_map(Secret::from)),
        vec(text().prop_map(Secret::from), 0..3),
        vec(int(), 0..3),
        option::of(some_inner()),
        btree_map(text(), int(), 0..3),
    );
    let free = (option::of(some_json()), vec(any_json(), 0..3), option::of(some_json()));
    let nested = (
        option::of(some_inner()),
        vec(vec(int(), 0..3), 0..3),
        btree_map(text(), vec(int(), 0..3), 0..3),
        btree_map(text(), some_inner(), 0..3),
        vec(some_inner(), 0..3),
    );
    (secrets, free, nested)
        .prop_map(|(secrets, free, nested)| {
            let (password, keys, pins, hidden, vault) = secrets;
            let (extra, any, packed) = free;
            let (inner, grid, table, by_name, lines) = nested;
            Sample {
                password,
                keys,
                pins,
                hidden,
                vault,
                extra,
                any,
                packed,
                inner,
                grid,
                table,
                by_name,
                lines,
                ..sample()
            }
        })
        .boxed()
}

fn some_sample() -> BoxedStrategy<Sample> {
    let leaf = prop_oneof![scalars(), containers()];
    leaf.prop_recursive(3, 8, 2, |inner| {
        (scalars(), option::of(inner.clone()), vec(inner, 0..2))
            .prop_map(|(outer, parent, children)| Sample { parent: parent.map(Box::new), children, ..outer })
    })
    .boxed()
}

/// What a server might send for a field of any kind.
fn odd_value() -> BoxedStrategy<Json> {
    let odd = [
        json!(null),
        json!(""),
        json!([]),
        json!({}),
        json!(0),
        json!(1),
        json!("1"),
        json!(99),
        json!(1.0),
        json!(2.5),
        json!(true),
        json!("FALSE"),
        json!("CA"),
        json!("null"),
        json!("\"1\""),
        json!([null]),
        json!([[1, "2"], null]),
        json!([{"id": 1}]),
        json!({"id": "x", "value": "5", "new": 1}),
        json!({"a": [1]}),
        json!({"a": {"id": true}}),
        json!({"id": 1, "count": "1", "status": "7"}),
        json!([{"id": 1, "count": 1.0, "packed": "[1, 2]"}]),
        json!("2017-12-20 08:00:00"),
        json!(1_513_728_000),
    ];
    prop_oneof![3 => prop::sample::select(odd.to_vec()), 1 => any_json()].boxed()
}

/// A sample as JSON in which one field holds anything.
fn odd_sample() -> BoxedStrategy<(&'static str, Json)> {
    let fields = internal::Record::info(&sample()).fields;
    let names: Vec<&'static str> = fields.iter().map(|field| field.wire).collect();
    (prop::sample::select(names), odd_value())
        .prop_map(|(name, value)| {
            let mut json = json!({"id": "a", "count": 1});
            json[name] = value;
            (name, json)
        })
        .boxed()
}

/// Text that is nearly JSON.
fn nearly_json() -> BoxedStrategy<Vec<u8>> {
    let response = r#"{"code":0,"message":"","data":{"totalNum":1,"data":{"id":"a"},"id":"a","count":"2","list":[{"id":"a",
        "status":1,"projectInfo":{"ownerUin":0},"subjectAltName":["x"],"type":"2","is_dv":true}]}}"#;
    let spliced = (0..response.len(), 0..12_usize, "[\\[\\]{}:,\"0-9a-z.\\\\ -]{0,6}").prop_map(
        move |(at, cut, piece)| {
            let end = (at + cut).min(response.len());
            format!("{}{piece}{}", &response[..at], &response[end..]).into_bytes()
        },
    );
    prop_oneof![
        vec(any::<u8>(), 0..64),
        "[\\[\\]{}:,\"0-9a-z.\\\\ -]{0,48}".prop_map(String::into_bytes),
        spliced,
    ]
    .boxed()
}

fn read_everything(bytes: &[u8]) {
    let _ = wire::read::<Sample>(bytes);
    let _ = wire::read::<CertificatePage>(bytes);
    let _ = wire::read::<BTreeMap<String, Vec<Sample>>>(bytes);
    let _ = wire::read::<Json>(bytes);
    let _ = serde_json::from_slice::<Sample>(bytes);
    let _ = read_response::<CertGetListRequest>(bytes);
    let _ = read_response::<InData>(bytes);
    let _ = read_response::<InDataData>(bytes);
    let _ = read_response::<ListInData>(bytes);
    let _ = read_response::<MapInData>(bytes);
    let _ = read_response::<Beside>(bytes);
    let _ = read_response::<InBody>(bytes);
    let _ = unknown_fields::<CertGetListRequest>(bytes);
}

/// Reads what was written, and compares both the value and what it is written as.
fn assert_survives<T: Field + Blank + PartialEq + std::fmt::Debug>(value: &T) -> Result<(), TestCaseError> {
    let written = wire::to_json(value);
    let text = written.to_string();
    let again =
        wire::read::<T>(text.as_bytes()).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
    prop_assert_eq!(&again, value, "{}", text);
    prop_assert_eq!(wire::to_json(&again), written);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_value_survives_writing_and_reading(value in some_sample()) {
        assert_survives(&value)?;
    }

    #[test]
    fn any_value_is_copied(value in some_sample()) {
        let copy = value.clone();
        prop_assert_eq!(&copy, &value);
        prop_assert_eq!(wire::to_json(&copy), wire::to_json(&value));
    }

    #[test]
    fn any_value_survives_serde(value in some_sample()) {
        let text = serde_json::to_string(&value).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Sample>(&text).unwrap(), &value);
        let json = serde_json::to_value(&value).unwrap();
        prop_assert_eq!(&serde_json::from_value::<Sample>(json).unwrap(), &value);
    }

    #[test]
    fn any_value_survives_a_response(value in some_sample()) {
        let body = json!({"data": wire::to_json(&value), "code": 0}).to_string();
        prop_assert_eq!(read_response::<InData>(body.as_bytes()), Ok(value));
        prop_assert_eq!(unknown_fields::<InData>(body.as_bytes()), Ok(vec![]));
    }

    #[test]
    fn any_value_flattens_and_can_be_shown(value in some_sample()) {
        let sent = parameters(&value);
        if let Ok(sent) = &sent {
            prop_assert_eq!(sent.get("id"), Some(value.id.as_str()));
            prop_assert!(sent.iter().all(|(name, _)| !name.is_empty()));
        }
        let _ = format!("{value:?} {value:#?} {sent:?} {sent:#?}");
    }

    #[test]
    fn what_is_sensitive_is_never_shown(mut value in some_sample(), planted in "zq[a-z0-9]{12}") {
        value.password = Some(Secret::from(planted.as_str()));
        value.keys = vec![Secret::from(planted.as_str())];
        value.hidden = Some(crate::sample::inner(&planted));
        value.vault.insert(planted.clone(), 1);
        let shown = format!("{value:?} {value:#?} {:?} {:#?}", parameters(&value), parameters(&value));
        prop_assert!(!shown.contains(&planted), "{}", shown);
    }

    #[test]
    fn what_was_read_and_written_is_read_and_written_the_same((name, json) in odd_sample()) {
        if let Ok(value) = wire::read::<Sample>(json.to_string().as_bytes()) {
            assert_survives(&value)?;
        } else {
            prop_assert!(name != "extra", "free-form JSON is never refused: {}", json);
        }
    }

    #[test]
    fn any_json_reads_without_a_panic(json in any_json()) {
        read_everything(json.to_string().as_bytes());
        read_everything(json!({"code": 0, "data": json}).to_string().as_bytes());
        let _ = serde_json::from_value::<Sample>(json);
    }

    #[test]
    fn any_bytes_read_without_a_panic(bytes in nearly_json()) {
        read_everything(&bytes);
    }

    #[test]
    fn any_scalar_is_a_value_of_an_open_enum(json in any_json()) {
        let text = json.to_string();
        let is_scalar = !json.is_array() && !json.is_object() && !json.is_null();
        prop_assert_eq!(wire::read::<Status>(text.as_bytes()).is_ok(), is_scalar, "{}", text);
        if is_scalar {
            assert_survives(&wire::read::<Status>(text.as_bytes()).unwrap())?;
            assert_survives(&wire::read::<Kind>(text.as_bytes()).unwrap())?;
        }
    }

    #[test]
    fn any_instant_survives_a_time(seconds in -62_000_000_000..253_000_000_000_i64) {
        let instant = qcloud_client::jiff::Timestamp::from_second(seconds).unwrap();
        prop_assert_eq!(DateTime::from(instant).timestamp(), Some(instant));
    }
}
