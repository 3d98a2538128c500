//! Calls of Actions that have no spec.

use std::fmt;

use crate::Json;
use crate::handwritten::attempts::{self, CallOptions, Plan, option_setters};
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
        let options = self.inner.options.clone();
        UntypedCall { client: self.clone(), plan: Plan::untyped(request), options }
    }
}

/// A call of an Action that has no spec, answered with JSON: the whole body in the legacy API, the object `Response` in API
/// 3.0.
#[must_use = "a call is sent when it is awaited"]
pub struct UntypedCall {
    client: Client,
    plan: Plan,
    options: CallOptions,
}

impl UntypedCall {
    option_setters!();

    async fn send(self) -> Result<Json, Error> {
        let mut result = Json::Null;
        let mut read = |body: &[u8]| {
            result = self.plan.protocol.read_untyped(body_text(body)?)?;
            Ok(())
        };
        attempts::run(&self.client.inner.shared, &self.plan, &self.options, &mut read).await?;
        Ok(result)
    }
}

impl IntoFuture for UntypedCall {
    type Output = Result<Json, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl fmt::Debug for UntypedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UntypedCall")
            .field("plan", &self.plan)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
