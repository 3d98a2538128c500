//! Requests as flat parameters.

use qcloud_client::wire::{self, Paginated, Parameters, parameters};
use qcloud_client::{DateTime, Secret};
use serde_json::json;

use crate::sample::{Filter, ListRequest, Status};

fn flat(request: &ListRequest) -> Vec<(String, String)> {
    parameters(request).into()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn blank() -> ListRequest {
    wire::blank()
}

#[test]
fn nothing_is_sent_for_what_is_not_set() {
    let request = ListRequest {
        free: Some(json!({"a": null, "b": []})),
        text: Some(json!(null)),
        rate: Some(f64::NAN),
        ..blank()
    };
    assert_eq!(flat(&request), []);
    assert!(parameters(&blank()).is_empty());
}

#[test]
fn scalars_travel_in_the_form_of_the_spec() {
    let mut request = ListRequest {
        with_key: Some(true),
        verbose: Some(false),
        rate: Some(12.0),
        status: Some(Status::Failed),
        note: Some(String::new()),
        ..blank()
    };
    request.set_position(2);
    let expected = [
        ("page", "2"),
        ("withKey", "1"),
        ("verbose", "false"),
        ("rate", "12"),
        ("status", "-1"),
        ("note", ""),
    ];
    assert_eq!(flat(&request), pairs(&expected));
}

#[test]
fn lists_records_and_maps_are_flattened_in_the_order_of_the_fields() {
    let request = ListRequest {
        ids: vec!["a".into(), "b".into()],
        urls: vec!["x".into(), "y".into()],
        filters: vec![Filter::new("zone", &["1", "2"]), Filter::new("none", &[])],
        labels: [("k".to_owned(), "v".to_owned()), ("j".to_owned(), "w".to_owned())].into(),
        ..blank()
    };
    let expected = [
        ("ids.0", "a"),
        ("ids.1", "b"),
        ("urls.1", "x"),
        ("urls.2", "y"),
        ("filters.0.name", "zone"),
        ("filters.0.values.0", "1"),
        ("filters.0.values.1", "2"),
        ("filters.1.name", "none"),
        ("labels.j", "w"),
        ("labels.k", "v"),
    ];
    assert_eq!(flat(&request), pairs(&expected));
}

#[test]
fn free_form_json_is_flattened_unless_it_travels_as_text() {
    let json = json!({"a": [1, {"b": true}, null, "x"]});
    let request = ListRequest { free: Some(json.clone()), text: Some(json), ..blank() };
    let expected = [
        ("free.a.0", "1"),
        ("free.a.1.b", "true"),
        ("free.a.3", "x"),
        ("text", "{\"a\":[1,{\"b\":true},null,\"x\"]}"),
    ];
    assert_eq!(flat(&request), pairs(&expected));
}

#[test]
fn a_time_travels_as_unix_seconds_where_the_spec_says_so() {
    let time = DateTime::from("2017-12-20 08:00:00");
    let request = ListRequest { since: Some(time.clone()), until: Some(time), ..blank() };
    assert_eq!(flat(&request), pairs(&[("since", "1513728000"), ("until", "2017-12-20 08:00:00")]));
    let request = ListRequest { since: Some(DateTime::from("soon")), ..blank() };
    assert_eq!(flat(&request), pairs(&[("since", "soon")]));
}

#[test]
fn a_sensitive_value_is_sent_and_not_shown() {
    let request = ListRequest {
        page: Some(1),
        key: Some(Secret::from("hunter2")),
        login: Some(Filter::new("hunter2", &["hunter2"])),
        ..blank()
    };
    let mut parameters = parameters(&request);
    assert!(parameters.contains_sensitive());
    assert_eq!(parameters.get("key"), Some("hunter2"));
    assert_eq!(parameters.get("login.values.0"), Some("hunter2"));
    parameters.push("Action", "List");
    parameters.push_sensitive("Token", "hunter2");
    assert_eq!(
        format!("{parameters:?}"),
        "{\"page\": \"1\", \"key\": <redacted>, \"login.name\": <redacted>, \"login.values.0\": <redacted>, \
         \"Action\": \"List\", \"Token\": <redacted>}"
    );
    assert_eq!(parameters.len(), 6);
}

#[test]
fn the_callers_own_parameters_come_after_those_of_the_request() {
    let mut parameters = Parameters::new();
    assert!(parameters.is_empty() && !parameters.contains_sensitive());
    parameters.push("Action", "List");
    assert_eq!(parameters.iter().collect::<Vec<_>>(), [("Action", "List")]);
    assert_eq!(parameters.get("Region"), None);
}
