//! `cargo xtask new`: what it writes is right, alone and with every sample line taken up; what it refuses leaves nothing behind.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    fn read(&self, below: &str) -> String {
        fs::read_to_string(self.path(below)).unwrap()
    }

    /// Status, standard output and standard error.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let program = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(arguments)
            .args(["--spec", "spec"])
            .current_dir(self.0.path())
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace('\\', "/");
        (program.status.code().unwrap(), text(program.stdout), text(program.stderr))
    }

    fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut waiting = vec![self.path("spec")];
        while let Some(at) = waiting.pop() {
            for entry in fs::read_dir(at).into_iter().flatten().map(Result::unwrap) {
                if entry.path().is_dir() {
                    waiting.push(entry.path());
                } else {
                    found.push(
                        entry
                            .path()
                            .strip_prefix(self.0.path())
                            .unwrap()
                            .to_str()
                            .unwrap()
                            .replace('\\', "/"),
                    );
                }
            }
        }
        found.sort();
        found
    }
}

#[test]
fn a_new_action_of_a_new_service_passes_the_check_at_once() {
    let home = Home::new();
    let (status, stdout, stderr) = home.run(&["new", "vpc", "DescribeVpcs"]);
    assert_eq!((status, stderr.as_str()), (0, ""));
    assert_eq!(
        stdout,
        "wrote spec/vpc/service.yaml\nwrote spec/vpc/DescribeVpcs.yaml\n\
         Fill it in from the vendor's page; `cargo xtask check` says what is missing or wrong, and\n\
         `cargo xtask generate` makes the client from it.\n"
    );
    assert_eq!(home.files(), ["spec/vpc/DescribeVpcs.yaml", "spec/vpc/service.yaml"]);
    let service = home.read("spec/vpc/service.yaml");
    assert!(service.starts_with("service: vpc\n"), "{service}");
    assert!(service.contains("\nprotocol: v2\nhost: vpc.api.qcloud.com\npath: /v2/index.php\n"), "{service}");
    let (status, stdout, _) = home.run(&["check"]);
    assert_eq!(status, 0);
    assert!(stdout.starts_with("spec is right: 1 service, 1 Action, "), "{stdout}");
}

#[test]
fn the_steps_in_the_docs_print_what_the_commands_print() {
    let docs = include_str!("../../CONTRIBUTING.md").replace("\n   ", "\n");
    let home = Home::new();
    let (_, stdout, _) = home.run(&["new", "vpc", "DescribeVpcs"]);
    assert!(docs.contains(&format!("$ cargo xtask new vpc DescribeVpcs\n{stdout}```")), "{stdout}");
    // The line of the comment that names the schema, in a workspace that has one.
    let text = format!("# Schema.\n{}", home.read("spec/vpc/DescribeVpcs.yaml"));
    let text =
        text.replace("\nparameters:\n", "\nparameters:\n  offset: {type: unit, doc: How many to skip.}\n");
    fs::write(home.path("spec/vpc/DescribeVpcs.yaml"), text).unwrap();
    let service = home.read("spec/vpc/service.yaml").replace("\ndoc:\n", "\ndoc: Networks.\n");
    fs::write(home.path("spec/vpc/service.yaml"), service).unwrap();
    let (status, _, stderr) = home.run(&["check"]);
    assert_eq!(status, 1);
    assert!(docs.contains(&format!("$ cargo xtask check\n{stderr}```")), "{stderr}");
}

#[test]
fn the_name_of_an_action_says_whether_it_only_reads() {
    let home = Home::new();
    for (action, idempotent) in
        [("DescribeVpcs", true), ("ListThings", true), ("CreateVpc", false), ("CertUpload", false)]
    {
        assert_eq!(home.run(&["new", "vpc", action]).0, 0);
        let text = home.read(&format!("spec/vpc/{action}.yaml"));
        assert!(text.contains(&format!("\nidempotent: {idempotent}\n")), "{text}");
    }
}

#[test]
fn a_new_action_of_api_3_stands_in_a_service_with_its_version() {
    let home = Home::new();
    for arguments in
        [&["new", "cvm_v20170312", "RunInstances"][..], &["new", "cvm_v20170312", "DescribeZones"]]
    {
        let (status, _, stderr) = home.run(arguments);
        assert_eq!((status, stderr.as_str()), (0, ""));
    }
    let service = home.read("spec/cvm_v20170312/service.yaml");
    assert!(service.starts_with("service: cvm\n"), "{service}");
    assert!(
        service.contains("\nprotocol: tc3\nversion: 2017-03-12\nhost: cvm.tencentcloudapi.com\n"),
        "{service}"
    );
    let second = home.read("spec/cvm_v20170312/DescribeZones.yaml");
    assert!(second.contains("`RequestId`"), "the protocol of a service that is there counts: {second}");
    let (status, stdout, _) = home.run(&["check"]);
    assert_eq!(status, 0);
    assert!(stdout.starts_with("spec is right: 1 service, 2 Actions, "), "{stdout}");
}

#[test]
fn a_service_of_api_3_without_a_version_or_with_a_path_is_refused() {
    let home = Home::new();
    for (arguments, said) in [
        (
            &["new", "cvm", "RunInstances", "--protocol", "tc3"][..],
            "error: a service of API 3.0 has its version behind its name, as in `cargo xtask new cvm_v20170312 RunInstances`\n",
        ),
        (
            &["new", "cvm_v20170312", "RunInstances", "--path", "/x"],
            "error: the path of API 3.0 is always `/`: leave `--path` out\n",
        ),
    ] {
        assert_eq!(home.run(arguments), (2, String::new(), said.to_owned()));
        assert_eq!(home.files(), Vec::<String>::new());
    }
}

#[test]
fn the_sample_lines_are_right_too() {
    let of_v2 = r#"{"code": 0, "message": "", "codeDesc": "Success", "data": {"totalNum": 1, "list": [{"id": "a", "created": null}]}}"#;
    let of_tc3 =
        r#"{"Response": {"TotalCount": 1, "Things": [{"Id": "a", "Created": null}], "RequestId": "f2a3"}}"#;
    for (service, body, types) in [("vpc", of_v2, 4), ("cvm_v20170312", of_tc3, 5)] {
        let home = Home::new();
        home.run(&["new", service, "DescribeVpcs"]);
        for file in ["service.yaml", "DescribeVpcs.yaml"] {
            let file = format!("spec/{service}/{file}");
            let taken_up = home
                .read(&file)
                .lines()
                .map(|line| line.strip_prefix("# ").unwrap_or(line).to_owned() + "\n")
                .collect::<String>();
            let taken_up = taken_up.replace("\ndoc:\n", "\ndoc: What it is.\n");
            fs::write(home.path(&file), taken_up.replace("product/...", "product/215")).unwrap();
        }
        let response = home.path(&format!("spec/{service}/examples/DescribeVpcs/documented.json"));
        fs::create_dir_all(response.parent().unwrap()).unwrap();
        fs::write(response, body).unwrap();
        let (status, stdout, stderr) = home.run(&["check"]);
        assert_eq!((status, stderr.as_str()), (0, ""));
        assert!(
            stdout.starts_with(&format!("spec is right: 1 service, 1 Action, {types} types in ")),
            "{stdout}"
        );
    }
}

#[test]
fn a_new_service_takes_what_is_said_of_it() {
    let home = Home::new();
    let (status, _, stderr) = home.run(&[
        "new",
        "vpc",
        "A",
        "--host",
        "vpc.example.com",
        "--path",
        "/x",
        "--protocol",
        "v2",
        "--source",
        "https://example.com/a#b",
    ]);
    assert_eq!((status, stderr.as_str()), (0, ""));
    assert!(home.read("spec/vpc/service.yaml").contains("\nhost: vpc.example.com\npath: /x\n"));
    assert!(home.read("spec/vpc/A.yaml").contains("\nsource: \"https://example.com/a#b\"\n"));
}

#[test]
fn what_is_there_is_never_overwritten() {
    let home = Home::new();
    home.run(&["new", "vpc", "A"]);
    fs::write(home.path("spec/vpc/A.yaml"), "action: A\n").unwrap();
    let (status, stdout, stderr) = home.run(&["new", "vpc", "A"]);
    assert_eq!((status, stdout.as_str()), (1, ""));
    assert_eq!(stderr, "error: spec/vpc/A.yaml exists already; nothing was written\n");
    assert_eq!(home.read("spec/vpc/A.yaml"), "action: A\n");
    let (status, _, stderr) = home.run(&["new", "vpc", "B", "--host", "b.example.com"]);
    assert_eq!(status, 2);
    assert_eq!(
        stderr,
        "error: the service `vpc` exists, in spec/vpc/service.yaml: its host, path and protocol are changed there\n"
    );
    assert_eq!(home.files(), ["spec/vpc/A.yaml", "spec/vpc/service.yaml"]);
}

#[test]
fn what_would_be_wrong_is_not_written() {
    let home = Home::new();
    for (arguments, status, said) in [
        (&["new", "../x", "A"][..], 2, "`../x` can't be the name of a service"),
        (&["new", "/x", "A"], 2, "`/x` can't be the name of a service"),
        (&["new", "vpc", "../A"], 2, "`../A` can't be the name of an Action"),
        (&["new", "vpc", "A\nB"], 2, "`A\\nB` can't be the name of an Action"),
        (&["new", "vpc", ""], 2, "`` can't be the name of an Action"),
        (&["new", "vpc", "A", "--host", "a b"], 1, "`a b` is not a host name"),
        (&["new", "vpc", "A", "--host", "x\nerrors: {}"], 1, ""),
        (&["new", "vpc", "A", "--path", "nowhere"], 1, ""),
        (&["new", "vpc", "A", "--source", "ftp://x"], 1, "the source is not the address of a page"),
        (&["new", "vpc", "service"], 1, ""),
    ] {
        let (ended, stdout, stderr) = home.run(arguments);
        assert_eq!((ended, stdout.as_str()), (status, ""), "{arguments:?}: {stderr}");
        assert!(stderr.contains(&said.replace('\\', "/")), "{stderr}");
        assert!(stderr.starts_with("error: "), "{stderr}");
        assert_eq!(home.files(), Vec::<String>::new(), "{arguments:?}");
    }
    assert!(!Path::new("/x").exists());
}

#[test]
fn a_service_that_would_be_another_in_rust_is_not_written() {
    let home = Home::new();
    assert_eq!(home.run(&["new", "vpc_x", "A", "--host", "vpc.example.com"]).0, 0);
    let (status, _, stderr) = home.run(&["new", "vpc-x", "A"]);
    assert_eq!(status, 1);
    assert_eq!(
        stderr,
        "error: the services `vpc_x` and `vpc-x` would both be `vpc_x` in Rust; nothing was written\n"
    );
    assert!(!home.path("spec/vpc-x").exists());
}

#[test]
fn a_spec_that_is_wrong_already_is_said_to_be() {
    let home = Home::new();
    home.run(&["new", "vpc", "A"]);
    fs::write(home.path("spec/vpc/A.yaml"), "action: B\n").unwrap();
    let (status, _, stderr) = home.run(&["new", "vpc", "C"]);
    assert_eq!(status, 1);
    assert_eq!(
        stderr,
        "error: spec is wrong before anything is added; `cargo xtask check` says where. Nothing was written\n"
    );
    assert!(!home.path("spec/vpc/C.yaml").exists());
}

#[test]
fn a_skeleton_names_every_scalar_of_the_language() {
    let home = Home::new();
    for (service, path) in [("vpc", "spec/vpc/List.yaml"), ("vpc_v20170312", "spec/vpc_v20170312/List.yaml")]
    {
        home.run(&["new", service, "List"]);
        let words = home.read(path).split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
        let scalars =
            qcloud_codegen::language::Scalar::ALL.map(qcloud_codegen::language::Scalar::name).join(", ");
        assert!(words.replace("## ", "").contains(&format!("A type is {scalars}, a list [T]")), "{words}");
    }
}
