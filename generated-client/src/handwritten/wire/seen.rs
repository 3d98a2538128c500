//! Which fields of a record were there.

/// The fields that were there: a bit each, without an allocation for all but the widest of records.
#[derive(Default)]
pub(super) struct Seen {
    first: u128,
    rest: Vec<bool>,
}

const FIRST: usize = u128::BITS as usize;

impl Seen {
    /// Takes note of a field; `false` when it was there before.
    pub(super) fn insert(&mut self, index: usize) -> bool {
        let is_new = !self.contains(index);
        if index < FIRST {
            self.first |= 1 << index;
        } else {
            let index = index - FIRST;
            self.rest.resize(self.rest.len().max(index + 1), false);
            self.rest[index] = true; // In bounds: made so the line before.
        }
        is_new
    }

    pub(super) fn contains(&self, index: usize) -> bool {
        if index < FIRST {
            self.first & (1 << index) != 0
        } else {
            self.rest.get(index - FIRST).copied().unwrap_or(false)
        }
    }
}
