//! What this repository has generated is what its spec produces.

use std::path::Path;
use std::process::Command;

#[test]
fn the_generated_files_are_what_the_spec_produces() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let ended = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["generate", "--check"])
        .current_dir(root)
        .output()
        .unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    let said = String::from_utf8(ended.stdout).unwrap();
    assert!(
        said.starts_with("checked generated-client/src/generated: 0 new, 0 changed, 0 removed, "),
        "{said}"
    );
}
