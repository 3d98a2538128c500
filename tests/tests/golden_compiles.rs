//! What the specs under `codegen/tests/specs/` generate, and a sample of valid ones, compiled under `deny(warnings)` as one crate; their examples are
//! round trips.

#[path = "../../codegen/tests/support/any_spec.rs"]
mod any_spec;

use std::fs;
use std::path::Path;
use std::process::Command;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use qcloud_codegen::{Options, Scope};

use any_spec::{any_spec, written};

const SAMPLE: usize = 8;

#[test]
fn every_expected_file_and_a_sample_of_valid_specs_compile_without_warnings_and_read_what_they_write() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap();
    let scratch = workspace.join("target/properties");
    let source = scratch.join("src");
    let mut library = "//! What is generated.\n#![deny(warnings)]\n".to_owned();
    let specs = fs::read_dir(workspace.join("codegen/tests/specs")).unwrap();
    let mut cases: Vec<_> = specs.map(|case| case.unwrap().path()).collect();
    cases.retain(|case| case.join("expected/mod.rs").is_file());
    cases.sort();
    assert!(cases.len() > 20, "the cases were not found");
    for case in cases {
        let name = case.file_name().unwrap().to_str().unwrap();
        let module = case.join("expected/mod.rs");
        library.push_str(&format!("#[path = {module:?}]\npub mod golden_{name};\n"));
    }
    // The same sample every time; other tests look at others.
    let mut runner = TestRunner::deterministic();
    let mut examples = 0;
    for number in 0..SAMPLE {
        let files = any_spec().new_tree(&mut runner).unwrap().current();
        examples += files.keys().filter(|path| path.contains("/examples/")).count();
        let spec = written(&files);
        let api = qcloud_codegen::read(spec.path()).unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
        let out = source.join(format!("case_{number}"));
        qcloud_codegen::write(&qcloud_codegen::emit(&api, &Options::new()), &out, &Scope::All).unwrap();
        library.push_str(&format!("pub mod case_{number};\n"));
    }
    assert!(examples > SAMPLE, "the sample has only {examples} examples");
    fs::write(source.join("lib.rs"), library).unwrap();
    let manifest = format!(
        "[package]\nname = \"properties\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         qcloud-client = {{ path = {:?}, default-features = false }}\n",
        workspace.join("generated-client")
    );
    fs::write(scratch.join("Cargo.toml"), manifest).unwrap();
    // The versions that the workspace was tested with; nothing is to be fetched.
    fs::copy(workspace.join("Cargo.lock"), scratch.join("Cargo.lock")).unwrap();
    let ended = Command::new(env!("CARGO"))
        .args(["test", "--lib", "--offline", "--quiet"])
        .current_dir(&scratch)
        .env("CARGO_TARGET_DIR", scratch.join("target"))
        .output()
        .unwrap();
    let (stdout, stderr) = (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert!(ended.status.success(), "{stdout}\n{stderr}");
    assert!(stdout.contains("test result: ok. "), "{stdout}");
}
