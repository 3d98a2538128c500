//! The client: what all its calls share, and how it is set up.

pub(crate) mod sleep;

use std::fmt;
use std::sync::Arc;

use crate::handwritten::attempts::{Rates, RetryTokens, Shared, SharedOptions, option_setters};
use crate::handwritten::credential::{Context, Credential, CredentialError, CredentialProvider, Credentials};
use crate::handwritten::error::{Error, Kind};
use crate::handwritten::hosts::{Endpoint, Hosts};
use crate::handwritten::observer::{Observer, Observers};
use crate::handwritten::protocol::SignatureMethod;
use crate::handwritten::runtime::{BoxFuture, Runtime};
use crate::handwritten::transport::Transport;
use crate::handwritten::types::name::{is_app_name, is_word};

/// Calls the API. Cheap to clone: clones share connections, the corrected clock and the retry tokens.
///
/// Each service of the spec is a method; each Action is a method of the service, which takes a request and gives a [`Call`](crate::Call)
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
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

/// What the clones of a client share.
pub(crate) struct Inner {
    pub(crate) shared: Shared,
    /// The options of a call that sets none.
    pub(crate) options: SharedOptions,
    /// What it was built with, but for what is shared.
    settings: ClientBuilder,
}

impl Client {
    /// A client with the default settings: HTTPS over reqwest, 3 attempts, 30 seconds for each and 2 minutes for a call.
    ///
    /// The credential is a [`Credential`], or comes from any other [`CredentialProvider`]. Should TLS fail to be set up, every call
    /// says so.
    #[cfg(all(feature = "reqwest", feature = "tokio"))]
    #[must_use]
    pub fn new(credential: impl CredentialProvider + 'static) -> Self {
        let transport: Arc<dyn Transport> =
            match crate::handwritten::transport::ReqwestTransport::builder().build() {
                Ok(transport) => Arc::new(transport),
                Err(error) => Arc::new(crate::handwritten::transport::Unavailable::new(&error)),
            };
        let runtime: Arc<dyn Runtime> = Arc::new(crate::handwritten::runtime::TokioRuntime);
        let settings =
            ClientBuilder { runtime: Some(runtime), transport: Some(transport), ..ClientBuilder::default() };
        let region = environment_region();
        settings.finish(Arc::new(credential), Rates::default(), region)
    }

    /// The settings, to be changed one by one.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// The settings of this client, to make another that differs in some.
    ///
    /// The other shares the connections, and the credential with its renewal unless it is given another. Its retry tokens, its rate
    /// limits and its idea of the server's clock are its own.
    ///
    /// ```
    /// # #[cfg(feature = "reqwest")]
    /// # fn main() -> Result<(), qcloud_client::Error> {
    /// use qcloud_client::{Client, Credential};
    ///
    /// let client = Client::builder().credential(Credential::new("id", "key")).region("ap-guangzhou").build()?;
    /// let abroad = client.to_builder().region("ap-singapore").build()?;
    /// assert_eq!((client.region(), abroad.region()), (Some("ap-guangzhou"), Some("ap-singapore")));
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "reqwest"))]
    /// # fn main() {}
    /// ```
    pub fn to_builder(&self) -> ClientBuilder {
        ClientBuilder {
            credentials: Some(Arc::new(OfClient(Arc::clone(&self.inner)))),
            ..self.inner.settings.clone()
        }
    }

    /// The region of calls that set none: the builder's, else `TENCENTCLOUD_REGION` of the environment, before which a region of the
    /// credential goes.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.inner.options.region.as_deref().or(self.inner.shared.region.as_deref())
    }

    /// The language of the server's messages to calls that set none; without one the server chooses.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.inner.options.language.as_deref()
    }
}

/// The credential of another client, renewed for both at once.
struct OfClient(Arc<Inner>);

impl CredentialProvider for OfClient {
    fn credential<'a>(&'a self, _: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
        Box::pin(self.0.shared.credentials.get(std::time::Duration::MAX))
    }
}

impl fmt::Debug for OfClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OfClient")
    }
}

/// What the environment has for a region; an empty one is none. One that is no text can't be one either, and is told by the calls.
fn environment_region() -> Option<String> {
    let region = std::env::var_os("TENCENTCLOUD_REGION").filter(|region| !region.is_empty())?;
    Some(region.to_string_lossy().into_owned())
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("transport", &self.inner.shared.transport)
            .field("region", &self.region())
            .field("hosts", &self.inner.shared.hosts)
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
#[derive(Clone, Debug)]
#[must_use]
pub struct ClientBuilder {
    transport: Option<Arc<dyn Transport>>,
    credentials: Option<Arc<dyn CredentialProvider>>,
    runtime: Option<Arc<dyn Runtime>>,
    algorithm: SignatureMethod,
    hosts: Hosts,
    /// Why an endpoint is none.
    problem: Option<String>,
    retry_tokens: u32,
    rate_limit: Option<u32>,
    rate_limits: Vec<(String, u32)>,
    app_name: Option<String>,
    sends_trace_ids: bool,
    observers: Observers,
    options: SharedOptions,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            transport: None,
            credentials: None,
            runtime: None,
            algorithm: SignatureMethod::default(),
            hosts: Hosts::default(),
            problem: None,
            retry_tokens: RetryTokens::CAPACITY,
            rate_limit: None,
            rate_limits: Vec::new(),
            app_name: None,
            sends_trace_ids: false,
            observers: Observers::default(),
            options: SharedOptions::default(),
        }
    }
}

impl ClientBuilder {
    /// The credential to sign with. It, or a provider, is required.
    pub fn credential(self, credential: Credential) -> Self {
        self.credential_provider(credential)
    }

    /// Where to get the credential from.
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

    /// How requests of the legacy API are signed. HMAC-SHA-256 unless set.
    pub fn signature_method(mut self, method: SignatureMethod) -> Self {
        self.algorithm = method;
        self
    }

    /// How many retry tokens the calls of the client share. 500 unless set; 0 is no retry after a failure, and [`u32::MAX`] no
    /// bound.
    ///
    /// A retry takes 5 of them, after a time-out 10. They come back when the retry succeeds, one with each call that succeeds
    /// at once, and one each second; while there are none, calls that fail are not repeated, so that a server that is down is
    /// not stormed. A retry because of too many calls takes none.
    pub fn retry_tokens(mut self, tokens: u32) -> Self {
        self.retry_tokens = tokens;
        self
    }

    /// How many attempts all calls of the client make in a second, at most: a second's worth may go at once, and those that follow
    /// wait for their turn, within the timeout of their call. A call that would wait for longer ends at once, with
    /// [`ErrorKind::RateLimit`](crate::ErrorKind::RateLimit). Clones share the limit. There is none unless set.
    pub fn rate_limit(mut self, per_second: u32) -> Self {
        self.rate_limit = Some(per_second);
        self
    }

    /// The same for the attempts of one Action, such as `DescribeInstances`, beside the limit of all.
    pub fn action_rate_limit(mut self, action: impl Into<String>, per_second: u32) -> Self {
        let action = action.into();
        self.rate_limits.retain(|(other, _)| *other != action);
        self.rate_limits.push((action, per_second));
        self
    }

    /// What the program calls itself to the API and in the header `User-Agent`, behind the client's own name, for the vendor's
    /// logs: at most 128 letters, digits, blanks and `-_,;.`.
    pub fn app_name(mut self, name: impl Into<String>) -> Self {
        self.app_name = Some(name.into());
        self
    }

    /// Whether each request has a new random id in the header `X-TC-TraceId`, which the server answers with, as some of the
    /// vendor's clients do. One that is given with [`header`](Self::header) goes before it. `false` unless set.
    pub fn trace_ids(mut self, trace_ids: bool) -> Self {
        self.sends_trace_ids = trace_ids;
        self
    }

    /// Who is told what the calls of the client do: see [`observer`](crate::observer). There may be several.
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observers.add(observer);
        self
    }

    /// Where the services are, such as `intl.tencentcloudapi.com`: `cvm` is then at `cvm.intl.tencentcloudapi.com`, whatever the
    /// protocol. That of the protocol unless set. It is signed for the same service.
    ///
    /// It changes hosts of the usual form, one word before the protocol's domain; an Action's own host stays, as does a service's
    /// with another form.
    pub fn root_domain(mut self, domain: impl Into<String>) -> Self {
        self.hosts.root_domain = Some(domain.into()).filter(|domain| !domain.is_empty());
        self
    }

    /// Takes the hosts inside of the vendor's networks, such as `cvm.internal.tencentcloudapi.com`, for hosts of the usual form.
    pub fn internal(mut self) -> Self {
        self.hosts.internal = true;
        self
    }

    /// Whether calls go to the host of their region, such as `cvm.ap-beijing.tencentcloudapi.com`, where hosts are of the usual
    /// form and there is a region. `false` unless set. The regions for banks (`ap-shanghai-fsi`) have their own hosts in any case.
    pub fn regional_hosts(mut self, regional: bool) -> Self {
        self.hosts.regional = regional;
        self
    }

    /// Other root domains, taken in this order when no connection comes about with the first. There are none unless set.
    ///
    /// A call goes on to the next only as long as nothing of it can have been sent, within its attempts, and is signed anew. A host
    /// to which there was no connection is left alone for a minute by all calls of the client and its clones. What has a host of its
    /// own, or goes to an endpoint, has no other.
    pub fn fallback_root_domains(mut self, domains: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.hosts.fallbacks = domains.into_iter().map(Into::into).collect();
        self
    }

    /// Sends every call to this address instead of the service's own, such as `https://gateway.example.com/tencent`. It is signed
    /// for the host in the address and for the service's own path, before which the path of the address is only sent. What the
    /// client's credential asks sts for goes there too, unless its provider has an `endpoint` of its own.
    pub fn endpoint(self, address: &str) -> Self {
        self.with_endpoint(Endpoint::https(address))
    }

    /// Sends every call without TLS to a server on this machine, such as `http://127.0.0.1:8080`: for tests. The service's
    /// own host stays in the header `Host` and in the signature. No other address is taken.
    pub fn loopback_endpoint(self, address: &str) -> Self {
        self.with_endpoint(Endpoint::loopback(address))
    }

    /// All that another client says of hosts.
    #[cfg(feature = "identity")]
    pub(crate) fn hosts(mut self, hosts: Hosts) -> Self {
        self.hosts = hosts;
        self
    }

    pub(crate) fn with_endpoint(mut self, endpoint: Result<Endpoint, String>) -> Self {
        match endpoint {
            Ok(endpoint) => (self.hosts.endpoint, self.problem) = (Some(endpoint), None),
            Err(problem) => self.problem = Some(problem),
        }
        self
    }

    option_setters!();

    /// The client.
    ///
    /// # Errors
    ///
    /// [`Error::is_invalid_request`] when something is missing or is not what it should be: the message says what to do.
    pub fn build(mut self) -> Result<Client, Error> {
        let setup = |problem: &str| Error::new(Kind::Setup(problem.to_owned()));
        let credentials = self
            .credentials
            .take()
            .ok_or_else(|| setup("the client has no credential: give it one with `credential(...)`"))?;
        self.transport = Some(self.transport.map_or_else(default_transport, Ok)?);
        self.runtime = Some(self.runtime.map_or_else(default_runtime, Ok)?);
        let is_none = |text: &Option<String>| text.as_deref().is_some_and(|text| !is_word(text));
        if is_none(&self.options.region) {
            return Err(setup("the region is none, such as `ap-guangzhou`"));
        }
        let region = environment_region();
        if self.options.region.is_none() && is_none(&region) {
            return Err(setup("TENCENTCLOUD_REGION has no region, such as `ap-guangzhou`"));
        }
        if is_none(&self.options.language) {
            return Err(setup("the language is none, such as `en-US`"));
        }
        if self.app_name.as_deref().is_some_and(|name| !is_app_name(name)) {
            return Err(setup(
                "the name of the program is none: it has 1 to 128 letters, digits, blanks and `-_,;.`",
            ));
        }
        if let Some(problem) = self.options.headers.problem.as_ref().or(self.problem.as_ref()) {
            return Err(setup(problem));
        }
        self.hosts.check().map_err(|problem| setup(&problem))?;
        let rates = Rates::new(self.rate_limit, &self.rate_limits);
        let rates = rates.map_err(|problem| setup(&problem))?;
        Ok(self.finish(credentials, rates, region))
    }

    /// The client of settings that are checked, and have a transport and a runtime.
    fn finish(
        self,
        credentials: Arc<dyn CredentialProvider>,
        rates: Rates,
        environment_region: Option<String>,
    ) -> Client {
        let (transport, runtime) = (self.transport.clone(), self.runtime.clone());
        let transport = transport.expect("who finishes a client has set its transport");
        let runtime = runtime.expect("who finishes a client has set its runtime");
        let region = self.options.region.clone().or_else(|| environment_region.clone());
        let context =
            Context::of_client(Arc::clone(&transport), Arc::clone(&runtime), region, self.hosts.clone());
        let shared = Shared {
            region: environment_region,
            algorithm: self.algorithm,
            hosts: self.hosts.clone(),
            tokens: RetryTokens::new(self.retry_tokens),
            rates,
            app_name: self.app_name.clone(),
            sends_trace_ids: self.sends_trace_ids,
            observers: self.observers.clone(),
            ..Shared::new(transport, Credentials::new(credentials, context), runtime)
        };
        Client { inner: Arc::new(Inner { shared, options: self.options.clone(), settings: self }) }
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
