//! `cargo xtask cloud` on a cloud of two services.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const DESCRIPTION: &str = r#"{
  "metadata": {"apiVersion": "2020-01-02", "serviceShortName": "tiny"},
  "actions": {
    "DescribeThings": {"input": "DescribeThingsRequest", "output": "DescribeThingsResponse"},
    "DeleteThing": {"input": "DeleteThingRequest", "output": "DeleteThingResponse", "status": "deprecated"}
  },
  "objects": {
    "DescribeThingsRequest": {"members": []},
    "DescribeThingsResponse": {"members": [
      {"name": "Things", "type": "list", "member": "Thing"},
      {"name": "RequestId", "type": "string", "member": "string", "document": "流式接口的请求 ID 在响应头 X-TC-RequestId 中"}
    ]},
    "DeleteThingRequest": {"members": [{"name": "Id", "type": "string", "member": "string", "required": true}]},
    "DeleteThingResponse": {"members": [{"name": "RequestId", "type": "string", "member": "string"}]},
    "Thing": {"members": [{"name": "Size", "type": "int", "member": "uint64"}]}
  }
}"#;

/// Three that are read, one of them a stream, one without an envelope, a stream with an event that is not read, and one that is no JSON.
const EXAMPLES: &str = r#"{"actions": {
  "DescribeThings": [
    {"input": "", "output": "{\"Response\": {\"Things\": [{\"Size\": 1}], \"RequestId\": \"r\"}}"},
    {"input": "", "output": "{\"Answer\": {\"Things\": [], \"RequestId\": \"r\"}}"},
    {"input": "", "output": "data: {\"Things\": [{\"Size\": 1}]}\n\ndata:[DONE]\n\n"},
    {"input": "", "output": "data: {}\n\ndata: {\"Things\": [1]}\n\n"},
    {"input": "", "output": "{\"Response\": ..."}
  ],
  "DeleteThing": [
    {"input": "", "output": "{\"Response\": {\"Error\": {\"Code\": \"ResourceNotFound\", \"Message\": \"m\"}, \"RequestId\": \"r\"}}"}
  ]
}}"#;

fn describe(directory: &Path, name: &str, description: &str, examples: &str) {
    let directory = directory.join(name).join("v20200102");
    fs::create_dir_all(&directory).unwrap();
    fs::write(directory.join("api.json"), description.replace("tiny", name)).unwrap();
    fs::write(directory.join("examples.json"), examples).unwrap();
}

fn cloud(path: &Path, out: &Path, arguments: &[&str]) -> Output {
    // A directory that outlives the test, so that the client is compiled once.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cloud");
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["cloud", path.to_str().unwrap(), "--out", out.to_str().unwrap()])
        .args(arguments)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .unwrap()
}

/// What was printed, without the times.
fn lines(output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let is_time = |text: &str| text.trim_end_matches(['s', ' ']).parse::<f64>().is_ok();
    let said = |line: &str| match line.rsplit_once(" in ") {
        Some((said, time)) if is_time(time) => said.to_owned(),
        _ => line.to_owned(),
    };
    text.lines().map(said).collect()
}

#[test]
fn a_cloud_is_imported_generated_compiled_and_fed_its_examples() {
    let directory = tempfile::tempdir().unwrap();
    let (descriptions, out) = (directory.path().join("descriptions"), directory.path().join("out"));
    describe(&descriptions, "tiny", DESCRIPTION, EXAMPLES);
    describe(&descriptions, "other", DESCRIPTION, r#"{"actions": {}}"#);
    let output = cloud(&descriptions, &out, &["--largest", "0", "--sample", "2", "--seed", "7"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report = out.join("examples.txt");
    let printed = lines(&output);
    assert_eq!(
        printed[3..],
        [
            "compiled 2 services without warnings (the 0 largest, and 2 by the seed 7)".to_owned(),
            "read 3 examples".to_owned(),
            "3 of 5 examples are read, of which 2 are streams of events; 1 more are neither JSON nor such streams"
                .to_owned(),
            "      1  expected an object, found a number".to_owned(),
            "      1  there is no numeric `code`, or in API 3.0 no object `Response`".to_owned(),
            format!("{} names them", report.display()),
        ]
    );
    assert!(fs::read_to_string(report).unwrap().contains("tiny_v20200102/DescribeThings/2.json"));

    let again = lines(&cloud(&descriptions, &out, &["--largest", "0", "--sample", "0"]));
    assert_eq!(again[0], "imported 2 services with 4 Actions, 0 files written, 0 warnings,");
    assert!(again[1].contains(": 0 files written, 0 removed, "), "{again:?}");
}

#[test]
fn descriptions_that_can_not_be_read_end_the_run() {
    let directory = tempfile::tempdir().unwrap();
    let (descriptions, out) = (directory.path().join("descriptions"), directory.path().join("out"));
    describe(&descriptions, "tiny", "{", "{}");
    let output = cloud(&descriptions, &out, &[]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.starts_with("error: this is not JSON") && said.contains("api.json"), "{said}");
    assert!(!out.join("spec").exists());
}
