//! What of a captured response may be shown and written: words that are the API's, never data of an account.

use qcloud_codegen::model::{Enum, EnumValues};

use crate::evidence::{has_long_number, has_many_numbers};

/// A longer word is no value of an enum.
const LONGEST_WORD: usize = 40;

/// A number of more digits is data, such as that of an account.
const MOST_DIGITS: usize = 6;

/// A longer run of letters and digits is no word.
const LONGEST_RUN: usize = 24;

/// A longer text is no code of an error.
const LONGEST_CODE: usize = 104;

/// More values are no enum's.
pub(crate) const MOST_WORDS: usize = 20;

/// The value of an enum, if it may be shown: what else could stand there is data of an account.
pub(crate) fn enum_word(text: &str, open: &Enum) -> Option<String> {
    match &open.values {
        EnumValues::Int(_) => {
            let digits = text.trim_start_matches('-');
            let is_small = digits.len() <= MOST_DIGITS && text.parse::<i64>().is_ok();
            is_small.then(|| text.to_owned())
        }
        EnumValues::Text(values) => {
            // A word with dots may be a domain, unless the values have as many.
            let dots = |text: &str| text.matches('.').count();
            let has_dots = dots(text) == 0 || values.iter().any(|value| dots(&value.wire) == dots(text));
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
            let is_short =
                text.len() <= LONGEST_WORD && text.split(['_', '-', '.']).all(|run| run.len() <= LONGEST_RUN);
            let is_word = is_short && has_dots && text.chars().all(is_plain);
            let is_word = is_word && !has_long_number(text) && !has_many_numbers(text);
            let is_known = values.iter().any(|value| value.wire == text);
            (is_known || is_word).then(|| text.to_owned())
        }
    }
}

/// An error code, if it may be shown.
pub(crate) fn error_code(text: &str) -> Option<&str> {
    let is_code = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let is_short = text.len() <= LONGEST_CODE;
    (!text.is_empty() && is_short && text.chars().all(is_code) && !has_long_number(text)).then_some(text)
}

#[cfg(test)]
mod tests {
    use qcloud_codegen::model::EnumValue;

    use super::*;

    fn words(values: &[&str]) -> Enum {
        let value = |wire: &&str| EnumValue {
            wire: (*wire).to_owned(),
            rust: (*wire).to_owned(),
            doc: String::new(),
            claims: Vec::new(),
        };
        let values = EnumValues::Text(values.iter().map(value).collect());
        Enum { name: "E".to_owned(), doc: String::new(), values, claims: Vec::new() }
    }

    #[test]
    fn only_what_looks_like_a_value_of_the_enum_is_one() {
        for word in ["SVR", "in-progress", "DNS_AUTO", "v2", ""] {
            assert_eq!(enum_word(word, &words(&["CA"])).as_deref(), Some(word));
        }
        for data in [
            "Zhang San",
            "a@example.com",
            "www.example.com",
            "13800138000",
            "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
            &"x".repeat(25),
        ] {
            assert_eq!(enum_word(data, &words(&["CA"])), None);
        }
        assert_eq!(enum_word("a.c", &words(&["a.b"])).as_deref(), Some("a.c"));
        assert_eq!(enum_word("www.example.com", &words(&["a.b"])), None);
        let name = "e-mail of somebody";
        assert_eq!(enum_word(name, &words(&["CA", name])).as_deref(), Some(name));
    }
}
