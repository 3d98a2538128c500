//! The prose of the vendor's pages and descriptions: what it says of values, defaults and bounds beyond doubt, and nothing otherwise.

pub(crate) mod defaults;
pub(crate) mod limits;
mod lists;
mod marks;
mod numbers;
mod told;
mod units;
mod values;
mod whole;

use qcloud_codegen::language::text::is_hidden;

pub(crate) use self::lists::{either, orders, words};
pub(crate) use self::told::{are_told, quoted_values};
pub(crate) use self::values::values;
pub(crate) use self::whole::whole;

/// A value with what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) wire: String,
    pub(crate) meaning: String,
}

/// Whether a text says that there is nothing, so that it is neither a value nor a default.
pub(crate) fn is_nothing(text: &str) -> bool {
    const NOTHING: [&str; 12] =
        ["", "-", "--", "—", "/", "null", "nil", "undefined", "n/a", "无", "空", "没有"];
    NOTHING.contains(&text.trim().to_lowercase().as_str())
}

/// Whether a text is an integer, written as one.
pub(crate) fn is_int(text: &str) -> bool {
    text.len() < 19 && text.parse::<i64>().is_ok_and(|int| int.to_string() == text)
}

/// A description as a `doc`.
pub(crate) fn doc(description: &str) -> String {
    // Entities of HTML may stand for what the page itself did not hold.
    let plain = description.replace(is_hidden, " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
