//! The client: what all its calls share, and how it is set up.

mod endpoint;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use self::endpoint::Endpoint;
use crate::Json;
use crate::handwritten::action::Action;
use crate::handwritten::attempts::clock::ClockSkew;
use crate::handwritten::attempts::retry::RetryPolicy;
use crate::handwritten::attempts::tokens::RetryTokens;
use crate::handwritten::call::untyped::UntypedCall;
use crate::handwritten::call::{Call, CallOptions, Plan};
use crate::handwritten::credential::{Credential, CredentialProvider};
use crate::handwritten::error::{Error, Kind};
use crate::handwritten::protocol::v2::sign::SignatureMethod;
use crate::handwritten::protocol::{self, Envelope, Message};
use crate::handwritten::runtime::Runtime;
use crate::handwritten::transport::Transport;
use crate::handwritten::types::name::is_word;

/// Calls the API. Cheap to clone: clones share connections, the corrected clock and the retry tokens.
///
/// Each service of the spec is a method; each Action is a method of the service, which takes a request and gives a [`Call`]
/// to `.await`.
///
/// ```no_run
/// # #[cfg(all(feature = "reqwest", feature = "wss"))]
/// # async fn list() -> Result<(), Box<dyn std::error::Error>> {
/// use qcloud_client::wss::{CertGetListRequest, CertType};
/// use qcloud_client::{Client, Credential};
///
/// let client = Client::new(Credential::from_env()?);
/// let page = client.wss().cert_get_list(CertGetListRequest::new().cert_type(CertType::Svr)).await?;
/// println!("{} certificates", page.total_num);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client(Arc<Shared>);

/// What the calls of a client share.
pub(crate) struct Shared {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) credentials: Arc<dyn CredentialProvider>,
    pub(crate) runtime: Arc<dyn Runtime>,
    pub(crate) region: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) algorithm: SignatureMethod,
    pub(crate) endpoint: Option<Endpoint>,
    pub(crate) clock: ClockSkew,
    pub(crate) tokens: RetryTokens,
    options: CallOptions,
}

impl Client {
    /// A client with the default settings: HTTPS over reqwest, 3 attempts, 30 seconds for each and 2 minutes for a call.
    ///
    /// Should TLS fail to be set up, every call says so.
    #[cfg(all(feature = "reqwest", feature = "tokio"))]
    #[must_use]
    pub fn new(credential: Credential) -> Self {
        let transport: Arc<dyn Transport> =
            match crate::handwritten::transport::ReqwestTransport::builder().build() {
                Ok(transport) => Arc::new(transport),
                Err(error) => Arc::new(crate::handwritten::transport::Unavailable::new(&error)),
            };
        let settings = ClientBuilder::default();
        Self(Arc::new(Shared {
            transport,
            credentials: Arc::new(credential),
            runtime: Arc::new(crate::handwritten::runtime::TokioRuntime),
            region: None,
            language: None,
            algorithm: settings.algorithm,
            endpoint: None,
            clock: ClockSkew::default(),
            tokens: RetryTokens::new(),
            options: settings.options,
        }))
    }

    /// The settings, to be changed one by one.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Calls an Action. The methods of the services do just this.
    pub fn call<A: Action>(&self, request: A) -> Call<A> {
        Call::new(self.clone(), request, self.0.options.clone())
    }

    /// Calls an Action of the legacy API that has no spec (yet): the parameters as they travel, the body of the response as
    /// JSON. For API 3.0 see [`call_untyped_tc3`](Self::call_untyped_tc3).
    ///
    /// The service is the first part of its host name, as `wss` in `wss.api.qcloud.com`. The request is a POST, and not
    /// repeated when it may have arrived, unless [`UntypedCall::idempotent`] says that it may be. What is
    /// secret among the values is for [`UntypedCall::sensitive`] to say.
    ///
    /// ```no_run
    /// # async fn call(client: qcloud_client::Client) -> Result<(), qcloud_client::Error> {
    /// let body = client.call_untyped("vpc", "DescribeVpcs", [("limit", "5")]).idempotent(true).await?;
    /// println!("{}", body["totalCount"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn call_untyped(
        &self,
        service: &str,
        action: &str,
        parameters: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>,
    ) -> UntypedCall {
        let (host, path) = (format!("{service}.api.qcloud.com"), "/v2/index.php");
        self.untyped(service, action, (host, path), protocol::untyped_v2(parameters))
    }

    /// Calls an Action of API 3.0 that has no spec (yet): the parameters as a JSON object, the object `Response` as JSON.
    ///
    /// The service is the first part of its host name, as `cvm` in `cvm.tencentcloudapi.com`, and the version a date.
    /// Whether the Action needs a region is for the caller to know: the client, the call or the credential may have one.
    /// The request is not repeated when it may have been carried out, unless [`UntypedCall::idempotent`] says that it may
    /// be. What is secret among the values is for [`UntypedCall::sensitive`] to say.
    ///
    /// ```no_run
    /// # async fn call(client: qcloud_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let parameters = r#"{"Limit": 5, "Filters": [{"Name": "zone", "Values": ["ap-guangzhou-3"]}]}"#.parse()?;
    /// let call = client.call_untyped_tc3("cvm", "2017-03-12", "DescribeInstances", parameters);
    /// let response = call.region("ap-guangzhou").idempotent(true).await?;
    /// println!("{}", response["TotalCount"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn call_untyped_tc3(
        &self,
        service: &str,
        version: &str,
        action: &str,
        parameters: Json,
    ) -> UntypedCall {
        let (host, path) = (format!("{service}.tencentcloudapi.com"), "/");
        self.untyped(service, action, (host, path), protocol::untyped_tc3(version, parameters))
    }

    fn untyped(
        &self,
        service: &str,
        action: &str,
        (host, path): (String, &'static str),
        (message, envelope): (Box<dyn Message>, &'static dyn Envelope),
    ) -> UntypedCall {
        let plan = Plan {
            service: Cow::Owned(service.to_owned()),
            host: Cow::Owned(host),
            path: Cow::Borrowed(path),
            action: Cow::Owned(action.to_owned()),
            idempotent: false,
            message,
            envelope,
        };
        UntypedCall::new(self.clone(), plan, self.0.options.clone())
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.0
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("transport", &self.0.transport)
            .field("region", &self.0.region)
            .field("endpoint", &self.0.endpoint)
            .finish_non_exhaustive()
    }
}

/// The settings of a [`Client`].
///
/// ```
/// # #[cfg(feature = "reqwest")]
/// # fn main() -> Result<(), qcloud_client::Error> {
/// use std::time::Duration;
/// use qcloud_client::{Client, Credential, RetryPolicy};
///
/// let client = Client::builder()
///     .credential(Credential::new("id", "key"))
///     .region("ap-guangzhou")
///     .retry(RetryPolicy::default().max_attempts(5))
///     .timeout(Duration::from_secs(60))
///     .build()?;
/// # let _ = client;
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "reqwest"))]
/// # fn main() {}
/// ```
#[derive(Debug)]
#[must_use]
pub struct ClientBuilder {
    transport: Option<Arc<dyn Transport>>,
    credentials: Option<Arc<dyn CredentialProvider>>,
    runtime: Option<Arc<dyn Runtime>>,
    region: Option<String>,
    language: Option<String>,
    algorithm: SignatureMethod,
    endpoint: Option<Result<Endpoint, String>>,
    options: CallOptions,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            transport: None,
            credentials: None,
            runtime: None,
            region: None,
            language: None,
            algorithm: SignatureMethod::HmacSha256,
            endpoint: None,
            options: CallOptions::default(),
        }
    }
}

impl ClientBuilder {
    /// The credential to sign with. It, or a provider, is required.
    pub fn credential(self, credential: Credential) -> Self {
        self.credential_provider(credential)
    }

    /// Where to get the credential from, anew for every attempt.
    pub fn credential_provider(mut self, provider: impl CredentialProvider + 'static) -> Self {
        self.credentials = Some(Arc::new(provider));
        self
    }

    /// How requests travel. HTTPS over reqwest unless set.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Clock, timers and randomness. Tokio's unless set.
    pub fn runtime(mut self, runtime: impl Runtime + 'static) -> Self {
        self.runtime = Some(Arc::new(runtime));
        self
    }

    /// The region of all calls, such as `ap-guangzhou`. Unless set, or when empty, the credential's, if it has one.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into()).filter(|region| !region.is_empty());
        self
    }

    /// The language of the server's messages in API 3.0, `en-US` or `zh-CN`. The server's own choice unless set; not every
    /// service has both.
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.language = Some(language.into()).filter(|language| !language.is_empty());
        self
    }

    /// How requests of the legacy API are signed. HMAC-SHA-256 unless set.
    pub fn signature_method(mut self, method: SignatureMethod) -> Self {
        self.algorithm = method;
        self
    }

    /// Sends every call to this address instead of the service's own, such as `https://gateway.example.com`. It is signed for
    /// the host in the address. The path stays the service's.
    pub fn endpoint(mut self, address: &str) -> Self {
        self.endpoint = Some(Endpoint::https(address));
        self
    }

    /// Sends every call without TLS to a server on this machine, such as `http://127.0.0.1:8080`: for tests. The service's
    /// own host stays in the header `Host` and in the signature. No other address is taken.
    pub fn loopback_endpoint(mut self, address: &str) -> Self {
        self.endpoint = Some(Endpoint::loopback(address));
        self
    }

    /// How often and after what wait a call is repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = policy;
        self
    }

    /// How long a call may take with all its attempts. 2 minutes unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = timeout;
        self
    }

    /// How long one attempt may take. 30 seconds unless set.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.options.attempt_timeout = timeout;
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`Error::is_invalid_request`] when something is missing or is not what it should be: the message says what to do.
    pub fn build(self) -> Result<Client, Error> {
        let setup = |problem: &str| Error::new(Kind::Setup(problem.to_owned()));
        let credentials = self
            .credentials
            .ok_or_else(|| setup("the client has no credential: give it one with `credential(...)`"))?;
        let transport = self.transport.map_or_else(default_transport, Ok)?;
        let runtime = self.runtime.map_or_else(default_runtime, Ok)?;
        let is_none = |text: &Option<String>| text.as_deref().is_some_and(|text| !is_word(text));
        if is_none(&self.region) {
            return Err(setup("the region is none, such as `ap-guangzhou`"));
        }
        if is_none(&self.language) {
            return Err(setup("the language is none, such as `en-US`"));
        }
        let endpoint = self.endpoint.transpose().map_err(|problem| Error::new(Kind::Setup(problem)))?;
        Ok(Client(Arc::new(Shared {
            transport,
            credentials,
            runtime,
            region: self.region,
            language: self.language,
            algorithm: self.algorithm,
            endpoint,
            clock: ClockSkew::default(),
            tokens: RetryTokens::new(),
            options: self.options,
        })))
    }
}

#[cfg(feature = "reqwest")]
fn default_transport() -> Result<Arc<dyn Transport>, Error> {
    let transport = crate::handwritten::transport::ReqwestTransport::builder().build();
    Ok(Arc::new(transport.map_err(|error| Error::new(Kind::Transport(error)))?))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport() -> Result<Arc<dyn Transport>, Error> {
    let problem =
        "the client has no transport: give it one with `transport(...)`, or turn on the feature `reqwest`";
    Err(Error::new(Kind::Setup(problem.to_owned())))
}

#[cfg(feature = "tokio")]
#[allow(clippy::unnecessary_wraps, reason = "without the feature there is none")]
fn default_runtime() -> Result<Arc<dyn Runtime>, Error> {
    Ok(Arc::new(crate::handwritten::runtime::TokioRuntime))
}

#[cfg(not(feature = "tokio"))]
fn default_runtime() -> Result<Arc<dyn Runtime>, Error> {
    let problem =
        "the client has no runtime: give it one with `runtime(...)`, or turn on the feature `tokio`";
    Err(Error::new(Kind::Setup(problem.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_cheap_to_share() {
        fn shareable<T: Clone + Send + Sync + 'static>() {}
        shareable::<Client>();
        assert_eq!(size_of::<Client>(), size_of::<usize>());
    }

    #[test]
    fn a_client_without_a_credential_says_what_to_do() {
        let error = Client::builder().build().unwrap_err();
        assert_eq!(error.to_string(), "the client has no credential: give it one with `credential(...)`");
        assert!(error.is_invalid_request());
    }

    #[test]
    fn debug_shows_no_secret() {
        let credential = Credential::new("AKIDverysecretid", "verysecretkey").with_token("verysecrettoken");
        let builder = Client::builder().credential(credential).loopback_endpoint("http://127.0.0.1:1");
        let shown = format!("{builder:?}");
        assert!(!shown.contains("verysecret"), "{shown}");
        let shown = format!("{:?}", builder.build().unwrap());
        assert!(!shown.contains("verysecret"), "{shown}");
    }
}
