//! `diff` tells of each key of the spec language: a change of any of them gives a line, or stands in `every_key/no_matter.txt` with the reason.

#[path = "support/copy_tree.rs"]
mod copy_tree;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use copy_tree::copy_tree;
use qcloud_codegen::diff::diff;
use qcloud_codegen::model::Api;
use serde_json::Value;

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/every_key")
}

/// The lines of a table, without remarks; each is cut at its bars.
fn table(name: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(directory().join(name)).unwrap();
    let rows = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.map(|line| line.split('|').map(cell).collect()).collect()
}

/// A cell without the blank at each end; `\n` stands for a line break.
fn cell(text: &str) -> String {
    let text = text.strip_prefix(' ').unwrap_or(text);
    text.strip_suffix(' ').unwrap_or(text).replace("\\n", "\n")
}

fn read(spec: &Path) -> Result<Api, String> {
    qcloud_codegen::read(spec).map_err(|diagnostics| diagnostics.to_string())
}

/// Each key of each mapping that the schemas describe, such as `FieldSpec.min`.
fn keys() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for file in qcloud_codegen::schemas() {
        let schema: Value = serde_json::from_str(&file.text).unwrap();
        let root = match file.path.as_str() {
            "action.json" => "ActionFile",
            "common.json" => "CommonFile",
            "service.json" => "ServiceFile",
            _ => "",
        };
        let defined =
            schema["$defs"].as_object().unwrap().iter().map(|(name, schema)| (name.as_str(), schema));
        for (name, schema) in defined.chain([(root, &schema)]) {
            // A map type has a property too, but no name of a key.
            let Some(properties) = schema["properties"].as_object() else { continue };
            keys.extend(properties.keys().map(|key| format!("{name}.{key}")));
        }
    }
    keys
}

#[test]
fn the_tables_have_every_key_of_the_language() {
    let known: BTreeSet<String> =
        [table("keys.txt"), table("no_matter.txt")].concat().into_iter().map(|row| row[0].clone()).collect();
    let keys = keys();
    let only_in =
        |one: &BTreeSet<String>, other: &BTreeSet<String>| one.difference(other).cloned().collect::<Vec<_>>();
    assert_eq!(
        (only_in(&keys, &known), only_in(&known, &keys)),
        (vec![], vec![]),
        "missing, and not in the language"
    );
    assert!(table("no_matter.txt").iter().all(|row| row[1].len() > 20), "each has its reason");
}

#[test]
fn a_change_of_each_key_is_told() {
    let base = directory().join("spec");
    let before = read(&base).unwrap();
    assert_eq!(diff(&before, &before), []);
    let mut untold = Vec::new();
    for row in table("keys.txt") {
        let [key, file, old, new, expected] = &row[..5] else { panic!("{row:?}") };
        let spec = tempfile::tempdir().unwrap();
        copy_tree(&base, spec.path());
        let path = spec.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{key}: {file} has no `{old}`");
        fs::write(&path, text.replacen(old, new, 1)).unwrap();
        if let Some(renamed) = row.get(5) {
            let (from, to) = (Path::new(file), Path::new(renamed));
            let is_directory = from.file_name() == to.file_name();
            let part =
                |path: &Path| spec.path().join(if is_directory { path.parent().unwrap() } else { path });
            fs::rename(part(from), part(to)).unwrap();
        }
        let rules: Vec<_> = match read(spec.path()) {
            Ok(after) => diff(&before, &after).iter().map(|change| change.rule.id).collect(),
            Err(diagnostics) => panic!("{key}: {diagnostics}"),
        };
        if !rules.contains(&expected.as_str()) {
            untold.push(format!("{key}: {rules:?}, not {expected}"));
        }
    }
    assert_eq!(untold, [""; 0]);
}
