//! Values that stand in sentences with their meanings, where they stand there beyond doubt.

use super::marks::DEFAULTS;
use super::{Value, is_int};

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
pub(crate) fn values(description: &str) -> Vec<Value> {
    let chars: Vec<char> = description.chars().take(4000).collect();
    let mut keys = keys(&chars);
    // What announces the list stands right before its first value.
    if let [first, second, ..] = keys.as_slice()
        && chars[first.after..second.start.max(first.after)].iter().all(|c| c.is_whitespace())
    {
        keys.remove(0);
    }
    let keys = of_one_kind(keys);
    let mut values: Vec<Value> = Vec::new();
    for (index, key) in keys.iter().enumerate() {
        let end = keys.get(index + 1).map_or(chars.len(), |next| next.start);
        let meaning: String = chars[key.after..end.max(key.after)].iter().collect();
        if meaning.contains('&') {
            return Vec::new(); // a piece of an address
        }
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

/// Whether a text has several values with their meanings, be they those of several lists.
pub(crate) fn has_values(text: &str) -> bool {
    let chars: Vec<char> = text.chars().take(4000).collect();
    let keys = keys(&chars);
    let is_number = |key: &&FoundKey| is_int(&key.wire) && matches!(key.sign, Sign::Colon | Sign::Equals);
    let numbers = keys.iter().filter(is_number).count();
    let mut wires: Vec<String> = of_one_kind(keys).into_iter().map(|key| key.wire).collect();
    wires.sort_unstable();
    wires.dedup();
    numbers > 1 || (wires.len() > 1 && !text.contains('&'))
}

/// Whether a description has a value with its meaning, be it in a way that is not read as a list of them.
pub(super) fn has_keys(description: &str) -> bool {
    let chars: Vec<char> = description.chars().take(4000).collect();
    let mut keys = of_one_kind(keys(&chars));
    keys.sort_unstable_by(|a, b| a.wire.cmp(&b.wire));
    keys.dedup_by(|a, b| a.wire == b.wire);
    let is_alone = |key: &FoundKey| {
        let is_meant = || key.is_quoted && chars.get(key.after).is_some_and(|c| c.is_alphabetic());
        (is_int(&key.wire) || is_meant()) && matches!(key.sign, Sign::Colon | Sign::Equals)
    };
    (keys.len() > 1 || keys.iter().any(is_alone)) && !description.contains('&')
}

#[derive(Debug)]
struct FoundKey {
    wire: String,
    start: usize,
    after: usize,
    /// What stands between it and its meaning: a list has the same sign behind all.
    sign: Sign,
    /// It stands in quotes.
    is_quoted: bool,
    /// It is the word for a type, which is a value only among others.
    is_type: bool,
}

/// Words for types that may be values.
const TYPES: &[&str] = &["string", "int", "integer"];

/// What separates a value from its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
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
fn of_one_kind(mut keys: Vec<FoundKey>) -> Vec<FoundKey> {
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

fn keys(chars: &[char]) -> Vec<FoundKey> {
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
    let is_word = wire.starts_with(|c: char| c.is_ascii_alphabetic()) && wire.len() <= 40;
    if !(is_number || is_word) {
        return None;
    }
    // `group.0=a` is a piece of an address.
    let is_path = wire.rsplit_once('.').is_some_and(|(_, last)| last.chars().all(|c| c.is_ascii_digit()));
    let before: String =
        chars[start.saturating_sub(20)..start].iter().flat_map(|c| c.to_lowercase()).collect();
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || "：:".contains(c));
    // In braces, a name in quotes is one of JSON.
    let depth =
        chars[..start].iter().fold(0_i32, |depth, c| depth + i32::from(*c == '{') - i32::from(*c == '}'));
    if (is_path && is_word) || (opened && depth > 0) {
        return None;
    }
    let spaces = chars[at..].iter().take_while(|c| **c == ' ').count();
    let sign = at + spaces;
    // In the middle of a sentence, a word is the subject of it.
    let is_clause = before.is_empty()
        || before.ends_with(|c: char| !(c.is_alphanumeric() || c == '-'))
        || chars[..start]
            .iter()
            .rev()
            .find(|c| **c != ' ')
            .is_none_or(|c| ".,;:：，；。、\n(（".contains(*c));
    let begins_line = chars[..start].iter().rev().find(|c| **c != ' ').is_none_or(|c| *c == '\n');
    let is_letter = wire.len() == 1 && wire.starts_with(|c: char| c.is_ascii_lowercase()) && is_clause;
    let is_given = is_number || opened || before.ends_with(['为', '是']);
    let form = Form { is_number, opened, is_clause, begins_line, is_letter, is_given, spaces };
    let (length, kind) = sign_at(chars, sign, &form)?;
    // A list of values may follow the word for a range, with signs that none has between its ends.
    let is_listed = matches!(kind, Sign::Colon | Sign::Equals) || (kind == Sign::Verb && length == 2);
    let is_no_key = |word: &&str| before.ends_with(*word) && !(is_listed && RANGES.contains(word));
    if is_number && DEFAULTS.iter().chain(NO_KEY_AFTER).any(is_no_key) {
        return None;
    }
    // `note: ...` is no value, while `url means ...` is one.
    let is_index = wire == "n" || wire == "N";
    let is_none = |word: &str| NO_VALUES.contains(&word.to_lowercase().as_str());
    let is_explained = chars.get(sign + length..sign + length + 2).is_some_and(|next| *next == ['表', '示']);
    let is_type = TYPES.contains(&wire.as_str());
    let is_remark = (kind != Sign::Verb || is_index) && wire.split(' ').any(is_none);
    if !opened && !is_explained && !is_type && is_remark {
        return None;
    }
    let mut after = sign + length;
    while chars.get(after) == Some(&' ') {
        after += 1;
    }
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
        '(' | '（' if form.is_number || form.opened => (1, Sign::Parenthesis),
        'i' if form.opened && next(1) == Some('s') && next(2) == Some(' ') => (2, Sign::Verb),
        'i' if form.is_number && starts("indicates ") => (9, Sign::Verb),
        'm' if (form.is_number || form.opened || form.is_clause) && starts("means ") => (5, Sign::Verb),
        'r' if form.is_number && starts("represents ") => (10, Sign::Verb),
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
    "个天秒分小元条次位月年台块种类时日至到和或倍级".contains(c) && !WORDS.contains(&word.as_str())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_with_whatever_stands_between_them_and_their_meanings() {
        let cases = [
            ("0：关闭，1：打开", "0=关闭|1=打开"),
            ("取值范围：\n0：表示关闭。\n1：表示打开。", "0=关闭|1=打开"),
            ("取值范围 0-10", ""),
            ("One of: 8 - North, 4 - South, 1-East", "8=North|4=South|1=East"),
            ("Values include: 0-No Lid; 1-Lid", "0=No Lid|1=Lid"),
            ("范围：1-10", ""),
            ("开关：\non 开启，都缓存\noff 关闭，都不缓存", "on=开启，都缓存|off=关闭"),
            ("时间单位：d天，h时，m分", "d=天|h=时|m=分"),
            ("如 `{\"key1\":value,\"key2\":value}`", ""),
            ("Basic Box: small. Second Best Box: large.", "Basic Box=small|Second Best Box=large"),
            ("'box one'：小；'box two'：大", "box one=小|box two=大"),
            ("若为1，表示私有；若为2，表示公共。", "1=私有|2=公共"),
            ("当值为 0 时表示甲，值为 1 时表示乙", "0=甲，值为|1=乙"),
            ("为 ON，表示打开；为 OFF，表示关闭", "ON=打开|OFF=关闭"),
            ("IPsec 配置，可选值：'a'、'b'。组：c", ""),
            ("0单机版;1分布式(目前只有一种)", "0=单机版|1=分布式(目前只有一种"),
            ("1分钟；5分钟", ""),
            ("0：没有\n1~4：由低到高", ""),
            (
                "Two are available: \"a\" means one box, and \"b\" means two boxes of wood.Note: both are heavy",
                "a=one box, and|b=two boxes of wood.Note: both are heavy",
            ),
            (
                "integer-整数；enum-枚举；string-字符串；float-浮点",
                "integer=整数|enum=枚举|string=字符串|float=浮点",
            ),
            ("int：整数；string：字符串", ""),
            ("说明。\nID 列表\n名称", ""),
        ];
        for (text, expected) in cases {
            let found = values(text);
            let shown: Vec<_> =
                found.iter().map(|value| format!("{}={}", value.wire, value.meaning)).collect();
            assert_eq!(shown.join("|"), expected, "{text}");
        }
    }
}
