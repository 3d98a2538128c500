//! Any description is imported, whatever its names, types and examples are; and importing it again writes nothing.

use std::fs;

use proptest::prelude::*;
use qcloud_import::api3::{Descriptions, Options, import};
use serde_json::{Value, json};

/// Names that clash with each other, with keywords, with the generator's own, or that no file and no identifier can have.
const NAMES: [&str; 36] = [
    "Id",
    "ID",
    "id",
    "i_d",
    "type",
    "Type",
    "self",
    "Self",
    "new",
    "New",
    "clone",
    "RequestId",
    "RequestID",
    "request_id",
    "名",
    "_",
    "",
    "3d",
    "a b",
    "a.b",
    "A-B",
    "a\u{7}b",
    "a\u{202e}b",
    "a\nb",
    "GetWordRequest",
    "GetWordResult",
    "Option",
    "Result",
    "string",
    "int64",
    "DemoService",
    "../x",
    "service",
    "types",
    "{a: b}",
    "GetWord",
];

const KINDS: [&str; 8] = ["string", "int", "float", "bool", "list", "object", "binary", "other"];
const MEMBERS: [&str; 12] = [
    "string",
    "int64",
    "uint64",
    "float",
    "bool",
    "datetime",
    "datetime_iso",
    "timestamp",
    "date",
    "binary",
    "NoSuchObject",
    "Id",
];

fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&NAMES[..])
}

fn member() -> impl Strategy<Value = Value> {
    let item = prop_oneof![prop::sample::select(&MEMBERS[..]), name()];
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (name(), prop::sample::select(&KINDS[..]), item, flags).prop_map(
        |(name, kind, item, (required, nullable, disabled))| {
            json!({
                "name": name, "type": kind, "member": item, "document": "Prose: #1 \u{7}<p>x</p>",
                "required": required, "value_allowed_null": nullable, "disabled": disabled,
            })
        },
    )
}

fn description() -> impl Strategy<Value = Value> {
    let object = prop::collection::vec(member(), 0..6);
    let objects = prop::collection::btree_map(name(), object, 1..12);
    let action = (name(), name(), prop::sample::select(&["online", "deprecated", "other"][..]));
    let actions = prop::collection::btree_map(name(), action, 0..8);
    (objects, actions).prop_map(|(objects, actions)| {
        let objects =
            objects.into_iter().map(|(name, members)| (name.to_owned(), json!({ "members": members })));
        let actions = actions.into_iter().map(|(name, (input, output, status))| {
            (name.to_owned(), json!({ "input": input, "output": output, "status": status }))
        });
        json!({
            "metadata": { "apiVersion": "2020-01-02", "serviceShortName": "demo" },
            "objects": Value::Object(objects.collect()),
            "actions": Value::Object(actions.collect()),
        })
    })
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e3..1e3).prop_map(|number: f64| Value::from(number)),
        prop::sample::select(&["", "1", "x", "true", "2017-12-20 08:00:00", "a\u{7}b"][..])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(name(), inner, 0..4).prop_map(|entries| entries
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn every_description_is_imported(
        description in description(),
        examples in prop::collection::vec((name(), value(), value()), 0..6),
        with_docs in any::<bool>(),
    ) {
        let home = tempfile::tempdir().unwrap();
        let mut actions = serde_json::Map::new();
        for (action, request, response) in examples {
            let body = json!({ "Response": response }).to_string();
            let example = json!({ "input": format!("POST /\n\n{request}"), "output": body });
            let list = actions.entry(action).or_insert_with(|| json!([]));
            list.as_array_mut().unwrap().push(example);
        }
        fs::write(home.path().join("api.json"), description.to_string()).unwrap();
        fs::write(home.path().join("examples.json"), json!({ "actions": actions }).to_string()).unwrap();
        let options = Options {
            out: home.path().join("spec"),
            with_docs,
            with_examples: with_docs,
            infer: with_docs,
            services: Vec::new(),
            actions: Vec::new(),
            check: false,
        };
        let descriptions = Descriptions::open(&[home.path().to_owned()])
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        let first = import(&descriptions, &options, |_| {}, || {}).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert!(!first.saved.is_empty());
        let again = import(&descriptions, &options, |_| {}, || {}).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert!(again.saved.is_empty(), "{:?}", again.saved);
    }
}
