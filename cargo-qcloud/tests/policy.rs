//! Each package of `tests/policy` and what `policy` prints for it, with all of its Actions and with those that its code uses.
//!
//! `UPDATE_GOLDENS=1 cargo test -p cargo-qcloud --test policy` writes the answers anew.

use std::fs;
use std::path::Path;
use std::process::Command;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// What the command says in a package, with its exit status.
fn said(package: &Path, arguments: &[&str]) -> String {
    let ended = Command::new(env!("CARGO_BIN_EXE_cargo-qcloud"))
        .args(["qcloud", "policy"])
        .args(arguments)
        .current_dir(package)
        .output()
        .unwrap();
    let [out, err] = [ended.stdout, ended.stderr].map(|said| String::from_utf8(said).unwrap());
    format!(
        "$ cargo qcloud policy {}\n{out}{err}exit status {}\n\n",
        arguments.join(" "),
        ended.status.code().unwrap()
    )
}

#[test]
fn every_package_has_its_policies() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/policy");
    let (mut wrong, mut count) = (Vec::new(), 0);
    for entry in fs::read_dir(&cases).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir()) {
        let home = tempfile::tempdir().unwrap();
        copy(&entry.path(), home.path());
        fs::write(home.path().join("Cargo.toml"), "[package]\nname = \"mine\"\nedition = \"2024\"\n")
            .unwrap();
        let found: String = [&[][..], &["--used"], &["--used", "--message-format", "json"]]
            .into_iter()
            .map(|arguments| said(home.path(), arguments))
            .collect();
        let answer = entry.path().join("said.txt");
        if std::env::var_os("UPDATE_GOLDENS").is_some() {
            fs::write(&answer, &found).unwrap();
        }
        if fs::read_to_string(&answer).ok().as_ref() != Some(&found) {
            wrong.push(format!("{}:\n{found}", entry.path().display()));
        }
        count += 1;
    }
    assert!(count >= 3, "{count} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
