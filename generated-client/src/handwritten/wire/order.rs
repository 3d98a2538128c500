//! In which order the keys of records come: a server sends the same one for every element of a list.

/// Which field came after which the last time. Nothing is kept of a record whose keys come in the order of the spec.
#[derive(Debug, Default)]
pub(super) struct Order {
    after: Vec<u16>,
}

impl Order {
    /// The field that most likely comes next. Fields are counted from 1 here: before the first one stands none, 0.
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

    pub(super) fn is_of_spec(&self) -> bool {
        self.after.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_after_a_field_is_expected_there_the_next_time() {
        let mut order = Order::default();
        assert_eq!([0, 1, 3].map(|previous| order.next(previous)), [0, 1, 3]);
        assert!(order.is_of_spec());
        for (previous, index) in [(0, 2), (3, 0)] {
            order.learn(previous, index, 3);
        }
        assert_eq!([0, 1, 2, 3].map(|previous| order.next(previous)), [2, 1, 2, 0]);
        assert!(!order.is_of_spec());
    }
}
