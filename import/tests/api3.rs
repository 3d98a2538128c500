//! Each description under `tests/api3/` becomes exactly the spec beside it, and each wrong one has its answer.
//!
//! `UPDATE_GOLDENS=1 cargo test -p qcloud-import --test api3` writes the expected files anew.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use qcloud_import::api3::{Descriptions, Options, import};
use qcloud_import::report::{ImportError, Report};

fn cases(below: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api3").join(below);
    let mut cases: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|case| case.join("input").is_dir());
    cases.sort();
    cases
}

fn options(case: &Path, out: &Path) -> Options {
    let lines = |file: &str| {
        let text = fs::read_to_string(case.join(file)).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    };
    Options {
        out: out.to_owned(),
        with_docs: case.ends_with("with_docs"),
        with_examples: case.ends_with("with_examples"),
        infer: case.file_name().is_some_and(|name| name.to_string_lossy().starts_with("inferred")),
        services: lines("services.txt"),
        actions: lines("actions.txt"),
        check: false,
    }
}

fn run(case: &Path, options: &Options) -> Result<Report, ImportError> {
    import(&Descriptions::open(&[case.join("input")])?, options, |_| {}, || {})
}

/// The files below a directory, with what is in them.
fn tree(directory: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut next = vec![directory.to_owned()];
    while let Some(path) = next.pop() {
        if path.is_dir() {
            next.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if let Ok(text) = fs::read_to_string(&path) {
            files.insert(path.strip_prefix(directory).unwrap().to_str().unwrap().to_owned(), text);
        }
    }
    files
}

fn compare(path: &Path, found: &str) {
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, found).unwrap();
    }
    assert_eq!(found, fs::read_to_string(path).unwrap_or_default(), "{}", path.display());
}

#[test]
fn every_description_becomes_its_expected_spec() {
    let cases = cases("");
    assert!(!cases.is_empty(), "the cases were not found");
    for case in cases {
        let directory = tempfile::tempdir().unwrap();
        let out = directory.path().join("spec");
        let report = run(&case, &options(&case, &out)).unwrap_or_else(|error| panic!("{error}"));
        let expected = case.join("expected");
        if std::env::var_os("UPDATE_GOLDENS").is_some() {
            let _ = fs::remove_dir_all(&expected);
        }
        let found = tree(&out);
        for (path, text) in &found {
            compare(&expected.join(path), text);
        }
        let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&found), names(&tree(&expected)));
        let mut said = String::new();
        for warning in &report.warnings {
            writeln!(said, "warning: {warning}").unwrap();
        }
        let examples = &report.examples;
        writeln!(said, "{} examples, and {} loose", examples.exact, examples.loose).unwrap();
        for failed in &examples.failed {
            writeln!(said, "left out: {failed}").unwrap();
        }
        compare(&case.join("report.txt"), &said);
    }
}

#[test]
fn importing_again_writes_nothing() {
    for case in cases("") {
        let directory = tempfile::tempdir().unwrap();
        let options = options(&case, directory.path());
        let first = run(&case, &options).unwrap();
        let before = tree(directory.path());
        let second = run(&case, &options).unwrap();
        assert!(second.saved.is_empty(), "{:?}", second.saved);
        assert_eq!(second.saved.unchanged, first.saved.new.len());
        assert_eq!(tree(directory.path()), before);
    }
}

#[test]
fn what_is_there_stays_and_gets_what_is_new() {
    let cases = cases("merge");
    assert!(!cases.is_empty(), "the cases were not found");
    for case in cases {
        let directory = tempfile::tempdir().unwrap();
        for (path, text) in tree(&case.join("before")) {
            let path = directory.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let options = options(&case, directory.path());
        let report = run(&case, &options).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(report.obstacles, Vec::<String>::new());
        let told = report.differences.join("\n");
        compare(&case.join("differences.txt"), &told);
        let expected = case.join("expected");
        if std::env::var_os("UPDATE_GOLDENS").is_some() {
            let _ = fs::remove_dir_all(&expected);
        }
        let found = tree(directory.path());
        for (path, text) in &found {
            compare(&expected.join(path), text);
        }
        assert_eq!(found.keys().collect::<Vec<_>>(), tree(&expected).keys().collect::<Vec<_>>());
        let again = run(&case, &options).unwrap();
        assert!(again.saved.is_empty(), "{:?}", again.saved);
        assert_eq!(again.differences, report.differences);
        assert_eq!(tree(directory.path()), found);
    }
}

#[test]
fn every_wrong_description_is_answered_and_nothing_is_written() {
    let cases = cases("wrong");
    assert!(cases.len() > 5, "the cases were not found");
    for case in cases {
        let directory = tempfile::tempdir().unwrap();
        let out = directory.path().join("spec");
        let answer = match run(&case, &options(&case, &out)) {
            Ok(report) => panic!("{} was imported: {report:?}", case.display()),
            Err(error) => {
                error.to_string().replace(&format!("{}/", case.display()), "").replace('\\', "/") + "\n"
            }
        };
        compare(&case.join("answer.txt"), &answer);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0, "{}", case.display());
    }
}
