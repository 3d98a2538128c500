//! Lists of values that no word announces: in brackets, behind a colon, between slashes, a number before each meaning, or one of two words.

use std::ops::Range;

use super::is_int;

/// Names of things that a page has, which are no values where they stand in a sentence.
pub(crate) type IsName<'n> = &'n dyn Fn(&str) -> bool;

/// Words of a sentence that shows an example, or the form of a text.
pub(super) const EXAMPLES: &[&str] = &[
    "例如",
    "比如",
    "譬如",
    "示例",
    "样例",
    "举例",
    "形如",
    "类似",
    "格式",
    "，如",
    "（如",
    "(如",
    "如：",
    "如:",
    "如 ",
    "如`",
    "如“",
    "such as",
    "e.g",
    "eg.",
    "for example",
    "for instance",
    "format",
    " like ",
];

/// Words that are no values.
pub(super) const NO_VALUES: &[&str] = &[
    "ip", "ips", "id", "ids", "cidr", "json", "ascii", "unix", "url", "utf", "byte", "api", "md5", "base64",
    "the", "a", "an", "please", "see", "refer", "null", "none", "cvm", "clb", "vpc", "uin", "n", "mb", "gb",
    "range", "ranges",
];

/// Whether a description has such a list.
pub(super) fn are_listed(text: &str, is_name: IsName<'_>) -> bool {
    is_bare_list(text)
        || are_in_brackets(text)
        || are_numbered(text)
        || are_between_slashes(text, is_name)
        || are_assigned(text)
        || is_one_apart(text)
        || are_behind_commas(text)
        || are_behind_blanks(text)
        || are_behind_a_colon(text, is_name)
        || is_one_of_two(text, is_name)
        || is_alone_with_its_meaning(text, is_name)
        || are_called(text, is_name)
}

/// Whether a character may stand in a value.
pub(super) fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-.".contains(c)
}

/// Whether a description ends in a list of words behind a colon, and says nothing else: `Format: a, b, c.`
fn is_bare_list(text: &str) -> bool {
    let Some((what, list)) = text.trim().split_once([':', '：']) else { return false };
    let parts: Vec<&str> =
        list.trim().trim_end_matches(['.', '。']).split([',', '，', '、']).map(str::trim).collect();
    let is_word = |part: &&str| !part.is_empty() && part.len() <= 24 && part.chars().all(is_part);
    let lower = what.to_lowercase();
    parts.len() >= 3
        && parts.iter().all(is_word)
        && !what.contains(['.', '。', ',', '，', '\n'])
        && !["such as", "e.g", "like", "如"].iter().any(|mark| lower.trim_end().ends_with(mark))
}

/// Whether a list of words stands in brackets, of which one is to be taken: `sorting field (name, size or time)`; or several lines have a word
/// each, with its meaning in brackets.
fn are_in_brackets(text: &str) -> bool {
    let is_key = |line: &str| {
        let (word, meaning) = line.split_once(['(', '（']).unwrap_or_default();
        let word = word.trim_end();
        word.len() > 1 && word.chars().all(is_part) && !NO_VALUES.contains(&word) && !meaning.is_empty()
    };
    if text.lines().filter(|line| is_key(line.trim())).count() > 1 {
        return true;
    }
    let inner = text.split('(').skip(1).filter_map(|rest| rest.split_once(')'));
    inner.into_iter().any(|(list, _)| {
        let list = list.replace(" or ", ",");
        let mut parts = list.split([',', '、', '或']).map(str::trim).filter(|part| !part.is_empty());
        let is_value = |part: &str| part.len() > 1 && part.chars().all(is_part) && !NO_VALUES.contains(&part);
        list.matches(',').count() > 1 && parts.all(is_value)
    })
}

/// Whether several parts of the sentences begin with a number and go on with what it means: `1 by hand, 2 by a machine`.
fn are_numbered(text: &str) -> bool {
    const COUNTED: &[&str] =
        &["second", "minute", "hour", "day", "month", "year", "character", "item", "byte"];
    let number = |clause: &str| {
        let start = clause.find(|c: char| c.is_ascii_digit())?;
        let (lead, clause) = clause.split_at(start);
        let end = clause.find(|c: char| !c.is_ascii_digit())?;
        // `2.open，3.closed` in Chinese; what is longer is a rule.
        let is_short = |rest: &&str| !rest.starts_with(|c: char| c.is_ascii()) && rest.chars().count() <= 12;
        let dotted = clause[end..].strip_prefix('.').filter(is_short);
        let meaning = clause[end..].strip_prefix(' ').or(dotted)?.trim_start();
        let is_meaning = meaning.starts_with(char::is_alphabetic)
            && !meaning.starts_with(|c| "个字位倍次台条秒分小天月年时至到以".contains(c))
            && !COUNTED.iter().any(|word| meaning.starts_with(word));
        // What announces the list stands before its first number.
        let is_first = lead.ends_with(' ') && lead.trim_end().ends_with(|c: char| !c.is_ascii());
        let number = clause[..end].parse::<u16>().ok()?;
        let is_begun = lead.trim().is_empty();
        (is_meaning && (is_begun || is_first)).then_some((number, is_begun))
    };
    let clauses = text.split([',', '，', ';', '；', '。', '、', ':', '：', '(', '（', '\n']);
    let mut numbers: Vec<(u16, bool)> = clauses.filter_map(number).collect();
    let is_list = numbers.iter().skip(1).all(|(_, is_begun)| *is_begun);
    numbers.sort_unstable();
    numbers.dedup_by_key(|(number, _)| *number);
    // `1 by hand`, and nothing else.
    let is_one = numbers.len() == 1 && text.starts_with(|c: char| c.is_ascii_digit()) && text.len() <= 30;
    is_list && (numbers.len() > 1 || is_one)
}

/// Whether words that are written alike stand between slashes, of which one is to be taken: `protocol: TCP/UDP`.
fn are_between_slashes(text: &str, is_name: IsName<'_>) -> bool {
    const NO_LISTS: &[&str] = &[
        "and",
        "application",
        "image",
        "video",
        "audio",
        "text",
        "times",
        "second",
        "minute",
        "hour",
        "day",
        "month",
        "yyyy",
        "mm",
        "dd",
    ];
    let text = text.replace(" / ", "/").replace("\\/", "/");
    let is_run = |c: char| is_part(c) || c == '/';
    let mut from = 0;
    while let Some(at) = text[from..].find(is_run) {
        let start = from + at;
        let end = start + text[start..].find(|c| !is_run(c)).unwrap_or(text.len() - start);
        from = end;
        let words: Vec<&str> = text[start..end].trim_end_matches('.').split('/').collect();
        let has = |test: fn(&u8) -> bool| words.iter().any(|word| word.bytes().any(|b| test(&b)));
        let is_value = |word: &&str| {
            let lower = word.to_lowercase();
            word.len() > 1
                && word.starts_with(|c: char| c.is_ascii_alphabetic())
                && !is_int(word)
                && !NO_VALUES.contains(&lower.as_str())
                && !NO_LISTS.contains(&lower.as_str())
                && !is_name(word)
        };
        let before = text[..start].trim_end();
        let behind = text[end..].trim_start();
        let is_begun =
            before.is_empty() || before.ends_with(|c: char| !c.is_ascii() || ":(,;.\n".contains(c));
        let is_ended =
            behind.is_empty() || behind.starts_with([',', '，', '。', ';', '；', ')', '）', '.', '\n']);
        let clause = before.rsplit(['。', '；', ';', '\n']).next().unwrap_or_default().to_lowercase();
        let is_form = |mark: &&&str| **mark == "format" || **mark == "格式";
        let mut examples = EXAMPLES.iter().filter(|mark| !is_form(mark));
        let is_shown = examples.any(|mark| clause.contains(mark.trim_start_matches('，')));
        let is_alike = !(has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase));
        if words.len() > 1
            && words.iter().all(is_value)
            && (is_begun || !has(u8::is_ascii_lowercase))
            && (is_ended || words.len() > 2)
            && (is_alike || words.len() > 2)
            && !is_shown
        {
            return true;
        }
    }
    false
}

/// Whether several words are given a number each, or one of a list is to be taken: `off is 0, on is 1` in Chinese, `a、b 之一`.
fn are_assigned(text: &str) -> bool {
    let is_assigned = |at: &Range<usize>| {
        let behind = text[at.end..].trim_start();
        let lead = text[..at.start].trim_end().strip_suffix(['为', '：']).unwrap_or_default();
        at.len() == 1
            && is_int(&text[at.clone()])
            && lead.ends_with(|c: char| !c.is_ascii() && !"值认大小多少".contains(c))
            && (behind.is_empty() || behind.starts_with([',', '，', '。', ';', '；']))
    };
    let is_one_of = |at: Range<usize>| {
        let is_last = text[..at.start].trim_end().ends_with([',', '，', '、']);
        (is_last || is_coded(&text[at.clone()])) && text[at.end..].trim_start().starts_with("之一")
    };
    words(text).filter(is_assigned).count() > 1 || words(text).any(is_one_of)
}

/// Whether several numbers have their meanings behind a comma: `0, needless; 1, needed` in Chinese.
fn are_behind_commas(text: &str) -> bool {
    let is_meant = |part: &&str| {
        let part = part.trim_start();
        let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        let meaning = part[digits..].strip_prefix(['，', ',']).unwrap_or_default();
        digits > 0 && meaning.trim_start().starts_with(|c: char| !c.is_ascii() && c.is_alphanumeric())
    };
    text.split(['；', ';', '：', '\n']).filter(is_meant).count() > 1
}

/// Whether numbers behind blanks have short meanings: `0.gone 1.here`, `0 sent, not 0 lost` in Chinese.
fn are_behind_blanks(text: &str) -> bool {
    let is_short =
        |rest: &str| (1..=6).contains(&rest.chars().count()) && rest.chars().all(|c| !c.is_ascii());
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || "，,。".contains(c)).collect();
    let is_dotted =
        |word: &&&str| word.split_once('.').is_some_and(|(number, rest)| is_int(number) && is_short(rest));
    let is_other = |pair: &[&str]| pair[0] == "0" && is_short(pair[1]);
    words.iter().filter(is_dotted).count() > 1 || (text.contains("非0") && words.windows(2).any(is_other))
}

/// Whether a part of a sentence is a list of words behind a colon, or of numbers with a word each: `mode: wrr、hash.`, `mode: 1 in 2 out`.
fn are_behind_a_colon(text: &str, is_name: IsName<'_>) -> bool {
    let is_value = |word: &&str| {
        word.len() > 1
            && word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.chars().all(is_part)
            && !NO_VALUES.contains(word)
    };
    let parts = text.split(['。', '；', ';', '\n']).filter_map(|part| part.split_once(['：', ':']));
    parts.into_iter().any(|(lead, list)| {
        let is_shown = EXAMPLES.iter().any(|mark| lead.contains(mark.trim_start_matches('，')));
        let words: Vec<&str> = list.split('、').map(str::trim).collect();
        let pairs: Vec<&str> = list.split_whitespace().collect();
        let is_pair = |pair: &[&str]| matches!(pair, [number, word] if is_int(number) && is_value(word));
        let are_pairs = pairs.len() > 3 && pairs.len().is_multiple_of(2) && pairs.chunks(2).all(is_pair);
        let is_list =
            words.len() > 1 && words.iter().all(is_value) && !words.iter().all(|word| is_name(word));
        !is_shown && (is_list || are_pairs)
    })
}

/// Whether one number has a meaning, and all others another: `1 is on, others are off` in Chinese.
fn is_one_apart(text: &str) -> bool {
    let is_meant =
        |at: Range<usize>| is_int(&text[at.clone()]) && text[at.end..].trim_start().starts_with('为');
    ["其他为", "其它为", "其余为"].iter().any(|word| text.contains(word)) && words(text).any(is_meant)
}

/// Whether a part of a sentence begins with two words of code, of which one is to be taken.
fn is_one_of_two(text: &str, is_name: IsName<'_>) -> bool {
    let is_first = |at: Range<usize>| {
        let lead = text[..at.start].trim_end();
        let sentence = lead.rsplit(['。', '；', ';', '\n']).next().unwrap_or_default();
        let behind = text[at.end..].trim_start();
        let or = ["或者", "或", "or "].iter().find_map(|or| behind.strip_prefix(or)).unwrap_or_default();
        let second = words(or).next().filter(|second| or[..second.start].trim().is_empty());
        let is_value = |word: &str| {
            is_coded(word) && word.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_name(word)
        };
        lead.ends_with(['，', ',', '。', '：', ':', '；', '.'])
            && !EXAMPLES.iter().any(|mark| sentence.contains(mark.trim_start_matches('，')))
            && is_value(&text[at])
            && second.is_some_and(|second| is_value(&or[second]))
    };
    words(text).any(is_first)
}

/// Whether a part of a sentence is one word with its meaning and no more: `normal：正常`.
fn is_alone_with_its_meaning(text: &str, is_name: IsName<'_>) -> bool {
    let is_meant = |at: Range<usize>| {
        let meaning = text[at.end..].strip_prefix('：').unwrap_or_default().trim_end_matches('。');
        text[..at.start].trim_end().ends_with(['，', '。', '；'])
            && at.len() > 2
            && text[at.clone()].bytes().all(|b| b.is_ascii_lowercase())
            && !is_name(&text[at])
            && !meaning.is_empty()
            && meaning.chars().all(|c| !c.is_ascii() && c.is_alphanumeric())
    };
    words(text).any(is_meant)
}

/// Whether several parts of a sentence begin with a word that is something by another one: `Percent 为按百分比，Time 为按时间`.
fn are_called(text: &str, is_name: IsName<'_>) -> bool {
    let is_called = |at: &Range<usize>| {
        let lead = text[..at.start].trim_end();
        let behind = text[at.end..].trim_start();
        let behind = ["为", "对应"].iter().find_map(|verb| behind.strip_prefix(verb)).unwrap_or_default();
        (lead.is_empty() || lead.ends_with(['，', ',', '；', ';', '。', '：', ':']))
            && text[at.clone()].starts_with(|c: char| c.is_ascii_alphabetic())
            && !is_name(&text[at.clone()])
            && behind.starts_with(|c: char| !c.is_ascii() && c.is_alphanumeric() && !"空必非可".contains(c))
    };
    words(text).filter(is_called).count() > 1
}

/// Whether a word looks like a value rather than like one of a sentence.
pub(super) fn is_coded(word: &str) -> bool {
    let capitals = word.chars().skip(1).any(|c| c.is_ascii_uppercase());
    capitals || word.contains(|c: char| c.is_ascii_digit() || c == '_')
}

/// The words of a text in ASCII, with the numbers.
pub(super) fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(|c: char| c.is_ascii_alphanumeric())?;
        let start = start - usize::from(text[..start].ends_with('-'));
        let length = text[start..].find(|c| !is_part(c)).unwrap_or(text.len() - start);
        let word = text[start..start + length].trim_end_matches(['.', '-', '_']);
        from = start + length;
        Some(start..start + word.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_found_that_nothing_announces() {
        let cases = [
            ("任务状态 1 暂停, 2 激活", true),
            ("how it goes: 1 by hand, 2 by a machine", true),
            ("how it goes\n1 by hand\n2 by a machine", true),
            ("盒子的种类 : 2.开着，3.关着", true),
            ("1.必须以小写字母开头并且不能超过二十个，2.不能有空格", false),
            ("It takes 1 minute, 2 minutes at most", false),
            ("每次 1 个, 共 3 个", false),
            ("1 by hand", true),
            ("It is 1 by hand", false),
            ("协议类型 TCP/UDP/HTTP", true),
            ("Protocol: TCP/UDP.", true),
            ("TCP / UDP", true),
            ("format (mp4/flv)", true),
            ("Paper BROWN/WHITE", true),
            ("对 HTTP/HTTPS 监听器有效", false),
            ("format, such as mp4/flv/hls", false),
            ("boxId/lidId", false),
            ("in Mbit/s", false),
            ("Unit: times/minute", false),
            ("see /document/product/1 and a/b", false),
            ("https://example.com/boxes/lids", false),
            ("IP/CIDR", false),
        ];
        let is_name = |word: &str| ["boxId", "lidId"].contains(&word);
        for (text, expected) in cases {
            assert_eq!(are_listed(text, &is_name), expected, "{text}");
        }
    }
}
