//! How a request gets to the server and a response back: the trait, and the errors of the way.

mod body;
#[cfg(feature = "reqwest")]
mod coding;
mod exchange;
mod from_fn;
#[cfg(feature = "reqwest")]
mod pools;
#[cfg(feature = "reqwest")]
mod proxy;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "reqwest")]
mod settings;
#[cfg(feature = "reqwest")]
mod tls;
#[cfg(feature = "reqwest")]
mod watch;

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};

pub use self::body::Body;
pub use self::exchange::{Exchange, Reservation};
#[cfg(feature = "testing")]
pub(crate) use self::exchange::{Secrets, SentJson};
pub use self::from_fn::{FromFn, from_fn};
#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;
#[cfg(feature = "reqwest")]
pub use self::settings::ReqwestTransportBuilder;
pub use crate::handwritten::runtime::BoxFuture;

/// Sends one request and gives the response, whose [`Body`] may still be on its way.
///
/// The client does the rest: signing, timeouts, retries, reading, and the bounds on the size of a body and the time that it takes. A
/// transport must therefore not repeat a request, follow redirects, or treat any status as an error; and it must say in its errors
/// what may have happened to the request. It limits the time to connect itself. Dropping the future, or the body, ends the exchange.
/// What else client and transport have to tell each other is in the extension [`Exchange`] of the request.
///
/// The body of a request and the query of its URL may hold private keys and always hold a signature: don't log them.
///
/// An `Arc` or a `Box` of a transport is one, and [`from_fn`] makes one of a closure.
///
/// ```
/// use std::net::IpAddr;
///
/// use bytes::Bytes;
/// use qcloud_client::transport::{Body, BoxFuture, Reservation, Transport, TransportError};
///
/// /// Tells the hosts that another transport is asked for.
/// #[derive(Debug)]
/// struct Hosts<T>(T);
///
/// impl<T: Transport> Transport for Hosts<T> {
///     fn reserve(&self) -> BoxFuture<'_, Reservation> {
///         self.0.reserve()
///     }
///
///     fn resolve<'a>(&'a self, host: &'a str) -> BoxFuture<'a, std::io::Result<Vec<IpAddr>>> {
///         self.0.resolve(host)
///     }
///
///     fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
///         eprintln!("{:?}", request.uri().host());
///         self.0.send(request)
///     }
/// }
/// ```
pub trait Transport: fmt::Debug + Send + Sync {
    /// Waits until one more request may be on its way, for transports with bounds. The client asks before it signs; the time
    /// counts against the call, not the attempt, and a call that ends here was not sent. What this gives is held until the
    /// exchange is over. A transport around another one hands this on, as it does with requests.
    fn reserve(&self) -> BoxFuture<'_, Reservation> {
        Box::pin(std::future::ready(Reservation::none()))
    }

    /// The addresses of a host, for whoever must know where a name leads before anything is sent there: the metadata service of
    /// an instance is trusted only at an address that belongs to the machine's own link.
    ///
    /// # Errors
    ///
    /// When the name has no address; always for a transport that does not say otherwise.
    fn resolve<'a>(&'a self, _host: &'a str) -> BoxFuture<'a, std::io::Result<Vec<IpAddr>>> {
        Box::pin(std::future::ready(Err(std::io::ErrorKind::Unsupported.into())))
    }

    /// Sends the request, once, and gives the response whatever its status, as soon as its head is there.
    ///
    /// # Errors
    ///
    /// Why there is no response, and what may have become of the request.
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn reserve(&self) -> BoxFuture<'_, Reservation> {
        (**self).reserve()
    }

    fn resolve<'a>(&'a self, host: &'a str) -> BoxFuture<'a, std::io::Result<Vec<IpAddr>>> {
        (**self).resolve(host)
    }

    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        (**self).send(request)
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn reserve(&self) -> BoxFuture<'_, Reservation> {
        (**self).reserve()
    }

    fn resolve<'a>(&'a self, host: &'a str) -> BoxFuture<'a, std::io::Result<Vec<IpAddr>>> {
        (**self).resolve(host)
    }

    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        (**self).send(request)
    }
}

/// Whether a response is a stream of events, which is no JSON and has no end that can be waited for.
pub(crate) fn is_event_stream(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case("text/event-stream")
}

/// Stands for a transport that could not be set up: every request is refused with the reason.
#[cfg(feature = "reqwest")]
#[derive(Debug)]
pub(crate) struct Unavailable(String);

#[cfg(feature = "reqwest")]
impl Unavailable {
    pub(crate) fn new(error: &TransportError) -> Self {
        let mut reason = error.to_string();
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            reason = format!("{reason}: {cause}");
            source = cause.source();
        }
        Self(reason)
    }
}

#[cfg(feature = "reqwest")]
impl Transport for Unavailable {
    fn send(
        &self,
        _request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let error = TransportError::new(TransportErrorKind::Refused).with_source(self.0.clone());
        Box::pin(std::future::ready(Err(error)))
    }
}

/// What may have become of a request that failed on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// No byte of it left: the server can't have acted on it.
    NotSent,
    /// It was sent, wholly or in part. The server may have acted on it, or never seen it.
    Unknown,
    /// The server began to answer.
    Answered,
}

/// Why there is no response.
///
/// ```
/// use std::time::Duration;
///
/// use qcloud_client::transport::{Delivery, TransportError, TransportErrorKind};
///
/// let error = TransportError::new(TransportErrorKind::Timeout(Duration::from_secs(5)));
/// assert_eq!(error.delivery(), Delivery::Unknown);
/// ```
#[derive(Clone, Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    status: Option<StatusCode>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// What went wrong on the way. Sorted by what may have happened to the request, see [`TransportError::delivery`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The transport could not be set up, or refused the request. Not sent.
    Refused,
    /// No connection: the name is not known, nobody listens, or the certificate is not trusted. Not sent.
    Connect,
    /// No connection in the time allowed. Not sent.
    ConnectTimeout(Duration),
    /// The connection was cut before the response began. May have been sent.
    Cut,
    /// No response in the time allowed. May have been sent.
    Timeout(Duration),
    /// What came is not HTTP. May have been sent.
    NotHttp,
    /// The response has more than 100 headers, or too large ones. Answered.
    HeadTooLarge,
    /// The response began in the time allowed, and did not end in it. Answered.
    ResponseTimeout(Duration),
    /// The response began, and then nothing came of it for so long. Answered.
    ResponseStalled(Duration),
    /// The connection was cut in the middle of the response. Answered.
    ResponseCut,
    /// The response is larger than allowed, in bytes. Answered.
    ResponseTooLarge(usize),
    /// The response is damaged, as a body that is not what its `Content-Encoding` says. Answered.
    ResponseDamaged,
}

impl TransportError {
    /// An error of this kind, without a cause.
    #[must_use]
    pub const fn new(kind: TransportErrorKind) -> Self {
        Self { kind, status: None, source: None }
    }

    /// Whether no connection came about.
    pub(crate) const fn is_connect(&self) -> bool {
        matches!(self.kind, TransportErrorKind::Connect | TransportErrorKind::ConnectTimeout(_))
    }

    /// The same with a cause, which must not show the request's URL or body.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(Arc::from(source.into()));
        self
    }

    /// The same with the status of the response that had begun.
    #[must_use]
    pub const fn with_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    /// What went wrong, sorted by what may have become of the request.
    #[must_use]
    pub const fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// The status of the response, where it had begun.
    #[must_use]
    pub const fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// What may have become of the request.
    #[must_use]
    pub const fn delivery(&self) -> Delivery {
        use TransportErrorKind as Kind;

        match self.kind {
            Kind::Refused | Kind::Connect | Kind::ConnectTimeout(_) => Delivery::NotSent,
            Kind::Cut | Kind::Timeout(_) | Kind::NotHttp => Delivery::Unknown,
            Kind::HeadTooLarge
            | Kind::ResponseTimeout(_)
            | Kind::ResponseStalled(_)
            | Kind::ResponseCut
            | Kind::ResponseTooLarge(_)
            | Kind::ResponseDamaged => Delivery::Answered,
        }
    }

    /// Whether the time allowed for it had run out.
    #[must_use]
    pub const fn is_timeout(&self) -> bool {
        use TransportErrorKind as Kind;

        matches!(
            self.kind,
            Kind::ConnectTimeout(_) | Kind::Timeout(_) | Kind::ResponseTimeout(_) | Kind::ResponseStalled(_)
        )
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use TransportErrorKind as Kind;

        match self.kind {
            Kind::Refused => f.write_str("the transport refused the request"),
            Kind::Connect => f.write_str("no connection to the server"),
            Kind::ConnectTimeout(after) => write!(f, "no connection to the server within {after:?}"),
            Kind::Cut => f.write_str("the connection was cut before a response"),
            Kind::Timeout(after) => write!(f, "no response within {after:?}"),
            Kind::NotHttp => f.write_str("what the server answered is not HTTP"),
            Kind::HeadTooLarge => f.write_str("the response has more than 100 headers, or too large ones"),
            Kind::ResponseTimeout(after) => write!(f, "the response began, and did not end within {after:?}"),
            Kind::ResponseStalled(after) => {
                write!(f, "nothing came for {after:?} in the middle of the response")
            }
            Kind::ResponseCut => f.write_str("the connection was cut in the middle of the response"),
            Kind::ResponseTooLarge(limit) => write!(f, "the response is larger than {limit} bytes"),
            Kind::ResponseDamaged => f.write_str("the response is damaged"),
        }
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
