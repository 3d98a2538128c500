//! YAML with positions: the second look at a text, made only when there is something to report.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, StrInput};
use serde::de::value::{Error, MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

/// A deeper nesting is not looked into; `serde_yaml` refuses it too.
pub(crate) const MAX_DEPTH: usize = 128;

/// More values than any spec has; what a file may cost is bounded by it.
pub(crate) const MAX_NODES: usize = 1 << 20;

/// A value, and the bytes it stands in.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) span: Range<usize>,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Scalar { text: String, quoted: bool },
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

/// What a scalar means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Scalar<'n> {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    Text(&'n str),
}

impl Node {
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// What the scalar means; `None` for a list or a mapping.
    pub(crate) fn scalar(&self) -> Option<Scalar<'_>> {
        let Kind::Scalar { text, quoted } = &self.kind else { return None };
        if *quoted {
            return Some(Scalar::Text(text));
        }
        Some(match text.as_str() {
            "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
            "true" | "True" | "TRUE" => Scalar::Bool(true),
            "false" | "False" | "FALSE" => Scalar::Bool(false),
            text => number(text).unwrap_or(Scalar::Text(text)),
        })
    }
}

fn number(text: &str) -> Option<Scalar<'_>> {
    let (sign, plain) = match text.strip_prefix(['+', '-']) {
        Some(rest) => (&text[..1], rest),
        None => ("", text),
    };
    match plain {
        ".inf" | ".Inf" | ".INF" if sign == "-" => return Some(Scalar::Float(f64::NEG_INFINITY)),
        ".inf" | ".Inf" | ".INF" => return Some(Scalar::Float(f64::INFINITY)),
        ".nan" | ".NaN" | ".NAN" if sign.is_empty() => return Some(Scalar::Float(f64::NAN)),
        _ if !plain.starts_with(|c: char| c.is_ascii_digit() || c == '.') => return None,
        // Leading zeros make it a string.
        _ if plain.len() > 1 && plain.starts_with('0') && plain.bytes().all(|b| b.is_ascii_digit()) => {
            return None;
        }
        _ => {}
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        let Some(digits) = plain.strip_prefix(prefix).filter(|digits| !digits.starts_with(['+', '-'])) else {
            continue;
        };
        let minus = if sign == "-" { "-" } else { "" };
        if let Ok(int) = i64::from_str_radix(&format!("{minus}{digits}"), radix) {
            return Some(Scalar::Int(int));
        }
        return u64::from_str_radix(digits, radix).ok().filter(|_| minus.is_empty()).map(Scalar::Uint);
    }
    if let Ok(int) = text.parse() {
        return Some(Scalar::Int(int));
    }
    if let Ok(uint) = text.parse() {
        return Some(Scalar::Uint(uint));
    }
    text.parse().ok().map(Scalar::Float)
}

/// What a text holds, as far as it can be read.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// The first document; where the text is broken, what stands before that.
    pub(crate) root: Option<Node>,
    /// What a spec can't have, in the order of the text.
    pub(crate) oddities: Vec<(Range<usize>, Oddity)>,
    /// Where the reading ended before the text did.
    pub(crate) broken: Option<(usize, String)>,
}

/// A means of YAML that is not part of the spec language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Oddity {
    /// `&name` or `*name`: a short text could stand for more than fits into memory.
    Anchor,
    /// `!name` says how a value is to be read.
    Tag,
    /// `---` and another document.
    Document,
    /// `...` and something behind it.
    DocumentEnd,
}

/// The tree of the first document. A broken text gives the part before the break.
pub(crate) fn parse(text: &str) -> Tree {
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        offsets: Offsets::new(text),
        tree: Tree::default(),
        nodes: 0,
    };
    while let Some((event, span)) = reader.next() {
        match event {
            Event::StreamEnd => break,
            Event::DocumentStart(_) if reader.tree.root.is_some() => {
                let start = reader.offsets.byte(span.start.index());
                let end = text[..start].rfind("\n...").filter(|_| !text[start..].starts_with("---"));
                let (at, oddity) = match end {
                    Some(end) => (end + 1, Oddity::DocumentEnd),
                    None => (start, Oddity::Document),
                };
                let length = usize::from(["---", "..."].iter().any(|mark| text[at..].starts_with(mark))) * 3;
                reader.tree.oddities.push((at..at + length, oddity));
                break;
            }
            Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
            event => reader.tree.root = Some(reader.node(event, span, 0)),
        }
    }
    reader.tree
}

fn too_deep() -> String {
    format!("the nesting is deeper than {MAX_DEPTH} levels")
}

struct Reader<'t> {
    parser: Parser<'t, StrInput<'t>>,
    offsets: Offsets<'t>,
    tree: Tree,
    nodes: usize,
}

impl<'t> Reader<'t> {
    /// The next event; `None` from the place on where the text can't be read.
    fn next(&mut self) -> Option<(Event<'t>, Span)> {
        if self.tree.broken.is_some() {
            return None;
        }
        match self.parser.next_event()? {
            Ok(event) => Some(event),
            Err(error) => {
                let offset = self.offsets.byte(error.marker().index());
                let is_depth = error.info().contains("recursion limit");
                let said = if is_depth { too_deep() } else { error.info().to_owned() };
                self.tree.broken = Some((offset, said));
                None
            }
        }
    }

    fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Node {
        let start = self.offsets.byte(span.start.index());
        let mut end = self.offsets.byte(span.end.index());
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            self.tree.broken = Some((start, format!("the file holds more than {MAX_NODES} values")));
        } else if depth > MAX_DEPTH {
            self.tree.broken = Some((start, too_deep()));
        }
        let nothing = || Kind::Scalar { text: String::new(), quoted: false };
        let kind = match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.note(start, anchor > 0, tag.is_some());
                if text.is_empty() && style == ScalarStyle::Plain {
                    end = start; // nothing; the reader may count what follows
                }
                Kind::Scalar { text: text.into_owned(), quoted: style != ScalarStyle::Plain }
            }
            Event::Alias(_) => {
                self.tree.oddities.push((start..end, Oddity::Anchor));
                nothing()
            }
            Event::SequenceStart(anchor, tag) => {
                self.note(start, anchor > 0, tag.is_some());
                Kind::List(self.items(depth, &mut end))
            }
            Event::MappingStart(anchor, tag) => {
                self.note(start, anchor > 0, tag.is_some());
                Kind::Map(self.entries(depth, &mut end))
            }
            _ => nothing(),
        };
        Node { span: start..end.max(start), kind }
    }

    /// Remembers an anchor or a tag: it stands right before its value.
    fn note(&mut self, start: usize, is_anchor: bool, is_tag: bool) {
        let before = self.offsets.text[..start].trim_end();
        let from = |mark: char| {
            let word = before.rfind(|c: char| c.is_whitespace() || "[{,".contains(c)).map_or(0, |at| at + 1);
            let at = before[word..].find(mark).map_or(start, |at| word + at);
            at..if at == start { start } else { before.len() }
        };
        if is_anchor {
            self.tree.oddities.push((from('&'), Oddity::Anchor));
        }
        if is_tag {
            self.tree.oddities.push((from('!'), Oddity::Tag));
        }
    }

    fn items(&mut self, depth: usize, end: &mut usize) -> Vec<Node> {
        let mut items: Vec<Node> = Vec::new();
        while let Some((event, span)) = self.next() {
            if matches!(event, Event::SequenceEnd) {
                // A block ends where the next line starts, which is not its own any more.
                *end = items.last().map_or(self.offsets.byte(span.end.index()), |last| {
                    if span.is_empty() { last.span.end } else { self.offsets.byte(span.end.index()) }
                });
                return items;
            }
            items.push(self.node(event, span, depth + 1));
        }
        *end = items.last().map_or(*end, |last| last.span.end);
        items
    }

    fn entries(&mut self, depth: usize, end: &mut usize) -> Vec<(Node, Node)> {
        let mut entries: Vec<(Node, Node)> = Vec::new();
        while let Some((event, span)) = self.next() {
            if matches!(event, Event::MappingEnd) {
                *end = entries.last().map_or(self.offsets.byte(span.end.index()), |(_, last)| {
                    if span.is_empty() { last.span.end } else { self.offsets.byte(span.end.index()) }
                });
                return entries;
            }
            let key = self.node(event, span, depth + 1);
            let Some((event, span)) = self.next() else { break };
            entries.push((key, self.node(event, span, depth + 1)));
        }
        *end = entries.last().map_or(*end, |(_, last)| last.span.end);
        entries
    }
}

/// From the parser's character counts to bytes. Its marks don't only go forward, so every 32nd is kept.
struct Offsets<'t> {
    text: &'t str,
    marks: Vec<usize>,
    is_ascii: bool,
}

const STRIDE: usize = 32;

impl<'t> Offsets<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            marks: text.char_indices().step_by(STRIDE).map(|(byte, _)| byte).collect(),
            is_ascii: text.is_ascii(),
        }
    }

    fn byte(&self, character: usize) -> usize {
        if self.is_ascii {
            return character.min(self.text.len());
        }
        let Some(&mark) = self.marks.get(character / STRIDE) else { return self.text.len() };
        self.text[mark..]
            .char_indices()
            .nth(character % STRIDE)
            .map_or(self.text.len(), |(byte, _)| mark + byte)
    }
}

impl<'de> IntoDeserializer<'de, Error> for &'de Node {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match (&self.kind, self.scalar()) {
            (Kind::List(items), _) => SeqDeserializer::new(items.iter()).deserialize_any(visitor),
            (Kind::Map(entries), _) => {
                let entries = entries.iter().map(|(key, value)| (key, value));
                MapDeserializer::new(entries).deserialize_any(visitor)
            }
            (_, Some(Scalar::Bool(value))) => visitor.visit_bool(value),
            (_, Some(Scalar::Int(value))) => visitor.visit_i64(value),
            (_, Some(Scalar::Uint(value))) => visitor.visit_u64(value),
            (_, Some(Scalar::Float(value))) => visitor.visit_f64(value),
            (_, Some(Scalar::Text(text))) => visitor.visit_str(text),
            (_, Some(Scalar::Null) | None) => visitor.visit_unit(),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.scalar() == Some(Scalar::Null) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.text() {
            Some(text) => visitor.visit_str(text),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        StrDeserializer::new(self.text().unwrap_or_default()).deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct newtype_struct seq
        tuple tuple_struct map struct ignored_any
    }
}
