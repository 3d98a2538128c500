//! Tells whether an exchange that was given up was still connecting, so that certainly nothing of its request was sent.
//!
//! The library tells nobody. But it connects within the future of the exchange, and drops the unfinished connecting with it, as
//! long as it has not found another connection and begun to send. So the connector, which finds the exchange in a variable of
//! the thread while that is polled, leaves a guard in what it returns, and the guard knows with what it is dropped.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use super::{BoxFuture, Delivery, Exchange};

thread_local! {
    static POLLED: RefCell<Option<Arc<Connecting>>> = const { RefCell::new(None) };
}

/// The future of an exchange, watched while it connects.
pub(super) struct Watched<F> {
    connecting: Arc<Connecting>,
    future: Option<F>,
}

impl<F> Watched<F> {
    pub(super) fn new(exchange: Exchange, future: F) -> Self {
        let connecting = Arc::new(Connecting { exchange, given_up: AtomicBool::new(false) });
        Self { connecting, future: Some(future) }
    }
}

impl<F: Future + Unpin> Future for Watched<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let _polled = Polled(POLLED.replace(Some(self.connecting.clone())));
        match &mut self.future {
            Some(future) => Pin::new(future).poll(context),
            None => Poll::Pending,
        }
    }
}

impl<F> Drop for Watched<F> {
    fn drop(&mut self) {
        self.connecting.given_up.store(true, Ordering::Relaxed);
        drop(self.future.take());
    }
}

/// Puts back what was polled before, even after a panic: exchanges may be nested.
struct Polled(Option<Arc<Connecting>>);

impl Drop for Polled {
    fn drop(&mut self) {
        POLLED.set(self.0.take());
    }
}

struct Connecting {
    exchange: Exchange,
    /// Whether the exchange itself is being dropped.
    given_up: AtomicBool,
}

/// Stays with the connecting until that is done.
struct Guard(Option<Arc<Connecting>>);

impl Guard {
    fn done(mut self) {
        self.0 = None;
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(connecting) = self.0.take().filter(|it| it.given_up.load(Ordering::Relaxed)) {
            connecting.exchange.tell(Delivery::NotSent);
        }
    }
}

/// Makes connectors watched ones.
#[derive(Clone, Copy)]
pub(super) struct WatchLayer;

impl<S> tower_layer::Layer<S> for WatchLayer {
    type Service = WatchedConnector<S>;

    fn layer(&self, connector: S) -> Self::Service {
        WatchedConnector(Arc::new(connector))
    }
}

/// A connector that knows for which exchange it connects. The library copies it several times for each request, most of which never connect: only
/// one that does makes a copy of what is within.
#[derive(Clone)]
pub(super) struct WatchedConnector<S>(Arc<S>);

impl<S, R> tower_service::Service<R> for WatchedConnector<S>
where
    S: tower_service::Service<R> + Clone + Send + 'static,
    S::Future: Send + 'static,
    R: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: R) -> Self::Future {
        let guard = Guard(POLLED.with_borrow(Clone::clone));
        let mut connector = S::clone(&self.0);
        Box::pin(async move {
            poll_fn(|context| connector.poll_ready(context)).await?;
            // Dropped before the guard, which then still tells.
            let connected = connector.call(target).await;
            guard.done();
            connected
        })
    }
}
