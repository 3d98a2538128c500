//! The legacy API v2: flat parameters in a query or a form, signed together with the method, the host and the path.

use std::borrow::Cow;
use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use http::header::{CONTENT_TYPE, HOST};
use http::request::Parts;
use http::{HeaderName, Method};
use qcloud_codegen::model::Protocol;
use serde_json::{Map, Value, json};
use sha1::Sha1;
use sha2::Sha256;

use super::{Incoming, Refusal, code};

/// The parameters that belong to no Action.
const COMMON: &[&str] = &[
    "Action",
    "Nonce",
    "Region",
    "RequestClient",
    "SecretId",
    "Signature",
    "SignatureMethod",
    "Timestamp",
    "Token",
    "Version",
];

/// What a value is replaced by where it must not be seen.
const HIDDEN: &str = "***";

/// Reads a request: a `GET` has its parameters in the query, a `POST` in a form, and its query is ignored.
pub(super) fn read(parts: &Parts, body: &[u8]) -> (Incoming, Result<(), Refusal>) {
    let text =
        if parts.method == Method::POST { body } else { parts.uri.query().unwrap_or_default().as_bytes() };
    let mut incoming = Incoming {
        protocol: Protocol::V2,
        method: parts.method.clone(),
        host: header(parts, &HOST)
            .unwrap_or_else(|| parts.uri.authority().map(ToString::to_string).unwrap_or_default()),
        path: parts.uri.path().to_owned(),
        common: BTreeMap::new(),
        parameters: Vec::new(),
    };
    let mut twice = None;
    for (name, value) in form_urlencoded::parse(text) {
        let (name, value) = (name.into_owned(), value.into_owned());
        let is_known = if COMMON.contains(&name.as_str()) {
            incoming.common.insert(name.clone(), value).is_some()
        } else {
            let is_known = incoming.parameters.iter().any(|(other, _)| *other == name);
            incoming.parameters.push((name.clone(), value));
            is_known
        };
        if is_known {
            twice.get_or_insert(name);
        }
    }
    let well_formed = match twice {
        Some(name) => Err(Refusal::new(code::INVALID_PARAMETER, format!("`{name}`: given more than once"))),
        None => check_form(parts),
    };
    (incoming, well_formed)
}

fn check_form(parts: &Parts) -> Result<(), Refusal> {
    if ![Method::GET, Method::POST].contains(&parts.method) {
        let message = format!("the API takes GET and POST, not {}", parts.method);
        return Err(Refusal::new(code::UNSUPPORTED_PROTOCOL, message));
    }
    let content_type = header(parts, &CONTENT_TYPE).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if parts.method == Method::POST && !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        let message = format!(
            "a POST has its parameters in an `application/x-www-form-urlencoded` body; this one has Content-Type `{essence}`"
        );
        return Err(Refusal::new(code::INVALID_PARAMETER, message));
    }
    Ok(())
}

fn header(parts: &Parts, name: &HeaderName) -> Option<String> {
    parts.headers.get(name).and_then(|value| value.to_str().ok()).map(ToOwned::to_owned)
}

/// The string that a signature covers.
///
/// Names have dots for underscores before they are sorted; values stand as they are. Like the vendor's clients, it leaves out values
/// that begin with `@` from a `POST`.
fn string_to_sign<'a>(
    method: &Method,
    host: &str,
    path: &str,
    parameters: impl IntoIterator<Item = (&'a str, Cow<'a, str>)>,
) -> String {
    let sorted: BTreeMap<String, Cow<'_, str>> = parameters
        .into_iter()
        .filter(|(name, value)| *name != "Signature" && !(*method == Method::POST && value.starts_with('@')))
        .map(|(name, value)| (name.replace('_', "."), value))
        .collect();
    let joined: Vec<_> = sorted.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{method}{host}{path}?{}", joined.join("&"))
}

/// The signature of a string.
fn sign(secret_key: &str, text: &str, algorithm: Algorithm) -> String {
    match algorithm {
        Algorithm::HmacSha1 => BASE64_STANDARD.encode(hmac::<Hmac<Sha1>>(secret_key, text)),
        Algorithm::HmacSha256 => BASE64_STANDARD.encode(hmac::<Hmac<Sha256>>(secret_key, text)),
    }
}

fn hmac<M: Mac + KeyInit>(secret_key: &str, text: &str) -> impl AsRef<[u8]> + use<M> {
    let mut mac =
        <M as KeyInit>::new_from_slice(secret_key.as_bytes()).expect("an HMAC takes a key of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes()
}

/// What `SignatureMethod` chooses from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    HmacSha1,
    HmacSha256,
}

impl Algorithm {
    /// Anything that is not the newer one means the older one, and so does nothing at all.
    fn named(name: Option<&str>) -> Self {
        if name == Some("HmacSHA256") { Self::HmacSha256 } else { Self::HmacSha1 }
    }

    fn name(self) -> &'static str {
        match self {
            Self::HmacSha1 => "HmacSHA1",
            Self::HmacSha256 => "HmacSHA256",
        }
    }
}

/// See [`Incoming::verify`].
pub(super) fn verify(
    incoming: &Incoming,
    secret_key: &str,
    hosts: &[&str],
    is_public: impl Fn(&str) -> bool,
) -> Result<(), Refusal> {
    let signature = incoming.required("Signature")?;
    let algorithm = Algorithm::named(incoming.common("SignatureMethod"));
    let for_host = |host: &str| string_to_sign(&incoming.method, host, &incoming.path, everything(incoming));
    if hosts.iter().any(|host| sign(secret_key, &for_host(host), algorithm) == signature) {
        return Ok(());
    }
    let shown = everything(incoming).map(|(name, value)| {
        let is_public = name != "Token" && (COMMON.contains(&name) || is_public(name));
        // What begins with `@` must be left out here too, if it is left out there.
        (name, if is_public || value.starts_with('@') { value } else { Cow::Borrowed(HIDDEN) })
    });
    let (host, others) = hosts.split_first().map_or(("", hosts), |(host, others)| (*host, others));
    let shown = string_to_sign(&incoming.method, host, &incoming.path, shown);
    let mut message =
        format!("the signature is wrong; the string to sign with {} is `{shown}`", algorithm.name());
    if shown.contains(&format!("={HIDDEN}")) {
        message.push_str(&format!(", with secret values in place of `{HIDDEN}`"));
    }
    if !others.is_empty() {
        let others: Vec<_> = others.iter().map(|host| format!("`{host}`")).collect();
        message.push_str(&format!("; the host may also be {}", others.join(" or ")));
    }
    Err(Refusal::new(code::AUTHENTICATION_FAILED, message))
}

fn everything(incoming: &Incoming) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    let common = incoming.common.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let own = incoming.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    common.chain(own).map(|(name, value)| (name, Cow::Borrowed(value)))
}

/// The body of a failure.
pub(super) fn failure(refusal: &Refusal, code_desc: &str) -> Value {
    json!({"code": refusal.code, "message": refusal.message, "codeDesc": code_desc})
}

/// The envelope of a success, without the result.
pub(super) fn success() -> Map<String, Value> {
    let mut envelope = Map::new();
    envelope.insert("code".to_owned(), 0.into());
    envelope.insert("message".to_owned(), "".into());
    envelope.insert("codeDesc".to_owned(), "Success".into());
    envelope
}

#[cfg(test)]
mod tests {
    use super::*;

    const VECTORS: &str = include_str!("../../tests/data/v2.json");
    const KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3Cozk1qA";

    fn text<'v>(vector: &'v Value, key: &str) -> &'v str {
        vector[key].as_str().unwrap()
    }

    #[test]
    fn every_vector_of_the_vendors_client_has_the_same_signature_here() {
        let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
        assert_eq!(vectors.len(), 12);
        for vector in &vectors {
            let method = text(vector, "method").parse().unwrap();
            let parameters = vector["params"].as_object().unwrap();
            let algorithm = Algorithm::named(parameters.get("SignatureMethod").and_then(Value::as_str));
            let pairs =
                parameters.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap().into()));
            let string = string_to_sign(&method, text(vector, "host"), text(vector, "path"), pairs);
            let signature = sign(text(vector, "secret_key"), &string, algorithm);
            assert_eq!(signature, text(vector, "signature"), "{}: {string}", text(vector, "name"));
        }
    }

    #[test]
    fn the_worked_examples_of_the_vendors_pages_have_their_signatures() {
        let start = "GETcvm.api.qcloud.com/v2/index.php?Action=DescribeInstances";
        let id = "SecretId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA";
        let newer = format!("{start}&InstanceIds.0=ins-09dx96dg&Nonce=11886&Region=ap-guangzhou&{id}");
        let sha256 = format!("{newer}&SignatureMethod=HmacSHA256&Timestamp=1465185768");
        assert_eq!(sign(KEY, &sha256, Algorithm::HmacSha256), "0EEm/HtGRr/VJXTAD9tYMth1Bzm3lLHz5RCDv1GdM8s=");
        let sha1 = format!("{newer}&SignatureMethod=HmacSHA1&Timestamp=1465185768");
        assert_eq!(sign(KEY, &sha1, Algorithm::HmacSha1), "nPVnY6njQmwQ8ciqbPl5Qe+Oru4=");
        let older = format!(
            "{start}&Nonce=11886&Region=gz&{id}&Timestamp=1465185768&instanceIds.0=ins-09dx96dg&limit=20&offset=0"
        );
        assert_eq!(sign(KEY, &older, Algorithm::HmacSha1), "NSI3UqqD99b/UJb4tbG/xZpRW64=");
    }

    #[test]
    fn the_vendors_unit_test_has_its_signatures() {
        let cases = [
            (Method::POST, "HmacSHA1", "p3n+pxBqF5JGZtDSxoVn5tGngf0="),
            (Method::POST, "HmacSHA256", "B2T37FRSP6Fk0/q/cdfrTE0p3zX5ooB/2BPWZUFpsj4="),
            (Method::GET, "HmacSHA1", "5HAq1BOKNLEE2/uauWnp6Zv9Z3c="),
        ];
        for (method, algorithm, expected) in cases {
            let parameters = [
                ("Action", "DescribeInstances"),
                ("Nonce", "1290303896666895346"),
                ("Region", "ap-guangzhou"),
                ("SecretId", "secretIdFoo"),
                ("SignatureMethod", algorithm),
                ("Timestamp", "1512393162"),
                ("Version", "2017-03-12"),
            ];
            let pairs = parameters.map(|(name, value)| (name, value.into()));
            let string = string_to_sign(&method, "cvm.api.qcloud.com", "/v2/index.php", pairs);
            assert_eq!(sign("secretKeyBar", &string, Algorithm::named(Some(algorithm))), expected);
        }
    }

    #[test]
    fn underscores_become_dots_before_the_names_are_sorted() {
        // `_` sorts behind capitals and `.` before them.
        let pairs = [("aB", "1"), ("a_b", "2_2"), ("a.c", "3")].map(|(name, value)| (name, value.into()));
        assert_eq!(string_to_sign(&Method::GET, "h", "/p", pairs), "GETh/p?a.b=2_2&a.c=3&aB=1");
    }

    #[test]
    fn a_post_leaves_out_values_that_begin_with_an_at_sign() {
        let pairs = || [("a", "@file"), ("b", "x@y")].map(|(name, value)| (name, value.into()));
        assert_eq!(string_to_sign(&Method::POST, "h", "/p", pairs()), "POSTh/p?b=x@y");
        assert_eq!(string_to_sign(&Method::GET, "h", "/p", pairs()), "GETh/p?a=@file&b=x@y");
    }
}
