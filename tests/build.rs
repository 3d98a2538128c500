//! Lists the expected files of codegen's `tests/specs/` as modules, so that the tests in them run, and the reference pages, so that the code in them is
//! compiled: a new case or page needs no code.

use std::path::Path;
use std::{env, fs};

fn main() {
    let package = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let specs = Path::new(&package).join("../codegen/tests/specs");
    println!("cargo::rerun-if-changed={}", specs.display());
    let out = env::var("OUT_DIR").expect("cargo sets it");
    let mut modules = String::new();
    let mut cases: Vec<_> = fs::read_dir(&specs).expect("the cases are there").flatten().collect();
    cases.sort_by_key(fs::DirEntry::file_name);
    for case in cases {
        let path = case.path().join("expected/mod.rs");
        if path.is_file() {
            let (path, name) = (path.to_string_lossy(), case.file_name());
            modules.push_str(&format!("#[path = {path:?}]\nmod {};\n", name.to_string_lossy()));
        }
    }
    fs::write(Path::new(&out).join("cases.rs"), modules).expect("cargo's output directory can be written");
    let reference = Path::new(&package).join("../docs/reference");
    println!("cargo::rerun-if-changed={}", reference.display());
    let mut pages = String::new();
    for page in markdown(&reference) {
        let number = pages.lines().count();
        pages.push_str(&format!("#[doc = include_str!({page:?})] pub struct Page{number};\n"));
    }
    fs::write(Path::new(&out).join("pages.rs"), pages).expect("cargo's output directory can be written");
}

/// The pages below a directory, sorted.
fn markdown(directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(markdown(&path));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path.to_string_lossy().into_owned());
        }
    }
    found.sort();
    found
}
