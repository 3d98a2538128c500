//! The integers in a sentence, and which of them are the ends of a range.

/// An integer in a text.
pub(super) struct Found {
    pub(super) value: i64,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The integers of a text that stand alone: none that is a part of a word, a date, a fraction or an address.
pub(super) fn numbers(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    while at < bytes.len() {
        if !is_digit(at) {
            at += 1;
            continue;
        }
        let start = at;
        while is_digit(at) {
            at += 1;
        }
        let mut digits = text[start..at].to_owned();
        while text[at..].starts_with(",000") && !is_digit(at + 4) {
            digits.push_str("000");
            at += 4;
        }
        let before = text[..start].chars().next_back();
        let is_negative = before == Some('-')
            && text[..start - 1]
                .trim_end()
                .ends_with(|c: char| !c.is_ascii_digit() && "：:[【(（,，为是~～至到".contains(c));
        let is_part = before.is_some_and(|c| c.is_ascii_alphabetic() || "._/#".contains(c))
            || (bytes.get(at) == Some(&b'.') && is_digit(at + 1))
            || bytes.get(at).is_some_and(|byte| b":_".contains(byte) && is_digit(at + 1));
        if !is_part && let Ok(value) = digits.parse::<i64>() {
            let value = if is_negative { -value } else { value };
            found.push(Found { value, start: start - usize::from(is_negative), end: at });
        }
    }
    found
}

/// Whether two integers are the ends of a range: `1-36`, `[1, 36]`, `1 to 36`.
pub(super) fn is_range(text: &str, first: &Found, last: &Found) -> bool {
    let between = text[first.end..last.start].trim();
    let is_list = matches!(between, "," | "，")
        && text[..first.start].ends_with(['[', '【'])
        && text[last.end..].starts_with([']', '】']);
    let is_dash = matches!(between, "-" | "~" | "～" | "—" | "–" | "--" | "至" | "到" | "to" | "and");
    // A date, or a number of a telephone, has another dash.
    let has_more = text[last.end..].starts_with('-')
        || text[..first.start].ends_with(|c: char| c == '-' || c.is_ascii_digit());
    let is_word = matches!(between, "and") && !text[..first.start].trim_end().ends_with("between");
    (is_list || (is_dash && !has_more && !is_word)) && first.value < last.value
}

/// Whether the first number of a text stands at a place, and is the beginning of a range.
pub(super) fn begins_with_range(text: &str, at: usize) -> bool {
    matches!(numbers(text).as_slice(), [first, last, ..] if first.start == at && is_range(text, first, last))
}

/// Whether one end of a range is none of its values: `(0-100]`, `[1-100)`.
pub(super) fn is_half_open(text: &str, first: &Found, last: &Found) -> bool {
    let (before, after) = (&text[..first.start], text[last.end..].trim_start());
    (before.ends_with(['(', '（']) && after.starts_with([']', '】']))
        || (before.ends_with(['[', '【']) && after.starts_with([')', '）']))
}

/// Whether a number is told together with a range, so that the range is not all there is: `0, 64-128`, `1-3 and 8-10`.
pub(super) fn is_listed_with(text: &str, first: &Found, last: &Found, other: &Found) -> bool {
    if (first.value..=last.value).contains(&other.value) {
        return false;
    }
    let between =
        if other.start < first.start { &text[other.end..first.start] } else { &text[last.end..other.start] };
    let is_list = |c: char| ",，、|和或及]】[【".contains(c) || c.is_whitespace();
    let words = between.replace("and", ",").replace("or", ",");
    words.contains([',', '，', '、', '|', '和', '或', '及']) && words.trim_matches(is_list).is_empty()
}
