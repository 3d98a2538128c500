//! The vendor's prose, made fit for a spec: only on a user's machine, and only when asked for.

/// A text without what a spec can't hold, and without empty lines around it; none when nothing is left.
pub(super) fn clean(text: &str) -> Option<String> {
    let text: String = text
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\t' || is_unwritable(c) { ' ' } else { c })
        .collect();
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    let text = lines.join("\n").trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// Control characters but those of lines, characters that change the direction of text, and such as nobody sees.
pub(super) fn is_unwritable(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
