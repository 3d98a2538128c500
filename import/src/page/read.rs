//! From the blocks of a page to what it claims: tables of fields, values and errors, and what stands in code.

use super::blocks::{Block, BlockKind, Document, Row};
use super::columns::{self, Column};
use super::notation::{self, Name, Step};
use super::sections::{self, Section};
use super::text;
use super::types::{self, Claimed};
use crate::report::{Kind, Warning};
use qcloud_codegen::spec::Protocol;

/// More tables, or rows in one of them, than any page has.
const MAX_TABLES: usize = 200;
const MAX_ROWS: usize = 2000;

/// What a page claims.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    /// The title, when it has one.
    pub(super) title: Option<String>,
    /// What the page says of the Action, before its tables.
    pub(super) about: Vec<String>,
    /// Tables of the Action's parameters.
    pub(super) input: Vec<FieldTable>,
    /// Tables of fields of the result.
    pub(super) output: Vec<FieldTable>,
    /// Tables of the values of something.
    pub(super) values: Vec<ValueTable>,
    /// The Action's error codes.
    pub(super) errors: Vec<ErrorRow>,
    /// Preformatted text, and text that looks like it, in the order of the page.
    pub(super) codes: Vec<Code>,
    /// Everything that is text, for the names that stand in it.
    pub(super) texts: Vec<String>,
    /// What a person should look at.
    pub(super) warnings: Vec<Warning>,
}

/// A table of parameters or fields.
#[derive(Clone, Debug)]
pub(super) struct FieldTable {
    pub(super) line: usize,
    /// The heading and the sentences before it.
    pub(super) title: String,
    pub(super) rows: Vec<FieldRow>,
    /// It stands among the examples or the errors, so it need not be about this Action.
    pub(super) is_aside: bool,
}

/// What a page claims of a parameter or field.
#[derive(Clone, Debug)]
pub(super) struct FieldRow {
    pub(super) steps: Vec<Step>,
    pub(super) claim: Claim,
}

/// What a page claims of a parameter or field, apart from its name.
#[derive(Clone, Debug, Default)]
pub(super) struct Claim {
    pub(super) line: usize,
    pub(super) ty: Claimed,
    /// The words of the type.
    pub(super) type_text: String,
    pub(super) required: Option<bool>,
    pub(super) default: Option<String>,
    pub(super) description: String,
    /// The values that it may have, from a column of their own.
    pub(super) values: String,
}

/// A table of the values of something.
#[derive(Clone, Debug)]
pub(super) struct ValueTable {
    pub(super) title: String,
    /// Each value with its meaning.
    pub(super) rows: Vec<(String, String)>,
}

/// A row of a table of error codes.
#[derive(Clone, Debug)]
pub(super) struct ErrorRow {
    pub(super) line: usize,
    pub(super) code: String,
    /// The symbolic name, from a column of its own.
    pub(super) name: Option<String>,
    pub(super) meaning: String,
}

/// Preformatted text, with what was said before it.
#[derive(Clone, Debug)]
pub(super) struct Code {
    pub(super) line: usize,
    /// The line of the page for each line of the text; none when they simply follow each other.
    lines: Vec<usize>,
    pub(super) text: String,
    /// What was said right before it, in lower case.
    pub(super) label: String,
}

impl Code {
    /// The line of the page on which a line of the text stands, which counts from 0.
    pub(super) fn line_of(&self, line: usize) -> usize {
        let known = self.lines.get(line).or(self.lines.last());
        known.copied().unwrap_or(self.line + line)
    }
}

/// Sorts the blocks of a page.
pub(super) fn page(document: &Document) -> Page {
    let mut reader = Reader::default();
    for block in &document.blocks {
        match &block.kind {
            BlockKind::Heading(level, title) => reader.heading(*level, title, block.line),
            BlockKind::Text(text) => reader.text(text, block),
            BlockKind::Table(rows) => reader.table(rows, block.line),
            BlockKind::Code(text) => reader.code(text, block),
        }
    }
    reader.page
}

#[derive(Default)]
struct Reader {
    page: Page,
    section: Option<Section>,
    level: u8,
    /// The heading, and what was said since the last heading or table.
    said: Vec<String>,
}

impl Reader {
    fn heading(&mut self, level: u8, title: &str, line: usize) {
        if self.page.title.is_none() && (level == 1 || line < 5) && sections::section(title).is_none() {
            self.page.title = Some(title.to_owned());
        }
        self.page.texts.push(title.to_owned());
        self.enter(level, title);
        self.said.clear();
        self.said.push(title.to_owned());
    }

    fn enter(&mut self, level: u8, title: &str) {
        let Some(section) = sections::section(title) else {
            // A part of its own ends the errors and the examples.
            if level <= self.level && matches!(self.section, Some(Section::Errors)) {
                self.section = None;
            }
            return;
        };
        let is_within = level > self.level;
        let stays = match (self.section, section) {
            (Some(Section::Example), Section::Input | Section::Output | Section::Description) => is_within,
            (Some(Section::Output), Section::Input) => sections::is_general(title),
            (Some(Section::Input | Section::Output), Section::Description) => is_within,
            _ => false,
        };
        if !stays {
            self.section = Some(section);
            self.level = level;
        }
    }

    fn text(&mut self, text: &str, block: &Block) {
        self.page.texts.push(text.to_owned());
        if text.contains("Action=")
            || text.contains(&format!("{}?", Protocol::V2.path()))
            || text.trim_start().starts_with(['{', '['])
        {
            self.code(text, block);
            return;
        }
        let is_title =
            !text.contains('\n') && text.chars().count() <= 30 && sections::section(text).is_some();
        if is_title {
            self.enter(6, text);
        }
        let has_table = !self.page.input.is_empty() || !self.page.output.is_empty();
        if !is_title && !has_table && matches!(self.section, None | Some(Section::Description)) {
            self.page.about.push(text.to_owned());
        }
        self.said.push(text.to_owned());
    }

    fn code(&mut self, text: &str, block: &Block) {
        let label =
            self.said.iter().rev().take(3).map(|said| said.to_lowercase()).collect::<Vec<_>>().join("\n");
        self.page.codes.push(Code {
            line: block.line,
            lines: block.lines.clone(),
            text: text.to_owned(),
            label,
        });
        self.page.texts.push(text.to_owned());
        self.said.retain(|said| sections::section(said).is_some());
    }

    fn table(&mut self, rows: &[Row], line: usize) {
        for row in rows {
            self.page.texts.push(row.cells.join(" "));
        }
        let mut title = std::mem::take(&mut self.said).join("\n");
        let Some((head, columns)) = head(rows) else {
            if matches!(self.section, Some(Section::Input | Section::Output)) {
                self.warn(
                    line,
                    "the columns of this table have no titles that are known, so it was left out",
                );
            }
            return;
        };
        for row in &rows[..head] {
            title.push('\n');
            title.push_str(&row.cells.join(" "));
        }
        let rows = &rows[head + 1..];
        let count = self.page.input.len() + self.page.output.len() + self.page.values.len();
        if rows.len() > MAX_ROWS || count >= MAX_TABLES || self.page.errors.len() > MAX_ROWS {
            self.warn(line, "the page has too many tables, or this one too many rows, so it was left out");
            return;
        }
        let has = |column| columns.contains(&Some(column));
        if has(Column::Code) && !has(Column::Type) {
            self.errors(&columns, rows);
        } else if has(Column::Name) {
            self.fields(line, title, &columns, rows);
        } else if has(Column::Value) && has(Column::Description) {
            self.values(title, &columns, rows);
        } else if matches!(self.section, Some(Section::Input | Section::Output)) {
            self.warn(line, "this table has no column of names or values, so it was left out");
        }
    }

    fn warn(&mut self, line: usize, message: &str) {
        self.page.warnings.push(Warning::at(line, Kind::LeftOut, message));
    }

    fn fields(&mut self, line: usize, title: String, columns: &[Option<Column>], rows: &[Row]) {
        let has = |column| columns.contains(&Some(column));
        let is_typed = has(Column::Type) || has(Column::Required) || has(Column::Optional);
        let is_values =
            !is_typed && rows.iter().all(|row| row.cells.first().is_some_and(|name| is_number(name)));
        if is_values {
            let columns: Vec<_> = columns
                .iter()
                .map(|column| if *column == Some(Column::Name) { Some(Column::Value) } else { *column })
                .collect();
            self.values(title, &columns, rows);
            return;
        }
        let rows = self.field_rows(columns, rows);
        if rows.is_empty() {
            return;
        }
        let has_envelope = ["code", "message"]
            .iter()
            .all(|name| rows.iter().any(|row| row.steps.len() == 1 && row.steps[0].name == *name));
        let is_input = match self.section {
            _ if has_envelope && !has(Column::Required) => false,
            Some(Section::Input) => true,
            Some(Section::Output) => false,
            Some(Section::Errors) if !is_typed => return,
            _ if has(Column::Required) || has(Column::Optional) => true,
            // Without a heading, the first table of a page is about its parameters.
            None | Some(Section::Description)
                if is_typed && self.page.input.is_empty() && self.page.output.is_empty() =>
            {
                !rows.iter().any(|row| row.steps.first().is_some_and(|step| is_envelope(&step.name)))
            }
            _ if is_typed => false,
            _ => return,
        };
        let is_aside = !matches!(self.section, Some(Section::Input | Section::Output));
        let tables = if is_input { &mut self.page.input } else { &mut self.page.output };
        tables.push(FieldTable { line, title, rows, is_aside });
    }

    fn field_rows(&mut self, columns: &[Option<Column>], rows: &[Row]) -> Vec<FieldRow> {
        let mut fields: Vec<FieldRow> = Vec::new();
        // The rows that the next one may be inside of, with their indentation.
        let mut outer: Vec<(usize, Vec<Step>)> = Vec::new();
        for row in rows {
            let cell = |column| cells(columns, row, column);
            let name = columns.iter().position(|column| *column == Some(Column::Name));
            let name = name.map_or("", |index| row.cells[index].as_str());
            if columns::column(name.trim()) == Some(Column::Name)
                && columns::column(&cell(Column::Type)) == Some(Column::Type)
            {
                continue; // the titles once more
            }
            let mut names = notation::names(name);
            let claim = claim(row, &cell);
            if names.is_empty() && !name.trim().is_empty() && claim.ty != Claimed::default() {
                let shown: String = name.trim().chars().take(40).collect();
                self.warn(row.line, &format!("`{shown}` is no name on the wire, so its row was left out"));
            }
            for child in children(columns, row) {
                for name in &mut names {
                    name.steps.extend(child.steps.iter().cloned());
                }
            }
            for Name { mut steps, indent } in names {
                while outer.last().is_some_and(|(width, _)| *width >= indent) {
                    outer.pop();
                }
                if let Some((_, parent)) = outer.last()
                    && parent.len() + steps.len() <= 16
                {
                    // A path that is written in full is indented for the eye only.
                    let is_full = steps.len() > parent.len()
                        && parent.iter().zip(&steps).all(|(a, b)| a.name == b.name);
                    if !is_full {
                        steps.splice(0..0, parent.iter().cloned());
                    }
                }
                let holds = claim.ty.list
                    || matches!(claim.ty.base, types::Base::Object | types::Base::Unknown)
                    || steps.last().is_some_and(|step| step.indexed);
                if holds {
                    outer.push((indent, steps.clone()));
                }
                fields.push(FieldRow { steps, claim: claim.clone() });
            }
        }
        fields
    }

    fn values(&mut self, title: String, columns: &[Option<Column>], rows: &[Row]) {
        let rows: Vec<_> = rows
            .iter()
            .map(|row| (cells(columns, row, Column::Value), cells(columns, row, Column::Description)))
            .filter(|(value, _)| !value.is_empty())
            .collect();
        if !rows.is_empty() {
            self.page.values.push(ValueTable { title, rows });
        }
    }

    fn errors(&mut self, columns: &[Option<Column>], rows: &[Row]) {
        for row in rows {
            let code = cells(columns, row, Column::Code);
            if code.is_empty() || sections::section(&code).is_some() {
                continue;
            }
            let name = Some(cells(columns, row, Column::ErrorName)).filter(|name| !name.is_empty());
            let meaning = cells(columns, row, Column::Description);
            self.page.errors.push(ErrorRow { line: row.line, code, name, meaning });
        }
    }
}

/// The row with the titles, and the columns.
fn head(rows: &[Row]) -> Option<(usize, Vec<Option<Column>>)> {
    rows.iter().take(2).enumerate().find_map(|(index, row)| {
        let columns: Vec<_> = row.cells.iter().map(|title| columns::column(title)).collect();
        let known = columns.iter().filter(|column| column.is_some()).count();
        let has = |column| columns.contains(&Some(column));
        let is_head = known >= 2 && (has(Column::Name) || has(Column::Code) || has(Column::Value));
        is_head.then_some((index, columns))
    })
}

/// The text of all cells of a kind.
fn cells(columns: &[Option<Column>], row: &Row, wanted: Column) -> String {
    let texts = columns.iter().zip(&row.cells).filter(|(column, _)| **column == Some(wanted));
    let texts: Vec<_> = texts.map(|(_, text)| text.trim()).filter(|text| !text.is_empty()).collect();
    texts.join("\n")
}

/// The names in the columns of things inside the named one.
fn children(columns: &[Option<Column>], row: &Row) -> Vec<Name> {
    let cells = columns.iter().zip(&row.cells).filter(|(column, _)| **column == Some(Column::Child));
    cells.filter_map(|(_, text)| notation::names(text).into_iter().next()).collect()
}

fn claim(row: &Row, cell: &dyn Fn(Column) -> String) -> Claim {
    let type_text = cell(Column::Type);
    let required = text::required(&cell(Column::Required));
    let optional = text::required(&cell(Column::Optional)).map(|optional| !optional);
    let default = cell(Column::Default);
    let is_none = matches!(
        default.as_str(),
        "" | "-" | "--" | "无" | "/" | "None" | "N/A" | "none" | "没有" | "NA" | "—"
    );
    Claim {
        line: row.line,
        ty: types::claimed(&type_text),
        type_text,
        required: required.or(optional),
        default: (!is_none).then_some(default),
        description: cell(Column::Description),
        values: cell(Column::Value),
    }
}

fn is_number(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.len() < 20 && text.parse::<i64>().is_ok()
}

/// Whether a name is one of the envelope's.
pub(super) fn is_envelope(name: &str) -> bool {
    ["code", "message", "codedesc"].contains(&name.to_lowercase().as_str())
}
