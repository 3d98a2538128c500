//! The rules of the house, held by a test rather than by memory.

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_file_says_in_its_first_line_what_it_is_for() {
    let mut files = Vec::new();
    for package in ["codegen", "drift", "generated-client", "import", "mock-server", "tests", "xtask"] {
        rust_files(&workspace().join(package), &mut files);
    }
    assert!(files.len() > 50, "the files were not found");
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let first = text.lines().next().unwrap_or_default();
        assert!(
            first.starts_with("//! ") || first.starts_with("// @generated"),
            "{}: {first}",
            file.display()
        );
    }
}

#[test]
fn a_service_never_takes_the_place_of_a_module_of_the_runtime() {
    let lib = fs::read_to_string(workspace().join("generated-client/src/lib.rs")).unwrap();
    // Modules that the root declares, and those and crates that it exports.
    let modules: Vec<_> = lib
        .lines()
        .filter_map(|line| {
            let line = line.trim_start_matches("pub ").trim_end_matches([';', '{', ' ']);
            let exported = || line.strip_prefix("use ")?.rsplit("::").next();
            line.strip_prefix("mod ").or_else(exported)
        })
        .filter(|name| name.starts_with(char::is_lowercase))
        .collect();
    for module in ["wire", "handwritten", "retry", "transport", "jiff"] {
        assert!(modules.contains(&module), "{modules:?}");
    }
    for module in modules {
        let directory = tempfile::tempdir().unwrap();
        let service = directory.path().join(module);
        fs::create_dir(&service).unwrap();
        let spec = format!("service: {module}\ndoc: A service.\nprotocol: v2\nhost: a.example.com\n");
        fs::write(service.join("service.yaml"), spec).unwrap();
        let api = qcloud_codegen::read(directory.path()).unwrap();
        assert_eq!(api.services[0].module, format!("{module}_"));
    }
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn rust_files(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let entry = entry.unwrap();
        let path = entry.path();
        if entry.file_type().unwrap().is_dir() {
            if entry.file_name() != "target" {
                rust_files(&path, files);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
