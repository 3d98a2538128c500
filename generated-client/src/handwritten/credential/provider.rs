//! Where a client gets its credential: the trait, what a provider is given, and what is a provider already.

use std::fmt;
use std::sync::Arc;

use super::{Credential, CredentialError};
use crate::handwritten::hosts::Hosts;
use crate::handwritten::runtime::{BoxFuture, Runtime};
use crate::handwritten::transport::Transport;

/// What a client lends a provider that has to fetch a credential: its way to the network, its clock, and its region. A provider
/// that goes by them has the client's roots of trust, its proxies and, in tests, its prepared answers and its clock. Those of this
/// crate that ask sts find it where the client has its services.
#[derive(Clone, Debug)]
pub struct Context {
    transport: Arc<dyn Transport>,
    runtime: Arc<dyn Runtime>,
    region: Option<String>,
    #[cfg_attr(
        not(feature = "identity"),
        expect(dead_code, reason = "what is in it is for providers that make calls")
    )]
    hosts: Hosts,
}

impl Context {
    /// What a provider is given by a client with this transport and this runtime: for tests of providers.
    pub fn new(transport: impl Transport + 'static, runtime: impl Runtime + 'static) -> Self {
        Self::of_client(Arc::new(transport), Arc::new(runtime), None, Hosts::default())
    }

    pub(crate) fn of_client(
        transport: Arc<dyn Transport>,
        runtime: Arc<dyn Runtime>,
        region: Option<String>,
        hosts: Hosts,
    ) -> Self {
        Self { transport, runtime, region, hosts }
    }

    /// The transport of the client.
    #[must_use]
    pub fn transport(&self) -> &Arc<dyn Transport> {
        &self.transport
    }

    /// The clock, timer and randomness of the client.
    #[must_use]
    pub fn runtime(&self) -> &Arc<dyn Runtime> {
        &self.runtime
    }

    /// The region that the client was built with, or that of the environment.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// Where the client has its services.
    #[cfg(feature = "identity")]
    pub(crate) fn hosts(&self) -> &Hosts {
        &self.hosts
    }
}

/// Where a client gets its credential. For credentials that change while the client lives: temporary ones, or ones rotated in a
/// secret store.
///
/// A [`Credential`] is a provider of itself, and so are an `Arc` or a `Box` of a provider; [`from_fn`] makes one of a closure.
/// The client and its clones ask once at a time, whoever needs a credential meanwhile waits for that answer. A credential that
/// [expires](Credential::with_expiry) is kept, and asked for again five minutes before (earlier, when it lives shorter than ten),
/// at most two seconds, or half of the call's time, long while the kept one is good: a failed or slow renewal fails no call before that. After a failure the
/// provider is not asked for five seconds. One that does not expire is asked for anew before every attempt. The time it takes
/// counts against the timeout of the call.
///
/// ```
/// use qcloud_client::Credential;
/// use qcloud_client::credential::{Context, CredentialError, CredentialProvider};
/// use qcloud_client::runtime::BoxFuture;
///
/// #[derive(Debug)]
/// struct FromVault;
///
/// impl CredentialProvider for FromVault {
///     fn credential<'a>(&'a self, _: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
///         Box::pin(async {
///             let (id, key) = read_vault().await.map_err(CredentialError::provider)?;
///             Ok(Credential::new(id, key))
///         })
///     }
/// }
/// # async fn read_vault() -> std::io::Result<(String, String)> { Ok(Default::default()) }
/// ```
pub trait CredentialProvider: fmt::Debug + Send + Sync {
    /// The credential to sign with now.
    fn credential<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>>;

    /// A credential that is always the same, where there is one: no call then waits for another one's question.
    fn fixed(&self) -> Option<Credential> {
        None
    }
}

impl CredentialProvider for Credential {
    fn fixed(&self) -> Option<Credential> {
        self.expires().is_none().then(|| self.clone())
    }

    fn credential<'a>(&'a self, _: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

impl<P: CredentialProvider + ?Sized> CredentialProvider for Arc<P> {
    fn fixed(&self) -> Option<Credential> {
        (**self).fixed()
    }

    fn credential<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
        (**self).credential(context)
    }
}

impl<P: CredentialProvider + ?Sized> CredentialProvider for Box<P> {
    fn fixed(&self) -> Option<Credential> {
        (**self).fixed()
    }

    fn credential<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
        (**self).credential(context)
    }
}

/// A provider that asks a closure.
///
/// ```
/// # #[cfg(feature = "reqwest")] {
/// use qcloud_client::{Client, Credential, credential};
///
/// let client = Client::new(credential::from_fn(|_| async {
///     let (id, key) = read_vault().await.map_err(credential::CredentialError::provider)?;
///     Ok(Credential::new(id, key))
/// }));
/// # async fn read_vault() -> std::io::Result<(String, String)> { Ok(Default::default()) }
/// # let _ = client;
/// # }
/// ```
pub fn from_fn<F, A>(ask: F) -> FromFn<F>
where
    F: Fn(Context) -> A + Send + Sync,
    A: Future<Output = Result<Credential, CredentialError>> + Send,
{
    FromFn(ask)
}

/// A provider that asks a closure, see [`from_fn`].
#[derive(Clone)]
pub struct FromFn<F>(F);

impl<F, A> CredentialProvider for FromFn<F>
where
    F: Fn(Context) -> A + Send + Sync,
    A: Future<Output = Result<Credential, CredentialError>> + Send,
{
    fn credential<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
        let context = context.clone();
        Box::pin(async move { (self.0)(context).await })
    }
}

impl<F> fmt::Debug for FromFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromFn").finish_non_exhaustive()
    }
}
