//! The words of a sentence that have their meanings behind them, and what separates the two.

use super::is_int;
use super::marks::DEFAULTS;

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

/// A word or a number with a meaning behind it.
#[derive(Debug)]
pub(super) struct FoundKey {
    pub(super) wire: String,
    pub(super) start: usize,
    pub(super) after: usize,
    /// What stands between it and its meaning: a list has the same sign behind all.
    pub(super) sign: Sign,
    /// It stands in quotes.
    pub(super) is_quoted: bool,
    /// It is the word for a type, which is a value only among others.
    is_type: bool,
}

/// Words for types that may be values.
const TYPES: &[&str] = &["string", "int", "integer"];

/// What separates a value from its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Colon,
    Equals,
    Dash,
    Parenthesis,
    Verb,
    /// Nothing but a blank, at the beginning of a line.
    Blank,
    /// Nothing at all, as in `d天，h时`.
    Nothing,
}

/// The keys with the sign that most of them have; all, where no sign has more than another.
pub(super) fn of_one_kind(mut keys: Vec<FoundKey>) -> Vec<FoundKey> {
    if keys.iter().filter(|key| !key.is_type).count() < 2 {
        keys.retain(|key| !key.is_type);
    }
    // One word before a blank is the beginning of a sentence, unless all are written in capitals.
    let is_upper = |key: &FoundKey| !key.wire.contains(|c: char| c.is_ascii_lowercase());
    let is_blank = |key: &&FoundKey| key.sign == Sign::Blank;
    if keys.iter().filter(is_blank).count() == 1 && !keys.iter().all(is_upper) {
        keys.retain(|key| key.sign != Sign::Blank);
    }
    let count = |sign| keys.iter().filter(|key| key.sign == sign).count();
    let signs =
        [Sign::Colon, Sign::Equals, Sign::Dash, Sign::Parenthesis, Sign::Verb, Sign::Blank, Sign::Nothing];
    let highest = signs.into_iter().map(count).max().unwrap_or_default();
    let mut most = signs.into_iter().filter(|sign| count(*sign) == highest);
    if let (Some(sign), None) = (most.next(), most.next()) {
        keys.retain(|key| key.sign == sign);
    }
    keys
}

/// Whether a key is a plain word with its meaning in brackets, which other words of a sentence have too.
fn is_bare(key: &FoundKey) -> bool {
    key.sign == Sign::Parenthesis && !key.is_quoted && !is_int(&key.wire)
}

/// Whether no word without a meaning stands among plain words with theirs in brackets.
pub(super) fn is_unbroken(chars: &[char], keys: &[FoundKey]) -> bool {
    let [first, .., last] = keys else { return true };
    if !keys.iter().any(is_bare) {
        return true;
    }
    let behind = |key: &FoundKey| {
        let close = chars[key.after..].iter().position(|c| ")）".contains(*c))?;
        Some(key.after + close + 1)
    };
    let is_next = |pair: &[FoundKey]| {
        let end = behind(&pair[0]).filter(|end| *end <= pair[1].start);
        end.is_some_and(|end| separated(&chars[end..pair[1].start]).is_empty())
    };
    let before = chars[..first.start].iter().rev().find(|c| !c.is_whitespace());
    // A word with a meaning that none of the keys is.
    let ends = |c: Option<&char>| c.is_some_and(char::is_ascii_alphanumeric);
    let opens =
        |at: &usize| "(（".contains(chars[*at]) && ends(chars[..*at].iter().rev().find(|c| **c != ' '));
    let earlier = (0..first.start).any(|at| opens(&at));
    !earlier
        && keys.windows(2).all(is_next)
        && before.is_none_or(|c| !"、/|和或及与".contains(*c))
        && behind(last).is_some_and(|end| is_end(&chars[end..]))
}

/// What stands behind the signs and words that separate two values of a list.
fn separated(chars: &[char]) -> String {
    let text: String = chars.iter().take(60).collect();
    let is_sign = |c: char| c.is_whitespace() || ",，、;；/|和或及与。.".contains(c);
    let rest = text.trim_start_matches(is_sign);
    let joined = ["and", "or"].iter().find_map(|word| rest.strip_prefix(word));
    joined
        .filter(|rest| !rest.starts_with(char::is_alphanumeric))
        .unwrap_or(rest)
        .trim_start_matches(is_sign)
        .to_owned()
}

/// Whether a list of words with their meanings in brackets goes on nowhere behind its last one.
fn is_end(rest: &[char]) -> bool {
    let joins = rest.iter().find(|c| !c.is_whitespace()).is_some_and(|c| "、/|和或及与等".contains(*c));
    let next = separated(rest);
    let word = next.find(|c: char| !(c.is_ascii_alphanumeric() || "_-.".contains(c))).unwrap_or(next.len());
    let behind = next[word..].trim_start();
    let is_next = word > 0 && (behind.is_empty() || behind.starts_with(['(', '（']));
    !(joins || is_next)
}

/// Words before a number that is no value of a list, beside those before a default: a bound, the beginning of a range.
const NO_KEY_AFTER: &[&str] = &[
    "例如",
    "比如",
    "如",
    "最大",
    "最小",
    "最多",
    "至少",
    "不超过",
    "范围",
    "范围为",
    "第",
    "从",
    "<",
    "≤",
    "≥",
    "e.g.",
    "max",
    "min",
    "maximum",
    "minimum",
    "up to",
    "at least",
    "range",
];

/// Those of them behind which values may be listed.
const RANGES: &[&str] = &["范围", "范围为", "range"];

/// All of them, in their order.
pub(super) fn keys(chars: &[char]) -> Vec<FoundKey> {
    let mut keys = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let is_boundary = at == 0 || {
            let before = chars[at - 1];
            !(before.is_ascii_alphanumeric() || "_-.:/=#+~～".contains(before))
        };
        if is_boundary && let Some(key) = key_at(chars, at) {
            at = key.after;
            keys.push(key);
        } else {
            at += 1;
        }
    }
    // `0: no (default), 1: yes` has other keys than such words.
    if keys.iter().filter(|key| !is_bare(key)).count() > 1 {
        keys.retain(|key| !is_bare(key));
    }
    keys
}

/// The most words of a value that has blanks in it.
const MOST_WORDS: usize = 3;

/// Where the word ends that goes on at a place, in a value that begins at another.
fn word_end(chars: &[char], (from, mut at): (usize, usize)) -> usize {
    while chars.get(at).is_some_and(|c| c.is_ascii_alphanumeric() || "_.-".contains(*c)) && at - from < 41 {
        at += 1;
    }
    // `1-Guangzhou` is a number with its meaning.
    let digits = chars[from..at].iter().take_while(|c| c.is_ascii_digit()).count();
    let is_meant = |rest: &[char]| matches!(rest, ['-', next, ..] if next.is_ascii_uppercase());
    if digits > 0 && is_meant(&chars[from + digits..at]) {
        return from + digits;
    }
    // A hyphen or a full stop belongs to a value only inside of it.
    while at > from && "-.".contains(chars[at - 1]) {
        at -= 1;
    }
    at
}

/// Where a value ends that has several words: `Standard Edition: ...`, or a few in quotes.
fn words_end(chars: &[char], (from, at): (usize, usize), opened: bool) -> usize {
    let first = word_end(chars, (from, at));
    let is_name = |c: &char| if opened { c.is_ascii_alphanumeric() } else { c.is_ascii_uppercase() };
    if !chars.get(from).is_some_and(|c| c.is_ascii_alphabetic() && is_name(c)) {
        return first;
    }
    let mut end = first;
    for _ in 1..MOST_WORDS {
        if chars.get(end) == Some(&' ') && chars.get(end + 1).is_some_and(is_name) {
            end = word_end(chars, (from, end + 1));
        }
    }
    let is_key = chars[end..].iter().find(|c| **c != ' ').is_some_and(|c| ":：=".contains(*c));
    if opened || is_key { end } else { first }
}

/// The value that begins at a place, if what separates it from its meaning follows.
fn key_at(chars: &[char], start: usize) -> Option<FoundKey> {
    let opened = chars.get(start).is_some_and(|c| "\"'“‘`".contains(*c));
    let mut at = start + usize::from(opened);
    let from = at;
    if chars.get(at) == Some(&'-') {
        at += 1;
    }
    at = words_end(chars, (from, at), opened);
    let wire: String = chars[from..at].iter().collect();
    if opened {
        chars.get(at).filter(|c| "\"'”’`".contains(**c))?;
        at += 1;
    }
    let is_number = is_int(&wire);
    // `4xx表示` is a class of numbers.
    let is_explained = |at: usize| matches!(chars.get(at..at + 2), Some(['表', '示']));
    let is_class = wire.ends_with(|c: char| c.is_ascii_alphabetic()) && is_explained(at);
    let is_word = (wire.starts_with(|c: char| c.is_ascii_alphabetic()) || is_class) && wire.len() <= 40;
    if !(is_number || is_word) {
        return None;
    }
    // `group.0=a` is a piece of an address.
    let is_path = wire.rsplit_once('.').is_some_and(|(_, last)| last.chars().all(|c| c.is_ascii_digit()));
    let before: String =
        chars[start.saturating_sub(20)..start].iter().flat_map(|c| c.to_lowercase()).collect();
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || "：:".contains(c));
    if (is_path && is_word) || (opened && is_in_braces(&chars[..start])) {
        return None;
    }
    let spaces = chars[at..].iter().take_while(|c| **c == ' ').count();
    let sign = at + spaces;
    // In the middle of a sentence, a word is the subject of it.
    let last = chars[..start].iter().rev().find(|c| **c != ' ');
    let is_clause = before.is_empty()
        || [", and", ", or"].iter().any(|joint| before.ends_with(joint))
        || before.ends_with(|c: char| !(c.is_alphanumeric() || c == '-'))
        || last.is_none_or(|c| ".,;:：，；。、\n(（".contains(*c));
    let begins_line = last.is_none_or(|c| *c == '\n');
    let is_letter = wire.len() == 1 && wire.starts_with(|c: char| c.is_ascii_lowercase()) && is_clause;
    // `if kind is a, it means` is said of another thing.
    let given = before.strip_suffix(['为', '是']).map(str::trim_end);
    let is_given =
        is_number || opened || given.is_some_and(|of| !of.ends_with(|c: char| c.is_ascii_alphanumeric()));
    let form = Form { is_number, opened, is_clause, begins_line, is_letter, is_given, spaces };
    let (length, kind) = sign_at(chars, sign, &form)?;
    let is_bare = kind == Sign::Colon && !opened && wire.bytes().all(|byte| byte.is_ascii_lowercase());
    if (is_bare && is_led_to(&chars[..start])) || (kind == Sign::Parenthesis && is_of_other(&chars[..start]))
    {
        return None;
    }
    // A list of values may follow the word for a range, with signs that none has between its ends.
    let is_listed = matches!(kind, Sign::Colon | Sign::Equals) || (kind == Sign::Verb && length == 2);
    let is_no_key = |word: &&str| before.ends_with(*word) && !(is_listed && RANGES.contains(word));
    if is_number && (DEFAULTS.iter().chain(NO_KEY_AFTER).any(is_no_key) || ends_range(before)) {
        return None;
    }
    // `note: ...` is no value, while `url means ...` is one.
    let is_index = wire == "n" || wire == "N";
    let is_none = |word: &str| NO_VALUES.contains(&word.to_lowercase().as_str());
    let is_explained = is_explained(sign + length);
    let is_type = TYPES.contains(&wire.as_str());
    let is_remark = (kind != Sign::Verb || is_index) && wire.split(' ').any(is_none);
    if !opened && !is_explained && !is_type && is_remark {
        return None;
    }
    let behind = sign + length;
    let mut after = behind + chars.iter().skip(behind).take_while(|c| **c == ' ').count();
    // 表示 may follow another sign.
    if chars.get(after) == Some(&'表') && chars.get(after + 1) == Some(&'示') {
        after += 2;
    }
    Some(FoundKey {
        wire,
        start,
        after,
        sign: kind,
        is_quoted: opened,
        is_type: is_type && is_remark && !opened && !is_explained,
    })
}

/// Whether a number and the sign of a range stand at the end of a text, so that the next number ends the range.
fn ends_range(before: &str) -> bool {
    let low = before.strip_suffix(['-', '–', '~', '～', '至', '到']).map(str::trim_end);
    low.is_some_and(|low| low.ends_with(|c: char| c.is_ascii_digit()))
}

/// Whether braces are open, in which a name in quotes is one of JSON.
fn is_in_braces(chars: &[char]) -> bool {
    chars.iter().fold(0_i32, |depth, c| depth + i32::from(*c == '{') - i32::from(*c == '}')) > 0
}

/// The sentence so far.
fn sentence(chars: &[char]) -> String {
    let end = |(at, c): (usize, &char)| {
        "。；;\n".contains(*c) || (*c == '.' && chars.get(at + 1).is_none_or(|next| next.is_whitespace()))
    };
    let start = chars.iter().enumerate().rposition(end).map_or(0, |at| at + 1);
    chars[start..].iter().collect()
}

/// Whether the words of a sentence lead to what stands behind them, and no value of it does: `Length limit:`.
fn is_led_to(chars: &[char]) -> bool {
    let sentence = sentence(chars);
    !sentence.contains([':', '：']) && sentence.trim_end().ends_with(|c: char| c.is_ascii_alphanumeric())
}

/// Whether a sentence says what holds where another field has a value: `若 type 选4（...）`.
fn is_of_other(chars: &[char]) -> bool {
    let sentence = sentence(chars);
    ["若", "如果"].iter().filter_map(|word| sentence.split_once(word)).any(|(_, rest)| {
        let rest = rest.trim_start();
        let word = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let verb = rest[word..].trim_start();
        word > 1 && ["选", "为", "是", "取"].iter().any(|mark| verb.starts_with(mark))
    })
}

/// What stands before a sign that may separate a value from its meaning.
struct Form {
    is_number: bool,
    /// It is in quotes.
    opened: bool,
    /// It begins a sentence, or a part of one.
    is_clause: bool,
    /// It stands at the beginning of a line.
    begins_line: bool,
    /// It is one letter.
    is_letter: bool,
    /// It is a number, in quotes, or behind a word such as `if it is`.
    is_given: bool,
    /// The blanks behind it.
    spaces: usize,
}

/// The sign that separates a value from its meaning, with its length.
fn sign_at(chars: &[char], sign: usize, form: &Form) -> Option<(usize, Sign)> {
    let next = |offset: usize| chars.get(sign + offset).copied();
    let is_chinese = |c: Option<char>| c.is_some_and(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let starts = |word: &str| chars[sign..].iter().take(word.len()).collect::<String>() == word;
    let behind = |word: &str| chars[sign + 1..].iter().take(word.chars().count()).copied().eq(word.chars());
    // A number behind a dash is the end of a range.
    let inner = chars[(sign + 1).min(chars.len())..].iter().find(|c| **c != ' ');
    let is_range = inner.is_some_and(char::is_ascii_digit);
    let found = match next(0)? {
        ':' if next(1) == Some('/') => return None,
        ':' if next(1).is_some_and(|c| c.is_ascii_digit()) => return None,
        '：' | ':' => (1, Sign::Colon),
        '=' if next(1) == Some('>') => (2, Sign::Equals),
        '=' if next(1) != Some('=') => (1, Sign::Equals),
        '-' | '–' | '—' | '~' | '～' if form.is_number && is_range => return None,
        '-' | '–' | '—'
            if form.is_number
                && (is_chinese(next(1))
                    || next(1) == Some(' ')
                    || next(1).is_some_and(char::is_alphabetic)) =>
        {
            (1, Sign::Dash)
        }
        '-' | '–' | '—' if is_chinese(next(1)) || (form.spaces > 0 && next(1) == Some(' ')) => {
            (1, Sign::Dash)
        }
        // `if 'a', then it means ...`
        '，' | ',' if form.is_given && behind("则表示") => (4, Sign::Verb),
        '，' | ',' if form.is_given && (behind("表示") || behind("代表")) => (3, Sign::Verb),
        // `when it is 1, that means ...`
        '时' if form.is_number && (behind("，表示") || behind(",表示")) => (4, Sign::Verb),
        '时' if form.is_number && (behind("表示") || behind("代表")) => (3, Sign::Verb),
        '表' if next(1) == Some('示') => (2, Sign::Verb),
        '代' if next(1) == Some('表') => (2, Sign::Verb),
        '为' | '是' if form.is_number && is_chinese(next(1)) => (1, Sign::Verb),
        '(' | '（' if form.is_number || form.opened || form.is_clause => (1, Sign::Parenthesis),
        'i' if form.opened && next(1) == Some('s') && next(2) == Some(' ') => (2, Sign::Verb),
        'i' if form.is_number && starts("indicates ") => (9, Sign::Verb),
        'm' if (form.is_number || form.opened || form.is_clause) && starts("means ") => (5, Sign::Verb),
        'r' if form.is_number && starts("represents ") => (10, Sign::Verb),
        'r' if (form.is_number || form.opened || form.is_clause) && starts("refers to ") => (10, Sign::Verb),
        _ if form.begins_line && form.spaces > 0 && is_chinese(next(0)) => (0, Sign::Blank),
        _ if form.is_letter && form.spaces == 0 && is_chinese(next(0)) => (0, Sign::Nothing),
        _ if form.is_number && form.spaces == 0 && is_chinese(next(0)) && !is_counter(next(0)?, next(1)) => {
            (0, Sign::Verb)
        }
        _ => return None,
    };
    Some(found)
}

/// Whether a character behind a number says what it counts, and begins no other word: `1分`, but not `1分布式`.
fn is_counter(c: char, next: Option<char>) -> bool {
    const WORDS: &[&str] =
        &["分布", "分组", "小型", "日志", "位置", "个人", "级联", "到期", "类型", "和解", "次要"];
    let word: String = [Some(c), next].into_iter().flatten().collect();
    "个天秒分小元条次位月年台块种类时日至到和或倍级百千万亿".contains(c) && !WORDS.contains(&word.as_str())
}
