//! The Rust that the explorer and the reference pages show for a request compiles, whatever is filled in: of every Action of every spec here.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use qcloud_codegen::model::{Action, Api, Service};
use qcloud_codegen::reference::{Caller, call};
use qcloud_codegen::sample::Sampler;
use serde_json::{Map, Value, json};

/// The same value with other scalars in it, and other lists and maps.
fn with(value: &Value, scalar: &dyn Fn(&Value) -> Value, is_empty: bool) -> Value {
    match value {
        Value::Array(_) if is_empty => json!([]),
        Value::Array(items) => items.iter().map(|item| with(item, scalar, is_empty)).collect(),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.clone(), with(value, scalar, is_empty)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        other => scalar(other),
    }
}

/// What may be filled in: the examples, nothing, everything, and what is none of the types.
fn filled(service: &Service, action: &Action) -> Vec<Value> {
    let all = Sampler::new(service).request(action);
    let mut filled: Vec<_> = action.examples.iter().map(|example| example.parameters.clone()).collect();
    filled.push(json!({}));
    filled.push(with(&all, &Value::clone, true));
    let scalars: [&dyn Fn(&Value) -> Value; 6] = [
        &Value::clone,
        &|_| json!("no \"such\" value\\ {} \u{0}\u{202e}\n"),
        &|_| json!("-12"),
        &|_| json!(-1.5e30),
        &|_| json!(false),
        &|_| Value::Null,
    ];
    filled.extend(scalars.map(|scalar| with(&all, scalar, false)));
    // An empty map beside a list with something in it.
    filled.push(empty_maps(&all, true));
    filled.push(all);
    filled
}

/// Without what stands in records and maps below the parameters.
fn empty_maps(value: &Value, is_root: bool) -> Value {
    match value {
        Value::Object(_) if !is_root => json!({}),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), empty_maps(value, false))).collect()
        }
        Value::Array(items) => items.iter().map(|item| empty_maps(item, false)).collect(),
        other => other.clone(),
    }
}

/// A module for each of the programs, and how many there are.
fn programs(api: &Api, caller: Caller<'_>, text: &mut String) -> usize {
    let mut count = 0;
    for service in &api.services {
        for action in &service.actions {
            for parameters in filled(service, action) {
                let program = call(service, action, &parameters, caller);
                let number = text.len();
                writeln!(text, "mod shown_{number} {{\n{program}}}").unwrap();
                count += 1;
            }
        }
    }
    count
}

fn read(spec: &Path) -> Api {
    qcloud_codegen::read(spec).unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

#[test]
fn what_is_shown_of_any_request_compiles() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut text = String::from(
        "//! Programs that are shown.\n\n#![allow(dead_code, deprecated)]\n\nextern crate qcloud_client as renamed;\n\nfn main() {}\n\n",
    );
    let mut count = programs(&read(&root.join("spec")), Caller::default(), &mut text);
    assert!(count > 1000, "{count} programs");
    let mut cases: Vec<PathBuf> = fs::read_dir(root.join("codegen/tests/specs"))
        .unwrap()
        .map(|case| case.unwrap().path())
        .filter(|case| case.join("expected/mod.rs").is_file())
        .collect();
    cases.sort();
    for case in &cases {
        let name = case.file_name().unwrap().to_str().unwrap();
        let caller = Caller { module: Some(name), region: Some("ap-guangzhou"), client: Some("renamed") };
        writeln!(text, "#[path = {:?}]\nmod {name};", case.join("expected/mod.rs")).unwrap();
        count += programs(&read(case), caller, &mut text);
    }
    assert!(cases.len() > 20, "the cases were not found");
    let directory = tempfile::tempdir().unwrap();
    let program = directory.path().join("shown.rs");
    fs::write(&program, text).unwrap();
    trybuild::TestCases::new().pass(&program);
    assert!(count > 1500, "{count} programs");
}
