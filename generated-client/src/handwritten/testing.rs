//! For tests of code that uses this crate: transports that answer from a list, and a clock that doesn't wait.
//!
//! [`ReplayTransport`] gives prepared answers in order and keeps what it was sent. [`SilentTransport`] never answers.
//! [`TestRuntime`] is a [`Runtime`] whose time passes only when somebody waits, at once.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{Request, Response};

use crate::handwritten::runtime::{BoxFuture, Runtime};
use crate::handwritten::transport::{Transport, TransportError, TransportErrorKind};

/// A transport that gives prepared answers, one after the other, and keeps the requests.
///
/// When the answers are used up, further requests fail with [`TransportErrorKind::Refused`]. Cheap to clone; clones
/// share answers and requests, so keep one to look at afterwards.
///
/// ```
/// use qcloud_client::testing::ReplayTransport;
/// use qcloud_client::transport::{Transport as _, TransportError, TransportErrorKind};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let replay = ReplayTransport::new()
///     .error(TransportError::new(TransportErrorKind::Connect))
///     .json(r#"{"code": 0, "message": "", "codeDesc": "Success", "data": []}"#);
///
/// let request = || http::Request::post("https://wss.api.qcloud.com/v2/index.php").body("id=x".into()).unwrap();
/// assert!(replay.send(request()).await.is_err());
/// assert_eq!(replay.send(request()).await.unwrap().status(), 200);
///
/// let requests = replay.requests();
/// assert_eq!(requests.len(), 2);
/// assert_eq!(requests[1].parameter("id").as_deref(), Some("x"));
/// # }
/// ```
#[derive(Clone, Default)]
pub struct ReplayTransport(Arc<Mutex<Replay>>);

#[derive(Default)]
struct Replay {
    answers: VecDeque<Result<Response<Bytes>, TransportError>>,
    requests: Vec<CapturedRequest>,
}

impl ReplayTransport {
    /// A transport without answers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One more answer: this response.
    #[must_use]
    pub fn response(self, response: Response<impl Into<Bytes>>) -> Self {
        self.lock().answers.push_back(Ok(response.map(Into::into)));
        self
    }

    /// One more answer: status 200 with this body.
    #[must_use]
    pub fn json(self, body: impl Into<Bytes>) -> Self {
        self.response(Response::new(body))
    }

    /// One more answer: none, but this error.
    #[must_use]
    pub fn error(self, error: TransportError) -> Self {
        self.lock().answers.push_back(Err(error));
        self
    }

    /// The requests so far, in the order they were sent.
    #[must_use]
    pub fn requests(&self) -> Vec<CapturedRequest> {
        self.lock().requests.clone()
    }

    /// How many answers are left.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.lock().answers.len()
    }

    fn lock(&self) -> MutexGuard<'_, Replay> {
        lock(&self.0)
    }
}

impl Transport for ReplayTransport {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let mut replay = self.lock();
        replay.requests.push(CapturedRequest(request));
        let answer = replay.answers.pop_front().unwrap_or_else(|| {
            Err(TransportError::new(TransportErrorKind::Refused)
                .with_source("the replay has no answers left"))
        });
        Box::pin(std::future::ready(answer))
    }
}

impl fmt::Debug for ReplayTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let replay = self.lock();
        f.debug_struct("ReplayTransport")
            .field("answers", &replay.answers.len())
            .field("requests", &replay.requests.len())
            .finish()
    }
}

/// A request as it was sent. Debug shows neither query nor body, which have a signature in them.
#[derive(Clone)]
pub struct CapturedRequest(Request<Bytes>);

impl CapturedRequest {
    /// The request as the transport got it, signature and all.
    #[must_use]
    pub fn http(&self) -> &Request<Bytes> {
        &self.0
    }

    /// The parameters, decoded, in the order they were sent: those of the query, then those of the body.
    #[must_use]
    pub fn parameters(&self) -> Vec<(String, String)> {
        let query = self.0.uri().query().unwrap_or_default();
        let both = [query.as_bytes(), self.0.body()];
        both.into_iter()
            .flat_map(form_urlencoded::parse)
            .map(|(name, value)| (name.into(), value.into()))
            .collect()
    }

    /// The value of a parameter.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.parameters().into_iter().find(|(sent, _)| sent == name).map(|(_, value)| value)
    }
}

impl fmt::Debug for CapturedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CapturedRequest")
            .field("method", self.0.method())
            .field("host", &self.0.uri().host())
            .field("path", &self.0.uri().path())
            .field("body_length", &self.0.body().len())
            .finish()
    }
}

/// A transport that takes requests and never answers, to see what a timeout does.
///
/// Requests that are given up are counted: dropping a call must end its exchange.
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
    fn send(&self, _: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
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

/// A [`Runtime`] whose time stands still until somebody waits, and then jumps to the end of the wait. No test sleeps.
///
/// A wait ends at its first poll. Where it stands against something else, as a timeout does, the other goes first: an answer
/// that is there is never late, one that isn't is given up at once.
///
/// ```
/// use std::time::Duration;
/// use qcloud_client::runtime::Runtime as _;
/// use qcloud_client::testing::TestRuntime;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let runtime = TestRuntime::new();
/// runtime.sleep(Duration::from_secs(3600)).await;
/// assert_eq!(runtime.waits(), [Duration::from_secs(3600)]);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct TestRuntime {
    /// There is no way to make an `Instant` but to ask for one.
    start: Instant,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    time_of_day: Duration,
    elapsed: Duration,
    waits: Vec<Duration>,
    random: u64,
}

impl Default for TestRuntime {
    fn default() -> Self {
        Self::new()
    }
}

impl TestRuntime {
    /// The time is that of the vendor's examples, 1465185768 seconds after 1970.
    #[must_use]
    pub fn new() -> Self {
        let state = State {
            time_of_day: Duration::from_secs(1_465_185_768),
            elapsed: Duration::ZERO,
            waits: Vec::new(),
            random: 0,
        };
        Self { start: Instant::now(), state: Arc::new(Mutex::new(state)) }
    }

    /// Sets the time of day, in seconds since 1970. The clock that timeouts go by stays as it is.
    pub fn set_time(&self, seconds: u64) {
        lock(&self.state).time_of_day = Duration::from_secs(seconds);
    }

    /// Lets time pass by itself, as a slow server does: both clocks go on, and it is no wait.
    pub fn pass(&self, duration: Duration) {
        let mut state = lock(&self.state);
        state.time_of_day = state.time_of_day.saturating_add(duration);
        state.elapsed = state.elapsed.saturating_add(duration);
    }

    /// The waits that came to their end, in order.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        lock(&self.state).waits.clone()
    }
}

impl Runtime for TestRuntime {
    fn system_time(&self) -> SystemTime {
        UNIX_EPOCH + lock(&self.state).time_of_day
    }

    fn instant(&self) -> Instant {
        self.start + lock(&self.state).elapsed
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let state = Arc::clone(&self.state);
        Box::pin(async move {
            let mut state = lock(&state);
            state.time_of_day = state.time_of_day.saturating_add(duration);
            state.elapsed = state.elapsed.saturating_add(duration);
            state.waits.push(duration);
        })
    }

    /// A sequence that is always the same: the multiples of the golden ratio, which spread evenly.
    fn random(&self) -> u64 {
        let mut state = lock(&self.state);
        state.random = state.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        state.random
    }
}

/// A test that panicked elsewhere says so itself.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
