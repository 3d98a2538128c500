//! Values that stand in sentences without meanings, where the words that announce them do.

use super::{Value, is_int};

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

/// A list without what it says of the default: behind it, or in parentheses behind the value that is the default.
fn without_default(list: &str) -> String {
    let mut plain = list.to_owned();
    for (open, close) in [('（', '）'), ('(', ')')] {
        while let Some(at) = plain.find(open)
            && let Some(length) = plain[at..].find(close)
            && is_of_default(&plain[at..at + length])
        {
            plain.replace_range(at..at + length + close.len_utf8(), "");
        }
    }
    let end = ["默认", "缺省", "default", "Default"].iter().filter_map(|word| plain.find(word)).min();
    plain.truncate(end.unwrap_or(plain.len()));
    plain
}

fn is_of_default(text: &str) -> bool {
    text.contains("默认") || text.contains("缺省") || text.to_lowercase().contains("default")
}

/// The words that a description lists as values without meanings: `可选值：tcp、udp`, `available values of CA and SVR`.
pub(crate) fn words(description: &str) -> Vec<Value> {
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
        let named = ["以下", "如下", "下列"].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
        let named = named.strip_prefix("字段").filter(|list| list.starts_with(['：', ':']));
        let rest = named.map_or(rest, |list| list.trim_start_matches(['：', ':', ' ']));
        let rest = without_default(rest);
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
        let is_list = parts.iter().all(is_word) || parts.iter().all(|part| is_int(part));
        if parts.len() >= 2 && is_list {
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

/// The two orders of a list, where a description has the words for them: `升序（asc）或降序（desc）`.
pub(crate) fn orders(description: &str) -> Vec<Value> {
    let lower = description.to_lowercase();
    let says = |words: [&str; 2]| words.iter().any(|word| lower.contains(word));
    if !(says(["升序", "ascending"]) && says(["降序", "descending"])) {
        return Vec::new();
    }
    let mut found: Vec<&str> = Vec::new();
    for word in description.split(|c: char| !(c.is_ascii_alphanumeric() || "_-".contains(c))) {
        let is_order = ["asc", "desc"].iter().any(|order| word.eq_ignore_ascii_case(order));
        if is_order && !found.contains(&word) {
            found.push(word);
        }
    }
    let values = found.iter().map(|word| Value { wire: (*word).to_owned(), meaning: String::new() });
    if found.len() == 2 && !found[0].eq_ignore_ascii_case(found[1]) { values.collect() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(values: &[Value]) -> String {
        values.iter().map(|value| format!("{}={}", value.wire, value.meaning)).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn orders_are_found_by_the_words_for_them() {
        let cases = [
            ("升序（asc）或降序（desc），默认：desc。", "asc=|desc="),
            ("排序方式，升序为ASC，降序为DESC", "ASC=|DESC="),
            ("Ascending (asc) or descending (desc)", "asc=|desc="),
            ("asc 或 desc", ""),
            ("升序 asc、ASC，降序 desc", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(&orders(text)), expected, "{text}");
        }
    }

    #[test]
    fn values_without_meanings_are_found_behind_the_words_that_announce_them() {
        let cases = [
            ("协议，可选值：tcp、udp", "tcp=|udp="),
            ("Same as above, with available values of CA and SVR.", "CA=|SVR="),
            ("支持很多东西", ""),
            ("取值：1-36", ""),
            ("可选值为 tcp（默认）、udp", "tcp=|udp="),
            ("统计周期，取值：60/300", "60=|300="),
            ("Available values: a, b; default: a", "a=|b="),
            ("可选值为a、b，默认为a", "a=|b="),
            ("可选值为a、b等", ""),
            ("排序字段，支持以下字段：name，createTime。", "name=|createTime="),
            ("支持字段：name,createTime。", "name=|createTime="),
            ("支持以下字段", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(&words(text)), expected, "{text}");
        }
    }
}
