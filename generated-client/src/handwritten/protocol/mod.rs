//! The seam between the runtime and the protocols: all by which calls of one protocol differ from those of another.
//!
//! A protocol is a directory beside this file with one implementation of [`Protocol`]; nothing else tells protocols apart.
//! What it says of a service (its version, whether it needs a region) and of an attempt comes in [`Signing`].

#[cfg(test)]
pub(crate) mod bare;
mod classify;
mod code_names;
mod envelope;
mod error;
mod events;
mod failure;
mod parameters;
mod secret_words;
mod secrets;
mod tc3;
mod untyped;
mod v2;

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::header::{HOST, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri};
use serde_json::json;
use zeroize::{Zeroize, Zeroizing};

pub(crate) use self::classify::classify;
pub(crate) use self::code_names::is_kind_of;
pub use self::error::RequestError;
pub(crate) use self::events::{DONE, EventParser, RawEvent, TooLarge};
pub(crate) use self::failure::{Classified, Nature, Reason, body_text};
pub use self::failure::{ErrorEffect, ErrorRule, Failure, ResponseError};
pub use self::parameters::{Parameters, parameters};
pub(crate) use self::secret_words::is_secret_name;
use self::secrets::{is_secret, secrets_in};
#[cfg(feature = "testing")]
pub(crate) use self::secrets::{secrets_in as secret_texts, without_secrets};
pub use self::tc3::{Tc3, sign as tc3_sign};
pub use self::untyped::Untyped;
pub use self::v2::V2;
pub use self::v2::sign::{SignatureMethod, sign, string_to_sign};
use crate::Json;
use crate::handwritten::credential::Credential;
use crate::handwritten::types::name::USER_AGENT_NAME;
use crate::handwritten::wire::{self, Field, Notes, Record};

/// What the client calls itself to the API, whose own clients take only letters, digits and `-_ ,;.` here.
const CLIENT_NAME: &str = concat!("qcloud-client-", env!("CARGO_PKG_VERSION"));

/// A protocol: how its requests are written and signed, how its responses are read, and what its failures mean.
pub trait Protocol: fmt::Debug + Sync {
    /// The domain below which the hosts of its services are, unless a client has another.
    fn root_domain(&self) -> &'static str;

    /// Writes the parameters of a request, to be signed anew for each attempt. Whoever knows that none of them is sensitive
    /// saves looking for such.
    ///
    /// # Errors
    ///
    /// What is set and has no form in which it can be sent.
    fn message(&self, request: &dyn Record, method: Method, secret: bool) -> Result<Message, RequestError>;

    /// Whether a request can go without a signature.
    fn can_be_unsigned(&self) -> bool {
        false
    }

    /// Whether each attempt is signed with a number of its own, for which the system is asked.
    fn has_nonce(&self) -> bool {
        false
    }

    /// Gives a request the body that its Action takes in place of the protocol's own.
    ///
    /// # Errors
    ///
    /// What of its parameters has no place in such a request.
    fn encode(&self, _message: &mut Message, _service: &str, _body: &Body) -> Result<(), RequestError> {
        Ok(())
    }

    /// Makes the HTTP request of one attempt.
    ///
    /// # Errors
    ///
    /// What of the request, the credential or the settings can't be sent.
    fn sign(&self, message: &Message, signing: &Signing<'_>) -> Result<Signed, RequestError>;

    /// Reads the result of an Action out of the text of a body.
    ///
    /// # Errors
    ///
    /// Why there is no result: a failure of the API, or a body that is not as it should be.
    fn read(
        &self,
        text: &str,
        place: ResultPlace,
        payload: &mut dyn Field,
        notes: &mut Notes,
    ) -> Result<(), ResponseError>;

    /// Reads the response to an Action without a spec.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    fn read_untyped(&self, text: &str) -> Result<Json, ResponseError>;

    /// Whether a path in a body belongs to the envelope, and so is none of the result's unknown fields.
    fn is_of_envelope(&self, path: &str) -> bool;

    /// What every body has, in the words of an error that misses it.
    fn envelope(&self) -> &'static str;

    /// The server's id of the request, if the body has one.
    fn request_id(&self, body: &[u8]) -> Option<String> {
        envelope::request_id(body)
    }

    /// What a failure means. `skew` is how many seconds the server's clock is ahead of the client's, if it was off.
    fn classify(&self, failure: &Failure, skew: Option<i64>) -> Classified {
        classify::classify(failure, skew)
    }

    /// The failure that a body reports whose HTTP status says that it is one.
    ///
    /// # Errors
    ///
    /// When the body is not JSON.
    fn failure_in(&self, text: &str) -> Result<Option<Failure>, ResponseError> {
        Ok(envelope::Envelope::read(text)?.and_then(|envelope| envelope.failure()))
    }

    /// The failure that an event of a stream tells, if that is what it is there for.
    fn event_failure(&self, _data: &[u8]) -> Option<Failure> {
        None
    }

    /// Whether a success says that its Action is to be given up.
    fn is_deprecated(&self, body: &[u8]) -> bool {
        envelope::is_deprecated(body)
    }

    /// The failure that a body reports, found by other means than [`read`](Self::read) has: for the tests of examples.
    fn failure(&self, body: &Json) -> Option<Failure> {
        envelope::Envelope::of(body).failure()
    }
}

/// The HTTP method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Method {
    /// The parameters stand in the URL, unless they are too long for one.
    Get,
    /// The parameters stand in the body.
    Post,
}

/// Where the result stands in a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultPlace {
    /// In the envelope, under these names: `data`, or `data` in `data`.
    Data(&'static [&'static str]),
    /// In the fields next to `code`.
    Beside,
    /// It is the whole body, which needs no envelope.
    Body,
    /// In the object `Response`, the envelope of API 3.0.
    Response,
}

/// The body of a request whose parameters are not JSON in it; they are told by their names on the wire.
pub enum Body {
    /// The bytes that a parameter has in Base64; the others are headers.
    Parameter(String),
    /// These bytes; the parameters are headers.
    Bytes(Bytes),
    /// A form of several parts; these parameters, which are bytes in Base64, are files in it.
    Form(Vec<String>),
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(name) => f.debug_tuple("Parameter").field(name).finish(),
            // What they say is for nobody's log.
            Self::Bytes(bytes) => f.debug_tuple("Bytes").field(&bytes.len()).finish(),
            Self::Form(files) => f.debug_tuple("Form").field(files).finish(),
        }
    }
}

/// A request in the form of its protocol, not signed yet: flat parameters, or a body.
pub struct Message {
    pub(crate) method: Method,
    /// Names and texts, where the protocol has such.
    pub(crate) parameters: Parameters,
    /// The body of a protocol that has one; empty where the parameters are flat.
    pub(crate) body: Bytes,
    /// What the body is; empty where the parameters are flat.
    content_type: Cow<'static, str>,
    /// The parameters that are neither in the body nor flat.
    headers: Vec<(HeaderName, HeaderValue)>,
    /// The body as it would be in JSON, where it is not.
    #[cfg(feature = "testing")]
    pub(crate) json: Option<Bytes>,
    /// What of the body must not be shown.
    secrets: Vec<Zeroizing<String>>,
}

impl Message {
    fn flat(method: Method, parameters: Parameters) -> Self {
        Self {
            method,
            parameters,
            body: Bytes::new(),
            content_type: Cow::Borrowed(""),
            headers: Vec::new(),
            #[cfg(feature = "testing")]
            json: None,
            secrets: Vec::new(),
        }
    }

    fn json(body: Bytes, secrets: Vec<Zeroizing<String>>) -> Self {
        let content_type = Cow::Borrowed("application/json");
        Self { body, content_type, secrets, ..Self::flat(Method::Post, Parameters::new()) }
    }

    /// Keeps from being shown what stands under these names, what its name tells to be a secret, and private keys.
    fn keep_secret(&mut self, names: &[String]) {
        self.parameters.mark_sensitive(|name, value| is_secret(name, value, names));
        if !self.body.is_empty() {
            // The body is what the parameters were.
            let parameters = wire::json(&self.body);
            self.secrets.extend(secrets_in(parameters, names));
        }
    }

    /// Adds a parameter that the request does not have, and keeps from being shown what its name tells to be a secret.
    pub(crate) fn add(&mut self, name: &str, value: &Json) -> Result<(), RequestError> {
        let twice = || RequestError::Twice { parameter: name.to_owned() };
        if self.body.is_empty() {
            let is_set = |sent: &str| {
                sent.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            if name.is_empty() || self.parameters.iter().any(|(sent, _)| is_set(sent)) {
                return Err(twice());
            }
            self.parameters.add(name, value, |name, value| is_secret(name, value, &[]))?;
            if self.parameters.contains_sensitive() {
                self.method = Method::Post;
            }
            return Ok(());
        }
        let body = wire::json(&self.body);
        if body.get(name).is_some() {
            return Err(twice());
        }
        let is_empty = body.as_object().is_none_or(serde_json::Map::is_empty);
        // What the request has stays as it is, to the digit.
        let added = json!({ name: value });
        let text = wire::measured(&added).unwrap_or_default();
        let separator: &[u8] = if is_empty { b"" } else { b"," };
        let kept = self.body.strip_suffix(b"}").unwrap_or_default();
        let rest = text.strip_prefix(b"{").unwrap_or_default();
        self.secrets.extend(secrets_in(added, &[]));
        self.body = wiped(Zeroizing::new([kept, separator, rest].concat()));
        Ok(())
    }

    /// The values that must not be shown.
    pub(crate) fn secrets(&self) -> Vec<&str> {
        let mut secrets = self.parameters.sensitive_values();
        secrets.extend(self.secrets.iter().map(|secret| secret.as_str()));
        secrets
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("method", &self.method)
            .field("parameters", &self.parameters)
            .field("body_length", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// What one attempt is signed with and for.
#[derive(Clone, Copy, Debug)]
pub struct Signing<'a> {
    pub(crate) scheme: &'static str,
    /// Where the request goes.
    pub(crate) authority: &'a str,
    /// As signed and as in the header `Host`.
    pub(crate) host: &'a str,
    /// What a gateway has before the path: sent, not signed.
    pub(crate) prefix: &'a str,
    pub(crate) path: &'a str,
    pub(crate) service: &'a str,
    /// A date such as `2019-12-05`, in protocols that have versions.
    pub(crate) version: &'a str,
    pub(crate) action: &'a str,
    pub(crate) credential: &'a Credential,
    pub(crate) algorithm: SignatureMethod,
    pub(crate) region: Option<&'a str>,
    /// What is wrong with the call if it has no region.
    pub(crate) no_region: Option<&'a RequestError>,
    /// Of the server's messages.
    pub(crate) language: Option<&'a str>,
    /// What the program calls itself.
    pub(crate) app_name: Option<&'a str>,
    /// Seconds since 1970, by the server's clock as far as it is known.
    pub(crate) timestamp: u64,
    /// Random, and therefore new for every attempt, where the protocol has a nonce.
    pub(crate) random: u64,
}

impl Signing<'_> {
    /// Where it goes, and behind that the query, if it has one.
    fn address(&self, query: &str) -> String {
        let separator = if query.is_empty() { "" } else { "?" };
        [self.scheme, "://", self.authority, self.prefix, self.path, separator, query].concat()
    }

    /// A request to this address, with the headers that every one has, and room for so many.
    fn request(
        &self,
        method: http::Method,
        address: String,
        body: Bytes,
        headers: usize,
    ) -> Result<Request<Bytes>, RequestError> {
        let mut request = Request::new(body);
        *request.method_mut() = method;
        *request.uri_mut() = Uri::try_from(address).map_err(unbuilt)?;
        *request.headers_mut() = HeaderMap::with_capacity(headers);
        let headers = request.headers_mut();
        headers.insert(HOST, header(self.host)?);
        let agent = self.app_name.map_or(Cow::Borrowed(USER_AGENT_NAME), |app| {
            Cow::Owned(format!("{USER_AGENT_NAME} {}", app.replace([' ', ',', ';'], "-")))
        });
        headers.insert(USER_AGENT, own_header(agent)?);
        Ok(request)
    }

    /// What the client and the program call themselves to the API.
    fn client_names(&self) -> Cow<'static, str> {
        self.app_name.map_or(Cow::Borrowed(CLIENT_NAME), |app| Cow::Owned(format!("{CLIENT_NAME}; {app}")))
    }
}

/// A request that can be sent.
pub struct Signed {
    pub(crate) request: Request<Bytes>,
    /// What was made for this attempt and must not be shown.
    pub(crate) secrets: Vec<Zeroizing<String>>,
}

/// The value of a header that anybody may see.
fn header(text: &str) -> Result<HeaderValue, RequestError> {
    HeaderValue::from_str(text).map_err(unbuilt)
}

/// The same of a text that need not be copied.
fn own_header(text: Cow<'static, str>) -> Result<HeaderValue, RequestError> {
    let bytes = match text {
        Cow::Borrowed(text) => Bytes::from_static(text.as_bytes()),
        Cow::Owned(text) => Bytes::from(text),
    };
    HeaderValue::from_maybe_shared(bytes).map_err(unbuilt)
}

/// What of a request can't be sent. The message of such an error names no value.
fn unbuilt(error: impl Into<http::Error>) -> RequestError {
    RequestError::Unsendable { problem: format!("the request can't be built: {}", error.into()) }
}

/// The body of a request in JSON.
fn json_body(request: &dyn Record) -> Result<Bytes, RequestError> {
    wire::request_json(request).map(wiped).map_err(|parameter| RequestError::NotFinite { parameter })
}

/// A body that is wiped when the last who holds it lets go.
fn wiped<T: AsRef<[u8]> + Zeroize + Send + 'static>(body: Zeroizing<T>) -> Bytes {
    struct Wiped<T: Zeroize>(Zeroizing<T>);

    impl<T: AsRef<[u8]> + Zeroize> AsRef<[u8]> for Wiped<T> {
        fn as_ref(&self) -> &[u8] {
            (*self.0).as_ref()
        }
    }

    Bytes::from_owner(Wiped(body))
}
