//! The events of a body of `text/event-stream`, found in it as it comes and bounded in size.

#[cfg(test)]
mod tests;

use bytes::{Buf, Bytes};

/// What services for language models end a stream with.
pub(crate) const DONE: &[u8] = b"[DONE]";

/// An event as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RawEvent {
    pub(crate) id: Option<String>,
    /// What the server calls it.
    pub(crate) name: Option<String>,
    /// What its lines of data say, with line feeds between them.
    pub(crate) data: Bytes,
}

/// The event at hand has more bytes than it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// Finds events in a stream of bytes, wherever it is cut into chunks. Lines end in LF, CR or both, as the standard has it.
#[derive(Debug)]
pub(crate) struct EventParser {
    limit: usize,
    /// What has come of the line at hand.
    line: Vec<u8>,
    id: Option<String>,
    name: Option<String>,
    /// None before the first line of data.
    data: Option<Vec<u8>>,
    /// Whether no line has ended yet: the first may have a byte order mark.
    is_first: bool,
    /// Whether the last line ended in CR: an LF behind it belongs there.
    after_cr: bool,
}

impl EventParser {
    /// Of a stream whose events have at most so many bytes each.
    pub(crate) fn new(limit: usize) -> Self {
        let (line, after_cr) = (Vec::new(), false);
        Self { limit, line, id: None, name: None, data: None, is_first: true, after_cr }
    }

    /// The next event, taken off the chunk with all that belongs to it; none when the chunk is used up.
    pub(crate) fn next(&mut self, chunk: &mut Bytes) -> Option<Result<RawEvent, TooLarge>> {
        while !chunk.is_empty() {
            if std::mem::take(&mut self.after_cr) && chunk[0] == b'\n' {
                chunk.advance(1);
                continue;
            }
            let end = chunk.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
            let part = chunk.split_to(end.unwrap_or(chunk.len()));
            if part.len() > self.limit.saturating_sub(self.size()) {
                return Some(Err(TooLarge));
            }
            self.line.extend_from_slice(&part);
            if end.is_some() {
                self.after_cr = chunk.get_u8() == b'\r';
                if let Some(event) = self.end_line() {
                    return Some(Ok(event));
                }
            }
        }
        None
    }

    /// The event that no empty line ends, when the stream is whole without it.
    pub(crate) fn finish(&mut self) -> Option<RawEvent> {
        self.end_line().or_else(|| self.end_event())
    }

    /// How many bytes of the event at hand are kept.
    fn size(&self) -> usize {
        let of_text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let data = self.data.as_ref().map_or(0, Vec::len);
        self.line.len() + data + of_text(&self.id) + of_text(&self.name)
    }

    fn end_line(&mut self) -> Option<RawEvent> {
        let line = std::mem::take(&mut self.line);
        let is_first = std::mem::take(&mut self.is_first);
        let line = line.strip_prefix("\u{feff}".as_bytes()).filter(|_| is_first).unwrap_or(&line);
        if line.is_empty() {
            return self.end_event();
        }
        let colon = line.iter().position(|byte| *byte == b':');
        let (field, value) = line.split_at(colon.unwrap_or(line.len()));
        let value = value.strip_prefix(b":").unwrap_or(value);
        let value = value.strip_prefix(b" ").unwrap_or(value);
        let text = || Some(String::from_utf8_lossy(value).into_owned());
        match field {
            b"data" => match &mut self.data {
                Some(data) => data.extend([b"\n", value].concat()),
                None => self.data = Some(value.to_vec()),
            },
            b"id" if !value.contains(&0) => self.id = text(),
            b"event" => self.name = text(),
            // A comment has no name, `retry` is for those who connect again, and nothing else has a meaning.
            _ => {}
        }
        None
    }

    /// What has no data is no event.
    fn end_event(&mut self) -> Option<RawEvent> {
        let (id, name) = (self.id.take(), self.name.take());
        self.data.take().map(|data| RawEvent { id, name, data: data.into() })
    }
}
