//! What an importer makes of a page describes the page's own examples: `drift` finds nothing that they have otherwise.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use qcloud_drift::{Code, Level, Response, report};
use qcloud_import::page::{Options, import_files};
use serde_json::{Map, Value, json};

fn pages() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../import/tests/pages");
    let mut cases: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|case| !case.join("refused.txt").exists());
    cases.sort();
    let names = ["page.md", "page.txt", "page.html"];
    let page = |case: &PathBuf| names.iter().map(|name| case.join(name)).find(|page| page.exists()).unwrap();
    cases.iter().map(page).collect()
}

/// How many examples of a spec `drift` compares, and what it says of each, apart from those that are known to be careless.
fn drifts_in(spec: &Path, is_proof: fn(Code) -> bool) -> (usize, Vec<String>) {
    let api = qcloud_codegen::read(spec).unwrap();
    let (mut compared, mut drifts) = (0, Vec::new());
    for service in &api.services {
        for action in &service.actions {
            for example in action.examples.iter().filter(|example| !example.loose) {
                let response = Response::read(&example.name, example.response.as_bytes()).unwrap();
                let found = report(&api, service, action, &[response]);
                let proofs = found.drifts.iter().filter(|drift| is_proof(drift.code));
                drifts.extend(proofs.map(|drift| format!("{} {}: {drift}", service.name, action.name)));
                drifts.extend(found.rejected.iter().map(|(_, why)| format!("{}: {why}", action.name)));
                compared += found.compared + found.failed;
            }
        }
    }
    (compared, drifts)
}

/// The same of what a page becomes, or why it becomes nothing.
fn drifts(page: &Path) -> (usize, Vec<String>) {
    let home = tempfile::tempdir().unwrap();
    if let Err(error) = import_files(&[page.to_owned()], home.path(), &Options::default(), false) {
        return (0, vec![error.to_string()]);
    }
    drifts_in(home.path(), |code| code.level() == Level::Drift)
}

/// The client keeps what is no time, and words that an enum lacks, as they came.
#[test]
fn an_example_that_comes_back_the_same_differs_at_most_in_a_time_or_in_a_word_of_an_enum() {
    let is_proof = |code: Code| code.level() == Level::Drift && !matches!(code, Code::Date | Code::EnumValue);
    for spec in
        ["../spec", "../import/tests/api3/features/expected", "../import/tests/api3/with_docs/expected"]
    {
        let (compared, drifts) = drifts_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join(spec), is_proof);
        assert_eq!(drifts, [""; 0], "{spec}");
        assert!(compared > 0, "{spec}");
    }
}

#[test]
fn the_examples_of_every_page_show_no_drift_from_what_the_page_becomes() {
    let (counts, drifts): (Vec<_>, Vec<_>) = pages().iter().map(|page| drifts(page)).unzip();
    assert_eq!(drifts.concat(), [""; 0]);
    assert!(counts.iter().sum::<usize>() > 15, "{counts:?}");
}

const NAMES: [&str; 14] = [
    "id",
    "requestId",
    "total",
    "hostSet",
    "name",
    "state",
    "createTime",
    "data",
    "list",
    "password",
    "tags",
    "10.0.0.1",
    "ins-1a2b3c4d",
    "100000000001",
];

const CLAIMS: [&str; 11] = [
    "Int",
    "String",
    "Float",
    "Bool",
    "Array",
    "Object",
    "Timestamp",
    "Datetime",
    "Unsigned Int",
    "String | 0: off; 1: on; SVR: server",
    "Int | 0: off; 1: on",
];

fn scalars() -> impl Strategy<Value = Value> {
    let texts = [
        "",
        " ",
        "0",
        "1",
        "7",
        "-3",
        "1.5",
        "300.00",
        "007",
        "true",
        "SVR",
        "a word",
        "2017-12-20",
        "2017-12-20 08:00:00",
        "2017-12-20 08:00:00.25",
        "2017-12-20T08:00:00.000Z",
        "2017-02-30",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "{\"a\":1}",
        "[1, 2]",
        "18446744073709551615",
        "-----BEGIN PRIVATE KEY-----",
    ];
    prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        2 => proptest::sample::select(vec![0_i64, 1, 7, -3, 1_513_756_800, i64::MIN]).prop_map(Value::from),
        1 => proptest::sample::select(vec![json!(1.5), json!(u64::MAX)]),
        4 => proptest::sample::select(texts.to_vec()).prop_map(Value::from),
    ]
}

fn values() -> impl Strategy<Value = Value> {
    scalars().prop_recursive(4, 24, 5, |inner| {
        let name = proptest::sample::select(NAMES.to_vec());
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((name, inner), 0..5).prop_map(|fields| {
                Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
            }),
        ]
    })
}

/// A page that claims something of some names, and shows responses.
fn page(claims: &[(&str, &str)], bodies: &[Map<String, Value>]) -> String {
    let mut text = "## API Description\nThis API (DescribeThings) lists things. Domain: example.api.qcloud.com\n\n\
        ## Output Parameters\n| Name | Type | Description |\n|---|---|---|\n| code | Int | |\n| message | String | |\n"
        .to_owned();
    for (name, claim) in claims {
        let (ty, description) = claim.split_once('|').unwrap_or((claim, ""));
        text.push_str(&format!("| {name} | {ty} | {description} |\n"));
    }
    text.push_str("\n## Example\n");
    for body in bodies {
        let mut envelope = json!({"code": 0, "message": "", "codeDesc": "Success"});
        envelope.as_object_mut().unwrap().extend(body.clone());
        text.push_str(&format!("```\n{envelope:#}\n```\n\n"));
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_page_becomes_a_spec_that_its_own_examples_contradict(
        claims in proptest::collection::vec(
            (proptest::sample::select(NAMES[..11].to_vec()), proptest::sample::select(CLAIMS.to_vec())), 0..6),
        bodies in proptest::collection::vec(
            (values(), proptest::option::of(scalars()), proptest::option::of(values())), 1..3),
    ) {
        let bodies: Vec<_> = bodies.into_iter().map(|(data, id, other)| {
            let named = [("data", Some(data)), ("requestId", id), ("list", other)];
            named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
        }).collect();
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("page.md");
        let text = page(&claims, &bodies);
        fs::write(&path, &text).unwrap();
        let (_, found) = drifts(&path);
        prop_assert!(found.is_empty(), "{:#?}\n{}", found, text);
    }
}
