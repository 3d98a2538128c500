//! YAML with positions: the second look at a text, made only when there is something to report.

use std::collections::HashMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, StrInput};
use serde::de::value::{Error, MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

/// A deeper nesting is not looked into; `serde_yaml` refuses it too.
const MAX_DEPTH: usize = 128;

/// With aliases, a short text can stand for more than fits into memory.
const MAX_NODES: usize = 1 << 20;

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
    if !text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
        || text.ends_with(char::is_alphabetic)
    {
        return None;
    }
    if let Ok(int) = text.parse() {
        return Some(Scalar::Int(int));
    }
    if let Ok(uint) = text.parse() {
        return Some(Scalar::Uint(uint));
    }
    text.parse().ok().map(Scalar::Float)
}

/// The tree of the first document; `None` when the text is not YAML or asks for too much.
pub(crate) fn parse(text: &str) -> Option<Node> {
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        offsets: Offsets::new(text),
        anchors: HashMap::new(),
        nodes: 0,
    };
    loop {
        match reader.next()? {
            (Event::StreamStart | Event::DocumentStart(_), _) => {}
            (event, span) => return reader.node(event, span, 0),
        }
    }
}

struct Reader<'t> {
    parser: Parser<'t, StrInput<'t>>,
    offsets: Offsets<'t>,
    /// What each anchor stands for, and how many nodes that is.
    anchors: HashMap<usize, (Node, usize)>,
    nodes: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Option<(Event<'t>, Span)> {
        self.parser.next_event()?.ok()
    }

    fn count(&mut self, nodes: usize) -> Option<()> {
        self.nodes += nodes;
        (self.nodes <= MAX_NODES).then_some(())
    }

    fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Option<Node> {
        let before = self.nodes;
        self.count(1)?;
        if depth > MAX_DEPTH {
            return None;
        }
        let start = self.offsets.byte(span.start.index());
        let mut end = self.offsets.byte(span.end.index());
        let (kind, anchor) = match event {
            Event::Scalar(text, style, anchor, _) => {
                (Kind::Scalar { text: text.into_owned(), quoted: style != ScalarStyle::Plain }, anchor)
            }
            Event::Alias(anchor) => {
                let (node, nodes) = self.anchors.get(&anchor)?;
                let (kind, nodes) = (node.kind.clone(), *nodes);
                self.count(nodes)?;
                return Some(Node { span: start..end, kind });
            }
            Event::SequenceStart(anchor, _) => {
                let items = self.items(depth, &mut end)?;
                (Kind::List(items), anchor)
            }
            Event::MappingStart(anchor, _) => {
                let entries = self.entries(depth, &mut end)?;
                (Kind::Map(entries), anchor)
            }
            _ => return None,
        };
        let node = Node { span: start..end.max(start), kind };
        if anchor > 0 {
            self.anchors.insert(anchor, (node.clone(), self.nodes - before));
        }
        Some(node)
    }

    fn items(&mut self, depth: usize, end: &mut usize) -> Option<Vec<Node>> {
        let mut items: Vec<Node> = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceEnd) {
                // A block ends where the next line starts, which is not its own any more.
                *end = items.last().map_or(self.offsets.byte(span.end.index()), |last| {
                    if span.is_empty() { last.span.end } else { self.offsets.byte(span.end.index()) }
                });
                return Some(items);
            }
            items.push(self.node(event, span, depth + 1)?);
        }
    }

    fn entries(&mut self, depth: usize, end: &mut usize) -> Option<Vec<(Node, Node)>> {
        let mut entries: Vec<(Node, Node)> = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                *end = entries.last().map_or(self.offsets.byte(span.end.index()), |(_, last)| {
                    if span.is_empty() { last.span.end } else { self.offsets.byte(span.end.index()) }
                });
                return Some(entries);
            }
            let key = self.node(event, span, depth + 1)?;
            let (event, span) = self.next()?;
            entries.push((key, self.node(event, span, depth + 1)?));
        }
    }
}

/// From the parser's character counts to bytes. Its marks don't only go forward, so every 256th is kept.
struct Offsets<'t> {
    text: &'t str,
    marks: Vec<usize>,
}

const STRIDE: usize = 256;

impl<'t> Offsets<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, marks: text.char_indices().step_by(STRIDE).map(|(byte, _)| byte).collect() }
    }

    fn byte(&self, character: usize) -> usize {
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
