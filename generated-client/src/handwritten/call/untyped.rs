//! Calls of Actions that have no spec.

use std::fmt;
use std::marker::PhantomData;

use super::{Received, Response, ResultOnly, WithMetadata};
use crate::Json;
use crate::handwritten::attempts::{self, Plan, SharedOptions, call_setters, option_setters};
use crate::handwritten::client::Client;
use crate::handwritten::error::Error;
use crate::handwritten::protocol::{Untyped, body_text};
use crate::handwritten::runtime::BoxFuture;

impl Client {
    /// Calls an Action that has no spec (yet), of any protocol: [`Untyped::tc3`] and [`Untyped::v2`] make the request.
    ///
    /// ```no_run
    /// use qcloud_client::{Client, Json, Untyped};
    ///
    /// # async fn call(client: Client) -> Result<(), qcloud_client::Error> {
    /// let request = Untyped::tc3("cvm", "2017-03-12", "DescribeRegions", Json::Object(Default::default()));
    /// let response = client.call_untyped(request.idempotent(true)).await?;
    /// println!("{}", response["TotalCount"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn call_untyped(&self, request: Untyped) -> UntypedCall {
        UntypedCall::new(self.clone(), Plan::untyped(request), self.inner.options.clone())
    }
}

/// A call of an Action that has no spec, answered with JSON: the whole body in the legacy API, the object `Response` in API
/// 3.0.
///
/// ```no_run
/// # async fn region_count(client: qcloud_client::Client) -> Result<(), qcloud_client::Error> {
/// use std::time::Duration;
///
/// use qcloud_client::{Json, Untyped};
///
/// let request = Untyped::tc3("cvm", "2017-03-12", "DescribeRegions", Json::Object(Default::default()));
/// let call = client.call_untyped(request.idempotent(true)).timeout(Duration::from_secs(5)).with_metadata();
/// let (answer, metadata) = call.await?.into_parts();
/// println!("{} by {:?}", answer["TotalCount"], metadata.request_id());
/// # Ok(())
/// # }
/// ```
#[must_use = "a call is sent when it is awaited"]
pub struct UntypedCall<M = ResultOnly> {
    client: Client,
    plan: Plan,
    pub(super) options: SharedOptions,
    answer: PhantomData<fn() -> M>,
}

impl UntypedCall {
    pub(super) fn new(client: Client, plan: Plan, options: SharedOptions) -> Self {
        Self { client, plan, options, answer: PhantomData }
    }

    /// The same call, answered with status, headers and body too, as [`Call::with_metadata`](crate::Call::with_metadata).
    pub fn with_metadata(self) -> UntypedCall<WithMetadata> {
        UntypedCall { client: self.client, plan: self.plan, options: self.options, answer: PhantomData }
    }

    /// The call as a future that sends it: `Send`, `'static` and `Unpin`. Nothing is sent before it is polled.
    ///
    /// # Errors
    ///
    /// As awaiting the call has them.
    #[must_use = "a call is sent when it is awaited"]
    pub fn send(self) -> BoxFuture<'static, Result<Json, Error>> {
        Box::pin(async move { Ok(self.receive().await?.result) })
    }
}

impl UntypedCall<WithMetadata> {
    /// The call as a future that sends it: `Send`, `'static` and `Unpin`. Nothing is sent before it is polled.
    ///
    /// # Errors
    ///
    /// As awaiting the call has them.
    #[must_use = "a call is sent when it is awaited"]
    pub fn send(self) -> BoxFuture<'static, Result<Response<Json>, Error>> {
        Box::pin(async move { Ok(self.receive().await?.into_response()) })
    }
}

impl<M> UntypedCall<M> {
    option_setters!();
    call_setters!();

    pub(super) fn receive(self) -> impl Future<Output = Result<Received<Json>, Error>> {
        receive(self.client, self.plan, self.options)
    }
}

/// Sends a request, whatever is wanted of its answer: one future for both kinds of calls.
async fn receive(client: Client, plan: Plan, options: SharedOptions) -> Result<Received<Json>, Error> {
    let mut result = Json::Null;
    let mut read = |body: &[u8], _| {
        result = plan.protocol.read_untyped(body_text(body)?)?;
        Ok(Vec::new())
    };
    let done = attempts::run(&client.inner.shared, &plan, &options, &mut read).await?;
    let (protocol, action) = (plan.protocol, plan.action);
    Ok(Received { result, notes: Vec::new(), items: Vec::new(), done, protocol, action })
}

impl IntoFuture for UntypedCall {
    type Output = Result<Json, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}

impl IntoFuture for UntypedCall<WithMetadata> {
    type Output = Result<Response<Json>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}

impl<M> fmt::Debug for UntypedCall<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UntypedCall")
            .field("plan", &self.plan)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
