//! Any bytes as a spec.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| qcloud_tests::fuzzing::check_spec(bytes));
