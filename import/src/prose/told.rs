//! Whether sentences tell values, be it in a way that is not read as a list of them: a person is told so then.

use std::ops::Range;

use super::bare::{EXAMPLES, IsName, NO_VALUES, are_listed, is_coded, is_part, words};
use super::is_int;
use super::marks::DEFAULTS;
use super::numbers::begins_with_range;
use super::values::has_keys;

/// Words behind which values follow, whatever they are.
const ANNOUNCED: &[&str] = &[
    "可选值",
    "可选的值",
    "可选项",
    "枚举值",
    "可取值",
    "可能值",
    "可能返回",
    "有效值",
    "取值：",
    "取值:",
    "取值有",
    "取值为",
    "取值包括",
    "取值范围",
    "值包括",
    "值为：",
    "值为:",
    "目前有",
    "支持的类型",
    "available value",
    "valid value",
    "possible value",
    "optional value",
    "allowed value",
    "supported value",
    "enumerated value",
    "returned value",
    "value range",
    "value can be",
    "values:",
    "supported:",
    "support field:",
    "values are available",
    "options:",
    "option:",
];

/// Words right before a value that is the only one, or one of few.
const ONLY: &[&str] = &[
    "仅支持",
    "只支持",
    "只能支持",
    "暂支持",
    "仅限",
    "固定为",
    "固定是",
    "固定值",
    "固定值为",
    "固定填",
    "固定填写",
    "固定传",
    "恒为",
    "必须填",
    "必须填写",
    "必须为",
    "必须是",
    "必须传",
    "只能填",
    "只能填写",
    "只能为",
    "只能是",
    "只能传",
    "请填",
    "请填写",
    "请传",
    "请传入",
    "目前只有",
    "当前只有",
    "此处为",
    "此处填",
    ", 值为",
    "，值为",
    "可填",
    "可为",
    "可传",
    "取值",
    "取值为",
    "置为",
    "设为",
    "设置为",
    "填写为",
    "名为",
    "supports only",
    "only supports",
    "only support",
    "only be",
    "fixed to",
    "fixed as",
    "fixed at",
    "fixed value",
    "fixed value is",
    "value is fixed to",
    "set to",
    "set it to",
    "must be",
    "the value is",
    "value:",
    "enter",
    "pass",
];

/// Words right before a value of which the meaning follows.
const CASE: &[&str] =
    &["为", "是", "等于", "传", "填", "传入", "填写", "=", "is", "equals", "equal to", "to"];
/// Words right behind a value that begin its meaning, or what holds for it.
const MEANT: &[&str] = &["表示", "代表", "则", "时", "指", "means", "indicates", "represents", "refers to"];

/// Whether a description tells values, be it in a way that is not read as a list of them.
pub(crate) fn are_told(description: &str, is_name: IsName<'_>) -> bool {
    let text: String = description.chars().take(4000).collect();
    if has_keys(&text)
        || is_announced(&text)
        || are_listed(&text, is_name)
        || text.contains("分别表示")
        || text.contains("分别代表")
    {
        return true;
    }
    let is_data = text.contains('{');
    words(&text).any(|at| is_told(&text, at, is_name))
        || (!is_data && quoted(&text).any(|at| is_value_in_quotes(&text, at, is_name)))
}

/// The values that stand in quotes, where others of a list do.
pub(crate) fn quoted_values<'t>(description: &'t str, is_name: IsName<'_>) -> Vec<&'t str> {
    let found = quoted(description).filter(|at| is_value_in_quotes(description, at.clone(), is_name));
    found.map(|at| &description[at]).collect()
}

/// Whether words say that values follow, and one does that is no end of a range.
fn is_announced(text: &str) -> bool {
    let lower = text.to_lowercase();
    ANNOUNCED.iter().filter_map(|mark| lower.split_once(mark)).any(|(before, rest)| {
        if before.ends_with("默认") {
            return false;
        }
        let is_between = |c: char| c.is_whitespace() || "：:为有是包括含的值s\"'“‘`[【(（".contains(c);
        let all = rest;
        let rest = rest.trim_start_matches(is_between);
        let verbs = ["are ", "is ", "include ", "include: ", "of "];
        let rest = verbs.iter().fold(rest, |rest, verb| rest.strip_prefix(verb).unwrap_or(rest));
        let is_number = rest.starts_with(|c: char| c.is_ascii_digit());
        let is_other = |c: char| if is_number { !c.is_ascii_digit() } else { !is_part(c) };
        let word = rest.find(is_other).unwrap_or(rest.len());
        let behind = rest[word..].trim_start();
        let is_range = begins_with_range(all, all.len() - rest.len());
        word > 0
            && !is_range
            && (behind.starts_with([',', '，', '、']) || !NO_VALUES.contains(&&rest[..word]))
    })
}

/// Whether what stands around a word says that it is a value.
fn is_told(text: &str, at: Range<usize>, is_name: IsName<'_>) -> bool {
    let word = &text[at.clone()];
    let lead = text[..at.start].trim_end_matches(|c: char| c.is_whitespace() || QUOTES.contains(&c));
    let lead = lead.trim_end_matches(['[', '【', '(', '（', '：', ':', ' ']).to_lowercase();
    let behind = text[at.end..].trim_start_matches(|c: char| c.is_whitespace() || QUOTES.contains(&c));
    let is_number = is_int(word);
    let counts = |c: char| "个字位倍次台条秒分小天月年%-~～–—.至到/".contains(c);
    let is_only =
        ["只能填写", "只能填", "只能为", "只能是", "固定为"].iter().any(|mark| lead.ends_with(mark));
    if (is_number && !is_only && behind.starts_with(counts))
        || NO_VALUES.contains(&word.to_lowercase().as_str())
    {
        return false;
    }
    let is_range = |text: &str| {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        text.split_once('-').is_some_and(|(low, high)| digits(low) && digits(high))
    };
    let before = text[..at.start].chars().next_back().map_or(0, char::len_utf8);
    if is_range(word) || begins_with_range(&text[at.start - before..], before) {
        return false;
    }
    if is_number && DEFAULTS.iter().any(|mark| lead.ends_with(mark)) {
        return false;
    }
    let clause = lead.rsplit(['。', '；', ';', '，', ',', '\n']).next().unwrap_or_default();
    let clause = clause.rsplit(". ").next().filter(|clause| !clause.ends_with('.')).unwrap_or_default();
    let shown = clause.replace("如果", ""); // `if`, and not `such as`
    if EXAMPLES.iter().any(|mark| shown.contains(mark.trim_start_matches('，'))) {
        return false;
    }
    let is_coded = is_coded(word) || text[..at.start].ends_with(QUOTES);
    let ends = |marks: &[&str]| {
        marks.iter().any(|mark| {
            let before = lead.strip_suffix(mark);
            before.is_some_and(|before| {
                !mark.is_ascii() || !before.ends_with(|c: char| c.is_ascii_alphanumeric())
            })
        })
    };
    let is_chinese = lead.ends_with(|c: char| !c.is_ascii());
    if ends(ONLY) && (is_coded || (is_chinese && !is_name(word))) {
        return true;
    }
    let is_only = lead.ends_with("only") || lead.ends_with("supports") || lead.ends_with("支持");
    let behind = behind.strip_prefix("(default)").map_or(behind, str::trim_start);
    let joints = [",", "，", "、", "/", "和", "或", "与", "and ", "or "];
    let is_list = joints.iter().any(|joint| behind.starts_with(joint));
    let rest = behind.split(". ").next().unwrap_or_default();
    if lead.ends_with("支持") && begins_list(&text[at.start..]) && !is_name(word) {
        return true;
    }
    if is_list && is_coded && !lead.ends_with("both") && rest.contains("supported") {
        return true;
    }
    if is_only && is_coded && (is_list || behind.starts_with("is ") || behind.starts_with("are ")) {
        return true;
    }
    // What holds for a value of another field says nothing of this one.
    let is_of_other = words(clause).any(|at| is_name(&clause[at]));
    let is_ended = behind.is_empty() || behind.starts_with([',', '，', '。', ';', '；', '、', ')', '）']);
    let is_limited = ends(&["为", "是"]) && ["只支持", "仅支持"].iter().any(|word| clause.contains(word));
    let is_case =
        is_ended && (is_limited || ends(&["this value is", "the value is", "该值为", "其值为", "值是"]));
    let behind = behind.trim_start_matches([',', '，', ' ']);
    let is_meant = MEANT.iter().any(|mark| behind.starts_with(mark));
    // A word in capitals that begins a sentence, behind another one.
    let is_subject = ["means", "indicates", "represents"].iter().any(|mark| behind.starts_with(mark))
        && word.len() > 3
        && word.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')
        && text[..at.start].trim_end().ends_with(['.', ',', ';']);
    // The number of an item: `n` in a name of the list.
    let is_index = ends(&["n填", "n 填", "n为", "n 为"]);
    let is_given = is_number && !is_index && (ends(&["传", "填", "传入", "填写"]) || is_case);
    !is_of_other && (is_given || is_subject || (is_meant && (is_number || ends(CASE))))
}

/// Whether a text begins with three words or more, with nothing but blanks or commas of lists between them.
fn begins_list(text: &str) -> bool {
    let list = text.split(|c| !(is_part(c) || " 、".contains(c))).next().unwrap_or_default();
    let words: Vec<&str> = list.split([' ', '、']).filter(|word| !word.is_empty()).collect();
    words.len() > 2 && words.iter().all(|word| word.len() > 1 && !NO_VALUES.contains(word))
}

/// Words beside quotes that enclose the name of something.
const OF_PAGES: &[&str] = &["api", "接口", "页面", "文档", "参数", "字段", "field", "parameter", "page"];

/// Whether what stands in quotes is a value, and neither a name nor an example.
fn is_value_in_quotes(text: &str, at: Range<usize>, is_name: IsName<'_>) -> bool {
    let word = &text[at.clone()];
    let is_word = word.split(' ').count() <= 3
        && word.len() <= 40
        && word.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
        && word.contains(|c: char| c.is_ascii_alphanumeric())
        && (word.matches('.').count() < 3 || word.contains(|c: char| c.is_ascii_alphabetic()))
        && word.chars().all(|c| is_part(c) || c == ' ');
    let lead = text[..at.start].to_lowercase();
    let sentence = lead.rsplit(['。', '；', ';', '\n']).next().unwrap_or_default();
    // What holds for a value of another field says nothing of this one.
    let start = text[..at.start].rfind(['。', '；', ';', '，', ',', '\n']).map_or(0, |at| at + 1);
    let clause = text.get(start..at.start).unwrap_or_default();
    let behind = text[at.end..].trim_start_matches(QUOTES).trim_start().to_lowercase();
    let is_called = OF_PAGES.iter().any(|mark| {
        behind.starts_with(mark) || sentence.trim_end_matches(|c: char| !c.is_alphanumeric()).ends_with(mark)
    });
    is_word
        && !is_called
        && !is_name(word)
        && !words(clause).any(|at| is_name(&clause[at]))
        && !word.contains("xx")
        && !sentence.trim_end_matches(QUOTES).trim_end().ends_with("without")
        && !EXAMPLES.iter().any(|mark| sentence.contains(mark))
}

const QUOTES: &[char] = &['"', '\'', '“', '”', '‘', '’', '`', '「', '」'];

/// What stands in quotes, each pair of which encloses a word or a few.
fn quoted(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let (open, mark) = text[from..].char_indices().find(|(_, c)| QUOTES.contains(c))?;
            let start = from + open + mark.len_utf8();
            let close = match mark {
                '“' | '”' => ['”', '“'],
                '‘' | '’' => ['’', '‘'],
                '「' | '」' => ['」', '」'],
                other => [other, other],
            };
            // An apostrophe stands behind a letter.
            let is_apostrophe =
                mark == '\'' && text[..from + open].ends_with(|c: char| c.is_ascii_alphabetic());
            from = start;
            let Some(length) = text[start..].find(close).filter(|_| !is_apostrophe) else { continue };
            let end = start + length;
            from = end + text[end..].chars().next().map_or(0, char::len_utf8);
            return Some(start..end);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_of_in_whatever_words() {
        let cases = [
            ("付费方式，目前只支持 prepaid", true),
            ("The value is `prepaid`.", true),
            ("Only TCP is supported.", true),
            ("Only PATH, QUERY and HEADER are supported.", true),
            ("证书类型，固定填写 1", true),
            ("必须填newbox，表示新的", true),
            ("为 TRUE，表示打开；为 FALSE，表示关闭。", true),
            ("传1 拉取全部", true),
            ("0 表示不限", true),
            ("\"a\", \"b\" and \"c\" represent three things", true),
            ("共 a_1、b_1 两种，分别表示甲和乙", true),
            ("只支持“Standard Edition”", true),
            ("目前支持 UDP、TCP、ICMP 等", true),
            ("Possible returned values include: 0-Off", true),
            ("名称，如 \"abc\"", false),
            ("see the API \"ListBoxes\"", false),
            ("可从字段 \"boxId\" 得到", false),
            ("the user's own box, and another's", false),
            ("kind 为 1 时必填", false),
            ("at the user's request", false),
            ("取值范围：1-36", false),
            ("方向，目前只有inner。", true),
            ("目前只支持 V4, 值为4。", true),
            ("最多 16 个", false),
            ("必须是 16 的倍数", true),
            ("支持模糊查询", false),
            ("支持square round oval。", true),
            ("形状，支持square、round、oval等", true),
            ("the ID of the box, which must be unique", false),
            ("支持 IP 或 CIDR", false),
            ("是否打开，关闭为0，开启为1", true),
            ("需要为 V1_0, V1_1, V2 之一", true),
            ("层数，暂时只支持层数为1、2", true),
            ("若还没有完成，该值为0。", true),
            ("种类，值为：a,b,c", true),
            ("种类，值包括：\n10-一种", true),
            ("Which kind. CUSTOM means any of one's own.", true),
            ("TTL indicates for how long", false),
            ("1 为开，其他为关", true),
            ("http, ping, tcp 之一", true),
            ("boxId 是其中之一", false),
            ("wood对应木，iron对应铁", true),
            ("状态，normal：正常。", true),
            ("大小，单位：GB", false),
            ("Sorting field (size, time or name)", true),
            ("What to do.\nKeep (leave it there)\nDrop (take it away).", true),
            ("the size (in GB)", false),
            ("默认为 20，最大值为 100", false),
            ("默认值为20，最大为100", false),
            ("X：表示必填，OPTIONAL：表示可选", true),
            ("名称，取值：1-25个中文", false),
            ("It can be retried if this value is 1, otherwise it can't", true),
            ("For the first version, input \"2017-03-12\".", true),
            ("Boxes of KIND_A and KIND_B are supported", true),
            ("支持 KIND_A 和 KIND_B", true),
            ("If kind is \"all\", this is empty", false),
            ("It says of which kind it is. The value 0 indicates none and 1 all.", true),
            ("默认值：3，表示三次", false),
            ("名单：\"list\": [\"1.1.1.1\"]", false),
            ("\"flux\"：表示按流量", true),
            ("值的范围：2-10", false),
            ("取值范围：[1，100]。默认取值：1。", false),
            ("取值：[1, 2]", false),
            ("Sorting by madeAt (default) and growsIn is supported", true),
            ("Container format: mp4, flv, hls.", true),
            ("Its form: a circle, or a square", false),
            ("Names: see the page, and the list, there", false),
            ("Default is 20, and valid value range is [1,100]", false),
        ];
        let is_name = |word: &str| ["kind", "boxId", "list"].contains(&word);
        for (text, expected) in cases {
            assert_eq!(are_told(text, &is_name), expected, "{text}");
        }
    }

    #[test]
    fn values_are_told_of_by_where_they_stand_in_a_sentence() {
        let cases = [
            ("此时如果该值为1表示可以再试", true),
            ("系统名。wood7.2x 或者 iron16.04 LTS，都用它", true),
            ("盒子，boxId 或 lidId", false),
            ("Both boxId and unBoxId are supported.", false),
            ("盒子的状态，normal：正常。", true),
            ("周期目前只能填写300秒", true),
            (
                "Only two values are available: PayHour indicating by hours and PayDay indicating by days",
                true,
            ),
            ("是否已好 0.没好 1.好了 2.过了很久才好", true),
            ("是否送出 0 送出 非0，没送出", true),
            ("1.必须以小写字母开头 2.不能有空格", false),
            ("放的方式：box_hash、wrr。默认值wrr。", true),
            ("用的字段：boxId、lidId", false),
            ("方式：1 in 2 out 3 inout", true),
            ("打开盒子。打开：1，不打开：0。", true),
            ("默认值：20，最大值：100", false),
            ("是否打开：0，不需要；1，需要", true),
            ("每页10，共20", false),
            ("取盒子的方式，Percent 为按百分比，Time 为按时间。", true),
            ("kind 为空时无效，boxId 为空时也无效", false),
            ("Which kind. Possible returned value: 10 - a box", true),
            ("哪一种，此处为4（大的）", true),
            ("盒子，n为一个整数，第一个盒子n填1", false),
            ("By what it is sorted. Support field: size", true),
        ];
        let is_name = |word: &str| ["kind", "boxId", "lidId"].contains(&word);
        for (text, expected) in cases {
            assert_eq!(are_told(text, &is_name), expected, "{text}");
        }
    }

    #[test]
    fn values_in_quotes_are_found_with_the_blanks_in_them() {
        let is_name = |word: &str| word == "kind";
        let cases = [("\"a b\"、“c” 或 'd'", "a b|c|d"), ("the box's \"kind\"", ""), ("`x`, e.g. `y`", "x")];
        for (text, expected) in cases {
            assert_eq!(quoted_values(text, &is_name).join("|"), expected, "{text}");
        }
    }
}
