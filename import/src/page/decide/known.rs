//! What is known of a thing that is to be a field: what the page claims of it, and what the examples show.

use qcloud_drift::evidence::{Evidence, Time};

use super::super::enums;
use super::super::node::Node;
use super::super::read::Claim;
use super::super::types::{Base, Claimed};
use super::FieldsOf;

/// What is known of a thing.
#[derive(Clone, Copy)]
pub(super) struct Known<'k> {
    pub(super) node: Option<&'k Node>,
    pub(super) observed: Option<&'k Evidence>,
    pub(super) path: &'k [String],
    /// The way to its field in the Action's file.
    pub(super) place: &'k [String],
    pub(super) side: FieldsOf,
    /// It is an item of a list, or a value of a map.
    pub(super) is_item: bool,
}

impl Known<'_> {
    pub(super) fn claim(&self) -> Option<&Claim> {
        self.node.and_then(|node| node.claim.as_ref())
    }

    pub(super) fn claimed(&self) -> Claimed {
        let mut claimed = self.claim().map(|claim| claim.ty).unwrap_or_default();
        if self.is_item {
            claimed.list = false;
        } else if self.node.is_some_and(|node| node.indexed) {
            claimed.list = true;
        }
        claimed
    }

    pub(super) fn has_children(&self) -> bool {
        self.node.is_some_and(|node| !node.children.is_empty())
    }

    /// Whether the examples of an address show it as a time of another form, such as a number, or a day where the page has an hour too.
    pub(super) fn is_other_time(&self) -> bool {
        let has_hour = || {
            let text = self.claim().map_or("", |claim| claim.description.as_str());
            enums::format(text) == Some(enums::Format::DateTime)
        };
        let is_other = |seen: &Evidence| {
            let time = seen.time();
            seen.present() > 0 && (time.is_none() || (time == Some(Time::Date) && has_hour()))
        };
        let begins = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        self.observed.is_some_and(|seen| is_other(seen) && seen.all_texts(begins))
    }

    /// Whether the page has it as one record, of which it describes fields.
    pub(super) fn is_record(&self) -> bool {
        let claimed = self.claimed();
        claimed.base == Base::Object && !claimed.list && !self.is_item && self.has_children()
    }

    /// Whether the page has it as a text, of whose JSON it describes the fields.
    pub(super) fn holds_json(&self) -> bool {
        let is_shown = self.observed.is_some_and(|seen| seen.objects.times > 0 || seen.lists.times > 0);
        self.side.is_request() && self.has_children() && !is_shown && self.claim().is_some_and(Claim::is_json)
    }

    pub(super) fn line(&self) -> usize {
        self.claim().map_or(0, |claim| claim.line)
    }

    pub(super) fn name(&self) -> String {
        self.path.join(".")
    }
}
