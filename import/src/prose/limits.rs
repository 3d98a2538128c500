//! Bounds that stand in sentences, where they stand there beyond doubt.

use qcloud_codegen::language::Scalar;
use qcloud_codegen::spec::{FieldSpec, TypeExpr};
use qcloud_drift::evidence::Evidence;
use serde_json::{Number, Value};

use super::defaults::is_other_unit;

/// What a bound is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BoundOf {
    /// The value of a number, in its own unit.
    Number,
    /// The length of a text in characters.
    Length,
    /// The number of elements of a list.
    Count,
}

/// An integer in a text.
struct Found {
    value: i64,
    start: usize,
    end: usize,
}

const MAX: &[&str] = &[
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
    "no more than",
    "not exceed",
    "not more than",
    "not be greater than",
    "<=",
    "≤",
];

const MIN: &[&str] = &[
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
const RANGES: &[&str] = &[
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

/// What came of the bounds that a description tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// It tells none, or they were taken.
    Read,
    /// An example is outside of them.
    Refuted,
    /// It tells them in words, or several.
    Words,
}

/// The bounds in a description, when each is named exactly once; `None` where it tells some in another way.
fn bounds(description: &str, of: BoundOf) -> Option<(Option<Number>, Option<Number>)> {
    let text: String = description.chars().take(4000).flat_map(char::to_lowercase).collect();
    let numbers = numbers(&text);
    let (mut low, mut high): (Vec<i64>, Vec<i64>) = (Vec::new(), Vec::new());
    let (mut is_clear, mut in_range) = (true, Vec::new());
    for (index, pair) in numbers.windows(2).enumerate() {
        let [first, last] = pair else { continue };
        if !is_range(&text, first, last) {
            continue;
        }
        in_range.extend([index, index + 1]);
        let before: String =
            text[..first.start].chars().rev().take(16).collect::<Vec<_>>().into_iter().rev().collect();
        let is_announced = RANGES.iter().any(|word| before.contains(word)) || before.ends_with(['[', '【']);
        let is_one_of_several = [index.checked_sub(1), Some(index + 2)]
            .into_iter()
            .flatten()
            .filter_map(|other| numbers.get(other))
            .any(|other| is_listed_with(&text, first, last, other));
        match fits(&text, last, of) {
            Some(true) if is_half_open(&text, first, last) || is_one_of_several => is_clear = false,
            Some(true) if is_announced || of != BoundOf::Number => {
                low.push(first.value);
                high.push(last.value);
            }
            Some(_) => {}
            None => is_clear = false,
        }
    }
    let others: Vec<&Found> = numbers
        .iter()
        .enumerate()
        .filter(|(index, _)| !in_range.contains(index))
        .map(|(_, number)| number)
        .collect();
    for (marks, found) in [(MIN, &mut low), (MAX, &mut high)] {
        for number in others.iter().filter(|number| is_behind(&text, number.start, marks)) {
            match fits(&text, number, of) {
                Some(true) => found.push(number.value),
                Some(false) => {}
                None => is_clear = false,
            }
        }
    }
    let one = |mut found: Vec<i64>| {
        found.sort_unstable();
        found.dedup();
        match found.as_slice() {
            [] => Some(None),
            [one] => Some(Some((*one).into())),
            // Which of several holds is said by what is not read here.
            _ => None,
        }
    };
    match (one(low), one(high)) {
        (Some(low), Some(high)) if is_clear => Some((low, high)),
        _ => None,
    }
}

/// Takes the bounds that a description names, of what the type of a field counts, unless an example shows something else.
pub(crate) fn bound(seen: Option<&Evidence>, description: &str, field: &mut FieldSpec) -> Told {
    let of = match field.ty.scalar() {
        Some(Scalar::Int | Scalar::Uint | Scalar::Float) => BoundOf::Number,
        Some(Scalar::String) => BoundOf::Length,
        None if matches!(field.ty, TypeExpr::List(_)) => BoundOf::Count,
        _ => return Told::Read,
    };
    let Some((min, max)) = bounds(description, of) else { return Told::Words };
    let fits = |text: &String| {
        let value = match of {
            BoundOf::Number => text.parse::<f64>().ok(),
            _ => u32::try_from(text.chars().count()).ok().map(f64::from),
        };
        let (Some(value), true) = (value, of != BoundOf::Count) else { return true };
        min.as_ref().and_then(Number::as_f64).is_none_or(|min| min <= value)
            && max.as_ref().and_then(Number::as_f64).is_none_or(|max| value <= max)
    };
    if seen.is_some_and(|seen| !seen.samples.keys().flatten().all(fits)) {
        return Told::Refuted;
    }
    (field.min, field.max) = (if of == BoundOf::Count { None } else { min }, max);
    Told::Read
}

/// Leaves out the bounds of a number or of a length that contradict each other or the default.
pub(crate) fn keep_apart(field: &mut FieldSpec, default: Option<&Value>) {
    let as_float = |number: &Option<Number>| number.as_ref().and_then(Number::as_f64);
    let measured = default.and_then(|default| match default {
        Value::String(text) => u32::try_from(text.chars().count()).ok().map(f64::from),
        value => value.as_f64(),
    });
    let is_off = match (as_float(&field.min), measured, as_float(&field.max)) {
        (Some(min), Some(value), _) if value < min => true,
        (_, Some(value), Some(max)) if value > max => true,
        (Some(min), _, Some(max)) => min > max,
        _ => false,
    };
    if is_off {
        (field.min, field.max) = (None, None);
    }
}

/// The integers of a text that stand alone: none that is a part of a word, a date, a fraction or an address.
fn numbers(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    while at < bytes.len() {
        if !is_digit(at) {
            at += 1;
            continue;
        }
        let start = at;
        while is_digit(at) {
            at += 1;
        }
        let mut digits = text[start..at].to_owned();
        while text[at..].starts_with(",000") && !is_digit(at + 4) {
            digits.push_str("000");
            at += 4;
        }
        let before = text[..start].chars().next_back();
        let is_negative = before == Some('-')
            && text[..start - 1]
                .trim_end()
                .ends_with(|c: char| !c.is_ascii_digit() && "：:[【(（,，为是~～至到".contains(c));
        let is_part = before.is_some_and(|c| c.is_ascii_alphabetic() || "._/#".contains(c))
            || (bytes.get(at) == Some(&b'.') && is_digit(at + 1))
            || bytes.get(at).is_some_and(|byte| b":_".contains(byte) && is_digit(at + 1));
        if !is_part && let Ok(value) = digits.parse::<i64>() {
            let value = if is_negative { -value } else { value };
            found.push(Found { value, start: start - usize::from(is_negative), end: at });
        }
    }
    found
}

/// Whether two integers are the ends of a range: `1-36`, `[1, 36]`, `1 to 36`.
fn is_range(text: &str, first: &Found, last: &Found) -> bool {
    let between = text[first.end..last.start].trim();
    let is_list = matches!(between, "," | "，")
        && text[..first.start].ends_with(['[', '【'])
        && text[last.end..].starts_with([']', '】']);
    let is_dash = matches!(between, "-" | "~" | "～" | "—" | "–" | "--" | "至" | "到" | "to" | "and");
    // A date, or a number of a telephone, has another dash.
    let has_more = text[last.end..].starts_with('-')
        || text[..first.start].ends_with(|c: char| c == '-' || c.is_ascii_digit());
    let is_word = matches!(between, "and") && !text[..first.start].trim_end().ends_with("between");
    (is_list || (is_dash && !has_more && !is_word)) && first.value < last.value
}

/// Whether one end of a range is none of its values: `(0-100]`, `[1-100)`.
fn is_half_open(text: &str, first: &Found, last: &Found) -> bool {
    let (before, after) = (&text[..first.start], text[last.end..].trim_start());
    (before.ends_with(['(', '（']) && after.starts_with([']', '】']))
        || (before.ends_with(['[', '【']) && after.starts_with([')', '）']))
}

/// Whether a number is told together with a range, so that the range is not all there is: `0, 64-128`, `1-3 and 8-10`.
fn is_listed_with(text: &str, first: &Found, last: &Found, other: &Found) -> bool {
    if (first.value..=last.value).contains(&other.value) {
        return false;
    }
    let between =
        if other.start < first.start { &text[other.end..first.start] } else { &text[last.end..other.start] };
    let is_list = |c: char| ",，、|和或及]】[【".contains(c) || c.is_whitespace();
    let words = between.replace("and", ",").replace("or", ",");
    words.contains([',', '，', '、', '|', '和', '或', '及']) && words.trim_matches(is_list).is_empty()
}

/// Whether a number is a part of an example that has others.
fn is_example(text: &str, at: usize) -> bool {
    const EXAMPLES: &[&str] = &["比如", "例如", "举例", "示例", "for example", "e.g"];
    let sentence = text[..at].rsplit(['。', ';', '；', '\n', '>']).next().unwrap_or_default();
    let behind = EXAMPLES.iter().find_map(|word| sentence.split_once(word).map(|(_, behind)| behind));
    let shown = behind.map(|behind| {
        let bound = MIN.iter().chain(MAX).chain(RANGES).filter_map(|word| behind.find(word)).min();
        &behind[..bound.unwrap_or(behind.len())]
    });
    shown.is_some_and(|shown| shown.contains(|c: char| c.is_ascii_digit()))
}

/// Whether a number is one of what holds for each element of a list.
fn is_of_each(text: &str, at: usize) -> bool {
    const EACH: &[&str] = &["每个", "每种", "每条", "每一", "单个", "each", "per "];
    let clause = text[..at].rsplit(['。', ';', '；', '\n', '>', ',', '，']).next().unwrap_or_default();
    EACH.iter().any(|word| clause.contains(word))
}

/// Whether a number is of the kind that is asked for; `None` when it has a factor, so that it says another number.
fn fits(text: &str, number: &Found, of: BoundOf) -> Option<bool> {
    const CHARACTERS: &[&str] =
        &["个字符", "字符", "个英文", "个汉字", "个字", "位", "character", "char", "letters"];
    const ELEMENTS: &[&str] = &["个", "条", "台", "items", "elements", "entries", "ids", "instances"];
    let after = text[number.end..].trim_start();
    let is_byte = after.trim_start_matches('个').starts_with("字节") || after.starts_with("byte");
    let is_length = !is_byte && CHARACTERS.iter().any(|word| after.starts_with(word));
    let before = &text[..number.start];
    let near: String = before.chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect();
    let is_of_length = near.contains("长度") || near.contains("length");
    // `at least 0 means from the start`
    if ["表示", "代表", "means", "indicates"].iter().any(|word| after.starts_with(word)) {
        return Some(false);
    }
    if is_example(text, number.start) {
        return None;
    }
    if of == BoundOf::Count && is_of_each(text, number.start) {
        return Some(false);
    }
    match of {
        BoundOf::Length => Some(is_length || (is_of_length && !is_byte && !after.starts_with(['字', 'b']))),
        BoundOf::Count if is_length || is_byte || is_of_length => Some(false),
        BoundOf::Count if near.contains("个数") => Some(true),
        BoundOf::Count if ELEMENTS.iter().any(|word| after.starts_with(word)) => Some(true),
        // A bound of the list, or of something else.
        BoundOf::Count if after.starts_with(|c: char| !c.is_alphanumeric()) || after.is_empty() => None,
        BoundOf::Count => Some(false),
        BoundOf::Number if is_length || is_of_length || after.starts_with("of ") => Some(false),
        BoundOf::Number if after.starts_with(['%', '^', '*', '×', 'x']) || is_other_unit(after, text) => {
            None
        }
        BoundOf::Number => Some(true),
    }
}

/// Whether one of some words stands right before a place.
fn is_behind(text: &str, at: usize, marks: &[&str]) -> bool {
    let before = text[..at].trim_end_matches(|c: char| c.is_whitespace() || "：:=为是".contains(c));
    let before = ["支持", "可以", "可", "输入", "填写", "is", "be", "of"]
        .iter()
        .find_map(|word| before.strip_suffix(word))
        .unwrap_or(before)
        .trim_end();
    let plain = |mark: &&&str| before.ends_with(mark.trim_end_matches(['为', '是', ':', ' ']));
    // `not at most`, and `no more than` for `more than`, are told by the longer words of the other list.
    marks.iter().any(|mark| plain(&mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_taken_when_there_is_one_of_each() {
        let shown = |(text, of): (&str, BoundOf)| {
            let (min, max) = bounds(text, of).unwrap_or_default();
            format!(
                "{}..{}",
                min.map_or(String::new(), |min| min.to_string()),
                max.map_or(String::new(), |max| max.to_string())
            )
        };
        let cases = [
            ("默认值为20，最大值100", "..100"),
            ("最大 100", "..100"),
            ("Default: 20, maximum: 50", "..50"),
            ("最小值1，最大值10", "1..10"),
            ("最大10G", ".."),
            ("no bounds", ".."),
            ("取值范围1024 - 1048576 Byte（即1 - 1024K），默认值65536", ".."),
            ("取值范围：1-36", "1..36"),
            ("范围[-1, 100]", "-1..100"),
            ("at least 5, no more than 60", "5..60"),
            ("between 1 and 100", "1..100"),
            ("at least 1 of the two is given", ".."),
            ("如 2017-12-20 至 2017-12-25", ".."),
            ("不超过60个字符", ".."),
            ("1、2", ".."),
            ("取值范围为(0-100]，默认为100", ".."),
            ("范围[1-100)", ".."),
            ("取值范围(1-100)", "1..100"),
            ("范围：45090，64512-65534 和 4200000000-4294967294", ".."),
            ("取值范围：0 和 [128, 4096]", ".."),
            ("范围 1,000,000 - 10,000,000", "1000000..10000000"),
            ("标准版范围1-10，高级版范围1-20", ".."),
            ("比如8核16G可为8，即范围为1 - 8", ".."),
            ("例如一年为12，最大120，续费最大为10", ".."),
            ("范围[0,10]，0表示不开启", "0..10"),
            ("范围 [7, 1080]，0 表示不修改", ".."),
            ("最大3 x 副本数", ".."),
            ("如“cpu”，例如“mem”，最小为1，最大为64", "1..64"),
            ("大于等于0表示从头部开始，小于0表示从尾部开始", ".."),
            ("at least 0 means from the start", ".."),
            ("新的端口，可选值1~65535。", "1..65535"),
            ("不得超过 64，不能小于 2", "2..64"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown((text, BoundOf::Number)), expected, "{text}");
        }
    }
    #[test]
    fn lengths_and_counts_are_no_bounds_of_a_number() {
        let cases = [
            ("名称，不超过60个字符", BoundOf::Length, (None, Some(60))),
            ("长度为 1-25 个字符", BoundOf::Length, (Some(1), Some(25))),
            ("At least 5 characters", BoundOf::Length, (Some(5), None)),
            ("新的名称，不得超过20个字符", BoundOf::Length, (None, Some(20))),
            ("name, up to 60 bytes", BoundOf::Length, (None, None)),
            ("名称，最大长度不能超过60个字节。", BoundOf::Length, (None, None)),
            ("每次最多60个字节", BoundOf::Count, (None, None)),
            ("每次最多10个", BoundOf::Count, (None, Some(10))),
            ("每个过滤条件最多5个", BoundOf::Count, (None, None)),
            ("数组个数范围为 1-20。", BoundOf::Count, (Some(1), Some(20))),
            ("最多10个，每个最多5个", BoundOf::Count, (None, Some(10))),
            ("首帧时最多3个，总数不得超过4；", BoundOf::Count, (None, None)),
            ("Windows 长度为[2, 15]，Linux 长度为[2, 60]", BoundOf::Length, (None, None)),
            ("每个最多60个字符", BoundOf::Count, (None, None)),
        ];
        for (text, of, expected) in cases {
            let (min, max) = bounds(text, of).unwrap_or_default();
            let shown = |number: Option<Number>| number.and_then(|number| number.as_i64());
            assert_eq!((shown(min), shown(max)), expected, "{text}");
        }
    }
}
