//! The error codes that only this Action has.

use super::names;
use super::prose;
use super::read::ErrorRow;
use crate::report::{Kind, Warning};
use qcloud_codegen::language::Taken;
use qcloud_codegen::spec::{Entries, EnumKey, ErrorSpec};

/// The codes of the envelope that any Action may answer with.
const COMMON: &[&str] = &[
    "0", "4000", "4100", "4101", "4102", "4103", "4104", "4105", "4106", "4110", "4200", "4300", "4400",
    "4500", "4600", "5000", "5100", "5200", "5300", "5400", "5500", "6000", "6100", "6200", "Success",
];

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
        if COMMON.contains(&code) || errors.keys().any(|known| known.to_string() == code) {
            continue;
        }
        let is_code = !code.is_empty()
            && code.len() <= 100
            && code.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
            && code.chars().any(|c| c.is_ascii_alphanumeric());
        if !is_code {
            let shown: String = code.chars().filter(|c| !c.is_control()).take(40).collect();
            let message = format!("`{shown}` is no error code, so its row was left out");
            warnings.push(Warning::at(row.line, Kind::LeftOut, message));
            continue;
        }
        let is_number = code.trim_start_matches('-').chars().all(|c| c.is_ascii_digit());
        let of_number = || code.replace('-', "Minus").replace(['.', '_'], "");
        let given = row.name.as_deref().and_then(symbolic);
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
        errors.push(code.into(), ErrorSpec { name, doc, ..ErrorSpec::default() });
    }
    errors
}

/// A symbolic name as one of Rust, when it is a word.
fn symbolic(name: &str) -> Option<String> {
    let name = name.trim().trim_matches(['`', '"']);
    let is_word = name.len() <= 80
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    if is_word { names::value(name) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(code: &str, name: Option<&str>) -> ErrorRow {
        ErrorRow { line: 1, code: code.to_owned(), name: name.map(str::to_owned), meaning: String::new() }
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
            ]
        );
        let warnings: Vec<_> = warnings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings, ["line 1: `不知道` is no error code, so its row was left out"]);
    }
}
