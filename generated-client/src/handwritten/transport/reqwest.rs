//! The default transport: reqwest, HTTP/1.1, rustls.

use std::time::Duration;

use bytes::{Bytes, BytesMut};

use super::{BoxFuture, Transport, TransportError, TransportErrorKind as Kind, tls};
use crate::handwritten::protocol::CLIENT_NAME;

/// HTTP over [reqwest](https://docs.rs/reqwest), with a pool of connections that are kept alive.
///
/// Trusts the certificates that the machine trusts. Proxies are taken from the environment (`HTTPS_PROXY`, `NO_PROXY`)
/// unless [`proxy_from_env`](ReqwestTransportBuilder::proxy_from_env) says otherwise. Cheap to clone; clones share the
/// pool. Works only inside a tokio runtime.
///
/// ```
/// use std::time::Duration;
/// use qcloud_client::transport::ReqwestTransport;
///
/// let transport = ReqwestTransport::builder()
///     .connect_timeout(Duration::from_secs(3))
///     .max_response_bytes(1024 * 1024)
///     .build()?;
/// # Ok::<(), qcloud_client::transport::TransportError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    http: reqwest::Client,
    connect_timeout: Duration,
    max_response_bytes: usize,
}

impl ReqwestTransport {
    /// The settings, to be changed one by one.
    pub fn builder() -> ReqwestTransportBuilder {
        ReqwestTransportBuilder {
            connect_timeout: Duration::from_secs(5),
            idle_timeout: Duration::from_secs(30),
            max_response_bytes: 16 * 1024 * 1024,
            proxy_from_env: true,
        }
    }

    async fn exchange(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let request = reqwest::Request::try_from(request).map_err(|error| caused_by(Kind::Refused, error))?;
        let mut response = self.http.execute(request).await.map_err(|error| self.before_response(error))?;

        let status = response.status();
        let too_large =
            || TransportError::new(Kind::ResponseTooLarge(self.max_response_bytes)).with_status(status);
        // The length of a compressed body is not told here, so it says only when to give up early.
        let announced =
            response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
        if announced > self.max_response_bytes {
            return Err(too_large());
        }
        let mut body = BytesMut::with_capacity(announced);
        while let Some(chunk) =
            response.chunk().await.map_err(|error| within_response(error).with_status(status))?
        {
            if body.len() + chunk.len() > self.max_response_bytes {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }

        let mut whole = http::Response::new(body.freeze());
        *whole.status_mut() = status;
        *whole.headers_mut() = std::mem::take(response.headers_mut());
        Ok(whole)
    }

    fn before_response(&self, error: reqwest::Error) -> TransportError {
        let kind = if error.is_builder() {
            Kind::Refused
        } else if !error.is_connect() {
            // Also when hyper found a kept connection closed: the request may have been on its way.
            Kind::Cut
        } else if error.is_timeout() {
            Kind::ConnectTimeout(self.connect_timeout)
        } else {
            Kind::Connect
        };
        caused_by(kind, error)
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(self.exchange(request))
    }
}

fn within_response(error: reqwest::Error) -> TransportError {
    // A body that ends early and one that can't be decompressed come as the same kind; the decompressor's complaint is
    // about data.
    let damaged = sources(&error).any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|error| {
            matches!(error.kind(), std::io::ErrorKind::InvalidData | std::io::ErrorKind::InvalidInput)
        })
    });
    caused_by(if damaged { Kind::ResponseDamaged } else { Kind::ResponseCut }, error)
}

fn sources<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error), |error| error.source())
}

/// The URL has the query, and the query has the signature.
fn caused_by(kind: Kind, error: reqwest::Error) -> TransportError {
    TransportError::new(kind).with_source(error.without_url())
}

/// Settings of a [`ReqwestTransport`].
#[derive(Clone, Debug)]
#[must_use]
pub struct ReqwestTransportBuilder {
    connect_timeout: Duration,
    idle_timeout: Duration,
    max_response_bytes: usize,
    proxy_from_env: bool,
}

impl ReqwestTransportBuilder {
    /// How long finding the address, connecting and the TLS handshake may take together. 5 seconds unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a connection is kept that nobody uses. 30 seconds unless set, less than servers usually keep theirs: a
    /// request on a connection that the server is just closing fails, and may then not be repeated.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// The size of a response's body, decompressed, above which it is given up. 16 MiB unless set.
    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.max_response_bytes = limit;
        self
    }

    /// Whether to go through the proxy that the environment names. `true` unless set.
    pub fn proxy_from_env(mut self, wanted: bool) -> Self {
        self.proxy_from_env = wanted;
        self
    }

    /// The transport.
    ///
    /// # Errors
    ///
    /// A [`TransportError`] when TLS can't be set up.
    pub fn build(self) -> Result<ReqwestTransport, TransportError> {
        let tls = tls::config().map_err(|error| TransportError::new(Kind::Refused).with_source(error))?;
        let mut http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(CLIENT_NAME)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // Repeating is for the client to decide, which knows the Action and signs anew.
            .retry(reqwest::retry::never())
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(self.idle_timeout)
            .gzip(true);
        if !self.proxy_from_env {
            http = http.no_proxy();
        }
        Ok(ReqwestTransport {
            http: http.build().map_err(|error| caused_by(Kind::Refused, error))?,
            connect_timeout: self.connect_timeout,
            max_response_bytes: self.max_response_bytes,
        })
    }
}
