//! Which Actions a test run has called.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use super::lock::lock;
use crate::handwritten::observer::{Event, Observer};

/// An observer that remembers which Actions were called, whatever the transport: a test holds a program to the Actions that its keys
/// are allowed.
///
/// An Action is named as `cvm:DescribeInstances`, by the service's name in the API. Cheap to clone; clones share what they know.
///
/// ```
/// # #[cfg(feature = "wss")]
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use qcloud_client::testing::{CalledActions, ReplayTransport, TestRuntime};
/// use qcloud_client::wss::CertGetListRequest;
/// use qcloud_client::{Client, Credential};
///
/// let called = CalledActions::new();
/// let client = Client::builder()
///     .credential(Credential::new("id", "key"))
///     .transport(ReplayTransport::new().result::<CertGetListRequest>(Default::default()))
///     .runtime(TestRuntime::new())
///     .observer(called.clone())
///     .build()?;
/// client.wss().cert_get_list(CertGetListRequest::new()).await?;
/// called.assert_only(["wss:CertGetList", "wss:CertDelete"]);
/// assert_eq!(called.names(), ["wss:CertGetList"]);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "wss"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug, Default)]
pub struct CalledActions(Arc<Mutex<BTreeSet<String>>>);

impl CalledActions {
    /// One that knows of no call yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The Actions that were called, each once, in alphabetical order.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        lock(&self.0).iter().cloned().collect()
    }

    /// Checks that no other Action was called than these.
    ///
    /// # Panics
    ///
    /// When another one was; the message names all of them.
    #[track_caller]
    pub fn assert_only<'n>(&self, allowed: impl IntoIterator<Item = &'n str>) {
        let allowed: BTreeSet<&str> = allowed.into_iter().collect();
        let others: Vec<_> =
            self.names().into_iter().filter(|name| !allowed.contains(name.as_str())).collect();
        assert!(others.is_empty(), "Actions were called that are not allowed: {}", others.join(", "));
    }
}

impl Observer for CalledActions {
    fn event(&self, event: &Event<'_>) {
        if let Event::Started { call } = event {
            lock(&self.0).insert(format!("{}:{}", call.service, call.action));
        }
    }
}
