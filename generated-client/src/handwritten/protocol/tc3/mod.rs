//! API 3.0: parameters as a JSON object, everything else in headers, signed with TC3-HMAC-SHA256, and the envelope
//! `Response`.

pub mod sign;

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderName, HeaderValue};
use zeroize::Zeroizing;

use self::sign::{Request, authorization};
use super::secrets::secrets_in;
use super::{
    CLIENT_NAME, Failure, Judgement, Parameters, Payload, ResponseError, Signed, Signing, parameters, wiped,
};
use crate::ApiErrorCode;
use crate::Json;
use crate::handwritten::action::{ActionInfo, Place};
use crate::handwritten::attempts::retry::Reason;
use crate::handwritten::credential::CredentialError;
use crate::handwritten::error::{Kind, Nature};
use crate::handwritten::protocol::v2::sign::RequestError;
use crate::handwritten::types::name::{is_word, quoted};
use crate::handwritten::wire::{self, Field, Notes, Record, as_text, blank};

const JSON: &str = "application/json";

const ACTION: HeaderName = HeaderName::from_static("x-tc-action");
const CLIENT: HeaderName = HeaderName::from_static("x-tc-requestclient");
const LANGUAGE: HeaderName = HeaderName::from_static("x-tc-language");
const REGION: HeaderName = HeaderName::from_static("x-tc-region");
const TIMESTAMP: HeaderName = HeaderName::from_static("x-tc-timestamp");
const TOKEN: HeaderName = HeaderName::from_static("x-tc-token");
const VERSION: HeaderName = HeaderName::from_static("x-tc-version");

/// Where a result stands.
const PLACE: &[&str] = &["Response"];

/// A JSON object.
pub(super) struct Message {
    version: Cow<'static, str>,
    region_required: bool,
    body: Result<Bytes, RequestError>,
    /// What in the body is sensitive.
    secrets: Vec<Zeroizing<String>>,
}

impl Message {
    pub(super) fn new(
        info: &ActionInfo,
        version: &'static str,
        region_required: bool,
        request: &dyn Record,
    ) -> Self {
        let flat = if info.sensitive { parameters(request) } else { Parameters::new() };
        let secrets = flat.sensitive_values().map(|value| Zeroizing::new(value.to_owned())).collect();
        let body = Ok(wiped(wire::request_json(request)));
        Self { version: Cow::Borrowed(version), region_required, body, secrets }
    }
}

/// A request without a spec. What is secret in it is known by name and by what it is.
pub(crate) fn untyped(
    version: &str,
    parameters: Json,
) -> (Box<dyn super::Message>, &'static dyn super::Envelope) {
    let body = match &parameters {
        Json::Object(_) => Ok(wiped(wire::measured(&parameters))),
        _ => Err(RequestError::NotAnObject),
    };
    let secrets = secrets_in(parameters, &[]);
    let version = Cow::Owned(version.to_owned());
    (Box::new(Message { version, region_required: false, body, secrets }), &Envelope)
}

impl super::Message for Message {
    fn payload(&self) -> Payload<'_> {
        Payload::Json(self.body.as_deref().unwrap_or_default())
    }

    fn sign(&self, signing: &Signing<'_>) -> Result<Signed, Kind> {
        let body = self.body.clone().map_err(Kind::Request)?;
        if !is_word(&self.version) {
            let problem =
                format!("{} is not the version of a service, such as `2017-03-12`", quoted(&self.version));
            return Err(Kind::Setup(problem));
        }
        if self.region_required && signing.region.is_none() {
            return Err(Kind::Request(RequestError::NoRegion { service: signing.service.to_owned() }));
        }
        let credential = signing.credential;
        let request = Request {
            service: signing.service,
            method: "POST",
            host: signing.host,
            query: "",
            content_type: JSON,
            body: &body,
            action: Some(signing.action),
            timestamp: i64::try_from(signing.timestamp).unwrap_or(i64::MAX),
        };
        let authorization =
            authorization(credential.id(), credential.key(), &request).map_err(Kind::Request)?;
        let signature = authorization.rsplit('=').next().unwrap_or_default().to_owned();
        let mut request = signing
            .request()
            .method(http::Method::POST)
            .uri(signing.address())
            .header(CONTENT_TYPE, JSON)
            .header(AUTHORIZATION, sensitive(&authorization)?)
            .header(ACTION, signing.action)
            .header(VERSION, &*self.version)
            .header(TIMESTAMP, signing.timestamp)
            .header(CLIENT, CLIENT_NAME);
        for (name, value) in [(REGION, signing.region), (LANGUAGE, signing.language)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        if let Some(token) = credential.token() {
            request = request.header(TOKEN, sensitive(token)?);
        }
        Signed::new(request.body(body), vec![Zeroizing::new(signature)])
    }

    fn secrets(&self) -> Vec<&str> {
        self.secrets.iter().map(|secret| secret.as_str()).collect()
    }

    fn keep_secret(&mut self, names: &[String]) {
        // The body is what the parameters were; a body that is none is never sent.
        let parameters = serde_json::from_slice(self.body.as_deref().unwrap_or_default());
        self.secrets.extend(secrets_in(parameters.unwrap_or_default(), names));
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("version", &self.version)
            .field("body_length", &self.body.as_ref().map_or(0, Bytes::len))
            .finish_non_exhaustive()
    }
}

/// The value of a header that nobody is to see.
fn sensitive(text: &str) -> Result<HeaderValue, Kind> {
    let mut value = HeaderValue::from_str(text).map_err(|_| {
        Kind::Credential(CredentialError::Unusable {
            part: "the id or the token of the credential".to_owned(),
            problem: "has a character that no header can carry",
        })
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// The envelope `Response`, with `RequestId` and perhaps `Error` among the fields of a result.
#[derive(Debug)]
pub(super) struct Envelope;

/// What of a body is the envelope's.
#[derive(Default)]
struct Fields {
    request_id: Option<String>,
    failure: Option<Failure>,
}

/// The levels of the envelope, free-form so that nothing odd in them hides a failure.
struct Body {
    response: Option<Response>,
}

wire::record!(Body {
    0 response "Response" [];
});

struct Response {
    request_id: Json,
    error: Json,
}

wire::record!(Response {
    0 request_id "RequestId" [];
    1 error "Error" [];
});

impl Fields {
    /// Reads the envelope alone; there is none when the body has no object `Response`.
    fn read(text: &str) -> Result<Option<Self>, ResponseError> {
        let mut body = blank::<Body>();
        let is_object =
            wire::read_envelope(text, &mut body).map_err(|error| ResponseError::not_json(text, error))?;
        let Some(response) = body.response.filter(|_| is_object) else { return Ok(None) };
        let request_id = as_text(&response.request_id).filter(|id| !id.is_empty());
        Ok(Some(Self { request_id, failure: failure(&response.error) }))
    }
}

/// A failure: a code and a message. Whatever else stands in its place is one too, but for nothing at all, as the vendor's
/// clients have it.
fn failure(error: &Json) -> Option<Failure> {
    let text = |name| error.get(name).and_then(as_text).unwrap_or_default();
    let (code, message) = (text("Code"), text("Message"));
    let is_nothing = error.is_null() || error.is_object() && code.is_empty() && message.is_empty();
    (!is_nothing).then(|| Failure {
        code: None,
        code_desc: Some(code).filter(|code| !code.is_empty()),
        message,
    })
}

/// Whether a body may hold a key `Error`. One pass over its bytes says that nearly all successes don't, and saves a second
/// reading of them; a key can be spelt with escapes too.
fn may_be_failure(text: &str) -> bool {
    text.contains("\"Error\"") || text.contains("\\u")
}

impl super::Envelope for Envelope {
    fn read(
        &self,
        text: &str,
        _: Place,
        payload: &mut dyn Field,
        notes: &mut Notes,
    ) -> Result<(), ResponseError> {
        if may_be_failure(text)
            && let Some(Fields { failure: Some(failure), .. }) = Fields::read(text)?
        {
            return Err(ResponseError::Failure(failure));
        }
        match wire::read_at(text, PLACE, payload, None, notes) {
            Ok(true) => Ok(()),
            Ok(false) => Err(ResponseError::NoEnvelope),
            Err(error) if error.is_syntax() => Err(ResponseError::not_json(text, error)),
            Err(error) => match Fields::read(text)? {
                Some(_) => Err(ResponseError::Unreadable(error)),
                None => Err(ResponseError::NoEnvelope),
            },
        }
    }

    fn read_untyped(&self, text: &str) -> Result<Json, ResponseError> {
        let mut response = Json::Null;
        self.read(text, Place::Response, &mut response, &mut Notes::default())?;
        if response.is_object() { Ok(response) } else { Err(ResponseError::NoEnvelope) }
    }

    fn has(&self, path: &str) -> bool {
        matches!(path, "Response.RequestId" | "Response.Error")
    }

    fn mark(&self) -> &'static str {
        "the object `Response` of an envelope"
    }

    fn request_id(&self, body: &[u8]) -> Option<String> {
        let text = std::str::from_utf8(body).ok()?;
        Fields::read(text.trim_start_matches('\u{feff}')).ok()??.request_id
    }

    fn judge(&self, failure: &Failure, skew: Option<i64>) -> Judgement {
        let code = failure.code_desc.as_deref().unwrap_or_default();
        let family = code.split('.').next().unwrap_or_default();
        let common = match ApiErrorCode::from(code) {
            ApiErrorCode::Unknown(_) => ApiErrorCode::from(family),
            known => known,
        };
        let nature = match family {
            "AuthFailure" | "UnauthorizedOperation" => Nature::Auth,
            "RequestLimitExceeded" => Nature::Throttled,
            _ => Nature::Other,
        };
        let reason = match (code, skew) {
            ("AuthFailure.SignatureExpire", Some(skew)) => Reason::ClockSkew(skew),
            _ if nature == Nature::Throttled => Reason::NotBegun,
            _ if common.is_retryable() => Reason::Transient,
            _ => Reason::Permanent,
        };
        Judgement { meaning: common.description(), nature, reason }
    }

    fn failure(&self, body: &Json) -> Option<Failure> {
        failure(body.get("Response")?.get("Error")?)
    }
}
