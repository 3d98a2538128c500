//! What client and transport tell each other of one exchange, beside its request and response.

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU16, Ordering};

use http::{Request, StatusCode};

use super::Delivery;

/// An extension of every request that the client hands to a transport: what the transport should know of it, and what the
/// transport tells about it while it is on its way.
///
/// When time runs out the client drops the exchange, and asks here what it may say of the request. A transport that tells
/// nothing is fully in order: its requests "may have been sent".
///
/// ```
/// use qcloud_client::transport::{Delivery, Exchange};
///
/// # fn send(request: http::Request<bytes::Bytes>) {
/// let exchange = Exchange::of(&request);
/// exchange.tell(Delivery::NotSent); // looks for a connection; none that is kept, if the request can't be repeated
/// let keep_alive = exchange.may_be_repeated();
/// exchange.tell(Delivery::Unknown); // writes the request
/// # let _ = keep_alive;
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Exchange(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    repeatable: bool,
    reservation: Option<Reservation>,
    /// A [`Delivery`]. Who sees that it was answered sees the status too.
    delivery: AtomicU8,
    /// That of the response; 0 before it has begun.
    status: AtomicU16,
}

impl Exchange {
    pub(crate) fn new(repeatable: bool, reservation: Option<Reservation>) -> Self {
        let delivery = AtomicU8::new(Delivery::Unknown as u8);
        Self(Arc::new(Inner { repeatable, reservation, delivery, status: AtomicU16::new(0) }))
    }

    /// That of a request; for a request that does not come from the client, one that nobody asks.
    #[must_use]
    pub fn of<B>(request: &Request<B>) -> Self {
        request.extensions().get().cloned().unwrap_or_else(|| Self::new(true, None))
    }

    /// Whether the client may send the request again when its connection ends without an answer. One that it may not should
    /// not go out on a connection that was kept, which the server may be closing just now.
    #[must_use]
    pub fn may_be_repeated(&self) -> bool {
        self.0.repeatable
    }

    /// Whether the client has waited for [`Transport::reserve`](super::Transport::reserve), and holds what that gave until
    /// the exchange is over.
    #[must_use]
    pub fn is_reserved(&self) -> bool {
        self.0.reservation.is_some()
    }

    /// Says what may have become of the request up to now. "Not sent" must be certain.
    pub fn tell(&self, delivery: Delivery) {
        self.0.delivery.store(delivery as u8, Ordering::Release);
    }

    /// Says that the response has begun, with this status.
    pub fn tell_status(&self, status: StatusCode) {
        self.0.status.store(status.as_u16(), Ordering::Relaxed);
        self.tell(Delivery::Answered);
    }

    pub(crate) fn delivery(&self) -> Delivery {
        let told = self.0.delivery.load(Ordering::Acquire);
        let all = [Delivery::NotSent, Delivery::Unknown, Delivery::Answered];
        all.into_iter().find(|delivery| *delivery as u8 == told).unwrap_or(Delivery::Unknown)
    }

    pub(crate) fn status(&self) -> Option<StatusCode> {
        StatusCode::from_u16(self.0.status.load(Ordering::Relaxed)).ok()
    }
}

/// What of a request the spec calls sensitive, for a transport that writes it down. An extension of the request.
#[cfg(feature = "testing")]
#[derive(Clone, Default)]
pub(crate) struct Secrets(Arc<Vec<zeroize::Zeroizing<String>>>);

#[cfg(feature = "testing")]
impl Secrets {
    pub(crate) fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        Self(Arc::new(secrets.into_iter().map(|secret| zeroize::Zeroizing::new(secret.to_owned())).collect()))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|secret| secret.as_str())
    }
}

/// The parameters of a request in JSON, where its body is none. An extension of the request.
#[cfg(feature = "testing")]
#[derive(Clone)]
pub(crate) struct SentJson(pub(crate) bytes::Bytes);

/// A place that a transport keeps for one exchange, given back when this is dropped. See
/// [`Transport::reserve`](super::Transport::reserve).
pub struct Reservation(
    #[allow(dead_code, reason = "it is there to be dropped")] Option<Box<dyn Any + Send + Sync>>,
);

impl Reservation {
    /// A transport without bounds needs no places.
    #[must_use]
    pub const fn none() -> Self {
        Self(None)
    }

    /// A place that is given back when `place` is dropped.
    pub fn holding(place: impl Any + Send + Sync) -> Self {
        Self(Some(Box::new(place)))
    }
}

impl fmt::Debug for Reservation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Reservation").field(&self.0.is_some()).finish()
    }
}
