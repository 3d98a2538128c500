//! Each file `qcloud.toml` of `tests/settings` and what `list` says of it.
//!
//! `UPDATE_GOLDENS=1 cargo test -p cargo-qcloud --test settings` writes the answers anew.

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn every_settings_file_has_its_answer() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/settings");
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("src")).unwrap();
    fs::write(home.path().join("src/lib.rs"), "").unwrap();
    fs::write(home.path().join("Cargo.toml"), "[package]\nname = \"mine\"\nedition = \"2024\"\n").unwrap();
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(&cases).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        fs::copy(&path, home.path().join("qcloud.toml")).unwrap();
        let ended = Command::new(env!("CARGO_BIN_EXE_cargo-qcloud"))
            .args(["qcloud", "list"])
            .current_dir(home.path())
            .output()
            .unwrap();
        let said = [ended.stdout, ended.stderr].map(|said| String::from_utf8(said).unwrap()).concat();
        let found = format!("exit status {}\n{said}", ended.status.code().unwrap());
        let answer = path.with_extension("txt");
        if std::env::var_os("UPDATE_GOLDENS").is_some() {
            fs::write(&answer, &found).unwrap();
        }
        if fs::read_to_string(&answer).ok().as_ref() != Some(&found) {
            wrong.push(format!("{}:\n{found}", path.display()));
        }
        count += 1;
    }
    assert!(count >= 7, "{count} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
