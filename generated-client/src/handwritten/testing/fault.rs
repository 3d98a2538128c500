//! What comes in place of a result, and how a result travels.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response};
use serde_json::json;

use crate::Json;
use crate::handwritten::action::Action;
use crate::handwritten::protocol::ResultPlace;
use crate::handwritten::transport::{Body, TransportError};
use crate::handwritten::wire;

/// What a transport gives for a request.
pub(super) type Answer = Result<Response<Body>, TransportError>;

/// What a test answers a request with in place of a result: a failure of the API ([`new`](Self::new)), or, from their own types, an
/// error of the transport or any HTTP response.
///
/// ```
/// use qcloud_client::testing::Fault;
/// use qcloud_client::transport::{TransportError, TransportErrorKind};
///
/// let failure = Fault::new("ResourceNotFound", "no such certificate");
/// let lost = Fault::from(TransportError::new(TransportErrorKind::Cut));
/// let gateway = Fault::from(http::Response::builder().status(502).body("<html>").unwrap());
/// # let _ = (failure, lost, gateway);
/// ```
#[derive(Clone, Debug)]
pub struct Fault(Box<Kind>);

#[derive(Clone, Debug)]
enum Kind {
    Failure { code: String, message: String },
    Response(Response<Bytes>),
    Error(TransportError),
}

impl Fault {
    /// A failure that the server tells: its code, such as `ResourceNotFound` or, in the legacy API, `4100`, and its message.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self(Box::new(Kind::Failure { code: code.into(), message: message.into() }))
    }

    /// As it travels in API 3.0, or in the legacy API.
    pub(super) fn answer(self, is_v3: bool) -> Answer {
        let (code, message) = match *self.0 {
            Kind::Response(response) => return Ok(response.map(Into::into)),
            Kind::Error(error) => return Err(error),
            Kind::Failure { code, message } => (code, message),
        };
        Ok(ok(&if is_v3 {
            json!({"Response": {"Error": {"Code": code, "Message": message}, "RequestId": REQUEST_ID}})
        } else if let Ok(number) = code.parse::<i64>() {
            json!({"code": number, "message": message, "codeDesc": code})
        } else {
            json!({"code": code, "message": message, "codeDesc": code})
        }))
    }
}

impl From<TransportError> for Fault {
    fn from(error: TransportError) -> Self {
        Self(Box::new(Kind::Error(error)))
    }
}

impl<B: Into<Bytes>> From<Response<B>> for Fault {
    fn from(response: Response<B>) -> Self {
        Self(Box::new(Kind::Response(response.map(Into::into))))
    }
}

/// The id of a request whose answer nobody gave one.
const REQUEST_ID: &str = "00000000-0000-4000-8000-000000000000";

/// A result in the envelope of its Action.
pub(super) fn success<A: Action>(result: &A::Result) -> Response<Body> {
    let result = wire::to_json(result);
    let mut envelope = json!({"code": 0, "message": "", "codeDesc": "Success"});
    ok(&match A::INFO.place {
        ResultPlace::Body => result,
        ResultPlace::Response => {
            let mut result = result;
            if let Json::Object(fields) = &mut result
                && fields.get("RequestId").is_none_or(|id| id.is_null() || id == "")
            {
                fields.insert("RequestId".to_owned(), REQUEST_ID.into());
            }
            json!({"Response": result})
        }
        ResultPlace::Beside => {
            if let (Json::Object(envelope), Json::Object(fields)) = (&mut envelope, result) {
                envelope.extend(fields);
            }
            envelope
        }
        ResultPlace::Data(path) => {
            let data = path.iter().rev().fold(result, |inner, name| json!({*name: inner}));
            if let (Json::Object(envelope), Json::Object(data)) = (&mut envelope, data) {
                envelope.extend(data);
            }
            envelope
        }
    })
}

/// Events in the form in which they travel.
pub(super) fn stream_text(data: &[Json]) -> String {
    data.iter().flat_map(|data| ["data: ".to_owned(), data.to_string(), "\n\n".to_owned()]).collect()
}

/// An answer that streams.
pub(super) fn stream(body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    response
}

fn ok(body: &Json) -> Response<Body> {
    Response::new(body.to_string().into())
}
