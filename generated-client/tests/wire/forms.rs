//! What is made of a value does not depend on the values that a thread has read before.

use std::thread;

use qcloud_client::internal::Record;
use qcloud_client::wire;

use crate::sample::{Sample, sample};

/// A value of each form, and of some forms more than one.
const VALUES: [&str; 24] = [
    r#""x""#,
    r#""""#,
    r#""12""#,
    r#""-12""#,
    r#""007""#,
    r#""RUN\u004eING""#,
    r#""RUNNING""#,
    "12",
    "-12",
    "0",
    "1",
    "1.5",
    "1.50000000000000000000000001",
    "18446744073709551615",
    "true",
    "null",
    "[]",
    r#"["a"]"#,
    r#"["a",null]"#,
    r#"["a",[]]"#,
    "[1]",
    "{}",
    r#"{"a":1}"#,
    r#""\ud800""#,
];

/// What is read of each field of a record when it has a value, by a thread that has read two others in its place before.
fn read(before: Option<&str>, value: &str) -> Vec<String> {
    let with = |wire: &str, value: &str| format!(r#"{{"id":"a","count":1,"{wire}":{value}}}"#);
    let fields = sample().info().fields.iter().map(|field| field.wire);
    let read = |wire| {
        for _ in 0..2 {
            let _ = before.map(|before| wire::read::<Sample>(with(wire, before).as_bytes()));
        }
        let found = wire::read_with_notes::<Sample>(with(wire, value).as_bytes());
        format!("{wire}: {:?}", found.map(|(found, notes)| (wire::to_json(&found).to_string(), notes)))
    };
    fields.map(read).collect()
}

#[test]
fn a_value_is_read_as_it_is_whatever_came_before_it() {
    for value in VALUES {
        let expected = thread::spawn(move || read(None, value)).join().unwrap();
        for before in VALUES {
            let found = thread::spawn(move || read(Some(before), value)).join().unwrap();
            assert_eq!(found, expected, "{value} after {before}");
        }
    }
}
