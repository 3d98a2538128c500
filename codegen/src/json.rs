//! JSON with positions: the second look at a response, made only when there is something to report.

use std::ops::Range;

use crate::yaml::{Kind, MAX_DEPTH, Node};

/// The tree of a JSON text that was read before; of any other text, as much as makes sense.
pub(crate) fn parse(text: &str) -> Option<Node> {
    Reader { text, at: 0 }.value(0)
}

/// The bytes at a line and a column as `serde_json` counts them: from 1, the column in bytes.
pub(crate) fn offset(text: &str, line: usize, column: usize) -> Range<usize> {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.trim_end().len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at..at + text[at..].chars().next().map_or(0, char::len_utf8)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn skip(&mut self, what: impl Fn(char) -> bool) {
        let rest = &self.text[self.at..];
        self.at += rest.find(|c| !what(c)).unwrap_or(rest.len());
    }

    fn take(&mut self, what: char) -> bool {
        self.skip(char::is_whitespace);
        let found = self.text[self.at..].starts_with(what);
        self.at += if found { what.len_utf8() } else { 0 };
        found
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.skip(char::is_whitespace);
        let start = self.at;
        let kind = if self.take('{') {
            Kind::Map(self.entries(depth)?)
        } else if self.take('[') {
            Kind::List(self.items(depth)?)
        } else if self.text[self.at..].starts_with('"') {
            Kind::Scalar { text: self.string()?, quoted: true }
        } else {
            self.skip(|c| !c.is_whitespace() && !",]}".contains(c));
            Kind::Scalar { text: self.text[start..self.at].to_owned(), quoted: false }
        };
        Some(Node { span: start..self.at, kind })
    }

    fn entries(&mut self, depth: usize) -> Option<Vec<(Node, Node)>> {
        let mut entries = Vec::new();
        while !self.take('}') {
            let key = self.value(depth + 1)?;
            self.take(':').then_some(())?;
            entries.push((key, self.value(depth + 1)?));
            self.take(',');
        }
        Some(entries)
    }

    fn items(&mut self, depth: usize) -> Option<Vec<Node>> {
        let mut items = Vec::new();
        while !self.take(']') {
            let before = self.at;
            items.push(self.value(depth + 1)?);
            self.take(',');
            (self.at > before).then_some(())?;
        }
        Some(items)
    }

    fn string(&mut self) -> Option<String> {
        let start = self.at;
        let mut escaped = false;
        for (offset, c) in self.text[start..].char_indices().skip(1) {
            match c {
                '"' if !escaped => {
                    self.at = start + offset + 1;
                    return serde_json::from_str(&self.text[start..self.at]).ok();
                }
                _ => escaped = c == '\\' && !escaped,
            }
        }
        None
    }
}
