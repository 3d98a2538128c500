//! The server: a listener on loopback, a task for each connection, and a handle for whoever started it.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::StatusCode;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Body as _;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use jiff::Timestamp;
use qcloud_codegen::Diagnostics;
use qcloud_codegen::model::Api;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::certificates::Store;
use crate::credentials::Credentials;
use crate::embedded;
use crate::fault::Fault;
use crate::identity::{self, metadata};
use crate::log::Request;
use crate::plan::Plan;
use crate::protocol::Incoming;
use crate::response::{Answer, Cut, PacedBody};
use crate::state::{Clock, Decision, Observer, Shared, State, inner};

/// The longest body that is read.
const LONGEST_BODY: usize = 16 << 20;
/// The shorter one of the windows that the vendor's pages name.
const WINDOW: Duration = Duration::from_secs(5 * 60);
/// How long a client may take for the head of a request.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);
/// How long to wait when no connection can be accepted.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A running server. It stops when it is dropped.
#[derive(Debug)]
pub struct MockServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl MockServer {
    /// Starts a server with the repository's own spec, on a free port of loopback.
    ///
    /// # Errors
    ///
    /// The spec is wrong, or there is no port.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Settings for a server.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The address of loopback on which it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens, as `http://127.0.0.1:PORT`. The path is the service's: `/v2/index.php`, or `/` of API 3.0.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The credentials that it accepts.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.shared.credentials
    }

    /// The requests so far, in the order in which they were complete; of a server that runs for long, the last 100,000.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.shared.state().log.requests()
    }

    /// The certificates of the account, as `CertGetList` of `wss` shows them with `withCert`.
    #[must_use]
    pub fn certificates(&self) -> Vec<Value> {
        let now = self.shared.now();
        self.shared.state().store.as_ref().map(|store| store.records(now)).unwrap_or_default()
    }

    /// Spoils the next request that has no fault yet. Called twice, the second fault is for the request after that.
    pub fn inject(&self, fault: Fault) {
        self.shared.state().plan.push(fault);
    }

    /// Spoils the request with this number, counted from 1 since the start.
    pub fn inject_at(&self, number: u64, fault: Fault) {
        self.shared.state().plan.insert(number, fault);
    }

    /// Spoils a share of the requests that have no other fault.
    pub fn inject_randomly(&self, probability: f64, fault: Fault) {
        self.shared.state().plan.share(probability, fault);
    }

    /// From now on nothing goes wrong any more. A clock that was set stays so.
    pub fn clear_faults(&self) {
        self.shared.state().plan.clear();
    }

    /// Sets the server's clock so many seconds ahead of the real one.
    pub fn set_clock_skew(&self, seconds: i64) {
        self.shared.state().skew = seconds;
    }

    /// Closes all connections, and waits until the port is free.
    pub async fn shutdown(mut self) {
        self.task.abort();
        // The only error is that it was aborted.
        let _ = (&mut self.task).await;
    }

    /// Serves until the process ends.
    ///
    /// # Errors
    ///
    /// The listener failed.
    pub async fn serve(mut self) -> io::Result<()> {
        (&mut self.task).await.map_err(io::Error::other)
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Where the spec comes from.
#[derive(Debug)]
enum Spec {
    Embedded,
    Directory(PathBuf),
    Read(Arc<Api>),
}

/// Settings for a [`MockServer`].
#[must_use]
pub struct Builder {
    spec: Spec,
    address: SocketAddr,
    credentials: Credentials,
    token: Option<String>,
    window: Duration,
    header_timeout: Duration,
    clock: Clock,
    observer: Option<Observer>,
    plan: Plan,
    is_stateless: bool,
    uploaded: Option<usize>,
    identity: identity::Settings,
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

    /// Keeps nothing in memory: all Actions answer from their examples.
    pub fn stateless(mut self) -> Self {
        self.is_stateless = true;
        self
    }

    /// So many certificates, named `host-1.example.com` and so on, in place of the few that differ.
    pub fn uploaded_certificates(mut self, count: usize) -> Self {
        self.uploaded = Some(count);
        self
    }

    /// Spoils the request with this number, as [`MockServer::inject_at`].
    pub fn fault_at(mut self, number: u64, fault: Fault) -> Self {
        self.plan.insert(number, fault);
        self
    }

    /// As [`MockServer::inject_randomly`]. The same [`seed`](Self::seed) spoils the same requests.
    pub fn random_fault(mut self, probability: f64, fault: Fault) -> Self {
        self.plan.share(probability, fault);
        self
    }

    /// What decides which requests are spoiled at random; 0 when left out.
    pub fn seed(mut self, seed: u64) -> Self {
        self.plan.seed(seed);
        self
    }

    /// Reads the spec and starts to listen. Needs a running tokio runtime, with I/O and time.
    ///
    /// # Errors
    ///
    /// The spec is wrong, the address is not of loopback, or it is taken.
    pub async fn start(self) -> Result<MockServer, StartError> {
        if !self.address.ip().is_loopback() {
            return Err(StartError::NotLoopback(self.address));
        }
        let api = match self.spec {
            Spec::Embedded => embedded::api().map_err(StartError::Unpack)?,
            Spec::Directory(directory) => {
                Arc::new(qcloud_codegen::read(&directory).map_err(StartError::Spec)?)
            }
            Spec::Read(api) => api,
        };
        let listener = TcpListener::bind(self.address).await.map_err(StartError::Bind)?;
        let address = listener.local_addr().map_err(StartError::Bind)?;
        let now = Timestamp::try_from((self.clock)()).unwrap_or(Timestamp::UNIX_EPOCH);
        let store = match self.uploaded {
            _ if self.is_stateless => None,
            Some(count) => Some(Store::with_uploaded(count, now)),
            None => Some(Store::seeded(now)),
        };
        let shared = Arc::new(Shared {
            api,
            credentials: self.credentials,
            token: self.token,
            clock: self.clock,
            window: self.window,
            observer: self.observer,
            identity: self.identity,
            state: Mutex::new(State::new(self.plan, store)),
        });
        let task = tokio::spawn(accept(listener, Arc::clone(&shared), self.header_timeout));
        Ok(MockServer { address, shared, task })
    }
}

/// Why a server did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// What is wrong with the spec.
    Spec(Diagnostics),
    /// The spec in the program can't be unpacked for a moment.
    Unpack(io::Error),
    /// Others could reach the server at this address.
    NotLoopback(SocketAddr),
    /// The address can't be listened on.
    Bind(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spec(diagnostics) => write!(f, "the spec is wrong\n{diagnostics}"),
            Self::NotLoopback(address) => {
                write!(f, "{address} is not an address of loopback, and others must not reach the server")
            }
            Self::Unpack(error) => write!(f, "the spec in the program can't be unpacked: {error}"),
            Self::Bind(error) => write!(f, "the address can't be listened on: {error}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Spec(_) | Self::NotLoopback(_) => None,
            Self::Unpack(error) | Self::Bind(error) => Some(error),
        }
    }
}

/// Connections live in this task, and end with it.
async fn accept(listener: TcpListener, shared: Arc<Shared>, header_timeout: Duration) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve(stream, Arc::clone(&shared), header_timeout));
                }
                // A client that is gone again, or too many open files: either passes, but not at once.
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, shared: Arc<Shared>, header_timeout: Duration) {
    // Without it a slow drip waits for acknowledgements.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let shared = Arc::clone(&shared);
        async move { respond(&shared, request).await }
    });
    let mut http = hyper::server::conn::http1::Builder::new();
    // A client that has said all that it will say may still hear why that is no request.
    http.timer(TokioTimer::new()).header_read_timeout(header_timeout).half_close(true);
    // The error is one that was asked for, or the client's.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}

async fn respond(
    shared: &Shared,
    request: http::Request<hyper::body::Incoming>,
) -> Result<http::Response<PacedBody>, Cut> {
    let (parts, body) = request.into_parts();
    // What a body says of its length is enough to refuse it.
    let is_too_long = body.size_hint().lower() > LONGEST_BODY as u64;
    let body: Bytes = match Limited::new(body, LONGEST_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => {
            let status = if is_too_long || error.is::<LengthLimitError>() {
                StatusCode::PAYLOAD_TOO_LARGE
            } else {
                StatusCode::BAD_REQUEST
            };
            return Ok(Answer::html(status).whole(shared.now()));
        }
    };
    let serves = |protocol, path: &str| {
        shared.api.services.iter().any(|service| service.protocol == protocol && service.path == path)
    };
    let Decision { answer, fault, date } = if metadata::is_meant(parts.uri.path()) {
        shared.decide_metadata(&parts)
    } else {
        let (incoming, well_formed) = Incoming::read(parts, body, serves);
        shared.decide(&incoming, well_formed)
    };
    Ok(match inner(fault.as_ref()) {
        Some(Fault::Latency(time)) => {
            tokio::time::sleep(*time).await;
            answer.whole(date)
        }
        Some(Fault::Hang) => std::future::pending().await,
        Some(Fault::Lost | Fault::CutBefore) => return Err(Cut),
        Some(Fault::CutAfter) => answer.cut(date),
        Some(Fault::Drip(pause)) => answer.dripping(date, *pause),
        Some(Fault::Truncated) => answer.truncated().whole(date),
        _ => answer.whole(date),
    })
}
