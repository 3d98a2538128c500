//! In which order the keys of records come: a server sends the same one for every element of a list.

use std::cell::Cell;

use super::field::FieldInfo;

/// Which field came after which the last time. Nothing is kept of a record whose keys come in the order of the spec.
#[derive(Debug, Default)]
pub(super) struct Order {
    after: Vec<u16>,
}

impl Order {
    /// The field that most likely comes next. Fields are counted from 1 here: before the first one stands none, 0.
    #[inline]
    pub(super) fn next(&self, previous: usize) -> usize {
        self.after.get(previous).map_or(previous, |index| usize::from(*index))
    }

    /// Takes note of the field that came next, where another one was likely.
    pub(super) fn learn(&mut self, previous: usize, index: usize, fields: usize) {
        let (Ok(last), Ok(index)) = (u16::try_from(fields), u16::try_from(index)) else { return };
        if self.after.is_empty() {
            self.after.extend(0..=last);
        }
        if let Some(next) = self.after.get_mut(previous) {
            *next = index;
        }
    }
}

/// The orders of all records that were read. They come in an order, too.
#[derive(Debug, Default)]
pub(super) struct Orders {
    known: Vec<(&'static [FieldInfo], Order)>,
    /// The record that most likely comes next.
    next: usize,
}

thread_local! {
    /// Those that this thread has learned: the next response is most likely from the same server.
    static LEARNED: Cell<Orders> = const { Cell::new(Orders { known: Vec::new(), next: 0 }) };
}

impl Orders {
    /// What this thread knows, for one text.
    pub(super) fn learned() -> Self {
        LEARNED.try_with(Cell::take).unwrap_or_default()
    }

    /// Keeps them for the next text.
    pub(super) fn keep(self) {
        // A thread that ends forgets them.
        let _ = LEARNED.try_with(|learned| learned.set(self));
    }

    /// The order in which the keys of a record came until now, to be put back at its place when the record is through.
    pub(super) fn take(&mut self, fields: &'static [FieldInfo]) -> (usize, Order) {
        let is_it = |(known, _): &(&'static [FieldInfo], Order)| std::ptr::eq(*known, fields);
        let (before, after) = self.known.split_at(self.next.min(self.known.len()));
        let after = after.iter().position(is_it).map(|at| before.len() + at);
        let at = after.or_else(|| before.iter().position(is_it)).unwrap_or_else(|| {
            self.known.push((fields, Order::default()));
            self.known.len() - 1
        });
        self.next = at + 1;
        (at, std::mem::take(&mut self.known[at].1)) // It was found there, or put there.
    }

    pub(super) fn put(&mut self, at: usize, order: Order) {
        if let Some((_, kept)) = self.known.get_mut(at) {
            *kept = order;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_record_has_an_order_of_its_own_wherever_it_stands() {
        static RECORDS: [[FieldInfo; 1]; 2] =
            [[FieldInfo { wire: "a", rust: "a", flags: 0 }], [FieldInfo { wire: "b", rust: "b", flags: 0 }]];
        let mut orders = Orders::default();
        for (round, (record, next)) in [(0, 0), (1, 0), (1, 1), (0, 1), (0, 1)].into_iter().enumerate() {
            let (at, mut order) = orders.take(&RECORDS[record]);
            let (inside, inner) = orders.take(&RECORDS[1 - record]);
            assert_ne!(at, inside, "{round}");
            orders.put(inside, inner);
            assert_eq!(order.next(0), next, "{round}");
            order.learn(0, 1, 2);
            orders.put(at, order);
        }
        orders.keep();
        assert_eq!(Orders::learned().take(&RECORDS[0]).1.next(0), 1);
        assert_eq!(Orders::learned().take(&RECORDS[0]).1.next(0), 0);
    }

    #[test]
    fn what_came_after_a_field_is_expected_there_the_next_time() {
        let mut order = Order::default();
        assert_eq!([0, 1, 3].map(|previous| order.next(previous)), [0, 1, 3]);
        for (previous, index) in [(0, 2), (3, 0)] {
            order.learn(previous, index, 3);
        }
        assert_eq!([0, 1, 2, 3].map(|previous| order.next(previous)), [2, 1, 2, 0]);
    }
}
