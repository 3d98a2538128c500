//! Defaults that stand in sentences: read where they stand there beyond doubt, and told of where they don't.

use qcloud_codegen::language::Scalar;
use serde_json::Number;

use super::units::{Unit, is_other_unit, own_unit};
use super::{is_int, is_nothing, values};

/// What a description says of a default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Default {
    /// It names this one, and no other.
    Value(String),
    /// It speaks of one in a way that names no value, or several.
    Words,
}

/// Words before a default.
const MARKS: &[&str] = &[
    "默认值",
    "默认为",
    "默认是",
    "默认：",
    "默认:",
    "默认",
    "缺省值",
    "缺省为",
    "缺省",
    "デフォルト値は",
    "デフォルトは",
    "デフォルト",
    "기본값은",
    "기본값",
    "default value",
    "default is",
    "default:",
    "default：",
    "defaults to",
    "defaulted to",
    "by default",
    "default",
];

/// Those of them that may be a part of a name.
const BARE: &[&str] = &["默认", "缺省", "default"];

/// Words before one of these with which it says something else: `whether it is the default one`.
const NO_MARK: &[&str] = &[
    "否", "为", "是", "的", "非", "用", "统", "该", "个", "示", "参数", "the", "a", "is", "of", "whether",
    "use", "as", "system", "means",
];

/// Words between a mark and the default.
const BETWEEN: &[&str] = &["取值", "取", "value is ", "it is ", "the value is ", "is ", "to ", "of "];

/// What a description says of the default of its field.
pub(crate) fn default(description: &str) -> Option<Default> {
    let lower = description.to_lowercase();
    let own = own_unit(&lower);
    let (mut found, mut words): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let (mut is_clear, mut is_told, mut from) = (true, is_as_nothing(&lower), 0);
    while let Some((at, mark)) = MARKS
        .iter()
        .filter_map(|mark| lower[from..].find(mark).map(|at| (from + at, *mark)))
        .min_by_key(|(at, mark)| (*at, usize::MAX - mark.len()))
    {
        let (start, before, behind) = (from, &lower[..at], &lower[at + mark.len()..]);
        from = at + mark.len();
        if let Some(word) = marked(description, &lower, start..at, behind) {
            is_told = true;
            if !found.contains(&word) {
                found.push(word);
            }
            continue;
        }
        let of_what = Some(behind).filter(|_| mark == "default").and_then(behind_measure);
        let behind = of_what.unwrap_or(behind);
        let is_by = mark == "by default";
        let is_other = BARE.contains(&mark) && NO_MARK.iter().any(|word| ends_with(before, word));
        if !is_by && of_what.is_none() && (is_other || ends_title(behind)) {
            // `the default project where none is given`
            is_told |= is_other && !ends_title(behind) && is_without(before);
            continue;
        }
        if is_conditional(before) {
            is_clear = false;
            continue;
        }
        let rest = behind.trim_start_matches(|c: char| c.is_whitespace() || "：:=为是,".contains(c));
        let rest = BETWEEN.iter().fold(rest, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
        let rest = rest.trim_start_matches(['：', ':', '为', '是', ' ']);
        // `默认按 createTime 排序`
        let by = rest.strip_prefix('按').map(str::trim_start);
        let rest = by.filter(|by| by.starts_with(|c: char| c.is_ascii_alphabetic())).unwrap_or(rest);
        let read = match mark {
            "by default" => before_it(&before[start..], &lower, own)
                .or_else(|| value(rest, &lower, own).filter(|read| *read != Read::Unclear)),
            _ => value(rest, &lower, own),
        };
        // What holds in one case is not what holds otherwise.
        let read = read.map(|read| if holds_sometimes(rest) { Read::Unclear } else { read });
        match read.or_else(|| meant(description, rest).map(Read::Value)) {
            Some(Read::Value(value)) if !found.contains(&value) => found.push(value),
            Some(Read::Value(_)) => {}
            Some(Read::Unclear) => is_clear = false,
            None => {
                is_told = true;
                let word = whole_word(description, &lower, rest).filter(|word| !words.contains(word));
                // What has nothing as its default has none.
                if word.as_deref().is_some_and(is_nothing) {
                    is_told = !words.is_empty();
                    continue;
                }
                words.extend(word.filter(|_| !is_by));
            }
        }
    }
    match (found.as_slice(), words.as_slice()) {
        ([one], []) | ([], [one]) if is_clear => Some(Default::Value(one.clone())),
        _ => (is_told || !is_clear || !found.is_empty()).then_some(Default::Words),
    }
}

/// What stands behind the name of the measure whose default is told: `default size is 20`.
fn behind_measure(behind: &str) -> Option<&str> {
    let (what, rest) = behind.strip_prefix(' ')?.split_once(" is ")?;
    ["size", "number", "length", "time", "period", "interval", "of this field", "of this parameter"]
        .contains(&what)
        .then_some(rest)
}

/// The default that a text is for a scalar; none where it can't be one.
pub(crate) fn of_scalar(text: &str, scalar: Scalar) -> Option<serde_json::Value> {
    match scalar {
        Scalar::Int => text.parse::<i64>().ok().map(Into::into),
        Scalar::Uint => text.parse::<u64>().ok().map(Into::into),
        Scalar::Float => text.parse::<f64>().ok().and_then(Number::from_f64).map(Into::into),
        Scalar::Bool => match text.to_lowercase().as_str() {
            "0" | "false" | "否" | "no" => Some(false.into()),
            "1" | "true" | "是" | "yes" => Some(true.into()),
            _ => None,
        },
        Scalar::String if text.chars().all(|c| !c.is_control()) && text.chars().count() <= 60 => {
            Some(text.into())
        }
        _ => None,
    }
}

/// Whether a text ends with a word.
fn ends_with(text: &str, word: &str) -> bool {
    let Some(before) = text.trim_end().strip_suffix(word) else { return false };
    // Chinese has no blanks between words, but where it has one, a sentence begins behind it.
    if word.is_ascii() {
        !before.ends_with(|c: char| c.is_ascii_alphanumeric())
    } else {
        text.ends_with(word)
    }
}

/// Words by which a case is that of no value.
const GIVEN: &[&str] = &[
    "不",
    "未",
    "没",
    "空",
    "无",
    "缺",
    "not",
    "no ",
    "empty",
    "omit",
    "blank",
    "unspecified",
    "without",
    "left",
];

/// Whether a sentence up to a mark speaks of one case among others: `if the protocol is http, ...`, but not `if it is not given, ...`.
fn is_conditional(before: &str) -> bool {
    const IF: &[&str] = &["如果", "若", "if "];
    let sentence = before.rsplit(['。', ';', '；', '\n', '>']).next().unwrap_or_default();
    let sentence = sentence.rsplit(". ").next().unwrap_or_default();
    let condition = IF
        .iter()
        .filter_map(|word| sentence.rfind(word).map(|at| &sentence[at..]))
        .min_by_key(|rest| rest.len());
    condition.is_some_and(|rest| {
        (!rest.contains('则') || rest.ends_with('则')) && !GIVEN.iter().any(|word| rest.contains(word))
    })
}

/// Whether a case follows a value: `0 when the table is chosen`, but not `0 when it is not given`.
fn holds_sometimes(rest: &str) -> bool {
    let value = rest.find(|c: char| !(c.is_alphanumeric() || "_-.".contains(c))).unwrap_or(rest.len());
    let value = rest[..value].trim_end_matches('.').len();
    let case = rest[value..].trim_start();
    let sentence = case.split(['.', ';', '\n']).next().unwrap_or_default();
    ["when ", "if "].iter().any(|word| case.starts_with(word))
        && !GIVEN.iter().any(|word| sentence.contains(word))
}

/// Whether a sentence up to a mark speaks of a parameter that is not given.
fn is_without(before: &str) -> bool {
    const WITHOUT: &[&str] = &["不填", "不传", "未填", "不指定", "not specified", "not passed", "left empty"];
    let clause = before.rsplit(['。', ';', '；', '\n', '>']).next().unwrap_or_default();
    let clause: String = clause.chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect();
    WITHOUT.iter().any(|word| clause.contains(word))
}

/// Whether a description names the value that says the same as none: `not given or 0`.
fn is_as_nothing(description: &str) -> bool {
    let behind = ["不填", "不传"].iter().flat_map(|word| description.split(word).skip(1));
    behind.into_iter().any(|rest| {
        let rest = rest.trim_start_matches(['，', ',']);
        let given = rest.strip_prefix("或者").or_else(|| rest.strip_prefix('或')).unwrap_or_default();
        let value = given.trim_start_matches(['传', '填', '为', ' ', '"', '“']);
        value.starts_with(|c: char| c.is_ascii_alphanumeric())
    })
}

/// Whether the mark is all that is said: `the default value`.
fn ends_title(behind: &str) -> bool {
    let behind = behind.trim();
    behind.is_empty() || behind == "." || behind.starts_with('。')
}

/// The value that a mark in parentheses stands behind: `0: off (default)`, `createTime (default)`.
fn marked(description: &str, lower: &str, between: std::ops::Range<usize>, behind: &str) -> Option<String> {
    let before = lower[..between.end].trim_end().strip_suffix(['(', '（', '[', '【'])?;
    behind.trim_start().strip_prefix([')', '）', ']', '】'])?;
    let start = between.start.min(before.len());
    let clause = before[start..].rsplit([';', '；', ',', '，', '。', '\n', '、', ')', '）']).next()?;
    let clause = clause.rsplit(". ").next()?;
    let clause_at = before.len() - clause.len();
    let key = match clause.find([':', '：', '=', '-']) {
        Some(end) => clause[..end].split_whitespace().last()?,
        None => clause.split_whitespace().last()?,
    };
    let at = clause_at + clause.find(key)?;
    let key = key.trim_matches(|c: char| "\"'“”‘’`".contains(c));
    let at = at + lower[at..].find(key)?;
    let is_value = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    let as_written = description.get(at..at + key.len()).filter(|_| description.len() == lower.len());
    is_value.then(|| as_written.unwrap_or(key).to_owned())
}

/// The value of which a description tells the meaning that a rest of it begins with: `1: on, 2: off; default: off`.
fn meant(description: &str, rest: &str) -> Option<String> {
    let phrase = rest.split(['，', '。', '；', '、', ',', ';', ')', '）', '\n', '.']).next()?;
    let plain = |text: &str| {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    let phrase = plain(phrase);
    let values = values(description);
    let mut same = values.iter().filter(|value| plain(&value.meaning) == phrase);
    same.next().filter(|_| same.next().is_none() && !phrase.is_empty()).map(|value| value.wire.clone())
}

/// What stands in the place of a default.
#[derive(Debug, PartialEq, Eq)]
enum Read {
    Value(String),
    /// A number that is none: it begins a range or a sentence, or counts something else than the field.
    Unclear,
}

/// The number that a text begins with.
fn value(text: &str, description: &str, own: Option<Unit>) -> Option<Read> {
    let text = text.trim_start_matches(|c: char| "\"'“”‘’`".contains(c));
    let word: String = text.chars().take_while(|c| c.is_ascii_alphanumeric() || "_-.".contains(*c)).collect();
    let word = word.trim_end_matches(['.', '-']);
    let is_part = |c: &char| c.is_ascii_digit() || ".-".contains(*c);
    let number: String = text.chars().take_while(is_part).collect();
    let number = number.trim_end_matches(['.', '-']);
    if !(is_int(number) || (number.parse::<f64>().is_ok() && number.contains('.'))) {
        return None;
    }
    let after = text[number.len()..].trim_start_matches(|c: char| c == ' ' || "\"'”’`".contains(c));
    let continues = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    let is_range = after.starts_with(['~', '～', '%', '/', '—', '至', '到', ':'])
        || after.strip_prefix(['-', '–']).is_some_and(|rest| continues(rest.trim_start()))
        || after.strip_prefix([',', '，']).is_some_and(continues);
    if is_range || is_elsewhere(after) {
        return Some(Read::Unclear);
    }
    let value = |text: &str| Some(Read::Value(text.to_owned()));
    match Unit::at(after) {
        Some(unit) => Some(unit.counted(number, own).map_or(Read::Unclear, Read::Value)),
        None if is_told_unit(after, description) => value(number),
        // Such as `3des-cbc`.
        None if word.len() > number.len() => None,
        None if is_other_unit(after, "") || goes_on(after) => Some(Read::Unclear),
        None => value(number),
    }
}

/// Whether what stands behind a number puts it before or after something: `5 minutes before the end`.
fn is_elsewhere(after: &str) -> bool {
    let sentence = after.split(". ").next().unwrap_or_default();
    let words = sentence.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let start: String = after.chars().take(5).collect();
    words.take(3).any(|word| ["prior", "before", "after", "ago", "later", "from"].contains(&word))
        || start.contains(['前', '后'])
}

/// Whether a number has the unit that the description gives to its field: `unit: Mbps`, and `100 Mbps`.
fn is_told_unit(after: &str, description: &str) -> bool {
    let letters = |text: &str| {
        let text = text.trim_start_matches(|c: char| c.is_whitespace() || "：:为是".contains(c));
        text.chars().take_while(char::is_ascii_alphabetic).collect::<String>()
    };
    let unit = letters(after);
    let told = ["单位", "unit is", "unit:", "unit："].iter().filter_map(|mark| {
        let at = description.find(mark)?;
        Some(letters(&description[at + mark.len()..]))
    });
    !unit.is_empty() && told.into_iter().any(|told| told == unit || told == format!("{unit}b"))
}

/// The default before `by default`: `0 by default`, `which is 100 Mbps by default`, `20 items are returned by default`.
fn before_it(before: &str, description: &str, own: Option<Unit>) -> Option<Read> {
    let ends = [',', ';', '.', '。', '，', '；', '(', '（', ':', '：', '\n', '>'];
    let clause = before.trim_end().rsplit(ends).next()?.trim_start();
    let leads = ["which is ", "it is ", "the value is ", "is ", "set to ", "value is ", "and "];
    let clause = leads.iter().fold(clause, |clause, word| clause.strip_prefix(word).unwrap_or(clause));
    let digits = clause.find(|c: char| !(c.is_ascii_digit() || c == '-')).unwrap_or(clause.len());
    let rest: Vec<&str> = clause[digits..].split_whitespace().collect();
    let is_all = match rest.as_slice() {
        [] | [_] => true,
        ["will", "be", done] | [_, "will", "be", done] => done.ends_with("ed"),
        [_, "is" | "are", done] => ["returned", "displayed", "shown", "listed", "used"].contains(done),
        _ => false,
    };
    if is_all { value(clause, description, own) } else { None }
}

/// The word that a rest of a description in lower case begins with, as it is written there, when a sentence does not go on behind it.
fn whole_word(description: &str, lower: &str, rest: &str) -> Option<String> {
    let rest = rest.trim_start_matches(|c: char| "\"'“”‘’`".contains(c));
    let word: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "_-.".contains(*c)).collect();
    let word = word.trim_end_matches(['.', '-']);
    if !word.contains(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let start = lower.len() - rest.len();
    let behind = &rest[word.len()..];
    let is_all = behind.is_empty()
        || behind.starts_with(|c: char| "，。；、,;)）\n\"'“”’`".contains(c))
        || behind.starts_with(". ")
        || behind.trim_start().starts_with("排序")
        || behind == ".";
    // Lower case may have another length than the description.
    let as_written = description.get(start..start + word.len()).filter(|_| description.len() == lower.len());
    is_all.then(|| as_written.unwrap_or(word).to_owned())
}

/// Chinese characters that may stand behind a number that is all there is: what is counted, and what begins another part of the sentence.
const COUNTED: &str = "篇组行套个天秒分小元条次位月年台块种类时日页项张份毫微兆或即且表代为并";

/// Whether a sentence goes on behind a number.
fn goes_on(after: &str) -> bool {
    const ANOTHER: &[&str] = &["最大", "最小", "最多", "最少", "上限", "范围", "取值", "可选", "单位"];
    let is_another = ANOTHER.iter().any(|word| after.starts_with(word));
    !is_another && after.starts_with(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) && !COUNTED.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_read_in_each_language_up_to_the_end_of_a_sentence() {
        let cases = [
            ("有効期間、単位は秒、デフォルトは1800秒", Some("1800")),
            ("페이지 번호. 기본값은 1이며", Some("1")),
            ("Default is 30. Starting from offset, as many are shown", Some("30")),
            ("Default is 30 from the first", None),
            ("Default is 0 when the lid is on", None),
            ("Default is 0 if it is not given", Some("0")),
            ("The default is 0. If you choose one, say so", Some("0")),
            ("时间单位，默认为”m“", Some("m")),
            ("The default size is 20. It can't be less", Some("20")),
            ("If not given, the default of this field is 11 (a box).", Some("11")),
            ("Size (in GB). The default size is 20 GB.", None),
            ("Linux: the default size is 20. Others: the default size is 50.", None),
        ];
        for (text, expected) in cases {
            let expected = expected.map_or(Default::Words, |text| Default::Value(text.to_owned()));
            assert_eq!(default(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_default_is_taken_when_there_is_one_and_told_of_otherwise() {
        const TOLD: &str = "in words";
        let cases = [
            ("默认值为20，最大值100", "20"),
            ("默认为 0", "0"),
            ("Default: 20, maximum: 50", "20"),
            ("Default value is 1", "1"),
            ("The default is 3", "3"),
            ("默认取值：FALSE。", "FALSE"),
            ("0表示默认项目", "none"),
            ("默认20，或默认为30", TOLD),
            ("默认全部", TOLD),
            ("默认: 100Mbps", "100Mbps"),
            ("默认按 createTime 排序。", "createTime"),
            ("默认按时间排序", TOLD),
            ("默认按时间升序，0：按时间升序 1：按时间降序", "0"),
            ("Bandwidth (unit: Mbps), which is 100 Mbps by default", "100"),
            ("单位 GB，默认20G", "20"),
            ("默认为3des-cbc，更多", "3des-cbc"),
            ("Default is 5 minutes prior to `end`", TOLD),
            ("默认为1天前", TOLD),
            ("1: one; 0: none of them (default).", "0"),
            ("0：借贷（默认值） 1：支付", "0"),
            ("Sorted by `createTime` (default) or name", "createTime"),
            ("1:本地盘、2:云硬盘，默认为本地盘。", "1"),
            ("0：不开通，1：开通。默认开通。", "1"),
            ("按时间排序 默认ASC。", "ASC"),
            ("参数默认值。", "none"),
            ("0 is that of the default project", "none"),
            ("-1 will be used by default", "-1"),
            ("by default, a", TOLD),
            ("默认345600 秒", "345600"),
            ("默认302跟随为关闭状态", TOLD),
            ("以秒为单位，默认4天", "345600"),
            ("默认 1,000", TOLD),
            ("默认1-5", TOLD),
            ("默认为 tcp，可以是 udp", "tcp"),
            ("Default: UTF-8.", "UTF-8"),
            ("by default the first one", TOLD),
            ("Default value is the time of the call", TOLD),
            ("How many to return, 20 by default", "20"),
            ("Project ID; 0 by default; found on a page", "0"),
            ("How many; it defaults to 20", "20"),
            ("Kind (\"enable\" by default)", TOLD),
            ("By default, 20 items are returned", "20"),
            ("Page size. 20 items are returned by default.", "20"),
            ("Everything is returned by default.", TOLD),
            ("How long it is valid, in seconds; default: 1 hour", "3600"),
            ("How long it is valid (unit: minutes), 1 hour by default", "60"),
            ("有效期（秒），默认1小时", "3600"),
            ("How long it is valid; default: 1 hour", "1"),
            ("Valid for some time. Default: 90 seconds; at most 1 day", TOLD),
            ("Unit: days. Default: 1 hour", TOLD),
            ("默认3个月", "3"),
            ("指定最大篇数，默认300篇", "300"),
            ("Whether this is the default route", "none"),
            ("是否默认VPC", "none"),
            ("如果协议为http，默认值是JSON。", TOLD),
            ("如果不填，默认为20", "20"),
            ("若未指定该参数，则默认为 a", "a"),
            ("如果图片被遮挡则返回告警，默认false。", "false"),
            ("if it is not given, the default is 5", "5"),
            ("默认Online；闲时任务默认3天内完成", TOLD),
            ("nothing of it", "none"),
            ("分组，默认为 null", "none"),
            ("Group. Default: \"NULL\".", "none"),
            ("默认为20 最大100", "20"),
            ("Call-back switch. Says whether it answers. 0: No (default), 1: Yes", "0"),
            ("项目，不填为默认项目。", TOLD),
            ("'All' 表示全部，默认取 'All'", "All"),
        ];
        for (text, expected) in cases {
            let read = match default(text) {
                Some(Default::Value(value)) => value,
                Some(Default::Words) => TOLD.to_owned(),
                None => "none".to_owned(),
            };
            assert_eq!(read, expected, "{text}");
        }
    }
}
