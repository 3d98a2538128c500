//! Whatever the types hold survives; whatever comes is read without a panic.

use proptest::prelude::*;
use qcloud_client::wire::{self, read_response, to_json, unknown_fields};
use qcloud_client::{Date, DateTime, Json, Secret};

use crate::sample::{
    BesideRequest, BodyRequest, InnerRequest, JsonBodyRequest, Kind, ListRequest, MapRequest, Owner, Page,
    Sample, Status, VecRequest,
};

// Boxed, because the trees of so many strategies overflow the stack of a test.
fn json() -> BoxedStrategy<Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        (-1e9..1e9_f64).prop_map(Json::from),
        text().prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
            prop::collection::btree_map(name(), inner, 0..6)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
    .boxed()
}

fn text() -> BoxedStrategy<String> {
    prop_oneof![
        ".{0,8}",
        Just(String::new()),
        "-?[0-9]{1,25}",
        "[0-9]\\.[0-9]{1,3}",
        Just("0000-00-00 00:00:00".to_owned()),
        Just("true".to_owned()),
        Just("\"1\"".to_owned()),
        Just("[1]".to_owned()),
    ]
    .boxed()
}

/// Names that the types know, and others.
fn name() -> BoxedStrategy<String> {
    let known = wire::Record::info(&Sample::new("")).fields.iter().map(|field| field.wire.to_owned());
    let mut names: Vec<String> = known.collect();
    names.extend(
        ["code", "message", "codeDesc", "data", "total", "list", "uin", "roles", "x"].map(str::to_owned),
    );
    prop_oneof![prop::sample::select(names), ".{0,4}"].boxed()
}

fn status() -> BoxedStrategy<Status> {
    prop_oneof![
        prop::sample::select(Status::VALUES.to_vec()),
        any::<i64>().prop_map(Status::from),
        text().prop_filter_map("FromStr", |text| text.parse().ok()),
    ]
    .boxed()
}

fn kind() -> BoxedStrategy<Kind> {
    prop_oneof![prop::sample::select(Kind::VALUES.to_vec()), text().prop_map(Kind::from)].boxed()
}

fn float() -> BoxedStrategy<f64> {
    any::<f64>().prop_filter("a number", |value| value.is_finite()).boxed()
}

prop_compose! {
    fn owner()(
        uin in any::<u64>(),
        name in prop::option::of(text()),
        roles in prop::collection::vec(kind(), 0..3),
    ) -> Owner {
        let mut owner: Owner = wire::blank();
        (owner.uin, owner.name, owner.roles) = (uin, name, roles);
        owner
    }
}

prop_compose! {
    fn scalars()(
        id in text(),
        numbers in (prop::option::of(any::<i64>()), prop::option::of(any::<u64>()), prop::option::of(float())),
        open in prop::option::of(any::<bool>()),
        texts in (prop::option::of(text()), prop::option::of(text()), prop::option::of(text())),
        times in (prop::option::of(text()), prop::option::of(text()), prop::option::of(text())),
        enums in (prop::option::of(status()), prop::option::of(kind()), prop::option::of(status())),
        forms in (prop::option::of(any::<i64>()), prop::option::of(any::<bool>())),
        jsons in (
            prop::option::of(json().prop_filter("null is None", |json| !json.is_null())),
            prop::option::of(json().prop_filter("null is None", |json| !json.is_null())),
        ),
    ) -> Sample {
        let mut sample = Sample::new(id);
        (sample.count, sample.size, sample.rate) = numbers;
        sample.open = open;
        (sample.note, sample.message, sample.password) = texts;
        sample.key = sample.note.clone().map(Secret::from);
        sample.begin = times.0.map(DateTime::from);
        sample.day = times.1.map(Date::from);
        sample.seconds = times.2.map(DateTime::from);
        (sample.status, sample.kind, sample.status_text) = enums;
        (sample.r#type, sample.flag) = forms;
        (sample.extra, sample.inner) = jsons;
        sample
    }
}

prop_compose! {
    fn flat_sample()(
        mut sample in scalars().boxed(),
        tags in prop::collection::vec(text(), 0..3),
        rows in prop::collection::vec(prop::collection::vec(any::<i64>(), 0..3), 0..3),
        statuses in prop::collection::vec(status(), 0..3),
        mixed in prop::collection::vec(json(), 0..3),
        flags in prop::collection::vec(any::<bool>(), 0..3),
        labels in prop::collection::btree_map(name(), text(), 0..3),
        lists in prop::collection::btree_map(name(), prop::collection::vec(any::<u64>(), 0..3), 0..3),
        owner in prop::option::of(owner()),
    ) -> Sample {
        (sample.tags, sample.rows, sample.statuses) = (tags, rows, statuses);
        (sample.mixed, sample.flags) = (mixed, flags);
        (sample.labels, sample.lists, sample.owner) = (labels, lists, owner);
        sample
    }
}

fn sample() -> BoxedStrategy<Sample> {
    flat_sample()
        .boxed()
        .prop_recursive(2, 6, 2, |inner| {
            (flat_sample().boxed(), prop::option::of(inner.clone()), prop::collection::vec(inner, 0..2))
                .prop_map(|(mut sample, parent, children)| {
                    sample.parent = parent.map(Box::new);
                    sample.children = children;
                    sample
                })
        })
        .boxed()
}

/// Reads a body as everything that there is.
fn read_all(body: &[u8]) {
    let _ = wire::read::<Sample>(body);
    let _ = wire::read::<Page>(body);
    let _ = wire::read::<Status>(body);
    let _ = wire::read::<Vec<Json>>(body);
    let _ = read_response::<ListRequest>(body);
    let _ = read_response::<InnerRequest>(body);
    let _ = read_response::<VecRequest>(body);
    let _ = read_response::<MapRequest>(body);
    let _ = read_response::<BesideRequest>(body);
    let _ = read_response::<BodyRequest>(body);
    let _ = read_response::<JsonBodyRequest>(body);
    let _ = unknown_fields::<ListRequest>(body);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_a_type_holds_survives_being_written_and_read(sample in sample()) {
        let text = serde_json::to_string(&sample).unwrap();
        let read: Sample = wire::read(text.as_bytes()).unwrap();
        prop_assert_eq!(&read, &sample, "{}", text);
        prop_assert_eq!(to_json(&read), serde_json::from_str::<Json>(&text).unwrap());
        let bridged: Sample = serde_json::from_value(to_json(&sample)).unwrap();
        prop_assert_eq!(&bridged, &sample);
    }

    #[test]
    fn any_json_is_read_without_a_panic(json in json(), code in json()) {
        read_all(json.to_string().as_bytes());
        let envelope = serde_json::json!({"code": 0, "data": json});
        read_all(envelope.to_string().as_bytes());
        let envelope = serde_json::json!({"message": json, "code": code, "data": {"data": json, "list": [json]}});
        read_all(envelope.to_string().as_bytes());
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        read_all(&bytes);
    }

    #[test]
    fn cut_and_broken_json_is_read_without_a_panic(sample in sample(), cut in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut body = format!("{{\"code\":0,\"data\":{{\"total\":1,\"list\":[{}]}}}}", to_json(&sample)).into_bytes();
        read_all(&body[..cut.index(body.len())]);
        let index = cut.index(body.len());
        body[index] = byte;
        read_all(&body);
    }

    #[test]
    fn reading_what_was_read_and_written_changes_nothing(json in json()) {
        let body = serde_json::json!({"id": "a", "extra": json, "mixed": [json], "inner": json, "labels": json});
        if let Ok(first) = wire::read::<Sample>(body.to_string().as_bytes()) {
            let second: Sample = wire::read(to_json(&first).to_string().as_bytes()).unwrap();
            prop_assert_eq!(first, second);
        }
    }
}
