//! One call: a request on its way, its options, and what comes of it.

#[cfg(feature = "blocking")]
pub mod blocking;
pub(crate) mod pages;
#[cfg(test)]
mod tests;
pub(crate) mod untyped;

use std::fmt;

use http::{HeaderMap, StatusCode};

use crate::handwritten::action::{self, Action};
use crate::handwritten::attempts::{self, CallOptions, Done, Plan, option_setters};
use crate::handwritten::client::Client;
use crate::handwritten::error::{Answer, Error};
use crate::handwritten::protocol::ResponseError;
use crate::handwritten::runtime::BoxFuture;
use crate::handwritten::wire::{self, Manner, Note};

impl Client {
    /// Calls an Action. The methods of the services do just this.
    pub fn call<A: Action>(&self, request: A) -> Call<A> {
        Call::new(self.clone(), request, self.inner.options.clone())
    }
}

/// A call of an Action, not sent yet: `.await` it, perhaps after setting options.
///
/// Dropping the future ends the call; a request that was on its way may still be carried out. Where the Action has
/// pages, take [`pages`](Self::pages) or [`items`](Self::items) instead; [`with_metadata`](Self::with_metadata) gives the
/// HTTP response too. Without async, `.wait()` (feature `blocking`).
///
/// ```no_run
/// # #[cfg(feature = "wss")]
/// # async fn call(client: qcloud_client::Client) -> Result<(), qcloud_client::Error> {
/// use std::time::Duration;
/// use qcloud_client::RetryPolicy;
/// use qcloud_client::wss::CertGetListRequest;
///
/// # let client = &client;
/// let call = client.call(CertGetListRequest::new()).timeout(Duration::from_secs(5)).retry(RetryPolicy::none());
/// let page = call.await?;
/// # let _ = page;
/// # Ok(())
/// # }
/// ```
#[must_use = "a call is sent when it is awaited"]
pub struct Call<A: Action> {
    client: Client,
    request: A,
    options: CallOptions,
}

impl<A: Action> Call<A> {
    pub(crate) fn new(client: Client, request: A, options: CallOptions) -> Self {
        Self { client, request, options }
    }

    option_setters!();

    /// The same call, answered with status, headers and body too.
    pub fn with_metadata(self) -> WithMetadata<A> {
        WithMetadata(self)
    }

    /// An element of a list that can't be read is left out and noted, not an error.
    ///
    /// What a field that is not required holds in another kind than the spec says is read as missing in any case: see
    /// [`Response::notes`].
    pub fn lenient(mut self) -> Self {
        self.options.is_lenient = true;
        self
    }

    async fn send(self) -> Result<Received<A::Result>, Error> {
        let Self { client, request, options } = self;
        let plan = Plan::new(A::INFO, &request);
        drop(request);
        let manner = if options.is_lenient { Manner::Lenient } else { Manner::Tolerant };
        let mut read_result = None;
        let mut read = |body: &[u8]| -> Result<(), ResponseError> {
            let (result, notes) = action::read_in_manner::<A>(body, manner)?;
            let elements = notes.elements();
            let notes = notes.into_notes();
            attempts::odd_fields(&notes);
            read_result = Some((result, notes, elements));
            Ok(())
        };
        let done = attempts::run(&client.inner.shared, &plan, &options, &mut read).await?;
        // A call that is done has read a result.
        let (result, notes, elements) = read_result.unwrap_or_else(|| (wire::blank(), Vec::new(), None));
        Ok(Received { result, notes, elements, done, plan })
    }
}

/// What comes of a call.
pub(crate) struct Received<R> {
    pub(crate) result: R,
    pub(crate) notes: Vec<Note>,
    /// How many elements the server sent of the list that pages are made of.
    pub(crate) elements: Option<u64>,
    pub(crate) done: Done,
    pub(crate) plan: Plan,
}

impl<A: Action> IntoFuture for Call<A> {
    type Output = Result<A::Result, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { Ok(self.send().await?.result) })
    }
}

impl<A: Action + fmt::Debug> fmt::Debug for Call<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("request", &self.request)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// A call that is answered with a whole [`Response`].
#[must_use = "a call is sent when it is awaited"]
pub struct WithMetadata<A: Action>(Call<A>);

impl<A: Action> IntoFuture for WithMetadata<A> {
    type Output = Result<Response<A::Result>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let Received { result, notes, done: Done { answer, attempts }, plan, .. } = self.0.send().await?;
            let request_id = attempts::request_id(&answer, &plan);
            let Answer { status, headers, body, .. } = answer;
            Ok(Response { result, notes, status, headers, request_id, body, attempts })
        })
    }
}

impl<A: Action + fmt::Debug> fmt::Debug for WithMetadata<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WithMetadata").field(&self.0).finish()
    }
}

/// A result, and the HTTP response that it came in.
#[derive(Clone)]
pub struct Response<T> {
    result: T,
    notes: Vec<Note>,
    status: StatusCode,
    headers: HeaderMap,
    request_id: Option<String>,
    body: bytes::Bytes,
    attempts: u32,
}

impl<T> Response<T> {
    /// What the Action answered with.
    #[must_use]
    pub fn result(&self) -> &T {
        &self.result
    }

    /// The result, taken out.
    #[must_use]
    pub fn into_result(self) -> T {
        self.result
    }

    /// What of the response could not be read and is missing from the result: fields that are not required and hold another
    /// kind of value than the spec says, and elements of lists that [`Call::lenient`] leaves out. Mostly nothing; of very many
    /// the first 1000. [`raw_body`](Self::raw_body) has what came in their place.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// The HTTP status of the response, 200 unless a gateway has its own mind.
    #[must_use]
    pub fn http_status(&self) -> StatusCode {
        self.status
    }

    /// The headers of the response, as they came.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The server's id of the request, where it gives one; for the vendor's support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The body as it came. It may hold whatever the server sends, secrets too.
    #[must_use]
    pub fn raw_body(&self) -> &[u8] {
        &self.body
    }

    /// How often the request was sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The headers and the body are for who asks for them.
        f.debug_struct("Response")
            .field("result", &self.result)
            .field("notes", &self.notes.len())
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
