//! The settings of a server, before it is started.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use qcloud_codegen::model::Api;
use serde_json::Value;

use crate::credentials::Credentials;
use crate::fault::Fault;
use crate::identity;
use crate::log::Request;
use crate::plan::Plan;
use crate::state::{Clock, Observer};
use crate::task::TaskTime;

/// The shorter one of the windows that the vendor's pages name.
const WINDOW: Duration = Duration::from_secs(5 * 60);
/// How long a client may take for the head of a request.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);

/// Where the spec comes from.
#[derive(Debug)]
pub(crate) enum Spec {
    Embedded,
    Directory(PathBuf),
    Read(Arc<Api>),
}

/// Settings for a [`MockServer`](crate::MockServer).
#[must_use]
pub struct Builder {
    pub(crate) spec: Spec,
    pub(crate) address: SocketAddr,
    pub(crate) credentials: Credentials,
    pub(crate) token: Option<String>,
    pub(crate) window: Duration,
    pub(crate) header_timeout: Duration,
    pub(crate) clock: Clock,
    pub(crate) observer: Option<Observer>,
    pub(crate) plan: Plan,
    pub(crate) is_stateless: bool,
    pub(crate) uploaded: Option<usize>,
    pub(crate) task_time: TaskTime,
    pub(crate) resources: Vec<[String; 4]>,
    pub(crate) failures: Vec<(String, String)>,
    pub(crate) identity: identity::Settings,
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("address", &self.address)
            .field("credentials", &self.credentials)
            .field("plan", &self.plan)
            .finish_non_exhaustive()
    }
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            spec: Spec::Embedded,
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            credentials: Credentials::default(),
            token: None,
            window: WINDOW,
            header_timeout: HEADER_TIMEOUT,
            clock: Box::new(SystemTime::now),
            observer: None,
            plan: Plan::new(),
            is_stateless: false,
            uploaded: None,
            task_time: TaskTime::default(),
            resources: Vec::new(),
            failures: Vec::new(),
            identity: identity::Settings::default(),
        }
    }
}

impl Builder {
    /// The directory of the spec; the one of `qcloud-client`, which is in the program, when left out.
    pub fn spec(mut self, directory: impl Into<PathBuf>) -> Self {
        self.spec = Spec::Directory(directory.into());
        self
    }

    /// A spec that was read already, in place of a directory: many servers can share it.
    ///
    /// ```
    /// use std::sync::{Arc, Mutex};
    ///
    /// use qcloud_mock_server::MockServer;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    /// let api = Arc::new(qcloud_codegen::read(&directory)?);
    /// let first = MockServer::builder().api(Arc::clone(&api)).start().await?;
    /// let second = MockServer::builder().api(api).start().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn api(mut self, api: impl Into<Arc<Api>>) -> Self {
        self.spec = Spec::Read(api.into());
        self
    }

    /// Where to listen: an address of loopback. A free port when left out.
    pub fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// The credentials that are accepted.
    pub fn credentials(mut self, secret_id: impl Into<String>, secret_key: impl Into<String>) -> Self {
        self.credentials = Credentials { secret_id: secret_id.into(), secret_key: secret_key.into() };
        self
    }

    /// The token that every request must have. When left out, none is needed and any is accepted.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// How long temporary keys hold, whatever is asked for. Zero gives out keys that have expired already. Two hours, or what was asked for,
    /// when left out; those of the instance six hours.
    pub fn key_lifetime(mut self, lifetime: Duration) -> Self {
        self.identity.lifetime = Some(lifetime);
        self
    }

    /// The role of the instance whose metadata service the server is; an empty one is none. `mock-role` when left out.
    pub fn instance_role(mut self, role: impl Into<String>) -> Self {
        self.identity.role = Some(role.into()).filter(|role| !role.is_empty());
        self
    }

    /// The region of the instance; `ap-guangzhou` when left out.
    pub fn instance_region(mut self, region: impl Into<String>) -> Self {
        self.identity.region = region.into();
        self
    }

    /// How far a timestamp may be from the server's clock; five minutes when left out.
    pub fn timestamp_window(mut self, window: Duration) -> Self {
        self.window = window;
        self
    }

    /// How long a client may take for the head of a request before its connection is closed; 30 seconds when left out.
    pub fn header_timeout(mut self, timeout: Duration) -> Self {
        self.header_timeout = timeout;
        self
    }

    /// What tells the time; the system's clock when left out.
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Is called with each request, before it is answered.
    pub fn observe(mut self, observer: impl Fn(&Request) + Send + Sync + 'static) -> Self {
        self.observer = Some(Box::new(observer));
        self
    }

    /// Keeps nothing in memory: all Actions answer from their examples, or with what is made up, and what is waited for is over.
    pub fn stateless(mut self) -> Self {
        self.is_stateless = true;
        self
    }

    /// So many certificates, named `host-1.example.com` and so on, in place of the few that differ.
    pub fn uploaded_certificates(mut self, count: usize) -> Self {
        self.uploaded = Some(count);
        self
    }

    /// How long tasks take: deployments, searches, deletions, the issue of a certificate, and whatever the spec says how to wait for. Two
    /// questions when left out.
    pub fn task_time(mut self, time: TaskTime) -> Self {
        self.task_time = time;
        self
    }

    /// One more cloud resource: its kind, its region (empty where the kind has none), its name as `InstanceIdList` of
    /// `DeployCertificateInstance` has it, and the id of the certificate that it uses (empty for none).
    pub fn resource(
        mut self,
        kind: impl Into<String>,
        region: impl Into<String>,
        name: impl Into<String>,
        certificate: impl Into<String>,
    ) -> Self {
        self.resources.push([kind.into(), region.into(), name.into(), certificate.into()]);
        self
    }

    /// A resource that takes no certificate, as [`MockServer::fail_resource`](crate::MockServer::fail_resource).
    pub fn failing_resource(mut self, name: impl Into<String>, reason: impl Into<String>) -> Self {
        self.failures.push((name.into(), reason.into()));
        self
    }

    /// Spoils the request with this number, as [`MockServer::inject_at`](crate::MockServer::inject_at).
    pub fn fault_at(mut self, number: u64, fault: Fault) -> Self {
        self.plan.insert(number, fault);
        self
    }

    /// Spoils the next request of an Action, as [`MockServer::inject_for`](crate::MockServer::inject_for).
    pub fn fault_for(mut self, action: impl Into<String>, fault: Fault) -> Self {
        self.plan.push_for(action.into(), fault);
        self
    }

    /// Answers the next request of an Action, as [`MockServer::answer_for`](crate::MockServer::answer_for).
    pub fn answer_for(mut self, action: impl Into<String>, results: impl IntoIterator<Item = Value>) -> Self {
        self.plan.answer(action.into(), results);
        self
    }

    /// As [`MockServer::inject_randomly`](crate::MockServer::inject_randomly). The same [`seed`](Self::seed) spoils the same requests.
    pub fn random_fault(mut self, probability: f64, fault: Fault) -> Self {
        self.plan.share(probability, fault);
        self
    }

    /// What decides which requests are spoiled at random; 0 when left out.
    pub fn seed(mut self, seed: u64) -> Self {
        self.plan.seed(seed);
        self
    }
}
