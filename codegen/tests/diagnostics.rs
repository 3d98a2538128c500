//! Each wrong spec under `specs/wrong/` is answered with exactly the diagnostics that stand beside it.
//!
//! `NAME.yaml` is the Action `Example` of a small service (`wrong/service/`); `NAME/` is a spec directory of its own. What is said about it stands in
//! `NAME.stderr`, and its codes in `codes.txt`; `UPDATE_GOLDENS=1 cargo test -p qcloud-codegen --test diagnostics` writes both anew.

mod support {
    pub(crate) mod copy_tree;
    pub(crate) mod places;
}

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use qcloud_codegen::{Code, Diagnostics};
use support::copy_tree::copy_tree;
use support::places::check_places;

#[test]
fn every_wrong_spec_is_answered_as_expected() {
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let mut different = Vec::new();
    let cases = cases();
    assert!(!cases.is_empty(), "the cases were not found");
    for case in cases {
        let (said, _) = answer(&case);
        let expected = case.with_extension("stderr");
        if update {
            fs::write(&expected, &said).unwrap();
        }
        if said.is_empty() || fs::read_to_string(&expected).unwrap_or_default() != said {
            different.push(format!("{}:\n{said}", expected.display()));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn every_wrong_spec_is_answered_with_the_codes_of_what_is_wrong() {
    let mut codes = String::new();
    for case in cases() {
        let (_, diagnostics) = answer(&case);
        let found: BTreeSet<_> =
            diagnostics.as_slice().iter().map(|diagnostic| diagnostic.code.as_str()).collect();
        let name = case.file_stem().unwrap().to_str().unwrap();
        codes.push_str(&format!("{name}: {}\n", found.into_iter().collect::<Vec<_>>().join(" ")));
    }
    let expected = wrong().join("codes.txt");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::write(&expected, &codes).unwrap();
    }
    assert_eq!(fs::read_to_string(expected).unwrap_or_default(), codes);
}

/// What needs a link, or a file that nobody wants in a repository: `hostile.rs` has these. Of `InvalidValue` no case is known:
/// it is what only one of the two readers of YAML would mind.
const WITHOUT_CASE: &[Code] = &[Code::OutsidePath, Code::FileTooLarge, Code::TooComplex, Code::InvalidValue];

#[test]
fn every_code_has_a_wrong_spec_that_is_answered_with_it() {
    let codes = fs::read_to_string(wrong().join("codes.txt")).unwrap();
    let shown: BTreeSet<_> = codes.lines().flat_map(|line| line.split(' ').skip(1)).collect();
    let missing: Vec<_> = Code::ALL.iter().filter(|code| !shown.contains(code.as_str())).collect();
    assert_eq!(missing, WITHOUT_CASE.iter().collect::<Vec<_>>());
}

/// What is said about a case, with the path of its spec as `spec`.
fn answer(case: &Path) -> (String, Diagnostics) {
    let directory = tempfile::tempdir().unwrap();
    let spec = directory.path().join("spec");
    if case.is_dir() {
        copy_tree(case, &spec);
    } else {
        copy_tree(&wrong().join("service"), &spec.join("example"));
        fs::copy(case, spec.join("example/Example.yaml")).unwrap();
    }
    let (_, diagnostics) = qcloud_codegen::examine(&spec);
    check_places(&diagnostics, &spec);
    let said = diagnostics.to_string().replace(spec.to_str().unwrap(), "spec");
    (if cfg!(windows) { said.replace('\\', "/") } else { said }, diagnostics)
}

fn wrong() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs/wrong")
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<_> = fs::read_dir(wrong()).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|case| {
        let is_helper = case.file_name().is_some_and(|name| name == "service");
        (case.is_dir() && !is_helper) || case.extension().is_some_and(|extension| extension == "yaml")
    });
    cases.sort();
    cases
}
