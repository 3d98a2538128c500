//! Each rule of `docs/compatibility.md` has a case in `compatibility/`, and what `diff` says of it is as expected.
//! `tests/tests/compatibility_compiles.rs` asks a compiler about the same cases.
//!
//! `UPDATE_GOLDENS=1 cargo test -p qcloud-codegen --test compatibility` writes the expected changes anew.

#[path = "support/compatibility_case.rs"]
mod compatibility_case;

use std::fs;
use std::path::Path;

use compatibility_case::{Case, cases, directory, read};
use qcloud_codegen::diff::{Change, RULES, Side, diff};

#[test]
fn the_docs_list_every_rule_and_its_level() {
    let docs =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/compatibility.md")).unwrap();
    let rows: Vec<_> = docs.lines().filter(|line| line.starts_with("| `")).collect();
    let expected: Vec<_> = RULES
        .iter()
        .map(|rule| format!("| `{}` | {} | {} |", rule.id, rule.level.as_str(), rule.meaning))
        .collect();
    assert_eq!(rows, expected);
}

#[test]
fn every_rule_has_a_case_and_every_case_says_what_changed() {
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let mut rules: Vec<_> = RULES.iter().map(|rule| rule.id.to_owned()).collect();
    rules.sort();
    let cases = cases();
    assert_eq!(cases.iter().map(|case| case.rule.clone()).collect::<Vec<_>>(), rules);
    for case in cases {
        let (changes, shown) = changes(&case);
        if update {
            let path = directory().join(&case.rule).with_extension("txt");
            let text = fs::read_to_string(&path).unwrap();
            let (before, _) = text.split_once("== changes\n").unwrap();
            fs::write(&path, format!("{before}== changes\n{shown}")).unwrap();
        } else {
            assert_eq!(case.parts["changes"], shown, "{}", case.rule);
        }
        let worst = changes.iter().max_by_key(|change| change.rule.level).unwrap().rule;
        let own = RULES.iter().find(|rule| rule.id == case.rule).unwrap();
        assert_eq!(worst.level, own.level, "{}", case.rule);
        assert!(changes.iter().any(|change| change.rule == *own), "{}", case.rule);
    }
}

#[test]
fn a_spec_does_not_differ_from_itself() {
    for case in cases() {
        let api = read(case.spec("old").path());
        assert_eq!(diff(&api, &api.clone()), [], "{}", case.rule);
    }
}

/// What `diff` says of the two specs, as the case has it.
fn changes(case: &Case) -> (Vec<Change>, String) {
    let specs = ["old", "new"].map(|side| case.spec(side));
    let [old, new] = [&specs[0], &specs[1]].map(|spec| read(spec.path()));
    let changes = diff(&old, &new);
    let mut shown = String::new();
    for change in &changes {
        let (side, spec) = match change.side {
            Side::Old => ("old", &specs[0]),
            Side::New => ("new", &specs[1]),
        };
        let position = qcloud_codegen::locate(spec.path(), [&change.origin])[0];
        let (line, column) = position.unwrap_or_else(|| panic!("{}: {change:?}", case.rule));
        let (level, file) = (change.rule.level.as_str(), &change.origin.file);
        let rule = change.rule.id;
        shown.push_str(&format!("{level}: {} [{rule}] {side}/{file}:{line}:{column}\n", change.message));
    }
    (changes, shown)
}
