//! Pages in HTML, and the HTML inside Markdown.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

use super::blocks::Document;
use super::builder::{Builder, Tag};

/// Reads a page in HTML.
pub(super) fn read(page: &str) -> Document {
    let mut builder = Builder::default();
    feed(page, 1, &mut builder);
    builder.finish()
}

/// Gives a builder the tags and texts of HTML that begins at a line.
pub(super) fn feed(html: &str, first_line: usize, builder: &mut Builder) {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut lines = Lines { text: html, at: 0, line: first_line };
    let mut skipped: Option<Vec<u8>> = None;
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let line = lines.of(tag.span.start);
                if skipped.is_none() && is_skipped(&tag.name) && !tag.self_closing {
                    skipped = Some(tag.name.to_vec());
                } else if skipped.is_none() {
                    match known(&tag.name, Some(&tag)) {
                        Some(known) => builder.open(known, line),
                        None if is_placeholder(html, &tag) => {
                            builder.text(&html[tag.span.start..tag.span.end], line, line);
                        }
                        None => {}
                    }
                }
            }
            Token::EndTag(tag) => {
                if skipped.as_ref().is_some_and(|name| **name == *tag.name) {
                    skipped = None;
                } else if skipped.is_none()
                    && let Some(known) = known(&tag.name, None)
                {
                    builder.close(known);
                }
            }
            Token::String(text) if skipped.is_none() => {
                let line = lines.of(text.span.start);
                builder.text(&String::from_utf8_lossy(&text), line, lines.of(text.span.end));
            }
            _ => {}
        }
    }
}

/// Tags that mean nothing to the reader, and carry text.
const INLINE: &[&str] = &[
    "a",
    "abbr",
    "address",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "big",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "del",
    "details",
    "dfn",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "frame",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "link",
    "map",
    "mark",
    "menu",
    "meta",
    "meter",
    "object",
    "option",
    "output",
    "picture",
    "progress",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "select",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "tbody",
    "textarea",
    "tfoot",
    "thead",
    "time",
    "tt",
    "u",
    "var",
    "video",
    "wbr",
    "html",
];

/// Whether a tag is none of HTML but stands for a value, such as `<thing>` in an example: nothing ends it.
fn is_placeholder(html: &str, tag: &StartTag<usize>) -> bool {
    let Ok(name) = std::str::from_utf8(&tag.name) else { return false };
    let end = format!("</{name}");
    !INLINE.contains(&name)
        && tag.attributes.is_empty()
        && !tag.self_closing
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
        && html
            .get(tag.span.start..tag.span.end)
            .is_some_and(|text| text.starts_with('<') && text.ends_with('>'))
        && !html.as_bytes().windows(end.len()).any(|part| part.eq_ignore_ascii_case(end.as_bytes()))
}

/// What a person never sees.
fn is_skipped(name: &[u8]) -> bool {
    matches!(name, b"script" | b"style" | b"head" | b"noscript" | b"template" | b"svg" | b"nav" | b"footer")
}

fn known(name: &[u8], tag: Option<&StartTag<usize>>) -> Option<Tag> {
    let span = |attribute: &[u8]| {
        let value = tag.and_then(|tag| tag.attributes.get(attribute))?;
        std::str::from_utf8(value).ok()?.trim().parse::<usize>().ok()
    };
    Some(match name {
        b"h1" => Tag::Heading(1),
        b"h2" => Tag::Heading(2),
        b"h3" => Tag::Heading(3),
        b"h4" => Tag::Heading(4),
        b"h5" => Tag::Heading(5),
        b"h6" => Tag::Heading(6),
        b"pre" => Tag::Pre,
        b"br" => Tag::Break,
        b"table" => Tag::Table,
        b"tr" => Tag::Row,
        b"td" | b"th" => Tag::Cell(span(b"rowspan").unwrap_or(1), span(b"colspan").unwrap_or(1)),
        b"p" | b"div" | b"section" | b"article" | b"header" | b"main" | b"ul" | b"ol" | b"li" | b"dl"
        | b"dt" | b"dd" | b"blockquote" | b"form" | b"hr" | b"body" | b"title" => Tag::Block,
        _ => return None,
    })
}

/// Lines of rising offsets, each byte looked at once.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn of(&mut self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        if offset > self.at {
            let passed = &self.text.as_bytes()[self.at..offset];
            self.line += passed.split(|byte| *byte == b'\n').count() - 1;
            self.at = offset;
        }
        self.line
    }
}
