//! The default transport: reqwest over rustls.

use std::fmt;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::uri::Authority;
use hyper::body::Body as _;
use reqwest::Url;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::coding::Unpacking;
use super::pools::{Pools, Route};
use super::proxy::is_local;
use super::watch::Watched;
use super::{
    Body, BoxFuture, Delivery, Exchange, Reservation, Transport, TransportError, TransportErrorKind as Kind,
};

/// What hyper says of more headers than it reads; it has no other name for it in a client.
const HEAD_TOO_LARGE: &str = "message head is too large";

/// HTTP over [reqwest](https://docs.rs/reqwest), with pools of connections: HTTP/1.1, and HTTP/2 where the server has it with
/// the feature `http2`.
///
/// Trusts the certificates that the machine trusts. Where one of the environment variables `SSL_CERT_FILE` (a file of PEM) and
/// `SSL_CERT_DIR` (directories of such files) is set, trusts those instead, and can't be built when there is none behind one
/// that is set. Mozilla's list is taken only on a machine without any, as a container made from scratch is. Proxies are taken
/// from the environment (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`) unless
/// [`proxy_from_env`](super::ReqwestTransportBuilder::proxy_from_env) says otherwise; this machine is never reached through one.
///
/// A request that may be repeated goes out on a connection that is kept. One that may not gets a connection of its own, since the
/// server may be closing a kept one just then, and nobody could say what became of the request: a call that writes costs a
/// handshake more, two round trips to the server.
///
/// Cheap to clone; clones share the connections. Works inside of any tokio runtime, also of several at once; outside of one its
/// requests are refused.
///
/// ```
/// use std::time::Duration;
/// use qcloud_client::transport::ReqwestTransport;
///
/// let transport = ReqwestTransport::builder()
///     .connect_timeout(Duration::from_secs(3))
///     .max_connections(10)
///     .proxy("http://proxy.example.com:3128")
///     .proxy_credentials("user", "password")
///     .build()?;
/// # Ok::<(), qcloud_client::transport::TransportError>(())
/// ```
#[derive(Clone)]
pub struct ReqwestTransport(Arc<Inner>);

struct Inner {
    pools: Pools,
    /// A place for each request that may be on its way.
    places: Arc<Semaphore>,
    connect_timeout: Duration,
    /// That of the request before, without its query.
    address: Mutex<Option<Url>>,
}

impl ReqwestTransport {
    pub(super) fn new(pools: Pools, places: Semaphore, connect_timeout: Duration) -> Self {
        Self(Arc::new(Inner { pools, places: Arc::new(places), connect_timeout, address: Mutex::default() }))
    }

    /// A place for a request; nobody closes the semaphore.
    async fn place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0.places).acquire_owned().await.ok()
    }

    /// The request in the library's form. It has the whole address taken apart for each; here that of the request before is kept, since the next
    /// one mostly has another query alone.
    fn request(&self, request: http::Request<Bytes>) -> reqwest::Result<reqwest::Request> {
        let mut kept = self.0.address.lock().unwrap_or_else(PoisonError::into_inner);
        let uri = request.uri();
        let authority = uri.authority().map(Authority::as_str);
        let is_kept = |url: &&Url| {
            (Some(url.scheme()), Some(url.authority()), url.path())
                == (uri.scheme_str(), authority, uri.path())
        };
        let Some(mut url) = kept.as_ref().filter(is_kept).cloned() else {
            let request = reqwest::Request::try_from(request)?;
            // The query may have secrets.
            let mut url = request.url().clone();
            url.set_query(None);
            *kept = Some(url);
            return Ok(request);
        };
        drop(kept);
        url.set_query(uri.query());
        let (parts, body) = request.into_parts();
        let mut request = reqwest::Request::new(parts.method, url);
        *request.headers_mut() = parts.headers;
        *request.body_mut() = Some(body.into());
        Ok(request)
    }

    async fn exchange(
        &self,
        exchange: Exchange,
        request: reqwest::Result<reqwest::Request>,
    ) -> Result<http::Response<Body>, TransportError> {
        let runtime = Handle::try_current().map_err(|_| {
            TransportError::new(Kind::Refused).with_source("reqwest works only inside of a tokio runtime")
        })?;
        exchange.tell(Delivery::NotSent);
        let place = if exchange.is_reserved() { None } else { self.place().await };
        let request = request.map_err(|error| caused_by(Kind::Refused, error))?;
        let route = Route { is_fresh: !exchange.may_be_repeated(), is_local: is_local(request.url()) };
        let http = self.0.pools.client(runtime.id(), route);
        let http = http.map_err(|error| caused_by(Kind::Refused, error))?;
        exchange.tell(Delivery::Unknown);
        let sent = Watched::new(exchange.clone(), http.execute(request)).await;
        let response = sent.map_err(|error| self.before_response(error))?;
        exchange.tell_status(response.status());

        let (mut parts, body) = http::Response::from(response).into_parts();
        let unpacking = Unpacking::of(&mut parts.headers);
        Ok(http::Response::from_parts(parts, Body::stream(Chunks { body, unpacking, _place: place })))
    }

    fn before_response(&self, error: reqwest::Error) -> TransportError {
        let of_http = sources(&error).find_map(|cause| cause.downcast_ref::<hyper::Error>());
        let kind = if error.is_builder() {
            Kind::Refused
        } else if error.is_connect() && error.is_timeout() {
            Kind::ConnectTimeout(self.0.connect_timeout)
        } else if error.is_connect() {
            Kind::Connect
        } else if of_http.is_some_and(|error| error.is_parse() && error.to_string() == HEAD_TOO_LARGE) {
            Kind::HeadTooLarge
        } else if of_http.is_some_and(hyper::Error::is_parse) {
            Kind::NotHttp
        } else {
            // Also when hyper found a kept connection closed: the request may have been on its way.
            Kind::Cut
        };
        caused_by(kind, error)
    }
}

impl Transport for ReqwestTransport {
    fn reserve(&self) -> BoxFuture<'_, Reservation> {
        Box::pin(async { Reservation::holding(self.place().await) })
    }

    fn resolve<'a>(&'a self, host: &'a str) -> BoxFuture<'a, std::io::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            Handle::try_current().map_err(std::io::Error::other)?;
            let mut addresses = Vec::new();
            for address in tokio::net::lookup_host((host, 0)).await? {
                addresses.push(address.ip());
            }
            Ok(addresses)
        })
    }

    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        // What waits would have room for both forms of it otherwise.
        let (exchange, request) = (Exchange::of(&request), self.request(request));
        Box::pin(self.exchange(exchange, request))
    }
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport")
            .field("connect_timeout", &self.0.connect_timeout)
            .finish_non_exhaustive()
    }
}

/// A body on its way, in the chunks that it comes in.
struct Chunks {
    body: reqwest::Body,
    unpacking: Option<Unpacking>,
    /// Given back with the body.
    _place: Option<OwnedSemaphorePermit>,
}

impl Stream for Chunks {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
            let Some(frame) = frame.transpose().map_err(within_response)? else {
                let rest = self.unpacking.take().map(|mut unpacking| unpacking.end());
                return Poll::Ready(rest.filter(|rest| !rest.as_ref().is_ok_and(Bytes::is_empty)));
            };
            // What is no data is headers behind the body, which nobody asks for.
            let Ok(data) = frame.into_data() else { continue };
            return Poll::Ready(Some(match &mut self.unpacking {
                Some(unpacking) => unpacking.chunk(&data),
                None => Ok(data),
            }));
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_goes_to_the_address_that_it_names_whichever_was_kept() {
        let transport = ReqwestTransport::builder().build().unwrap();
        let addresses = [
            "https://cvm.tencentcloudapi.com/",
            "https://cvm.tencentcloudapi.com",
            "https://CVM.tencentcloudapi.com/",
            "https://cvm.tencentcloudapi.com:443/",
            "http://cvm.tencentcloudapi.com/",
            "https://cvm.tencentcloudapi.com/?",
            "https://cvm.tencentcloudapi.com/?a=1&b=%41+'x'|%zz",
            "https://cvm.tencentcloudapi.com/v2/../index.php?a=1",
            "https://cvm.tencentcloudapi.com/v2/index.php?a=2",
            "http://127.0.0.1:8080/v2/index.php?a=3#b",
            "http://[::1]:8080/v2/index.php",
        ];
        // Each comes behind every other one, and behind itself.
        for address in addresses.iter().flat_map(|first| addresses.map(|second| [*first, second, second])) {
            for address in address {
                let request =
                    http::Request::post(address).header("a", "b").body(Bytes::from("body")).unwrap();
                let expected = Url::parse(&request.uri().to_string()).unwrap();
                let request = transport.request(request).unwrap();
                assert_eq!(request.url(), &expected, "{address}");
                let body = request.body().and_then(reqwest::Body::as_bytes);
                assert_eq!((request.method().as_str(), body), ("POST", Some(&b"body"[..])));
                assert_eq!(request.headers()["a"], "b");
            }
        }
    }

    #[test]
    fn what_is_kept_of_an_address_is_no_query() {
        let transport = ReqwestTransport::builder().build().unwrap();
        let request = http::Request::get("https://cvm.tencentcloudapi.com/?Signature=s3cr3t");
        transport.request(request.body(Bytes::new()).unwrap()).unwrap();
        let kept = transport.0.address.lock().unwrap().clone();
        assert_eq!(kept.unwrap().as_str(), "https://cvm.tencentcloudapi.com/");
    }
}
