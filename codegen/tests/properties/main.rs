//! What holds for any valid spec, and for any spec that is one edit away from a valid one.

#[path = "../support/any_spec.rs"]
mod any_spec;
mod edited;
#[path = "../support/places.rs"]
mod places;
mod valid;

use proptest::test_runner::{Config, RngSeed};

/// As many cases as take seconds, the same ones every time; `PROPTEST_CASES` asks for a number of others.
fn cases(usual: u32) -> Config {
    let config = Config { failure_persistence: None, ..Config::default() };
    if std::env::var_os("PROPTEST_CASES").is_some() {
        config
    } else {
        Config { cases: usual, rng_seed: RngSeed::Fixed(0), ..config }
    }
}
