//! The checks of the fuzz targets hold for the corpus they start from, whole, cut off and with bytes changed.

use qcloud_tests::fuzzing::{check_spec, check_wire, spec_seeds, wire_seeds};

#[test]
fn any_part_of_any_spec_is_answered() {
    let seeds = spec_seeds();
    assert!(seeds.len() > 200, "{}", seeds.len());
    for (number, (_, seed)) in seeds.iter().enumerate() {
        spoilt(seed, number).for_each(|bytes| check_spec(&bytes));
    }
}

#[test]
fn any_part_of_any_response_is_read_or_refused() {
    let seeds = wire_seeds();
    assert!(seeds.len() > 30, "{}", seeds.len());
    for (number, (_, seed)) in seeds.iter().enumerate() {
        spoilt(seed, number).for_each(|bytes| check_wire(&bytes));
    }
}

/// A seed, two beginnings of it, and what it is with a byte changed; another seed is cut elsewhere.
fn spoilt(seed: &[u8], number: usize) -> impl Iterator<Item = Vec<u8>> {
    let at = |part: usize| (seed.len() * ((number * 7 + part) % 13) / 13).min(seed.len());
    let mut changed = seed.to_vec();
    if let Some(byte) = changed.get_mut(at(3)) {
        *byte = b"{:'\"\0\xff- \n"[number % 9];
    }
    [seed.to_vec(), seed[..at(1)].to_vec(), seed[..at(6)].to_vec(), changed].into_iter()
}
