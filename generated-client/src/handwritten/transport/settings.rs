//! The settings of the default transport, and what becomes of them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use super::pools::{Change, Pools, Recipe, Route};
use super::tls::{self, ClientCertificate};
use super::{ReqwestTransport, TransportError, TransportErrorKind, proxy};

impl ReqwestTransport {
    /// The settings of a transport, to be changed one by one.
    pub fn builder() -> ReqwestTransportBuilder {
        ReqwestTransportBuilder::default()
    }
}

/// Settings of a [`ReqwestTransport`].
#[derive(Clone)]
#[must_use]
pub struct ReqwestTransportBuilder {
    connect_timeout: Duration,
    idle_timeout: Duration,
    max_connections: usize,
    tls: tls::Settings,
    proxy_from_env: bool,
    proxy: Option<Zeroizing<String>>,
    proxy_credentials: Option<(String, Zeroizing<String>)>,
    change: Option<Change>,
}

impl Default for ReqwestTransportBuilder {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            idle_timeout: Duration::from_secs(30),
            max_connections: 50,
            tls: tls::Settings::default(),
            proxy_from_env: true,
            proxy: None,
            proxy_credentials: None,
            change: None,
        }
    }
}

impl ReqwestTransportBuilder {
    /// How long finding the address, connecting and the TLS handshake may take together. 5 seconds unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a connection is kept that nobody uses. 30 seconds unless set, less than servers usually keep theirs: a
    /// request on a connection that the server is just closing fails. Only requests that may be repeated go out on kept
    /// connections.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// How many requests may be on their way at once, each on a connection of its own; 0 counts as 1. 50 unless set, so that
    /// no number of calls at once exhausts the files that a process may have open.
    ///
    /// Further requests wait. That counts against the time of a call, not of an attempt, and a call whose time runs out
    /// while it waits was not sent. Of connections without a request, as many are kept for each host.
    pub fn max_connections(mut self, most: usize) -> Self {
        self.max_connections = most.clamp(1, Semaphore::MAX_PERMITS);
        self
    }

    /// Trusts these root certificates too, in PEM, one or several in a text: those of a company whose proxy looks into the
    /// traffic, for one. Each call adds to those before.
    ///
    /// Beside them the machine's own are trusted, or those that the environment variables `SSL_CERT_FILE` and
    /// `SSL_CERT_DIR` name.
    pub fn root_certificates(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.tls.roots.push(pem.as_ref().to_vec());
        self
    }

    /// Trusts these root certificates, in PEM, and no others than those that were given to the builder: neither the machine's
    /// nor those that the environment names.
    pub fn only_root_certificates(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.tls.only = true;
        self.root_certificates(pem)
    }

    /// Shows itself to servers with this certificate, for gateways that want to know who calls: the certificate and those that
    /// vouch for it, and its private key, both in PEM. None unless set.
    ///
    /// The key is wiped from the builder when that goes, and never printed.
    pub fn client_certificate(
        mut self,
        certificates: impl AsRef<[u8]>,
        private_key: impl AsRef<[u8]>,
    ) -> Self {
        let key = Zeroizing::new(private_key.as_ref().to_vec());
        self.tls.client = Some(ClientCertificate { chain: certificates.as_ref().to_vec(), key });
        self
    }

    /// Goes through this proxy to every host but this machine, whatever the environment says: `http://proxy.example.com:3128`,
    /// or with `https`, `socks4`, `socks4a`, `socks5`, `socks5h` in place of `http`. `NO_PROXY` is not looked at.
    ///
    /// A user name and a password may stand in the address, percent-encoded, or be given to
    /// [`proxy_credentials`](Self::proxy_credentials) as they are. An address that can't be used is an error of
    /// [`build`](Self::build).
    pub fn proxy(mut self, address: &str) -> Self {
        self.proxy = Some(Zeroizing::new(address.to_owned()));
        self
    }

    /// The user name and password for the proxy that [`proxy`](Self::proxy) names. They are never printed.
    pub fn proxy_credentials(mut self, user: &str, password: &str) -> Self {
        self.proxy_credentials = Some((user.to_owned(), Zeroizing::new(password.to_owned())));
        self
    }

    /// Whether to go through the proxies that the environment names, unless the program names one. `true` unless set.
    ///
    /// `HTTPS_PROXY`, `HTTP_PROXY` and `ALL_PROXY` are read, in capitals or not, and `NO_PROXY`, which lists the hosts that are
    /// reached directly. This machine (`localhost`, `127.0.0.1`, `::1`) is always reached directly. A variable that is set to
    /// what is no address is an error of [`build`](Self::build).
    pub fn proxy_from_env(mut self, wanted: bool) -> Self {
        self.proxy_from_env = wanted;
        self
    }

    /// Changes anything else in the settings of reqwest, such as the resolver or the address to connect from.
    ///
    /// The function is called behind the settings above, once for each pool of connections. Afterwards the transport sets again
    /// what it rests on: no redirects, no repeating, no `Referer`, and no proxy on the way to this machine. The first of several
    /// proxies is taken, and those set above come first.
    ///
    /// ```
    /// use std::net::Ipv4Addr;
    /// use qcloud_client::transport::ReqwestTransport;
    ///
    /// let transport = ReqwestTransport::builder()
    ///     .http(|http| http.local_address(Some(Ipv4Addr::LOCALHOST.into())).tcp_nodelay(true))
    ///     .build()?;
    /// # Ok::<(), qcloud_client::transport::TransportError>(())
    /// ```
    pub fn http(
        mut self,
        change: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.change = Some(Arc::new(change));
        self
    }

    /// The transport.
    ///
    /// # Errors
    ///
    /// A [`TransportError`] whose cause says what is wrong: a certificate or key that is none, `SSL_CERT_FILE` or `SSL_CERT_DIR`
    /// without a root certificate behind it, a proxy that is no address. Neither keys nor passwords are in its words.
    pub fn build(self) -> Result<ReqwestTransport, TransportError> {
        let refused = |problem: String| TransportError::new(TransportErrorKind::Refused).with_source(problem);
        let proxies = match &self.proxy {
            Some(address) => {
                let credentials = self.proxy_credentials.as_ref();
                let credentials = credentials.map(|(user, password)| (user.as_str(), password.as_str()));
                vec![proxy::of_program(address, credentials).map_err(refused)?]
            }
            None if self.proxy_credentials.is_some() => {
                return Err(refused("`proxy_credentials(...)` goes with `proxy(...)`".to_owned()));
            }
            None if self.proxy_from_env => {
                proxy::of_environment(|name| std::env::var_os(name)).map_err(refused)?
            }
            None => Vec::new(),
        };
        let recipe = Recipe {
            tls: tls::config(&self.tls).map_err(refused)?,
            connect_timeout: self.connect_timeout,
            idle_timeout: self.idle_timeout,
            max_connections: self.max_connections,
            proxies,
            change: self.change,
        };
        // Made again where it is needed; what is wrong is said now.
        let route = Route { is_fresh: false, is_local: false };
        drop(recipe.client(route).map_err(|error| refused(error.without_url().to_string()))?);
        Ok(ReqwestTransport::new(
            Pools::new(recipe),
            Semaphore::new(self.max_connections),
            self.connect_timeout,
        ))
    }
}

impl fmt::Debug for ReqwestTransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither keys nor addresses of proxies, which may have a password.
        f.debug_struct("ReqwestTransportBuilder")
            .field("connect_timeout", &self.connect_timeout)
            .field("idle_timeout", &self.idle_timeout)
            .field("max_connections", &self.max_connections)
            .field("proxy_from_env", &self.proxy_from_env)
            .finish_non_exhaustive()
    }
}
