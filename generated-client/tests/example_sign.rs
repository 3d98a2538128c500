//! The example `sign` against the vendor's own signatures, and against what it can't sign.

#[allow(dead_code, reason = "an example's `main` is not called here")]
#[path = "../examples/sign.rs"]
mod sign;

use qcloud_client::Json;
use serde_json::json;

const VECTORS: &str = include_str!("data/v2.json");

struct Output {
    lines: Vec<Json>,
    errors: String,
    all_signed: bool,
}

fn run(input: &str) -> Output {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let all_signed = sign::run(input.as_bytes(), &mut out, &mut err).unwrap();
    let out = String::from_utf8(out).unwrap();
    let lines = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    Output { lines, errors: String::from_utf8(err).unwrap(), all_signed }
}

fn vectors() -> Vec<Json> {
    serde_json::from_str(VECTORS).unwrap()
}

#[test]
fn every_vector_is_signed_as_the_vendor_does() {
    let output = run(VECTORS);
    assert!(output.all_signed, "{}", output.errors);
    let vectors = vectors();
    assert_eq!(output.lines.len(), vectors.len());
    for (line, vector) in output.lines.iter().zip(&vectors) {
        assert_eq!(line["name"], vector["name"]);
        assert_eq!(line["signature"], vector["signature"], "{line}");
    }
}

#[test]
fn an_array_one_entry_and_several_give_the_same_lines() {
    let all = run(VECTORS).lines;
    let one_by_one: Vec<_> = vectors().iter().map(Json::to_string).collect();
    assert_eq!(run(&one_by_one.join("\n")).lines, all);
    assert_eq!(run(&vectors()[0].to_string()).lines, all[..1]);
}

#[test]
fn a_line_has_its_keys_in_order() {
    let mut out = Vec::new();
    sign::run(vectors()[0].to_string().as_bytes(), &mut out, &mut Vec::new()).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "{\"name\":\"list-get-sha1\",\
         \"string_to_sign\":\"GETwss.api.qcloud.com/v2/index.php?Action=CertGetList&Nonce=11886\
         &SecretId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA&SignatureMethod=HmacSHA1&Timestamp=1465185768\",\
         \"signature\":\"Bq+yPSbfLgiz4RXTRgjZFirDlsI=\"}\n"
    );
}

#[test]
fn numbers_count_as_their_text_and_a_signature_does_not_count() {
    let mut entry = vectors()[0].clone();
    entry["params"]["Nonce"] = 11886.into();
    entry["params"]["Signature"] = "anything".into();
    assert_eq!(run(&entry.to_string()).lines, run(VECTORS).lines[..1]);
}

#[test]
fn a_refused_request_gives_a_line_with_the_reason() {
    let mut refused = vectors()[2].clone();
    refused["params"]["searchKey"] = "@file".into();
    let output = run(&json!([refused, vectors()[0]]).to_string());
    assert!(!output.all_signed);
    assert_eq!(output.lines.len(), 2);
    let error = output.lines[0]["error"].as_str().unwrap();
    assert!(error.starts_with("the value of `searchKey` begins with `@`"), "{error}");
    assert!(output.lines[0].get("signature").is_none());
    assert!(output.lines[1]["signature"].is_string());
}

#[test]
fn a_wrong_entry_is_named_and_the_others_are_signed() {
    for (key, value, said) in [
        ("method", json!("PUT"), "sign: list-get-sha1: the method is GET or POST, not `PUT`\n"),
        (
            "params",
            json!({"a": []}),
            "sign: list-get-sha1: the parameter `a` is neither a string nor a number\n",
        ),
        (
            "protocol",
            json!("v4"),
            "sign: list-get-sha1: unknown protocol `v4`: v2 and tc3 can be signed here\n",
        ),
        (
            "params",
            Json::Null,
            "sign: list-get-sha1: unknown form of entry: one of v2 has `params`, one of tc3 has `timestamp`\n",
        ),
        ("host", json!(1), "sign: list-get-sha1: `host` is missing, or not a string\n"),
    ] {
        let mut wrong = vectors()[0].clone();
        wrong[key] = value;
        let output = run(&json!([wrong, vectors()[1]]).to_string());
        assert!(!output.all_signed);
        assert_eq!(output.errors, said);
        assert_eq!(output.lines.len(), 1);
    }
}

#[test]
fn every_vector_of_api_3_is_signed_as_the_vendor_does() {
    let vectors: Vec<Json> = serde_json::from_str(include_str!("data/tc3.json")).unwrap();
    let output = run(include_str!("data/tc3.json"));
    assert!(output.all_signed, "{}", output.errors);
    assert_eq!(output.lines.len(), vectors.len());
    for (line, vector) in output.lines.iter().zip(&vectors) {
        for key in ["name", "signature", "authorization"] {
            assert_eq!(line[key], vector[key], "{line}");
        }
    }
}

#[test]
fn a_wrong_entry_of_api_3_is_named_too() {
    let vectors: Vec<Json> = serde_json::from_str(include_str!("data/tc3.json")).unwrap();
    for (key, value, said) in [
        ("timestamp", json!("now"), "`timestamp` is missing, or not a whole number"),
        ("content_type", Json::Null, "`content_type` is missing, or not a string"),
        ("body", json!({}), "`body` is missing, or not a string"),
        ("signed_headers", json!("host"), "`signed_headers` can't be `host`"),
    ] {
        let mut wrong = vectors[0].clone();
        wrong[key] = value;
        let output = run(&wrong.to_string());
        assert_eq!(output.errors, format!("sign: wss-describe-cert-list: {said}\n"));
        assert!(output.lines.is_empty());
    }
    let mut wrong = vectors[0].clone();
    wrong["timestamp"] = i64::MAX.into();
    let output = run(&wrong.to_string());
    assert_eq!(output.lines[0]["error"], format!("{} seconds are beyond every calendar", i64::MAX));
}

#[test]
fn what_is_not_json_is_an_error() {
    let error = sign::run(b"{".as_slice(), &mut Vec::new(), &mut Vec::new()).unwrap_err();
    assert_eq!(error.to_string(), "EOF while parsing an object at line 1 column 1");
}
