//! Private keys as PEM: how they begin, and a text without them. Those of examples stay out of a spec, be they real or not, since nobody can tell.

use std::borrow::Cow;

use serde_json::Value;

const BEGIN: &str = "-----BEGIN ";
const KIND: &str = "PRIVATE KEY-----";
const END: &str = "-----END ";

/// What stands in the place of a key.
const REMOVED: &str = "removed";

/// Shorter than any key there is: what is documented as `xxxx` or `***` may stay.
const SHORTEST: usize = 64;

/// Whether a text begins as a private key does.
#[must_use]
pub fn begins(text: &str) -> bool {
    let Some(rest) = text.trim_start().strip_prefix(BEGIN) else { return false };
    rest.find(KIND).is_some_and(|kind| !rest[..kind].contains('-'))
}

/// A text, JSON or not, in which nothing is left of the private keys but their first and last lines.
#[must_use]
pub fn without(text: &str) -> Cow<'_, str> {
    let mut clean = String::new();
    let mut done = 0;
    while let Some(begin) = text[done..].find(BEGIN).map(|at| done + at) {
        let head = begin + BEGIN.len();
        let kind = text[head..].find(KIND).map(|at| head + at);
        // The kind is a word or two; further on it belongs to another block.
        let Some(body) = kind.filter(|kind| !text[head..*kind].contains('-')).map(|kind| kind + KIND.len())
        else {
            clean.push_str(&text[done..head]);
            done = head;
            continue;
        };
        let end = body + end_of_key(&text[body..]);
        let is_key = text[body..end].bytes().filter(u8::is_ascii_alphanumeric).count() >= SHORTEST;
        clean.push_str(&text[done..body]);
        clean.push_str(if is_key { REMOVED } else { &text[body..end] });
        done = end;
    }
    if done == 0 { Cow::Borrowed(text) } else { Cow::Owned(clean + &text[done..]) }
}

/// A key that is cut off ends with the string that it stands in.
fn end_of_key(text: &str) -> usize {
    let quote = text.find('"').map(|at| if text[..at].ends_with('\\') { at - 1 } else { at });
    text.find(END).into_iter().chain(quote).min().unwrap_or(text.len())
}

/// The same of all texts in a JSON value, at any depth.
#[must_use]
pub fn without_in(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(without(text).into_owned()),
        Value::Array(items) => items.iter().map(without_in).collect(),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (name.clone(), without_in(value))).collect())
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn of_a_private_key_its_first_and_last_line_are_left() {
        let key = "MIIE".repeat(20);
        let text = format!(
            "a -----BEGIN RSA PRIVATE KEY-----\\r\\n{key}\\r\\n-----END RSA PRIVATE KEY----- b -----BEGIN PRIVATE KEY-----{key}"
        );
        assert_eq!(
            without(&text),
            "a -----BEGIN RSA PRIVATE KEY-----removed-----END RSA PRIVATE KEY----- b -----BEGIN PRIVATE KEY-----removed"
        );
        assert_eq!(without_in(&json!({"a": [text, 1]})), json!({"a": [without(&text), 1]}));
    }

    #[test]
    fn a_key_that_is_cut_off_ends_with_its_string() {
        let key = format!("-----BEGIN PRIVATE KEY-----{}", "MIIE".repeat(20));
        let removed = "-----BEGIN PRIVATE KEY-----removed";
        assert_eq!(
            without(&format!("{{\"a\": \"{key}\", \"b\": 1}}")),
            format!("{{\"a\": \"{removed}\", \"b\": 1}}")
        );
        assert_eq!(
            without(&format!("\"{{\\\"a\\\": \\\"{key}\\\"}}\"")),
            format!("\"{{\\\"a\\\": \\\"{removed}\\\"}}\"")
        );
    }

    #[test]
    fn what_is_no_private_key_stays_as_it_is() {
        for text in [
            String::new(),
            format!("-----BEGIN CERTIFICATE-----{}-----END CERTIFICATE-----", "MIIE".repeat(20)),
            "-----BEGIN PRIVATE KEY-----xxxxxxxx-----END PRIVATE KEY-----".to_owned(),
            "-----BEGIN ".to_owned(),
            "-----BEGIN é PRIVATE KEY-----".to_owned(),
        ] {
            assert_eq!(without(&text), text);
        }
    }
}
