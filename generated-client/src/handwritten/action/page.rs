//! Pages as data: where in a request and in a result stands what paging needs, and how it is read and set.

use std::any::Any;

use crate::handwritten::wire::{Field, Record, Slot, View};

/// How pages are asked for, and where they have their items. A way through a record is told by the places of its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageInfo {
    /// What a position counts.
    pub style: PageStyle,
    /// The position of the first page; 0 where pages have tokens.
    pub first: u64,
    /// How many items a page holds when the request does not say.
    pub default_size: Option<u64>,
    /// The parameter with the position or the token of the page.
    pub position: usize,
    /// The parameter with the number of items on a page.
    pub size: Option<usize>,
    /// The way through the result to the number of all items.
    pub total: Option<&'static [usize]>,
    /// The way through the result to the token of the next page.
    pub next: Option<&'static [usize]>,
    /// The way through the result to the items.
    pub items: &'static [usize],
}

/// What the position of a page counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageStyle {
    /// It counts pages, from [`PageInfo::first`] on.
    Page,
    /// It counts items, those to be left out.
    Offset,
    /// It counts nothing: each page has the token of the next one.
    Token,
}

impl PageInfo {
    /// The page or the offset that a request asks for.
    pub(super) fn position(&self, request: &dyn Record) -> Option<u64> {
        number(present(request.at(self.position).view())?)
    }

    /// How many items on a page a request asks for.
    pub(super) fn size(&self, request: &dyn Record) -> Option<u64> {
        number(present(request.at(self.size?).view())?)
    }

    /// The token of the page that a request asks for.
    pub(super) fn token<'a>(&self, request: &'a dyn Record) -> Option<&'a str> {
        match present(request.at(self.position).view())? {
            View::Text(token) => Some(token),
            _ => None,
        }
    }

    /// Asks for the page at this position.
    pub(super) fn set_position(&self, request: &mut dyn Record, position: u64) {
        match filled(request.at_mut(self.position).slot()) {
            Slot::Uint(value) => *value = position,
            Slot::Int(value) => *value = i64::try_from(position).unwrap_or(i64::MAX),
            _ => {}
        }
    }

    /// Asks for the page of this token.
    pub(super) fn set_token(&self, request: &mut dyn Record, token: &str) {
        if let Slot::Text(value) = filled(request.at_mut(self.position).slot()) {
            token.clone_into(value);
        }
    }

    /// How many items there are on all pages, if the result tells.
    pub(super) fn total(&self, result: &dyn Field) -> Option<u64> {
        number(along(result.view(), self.total?)?)
    }

    /// The token of the next page, if the result has one.
    pub(super) fn next<'a>(&self, result: &'a dyn Field) -> Option<&'a str> {
        match along(result.view(), self.next?)? {
            View::Text(token) => Some(token),
            _ => None,
        }
    }
}

/// The items of a page.
pub(super) fn items<'a, T: 'static>(pages: &PageInfo, result: &'a dyn Field) -> &'a [T] {
    match along(result.view(), pages.items) {
        Some(View::List(list)) => {
            let list: &dyn Any = list;
            list.downcast_ref::<Vec<T>>().map_or(&[], Vec::as_slice)
        }
        _ => &[],
    }
}

/// The items of a page, taken out of it.
pub(super) fn take_items<T: 'static>(pages: &PageInfo, result: &mut dyn Field) -> Vec<T> {
    match along_mut(result.slot(), pages.items) {
        Some(Slot::List(list)) => {
            let list: &mut dyn Any = list;
            list.downcast_mut::<Vec<T>>().map(std::mem::take).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// What a way leads to, if nothing on it is absent.
fn along<'a>(start: View<'a>, way: &[usize]) -> Option<View<'a>> {
    way.iter().try_fold(present(start)?, |view, index| match view {
        View::Record(record) => present(record.at(*index).view()),
        _ => None,
    })
}

fn along_mut<'a>(start: Slot<'a>, way: &[usize]) -> Option<Slot<'a>> {
    way.iter().try_fold(present_mut(start)?, |slot, index| match slot {
        Slot::Record(record) => present_mut(record.at_mut(*index).slot()),
        _ => None,
    })
}

/// The value that may be absent, if it is not.
pub(super) fn present(view: View<'_>) -> Option<View<'_>> {
    match view {
        View::Maybe(maybe) => present(maybe.get()?.view()),
        view => Some(view),
    }
}

fn present_mut(slot: Slot<'_>) -> Option<Slot<'_>> {
    match slot.general() {
        Slot::Maybe(maybe) => present_mut(maybe.get_mut()?.slot()),
        slot => Some(slot),
    }
}

/// The value that may be absent, put there as a blank one.
pub(super) fn filled(slot: Slot<'_>) -> Slot<'_> {
    match slot.general() {
        Slot::Maybe(maybe) => filled(maybe.insert()),
        slot => slot,
    }
}

fn number(view: View<'_>) -> Option<u64> {
    match view {
        View::Uint(value) => Some(value),
        View::Int(value) => u64::try_from(value).ok(),
        _ => None,
    }
}
