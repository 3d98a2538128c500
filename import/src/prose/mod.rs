//! The prose of the vendor's pages and descriptions: what it says of values, defaults and bounds beyond doubt, and nothing otherwise.

mod bare;
mod cases;
pub(crate) mod defaults;
mod keys;
pub(crate) mod limits;
mod lists;
mod marks;
mod numbers;
mod told;
mod units;
mod values;
mod whole;

use qcloud_codegen::language::text::is_hidden;

pub(crate) use self::cases::{is_conditional, is_required};
pub(crate) use self::lists::{either, orders, words};
pub(crate) use self::told::{are_told, quoted_values};
pub(crate) use self::values::{has_values, values};
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

/// Whether a text says of what it is about that nobody should use it any more; what a value of it means is no such saying.
pub(crate) fn is_out_of_use(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "已废弃",
        "已弃用",
        "不推荐使用该接口",
        "接口，不推荐使用",
        "recommended not to use this api",
        "已经废弃",
        "不再维护",
        "不再继续维护",
        "不再更新",
        "api 已经失效",
        "接口已经失效",
        "接口已失效",
        "接口已下线",
        "接口已停用",
        "(deprecated)",
        "is deprecated",
        "was deprecated",
        "been deprecated",
        "no longer maintained",
        "no longer be maintained",
        "no longer be updated",
    ];
    let lower = text.to_lowercase();
    let is_said = |word: &&str| {
        lower.find(*word).is_some_and(|at| {
            let before = lower[..at].trim_end();
            !before.ends_with(|c: char| ":：-=—".contains(c) || c.is_ascii_digit())
        })
    };
    WORDS.iter().any(is_said)
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
