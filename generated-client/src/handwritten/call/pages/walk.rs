//! How far a list has been read, and whether another page follows.

use std::collections::BinaryHeap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::bookmark::Bookmark;
use super::met::Met;
use crate::handwritten::action::{PageInfo, PageStyle};

/// More pages than anyone reads in one go: a server that has more of them has lost count.
const MOST_PAGES: u64 = 100_000;

/// More pages without an item, one after the other, than a filter leaves empty.
const MOST_EMPTY_PAGES: u64 = 1000;

/// What follows a page.
pub(super) enum Next {
    Page,
    /// This one is the last.
    LastPage,
    /// The one before was the last.
    Nothing,
}

/// What a page says of the list.
pub(super) struct Seen<'a> {
    pub(super) total: Option<u64>,
    /// A hash of each item on it as the server sent it, and none for a null.
    pub(super) items: Vec<Option<u64>>,
    /// The token of the next one.
    pub(super) next: Option<&'a str>,
}

/// A hash of a token, which may be long.
fn hash(token: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    token.hash(&mut hasher);
    hasher.finish()
}

/// A walk through the pages of a list: nothing of it depends on a type.
pub(super) struct Walk {
    info: &'static PageInfo,
    /// How many items a page holds at most.
    size: Option<u64>,
    /// Where the next page is: its position, or its token.
    position: u64,
    token: Option<String>,
    pub(super) accepts_incomplete: bool,
    /// Items before the first page, and on the pages so far.
    reached: u64,
    /// Whether the items before the first page were counted, not reckoned from its number.
    is_counted: bool,
    pub(super) count: u64,
    /// What `reached` is if the first page, which might be the last one, has a follower.
    in_doubt: Option<u64>,
    first_total: Option<u64>,
    /// The total that the server told last.
    last_total: Option<u64>,
    from_beginning: bool,
    /// Hashes of the items of the last page, and of those of all pages that are asked for by their number.
    last_items: Vec<Option<u64>>,
    met: Met,
    /// A hash of each token that was seen.
    tokens: Met,
    without_items: u64,
    is_through: bool,
}

impl Walk {
    /// From the page that a request names, or else from the first.
    pub(super) fn new(
        info: &'static PageInfo,
        size: Option<u64>,
        position: Option<u64>,
        token: Option<&str>,
    ) -> Self {
        let size = size.or(info.default_size);
        let position = position.unwrap_or(info.first);
        let token = token.filter(|token| !token.is_empty());
        let mut tokens = Met::default();
        if let Some(token) = token {
            tokens.add(hash(token));
        }
        let reached = match info.style {
            PageStyle::Offset => position,
            PageStyle::Token => 0,
            PageStyle::Page => position.saturating_sub(info.first).saturating_mul(size.unwrap_or(0)),
        };
        let from_beginning = match info.style {
            PageStyle::Token => token.is_none(),
            PageStyle::Page | PageStyle::Offset => position <= info.first,
        };
        Self {
            info,
            size,
            position,
            token: token.map(str::to_owned),
            accepts_incomplete: false,
            reached,
            is_counted: false,
            count: 0,
            in_doubt: None,
            first_total: None,
            last_total: None,
            from_beginning,
            last_items: Vec::new(),
            met: Met::default(),
            tokens,
            without_items: 0,
            is_through: false,
        }
    }

    /// From where another walk has come to.
    pub(super) fn resumed(info: &'static PageInfo, size: Option<u64>, bookmark: Bookmark) -> Self {
        let Bookmark { position, token, reached, from_beginning, .. } = bookmark;
        Self {
            reached,
            is_counted: true,
            from_beginning,
            ..Self::new(info, size, Some(position), token.as_deref())
        }
    }

    /// Where the next page is; nowhere when the list is through.
    pub(super) fn bookmark(&self, action: &str) -> Option<Bookmark> {
        (!self.is_through).then(|| Bookmark {
            action: action.to_owned(),
            position: self.position,
            token: self.token.clone(),
            reached: self.in_doubt.unwrap_or(self.reached),
            taken: 0,
            from_beginning: self.from_beginning,
        })
    }

    /// The position of the next page, and its token where pages have tokens.
    pub(super) fn place(&self) -> (u64, Option<&str>) {
        (self.position, self.token.as_deref())
    }

    /// Takes note of a page: whether another one follows, or why it must not.
    pub(super) fn turn(&mut self, page: Seen<'_>) -> Result<Next, String> {
        self.count += 1;
        self.last_total = page.total.or(self.last_total);
        let next = match self.info.style {
            PageStyle::Token => self.turn_by_token(page),
            PageStyle::Page | PageStyle::Offset => self.turn_by_number(page),
        }?;
        self.is_through = !matches!(next, Next::Page);
        Ok(next)
    }

    /// What is wrong with a list that is through.
    pub(super) fn incomplete(&self) -> Option<String> {
        let total = self.last_total.filter(|total| self.reached < *total)?;
        (self.from_beginning && !self.accepts_incomplete).then(|| {
            let reached = self.reached;
            format!("the list ended after {reached} items, although the server tells of {total}")
        })
    }

    fn turn_by_token(&mut self, page: Seen<'_>) -> Result<Next, String> {
        let count = page.items.len() as u64;
        if count == 0 {
            self.without_items += 1;
        } else if self.is_repeated(page.items) {
            return Err(self.ignores_which());
        } else {
            self.without_items = 0;
        }
        self.reached = self.reached.saturating_add(count);
        let Some(token) = page.next.filter(|token| !token.is_empty()) else { return Ok(Next::LastPage) };
        if self.tokens.has(hash(token)) {
            return Ok(Next::LastPage);
        }
        self.tokens.add(hash(token));
        self.token = Some(token.to_owned());
        if self.count >= MOST_PAGES || self.without_items >= MOST_EMPTY_PAGES {
            return Err(format!("the list has no end after {} pages", self.count));
        }
        Ok(Next::Page)
    }

    /// Whether the items are those of the page before; takes note of them.
    fn is_repeated(&mut self, items: Vec<Option<u64>>) -> bool {
        let is_repeated = items.iter().any(Option::is_some) && items == self.last_items;
        self.last_items = items;
        is_repeated
    }

    /// Whether an item was on an earlier page; takes note of those of the last one. One that a page has twice tells nothing.
    fn has_come_again(&mut self, total: Option<u64>) -> bool {
        self.met.expect(total.map_or(0, |total| total.saturating_sub(self.reached)));
        // A heap, since sorting costs far more to compile.
        let mut items = BinaryHeap::with_capacity(self.last_items.len());
        for item in self.last_items.iter().flatten() {
            items.push(*item);
        }
        let mut once = Vec::with_capacity(items.len());
        while let Some(item) = items.pop() {
            if items.peek() != Some(&item) {
                once.push(item);
            }
            while items.peek() == Some(&item) {
                items.pop();
            }
        }
        let has_come_again = once.iter().any(|item| self.met.has(*item));
        for item in once {
            self.met.add(item);
        }
        has_come_again
    }

    fn ignores_which(&self) -> String {
        format!(
            "page {} is the same as the one before: the server seems to ignore which page is asked for",
            self.count
        )
    }

    fn turn_by_number(&mut self, page: Seen<'_>) -> Result<Next, String> {
        let Seen { total, items, .. } = page;
        let count = items.len() as u64;
        if count == 0 {
            return Ok(if self.count == 1 { Next::LastPage } else { Next::Nothing });
        }
        if self.is_repeated(items) {
            if self.in_doubt.is_some() {
                // It was the last page, and the server gives that one for all that would follow.
                return Ok(Next::Nothing);
            }
            return Err(self.ignores_which());
        }
        let by_page = self.info.style == PageStyle::Page;
        if by_page && !self.accepts_incomplete && self.has_come_again(total) {
            return Err(format!(
                "page {} has an item that was on a page before: the list has changed, or the server counts pages otherwise",
                self.count
            ));
        }
        let short = self.size.is_some_and(|size| count < size);
        if self.count == 1 && self.reached > 0 && short && by_page && !self.is_counted {
            // A short page in the middle of a list: the last one, or all are, because the server allows no larger ones.
            // Then there are fewer items before it than it seemed.
            let before = self.position.saturating_sub(self.info.first).saturating_mul(count);
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
        let step = if by_page { 1 } else { count };
        self.position = self.position.saturating_add(step);
        // A list may grow while it is read, but not as fast as it is read.
        let expected = first_total.saturating_mul(2).saturating_add(count.saturating_mul(10));
        if self.reached > expected || self.count >= MOST_PAGES {
            return Err(match total {
                Some(total) if first_total != u64::MAX => format!(
                    "the total has grown from {first_total} to {total} while {} pages were read: the list has no end",
                    self.count
                ),
                _ => format!("the list has no end after {} pages", self.count),
            });
        }
        Ok(Next::Page)
    }
}
