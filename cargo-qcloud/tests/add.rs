//! `add` and `remove` in packages of users: what they write, what they leave alone, and what is left when they can't go on.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Descriptions of a few Actions of a made-up service.
fn descriptions() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../import/tests/api3/chosen_actions/input")
        .canonicalize()
        .unwrap()
}

struct Home(tempfile::TempDir);

impl Home {
    /// A package with a library.
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        home.package("");
        home
    }

    fn package(&self, below: &str) {
        let name = below.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("mine");
        let manifest = format!("[package]\nname = \"{name}\" # mine\nedition = '2024'\n\n[dependencies]\n");
        self.write(&format!("{below}/Cargo.toml"), &manifest);
        self.write(&format!("{below}/src/lib.rs"), "//! Mine.\n\npub fn mine() {}\n");
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below.trim_start_matches('/'))
    }

    fn write(&self, below: &str, text: &str) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, below: &str) -> String {
        fs::read_to_string(self.path(below)).unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-qcloud"));
        command.arg("qcloud").args(arguments).current_dir(self.0.path()).stdin(Stdio::null());
        command.env_remove("CARGO_TARGET_DIR");
        command
    }

    fn run(&self, arguments: &[&str]) -> (i32, String) {
        told(&self.command(arguments).output().unwrap())
    }

    /// Adds Actions from the descriptions beside the tests.
    fn add(&self, arguments: &[&str]) -> (i32, String) {
        let from = descriptions();
        let mut all = vec!["add"];
        all.extend(arguments);
        all.extend(["--from", from.to_str().unwrap()]);
        self.run(&all)
    }

    /// All files by their paths, with their texts.
    fn files(&self) -> BTreeMap<String, String> {
        let (mut files, mut open) = (BTreeMap::new(), vec![self.0.path().to_owned()]);
        while let Some(directory) = open.pop() {
            for entry in fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let name = path.strip_prefix(self.0.path()).unwrap().to_str().unwrap().replace('\\', "/");
                    files.insert(name, fs::read_to_string(path).unwrap());
                }
            }
        }
        files
    }
}

fn told(output: &Output) -> (i32, String) {
    let said =
        [&output.stdout, &output.stderr].map(|said| String::from_utf8_lossy(said).into_owned()).concat();
    (output.status.code().unwrap_or(-1), said)
}

#[test]
fn what_is_added_is_all_taken_away_again() {
    let home = Home::new();
    let before = home.files();
    let (status, said) = home.add(&["demo", "DescribeRecordList"]);
    assert_eq!(status, 0, "{said}");
    let one = home.files();
    assert!(said.contains("qcloud.toml, Cargo.toml, src/lib.rs"), "{said}");
    assert_eq!(home.read("src/lib.rs"), "//! Mine.\n\nmod qcloud;\n\npub fn mine() {}\n");
    let manifest = home.read("Cargo.toml");
    assert!(manifest.starts_with(&before["Cargo.toml"]), "{manifest}");
    assert!(manifest.contains("default-features = false"), "{manifest}");
    assert!(!one.keys().any(|path| path.contains("CreateRecord")), "{:?}", one.keys());

    assert_eq!(
        home.add(&["demo", "DescribeRecordList"]),
        (0, "all of it is there already; nothing was written\n".to_owned())
    );
    assert_eq!(home.files(), one);

    let (status, said) = home.add(&["demo", "CreateRecord", "DescribeDomainList"]);
    assert_eq!(status, 0, "{said}");
    let (status, said) = home.run(&["generate", "--check"]);
    assert_eq!(status, 0, "{said}");
    assert!(
        home.read("qcloud.toml")
            .contains("actions = [\"DescribeRecordList\", \"CreateRecord\", \"DescribeDomainList\"]")
    );
    let (status, said) = home.run(&["remove", "demo", "CreateRecord", "DescribeDomainList"]);
    assert_eq!(status, 0, "{said}");
    assert_eq!(home.files(), one);

    let (status, said) = home.run(&["remove", "demo"]);
    assert_eq!(status, 0, "{said}");
    assert_eq!(home.files(), before);
}

#[test]
fn types_stay_as_long_as_an_action_needs_them_wherever_they_stand() {
    let home = Home::new();
    for action in ["DescribeRecordList", "CreateRecord", "DescribeDomainList"] {
        assert_eq!(home.add(&["demo", action]).0, 0);
    }
    for action in ["DescribeRecordList", "DescribeDomainList"] {
        let (status, said) = home.run(&["remove", "demo", action]);
        assert_eq!(status, 0, "{said}");
        let (status, said) = home.run(&["check"]);
        assert_eq!(status, 0, "{said}");
        assert!(!said.contains("never used") && !said.contains("nothing uses"), "{said}");
    }
    let other = Home::new();
    assert_eq!(other.add(&["demo", "CreateRecord"]).0, 0);
    // Their number, wherever they stand now.
    let types = |home: &Home| {
        home.run(&["check"]).1.split(" in ").next().unwrap().rsplit('\n').next().unwrap().to_owned()
    };
    assert_eq!(types(&home), types(&other));
    assert!(types(&home).ends_with(" types"), "{}", types(&home));
}

#[test]
fn what_a_user_wrote_stays() {
    let home = Home::new();
    home.write("src/lib.rs", "pub(crate) mod qcloud;\n");
    let manifest =
        "[package]\nname = \"mine\"\nedition = \"2024\"\n\n[dependencies]\nqcloud-client = \"0.1.0\"\n";
    home.write("Cargo.toml", manifest);
    assert_eq!(home.add(&["demo", "DescribeRecordList"]).0, 0);
    let file = home.files().into_keys().find(|path| path.ends_with("/DescribeRecordList.yaml")).unwrap();
    let edited = home.read(&file).replacen(
        "action: DescribeRecordList\n",
        "action: DescribeRecordList\ndoc: Mine.\n",
        1,
    );
    home.write(&file, &edited);
    home.write("qcloud.toml", &(home.read("qcloud.toml") + "\n# Mine.\n[code]\ndocs = false\n"));
    assert_eq!(home.add(&["demo", "CreateRecord"]).0, 0);
    // A record that a request has now too follows; what was edited stays, and all else.
    let follows = |text: &str| text.replace(", documented: {required: true}}", "}");
    assert_eq!((follows(&home.read(&file)), home.read("Cargo.toml").as_str()), (edited, manifest));
    assert!(home.read("qcloud.toml").contains("\n# Mine.\n[code]\ndocs = false\n"));
    let (status, said) = home.run(&["remove", "demo"]);
    assert!(
        status == 0 && said.contains("note: the dependency on qcloud-client stays in Cargo.toml"),
        "{said}"
    );
    assert_eq!(home.read("src/lib.rs"), "pub(crate) mod qcloud;\n");
    assert!(home.read("qcloud.toml").contains("\n# Mine.\n[code]\ndocs = false\n"));
}

#[test]
fn actions_that_come_and_go_one_by_one_leave_the_spec_as_it_is_described_for_those_there_are() {
    let home = Home::new();
    let from = descriptions();
    let update = |home: &Home| home.run(&["update", "--from", from.to_str().unwrap()]);
    let same = (0, "all of it is as the descriptions say already; nothing was written\n".to_owned());
    // A record of a result becomes one of a request too, which has a field that must be set.
    for action in ["DescribeRecordList", "CreateRecord", "DescribeZones"] {
        assert_eq!(home.add(&["demo", action]).0, 0);
        assert_eq!(update(&home), same, "{action}");
    }
    for action in ["CreateRecord", "DescribeRecordList"] {
        assert_eq!(home.run(&["remove", "demo", action]).0, 0);
        assert_eq!(update(&home), same, "{action}");
    }
    // What was edited stays, and is told where another Action would have changed it.
    let path = "spec/demo_v20200103/types.yaml";
    let text = home.read(path);
    let edited = text.replace("    Name: {type: string}", "    Name: {type: string, doc: Mine.}");
    assert_ne!(edited, text);
    home.write(path, &edited);
    let (status, said) = home.add(&["demo", "CreateRecord"]);
    assert!(status == 0 && home.read(path).contains("doc: Mine."), "{said}");
    assert!(home.read(path).contains("required: true"), "{}", home.read(path));
}

#[test]
fn what_the_vendor_does_not_say_is_no_oversight_of_the_user() {
    let home = Home::new();
    assert_eq!(home.add(&["demo", "DescribeRecordList", "CreateRecord"]).0, 0);
    for command in ["check", "generate"] {
        let (status, said) = home.run(&[command, "--deny", "warnings"]);
        assert_eq!(status, 0, "{said}");
        assert!(!said.contains("warning"), "{said}");
    }
    // A service of the user's own stands beside it.
    assert_eq!(home.run(&["new", "racks", "ListRacks"]).0, 0);
    let path = "spec/racks/ListRacks.yaml";
    let text = home.read(path).replace("\nparameters:", "\nparameters:\n  row: {type: int}\n  ");
    home.write(path, &text);
    let (status, said) = home.run(&["check", "--deny", "warnings"]);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("warning") && said.contains(path) && !said.contains("demo"), "{said}");
}

#[test]
fn a_root_file_may_be_left_alone() {
    let home = Home::new();
    let (status, said) = home.add(&["demo", "CreateRecord", "--no-edit"]);
    assert!(status == 0 && said.contains("note: add to src/lib.rs: mod qcloud;\n"), "{said}");
    assert_eq!(home.read("src/lib.rs"), "//! Mine.\n\npub fn mine() {}\n");
}

#[test]
fn a_program_from_a_repository_names_it_as_the_place_of_the_runtime() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("bin")).unwrap();
    let program = root.path().join("bin/cargo-qcloud");
    fs::copy(env!("CARGO_BIN_EXE_cargo-qcloud"), &program).unwrap();
    let list = "[v1]\n\"cargo-qcloud 0.1.0 (git+https://host.example/q.git?branch=main#0123abcd)\" = [\"cargo-qcloud\"]\n";
    fs::write(root.path().join(".crates.toml"), list).unwrap();
    let home = Home::new();
    let before = home.files();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(&program);
        let from = descriptions();
        command.args(arguments).current_dir(home.0.path());
        if arguments[0] == "add" {
            command.arg("--from").arg(from);
        }
        let (status, said) = told(&command.output().unwrap());
        assert_eq!(status, 0, "{said}");
    };
    run(&["add", "demo", "CreateRecord"]);
    let place = "git = \"https://host.example/q.git\", rev = \"0123abcd\", default-features = false";
    assert!(home.read("Cargo.toml").contains(place), "{}", home.read("Cargo.toml"));
    assert!(home.read("qcloud.toml").contains("git = \"https://host.example/q.git\"\nrev = \"0123abcd\"\n"));
    run(&["remove", "demo"]);
    assert_eq!(home.files(), before);
}

#[test]
fn a_package_of_a_workspace_is_named() {
    let home = Home(tempfile::tempdir().unwrap());
    home.write("Cargo.toml", "[workspace]\nmembers = [\"one\", \"two\"]\nresolver = \"3\"\n");
    home.package("one");
    home.package("two");
    home.write("two/src/main.rs", "fn main() {}\n");
    fs::remove_file(home.path("two/src/lib.rs")).unwrap();
    let (status, said) = home.add(&["demo", "CreateRecord"]);
    assert!(status == 2 && said.contains("name one with `--package`: `one`, `two`"), "{said}");
    let (status, said) = home.add(&["demo", "CreateRecord", "--package", "twa"]);
    assert!(status == 2 && said.contains("did you mean `two`?"), "{said}");
    let (status, said) = home.add(&["demo", "CreateRecord", "-p", "two"]);
    assert_eq!(status, 0, "{said}");
    assert_eq!(home.read("two/src/main.rs"), "mod qcloud;\n\nfn main() {}\n");
    assert!(home.path("two/qcloud.toml").exists() && home.path("two/spec").is_dir());
    // Who says where the spec is needs no package.
    let (status, said) = home.run(&["check"]);
    assert!(status == 2 && said.contains("name one with `--package`: `one`, `two`"), "{said}");
    assert_eq!(home.run(&["check", "--spec", "two/spec"]).0, 0);
    let from = descriptions();
    let imported = home.run(&["import", "api3", "--out", "imported", from.to_str().unwrap()]);
    assert_eq!((imported.0, home.path("imported/demo_v20200103").is_dir()), (0, true), "{}", imported.1);
    let from_manifest = home.run(&["list", "--manifest-path", "two/Cargo.toml"]);
    assert_eq!(from_manifest, home.run(&["list", "--package", "two"]));
    assert!(from_manifest.1.contains("CreateRecord"), "{}", from_manifest.1);
    let (status, said) = home.run(&["list", "--package", "two", "--message-format", "json"]);
    let listed: serde_json::Value = serde_json::from_str(&said).unwrap();
    let meant = serde_json::json!({"service": "demo", "version": "2020-01-03", "actions": ["CreateRecord"]});
    assert_eq!((status, listed), (0, meant));
}

#[test]
fn a_server_tells_how_it_is_called_where_no_package_is_named_too() {
    let home = Home(tempfile::tempdir().unwrap());
    home.write("Cargo.toml", "[workspace]\nmembers = [\"one\", \"two\"]\nresolver = \"3\"\n");
    home.package("one");
    home.package("two");
    for server in ["mock", "explore"] {
        let (status, said) = home.run(&[server, "--help"]);
        assert!(status == 0 && said.contains("--addr <HOST:PORT>") && !said.contains("--package"), "{said}");
        let (status, said) = home.run(&[server]);
        assert!(status == 2 && said.contains("name one with `--package`: `one`, `two`"), "{said}");
    }
}

#[test]
fn a_spec_that_is_wrong_is_told_without_its_warnings() {
    let home = Home::new();
    assert_eq!(home.add(&["demo", "CreateRecord"]).0, 0);
    let action = home.read("spec/demo_v20200103/CreateRecord.yaml");
    home.write(
        "spec/demo_v20200103/CreateRecord.yaml",
        &action.replace("action: CreateRecord", "acton: CreateRecord"),
    );
    let (status, said) = home.add(&["demo", "DescribeRecordList"]);
    assert!(status == 1 && said.contains("acton") && !said.contains("warning"), "{said}");
    assert!(said.contains("nothing was written\n   = help: change these places by hand"), "{said}");
}

#[test]
fn names_that_are_not_described_are_told_with_what_was_meant() {
    let home = Home::new();
    let before = home.files();
    for (arguments, expected) in [
        (&["demi", "CreateRecord"][..], "the service `demi` is not described; did you mean `demo`?"),
        (
            &["demo", "CreateRecords"],
            "the Action `CreateRecords` is not described; did you mean `CreateRecord`?",
        ),
        (
            &["demo@1999-01-01", "CreateRecord"],
            "version 1999-01-01 of the service `demo` is not described; there is",
        ),
    ] {
        let (status, said) = home.add(arguments);
        assert!(status == 2 && said.contains(expected), "{said}");
    }
    assert_eq!(home.files(), before);
}

#[test]
fn without_descriptions_nothing_is_written() {
    let home = Home::new();
    let before = home.files();
    home.write("broken.whl", "PK\u{3}\u{4} and no more");
    home.write("empty.zip", "");
    for from in ["broken.whl", "empty.zip", "nowhere.whl"] {
        let (status, said) = home.run(&["add", "demo", "CreateRecord", "--from", from]);
        assert!(status == 1 && said.contains(from), "{from}: {said}");
    }
    // Neither a cache nor a Python: a machine without network.
    let cargo = PathBuf::from(std::env::var_os("CARGO").unwrap());
    let output = home
        .command(&["add", "demo", "CreateRecord"])
        .env("CARGO_HOME", home.path("nothing"))
        .env("CARGO", &cargo)
        .env("PATH", home.path("nothing"))
        .output()
        .unwrap();
    let (status, said) = told(&output);
    assert!(status == 1 && said.contains("--from"), "{said}");
    fs::remove_file(home.path("broken.whl")).unwrap();
    fs::remove_file(home.path("empty.zip")).unwrap();
    let _ = fs::remove_dir_all(home.path("nothing"));
    assert_eq!(home.files(), before);
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_all_as_it_was() {
    let home = Home::new();
    let before = home.files();
    // No file may become longer than this: a write fails in the middle of a file, as it does on a full disk.
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" qcloud add demo all --from \"$1\"";
    let output = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_cargo-qcloud")])
        .arg(descriptions())
        .current_dir(home.0.path())
        .output()
        .unwrap();
    let (status, said) = told(&output);
    assert!(
        status == 1 && said.contains("can't write beside the file") && said.contains("nothing was written"),
        "{said}"
    );
    assert_eq!(home.files(), before);
}

#[test]
fn a_run_that_is_killed_at_any_moment_is_finished_or_undone_by_the_next_one() {
    let home = Home::new();
    let before = home.files();
    let start = Instant::now();
    assert_eq!(home.add(&["demo", "all"]).0, 0);
    let whole = start.elapsed();
    let after = home.files();
    assert_eq!(home.run(&["remove", "demo"]).0, 0);
    let from = descriptions();
    let mut killed = 0;
    for moment in 0..24 {
        let mut child = home
            .command(&["add", "demo", "all", "--from", from.to_str().unwrap()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let start = Instant::now();
        // Spread over the whole run and a little more; the answer must not depend on where it hits.
        let until = whole.mul_f64(f64::from(moment) / 20.0) + Duration::from_micros(1);
        while start.elapsed() < until && child.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        killed += usize::from(!child.wait().unwrap().success());
        let (status, said) = home.run(&["list"]);
        assert_eq!(status, 0, "{said}");
        let found = home.files();
        assert!(found == before || found == after, "{:?}", found.keys());
        if found == after {
            assert_eq!(home.run(&["remove", "demo"]).0, 0);
        }
    }
    assert!(killed > 0, "every run was over before it was killed");
}
