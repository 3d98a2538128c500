//! `update` in packages of users: the spec follows newer descriptions, what a person edited stays, and nothing is written where it can't be right.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// A package, and two states of the vendor's descriptions beside it.
struct Home(tempfile::TempDir);

const OLD: &str = "../old";
const NEW: &str = "../new";

impl Home {
    fn new(change: impl FnOnce(&mut Value)) -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        let input = "../import/tests/api3/chosen_actions/input/demo/v20200103/api.json";
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(input)).unwrap();
        home.write("../old/api.json", &text);
        let mut description = serde_json::from_str(&text).unwrap();
        change(&mut description);
        home.write("../new/api.json", &description.to_string());
        home.write("Cargo.toml", "[package]\nname = \"mine\"\nedition = '2024'\n\n[dependencies]\n");
        home.write("src/lib.rs", "//! Mine.\n");
        home.done(&["add", "demo", "DescribeRecordList", "CreateRecord", "--from", OLD]);
        home
    }

    fn path(&self, below: &str) -> PathBuf {
        match below.strip_prefix("../") {
            Some(below) => self.0.path().join(below),
            None => self.0.path().join("package").join(below),
        }
    }

    fn write(&self, below: &str, text: &str) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn edit(&self, below: &str, from: &str, to: &str) {
        let text = self.read(below);
        assert!(text.contains(from), "{text}");
        self.write(below, &text.replacen(from, to, 1));
    }

    fn read(&self, below: &str) -> String {
        fs::read_to_string(self.path(below)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-qcloud"));
        command.args(arguments).current_dir(self.path("")).stdin(Stdio::null());
        let ended = command.env("CARGO_HOME", self.path("../cargo")).output().unwrap();
        let said = [ended.stdout, ended.stderr].map(|said| String::from_utf8(said).unwrap()).concat();
        (ended.status.code(), said)
    }

    fn done(&self, arguments: &[&str]) -> String {
        let (status, said) = self.run(arguments);
        assert_eq!(status, Some(0), "{said}");
        said
    }

    /// Runs what can't be done, and holds that nothing has changed.
    fn refused(&self, arguments: &[&str]) -> String {
        let before = self.files();
        let (status, said) = self.run(arguments);
        assert!(status.is_some_and(|status| status > 0), "{said}");
        assert_eq!(self.files(), before);
        said
    }

    fn files(&self) -> BTreeMap<PathBuf, String> {
        let (mut files, mut open) = (BTreeMap::new(), vec![self.path("")]);
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            } else {
                let text = fs::read_to_string(&path).unwrap();
                files.insert(path, text);
            }
        }
        files
    }
}

const LIST: &str = "spec/demo_v20200103/DescribeRecordList.yaml";

/// The vendor's changes: a parameter comes, one goes, one is required now, an Action is described no more.
fn vendor(description: &mut Value) {
    let list = &mut description["objects"]["DescribeRecordListRequest"]["members"];
    let members = list.as_array_mut().unwrap();
    members[0]["required"] = json!(false);
    members.push(json!({"name": "Keyword", "type": "string", "member": "string", "document": ""}));
    description["actions"].as_object_mut().unwrap().remove("CreateRecord");
}

#[test]
fn what_nobody_edited_follows_and_what_a_person_edited_stays() {
    let home = Home::new(vendor);
    home.edit(LIST, "parameters:\n", "# Read it twice.\nparameters:\n");
    home.edit(LIST, "action: DescribeRecordList\n", "action: DescribeRecordList\ndoc: Lists records.\n");
    let before = home.files();

    let said = home.done(&["update", "--from", NEW, "--dry-run"]);
    assert_eq!(home.files(), before);
    assert!(said.contains("major change: "), "{said}");
    assert!(said.contains("kept: ") && said.contains("doc: `Lists records.` stays"), "{said}");
    assert!(said.contains("the vendor describes demo CreateRecord no more"), "{said}");

    let said = home.done(&["update", "--from", NEW]);
    assert!(said.contains(&format!("kept: {LIST}:3:1: doc: `Lists records.` stays")), "{said}");
    let text = home.read(LIST);
    assert!(text.contains("Keyword: {type: string}\n"), "{text}");
    assert!(text.contains("Domain: {type: string}\n"), "{text}");
    assert!(text.contains("# Read it twice.\nparameters:\n"), "{text}");
    assert!(!home.path("spec/demo_v20200103/CreateRecord.yaml").exists());
    let settings = home.read("qcloud.toml");
    assert!(settings.contains("actions = [\"DescribeRecordList\"]"), "{settings}");
    assert!(settings.contains("new\""), "{settings}");
    home.done(&["generate", "--check"]);

    let after = home.files();
    let said = home.done(&["update", "--from", NEW]);
    assert!(said.ends_with("nothing was written\n"), "{said}");
    assert_eq!(home.files(), after);
}

#[test]
fn where_both_changed_a_place_the_persons_stays_and_both_are_told() {
    let home = Home::new(vendor);
    home.edit(
        LIST,
        "Domain: {type: string, required: true}",
        "Domain: {type: string, required: true, sensitive: true}",
    );
    home.edit(
        "spec/demo_v20200103/CreateRecord.yaml",
        "action: CreateRecord\n",
        "action: CreateRecord\ndoc: Ours.\n",
    );
    let said = home.done(&["update", "--from", NEW]);
    let place = "conflict: spec/demo_v20200103/CreateRecord.yaml: the file stays as it is, ";
    assert!(said.contains(&format!("{place}but the descriptions don't have it any more")), "{said}");
    assert!(home.read(LIST).contains("Domain: {type: string, sensitive: true}"), "{}", home.read(LIST));
    assert!(home.read("qcloud.toml").contains("\"CreateRecord\""));
}

#[test]
fn the_lock_stays_where_something_is_wrong() {
    let home = Home::new(|description| description["metadata"]["apiVersion"] = json!("2021-01-01"));
    let said = home.refused(&["update", "--from", NEW]);
    assert!(
        said.contains("version 2020-01-03 of the service `demo` is not described; there is 2021-01-01"),
        "{said}"
    );
    assert!(said.contains("`cargo qcloud remove demo` takes it out of this package"), "{said}");
    home.write("../new/api.json", "{\"metadata\": ");
    home.refused(&["update", "--from", NEW]);
    home.write("../tccli-9.0-py3-none-any.whl", "no wheel");
    home.refused(&["update", "--from", "../tccli-9.0-py3-none-any.whl"]);
    let said = home.refused(&["update", "--from", "../nowhere"]);
    assert!(said.contains("nowhere"), "{said}");
    let said = home.refused(&["update"]);
    assert!(said.contains("--from"), "{said}");
    home.edit(LIST, "action:", "<<<<<<< mine\naction:");
    home.write("../new/api.json", &home.read("../old/api.json").replace("\"Limit\"", "\"Most\""));
    let said = home.refused(&["update", "--from", NEW]);
    assert!(said.ends_with("error: spec is wrong as it is; nothing was written\n"), "{said}");
    assert!(said.contains(&format!("--> {LIST}:2:1")), "{said}");
}

#[test]
fn what_a_person_edited_and_the_vendor_renamed_is_told_with_what_to_do() {
    let home = Home::new(|description| {
        description["objects"]["CreateRecordResponse"]["members"][0]["name"] = json!("RecordID");
    });
    let path = "spec/demo_v20200103/CreateRecord.yaml";
    home.edit(path, "RecordId: {type: uint}", "RecordId: {type: uint, doc: Ours.}");
    let said = home.refused(&["update", "--from", NEW]);
    assert!(said.contains("are both called `record_id` in Rust"), "{said}");
    assert!(said.contains(&format!("conflict: {path}:9:5: result.fields.RecordId: ")), "{said}");
    let end =
        "error: spec would be wrong: 1 error; nothing was written\n   = help: change these places by hand, ";
    assert!(said.contains(end), "{said}");
    home.edit(path, "RecordId:", "RecordID:");
    let said = home.done(&["update", "--from", NEW]);
    assert!(said.contains("RecordID.doc: `Ours.` stays"), "{said}");
}

#[test]
fn without_services_there_is_nothing_to_update() {
    let home = Home::new(|_| {});
    home.done(&["remove", "demo"]);
    let said = home.refused(&["update", "--from", NEW]);
    assert!(said.contains("there is nothing to update"), "{said}");
}
