//! One call: a request on its way, its options, and what comes of it.

#[cfg(feature = "blocking")]
pub mod blocking;
pub(crate) mod dry_run;
pub(crate) mod events;
pub(crate) mod pages;
mod reading;
#[cfg(test)]
mod tests;
pub(crate) mod until;
pub(crate) mod untyped;

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::OnceLock;

use http::{HeaderMap, HeaderValue, StatusCode};

use crate::Json;
use crate::handwritten::action::{self, Action, ActionInfo, Extras};
use crate::handwritten::attempts::{self, Done, Plan, SharedOptions, call_setters, option_setters};
use crate::handwritten::client::Client;
use crate::handwritten::error::{Answer, Error};
use crate::handwritten::protocol::{Protocol, ResponseError};
use crate::handwritten::runtime::BoxFuture;
use crate::handwritten::wire::{self, Field, Found, Note, Record};

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
///
/// [`send`](Self::send) gives the plain future, for everything that takes futures. It borrows nothing, so it may be spawned:
///
/// ```no_run
/// # #[cfg(all(feature = "reqwest", feature = "wss"))]
/// # async fn calls(client: qcloud_client::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use qcloud_client::wss::{CertDeleteRequest, CertGetListRequest};
/// use tokio::task::JoinSet;
///
/// let first = client.wss().cert_get_list(CertGetListRequest::new().page(1)).send();
/// let second = client.wss().cert_get_list(CertGetListRequest::new().page(2)).send();
/// let (first, second) = tokio::join!(first, second);
///
/// let mut deletions = JoinSet::new();
/// for certificate in first?.list.into_iter().chain(second?.list) {
///     deletions.spawn(client.wss().cert_delete(CertDeleteRequest::new(certificate.id)).send());
/// }
/// while let Some(deleted) = deletions.join_next().await {
///     deleted??;
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a call is sent when it is awaited"]
pub struct Call<A: Action, M = ResultOnly> {
    client: Client,
    request: A,
    options: SharedOptions,
    answer: PhantomData<fn() -> M>,
}

/// What a call is answered with: the result alone, unless it is told otherwise.
#[derive(Clone, Copy, Debug)]
pub enum ResultOnly {}

/// What a call is answered with: a [`Response`], which has status, headers, notes and body beside the result.
#[derive(Clone, Copy, Debug)]
pub enum WithMetadata {}

impl<A: Action> Call<A> {
    pub(crate) fn new(client: Client, request: A, options: SharedOptions) -> Self {
        Self { client, request, options, answer: PhantomData }
    }

    /// The same call, answered with status, headers and body too. Its options may be set before and after.
    ///
    /// ```no_run
    /// # #[cfg(feature = "wss")]
    /// # async fn call(client: qcloud_client::Client) -> Result<(), qcloud_client::Error> {
    /// use std::time::Duration;
    /// use qcloud_client::wss::CertGetListRequest;
    ///
    /// let call = client.wss().cert_get_list(CertGetListRequest::new()).with_metadata().timeout(Duration::from_secs(5));
    /// let (page, metadata) = call.await?.into_parts();
    /// println!("{} certificates, request {:?}", page.total_num, metadata.request_id());
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_metadata(self) -> Call<A, WithMetadata> {
        Call { client: self.client, request: self.request, options: self.options, answer: PhantomData }
    }

    /// The call as a future that sends it: `Send`, `'static` and `Unpin`. Nothing is sent before it is polled.
    ///
    /// # Errors
    ///
    /// As awaiting the call has them.
    #[must_use = "a call is sent when it is awaited"]
    pub fn send(self) -> BoxFuture<'static, Result<A::Result, Error>> {
        Box::pin(async move {
            let mut result = wire::blank();
            self.receive_into(&mut result).await?;
            Ok(result)
        })
    }
}

impl<A: Action> Call<A, WithMetadata> {
    /// The call as a future that sends it: `Send`, `'static` and `Unpin`. Nothing is sent before it is polled.
    ///
    /// # Errors
    ///
    /// As awaiting the call has them.
    #[must_use = "a call is sent when it is awaited"]
    pub fn send(self) -> BoxFuture<'static, Result<Response<A::Result>, Error>> {
        Box::pin(async move { Ok(self.receive().await?.into_response()) })
    }
}

impl<A: Action, M> Call<A, M> {
    option_setters!();
    call_setters!();

    /// An element of a list that can't be read is left out and noted, not an error.
    ///
    /// What a field that is not required holds in another kind than the spec says is read as missing in any case: see
    /// [`Response::notes`].
    pub fn lenient(mut self) -> Self {
        self.options.is_lenient = true;
        self
    }

    /// Sends a parameter that the spec lacks, as JSON: in API 3.0 as it is, in the legacy API as flat texts (`name.0.field`). Pages
    /// are all asked for with it. A name that the request sets itself is an error of the call.
    ///
    /// What has a name of a secret is kept out of errors, as [`Untyped::sensitive`](crate::Untyped::sensitive) tells.
    ///
    /// ```no_run
    /// # #[cfg(feature = "wss")]
    /// # async fn call(client: qcloud_client::Client) -> Result<(), qcloud_client::Error> {
    /// use qcloud_client::wss::CertGetListRequest;
    ///
    /// let call = client.wss().cert_get_list(CertGetListRequest::new());
    /// let page = call.parameter("isVip", 1).parameter("tags", vec!["a", "b"]).await?;
    /// # let _ = page;
    /// # Ok(())
    /// # }
    /// ```
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Json>) -> Self {
        self.options.parameters.0.push((name.into(), value.into()));
        self
    }

    async fn receive(self) -> Result<Received<A::Result>, Error> {
        let mut result = wire::blank();
        let received = self.receive_into(&mut result).await?;
        Ok(received.with(result))
    }

    /// Sends the request and has its result read into its place.
    fn receive_into(self, result: &mut A::Result) -> Exchange<'_> {
        let Self { client, mut request, options, .. } = self;
        receive_into(client, A::INFO, A::EXTRAS, &mut request, options, result)
    }
}

/// A request on its way, whatever its Action.
type Exchange<'r> = BoxFuture<'r, Result<Received<()>, Error>>;

/// Sends a request and has its result read into its place, which stays blank where there is a stream to be read. The future is boxed, so that it is
/// compiled once, and not for each Action.
fn receive_into<'r>(
    client: Client,
    info: &'static ActionInfo,
    extras: &Extras,
    request: &mut dyn Record,
    options: SharedOptions,
    result: &'r mut (dyn Field + Send),
) -> Exchange<'r> {
    let plan = Plan::new(info, extras, request, &options.parameters, &*client.inner.shared.runtime);
    Box::pin(async move {
        let (mut notes, mut items) = (Vec::new(), Vec::new());
        let mut read = |body: &[u8], wants_unknown| -> Result<Vec<Found>, ResponseError> {
            // An attempt before this one may have left something there.
            wire::reset(result.slot());
            let mut read = action::fill(info, body, result, options.notes(wants_unknown))?;
            items = read.take_items();
            let found = action::drift(info, &read);
            notes = read.into_notes();
            Ok(found)
        };
        let done = attempts::run(&client.inner.shared, &plan, &options, &mut read).await?;
        Ok(Received { result: (), notes, items, done, protocol: plan.protocol, action: plan.action })
    })
}

/// What comes of a call.
pub(crate) struct Received<R> {
    pub(crate) result: R,
    pub(crate) notes: Vec<Note>,
    /// A hash of each item that the server sent, and none for a null; where there are pages.
    pub(crate) items: Vec<Option<u64>>,
    pub(crate) done: Done,
    pub(crate) protocol: &'static dyn Protocol,
    /// The name of the Action.
    pub(crate) action: Cow<'static, str>,
}

impl Received<()> {
    /// The same with the result, which was read elsewhere.
    fn with<R>(self, result: R) -> Received<R> {
        let Self { result: (), notes, items, done, protocol, action } = self;
        Received { result, notes, items, done, protocol, action }
    }
}

impl<R> Received<R> {
    fn into_response(self) -> Response<R> {
        let Self { result, notes, done: Done { answer, attempts, .. }, protocol, .. } = self;
        let Answer { status, headers, body, .. } = answer;
        let request_id = OnceLock::new();
        Response { result, notes, status, headers, request_id, protocol, body, attempts }
    }
}

impl<A: Action> IntoFuture for Call<A> {
    type Output = Result<A::Result, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}

impl<A: Action> IntoFuture for Call<A, WithMetadata> {
    type Output = Result<Response<A::Result>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}

impl<A: Action + fmt::Debug, M> fmt::Debug for Call<A, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("request", &self.request)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// A result, and the HTTP response that it came in. A `Response<()>` is the latter alone.
#[derive(Clone)]
pub struct Response<T> {
    result: T,
    notes: Vec<Note>,
    status: StatusCode,
    headers: HeaderMap,
    /// Looked for when it is asked for: that is another look at the body.
    request_id: OnceLock<Option<String>>,
    protocol: &'static dyn Protocol,
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

    /// The result, and the response that it came in without it.
    ///
    /// ```no_run
    /// # #[cfg(feature = "wss")]
    /// # async fn call(client: qcloud_client::Client) -> Result<(), qcloud_client::Error> {
    /// use qcloud_client::wss::CertGetListRequest;
    ///
    /// let response = client.wss().cert_get_list(CertGetListRequest::new()).with_metadata().await?;
    /// let (page, metadata) = response.into_parts();
    /// println!("{} certificates after {} attempts", page.total_num, metadata.attempts());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn into_parts(self) -> (T, Response<()>) {
        let Self { result, notes, status, headers, request_id, protocol, body, attempts } = self;
        (result, Response { result: (), notes, status, headers, request_id, protocol, body, attempts })
    }

    /// The same response with another result, made from this one.
    ///
    /// ```no_run
    /// # #[cfg(feature = "wss")]
    /// # async fn call(client: qcloud_client::Client) -> Result<(), qcloud_client::Error> {
    /// use qcloud_client::wss::CertGetListRequest;
    ///
    /// let response = client.wss().cert_get_list(CertGetListRequest::new()).with_metadata().await?;
    /// let response = response.map(|page| page.list);
    /// println!("{} certificates in {} bytes", response.result().len(), response.raw_body().len());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Response<U> {
        let (result, rest) = self.into_parts();
        let Response { result: (), notes, status, headers, request_id, protocol, body, attempts } = rest;
        Response { result: map(result), notes, status, headers, request_id, protocol, body, attempts }
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
        let find = || attempts::request_id(&self.headers, &self.body, self.protocol);
        self.request_id.get_or_init(find).as_deref()
    }

    /// The body as it came. It may hold whatever the server sends, secrets too.
    #[must_use]
    pub fn raw_body(&self) -> &[u8] {
        &self.body
    }

    /// Lets go of the body, and of the buffer that a transport may have read it into together with the headers.
    fn let_go_of_body(&mut self) {
        self.body = bytes::Bytes::new();
        for value in self.headers.values_mut() {
            if let Ok(mut own) = HeaderValue::from_bytes(value.as_bytes()) {
                own.set_sensitive(value.is_sensitive());
                *value = own;
            }
        }
    }

    #[cfg(feature = "identity")]
    pub(crate) fn into_body(self) -> bytes::Bytes {
        self.body
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
            .field("request_id", &self.request_id())
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
