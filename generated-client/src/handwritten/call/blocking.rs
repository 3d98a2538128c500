//! Calls for programs without async: `.wait()` in place of `.await`.
//!
//! Client, requests and calls are the same. A thread of the crate's own runs them, so `wait` can be called anywhere, but it
//! blocks its thread: within async code, `.await` instead.
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
use std::sync::{OnceLock, mpsc};

use futures_core::Stream;
use tokio::runtime::{Builder, Runtime};

use super::pages::{Items, Pages};
use super::untyped::UntypedCall;
use super::{Call, Response, WithMetadata};
use crate::Json;
use crate::handwritten::action::{Action, Paginated};
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

impl<A: Action> WithMetadata<A> {
    /// Sends the call and waits for its response.
    ///
    /// # Errors
    ///
    /// As awaiting it.
    pub fn wait(self) -> Result<Response<A::Result>, Error> {
        wait(self.into_future())?
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

impl<A: Paginated> Pages<A> {
    /// The pages as an iterator that waits for each.
    pub fn wait(self) -> Blocking<Self> {
        Blocking(Some(self))
    }
}

impl<A: Paginated> Items<A> {
    /// The items as an iterator that waits for each page.
    pub fn wait(self) -> Blocking<Self> {
        Blocking(Some(self))
    }
}

/// A stream as an iterator.
#[derive(Debug)]
#[must_use = "an iterator does nothing unless it is read"]
pub struct Blocking<S>(Option<S>);

impl<S> Blocking<S> {
    /// The stream behind the iterator, to be asked about the page that came last; none when the iterator has ended.
    #[must_use]
    pub fn stream(&self) -> Option<&S> {
        self.0.as_ref()
    }
}

impl<S, T> Iterator for Blocking<S>
where
    S: Stream<Item = Result<T, Error>> + Unpin + Send + 'static,
    T: Send + 'static,
{
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut stream = self.0.take()?;
        let next = async move {
            let item = std::future::poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await;
            (stream, item)
        };
        match wait(next) {
            Ok((stream, item)) => {
                if item.is_some() {
                    self.0 = Some(stream);
                }
                item
            }
            Err(error) => Some(Err(error)),
        }
    }
}

/// Runs a future on the crate's own thread. That thread lives on, since it also looks after the kept connections.
fn wait<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> Result<T, Error> {
    static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();

    let setup = |problem: &str| Error::new(Kind::Setup(problem.to_owned()));
    let runtime = RUNTIME.get_or_init(|| {
        let runtime =
            Builder::new_multi_thread().worker_threads(1).thread_name("qcloud-client").enable_all().build();
        runtime.map_err(|error| format!("the thread for blocking calls can't be started: {error}"))
    });
    let runtime = runtime.as_ref().map_err(|problem| setup(problem))?;
    let (done, result) = mpsc::sync_channel(1);
    runtime.spawn(async move {
        // Nobody is there to hear it only if the waiting thread has panicked.
        let _ = done.send(future.await);
    });
    result.recv().map_err(|_| setup("the thread for blocking calls has ended"))
}
