//! The text of a tree: short things in one line, long ones in a block, every string safe.

use super::node::{Key, Map, Node};
use crate::language::text::is_hidden;

/// A line of a spec is not longer than this, where it can be broken.
const WIDTH: usize = 120;

/// A longer key has to be marked as one; the limit of YAML is 1024 characters.
const MAX_KEY: usize = 1000;

/// A value in one line, however long that is.
pub(super) fn inline(value: &Node) -> String {
    let mut text = String::new();
    write_flow(&mut text, value, false);
    text
}

/// A key as it stands before its `:`.
pub(super) fn key(text: &str) -> String {
    let mut quoted = String::new();
    write_scalar(&mut quoted, text, false);
    quoted
}

/// The text of a file: the first line names the schema, then come the comments, and the rest is the map.
pub(super) fn file(schema: &str, comments: &[String], root: &Node) -> String {
    let mut text = format!("# yaml-language-server: $schema=../schema/{schema}.json\n");
    write_comments(&mut text, comments, 0);
    text + &block(root)
}

/// A map as lines, each entry from a line of its own on.
pub(super) fn block(root: &Node) -> String {
    let mut text = String::new();
    match root {
        Node::Map(map) if !map.entries.is_empty() => write_entries(&mut text, map, 0, false),
        other => {
            write_flow(&mut text, other, false);
            text.push('\n');
        }
    }
    text
}

fn write_comments(out: &mut String, comments: &[String], indent: usize) {
    for line in comments.iter().flat_map(|comment| comment.lines()) {
        let line: String = line.chars().map(|c| if is_plain_char(c) { c } else { ' ' }).collect();
        pad(out, indent);
        out.push_str("# ");
        out.push_str(line.trim());
        out.push('\n');
    }
}

/// Writes the entries of a map, each from a line of its own on; the first goes on in the line of a `- `.
fn write_entries(out: &mut String, map: &Map, indent: usize, in_item: bool) {
    for (number, entry) in map.entries.iter().enumerate() {
        if number > 0 && map.kind.is_apart(&entry.value) {
            out.push('\n');
        }
        if !(in_item && number == 0) {
            write_comments(out, &entry.comments, indent);
            pad(out, indent);
        }
        let start = out.len();
        write_key(out, &entry.key);
        if out.len() - start > MAX_KEY {
            out.insert_str(start, "? ");
            out.push('\n');
            pad(out, indent);
        }
        out.push(':');
        write_value(out, &entry.value, indent);
    }
}

/// Writes the value behind `key:`, and the end of its last line.
fn write_value(out: &mut String, value: &Node, indent: usize) {
    let start = line_start(out);
    out.push(' ');
    let is_scalar = matches!(value, Node::Text(_) | Node::Plain(_));
    let before = out.len();
    let is_flow = write_flow(out, value, is_scalar);
    if is_flow && (value.is_empty() || width(&out[start..]) <= WIDTH) {
        out.push('\n');
        return;
    }
    match value {
        Node::Text(text) => {
            let flow = out.split_off(before);
            match block_style(text) {
                Some(style) => write_block_text(out, text, style, indent + 2),
                None => out.push_str(&flow),
            }
            out.push('\n');
        }
        Node::Plain(_) => out.push('\n'),
        Node::List(items) | Node::Rows(items) => {
            out.truncate(before - 1);
            out.push('\n');
            for item in items {
                pad(out, indent + 2);
                out.push('-');
                write_item(out, item, indent + 2);
            }
        }
        Node::Map(map) => {
            out.truncate(before - 1);
            out.push('\n');
            write_entries(out, map, indent + 2, false);
        }
    }
}

/// Writes an item behind its `-`.
fn write_item(out: &mut String, item: &Node, indent: usize) {
    if let Node::Map(map) = item
        && !map.entries.is_empty()
    {
        let start = line_start(out);
        out.push(' ');
        let before = out.len();
        if write_flow(out, item, false) && width(&out[start..]) <= WIDTH {
            out.push('\n');
            return;
        }
        out.truncate(before);
        write_entries(out, map, indent + 2, true);
        return;
    }
    write_value(out, item, indent);
}

/// Writes a value in one line; `false` when it has to stand in a block. `in_block` is for what has a line of its own.
fn write_flow(out: &mut String, value: &Node, in_block: bool) -> bool {
    match value {
        Node::Text(text) => {
            write_scalar(out, text, in_block);
            // A text with lines is read more easily in lines.
            !in_block || block_style(text) != Some(Style::Literal)
        }
        Node::Plain(text) => {
            out.push_str(text);
            true
        }
        Node::Rows(items) if !items.is_empty() => false,
        Node::List(items) | Node::Rows(items) => {
            out.push('[');
            for (number, item) in items.iter().enumerate() {
                if number > 0 {
                    out.push_str(", ");
                }
                if !write_flow(out, item, false) {
                    return false;
                }
            }
            out.push(']');
            true
        }
        Node::Map(map) => {
            if map.kind.is_open() && !map.entries.is_empty() {
                return false;
            }
            out.push('{');
            for (number, entry) in map.entries.iter().enumerate() {
                if !entry.comments.is_empty() {
                    return false;
                }
                if number > 0 {
                    out.push_str(", ");
                }
                write_key(out, &entry.key);
                out.push_str(": ");
                if !write_flow(out, &entry.value, false) {
                    return false;
                }
            }
            out.push('}');
            true
        }
    }
}

fn write_key(out: &mut String, key: &Key) {
    match key {
        Key::Text(text) => write_scalar(out, text, false),
        Key::Plain(text) => out.push_str(text),
    }
}

fn write_scalar(out: &mut String, text: &str, in_block: bool) {
    if is_plain(text, in_block) { out.push_str(text) } else { write_quoted(out, text) }
}

/// Whether a text can stand without quotes, and is nothing but this text then.
fn is_plain(text: &str, in_block: bool) -> bool {
    let starts_well = text.starts_with(|c: char| c.is_alphabetic());
    let ends_well = text.ends_with(|c: char| c.is_alphanumeric() || ".)!?`%/_".contains(c));
    let is_good = |c: char| {
        c.is_ascii_alphanumeric()
            || " _./()-+;!?%`'*@=<>|".contains(c)
            || (!c.is_ascii() && !c.is_whitespace() && is_plain_char(c))
            || (in_block && ":,[]{}&".contains(c))
    };
    starts_well && ends_well && text.chars().all(is_good) && !text.contains(": ") && !is_keyword(text)
}

/// What some reader of YAML takes for something else than a text.
fn is_keyword(text: &str) -> bool {
    const KEYWORDS: [&str; 10] =
        ["true", "false", "yes", "no", "on", "off", "null", "nan", "inf", "infinity"];
    KEYWORDS.iter().any(|keyword| keyword.eq_ignore_ascii_case(text))
}

/// Whether a character can stand in a file as it is.
fn is_plain_char(c: char) -> bool {
    !c.is_control() && !is_hidden(c) && !matches!(c, '\u{fff0}'..='\u{ffff}')
}

fn write_quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_plain_char(c) => out.push(c),
            c if u32::from(c) > 0xffff => out.push_str(&format!("\\U{:08x}", u32::from(c))),
            c => out.push_str(&format!("\\u{:04x}", u32::from(c))),
        }
    }
    out.push('"');
}

/// How a text stands in lines of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// `>-`: a line end is a space.
    Folded,
    /// `|-`: a line end is a line end.
    Literal,
}

fn block_style(text: &str) -> Option<Style> {
    let is_whole = |line: &str| !line.starts_with([' ', '\t']) && !line.ends_with([' ', '\t']);
    let is_good = |c: char| c == '\n' || is_plain_char(c);
    if text.is_empty() || !text.chars().all(is_good) || !is_whole(text) {
        return None;
    }
    if text.contains('\n') {
        let is_framed = text.starts_with('\n') || text.ends_with('\n');
        return (!is_framed && text.split('\n').all(is_whole)).then_some(Style::Literal);
    }
    (text.contains(' ') && !text.contains("  ")).then_some(Style::Folded)
}

fn write_block_text(out: &mut String, text: &str, style: Style, indent: usize) {
    match style {
        Style::Literal => {
            out.push_str("|-");
            for line in text.split('\n') {
                out.push('\n');
                if !line.is_empty() {
                    pad(out, indent);
                    out.push_str(line);
                }
            }
        }
        Style::Folded => {
            out.push_str(">-");
            let mut room = 0;
            for word in text.split(' ') {
                let length = width(word);
                if room < length + 1 {
                    out.push('\n');
                    pad(out, indent);
                    room = WIDTH.saturating_sub(indent);
                } else {
                    out.push(' ');
                    room -= 1;
                }
                out.push_str(word);
                room = room.saturating_sub(length);
            }
        }
    }
}

fn pad(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}

fn line_start(out: &str) -> usize {
    out.rfind('\n').map_or(0, |end| end + 1)
}

fn width(text: &str) -> usize {
    text.chars().count()
}
