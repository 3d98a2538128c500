//! `cargo xtask drift`: the table, the lines for scripts, the patch, and how it ends.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const SERVICE: &str = "service: vpc\nprotocol: v2\nhost: vpc.api.qcloud.com\n";
const ACTION: &str = "\
action: DescribeVpcs
result: {in: data, type: VpcPage}
types:
  VpcPage:
    fields:
      total: {type: uint, required: true}
      vpcs:  {type: [Vpc]}
  Vpc:
    fields:
      id:    {type: string, required: true}  # such as `vpc-1`
      name:  {type: string}
      state: {type: VpcState}
      zone:  {type: string}
  VpcState:
    values:
      ON: {}
";
const CAPTURED: &str = r#"{"code": 0, "message": "", "codeDesc": "Success", "data": {"total": 2, "vpcs": [
  {"id": "vpc-1", "name": null, "state": "ON", "mtu": 1500, "owner": {"mail": "zhang@example.com"}},
  {"id": "vpc-2", "name": "the name of a customer", "state": "OFF", "mtu": 9000}
]}}"#;
const CLEAN: &str = r#"{"code": 0, "data": {"total": 1, "vpcs": [{"id": "vpc-1", "name": "a", "state": "ON", "zone": "b"}]}}"#;

fn home() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let vpc = home.path().join("spec/vpc");
    fs::create_dir_all(&vpc).unwrap();
    fs::write(vpc.join("service.yaml"), SERVICE).unwrap();
    fs::write(vpc.join("DescribeVpcs.yaml"), ACTION).unwrap();
    fs::create_dir(home.path().join("captured")).unwrap();
    for (name, text) in [("vpcs", CAPTURED), ("clean", CLEAN), ("broken", "{\"secret\": hunter2hunter2}")] {
        fs::write(home.path().join(format!("captured/{name}.json")), text).unwrap();
    }
    let failed = r#"{"code": 4100, "codeDesc": "AuthFailure", "message": "zhang@example.com may not"}"#;
    fs::write(home.path().join("captured/failed.json"), failed).unwrap();
    home
}

fn drift(home: &TempDir, arguments: &[&str]) -> (i32, String, String) {
    let ended = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args([&["drift", "vpc", "DescribeVpcs", "--spec", "spec"], arguments].concat())
        .current_dir(home.path())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace('\\', "/");
    let (stdout, stderr) = (text(ended.stdout), text(ended.stderr));
    for secret in ["zhang@example.com", "the name of a customer", "hunter2hunter2"] {
        assert!(!stdout.contains(secret) && !stderr.contains(secret), "{stdout}{stderr}");
    }
    (ended.status.code().unwrap(), stdout, stderr)
}

fn spec(home: &TempDir) -> String {
    fs::read_to_string(home.path().join("spec/vpc/DescribeVpcs.yaml")).unwrap()
}

/// What the guide for maintainers shows after a command.
fn shown(command: &str) -> String {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../CONTRIBUTING.md");
    let guide = fs::read_to_string(guide).unwrap();
    let (_, shown) = guide.split_once(&format!("\n$ {command}\n")).unwrap();
    shown.split_once("```").unwrap().0.to_owned()
}

#[test]
fn people_get_a_table_that_the_guide_shows() {
    let (status, stdout, stderr) = drift(&home(), &["captured/vpcs.json"]);
    assert_eq!((status, stderr.as_str()), (1, ""));
    assert_eq!(stdout, shown("cargo xtask drift vpc DescribeVpcs captured/vpcs.json"));
}

#[test]
fn a_patch_changes_the_lines_it_is_about_and_leaves_no_drift() {
    let home = home();
    let (status, stdout, stderr) = drift(&home, &["captured/vpcs.json", "--patch"]);
    assert_eq!((status, stderr.as_str()), (0, ""));
    let expected = "\
changed spec/vpc/DescribeVpcs.yaml
  say `nullable: true` of `name`
  add the value `OFF`
  add the field `mtu: {type: uint}`
  add the field `owner: {type: Owner}`
  add the record `Owner`
no drift, 1 note: the spec describes 1 response of DescribeVpcs
Read the change (`git diff`), say what the new parts mean, and run `cargo xtask generate`: the generated files are stale now.
";
    assert!(stdout.ends_with(expected), "{stdout}");
    let patched = ACTION.replace("name:  {type: string}", "name:  {type: string, nullable: true}").replace(
        "zone:  {type: string}\n",
        "zone:  {type: string}\n      mtu: {type: uint}\n      owner: {type: Owner}\n",
    );
    let patched =
        format!("{patched}      'OFF': {{doc: \"\"}}\n  Owner:\n    fields:\n      mail: {{type: string}}\n");
    assert_eq!(spec(&home), patched);

    let (status, stdout, _) = drift(&home, &["captured/vpcs.json"]);
    assert_eq!(status, 0);
    assert!(stdout.starts_with("      PATH              DRIFT       THE SPEC SAYS"), "{stdout}");
    let (status, stdout, _) = drift(&home, &["captured/vpcs.json", "--patch"]);
    assert_eq!(status, 0);
    assert!(!stdout.contains("changed"), "{stdout}");
    assert_eq!(spec(&home), patched);
}

#[test]
fn scripts_get_one_object_a_line() {
    let (status, stdout, _) = drift(&home(), &["captured/vpcs.json", "--message-format", "json"]);
    assert_eq!(status, 1);
    let lines: Vec<serde_json::Value> =
        stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kinds: Vec<_> = lines.iter().map(|line| line["code"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["null", "enum-value", "unknown-field", "unknown-field", "never-seen"]);
    let file = Path::new("spec").join("vpc/DescribeVpcs.yaml").display().to_string().replace('\\', "/");
    let expected = serde_json::json!({
        "$message_type": "drift", "level": "drift", "code": "unknown-field", "path": "data.vpcs[].mtu",
        "message": "`data.vpcs[].mtu`: unknown field: the spec says no such field of `Vpc`, responses have number (2 of 2)",
        "spec": "no such field of `Vpc`", "responses": "number", "count": 2, "of": 2,
        "response": "captured/vpcs.json", "file_name": file, "line": 9, "column": 5,
        "remedy": "add the field `mtu: {type: uint}`", "patch": true, "patched": false,
    });
    assert_eq!(lines[2], expected);
    assert_eq!(lines[4]["level"], "note");
    assert_eq!(lines[4]["remedy"], serde_json::Value::Null);
}

#[test]
fn scripts_are_told_what_was_patched() {
    let home = home();
    let (status, stdout, _) = drift(&home, &["captured/vpcs.json", "--message-format", "json", "--patch"]);
    assert_eq!(status, 0);
    let lines = stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let told: Vec<_> =
        lines.map(|line| (line["path"].clone(), line["code"].clone(), line["patched"].clone())).collect();
    let expected = serde_json::json!([
        ["data.vpcs[].name", "null", true],
        ["data.vpcs[].state", "enum-value", true],
        ["data.vpcs[].mtu", "unknown-field", true],
        ["data.vpcs[].owner", "unknown-field", true],
        ["data.vpcs[].zone", "never-seen", false],
    ]);
    assert_eq!(serde_json::to_value(&told).unwrap(), expected);
}

#[test]
fn no_drift_is_a_success_and_failures_say_nothing_about_the_result() {
    let home = home();
    let (status, stdout, stderr) = drift(&home, &["captured/clean.json"]);
    let expected = "no drift: the spec describes 1 response of DescribeVpcs\n";
    assert_eq!((status, stdout.as_str(), stderr.as_str()), (0, expected, ""));
    let (status, stdout, _) = drift(&home, &["captured/clean.json", "captured/failed.json"]);
    assert_eq!(status, 0);
    assert!(stdout.contains("note  codeDesc  unknown error code"), "{stdout}");
    assert!(stdout.ends_with("DescribeVpcs; 1 failed and says nothing about the result\n"), "{stdout}");
    let (status, stdout, _) = drift(&home, &["captured/failed.json"]);
    assert_eq!(status, 1);
    assert!(stdout.contains("no successful response of DescribeVpcs, so nothing was compared"), "{stdout}");
}

#[test]
fn a_file_that_is_no_response_is_named_and_keeps_a_patch_from_being_written() {
    let home = home();
    let (status, stdout, stderr) = drift(&home, &["captured/broken.json", "captured/vpcs.json", "--patch"]);
    assert_eq!(status, 1);
    assert!(
        stderr.starts_with(
            "error: captured/broken.json: the file is not JSON: expected value at line 1 column 12\n"
        ),
        "{stderr}"
    );
    assert!(
        stderr.ends_with("nothing was written, since a file is no response of this Action\n"),
        "{stderr}"
    );
    assert!(stdout.contains("data.vpcs[].mtu"), "{stdout}");
    assert_eq!(spec(&home), ACTION);

    fs::write(home.path().join("captured/other.json"), r#"{"vpcs": []}"#).unwrap();
    let (status, _, stderr) = drift(&home, &["captured/other.json", "captured/vpcs.json", "--patch"]);
    assert_eq!(status, 1);
    assert!(stderr.starts_with("error: captured/other.json: the response has no `code`"), "{stderr}");
    assert_eq!(spec(&home), ACTION);
}

#[test]
fn what_is_not_there_is_a_mistake_of_the_caller() {
    let home = home();
    let run = |arguments: &[&str]| {
        let ended = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(arguments)
            .current_dir(home.path())
            .output()
            .unwrap();
        (ended.status.code().unwrap(), String::from_utf8(ended.stderr).unwrap())
    };
    let cases: [(&[&str], &str); 4] = [
        (
            &["drift", "cvm", "DescribeVpcs", "captured/vpcs.json", "--spec", "spec"],
            "error: the spec has no service `cvm`; it has vpc\n",
        ),
        (
            &["drift", "vpc", "DescribeVpc", "captured/vpcs.json", "--spec", "spec"],
            "error: the service `vpc` has no Action `DescribeVpc`; it has DescribeVpcs\n",
        ),
        (
            &["drift", "vpc", "DescribeVpcs", "captured/none.json", "--spec", "spec"],
            "error: captured/none.json: ",
        ),
        (&["drift", "vpc", "DescribeVpcs", "--spec", "spec"], "error: the following required arguments"),
    ];
    for (arguments, expected) in cases {
        let (status, stderr) = run(arguments);
        assert_eq!(status, 2, "{stderr}");
        assert!(stderr.starts_with(expected), "{stderr}");
    }
}
