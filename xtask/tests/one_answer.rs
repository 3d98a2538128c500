//! The same name has the same answer from every tool: `new`, `import page`, `import api3` and `drift --patch`.
//!
//! The names and the answers are those of codegen's tables in `codegen/tests/vendor`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use qcloud_codegen::language::Scalar;
use qcloud_codegen::model::{Api, TypeKind};
use serde_json::json;
use tempfile::TempDir;

/// The names of a table that can stand in every tool's input, with their answers; of names that are the same in Rust, the first.
fn names(table: &'static str, yes: &str) -> BTreeMap<&'static str, bool> {
    let mut answer = "";
    let mut names = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        if let Some(title) = line.strip_suffix(':') {
            answer = title;
            continue;
        }
        for name in line.split_whitespace().filter(|_| !line.contains('|')) {
            let plain = name.replace('_', "").to_lowercase();
            if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && seen.insert(plain) {
                names.insert(name, answer == yes);
            }
        }
    }
    assert!(names.len() > 20);
    names
}

fn secrets() -> BTreeMap<&'static str, bool> {
    names(include_str!("../../codegen/tests/vendor/secrets.txt"), "secret")
}

fn actions() -> BTreeMap<&'static str, bool> {
    names(include_str!("../../codegen/tests/vendor/verbs.txt"), "reads")
}

fn run(home: &TempDir, arguments: &[&str]) {
    let ended =
        Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).current_dir(home.path()).output().unwrap();
    assert!(ended.status.code() < Some(2), "{arguments:?}: {}", String::from_utf8_lossy(&ended.stderr));
}

fn spec(home: &TempDir) -> Api {
    qcloud_codegen::read(&home.path().join("spec")).unwrap_or_else(|error| panic!("{error}"))
}

/// Whether the texts of a spec, by their names, are sensitive.
fn sensitive(api: &Api) -> BTreeMap<String, bool> {
    let mut found = BTreeMap::new();
    for service in &api.services {
        let requests = service.actions.iter().map(|action| &action.request);
        let records = service.types.iter().filter_map(|def| match &def.kind {
            TypeKind::Record(record) => Some(record),
            TypeKind::Enum(_) => None,
        });
        for field in requests.chain(records).flat_map(|record| &record.fields) {
            if field.ty.scalar() == Some(Scalar::String) {
                found.insert(field.wire.clone(), field.sensitive);
            }
        }
    }
    found
}

fn check(tool: &str, expected: &BTreeMap<&str, bool>, found: &BTreeMap<String, bool>) {
    for (name, answer) in expected {
        assert_eq!(found.get(*name), Some(answer), "{tool}: {name}");
    }
}

/// A page of an Action with these fields in its answer.
fn page(action: &str, fields: &BTreeMap<&str, bool>) -> String {
    let rows: Vec<_> = fields.keys().map(|name| format!("| {name} | String | Something |\n")).collect();
    let rows = rows.concat();
    let data: BTreeMap<&str, &str> = fields.keys().map(|name| (*name, "word")).collect();
    let response = json!({"code": 0, "message": "", "codeDesc": "Success", "data": data});
    format!(
        "# {action}\n\nThis API ({action}) is for things.\n\n## Output Parameters\n| Name | Type | Description |\n|---|---|---|\n{rows}\n\
         ## Example\n\n    https://wss.api.qcloud.com/v2/index.php?Action={action}\n\n```json\n{response}\n```\n"
    )
}

/// A description of Actions that take nothing and answer with these fields.
fn description<'a>(actions: impl Iterator<Item = &'a str>, fields: &BTreeMap<&str, bool>) -> String {
    let actions: BTreeMap<_, _> = actions
        .map(|action| (action, json!({"document": "", "input": "Nothing", "output": "Something"})))
        .collect();
    let members: Vec<_> = fields
        .keys()
        .map(|name| {
            json!({"name": name, "type": "string", "member": "string", "required": false, "disabled": false, "document": ""})
        })
        .collect();
    json!({
        "metadata": {"apiVersion": "2020-01-02", "serviceShortName": "demo", "serviceNameCN": "Demo"},
        "version": "1.0",
        "actions": actions,
        "objects": {"Nothing": {"members": []}, "Something": {"members": members}},
    })
    .to_string()
}

fn write(home: &TempDir, path: &str, text: &str) {
    let path = home.path().join(path);
    fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn every_tool_keeps_the_same_texts_secret() {
    let expected = secrets();

    let home = tempfile::tempdir().unwrap();
    write(&home, "page.md", &page("GetThings", &expected));
    run(&home, &["import", "page", "page.md", "--out", "spec"]);
    check("import page", &expected, &sensitive(&spec(&home)));

    let home = tempfile::tempdir().unwrap();
    write(&home, "demo/api.json", &description(["GetThings"].into_iter(), &expected));
    run(&home, &["import", "api3", "demo", "--out", "spec"]);
    check("import api3", &expected, &sensitive(&spec(&home)));

    // An object with hundreds of keys is a map.
    for expected in expected.iter().collect::<Vec<_>>().chunks(20) {
        let expected: BTreeMap<&str, bool> =
            expected.iter().map(|(name, answer)| (**name, **answer)).collect();
        let home = tempfile::tempdir().unwrap();
        write(&home, "spec/wss/service.yaml", "service: wss\nprotocol: v2\nhost: wss.api.qcloud.com\n");
        let action = "action: GetThings\nresult:\n  in: data\n  fields:\n    aNumber: {type: int}\n";
        write(&home, "spec/wss/GetThings.yaml", action);
        let data: BTreeMap<&str, &str> = expected.keys().map(|name| (*name, "word")).collect();
        write(&home, "captured.json", &json!({"code": 0, "data": data}).to_string());
        run(&home, &["drift", "wss", "GetThings", "captured.json", "--patch", "--spec", "spec"]);
        check("drift", &expected, &sensitive(&spec(&home)));
    }
}

#[test]
fn every_tool_knows_the_same_actions_that_only_read() {
    let expected = actions();
    let nothing = BTreeMap::new();
    let idempotent = |home: &TempDir| -> BTreeMap<String, bool> {
        let services = spec(home).services.into_iter();
        services.flat_map(|service| service.actions).map(|action| (action.name, action.idempotent)).collect()
    };

    let home = tempfile::tempdir().unwrap();
    for action in expected.keys() {
        run(&home, &["new", "wss", action, "--spec", "spec"]);
    }
    check("new", &expected, &idempotent(&home));

    let home = tempfile::tempdir().unwrap();
    let mut arguments = ["import", "page", "--out", "spec"].map(str::to_owned).to_vec();
    for action in expected.keys() {
        write(&home, &format!("{action}.md"), &page(action, &nothing));
        arguments.push(format!("{action}.md"));
    }
    run(&home, &arguments.iter().map(String::as_str).collect::<Vec<_>>());
    check("import page", &expected, &idempotent(&home));

    let home = tempfile::tempdir().unwrap();
    write(&home, "demo/api.json", &description(expected.keys().copied(), &nothing));
    run(&home, &["import", "api3", "demo", "--out", "spec"]);
    check("import api3", &expected, &idempotent(&home));
}
