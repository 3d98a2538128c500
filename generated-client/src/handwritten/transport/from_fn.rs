//! A transport that is a closure.

use std::fmt;

use bytes::Bytes;

use super::{Body, BoxFuture, Transport, TransportError};

/// A transport that asks a closure, for programs that have a way to the network already, and for tests. The closure keeps to
/// what [`Transport::send`] asks for; it is given one request at a time and gives its response, whatever the status.
///
/// ```
/// use qcloud_client::transport::{self, TransportError, TransportErrorKind};
/// use qcloud_client::{Client, Credential, Json, Untyped};
///
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let transport = transport::from_fn(|request| async move {
///     if request.headers()["host"] != "cvm.tencentcloudapi.com" {
///         return Err(TransportError::new(TransportErrorKind::Connect));
///     }
///     Ok(http::Response::new(r#"{"Response": {"TotalCount": 7, "RequestId": "r"}}"#.into()))
/// });
/// # let runtime = qcloud_client::testing::TestRuntime::new();
/// let client = Client::builder().credential(Credential::new("id", "key")).transport(transport).runtime(runtime).build()?;
/// let request = Untyped::tc3("cvm", "2017-03-12", "DescribeInstances", Json::Object(Default::default()));
/// assert_eq!(client.call_untyped(request).await?["TotalCount"], 7);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "testing"))]
/// # fn main() {}
/// ```
pub fn from_fn<F, A>(send: F) -> FromFn<F>
where
    F: Fn(http::Request<Bytes>) -> A + Send + Sync,
    A: Future<Output = Result<http::Response<Body>, TransportError>> + Send,
{
    FromFn(send)
}

/// A transport that asks a closure, see [`from_fn`].
#[derive(Clone)]
pub struct FromFn<F>(F);

impl<F, A> Transport for FromFn<F>
where
    F: Fn(http::Request<Bytes>) -> A + Send + Sync,
    A: Future<Output = Result<http::Response<Body>, TransportError>> + Send,
{
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move { (self.0)(request).await })
    }
}

impl<F> fmt::Debug for FromFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromFn").finish_non_exhaustive()
    }
}
