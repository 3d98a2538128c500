//! JSON with positions: the second look at a response, made only when there is something to report.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

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

/// What is wrong with a text that is not JSON.
pub(crate) struct Mistake {
    pub(crate) span: Range<usize>,
    pub(crate) said: String,
    pub(crate) help: Option<String>,
}

/// What is wrong at the place where the reader of JSON stopped, by what stands there.
pub(crate) fn mistake(text: &str, span: Range<usize>, said: String) -> Mistake {
    let rest = &text[span.start..];
    let before = text[..span.start].trim_end();
    let is_first = text[..span.start].rsplit('\n').next().is_some_and(|line| line.trim().is_empty());
    let start = text.trim_start();
    let told = |span: Range<usize>, said: &str, help: &str| Mistake {
        span,
        said: said.to_owned(),
        help: Some(help.to_owned()).filter(|help| !help.is_empty()),
    };
    if ["HTTP/", "```", "GET ", "POST "].iter().any(|other| start.starts_with(other)) {
        return told(
            span,
            "something stands before it",
            "the file holds the body of a response and nothing else",
        );
    }
    if rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with('#') {
        return told(span, "it has no comments", "remove the comment");
    }
    if rest.starts_with("...") {
        return told(
            span,
            "`...` stands for something that is left out",
            "write what the server sends, or remove it",
        );
    }
    if said.starts_with("trailing comma") {
        return told(
            before.len().saturating_sub(1)..before.len(),
            "this comma is the last of its kind",
            "remove the comma",
        );
    }
    if rest.starts_with('\'') {
        return told(span, "a text stands in double quotes", "write `\"` for each `'` around a text");
    }
    if let Some(mistake) = bracket(text, &said).or_else(|| sign(text, span.clone(), &said)) {
        return mistake;
    }
    if said.starts_with("expected `,`") && is_first {
        return told(
            before.len() - before.chars().next_back().map_or(0, char::len_utf8)..before.len(),
            "a comma is missing behind this",
            "write a `,`",
        );
    }
    if said.starts_with("control character") {
        return told(
            span,
            "a text goes on over the end of its line, or holds a tab",
            "close it, or write `\\n` and `\\t`",
        );
    }
    if said.starts_with("EOF") {
        return told(
            span,
            "the file ends before everything is closed",
            "something is cut off, or a `}` or `]` is missing",
        );
    }
    if said.starts_with("trailing characters") {
        return told(span, "something stands behind its end", "a file holds one response: remove the rest");
    }
    if said.starts_with("invalid escape") {
        return told(span, &said, "write `\\\\` for a backslash");
    }
    bare(text, span, said)
}

/// What is wrong with a word that stands where a value or a name is expected.
fn bare(text: &str, span: Range<usize>, said: String) -> Mistake {
    let rest = &text[span.start..];
    let word =
        rest.find(|c: char| !c.is_alphanumeric() && !"_-.".contains(c)).map_or(rest, |end| &rest[..end]);
    let is_bare = said.starts_with("key must")
        || said.starts_with("expected value")
        || said.starts_with("expected ident");
    if is_bare && word.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let help = match word {
            "True" | "False" | "TRUE" | "FALSE" => format!("write `{}`", word.to_lowercase()),
            "None" | "nil" | "NULL" | "Null" | "undefined" => "write `null`".to_owned(),
            "NaN" | "Infinity" | "inf" | "nan" => "JSON has no such number".to_owned(),
            word => format!("a name and a text stand in double quotes: `\"{word}\"`"),
        };
        return Mistake { span: span.start..span.start + word.len(), said, help: Some(help) };
    }
    Mistake { span, said, help: None }
}

/// What is wrong with the signs between values at the place where the reader of JSON stopped.
fn sign(text: &str, span: Range<usize>, said: &str) -> Option<Mistake> {
    let rest = &text[span.start..];
    let before = text[..span.start].trim_end();
    let next = rest.chars().next()?;
    let told = |span: Range<usize>, said: &str, help: &str| {
        Some(Mistake { span, said: said.to_owned(), help: Some(help.to_owned()) })
    };
    let last = before.len().saturating_sub(1)..before.len();
    if said.starts_with("expected `,`") {
        if before.ends_with('"') && (next.is_alphanumeric() || next == '\\') {
            let open = text[..before.len() - 1].rfind('"')?;
            return told(
                open..open + 1,
                "the text that begins here ends too late, or too early",
                "close it with a `\"` where it ends, and write `\\\"` for a quote inside it",
            );
        }
        return match next {
            '"' | '{' | '[' => told(last, "a comma is missing behind this", "write a `,`"),
            ';' => told(span, "there is no `;` in it", "write a `,`"),
            _ => None,
        };
    }
    if said.starts_with("expected `:`") {
        return match next {
            '=' => told(span, "there is no `=` in it", "write a `:`"),
            ',' | '}' | ']' => told(span, "this name has no value", "write a `:` and the value behind it"),
            c if crate::language::lookalike::of(c).is_none() => {
                told(last, "a colon is missing behind this", "write a `:`")
            }
            _ => None,
        };
    }
    let is_behind_colon = before.ends_with(':');
    if said.starts_with("expected value")
        || said.starts_with("key must")
        || said.starts_with("invalid number")
    {
        return match next {
            ',' | '}' if is_behind_colon => told(span, "a value is missing here", "write it, or `null`"),
            ',' => told(span, "nothing stands before this comma", "remove it"),
            '+' => told(span, "a number has no `+`", "leave it out"),
            _ if said.starts_with("invalid number") && before.ends_with('0') => {
                told(last, "a number has no zeros before it", "leave the zeros out")
            }
            _ => None,
        };
    }
    None
}

/// The bracket that is not closed, or the one that closes another, where that is what the reader of JSON stopped at.
fn bracket(text: &str, said: &str) -> Option<Mistake> {
    let is_end = said.starts_with("EOF");
    if !is_end && !said.starts_with("expected `,`") && !said.starts_with("trailing characters") {
        return None;
    }
    let mut open: Vec<(usize, char)> = Vec::new();
    let (mut is_text, mut is_escaped) = (false, false);
    let told =
        |at: usize, said: String, help: String| Some(Mistake { span: at..at + 1, said, help: Some(help) });
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_text => is_escaped = true,
            '"' => is_text = !is_text,
            '\n' if is_text => return None, // where texts end, nobody can tell
            _ if is_text => {}
            '{' | '[' => open.push((at, c)),
            '}' | ']' => match open.pop() {
                Some((_, begun)) if closing(begun) == c => {}
                Some((begun_at, begun)) => {
                    // Either the one that is open was forgotten, or another sign stands in place of what closes it.
                    let close = closing(begun);
                    let is_other = open.last().is_none_or(|(_, outer)| closing(*outer) != c);
                    return if is_other {
                        told(at, format!("this `{c}` closes a `{begun}`"), format!("write `{close}`"))
                    } else {
                        told(
                            begun_at,
                            format!("this `{begun}` is not closed"),
                            format!("close it with `{close}`"),
                        )
                    };
                }
                None => return None,
            },
            _ => {}
        }
    }
    let (at, begun) = open.last().copied().filter(|_| is_end && !is_text)?;
    told(at, format!("this `{begun}` is not closed"), format!("close it with `{}`", closing(begun)))
}

fn closing(open: char) -> char {
    if open == '{' { '}' } else { ']' }
}

/// How many entries the objects of a text have, repeated ones included.
pub(crate) fn entries(text: &str) -> usize {
    serde_json::from_str(text).map_or(0, |Entries(count)| count)
}

/// How many entries the objects of a value have.
pub(crate) fn entries_of(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(entries_of).sum(),
        Value::Object(entries) => entries.len() + entries.values().map(entries_of).sum::<usize>(),
        _ => 0,
    }
}

struct Entries(usize);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Count;
        impl<'de> Visitor<'de> for Count {
            type Value = Entries;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E>(self) -> Result<Entries, E> {
                Ok(Entries(0))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Entries, E> {
                Ok(Entries(0))
            }

            fn visit_i64<E>(self, _: i64) -> Result<Entries, E> {
                Ok(Entries(0))
            }

            fn visit_u64<E>(self, _: u64) -> Result<Entries, E> {
                Ok(Entries(0))
            }

            fn visit_f64<E>(self, _: f64) -> Result<Entries, E> {
                Ok(Entries(0))
            }

            fn visit_str<E>(self, _: &str) -> Result<Entries, E> {
                Ok(Entries(0))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Entries, A::Error> {
                let mut count = 0;
                while let Some(Entries(more)) = items.next_element()? {
                    count += more;
                }
                Ok(Entries(count))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Entries, A::Error> {
                let mut count = 0;
                while let Some((_, Entries(more))) = entries.next_entry::<IgnoredAny, _>()? {
                    count += more + 1;
                }
                Ok(Entries(count))
            }
        }
        deserializer.deserialize_any(Count)
    }
}

/// The keys that an object has twice, with the places of the first and of the second one.
pub(crate) fn repeated(text: &str) -> Vec<(String, Range<usize>, Range<usize>)> {
    fn look(node: &Node, found: &mut Vec<(String, Range<usize>, Range<usize>)>) {
        match &node.kind {
            Kind::List(items) => items.iter().for_each(|item| look(item, found)),
            Kind::Map(entries) => {
                let mut first: HashMap<&str, &Range<usize>> = HashMap::new();
                for (key, value) in entries {
                    let name = key.text().unwrap_or_default();
                    if let Some(before) = first.insert(name, &key.span) {
                        found.push((name.to_owned(), before.clone(), key.span.clone()));
                    }
                    look(value, found);
                }
            }
            Kind::Scalar { .. } => {}
        }
    }
    let mut found = Vec::new();
    if let Some(root) = parse(text) {
        look(&root, &mut found);
    }
    found
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
