//! Requests as they were sent, and what they ask for.

use std::fmt;

use bytes::Bytes;
use http::Request;
use serde_json::Map;

use crate::Json;
use crate::handwritten::action::{Action, ActionInfo};
use crate::handwritten::transport::{Secrets, SentJson};
use crate::handwritten::wire::{self, ReadError};

/// The parameters of the legacy API that are no Action's own.
const COMMON: &[&str] = &[
    "Action",
    "Nonce",
    "Region",
    "RequestClient",
    "SecretId",
    "Signature",
    "SignatureMethod",
    "Timestamp",
    "Token",
];

/// A request as it was sent, of either API. Debug shows neither query nor body, which have a signature in them.
///
/// ```
/// # #[cfg(feature = "ssl_v20191205")]
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use qcloud_client::ssl_v20191205::DescribeCertificatesRequest;
/// use qcloud_client::testing::{ReplayTransport, TestRuntime};
/// use qcloud_client::{Client, Credential};
///
/// let replay = ReplayTransport::new().result::<DescribeCertificatesRequest>(Default::default());
/// let client = Client::builder()
///     .credential(Credential::new("id", "key"))
///     .transport(replay.clone())
///     .runtime(TestRuntime::new())
///     .build()?;
/// let request = DescribeCertificatesRequest::new().limit(10);
/// client.ssl_v20191205().describe_certificates(request.clone()).await?;
///
/// let captured = &replay.requests()[0];
/// assert_eq!(captured.action().as_deref(), Some("DescribeCertificates"));
/// assert_eq!(captured.parameter("Limit").as_deref(), Some("10"));
/// assert_eq!(captured.typed::<DescribeCertificatesRequest>()?, request);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "ssl_v20191205"))]
/// # fn main() {}
/// ```
#[derive(Clone)]
pub struct CapturedRequest(Request<Bytes>);

impl CapturedRequest {
    pub(super) fn new(request: Request<Bytes>) -> Self {
        Self(request)
    }

    /// The request as the transport got it, signature and all.
    #[must_use]
    pub fn http(&self) -> &Request<Bytes> {
        &self.0
    }

    /// The Action that it asks for.
    #[must_use]
    pub fn action(&self) -> Option<String> {
        match self.header("x-tc-action") {
            Some(action) => Some(action.to_owned()),
            None => self.form().into_iter().find(|(name, _)| name == "Action").map(|(_, action)| action),
        }
    }

    /// The parameters, decoded, with nested names such as `Filters.0.Name`: in the legacy API all of them in the order they
    /// were sent, those of the query before those of the body; in API 3.0 those of the JSON in the body.
    #[must_use]
    pub fn parameters(&self) -> Vec<(String, String)> {
        if !self.is_v3() {
            return self.form();
        }
        let mut parameters = Vec::new();
        flatten(String::new(), &self.json(), &mut parameters);
        parameters
    }

    /// The value of a parameter.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.parameters().into_iter().find(|(sent, _)| sent == name).map(|(_, value)| value)
    }

    /// The Action's own parameters as JSON: the body in API 3.0, or what it would be where it is bytes or a form; in the legacy API nested, and every value a text.
    #[must_use]
    pub fn json(&self) -> Json {
        if self.is_v3() {
            let sent = self.0.extensions().get::<SentJson>().map_or(self.0.body(), |sent| &sent.0);
            return serde_json::from_slice(sent).unwrap_or_default();
        }
        let mut tree = Tree::default();
        for (name, value) in self.form() {
            if !COMMON.contains(&name.as_str()) {
                tree.set(&name, value);
            }
        }
        tree.into_json()
    }

    /// The request of an Action, read from what was sent.
    ///
    /// # Errors
    ///
    /// When what was sent is not what the type says. Whether it is a request of the Action at all,
    /// [`action`](Self::action) tells.
    pub fn typed<A: Action>(&self) -> Result<A, ReadError> {
        wire::read_sent(self.json().to_string().as_bytes())
    }

    /// Whether it asks for this Action. In the legacy API the service does not count, since a request may go to any host.
    pub(super) fn is_of(&self, address: &Address) -> bool {
        self.action().as_deref() == Some(address.action.as_str())
            && self.version() == address.version
            && (!self.is_v3() || self.service() == address.service)
    }

    /// The version of the service, a date; empty in the legacy API.
    pub(super) fn version(&self) -> &str {
        self.header("x-tc-version").unwrap_or_default()
    }

    /// The name of the service that the request is signed for, or goes to.
    pub(super) fn service(&self) -> &str {
        let scope = self.header("authorization").and_then(|text| text.split('/').nth(2));
        let host = || self.header("host").or_else(|| self.0.uri().host()).unwrap_or_default();
        scope.unwrap_or_else(|| host().split('.').next().unwrap_or_default())
    }

    /// Whether it is one of API 3.0.
    pub(super) fn is_v3(&self) -> bool {
        self.0.headers().contains_key("x-tc-action")
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.0.headers().get(name)?.to_str().ok()
    }

    /// What of it is secret: what the spec calls so, what of the credential stands in it, and what was made with it.
    pub(super) fn secrets(&self) -> Vec<String> {
        let names = ["SecretId", "Signature", "Token"];
        let form = if self.is_v3() { Vec::new() } else { self.form() };
        let parameters =
            form.into_iter().filter(|(name, _)| names.contains(&name.as_str())).map(|(_, value)| value);
        let authorization = self.header("authorization").unwrap_or_default();
        let parts = authorization.split(['=', '/', ',', ' ']).filter(|part| part.len() > 16);
        let headers = parts.chain(self.header("x-tc-token")).map(str::to_owned);
        let sensitive = self.0.extensions().get::<Secrets>().cloned().unwrap_or_default();
        let sensitive: Vec<_> = sensitive.iter().map(str::to_owned).collect();
        parameters.chain(headers).chain(sensitive).collect()
    }

    fn form(&self) -> Vec<(String, String)> {
        let query = self.0.uri().query().unwrap_or_default();
        let both = [query.as_bytes(), self.0.body()];
        both.into_iter()
            .flat_map(form_urlencoded::parse)
            .map(|(name, value)| (name.into(), value.into()))
            .collect()
    }
}

/// An Action of a service, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) service: String,
    /// A date; empty in the legacy API.
    pub(super) version: String,
    pub(super) action: String,
}

impl Address {
    pub(super) fn of(info: &ActionInfo) -> Self {
        Self {
            service: info.service.name.to_owned(),
            version: info.service.version.to_owned(),
            action: info.name.to_owned(),
        }
    }
}

impl fmt::Debug for CapturedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CapturedRequest")
            .field("method", self.0.method())
            .field("host", &self.0.uri().host())
            .field("path", &self.0.uri().path())
            .field("action", &self.header("x-tc-action"))
            .field("body_length", &self.0.body().len())
            .finish()
    }
}

/// The scalars of free-form JSON under nested names.
fn flatten(name: String, json: &Json, parameters: &mut Vec<(String, String)>) {
    let inside =
        |segment: &str| if name.is_empty() { segment.to_owned() } else { format!("{name}.{segment}") };
    match json {
        Json::Object(members) => {
            for (member, value) in members {
                flatten(inside(member), value, parameters);
            }
        }
        Json::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                flatten(inside(&index.to_string()), value, parameters);
            }
        }
        Json::String(text) => parameters.push((name, text.clone())),
        scalar => parameters.push((name, scalar.to_string())),
    }
}

/// Nested names on their way to JSON.
#[derive(Default)]
struct Tree {
    value: Option<String>,
    children: Vec<(String, Tree)>,
}

impl Tree {
    fn set(&mut self, name: &str, value: String) {
        let mut node = self;
        for segment in name.split('.') {
            let known = node.children.iter().position(|(known, _)| known == segment);
            let index = known.unwrap_or_else(|| {
                node.children.push((segment.to_owned(), Self::default()));
                node.children.len() - 1
            });
            node = &mut node.children[index].1;
        }
        node.value = Some(value);
    }

    /// What has numbers for names is a list, in the order of the numbers.
    fn into_json(self) -> Json {
        if let Some(value) = self.value {
            return Json::String(value);
        }
        let number = |name: &str| name.parse::<usize>().ok();
        let numbers: Option<Vec<_>> = self.children.iter().map(|(name, _)| number(name)).collect();
        match numbers {
            Some(numbers) if !numbers.is_empty() => {
                let mut elements: Vec<_> = numbers.into_iter().zip(self.children).collect();
                elements.sort_by_key(|(number, _)| *number);
                elements.into_iter().map(|(_, (_, child))| child.into_json()).collect()
            }
            _ => {
                let members = self.children.into_iter().map(|(name, child)| (name, child.into_json()));
                Json::Object(members.collect::<Map<_, _>>())
            }
        }
    }
}
