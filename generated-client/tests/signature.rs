//! Signatures against the vendor's own, and against a second implementation.

use std::collections::{BTreeMap, HashMap};

use proptest::prelude::*;
use qcloud_client::signature::{RequestError, SignatureMethod, sign, string_to_sign, tc3};
use qcloud_client::wire::Method;
use serde::Deserialize;

/// One entry of `data/v2.json`, computed with the vendor's client.
#[derive(Deserialize)]
struct Vector {
    name: String,
    method: String,
    host: String,
    path: String,
    secret_key: String,
    params: BTreeMap<String, String>,
    signature: String,
}

fn algorithm(parameters: &BTreeMap<String, String>) -> SignatureMethod {
    match parameters.get("SignatureMethod").map(String::as_str) {
        Some("HmacSHA256") => SignatureMethod::HmacSha256,
        _ => SignatureMethod::HmacSha1,
    }
}

fn borrowed(parameters: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, &str)> {
    parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}

fn pairs<'a>(text: &'a str) -> Vec<(&'a str, &'a str)> {
    text.split('&').map(|pair: &'a str| pair.split_once('=').unwrap()).collect()
}

#[test]
fn every_vector_of_the_vendors_client_comes_out_the_same() {
    let vectors: Vec<Vector> = serde_json::from_str(include_str!("data/v2.json")).unwrap();
    assert!(vectors.len() >= 12);
    for vector in vectors {
        let method = match vector.method.as_str() {
            "GET" => Method::Get,
            "POST" => Method::Post,
            other => panic!("{other}"),
        };
        let text = string_to_sign(method, &vector.host, &vector.path, borrowed(&vector.params)).unwrap();
        let signature = sign(&vector.secret_key, algorithm(&vector.params), &text);
        assert_eq!(signature, vector.signature, "{}", vector.name);
    }
}

#[test]
fn the_documented_examples_come_out_the_same() {
    const KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3Cozk1qA";
    const ID: &str = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA";
    for (parameters, algorithm, signature) in [
        (
            format!(
                "Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&Nonce=11886&Region=ap-guangzhou\
                 &SecretId={ID}&SignatureMethod=HmacSHA256&Timestamp=1465185768"
            ),
            SignatureMethod::HmacSha256,
            "0EEm/HtGRr/VJXTAD9tYMth1Bzm3lLHz5RCDv1GdM8s=",
        ),
        (
            format!(
                "Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&Nonce=11886&Region=ap-guangzhou\
                 &SecretId={ID}&SignatureMethod=HmacSHA1&Timestamp=1465185768"
            ),
            SignatureMethod::HmacSha1,
            "nPVnY6njQmwQ8ciqbPl5Qe+Oru4=",
        ),
        (
            format!(
                "Action=DescribeInstances&Nonce=11886&Region=gz&SecretId={ID}&Timestamp=1465185768\
                 &instanceIds.0=ins-09dx96dg&limit=20&offset=0"
            ),
            SignatureMethod::HmacSha1,
            "NSI3UqqD99b/UJb4tbG/xZpRW64=",
        ),
    ] {
        let mut shuffled = pairs(&parameters);
        shuffled.reverse();
        let text = string_to_sign(Method::Get, "cvm.api.qcloud.com", "/v2/index.php", shuffled).unwrap();
        assert_eq!(*text, format!("GETcvm.api.qcloud.com/v2/index.php?{parameters}"));
        assert_eq!(sign(KEY, algorithm, &text), signature);
    }
}

#[test]
fn the_vendors_unit_test_passes() {
    let common = "Action=DescribeInstances&Nonce=1290303896666895346&Region=ap-guangzhou\
                  &SecretId=secretIdFoo&Timestamp=1512393162&Version=2017-03-12";
    for (method, algorithm, signature) in [
        (Method::Post, SignatureMethod::HmacSha1, "p3n+pxBqF5JGZtDSxoVn5tGngf0="),
        (Method::Post, SignatureMethod::HmacSha256, "B2T37FRSP6Fk0/q/cdfrTE0p3zX5ooB/2BPWZUFpsj4="),
        (Method::Get, SignatureMethod::HmacSha1, "5HAq1BOKNLEE2/uauWnp6Zv9Z3c="),
    ] {
        let mut parameters = pairs(common);
        parameters.push(("SignatureMethod", algorithm.as_str()));
        let text = string_to_sign(method, "cvm.api.qcloud.com", "/v2/index.php", parameters).unwrap();
        assert_eq!(sign("secretKeyBar", algorithm, &text), signature, "{method:?} {algorithm}");
    }
}

#[test]
fn a_post_value_that_begins_with_an_at_sign_is_refused_by_name_and_not_quoted() {
    let parameters = [("Action", "CertUpload"), ("alias", "@home")];
    let error = string_to_sign(Method::Post, "h", "/", parameters).unwrap_err();
    assert_eq!(error, RequestError::AtSign { parameter: "alias".to_owned() });
    assert!(error.to_string().contains("`alias`") && !error.to_string().contains("home"));

    let text = string_to_sign(Method::Get, "h", "/", parameters).unwrap();
    assert_eq!(*text, "GETh/?Action=CertUpload&alias=@home");
    let inside = string_to_sign(Method::Post, "h", "/", [("alias", "me@home")]).unwrap();
    assert_eq!(*inside, "POSTh/?alias=me@home");
}

#[test]
fn of_names_that_become_equal_the_last_one_counts() {
    let text =
        string_to_sign(Method::Get, "h", "/", [("a_b", "1"), ("a.b", "2"), ("a.c", "3"), ("a_c", "4")]);
    assert_eq!(*text.unwrap(), "GETh/?a.b=2&a.c=4");
}

#[test]
fn the_signature_is_no_part_of_what_is_signed() {
    let text = string_to_sign(Method::Get, "h", "/", [("Signature", "x"), ("SignatureMethod", "HmacSHA1")]);
    assert_eq!(*text.unwrap(), "GETh/?SignatureMethod=HmacSHA1");
}

/// The vendor's description, word by word, over maps and vectors and without a library for the HMAC.
mod naive {
    use super::*;

    pub(super) fn string_to_sign(
        method: &str,
        host: &str,
        path: &str,
        parameters: &[(String, String)],
    ) -> String {
        let mut last = HashMap::new();
        for (name, value) in parameters {
            if name != "Signature" {
                last.insert(name.split('_').collect::<Vec<_>>().join("."), value.clone());
            }
        }
        let mut sorted: Vec<(Vec<char>, String)> =
            last.into_iter().map(|(name, value)| (name.chars().collect(), value)).collect();
        sorted.sort();
        let joined: Vec<String> =
            sorted.into_iter().map(|(name, value)| format!("{}={value}", String::from_iter(name))).collect();
        format!("{method}{host}{path}?{}", joined.join("&"))
    }

    /// RFC 2104 over a hash function.
    pub(super) fn hmac(hash: impl Fn(&[u8]) -> Vec<u8>, key: &[u8], text: &[u8]) -> Vec<u8> {
        const BLOCK: usize = 64;
        let mut key = if key.len() > BLOCK { hash(key) } else { key.to_vec() };
        key.resize(BLOCK, 0);
        let pad = |byte: u8| key.iter().map(|k| k ^ byte).collect::<Vec<_>>();
        let inner = hash(&[pad(0x36), text.to_vec()].concat());
        hash(&[pad(0x5c), inner].concat())
    }

    pub(super) fn base64(bytes: &[u8]) -> String {
        const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut text = String::new();
        for chunk in bytes.chunks(3) {
            let mut bits = 0_u32;
            for at in 0..3 {
                bits = bits << 8 | u32::from(*chunk.get(at).unwrap_or(&0));
            }
            for at in 0..4_usize {
                let digit = DIGITS[(bits >> (18 - 6 * at) & 63) as usize];
                text.push(if at <= chunk.len() { char::from(digit) } else { '=' });
            }
        }
        text
    }
}

fn sha1(bytes: &[u8]) -> Vec<u8> {
    use sha1::Digest as _;
    sha1::Sha1::digest(bytes).to_vec()
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).to_vec()
}

proptest! {
    #[test]
    fn any_request_is_signed_as_the_naive_implementation_signs_it(
        post in any::<bool>(),
        parameters in prop::collection::vec(("[A-Za-z0-9._é测\u{ffff}\u{10000}]{0,12}", "(?s).{0,40}"), 0..12),
        key in "(?s).{0,100}",
    ) {
        let method = if post { Method::Post } else { Method::Get };
        let borrowed = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let text = match string_to_sign(method, "wss.api.qcloud.com", "/v2/index.php", borrowed) {
            Ok(text) => text,
            Err(error) => {
                prop_assert!(post && parameters.iter().any(|(_, value)| value.starts_with('@')), "{}", error);
                return Ok(());
            }
        };
        let expected =
            naive::string_to_sign(if post { "POST" } else { "GET" }, "wss.api.qcloud.com", "/v2/index.php", &parameters);
        prop_assert_eq!(text.as_str(), &expected);

        let sha1 = naive::base64(&naive::hmac(sha1, key.as_bytes(), expected.as_bytes()));
        prop_assert_eq!(sign(&key, SignatureMethod::HmacSha1, &text), sha1);
        let sha256 = naive::base64(&naive::hmac(sha256, key.as_bytes(), expected.as_bytes()));
        prop_assert_eq!(sign(&key, SignatureMethod::HmacSha256, &text), sha256);
    }
}

/// One entry of `data/tc3.json`, computed with the vendor's client.
#[derive(Deserialize)]
struct Tc3Vector {
    name: String,
    service: String,
    method: String,
    host: String,
    query: String,
    content_type: String,
    body: String,
    timestamp: i64,
    secret_id: String,
    secret_key: String,
    signature: String,
    authorization: String,
}

impl Tc3Vector {
    fn request(&self) -> tc3::Request<'_> {
        tc3::Request {
            service: &self.service,
            method: &self.method,
            host: &self.host,
            query: &self.query,
            content_type: &self.content_type,
            body: self.body.as_bytes(),
            action: None,
            timestamp: self.timestamp,
        }
    }
}

#[test]
fn every_vector_of_api_3_comes_out_the_same() {
    let vectors: Vec<Tc3Vector> = serde_json::from_str(include_str!("data/tc3.json")).unwrap();
    assert!(vectors.len() >= 5);
    for vector in vectors {
        let request = vector.request();
        assert_eq!(tc3::sign(&vector.secret_key, &request).unwrap(), vector.signature, "{}", vector.name);
        let header = tc3::authorization(&vector.secret_id, &vector.secret_key, &request).unwrap();
        assert_eq!(header, vector.authorization, "{}", vector.name);
    }
}

/// The request of the worked examples on the vendor's pages; the body has its escapes and spaces to the letter.
const DOCUMENTED: tc3::Request<'static> = tc3::Request {
    service: "cvm",
    method: "POST",
    host: "cvm.tencentcloudapi.com",
    query: "",
    content_type: "application/json; charset=utf-8",
    body: br#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#,
    action: None,
    timestamp: 1_551_113_065,
};

#[test]
fn the_worked_example_of_api_3_comes_out_the_same_at_every_step() {
    assert_eq!(
        tc3::canonical_request(&DOCUMENTED),
        "POST\n/\n\ncontent-type:application/json; charset=utf-8\nhost:cvm.tencentcloudapi.com\n\ncontent-type;host\n\
         35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064"
    );
    assert_eq!(
        tc3::string_to_sign(&DOCUMENTED).unwrap(),
        "TC3-HMAC-SHA256\n1551113065\n2019-02-25/cvm/tc3_request\n\
         5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031"
    );
    assert_eq!(
        tc3::sign("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", &DOCUMENTED).unwrap(),
        "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
    );
}

#[test]
fn the_action_is_covered_where_that_is_asked_for() {
    let (id, key) = (format!("AKID{}", "*".repeat(32)), "*".repeat(32));
    let request = tc3::Request { action: Some("DescribeInstances"), ..DOCUMENTED };
    assert_eq!(
        tc3::authorization(&id, &key, &request).unwrap(),
        format!(
            "TC3-HMAC-SHA256 Credential={id}/2019-02-25/cvm/tc3_request, \
             SignedHeaders=content-type;host;x-tc-action, \
             Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f"
        )
    );
}

#[test]
fn the_day_of_a_signature_is_that_of_utc() {
    for (timestamp, day) in [(0, "1970-01-01"), (1_551_139_199, "2019-02-25"), (1_551_139_200, "2019-02-26")]
    {
        let text = tc3::string_to_sign(&tc3::Request { timestamp, ..DOCUMENTED }).unwrap();
        assert_eq!(text.lines().nth(2).unwrap(), format!("{day}/cvm/tc3_request"));
    }
    for seconds in [i64::MAX, i64::MIN] {
        let request = tc3::Request { timestamp: seconds, ..DOCUMENTED };
        assert_eq!(tc3::sign("key", &request).unwrap_err(), RequestError::Timestamp { seconds });
    }
}
