//! A transport that never answers.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};

use super::lock::lock;
use crate::handwritten::runtime::BoxFuture;
use crate::handwritten::transport::{Body, Transport, TransportError};

/// A transport that takes requests and never answers, to see what a timeout does.
///
/// Requests that are given up are counted: dropping a call must end its exchange.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
///
/// use qcloud_client::testing::{SilentTransport, TestRuntime};
/// use qcloud_client::{Client, Credential, Json, Untyped};
///
/// let silent = SilentTransport::new();
/// let client = Client::builder()
///     .credential(Credential::new("id", "key"))
///     .transport(silent.clone())
///     .runtime(TestRuntime::new())
///     .timeout(Duration::from_secs(5))
///     .build()?;
/// let request = Untyped::tc3("cvm", "2017-03-12", "RunInstances", Json::Object(Default::default()));
/// let error = client.call_untyped(request).await.unwrap_err();
/// assert!(error.is_timeout() && error.may_have_been_sent());
/// assert_eq!((silent.sent(), silent.dropped()), (1, 1));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct SilentTransport {
    counts: Arc<Mutex<Counts>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    sent: usize,
    dropped: usize,
}

impl SilentTransport {
    /// A transport that never answers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many requests were sent.
    #[must_use]
    pub fn sent(&self) -> usize {
        lock(&self.counts).sent
    }

    /// How many of them were given up by dropping the future.
    #[must_use]
    pub fn dropped(&self) -> usize {
        lock(&self.counts).dropped
    }
}

impl Transport for SilentTransport {
    fn send(&self, _: Request<Bytes>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        struct Guard(Arc<Mutex<Counts>>);

        impl Drop for Guard {
            fn drop(&mut self) {
                lock(&self.0).dropped += 1;
            }
        }

        lock(&self.counts).sent += 1;
        let guard = Guard(Arc::clone(&self.counts));
        Box::pin(async move {
            let _guard = guard;
            std::future::pending().await
        })
    }
}
