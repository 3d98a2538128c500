//! The words that make a number a bound or a default, before it and behind it.

use super::numbers::Found;

/// What a bound is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BoundOf {
    /// The value of a number, in its own unit.
    Number,
    /// The length of a text in characters.
    Length,
    /// The number of elements of a list.
    Count,
}

/// Words right before a default.
pub(super) const DEFAULTS: &[&str] = &[
    "默认",
    "默认值",
    "默认为",
    "默认值为",
    "默认取值",
    "默认是",
    "缺省",
    "缺省值",
    "缺省为",
    "default",
    "default is",
    "default value",
    "default value is",
];

/// Words before the highest number.
pub(super) const MAX: &[&str] = &[
    "最大值为",
    "最大值是",
    "最大值",
    "最大长度为",
    "最大长度",
    "最大为",
    "最大",
    "最长为",
    "最长",
    "最多",
    "上限为",
    "上限",
    "不超过",
    "不能超过",
    "不得超过",
    "不可超过",
    "不应超过",
    "请勿超过",
    "不能超",
    "不超",
    "不要超过",
    "不大于",
    "不能大于",
    "不得大于",
    "最高",
    "小于等于",
    "小于或等于",
    "maximum value is",
    "maximum value",
    "maximum length is",
    "maximum length",
    "maximum of",
    "maximum is",
    "maximum:",
    "maximum",
    "max:",
    "max value",
    "max length",
    "up to",
    "at most",
    "limited to",
    "no more than",
    "not exceed",
    "not more than",
    "not be greater than",
    "not be longer than",
    "no longer than",
    "<=",
    "≤",
];

/// Words before the lowest number.
pub(super) const MIN: &[&str] = &[
    "最小值为",
    "最小值是",
    "最小值",
    "最小长度为",
    "最小长度",
    "最小为",
    "最小",
    "最短",
    "至少为",
    "至少",
    "最少",
    "下限为",
    "下限",
    "不小于",
    "不少于",
    "不低于",
    "不能小于",
    "不得小于",
    "不能少于",
    "不得少于",
    "大于等于",
    "大于或等于",
    "minimum value is",
    "minimum value",
    "minimum length is",
    "minimum length",
    "minimum of",
    "minimum is",
    "minimum:",
    "minimum",
    "min:",
    "at least",
    "no less than",
    "not less than",
    ">=",
    "≥",
];

/// Words before a range of numbers.
pub(super) const RANGES: &[&str] = &[
    "范围",
    "取值",
    "可选值",
    "有效值",
    "介于",
    "长度",
    "range",
    "between",
    "from",
    "length",
    "values:",
    "value:",
];

/// Verbs that may stand between a mark and the number of items that a list has at most.
const DONE: &[&str] = &[
    "查询", "操作", "创建", "删除", "绑定", "解绑", "添加", "传入", "传", "指定", "提交", "设置", "修改",
    "选择", "填",
];

/// Words between a mark and its number.
const BETWEEN: &[&str] = &["支持", "允许", "可以", "可", "输入", "填写", "能", "is", "be", "of"];

/// Whether one of some words stands right before a place.
pub(super) fn is_behind(text: &str, at: usize, (marks, of): (&[&str], BoundOf)) -> bool {
    let verbs = if of == BoundOf::Count { DONE } else { &[] };
    let mut before = text[..at].trim_end_matches(|c: char| c.is_whitespace() || "：:=为是".contains(c));
    for word in verbs.iter().chain(BETWEEN).chain(BETWEEN) {
        before = before.strip_suffix(word).unwrap_or(before).trim_end();
    }
    let plain = |mark: &&&str| before.ends_with(mark.trim_end_matches(['为', '是', ':', ' ']));
    // `not at most`, and `no more than` for `more than`, are told by the longer words of the other list.
    marks.iter().any(|mark| plain(&mark))
}

/// Words behind a number and what it counts that make it the highest.
pub(super) const MOST: &[&str] = &["at most", "at maximum", " or less", " or fewer", "以内", "之内"];
/// Those that make it the lowest.
pub(super) const LEAST: &[&str] = &["at least", "at minimum", " or more"];

/// Whether one of some words stands soon behind a place, in the same part of the sentence, before another number.
pub(super) fn is_before(text: &str, at: usize, marks: &[&str]) -> bool {
    let ends = |c: char| "。；;，,\n>".contains(c) || c.is_ascii_digit();
    let after: String = text[at..].chars().take(24).take_while(|c| !ends(*c)).collect();
    marks.iter().any(|mark| after.contains(mark))
}

/// Words before a number that make it the end of something, be it a bound or not.
const ENDS: &[&str] = &[
    "小于",
    "大于",
    "超过",
    "少于",
    "多于",
    "低于",
    "高于",
    "超出",
    "早于",
    "晚于",
    "less than",
    "greater than",
    "more than",
    "fewer than",
    "shorter than",
    "longer than",
    "larger than",
    "smaller than",
    "within",
    "exceed",
    "contains",
    "supports",
    "可传值",
    "最近",
    "last",
];

/// Words of an example, whose numbers bound nothing.
const SHOWN: &[&str] =
    &["例如", "比如", "如：", "如:", "，如", "（如", "(如", "such as", "e.g", "for example"];

/// Whether a number is told in words that bound something, but for examples.
pub(super) fn is_hinted(text: &str, number: &Found) -> bool {
    const ALL: &[&str] = &["以内", "之内", "以下", "以上", "之间", "的整数", "字符", "个字", "字节"];
    const ALL_ENGLISH: &[&str] = &["character", "char", "byte"];
    let sentence = text[..number.start].rsplit(['。', ';', '；', '\n']).next().unwrap_or_default();
    if SHOWN.iter().any(|word| sentence.contains(word)) {
        return false;
    }
    let clause = sentence.rsplit(['，', ',']).next().unwrap_or_default();
    let near: String = clause.chars().rev().take(16).collect::<Vec<_>>().into_iter().rev().collect();
    let after = text[number.end..].trim_start();
    let has = |words: &[&str]| words.iter().any(|word| near.contains(word));
    let is_counted =
        ALL_ENGLISH.iter().any(|word| after.starts_with(word)) || is_before(text, number.end, ALL);
    (has(ENDS) && !is_meant(after)) || is_counted
}

/// Whether what stands behind a number tells what it means.
pub(super) fn is_meant(after: &str) -> bool {
    let after = after.trim_start();
    ["表示", "代表", "means", "indicates"].iter().any(|word| after.starts_with(word))
}

/// Words behind a number that make it the length of the time in which something is.
const PERIODS: &[&str] = &["天内", "小时内", "分钟内", "个月内", "年内"];

/// Whether a number is a bound of anything, in whatever words.
pub(super) fn is_told(text: &str, number: &Found) -> bool {
    const NONE: &[&str] =
        &["默认", "缺省", "default", "例如", "比如", "如：", "such as", "e.g", "for example"];
    let clause =
        text[..number.start].rsplit(['。', ';', '；', '\n', '>', ',', '，']).next().unwrap_or_default();
    let near: String = clause.chars().rev().take(24).collect::<Vec<_>>().into_iter().rev().collect();
    let has = |words: &[&str]| {
        words.iter().any(|word| near.contains(word.trim_end_matches(['为', '是', ':', ' '])))
    };
    let is_far = ["maximum number of", "max number of"].iter().any(|word| clause.contains(word))
        && near.trim_end().ends_with(" is");
    let is_marked =
        is_far || has(MAX) || has(MIN) || has(&["范围", "range", "between", "限制", "limited", "within"]);
    let after = text[number.end..].trim_start();
    let is_value = ["表示", "代表", "means", "indicates", "：", ":", "=", "-开", "-关"];
    let is_value = is_value.iter().any(|word| after.starts_with(word));
    !is_value
        && !has(NONE)
        && (is_marked
            || is_before(text, number.end, PERIODS)
            || is_before(text, number.end, MOST)
            || is_before(text, number.end, LEAST))
}
