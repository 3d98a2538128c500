//! The items that were on the pages of a list until now, known again by their hashes in as little room as that takes.

/// The lower part of a hash; none has no bit.
type Print = [u16; 3];

const NONE: Print = [0; 3];

/// As many items as there is room for from the beginning, if the server tells of so many: a tenth of a megabyte.
const ROOM: u64 = 14_000;

/// The places of the smallest table.
const LEAST: usize = 64;

/// Hashes that were met. A place in a table has three quarters of a hash; which place it is tells another part of it. A table that is full stays as it
/// is beside the next one, which has twice the places, so that nothing is ever moved and there are never two rooms for the same.
#[derive(Default)]
pub(super) struct Met {
    tables: Vec<Table>,
}

impl Met {
    /// Makes room for so many hashes, unless there is some already.
    pub(super) fn expect(&mut self, count: u64) {
        if self.tables.is_empty() && count > 0 {
            // An eighth stays free.
            let places = usize::try_from(count.min(ROOM) * 8 / 7 + 1).unwrap_or_default();
            self.tables.push(Table::new(places.max(LEAST)));
        }
    }

    pub(super) fn has(&self, hash: u64) -> bool {
        self.tables.iter().any(|table| table.place(hash).is_ok())
    }

    /// Takes note of a hash that was not met before.
    pub(super) fn add(&mut self, hash: u64) {
        if self.tables.last().is_none_or(Table::is_full) {
            let places = self.tables.last().map_or(LEAST, |table| 2 * table.places.len());
            self.tables.push(Table::new(places));
        }
        if let Some(table) = self.tables.last_mut() {
            table.add(hash);
        }
    }
}

struct Table {
    places: Vec<Print>,
    count: usize,
}

impl Table {
    fn new(places: usize) -> Self {
        Self { places: vec![NONE; places], count: 0 }
    }

    fn is_full(&self) -> bool {
        self.count >= self.places.len() * 7 / 8
    }

    fn add(&mut self, hash: u64) {
        if let Err(place) = self.place(hash) {
            self.places[place] = print(hash); // In bounds: it was found there.
            self.count += 1;
        }
    }

    /// Where a hash is, or else where it would be.
    fn place(&self, hash: u64) -> Result<usize, usize> {
        let (print, places) = (print(hash), self.places.len());
        let share = (u128::from(hash) * places as u128) >> 64;
        // Below the number of places, as the hash is below 2^64.
        let mut place = usize::try_from(share).unwrap_or_default();
        // It ends, since a table is never filled to the last place.
        loop {
            match self.places[place] {
                found if found == print => return Ok(place),
                NONE => return Err(place),
                _ => place = if place + 1 == places { 0 } else { place + 1 },
            }
        }
    }
}

fn print(hash: u64) -> Print {
    let [first, second, third, _] = [0, 16, 32, 48].map(|bits| (hash >> bits & 0xffff) as u16);
    if [first, second, third] == NONE { [1, 0, 0] } else { [first, second, third] }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hashes as good as chance.
    fn hashes(from: u64) -> impl Iterator<Item = u64> {
        (from..).map(|number| {
            let mixed = (number ^ number >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb)
        })
    }

    #[test]
    fn what_was_met_is_known_again_and_nothing_else_however_much_was_expected() {
        for expected in [0, 1, 100, 50_000] {
            let mut met = Met::default();
            met.expect(expected);
            for hash in hashes(1).take(50_000) {
                assert!(!met.has(hash), "{expected}");
                met.add(hash);
            }
            assert!(hashes(1).take(50_000).all(|hash| met.has(hash)), "{expected}");
            assert!(!hashes(50_001).take(50_000).any(|hash| met.has(hash)), "{expected}");
        }
    }

    #[test]
    fn hashes_at_the_ends_of_a_table_and_of_their_range_have_their_places() {
        let mut met = Met::default();
        let ends = [0, 1, 1 << 48, u64::MAX, u64::MAX - 1, u64::MAX << 48];
        // The first two are one: nothing of a hash tells its place from the other's.
        for hash in ends {
            met.add(hash);
        }
        assert!(ends.iter().all(|hash| met.has(*hash)));
        assert!(!met.has(2) && !met.has(u64::MAX - 2));
    }

    #[test]
    fn a_list_of_ten_thousand_takes_seven_bytes_an_item_and_one_of_any_length_no_more_than_told() {
        let room = |expected: u64| {
            let mut met = Met::default();
            met.expect(expected);
            met.tables.iter().map(|table| size_of_val(&table.places[..])).sum::<usize>()
        };
        assert_eq!([0, 1, 10_000, u64::MAX].map(room), [0, 384, 68_574, 96_006]);
    }
}
