//! Which row of a table has the titles, and what its columns are: by the titles, else by what stands below them.

use super::blocks::Row;
use super::columns::{self, Column};
use super::notation;
use super::text;
use super::types;

/// What is known of the columns of a table.
#[derive(Debug)]
pub(super) enum Head {
    /// The row with the titles, and the columns.
    Known(usize, Vec<Option<Column>>),
    /// They list what is measured: metrics and their dimensions.
    Metrics,
    /// Nothing is known of them.
    Unknown,
}

/// Words of titles of tables that list what is measured.
const MEASURED: &[&str] = &[
    "指标",
    "监控项",
    "维度",
    "纬度",
    "粒度",
    "metric",
    "dimension",
    "granularity",
    "monitoring item",
    "monitoringitem",
];

/// The head of a table; of one `by_cells`, what stands in the cells counts where the titles are not known.
pub(super) fn head(rows: &[Row], by_cells: bool) -> Head {
    let known = rows.iter().take(2).enumerate().find_map(|(index, row)| {
        let mut columns: Vec<_> = row.cells.iter().map(|title| columns::column(title)).collect();
        // A second column for types is a slip for what is said of the field.
        let mut types = columns.iter_mut().filter(|column| **column == Some(Column::Type));
        if let (Some(_), Some(second)) = (types.next(), types.next_back()) {
            *second = Some(Column::Description);
        }
        let known = columns.iter().filter(|column| column.is_some()).count();
        let has = |column| columns.contains(&Some(column));
        let is_about = [Column::Name, Column::Code, Column::ModuleCode, Column::Value];
        let is_pair = row.cells.len() == 2 && has(Column::Type) && has(Column::Description);
        let is_head = known >= 2 && (is_pair || is_about.into_iter().any(has));
        is_head.then_some((index, columns))
    });
    if let Some((index, columns)) = known {
        return Head::Known(index, columns);
    }
    let is_measured = |title: &String| {
        let title = title.to_lowercase();
        MEASURED.iter().any(|word| title.contains(word))
    };
    if rows.iter().take(2).any(|row| row.cells.iter().any(is_measured)) {
        return Head::Metrics;
    }
    let columns =
        rows.split_first().filter(|_| by_cells).and_then(|(titles, rows)| by_the_cells(titles, rows));
    columns.map_or(Head::Unknown, |columns| Head::Known(0, columns))
}

/// Whether a table has a column of which all cells could be names of fields.
pub(super) fn may_name_fields(rows: &[Row]) -> bool {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    let is_name = |row: &Row, index: usize| {
        row.cells.get(index).is_none_or(|cell| cell.trim().is_empty() || !notation::names(cell).is_empty())
    };
    (0..width).any(|index| rows.iter().skip(1).all(|row| is_name(row, index)))
}

/// The columns of a table of fields or values, when all its cells have the form of such.
fn by_the_cells(titles: &Row, rows: &[Row]) -> Option<Vec<Option<Column>>> {
    let mut columns: Vec<_> = titles.cells.iter().map(|title| columns::column(title)).collect();
    let all = |index: usize, test: &dyn Fn(&str) -> bool| {
        let cells = || rows.iter().filter_map(|row| row.cells.get(index)).map(|cell| cell.trim());
        cells().next().is_some() && cells().all(test)
    };
    let is_name = |cell: &str| notation::names(cell).len() == 1;
    let is_required = |cell: &str| text::required(cell).is_some() && !is_number(cell);
    let mut find = |column: Column, test: &dyn Fn(&str) -> bool| {
        let is_it = |index: &usize| columns[*index].is_none() && all(*index, test);
        if !columns.contains(&Some(column))
            && let Some(index) = (0..columns.len()).find(is_it)
        {
            columns[index] = Some(column);
        }
    };
    find(Column::Type, &types::is_word);
    find(Column::Required, &is_required);
    find(Column::Name, &is_name);
    let index_of = |column: Column| columns.iter().position(|known| *known == Some(column));
    let is_typed = index_of(Column::Required).is_some()
        || index_of(Column::Type).is_some_and(|index| all(index, &types::is_word));
    if is_typed && index_of(Column::Name).is_some() {
        return Some(columns);
    }
    let is_value = |cell: &str| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
        !cell.is_empty() && cell.len() <= 40 && cell.chars().all(is_part)
    };
    let is_list = !is_typed
        && (2..=3).contains(&columns.len())
        && index_of(Column::Description).is_some_and(|at| at > 0);
    let may_be = |index: &usize| columns[*index] != Some(Column::Description) && all(*index, &is_value);
    let is_called = |index: &usize| notation::is_name(titles.cells[*index].trim());
    // A title that can be a parameter's name is that of its values.
    let called = (0..columns.len()).find(|index| is_called(index) && may_be(index));
    let index = called.or_else(|| (0..columns.len()).find(may_be)).filter(|_| is_list)?;
    for column in &mut columns {
        *column = column.filter(|known| *known == Column::Description);
    }
    columns[index] = Some(Column::Value);
    Some(columns)
}

/// The columns of a table without names as those of values with their meanings, where they are: a column of values and one that says what they
/// mean, be it another one for a status; or one of types or codes whose cells are all different words or numbers.
pub(super) fn of_values(columns: &[Option<Column>], rows: &[Row]) -> Option<Vec<Option<Column>>> {
    let at = |wanted| columns.iter().position(|column| *column == Some(wanted));
    if at(Column::Value).is_some() && at(Column::Description).is_some() {
        return Some(columns.to_vec());
    }
    let mut columns = columns.to_vec();
    match (at(Column::Value), at(Column::Type), at(Column::Code)) {
        (Some(first), None, None) => {
            let other = (first + 1..columns.len()).find(|index| columns[*index] == Some(Column::Value))?;
            columns[other] = Some(Column::Description);
        }
        (None, Some(index), None) | (None, None, Some(index)) => {
            at(Column::Description)?;
            let cells = || rows.iter().filter_map(|row| row.cells.get(index)).map(|cell| cell.trim());
            let is_part = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
            let is_value = |cell: &str| !cell.is_empty() && cell.len() <= 40 && cell.chars().all(is_part);
            let all: std::collections::HashSet<&str> = cells().collect();
            if all.len() < 2 || all.len() != rows.len() || !cells().all(is_value) {
                return None;
            }
            columns[index] = Some(Column::Value);
        }
        _ => return None,
    }
    Some(columns)
}

/// The titles of the columns of a table that nobody reads though something stands in them.
pub(super) fn unread(columns: &[Option<Column>], titles: &[String], rows: &[Row]) -> Vec<String> {
    let is_filled = |index: usize| {
        rows.iter().filter_map(|row| row.cells.get(index)).any(|cell| cell.chars().any(char::is_alphanumeric))
    };
    let unknown = columns.iter().enumerate().filter(|(index, column)| column.is_none() && is_filled(*index));
    let titles = unknown.filter_map(|(index, _)| titles.get(index)).filter(|title| !title.trim().is_empty());
    titles.map(|title| title.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// Whether a table of codes lists the values of something rather than errors: its column is called so, and nothing speaks of errors or of what is
/// returned.
pub(super) fn lists_values(title: &str, titles: &[String]) -> bool {
    const ERRORS: &[&str] = &["错误", "返回", "error", "return", "fail", "エラー", "오류", "模块"];
    let text = format!("{title}\n{}", titles.join(" ")).to_lowercase();
    !ERRORS.iter().any(|word| text.contains(word))
}

fn is_number(text: &str) -> bool {
    text.trim().parse::<i64>().is_ok()
}
