//! Calls of Actions that have no spec.

use std::fmt;
use std::time::Duration;

use crate::Json;
use crate::handwritten::attempts;
use crate::handwritten::attempts::retry::RetryPolicy;
use crate::handwritten::call::{CallOptions, Plan};
use crate::handwritten::client::Client;
use crate::handwritten::error::Error;
use crate::handwritten::protocol;
use crate::handwritten::runtime::BoxFuture;

/// A call of an Action that has no spec, answered with JSON: the whole body in the legacy API, the object `Response` in API
/// 3.0. See [`Client::call_untyped`](crate::Client::call_untyped) and
/// [`Client::call_untyped_tc3`](crate::Client::call_untyped_tc3).
#[must_use = "a call is sent when it is awaited"]
pub struct UntypedCall {
    client: Client,
    plan: Plan,
    options: CallOptions,
}

impl UntypedCall {
    pub(crate) fn new(client: Client, plan: Plan, options: CallOptions) -> Self {
        Self { client, plan, options }
    }

    /// Whether repeating the request changes nothing more, so that it may be sent again after a failure.
    pub fn idempotent(mut self, idempotent: bool) -> Self {
        self.plan.idempotent = idempotent;
        self
    }

    /// Keeps the values under these names out of errors, logs and Debug: at any depth, whatever stands under them, in either
    /// case of letters. Beside them the client knows by itself what has a name of a secret, such as `Password`, `SecretKey` or
    /// `Token`, and every text that begins as a private key in PEM. All other values are plain: a server that quotes one in its
    /// message is shown with it.
    ///
    /// ```no_run
    /// # fn call(client: &qcloud_client::Client) {
    /// let call = client.call_untyped("cvm", "ResetInstances", [("Pin", "1234")]).sensitive(["Pin"]);
    /// # drop(call);
    /// # }
    /// ```
    pub fn sensitive(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let names: Vec<_> = names.into_iter().map(Into::into).collect();
        self.plan.message.keep_secret(&names);
        self
    }

    /// Sends the call to another host of the vendor, such as `cvm.api.cloud.tencent.com`.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.plan.host = host.into().into();
        self
    }

    /// How long the call may take with all its attempts.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = timeout;
        self
    }

    /// How long one attempt may take.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.options.attempt_timeout = timeout;
        self
    }

    /// How often and after what wait the call is repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = policy;
        self
    }

    /// The region of this call, such as `ap-guangzhou`.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.options.region = Some(region.into()).filter(|region| !region.is_empty());
        self
    }

    async fn send(self) -> Result<Json, Error> {
        let mut result = Json::Null;
        let mut read = |body: &[u8]| {
            result = protocol::read_untyped(body, self.plan.envelope)?;
            Ok(())
        };
        attempts::run(self.client.shared(), &self.plan, &self.options, &mut read).await?;
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
