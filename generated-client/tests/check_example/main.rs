//! The check that the generated tests run over every example.

#![allow(unreachable_pub, reason = "the sample is as public as generated code")]

mod sample;
mod tc3;

use qcloud_client::internal::{check_example, check_loose_example};

use crate::sample::{
    BesideRequest, BodyRequest, JsonBodyRequest, JsonRequest, ListRequest, NothingRequest, ProjectRequest,
};

fn response(body: &str) -> Result<(), String> {
    check_example::<ListRequest>("{}", &[], body)
}

fn sample(fields: &str) -> Result<(), String> {
    response(&format!(r#"{{"code":0,"data":{{"total":1,"list":[{{"id":"a",{fields}}}]}}}}"#))
}

fn difference(fields: &str) -> String {
    let error = sample(fields).unwrap_err();
    error.strip_prefix("the response of the example:\n").unwrap().to_owned()
}

#[test]
fn an_example_that_comes_back_is_fine() {
    for fields in [
        r#""count":1,"type":"2","flag":1,"message":null,"begin":"0000-00-00 00:00:00""#,
        r#""status":99,"kind":"NEW","rate":12,"labels":null,"errors":null"#,
        r#""rate":12.0,"errors":[],"labels":{},"lists":[],"inner":"{\"a\": 1}""#,
        r#""tags":["a",null],"mixed":[null],"owner":{"uin":1}"#,
        r#""labels":[],"extra":[]"#,
    ] {
        assert_eq!(sample(fields), Ok(()), "{fields}");
    }
}

#[test]
fn every_difference_is_named() {
    assert_eq!(difference(r#""count":"1""#), "data.list[0].count: \"1\" came back as 1");
    assert_eq!(difference(r#""message":"x","note":null"#), "data.list[0].note: null is lost");
    assert_eq!(difference(r#""renew_able":true"#), "data.list[0].renew_able: true is lost");
    assert_eq!(difference(r#""tags":null"#), "data.list[0].tags: null came back as []");
    assert_eq!(difference(r#""tags":["a",1]"#), "data.list[0].tags[1]: 1 came back as \"1\"");
    assert_eq!(difference(r#""rows":[[],null,["1"]],"type":2"#), "data.list[0].type: 2 came back as \"2\"");
    assert_eq!(
        difference(r#""labels":{"a":null,"b":"c"},"open":1"#),
        "data.list[0].labels.a: null is lost\ndata.list[0].open: 1 came back as true"
    );
    assert_eq!(
        difference(r#""owner":{}"#),
        unreadable("data.list[0].owner.uin: required, but missing at line 1 column 56")
    );
}

#[test]
fn a_loose_example_only_has_to_be_read() {
    let loose = |fields: &str| {
        let list = format!(r#"{{"code":0,"data":{{"total":"1","list":[{{"id":"a",{fields}}}]}}}}"#);
        check_loose_example::<ListRequest>(&list)
    };
    assert_eq!(loose(r#""count":"1","renew_able":true,"tags":null,"labels":{"a":null}"#), Ok(()));
    assert_eq!(loose(r#""count":"","rate":"1e3","owner":"""#), Ok(()));
    assert_eq!(
        loose(r#""owner":{}"#),
        Err(unreadable("data.list[0].owner.uin: required, but missing at line 1 column 58"))
    );
    assert_eq!(check_loose_example::<ListRequest>(r#"{"code":4000,"message":"no"}"#), Ok(()));
}

fn unreadable(error: &str) -> String {
    format!("the response is not what the spec says: {error}")
}

#[test]
fn an_empty_payload_is_the_blank_result() {
    let empty = r#"{"code":0,"message":"","codeDesc":"Success","data":[]}"#;
    assert_eq!(response(empty), Ok(()));
    assert_eq!(check_example::<NothingRequest>("{}", &[], empty), Ok(()));
    assert_eq!(check_example::<NothingRequest>("{}", &[], r#"{"code":0}"#), Ok(()));
    assert_eq!(check_example::<ProjectRequest>("{}", &[], r#"{"code":0,"data":{}}"#), Ok(()));
    assert_eq!(check_example::<JsonRequest>("{}", &[], r#"{"code":"0","data":[]}"#), Ok(()));
    assert_eq!(check_example::<JsonRequest>("{}", &[], r#"{"code":0,"data":""}"#), Ok(()));
}

#[test]
fn a_result_beside_the_envelope_or_without_one_is_compared() {
    let body = r#"{"code":0,"message":"","total":1,"list":[]}"#;
    assert_eq!(check_example::<BesideRequest>("{}", &[], body), Ok(()));
    assert_eq!(check_example::<BodyRequest>("{}", &[], body), Ok(()));
    assert_eq!(check_example::<BodyRequest>("{}", &[], "[]"), Ok(()));
    assert_eq!(check_example::<JsonBodyRequest>("{}", &[], r#"{"code":0,"x":[1]}"#), Ok(()));
    assert_eq!(
        check_example::<BesideRequest>("{}", &[], r#"{"code":0,"total":1,"x":1}"#).unwrap_err(),
        "the response of the example:\nx: 1 is lost"
    );
}

#[test]
fn a_failure_has_to_be_read_as_one() {
    assert_eq!(response(r#"{"code":4000,"message":"m","codeDesc":"InvalidParameter"}"#), Ok(()));
    assert_eq!(response(r#"{"code":"5100","message":"m","codeDesc":9110,"data":[]}"#), Ok(()));
    assert_eq!(check_example::<JsonBodyRequest>("{}", &[], r#"{"code":4000}"#), Ok(()));
    assert!(response("{}").is_err());
    assert!(response("not json").is_err());
}

#[test]
fn the_parameters_are_compared_in_both_forms() {
    let check = |json: &str, flat: &[(&str, &str)]| check_example::<ListRequest>(json, flat, r#"{"code":1}"#);
    assert_eq!(check(r#"{"withKey":1,"ids":["a"]}"#, &[("withKey", "1"), ("ids.0", "a")]), Ok(()));
    assert_eq!(
        check(
            r#"{"withKey":true,"page":"2","verbose":1}"#,
            &[("page", "2"), ("withKey", "1"), ("verbose", "true")]
        ),
        Ok(())
    );
    assert_eq!(
        check(r#"{"page":2}"#, &[]).unwrap_err(),
        "the parameters of the example:\nflattens to [(\"page\", \"2\")], not to []"
    );
    assert_eq!(check(r#"{"pgae":2}"#, &[]).unwrap_err(), "the parameters of the example:\npgae: 2 is lost");
    assert!(
        check(r#"{"filters":[{}]}"#, &[]).unwrap_err().contains("filters[0].name: required, but missing")
    );
}
