//! Any bytes as the vendor's page of an Action.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| qcloud_tests::fuzzing::check_page(bytes));
