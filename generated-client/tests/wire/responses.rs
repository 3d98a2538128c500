//! Responses: the envelope, the payload in each of its places, failures, and what is no response at all.

use std::collections::BTreeMap;

use crate::sample::{
    Beside, InBody, InData, InDataData, ListInData, MapInData, Nothing, PLANTED, RecordInBody, inner,
    keeps_all_digits, sample,
};
use qcloud_client::wire::{Action, Failure, ResponseError, read_response, unknown_fields};
use qcloud_client::wss::{CertGetListRequest, CertStatus, CertType, Certificate, CertificatePage};
use serde_json::json;

fn read<A: Action>(body: &str) -> Result<A::Result, ResponseError> {
    read_response::<A>(body.as_bytes())
}

fn certificates(list: &str) -> Result<CertificatePage, ResponseError> {
    read::<CertGetListRequest>(&format!(
        r#"{{"code":0,"message":"","codeDesc":"Success","data":{{"totalNum":"12","list":{list}}}}}"#
    ))
}

fn certificate(fields: &str) -> Certificate {
    certificates(&format!("[{{\"id\":\"GjTNRoK7\",{fields}}}]")).expect(fields).list.remove(0)
}

/// What reading fails with, which is not a failure that the API reports.
fn refusal<A: Action>(body: &str) -> String {
    match read::<A>(body) {
        Ok(_) => panic!("{body} was read"),
        Err(ResponseError::Failure(failure)) => panic!("{body} is a failure: {failure}"),
        Err(error) => error.to_string(),
    }
}

fn failure<A: Action>(body: &str) -> Failure {
    match read::<A>(body) {
        Err(ResponseError::Failure(failure)) => failure,
        Err(error) => panic!("{body}: {error}"),
        Ok(_) => panic!("{body} was read"),
    }
}

#[test]
fn a_certificate_is_read_whatever_php_made_of_it() {
    let read = certificate(
        r#""ownerUin":664372747,"projectId":0,"type":2,"certType":"NEW","alias":"","status":"99","statusMsg":null,
           "validityPeriod":"","certBeginTime":"0000-00-00 00:00:00","projectInfo":null,"subjectAltName":{},
           "is_vip":0,"is_dv":"1","renew_able":true"#,
    );
    assert_eq!(
        (read.owner_uin, read.project_id.as_deref(), read.r#type),
        (Some(664_372_747), Some("0"), Some(2))
    );
    assert_eq!((read.cert_type.unwrap().as_str(), read.alias.as_deref()), ("NEW", Some("")));
    assert_eq!(
        (read.status.unwrap().as_int(), read.status_msg, read.validity_period),
        (Some(99), None, None)
    );
    assert!(read.cert_begin_time.is_some_and(|time| time.is_zero()));
    assert_eq!((read.project_info, read.subject_alt_name), (None, vec![]));
    assert_eq!((read.is_vip, read.is_dv, read.is_wildcard), (Some(false), Some(true), None));
    let read = certificate(r#""status":3,"certType":"SVR""#);
    assert_eq!((read.status, read.cert_type), (Some(CertStatus::Expired), Some(CertType::Svr)));
}

#[test]
fn an_odd_field_is_named_with_its_place_and_position() {
    let list = r#"[{"id":"a"},{"id":"b"},{"id":"c"},{"id":"d"},{"id":[1]}]"#;
    let error = certificates(list).unwrap_err();
    let ResponseError::Unreadable(inner) = &error else { panic!("{error}") };
    assert_eq!((inner.path(), inner.line(), inner.is_syntax()), ("data.list[4].id", 1, false));
    let place = "data.list[4].id: expected a string, found an array at line 1 column";
    assert_eq!(
        error.to_string(),
        format!("the response is not what the spec says: {place} {}", inner.column())
    );
    // The column of the array's bracket, or the one after it.
    let bracket = r#"{"code":0,"message":"","codeDesc":"Success","data":{"totalNum":"12","list":"#.len()
        + list.find("[1]").unwrap()
        + 1;
    assert!((bracket..=bracket + 1).contains(&inner.column()), "{} {bracket}", inner.column());
    let error = std::error::Error::source(&error).unwrap();
    assert!(error.to_string().starts_with("data.list[4].id: "));
}

#[test]
fn a_required_field_of_the_payload_is_missed() {
    let prefix = "the response is not what the spec says: ";
    let cases = [
        (r#"{"code":0,"data":{"list":[]}}"#, "data.totalNum: required, but missing at line 1 column 28"),
        (
            r#"{"code":0,"data":{"totalNum":null}}"#,
            "data.totalNum: expected an integer, found null at line 1 column 33",
        ),
        (
            r#"{"code":0,"data":{"totalNum":1,"list":[{}]}}"#,
            "data.list[0].id: required, but missing at line 1 column 41",
        ),
        (r#"{"code":0}"#, "data.totalNum: required, but missing"),
        (r#"{"code":0,"data":null}"#, "data.totalNum: required, but missing"),
        (r#"{"code":0,"data":""}"#, "data.totalNum: required, but missing"),
        (r#"{"code":0,"data":{}}"#, "data.totalNum: required, but missing at line 1 column 19"),
        (r#"{"code":0,"data":[1]}"#, "data: expected an object, found an array at line 1 column 20"),
        (r#"{"code":0,"data":7}"#, "data: expected an object, found a number at line 1 column 18"),
    ];
    for (body, expected) in cases {
        assert_eq!(refusal::<CertGetListRequest>(body), format!("{prefix}{expected}"), "{body}");
    }
}

#[test]
fn an_empty_array_as_the_payload_is_the_result_of_nothing() {
    let page =
        read::<CertGetListRequest>(r#"{"code":0,"message":"","codeDesc":"Success","data":[]}"#).unwrap();
    assert_eq!(page, CertificatePage::default());
    assert_eq!(
        refusal::<InDataData>(r#"{"code":0,"data":{"data":[]}}"#).split(" at ").next(),
        Some("the response is not what the spec says: data.data.id: required, but missing"),
        "an id can't be nothing"
    );
    let read = read::<InData>(r#"{"code":0,"data":{"id":"a","count":1,"inner":[]}}"#);
    assert_eq!(read, Ok(sample()), "nor can that of a field, which is missing then");
}

#[test]
fn of_a_repeated_payload_the_last_one_counts() {
    let page = read::<CertGetListRequest>(
        r#"{"code":1,"data":{"totalNum":5,"list":[{"id":"a"}]},"data":{"totalNum":6},"code":0}"#,
    );
    assert_eq!(page.map(|page| (page.total_num, page.list)), Ok((6, vec![])));
    let page =
        read::<CertGetListRequest>(r#"{"code":0,"data":{"totalNum":5,"list":[{"id":"a"}]},"data":[]}"#);
    assert_eq!(page, Ok(CertificatePage::default()));
    let body = r#"{"code":0,"data":{"totalNum":5},"data":null}"#;
    assert_eq!(
        refusal::<CertGetListRequest>(body),
        "the response is not what the spec says: data.totalNum: required, but missing"
    );
}

#[test]
fn a_payload_may_stand_in_the_data_of_data() {
    assert_eq!(read::<InDataData>(r#"{"code":0,"data":{"data":{"id":"a"},"more":1}}"#), Ok(inner("a")));
    let missing = "the response is not what the spec says: data.data.id: required, but missing";
    for body in [
        r#"{"code":0}"#,
        r#"{"code":0,"data":null}"#,
        r#"{"code":0,"data":[]}"#,
        r#"{"code":0,"data":""}"#,
        r#"{"code":0,"data":{}}"#,
        r#"{"code":0,"data":{"data":null}}"#,
    ] {
        assert_eq!(refusal::<InDataData>(body), missing, "{body}");
    }
    for (data, found) in [
        ("7", "a number"),
        ("1.5", "a number"),
        ("true", "a boolean"),
        ("\"x\"", "a string"),
        ("[0]", "an array"),
    ] {
        let error = refusal::<InDataData>(&format!("{{\"code\":0,\"data\":{data}}}"));
        assert!(error.contains(&format!(": data: expected an object, found {found} at line 1 ")), "{error}");
    }
    let error = refusal::<InDataData>(r#"{"code":0,"data":{"data":{"id":[]}}}"#);
    assert!(error.contains(": data.data.id: expected a string, found an array"), "{error}");
}

#[test]
fn a_payload_may_be_a_list_or_a_map() {
    assert_eq!(read::<ListInData>(r#"{"code":0,"data":[{"id":"a"},null]}"#), Ok(vec![inner("a")]));
    assert_eq!(
        read::<MapInData>(r#"{"code":0,"data":{"x":{"id":"a"}}}"#),
        Ok(BTreeMap::from([("x".to_owned(), inner("a"))]))
    );
    for data in ["", r#","data":null"#, r#","data":[]"#, r#","data":{}"#, r#","data":"""#] {
        assert_eq!(read::<ListInData>(&format!("{{\"code\":0{data}}}")), Ok(vec![]), "{data}");
        assert_eq!(read::<MapInData>(&format!("{{\"code\":0{data}}}")), Ok(BTreeMap::new()), "{data}");
    }
    let error = refusal::<ListInData>(r#"{"code":0,"data":[{"id":"a"},{"id":null}]}"#);
    assert!(error.contains(": data[1].id: expected a string, found null at line 1 "), "{error}");
}

#[test]
fn a_payload_may_stand_beside_the_code() {
    let body = r#"{"code":0,"id":"a","message":"","tags":["x"],"codeDesc":"Success","value":"5"}"#;
    let read_it = read::<Beside>(body).unwrap();
    assert_eq!((read_it.id.as_str(), read_it.value, read_it.tags.len()), ("a", Some(5), 1));
    let error = refusal::<Beside>(r#"{"code":0}"#);
    assert_eq!(
        error,
        "the response is not what the spec says: id: required, but missing at line 1 column 10"
    );
    assert_eq!(failure::<Beside>(r#"{"code":4000,"id":[]}"#).code, Some(4000));
    assert_eq!(read::<Beside>(r#"{"id":"a"}"#), Err(ResponseError::NoEnvelope));
    assert_eq!(read::<Beside>("[]"), Err(ResponseError::NoEnvelope));
}

#[test]
fn a_payload_may_be_the_whole_body() {
    for body in [
        json!({"a": [1, null]}),
        json!([1]),
        json!("text"),
        json!(null),
        json!(7),
        json!({"code": 0, "x": 1}),
    ] {
        assert_eq!(read::<InBody>(&body.to_string()), Ok(body));
    }
    assert_eq!(read::<RecordInBody>(r#"{"id":"a"}"#), Ok(inner("a")));
    assert_eq!(read::<RecordInBody>(r#"{"id":"a","code":"0"}"#), Ok(inner("a")));
    assert_eq!(
        refusal::<RecordInBody>("[]").split(" at ").next(),
        Some("the response is not what the spec says: id: required, but missing")
    );
    assert_eq!(failure::<RecordInBody>(r#"{"code":4000,"message":"no","id":[]}"#).message, "no");
    assert_eq!(
        refusal::<RecordInBody>("null"),
        "the response is not what the spec says: id: required, but missing"
    );
    assert!(refusal::<RecordInBody>("5").contains(": expected an object, found a number at line 1 "));
}

#[test]
fn the_code_may_come_in_any_form() {
    for code in ["0", r#""0""#, "0.0", r#""0.0""#] {
        let body = format!("{{\"data\":{{\"id\":\"a\",\"count\":1}},\"code\":{code}}}");
        assert_eq!(read::<InData>(&body), Ok(sample()), "{code}");
    }
    for code in ["4000", r#""4000""#, "4000.0"] {
        assert_eq!(failure::<InData>(&format!("{{\"code\":{code}}}")).code, Some(4000), "{code}");
    }
    assert_eq!(failure::<InData>(r#"{"code":-1}"#).code, Some(-1));
}

#[test]
fn without_a_numeric_code_there_is_no_envelope() {
    for body in [
        "{}",
        "[]",
        "null",
        "5",
        "1.5",
        "true",
        r#""text""#,
        r#"{"data":{}}"#,
        r#"{"code":null}"#,
        r#"{"code":""}"#,
        r#"{"code":"x"}"#,
        r#"{"code":true}"#,
        r#"{"code":[0]}"#,
        r#"{"code":{}}"#,
        r#"{"code":0.5}"#,
        r#"{"Code":0,"data":{"id":"a","count":1}}"#,
        r#"{"data":7}"#,
    ] {
        assert_eq!(read::<InData>(body), Err(ResponseError::NoEnvelope), "{body}");
    }
    assert_eq!(
        ResponseError::NoEnvelope.to_string(),
        "the response has no envelope: there is no numeric `code`, or in API 3.0 no object `Response`"
    );
}

#[test]
fn a_failure_tells_what_the_api_says() {
    let read =
        failure::<InData>(r#"{"code":4100,"message":"no such id","codeDesc":"AuthFailure","data":[]}"#);
    assert_eq!(
        (read.code, read.code_text.as_deref(), read.message.as_str()),
        (Some(4100), Some("AuthFailure"), "no such id")
    );
    assert_eq!(read.to_string(), "code 4100 (AuthFailure): no such id");
    let read = failure::<InData>(r#"{"code":"5100","message":"x"}"#);
    assert_eq!(
        (read.code, read.code_text.as_deref(), read.to_string().as_str()),
        (Some(5100), None, "code 5100: x")
    );
    for rest in
        ["", r#","message":null,"codeDesc":null"#, r#","message":[],"codeDesc":"""#, r#","message":{"a":1}"#]
    {
        let read = failure::<InData>(&format!("{{\"code\":1{rest}}}"));
        assert_eq!(
            (read.code_text.as_deref(), read.message.as_str(), read.to_string().as_str()),
            (None, "", "code 1")
        );
    }
    let read = failure::<InData>(r#"{"code":1,"message":7,"codeDesc":9110}"#);
    assert_eq!((read.code_text.as_deref(), read.message.as_str()), (Some("9110"), "7"));
}

#[test]
fn a_payload_that_does_not_fit_does_not_hide_a_failure() {
    let payloads =
        ["7", "1.5", "\"x\"", "[1]", "true", "{}", "{\"id\":[]}", "{\"data\":{\"id\":{}}}", "{\"data\":1}"];
    for data in payloads {
        for body in
            [format!("{{\"code\":4000,\"data\":{data}}}"), format!("{{\"data\":{data},\"code\":4000}}")]
        {
            assert_eq!(failure::<InData>(&body).code, Some(4000), "{body}");
            assert_eq!(failure::<InDataData>(&body).code, Some(4000), "{body}");
            assert_eq!(failure::<ListInData>(&body).code, Some(4000), "{body}");
            assert_eq!(failure::<InBody>(&body).code, Some(4000), "{body}");
        }
    }
}

#[test]
fn html_is_told_from_broken_json() {
    for body in ["<html><body>502 Bad Gateway</body></html>", "\n\t <!DOCTYPE html>", "\u{feff}<html>"] {
        assert_eq!(read::<InData>(body), Err(ResponseError::Html), "{body}");
        assert_eq!(read::<Beside>(body), Err(ResponseError::Html), "{body}");
        assert_eq!(read::<InBody>(body), Err(ResponseError::Html), "{body}");
    }
    // GB 2312, as gateways in China still send it.
    assert_eq!(read_response::<InData>(b"<html>\xb4\xed\xce\xf3</html>"), Err(ResponseError::Html));
    assert_eq!(
        read_response::<InData>(b"{\"code\":0,\"message\":\"\xb4\xed\"}"),
        Err(ResponseError::NotUtf8)
    );
    assert_eq!(ResponseError::Html.to_string(), "the response is HTML, not JSON");
    assert_eq!(ResponseError::NotUtf8.to_string(), "the response is not UTF-8");
}

#[test]
fn what_is_not_json_says_where() {
    let cases = [
        ("", "EOF while parsing a value at line 1 column 0"),
        ("Bad Gateway", "expected value at line 1 column 1"),
        ("{\"code\":0} trailing", "trailing characters at line 1 column 12"),
    ];
    for (body, expected) in cases {
        assert_eq!(refusal::<InData>(body), format!("the response is not JSON: {expected}"), "{body}");
        assert_eq!(refusal::<Beside>(body), format!("the response is not JSON: {expected}"), "{body}");
        assert_eq!(refusal::<InBody>(body), format!("the response is not JSON: {expected}"), "{body}");
    }
    let whole = r#"{"code":0,"data":{"totalNum":1,"list":[{"id":"a","alias":"b"}]}}"#;
    for end in 0..whole.len() {
        let error = read::<CertGetListRequest>(&whole[..end]).unwrap_err();
        assert!(matches!(&error, ResponseError::NotJson(error) if error.is_syntax()), "{error}");
    }
    let error = refusal::<CertGetListRequest>(&whole[..50]);
    assert!(error.starts_with("the response is not JSON: data.list[0]"), "{error}");
    let deep = format!("{{\"code\":0,\"new\":{}{}}}", "[".repeat(300), "]".repeat(300));
    assert!(matches!(read::<InData>(&deep), Err(ResponseError::NotJson(_))));
}

#[test]
fn a_byte_order_mark_before_a_response_is_skipped() {
    assert_eq!(read::<InData>("\u{feff}{\"code\":0,\"data\":{\"id\":\"a\",\"count\":1}}"), Ok(sample()));
    assert_eq!(read::<Beside>("\u{feff}{\"code\":0,\"id\":\"a\"}"), Ok(inner("a")));
    assert_eq!(read::<InBody>("\u{feff}[1]"), Ok(json!([1])));
}

#[test]
fn errors_never_show_a_value_of_the_body() {
    let shapes = [
        format!("\"{PLANTED}\""),
        format!("[\"{PLANTED}\"]"),
        format!("{{\"x\":\"{PLANTED}\"}}"),
        format!("[[\"{PLANTED}\"]]"),
        format!("{{\"id\":\"{PLANTED}\",\"value\":\"{PLANTED}\"}}"),
        format!("{{\"{PLANTED}\":\"{PLANTED}\",\"id\":[]}}"),
        format!("{{\"$serde_json::private::Number\":\"{PLANTED}\"}}"),
        format!("{{\"$serde_json::private::Number\":[\"{PLANTED}\"]}}"),
    ];
    let fields = qcloud_client::internal::Record::info(&sample()).fields;
    let mut refused = 0;
    for shape in &shapes {
        for field in fields {
            // In the maps that are not sensitive, an entry's name is part of the place.
            if matches!(field.wire, "byName" | "table") && shape.contains(&format!("\"{PLANTED}\":")) {
                continue;
            }
            let name = field.wire;
            let data =
                format!("{{\"id\":\"{PLANTED}\",\"count\":1,\"note\":\"{PLANTED}\",\"{name}\":{shape}");
            for end in ["}", "", ",", ",\"count\":null}", ",\"x"] {
                let body = format!("{{\"code\":0,\"data\":{data}{end}}}");
                if let Err(error) = read::<InData>(&body) {
                    refused += 1;
                    assert!(!format!("{error} {error:?} {error:#?}").contains(PLANTED), "{body}: {error}");
                }
                if let Err(error) = serde_json::from_str::<crate::sample::Sample>(&format!("{data}{end}")) {
                    assert!(!format!("{error} {error:?}").contains(PLANTED), "{data}{end}: {error}");
                }
            }
        }
        for body in [
            shape.clone(),
            format!("{{\"code\":{shape}}}"),
            format!("<html>{shape}"),
            format!("{shape} {shape}"),
        ] {
            let error = read::<InData>(&body).unwrap_err();
            assert!(!format!("{error} {error:?}").contains(PLANTED), "{body}: {error}");
        }
    }
    assert!(refused > 1000, "{refused}");
}

#[test]
fn errors_of_serde_never_show_a_value_either() {
    let fields = qcloud_client::internal::Record::info(&sample()).fields;
    for field in fields {
        for shape in
            ["271828", "2.71828", "[271828]", "\"271828x\"", "{\"$serde_json::private::Number\":271828}"]
        {
            // serde_json itself refuses its own key in free-form JSON, in its own words.
            if shape.starts_with('{') && matches!(field.wire, "extra" | "any" | "packed") {
                continue;
            }
            let json = format!("{{\"id\":\"a\",\"count\":1,\"{}\":{shape}}}", field.wire);
            if let Err(error) = serde_json::from_str::<crate::sample::Sample>(&json) {
                assert!(!format!("{error} {error:?}").contains("71828"), "{json}: {error}");
            }
        }
    }
}

#[test]
fn unknown_fields_are_listed_once_each_in_their_order() {
    let body = r#"{"code":0,"RequestId":"r","data":{"new":1,"totalNum":2,
        "list":[{"id":"a","z":{"inside":1},"projectInfo":{"b":1}},{"id":"b","a":[1],"z":2,"projectInfo":{"b":2,"c":3}}],
        "totalnum":3},"message":"","codeDesc":"Success","data2":[]}"#;
    let unknown = unknown_fields::<CertGetListRequest>(body.as_bytes()).unwrap();
    assert_eq!(
        unknown,
        [
            "RequestId",
            "data.new",
            "data.list[].z",
            "data.list[].projectInfo.b",
            "data.list[].a",
            "data.list[].projectInfo.c",
            "data.totalnum",
            "data2",
        ]
    );
}

#[test]
fn unknown_fields_are_found_at_any_depth() {
    let body = r#"{"code":0,"data":{"id":"a","count":1,"byName":{"x":{"id":"a","new":1},"y":{"id":"b","new":2}},
        "children":[{"id":"b","count":1,"children":[{"id":"c","count":1,"new":1}]}],"parent":{"id":"p","count":1,"p":1},
        "lines":[{"id":"l"},{"id":"m","new":null}],"extra":{"free":1},"any":[{"free":1}],"packed":{"free":1}}}"#;
    let unknown = unknown_fields::<InData>(body.as_bytes()).unwrap();
    assert_eq!(
        unknown,
        ["data.byName.*.new", "data.children[].children[].new", "data.parent.p", "data.lines[].new"]
    );
}

#[test]
fn unknown_fields_are_found_in_every_place() {
    let unknown = |result: Result<Vec<String>, ResponseError>| result.unwrap().join(" ");
    let body = br#"{"code":0,"message":"","codeDesc":"","new":1,"data":{"more":1,"data":{"id":"a","code":2,"x":1}}}"#;
    assert_eq!(unknown(unknown_fields::<InDataData>(body)), "new data.more data.data.code data.data.x");
    let body = br#"{"code":0,"message":"","codeDesc":"","new":1,"id":"a"}"#;
    assert_eq!(unknown(unknown_fields::<Beside>(body)), "new");
    assert_eq!(unknown(unknown_fields::<RecordInBody>(body)), "new");
    assert_eq!(unknown(unknown_fields::<InBody>(body)), "");
    assert_eq!(unknown(unknown_fields::<ListInData>(br#"{"code":0,"data":[{"id":"a","x":1}]}"#)), "data[].x");
    assert_eq!(
        unknown(unknown_fields::<MapInData>(br#"{"code":0,"data":{"k":{"id":"a","x":1}}}"#)),
        "data.*.x"
    );
    assert_eq!(unknown_fields::<InData>(b"[]"), Err(ResponseError::NoEnvelope));
    assert!(matches!(unknown_fields::<InData>(br#"{"code":1}"#), Err(ResponseError::Failure(_))));
}

#[test]
fn free_form_payloads_keep_what_came() {
    let digits = if keeps_all_digits() { "12345678901234567890123" } else { "1.2345678901234568e+22" };
    let read_it =
        read::<Nothing>(r#"{"code":0,"data":{"b":12345678901234567890123,"a":[null,{}]}}"#).unwrap();
    assert_eq!(read_it["b"].to_string(), digits);
    assert_eq!(read_it["a"], json!([null, {}]));
    assert_eq!(read::<Nothing>(r#"{"code":0}"#), Ok(json!(null)));
    assert_eq!(read::<Nothing>(r#"{"code":0,"data":[]}"#), Ok(json!([])));
}
