//! What holds for any valid spec, and for any spec that is one edit away from a valid one.

mod compiled;
mod edited;
mod specs;
mod valid;

use proptest::test_runner::Config;

/// As many cases as take seconds; `PROPTEST_CASES` asks for others.
fn cases(usual: u32) -> Config {
    let config = Config { failure_persistence: None, ..Config::default() };
    if std::env::var_os("PROPTEST_CASES").is_some() { config } else { Config { cases: usual, ..config } }
}
