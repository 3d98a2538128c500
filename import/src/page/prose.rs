//! Defaults, bounds and values that stand in sentences, where they stand there beyond doubt.

use qcloud_codegen::language::text::is_hidden;
use serde_json::Number;

/// A value with what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) wire: String,
    pub(super) meaning: String,
}

/// Words before a colon that are no values.
const NO_VALUES: &[&str] = &[
    "default",
    "note",
    "notes",
    "example",
    "e.g",
    "eg",
    "format",
    "max",
    "maximum",
    "min",
    "minimum",
    "range",
    "values",
    "value",
    "unit",
    "http",
    "https",
    "such",
    "as",
    "see",
    "type",
    "including",
    "include",
    "includes",
    "optional",
    "options",
    "follows",
    "following",
    "are",
    "is",
    "and",
    "or",
    "by",
    "id",
    "ids",
    "instance",
    "ip",
    "cidr",
    "json",
    "utf-8",
    "i.e",
    "ie",
    "time",
    "date",
    "status",
    "parameter",
    "parameters",
    "name",
    "description",
    "remark",
    "remarks",
    "api",
    "url",
    "string",
    "int",
    "integer",
    "length",
    "n",
    "action",
];

/// The values that a description lists, with their meanings: `0：关闭，1：打开`, `CA = client certificate. SVR = server certificate.`.
/// Fewer than two are none.
pub(super) fn values(description: &str) -> Vec<Value> {
    let chars: Vec<char> = description.chars().take(4000).collect();
    let keys = keys(&chars);
    let mut values: Vec<Value> = Vec::new();
    for (index, key) in keys.iter().enumerate() {
        let end = keys.get(index + 1).map_or(chars.len(), |next| next.start);
        let meaning: String = chars[key.after..end.max(key.after)].iter().collect();
        let meaning = first_clause(&meaning, index + 1 == keys.len());
        if values.iter().any(|value| value.wire == key.wire) {
            return Vec::new(); // a value with two meanings is no list of values
        }
        if !meaning.is_empty() {
            values.push(Value { wire: key.wire.clone(), meaning });
        }
    }
    // Numbers and words in one list: one of the two is something else.
    let numbers = values.iter().filter(|value| is_int(&value.wire)).count();
    if numbers >= 2 && numbers < values.len() {
        values.retain(|value| is_int(&value.wire));
    } else if numbers == 1 && values.len() > 1 {
        values.retain(|value| !is_int(&value.wire));
    }
    if values.len() < 2 { Vec::new() } else { values }
}

#[derive(Debug)]
struct FoundKey {
    wire: String,
    start: usize,
    after: usize,
}

fn keys(chars: &[char]) -> Vec<FoundKey> {
    let mut keys = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let is_boundary = at == 0 || {
            let before = chars[at - 1];
            !(before.is_ascii_alphanumeric() || "_-.:/=#+".contains(before))
        };
        if is_boundary && let Some(key) = key_at(chars, at) {
            at = key.after;
            keys.push(key);
        } else {
            at += 1;
        }
    }
    keys
}

/// The value that begins at a place, if what separates it from its meaning follows.
fn key_at(chars: &[char], start: usize) -> Option<FoundKey> {
    let opened = chars.get(start).is_some_and(|c| "\"'“‘`".contains(*c));
    let mut at = start + usize::from(opened);
    let from = at;
    if chars.get(at) == Some(&'-') {
        at += 1;
    }
    while chars.get(at).is_some_and(|c| c.is_ascii_alphanumeric() || "_.-".contains(*c)) && at - from < 41 {
        at += 1;
    }
    // A hyphen or a full stop belongs to a value only inside of it.
    while at > from && "-.".contains(chars[at - 1]) {
        at -= 1;
    }
    let wire: String = chars[from..at].iter().collect();
    if opened {
        chars.get(at).filter(|c| "\"'”’`".contains(**c))?;
        at += 1;
    }
    let is_number = is_int(&wire);
    let is_word = wire.starts_with(|c: char| c.is_ascii_alphabetic()) && wire.len() <= 40;
    if !(is_number || is_word) || (!opened && NO_VALUES.contains(&wire.to_lowercase().as_str())) {
        return None;
    }
    let spaces = chars[at..].iter().take_while(|c| **c == ' ').count();
    let sign = at + spaces;
    let next = |offset: usize| chars.get(sign + offset).copied();
    let is_chinese = |c: Option<char>| c.is_some_and(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let length = match next(0)? {
        ':' if next(1) == Some('/') => return None,
        ':' if next(1).is_some_and(|c| c.is_ascii_digit()) => return None,
        '：' | ':' => 1,
        '=' if next(1) == Some('>') => 2,
        '=' if next(1) != Some('=') => 1,
        '-' | '–' | '—'
            if is_number
                && (is_chinese(next(1))
                    || next(1) == Some(' ')
                    || next(1).is_some_and(char::is_alphabetic)) =>
        {
            1
        }
        '-' | '–' | '—' if is_chinese(next(1)) || (spaces > 0 && next(1) == Some(' ')) => 1,
        '表' if next(1) == Some('示') => 2,
        '代' if next(1) == Some('表') => 2,
        '为' | '是' if is_number && is_chinese(next(1)) => 1,
        '(' | '（' if is_number || opened => 1,
        'i' if opened && next(1) == Some('s') && next(2) == Some(' ') => 2,
        'i' if is_number && chars[sign..].iter().take(10).collect::<String>() == "indicates " => 9,
        'm' if chars[sign..].iter().take(6).collect::<String>() == "means " => 5,
        'r' if is_number && chars[sign..].iter().take(11).collect::<String>() == "represents " => 10,
        _ if is_number
            && spaces == 0
            && is_chinese(next(0))
            && !"个天秒分小元条次位月年台块种类时日至到和或倍级".contains(next(0)?) =>
        {
            0
        }
        _ => return None,
    };
    let mut after = sign + length;
    while chars.get(after) == Some(&' ') {
        after += 1;
    }
    // 表示 may follow another sign.
    if chars.get(after) == Some(&'表') && chars.get(after + 1) == Some(&'示') {
        after += 2;
    }
    Some(FoundKey { wire, start, after })
}

/// The meaning up to what separates it from the rest.
fn first_clause(text: &str, is_last: bool) -> String {
    let text = text.trim();
    let ends: &[char] =
        if is_last { &['；', ';', '。', '\n', '，', ','] } else { &['；', ';', '。', '\n'] };
    let mut clause = text.split(ends).find(|part| !part.trim().is_empty()).unwrap_or_default().trim();
    if is_last && let Some((first, _)) = clause.split_once(". ") {
        clause = first;
    }
    clause.trim_matches(|c: char| c.is_whitespace() || "，,、.;:：()（）\"'“”`<>".contains(c)).to_owned()
}

/// Words that say that the values follow.
const LISTED: &[&str] = &[
    "可选值",
    "取值范围",
    "取值",
    "可取值",
    "可选",
    "枚举值",
    "支持",
    "包括",
    "分别为",
    "available values",
    "valid values",
    "optional values",
    "values",
    "value range",
    "enumerated values",
    "options",
    "supported values",
];

/// The words that a description lists as values without meanings: `可选值：tcp、udp`, `available values of CA and SVR`.
pub(super) fn words(description: &str) -> Vec<Value> {
    let lower = description.to_lowercase();
    for mark in LISTED {
        let Some(at) = lower.find(mark) else { continue };
        if !description.is_char_boundary(at + mark.len()) {
            continue;
        }
        let rest = description.get(at + mark.len()..).unwrap_or_default();
        let rest =
            rest.trim_start_matches(|c: char| c.is_whitespace() || "：:有为是包括include()（".contains(c));
        let rest = rest.strip_prefix("are ").or_else(|| rest.strip_prefix("of ")).unwrap_or(rest);
        let rest = rest.split(['。', '；', ';', '\n', ')', '）']).next().unwrap_or_default();
        let rest = rest.split(". ").next().unwrap_or_default();
        let rest = rest.replace(" and ", ",").replace(" or ", ",").replace(['或', '和', '与'], ",");
        let parts: Vec<&str> = rest
            .split([',', '，', '、', '/', '|'])
            .map(|part| part.trim_matches(|c: char| c.is_whitespace() || "\"'“”‘’`.[]【】".contains(c)))
            .filter(|part| !part.is_empty())
            .collect();
        let is_word = |part: &&str| {
            part.len() <= 40
                && part.starts_with(|c: char| c.is_ascii_alphabetic())
                && part.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
        };
        if parts.len() >= 2 && parts.iter().all(is_word) {
            let mut values: Vec<Value> = Vec::new();
            for part in parts {
                if !values.iter().any(|value| value.wire == part) {
                    values.push(Value { wire: part.to_owned(), meaning: String::new() });
                }
            }
            return values;
        }
    }
    Vec::new()
}

/// The default in a description, when it names exactly one.
pub(super) fn default(description: &str) -> Option<String> {
    const MARKS: &[&str] = &[
        "默认值为",
        "默认值是",
        "默认值：",
        "默认值:",
        "默认值",
        "默认为",
        "默认是",
        "默认：",
        "默认:",
        "缺省值为",
        "缺省为",
        "缺省值",
        "默认",
        "default value is",
        "default value:",
        "default value：",
        "default is",
        "default:",
        "default：",
        "defaults to",
        "the default is",
        "default value",
        "default",
    ];
    let lower = description.to_lowercase();
    let mut found: Vec<String> = Vec::new();
    let mut from = 0;
    while let Some((at, mark)) = MARKS
        .iter()
        .filter_map(|mark| lower[from..].find(mark).map(|at| (from + at, *mark)))
        .min_by_key(|(at, mark)| (*at, usize::MAX - mark.len()))
    {
        from = at + mark.len();
        // Lower case may have another length than the description.
        let rest = lower[from..].trim_start_matches(|c: char| c.is_whitespace() || "：:=为是".contains(c));
        let rest = rest.strip_prefix("value is ").or_else(|| rest.strip_prefix("is ")).unwrap_or(rest);
        let word: String = rest
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || "_-.".contains(*c))
            .collect::<String>()
            .trim_end_matches(['.', '-'])
            .to_owned();
        let is_value = is_int(&word)
            || word.parse::<f64>().is_ok() && word.contains('.')
            || matches!(word.as_str(), "true" | "false");
        // A number with a unit behind it, and a number that begins a range, are what they are.
        let after = rest.get(word.len()..).unwrap_or_default().trim_start();
        if is_value && !after.starts_with(['~', '～', '%', '/']) && !found.contains(&word) {
            found.push(word);
        }
    }
    match found.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// The bounds of a number in a description, when each is named exactly once.
pub(super) fn bounds(description: &str) -> (Option<Number>, Option<Number>) {
    const MAX: &[&str] = &[
        "最大值为",
        "最大值是",
        "最大值",
        "最大为",
        "最大",
        "最多",
        "上限为",
        "maximum value is",
        "maximum value",
        "maximum is",
        "maximum:",
        "maximum",
        "max:",
        "max value",
        "up to",
    ];
    const MIN: &[&str] = &[
        "最小值为",
        "最小值是",
        "最小值",
        "最小为",
        "最小",
        "minimum value is",
        "minimum value",
        "minimum is",
        "minimum:",
        "minimum",
        "min:",
    ];
    let lower = description.to_lowercase();
    (only_number(&lower, MIN), only_number(&lower, MAX))
}

fn only_number(text: &str, marks: &[&str]) -> Option<Number> {
    let mut found: Vec<i64> = Vec::new();
    let mut from = 0;
    while let Some((at, mark)) = marks
        .iter()
        .filter_map(|mark| text[from..].find(mark).map(|at| (from + at, *mark)))
        .min_by_key(|(at, mark)| (*at, usize::MAX - mark.len()))
    {
        from = at + mark.len();
        let rest =
            text[from..].trim_start_matches(|c: char| c.is_whitespace() || "：:=为是支持不超过".contains(c));
        let rest = rest.strip_prefix("is ").unwrap_or(rest);
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let after = rest[digits.len()..].chars().next();
        if after.is_some_and(|c| c.is_ascii_alphabetic() || ".*^-~%".contains(c)) && after != Some('.') {
            return None;
        }
        if let Ok(number) = digits.parse::<i64>()
            && !found.contains(&number)
        {
            found.push(number);
        }
    }
    match found.as_slice() {
        [one] => Some((*one).into()),
        _ => None,
    }
}

/// Whether a text is an integer, written as one.
pub(super) fn is_int(text: &str) -> bool {
    text.len() < 19 && text.parse::<i64>().is_ok_and(|int| int.to_string() == text)
}

/// A description as a `doc`.
pub(super) fn doc(description: &str) -> String {
    // Entities of HTML may stand for what the page itself did not hold.
    let plain = description.replace(is_hidden, " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(values: &[Value]) -> String {
        values.iter().map(|value| format!("{}={}", value.wire, value.meaning)).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn values_with_meanings_are_found_in_sentences() {
        let cases = [
            ("Kind of thing. CA = client thing. SVR = server thing.", "CA=client thing|SVR=server thing"),
            ("0：关闭，1：打开", "0=关闭|1=打开"),
            ("状态。0:创建中;1:运行中;-1:失败", "0=创建中|1=运行中|-1=失败"),
            ("\"a\" is the first, \"b\" is the second.", "a=the first|b=the second"),
            ("付费方式：<root 表示系统盘", ""),
            ("root：表示系统盘\ndata：表示数据盘", "root=系统盘|data=数据盘"),
            ("是否满足，0为不满足，1为满足", "0=不满足|1=满足"),
            ("1-成功；0-失败", "1=成功|0=失败"),
            ("0: off\n1: on", "0=off|1=on"),
            ("0 means off, 1 means on", "0=off|1=on"),
            ("Default: 20, maximum: 50", ""),
            ("例如：vpc-1: x", ""),
            ("see http://a.example", ""),
            ("1 天到 36 天", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(&values(text)), expected, "{text}");
        }
    }

    #[test]
    fn values_without_meanings_are_found_behind_the_words_that_announce_them() {
        let cases = [
            ("协议，可选值：tcp、udp", "tcp=|udp="),
            ("Same as above, with available values of CA and SVR.", "CA=|SVR="),
            ("支持很多东西", ""),
            ("取值：1-36", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(&words(text)), expected, "{text}");
        }
    }

    #[test]
    fn a_default_is_taken_when_there_is_one() {
        let cases = [
            ("默认值为20，最大值100", Some("20")),
            ("默认为 0", Some("0")),
            ("Default: 20, maximum: 50", Some("20")),
            ("Default value is 1", Some("1")),
            ("默认20，或默认为30", None),
            ("默认全部", None),
            ("by default", None),
        ];
        for (text, expected) in cases {
            assert_eq!(default(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn bounds_are_taken_when_there_is_one_of_each() {
        let shown = |text: &str| {
            let (min, max) = bounds(text);
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
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
