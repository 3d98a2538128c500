//! Values that stand in sentences without meanings, where the words that announce them do.

use super::numbers::begins_with_range;
use super::{Value, is_int};

/// Words that say that the values follow.
const LISTED: &[&str] = &[
    "可选值",
    "可选的值",
    "取值范围",
    "取值",
    "可取值",
    "可选",
    "枚举值",
    "枚举范围",
    "可选参数",
    "可能值",
    "可能返回值",
    "可能返回的值",
    "可填",
    "可为",
    "支持",
    "包括",
    "分别为",
    "目前有",
    "available values",
    "valid values",
    "optional values",
    "values",
    "value range",
    "enumerated values",
    "options",
    "option:",
    "supported values",
    "value can be",
    "possible returned values",
    "possible values",
];

/// A list without what it says in parentheses behind its values, and of the default.
fn without_notes(list: &str) -> String {
    let mut plain = list.to_owned();
    for (open, close) in [('（', '）'), ('(', ')')] {
        while let Some(at) = plain.find(open)
            && let Some(length) = plain[at..].find(close)
        {
            plain.replace_range(at..at + length + close.len_utf8(), "");
        }
    }
    let end = ["默认", "缺省", "default", "Default"].iter().filter_map(|word| plain.find(word)).min();
    plain.truncate(end.unwrap_or(plain.len()));
    plain
}

/// A list whose numbers have no comma before each three digits, where a blank stands behind those between its values: `60, 3,600`.
fn without_thousands(mut list: String) -> String {
    let is_digit = |text: &str, at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    if !list.match_indices(", ").any(|(at, _)| at > 0 && is_digit(&list, at - 1)) {
        return list;
    }
    let mut from = 0;
    while let Some(at) = list[from..].find(',').map(|at| from + at) {
        let is_inside = at > 0 && is_digit(&list, at - 1) && (1..4).all(|next| is_digit(&list, at + next));
        if is_inside && !is_digit(&list, at + 4) {
            list.remove(at);
        }
        from = at + 1;
    }
    list
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
        let is_between = |c: char| c.is_whitespace() || "：:有为是包括()（".contains(c);
        let rest = rest.trim_start_matches(is_between);
        let rest = rest
            .strip_prefix("include")
            .filter(|rest| rest.starts_with(is_between))
            .map_or(rest, |rest| rest.trim_start_matches(is_between));
        let rest = rest.strip_prefix("are ").or_else(|| rest.strip_prefix("of ")).unwrap_or(rest);
        // `支持以下字段：`, `支持字符集：`
        let rest = match rest.split_once(['：', ':']) {
            Some((what, list)) if what.chars().count() <= 8 && !what.contains(|c: char| c.is_ascii()) => list,
            _ => rest,
        };
        let inner = rest.trim_start_matches(['[', '【']);
        if begins_with_range(rest, rest.len() - inner.len()) {
            continue;
        }
        let rest = without_thousands(without_notes(rest));
        let rest = rest.split(['。', '；', ';', '\n', ')', '）']).next().unwrap_or_default();
        let rest = rest.split(". ").next().unwrap_or_default();
        let rest = rest
            .replace(" and ", ",")
            .replace(" or ", ",")
            .replace("或者", ",")
            .replace(['或', '和', '与', '及'], ",");
        let parts = leading(&rest);
        if parts.len() >= 2 {
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

/// The words, or the numbers, that a list begins with; none where it is not sure that these are all.
fn leading(list: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (end, sign) in list
        .char_indices()
        .filter(|(_, c)| [',', '，', '、', '/', '|'].contains(c))
        .chain([(list.len(), ',')])
    {
        let raw = list[start..end].trim();
        let part = bare(raw);
        let is_quoted = raw.starts_with(['"', '\'', '“', '‘', '`']);
        start = end + sign.len_utf8().min(list.len() - end);
        let is_of_kind = |part: &str| {
            let first = found.first().copied().unwrap_or(part);
            let is_text = is_word(part) || is_phrase(part, is_quoted);
            (is_text && !is_int(first)) || (is_int(part) && is_int(first))
        };
        match part {
            "" => {}
            _ if is_of_kind(part) => found.push(part),
            _ => {
                let cut = part.find(|c: char| !(c.is_ascii_alphanumeric() || "_-.".contains(c)));
                let (word, tail) = part.split_at(cut.unwrap_or(part.len()));
                match word {
                    // Another part of the sentence.
                    "" if before != Some('、') => return found,
                    _ if is_of_kind(word) && ends_list(tail) => {
                        found.push(word);
                        return found;
                    }
                    _ => return Vec::new(),
                }
            }
        }
        before = Some(sign);
    }
    found
}

/// Whether what stands behind the last word of a list says that it is the last one: `a、b 两种`, `a，b 排序`, `5, 10 (in Mbps`.
fn ends_list(tail: &str) -> bool {
    let tail = tail.trim_start();
    let mut chars = tail.chars();
    let is_count =
        chars.next().is_some_and(|c| "一二两三四五六七八九十".contains(c)) && chars.next() == Some('种');
    let is_all = tail.starts_with(|c| "一二两三四五六七八九十".contains(c));
    let is_count = is_count || (is_all && tail.chars().nth(1) == Some('个'));
    is_count || ["(", "（", "排序", "中的一", "之一"].iter().any(|end| tail.starts_with(end))
}

fn bare(part: &str) -> &str {
    part.trim_matches(|c: char| c.is_whitespace() || "\"'“”‘’`.[]【】".contains(c))
}

/// Whether a part of a list is a word, or a version such as `5.6` and `3des-cbc`.
fn is_word(part: &str) -> bool {
    let has_letter = part.contains(|c: char| c.is_ascii_alphabetic());
    part.len() <= 40
        && part.starts_with(|c: char| c.is_ascii_alphanumeric())
        && (has_letter || part.matches('.').count() == 1)
        && part.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}

/// Whether a part of a list is a value with blanks in it: a few words in quotes, or names such as `Standard Edition`.
fn is_phrase(part: &str, is_quoted: bool) -> bool {
    let is_name =
        |word: &str| is_quoted || word.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit());
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    part.len() <= 40
        && (2..=3).contains(&part.split(' ').count())
        && part.starts_with(|c: char| c.is_ascii_alphabetic())
        && part.split(' ').all(|word| !word.is_empty() && word.chars().all(is_part) && is_name(word))
}

/// The two values of a thing, where a part of a sentence has these and nothing else: `动作，allow 或 deny。`, `"yes" or "no"`.
pub(crate) fn either(description: &str) -> Vec<Value> {
    const QUOTES: &[char] = &['"', '\'', '“', '”', '‘', '’', '`'];
    const NO_VALUES: &[&str] = &["如果", "当", "例如", "比如", "when", "if ", "such as", "e.g"];
    for or in ["或者", "还是", "或是", "或", " or "] {
        let Some((before, after)) = description.split_once(or) else { continue };
        let (before, after) = (before.trim_end(), after.trim_start());
        let is_quoted = before.ends_with(QUOTES) && after.starts_with(QUOTES);
        let (before, after) = (before.trim_end_matches(QUOTES), after.trim_start_matches(QUOTES));
        let is_part = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
        let first = &before[before.trim_end_matches(is_part).len()..];
        let second = &after[..after.len() - after.trim_start_matches(is_part).len()];
        let lead = before[..before.len() - first.len()].trim_end_matches(QUOTES).trim_end();
        let rest = after[second.len()..].trim_start_matches(QUOTES).trim_start();
        let sentence = lead.rsplit(['。', '；', ';', '\n']).next().unwrap_or_default().to_lowercase();
        let is_aside = NO_VALUES.iter().any(|word| sentence.contains(word));
        let is_longer = lead.ends_with(['、', '/', '或'])
            || rest.starts_with(['或', '、', '和'])
            || rest.starts_with("or ");
        let is_all = is_quoted
            || ((lead.is_empty() || lead.ends_with(['，', ',', '。', '：', ':', '；', '为', '是']))
                && (rest.is_empty() || rest.starts_with(['。', '，', ',', '；', ';']))
                && [first, second].iter().all(|word| word.len() >= 3)
                && are_alike([first, second])
                && or != " or ");
        if is_word(first) && is_word(second) && first != second && is_all && !is_aside && !is_longer {
            let value = |wire: &str| Value { wire: wire.to_owned(), meaning: String::new() };
            return vec![value(first), value(second)];
        }
    }
    Vec::new()
}

/// Whether two words are written in one way: in small letters, in capitals, or with one capital; the former two with the same signs between them.
fn are_alike(words: [&str; 2]) -> bool {
    let are_joined = words.iter().all(|word| word.contains('_') && !word.to_lowercase().ends_with("id"));
    let is_sign = |c: char| are_joined && (c == '_' || c.is_ascii_digit());
    let is_lower = |word: &str| word.chars().all(|c| c.is_ascii_lowercase() || is_sign(c));
    let is_upper = |word: &str| word.chars().all(|c| c.is_ascii_uppercase() || is_sign(c));
    let is_title = |word: &str| is_upper(&word[..1]) && is_lower(&word[1..]);
    words.into_iter().all(is_lower) || words.into_iter().all(is_upper) || words.into_iter().all(is_title)
}

/// The two orders of a list, where a description has the words for them: `升序（asc）或降序（desc）`.
pub(crate) fn orders(description: &str) -> Vec<Value> {
    let lower = description.to_lowercase();
    let says = |words: [&str; 2]| words.iter().any(|word| lower.contains(word));
    let is_both = says(["升序", "ascending"]) && says(["降序", "descending"]);
    if !is_both && !["排序", "sort", "order"].iter().any(|word| lower.contains(word)) {
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
            ("Sorting type (desc or asc)", "desc=|asc="),
            ("升序 asc、ASC，降序 desc", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(&orders(text)), expected, "{text}");
        }
    }

    #[test]
    fn one_of_two_is_found_where_nothing_else_is_said() {
        let cases = [
            ("规则的动作，allow 或 deny。", "allow=|deny="),
            ("Whether it is one. \"yes\" or \"no\".", "yes=|no="),
            ("目前为 “Update” 或者 “Publish”", "Update=|Publish="),
            ("要做什么：Open 或者 Close", "Open=|Close="),
            ("排序的依据，made_at 或者 size_of", "made_at=|size_of="),
            ("大小，BOX_128或者BOX_256。", "BOX_128=|BOX_256="),
            ("怎么开，http 或是 https。", "http=|https="),
            ("盒子，box_id 或者 lid_id", ""),
            ("可使用vpcId或unVpcId", ""),
            ("\"a\" or \"b\" or \"c\"", ""),
            ("如果状态为 \"on\" 或 \"off\"", ""),
            ("ID或IP", ""),
            ("name or id", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(&either(text)), expected, "{text}");
        }
    }

    #[test]
    fn values_without_meanings_are_found_behind_the_words_that_announce_them() {
        let cases = [
            ("协议，可选值：tcp、udp", "tcp=|udp="),
            ("Same as above, with available values of CA and SVR.", "CA=|SVR="),
            ("支持很多东西", ""),
            ("取值：1-36", ""),
            ("Option: a (for one), b (for another)", "a=|b="),
            ("Optional values: a, b", "a=|b="),
            ("数量，取值范围：[1，100]。", ""),
            ("Value range: [1, 2]", ""),
            ("取值：[1, 2, 5]", "1=|2=|5="),
            ("可选值为 tcp（默认）、udp", "tcp=|udp="),
            ("统计周期，取值：60/300", "60=|300="),
            ("Available values: a, b; default: a", "a=|b="),
            ("可选值为a、b，默认为a", "a=|b="),
            ("可选值为a、b等", ""),
            ("取值为 a 或者 b。", "a=|b="),
            ("排序字段，支持以下字段：name，createTime。", "name=|createTime="),
            ("支持字段：name,createTime。", "name=|createTime="),
            ("支持以下字段", ""),
            ("Protocol, the value can be tcp or udp", "tcp=|udp="),
            ("支持 create、delete", "create=|delete="),
            ("Valid values include: ip, name", "ip=|name="),
            ("带宽，只支持：5、10、20、50、100，单位Mb。", "5=|10=|20=|50=|100="),
            ("supported values: 5, 10 (in Mbps).", "5=|10="),
            ("values: 10, 20, and 1,000", "10=|20=|1000="),
            ("目前仅支持 createTime，gatewayName 排序，默认按 createTime 排序。", "createTime=|gatewayName="),
            ("字符集，支持字符集：[ latin1、utf8 ]", "latin1=|utf8="),
            ("取值有 aac_lc，aac_he 和 aac_he_v2 三种档次。", "aac_lc=|aac_he=|aac_he_v2="),
            ("支持 IP、IP 段（CIDR 格式）", ""),
            ("支持 tcp、udp、其他", ""),
            ("可选值：tcp、udp，更多见下", "tcp=|udp="),
            ("Possible returned values include: 5.5 and 5.6", "5.5=|5.6="),
            ("可选值：'3des-cbc','des-cbc'，更多", "3des-cbc=|des-cbc="),
            ("Available values: a (for one), b (for another, or for none)", "a=|b="),
            ("取值：10.1.1.1, 10.2.2.2", ""),
            ("类型，取值：Basic Box、Second Box", "Basic Box=|Second Box="),
            ("values: `one box`, `two` and `three boxes`", "one box=|two=|three boxes="),
            ("values: one box, two", ""),
            ("可填 60，300，600 三个值，单位：秒。", "60=|300=|600="),
            ("字符集，可能返回值：latin1, utf8", "latin1=|utf8="),
            ("Supported values: 60, 300, 3,600, and 86,400 (in sec).", "60=|300=|3600=|86400="),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(&words(text)), expected, "{text}");
        }
    }
}
