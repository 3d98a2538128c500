//! The units in which a sentence counts: times, and factors of numbers.

/// A unit of time, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit(u64);

/// The words for them; longer ones stand before those that they begin with.
const TIMES: &[(&str, Unit)] = &[
    ("毫秒", Unit(1)),
    ("millisecond", Unit(1)),
    ("ms", Unit(1)),
    ("秒", Unit(1_000)),
    ("second", Unit(1_000)),
    ("sec", Unit(1_000)),
    ("分钟", Unit(60_000)),
    ("minute", Unit(60_000)),
    ("min", Unit(60_000)),
    ("小时", Unit(3_600_000)),
    ("hour", Unit(3_600_000)),
    ("天", Unit(86_400_000)),
    ("day", Unit(86_400_000)),
    ("周", Unit(604_800_000)),
    ("week", Unit(604_800_000)),
    ("s", Unit(1_000)),
];

impl Unit {
    /// The unit that a text begins with.
    pub(super) fn at(text: &str) -> Option<Self> {
        let text = text.strip_prefix('个').unwrap_or(text).trim_start();
        let ends = |word: &str| {
            let rest = text[word.len()..].strip_prefix('s').unwrap_or(&text[word.len()..]);
            !word.is_ascii() || !rest.starts_with(|c: char| c.is_ascii_alphanumeric())
        };
        TIMES.iter().find(|(word, _)| text.starts_with(word) && ends(word)).map(|(_, unit)| *unit)
    }

    /// What a number of it is in the unit of a field, when that is known and it comes out even.
    pub(super) fn counted(self, number: &str, own: Option<Self>) -> Option<String> {
        let own = own?;
        if own == self {
            return Some(number.to_owned());
        }
        let all = number.parse::<u64>().ok()?.checked_mul(self.0)?;
        (all % own.0 == 0).then(|| (all / own.0).to_string())
    }
}

/// The unit that a description gives to its field, by a statement; or the only one that stands anywhere in it.
pub(super) fn own_unit(text: &str) -> Option<Unit> {
    let behind = |mark: &&str| {
        let rest = &text[text.find(*mark)? + mark.len()..];
        Unit::at(rest.trim_start_matches(|c: char| c.is_whitespace() || "：:为是(（[".contains(c)))
    };
    let marks = [
        "单位",
        "unit is",
        "unit:",
        "unit：",
        "units:",
        "unit of",
        "以",
        "in ",
        "number of ",
        "measured in ",
    ];
    if let Some(unit) = marks.iter().find_map(behind) {
        return Some(unit);
    }
    let in_parentheses = text.split(['(', '（']).skip(1).filter_map(|rest| rest.split([')', '）']).next());
    if let Some(unit) = in_parentheses.filter(|inner| inner.chars().count() <= 7).find_map(Unit::at) {
        return Some(unit);
    }
    let mut all = text.char_indices().filter_map(|(at, _)| {
        let is_word = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let is_digit = text[..at].ends_with(|c: char| c.is_ascii_digit());
        Unit::at(&text[at..]).filter(|_| is_word || is_digit || !text[at..].is_char_boundary(1))
    });
    let first = all.next()?;
    all.all(|unit| unit == first || first == Unit(1)).then_some(first)
}

/// Units of a time that is counted in seconds elsewhere, and factors.
const UNITS: &[&str] = &[
    "天", "小时", "分钟", "周", "个月", "年", "day", "hour", "minute", "week", "month", "year", "k", "m",
    "g", "t", "万", "亿",
];

/// Whether a number is given in another unit than the field has, for all that its description says.
pub(super) fn is_other_unit(after: &str, description: &str) -> bool {
    let Some(unit) = UNITS.iter().find(|unit| after.starts_with(**unit)) else { return false };
    let is_factor = unit.len() == 1 || matches!(*unit, "万" | "亿");
    // `k` alone is a factor, `kinds` is none.
    let ends = after[unit.len()..].starts_with(|c: char| c.is_ascii_lowercase() && c != 'b');
    let in_seconds =
        ["秒", "second", "毫秒", "millisecond", "unix"].iter().any(|word| description.contains(word));
    if is_factor { !ends } else { in_seconds }
}
