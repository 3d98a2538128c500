//! Lists the expected files of codegen's `tests/specs/` as modules, so that the tests in them run, the requests in these and in the client, and the
//! reference pages, so that the code in them is compiled: a new case or page needs no code.

use std::path::Path;
use std::{env, fs};

fn main() {
    let package = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let specs = Path::new(&package).join("../codegen/tests/specs");
    println!("cargo::rerun-if-changed={}", specs.display());
    let out = env::var("OUT_DIR").expect("cargo sets it");
    let client = Path::new(&package).join("../generated-client/src/generated");
    println!("cargo::rerun-if-changed={}", client.display());
    let mut requests = requests(&client, "spec", "qcloud_client");
    let mut modules = String::new();
    let mut cases: Vec<_> = fs::read_dir(&specs).expect("the cases are there").flatten().collect();
    cases.sort_by_key(fs::DirEntry::file_name);
    for case in cases {
        let path = case.path().join("expected/mod.rs");
        if path.is_file() {
            let (path, name) = (path.to_string_lossy(), case.file_name());
            let name = name.to_string_lossy();
            modules.push_str(&format!("#[path = {path:?}]\nmod {name};\n"));
            let spec = format!("codegen/tests/specs/{name}");
            requests.push_str(&self::requests(
                &case.path().join("expected"),
                &spec,
                &format!("super::{name}"),
            ));
        }
    }
    fs::write(Path::new(&out).join("cases.rs"), modules).expect("cargo's output directory can be written");
    fs::write(Path::new(&out).join("requests.rs"), format!("requests! {{\n{requests}}}\n"))
        .expect("cargo's output directory can be written");
    let reference = Path::new(&package).join("../docs/reference");
    println!("cargo::rerun-if-changed={}", reference.display());
    let mut pages = String::new();
    for page in markdown(&reference) {
        let number = pages.lines().count();
        pages.push_str(&format!("#[doc = include_str!({page:?})] pub struct Page{number};\n"));
    }
    fs::write(Path::new(&out).join("pages.rs"), pages).expect("cargo's output directory can be written");
}

/// The requests of generated services, a line each: the spec that they come from, the service, the type.
fn requests(directory: &Path, spec: &str, module: &str) -> String {
    let mut files: Vec<_> = fs::read_dir(directory).into_iter().flatten().flatten().collect();
    files.sort_by_key(fs::DirEntry::file_name);
    let mut requests = String::new();
    for service in files.iter().filter(|file| file.path().is_dir()) {
        let name = service.file_name();
        let name = name.to_string_lossy();
        let mut files: Vec<_> = fs::read_dir(service.path()).into_iter().flatten().flatten().collect();
        files.sort_by_key(fs::DirEntry::file_name);
        for file in files {
            let text = fs::read_to_string(file.path()).unwrap_or_default();
            let request = |line: &str| {
                Some(line.strip_prefix("impl internal::Action for ")?.strip_suffix(" {")?.to_owned())
            };
            for request in text.lines().filter_map(request) {
                requests.push_str(&format!("    {spec:?} {name:?} {module}::{name}::{request},\n"));
            }
        }
    }
    requests
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
