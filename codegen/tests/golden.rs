//! Each spec under `specs/` generates exactly what stands in its `expected/`; `tests/tests/golden_compiles.rs` compiles that.
//!
//! `UPDATE_GOLDENS=1 cargo test -p qcloud-codegen --test golden` writes the expected files anew.

use std::fs;
use std::path::{Path, PathBuf};

use qcloud_codegen::{Options, Scope};

#[test]
fn every_spec_generates_its_expected_files() {
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let cases = cases();
    assert!(cases.len() > 20, "the cases were not found");
    for case in cases {
        let api = qcloud_codegen::read(&case).unwrap_or_else(|error| panic!("{error}"));
        let files = qcloud_codegen::emit(&api, &Options::new());
        let expected = case.join("expected");
        if update {
            qcloud_codegen::write(&files, &expected, &Scope::All).unwrap();
        }
        let changes = qcloud_codegen::compare(&files, &expected, &Scope::All).unwrap();
        assert!(changes.is_empty(), "{}: {changes:#?}", expected.display());
    }
}

#[test]
fn the_same_spec_gives_the_same_bytes() {
    for case in cases() {
        let emit = || qcloud_codegen::emit(&qcloud_codegen::read(&case).unwrap(), &Options::new());
        assert_eq!(emit(), emit(), "{}", case.display());
    }
}

fn cases() -> Vec<PathBuf> {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs");
    let mut cases: Vec<_> = fs::read_dir(specs).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|case| case.is_dir() && case.file_name().is_some_and(|name| name != "wrong"));
    cases.sort();
    cases
}
