//! A transport that answers as a test says.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::net::IpAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use http::{Request, Response};

use super::captured::{Address, CapturedRequest};
use super::fault::{Answer, Fault, stream, stream_text, success};
use super::lock::lock;
use super::recording::recorded;
use crate::handwritten::action::{Action, Streams};
use crate::handwritten::runtime::BoxFuture;
use crate::handwritten::transport::{Body, Transport, TransportError, TransportErrorKind};
use crate::handwritten::wire::to_json;

/// A transport that answers as a test says, and keeps the requests.
///
/// What is prepared for an Action goes before all else, whatever the order of calls: first what it is to be answered with once
/// ([`result`](Self::result), [`events`](Self::events), [`once`](Self::once)), one after the other, then what always answers it ([`on`](Self::on)). Then
/// come the answers for anybody ([`failure`](Self::failure), [`json`](Self::json), [`response`](Self::response),
/// [`error`](Self::error)), in order. A request for which nothing is left fails with [`TransportErrorKind::Refused`].
///
/// Cheap to clone; clones share answers and requests, so keep one to look at afterwards. Calls may be made at once. There is an
/// example in the module [`testing`](super); answers that are no result:
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

type Handler = Arc<Mutex<dyn FnMut(&CapturedRequest) -> Answer + Send>>;

#[derive(Default)]
struct Replay {
    actions: Vec<Prepared>,
    answers: VecDeque<Unaddressed>,
    requests: Vec<CapturedRequest>,
}

/// The answers for an Action.
struct Prepared {
    address: Address,
    once: VecDeque<Handler>,
    always: Option<Handler>,
}

/// An answer for whoever asks next.
enum Unaddressed {
    Answer(Answer),
    Fault(Fault),
}

impl ReplayTransport {
    /// A transport without answers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers each request of an Action as a closure says, which is given the request as it was read from what was sent. A
    /// second one for the same Action takes the place of the first.
    #[must_use]
    pub fn on<A: Action>(self, handler: impl FnMut(A) -> Result<A::Result, Fault> + Send + 'static) -> Self {
        let handler = handler_of::<A>(handler);
        self.prepare(Address::of(A::INFO), |prepared| prepared.always = Some(handler));
        self
    }

    /// Answers one more request of an Action as a closure says.
    ///
    /// ```
    /// # #[cfg(feature = "wss")] {
    /// use qcloud_client::testing::{Fault, ReplayTransport};
    /// use qcloud_client::wss::{CertDeleteRequest, CertDeleteResult};
    ///
    /// let replay = ReplayTransport::new()
    ///     .once::<CertDeleteRequest>(|_| Err(Fault::new("4400", "too many calls")))
    ///     .once::<CertDeleteRequest>(|request| {
    ///         assert_eq!(request.id, "GjTNRoK7");
    ///         Ok(CertDeleteResult::default())
    ///     });
    /// # let _ = replay;
    /// # }
    /// ```
    #[must_use]
    pub fn once<A: Action>(
        self,
        handler: impl FnOnce(A) -> Result<A::Result, Fault> + Send + 'static,
    ) -> Self {
        let mut handler = Some(handler);
        let spent = || Fault::from(refused("an answer was asked for twice".to_owned()));
        let handler = handler_of::<A>(move |request| {
            handler.take().map_or_else(|| Err(spent()), |handler| handler(request))
        });
        self.prepare(Address::of(A::INFO), |prepared| prepared.once.push_back(handler));
        self
    }

    /// Answers one more request of an Action with a result.
    #[must_use]
    pub fn result<A: Action>(self, result: A::Result) -> Self {
        self.once::<A>(move |_| Ok(result))
    }

    /// Answers one more request of an Action with a stream of these events.
    #[must_use]
    pub fn events<A: Streams>(self, events: impl IntoIterator<Item = A::Event>) -> Self {
        let data: Vec<_> = events.into_iter().map(|event| to_json(&event)).collect();
        self.answer_once(Address::of(A::INFO), stream(stream_text(&data)));
        self
    }

    /// One more answer, for anybody: a failure of the API, in the form of whichever API asks.
    #[must_use]
    pub fn failure(self, code: impl Into<String>, message: impl Into<String>) -> Self {
        self.lock().answers.push_back(Unaddressed::Fault(Fault::new(code, message)));
        self
    }

    /// One more answer, for anybody: this response.
    #[must_use]
    pub fn response(self, response: Response<impl Into<Body>>) -> Self {
        self.lock().answers.push_back(Unaddressed::Answer(Ok(response.map(Into::into))));
        self
    }

    /// One more answer, for anybody: status 200 with this body.
    #[must_use]
    pub fn json(self, body: impl Into<Body>) -> Self {
        self.response(Response::new(body))
    }

    /// One more answer, for anybody: none, but this error.
    #[must_use]
    pub fn error(self, error: TransportError) -> Self {
        self.lock().answers.push_back(Unaddressed::Answer(Err(error)));
        self
    }

    /// The requests so far, in the order they were sent.
    #[must_use]
    pub fn requests(&self) -> Vec<CapturedRequest> {
        self.lock().requests.clone()
    }

    /// The requests of an Action so far, read from what was sent; one that can't be read is left out.
    #[must_use]
    pub fn requests_of<A: Action>(&self) -> Vec<A> {
        let (replay, address) = (self.lock(), Address::of(A::INFO));
        let requests = replay.requests.iter().filter(|request| request.is_of(&address));
        requests.filter_map(|request| request.typed().ok()).collect()
    }

    /// How many answers are left that are given once.
    #[must_use]
    pub fn remaining(&self) -> usize {
        let replay = self.lock();
        replay.answers.len() + replay.actions.iter().map(|prepared| prepared.once.len()).sum::<usize>()
    }

    /// Answers with what a [`RecordingTransport`](super::RecordingTransport) has written to this directory: each Action with its
    /// own responses, in the order of their recording.
    ///
    /// # Errors
    ///
    /// When a file or a directory can't be read.
    pub fn recorded(self, directory: impl AsRef<Path>) -> io::Result<Self> {
        for (address, response) in recorded(directory.as_ref())? {
            self.answer_once(address, response);
        }
        Ok(self)
    }

    fn answer_once(&self, address: Address, response: Response<Body>) {
        let mut response = Some(response);
        let handler = move |_: &CapturedRequest| {
            response.take().ok_or_else(|| refused("an answer was asked for twice".to_owned()))
        };
        self.prepare(address, |prepared| prepared.once.push_back(Arc::new(Mutex::new(handler))));
    }

    fn prepare(&self, address: Address, change: impl FnOnce(&mut Prepared)) {
        let mut replay = self.lock();
        let known = replay.actions.iter().position(|prepared| prepared.address == address);
        let index = known.unwrap_or_else(|| {
            replay.actions.push(Prepared { address, once: VecDeque::new(), always: None });
            replay.actions.len() - 1
        });
        change(&mut replay.actions[index]);
    }

    fn lock(&self) -> MutexGuard<'_, Replay> {
        lock(&self.0)
    }
}

impl Replay {
    /// What answers a request that belongs to an Action, if something is left for it.
    fn handler(&mut self, request: &CapturedRequest) -> Option<Handler> {
        let (mut named, mut addressed) = (None, None);
        for (index, prepared) in self.actions.iter().enumerate().filter(|(_, it)| request.is_of(&it.address))
        {
            named = named.or(Some(index));
            // In the legacy API two services may have an Action of the same name.
            addressed = addressed.or((prepared.address.service == request.service()).then_some(index));
        }
        let prepared = &mut self.actions[addressed.or(named)?];
        prepared.once.pop_front().or_else(|| prepared.always.clone())
    }
}

/// A closure over a typed request as one over what was sent.
fn handler_of<A: Action>(mut handler: impl FnMut(A) -> Result<A::Result, Fault> + Send + 'static) -> Handler {
    Arc::new(Mutex::new(move |request: &CapturedRequest| {
        let typed = request.typed::<A>().map_err(|error| {
            refused(format!("what was sent is not the request that `{}` has: {error}", A::INFO.name))
        })?;
        match handler(typed) {
            Ok(result) => Ok(success::<A>(&result)),
            Err(fault) => fault.answer(request.is_v3()),
        }
    }))
}

fn refused(problem: String) -> TransportError {
    TransportError::new(TransportErrorKind::Refused).with_source(problem)
}

impl Transport for ReplayTransport {
    /// Every host has the address at which the metadata service of an instance is.
    fn resolve<'a>(&'a self, _: &'a str) -> BoxFuture<'a, std::io::Result<Vec<IpAddr>>> {
        Box::pin(std::future::ready(Ok(vec![IpAddr::from([169, 254, 0, 23])])))
    }

    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Answer> {
        let request = CapturedRequest::new(request);
        let mut replay = self.lock();
        replay.requests.push(request.clone());
        let handler = replay.handler(&request);
        let unaddressed = if handler.is_none() { replay.answers.pop_front() } else { None };
        // A handler may look at the requests so far.
        drop(replay);
        let answer = match (handler, unaddressed) {
            (Some(handler), _) => (*lock(&handler))(&request),
            (None, Some(Unaddressed::Answer(answer))) => answer,
            (None, Some(Unaddressed::Fault(fault))) => fault.answer(request.is_v3()),
            (None, None) => {
                let action = request.action().unwrap_or_default();
                Err(refused(format!("the replay has no answers left for `{action}`: prepare more of them")))
            }
        };
        Box::pin(std::future::ready(answer))
    }
}

impl fmt::Debug for ReplayTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let remaining = self.remaining();
        let replay = self.lock();
        let actions: Vec<_> =
            replay.actions.iter().map(|prepared| prepared.address.action.as_str()).collect();
        f.debug_struct("ReplayTransport")
            .field("actions", &actions)
            .field("remaining", &remaining)
            .field("requests", &replay.requests.len())
            .finish()
    }
}
