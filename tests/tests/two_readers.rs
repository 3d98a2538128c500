//! Responses are read twice: by codegen, which judges examples before there is a client, and by the client. Here is where the two differ, and why.

#[rustfmt::skip]
#[path = "../../codegen/tests/specs/scalars_on_the_wire/expected/mod.rs"]
mod generated;

#[rustfmt::skip]
#[path = "../../codegen/tests/specs/result_in_response/expected/mod.rs"]
mod in_response;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use generated::cns::{ReadNullsRequest, ReadScalarsRequest};
use in_response::eip::DescribeAddressesRequest;
use qcloud_client::internal::{Action, check_example, check_loose_example};
use qcloud_codegen::fit::{self, Reading};
use qcloud_codegen::model::Api;
use serde_json::{Value, json};

/// What a reader does with a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    /// It is read and comes back the same.
    Exact,
    /// It is read, but comes back in another form.
    Loose,
    /// It is not read.
    Failed,
}

/// The verdict of codegen.
fn codegen(api: &Api, action: &str, body: &Value) -> Verdict {
    let service = &api.services[0];
    let action = service.actions.iter().find(|known| known.name == action).unwrap();
    match fit::response(service, action, body) {
        Reading::Exact => Verdict::Exact,
        Reading::Loose(_) => Verdict::Loose,
        Reading::Failed(_) => Verdict::Failed,
    }
}

/// The verdict of the client; `request` is one that is right.
fn client<A: Action>(request: &str, flat: &[(&str, &str)], body: &Value) -> Verdict {
    let body = body.to_string();
    if check_example::<A>(request, flat, &body).is_ok() {
        Verdict::Exact
    } else if check_loose_example::<A>(&body).is_ok() {
        Verdict::Loose
    } else {
        Verdict::Failed
    }
}

/// The values on which the readers differ, by what they stand for and what the readers make of them.
type Differences = BTreeMap<(String, Verdict, Verdict), BTreeSet<String>>;

fn differences(bodies: impl IntoIterator<Item = (String, String, Value)>) -> Differences {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/specs/scalars_on_the_wire");
    let api = qcloud_codegen::read(&spec).unwrap();
    let mut found = Differences::new();
    for (what, value, body) in bodies {
        let scalars = client::<ReadScalarsRequest>(r#"{"boolInt":1}"#, &[("boolInt", "1")], &body);
        let nulls = client::<ReadNullsRequest>("{}", &[], &body);
        for (action, client) in [("ReadScalars", scalars), ("ReadNulls", nulls)] {
            let codegen = codegen(&api, action, &body);
            if codegen != client {
                found.entry((what.clone(), codegen, client)).or_default().insert(value.clone());
            }
        }
    }
    found
}

/// Values of every kind, as they are and as texts.
fn values() -> Vec<Value> {
    let mut values = vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(1),
        json!(2),
        json!(-1),
        json!(1.0),
        json!(1.5),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(9_007_199_254_740_993_i64),
        json!(1e300),
        json!([]),
        json!({}),
        json!([1]),
        json!(["1"]),
        json!([null]),
        json!([""]),
        json!({"a": 1}),
        json!({"a": "1.5"}),
        json!({"a": null}),
    ];
    let texts = [
        "",
        " ",
        "0",
        "1",
        "-1",
        "+1",
        "01",
        "1.0",
        "1.5",
        "1.50",
        "1e3",
        "-0",
        ".5",
        "NaN",
        "inf",
        "true",
        "TRUE",
        "false",
        "null",
        "{}",
        "{\"a\": 1}",
        "2017-12-20",
        "2017-12-20 08:00:00",
        "2017-12-20T00:00:00Z",
        "0000-00-00 00:00:00",
        "0000-00-00",
        "1513728000",
        "18446744073709551615",
        "word",
    ];
    values.extend(texts.map(Value::from));
    values
}

/// Whole bodies: envelopes of either API, and what is nearly one.
fn bodies() -> Vec<Value> {
    vec![
        json!({}),
        json!([]),
        json!({"code": 0}),
        json!({"code": "0", "data": {}}),
        json!({"code": " 0 ", "data": {}}),
        json!({"code": 0.0, "data": {}}),
        json!({"code": null, "data": {}}),
        json!({"code": "", "data": {}}),
        json!({"code": "", "message": "no", "data": {}}),
        json!({"code": "No", "message": "no"}),
        json!({"code": "Success", "message": "", "data": {}}),
        json!({"code": false, "data": {}}),
        json!({"code": [], "data": {}}),
        json!({"code": 4000, "message": "no", "codeDesc": "No"}),
        json!({"data": {}}),
        json!({"Response": {"RequestId": "a"}}),
        json!({"Response": {"RequestId": "a"}, "code": 0}),
        json!({"Response": []}),
        json!({"Response": {"Error": {"Code": "A", "Message": "b"}, "RequestId": "c"}}),
    ]
}

#[test]
fn the_two_readers_know_the_same_envelopes_where_a_result_stands_in_response() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/specs/result_in_response");
    let api = qcloud_codegen::read(&spec).unwrap();
    let results = [
        json!({"Response": {"TotalCount": 0, "RequestId": "a"}}),
        json!({"Response": {"TotalCount": 0, "RequestId": "a", "Error": {}}}),
        json!({"Response": {"TotalCount": 0, "RequestId": "a", "Error": {"Code": "A"}}}),
        json!({"Response": {"TotalCount": 0, "RequestId": "a"}, "code": 0}),
        json!({"code": 0, "TotalCount": 0}),
    ];
    for body in bodies().into_iter().chain(results) {
        let verdict = client::<DescribeAddressesRequest>("{}", &[], &body);
        assert_eq!(codegen(&api, "DescribeAddresses", &body), verdict, "{body}");
    }
}

#[test]
fn the_two_readers_differ_where_it_is_known_and_nowhere_else() {
    let fields = [
        "bool",
        "int",
        "uint",
        "float",
        "string",
        "datetime",
        "date",
        "json",
        "boolInt",
        "boolString",
        "intString",
        "uintString",
        "floatString",
        "datetimeInt",
        "levelString",
        "jsonString",
        "intStrings",
        "boolInts",
        "floatStrings",
        "level",
        "record",
        "secret",
        "list",
        "map",
        "unknown",
    ];
    let body = |data: &Value| json!({"code": 0, "message": "", "codeDesc": "Success", "data": data});
    let one_field = fields.iter().flat_map(|field| {
        values()
            .into_iter()
            .map(|value| ((*field).to_owned(), value.to_string(), body(&json!({ *field: value }))))
    });
    let payloads = values().into_iter().map(|value| ("data".to_owned(), value.to_string(), body(&value)));
    let bodies = bodies().into_iter().map(|body| ("the body".to_owned(), body.to_string(), body));
    let found = differences(one_field.chain(payloads).chain(bodies));
    let line = |((what, codegen, client), values): (_, BTreeSet<String>)| {
        let values = values.into_iter().collect::<Vec<_>>().join(" ");
        format!("{what}: {codegen:?} for codegen, {client:?} for the client: {values}")
    };
    let found: Vec<_> = found.into_iter().map(line).collect();
    let known: Vec<_> = KNOWN.iter().map(|(difference, _)| (*difference).to_owned()).collect();
    assert_eq!(found, known, "{}", found.join("\n"));
}

/// Every difference, with its reason.
const KNOWN: &[(&str, &str)] = &[
    (
        "boolInt: Loose for codegen, Exact for the client: 1.0",
        "JSON writes a whole number with a fraction; the client compares numbers, codegen their texts.",
    ),
    (
        "boolInts: Loose for codegen, Exact for the client: [null]",
        "A null in a list is left out when it is read; for an example codegen wants to be told.",
    ),
    (
        r#"data: Failed for codegen, Exact for the client: """#,
        "The client takes an empty text for none at all, as for any field.",
    ),
    (
        r#"date: Loose for codegen, Exact for the client: " " "+1" "-0" "-1" ".5" "0" "01" "1" "1.0" "1.5" "1.50" "1513728000" "18446744073709551615" "1e3" "2017-12-20 08:00:00" "2017-12-20T00:00:00Z" "NaN" "TRUE" "false" "inf" "null" "true" "word" "{\"a\": 1}" "{}""#,
        "The client keeps a text that is no time as it came; codegen says that it is none.",
    ),
    (
        r#"datetime: Loose for codegen, Exact for the client: " " "+1" "-0" "-1" ".5" "0" "01" "1" "1.0" "1.5" "1.50" "1513728000" "18446744073709551615" "1e3" "2017-12-20" "2017-12-20T00:00:00Z" "NaN" "TRUE" "false" "inf" "null" "true" "word" "{\"a\": 1}" "{}""#,
        "The client keeps a text that is no time as it came; codegen says that it is none.",
    ),
    (
        r#"datetimeInt: Loose for codegen, Exact for the client: " " "" "+1" "-0" ".5" "0000-00-00 00:00:00" "0000-00-00" "01" "1.0" "1.5" "1.50" "18446744073709551615" "1e3" "2017-12-20 08:00:00" "2017-12-20" "2017-12-20T00:00:00Z" "NaN" "TRUE" "false" "inf" "null" "true" "word" "{\"a\": 1}" "{}""#,
        "The client keeps a text that is no time as it came; codegen says that the form is not the stated one.",
    ),
    (
        "int: Loose for codegen, Exact for the client: 1.0",
        "JSON writes a whole number with a fraction; the client compares numbers, codegen their texts.",
    ),
    (
        "intStrings: Loose for codegen, Exact for the client: [null]",
        "A null in a list is left out when it is read; for an example codegen wants to be told.",
    ),
    (
        r#"jsonString: Exact for codegen, Loose for the client: "-0" "1.50" "1e3" "null""#,
        "JSON inside of a text comes back in the one form in which the client writes JSON.",
    ),
    (
        r#"jsonString: Loose for codegen, Exact for the client: " " "" "+1" ".5" "0000-00-00 00:00:00" "0000-00-00" "01" "2017-12-20 08:00:00" "2017-12-20" "2017-12-20T00:00:00Z" "NaN" "TRUE" "inf" "word""#,
        "The client keeps a text that is no JSON as it came; codegen says that it is none.",
    ),
    (
        r#"level: Loose for codegen, Exact for the client: " " "+1" ".5" "0000-00-00 00:00:00" "0000-00-00" "01" "1.0" "1.5" "1.50" "18446744073709551615" "1e3" "2017-12-20 08:00:00" "2017-12-20" "2017-12-20T00:00:00Z" "NaN" "TRUE" "false" "inf" "null" "true" "word" "{\"a\": 1}" "{}""#,
        "The client keeps a text that is no value of the enum as it came; codegen reads the number in it, or says that the enum is one of numbers.",
    ),
    (
        "levelString: Exact for codegen, Loose for the client: 1.0",
        "An unknown value comes back as it came, and the client writes a whole number without a fraction.",
    ),
    (
        r#"levelString: Loose for codegen, Exact for the client: "+1" "01""#,
        "The client keeps a text that is no value of the enum as it came; codegen reads the number in it.",
    ),
    (
        "list: Loose for codegen, Exact for the client: {}",
        "An empty object for a list comes back as an empty list; for an example codegen wants to be told.",
    ),
    (
        "uint: Loose for codegen, Exact for the client: 1.0",
        "JSON writes a whole number with a fraction; the client compares numbers, codegen their texts.",
    ),
];
