//! The error codes that only this Action has.

use super::names;
use super::read::Page;
use super::rows::{ErrorRow, FieldRow};
use crate::prose;
use crate::report::{Kind, Warning};
use qcloud_codegen::language::Taken;
use qcloud_codegen::spec::{Entries, EnumKey, ErrorSpec};

/// The codes of the envelope that any Action may answer with.
const COMMON: &[&str] = &[
    "0", "4000", "4100", "4101", "4102", "4103", "4104", "4105", "4106", "4110", "4200", "4300", "4400",
    "4500", "4600", "5000", "5100", "5200", "5300", "5400", "5500", "6000", "6100", "6200", "Success",
];

/// The codes that a page tells where it says what `code` is.
pub(super) fn told(page: &Page) -> Vec<ErrorRow> {
    let rows = page.output.iter().flat_map(|table| &table.rows);
    let is_code = |row: &&FieldRow| row.steps.len() == 1 && row.steps[0].name == "code";
    let Some(row) = rows.into_iter().find(is_code) else { return Vec::new() };
    let values = prose::values(&row.claim.description);
    let is_list = values.iter().any(|value| value.wire == "0");
    let values = values.into_iter().filter(|value| is_list && prose::is_int(&value.wire));
    let error = |value: prose::Value| ErrorRow {
        line: row.claim.line,
        code: value.wire,
        name: None,
        meaning: value.meaning,
    };
    values.map(error).collect()
}

/// The error codes of a page, without the common ones.
pub(super) fn errors(
    rows: &[ErrorRow],
    with_docs: bool,
    warnings: &mut Vec<Warning>,
) -> Entries<EnumKey, ErrorSpec> {
    let mut errors: Entries<EnumKey, ErrorSpec> = Entries::default();
    let mut taken = Taken::default();
    for row in rows {
        let code = row.code.trim_matches(|c: char| c.is_whitespace() || "()（）`*\"".contains(c));
        let code = &names::in_one(code);
        if COMMON.contains(&code.as_str()) || errors.keys().any(|known| known.to_string() == *code) {
            continue;
        }
        let is_code = !code.is_empty()
            && code.len() <= 100
            && code.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
            && code.chars().any(|c| c.is_ascii_alphanumeric());
        if !is_code || is_range(code) {
            let what = if is_range(code) {
                "a range of error codes, of which the Action may have any"
            } else {
                "no error code"
            };
            let message = format!("`{}` is {what}, so its row was left out", shown(code));
            warnings.push(Warning::at(row.line, Kind::LeftOut, message));
            continue;
        }
        let is_number = code.trim_start_matches('-').chars().all(|c| c.is_ascii_digit());
        let of_number = || code.replace('-', "Minus").replace(['.', '_'], "");
        let given = row.name.as_deref().and_then(names::symbolic);
        let derived = if is_number { given.clone() } else { names::value(code) };
        let (rust, name) = match derived {
            Some(rust) if taken.is_free(&rust) => (rust, if is_number { given } else { None }),
            Some(rust) => {
                let rust =
                    format!("{rust}{}", if is_number { of_number() } else { (errors.len() + 1).to_string() });
                (rust.clone(), Some(rust))
            }
            None if !code.chars().all(|c| c.is_ascii_digit()) => {
                (format!("Code{}", of_number()), Some(format!("Code{}", of_number())))
            }
            None => (format!("Code{code}"), None),
        };
        if !taken.insert(rust) {
            continue;
        }
        let doc = if with_docs { prose::doc(&row.meaning) } else { String::new() };
        errors.push(code.as_str().into(), ErrorSpec { name, doc, ..ErrorSpec::default() });
    }
    errors
}

fn shown(code: &str) -> String {
    code.chars().filter(|c| !c.is_control()).take(40).collect()
}

/// Whether a text is the first and the last of several codes: `4000 - 7000`.
fn is_range(code: &str) -> bool {
    let code = code.replace("to", "-").replace(['~', '～', '至', '到', '—', '–'], "-");
    let ends: Vec<&str> = code.split('-').map(str::trim).filter(|end| !end.is_empty()).collect();
    ends.len() == 2 && ends.iter().all(|end| end.len() >= 3 && end.chars().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(code: &str, name: Option<&str>) -> ErrorRow {
        let name = name.map(str::to_owned);
        ErrorRow { line: 1, code: code.to_owned(), name, meaning: String::new() }
    }

    #[test]
    fn the_actions_own_codes_are_named_once_each() {
        let rows = [
            row("4000", None),
            row("9003", Some("InvalidParameter")),
            row("9004", Some("InvalidParameter")),
            row("InvalidVpc.NotFound", None),
            row("InvalidVpc.NotFound", None),
            row("-1", None),
            row("不知道", None),
            row("4000 - 7000", None),
            row("InvalidName. TooLong", None),
        ];
        let mut warnings = Vec::new();
        let errors = errors(&rows, false, &mut warnings);
        let shown: Vec<_> =
            errors.iter().map(|(code, error)| format!("{code} {:?}", error.name.as_deref())).collect();
        assert_eq!(
            shown,
            [
                "9003 Some(\"InvalidParameter\")",
                "9004 Some(\"InvalidParameter9004\")",
                "InvalidVpc.NotFound None",
                "-1 Some(\"CodeMinus1\")",
                "InvalidName.TooLong None",
            ]
        );
        let warnings: Vec<_> = warnings.iter().map(ToString::to_string).collect();
        assert_eq!(
            warnings,
            [
                "line 1: `不知道` is no error code, so its row was left out",
                "line 1: `4000 - 7000` is a range of error codes, of which the Action may have any, so its row was left out",
            ]
        );
    }
}
