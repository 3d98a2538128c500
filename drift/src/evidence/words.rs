//! What of a response may be shown and written: words that are the API's, never data of an account.

use super::keys::{MOST_DIGITS, has_long_number, has_many_numbers};

/// A longer word is no value of an enum.
const LONGEST_WORD: usize = 40;

/// A longer run of letters and digits is no word.
const LONGEST_RUN: usize = 24;

/// A longer text is no code of an error.
const LONGEST_CODE: usize = 104;

/// Whether a text may be the value of an enum with these other values: what else could stand there is data of an account.
#[must_use]
pub fn may_be_value<'v>(text: &str, values: impl IntoIterator<Item = &'v str>) -> bool {
    // A word with dots may be a domain, unless the values have as many.
    let dots = |text: &str| text.matches('.').count();
    let mut has_dots = dots(text) == 0;
    for value in values {
        if value == text {
            return true;
        }
        has_dots |= dots(value) == dots(text);
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let is_short =
        text.len() <= LONGEST_WORD && text.split(['_', '-', '.']).all(|run| run.len() <= LONGEST_RUN);
    has_dots && is_short && text.chars().all(is_plain) && !has_long_number(text) && !has_many_numbers(text)
}

/// Whether a number, as text, may be the value of an enum.
#[must_use]
pub fn may_be_number(text: &str) -> bool {
    text.trim_start_matches('-').len() <= MOST_DIGITS && text.parse::<i64>().is_ok()
}

/// An error code, if it may be shown.
pub(crate) fn error_code(text: &str) -> Option<&str> {
    let is_code = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let is_short = text.len() <= LONGEST_CODE;
    (!text.is_empty() && is_short && text.chars().all(is_code) && !has_long_number(text)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_a_value_of_the_enum_is_one() {
        for word in ["SVR", "in-progress", "DNS_AUTO", "v2", ""] {
            assert!(may_be_value(word, ["CA"]), "{word}");
        }
        for data in [
            "Zhang San",
            "a@example.com",
            "www.example.com",
            "13800138000",
            "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
            &"x".repeat(25),
        ] {
            assert!(!may_be_value(data, ["CA"]), "{data}");
        }
        assert!(may_be_value("a.c", ["a.b"]));
        assert!(!may_be_value("www.example.com", ["a.b"]));
        let name = "e-mail of somebody";
        assert!(may_be_value(name, ["CA", name]));
    }

    #[test]
    fn only_a_small_number_is_a_value_of_an_enum() {
        assert!(may_be_number("-3") && may_be_number("999999"));
        assert!(!may_be_number("1000000") && !may_be_number("1.5") && !may_be_number(""));
    }
}
