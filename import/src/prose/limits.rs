//! Bounds that stand in sentences, where they stand there beyond doubt.

use qcloud_codegen::language::Scalar;
use qcloud_codegen::spec::{FieldSpec, TypeExpr};
use qcloud_drift::evidence::Evidence;
use serde_json::{Number, Value};

use super::marks::{
    BoundOf, LEAST, MAX, MIN, MOST, RANGES, is_before, is_behind, is_hinted, is_meant, is_told,
};
use super::numbers::{Found, is_half_open, is_listed_with, is_range, numbers};
use super::units::is_other_unit;

/// What came of the bounds that a description tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// It tells none, or they were taken.
    Read,
    /// An example is outside of them.
    Refuted,
    /// It tells them in words, or several, and none was taken.
    Words,
    /// It tells others beside those that were taken.
    Others,
}

/// What a description says of bounds.
#[derive(Debug, Default)]
struct Bounds {
    min: Option<Number>,
    max: Option<Number>,
    /// It tells others too, in words.
    has_others: bool,
}

/// The bounds in a description, of those that it names exactly once.
fn bounds(description: &str, of: BoundOf) -> Bounds {
    let text = text(description);
    let numbers = numbers(&text);
    let (mut low, mut high): (Vec<i64>, Vec<i64>) = (Vec::new(), Vec::new());
    let (mut is_clear, mut has_others, mut in_range) = (true, false, Vec::new());
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
            _ if is_example(&text, last.start) && !is_announced => {}
            Some(true) if is_half_open(&text, first, last) || is_one_of_several => is_clear = false,
            Some(true) if is_announced || of != BoundOf::Number => {
                low.push(first.value);
                high.push(last.value);
            }
            Some(_) => has_others |= is_told(&text, last),
            None => is_clear = false,
        }
    }
    let others: Vec<&Found> = numbers
        .iter()
        .enumerate()
        .filter(|(index, _)| !in_range.contains(index))
        .map(|(_, number)| number)
        .collect();
    let is_outside = |number: &Found| {
        low.first().is_some_and(|low| number.value < *low)
            || high.first().is_some_and(|high| number.value > *high)
    };
    // `0 means none; range: 30-3600`
    is_clear &= !others.iter().any(|number| is_outside(number) && is_meant(&text[number.end..]));
    for number in others {
        let is_min = is_behind(&text, number.start, (MIN, of)) || is_before(&text, number.end, LEAST);
        let is_max = is_behind(&text, number.start, (MAX, of)) || is_before(&text, number.end, MOST);
        match fits(&text, number, of) {
            Some(true) if is_min => low.push(number.value),
            Some(true) if is_max => high.push(number.value),
            None if is_min || is_max => is_clear = false,
            _ => has_others |= is_told(&text, number),
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
        (Some(min), Some(max)) if is_clear => Bounds { min, max, has_others },
        _ => Bounds { has_others: true, ..Bounds::default() },
    }
}

/// The text in which bounds are looked for.
fn text(description: &str) -> String {
    description.chars().take(4000).flat_map(char::to_lowercase).collect()
}

/// Takes the bounds that a description names, of what the type of a field counts, unless an example shows something else.
pub(crate) fn bound(seen: Option<&Evidence>, description: &str, field: &mut FieldSpec) -> Told {
    let of = match field.ty.scalar() {
        Some(Scalar::Int | Scalar::Uint | Scalar::Float) => BoundOf::Number,
        Some(Scalar::String) => BoundOf::Length,
        None if matches!(field.ty, TypeExpr::List(_)) => BoundOf::Count,
        None => return Told::Read,
        Some(_) if is_any_told(description) => return Told::Words,
        Some(_) => return Told::Read,
    };
    let Bounds { min, max, has_others } = bounds(description, of);
    let has_some = max.is_some() || (min.is_some() && of != BoundOf::Count);
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
    let is_partly = has_others || (min.is_some() && of == BoundOf::Count);
    (field.min, field.max) = (if of == BoundOf::Count { None } else { min }, max);
    match (has_some, is_partly) {
        (_, false) => Told::Read,
        (true, true) => Told::Others,
        (false, true) => Told::Words,
    }
}

/// Whether a description tells a bound of anything.
pub(crate) fn is_any_told(description: &str) -> bool {
    let text = text(description);
    let is_length = |number: &Found| text[..number.start].trim_end().ends_with("长度为");
    numbers(&text).iter().any(|number| is_told(&text, number) || is_length(number))
}

/// Words for how many there may be, or which numbers.
const KINDS: &[&str] =
    &["only one ", "length limit is", "正整数", "非负整数", "positive integer", "non-negative integer"];

/// Whether a description speaks of a bound in any way, be it a range of which nothing says what it is one of.
pub(crate) fn are_hinted(description: &str) -> bool {
    let text = text(description);
    let numbers = numbers(&text);
    let is_alone = |pair: &[Found]| {
        let [first, last] = pair else { return false };
        let between = &text[first.end..last.start];
        let is_counted = between == "," && text[..first.start].ends_with('{');
        let unit = between.trim().strip_suffix(['-', '~', '～', '至', '到']).map_or("", str::trim);
        let is_measured =
            first.value < last.value && ["k", "kb", "m", "mb", "g", "gb", "t", "tb"].contains(&unit);
        (is_range(&text, first, last) || is_counted || is_measured)
            && !is_example(&text, first.start)
            && !is_shown(&text, first.start)
    };
    let is_one = |clause: &str| {
        let only = ["只支持", "仅支持", "只能"].iter().find_map(|word| clause.split_once(word));
        only.is_some_and(|(_, rest)| rest.contains("一个"))
    };
    KINDS.iter().any(|kind| text.contains(kind))
        || text.split(['，', '。', ';', '；', '\n']).any(is_one)
        || numbers.windows(2).any(is_alone)
        || numbers.iter().any(|number| is_told(&text, number) || is_hinted(&text, number))
}

/// Whether a part of a sentence shows what something looks like.
fn is_shown(text: &str, at: usize) -> bool {
    let clause = text[..at].rsplit(['。', ';', '；', '\n', '，', ',']).next().unwrap_or_default();
    let words = ["例如", "比如", "如", "such as", "e.g", "for example", "格式", "format", "like", "号"];
    words.iter().any(|word| clause.contains(word))
}

/// Leaves out the bounds of a number or of a length that contradict each other or the default; whether it did.
pub(crate) fn keep_apart(field: &mut FieldSpec, default: Option<&Value>) -> bool {
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
    is_off
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

/// Whether a number is the length of a part of the text.
fn is_of_part(before: &str) -> bool {
    const PARTS: &[&str] = &["前缀", "后缀", "每段", "每级", "标签长度", "各级"];
    let clause = before.rsplit(['。', ';', '；', '\n', ',', '，']).next().unwrap_or_default();
    // A field may be a prefix itself, and its sentence begin with that.
    let near: String = clause.chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect();
    PARTS.iter().any(|word| clause.contains(word)) || near.contains("prefix") || near.contains("suffix")
}

/// Whether a number is of the kind that is asked for; `None` when it has a factor, so that it says another number.
fn fits(text: &str, number: &Found, of: BoundOf) -> Option<bool> {
    const CHARACTERS: &[&str] = &[
        "字符",
        "英文",
        "汉字",
        "中文",
        "字母",
        "小写",
        "大写",
        "大小写",
        "数字",
        "字",
        "位",
        "character",
        "char",
        "letters",
        "digits",
    ];
    const ELEMENTS: &[&str] =
        &["个", "条", "台", "块", "组", "对", "items", "elements", "entries", "ids", "instances"];
    let after = text[number.end..].trim_start();
    let counted = after.trim_start_matches('个');
    let is_byte = counted.starts_with("字节") || after.starts_with("byte");
    let is_length = !is_byte && CHARACTERS.iter().any(|word| counted.starts_with(word));
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
    if (of == BoundOf::Count && is_of_each(text, number.start)) || is_of_part(before) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_taken_when_there_is_one_of_each() {
        let shown = |(text, of): (&str, BoundOf)| {
            let Bounds { min, max, .. } = bounds(text, of);
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
            ("0表示关闭，可选值：30~3600。", ".."),
            ("0 表示自动，范围 0-100", "0..100"),
            ("最大3 x 副本数", ".."),
            ("如“cpu”，例如“mem”，最小为1，最大为64", "1..64"),
            ("大于等于0表示从头部开始，小于0表示从尾部开始", ".."),
            ("at least 0 means from the start", ".."),
            ("新的端口，可选值1~65535。", "1..65535"),
            ("不得超过 64，不能小于 2", "2..64"),
            ("It must not be longer than 25 minutes", "..25"),
            ("1 month at least and 36 months at most.", "1..36"),
            ("50以内的数", "..50"),
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
            ("1-20个小写英文字母或数字", BoundOf::Length, (Some(1), Some(20))),
            ("should be limited to 60 characters", BoundOf::Length, (None, Some(60))),
            ("单次最多可操作10块", BoundOf::Count, (None, Some(10))),
            ("最多返回20个域名的数据", BoundOf::Count, (None, None)),
            ("必须有前缀，后缀长度1-128个字符", BoundOf::Length, (None, None)),
            ("The prefix should be a combination of 1-20 characters", BoundOf::Length, (Some(1), Some(20))),
        ];
        for (text, of, expected) in cases {
            let Bounds { min, max, .. } = bounds(text, of);
            let shown = |number: Option<Number>| number.and_then(|number| number.as_i64());
            assert_eq!((shown(min), shown(max)), expected, "{text}");
        }
    }
    #[test]
    fn bounds_that_are_not_taken_are_told_of() {
        let cases = [
            ("名称，最大长度不能超过60个字节。", BoundOf::Length, true),
            ("源站 IP 最多为 20 个", BoundOf::Length, true),
            ("取值范围为10GB~4000GB", BoundOf::Number, true),
            ("范围 0-msgRetentionSeconds", BoundOf::Number, true),
            ("最多10个，每个最多5个", BoundOf::Count, true),
            ("最多返回20个域名的数据", BoundOf::Count, true),
            ("The minimum length is 1 byte, and more", BoundOf::Length, true),
            ("每次最多10个", BoundOf::Count, false),
            ("默认20，最大值100", BoundOf::Number, false),
            ("指定最大篇数，默认300篇", BoundOf::Number, false),
            ("大于等于0表示从头部开始", BoundOf::Number, false),
            ("a port (or a range of ports). For example: 80 or 90-100.", BoundOf::Length, false),
            ("如 2017-12-20 至 2017-12-25", BoundOf::Number, false),
            ("0：关闭，1：打开", BoundOf::Number, false),
        ];
        for (text, of, expected) in cases {
            assert_eq!(bounds(text, of).has_others, expected, "{text}");
        }
        assert!(
            is_any_told("允许长度为1~80的字符")
                && is_any_told("时间跨度不能超过2天")
                && !is_any_told("例如 2016-01-01 00:00:00")
        );
    }

    #[test]
    fn a_bound_is_hinted_at_in_whatever_words() {
        let cases = [
            ("高度（1-300）", true),
            ("长度必须小于256字节", true),
            ("必须大于0的整数", true),
            ("2-60秒之间的整数", true),
            ("名称，3-128字节", true),
            ("命名规则：[a-z]{1,48}", true),
            ("which must be less than 64 bytes", true),
            ("within the last 30 days", true),
            ("It contains 32 characters", true),
            ("Only one box is supported", true),
            ("盒子的编号，正整数。", true),
            ("How many. A non-negative integer.", true),
            ("可选范 128 M-1536 M", true),
            ("当前仅支持买的时候指定一个盒子", true),
            ("大于0表示从头开始", false),
            ("如 0086-15912345687", false),
            ("第 3 页", false),
            ("例如粒度是5分钟", false),
            ("2017-12-20 10:00:00", false),
        ];
        for (text, expected) in cases {
            assert_eq!(are_hinted(text), expected, "{text}");
        }
    }
}
