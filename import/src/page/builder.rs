//! Puts blocks together from the tags and texts of a page, however badly its tags are nested.

use super::blocks::{Block, BlockKind, Document, Row};
use qcloud_codegen::language::text::is_hidden;

/// A cell that says it spans more is cut off here: the vendor's tables are small.
const MAX_SPAN: usize = 200;
/// The most columns of a table.
const MAX_COLUMNS: usize = 64;

/// The tags that mean something to the reader; all others only carry text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Heading(u8),
    /// A paragraph, a division, an item: whatever begins a new piece of text.
    Block,
    /// A new line inside a paragraph or a cell.
    Break,
    Pre,
    Table,
    Row,
    /// A cell with its spans over rows and columns.
    Cell(usize, usize),
}

/// Blocks in the making.
#[derive(Debug, Default)]
pub(super) struct Builder {
    document: Document,
    /// The text that is being read.
    text: String,
    /// Where its pieces came from.
    pieces: Vec<Piece>,
    heading: Option<u8>,
    /// How many `pre` are open.
    pre: usize,
    /// How many tables are open; only the outermost makes rows.
    tables: usize,
    table: RawTable,
}

/// A part of the text that stands on lines of the page that follow each other.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// Where it begins in the text.
    start: usize,
    /// Its first and last line on the page.
    first: usize,
    last: usize,
}

/// The lines of the page for rising offsets of a text, each byte looked at once.
struct PageLines<'t> {
    text: &'t str,
    pieces: std::slice::Iter<'t, Piece>,
    piece: Option<Piece>,
    at: usize,
    line: usize,
}

impl<'t> PageLines<'t> {
    fn new(text: &'t str, pieces: &'t [Piece]) -> Self {
        Self { text, pieces: pieces.iter(), piece: None, at: 0, line: 1 }
    }

    fn of(&mut self, offset: usize) -> usize {
        while let Some(next) = self.pieces.as_slice().first().filter(|next| next.start <= offset) {
            (self.at, self.line, self.piece) = (next.start, next.first, Some(*next));
            self.pieces.next();
        }
        self.line += self.text[self.at..offset].matches('\n').count();
        self.at = offset;
        // A character reference may make lines that the page lacks.
        self.piece.map_or(self.line, |piece| self.line.min(piece.last))
    }
}

#[derive(Debug, Default)]
struct RawTable {
    line: usize,
    rows: Vec<RawRow>,
    in_row: bool,
    in_cell: bool,
}

#[derive(Debug, Default)]
struct RawRow {
    line: usize,
    cells: Vec<RawCell>,
}

#[derive(Debug)]
struct RawCell {
    text: String,
    rows: usize,
    columns: usize,
}

impl Builder {
    /// The beginning of a tag.
    pub(super) fn open(&mut self, tag: Tag, line: usize) {
        match tag {
            Tag::Heading(level) => {
                self.end_tables();
                self.end_text();
                self.heading = Some(level);
            }
            Tag::Block if self.tables > 0 => self.new_line(),
            Tag::Block => self.end_text(),
            Tag::Break => self.new_line(),
            Tag::Pre if self.tables > 0 => self.new_line(),
            Tag::Pre => {
                self.end_text();
                self.pre += 1;
            }
            Tag::Table => {
                self.tables += 1;
                if self.tables == 1 {
                    self.end_text();
                    self.table = RawTable { line, ..RawTable::default() };
                }
            }
            Tag::Row if self.tables == 1 => {
                self.end_cell();
                self.table.rows.push(RawRow { line, cells: Vec::new() });
                self.table.in_row = true;
            }
            Tag::Cell(rows, columns) if self.tables == 1 => {
                self.end_cell();
                if !self.table.in_row {
                    self.table.rows.push(RawRow { line, cells: Vec::new() });
                    self.table.in_row = true;
                }
                self.table.in_cell = true;
                if let Some(row) = self.table.rows.last_mut() {
                    row.cells.push(RawCell {
                        text: String::new(),
                        rows: rows.clamp(1, MAX_SPAN),
                        columns: columns.clamp(1, MAX_COLUMNS),
                    });
                }
            }
            Tag::Row | Tag::Cell(..) => self.new_line(),
        }
    }

    /// The end of a tag; one that was never opened changes nothing.
    pub(super) fn close(&mut self, tag: Tag) {
        match tag {
            Tag::Heading(_) => {
                self.end_text();
                self.heading = None;
            }
            Tag::Block if self.tables > 0 => self.new_line(),
            Tag::Block => self.end_text(),
            // A browser takes `</br>` for `<br>`.
            Tag::Break => self.new_line(),
            Tag::Pre if self.tables > 0 => self.new_line(),
            Tag::Pre => {
                self.end_text();
                self.pre = self.pre.saturating_sub(1);
            }
            Tag::Table => match self.tables {
                0 => {}
                1 => self.end_tables(),
                _ => self.tables -= 1,
            },
            Tag::Row if self.tables == 1 => {
                self.end_cell();
                self.table.in_row = false;
            }
            Tag::Cell(..) if self.tables == 1 => self.end_cell(),
            Tag::Row | Tag::Cell(..) => self.new_line(),
        }
    }

    /// Text as it is shown, with its white space, and the lines of the page from which it came.
    pub(super) fn text(&mut self, text: &str, first: usize, last: usize) {
        if self.tables > 0 && !self.table.in_cell {
            // Between the cells of a table, only what is not white space is meant.
            if text.trim().is_empty() {
                return;
            }
            if let Some(cell) = self.table.rows.last_mut().and_then(|row| row.cells.last_mut()) {
                cell.text.push_str(text);
                return;
            }
        }
        self.pieces.push(Piece { start: self.text.len(), first, last });
        self.text.push_str(text);
    }

    /// A whole code block.
    pub(super) fn code(&mut self, code: &str, line: usize) {
        self.end_text();
        self.push(line, Vec::new(), BlockKind::Code(code.to_owned()));
    }

    /// The blocks that came together.
    pub(super) fn finish(mut self) -> Document {
        self.end_tables();
        self.end_text();
        self.document
    }

    fn push(&mut self, line: usize, lines: Vec<usize>, kind: BlockKind) {
        self.document.blocks.push(Block { line: line.max(1), lines, kind });
    }

    /// A new line of the current text. Written as a vertical tab until white space is put in order.
    fn new_line(&mut self) {
        let mark = if self.pre > 0 && self.tables == 0 { '\n' } else { '\u{b}' };
        if mark == '\n' || !self.text.is_empty() {
            self.text.push(mark);
            if let Some(Piece { last, .. }) = self.pieces.last().copied() {
                self.pieces.push(Piece { start: self.text.len(), first: last, last });
            }
        }
    }

    fn end_text(&mut self) {
        let (text, pieces) = (std::mem::take(&mut self.text), std::mem::take(&mut self.pieces));
        if self.tables > 0 || text.trim().is_empty() {
            return;
        }
        let separator = if self.pre > 0 { '\n' } else { '\u{b}' };
        let mut page = PageLines::new(&text, &pieces);
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split(separator) {
            // What is left out at the beginning is no line of the block.
            let is_empty = if self.pre > 0 { line.is_empty() } else { in_order(line).is_empty() };
            if !is_empty || !lines.is_empty() {
                let skipped = if self.pre > 0 { 0 } else { line.len() - line.trim_start().len() };
                lines.push(page.of(start + skipped));
            }
            start += line.len() + separator.len_utf8();
        }
        let kind = if self.pre > 0 {
            BlockKind::Code(text.trim_matches('\n').to_owned())
        } else {
            match self.heading {
                Some(level) => BlockKind::Heading(level, in_order(&text).replace('\n', " ")),
                None => BlockKind::Text(in_order(&text)),
            }
        };
        let line = lines.first().copied().unwrap_or(1);
        self.push(line, lines, kind);
    }

    fn end_cell(&mut self) {
        let text = std::mem::take(&mut self.text);
        self.pieces.clear();
        if !self.table.in_cell {
            return;
        }
        self.table.in_cell = false;
        if let Some(cell) = self.table.rows.last_mut().and_then(|row| row.cells.last_mut()) {
            cell.text = in_order(&text);
        }
    }

    fn end_tables(&mut self) {
        if self.tables == 0 {
            return;
        }
        self.end_cell();
        self.tables = 0;
        let table = std::mem::take(&mut self.table);
        let line = table.line;
        let rows = table.grid();
        if !rows.is_empty() {
            self.push(line, Vec::new(), BlockKind::Table(rows));
        }
    }
}

impl RawTable {
    /// The rows with every span filled in, all of the same length.
    fn grid(self) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        // For each column, a text that hangs down from above, and for how many more rows.
        let mut hanging: Vec<(usize, String)> = Vec::new();
        for raw in self.rows.into_iter().filter(|row| !row.cells.is_empty()) {
            let mut cells: Vec<String> = Vec::new();
            let mut next = raw.cells.into_iter();
            loop {
                let column = cells.len();
                if column >= MAX_COLUMNS {
                    break;
                }
                if let Some((left, text)) = hanging.get_mut(column).filter(|(left, _)| *left > 0) {
                    *left -= 1;
                    cells.push(text.clone());
                    continue;
                }
                let Some(cell) = next.next() else {
                    if hanging.iter().skip(column).any(|(left, _)| *left > 0) {
                        cells.push(String::new());
                        continue;
                    }
                    break;
                };
                for offset in 0..cell.columns.min(MAX_COLUMNS - column) {
                    let text = if offset == 0 { cell.text.clone() } else { String::new() };
                    if hanging.len() <= column + offset {
                        hanging.resize(column + offset + 1, (0, String::new()));
                    }
                    hanging[column + offset] = (cell.rows - 1, text.clone());
                    cells.push(text);
                }
            }
            rows.push(Row { line: raw.line, cells });
        }
        let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
        for row in &mut rows {
            row.cells.resize(width, String::new());
        }
        rows.retain(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()));
        rows
    }
}

/// Text with its white space as a browser shows it: runs become one space, and only `<br>` and its like break a line.
fn in_order(text: &str) -> String {
    let lines = text.split('\u{b}').map(|line| {
        let words = line.split(|c: char| c.is_ascii_whitespace()).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ")
    });
    let lines: Vec<_> = lines.collect();
    // Characters that nobody sees, which editors leave in names.
    let text = lines.join("\n").replace(is_hidden, "");
    text.trim_matches(|c: char| c.is_ascii_whitespace()).trim_end().to_owned()
}
