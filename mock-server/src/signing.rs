//! A call of an Action as a signed request, and all that was signed on the way there.

use std::borrow::Cow;

use bytes::Bytes;
use http::{Method, Request};
use qcloud_codegen::flat_parameters;
use qcloud_codegen::model::{Action, Service};
use qcloud_codegen::vendor::hosts;
use serde_json::{Map, Value};

/// What stands in the place of a signature that is not shown.
const MARK: &str = "SIGNATURE";

/// A call of an Action, before it is signed.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The service that is called.
    pub service: &'a Service,
    /// The Action of that service.
    pub action: &'a Action,
    /// The parameters in the form that the spec states for JSON.
    pub parameters: &'a Map<String, Value>,
    /// The region that is called; none where the service has none, or chooses one itself.
    pub region: Option<&'a str>,
    /// When the call is signed, in Unix seconds.
    pub timestamp: i64,
    /// A number that no other call has at that time; of no matter for API 3.0.
    pub nonce: u64,
}

/// A request of a call with its signature, and how that came about.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The request, for the host that the spec has.
    pub request: Request<Bytes>,
    /// The same with the word `SIGNATURE` in the place of the signature.
    pub marked: Request<Bytes>,
    /// What was made on the way to the signature, each with its name: the canonical request where the protocol has one, the string to
    /// sign, the signature. Empty for an Action that is not signed.
    pub steps: Vec<(&'static str, String)>,
}

impl Signed {
    /// What `make` makes of a signature, and of the word that stands for it.
    pub(crate) fn new(
        make: impl Fn(&str) -> Request<Bytes>,
        mut steps: Vec<(&'static str, String)>,
        signature: String,
    ) -> Self {
        let (request, marked) = (make(&signature), make(MARK));
        steps.push(("Signature", signature));
        Self { request, marked, steps }
    }
}

impl Call<'_> {
    /// The host that is called.
    pub(crate) fn host(&self) -> Cow<'_, str> {
        let host = self.action.host(self.service);
        self.region.map_or(Cow::Borrowed(host), |region| hosts::in_region(host, region))
    }

    /// The parameters as flat names and texts.
    pub(crate) fn flat(&self) -> Vec<(String, String)> {
        flat_parameters(self.service, self.action, self.parameters)
    }

    /// A request for the host and the path that the spec has; what can't stand in one is left out.
    pub(crate) fn request(
        &self,
        method: &Method,
        query: &str,
        headers: &[(&str, String)],
        body: impl Into<Bytes>,
    ) -> Request<Bytes> {
        let body = body.into();
        let target = if query.is_empty() {
            self.service.path.clone()
        } else {
            format!("{}?{query}", self.service.path)
        };
        let mut request = Request::builder().method(method).uri(target);
        request = request.header(http::header::HOST, &*self.host());
        for (name, value) in headers {
            if let Ok(value) = http::HeaderValue::from_str(value) {
                request = request.header(*name, value);
            }
        }
        request.body(body.clone()).unwrap_or_else(|_| Request::new(body))
    }
}
