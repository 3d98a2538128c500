//! Pagination: one stream of pages, or of the items on them, that always comes to an end.

mod ahead;
pub(crate) mod bookmark;
pub(crate) mod items;
mod met;
mod walk;

use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use futures_core::Stream;
use futures_core::stream::FusedStream;

use self::ahead::ahead;
use self::bookmark::Bookmark;
use self::walk::{Next, Seen, Walk};
use super::reading::reading;
use super::{Call, Received, Response};
use crate::handwritten::action::{Action, Paginated};
use crate::handwritten::attempts::SharedOptions;
use crate::handwritten::client::Client;
use crate::handwritten::error::{Error, Kind, Story};
use crate::handwritten::runtime::BoxFuture;

impl<A: Action> Call<A> {
    /// All pages from the one that the request names, each when it is asked for.
    pub fn pages(self) -> Pages<A>
    where
        A: Paginated,
    {
        Pages::new(self.client, self.request, self.options)
    }
}

/// The pages of a list, each asked for when it is wanted: read them with [`try_next`](Self::try_next) or
/// [`try_collect`](Self::try_collect), as a [`Stream`], or, with the feature `blocking`, with `wait` as an iterator.
///
/// ```no_run
/// # #[cfg(feature = "wss")]
/// # async fn list(client: qcloud_client::Client) -> Result<(), qcloud_client::Error> {
/// use qcloud_client::wss::CertGetListRequest;
///
/// let mut pages = client.wss().cert_get_list(CertGetListRequest::new().count(100)).pages();
/// while let Some(page) = pages.try_next().await? {
///     let request_id = pages.metadata().and_then(|metadata| metadata.request_id());
///     println!("{} of {} certificates, request {request_id:?}", page.list.len(), page.total_num);
/// }
/// # Ok(())
/// # }
/// ```
///
/// It starts at the page that the request names, or else at the first. It ends when the server's total is reached, at an
/// empty page, or, where the server gives no total, at a page that is not full. Where each page has a token of the next one,
/// it ends at a page without, or whose token was used before; a page may be empty then. A call that fails ends it with the
/// error; [`bookmark`](Self::bookmark) tells where to go on. A server that repeats a page or whose total runs ahead of the
/// reader ends it with an error too: neither would ever end.
///
/// A list that is read from its beginning and ends before the total that the server told last is an error behind the items that
/// came, and so is an item that comes again where pages are asked for by their number: something is missing then, or was there
/// twice. [`accept_incomplete`](Self::accept_incomplete) takes such lists. What the server sent counts for all of this, nulls
/// and what the spec does not have included. A page of no items, such as `.limit(0)` asks for, is refused.
///
/// Nothing is sent before it is polled, and nothing ahead of the page that is asked for unless
/// [`prefetch`](Self::prefetch) says so. Each page is a call of its own with the options of the call;
/// [`total_timeout`](Self::total_timeout) bounds all of them together.
///
/// Deleting items while a list is read by page number makes it skip others: read to the end first.
#[must_use = "a stream does nothing unless it is read"]
pub struct Pages<A: Paginated> {
    client: Client,
    request: A,
    options: SharedOptions,
    state: State<A::Result>,
    walk: Walk,
    prefetches: bool,
    total_timeout: Option<Duration>,
    /// When the first page was asked for.
    started: Option<Instant>,
    /// The response of the page that came last.
    last: Option<Response<()>>,
}

type Page<R> = BoxFuture<'static, Result<Received<R>, Error>>;

enum State<R> {
    Ready,
    /// The lock makes it `Sync`, and is never taken.
    Waiting(Mutex<Page<R>>),
    /// Nothing will be asked for (any more), and this is why.
    Failed(Box<Error>),
    Done,
}

// Nothing is pinned within: the future in `Waiting` is boxed.
impl<A: Paginated> Unpin for Pages<A> {}

impl<A: Paginated> Pages<A> {
    fn new(client: Client, request: A, options: SharedOptions) -> Self {
        let walk = Walk::new(A::PAGES, request.size(), request.position(), request.token());
        Self {
            client,
            request,
            options,
            state: State::Ready,
            walk,
            prefetches: false,
            total_timeout: None,
            started: None,
            last: None,
        }
    }

    /// Takes a list as it comes: neither one that ends before the total that the server tells, nor an item that comes again, is
    /// an error. `false` unless set.
    pub fn accept_incomplete(mut self, accept: bool) -> Self {
        self.walk.accepts_incomplete = accept;
        self
    }

    /// Asks for one page ahead: while the reader is busy with a page, the next one is on its way. `false` unless set.
    ///
    /// It needs the feature `tokio` and a runtime of tokio to be read in; elsewhere each page is asked for when it is wanted.
    pub fn prefetch(mut self, prefetch: bool) -> Self {
        self.prefetches = prefetch;
        self
    }

    /// How long reading the whole list may take, from the first page that is asked for on, the reader's own time included.
    /// Without end unless set; the timeouts of a call hold for each page beside it.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
        self
    }

    /// Goes on at a place where an earlier reading of the list has stopped, whatever page the request names.
    ///
    /// A bookmark of another Action is refused when the first page is asked for. Whether the list has changed in between
    /// nobody can tell; items that are new before the place shift the others.
    pub fn resume(mut self, bookmark: Bookmark) -> Self {
        if bookmark.action != A::INFO.name {
            let problem = format!("the bookmark is of `{}`: resume that list with it", bookmark.action);
            self.state = State::Failed(Box::new(Error::new(Kind::Setup(problem))));
            return self;
        }
        self.request.set_position(bookmark.position);
        if let Some(token) = &bookmark.token {
            self.request.set_token(token);
        }
        let accepts_incomplete = self.walk.accepts_incomplete;
        self.walk = Walk::resumed(A::PAGES, self.request.size(), bookmark);
        self.walk.accepts_incomplete = accepts_incomplete;
        self
    }

    /// Where the page begins that comes next, to [`resume`](Self::resume) from; nowhere when the list is through. After an
    /// error it is the page that failed.
    #[must_use]
    pub fn bookmark(&self) -> Option<Bookmark> {
        self.walk.bookmark(A::INFO.name)
    }

    /// The response that the page came in which was read last: status, headers, request id, body, and what of it could not be
    /// read. The body is let go when the next page is asked for, so that there is never more than one; the id, which stands in it, is
    /// kept if it was asked for before.
    #[must_use]
    pub fn metadata(&self) -> Option<&Response<()>> {
        self.last.as_ref()
    }

    reading!("page", "the pages", A::Result, |_| Ok(()));

    /// The next page, asked for; an error when there is no time left for it.
    fn ask(&mut self) -> Result<Page<A::Result>, Error> {
        if self.request.size() == Some(0) {
            let problem = "pages of 0 items come to no end: ask for 1 or more on each";
            return Err(Error::new(Kind::Setup(problem.to_owned())));
        }
        self.last.iter_mut().for_each(Response::let_go_of_body);
        let mut request = self.request.clone();
        // The first page is asked for as the caller asked.
        if self.walk.count > 0 {
            match self.walk.place() {
                (_, Some(token)) => request.set_token(token),
                (position, None) => request.set_position(position),
            }
        }
        let mut options = self.options.clone();
        options.wants_items = true;
        let Some(limit) = self.total_timeout else {
            return Ok(Box::pin(Call::<A>::new(self.client.clone(), request, options).receive()));
        };
        let now = self.client.inner.shared.runtime.instant();
        let left = limit.saturating_sub(now.saturating_duration_since(*self.started.get_or_insert(now)));
        if left.is_zero() {
            return Err(late::<A>(limit, self.last.is_some()));
        }
        let is_tighter = left < options.timeout;
        options.timeout = options.timeout.min(left);
        let page = Call::<A>::new(self.client.clone(), request, options).receive();
        Ok(Box::pin(async move {
            let result = page.await;
            result.map_err(|error| if is_tighter { error.of_list(limit) } else { error })
        }))
    }

    /// Takes note of a page: whether another one follows, or why it must not.
    fn turn(&mut self, received: &mut Received<A::Result>) -> Result<Next, Error> {
        let Received { result: page, items, done, .. } = received;
        let seen = Seen {
            total: A::total(page).filter(|_| !done.answer.is_empty),
            // What the server sent counts, nulls and what a lenient call leaves out included.
            items: std::mem::take(items),
            next: A::next(page),
        };
        self.walk.turn(seen).map_err(wrong::<A>)
    }

    /// What the list ends with, or the next state if it goes on; and the page, if it is one.
    fn take(&mut self, mut received: Received<A::Result>) -> Option<Result<A::Result, Error>> {
        let next = match self.turn(&mut received) {
            Ok(next) => next,
            Err(error) => return Some(Err(error)),
        };
        let incomplete = || self.walk.incomplete().map(wrong::<A>);
        match next {
            Next::Nothing => return incomplete().map(Err),
            Next::LastPage => {
                if let Some(error) = incomplete() {
                    self.state = State::Failed(Box::new(error));
                }
            }
            Next::Page if self.prefetches => {
                self.state = match self.ask() {
                    Ok(page) => State::Waiting(Mutex::new(ahead(page))),
                    Err(error) => State::Failed(Box::new(error)),
                };
            }
            Next::Page => self.state = State::Ready,
        }
        let (page, last) = received.into_response().into_parts();
        self.last = Some(last);
        Some(Ok(page))
    }
}

fn wrong<A: Action>(problem: String) -> Error {
    of_list::<A>(Kind::Pages(problem))
}

/// There is no time left for another page, or for the first.
fn late<A: Action>(limit: Duration, is_another: bool) -> Error {
    if is_another {
        return of_list::<A>(Kind::ListTimeout(limit));
    }
    let story = Story { action: Some(A::INFO.name.to_owned()), ..Story::untold() };
    Error::new(Kind::ListTimeout(limit)).with_story(story)
}

/// What is wrong with a list whose pages came.
fn of_list<A: Action>(kind: Kind) -> Error {
    Error::new(kind).with_story(Story::answered(A::INFO.name))
}

impl<A: Paginated> Stream for Pages<A> {
    type Item = Result<A::Result, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let waiting = match &mut self.state {
                State::Done => return Poll::Ready(None),
                State::Failed(_) => {
                    let state = std::mem::replace(&mut self.state, State::Done);
                    let State::Failed(error) = state else { continue };
                    return Poll::Ready(Some(Err(*error)));
                }
                State::Waiting(waiting) => waiting.get_mut().unwrap_or_else(PoisonError::into_inner),
                State::Ready => {
                    self.state = match self.ask() {
                        Ok(page) => State::Waiting(Mutex::new(page)),
                        Err(error) => State::Failed(Box::new(error)),
                    };
                    continue;
                }
            };
            let answer = ready!(waiting.as_mut().poll(context));
            self.state = State::Done;
            return Poll::Ready(match answer {
                Ok(received) => self.take(received),
                Err(error) => Some(Err(error)),
            });
        }
    }
}

impl<A: Paginated> FusedStream for Pages<A> {
    fn is_terminated(&self) -> bool {
        matches!(self.state, State::Done)
    }
}

impl<A: Paginated + fmt::Debug> fmt::Debug for Pages<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("request", &self.request)
            .field("pages", &self.walk.count)
            .finish_non_exhaustive()
    }
}
