//! A server in a closure, and what most tests need.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_core::Stream;
use http::{Request, Response};
use qcloud_client::runtime::BoxFuture;
use qcloud_client::signature::{SignatureMethod, sign, string_to_sign};
use qcloud_client::testing::{CapturedRequest, ReplayTransport, TestRuntime};
use qcloud_client::transport::{Body, Transport, TransportError, TransportErrorKind};
use qcloud_client::wire::Method;
use qcloud_client::wss::{CertDeleteRequest, CertGetListRequest, CertType, CertUploadRequest};
use qcloud_client::{Client, ClientBuilder, Credential, Error};

/// The time at which the test runtime starts, and what it is in a header.
pub(crate) const NOW: u64 = 1_465_185_768;
pub(crate) const DATE: &str = "Mon, 06 Jun 2016 04:02:48 GMT";
pub(crate) const FIFTEEN_MINUTES_LATER: &str = "Mon, 06 Jun 2016 04:17:48 GMT";

pub(crate) const KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3Cozk1qA";

pub(crate) const EMPTY: &str =
    r#"{"code":0,"message":"","codeDesc":"Success","data":{"totalNum":0,"list":[]}}"#;
pub(crate) const UPLOADED: &str = r#"{"code":0,"message":"","codeDesc":"Success","data":{"id":"9hyvgrkE"}}"#;
pub(crate) const DELETED: &str = r#"{"code":0,"message":"","codeDesc":"Success","data":[]}"#;

pub(crate) type Answer = Result<Response<Body>, TransportError>;

pub(crate) fn credential() -> Credential {
    Credential::new("AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA", KEY)
}

pub(crate) fn builder(transport: impl Transport + 'static, runtime: &TestRuntime) -> ClientBuilder {
    Client::builder().credential(credential()).transport(transport).runtime(runtime.clone())
}

pub(crate) fn client(transport: impl Transport + 'static, runtime: &TestRuntime) -> Client {
    builder(transport, runtime).build().unwrap()
}

/// The three Actions, as calls without a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    List,
    Upload,
    Delete,
}

impl Which {
    pub(crate) const ALL: [Self; 3] = [Self::List, Self::Upload, Self::Delete];

    pub(crate) fn is_idempotent(self) -> bool {
        self == Self::List
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::List => "CertGetList",
            Self::Upload => "CertUpload",
            Self::Delete => "CertDelete",
        }
    }

    pub(crate) fn success(self) -> &'static str {
        match self {
            Self::List => EMPTY,
            Self::Upload => UPLOADED,
            Self::Delete => DELETED,
        }
    }

    pub(crate) async fn call(self, client: &Client) -> Result<(), Error> {
        match self {
            Self::List => client.wss().cert_get_list(CertGetListRequest::new()).await.map(|_| ()),
            Self::Upload => client.wss().cert_upload(upload()).await.map(|_| ()),
            Self::Delete => client.wss().cert_delete(CertDeleteRequest::new("9hyvgrkE")).await.map(|_| ()),
        }
    }
}

pub(crate) fn upload() -> CertUploadRequest {
    CertUploadRequest::new("-----BEGIN CERTIFICATE-----", CertType::Svr).key("-----BEGIN PRIVATE KEY-----")
}

#[allow(clippy::unnecessary_wraps, reason = "it stands beside answers that are errors")]
pub(crate) fn ok(body: impl Into<Body>) -> Answer {
    Ok(Response::new(body.into()))
}

pub(crate) fn status(code: u16, headers: &[(&str, &str)], body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::builder().status(code);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(body.into()).unwrap()
}

pub(crate) fn refusal(code: i64) -> String {
    format!(r#"{{"code":{code},"message":"no","codeDesc":"Refused"}}"#)
}

pub(crate) fn html(title: &str) -> String {
    format!("<html><head><title>{title}</title></head><body></body></html>")
}

pub(crate) fn lost(kind: TransportErrorKind) -> Answer {
    Err(TransportError::new(kind))
}

/// A transport with these answers, whatever each is.
pub(crate) fn replay(answers: impl IntoIterator<Item = Answer>) -> ReplayTransport {
    answers.into_iter().fold(ReplayTransport::new(), |replay, answer| match answer {
        Ok(response) => replay.response(response),
        Err(error) => replay.error(error),
    })
}

type Handler = dyn FnMut(&Parameters, usize) -> Answer + Send;

/// A transport that answers as a closure says, which is given the parameters and the number of the request, from 1.
#[derive(Clone)]
pub(crate) struct Server(Arc<Mutex<(Box<Handler>, Vec<Parameters>)>>);

impl Server {
    pub(crate) fn new(handler: impl FnMut(&Parameters, usize) -> Answer + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new((Box::new(handler), Vec::new()))))
    }

    pub(crate) fn requests(&self) -> Vec<Parameters> {
        self.0.lock().unwrap().1.clone()
    }

    pub(crate) fn sent(&self) -> usize {
        self.0.lock().unwrap().1.len()
    }
}

impl Transport for Server {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Answer> {
        let mut inner = self.0.lock().unwrap();
        let parameters = Parameters::of(&request);
        inner.1.push(parameters.clone());
        let number = inner.1.len();
        let answer = (inner.0)(&parameters, number);
        Box::pin(std::future::ready(answer))
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Server")
    }
}

/// The decoded parameters of a request, and the text that quotes all of it.
#[derive(Clone)]
pub(crate) struct Parameters {
    all: Vec<(String, String)>,
    pub(crate) raw: String,
}

impl Parameters {
    fn of(request: &Request<Bytes>) -> Self {
        let query = request.uri().query().unwrap_or_default();
        let body = std::str::from_utf8(request.body()).unwrap();
        let all =
            [query, body].into_iter().flat_map(|form| form_urlencoded::parse(form.as_bytes()).into_owned());
        Self { all: all.collect(), raw: format!("{}\n{body}", request.uri()) }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.all.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.get(name)?.parse().ok()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.all.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Checks that a request is signed with `key` for what it is.
pub(crate) fn assert_signed(request: &CapturedRequest, key: &str) {
    let http = request.http();
    let method = if http.method() == http::Method::GET { Method::Get } else { Method::Post };
    let host = http.headers()["host"].to_str().unwrap();
    let parameters = request.parameters();
    let pairs = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let text = string_to_sign(method, host, http.uri().path(), pairs).unwrap();
    let algorithm = match request.parameter("SignatureMethod").as_deref() {
        Some("HmacSHA256") => SignatureMethod::HmacSha256,
        _ => SignatureMethod::HmacSha1,
    };
    assert_eq!(request.parameter("Signature").unwrap(), sign(key, algorithm, &text));
}

/// Checks that each attempt was signed anew: its own nonce, its own signature.
pub(crate) fn assert_signed_anew(requests: &[CapturedRequest]) {
    for name in ["Nonce", "Signature"] {
        let mut values: Vec<_> = requests.iter().map(|request| request.parameter(name).unwrap()).collect();
        values.sort();
        values.dedup();
        assert_eq!(values.len(), requests.len(), "{name}");
    }
    for request in requests {
        assert_signed(request, KEY);
    }
}

/// Waits rounded down to milliseconds.
pub(crate) fn waits(runtime: &TestRuntime) -> Vec<u64> {
    runtime.waits().iter().map(|wait| u64::try_from(wait.as_millis()).unwrap()).collect()
}

pub(crate) async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    std::future::poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
}
