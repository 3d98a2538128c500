//! `cargo xtask diff`: directories and git revisions, what is printed, and how it ends.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const SERVICE: &str = "service: vpc\nprotocol: v2\nhost: vpc.api.qcloud.com\n";
const BEFORE: &str = "action: DescribeVpcs\nparameters:\n  zone: {type: string}\n  count: {type: uint}\n";
const AFTER: &str = "action: DescribeVpcs\nparameters:\n  # Where.\n  zone: {type: string, required: true}\n  all: {type: bool}\n";

fn write(directory: &Path, action: &str) {
    fs::create_dir_all(directory.join("vpc")).unwrap();
    fs::write(directory.join("vpc/service.yaml"), SERVICE).unwrap();
    fs::write(directory.join("vpc/DescribeVpcs.yaml"), action).unwrap();
}

fn run(home: &TempDir, program: &str, arguments: &[&str]) -> (i32, String, String) {
    let ended = Command::new(program).args(arguments).current_dir(home.path()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (ended.status.code().unwrap(), text(ended.stdout), text(ended.stderr))
}

fn diff(home: &TempDir, arguments: &[&str]) -> (i32, String, String) {
    run(home, env!("CARGO_BIN_EXE_xtask"), &[&["diff"], arguments].concat())
}

/// Two directories, `old` and `new`.
fn two() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    write(&home.path().join("old"), BEFORE);
    write(&home.path().join("new"), AFTER);
    home
}

#[test]
fn changes_are_listed_with_their_places_the_worst_first() {
    let (status, stdout, stderr) = diff(&two(), &["old", "new/"]);
    let expected = "\
major: the parameter `count` of `DescribeVpcsRequest` is gone [parameter-removed]
  --> old/vpc/DescribeVpcs.yaml:4:3
major: the parameter `zone` of `DescribeVpcsRequest` is required now [parameter-now-required]
  --> new/vpc/DescribeVpcs.yaml:4:3
minor: the parameter `all` of `DescribeVpcsRequest` is new [optional-parameter-added]
  --> new/vpc/DescribeVpcs.yaml:5:3
major change: 2 major, 1 minor; code that uses the client may no longer compile
";
    assert_eq!((status, stdout.as_str(), stderr.as_str()), (0, expected, ""));
}

#[test]
fn what_is_denied_fails() {
    let home = two();
    assert_eq!(diff(&home, &["old", "new", "--deny", "major"]).0, 1);
    write(&home.path().join("new"), &format!("{BEFORE}  all: {{type: bool}}\n"));
    assert_eq!(diff(&home, &["old", "new", "--deny", "major"]).0, 0);
    assert_eq!(diff(&home, &["old", "new", "--deny", "minor"]).0, 1);
    write(&home.path().join("new"), BEFORE);
    let (status, stdout, _) = diff(&home, &["old", "new", "--deny", "minor"]);
    assert_eq!((status, stdout.as_str()), (0, "nothing has changed for users of the client\n"));
}

#[test]
fn scripts_get_one_object_a_line() {
    let (_, stdout, _) = diff(&two(), &["old", "new", "--message-format", "json"]);
    let lines: Vec<serde_json::Value> =
        stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    let expected = serde_json::json!({
        "$message_type": "change", "level": "major", "rule": "parameter-removed",
        "message": "the parameter `count` of `DescribeVpcsRequest` is gone",
        "side": "old", "file_name": "old/vpc/DescribeVpcs.yaml", "line": 4, "column": 3,
    });
    assert_eq!(lines[0], expected);
}

#[test]
fn a_revision_is_compared_from_anywhere_in_the_repository_and_leaves_it_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    write(&home.path().join("spec"), BEFORE);
    let git = |arguments: &[&str]| {
        let names = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"];
        let (status, stdout, stderr) = run(&home, "git", &[&names, arguments].concat());
        assert_eq!(status, 0, "{stderr}");
        stdout
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "before"]);
    write(&home.path().join("spec"), AFTER);
    let state = git(&["status", "--porcelain"]);

    let (status, stdout, stderr) = diff(&home, &["HEAD", "spec"]);
    assert_eq!((status, stderr.as_str()), (0, ""));
    // The guide for maintainers shows these very lines.
    let guide = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../CONTRIBUTING.md")).unwrap();
    let (_, shown) = guide.split_once("   $ cargo xtask diff HEAD spec\n").unwrap();
    let (shown, _) = shown.split_once("   ```").unwrap();
    let shown: Vec<_> = shown.lines().map(|line| &line[3..]).collect();
    assert_eq!(stdout.lines().collect::<Vec<_>>(), shown);
    let below = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["diff", "HEAD:spec/", "."])
        .current_dir(home.path().join("spec"))
        .output()
        .unwrap();
    assert!(String::from_utf8(below.stdout).unwrap().contains("  --> ./vpc/DescribeVpcs.yaml:4:3\n"));
    assert_eq!(git(&["status", "--porcelain"]), state);
}

#[test]
fn what_can_not_be_compared_says_why() {
    let home = two();
    let cases = [
        (["nowhere", "new"], 2, "error: `nowhere` is neither a directory nor a revision that git knows\n"),
        (["old", "--help-me"], 2, "error: unexpected argument"),
    ];
    for (arguments, expected, message) in cases {
        let (status, _, stderr) = diff(&home, &arguments);
        assert_eq!(status, expected);
        assert!(stderr.starts_with(message), "{stderr}");
    }
    fs::write(home.path().join("new/vpc/DescribeVpcs.yaml"), "action: Other\n").unwrap();
    let (status, stdout, stderr) = diff(&home, &["old", "new"]);
    assert_eq!((status, stdout.as_str()), (1, ""));
    assert!(stderr.contains("the Action `Other` stands in the file `DescribeVpcs.yaml`"), "{stderr}");
    assert!(stderr.ends_with("new is wrong, so there is nothing to compare\n"), "{stderr}");
}
