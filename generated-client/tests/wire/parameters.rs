//! Requests as flat parameters.

use std::collections::BTreeMap;

use crate::sample::{Inner, Kind, PLANTED, Sample, Status, inner, sample};
use qcloud_client::internal::{self, Record};
use qcloud_client::signature::RequestError;
use qcloud_client::wire::{self, Action, Method, Paginated, Parameters, parameters};
use qcloud_client::wss::{CertGetListRequest, CertType, CertUploadRequest, Certificate, CertificatePage};
use qcloud_client::{DateTime, Json, Secret};
use serde_json::json;

/// The parameters of a sample, the required ones left out, as `name=value`.
fn flat(sample: &Sample) -> Vec<String> {
    let parameters = parameters(sample).unwrap();
    let mut flat = parameters.iter().map(|(name, value)| format!("{name}={value}"));
    assert_eq!(flat.next().as_deref(), Some("id=a"));
    assert_eq!(flat.next().as_deref(), Some("count=1"));
    flat.collect()
}

#[test]
fn what_is_not_set_is_not_sent() {
    assert!(parameters(&CertGetListRequest::new()).unwrap().is_empty());
    assert_eq!(flat(&sample()), [""; 0]);
}

#[test]
fn a_request_is_sent_in_the_order_of_the_spec() {
    let request = CertGetListRequest::new()
        .alt_domain("example.com")
        .with_cert(true)
        .id("")
        .cert_type(CertType::Svr)
        .search_key("a&b=c")
        .count(20)
        .page(u64::MAX);
    let sent = parameters(&request).unwrap();
    let expected = [
        ("page", "18446744073709551615"),
        ("count", "20"),
        ("searchKey", "a&b=c"),
        ("certType", "SVR"),
        ("id", ""),
        ("withCert", "1"),
        ("altDomain", "example.com"),
    ];
    assert_eq!(sent.iter().collect::<Vec<_>>(), expected);
    assert_eq!((sent.len(), sent.iter().len(), sent.is_empty()), (7, 7, false));
    assert_eq!((sent.get("page"), sent.get("pages")), (Some("18446744073709551615"), None));
    assert!(!sent.contains_sensitive());
    let with_cert = CertGetListRequest::new().with_cert(false);
    assert_eq!(parameters(&with_cert).unwrap().iter().collect::<Vec<_>>(), [("withCert", "0")]);
}

#[test]
fn a_scalar_is_sent_in_the_form_that_the_spec_states() {
    let request = Sample {
        note: Some(String::new()),
        amount: Some(i64::MIN),
        ratio: Some(1.5),
        price: Some(2.0),
        flag: Some(true),
        switch: Some(true),
        word: Some(false),
        status: Some(Status::Running),
        state: Some(Status::Stopped),
        kind: Some(Kind::Svr),
        day: Some("2017-12-20".into()),
        at: Some("2017-12-20 08:00:00".into()),
        since: Some("2017-12-20 08:00:00".into()),
        r#type: Some("x".to_owned()),
        ..sample()
    };
    let expected = [
        "note=",
        "amount=-9223372036854775808",
        "ratio=1.5",
        "price=2",
        "flag=true",
        "switch=1",
        "word=false",
        "status=1",
        "state=0",
        "kind=SVR",
        "day=2017-12-20",
        "at=2017-12-20 08:00:00",
        "since=1513728000",
        "type=x",
    ];
    assert_eq!(flat(&request), expected);
}

#[test]
fn a_time_in_seconds_is_sent_as_it_is_when_it_is_none() {
    let sent = |text: &str| flat(&Sample { since: Some(DateTime::from(text)), ..sample() });
    assert_eq!(sent("1513728000"), ["since=1513728000"]);
    assert_eq!(sent("2017-12-20T08:00:00+02:00"), ["since=1513749600"]);
    assert_eq!(sent("soon"), ["since=soon"]);
    assert_eq!(sent("0000-00-00 00:00:00"), ["since=0000-00-00 00:00:00"]);
}

#[test]
fn an_unknown_enum_value_is_sent_as_it_came() {
    let request = Sample {
        status: Some(Status::from(99)),
        state: Some("NEW".parse().unwrap()),
        kinds: vec![Kind::from("NEW"), Kind::Ca],
        ..sample()
    };
    assert_eq!(flat(&request), ["status=99", "state=NEW", "kinds.0=NEW", "kinds.1=CA"]);
    assert_eq!(flat(&Sample { status: Some(internal::blank()), ..sample() }), [""; 0]);
}

/// What can't be sent of a request: the name, and whether it is a number.
fn refused(sample: &Sample) -> (String, bool) {
    match parameters(sample) {
        Err(RequestError::Empty { parameter }) => (parameter, false),
        Err(RequestError::NotFinite { parameter }) => (parameter, true),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_number_that_is_none_is_refused() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for (name, odd) in [
            ("ratio", Sample { ratio: Some(value), ..sample() }),
            ("price", Sample { price: Some(value), ..sample() }),
            (
                "children.0.ratio",
                Sample { children: vec![Sample { ratio: Some(value), ..sample() }], ..sample() },
            ),
        ] {
            assert_eq!(refused(&odd), (name.to_owned(), true));
        }
    }
    let error = parameters(&Sample { ratio: Some(f64::NAN), ..sample() }).unwrap_err();
    assert_eq!(error.to_string(), "`ratio` is infinite or not a number, which can't be sent");
}

struct Sets {
    names: Option<Vec<String>>,
    labels: Option<BTreeMap<String, String>>,
    all: Vec<i64>,
    filters: Option<Vec<Setting>>,
    setting: Option<Setting>,
}
internal::record!(Sets {
    0 names "names" [];
    1 labels "labels" [SENSITIVE];
    2 all "all" [REQUIRED];
    3 filters "filters" [ONE_BASED];
    4 setting "setting" [];
});
struct Setting {
    value: Option<i64>,
}
internal::record!(Setting {
    0 value "value" [];
});

#[test]
fn what_is_set_and_has_no_flat_form_is_refused() {
    for (name, set) in [
        ("grid.1", Sample { grid: vec![vec![1], vec![]], ..sample() }),
        ("table.k", Sample { table: BTreeMap::from([("k".to_owned(), vec![])]), ..sample() }),
        ("kinds.0", Sample { kinds: vec![internal::blank(), Kind::Ca], ..sample() }),
        ("extra", Sample { extra: Some(Json::Null), ..sample() }),
        ("extra", Sample { extra: Some(json!([])), ..sample() }),
        ("extra.a.b", Sample { extra: Some(json!({"a": {"b": {}}})), ..sample() }),
        ("extra.a.1", Sample { extra: Some(json!({"a": [1, null]})), ..sample() }),
        ("any.0", Sample { any: vec![Json::Null], ..sample() }),
    ] {
        assert_eq!(refused(&set), (name.to_owned(), false));
    }
    let full = Sets { all: vec![1], ..internal::blank() };
    assert_eq!(parameters(&full).unwrap().iter().collect::<Vec<_>>(), [("all.0", "1")]);
    let nothing = || Setting { value: None };
    for (name, set) in [
        ("names", Sets { names: Some(vec![]), ..full.clone() }),
        ("labels", Sets { labels: Some(BTreeMap::new()), ..full.clone() }),
        ("all", internal::blank()),
        ("filters.2", Sets { filters: Some(vec![Setting { value: Some(1) }, nothing()]), ..full.clone() }),
    ] {
        assert_eq!(parameters(&set), Err(RequestError::Empty { parameter: name.to_owned() }));
    }
    // A record says that it is there by its fields alone; without any it is as good as not set.
    assert_eq!(parameters(&Sets { setting: Some(nothing()), ..full }).unwrap().len(), 1);
}

#[test]
fn lists_maps_and_records_become_names_with_dots() {
    let line = |id: &str| Inner { value: Some(5), tags: vec!["t".to_owned(), "u".to_owned()], ..inner(id) };
    let request = Sample {
        states: vec![Status::Running, Status::from(7)],
        inner: Some(line("x")),
        parent: Some(Box::new(Sample { children: vec![sample()], ..sample() })),
        grid: vec![vec![1, 2], vec![3]],
        table: BTreeMap::from([("k".to_owned(), vec![4])]),
        by_name: BTreeMap::from([("n".to_owned(), inner("y"))]),
        lines: vec![inner("first"), line("second")],
        ..sample()
    };
    let expected = [
        "states.0=1",
        "states.1=7",
        "inner.id=x",
        "inner.value=5",
        "inner.tags.0=t",
        "inner.tags.1=u",
        "parent.id=a",
        "parent.count=1",
        "parent.children.0.id=a",
        "parent.children.0.count=1",
        "grid.0.0=1",
        "grid.0.1=2",
        "grid.1.0=3",
        "table.k.0=4",
        "byName.n.id=y",
        "lines.1.id=first",
        "lines.2.id=second",
        "lines.2.value=5",
        "lines.2.tags.0=t",
        "lines.2.tags.1=u",
    ];
    assert_eq!(flat(&request), expected);
}

#[test]
fn free_form_json_is_flattened_unless_it_travels_inside_a_string() {
    let json = json!({"a": [1, {"b": true}], "c": "text", "e": -1.5});
    let request = Sample {
        extra: Some(json),
        any: vec![json!("x"), json!([2])],
        packed: Some(json!({"a": [1, {"b": true}, null], "c": "text", "d": {}, "e": -1.5, "f": null})),
        ..sample()
    };
    let expected = [
        "extra.a.0=1",
        "extra.a.1.b=true",
        "extra.c=text",
        "extra.e=-1.5",
        "any.0=x",
        "any.1.0=2",
        r#"packed={"a":[1,{"b":true},null],"c":"text","d":{},"e":-1.5,"f":null}"#,
    ];
    assert_eq!(flat(&request), expected);
    assert_eq!(flat(&Sample { packed: Some(json!("plain")), ..sample() }), ["packed=plain"]);
    assert_eq!(flat(&Sample { packed: Some(json!("1")), ..sample() }), ["packed=\"1\""]);
    assert_eq!(flat(&Sample { packed: Some(Json::Null), ..sample() }), ["packed=null"]);
}

/// A sample with the planted secret in everything that is sensitive, to any depth.
fn secretive() -> Sample {
    let hidden = Inner { tags: vec![PLANTED.to_owned()], ..inner(PLANTED) };
    let leaf = Sample {
        password: Some(Secret::from(PLANTED)),
        keys: vec![Secret::from(PLANTED), Secret::from(PLANTED)],
        pins: vec![271_828],
        hidden: Some(hidden),
        vault: BTreeMap::from([("a".to_owned(), 271_828)]),
        note: Some("shown".to_owned()),
        ..sample()
    };
    Sample { parent: Some(Box::new(leaf.clone())), children: vec![leaf.clone()], ..leaf }
}

#[test]
fn sensitive_parameters_are_sent_and_not_shown() {
    let sent = parameters(&secretive()).unwrap();
    for name in ["password", "keys.1", "hidden.id", "hidden.tags.0", "parent.keys.0", "children.0.hidden.id"]
    {
        assert_eq!(sent.get(name), Some(PLANTED), "{name}");
    }
    assert_eq!((sent.get("pins.0"), sent.get("vault.a")), (Some("271828"), Some("271828")));
    assert!(sent.contains_sensitive());
    for debug in [format!("{sent:?}"), format!("{sent:#?}"), format!("{:?}", Some(&sent))] {
        assert!(!debug.contains(PLANTED) && !debug.contains("271828"), "{debug}");
        assert!(debug.contains("shown") && debug.contains("<redacted>"), "{debug}");
    }
}

#[test]
fn the_debug_output_of_parameters_is_a_map() {
    let mut sent = Parameters::new();
    sent.push("Action", "Log\"in");
    sent.push_sensitive("password", PLANTED);
    assert_eq!(format!("{sent:?}"), r#"{"Action": "Log\"in", "password": <redacted>}"#);
    assert_eq!(format!("{sent:#?}"), "{\n    \"Action\": \"Log\\\"in\",\n    \"password\": <redacted>,\n}");
    assert!(sent.contains_sensitive());
    assert_eq!(
        Vec::from(sent),
        [("Action".to_owned(), "Log\"in".to_owned()), ("password".to_owned(), PLANTED.to_owned())]
    );
}

#[test]
fn the_names_in_a_sensitive_map_are_not_shown() {
    let hidden = Sample { vault: BTreeMap::from([(PLANTED.to_owned(), 5)]), ..sample() };
    let sent = parameters(&hidden).unwrap();
    assert_eq!(sent.get(&format!("vault.{PLANTED}")), Some("5"));
    for debug in [format!("{sent:?}"), format!("{sent:#?}")] {
        assert!(!debug.contains(PLANTED), "{debug}");
        assert!(debug.contains("vault"), "{debug}");
    }
    let debug = format!("{sent:?}");
    assert_eq!(debug, r#"{"id": "a", "count": "1", "vault.<redacted>": <redacted>}"#);
    // The names in any other map are no secret.
    let open = Sample { table: BTreeMap::from([("key".to_owned(), vec![5])]), ..sample() };
    assert!(format!("{:?}", parameters(&open).unwrap()).contains(r#""table.key.0": "5""#));
}

#[test]
fn the_private_key_of_an_upload_is_sent_and_not_shown() {
    let json = format!(r#"{{"cert":"PEM","alias":"shown","certType":"SVR","key":"{PLANTED}"}}"#);
    let request: CertUploadRequest = wire::read(json.as_bytes()).unwrap();
    let sent = parameters(&request).unwrap();
    assert_eq!(sent.get("key"), Some(PLANTED));
    assert!(sent.contains_sensitive() && CertUploadRequest::INFO.sensitive);
    assert_eq!(CertUploadRequest::INFO.method, Method::Post);
    for debug in [format!("{request:?}"), format!("{request:#?}"), format!("{sent:?}")] {
        assert!(debug.contains("shown") && !debug.contains(PLANTED), "{debug}");
    }
}

#[test]
fn a_request_survives_json() {
    let request = CertGetListRequest::new().page(2).cert_type(CertType::from("NEW")).with_cert(true);
    let json = serde_json::to_string(&request).unwrap();
    assert_eq!(json, r#"{"page":2,"certType":"NEW","withCert":1}"#);
    assert_eq!(serde_json::from_str::<CertGetListRequest>(&json).unwrap(), request);
}

#[test]
fn a_request_knows_its_action_and_its_pages() {
    let info = CertGetListRequest::INFO;
    assert_eq!(
        (info.service.name, info.service.host, info.name),
        ("wss", "wss.api.qcloud.com", "CertGetList")
    );
    assert!(info.idempotent && !info.sensitive);
    let mut request = CertGetListRequest::new().count(5);
    assert_eq!((request.position(), request.size()), (None, Some(5)));
    request.set_position(3);
    assert_eq!((request.position(), CertGetListRequest::PAGES.first), (Some(3), 1));
    let page: CertificatePage = wire::read(br#"{"totalNum":7,"list":[{"id":"a"}]}"#).unwrap();
    assert_eq!(CertGetListRequest::total(&page), Some(7));
    let ids: Vec<String> =
        CertGetListRequest::into_items(page).into_iter().map(|item: Certificate| item.id).collect();
    assert_eq!(ids, ["a"]);
}

#[test]
fn a_record_can_be_walked() {
    let request = CertGetListRequest::new().page(2);
    let info = request.info();
    assert_eq!((info.name, info.fields.len(), info.fields[5].wire), ("CertGetListRequest", 7, "withCert"));
    assert!(matches!(request.at(0).view(), internal::View::Maybe(page) if page.get().is_some()));
}
