//! What has changed about the pages of an Action: how they are asked for, and how a program knows the last one.

use crate::model::{Action, Origin, PageStyle, Pagination, PathStep, Service};

use super::{Changes, rule, shown};

impl Changes {
    pub(super) fn pagination(&mut self, old: (&Service, &Action), new: (&Service, &Action), origin: &Origin) {
        let name = format!("the Action `{}`", new.1.name);
        let origin = origin.key("pagination");
        match (&old.1.pagination, &new.1.pagination) {
            (None, None) => {}
            (None, Some(_)) => self.in_new(&rule::PAGINATION_ADDED, &origin, format!("{name} has pages now")),
            (Some(_), None) => {
                let origin = Origin::file(&old.1.spec_path).key("pagination");
                self.in_old(&rule::PAGINATION_REMOVED, &origin, format!("{name} has no pages any more"));
            }
            (Some(before), Some(after)) => {
                let (was, is) = (shown(old.0, &before.item), shown(new.0, &after.item));
                if was != is {
                    let message = format!("the pages of {name} hold `{is}`, not `{was}`");
                    self.in_new(&rule::PAGE_ITEM_TYPE, &origin, message);
                }
                for message in differences((before, old.1), (after, new.1), &name) {
                    self.in_new(&rule::PAGES, &origin, message);
                }
            }
        }
    }
}

fn differences(old: (&Pagination, &Action), new: (&Pagination, &Action), name: &str) -> Vec<String> {
    let ((before, before_action), (after, after_action)) = (old, new);
    let mut told = asked_for(old, new, name);
    let size = |pagination: &Pagination, action: &Action| {
        pagination.size.map(|index| action.request.fields[index].wire.clone())
    };
    match (size(before, before_action), size(after, after_action)) {
        (was, is) if was == is => {}
        (_, Some(is)) => told.push(format!("how many items a page of {name} has is set by `{is}` now")),
        (_, None) => told.push(format!("how many items a page of {name} has can't be set any more")),
    }
    match (before.default_size, after.default_size) {
        (was, is) if was == is || before.size.is_none() || after.size.is_none() => {}
        (Some(was), Some(is)) => {
            told.push(format!(
                "a page of {name} has {is} items now where the request does not say, not {was}"
            ));
        }
        (_, Some(is)) => told.push(format!("a page of {name} has {is} items where the request does not say")),
        (_, None) => told.push(format!(
            "how many items a page of {name} has where the request does not say is not known any more"
        )),
    }
    let way = |path: &[PathStep]| path.iter().map(|step| step.rust.clone()).collect::<Vec<_>>();
    match (&before.total, &after.total) {
        (Some(_), None) => told.push(format!(
            "no total says how many items {name} has any more, so its pages end with one that is empty or short"
        )),
        (None, Some(_)) => {
            told.push(format!("a total says how many items {name} has now, and its pages end there"));
        }
        (was, is) if was.as_deref().map(way) != is.as_deref().map(way) => {
            told.push(format!("the total of {name} stands in another place of the result, or what stands there now is one"));
        }
        _ => {}
    }
    if before.next.as_deref().map(way) != after.next.as_deref().map(way) && before.style == after.style {
        told.push(format!("the token of the next page of {name} stands in another place of the result"));
    }
    if way(&before.items) != way(&after.items) {
        told.push(format!("the items of a page of {name} stand in another place of the result"));
    }
    told
}

/// How a page is asked for; where that is another way altogether, nothing else is told of it.
fn asked_for(
    (before, before_action): (&Pagination, &Action),
    (after, after_action): (&Pagination, &Action),
    name: &str,
) -> Vec<String> {
    let mut told = Vec::new();
    let words = |style: PageStyle| match style {
        PageStyle::Page => "its number",
        PageStyle::Offset => "how many items to skip",
        PageStyle::Token => "the token of the page before",
    };
    if before.style != after.style {
        let (was, is) = (words(before.style), words(after.style));
        told.push(format!(
            "a page of {name} is asked for by {is} now, not by {was}: a position that a program has kept is another one"
        ));
        return told;
    }
    let position =
        |pagination: &Pagination, action: &Action| action.request.fields[pagination.position].wire.clone();
    let (was, is) = (position(before, before_action), position(after, after_action));
    if was != is {
        told.push(format!("which page of {name} is asked for is set by `{is}` now, not by `{was}`"));
    }
    if before.first != after.first {
        told.push(format!(
            "the first page of {name} is {} now, not {}: a program that begins at a page of its own gets another one",
            after.first, before.first
        ));
    }
    told
}
