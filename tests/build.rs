//! Lists the expected files of `specs/` as modules, so that the tests in them run: a new case needs no code.

use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=specs");
    let package = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let out = env::var("OUT_DIR").expect("cargo sets it");
    let mut modules = String::new();
    let mut cases: Vec<_> = fs::read_dir("specs").expect("the cases are there").flatten().collect();
    cases.sort_by_key(fs::DirEntry::file_name);
    for case in cases {
        let path = Path::new(&package).join(case.path()).join("expected/mod.rs");
        if path.is_file() {
            let (path, name) = (path.to_string_lossy(), case.file_name());
            modules.push_str(&format!("#[path = {path:?}]\nmod {};\n", name.to_string_lossy()));
        }
    }
    fs::write(Path::new(&out).join("cases.rs"), modules).expect("cargo's output directory can be written");
}
