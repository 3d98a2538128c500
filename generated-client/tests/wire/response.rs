//! Responses: envelope and payload.

use qcloud_client::Json;
use qcloud_client::wire::{self, Action, ResponseError, read_response, unknown_fields};
use serde_json::json;

use crate::sample::{
    BesideRequest, BodyRequest, InnerRequest, JsonBodyRequest, JsonRequest, ListRequest, MapRequest, Nothing,
    NothingRequest, Page, ProjectRequest, Sample, VecRequest,
};

fn read<A: Action>(body: &str) -> A::Result {
    read_response::<A>(body.as_bytes()).unwrap()
}

fn fail<A: Action>(body: impl AsRef<[u8]>) -> String {
    read_response::<A>(body.as_ref()).err().unwrap().to_string()
}

fn unreadable<A: Action>(body: &str) -> (String, String) {
    match read_response::<A>(body.as_bytes()) {
        Err(ResponseError::Unreadable(error)) => (error.path().to_owned(), error.message().to_owned()),
        other => panic!("{:?}", other.err()),
    }
}

fn page(total: u64, ids: &[&str]) -> Page {
    let mut page: Page = wire::blank();
    page.total = total;
    page.list = ids.iter().map(|&id| Sample::new(id)).collect();
    page
}

#[test]
fn a_success_is_read_wherever_the_envelope_stands() {
    let expected = page(1, &["a"]);
    for body in [
        r#"{"code":0,"message":"","codeDesc":"Success","data":{"total":1,"list":[{"id":"a"}]}}"#,
        r#"{"data":{"list":[{"id":"a"}],"total":"1"},"code":"0"}"#,
        "\u{feff} {\"code\":0.0,\"data\":{\"total\":1,\"list\":[{\"id\":\"a\",\"renew_able\":true}]},\"x\":[{}]}\n",
        r#"{"code":0,"data":{"total":9,"list":[{"id":"b"}]},"data":{"total":1,"list":[{"id":"a"}]}}"#,
        r#"{"code":4000,"code":0,"message":{"odd":[]},"codeDesc":[],"data":{"total":1,"list":[{"id":"a"}]}}"#,
    ] {
        assert_eq!(read::<ListRequest>(body), expected, "{body}");
    }
}

#[test]
fn the_result_is_found_in_every_place() {
    let expected = page(1, &["a"]);
    let payload = r#""total":1,"list":[{"id":"a"}]"#;
    assert_eq!(
        read::<InnerRequest>(&format!(r#"{{"code":0,"data":{{"x":1,"data":{{{payload}}}}}}}"#)),
        expected
    );
    assert_eq!(read::<BesideRequest>(&format!(r#"{{"code":0,"message":"",{payload}}}"#)), expected);
    assert_eq!(read::<BodyRequest>(&format!("{{{payload}}}")), expected);
    assert_eq!(read::<BodyRequest>(&format!(r#"{{"code":"0",{payload}}}"#)), expected);
    assert_eq!(read::<VecRequest>(r#"{"code":0,"data":[{"id":"a"}]}"#), [Sample::new("a")]);
    assert_eq!(read::<MapRequest>(r#"{"code":0,"data":{"a":{"uin":1}}}"#)["a"].uin, 1);
    assert_eq!(read::<JsonRequest>(r#"{"code":0,"data":[1,[2]]}"#), json!([1, [2]]));
    assert_eq!(read::<JsonBodyRequest>("[1,2]"), json!([1, 2]));
    assert_eq!(read::<JsonBodyRequest>(r#"{"code":0,"x":1}"#), json!({"code": 0, "x": 1}));
    assert_eq!(read::<JsonBodyRequest>(r#"{"code":"ABC"}"#), json!({"code": "ABC"}));
}

#[test]
fn a_payload_of_an_empty_array_is_the_blank_result() {
    let body = r#"{"code":0,"message":"","codeDesc":"Success","data":[]}"#;
    assert_eq!(read::<ListRequest>(body), page(0, &[]));
    assert_eq!(read::<NothingRequest>(body), Nothing {});
    assert_eq!(read::<VecRequest>(body), []);
    assert!(read::<MapRequest>(body).is_empty());
    assert_eq!(read::<JsonRequest>(body), json!([]));
    assert_eq!(read::<BodyRequest>("[]"), page(0, &[]));
    assert_eq!(read::<InnerRequest>(r#"{"code":0,"data":{"data":[]}}"#), page(0, &[]));
}

#[test]
fn a_payload_that_is_not_there_is_the_empty_object() {
    for data in ["", r#","data":null"#, r#","data":"""#] {
        let body = format!("{{\"code\":0{data}}}");
        assert_eq!(unreadable::<ListRequest>(&body), ("data.total".into(), "required, but missing".into()));
        assert_eq!(
            unreadable::<InnerRequest>(&body),
            ("data.data.total".into(), "required, but missing".into())
        );
        assert_eq!(read::<ProjectRequest>(&body), wire::blank());
        assert_eq!(read::<NothingRequest>(&body), Nothing {});
        assert_eq!(read::<VecRequest>(&body), []);
        assert!(read::<MapRequest>(&body).is_empty());
    }
    assert_eq!(read::<JsonRequest>(r#"{"code":0}"#), Json::Null);
    assert_eq!(unreadable::<InnerRequest>(r#"{"code":0,"data":[]}"#).0, "data.data.total");
    assert_eq!(unreadable::<BesideRequest>(r#"{"code":0}"#).0, "total");
    assert_eq!(unreadable::<BodyRequest>("null").0, "total");
}

#[test]
fn a_failure_is_read_whatever_the_payload() {
    for (body, expected) in [
        (r#"{"code":4100,"message":"no","codeDesc":"AuthFailure"}"#, "code 4100 (AuthFailure): no"),
        (
            r#"{"code":"5100","message":"(9110) gone","codeDesc":9110,"data":"odd"}"#,
            "code 5100 (9110): (9110) gone",
        ),
        (r#"{"data":{"total":{},"list":7},"code":6000,"message":null,"codeDesc":""}"#, "code 6000"),
        (r#"{"code":-1,"message":["x"],"data":[1]}"#, "code -1"),
    ] {
        assert_eq!(fail::<ListRequest>(body), expected);
        assert_eq!(fail::<InnerRequest>(body), expected);
        assert_eq!(fail::<VecRequest>(body), expected);
        assert_eq!(fail::<BesideRequest>(body), expected);
        assert_eq!(fail::<BodyRequest>(body), expected);
        assert_eq!(fail::<JsonBodyRequest>(body), expected);
    }
    let Err(ResponseError::Failure(failure)) =
        read_response::<ListRequest>(br#"{"code":4000,"message":"m","codeDesc":"InvalidVpc.NotFound"}"#)
    else {
        panic!("no failure");
    };
    assert_eq!(failure.code, 4000);
    assert_eq!(failure.code_desc.as_deref(), Some("InvalidVpc.NotFound"));
    assert_eq!(failure.message, "m");
}

#[test]
fn a_body_without_an_envelope_is_told_apart() {
    let none = "the response has no envelope: there is no numeric `code`";
    for body in
        ["{}", "[]", "[1]", "null", "1", r#"{"code":null}"#, r#"{"code":"x"}"#, r#"{"code":{},"data":[]}"#]
    {
        assert_eq!(fail::<ListRequest>(body), none, "{body}");
        assert_eq!(fail::<BesideRequest>(body), none, "{body}");
    }
    assert_eq!(fail::<ListRequest>("<html><h1>414</h1></html>"), "the response is HTML, not JSON");
    assert_eq!(fail::<BodyRequest>("\n<html>"), "the response is HTML, not JSON");
    assert_eq!(fail::<ListRequest>(b"<html>\xb9\xfa</html>"), "the response is HTML, not JSON");
    assert_eq!(fail::<ListRequest>(b"{\"code\":0,\"data\":\"\xb9\xfa\"}"), "the response is not UTF-8");
    assert_eq!(
        fail::<ListRequest>(""),
        "the response is not JSON: EOF while parsing a value at line 1 column 0"
    );
    assert_eq!(
        fail::<ListRequest>(r#"{"code":0,"data":{"total":1"#),
        "the response is not JSON: data: EOF while parsing an object at line 1 column 27"
    );
}

#[test]
fn what_cannot_be_read_names_its_place_and_no_value() {
    assert_eq!(
        fail::<ListRequest>(r#"{"code":0,"data":{"total":"hunter2","list":[]}}"#),
        "the response is not what the spec says: data.total: expected an integer, found a string at line 1 column 35"
    );
    for (body, path, message) in [
        (
            r#"{"code":0,"data":{"total":1,"list":[{"id":"a"},{"id":"b","owner":{"uin":[]}}]}}"#,
            "data.list[1].owner.uin",
            "expected an integer, found an array",
        ),
        (r#"{"code":0,"data":{"list":[]}}"#, "data.total", "required, but missing"),
        (r#"{"code":0,"data":[1]}"#, "data", "expected an object, found an array"),
        (r#"{"code":0,"data":"x"}"#, "data", "expected an object, found a string"),
        (r#"{"code":0,"data":{"total":1,"list":[{}]}}"#, "data.list[0].id", "required, but missing"),
    ] {
        assert_eq!(unreadable::<ListRequest>(body), (path.to_owned(), message.to_owned()));
    }
    for (data, found) in [
        ("7", "a number"),
        ("-7", "a number"),
        ("7.5", "a number"),
        ("true", "a boolean"),
        ("[1]", "an array"),
        ("\"x\"", "a string"),
    ] {
        let body = format!(r#"{{"code":0,"data":{data}}}"#);
        assert_eq!(
            unreadable::<InnerRequest>(&body),
            ("data".into(), format!("expected an object, found {found}"))
        );
    }
    assert_eq!(unreadable::<InnerRequest>(r#"{"code":0,"data":{"data":{"total":{}}}}"#).0, "data.data.total");
    assert_eq!(unreadable::<BesideRequest>(r#"{"code":0,"total":{}}"#).0, "total");
    assert_eq!(unreadable::<MapRequest>(r#"{"code":0,"data":{"a b":{"uin":{}}}}"#).0, "data[\"a b\"].uin");
}

#[test]
fn unknown_fields_are_listed_once_and_in_order() {
    let fields = |body: &str| unknown_fields::<ListRequest>(body.as_bytes()).unwrap();
    assert_eq!(
        fields(
            r#"{"requestId":"r","code":0,"data":{"total":1,"zzz":{"deep":1},
                "list":[{"id":"a","renew_able":true,"owner":{"uin":1,"x":1}},
                        {"id":"b","renew_able":true,"extra":{"y":1},"labels":{"z":"1"},"children":[{"id":"c","w":1}]}]}}"#
        ),
        [
            "requestId",
            "data.zzz",
            "data.list[].renew_able",
            "data.list[].owner.x",
            "data.list[].children[].w"
        ]
    );
    assert_eq!(fields(r#"{"code":0,"message":"","codeDesc":"","data":{"total":0}}"#), [""; 0]);
    let inner =
        unknown_fields::<InnerRequest>(br#"{"code":0,"data":{"x":1,"data":{"total":1,"y":2}}}"#).unwrap();
    assert_eq!(inner, ["data.x", "data.data.y"]);
    let map = unknown_fields::<MapRequest>(br#"{"code":0,"data":{"a":{"uin":1,"x":1},"b":{"uin":1,"x":1}}}"#);
    assert_eq!(map.unwrap(), ["data.*.x"]);
    let beside = unknown_fields::<BesideRequest>(br#"{"code":0,"codeDesc":"","total":1,"more":1}"#).unwrap();
    assert_eq!(beside, ["more"]);
    assert!(matches!(unknown_fields::<ListRequest>(br#"{"code":1}"#), Err(ResponseError::Failure(_))));
}
