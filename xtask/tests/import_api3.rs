//! `cargo xtask import api3`: what it says, how it ends, and that what is wrong leaves nothing behind.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const DESCRIPTION: &str = r#"{"metadata": {"apiVersion": "2019-12-05", "serviceShortName": "ssl"},
"actions": {"GetWord": {"document": "", "input": "GetWordRequest", "output": "GetWordResponse"}},
"objects": {"GetWordRequest": {"document": "", "members": [
  {"name": "Id", "type": "string", "member": "string", "required": true, "document": ""}]},
"GetWordResponse": {"document": "", "members": [
  {"name": "Word", "type": "string", "member": "string", "document": ""}]}}}"#;

fn home(description: &str) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let directory = home.path().join("services/ssl/v20191205");
    fs::create_dir_all(&directory).unwrap();
    fs::write(directory.join("api.json"), description).unwrap();
    home
}

/// Status, standard output without the time, and standard error.
fn run(home: &Path, arguments: &[&str]) -> (i32, String, String) {
    let program = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["import", "api3"])
        .args(arguments)
        .current_dir(home)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace('\\', "/");
    let said = text(program.stdout);
    let said = said.rsplit_once(" in ").map_or(said.as_str(), |(said, _)| said).to_owned();
    (program.status.code().unwrap(), said, text(program.stderr))
}

#[test]
fn a_description_is_imported_once_and_checked() {
    let home = home(DESCRIPTION);
    let arguments = ["services", "--out", "spec", "--service", "ssl@2019-12-05"];
    assert_eq!(
        run(home.path(), &arguments),
        (
            0,
            "imported into spec: 2 new, 0 changed, 0 unchanged; 1 service, 1 Action, 0 examples (0 of them loose)"
                .to_owned(),
            String::new()
        )
    );
    let (status, said, _) = run(home.path(), &arguments);
    assert_eq!(
        (status, said.as_str()),
        (
            0,
            "spec has all of it already, nothing was written: 1 service, 1 Action, 0 examples (0 of them loose)"
        )
    );
    let action = fs::read_to_string(home.path().join("spec/ssl_v20191205/GetWord.yaml")).unwrap();
    assert!(action.contains("  Id: {type: string, required: true}\n"), "{action}");
}

#[test]
fn a_service_that_is_not_described_is_a_wrong_argument() {
    let home = home(DESCRIPTION);
    assert_eq!(
        run(home.path(), &["services", "--out", "spec", "--service", "sssl"]),
        (2, String::new(), "error: the service `sssl` is not described; did you mean `ssl`?\n".to_owned())
    );
    assert!(!home.path().join("spec").exists());
}

#[test]
fn a_broken_description_is_reported_with_its_place_and_nothing_is_written() {
    let home = home(&DESCRIPTION.replace("\"members\"", "\"member\""));
    let (status, said, errors) = run(home.path(), &["services", "--out", "spec"]);
    assert_eq!((status, said.as_str()), (1, ""));
    assert!(
        errors.starts_with("error: this is not a description of API 3.0: missing field `members`\n  --> services/ssl/v20191205/api.json:4:"),
        "{errors}"
    );
    assert!(errors.ends_with("nothing was written\n"), "{errors}");
    assert!(!home.path().join("spec").exists());
}

#[test]
fn what_is_described_otherwise_is_told_and_check_writes_nothing() {
    let home = home(DESCRIPTION);
    let arguments = ["services", "--out", "spec", "--check"];
    let (status, said, _) = run(home.path(), &arguments);
    assert_eq!(
        (status, said.as_str()),
        (
            1,
            "would import into spec: 2 new, 0 changed, 0 unchanged; 1 service, 1 Action, 0 examples (0 of them loose)"
        )
    );
    assert!(!home.path().join("spec").exists());

    run(home.path(), &["services", "--out", "spec"]);
    assert_eq!(run(home.path(), &arguments).0, 0);

    let action = home.path().join("spec/ssl_v20191205/GetWord.yaml");
    let changed =
        fs::read_to_string(&action).unwrap().replace("{type: string, required: true}", "{type: int}");
    fs::write(&action, &changed).unwrap();
    let differences = "\
difference: ssl_v20191205/GetWord.yaml: the parameter `Id` is described as `string`, and is `int` here
difference: ssl_v20191205/GetWord.yaml: the parameter `Id` is described as required, and is not here
";
    let (status, _, told) = run(home.path(), &arguments);
    assert_eq!((status, told.as_str()), (1, differences));
    let (status, _, told) = run(home.path(), &["services", "--out", "spec"]);
    assert_eq!((status, told.as_str()), (0, differences));
    assert_eq!(fs::read_to_string(&action).unwrap(), changed);
}
