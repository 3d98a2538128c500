//! The commands as their users meet them: what they print, what they write, and how they end.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const SERVICE: &str = "service: example\ndoc: A service.\nprotocol: v2\nhost: example.api.qcloud.com\n";
const PING: &str =
    "action: Ping\ndoc: Answers.\nexamples:\n  - {doc: Success., response: examples/done.json}\n";
const DONE: &str = r#"{"code": 0, "message": "", "codeDesc": "Success"}"#;

/// The same Action with a mistake in its third line, twice.
const WRONG: &str =
    "action: Ping\ndoc: Answers.\nmethod: get\nparameters:\n  kind: {type: Kind, doc: A kind.}\n";

#[test]
fn a_right_spec_is_said_to_be_right() {
    let home = Home::new();
    let ended = home.run(&["check", "--spec", "spec"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    assert!(ended.stdout.starts_with("spec is right: 1 service, 1 Action, 1 type in "), "{}", ended.stdout);
}

#[test]
fn a_wrong_spec_ends_with_1_and_writes_nothing() {
    let home = Home::new();
    home.write("spec/example/Ping.yaml", WRONG);
    for command in [&["check", "--spec", "spec"][..], &["generate", "--spec", "spec", "--out", "out"]] {
        let ended = home.run(command);
        assert_eq!((ended.status, ended.stdout.as_str()), (1, ""));
        assert_eq!(ended.stderr, HUMAN);
    }
    assert!(!home.path("out").exists());
}

const HUMAN: &str = "\
error: `get` has no meaning here
 --> spec/example/Ping.yaml:3:9
  |
3 | method: get
  |         ^^^
  |
  = help: did you mean `GET`?

error: unknown type `Kind`
 --> spec/example/Ping.yaml:5:16
  |
5 |   kind: {type: Kind, doc: A kind.}
  |                ^^^^ no enum, record or scalar has this name
  |
  = help: define it under `types`, or use `int`, `uint`, `float`, `bool`, `string`, `datetime`, `date`, `binary`, `json`

spec is wrong: 2 errors; nothing was written
";

#[test]
fn errors_are_told_to_programs_in_the_shape_of_rustc() {
    let home = Home::new();
    home.write("spec/example/Ping.yaml", WRONG);
    let ended = home.run(&["check", "--spec", "spec", "--message-format", "json"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (1, ""));
    let lines: Vec<Value> = ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    let span = serde_json::json!({
        "file_name": "spec/example/Ping.yaml",
        "byte_start": 35, "byte_end": 38,
        "line_start": 3, "line_end": 3,
        "column_start": 9, "column_end": 12,
        "is_primary": true,
        "label": null,
        "text": [{"text": "method: get", "highlight_start": 9, "highlight_end": 12}],
        "suggested_replacement": null,
        "suggestion_applicability": null,
        "expansion": null,
    });
    let mut suggested = span.clone();
    suggested["suggested_replacement"] = "GET".into();
    suggested["suggestion_applicability"] = "MaybeIncorrect".into();
    let expected = serde_json::json!({
        "$message_type": "diagnostic",
        "level": "error",
        "message": "`get` has no meaning here",
        "code": {"code": "unknown-word", "explanation": null},
        "spans": [span],
        "children": [{
            "message": "did you mean `GET`?",
            "code": null, "level": "help", "spans": [suggested], "children": [], "rendered": null,
        }],
        "rendered": HUMAN.split("\n\n").next().unwrap().to_owned() + "\n",
    });
    assert_eq!(lines[0], expected);
    assert_eq!(lines[1]["spans"][0]["label"], "no enum, record or scalar has this name");
    assert_eq!(lines[1]["code"]["code"], "unknown-type");
}

#[test]
fn a_right_spec_says_nothing_to_programs() {
    let home = Home::new();
    let ended = home.run(&["generate", "--spec", "spec", "--out", "out", "--message-format", "json"]);
    assert_eq!((ended.status, ended.stdout.as_str(), ended.stderr.as_str()), (0, "", ""));
}

#[test]
fn warnings_are_told_and_can_be_denied() {
    let home = Home::new();
    home.write("spec/example/Ping.yaml", "action: Ping\ndoc: Answers.\n");
    fs::remove_file(home.path("spec/example/examples/done.json")).unwrap();
    let warning = "warning: the Action `Ping` has no example\n --> spec/example/Ping.yaml:1:9\n";
    let ended = home.run(&["generate", "--spec", "spec", "--out", "out"]);
    assert_eq!(ended.status, 0);
    assert!(ended.stderr.starts_with(warning), "{}", ended.stderr);
    let ended = home.run(&["generate", "--spec", "spec", "--out", "other", "--deny", "warnings"]);
    assert_eq!(ended.status, 1);
    assert!(ended.stderr.starts_with(warning), "{}", ended.stderr);
    assert!(ended.stderr.ends_with("\nspec is wrong: 1 warning; nothing was written\n"), "{}", ended.stderr);
    assert!(!home.path("other").exists());
}

#[test]
fn what_is_not_understood_ends_with_2() {
    let home = Home::new();
    for arguments in [
        &[][..],
        &["generat"],
        &["check", "--deny", "errors"],
        &["generate", "--check", "--dry-run"],
        &["check", "--message-format", "xml"],
    ] {
        let ended = home.run(arguments);
        assert_eq!((ended.status, ended.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(!ended.stderr.is_empty());
    }
}

#[test]
fn an_unknown_service_ends_with_2_and_names_the_known_ones() {
    let home = Home::new();
    let ended = home.run(&["generate", "--spec", "spec", "--out", "out", "--service", "exampel"]);
    assert_eq!((ended.status, ended.stdout.as_str()), (2, ""));
    assert_eq!(ended.stderr, "error: the spec has no service `exampel`; it has `example`\n");
    assert!(!home.path("out").exists());
}

#[test]
fn a_pipe_gets_no_colours() {
    let home = Home::new();
    home.write("spec/example/Ping.yaml", WRONG);
    for no_color in ["", "1"] {
        let output = home.command(&["check", "--spec", "spec"]).env("NO_COLOR", no_color).output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), HUMAN);
    }
}

#[test]
fn a_stale_output_is_named_with_what_mends_it() {
    let home = Home::new();
    home.generate();
    let ended = home.run(&["generate", "--spec", "spec", "--out", "out", "--check"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    home.write("spec/example/Pong.yaml", &PING.replace("Ping", "Pong"));
    fs::remove_file(home.path("out/example/ping.rs")).unwrap();
    let before = home.files("out");
    let ended = home.run(&["generate", "--spec", "spec", "--out", "out", "--check"]);
    assert_eq!((ended.status, ended.stdout.as_str()), (1, ""));
    assert_eq!(
        ended.stderr,
        "error: out is not what the spec produces; `cargo xtask generate` mends it\n  \
         new: example/ping.rs\n  new: example/pong.rs\n  changed: example/mod.rs\n  changed: example/tests.rs\n"
    );
    assert_eq!(home.files("out"), before);
    home.generate();
    assert_eq!(home.run(&["generate", "--spec", "spec", "--out", "out", "--check"]).status, 0);
}

#[test]
fn a_dry_run_lists_what_would_change_and_writes_nothing() {
    let home = Home::new();
    let ended = home.run(&["generate", "--spec", "spec", "--out", "out", "--dry-run"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    let expected = "new: mod.rs\nnew: example/mod.rs\nnew: example/ping.rs\nnew: example/tests.rs\nwould generate out: 4 new, ";
    let mut said: Vec<_> = ended.stdout.lines().take(4).collect();
    said.sort_unstable();
    let mut listed: Vec<_> = expected.lines().take(4).collect();
    listed.sort_unstable();
    assert_eq!(said, listed);
    assert!(!home.path("out").exists());
}

#[test]
fn orphans_are_removed_and_the_work_of_others_is_not_touched() {
    let home = Home::new();
    home.write("spec/example/Pong.yaml", &PING.replace("Ping", "Pong"));
    home.generate();
    home.write("out/example/notes.txt", "mine");
    home.write("out/handwritten.rs", "// mine");
    fs::remove_file(home.path("spec/example/Pong.yaml")).unwrap();
    home.generate();
    assert!(!home.path("out/example/pong.rs").exists());
    assert_eq!(home.read("out/example/notes.txt"), "mine");
    assert_eq!(home.read("out/handwritten.rs"), "// mine");
}

#[test]
fn what_the_index_of_the_output_does_not_name_is_nobodys_orphan() {
    let home = Home::new();
    home.generate();
    // A repository with the output of another run in it, at the root of which somebody generates by mistake.
    let ended = home.run(&["generate", "--spec", "spec", "--out", "."]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    let note = "note: the files were written one by one, since somebody works in it: a run that is killed meanwhile leaves some of the old ones\n";
    assert!(ended.stdout.starts_with(note), "{}", ended.stdout);
    assert!(home.path("example/ping.rs").exists() && home.path("out/example/ping.rs").exists());
    home.write("example/pong.rs", "// @generated by qcloud-codegen from example/Pong.yaml.\n");
    home.write("spec/example/Pong.yaml", &PING.replace("Ping", "Pong"));
    fs::remove_file(home.path("spec/example/Ping.yaml")).unwrap();
    assert_eq!(home.run(&["generate", "--spec", "spec", "--out", "."]).status, 0);
    assert!(!home.path("example/ping.rs").exists() && home.path("example/pong.rs").exists());
    assert!(home.path("out/example/ping.rs").exists() && home.path("spec/example/Pong.yaml").exists());
    assert_eq!(home.files(".").iter().filter(|path| path.contains("staged")).count(), 0);
}

#[test]
fn a_file_in_the_place_of_a_directory_is_named() {
    let home = Home::new();
    home.write("file", "mine");
    home.write("mixed/example", "mine");
    for (out, named) in [("file", "file"), ("file/deep/out", "file"), ("mixed", "mixed/example")] {
        let ended = home.run(&["generate", "--spec", "spec", "--out", out]);
        let said = format!("error: {named}: can't make a directory of it: it is a file; move it away\n");
        assert_eq!((ended.status, ended.stderr.replace('\\', "/")), (1, said));
    }
}

#[test]
fn a_file_without_the_generated_header_is_never_overwritten() {
    let home = Home::new();
    home.write("out/example/ping.rs", "// mine\n");
    let ended = home.run(&["generate", "--spec", "spec", "--out", "out"]);
    assert_eq!((ended.status, ended.stdout.as_str()), (1, ""));
    assert_eq!(
        ended.stderr.replace('\\', "/"),
        "error: out/example/ping.rs: can't overwrite the file: it was not generated; move it away\n"
    );
    assert_eq!(home.files("out"), ["out/example/ping.rs"]);
    assert_eq!(home.read("out/example/ping.rs"), "// mine\n");
}

#[test]
fn what_does_not_change_is_not_touched() {
    let home = Home::new();
    home.write("spec/example/Pong.yaml", &PING.replace("Ping", "Pong"));
    home.generate();
    let changed = |file: &str| fs::metadata(home.path(file)).unwrap().modified().unwrap();
    let before = (changed("out/example/ping.rs"), changed("out/example/pong.rs"));
    std::thread::sleep(std::time::Duration::from_millis(20));
    home.write("spec/example/Pong.yaml", &PING.replace("Ping", "Pong").replace("Answers", "Answers too"));
    home.generate();
    assert_eq!(changed("out/example/ping.rs"), before.0);
    assert_ne!(changed("out/example/pong.rs"), before.1);
}

#[test]
fn a_service_limits_what_is_written() {
    let home = Home::new();
    home.write("spec/other/service.yaml", &SERVICE.replace("example", "other"));
    home.write("spec/other/Ping.yaml", PING);
    home.write("spec/other/examples/done.json", DONE);
    home.generate();
    for service in ["example", "other"] {
        home.write(&format!("spec/{service}/Ping.yaml"), &PING.replace("Answers", "Answers too"));
    }
    let before = home.read("out/other/ping.rs");
    let ended = home.run(&["generate", "--spec", "spec", "--out", "out", "--service", "example"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert!(home.read("out/example/ping.rs").contains("Answers too"));
    assert_eq!(home.read("out/other/ping.rs"), before);
}

#[test]
fn an_output_that_can_not_be_written_is_named() {
    let home = Home::new();
    home.write("out", "a file");
    let ended = home.run(&["generate", "--spec", "spec", "--out", "out"]);
    assert_eq!((ended.status, ended.stdout.as_str()), (1, ""));
    assert!(ended.stderr.starts_with("error: out"), "{}", ended.stderr);
    assert_eq!(home.read("out"), "a file");
}

#[cfg(unix)]
#[test]
fn a_read_only_output_is_named_and_left_as_it_is() {
    use std::os::unix::fs::PermissionsExt;

    let home = Home::new();
    home.generate();
    home.write("spec/example/Ping.yaml", &PING.replace("Answers", "Answers too"));
    let before = home.read("out/example/ping.rs");
    for (path, mode, again) in [("out/example", 0o555, 0o755), ("out/example/ping.rs", 0o444, 0o644)] {
        let allow = |mode| fs::set_permissions(home.path(path), fs::Permissions::from_mode(mode)).unwrap();
        allow(mode);
        let ended = home.run(&["generate", "--spec", "spec", "--out", "out"]);
        allow(again);
        assert_eq!((ended.status, ended.stdout.as_str()), (1, ""));
        assert_eq!(ended.stderr, format!("error: {path}: can't change it: it is read-only\n"));
    }
    assert_eq!(home.read("out/example/ping.rs"), before);
}

#[test]
fn schemas_are_written_and_named_once() {
    let home = Home::new();
    let ended = home.run(&["schema", "--spec", "spec"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    assert_eq!(
        ended.stdout,
        "wrote spec/schema: 4 schemas changed; 2 spec files got the comment that names theirs\n"
    );
    assert_eq!(
        home.read("spec/example/Ping.yaml"),
        format!("# yaml-language-server: $schema=../schema/action.json\n{PING}")
    );
    assert!(home.read("spec/schema/action.json").contains("\"idempotent\""));
    let again = home.run(&["schema", "--spec", "spec"]);
    assert_eq!(
        again.stdout,
        "wrote spec/schema: 0 schemas changed; 0 spec files got the comment that names theirs\n"
    );
    assert_eq!(home.run(&["check", "--spec", "spec"]).status, 0);
}

/// A directory with a spec, in which the commands run.
struct Home(TempDir);

/// How a command ended.
struct Ended {
    status: i32,
    stdout: String,
    stderr: String,
}

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        home.write("spec/example/service.yaml", SERVICE);
        home.write("spec/example/Ping.yaml", PING);
        home.write("spec/example/examples/done.json", DONE);
        home
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    fn write(&self, below: &str, text: &str) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, below: &str) -> String {
        fs::read_to_string(self.path(below)).unwrap()
    }

    /// All files below a directory, sorted.
    fn files(&self, below: &str) -> Vec<String> {
        fn collect(directory: &Path, name: &str, files: &mut Vec<String>) {
            for entry in fs::read_dir(directory).unwrap() {
                let entry = entry.unwrap();
                let name = format!("{name}/{}", entry.file_name().to_str().unwrap());
                if entry.path().is_dir() {
                    collect(&entry.path(), &name, files);
                } else {
                    files.push(name);
                }
            }
        }
        let mut files = Vec::new();
        collect(&self.path(below), below, &mut files);
        files.sort();
        files
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(arguments).current_dir(self.0.path());
        command
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        let output = self.command(arguments).output().unwrap();
        Ended {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn generate(&self) {
        let ended = self.run(&["generate", "--spec", "spec", "--out", "out"]);
        assert_eq!(ended.status, 0, "{}", ended.stderr);
    }
}
