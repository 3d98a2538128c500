//! A request that somebody wrote, read from a file: strictly, by the names of the wire or of Rust.

use crate::sample::{Inner, inner};
use qcloud_client::internal;
use qcloud_client::wire;
use qcloud_client::{Json, Secret};
use serde::Deserialize;
use serde_json::json;

struct Request {
    id: String,
    instance_ids: Option<Vec<String>>,
    options: Option<Json>,
    packed: Option<Json>,
    line: Option<Inner>,
    lines: Option<Vec<Inner>>,
    limit: Option<u64>,
    r#type: Option<String>,
    /// Called like another one on the wire.
    kind: Option<String>,
    password: Option<Secret>,
}

internal::record!(Request REQUEST {
    0 id "Id" [REQUIRED];
    1 instance_ids "InstanceIds" [];
    2 options "Options" [];
    3 packed "Packed" [TEXT];
    4 line "Line" [];
    5 lines "Lines" [];
    6 limit "Limit" [];
    7 r#type "kind" [];
    8 kind "Kind" [];
    9 password "Password" [SENSITIVE];
});

fn read(fields: &str) -> Result<Request, String> {
    let json = format!("{{\"Id\":\"a\",{fields}}}");
    let read = wire::read::<Request>(json.as_bytes()).map_err(|error| error.to_string());
    let by_serde = serde_json::from_str::<Request>(&json).map_err(|error| error.to_string());
    assert_eq!(read, by_serde);
    read
}

fn request() -> Request {
    Request { id: "a".to_owned(), ..internal::blank() }
}

#[test]
fn a_key_that_no_parameter_has_is_an_error_that_says_what_was_meant() {
    for (fields, error) in [
        (r#""Limitt":5"#, "Limitt: there is no such field; did you mean `Limit`? at line 1 column 18"),
        (
            r#""instanceids":[]"#,
            "instanceids: there is no such field; did you mean `InstanceIds`? at line 1 column 23",
        ),
        (r#""Region":"x""#, "Region: there is no such field at line 1 column 18"),
        (
            r#""Line":{"id":"x","valeu":1}"#,
            "Line.valeu: there is no such field; did you mean `value`? at line 1 column 34",
        ),
        (
            r#""Lines":[{"id":"x"},{"id":"y","x":{}}]"#,
            "Lines[1].x: there is no such field at line 1 column 43",
        ),
    ] {
        assert_eq!(read(fields).unwrap_err(), error);
    }
}

#[test]
fn the_same_record_in_a_response_stays_tolerant() {
    assert_eq!(wire::read(br#"{"id":"x","valeu":1,"value":"odd"}"#), Ok(inner("x")));
    assert_eq!(wire::read::<Vec<Inner>>(br#"[{"id":"x","new":1}]"#), Ok(vec![inner("x")]));
}

#[test]
fn another_kind_is_an_error_in_a_request() {
    for (fields, error) in [
        (r#""Limit":-1"#, "Limit: expected an integer, found a number out of range at line 1 column 20"),
        (r#""Line":{"id":"x","tags":1}"#, "Line.tags: expected an array, found a number at line 1 column 35"),
        (r#""Password":["hunter2"]"#, "Password: expected a string, found an array at line 1 column 22"),
    ] {
        assert_eq!(read(fields).unwrap_err(), error);
    }
    assert_eq!(read(r#""Limit":"5""#), Ok(Request { limit: Some(5), ..request() }));
}

#[test]
fn names_in_rust_are_understood_and_those_of_the_wire_win() {
    let expected = Request { instance_ids: Some(vec!["x".to_owned()]), limit: Some(1), ..request() };
    assert_eq!(read(r#""instance_ids":["x"],"limit":1"#), Ok(expected.clone()));
    assert_eq!(read(r#""InstanceIds":["x"],"instance_ids":["y"],"limit":2,"Limit":1"#), Ok(expected));
    // `kind` is one parameter in Rust and another one on the wire.
    assert_eq!(
        read(r#""kind":"x","Kind":"y""#),
        Ok(Request { r#type: Some("x".to_owned()), kind: Some("y".to_owned()), ..request() })
    );
    assert_eq!(read(r#""type":"x""#), Ok(Request { r#type: Some("x".to_owned()), ..request() }));
    assert_eq!(wire::read(br#"{"id":"b","Id":"a"}"#), Ok(request()));
    assert_eq!(wire::read(br#"{"Id":"a","id":[]}"#), Ok(request()));
}

#[test]
fn null_is_unset_but_for_free_form_json() {
    let nulls = r#""InstanceIds":null,"Options":null,"Packed":null,"Line":null,"Limit":null"#;
    let expected = Request { options: Some(Json::Null), packed: Some(Json::Null), ..request() };
    assert_eq!(read(nulls), Ok(expected.clone()));
    let written = wire::to_json(&expected);
    assert_eq!(written, json!({"Id": "a", "Options": null, "Packed": null}));
    assert_eq!(serde_json::from_value::<Request>(written).unwrap(), expected);
    assert_eq!(read(r#""InstanceIds":[]"#), Ok(Request { instance_ids: Some(vec![]), ..request() }));
}

#[test]
fn a_struct_may_flatten_one_request() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Job {
        name: String,
        #[serde(flatten)]
        request: Request,
    }
    let read = |json: &str| serde_json::from_str::<Job>(json).map_err(|error| error.to_string());
    let expected = Job { name: "n".to_owned(), request: Request { limit: Some(5), ..request() } };
    assert_eq!(read(r#"{"name":"n","Id":"a","limit":5}"#), Ok(expected));
    assert_eq!(
        read(r#"{"name":"n","Id":"a","Limitt":5}"#).unwrap_err(),
        "Limitt: there is no such field; did you mean `Limit`? at line 1 column 32"
    );
}
