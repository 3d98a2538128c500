//! Pagination: one stream of pages, or of the items on them, that always comes to an end.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use futures_core::stream::FusedStream;

use super::{Call, Received};
use crate::handwritten::action::{Action, PageStyle, Paginated, hash, sent_items};
use crate::handwritten::attempts::CallOptions;
use crate::handwritten::client::Client;
use crate::handwritten::error::{Error, Kind, Story};
use crate::handwritten::runtime::BoxFuture;
use crate::handwritten::wire::{self, Note};

impl<A: Paginated> Call<A> {
    /// All pages from the one that the request names, each when it is asked for.
    pub fn pages(self) -> Pages<A> {
        Pages::new(self.client, self.request, self.options)
    }

    /// All items of all pages, in one stream.
    pub fn items(self) -> Items<A> {
        Items::new(self.pages())
    }
}

/// More pages than anyone reads in one go: a server that has more of them has lost count.
const MOST_PAGES: u64 = 100_000;

/// More pages without an item, one after the other, than a filter leaves empty.
const MOST_EMPTY_PAGES: u64 = 1000;

/// The pages of a list, each asked for when it is wanted: a [`Stream`] of results.
///
/// It starts at the page that the request names, or else at the first. It ends when the server's total is reached, at an
/// empty page, or, where the server gives no total, at a page that is not full. Where each page has a token of the next one,
/// it ends at a page without, or whose token was used before; a page may be empty then. A call that fails ends it with the
/// error. So does a server that repeats a page or whose total runs ahead of the reader: neither would ever end.
///
/// A list that is read from its beginning and ends before the total that the server told last is an error behind the items that
/// came, and so is an item that comes again where pages are asked for by their number: something is missing then, or was there
/// twice. [`accept_incomplete`](Self::accept_incomplete) takes such lists. What the server sent counts for all of this, nulls
/// and what the spec does not have included. A page of no items, such as `.limit(0)` asks for, is refused.
///
/// Read it with `try_next()` of the crate `futures`, or, with the feature `blocking`, with `wait` as an
/// iterator. Nothing is sent before it is polled, and nothing ahead of the page that is asked for.
///
/// Deleting items while a list is read by page number makes it skip others: read to the end first.
#[must_use = "a stream does nothing unless it is read"]
pub struct Pages<A: Paginated> {
    client: Client,
    request: A,
    options: CallOptions,
    state: State<A::Result>,
    position: u64,
    /// Items before the first page, and on the pages so far.
    reached: u64,
    count: u64,
    /// What `reached` is if the first page, which might be the last one, has a follower.
    in_doubt: Option<u64>,
    first_total: Option<u64>,
    /// The total that the server told last.
    last_total: Option<u64>,
    from_beginning: bool,
    accepts_incomplete: bool,
    /// Hashes of the items of the last page, and of those of all pages that are asked for by their number.
    last_items: Vec<Option<u64>>,
    seen_items: HashSet<u64>,
    /// The token to ask with, and a hash of each that was seen.
    token: Option<String>,
    tokens: HashSet<u64>,
    without_items: u64,
    /// Of the page that came last.
    notes: Vec<Note>,
    body: Bytes,
}

enum State<R> {
    Ready,
    Waiting(BoxFuture<'static, Result<Received<R>, Error>>),
    /// The last page came, and this is what is wrong with the list.
    Failed(Box<Error>),
    Done,
}

// Nothing is pinned within: the future in `Waiting` is boxed.
impl<A: Paginated> Unpin for Pages<A> {}

impl<A: Paginated> Pages<A> {
    pub(crate) fn new(client: Client, request: A, options: CallOptions) -> Self {
        let position = request.position().unwrap_or(A::PAGES.first);
        let before = match A::PAGES.style {
            PageStyle::Offset => position,
            PageStyle::Token => 0,
            PageStyle::Page => {
                position.saturating_sub(A::PAGES.first).saturating_mul(size(&request).unwrap_or(0))
            }
        };
        let token = request.token().filter(|token| !token.is_empty());
        let from_beginning = match A::PAGES.style {
            PageStyle::Token => token.is_none(),
            PageStyle::Page | PageStyle::Offset => position <= A::PAGES.first,
        };
        let tokens = token.map(hash).into_iter().collect();
        Self {
            client,
            request,
            options,
            state: State::Ready,
            position,
            reached: before,
            count: 0,
            in_doubt: None,
            first_total: None,
            last_total: None,
            from_beginning,
            accepts_incomplete: false,
            last_items: Vec::new(),
            seen_items: HashSet::new(),
            token: None,
            tokens,
            without_items: 0,
            notes: Vec::new(),
            body: Bytes::new(),
        }
    }

    fn ask(&self) -> BoxFuture<'static, Result<Received<A::Result>, Error>> {
        let mut request = self.request.clone();
        // The first page is asked for as the caller asked.
        if self.count > 0 {
            match &self.token {
                Some(token) => request.set_token(token),
                None => request.set_position(self.position),
            }
        }
        Box::pin(Call::new(self.client.clone(), request, self.options.clone()).send())
    }

    /// Takes a list as it comes: neither one that ends before the total that the server tells, nor an item that comes again, is
    /// an error. `false` unless set.
    pub fn accept_incomplete(mut self, accept: bool) -> Self {
        self.accepts_incomplete = accept;
        self
    }

    /// Takes note of a page: whether another one follows, or why it must not.
    fn turn(&mut self, page: &A::Result, elements: Option<u64>, is_empty: bool) -> Result<Next, Error> {
        self.count += 1;
        let total = A::total(page).filter(|_| !is_empty);
        self.last_total = total.or(self.last_total);
        let items = A::items(page);
        // What the server sent counts, nulls and what a lenient call leaves out included.
        let sent = sent_items(A::INFO.place, A::PAGES, page, &self.body);
        let count = sent.as_ref().map(|sent| sent.len() as u64).or(elements).unwrap_or(items.len() as u64);
        let sent = sent.unwrap_or_else(|| items.iter().map(|item| Some(hash(wire::to_json(item)))).collect());
        match A::PAGES.style {
            PageStyle::Token => self.turn_by_token(page, count, sent),
            PageStyle::Page | PageStyle::Offset => self.turn_by_number(total, count, sent),
        }
    }

    /// What is wrong with a list that is through.
    fn incomplete(&self) -> Option<Error> {
        let total = self.last_total.filter(|total| self.reached < *total)?;
        (self.from_beginning && !self.accepts_incomplete).then(|| {
            let reached = self.reached;
            wrong::<A>(format!("the list ended after {reached} items, although the server tells of {total}"))
        })
    }

    fn turn_by_token(&mut self, page: &A::Result, count: u64, sent: Vec<Option<u64>>) -> Result<Next, Error> {
        if count == 0 {
            self.without_items += 1;
        } else if self.is_repeated(sent) {
            return Err(self.ignores_which());
        } else {
            self.without_items = 0;
        }
        self.reached = self.reached.saturating_add(count);
        let Some(token) = A::next(page).filter(|token| !token.is_empty()) else { return Ok(Next::LastPage) };
        if !self.tokens.insert(hash(token)) {
            return Ok(Next::LastPage);
        }
        if self.count >= MOST_PAGES || self.without_items >= MOST_EMPTY_PAGES {
            return Err(wrong::<A>(format!("the list has no end after {} pages", self.count)));
        }
        self.token = Some(token.to_owned());
        Ok(Next::Page)
    }

    /// Whether the items are those of the page before; takes note of them.
    fn is_repeated(&mut self, sent: Vec<Option<u64>>) -> bool {
        let is_repeated = sent.iter().any(Option::is_some) && sent == self.last_items;
        self.last_items = sent;
        is_repeated
    }

    /// Whether an item was on an earlier page; takes note of those of the last one. One that a page has twice tells nothing.
    fn has_come_again(&mut self) -> bool {
        let mut once = HashSet::new();
        let twice: HashSet<u64> =
            self.last_items.iter().copied().flatten().filter(|item| !once.insert(*item)).collect();
        once.retain(|item| !twice.contains(item));
        let has_come_again = once.iter().any(|item| self.seen_items.contains(item));
        self.seen_items.extend(once);
        has_come_again
    }

    fn ignores_which(&self) -> Error {
        wrong::<A>(format!(
            "page {} is the same as the one before: the server seems to ignore which page is asked for",
            self.count
        ))
    }

    fn turn_by_number(
        &mut self,
        total: Option<u64>,
        count: u64,
        sent: Vec<Option<u64>>,
    ) -> Result<Next, Error> {
        if count == 0 {
            return Ok(if self.count == 1 { Next::LastPage } else { Next::Nothing });
        }
        if self.is_repeated(sent) {
            if self.in_doubt.is_some() {
                // It was the last page, and the server gives that one for all that would follow.
                return Ok(Next::Nothing);
            }
            return Err(self.ignores_which());
        }
        if A::PAGES.style == PageStyle::Page && !self.accepts_incomplete && self.has_come_again() {
            return Err(wrong::<A>(format!(
                "page {} has an item that was on a page before: the list has changed, or the server counts pages otherwise",
                self.count
            )));
        }
        let short = size(&self.request).is_some_and(|size| count < size);
        if self.count == 1 && self.reached > 0 && short && A::PAGES.style == PageStyle::Page {
            // A short page in the middle of a list: the last one, or all are, because the server allows no larger ones.
            // Then there are fewer items before it than it seemed.
            let before = self.position.saturating_sub(A::PAGES.first).saturating_mul(count);
            if total == Some(self.reached.saturating_add(count)) {
                self.in_doubt = Some(before.saturating_add(count));
            } else {
                self.reached = before;
            }
        } else if let Some(reached) = self.in_doubt.take() {
            self.reached = reached;
        }
        self.reached = self.reached.saturating_add(count);
        let first_total = *self.first_total.get_or_insert(total.unwrap_or(u64::MAX));
        let is_last = match total {
            Some(total) => self.reached >= total && self.in_doubt.is_none(),
            None => short,
        };
        if is_last {
            return Ok(Next::LastPage);
        }
        // A list may grow while it is read, but not as fast as it is read.
        let expected = first_total.saturating_mul(2).saturating_add(count.saturating_mul(10));
        if self.reached > expected || self.count >= MOST_PAGES {
            return Err(wrong::<A>(match total {
                Some(total) if first_total != u64::MAX => format!(
                    "the total has grown from {first_total} to {total} while {} pages were read: the list has no end",
                    self.count
                ),
                _ => format!("the list has no end after {} pages", self.count),
            }));
        }
        let step = if A::PAGES.style == PageStyle::Page { 1 } else { count };
        self.position = self.position.saturating_add(step);
        Ok(Next::Page)
    }
}

fn wrong<A: Action>(problem: String) -> Error {
    Error::new(Kind::Pages(problem)).with_story(Story::answered(A::INFO.name))
}

enum Next {
    Page,
    /// This one is the last.
    LastPage,
    /// The one before was the last.
    Nothing,
}

fn size<A: Paginated>(request: &A) -> Option<u64> {
    request.size().or(A::PAGES.default_size)
}

impl<A: Paginated> Pages<A> {
    /// What of the page that came last could not be read and is missing: see [`Response::notes`](crate::Response::notes).
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// The body of the page that came last, as it came. It may hold whatever the server sends, secrets too.
    #[must_use]
    pub fn raw_body(&self) -> &[u8] {
        &self.body
    }
}

impl<A: Paginated> Items<A> {
    /// Takes a list as it comes, as [`Pages::accept_incomplete`] says. `false` unless set.
    pub fn accept_incomplete(mut self, accept: bool) -> Self {
        self.pages = self.pages.accept_incomplete(accept);
        self
    }

    /// What of the page at hand could not be read and is missing: see [`Response::notes`](crate::Response::notes).
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        self.pages.notes()
    }

    /// The body of the page at hand, as it came. It may hold whatever the server sends, secrets too.
    #[must_use]
    pub fn raw_body(&self) -> &[u8] {
        self.pages.raw_body()
    }
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
                State::Waiting(waiting) => waiting,
                State::Ready => {
                    if self.request.size() == Some(0) {
                        self.state = State::Done;
                        let problem = "pages of 0 items come to no end: ask for 1 or more on each";
                        return Poll::Ready(Some(Err(Error::new(Kind::Setup(problem.to_owned())))));
                    }
                    self.state = State::Waiting(self.ask());
                    continue;
                }
            };
            let answer = ready!(waiting.as_mut().poll(context));
            self.state = State::Done;
            let Received { result: page, notes, elements, done, .. } = match answer {
                Ok(received) => received,
                Err(error) => return Poll::Ready(Some(Err(error))),
            };
            self.notes = notes;
            self.body = done.answer.body;
            return Poll::Ready(match self.turn(&page, elements, done.answer.is_empty) {
                Ok(Next::Nothing) => self.incomplete().map(Err),
                Ok(Next::LastPage) => {
                    if let Some(error) = self.incomplete() {
                        self.state = State::Failed(Box::new(error));
                    }
                    Some(Ok(page))
                }
                Ok(Next::Page) => {
                    self.state = State::Ready;
                    Some(Ok(page))
                }
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
            .field("pages", &self.count)
            .finish_non_exhaustive()
    }
}

/// The items of a list, page after page: a [`Stream`]. See [`Pages`] for when it ends.
///
/// ```no_run
/// # #[cfg(feature = "wss")]
/// # async fn list(client: qcloud_client::Client) -> Result<(), qcloud_client::Error> {
/// use std::pin::pin;
/// use futures_core::Stream;
/// use qcloud_client::wss::CertGetListRequest;
///
/// // With the crate `futures`: `while let Some(certificate) = certificates.try_next().await?`.
/// let mut certificates = pin!(client.wss().cert_get_list(CertGetListRequest::new()).items());
/// while let Some(certificate) = std::future::poll_fn(|cx| certificates.as_mut().poll_next(cx)).await {
///     println!("{}", certificate?.id);
/// }
/// # Ok(())
/// # }
/// ```
///
///
/// A page that fails comes as an error behind the items of the pages before it, and is the last.
#[must_use = "a stream does nothing unless it is read"]
pub struct Items<A: Paginated> {
    pages: Pages<A>,
    items: VecDeque<A::Item>,
}

impl<A: Paginated> Unpin for Items<A> {}

impl<A: Paginated> Items<A> {
    pub(crate) fn new(pages: Pages<A>) -> Self {
        Self { pages, items: VecDeque::new() }
    }
}

impl<A: Paginated> Stream for Items<A> {
    type Item = Result<A::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.items.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(page)) => self.items = A::into_items(page).into(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.items.len(), None)
    }
}

impl<A: Paginated> FusedStream for Items<A> {
    fn is_terminated(&self) -> bool {
        self.items.is_empty() && self.pages.is_terminated()
    }
}

impl<A: Paginated + fmt::Debug> fmt::Debug for Items<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).field("at_hand", &self.items.len()).finish()
    }
}
