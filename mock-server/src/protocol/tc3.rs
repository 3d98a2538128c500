//! API 3.0: parameters as JSON, what is common in headers, signed with TC3-HMAC-SHA256, answered in the object `Response`.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderName, Method};
use jiff::Timestamp;
use jiff::tz::Offset;
use qcloud_codegen::model::{self, CommonErrors};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::bodies::Outgoing;
use super::{Common, Failure, HIDDEN, Incoming, Meant, Protocol, Refusal};
use crate::code::Code;
use crate::credentials::Credentials;
use crate::parameters::Parameters;
use crate::reason::Reason;
use crate::signing::{self, Call};

const ALGORITHM: &str = "TC3-HMAC-SHA256";
const TERMINATOR: &str = "tc3_request";
/// The longest query of a `GET`.
const LONGEST_QUERY: usize = 32 << 10;
/// The longest body of a `POST`.
const LONGEST_BODY: usize = 10 << 20;
/// A client that does not sign the body says so here.
const CONTENT_HASH: HeaderName = HeaderName::from_static("x-tc-content-sha256");
const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// The headers that are the same for every Action.
const COMMON: &[(Common, &str)] = &[
    (Common::Action, "X-TC-Action"),
    (Common::Region, "X-TC-Region"),
    (Common::Timestamp, "X-TC-Timestamp"),
    (Common::Token, "X-TC-Token"),
    (Common::Version, "X-TC-Version"),
];

/// API 3.0, with parameters as JSON or as a query.
#[derive(Debug)]
pub(super) struct Tc3;

impl Protocol for Tc3 {
    fn id(&self) -> model::Protocol {
        model::Protocol::TC3
    }

    fn marks(&self, parts: &Parts) -> bool {
        let is_signed = super::header(parts, &AUTHORIZATION).is_some_and(|text| text.starts_with(ALGORITHM));
        is_signed || COMMON.iter().any(|(_, name)| parts.headers.contains_key(*name))
    }

    /// A `POST` has its parameters in a body of JSON, a `GET` as flat names in the query.
    fn read(&'static self, parts: Parts, body: Bytes) -> (Incoming, Result<(), Failure>) {
        let headers = COMMON.iter().filter_map(|(_, name)| {
            let value = parts.headers.get(*name)?.to_str().ok()?;
            Some(((*name).to_owned(), value.to_owned()))
        });
        let mut common: BTreeMap<_, _> = headers.collect();
        if let Some(authorization) = super::header(&parts, &AUTHORIZATION).and_then(Authorization::read) {
            common.insert("SecretId".to_owned(), authorization.secret_id.to_owned());
        }
        let nothing = || Parameters::Json(Map::new());
        let (parameters, read) = match parts.method {
            Method::GET => {
                let query = parts.uri.query().unwrap_or_default().as_bytes();
                (Parameters::Flat(form_urlencoded::parse(query).into_owned().collect()), Ok(()))
            }
            // What is neither is read once it is known for whom it is.
            Method::POST if super::bodies::is_other(&parts) => (nothing(), Ok(())),
            Method::POST => match serde_json::from_slice(&body) {
                Ok(Value::Object(parameters)) => (Parameters::Json(parameters), Ok(())),
                Ok(_) => (nothing(), Err("the body is no JSON object".to_owned())),
                // The error quotes nothing of the body.
                Err(error) => (nothing(), Err(format!("the body is not JSON: {error}"))),
            },
            _ => (nothing(), Ok(())),
        };
        let incoming = Incoming { protocol: self, parts, common, parameters, body };
        let well_formed = check_form(&incoming, read).map_err(Failure::Refused);
        (incoming, well_formed)
    }

    fn name(&self, common: Common) -> Option<&'static str> {
        match common {
            Common::SecretId => Some("SecretId"),
            _ => COMMON.iter().find(|(other, _)| *other == common).map(|(_, name)| *name),
        }
    }

    fn signed_service<'i>(&self, incoming: &'i Incoming) -> Option<&'i str> {
        Authorization::read(super::header(&incoming.parts, &AUTHORIZATION)?)?.scope.split('/').nth(1)
    }

    fn verify(
        &self,
        incoming: &Incoming,
        secret_key: &str,
        meant: Meant<'_>,
        is_public: &dyn Fn(&str) -> bool,
    ) -> Result<(), Refusal> {
        let service = meant.0;
        let authorization = authorization(incoming)?;
        let signed = Signed::of(incoming, &authorization)?;
        let timestamp = incoming.timestamp()?;
        let day = day(timestamp).ok_or_else(|| incoming.not_seconds())?;
        let scope = format!("{day}/{}/{TERMINATOR}", service.wire);
        if authorization.scope != scope {
            let message = format!(
                "the credential scope is `{}`, and should be `{scope}`: the day of `X-TC-Timestamp` in UTC, the service, and `{TERMINATOR}`",
                authorization.scope
            );
            return Err(incoming.refusal(Reason::Signature, message));
        }
        let key = signing_key(secret_key, &day, &service.wire);
        let hosts = incoming.hosts(meant);
        let fits = |host: &str, content_type: &str| {
            let canonical = signed.canonical_request(host, content_type, None);
            hex(&hmac(&key, &string_to_sign(timestamp, &scope, &canonical))) == authorization.signature
        };
        // The vendor's clients sign the type as it is sent, and its page says that it is signed in lower case.
        let (sent, lower) = (signed.content_type, signed.content_type.to_lowercase());
        if hosts.iter().any(|host| fits(host, sent) || fits(host, &lower)) {
            return Ok(());
        }
        let shown = signed.canonical_request(&hosts[0], sent, Some(is_public));
        let to_sign = string_to_sign(timestamp, &scope, &signed.canonical_request(&hosts[0], sent, None));
        let mut message = format!(
            "the signature is wrong; the canonical request is `{}`, and the string to sign `{}`",
            shown.replace('\n', "\\n"),
            to_sign.replace('\n', "\\n")
        );
        if shown.contains(HIDDEN) {
            message.push_str(&format!(", with secret values in place of `{HIDDEN}`"));
        }
        message.push_str(&super::other_hosts(&hosts));
        Err(incoming.refusal(Reason::Signature, message))
    }

    fn code(&self, reason: Reason) -> Code {
        Code::from(match reason {
            Reason::Missing => "MissingParameter",
            Reason::Unknown => "UnknownParameter",
            Reason::Invalid => "InvalidParameter",
            Reason::InvalidValue => "InvalidParameterValue",
            Reason::OtherRequest => "InvalidParameter.ClientToken",
            Reason::NoSuchService => "NoSuchProduct",
            Reason::NoSuchVersion => "NoSuchVersion",
            Reason::NoSuchAction => "InvalidAction",
            Reason::Region => "UnsupportedRegion",
            Reason::Method => "UnsupportedProtocol",
            Reason::TooLong => "RequestSizeLimitExceeded",
            Reason::Authorization => "AuthFailure.InvalidAuthorization",
            Reason::SecretId => "AuthFailure.SecretIdNotFound",
            Reason::Signature => "AuthFailure.SignatureFailure",
            Reason::Token => "AuthFailure.TokenFailure",
            Reason::Stale | Reason::Replayed => "AuthFailure.SignatureExpire",
        })
    }

    /// To the letter: the vendor's Python client looks for an error only in an answer of this very type.
    fn content_type(&self) -> &'static str {
        "application/json"
    }

    fn failure(&self, refusal: &Refusal, request_id: &str, _: Option<&CommonErrors>) -> Value {
        let error = json!({"Code": refusal.code.to_string(), "Message": refusal.message});
        json!({"Response": {"Error": error, "RequestId": request_id}})
    }

    fn success(&self, request_id: &str) -> Map<String, Value> {
        let mut envelope = Map::new();
        envelope.insert("Response".to_owned(), json!({ "RequestId": request_id }));
        envelope
    }

    /// As the client sends it: a `POST` of JSON, with the type and the host signed.
    fn sign(&self, call: &Call<'_>, credentials: &Credentials) -> Option<signing::Signed> {
        let (service, action) = (call.service, call.action);
        let Outgoing { content_type, headers: parameters, body } = Outgoing::of(call);
        let version = service.version.clone().unwrap_or_default();
        let mut headers = vec![
            ("content-type", content_type.clone()),
            ("x-tc-action", action.name.clone()),
            ("x-tc-version", version),
            ("x-tc-timestamp", call.timestamp.to_string()),
        ];
        headers.extend(call.region.map(|region| ("x-tc-region", region.to_owned())));
        headers.extend(parameters.iter().map(|(name, value)| (name.as_str(), value.clone())));
        let request = |authorization: &str| {
            let headers = [headers.as_slice(), &[("authorization", authorization.to_owned())]].concat();
            call.request(&Method::POST, "", &headers, body.clone())
        };
        if action.unsigned {
            return Some(signing::Signed {
                request: request("SKIP"),
                marked: request("SKIP"),
                steps: Vec::new(),
            });
        }
        let host = &*call.host();
        let names = "content-type;host";
        let signed = Signed {
            method: "POST",
            query: "",
            content_type: &content_type,
            headers: vec![("content-type", content_type.clone()), ("host", host.to_owned())],
            names,
            payload: &body,
        };
        let day = day(call.timestamp).unwrap_or_default();
        let scope = format!("{day}/{}/{TERMINATOR}", service.wire);
        let canonical = signed.canonical_request(host, &content_type, None);
        let to_sign = string_to_sign(call.timestamp, &scope, &canonical);
        let key = signing_key(&credentials.secret_key, &day, &service.wire);
        let signature = hex(&hmac(&key, &to_sign));
        let id = &credentials.secret_id;
        let make = |signature: &str| {
            request(&format!(
                "{ALGORITHM} Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}"
            ))
        };
        let steps = vec![("Canonical request", canonical), ("String to sign", to_sign)];
        Some(signing::Signed::new(make, steps, signature))
    }
}

fn check_form(incoming: &Incoming, read: Result<(), String>) -> Result<(), Refusal> {
    let parts = &incoming.parts;
    if ![Method::GET, Method::POST].contains(&parts.method) {
        let message = format!("the API takes GET and POST, not {}", parts.method);
        return Err(incoming.refusal(Reason::Method, message));
    }
    check_length(incoming)?;
    if parts.method == Method::POST {
        let essence = super::essence(super::header(parts, &CONTENT_TYPE).unwrap_or_default());
        if !essence.eq_ignore_ascii_case(super::bodies::JSON) && !super::bodies::is_other(parts) {
            let message = format!(
                "a POST has its parameters in an `application/json` body; this one has Content-Type `{essence}`"
            );
            return Err(incoming.refusal(Reason::Invalid, message));
        }
        if parts.uri.query().is_some_and(|query| !query.is_empty()) {
            return Err(incoming.refusal(Reason::Invalid, "a POST has no query"));
        }
    }
    read.map_err(|message| incoming.refusal(Reason::Invalid, message))?;
    if let Parameters::Flat(parameters) = &incoming.parameters {
        let mut seen = HashSet::new();
        if let Some((name, _)) = parameters.iter().find(|(name, _)| !seen.insert(name)) {
            return Err(incoming.refusal(Reason::Invalid, format!("`{name}`: given more than once")));
        }
    }
    // Whether its Action is signed is not known yet.
    if incoming.is_unsigned() { Ok(()) } else { authorization(incoming).map(drop) }
}

/// A request is not longer than the API reads.
pub(super) fn check_length(incoming: &Incoming) -> Result<(), Refusal> {
    if incoming.parts.uri.query().is_some_and(|query| query.len() > LONGEST_QUERY) {
        return Err(incoming.refusal(Reason::TooLong, "the query of a GET has at most 32 KiB"));
    }
    if incoming.body.len() > LONGEST_BODY {
        return Err(incoming.refusal(Reason::TooLong, "the body of a POST has at most 10 MiB"));
    }
    Ok(())
}

/// The header that carries the signature, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Authorization<'a> {
    secret_id: &'a str,
    /// Day, service and terminator.
    scope: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
}

impl<'a> Authorization<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let fields = text.strip_prefix(ALGORITHM)?.strip_prefix(' ')?;
        let fields: Vec<_> = fields.split(',').filter_map(|field| field.trim().split_once('=')).collect();
        let value = |name| fields.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
        let (secret_id, scope) = value("Credential")?.split_once('/')?;
        Some(Self {
            secret_id,
            scope,
            signed_headers: value("SignedHeaders")?,
            signature: value("Signature")?,
        })
    }
}

fn authorization(incoming: &Incoming) -> Result<Authorization<'_>, Refusal> {
    let header = super::header(&incoming.parts, &AUTHORIZATION)
        .ok_or_else(|| incoming.refusal(Reason::Missing, "`Authorization`: required, and missing"))?;
    Authorization::read(header).ok_or_else(|| {
        let message = format!(
            "`Authorization`: expected `{ALGORITHM} Credential=SECRET_ID/DAY/SERVICE/{TERMINATOR}, SignedHeaders=content-type;host, Signature=...`"
        );
        incoming.refusal(Reason::Authorization, message)
    })
}

/// What a signature covers.
struct Signed<'a> {
    method: &'a str,
    query: &'a str,
    content_type: &'a str,
    /// The names and values of the headers that are signed, in the order that is stated.
    headers: Vec<(&'a str, String)>,
    /// Their names as they are stated.
    names: &'a str,
    payload: &'a [u8],
}

impl<'a> Signed<'a> {
    fn of(incoming: &'a Incoming, authorization: &Authorization<'a>) -> Result<Self, Refusal> {
        let parts = &incoming.parts;
        let names = authorization.signed_headers;
        let listed: Vec<_> = names.split(';').collect();
        let refuse = |what: String| Err(incoming.refusal(Reason::Authorization, what));
        if ["content-type", "host"].iter().any(|name| !listed.contains(name)) {
            return refuse(format!(
                "`Authorization`: the signed headers are `{names}`, and must have `content-type` and `host` among them, in lower case"
            ));
        }
        let mut headers = Vec::new();
        for name in listed {
            let Some(value) = parts.headers.get(name).and_then(|value| value.to_str().ok()) else {
                return refuse(format!("`{name}`: a signed header, and missing"));
            };
            headers.push((name, value.trim().to_lowercase()));
        }
        let is_unsigned = super::header(parts, &CONTENT_HASH) == Some(UNSIGNED);
        Ok(Self {
            method: parts.method.as_str(),
            query: parts.uri.query().unwrap_or_default(),
            content_type: super::header(parts, &CONTENT_TYPE).unwrap_or_default().trim(),
            headers,
            names,
            payload: if is_unsigned { UNSIGNED.as_bytes() } else { &incoming.body },
        })
    }

    /// The request in the form whose hash is signed. For a message, `is_public` says which parameters may be seen.
    fn canonical_request(
        &self,
        host: &str,
        content_type: &str,
        is_public: Option<&dyn Fn(&str) -> bool>,
    ) -> String {
        let headers = self.headers.iter().map(|(name, value)| match *name {
            "content-type" => format!("content-type:{content_type}\n"),
            "host" => format!("host:{host}\n"),
            name if is_public.is_some() && !is_shown(name) => format!("{name}:{HIDDEN}\n"),
            name => format!("{name}:{value}\n"),
        });
        let headers: String = headers.collect();
        let query = is_public.map_or(self.query.into(), |is_public| shown_query(self.query, is_public));
        let hash = hex(&Sha256::digest(self.payload));
        format!("{}\n/\n{query}\n{headers}\n{}\n{hash}", self.method, self.names)
    }
}

/// Whether a message may show the value of a signed header: one of the API's own, but for the token.
fn is_shown(name: &str) -> bool {
    name.starts_with("x-tc-") && name != "x-tc-token"
}

/// A query as it is, but for the values that are not public.
fn shown_query<'q>(query: &'q str, is_public: &dyn Fn(&str) -> bool) -> Cow<'q, str> {
    let is_hidden = |pair: &str| {
        form_urlencoded::parse(pair.as_bytes()).next().is_some_and(|(name, _)| !is_public(&name))
    };
    if !query.split('&').any(is_hidden) {
        return Cow::Borrowed(query);
    }
    let shown = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if is_hidden(pair) => format!("{name}={HIDDEN}"),
        _ => pair.to_owned(),
    });
    Cow::Owned(shown.collect::<Vec<_>>().join("&"))
}

/// The day of a timestamp in UTC; none for one that no calendar has a day for.
fn day(timestamp: i64) -> Option<String> {
    let timestamp = Timestamp::from_second(timestamp).ok()?;
    Some(Offset::UTC.to_datetime(timestamp).date().to_string())
}

fn string_to_sign(timestamp: i64, scope: &str, canonical_request: &str) -> String {
    format!("{ALGORITHM}\n{timestamp}\n{scope}\n{}", hex(&Sha256::digest(canonical_request)))
}

fn signing_key(secret_key: &str, day: &str, service: &str) -> [u8; 32] {
    let secret = format!("TC3{secret_key}");
    hmac(&hmac(&hmac(secret.as_bytes(), day), service), TERMINATOR)
}

fn hmac(key: &[u8], text: &str) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("an HMAC takes a key of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().into()
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}
