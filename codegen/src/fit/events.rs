//! The events of a stream, in the text of an example.

use std::ops::Range;

/// What services for language models end a stream with.
const DONE: &str = "[DONE]";

/// What an event of a stream says, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventText {
    /// Its lines of data, with line feeds between them.
    pub data: String,
    /// From the first of these lines to the end of the last, in bytes.
    pub span: Range<usize>,
}

/// The events of a stream up to its end, which may be the event `[DONE]`. Those without data are none.
///
/// ```
/// let events = qcloud_codegen::fit::events("id: 1\ndata: {\"a\":\ndata: 1}\n\ndata:[DONE]\n\n");
/// assert_eq!(events.len(), 1);
/// assert_eq!(events[0].data, "{\"a\":\n1}");
/// ```
#[must_use]
pub fn events(text: &str) -> Vec<EventText> {
    let mut events = Vec::new();
    let mut open: Option<EventText> = None;
    for (start, line) in lines(text.strip_prefix('\u{feff}').unwrap_or(text)) {
        let start = start + text.len() - text.trim_start_matches('\u{feff}').len();
        if line.is_empty() {
            events.extend(open.take());
        }
        let value = line.strip_prefix("data").and_then(|rest| match rest.strip_prefix(':') {
            Some(value) => Some(value.strip_prefix(' ').unwrap_or(value)),
            None => Some(rest).filter(|rest| rest.is_empty()),
        });
        let Some(value) = value else { continue };
        let end = start + line.len();
        match &mut open {
            Some(event) => {
                event.data.push('\n');
                event.data.push_str(value);
                event.span.end = end;
            }
            None => open = Some(EventText { data: value.to_owned(), span: start..end }),
        }
    }
    events.extend(open);
    let end = events.iter().position(|event| event.data.trim() == DONE).unwrap_or(events.len());
    events.truncate(end);
    events.retain(|event| !event.data.trim().is_empty());
    events
}

/// The lines of a stream without their ends, which are LF, CR or both, and where each begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    let mut after_cr = false;
    text.split_inclusive(['\n', '\r']).filter_map(move |piece| {
        let start = at;
        at += piece.len();
        let is_rest_of_end = std::mem::replace(&mut after_cr, piece.ends_with('\r')) && piece == "\n";
        (!is_rest_of_end).then(|| (start, piece.trim_end_matches(['\n', '\r'])))
    })
}

#[cfg(test)]
mod tests {
    use super::events;

    #[test]
    fn events_end_in_any_kind_of_line() {
        for (text, expected) in [
            ("data: a\n\ndata:b\n\n", &["a", "b"][..]),
            ("data: a\r\n\r\ndata: b", &["a", "b"]),
            ("data: a\r\rdata: b\r\ndata\r\n\r\n", &["a", "b\n"]),
            ("\u{feff}: x\n\nretry: 1\ndata: a\ndatas: b\n\nid: 3\n\n", &["a"]),
            ("data:\n\ndata: a\n\ndata: [DONE]\n\ndata: b\n\n", &["a"]),
            ("", &[]),
        ] {
            let found = events(text);
            assert_eq!(
                found.iter().map(|event| event.data.as_str()).collect::<Vec<_>>(),
                expected,
                "{text:?}"
            );
            for event in found {
                assert!(text[event.span].starts_with("data"), "{text:?}");
            }
        }
    }
}
