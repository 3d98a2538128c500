//! The committed code is what the spec produces. After a change of the spec, a run of this test brings it up to date.

use std::path::Path;

use qcloud_codegen::{Options, Scope};

#[test]
fn the_committed_code_is_what_the_spec_produces() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let api =
        qcloud_codegen::read(&package.join("spec")).unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
    let files = qcloud_codegen::emit(&api, &Options::new());
    let changes = qcloud_codegen::write(&files, &package.join("src/generated"), &Scope::All).unwrap();
    assert!(changes.is_empty(), "src/generated was stale and is not any more; commit it: {changes:#?}");
}
