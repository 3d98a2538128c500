//! The committed spec of `CertGetList` against what its page becomes: the differences are those that stand in `cert_get_list.differences`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use qcloud_import::page::{Options, import};
use serde_yaml::{Mapping, Value};

/// What the import calls a type, and what a person called it.
const NAMES: [(&str, &str); 6] = [
    ("CertGetListCertType", "CertType"),
    ("CertGetListListItem", "Certificate"),
    ("CertGetListFrom", "CertSource"),
    ("CertGetListStatus", "CertStatus"),
    ("CertGetListVulnerabilityStatus", "VulnerabilityStatus"),
    ("CertGetListProjectInfo", "ProjectInfo"),
];

/// Keys that hold words, and what is compared in another way.
const WORDS: [&str; 4] = ["doc", "note", "source", "examples"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> Value {
    serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Every key with its value as one line, apart from words.
fn facts(value: &Value, path: &str, facts: &mut BTreeSet<String>) {
    match value {
        Value::Mapping(map) => {
            for (key, value) in map {
                let key = key
                    .as_str()
                    .map_or_else(|| serde_yaml::to_string(key).unwrap().trim().to_owned(), str::to_owned);
                if !WORDS.contains(&key.as_str()) || path.ends_with("fields") {
                    facts_below(value, path, &key, facts);
                }
            }
        }
        other => {
            let text = serde_json::to_string(other).unwrap();
            facts.insert(format!("{path}: {}", renamed(&text)));
        }
    }
}

fn facts_below(value: &Value, path: &str, key: &str, all: &mut BTreeSet<String>) {
    let path = if path.is_empty() { renamed(key) } else { format!("{path}.{}", renamed(key)) };
    match value {
        // `documented: int` and `documented: {type: int}` say the same.
        Value::Mapping(map)
            if key == "documented"
                && map.get("type").is_some()
                && map.iter().all(|(key, _)| key != "name") =>
        {
            for (key, value) in map {
                match key.as_str() {
                    Some("type") => facts(value, &path, all),
                    Some("note") => {}
                    _ => facts_below(value, &path, key.as_str().unwrap(), all),
                }
            }
        }
        value => facts(value, &path, all),
    }
}

fn renamed(text: &str) -> String {
    let bare = text.trim_matches(['"', '[', ']']);
    match NAMES.iter().find(|(imported, _)| *imported == bare) {
        Some((imported, given)) => text.replace(imported, given),
        None => text.to_owned(),
    }
}

/// The committed result has a type of its own where the import describes the fields in place.
fn committed() -> BTreeSet<String> {
    let spec = root().join("../spec/wss");
    let mut action = read(&spec.join("CertGetList.yaml"));
    let Value::Mapping(shared) = read(&spec.join("types.yaml")) else { panic!("types.yaml is a mapping") };
    let types = action.get_mut("types").and_then(Value::as_mapping_mut).unwrap();
    let page = types.remove("CertificatePage").unwrap();
    types.extend(
        shared
            .into_iter()
            .filter(|(name, _)| name == "CertType" || name == "CertStatus")
            .collect::<Mapping>(),
    );
    let result = action.get_mut("result").and_then(Value::as_mapping_mut).unwrap();
    result.remove("type");
    result.insert("fields".into(), page.get("fields").unwrap().clone());
    let mut all = BTreeSet::new();
    facts(&action, "", &mut all);
    all
}

#[test]
fn importing_the_page_gives_the_committed_spec_up_to_a_persons_choices() {
    let page = fs::read_to_string(root().join("tests/pages/cert_get_list/page.txt")).unwrap();
    let imported = import(&page, &Options::default()).unwrap();
    let action = &imported.service.actions[0];
    let mut found = BTreeSet::new();
    let files = imported.service.files(&imported.notes);
    facts(&serde_yaml::from_str(&files[1].text).unwrap(), "", &mut found);
    let committed = committed();
    let mut differences: Vec<String> = Vec::new();
    differences.extend(committed.difference(&found).map(|fact| format!("committed  {fact}\n")));
    differences.extend(found.difference(&committed).map(|fact| format!("imported   {fact}\n")));
    differences.sort_by_key(|line| line[11..].to_owned());
    let differences = differences.concat();
    let path = root().join("tests/cert_get_list.differences");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::write(&path, &differences).unwrap();
    }
    assert_eq!(differences, fs::read_to_string(&path).unwrap());
    let response =
        fs::read_to_string(root().join("../spec/wss/examples/CertGetList/documented.json")).unwrap();
    assert_eq!(imported.service.responses[&action.examples[0].response], response);
}

#[test]
fn the_service_of_the_page_is_the_committed_one() {
    let page = fs::read_to_string(root().join("tests/pages/cert_get_list/page.txt")).unwrap();
    let imported = import(&page, &Options::default()).unwrap();
    let (mut found, mut committed) = (BTreeSet::new(), BTreeSet::new());
    let files = imported.service.files(&imported.notes);
    facts(&serde_yaml::from_str(&files[0].text).unwrap(), "", &mut found);
    facts(&read(&root().join("../spec/wss/service.yaml")), "", &mut committed);
    assert_eq!(found, committed);
}
