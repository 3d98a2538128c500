//! The reference pages of the golden specs: some of them to the letter, and the code of all of them as Rust.

use std::fs;
use std::path::{Path, PathBuf};

/// Specs whose pages are compared with `reference/`; `UPDATE_GOLDENS=1` writes them anew.
const SHOWN: [&str; 3] = ["hostile_text", "hosts", "paging_by_offset"];

#[test]
fn the_pages_are_as_expected() {
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    for case in SHOWN {
        let expected = tests().join("reference").join(case);
        for page in qcloud_codegen::reference(&read(&tests().join("specs").join(case))) {
            let path = expected.join(&page.path);
            if update {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, &page.text).unwrap();
            }
            assert_eq!(fs::read_to_string(&path).unwrap_or_default(), page.text, "{}", path.display());
        }
    }
}

#[test]
fn every_page_has_a_call_that_is_rust_and_tables_that_are_whole() {
    let mut calls = 0;
    for case in fs::read_dir(tests().join("specs")).unwrap().map(|entry| entry.unwrap().path()) {
        if case.ends_with("wrong") {
            continue;
        }
        for page in qcloud_codegen::reference(&read(&case)) {
            if let Some((_, rest)) = page.text.split_once("```rust,no_run\n") {
                let code = rest.split("```").next().unwrap();
                assert!(syn::parse_file(code).is_ok(), "{}:\n{code}", page.path);
                calls += 1;
            }
            check_tables(&page.text);
        }
    }
    assert!(calls > 30, "{calls}");
}

/// Every row of a table has as many cells as its head.
fn check_tables(page: &str) {
    let mut columns = None;
    let mut fenced = false;
    for line in page.lines() {
        fenced ^= line.starts_with("```");
        if fenced || !line.starts_with('|') {
            columns = None;
            continue;
        }
        let count = line.replace("\\|", "").matches('|').count();
        assert_eq!(*columns.get_or_insert(count), count, "{line}");
    }
}

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn read(spec: &Path) -> qcloud_codegen::model::Api {
    qcloud_codegen::read(spec).unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
}
