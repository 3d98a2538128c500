//! Calls for programs without async: `.wait()` in place of `.await`.
//!
//! Client, requests and calls are the same. The thread that waits does the work, and one of the crate's own looks after timers
//! and connections, so `wait` can be called anywhere: in a provider of credentials or a transport, inside and outside of any
//! runtime. But it blocks its thread: within async code, `.await` instead.
//!
//! ```no_run
//! # #[cfg(all(feature = "reqwest", feature = "wss"))]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use qcloud_client::wss::CertGetListRequest;
//! use qcloud_client::{Client, Credential};
//!
//! let client = Client::new(Credential::from_env()?);
//! let page = client.wss().cert_get_list(CertGetListRequest::new()).wait()?;
//! println!("{} certificates", page.total_num);
//! for certificate in client.wss().cert_get_list(CertGetListRequest::new()).items().wait() {
//!     println!("{}", certificate?.id);
//! }
//! # Ok(())
//! # }
//! # #[cfg(not(all(feature = "reqwest", feature = "wss")))]
//! # fn main() {}
//! ```

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

use futures_core::Stream;
use tokio::runtime::{Builder, Runtime};

use super::dry_run::DryRunOnly;
use super::events::Events;
use super::pages::Pages;
use super::pages::items::Items;
use super::until::Until;
use super::untyped::UntypedCall;
use super::{Call, Response, WithMetadata};
use crate::Json;
use crate::handwritten::action::{Action, DryRun, Paginated};
use crate::handwritten::client::sleep::Sleep;
use crate::handwritten::error::{Error, Kind};

impl<A: Action> Call<A> {
    /// Sends the call and waits for its result.
    ///
    /// # Errors
    ///
    /// As awaiting it.
    pub fn wait(self) -> Result<A::Result, Error> {
        wait(self.into_future())?
    }
}

impl<A: Action> Call<A, WithMetadata> {
    /// Sends the call and waits for its response.
    ///
    /// # Errors
    ///
    /// As awaiting it.
    pub fn wait(self) -> Result<Response<A::Result>, Error> {
        wait(self.into_future())?
    }
}

impl<A: DryRun> Call<A, DryRunOnly> {
    /// Sends the call and waits for what the server says.
    ///
    /// # Errors
    ///
    /// As awaiting it.
    pub fn wait(self) -> Result<Json, Error> {
        wait(self.into_future())?
    }
}

impl<A: Action> Until<A> {
    /// Waits until the task is over.
    ///
    /// # Errors
    ///
    /// As awaiting it.
    pub fn wait(self) -> Result<A::Result, Error> {
        wait(self.into_future())?
    }
}

impl Sleep {
    /// Waits for as long as it says.
    ///
    /// # Errors
    ///
    /// When the thread that looks after timers can't be started.
    pub fn wait(self) -> Result<(), Error> {
        wait(self)
    }
}

impl UntypedCall {
    /// Sends the call and waits for the body.
    ///
    /// # Errors
    ///
    /// As awaiting it.
    pub fn wait(self) -> Result<Json, Error> {
        wait(self.into_future())?
    }
}

impl UntypedCall<WithMetadata> {
    /// Sends the call and waits for the response.
    ///
    /// # Errors
    ///
    /// As awaiting it.
    pub fn wait(self) -> Result<Response<Json>, Error> {
        wait(self.into_future())?
    }
}

impl<A: Paginated> Pages<A> {
    /// The pages as an iterator that waits for each.
    pub fn wait(self) -> Blocking<Self> {
        Blocking::new(self)
    }
}

impl<A: Paginated> Items<A> {
    /// The items as an iterator that waits for each page.
    pub fn wait(self) -> Blocking<Self> {
        Blocking::new(self)
    }
}

impl<E, R> Events<E, R> {
    /// The events as an iterator that waits for each.
    pub fn wait(self) -> Blocking<Self> {
        Blocking::new(self)
    }
}

/// A stream as an iterator.
#[derive(Debug)]
#[must_use = "an iterator does nothing unless it is read"]
pub struct Blocking<S> {
    /// None while it is asked, and behind a panic.
    stream: Option<S>,
    has_ended: bool,
}

impl<S> Blocking<S> {
    fn new(stream: S) -> Self {
        Self { stream: Some(stream), has_ended: false }
    }

    /// The stream behind the iterator, to be asked about what came last, or in place of events; none when reading it has panicked.
    #[must_use]
    pub fn stream(&self) -> Option<&S> {
        self.stream.as_ref()
    }
}

impl<S, T> Iterator for Blocking<S>
where
    S: Stream<Item = Result<T, Error>> + Unpin,
{
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_ended {
            return None;
        }
        // Taken out, so that a stream that has panicked is not asked again.
        let mut stream = self.stream.take()?;
        let item = wait(std::future::poll_fn(|context| Pin::new(&mut stream).poll_next(context)));
        self.stream = Some(stream);
        self.has_ended = !matches!(item, Ok(Some(_)));
        match item {
            Ok(item) => item,
            Err(error) => Some(Err(error)),
        }
    }
}

/// Polls a future on the thread that waits, with a runtime of the crate's own around it, whose thread looks after timers and
/// connections and lives on with the kept ones.
///
/// What the future does is done by whoever waits for it: a transport that blocks holds up nobody else, a wait within a wait
/// comes to its end, and a panic reaches the caller.
fn wait<T>(future: impl Future<Output = T>) -> Result<T, Error> {
    static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();

    let runtime = RUNTIME.get_or_init(|| {
        let runtime =
            Builder::new_multi_thread().worker_threads(1).thread_name("qcloud-client").enable_all().build();
        runtime.map_err(|error| format!("the thread for blocking calls can't be started: {error}"))
    });
    let runtime = runtime.as_ref().map_err(|problem| Error::new(Kind::Setup(problem.clone())))?;
    let _entered = runtime.enter();
    // Within a task of the caller's own runtime, that one's budget for a task would run out, and is never refilled here.
    let mut future = std::pin::pin!(tokio::task::unconstrained(future));
    let parked = Arc::new(Parked { thread: std::thread::current(), woken: AtomicBool::new(false) });
    let waker = Waker::from(Arc::clone(&parked));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return Ok(value);
        }
        // A wait within this one may have taken the token of this thread, so the wake is remembered beside it.
        while !parked.woken.swap(false, Ordering::Acquire) {
            std::thread::park();
        }
    }
}

/// A thread that waits.
struct Parked {
    thread: Thread,
    woken: AtomicBool,
}

impl Wake for Parked {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}
