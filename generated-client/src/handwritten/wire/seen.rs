//! Which fields of a record were there, and which of the others it can't be without.

use super::field::{FieldInfo, Record, Slot, flag};

/// The fields that were there: a bit each, without an allocation for all but the widest of records.
#[derive(Default)]
pub(super) struct Seen {
    first: [u64; WORDS],
    rest: Vec<bool>,
}

const WORDS: usize = 2;
const FIRST: usize = WORDS * 64;

impl Seen {
    /// Takes note of a field; `false` when it was there before.
    #[inline]
    pub(super) fn insert(&mut self, index: usize) -> bool {
        match self.first.get_mut(index / 64) {
            Some(word) => {
                let before = *word;
                *word |= 1 << (index % 64);
                before != *word
            }
            None => self.insert_far(index),
        }
    }

    /// The bits of the first 64 fields.
    pub(super) fn first(&self) -> u64 {
        self.first[0]
    }

    #[inline(never)]
    fn insert_far(&mut self, index: usize) -> bool {
        let is_new = !self.contains(index);
        let index = index - FIRST;
        self.rest.resize(self.rest.len().max(index + 1), false);
        self.rest[index] = true; // In bounds: made so the line before.
        is_new
    }

    pub(super) fn contains(&self, index: usize) -> bool {
        match self.first.get(index / 64) {
            Some(word) => word & (1 << (index % 64)) != 0,
            None => self.rest.get(index - FIRST).copied().unwrap_or(false),
        }
    }
}

/// The first field without which the record makes no sense, among those that were not seen.
pub(super) fn missing_field(record: &mut dyn Record, seen: &Seen) -> Option<&'static FieldInfo> {
    missing(record, seen, is_container)
}

/// The first field without which a record can't be nothing at all, as the payload `[]` says it is.
pub(super) fn missing_in_nothing(record: &mut dyn Record) -> Option<&'static FieldInfo> {
    let may_be_nothing =
        |slot: &Slot<'_>| is_container(slot) || matches!(slot, Slot::Int(_) | Slot::Uint(_) | Slot::Float(_));
    missing(record, &Seen::default(), may_be_nothing)
}

fn missing(
    record: &mut dyn Record,
    seen: &Seen,
    may_be_missing: impl Fn(&Slot<'_>) -> bool,
) -> Option<&'static FieldInfo> {
    let mut fields = record.info().fields.iter().enumerate();
    let (_, field) = fields.find(|&(index, field)| {
        field.is(flag::REQUIRED) && !seen.contains(index) && !may_be_missing(&record.at_mut(index).slot())
    })?;
    Some(field)
}

pub(super) fn is_container(slot: &Slot<'_>) -> bool {
    matches!(slot, Slot::List(_) | Slot::Map(_))
}
