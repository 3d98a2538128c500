//! How requests and answers travel: the one place that knows a protocol from another.
//!
//! A [`Protocol`] reads an [`Incoming`] from an HTTP request, checks its signature, and wraps answers. Everything else of the server (parameters,
//! state, examples, faults, the log) sees only names, values and [`Reason`]s. Another protocol is another file and a line in [`PROTOCOLS`].

mod bodies;
mod tc3;
mod tc3_form;
mod v2;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use http::header::HOST;
use http::request::Parts;
use http::{HeaderName, StatusCode};
use qcloud_codegen::model::{self, Action, CommonErrors, Service};
use qcloud_codegen::vendor;
use serde_json::{Map, Value};

use crate::code::Code;
use crate::credentials::Credentials;
use crate::parameters::Parameters;
use crate::reason::Reason;
use crate::signing::{Call, Signed};

/// The protocols that the server speaks.
const PROTOCOLS: &[&dyn Protocol] = &[&v2::V2, &tc3::Tc3, &tc3_form::Form];

/// What a value is replaced by where it must not be seen.
pub(crate) const HIDDEN: &str = "***";

/// One way in which requests and answers travel.
pub(crate) trait Protocol: fmt::Debug + Sync {
    /// What the spec calls it.
    fn id(&self) -> model::Protocol;

    /// Whether a request has something that only this protocol has.
    fn marks(&self, parts: &Parts) -> bool;

    /// Takes the common parameters and those of the Action from a request, as far as it can be read, and says what is wrong with its form.
    fn read(&'static self, parts: Parts, body: Bytes) -> (Incoming, Result<(), Failure>);

    /// What a common parameter is called; none when the protocol has no such parameter.
    fn name(&self, common: Common) -> Option<&'static str>;

    /// The service that the caller says it signed for; none when the signature does not tell.
    fn signed_service<'i>(&self, incoming: &'i Incoming) -> Option<&'i str>;

    /// Checks the signature for each host that the client may have taken the server for.
    ///
    /// The message of a failure shows what should have been signed; `is_public` says of which parameters it may show the value.
    fn verify(
        &self,
        incoming: &Incoming,
        secret_key: &str,
        meant: Meant<'_>,
        is_public: &dyn Fn(&str) -> bool,
    ) -> Result<(), Refusal>;

    /// What it calls a reason.
    fn code(&self, reason: Reason) -> Code;

    /// The `Content-Type` of an answer.
    fn content_type(&self) -> &'static str;

    /// The body of a failure.
    fn failure(&self, refusal: &Refusal, request_id: &str, common: Option<&CommonErrors>) -> Value;

    /// The envelope of a success, without the result.
    fn success(&self, request_id: &str) -> Map<String, Value>;

    /// A call as a signed request; none for a way of signing that is only understood.
    fn sign(&self, _: &Call<'_>, _: &Credentials) -> Option<Signed> {
        None
    }
}

/// A call as a signed request of its service's protocol.
pub(crate) fn sign(call: &Call<'_>, credentials: &Credentials) -> Signed {
    let protocols = PROTOCOLS.iter().filter(|protocol| protocol.id() == call.service.protocol);
    protocols
        .into_iter()
        .find_map(|protocol| protocol.sign(call, credentials))
        .expect("one way of each protocol signs, as a test of all of them holds")
}

/// The Action that a request may mean, and its service.
pub(crate) type Meant<'a> = (&'a Service, &'a Action);

/// What any request may say beside the parameters of its Action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Common {
    Action,
    Nonce,
    Region,
    SecretId,
    SignatureMethod,
    Timestamp,
    Token,
    Version,
}

/// A request as it was read, with nothing of it believed yet.
pub(crate) struct Incoming {
    pub(crate) protocol: &'static dyn Protocol,
    parts: Parts,
    /// What every Action takes, by the protocol's names.
    common: BTreeMap<String, String>,
    /// What is the Action's own.
    pub(crate) parameters: Parameters,
    /// What the signature covers of the body.
    body: Bytes,
}

impl Incoming {
    /// Reads a request in the protocol that marks it, or else serves its path, and says what is wrong with its form.
    pub(crate) fn read(
        parts: Parts,
        body: Bytes,
        serves: impl Fn(model::Protocol, &str) -> bool,
    ) -> (Self, Result<(), Failure>) {
        let path = parts.uri.path();
        let serving = || PROTOCOLS.iter().filter(|protocol| serves(protocol.id(), path));
        let protocol = serving()
            .find(|protocol| protocol.marks(&parts))
            .or_else(|| serving().next())
            .or_else(|| PROTOCOLS.iter().find(|protocol| protocol.marks(&parts)));
        let protocol = *protocol.unwrap_or(&PROTOCOLS[0]);
        protocol.read(parts, body)
    }

    /// Whether it says that it is not signed, as the vendor's clients say it where nobody has keys yet.
    pub(crate) fn is_unsigned(&self) -> bool {
        self.protocol.id() == model::Protocol::TC3
            && header(&self.parts, &http::header::AUTHORIZATION) == Some("SKIP")
    }

    pub(crate) fn method(&self) -> &http::Method {
        &self.parts.method
    }

    /// Path of the URL.
    pub(crate) fn path(&self) -> &str {
        self.parts.uri.path()
    }

    /// The host that is called, perhaps with a port.
    pub(crate) fn host(&self) -> &str {
        let authority = || self.parts.uri.authority().map_or("", |authority| authority.as_str());
        header(&self.parts, &HOST).unwrap_or_else(authority)
    }

    /// The hosts that a client may have signed for, first the one that it most probably did.
    ///
    /// The real host is never called with a port; this server always is, and stands in for the real one.
    fn hosts<'a>(&'a self, (service, action): Meant<'a>) -> Vec<Cow<'a, str>> {
        let mut hosts = vec![Cow::Borrowed(self.host())];
        let region = self.common(Common::Region).unwrap_or_default();
        let real = vendor::hosts::in_region(action.host(service), region);
        for host in [Cow::Borrowed(without_port(self.host())), real] {
            if !hosts.contains(&host) {
                hosts.push(host);
            }
        }
        hosts
    }

    /// The value of a common parameter; none when it did not come.
    pub(crate) fn common(&self, common: Common) -> Option<&str> {
        self.common.get(self.protocol.name(common)?).map(String::as_str)
    }

    /// A common parameter that every request has.
    pub(crate) fn required(&self, common: Common) -> Result<&str, Refusal> {
        self.common(common).ok_or_else(|| self.refuse(Reason::Missing, common, "required, and missing"))
    }

    /// When it was sent, in Unix seconds.
    pub(crate) fn timestamp(&self) -> Result<i64, Refusal> {
        self.required(Common::Timestamp)?.parse().map_err(|_| self.not_seconds())
    }

    fn not_seconds(&self) -> Refusal {
        self.refuse(Reason::Invalid, Common::Timestamp, "expected Unix seconds")
    }

    /// A refusal about a common parameter.
    pub(crate) fn refuse(&self, reason: Reason, common: Common, what: impl fmt::Display) -> Refusal {
        let name = self.protocol.name(common).unwrap_or("the request");
        self.refusal(reason, format!("`{name}`: {what}"))
    }

    pub(crate) fn refusal(&self, reason: Reason, message: impl Into<String>) -> Refusal {
        Refusal { code: self.protocol.code(reason), message: message.into() }
    }
}

/// A host without the port of its address.
pub(crate) fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn header<'p>(parts: &'p Parts, name: &HeaderName) -> Option<&'p str> {
    parts.headers.get(name).and_then(|value| value.to_str().ok())
}

/// The part of a `Content-Type` before its parameters.
fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// What a failure's message says of the other hosts that might have been signed for.
fn other_hosts(hosts: &[Cow<'_, str>]) -> String {
    let others: Vec<_> = hosts.iter().skip(1).map(|host| format!("`{host}`")).collect();
    if others.is_empty() { String::new() } else { format!("; the host may also be {}", others.join(" or ")) }
}

/// Why there is no result.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The API says so.
    Refused(Refusal),
    /// A gateway in front of it says so.
    Page(StatusCode),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Why a request is not carried out, as the API says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: Code,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(code: impl Into<Code>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into() }
    }
}
