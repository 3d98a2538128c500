//! From the blocks of a page to what it claims: tables of fields, values and errors, and what stands in code.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use super::blocks::{Block, BlockKind, Document, Row};
use super::columns::Column;
use super::heads::{self, Head};
use super::notation::{self, Name, Step};
use super::passages::Passages;
use super::request;
pub(super) use super::rows::{Claim, FieldRow};
use super::rows::{
    ErrorRow, cells, claim, error, is_key, is_of_none, is_repeated, is_rest, is_value, modules, nested,
};
use super::sections::{self, Section};
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
    /// What stands below a heading that says that the Action's name follows.
    pub(super) name: Option<String>,
    /// What the page says of the Action, before its tables.
    pub(super) about: Vec<String>,
    /// Tables of the Action's parameters.
    pub(super) input: Vec<FieldTable>,
    /// Tables of fields of the result.
    pub(super) output: Vec<FieldTable>,
    /// Tables of the values of something.
    pub(super) values: Vec<ValueTable>,
    /// Tables that say nothing of parameters and fields, each with its line and why.
    pub(super) asides: Vec<(usize, String)>,
    /// The lines of tables of which nothing was read.
    pub(super) unread: Vec<usize>,
    /// The columns of tables that nobody reads, each with the line of its table.
    pub(super) columns: Vec<(usize, String)>,
    /// The Action's error codes.
    pub(super) errors: Vec<ErrorRow>,
    /// Preformatted text, and text that looks like it, in the order of the page.
    pub(super) codes: Vec<Code>,
    /// Everything that is text, for the names that stand in it.
    pub(super) texts: Vec<String>,
    /// The names in the tables of parameters, as they are compared, with the line of the first row.
    pub(super) named_in: HashMap<String, usize>,
    /// The names in the tables of fields, likewise.
    pub(super) named_out: HashMap<String, usize>,
    /// What stands between headings and tables, but for examples and errors.
    pub(super) passages: Passages,
    /// All words outside of code, likewise.
    pub(super) words: HashSet<String>,
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

/// A table of the values of something.
#[derive(Clone, Debug)]
pub(super) struct ValueTable {
    pub(super) line: usize,
    pub(super) title: String,
    /// The title of the column with the values.
    pub(super) column: String,
    /// It stands elsewhere than among parameters and fields.
    pub(super) is_aside: bool,
    /// Something was found that has the values.
    pub(super) is_used: Cell<bool>,
    /// Each value with its meaning.
    pub(super) rows: Vec<(String, String)>,
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
    /// The part of the page in which it stands.
    pub(super) part: usize,
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
    /// A heading of no kind that is known stood beside the section's since.
    is_left: bool,
    /// How many sections there were, this one among them.
    sections: usize,
    /// The section that tells the envelope of the Action's response, and a later one that tells that of another.
    answer: Option<usize>,
    other_answer: Option<usize>,
    /// The number of parts with examples; a request and its response are in one.
    part: usize,
    part_level: u8,
    /// The heading, and what was said since the last heading or table.
    said: Vec<String>,
}

impl Reader {
    fn heading(&mut self, level: u8, title: &str, line: usize) {
        if self.page.title.is_none() && (level == 1 || line < 5) && sections::section(title).is_none() {
            self.page.title = Some(title.to_owned());
        }
        self.page.texts.push(title.to_owned());
        self.page.words.extend(notation::words(title));
        self.enter(level, title);
        self.said.clear();
        self.page.passages.end();
        self.said.push(title.to_owned());
    }

    fn enter(&mut self, level: u8, title: &str) {
        let section = sections::section(title);
        let is_beside = level <= self.part_level || section.is_some();
        // A request may be shown before its parameters are described, and its response after that.
        let is_neutral = matches!(section, Some(Section::Input | Section::Errors))
            || (level == self.part_level && sections::is_another_way(title));
        if is_beside && !is_neutral && !sections::is_of_response(title) {
            self.part += 1;
            self.part_level = level;
        }
        let Some(section) = sections::section(title) else {
            // A part of its own ends the errors and the examples.
            if level <= self.level {
                self.is_left = true;
                if matches!(self.section, Some(Section::Errors)) {
                    self.section = None;
                }
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
            self.sections += 1;
            self.section = Some(section);
            self.level = level;
            self.is_left = false;
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
        self.page.words.extend(notation::words(text));
        if self.page.name.is_none() && self.said.last().is_some_and(|said| sections::is_of_name(said)) {
            let word = text.split_whitespace().next().filter(|word| notation::path(word).is_some());
            self.page.name = word.map(str::to_owned);
        }
        let is_title = !text.contains(['\n', '@'])
            && !text.contains(".com")
            && text.chars().count() <= 30
            && sections::section(text).is_some();
        if is_title {
            self.enter(6, text);
        }
        let has_table = !self.page.input.is_empty() || !self.page.output.is_empty();
        if !is_title && !has_table && matches!(self.section, None | Some(Section::Description)) {
            self.page.about.push(text.to_owned());
        }
        if !is_title && !matches!(self.section, Some(Section::Example | Section::Errors)) {
            let is_about = matches!(self.section, Some(Section::Input | Section::Output)) && !self.is_left;
            self.page.passages.add(text, block.line, is_about);
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
            part: self.part,
        });
        self.page.passages.end();
        self.page.texts.push(text.to_owned());
        self.said.retain(|said| sections::section(said).is_some());
    }

    fn table(&mut self, rows: &[Row], line: usize) {
        for row in rows {
            self.page.texts.push(row.cells.join(" "));
            row.cells.iter().for_each(|cell| self.page.words.extend(notation::words(cell)));
        }
        self.page.passages.end();
        let mut title = std::mem::take(&mut self.said).join("\n");
        let is_about = matches!(self.section, Some(Section::Input | Section::Output));
        let (head, columns) = match heads::head(rows, is_about) {
            Head::Known(row, columns) => (row, columns),
            Head::Metrics if is_about => {
                let what = "a table of the page lists what is measured, which are no parameters or fields, so it was left out";
                self.page.asides.push((line, what.to_owned()));
                return;
            }
            Head::Unknown
                if self.section == Some(Section::Errors) || (is_about && heads::may_name_fields(rows)) =>
            {
                return self.warn(
                    line,
                    "the columns of this table have no titles that are known, so it was left out",
                );
            }
            Head::Metrics | Head::Unknown => return self.page.unread.push(line),
        };
        for row in &rows[..head] {
            title.push('\n');
            title.push_str(&row.cells.join(" "));
        }
        let titles = &rows[head].cells;
        let rows = &rows[head + 1..];
        let count = self.page.input.len() + self.page.output.len() + self.page.values.len();
        if rows.len() > MAX_ROWS || count >= MAX_TABLES || self.page.errors.len() > MAX_ROWS {
            self.warn(line, "the page has too many tables, or this one too many rows, so it was left out");
            return;
        }
        let columns_left = heads::unread(&columns, titles, rows);
        self.page.columns.extend(columns_left.into_iter().map(|title| (line, title)));
        let has = |column| columns.contains(&Some(column));
        let is_of_errors = self.section == Some(Section::Errors) || !heads::lists_values(&title, titles);
        if (has(Column::Code) || has(Column::ModuleCode)) && !has(Column::Type) && is_of_errors {
            self.errors(line, &columns, rows);
        } else if has(Column::Name) {
            self.fields((line, title), &columns, titles, rows);
        } else if let Some(columns) = heads::of_values(&columns, rows) {
            self.values((line, title), &columns, titles, rows);
        } else if is_about {
            self.warn(line, "this table has no column of names or values, so it was left out");
        } else {
            self.page.unread.push(line);
        }
    }

    fn warn(&mut self, line: usize, message: &str) {
        self.page.warnings.push(Warning::at(line, Kind::LeftOut, message));
    }

    fn fields(
        &mut self,
        (line, title): (usize, String),
        columns: &[Option<Column>],
        titles: &[String],
        rows: &[Row],
    ) {
        let has = |column| columns.contains(&Some(column));
        let says_required = has(Column::Required) || has(Column::Optional);
        let is_typed = has(Column::Type) || says_required;
        let is_values =
            !is_typed && rows.iter().all(|row| row.cells.first().is_some_and(|name| is_value(name)));
        if is_values {
            let columns: Vec<_> = columns
                .iter()
                .map(|column| if *column == Some(Column::Name) { Some(Column::Value) } else { *column })
                .collect();
            self.values((line, title), &columns, titles, rows);
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
            _ if has_envelope && !says_required => false,
            Some(Section::Input) => true,
            Some(Section::Output) if !(self.is_left && says_required) => false,
            Some(Section::Errors) if !is_typed => return self.page.unread.push(line),
            _ if says_required => true,
            // Without a heading, the first table of a page is about its parameters.
            None | Some(Section::Description)
                if is_typed && self.page.input.is_empty() && self.page.output.is_empty() =>
            {
                !rows.iter().any(|row| row.steps.first().is_some_and(|step| is_envelope(&step.name)))
            }
            _ if is_typed => false,
            _ => return self.page.unread.push(line),
        };
        let is_aside = matches!(self.section, Some(Section::Example | Section::Errors));
        if !is_input && self.is_other_answer(has_envelope, line) {
            return;
        }
        let page = &mut self.page;
        let (tables, named) = if is_input {
            (&mut page.input, &mut page.named_in)
        } else {
            (&mut page.output, &mut page.named_out)
        };
        for (step, line) in rows.iter().flat_map(|row| row.steps.iter().map(|step| (step, row.claim.line))) {
            named.entry(notation::lower(&step.name)).or_insert(line);
        }
        tables.push(FieldTable { line, title, rows, is_aside });
    }

    /// Whether a table is in a section that describes another response: a second one with an envelope, such as that of the Action which tells
    /// how far a task is.
    fn is_other_answer(&mut self, has_envelope: bool, line: usize) -> bool {
        if self.section != Some(Section::Output) {
            return false;
        }
        if has_envelope && self.other_answer.is_none() {
            let first = *self.answer.get_or_insert(self.sections);
            if first != self.sections {
                self.other_answer = Some(self.sections);
                let what = "the page describes another response in a later section, which was left out";
                self.page.asides.push((line, what.to_owned()));
            }
        }
        self.other_answer == Some(self.sections)
    }

    fn field_rows(&mut self, columns: &[Option<Column>], rows: &[Row]) -> Vec<FieldRow> {
        let mut fields: Vec<FieldRow> = Vec::new();
        // The rows that the next one may be inside of, with their indentation.
        let mut outer: Vec<(usize, Vec<Step>)> = Vec::new();
        let mut above: Vec<Vec<Step>> = Vec::new();
        for row in rows {
            let cell = |column| cells(columns, row, column);
            let name = columns.iter().position(|column| *column == Some(Column::Name));
            let name = name.map_or("", |index| row.cells[index].as_str());
            if is_of_none(name, &cell(Column::Type)) {
                continue;
            }
            let names = nested(columns, row, &mut above).unwrap_or_else(|| notation::names(name));
            let claim = claim(row, &cell);
            if names.is_empty() && !name.trim().is_empty() && claim.ty != Claimed::default() {
                let shown: String = name.trim().chars().take(40).collect();
                if is_key(&shown) {
                    let what = format!("`{shown}` stands for a key that is data, so its row was left out");
                    self.page.asides.push((row.line, what));
                } else {
                    self.warn(
                        row.line,
                        &format!("`{shown}` is no name on the wire, so its row was left out"),
                    );
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
                if is_repeated(&fields, &steps, &claim) {
                    let name = steps.iter().map(|step| step.name.as_str()).collect::<Vec<_>>().join(".");
                    self.warn(
                        row.line,
                        &format!(
                            "`{name}` stands twice in this table, with two meanings; the second was left out"
                        ),
                    );
                }
                fields.push(FieldRow { steps, claim: claim.clone() });
            }
        }
        fields
    }

    fn values(
        &mut self,
        (line, title): (usize, String),
        columns: &[Option<Column>],
        titles: &[String],
        rows: &[Row],
    ) {
        let is_value = |column: &Option<Column>| *column == Some(Column::Value);
        if self.section == Some(Section::Errors) {
            let as_code = |column| if is_value(column) { Some(Column::Code) } else { *column };
            return self.errors(line, &columns.iter().map(as_code).collect::<Vec<_>>(), rows);
        }
        let index = columns.iter().position(is_value);
        let column = index.and_then(|index| titles.get(index)).cloned().unwrap_or_default();
        let rows: Vec<_> = rows
            .iter()
            .map(|row| (cells(columns, row, Column::Value), cells(columns, row, Column::Description)))
            .filter(|(value, _)| !value.is_empty() && !is_rest(value))
            .collect();
        if !rows.is_empty() {
            let is_aside = self.is_left || !matches!(self.section, Some(Section::Input | Section::Output));
            self.page.values.push(ValueTable { line, title, column, rows, is_aside, is_used: false.into() });
        }
    }

    fn errors(&mut self, line: usize, columns: &[Option<Column>], rows: &[Row]) {
        let modules = modules(columns, rows);
        if !modules.is_empty() {
            let what = format!(
                "the codes of parts of the vendor's that the page lists stand in the message of a failure, so they are no codes of the Action: {}",
                modules.join(", ")
            );
            self.page.asides.push((line, what));
        }
        self.page.errors.extend(rows.iter().filter_map(|row| error(columns, row)));
    }
}

impl Page {
    /// How many parameters and fields the tables describe that are about an Action, rather than about every request and response.
    pub(super) fn described(&self) -> usize {
        let own = |row: &&FieldRow| {
            let name = &row.steps[0].name;
            !request::is_common(name) && !is_envelope(name)
        };
        let tables = self.input.iter().chain(&self.output).filter(|table| !table.is_aside);
        tables.flat_map(|table| &table.rows).filter(own).count()
    }

    /// Whether there is a table of what an Action takes or gives, be it only the envelope, among the parts of the page that are about that.
    pub(super) fn has_tables(&self) -> bool {
        self.described() > 0 || self.output.iter().any(|table| !table.is_aside)
    }
}

/// Whether a name is one of the envelope's.
pub(super) fn is_envelope(name: &str) -> bool {
    ["code", "message", "codedesc"].contains(&name.to_lowercase().as_str())
}
