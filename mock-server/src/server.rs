//! The server: a listener on loopback, a task for each connection, and a handle for whoever started it.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::request::Parts;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Body as _;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use jiff::Timestamp;
use qcloud_codegen::Diagnostics;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::certificates::Store;
use crate::credentials::Credentials;
use crate::embedded;
use crate::fault::Fault;
use crate::identity::metadata;
use crate::log::Request;
use crate::protocol::Incoming;
use crate::response::{Answer, Cut, End, PacedBody};
use crate::settings::{Builder, Spec};
use crate::state::{Decision, Shared, State, inner};
use crate::task::TaskTime;
use crate::task::Tasks;
use crate::zones::Zones;

/// The longest body that is read.
const LONGEST_BODY: usize = 16 << 20;
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

    /// The cloud resources of the account: kind, region, name as `InstanceIdList` has it, and the id of the certificate.
    #[must_use]
    pub fn resources(&self) -> Vec<(&'static str, String, String, Option<String>)> {
        self.shared.state().store.as_ref().map(Store::bound).unwrap_or_default()
    }

    /// How long tasks take that begin from now on, as [`Builder::task_time`].
    pub fn set_task_time(&self, time: TaskTime) {
        if let Some(store) = &mut self.shared.state().store {
            store.set_task_time(time);
        }
    }

    /// From now on a resource takes no certificate, and the record says why: any with this name, or with this as a part of it, such as
    /// a domain or the id of a load balancer.
    pub fn fail_resource(&self, name: impl Into<String>, reason: impl Into<String>) {
        if let Some(store) = &mut self.shared.state().store {
            store.fail(name.into(), reason.into());
        }
    }

    /// Spoils the next request that has no fault yet. Called twice, the second fault is for the request after that.
    pub fn inject(&self, fault: Fault) {
        self.shared.state().plan.push(fault);
    }

    /// Spoils the request with this number, counted from 1 since the start.
    pub fn inject_at(&self, number: u64, fault: Fault) {
        self.shared.state().plan.insert(number, fault);
    }

    /// Spoils the next request of an Action that has no fault yet.
    pub fn inject_for(&self, action: impl Into<String>, fault: Fault) {
        self.shared.state().plan.push_for(action.into(), fault);
    }

    /// Answers the next right requests of an Action with these results, one after the other, in place of carrying it out. A result is
    /// the object that the spec describes; one of the form `{"Error": {"Code": .., "Message": ..}}` is a failure.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), qcloud_mock_server::StartError> {
    /// use qcloud_mock_server::MockServer;
    /// use serde_json::json;
    ///
    /// let server = MockServer::start().await?;
    /// server.answer_for("DescribeCertificate", [
    ///     json!({"CertificateId": "9hyvgrkE", "Status": 0}),
    ///     json!({"Error": {"Code": "InternalError", "Message": "try again"}}),
    ///     json!({"CertificateId": "9hyvgrkE", "Status": 1}),
    /// ]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn answer_for(&self, action: impl Into<String>, results: impl IntoIterator<Item = Value>) {
        self.shared.state().plan.answer(action.into(), results);
    }

    /// Spoils a share of the requests that have no other fault.
    pub fn inject_randomly(&self, probability: f64, fault: Fault) {
        self.shared.state().plan.share(probability, fault);
    }

    /// From now on nothing goes wrong any more, and no answer is given in advance. A clock that was set stays so.
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

impl Builder {
    /// Reads the spec and starts to listen. Needs a running tokio runtime, with I/O and time.
    ///
    /// # Errors
    ///
    /// The spec is wrong, the address is not of loopback, or it is taken.
    pub async fn start(self) -> Result<MockServer, StartError> {
        let (address, header_timeout) = (self.address, self.header_timeout);
        if !address.ip().is_loopback() {
            return Err(StartError::NotLoopback(address));
        }
        let shared = Arc::new(self.shared()?);
        let listener = TcpListener::bind(address).await.map_err(StartError::Bind)?;
        let address = listener.local_addr().map_err(StartError::Bind)?;
        let task = tokio::spawn(accept(listener, Arc::clone(&shared), header_timeout));
        Ok(MockServer { address, shared, task })
    }

    /// What a server answers from.
    pub(crate) fn shared(self) -> Result<Shared, StartError> {
        let api = match self.spec {
            Spec::Embedded => embedded::api().map_err(StartError::Unpack)?,
            Spec::Directory(directory) => {
                Arc::new(qcloud_codegen::read(&directory).map_err(StartError::Spec)?)
            }
            Spec::Read(api) => api,
        };
        let now = Timestamp::try_from((self.clock)()).unwrap_or(Timestamp::UNIX_EPOCH);
        let mut store = match self.uploaded {
            _ if self.is_stateless => None,
            Some(count) => Some(Store::with_uploaded(count, now)),
            None => Some(Store::seeded(now)),
        };
        let zones = (!self.is_stateless).then(|| Zones::seeded(now));
        if let Some(store) = &mut store {
            store.set_task_time(self.task_time);
            for [kind, region, name, certificate] in &self.resources {
                let certificate = Some(certificate.as_str()).filter(|id| !id.is_empty());
                store.bind(kind, region, name, certificate).map_err(StartError::Resource)?;
            }
            for (name, reason) in self.failures {
                store.fail(name, reason);
            }
        }
        let tasks = (!self.is_stateless).then(|| Tasks::new(self.task_time));
        Ok(Shared {
            api,
            credentials: self.credentials,
            token: self.token,
            clock: self.clock,
            window: self.window,
            observer: self.observer,
            identity: self.identity,
            state: Mutex::new(State::new(self.plan, store, zones, tasks)),
        })
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
    /// What is wrong with a cloud resource.
    Resource(String),
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
            Self::Resource(problem) => f.write_str(problem),
            Self::Unpack(error) => write!(f, "the spec in the program can't be unpacked: {error}"),
            Self::Bind(error) => write!(f, "the address can't be listened on: {error}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Spec(_) | Self::NotLoopback(_) | Self::Resource(_) => None,
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

/// What is to be done about a request that has come in whole.
pub(crate) fn decide(shared: &Shared, parts: Parts, body: Bytes) -> Decision {
    let serves = |protocol, path: &str| {
        shared.api.services.iter().any(|service| service.protocol == protocol && service.path == path)
    };
    if metadata::is_meant(parts.uri.path()) {
        return shared.decide_metadata(&parts);
    }
    let (incoming, well_formed) = Incoming::read(parts, body, serves);
    shared.decide(incoming, well_formed)
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
    let Decision { answer, fault, date } = decide(shared, parts, body);
    Ok(match inner(fault.as_ref()) {
        Some(Fault::Latency(time)) => {
            tokio::time::sleep(*time).await;
            answer.whole(date)
        }
        Some(Fault::Hang) => std::future::pending().await,
        Some(Fault::Lost | Fault::CutBefore) => return Err(Cut),
        Some(Fault::CutAfter) => answer.cut(date),
        Some(Fault::CutAt(bytes)) => answer.broken_at(date, *bytes, End::Cut),
        Some(Fault::StallAt(bytes)) => answer.broken_at(date, *bytes, End::Never),
        Some(Fault::Drip(pause)) => answer.dripping(date, *pause),
        Some(Fault::SlowEvents(pause)) => answer.event_by_event(date, *pause),
        Some(Fault::EventCode(code)) => {
            let failure =
                json!({"Error": {"Code": code.to_string(), "Message": "this failure was asked for"}});
            answer.with_event(&failure.to_string(), true).whole(date)
        }
        Some(Fault::EventGarbage) => answer.with_event("{]garbage", false).whole(date),
        Some(Fault::ContentType(text)) => answer.of_type(text).whole(date),
        Some(Fault::Truncated) => answer.truncated().whole(date),
        _ => answer.whole(date),
    })
}
