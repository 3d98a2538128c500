//! The prose of the vendor's pages and descriptions: what it says of values, defaults and bounds beyond doubt, and nothing otherwise.

mod bare;
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

/// Whether a text says that a parameter must be given, or can't be, in some cases.
pub(crate) fn is_conditional(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "二选一",
        "二者选一",
        "任选其一",
        "必选其一",
        "必填其一",
        "则必填",
        "则必选",
        "必须二选",
        "填一项",
        "填一个",
        "传一个",
        "至少一个",
        "至少指定一个",
        "至少选",
        "不能同时为空",
        "不能都为空",
        "不能同时",
        "不可同时",
        "互斥",
        "时才能指定",
        "时才需要",
        "时才可以",
        "时有效",
        "时生效",
        "下生效",
        "才有效",
        "才生效",
        "不能配置该",
        "无需填",
        "无需传",
        "不需要填",
        "不需要传",
        "也要填",
        "也必须",
        "也必填",
        "is also required",
        "must also be",
        "required when",
        "required if",
        "required only",
        "valid only when",
        "only valid when",
        "takes effect when",
        "takes effect only",
        "mandatory when",
        "mandatory if",
        "must be specified when",
        "must be specified if",
        "must be passed when",
        "must be passed if",
        "at least one of",
        "cannot be both",
        "at the same time",
        "mutually exclusive",
    ];
    let lower = text.to_lowercase();
    // `when the kind is a, height is required`
    let is_case = |sentence: &str| {
        let must = ["必填", "必选", "必传", "必须填", "必须传", "必须指定", "需要传入", "需传入", "需要填"]
            .iter()
            .filter_map(|word| sentence.find(word))
            .min();
        let when = ["时，", "时,", "时"].iter().filter_map(|word| sentence.find(word)).min();
        let when = when.or_else(|| ["若", "如果"].iter().filter_map(|word| sentence.find(word)).min());
        let is_other = sentence.contains("不能与") && sentence.contains("同时");
        is_other || matches!((when, must), (Some(when), Some(must)) if when < must && must - when < 60)
    };
    let mut sentences = lower.split(['。', '；', ';', '\n']);
    WORDS.iter().any(|word| lower.contains(word)) || sentences.any(is_case)
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
