//! The items of a list, whatever pages they come on.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use futures_core::stream::FusedStream;

use super::Pages;
use super::bookmark::Bookmark;
use crate::handwritten::action::{Action, Paginated};
use crate::handwritten::call::reading::reading;
use crate::handwritten::call::{Call, Response};
use crate::handwritten::error::Error;

impl<A: Action> Call<A> {
    /// All items of all pages, in one stream.
    pub fn items(self) -> Items<A>
    where
        A: Paginated,
    {
        Items { pages: self.pages(), at_hand: VecDeque::new(), page: None, read: 0, skips: 0 }
    }
}

/// The items of a list, page after page: read them with [`try_next`](Self::try_next) or [`try_collect`](Self::try_collect), as
/// a [`Stream`], or, with the feature `blocking`, with `wait` as an iterator. See [`Pages`] for when it ends.
///
/// ```no_run
/// # #[cfg(feature = "wss")]
/// # async fn list(client: qcloud_client::Client) -> Result<(), qcloud_client::Error> {
/// use qcloud_client::wss::CertGetListRequest;
///
/// let mut certificates = client.wss().cert_get_list(CertGetListRequest::new()).items();
/// while let Some(certificate) = certificates.try_next().await? {
///     println!("{}", certificate.id);
/// }
/// let all: Vec<_> = client.wss().cert_get_list(CertGetListRequest::new()).items().try_collect().await?;
/// # let _ = all;
/// # Ok(())
/// # }
/// ```
///
/// A page that fails comes as an error behind the items of the pages before it, and is the last.
#[must_use = "a stream does nothing unless it is read"]
pub struct Items<A: Paginated> {
    pages: Pages<A>,
    at_hand: VecDeque<A::Item>,
    /// Where the page at hand begins.
    page: Option<Bookmark>,
    /// How many items of it were read.
    read: u64,
    /// How many items of the first page were read when it was at hand before.
    skips: u64,
}

impl<A: Paginated> Unpin for Items<A> {}

impl<A: Paginated> Items<A> {
    /// Takes a list as it comes, as [`Pages::accept_incomplete`] says. `false` unless set.
    pub fn accept_incomplete(mut self, accept: bool) -> Self {
        self.pages = self.pages.accept_incomplete(accept);
        self
    }

    /// Asks for one page ahead, as [`Pages::prefetch`] says. `false` unless set.
    pub fn prefetch(mut self, prefetch: bool) -> Self {
        self.pages = self.pages.prefetch(prefetch);
        self
    }

    /// How long reading the whole list may take, as [`Pages::total_timeout`] says.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.pages = self.pages.total_timeout(timeout);
        self
    }

    /// Goes on at a place where an earlier reading of the list has stopped, as [`Pages::resume`] says: in the middle of a
    /// page, the page is asked for once more and the items that were read are left out.
    pub fn resume(mut self, bookmark: Bookmark) -> Self {
        self.skips = bookmark.taken;
        self.pages = self.pages.resume(bookmark);
        self
    }

    /// The place of the item that comes next, to [`resume`](Self::resume) from; nowhere when the list is through. After an
    /// error it is where the page begins that failed.
    #[must_use]
    pub fn bookmark(&self) -> Option<Bookmark> {
        let page = self.page.as_ref().filter(|_| !self.at_hand.is_empty());
        let taken = if page.is_some() { self.read } else { self.skips };
        page.cloned().or_else(|| self.pages.bookmark()).map(|bookmark| Bookmark { taken, ..bookmark })
    }

    /// The response that the page at hand came in, as [`Pages::metadata`] says.
    #[must_use]
    pub fn metadata(&self) -> Option<&Response<()>> {
        self.pages.metadata()
    }

    reading!("item", "all items", A::Item, |_| Ok(()));
}

impl<A: Paginated> Stream for Items<A> {
    type Item = Result<A::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.at_hand.pop_front() {
                self.read += 1;
                return Poll::Ready(Some(Ok(item)));
            }
            // The page that was read needs no room while the next one comes.
            self.at_hand = VecDeque::new();
            let place = self.pages.bookmark();
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(page)) => {
                    self.at_hand = A::into_items(page).into();
                    self.page = place;
                    self.read = std::mem::take(&mut self.skips);
                    let skipped = usize::try_from(self.read).unwrap_or(usize::MAX).min(self.at_hand.len());
                    self.at_hand.drain(..skipped);
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.at_hand.len(), None)
    }
}

impl<A: Paginated> FusedStream for Items<A> {
    fn is_terminated(&self) -> bool {
        self.at_hand.is_empty() && self.pages.is_terminated()
    }
}

impl<A: Paginated + fmt::Debug> fmt::Debug for Items<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("at_hand", &self.at_hand.len())
            .finish_non_exhaustive()
    }
}
