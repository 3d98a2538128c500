//! In which order the keys of records come: a server sends the same one for every element of a list.

use std::cell::Cell;

use super::field::{FieldInfo, flag};
use super::seen::Seen;
use super::sent;

/// In which form the value of a field came until now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd)]
pub(super) enum Form {
    /// No value has come yet.
    #[default]
    Unknown,
    /// Another one than those below, or not always the same one.
    Any,
    /// That of the field's own kind.
    Own,
    /// That of a text, where the field has texts or what texts stand for.
    Text,
    /// A null, where a value may be absent.
    Null,
    /// No field has this one.
    Never,
}

/// What is known of a field: which one came after it the last time, and its form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) next: u16,
    pub(super) form: Form,
}

/// Which field came after which the last time, and in which form.
#[derive(Debug, Default)]
pub(super) struct Order {
    steps: Vec<Step>,
    /// The hash of each field's name, once one was wanted.
    names: Vec<u64>,
    /// A bit for each field that is required, unless there are too many fields.
    required: Option<u64>,
}

impl Order {
    fn of(fields: &[FieldInfo]) -> Self {
        let mut required = (fields.len() <= 64).then_some(0);
        for (index, field) in fields.iter().enumerate() {
            if let (Some(required), true) = (&mut required, field.is(flag::REQUIRED)) {
                *required |= 1 << index;
            }
        }
        // Wider records are read without knowing anything.
        let mut steps = Vec::new();
        if let Ok(last) = u16::try_from(fields.len()) {
            steps.reserve_exact(fields.len() + 1);
            for next in 0..=last {
                steps.push(Step { next, form: Form::Unknown });
            }
        }
        Self { steps, names: Vec::new(), required }
    }

    /// The hash of a field's name.
    pub(super) fn name(&mut self, index: usize, fields: &[FieldInfo]) -> u64 {
        if self.names.is_empty() {
            self.names.extend(fields.iter().map(|field| sent::of_text(field.wire)));
        }
        self.names[index] // There is one for each field.
    }

    /// Whether none of the fields that were not seen is required, as far as that is known.
    #[inline]
    pub(super) fn is_complete(&self, seen: &Seen) -> bool {
        self.required.is_some_and(|required| required & !seen.first() == 0)
    }

    /// What is known of a field. Fields are counted from 1 here: before the first one stands none, 0.
    #[inline]
    pub(super) fn step(&self, field: usize) -> Option<Step> {
        self.steps.get(field).copied()
    }

    /// The field that most likely comes after another.
    #[inline]
    pub(super) fn next(&self, previous: usize) -> usize {
        self.step(previous).map_or(previous, |step| usize::from(step.next))
    }

    /// Takes note of the field that came next, where another one was likely.
    pub(super) fn learn(&mut self, previous: usize, index: usize) {
        if let (Some(step), Ok(index)) = (self.steps.get_mut(previous), u16::try_from(index)) {
            step.next = index;
        }
    }

    /// Takes note of the form in which a field came.
    pub(super) fn learn_form(&mut self, index: usize, form: Form) {
        if let Some(step) = self.steps.get_mut(index + 1) {
            step.form = if step.form == Form::Unknown || step.form == form { form } else { Form::Any };
        }
    }
}

/// The orders of all records that were read. They come in an order, too.
#[derive(Debug, Default)]
pub(super) struct Orders {
    /// Boxed, since one is taken out and put back for each record that is read.
    known: Vec<(&'static [FieldInfo], Option<Box<Order>>)>,
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
    pub(super) fn take(&mut self, fields: &'static [FieldInfo]) -> (usize, Box<Order>) {
        let at = match self.known.get(self.next) {
            Some((known, _)) if std::ptr::eq(*known, fields) => self.next,
            _ => self.search(fields),
        };
        self.next = at + 1;
        let order = self.known.get_mut(at).and_then(|(_, order)| order.take());
        // There is none for a record that stands within one of its kind.
        (at, order.unwrap_or_else(|| Box::new(Order::of(fields))))
    }

    #[inline(never)]
    fn search(&mut self, fields: &'static [FieldInfo]) -> usize {
        let is_it = |(known, _): &(&'static [FieldInfo], _)| std::ptr::eq(*known, fields);
        let (before, after) = self.known.split_at(self.next.min(self.known.len()));
        let after = after.iter().position(is_it).map(|at| before.len() + at);
        after.or_else(|| before.iter().position(is_it)).unwrap_or_else(|| {
            self.known.push((fields, None));
            self.known.len() - 1
        })
    }

    pub(super) fn put(&mut self, at: usize, order: Box<Order>) {
        if let Some((_, kept)) = self.known.get_mut(at) {
            *kept = Some(order);
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
            order.learn(0, 1);
            orders.put(at, order);
        }
        orders.keep();
        assert_eq!(Orders::learned().take(&RECORDS[0]).1.next(0), 1);
        assert_eq!(Orders::learned().take(&RECORDS[0]).1.next(0), 0);
    }

    #[test]
    fn what_came_after_a_field_is_expected_there_the_next_time() {
        const FIELD: FieldInfo = FieldInfo { wire: "a", rust: "a", flags: 0 };
        let mut order = Order::of(&[FIELD; 3]);
        assert_eq!([0, 1, 3].map(|previous| order.next(previous)), [0, 1, 3]);
        for (previous, index) in [(0, 2), (3, 0)] {
            order.learn(previous, index);
        }
        assert_eq!([0, 1, 2, 3].map(|previous| order.next(previous)), [2, 1, 2, 0]);
    }
}
