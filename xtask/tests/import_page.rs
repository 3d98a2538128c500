//! `cargo xtask import page`: what it says, how it ends, and that a page that can't be imported leaves nothing behind.

use std::fs;
use std::path::Path;
use std::process::Command;

const PAGE: &str = r#"## API Description
This API (DeleteThing) deletes a thing. Domain: example.api.qcloud.com

## Input Parameters
| Name | Required | Type | Description |
|---|---|---|---|
| thingId | Yes | String | Which |
| extra | No | | |

## Example
```
{"code": 0, "message": "", "taskId": 7}
```
"#;

/// Status, standard output and standard error.
fn run(home: &Path, arguments: &[&str]) -> (i32, String, String) {
    let program = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["import", "page"])
        .args(arguments)
        .current_dir(home)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace('\\', "/");
    (program.status.code().unwrap(), text(program.stdout), text(program.stderr))
}

#[test]
fn a_page_becomes_a_spec_and_what_is_open_is_said_with_its_line() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("thing.md"), PAGE).unwrap();
    let (status, said, warned) = run(home.path(), &["thing.md", "--out", "spec"]);
    assert_eq!(
        (status, said.as_str()),
        (
            0,
            "wrote example/service.yaml\nwrote example/DeleteThing.yaml\nwrote example/examples/DeleteThing/documented.json\n\
             Write each `doc` in your own words; `cargo xtask check` says where one is missing; \
             a `TODO(import)` is left for you to decide.\n"
        )
    );
    assert_eq!(
        warned,
        "warning: thing.md:8: `extra`: what type has it? The page does not say; on the wire every parameter is a text\n\
         warning: thing.md:12: The page's example lacks `thingId`; the value here is made up.\n"
    );
    let action = fs::read_to_string(home.path().join("spec/example/DeleteThing.yaml")).unwrap();
    assert!(action.contains("  thingId: {type: string, required: true}\n"), "{action}");
    let again = run(home.path(), &["thing.md", "--out", "spec"]);
    assert_eq!((again.0, again.1.as_str()), (0, "All of it is there already; nothing was written.\n"));
}

#[test]
fn a_page_that_cant_be_imported_says_why_and_nothing_is_written_unless_the_rest_is_asked_for() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("thing.md"), PAGE).unwrap();
    fs::write(
        home.path().join("other.md"),
        PAGE.replace(" Domain: example.api.qcloud.com", "").replace("Delete", "Create"),
    )
    .unwrap();
    let (status, said, errors) = run(home.path(), &["thing.md", "other.md", "--out", "spec"]);
    assert_eq!((status, said.as_str()), (1, ""));
    assert!(
        errors.ends_with(
            "error: the page does not say at which host the Action is served\n  --> other.md\n   = help: name the service with `--service NAME`; its host is then taken to be `NAME.api.qcloud.com`\n\
             1 page could not be imported; nothing was written (`--keep-going` writes the others)\n"
        ),
        "{errors}"
    );
    assert!(!home.path().join("spec").exists());
    let (status, said, errors) = run(home.path(), &["thing.md", "other.md", "--out", "spec", "--keep-going"]);
    assert_eq!((status, said.lines().next()), (1, Some("wrote example/service.yaml")));
    assert!(errors.ends_with("1 page could not be imported\n"), "{errors}");
    let (status, ..) = run(home.path(), &["other.md", "--service", "example", "--out", "spec"]);
    assert!(status == 0 && home.path().join("spec/example/CreateThing.yaml").exists());
}

#[test]
fn a_file_that_is_not_there_is_a_wrong_argument() {
    let home = tempfile::tempdir().unwrap();
    let (status, said, errors) = run(home.path(), &["nothing.md", "--out", "spec"]);
    assert_eq!((status, said.as_str()), (2, ""));
    assert!(errors.starts_with("error: can't read this: there is none\n  --> nothing.md\n"), "{errors}");
}
