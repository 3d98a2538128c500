//! What a text of a spec may hold, and how a value is spoken of in a message.

use serde_json::Value;

/// Whether a character hides what is written: a control character that ends no line, one that changes the direction of text, or one that nobody sees.
///
/// None of them can stand in a spec, so importers leave them out.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || changes_direction(c) || is_invisible(c)
}

/// Whether a character changes the direction of the text behind it, so that it reads otherwise than it is.
#[must_use]
pub fn changes_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters without width, separators of lines that no editor shows, byte order marks and tags.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}'
            | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// The words of a parser's message, without the line and column that it says at their end.
///
/// ```
/// use qcloud_codegen::language::text::without_place;
///
/// let error = serde_json::from_str::<bool>("tru").unwrap_err().to_string();
/// assert_eq!(without_place(&error), "EOF while parsing a value");
/// ```
#[must_use]
pub fn without_place(message: &str) -> &str {
    place(message).map_or(message, |(words, _)| words)
}

/// The words of a parser's message, and its line and column, both from 1.
#[must_use]
pub fn place(message: &str) -> Option<(&str, (usize, usize))> {
    let (words, place) = message.rsplit_once(" at line ")?;
    let (line, column) = place.split_once(" column ")?;
    Some((words, (line.parse().ok()?, column.parse().ok()?)))
}

/// What kind of JSON a value is, with its article.
#[must_use]
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a bool",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_hidden_and_what_ends_a_line_is_not() {
        for c in [
            '\0', '\u{7f}', '\u{61c}', '\u{200b}', '\u{202e}', '\u{2028}', '\u{2060}', '\u{2069}', '\u{feff}',
        ] {
            assert!(is_hidden(c), "U+{:04X}", u32::from(c));
        }
        for c in ['\t', '\n', '\r', ' ', 'a', '云', '\u{a0}', '\u{3000}', '…', '\u{fffd}'] {
            assert!(!is_hidden(c), "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn a_place_is_cut_off_only_at_the_end_of_a_message() {
        assert_eq!(place("expected `,` at line 3 column 7"), Some(("expected `,`", (3, 7))));
        for message in ["expected `,`", "found ` at line ` here", ""] {
            assert_eq!((without_place(message), place(message)), (message, None));
        }
    }
}
