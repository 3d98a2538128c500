//! Pages in Markdown, with pipe tables, HTML tables, and the slips of both.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag as Mark, TagEnd};

use super::blocks::Document;
use super::builder::{Builder, Tag};
use super::{html, sections};

/// Reads a page in Markdown.
pub(super) fn read(page: &str) -> Document {
    let mended = Mended::new(page);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut reader = Reader { mended: &mended, builder: Builder::default(), html: None, code: None };
    for (event, range) in Parser::new_ext(&mended.text, options).into_offset_iter() {
        reader.event(event, &range);
    }
    reader.end_html();
    reader.builder.finish()
}

struct Reader<'a> {
    mended: &'a Mended,
    builder: Builder,
    /// HTML that comes in pieces, and where it began.
    html: Option<(String, usize)>,
    /// A code block that comes in pieces, and where it began.
    code: Option<(String, usize)>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: &Range<usize>) {
        let line = self.mended.line(range.start);
        match event {
            Event::Html(text) => {
                self.html.get_or_insert_with(|| (String::new(), line)).0.push_str(&text);
                return;
            }
            Event::Text(text) if self.code.is_some() => {
                if let Some((code, _)) = &mut self.code {
                    code.push_str(&text);
                }
                return;
            }
            _ => self.end_html(),
        }
        match event {
            Event::Start(mark) => self.start(&mark, line),
            Event::End(mark) => self.end(mark),
            Event::Text(text) | Event::Code(text) => self.builder.text(&text, line, line),
            Event::InlineHtml(text) => html::feed(&text, line, &mut self.builder),
            Event::SoftBreak => self.builder.text("\u{b}", line, line),
            Event::HardBreak | Event::Rule => self.builder.open(Tag::Break, line),
            _ => {}
        }
    }

    fn start(&mut self, mark: &Mark<'_>, line: usize) {
        match mark {
            Mark::Heading { level, .. } => self.builder.open(Tag::Heading(number(*level)), line),
            Mark::Table(_) => self.builder.open(Tag::Table, line),
            Mark::TableHead | Mark::TableRow => self.builder.open(Tag::Row, line),
            Mark::TableCell => self.builder.open(Tag::Cell(1, 1), line),
            Mark::CodeBlock(kind) => {
                let first = if matches!(kind, CodeBlockKind::Fenced(_)) { line + 1 } else { line };
                self.code = Some((String::new(), first));
            }
            Mark::Paragraph | Mark::Item | Mark::BlockQuote(_) => self.builder.open(Tag::Block, line),
            _ => {}
        }
    }

    fn end(&mut self, mark: TagEnd) {
        match mark {
            TagEnd::Heading(level) => self.builder.close(Tag::Heading(number(level))),
            TagEnd::Table => self.builder.close(Tag::Table),
            TagEnd::TableHead | TagEnd::TableRow => self.builder.close(Tag::Row),
            TagEnd::TableCell => self.builder.close(Tag::Cell(1, 1)),
            TagEnd::CodeBlock => {
                if let Some((code, line)) = self.code.take() {
                    self.builder.code(code.trim_end_matches('\n'), line);
                }
            }
            TagEnd::Paragraph | TagEnd::Item | TagEnd::BlockQuote(_) => self.builder.close(Tag::Block),
            _ => {}
        }
    }

    fn end_html(&mut self) {
        if let Some((text, line)) = self.html.take() {
            html::feed(&text, line, &mut self.builder);
        }
    }
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// Whether a line is the one between the titles of a pipe table and its rows.
pub(super) fn is_delimiter(line: &str) -> bool {
    line.contains('|')
        && line.contains('-')
        && line.chars().all(|c| matches!(c, '|' | '-' | ':') || c.is_whitespace())
}

/// The line that begins preformatted text, or ends it.
struct Fence {
    mark: char,
    length: usize,
    /// Nothing stands behind the marks.
    is_bare: bool,
}

impl Fence {
    fn new(line: &str) -> Option<Self> {
        let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let rest = line.trim_start_matches(mark);
        let length = line.len() - rest.len();
        // Marks that come again in the line are those of a piece of code in a sentence.
        (length >= 3 && !rest.contains(mark)).then(|| Self { mark, length, is_bare: rest.trim().is_empty() })
    }

    fn text(&self) -> String {
        String::from(self.mark).repeat(self.length)
    }
}

/// A page whose end tags have no attributes, with which they would be no tags: `</font color=red>`.
fn without_attributes(page: &str) -> String {
    let mut plain = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find("</") {
        let (before, tag) = rest.split_at(at);
        plain.push_str(before);
        let name = 2 + tag[2..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        plain.push_str(&tag[..name]);
        rest = &tag[name..];
        let behind = rest.find(['>', '<', '\n', '|']).filter(|end| name > 2 && rest[*end..].starts_with('>'));
        if let Some(end) = behind
            && rest.starts_with([' ', '\t'])
        {
            rest = &rest[end..];
        }
    }
    plain.push_str(rest);
    plain
}

/// A page whose slips are mended as the vendor's site shows it, and which of its lines each line was.
struct Mended {
    text: String,
    /// Where each line of the text begins, and its number on the page.
    lines: Vec<(usize, usize)>,
}

impl Mended {
    fn new(page: &str) -> Self {
        let mut mended = Self { text: String::with_capacity(page.len() + page.len() / 8), lines: Vec::new() };
        let page = without_attributes(page);
        let lines: Vec<&str> = page.lines().collect();
        let (mut fence, mut pre, mut tables, mut columns) = (None::<Fence>, false, 0_usize, 0_usize);
        for (index, line) in lines.iter().enumerate() {
            let number = index + 1;
            let trimmed = line.trim();
            if let Some(open) = &fence
                && !mended.fenced(line, number, open)
            {
                fence = None;
                continue;
            } else if fence.is_some() {
                continue;
            }
            if !pre
                && tables == 0
                && let Some(opened) = Fence::new(trimmed)
            {
                fence = Some(opened);
                mended.push(trimmed, number);
                continue;
            }
            let lower = trimmed.to_ascii_lowercase();
            tables =
                (tables + lower.matches("<table").count()).saturating_sub(lower.matches("</table").count());
            if pre || lower.contains("<pre") {
                pre = lower.rfind("<pre") > lower.rfind("</pre")
                    || (pre && !lower.contains("</pre") && !lower.contains("<pre"));
                mended.push(line, number);
                continue;
            }
            if tables > 0 && trimmed.starts_with('#') {
                tables = 0; // a table that is never closed ends with its section
            }
            if tables > 0 && trimmed.is_empty() {
                mended.push("<!-- -->", number); // a blank line would end the HTML
                continue;
            }
            let next = lines.get(index + 1).map_or("", |line| line.trim());
            if tables == 0 && is_delimiter(next) && trimmed.contains('|') && !is_delimiter(trimmed) {
                mended.push("", number); // titles that follow a paragraph at once
                mended.push(trimmed, number);
                columns = cells(trimmed).count();
            } else if columns > 0 && is_delimiter(trimmed) && index > 0 {
                mended.push(&("|---".repeat(columns) + "|"), number);
            } else if columns > 0 && !trimmed.is_empty() {
                mended.pipes(trimmed, number, &mut columns);
            } else {
                columns = 0;
                let heading = heading(line);
                mended.push(heading.as_deref().unwrap_or(line), number);
            }
        }
        mended
    }

    /// A line inside of a fence; false for the last one. One that closes it may be indented, as in an item of a list, and one that is never closed
    /// ends where another begins, or a part of the page.
    fn fenced(&mut self, line: &str, number: usize, open: &Fence) -> bool {
        let trimmed = line.trim();
        let other = Fence::new(trimmed);
        let is_part =
            trimmed.starts_with("##") && sections::section(trimmed.trim_start_matches('#')).is_some();
        match other {
            Some(other) if other.mark == open.mark && other.is_bare && other.length >= open.length => {
                self.push(trimmed, number);
                return false;
            }
            Some(other) if other.mark == open.mark && other.length == open.length && !other.is_bare => {
                self.push(&open.text(), number);
                self.push(trimmed, number);
            }
            _ if is_part => {
                self.push(&open.text(), number);
                self.push(trimmed, number);
                return false;
            }
            _ => self.push(line, number),
        }
        true
    }

    /// A line after the titles of a pipe table: a row, or the end of the table.
    fn pipes(&mut self, line: &str, number: usize, columns: &mut usize) {
        let first: Vec<&str> = cells(line).take(*columns).collect();
        let more: Vec<&str> = cells(line).skip(*columns).filter(|cell| !cell.trim().is_empty()).collect();
        if line.contains('|') && more.is_empty() {
            self.push(line, number);
        } else if line.contains('|') {
            // More cells than there are columns belong to the last one: somebody wrote `|` in a sentence.
            self.push(&format!("|{} \\| {}|", first.join("|"), more.join("\\|")), number);
        } else {
            // Without this, a sentence right below a table is read as its last row.
            *columns = 0;
            self.push("", number);
            self.push(line, number);
        }
    }

    fn push(&mut self, line: &str, number: usize) {
        self.lines.push((self.text.len(), number));
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// The line of the page that an offset of the text was on.
    fn line(&self, offset: usize) -> usize {
        let after = self.lines.partition_point(|(start, _)| *start <= offset);
        self.lines.get(after.saturating_sub(1)).map_or(1, |(_, number)| *number)
    }
}

/// The cells of a line of a pipe table.
fn cells(line: &str) -> impl Iterator<Item = &str> {
    let inner = line.trim_start_matches('|');
    let mut rest = Some(inner.strip_suffix('|').unwrap_or(inner));
    std::iter::from_fn(move || {
        let text = rest?;
        let is_sign = |(at, _): &(usize, &str)| !text[..*at].ends_with('\\');
        let end = text.match_indices('|').find(is_sign).map(|(at, _)| at);
        rest = end.map(|end| &text[end + 1..]);
        Some(&text[..end.unwrap_or(text.len())])
    })
}

/// A heading without the space that Markdown wants after its marks.
fn heading(line: &str) -> Option<String> {
    let trimmed = line.trim_start();
    let level = trimmed.bytes().take_while(|byte| *byte == b'#').count();
    let title = &trimmed[level..];
    let is_heading = (1..=6).contains(&level) && !title.is_empty() && !title.starts_with(['#', '!']);
    is_heading.then(|| format!("{} {}", "#".repeat(level), title.trim_start()))
}
