//! API 3.0: parameters as a JSON object, everything else in headers, signed with TC3-HMAC-SHA256, and the envelope
//! `Response`.

mod body;
pub mod sign;

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderName, HeaderValue};
use zeroize::Zeroizing;

use self::sign::{Request, authorization_by, day_key};
use super::parameters::sensitive_values;
use super::secrets::secrets_in;
use super::{
    Body, Failure, Message, Method, Protocol, RequestError, ResponseError, ResultPlace, Signed, Signing,
    Untyped, envelope, header, json_body, own_header, wiped,
};
use crate::Json;
use crate::handwritten::types::name::{is_word, quoted};
use crate::handwritten::wire::{self, Field, Notes, Record};

/// API 3.0, signed with TC3-HMAC-SHA256 and answered in the object `Response`.
#[derive(Debug)]
pub struct Tc3;

/// Where the services are, each by its own name.
const ROOT_DOMAIN: &str = "tencentcloudapi.com";

/// Headers of an ordinary request, those of the transport included.
const MOST_HEADERS: usize = 12;

/// In place of a signature, where an Action takes none.
const UNSIGNED: &str = "SKIP";

/// What is said of a header that can't be sent, and shown of none.
const CREDENTIAL: &str = "the credential";

const ACTION: HeaderName = HeaderName::from_static("x-tc-action");
const CLIENT: HeaderName = HeaderName::from_static("x-tc-requestclient");
const LANGUAGE: HeaderName = HeaderName::from_static("x-tc-language");
const REGION: HeaderName = HeaderName::from_static("x-tc-region");
const TIMESTAMP: HeaderName = HeaderName::from_static("x-tc-timestamp");
const TOKEN: HeaderName = HeaderName::from_static("x-tc-token");
const VERSION: HeaderName = HeaderName::from_static("x-tc-version");

impl Untyped {
    /// A request of API 3.0: the parameters as a JSON object, answered with the object `Response`.
    ///
    /// The service is the first part of its host name, as `cvm` in `cvm.tencentcloudapi.com`, and the version a date.
    /// Whether the Action needs a region is for the caller to know: the client, the call or the credential may have one.
    ///
    /// ```no_run
    /// use qcloud_client::Untyped;
    ///
    /// # async fn call(client: qcloud_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let parameters = r#"{"Limit": 5, "Filters": [{"Name": "zone", "Values": ["ap-guangzhou-3"]}]}"#.parse()?;
    /// let request = Untyped::tc3("cvm", "2017-03-12", "DescribeInstances", parameters).idempotent(true);
    /// let response = client.call_untyped(request).region("ap-guangzhou").await?;
    /// println!("{}", response["TotalCount"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn tc3(service: &str, version: &str, action: &str, parameters: Json) -> Self {
        let body = match &parameters {
            // Nothing fails here: every key is a string, and no number is odd.
            Json::Object(_) => Ok(wiped(wire::measured(&parameters).unwrap_or_default())),
            _ => Err(RequestError::NotAnObject),
        };
        let secrets = secrets_in(parameters, &[]);
        let message = body.map(|body| Message::json(body, secrets));
        Self {
            protocol: &Tc3,
            service: service.to_owned(),
            version: version.to_owned(),
            action: action.to_owned(),
            host: format!("{service}.{ROOT_DOMAIN}"),
            host_is_own: false,
            path: "/",
            idempotent: false,
            unsigned: false,
            body: None,
            message,
        }
    }
}

/// The value of a header that nobody is to see, and what it is. It is wiped with the request.
fn sensitive(text: &str, what: &str) -> Result<HeaderValue, RequestError> {
    let value = text.is_ascii().then(|| wiped(Zeroizing::new(text.to_owned())));
    let value = value.and_then(|value| HeaderValue::from_maybe_shared(value).ok());
    let mut value = value.ok_or_else(|| RequestError::Unsendable {
        problem: format!("{what} has characters that no header can carry"),
    })?;
    value.set_sensitive(true);
    Ok(value)
}

impl Protocol for Tc3 {
    fn root_domain(&self) -> &'static str {
        ROOT_DOMAIN
    }

    fn message(&self, request: &dyn Record, _: Method, is_sensitive: bool) -> Result<Message, RequestError> {
        let secrets = if is_sensitive { sensitive_values(request) } else { Vec::new() };
        Ok(Message::json(json_body(request)?, secrets))
    }

    fn can_be_unsigned(&self) -> bool {
        true
    }

    fn encode(&self, message: &mut Message, service: &str, body: &Body) -> Result<(), RequestError> {
        body::encode(message, service, body)
    }

    fn sign(&self, message: &Message, signing: &Signing<'_>) -> Result<Signed, RequestError> {
        if !is_word(signing.version) {
            let version = quoted(signing.version);
            let problem = format!("{version} is not the version of a service, such as `2017-03-12`");
            return Err(RequestError::Unsendable { problem });
        }
        if let (Some(error), None) = (signing.no_region, signing.region) {
            return Err(error.clone());
        }
        let credential = signing.credential;
        let request = Request {
            service: signing.service,
            method: "POST",
            host: signing.host,
            query: "",
            content_type: &message.content_type,
            body: &message.body,
            action: Some(signing.action),
            timestamp: i64::try_from(signing.timestamp).unwrap_or(i64::MAX),
        };
        let authorization = if credential.is_unsigned() {
            UNSIGNED.to_owned()
        } else {
            authorization_by(credential.id(), &request, |day| {
                credential.kept_key(day, request.service, || day_key(credential.key(), day, request.service))
            })?
        };
        let signature = authorization.rsplit('=').next().unwrap_or_default().to_owned();
        let mut request =
            signing.request(http::Method::POST, signing.address(""), message.body.clone(), MOST_HEADERS)?;
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, own_header(message.content_type.clone())?);
        headers.insert(AUTHORIZATION, sensitive(&authorization, CREDENTIAL)?);
        headers.insert(ACTION, header(signing.action)?);
        headers.insert(VERSION, header(signing.version)?);
        headers.insert(TIMESTAMP, HeaderValue::from(signing.timestamp));
        headers.insert(CLIENT, own_header(signing.client_names())?);
        for (name, value) in [(REGION, signing.region), (LANGUAGE, signing.language)] {
            if let Some(value) = value {
                headers.insert(name, header(value)?);
            }
        }
        if let Some(token) = credential.token() {
            headers.insert(TOKEN, sensitive(token, CREDENTIAL)?);
        }
        for (name, value) in &message.headers {
            headers.append(name.clone(), value.clone());
        }
        Ok(Signed { request, secrets: vec![Zeroizing::new(signature)] })
    }

    fn read(
        &self,
        text: &str,
        _: ResultPlace,
        payload: &mut dyn Field,
        notes: &mut Notes,
    ) -> Result<(), ResponseError> {
        envelope::read_response(text, payload, notes)
    }

    fn read_untyped(&self, text: &str) -> Result<Json, ResponseError> {
        let mut response = Json::Null;
        self.read(text, ResultPlace::Response, &mut response, &mut Notes::default())?;
        if response.is_object() { Ok(response) } else { Err(ResponseError::NoEnvelope) }
    }

    fn event_failure(&self, data: &[u8]) -> Option<Failure> {
        envelope::event_failure(data)
    }

    fn is_of_envelope(&self, path: &str) -> bool {
        matches!(path, "Response.RequestId" | "Response.Error" | "Response.DeprecatedWarning")
    }

    fn envelope(&self) -> &'static str {
        "the object `Response` of an envelope"
    }
}
