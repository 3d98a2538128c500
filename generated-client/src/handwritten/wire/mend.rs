//! A second look at a text, taken only when the first one stumbled over it: lone surrogates, and digits that a float can't keep.

use super::scalar::{NUMBER, json_number};
use crate::Json;

/// The text with U+FFFD for every escape of half a character, as Go and Python read it; nothing when there is none. Every byte
/// keeps its place, so that an error names the line and column of the text that came.
pub(super) fn without_lone_surrogates(text: &str) -> Option<String> {
    let mut mended = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('\\')) {
        at += found;
        let next = text.get(at + 6..).and_then(unit);
        at += match (text.get(at..).and_then(unit), next) {
            (Some(0xd800..0xdc00), Some(0xdc00..0xe000)) => 12,
            (Some(0xd800..0xe000), _) => {
                mended.push_str(text.get(copied..at).unwrap_or_default());
                mended.push_str("\\ufffd");
                copied = at + 6;
                6
            }
            (Some(_), _) => 6,
            // A backslash, and what it escapes.
            (None, _) => {
                1 + text.get(at + 1..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
            }
        };
    }
    mended.push_str(text.get(copied..).unwrap_or_default());
    (copied > 0).then_some(mended)
}

/// The UTF-16 unit that a text begins with, as in `\ud83d`.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    // `from_str_radix` takes a sign, too.
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}

/// The text with every number that a 64-bit integer can't hold as the map by which `arbitrary_precision` shows it.
pub(super) fn with_all_digits(text: &str) -> String {
    let mut exact = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    while let Some(start) = rest.find(['"', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) {
        let (before, token) = rest.split_at(start);
        exact.push_str(before);
        let length = if token.starts_with('"') { string_length(token) } else { number_length(token) };
        let (token, after) = token.split_at(length);
        if token.starts_with('"') || is_whole(token) {
            exact.push_str(token);
        } else {
            exact.push_str(&format!("{{\"{NUMBER}\":\"{token}\"}}"));
        }
        rest = after;
    }
    exact.push_str(rest);
    exact
}

/// Whether a 64-bit integer holds the number. Of `-0` it loses the sign.
fn is_whole(number: &str) -> bool {
    number != "-0" && (number.parse::<i64>().is_ok() || number.parse::<u64>().is_ok())
}

fn number_length(text: &str) -> usize {
    text.find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E')).unwrap_or(text.len())
}

/// The length of the string that a text begins with, quotes included.
fn string_length(text: &str) -> usize {
    let mut at = 1;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(['"', '\\'])) {
        at += found;
        if text[at..].starts_with('"') {
            return at + 1;
        }
        at += 1 + text.get(at + 1..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    text.len()
}

/// Makes numbers of the maps in free-form JSON that [`with_all_digits`] put there.
pub(super) fn numbers_back(json: &mut Json) {
    match json {
        Json::Array(values) => values.iter_mut().for_each(numbers_back),
        Json::Object(members) => match members.get(NUMBER).and_then(Json::as_str) {
            Some(digits) if members.len() == 1 => *json = json_number(digits),
            _ => members.values_mut().for_each(numbers_back),
        },
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_character_is_replaced_and_every_byte_keeps_its_place() {
        for (text, mended) in [
            (r#""\ud800""#, Some(r#""\ufffd""#)),
            (r#""a\udc00b\uDBFF""#, Some(r#""a\ufffdb\ufffd""#)),
            (r#""\ud83d\ude00\ud83d""#, Some(r#""\ud83d\ude00\ufffd""#)),
            (r#""\ud800\ud83d\ude00""#, Some(r#""\ufffd\ud83d\ude00""#)),
            (r#""\ud800\n\\ud800""#, Some(r#""\ufffd\n\\ud800""#)),
            (r#""\ud83d\ude00 \u00e9 \\ud800 \\\\ud800""#, None),
            (r#""\u+800 \ud8 é\é"#, None),
            ("\"\\", None),
            ("", None),
        ] {
            assert_eq!(without_lone_surrogates(text).as_deref(), mended, "{text}");
            assert!(mended.is_none_or(|mended| mended.len() == text.len()));
        }
    }

    #[test]
    fn numbers_that_a_float_would_round_become_maps() {
        let map = |digits: &str| format!("{{\"{NUMBER}\":\"{digits}\"}}");
        for digits in ["1.10", "-0", "1e2", "-1E+9", "12345678901234567890123", "1e999", "0.0"] {
            assert_eq!(with_all_digits(&format!("[{digits},7]")), format!("[{},7]", map(digits)));
            assert_eq!(with_all_digits(digits), map(digits));
        }
        for text in [
            r#"{"1.5": "2.5\"3.5", "a\\": -7, "b": 18446744073709551615}"#,
            r#"["é1.5", true, null, {"x": []}]"#,
            "\"1.5",
            "",
        ] {
            assert_eq!(with_all_digits(text), text);
        }
    }

    #[test]
    fn free_form_json_has_its_numbers_back() {
        let text = r#"{"a": [1.5, {"b": 1e2}], "c": "1.5", "d": 1e999}"#;
        let mut json: Json = serde_json::from_str(&with_all_digits(text)).unwrap();
        numbers_back(&mut json);
        let plain: Json = serde_json::from_str(&text.replace("1e999", "\"1e999\"")).unwrap();
        let number: Json = serde_json::from_str("1.50").unwrap();
        let keeps_digits = number.to_string().as_str() == "1.50";
        if !keeps_digits {
            assert_eq!(json, plain);
        }
        assert_eq!(json["a"][0].to_string(), "1.5");
    }
}
