//! How requests and answers travel: the one place that knows a protocol from another.
//!
//! A protocol reads an [`Incoming`] from an HTTP request, checks its signature, and wraps answers. Everything else of the server (parameters, state,
//! examples, faults, the log) sees only names and values.

mod v2;

use std::collections::BTreeMap;

use http::request::Parts;
use qcloud_codegen::model::Protocol;
use serde_json::{Map, Value};

/// A request as it was read, with nothing of it believed yet.
#[derive(Clone, Debug)]
pub(crate) struct Incoming {
    protocol: Protocol,
    /// HTTP method.
    pub(crate) method: http::Method,
    /// The `Host` header.
    pub(crate) host: String,
    /// Path of the URL.
    pub(crate) path: String,
    /// What every Action takes.
    common: BTreeMap<String, String>,
    /// What is the Action's own, in the order it came.
    pub(crate) parameters: Vec<(String, String)>,
}

impl Incoming {
    /// Reads a request, as far as it can be read, and says what is wrong with its form.
    pub(crate) fn read(parts: &Parts, body: &[u8]) -> (Self, Result<(), Refusal>) {
        v2::read(parts, body)
    }

    /// A common parameter.
    pub(crate) fn common(&self, name: &str) -> Option<&str> {
        self.common.get(name).map(String::as_str)
    }

    /// A common parameter that every request has.
    pub(crate) fn required(&self, name: &str) -> Result<&str, Refusal> {
        let missing = || Refusal::new(code::INVALID_PARAMETER, format!("`{name}`: required, and missing"));
        self.common(name).ok_or_else(missing)
    }

    /// Checks the signature for each host that the client may have taken the server for.
    ///
    /// The message of a failure shows what should have been signed; `is_public` says of which parameters it may show the value.
    pub(crate) fn verify(
        &self,
        secret_key: &str,
        hosts: &[&str],
        is_public: impl Fn(&str) -> bool,
    ) -> Result<(), Refusal> {
        match self.protocol {
            Protocol::V2 => v2::verify(self, secret_key, hosts, is_public),
            Protocol::Tc3 => Err(Refusal::new(code::UNSUPPORTED_PROTOCOL, "API 3.0 is not simulated yet")),
        }
    }

    /// The body of a failure.
    pub(crate) fn failure(&self, refusal: &Refusal, code_desc: &str) -> Value {
        match self.protocol {
            Protocol::V2 | Protocol::Tc3 => v2::failure(refusal, code_desc),
        }
    }

    /// The envelope of a success, without the result.
    pub(crate) fn success(&self) -> Map<String, Value> {
        match self.protocol {
            Protocol::V2 | Protocol::Tc3 => v2::success(),
        }
    }
}

/// Why a request is not carried out, as the API says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: i64,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(code: i64, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// The codes that the server itself answers with; `spec/common.yaml` has their names.
pub(crate) mod code {
    pub(crate) const INVALID_PARAMETER: i64 = 4000;
    pub(crate) const AUTHENTICATION_FAILED: i64 = 4100;
    pub(crate) const SECRET_ID_NOT_FOUND: i64 = 4104;
    pub(crate) const TOKEN_ERROR: i64 = 4105;
    pub(crate) const REPLAYED: i64 = 4500;
    pub(crate) const UNSUPPORTED_PROTOCOL: i64 = 4600;
    pub(crate) const RESOURCE_NOT_FOUND: i64 = 5000;
    pub(crate) const OPERATION_FAILED: i64 = 5100;
}
