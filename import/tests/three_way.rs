//! Each directory under `tests/three_way/` has three sides of a service, what comes of them, and what is told.
//!
//! `UPDATE_GOLDENS=1 cargo test -p qcloud-import --test three_way` writes what is expected anew.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use qcloud_import::three_way::{Merged, Texts, merge};

fn cases() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/three_way");
    let mut cases: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() > 8, "the cases were not found");
    cases
}

/// A side, or none of its files where there is no directory.
fn side(case: &Path, name: &str) -> Texts {
    let files = fs::read_dir(case.join(name)).into_iter().flatten().map(|entry| entry.unwrap());
    let text = |file: &Path| fs::read_to_string(file).unwrap();
    files.map(|file| (format!("vpc/{}", file.file_name().to_str().unwrap()), text(&file.path()))).collect()
}

fn sides(case: &Path) -> [Texts; 3] {
    ["base", "mine", "theirs"].map(|name| side(case, name))
}

fn after(mine: &Texts, merged: &Merged) -> Texts {
    let mut after = mine.clone();
    for (path, text) in &merged.files {
        match text {
            Some(text) => after.insert(path.clone(), text.clone()),
            None => after.remove(path),
        };
    }
    after
}

fn report(merged: &Merged) -> String {
    let mut report = String::new();
    for told in &merged.told {
        let mark = if told.is_conflict { "conflict: " } else { "" };
        writeln!(report, "{mark}{}: {told}", told.origin.file).unwrap();
    }
    for obstacle in &merged.obstacles {
        writeln!(report, "obstacle: {obstacle}").unwrap();
    }
    report
}

#[test]
fn every_case_becomes_what_is_expected_and_tells_it() {
    for case in cases() {
        let [base, mine, theirs] = sides(&case);
        let merged = merge(&base, &mine, &theirs);
        let found = after(&mine, &merged);
        if std::env::var_os("UPDATE_GOLDENS").is_some() {
            let expected = case.join("expected");
            let _ = fs::remove_dir_all(&expected);
            fs::create_dir(&expected).unwrap();
            for (path, text) in &found {
                fs::write(expected.join(&path[4..]), text).unwrap();
            }
            fs::write(case.join("report.txt"), report(&merged)).unwrap();
        }
        let name = case.display();
        assert_eq!(found, side(&case, "expected"), "{name}");
        assert_eq!(report(&merged), fs::read_to_string(case.join("report.txt")).unwrap(), "{name}");
    }
}

#[test]
fn a_second_merge_changes_nothing_before_and_after_the_lock_moves() {
    for case in cases() {
        let [base, mine, theirs] = sides(&case);
        let merged = merge(&base, &mine, &theirs);
        let found = after(&mine, &merged);
        for base in [&base, &theirs] {
            let again = merge(base, &found, &theirs);
            assert!(again.files.is_empty(), "{}: {again:#?}", case.display());
        }
        let told = merge(&base, &found, &theirs).told;
        assert_eq!(told, merged.told, "{}", case.display());
    }
}

#[test]
fn who_edited_nothing_gets_what_is_new_and_who_has_it_or_knows_nothing_new_keeps_it() {
    for case in cases() {
        let [base, mine, theirs] = sides(&case);
        let name = case.display();
        let merged = merge(&base, &base, &theirs);
        assert_eq!((after(&base, &merged), &merged.told[..]), (theirs.clone(), &[][..]), "{name}");
        assert_eq!(merge(&base, &theirs, &theirs), Merged::default(), "{name}");
        assert!(merge(&base, &mine, &base).files.is_empty(), "{name}");
    }
}

#[test]
fn lines_are_added_to_texts_whatever_their_form_is() {
    let side = |text: &str| Texts::from([("vpc/A.yaml".to_owned(), text.to_owned())]);
    let theirs = "action: A\nparameters:\n  a: {type: int}\n  b: {type: int}\n";
    for mine in [
        "action: A  # ours\nparameters:\n    a:\n        type: int  # seen\n",
        "action: A # ours\nparameters: {a: {type: int}}\n",
        "\u{feff}action: A # ours\r\nparameters:\r\n  a: {type: int}\r\n",
        "# ours\n{action: A, parameters: {a: {type: int}}}\n",
        "action: 'A' # ours\nparameters:\n  'a': {'type': int}",
    ] {
        let merged = merge(&side("action: A\nparameters:\n  a: {type: int}\n"), &side(mine), &side(theirs));
        assert_eq!((&merged.told[..], &merged.obstacles[..]), (&[][..], &[][..]), "{mine}");
        let text = merged.files["vpc/A.yaml"].as_deref().unwrap();
        assert!(text.contains("# ours") && text.contains('b'), "{text}");
    }
}
