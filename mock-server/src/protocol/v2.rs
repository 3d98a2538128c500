//! The legacy API v2: flat parameters in a query or a form, signed together with the method, the host and the path.

use std::collections::{BTreeMap, HashSet};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{Method, StatusCode};
use qcloud_codegen::model::{self, CommonErrors, EnumValues};
use serde_json::{Map, Value, json};
use sha1::Sha1;
use sha2::Sha256;

use super::{Common, Failure, HIDDEN, Incoming, Meant, Protocol, Refusal};
use crate::code::Code;
use crate::credentials::Credentials;
use crate::parameters::Parameters;
use crate::reason::Reason;
use crate::signing::{Call, Signed};

/// The type of a body of flat parameters.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// The longest URL that a gateway in front of the API lets through.
const LONGEST_TARGET: usize = 8 * 1024;

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

/// The legacy API, with flat parameters in a form or a query.
#[derive(Debug)]
pub(super) struct V2;

impl Protocol for V2 {
    fn id(&self) -> model::Protocol {
        model::Protocol::V2
    }

    fn marks(&self, _: &Parts) -> bool {
        false // it has nothing but parameters
    }

    fn read(&'static self, parts: Parts, body: Bytes) -> (Incoming, Result<(), Failure>) {
        let (incoming, well_formed) = read(self, COMMON, parts, body);
        let target = incoming.parts.uri.path_and_query();
        if target.is_some_and(|target| target.as_str().len() > LONGEST_TARGET) {
            return (incoming, Err(Failure::Page(StatusCode::URI_TOO_LONG)));
        }
        (incoming, well_formed)
    }

    fn name(&self, common: Common) -> Option<&'static str> {
        Some(name(common))
    }

    fn signed_service<'i>(&self, _: &'i Incoming) -> Option<&'i str> {
        None // it is signed with the host alone
    }

    fn verify(
        &self,
        incoming: &Incoming,
        secret_key: &str,
        meant: Meant<'_>,
        is_public: &dyn Fn(&str) -> bool,
    ) -> Result<(), Refusal> {
        let leaves_out_at = *incoming.method() == Method::POST;
        verify(incoming, secret_key, meant, is_public, leaves_out_at)
    }

    fn code(&self, reason: Reason) -> Code {
        Code::Number(match reason {
            Reason::Missing
            | Reason::Unknown
            | Reason::Invalid
            | Reason::InvalidValue
            | Reason::NoSuchService
            | Reason::NoSuchAction
            | Reason::OtherRequest
            | Reason::Region
            | Reason::TooLong => 4000,
            Reason::Authorization | Reason::Signature => 4100,
            Reason::SecretId => 4104,
            Reason::Token => 4105,
            Reason::Stale | Reason::Replayed => 4500,
            Reason::Method => 4600,
            Reason::NoSuchVersion => 6100,
        })
    }

    fn content_type(&self) -> &'static str {
        "application/json; charset=utf-8"
    }

    /// A code that is a name is one of the spec's common ones, or a symbolic one of some service, which stands beside 5100.
    fn failure(&self, refusal: &Refusal, _: &str, common: Option<&CommonErrors>) -> Value {
        let common = match common.map(|errors| &errors.codes.values) {
            Some(EnumValues::Int(values)) => values.as_slice(),
            _ => &[],
        };
        let (code, code_desc) = match &refusal.code {
            Code::Number(code) => {
                let known = common.iter().find(|value| value.wire == *code);
                (*code, known.map_or_else(|| code.to_string(), |value| value.rust.clone()))
            }
            Code::Name(name) => {
                let known = common.iter().find(|value| value.rust == *name);
                (known.map_or(OPERATION_FAILED, |value| value.wire), name.clone())
            }
        };
        json!({"code": code, "message": refusal.message, "codeDesc": code_desc})
    }

    fn success(&self, _: &str) -> Map<String, Value> {
        let mut envelope = Map::new();
        envelope.insert("code".to_owned(), 0.into());
        envelope.insert("message".to_owned(), "".into());
        envelope.insert("codeDesc".to_owned(), "Success".into());
        envelope
    }

    fn sign(&self, call: &Call<'_>, credentials: &Credentials) -> Option<Signed> {
        let method = match call.action.http_method {
            model::Method::Get => Method::GET,
            model::Method::Post => Method::POST,
        };
        let algorithm = Algorithm::HmacSha256;
        let mut pairs = call.flat();
        let mut add = |common: Common, value: String| pairs.push((name(common).to_owned(), value));
        add(Common::Action, call.action.name.clone());
        add(Common::Nonce, call.nonce.to_string());
        add(Common::SecretId, credentials.secret_id.clone());
        add(Common::SignatureMethod, algorithm.name().to_owned());
        add(Common::Timestamp, call.timestamp.to_string());
        if let Some(region) = call.region {
            add(Common::Region, region.to_owned());
        }
        let leaves_out_at = method == Method::POST;
        let target = Target { method: &method, host: &call.host(), path: &call.service.path, leaves_out_at };
        let texts = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let to_sign = string_to_sign(target, texts);
        let signature = sign(&credentials.secret_key, &to_sign, algorithm);
        let make = |signature: &str| {
            let mut form = form_urlencoded::Serializer::new(String::new());
            form.extend_pairs(&pairs).append_pair("Signature", signature);
            let form = form.finish();
            let content_type = ("content-type", FORM.to_owned());
            match method {
                Method::GET => call.request(&method, &form, &[], ""),
                _ => call.request(&method, "", &[content_type], form),
            }
        };
        Some(Signed::new(make, vec![("String to sign", to_sign)], signature))
    }
}

/// The class of failures that most symbolic codes belong to.
const OPERATION_FAILED: i64 = 5100;

/// Reads flat parameters, of which some are common: a `GET` has them in the query, a `POST` in a form, and its query is ignored.
pub(super) fn read(
    protocol: &'static dyn Protocol,
    names: &[&str],
    parts: Parts,
    body: Bytes,
) -> (Incoming, Result<(), Failure>) {
    let query = parts.uri.query().unwrap_or_default().as_bytes();
    let text = if parts.method == Method::POST { &body[..] } else { query };
    let mut common = BTreeMap::new();
    let mut own = Vec::new();
    let mut seen = HashSet::new();
    let mut twice = None;
    for (name, value) in form_urlencoded::parse(text) {
        if !seen.insert(name.clone()) {
            twice.get_or_insert_with(|| name.to_string());
        }
        if names.contains(&&*name) {
            common.insert(name.into_owned(), value.into_owned());
        } else {
            own.push((name.into_owned(), value.into_owned()));
        }
    }
    let incoming = Incoming { protocol, parts, common, parameters: Parameters::Flat(own), body };
    let well_formed = check_form(&incoming, twice).map_err(Failure::Refused);
    (incoming, well_formed)
}

fn check_form(incoming: &Incoming, twice: Option<String>) -> Result<(), Refusal> {
    let parts = &incoming.parts;
    if let Some(name) = twice {
        return Err(incoming.refusal(Reason::Invalid, format!("`{name}`: given more than once")));
    }
    if ![Method::GET, Method::POST].contains(&parts.method) {
        let message = format!("the API takes GET and POST, not {}", parts.method);
        return Err(incoming.refusal(Reason::Method, message));
    }
    let essence = super::essence(super::header(parts, &CONTENT_TYPE).unwrap_or_default());
    if parts.method == Method::POST && !essence.eq_ignore_ascii_case(FORM) {
        let message =
            format!("a POST has its parameters in an `{FORM}` body; this one has Content-Type `{essence}`");
        return Err(incoming.refusal(Reason::Invalid, message));
    }
    Ok(())
}

/// What the legacy API calls a common parameter.
pub(super) fn name(common: Common) -> &'static str {
    match common {
        Common::Action => "Action",
        Common::Nonce => "Nonce",
        Common::Region => "Region",
        Common::SecretId => "SecretId",
        Common::SignatureMethod => "SignatureMethod",
        Common::Timestamp => "Timestamp",
        Common::Token => "Token",
        Common::Version => "Version",
    }
}

/// See [`Protocol::verify`]; `leaves_out_at` says whether a signature covers values that begin with `@`.
pub(super) fn verify(
    incoming: &Incoming,
    secret_key: &str,
    meant: Meant<'_>,
    is_public: &dyn Fn(&str) -> bool,
    leaves_out_at: bool,
) -> Result<(), Refusal> {
    let signature = incoming.common.get("Signature");
    let signature =
        signature.ok_or_else(|| incoming.refusal(Reason::Missing, "`Signature`: required, and missing"))?;
    let algorithm = Algorithm::named(incoming.common(Common::SignatureMethod));
    let hosts = incoming.hosts(meant);
    let (method, path) = (incoming.method(), incoming.path());
    let target = |host| Target { method, host, path, leaves_out_at };
    let for_host = |host| string_to_sign(target(host), everything(incoming));
    if hosts.iter().any(|host| sign(secret_key, &for_host(host), algorithm) == *signature) {
        return Ok(());
    }
    let shown = everything(incoming).map(|(name, value)| {
        let is_public = name != "Token" && (incoming.common.contains_key(name) || is_public(name));
        // What begins with `@` must be left out here too, if it is left out there.
        (name, if is_public || (leaves_out_at && value.starts_with('@')) { value } else { HIDDEN })
    });
    let shown = string_to_sign(target(&hosts[0]), shown);
    let mut message =
        format!("the signature is wrong; the string to sign with {} is `{shown}`", algorithm.name());
    if shown.contains(&format!("={HIDDEN}")) {
        message.push_str(&format!(", with secret values in place of `{HIDDEN}`"));
    }
    message.push_str(&super::other_hosts(&hosts));
    Err(incoming.refusal(Reason::Signature, message))
}

/// What a signature covers beside the parameters.
#[derive(Clone, Copy)]
struct Target<'a> {
    method: &'a Method,
    host: &'a str,
    path: &'a str,
    /// Values that begin with `@` stay out, as the vendor's client of the legacy API leaves them out of a `POST`.
    leaves_out_at: bool,
}

/// The string that a signature covers. Names have dots for underscores before they are sorted; values stand as they are.
fn string_to_sign<'a>(
    target: Target<'_>,
    parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let Target { method, host, path, leaves_out_at } = target;
    let sorted: BTreeMap<String, &str> = parameters
        .into_iter()
        .filter(|(name, value)| *name != "Signature" && !(leaves_out_at && value.starts_with('@')))
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

fn everything(incoming: &Incoming) -> impl Iterator<Item = (&str, &str)> {
    let common = incoming.common.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let own = match &incoming.parameters {
        Parameters::Flat(own) => own.as_slice(),
        Parameters::Json(_) => &[],
    };
    let own = own.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    common.chain(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VECTORS: &str = include_str!("../../../generated-client/tests/data/v2.json");
    const KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3Cozk1qA";

    fn target<'a>(method: &'a Method, host: &'a str, path: &'a str) -> Target<'a> {
        Target { method, host, path, leaves_out_at: *method == Method::POST }
    }

    fn text<'v>(vector: &'v Value, key: &str) -> &'v str {
        vector[key].as_str().unwrap()
    }

    #[test]
    fn every_vector_of_the_vendors_client_has_the_same_signature_here() {
        let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
        assert_eq!(vectors.len(), 12);
        for vector in &vectors {
            let method: Method = text(vector, "method").parse().unwrap();
            let parameters = vector["params"].as_object().unwrap();
            let algorithm = Algorithm::named(parameters.get("SignatureMethod").and_then(Value::as_str));
            let pairs = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap()));
            let string = string_to_sign(target(&method, text(vector, "host"), text(vector, "path")), pairs);
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
            let target = target(&method, "cvm.api.qcloud.com", "/v2/index.php");
            let string = string_to_sign(target, parameters);
            assert_eq!(sign("secretKeyBar", &string, Algorithm::named(Some(algorithm))), expected);
        }
    }

    #[test]
    fn underscores_become_dots_before_the_names_are_sorted() {
        // `_` sorts behind capitals and `.` before them.
        let pairs = [("aB", "1"), ("a_b", "2_2"), ("a.c", "3")];
        assert_eq!(string_to_sign(target(&Method::GET, "h", "/p"), pairs), "GETh/p?a.b=2_2&a.c=3&aB=1");
    }

    #[test]
    fn a_post_leaves_out_values_that_begin_with_an_at_sign() {
        let pairs = [("a", "@file"), ("b", "x@y")];
        assert_eq!(string_to_sign(target(&Method::POST, "h", "/p"), pairs), "POSTh/p?b=x@y");
        assert_eq!(string_to_sign(target(&Method::GET, "h", "/p"), pairs), "GETh/p?a=@file&b=x@y");
    }
}
