//! JSON with a line for each value, in the order and with the digits that it came with.

/// Deeper nesting is not indented any further.
const DEEPEST: usize = 32;

/// A text of JSON with line breaks; what is no JSON stays as it is.
pub(crate) fn pretty(text: &str) -> String {
    if serde_json::from_str::<serde_json::Value>(text).is_err() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() * 2);
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    let mut characters = text.chars().peekable();
    while let Some(next) = characters.next() {
        if in_string {
            out.push(next);
            (in_string, is_escaped) = (next != '"' || is_escaped, next == '\\' && !is_escaped);
            continue;
        }
        match next {
            ' ' | '\n' | '\r' | '\t' => {}
            '{' | '[' => {
                out.push(next);
                while characters.peek().is_some_and(char::is_ascii_whitespace) {
                    characters.next();
                }
                if let Some(end) = characters.next_if(|c| matches!(c, '}' | ']')) {
                    out.push(end);
                } else {
                    depth += 1;
                    new_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push(next);
            }
            ',' => {
                out.push(',');
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => {
                out.push(next);
                in_string = next == '"';
            }
        }
    }
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth.min(DEEPEST)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_has_a_line_and_nothing_else_changes() {
        let text = r#"{"b":1.50,"a":["x, {y}","\"\\"],"c":{ },"d":[],"e":null}"#;
        let lines = [
            "{",
            "  \"b\": 1.50,",
            "  \"a\": [",
            "    \"x, {y}\",",
            "    \"\\\"\\\\\"",
            "  ],",
            "  \"c\": {},",
            "  \"d\": [],",
            "  \"e\": null",
            "}",
        ];
        assert_eq!(pretty(text), lines.join("\n"));
        assert_eq!(pretty("no JSON"), "no JSON");
        assert_eq!(pretty("12"), "12");
    }
}
