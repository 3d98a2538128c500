//! What a text that says a day or a time looks like.

/// How the vendor writes that there is no day.
pub const ZERO_DATE: &str = "0000-00-00";

/// How the vendor writes that there is no time.
pub const ZERO_DATETIME: &str = "0000-00-00 00:00:00";

/// Whether a text stands for no day or no time at all.
#[must_use]
pub fn is_zero(text: &str) -> bool {
    matches!(text, ZERO_DATE | ZERO_DATETIME)
}

/// Whether a text is a day as the vendor writes it, `2017-12-20`.
#[must_use]
pub fn is_date(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let number = |part: &str, length: usize| {
        (part.len() == length && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse::<u32>().unwrap_or(0))
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=days).contains(&day)
}

/// Whether a text is a time as the vendor writes it, `2017-12-20 08:00:00`; the seconds may have a fraction.
#[must_use]
pub fn is_datetime(text: &str) -> bool {
    text.split_once(' ').is_some_and(|(date, time)| is_date(date) && is_fractional_time(time))
}

/// Whether a text is a time in ISO 8601, `2017-12-20T08:00:00+08:00`; the seconds may have a fraction, and the offset may be missing.
#[must_use]
pub fn is_iso(text: &str) -> bool {
    let Some((date, rest)) = text.split_once('T') else { return false };
    let (time, offset) = match rest.find(['Z', '+', '-']) {
        Some(at) => rest.split_at(at),
        None => (rest, "Z"),
    };
    let is_offset = match offset.split_at(1) {
        ("Z", rest) => rest.is_empty(),
        (_, rest) => is_time(&format!("{rest}:00")),
    };
    is_date(date) && is_fractional_time(time) && is_offset
}

fn is_fractional_time(text: &str) -> bool {
    let (time, fraction) = text.split_once('.').unwrap_or((text, "0"));
    is_time(time) && !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit())
}

fn is_time(text: &str) -> bool {
    let parts: Vec<_> = text.split(':').collect();
    let below = |part: &str, limit: u32| {
        part.len() == 2
            && part.bytes().all(|b| b.is_ascii_digit())
            && part.parse::<u32>().is_ok_and(|n| n < limit)
    };
    matches!(parts.as_slice(), [h, m, s] if below(h, 24) && below(m, 60) && below(s, 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_a_day_a_time_an_iso_time_the_zero_date_or_none_of_them() {
        let cases = [
            ("2017-12-20", "day"),
            ("2020-02-29", "day"),
            ("2017-12-20 08:00:00", "time"),
            ("2017-12-20 08:00:00.0", "time"),
            ("2017-12-20T08:00:00+08:00", "iso"),
            ("2017-12-20T08:00:00Z", "iso"),
            ("2017-12-20T08:00:00.000Z", "iso"),
            ("2017-12-20T08:00:00.123", "iso"),
            ("2020-02-29T23:59:59-05:30", "iso"),
            ("0000-00-00", "zero"),
            ("0000-00-00 00:00:00", "zero"),
            ("", "none"),
            ("T", "none"),
            ("2017-02-29", "none"),
            ("2017-12-200", "none"),
            ("2017-12-00", "none"),
            ("2017-13-20 08:00:00", "none"),
            ("2017-12-20 24:00:00", "none"),
            ("2017-12-20 08:00", "none"),
            ("2017-12-20 08:00:00.", "none"),
            ("2017-12-20T08:00", "none"),
            ("2017-13-20T08:00:00Z", "none"),
            ("2017-12-20T08:00:00.Z", "none"),
            ("2017-12-20T08:00:00Zulu", "none"),
            ("2017-12-20T08:00:00+8", "none"),
        ];
        for (text, expected) in cases {
            let answers = [
                ("day", is_date(text)),
                ("time", is_datetime(text)),
                ("iso", is_iso(text)),
                ("zero", is_zero(text)),
            ];
            let found: Vec<_> = answers.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect();
            let expected = if expected == "none" { vec![] } else { vec![expected] };
            assert_eq!(found, expected, "{text}");
        }
    }
}
