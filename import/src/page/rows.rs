//! From a row of a table to the names in it, and to what it says of them.

use super::blocks::Row;
use super::columns::{self, Column};
use super::names;
use super::notation::{self, Name, Step};
use super::sections;
use super::text;
use super::types::{self, Base, Claimed};
use crate::prose;

/// What a page claims of a parameter or field, apart from its name.
#[derive(Clone, Debug, Default)]
pub(super) struct Claim {
    pub(super) line: usize,
    pub(super) ty: Claimed,
    /// The words of the type.
    pub(super) type_text: String,
    pub(super) required: Option<bool>,
    /// The cell that should say so says something else.
    pub(super) is_unclear: bool,
    /// Another table of parameters, for another way to call the Action, does without it.
    pub(super) is_partly: bool,
    pub(super) default: Option<String>,
    pub(super) description: String,
    /// The values that it may have, from a column of their own.
    pub(super) values: String,
    /// What other tables say of it beside that.
    pub(super) others: String,
}

impl Claim {
    /// Takes what another table says of the same thing; who need not give it in one way to call the Action need not in all.
    fn hear_required(&mut self, other: Option<bool>) {
        if let (Some(first), Some(other)) = (self.required, other)
            && first != other
        {
            self.required = Some(false);
            self.is_partly = true;
        }
    }

    /// Takes what another row says of the same thing.
    pub(super) fn join(&mut self, other: &Self, is_same: bool) {
        if is_same {
            self.hear_required(other.required);
        }
        self.is_partly |= other.is_partly && self.required != Some(true);
        if !self.description.contains(&other.description) && !self.others.contains(&other.description) {
            self.others.push_str(&other.description);
            self.others.push('\n');
        }
    }

    /// Whether it is a time that is called one of Unix.
    pub(super) fn is_in_seconds(&self) -> bool {
        self.type_text.to_lowercase().contains("unix")
    }

    /// Whether it is a text that holds JSON.
    pub(super) fn is_json(&self) -> bool {
        self.ty.base == Base::String && !self.ty.list && self.says_json()
    }

    /// Whether the words of the page speak of JSON.
    pub(super) fn says_json(&self) -> bool {
        [&self.description, &self.type_text].iter().any(|text| text.to_lowercase().contains("json"))
    }
}

/// What a page claims of a parameter or field.
#[derive(Clone, Debug)]
pub(super) struct FieldRow {
    pub(super) steps: Vec<Step>,
    pub(super) claim: Claim,
}

/// A row of a table of error codes.
#[derive(Clone, Debug)]
pub(super) struct ErrorRow {
    pub(super) line: usize,
    pub(super) code: String,
    /// The symbolic name, from a cell of its own.
    pub(super) name: Option<String>,
    pub(super) meaning: String,
}

/// The text of all cells of a kind.
pub(super) fn cells(columns: &[Option<Column>], row: &Row, wanted: Column) -> String {
    texts(columns, row, wanted).join("\n")
}

/// The texts of the cells of a kind that are not empty.
pub(super) fn texts<'r>(columns: &[Option<Column>], row: &'r Row, wanted: Column) -> Vec<&'r str> {
    let cells = columns.iter().zip(&row.cells).filter(|(column, _)| **column == Some(wanted));
    cells.map(|(_, text)| text.trim()).filter(|text| !text.is_empty()).collect()
}

/// The name of a row whose columns lead further and further inside; what is blank before it is as in the row above. `None` where only the
/// first of the columns, or the only one, has a name.
pub(super) fn nested(columns: &[Option<Column>], row: &Row, above: &mut Vec<Vec<Step>>) -> Option<Vec<Name>> {
    let is_blank = |text: &str| text.chars().all(|c| c.is_whitespace() || "-–—/".contains(c));
    let cells = columns.iter().zip(&row.cells);
    let cells = cells.filter(|(column, _)| matches!(column, Some(Column::Name | Column::Child)));
    let cells: Vec<&str> = cells.map(|(_, text)| text.as_str()).collect();
    let last = cells.iter().rposition(|text| !is_blank(text))?;
    for (index, text) in cells[..=last].iter().enumerate().filter(|(_, text)| !is_blank(text)) {
        above.truncate(index);
        let name = notation::names(text).into_iter().next()?;
        above.resize(index, Vec::new());
        above.push(name.steps);
    }
    (last > 0).then(|| vec![Name { steps: above.concat(), indent: 0 }])
}

pub(super) fn claim(row: &Row, cell: &dyn Fn(Column) -> String) -> Claim {
    let (mut type_text, mut required_text) = (cell(Column::Type), cell(Column::Required));
    let mut description = cell(Column::Description);
    // The cells of two columns in the place of each other.
    let is_type = |text: &str| types::claimed(text) != Claimed::default();
    if (text::required(&type_text).is_some() && is_type(&required_text))
        || (!is_type(&type_text) && types::is_word(&required_text))
    {
        std::mem::swap(&mut type_text, &mut required_text);
    } else if !type_text.is_empty() && !is_type(&type_text) && types::is_word(&description) {
        std::mem::swap(&mut type_text, &mut description);
    }
    let required = text::required(&required_text);
    let is_unclear = required.is_none() && required_text.contains(char::is_alphanumeric);
    let optional = text::required(&cell(Column::Optional)).map(|optional| !optional);
    let default = cell(Column::Default);
    let is_none = prose::is_nothing(&default) || matches!(default.as_str(), "None" | "none" | "NA");
    Claim {
        line: row.line,
        ty: claimed(&type_text, &description),
        type_text,
        required: required.or(optional),
        is_unclear,
        is_partly: false,
        default: (!is_none).then_some(default),
        description,
        values: cell(Column::Value),
        others: String::new(),
    }
}

/// The type of a row; a number may be called unsigned in its description only. What has a negative value there is not, whatever its type says.
fn claimed(type_text: &str, description: &str) -> Claimed {
    let mut claimed = types::claimed(type_text);
    let lower = description.to_lowercase();
    if claimed.base == Base::Int && ["unsigned int", "无符号"].iter().any(|word| lower.contains(word)) {
        claimed.base = Base::Uint;
    }
    let is_value = |(at, sign): (usize, &str)| {
        let (before, after) = (&description[..at], description[at + sign.len()..].trim_start());
        !before.ends_with(|c: char| c.is_ascii_alphanumeric())
            && after.starts_with([':', '：', '=', '表', '代', '为'])
    };
    let is_negative = claimed.base == Base::Uint && description.match_indices("-1").any(is_value);
    if is_negative { Claimed { base: Base::Int, ..claimed } } else { claimed }
}

/// The error code of a row; one of a module is none.
pub(super) fn error(columns: &[Option<Column>], row: &Row) -> Option<ErrorRow> {
    let codes = texts(columns, row, Column::Code);
    // Of two codes, the number is the code and the word its name.
    let is_code = |text: &&&str| text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let code = codes.iter().find(is_code).or(codes.first()).copied();
    let code = code.filter(|code| sections::section(code).is_none())?;
    let given = texts(columns, row, Column::ErrorName);
    let told = texts(columns, row, Column::Description);
    let words = codes.iter().filter(|text| **text != code).chain(&given).chain(&told);
    // Cells that have no title of their own stand behind the last one.
    let mut words = words.flat_map(|text| text.split('|')).map(str::trim);
    let name = words.find(|text| names::is_symbolic(text)).or(given.first().copied()).map(str::to_owned);
    Some(ErrorRow { line: row.line, code: code.to_owned(), name, meaning: told.join("\n") })
}

/// The codes of a table that parts of the vendor's have for errors, each once.
pub(super) fn modules<'r>(columns: &[Option<Column>], rows: &'r [Row]) -> Vec<&'r str> {
    let mut modules = Vec::new();
    for row in rows {
        let own = texts(columns, row, Column::Code);
        for code in texts(columns, row, Column::ModuleCode) {
            if !own.contains(&code) && !modules.contains(&code) && sections::section(code).is_none() {
                modules.push(code);
            }
        }
    }
    modules
}

/// Whether a row has no field: the titles of a table once more, or words for there being none.
pub(super) fn is_of_none(name: &str, type_text: &str) -> bool {
    let is_nothing = |text: &str| {
        prose::is_nothing(text) || ["none", "na"].iter().any(|word| text.trim().eq_ignore_ascii_case(word))
    };
    let has_titles = columns::column(name.trim()) == Some(Column::Name)
        && columns::column(type_text) == Some(Column::Type);
    has_titles || (is_nothing(name) && is_nothing(type_text) && name.contains(char::is_alphanumeric))
}

/// Whether a cell in the place of a name has or describes a key that is data: `200`, `2XX`, `100001/100002/...`, a word in Chinese.
pub(super) fn is_key(name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || !c.is_ascii() || " /xXID".contains(c);
    name.trim_end_matches('.').chars().all(is_part)
}

/// Whether a cell holds a value rather than a name.
pub(super) fn is_value(text: &str) -> bool {
    let text = text.trim();
    is_rest(text) || (!text.is_empty() && text.len() < 20 && text.parse::<i64>().is_ok())
}

/// Whether a table has a name already, of which it says something else there.
pub(super) fn is_repeated(fields: &[FieldRow], steps: &[Step], claim: &Claim) -> bool {
    let is_same = |row: &&FieldRow| {
        row.steps.len() == steps.len() && row.steps.iter().zip(steps).all(|(a, b)| a.name == b.name)
    };
    // Items of a list have a row each, as `pairs.0.name` and `pairs.1.name`.
    let first = fields.iter().find(is_same).filter(|_| !steps.iter().any(|step| step.indexed));
    first.is_some_and(|row| {
        row.claim.description != claim.description
            && !row.claim.description.is_empty()
            && !claim.description.is_empty()
    })
}

/// Whether a cell stands for all values that no other row has.
pub(super) fn is_rest(text: &str) -> bool {
    ["others", "other", "其他", "其它"].contains(&text.trim().to_lowercase().as_str())
}
