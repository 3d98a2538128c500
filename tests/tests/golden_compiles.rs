//! What the specs under `codegen/tests/specs/` generate compiles without warnings.

use std::fs;
use std::path::Path;

#[test]
fn every_expected_file_compiles_without_warnings() {
    let compile = trybuild::TestCases::new();
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/specs");
    let mut programs: Vec<_> =
        fs::read_dir(specs).unwrap().map(|case| case.unwrap().path().join("expected/main.rs")).collect();
    programs.retain(|program| program.is_file());
    programs.sort();
    assert!(programs.len() > 20, "the cases were not found");
    for program in programs {
        compile.pass(program);
    }
}
