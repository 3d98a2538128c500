//! Pages as copied from a browser: tables are lines whose words, or whose tabs, follow the titles of the columns.

use super::blocks::{Block, BlockKind, Document, Row};
use super::columns::{self, Column};
use super::sections;
use super::{notation, request, types};

/// Reads a page that was copied as text.
pub(super) fn read(page: &str) -> Document {
    let lines: Vec<&str> = page.lines().collect();
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        let number = at + 1;
        let trimmed = line.trim().trim_start_matches('#').trim_start();
        if trimmed.is_empty() || trimmed.starts_with("```") {
            at += 1;
        } else if let Some(titles) = Titles::new(line) {
            let (rows, next) = titles.rows(&lines, at + 1);
            let first = Row { line: number, cells: titles.texts.clone() };
            let kind = BlockKind::Table(std::iter::once(first).chain(rows).collect());
            blocks.push(Block { line: number, lines: Vec::new(), kind });
            at = next;
        } else if trimmed.starts_with(['{', '[']) || is_address(trimmed) {
            let next = code_end(&lines, at);
            let kind = BlockKind::Code(lines[at..next].join("\n"));
            blocks.push(Block { line: number, lines: Vec::new(), kind });
            at = next;
        } else {
            let kind = if let Some(level) = sections::heading_level(trimmed) {
                BlockKind::Heading(level, trimmed.to_owned())
            } else {
                BlockKind::Text(trimmed.to_owned())
            };
            blocks.push(Block { line: number, lines: Vec::new(), kind });
            at += 1;
        }
    }
    Document { blocks }
}

/// Whether a line has the titles of a table.
pub(super) fn is_titles(line: &str) -> bool {
    Titles::new(line).is_some()
}

fn is_address(line: &str) -> bool {
    line.starts_with("http://")
        || line.starts_with("https://")
        || line.starts_with("GET ")
        || line.starts_with("POST ")
}

/// The line after a piece of JSON or an address.
fn code_end(lines: &[&str], start: usize) -> usize {
    let is_json = lines[start].trim().starts_with(['{', '[']);
    let mut depth = 0_i64;
    for (at, line) in lines.iter().enumerate().skip(start) {
        let trimmed = line.trim();
        if is_json {
            let opened = line.chars().filter(|c| "{[".contains(*c)).count();
            let closed = line.chars().filter(|c| "}]".contains(*c)).count();
            depth += i64::try_from(opened).unwrap_or(0) - i64::try_from(closed).unwrap_or(0);
            let is_next = at > start && sections::heading_level(trimmed).is_some_and(|level| level <= 2);
            if is_next {
                return at;
            }
            if depth <= 0 {
                return at + 1;
            }
        } else if at > start
            && (trimmed.is_empty() || trimmed.starts_with(['{', '[']) || !is_continued(trimmed))
        {
            return at;
        }
    }
    lines.len()
}

/// Whether a line goes on with the parameters of an address.
fn is_continued(line: &str) -> bool {
    let line = request::undone(line);
    line.starts_with(['&', '?', '<'])
        || line.split_once('=').is_some_and(|(name, _)| notation::path(name).is_some())
}

/// The titles of a table.
struct Titles {
    texts: Vec<String>,
    columns: Vec<Column>,
    between: Between,
}

/// What stands between two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Between {
    Tab,
    Spaces,
    Space,
}

impl Titles {
    /// The titles in a line, if it is made of nothing else.
    fn new(line: &str) -> Option<Self> {
        for between in [Between::Tab, Between::Spaces, Between::Space] {
            let texts = match between {
                Between::Space => by_words(line)?,
                _ => split(line, between).into_iter().map(|cell| cell.trim().to_owned()).collect(),
            };
            let known: Option<Vec<Column>> = texts.iter().map(|text| columns::column(text)).collect();
            let Some(columns) = known.filter(|columns| is_table(columns)) else { continue };
            return Some(Self { texts, columns, between });
        }
        None
    }

    /// The rows below the titles, and the line after them.
    fn rows(&self, lines: &[&str], start: usize) -> (Vec<Row>, usize) {
        let mut rows: Vec<Row> = Vec::new();
        let mut at = start;
        while at < lines.len() {
            let line = lines[at];
            if line.trim().is_empty() {
                // A blank line may stand between two rows, and between two paragraphs of a cell.
                if !rows.is_empty() && !self.goes_on(&lines[at + 1..]) {
                    return (rows, at);
                }
                at += 1;
                continue;
            }
            if Self::new(line).is_some() {
                return (rows, at);
            }
            if let Some(cells) = self.cells(line) {
                rows.push(Row { line: at + 1, cells });
            } else if sections::heading_level(line.trim()).is_some() || line.trim_start().starts_with('{') {
                return (rows, at);
            } else if let Some(last) = rows.last_mut().and_then(|row| row.cells.last_mut()) {
                last.push('\n');
                last.push_str(line.trim());
            } else {
                return (rows, at);
            }
            at += 1;
        }
        (rows, at)
    }

    /// Whether a table goes on behind a blank line: there is another row before anything else begins.
    fn goes_on(&self, lines: &[&str]) -> bool {
        let reach = if self.between == Between::Tab { 8 } else { 1 };
        let near = lines.iter().take(reach);
        let own = near.take_while(|line| {
            let line = line.trim();
            sections::heading_level(line).is_none()
                && Self::new(line).is_none()
                && !line.starts_with('{')
                && !is_address(line)
        });
        own.into_iter().any(|line| self.is_row(line))
    }

    /// Whether a line is a row beyond doubt.
    fn is_row(&self, line: &str) -> bool {
        if sections::heading_level(line.trim()).is_some() || Self::new(line).is_some() {
            return false;
        }
        if self.between != Between::Tab {
            return self.columns.contains(&Column::Type) && self.cells(line).is_some();
        }
        let Some(cells) = self.cells(line) else { return false };
        let fits = |(column, cell): (&Column, &String)| match column {
            Column::Required | Column::Optional => required(cell).is_some(),
            Column::Type => types::claimed(cell) != types::Claimed::default(),
            _ => true,
        };
        split(line, self.between).len() == self.columns.len() && self.columns.iter().zip(&cells).all(fits)
    }

    fn cells(&self, line: &str) -> Option<Vec<String>> {
        if self.between != Between::Space {
            let mut cells: Vec<String> = split(line, self.between).into_iter().map(str::to_owned).collect();
            let is_named = cells.first().is_some_and(|first| self.begins(first));
            if cells.len() < 2 || !is_named {
                return None;
            }
            while cells.len() > self.columns.len() {
                let more = cells.pop()?;
                let last = cells.last_mut()?;
                last.push(' ');
                last.push_str(&more);
            }
            cells.resize(self.columns.len(), String::new());
            return Some(cells);
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let wide = self.columns.iter().position(|column| *column == Column::Description);
        let wide = wide.unwrap_or(self.columns.len() - 1);
        let mut cells = vec![String::new(); self.columns.len()];
        let (mut start, mut end) = (0, words.len());
        for (index, cell) in cells.iter_mut().enumerate().take(wide) {
            let taken = self.taken(index, &words[start..end], false)?;
            *cell = words[start..start + taken].join(" ");
            start += taken;
        }
        for index in (wide + 1..self.columns.len()).rev() {
            let taken = self.taken(index, &words[start..end], true)?;
            cells[index] = words[end - taken..end].join(" ");
            end -= taken;
        }
        cells[wide] = words[start..end].join(" ");
        Some(cells)
    }

    /// How many words a narrow column takes; `None` when the line is no row.
    fn taken(&self, index: usize, words: &[&str], from_end: bool) -> Option<usize> {
        let word = if from_end { words.last() } else { words.first() };
        let column = self.columns[index];
        let Some(word) = word else {
            return (column != Column::Name && column != Column::Type && index > 0).then_some(0);
        };
        match column {
            Column::Name | Column::Child => self.begins(word).then_some(1),
            Column::Required | Column::Optional => required(word).is_some().then_some(1),
            Column::Type if from_end => (1..=2.min(words.len()))
                .rev()
                .find(|count| types::words(&words[words.len() - count..]) == *count),
            Column::Type => Some(types::words(words)).filter(|count| *count > 0),
            Column::Code => word.chars().any(|c| c.is_ascii_alphanumeric()).then_some(1),
            Column::Value => (word.len() <= 40).then_some(1),
            _ => Some(1),
        }
    }

    /// Whether a word can stand in the first column.
    fn begins(&self, word: &str) -> bool {
        match self.columns[0] {
            Column::Name => !notation::names(word).is_empty(),
            _ => !word.trim().is_empty(),
        }
    }
}

/// What a word in the column of required things says.
pub(super) fn required(word: &str) -> Option<bool> {
    let plain: String = word.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let plain = plain.trim_matches(['`', '*', '.', '。']);
    Some(match plain {
        "yes" | "y" | "true" | "required" | "mandatory" | "must" | "是" | "必选" | "必填" | "必须"
        | "必需" | "1" | "√" | "はい" | "必須" | "예" | "필수" => true,
        "no" | "n" | "false" | "optional" | "否" | "可选" | "选填" | "非必选" | "非必填" | "非必须"
        | "不是" | "0" | "×" | "none" | "不必须" | "不必选" | "非必需" | "いいえ" | "任意" | "아니오"
        | "아니요" | "선택" => false,
        _ => return None,
    })
}

fn split(line: &str, between: Between) -> Vec<&str> {
    match between {
        Between::Tab => line.split('\t').collect(),
        _ => line.trim().split("  ").filter(|cell| !cell.trim().is_empty()).collect(),
    }
}

/// Whether columns are those of a table that matters.
fn is_table(columns: &[Column]) -> bool {
    let has = |column| columns.contains(&column);
    columns.len() >= 2
        && matches!(columns[0], Column::Name | Column::Code | Column::Value)
        && (has(Column::Type) || has(Column::Description))
}

/// The titles in a line whose words are all parts of titles; each takes as many words as it can.
fn by_words(line: &str) -> Option<Vec<String>> {
    let words: Vec<&str> = line.split_whitespace().collect();
    if words.len() < 2 || words.len() > 24 {
        return None;
    }
    let mut titles = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let longest = (1..=4.min(words.len() - at)).rev().find(|count| {
            let title = words[at..at + count].join(" ");
            columns::column(&title).is_some() && is_one_title(&words[at..at + count])
        })?;
        titles.push(words[at..at + longest].join(" "));
        at += longest;
    }
    Some(titles)
}

/// Whether several words are one title: only the last of them, or none, is a title alone, as in `Parameter Name`.
fn is_one_title(words: &[&str]) -> bool {
    const TOGETHER: &[&str] = &[
        "parameter name",
        "parameter value",
        "parameter type",
        "data type",
        "default value",
        "error code",
        "error message",
        "error description",
        "error type",
        "field name",
        "is required",
        "required or not",
        "sample value",
        "example value",
        "value type",
        "status value",
        "parameter description",
        "code description",
        "input content",
        "field type",
        "field description",
    ];
    words.len() == 1 || TOGETHER.contains(&words.join(" ").to_lowercase().as_str())
}
