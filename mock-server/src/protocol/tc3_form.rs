//! API 3.0 with the signature of the legacy API, which the vendor's clients still offer: flat parameters, answered in the object `Response`.

use bytes::Bytes;
use http::Method;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use qcloud_codegen::model::{self, CommonErrors};
use serde_json::{Map, Value};

use super::tc3::{self, Tc3};
use super::{Common, Failure, Incoming, Meant, Protocol, Refusal, v2};
use crate::code::Code;
use crate::reason::Reason;

/// The parameters that belong to no Action.
const COMMON: &[&str] = &[
    "Action",
    "Language",
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

/// API 3.0 in a form.
#[derive(Debug)]
pub(super) struct Form;

impl Protocol for Form {
    fn id(&self) -> model::Protocol {
        Tc3.id()
    }

    fn marks(&self, parts: &Parts) -> bool {
        let content_type = super::header(parts, &CONTENT_TYPE).unwrap_or_default();
        let has_signature = || parts.uri.query().is_some_and(|query| query.contains("Signature="));
        let is_form = match parts.method {
            Method::POST => super::essence(content_type).eq_ignore_ascii_case(v2::FORM),
            _ => has_signature(),
        };
        is_form && !Tc3.marks(parts) && parts.uri.path() == "/"
    }

    fn read(&'static self, parts: Parts, body: Bytes) -> (Incoming, Result<(), Failure>) {
        let (incoming, well_formed) = v2::read(self, COMMON, parts, body);
        let well_formed = tc3::check_length(&incoming).map_err(Failure::Refused).and(well_formed);
        (incoming, well_formed)
    }

    fn name(&self, common: Common) -> Option<&'static str> {
        Some(v2::name(common))
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
        v2::verify(incoming, secret_key, meant, is_public, false)
    }

    fn code(&self, reason: Reason) -> Code {
        Tc3.code(reason)
    }

    fn content_type(&self) -> &'static str {
        Tc3.content_type()
    }

    fn failure(&self, refusal: &Refusal, request_id: &str, common: Option<&CommonErrors>) -> Value {
        Tc3.failure(refusal, request_id, common)
    }

    fn success(&self, request_id: &str) -> Map<String, Value> {
        Tc3.success(request_id)
    }
}
