//! The JSON Schemas of the spec's files against every spec of the repository: right ones pass, structurally wrong ones do not.

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use qcloud_codegen::language::Scalar;
use serde_json::{Map, Value};

/// The wrong specs that a schema catches; `UPDATE_GOLDENS=1 cargo test -p qcloud-codegen --test schema` writes the list anew.
const CAUGHT: &str = "schema/caught.txt";

struct Schemas(Vec<(String, Validator)>);

impl Schemas {
    fn new() -> Self {
        let compiled = qcloud_codegen::schemas().into_iter().map(|file| {
            let schema: Value = serde_json::from_str(&file.text).unwrap();
            (file.path, jsonschema::validator_for(&schema).unwrap())
        });
        Self(compiled.collect())
    }

    /// What is wrong with a file, in the words of the validator; nothing when it is no YAML, which an editor says without a schema.
    fn problems(&self, path: &Path) -> Vec<String> {
        let Some(value) = fs::read_to_string(path).ok().and_then(|text| serde_yaml::from_str(&text).ok())
        else {
            return Vec::new();
        };
        let name = match path.file_name().unwrap().to_str().unwrap() {
            "common.yaml" => "common.json",
            "service.yaml" => "service.json",
            "types.yaml" => "types.json",
            _ => "action.json",
        };
        let (_, schema) = self.0.iter().find(|(path, _)| path == name).unwrap();
        let value = as_json(value);
        let problems = schema.iter_errors(&value).map(|error| format!("{}: {error}", path.display()));
        problems.collect()
    }
}

/// YAML as the JSON that a language server makes of it: every key a string.
fn as_json(value: serde_yaml::Value) -> Value {
    match value {
        serde_yaml::Value::Mapping(entries) => {
            let key = |key: serde_yaml::Value| match key {
                serde_yaml::Value::String(text) => text,
                other => as_json(other).to_string(),
            };
            Value::Object(
                entries.into_iter().map(|(name, value)| (key(name), as_json(value))).collect::<Map<_, _>>(),
            )
        }
        serde_yaml::Value::Sequence(values) => values.into_iter().map(as_json).collect(),
        serde_yaml::Value::Tagged(tagged) => as_json(tagged.value),
        other => serde_json::to_value(other).unwrap_or(Value::Null),
    }
}

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// The YAML files below a directory, sorted.
fn yaml_files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![directory.to_owned()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn every_right_spec_of_the_repository_is_valid() {
    let schemas = Schemas::new();
    let mut files = yaml_files(&tests().join("../../spec"));
    files.extend(yaml_files(&tests().join("../../tests/committed-spec")));
    files.extend(yaml_files(&tests().join("../../tests/private-spec")));
    for case in fs::read_dir(tests().join("specs")).unwrap().map(|entry| entry.unwrap().path()) {
        if !case.ends_with("wrong") {
            files.extend(yaml_files(&case));
        }
    }
    assert!(files.len() > 60, "{}", files.len());
    let problems: Vec<_> = files.iter().flat_map(|path| schemas.problems(path)).collect();
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn a_value_is_taken_or_refused_as_a_pattern_can_tell() {
    let schemas = Schemas::new();
    let cases = fs::read_to_string(tests().join("schema/values.txt")).unwrap();
    let mut wrong = Vec::new();
    for case in cases.lines().filter(|line| !line.starts_with('#')) {
        let [name, expected, given] = case.splitn(3, " | ").collect::<Vec<_>>()[..] else { panic!("{case}") };
        let needed = match name {
            "service" => "{service: wss, protocol: v2, host: wss.api.qcloud.com}",
            "action" => "{action: CertGetList}",
            _ => "{}",
        };
        let [needed, given] = [needed, given].map(|text| {
            as_json(serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{case}: {error}")))
        });
        let mut file = needed;
        file.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
        let (_, schema) = schemas.0.iter().find(|(path, _)| *path == format!("{name}.json")).unwrap();
        if schema.is_valid(&file) != (expected == "right") {
            wrong.push(case);
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn what_is_structurally_wrong_is_caught() {
    let schemas = Schemas::new();
    let wrong = tests().join("specs/wrong");
    let mut cases: Vec<_> = fs::read_dir(&wrong).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|case| case.is_dir() || case.extension().is_some_and(|extension| extension == "yaml"));
    cases.sort();
    let caught = |case: &&PathBuf| yaml_files(case).iter().any(|path| !schemas.problems(path).is_empty());
    let caught: Vec<_> =
        cases.iter().filter(caught).map(|case| case.file_stem().unwrap().to_str().unwrap()).collect();
    for case in cases.iter().map(|case| case.file_stem().unwrap().to_str().unwrap()) {
        let structural =
            ["unknown_key_", "wrong_type_", "missing_key_"].iter().any(|kind| case.starts_with(kind));
        assert!(!structural || caught.contains(&case), "`{case}` is structural, and not caught");
    }
    let text = caught.join("\n") + "\n";
    let path = tests().join(CAUGHT);
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &text).unwrap();
    }
    assert_eq!(text, fs::read_to_string(&path).unwrap(), "the list of what is caught has changed");
}

#[test]
fn the_schema_offers_exactly_the_scalars_of_the_language() {
    for file in qcloud_codegen::schemas() {
        let schema: Value = serde_json::from_str(&file.text).unwrap();
        let Some(ty) = schema.pointer("/$defs/TypeExpr/anyOf") else { continue };
        let scalars: Value = Scalar::ALL.map(Scalar::name).to_vec().into();
        assert_eq!((&ty[0]["examples"], &ty[1]["enum"]), (&scalars, &scalars), "{}", file.path);
    }
}
