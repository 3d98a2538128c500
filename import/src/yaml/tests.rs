//! What is written reads back as the same values, and looks as a spec does.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::node::{Map, Node, file};
use super::*;
use crate::draft::EnumValue;

/// Texts that some reader of YAML would take for something else, or not take at all.
const HOSTILE: [&str; 44] = [
    "",
    " ",
    "a: b",
    "a #b",
    "#",
    "- a",
    "-",
    "?",
    "? a",
    ": a",
    "a:",
    "&a",
    "*a",
    "!a",
    "!!str a",
    "| ",
    ">-",
    "%",
    "@",
    "`a`",
    "'a'",
    "\"a\"",
    "[a]",
    "{a: b}",
    "a, b",
    "true",
    "No",
    "null",
    "~",
    "1",
    "-1",
    "1e5",
    "0x1f",
    "1_000",
    ".5",
    ".nan",
    "2017-12-20",
    "12:30:00",
    "---",
    "...",
    "<<",
    "a\nb",
    "\u{85}x\u{2028}y\u{feff}\u{7f}\u{1f600}",
    "a\tb\r\n",
];

fn hostile() -> impl Strategy<Value = String> {
    let words =
        prop::collection::vec(prop::sample::select(&HOSTILE[..]), 1..4).prop_map(|words| words.join(" "));
    let long =
        prop::collection::vec("[a-z]{1,9}|[A-Za-z,.:#'-]{1,40}", 20..60).prop_map(|words| words.join(" "));
    let lines = prop::collection::vec("[ -~]{0,30}", 1..5).prop_map(|lines| lines.join("\n"));
    prop_oneof![words, long, lines, any::<String>()]
}

fn value() -> impl Strategy<Value = Value> {
    let number = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter("a number of JSON", |number| number.is_finite()).prop_map(Value::from),
        (-1e30..1e30).prop_map(|number: f64| Value::from(number.trunc())),
    ];
    let leaf = prop_oneof![
        hostile().prop_map(Value::from),
        number,
        any::<bool>().prop_map(Value::from),
        Just(Value::Null)
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((hostile(), inner), 0..5)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

fn read(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

proptest! {
    #[test]
    fn any_value_is_read_back_as_it_was(value in value(), open in any::<bool>(), key in hostile()) {
        let mut map = if open { Map::open() } else { Map::new() };
        map.put(&key, Node::json(&value));
        map.put_apart("again", Node::Rows(vec![Node::json(&value), Node::json(&json!({ "in": value }))]));
        map.remark(&["one\ntwo \u{85} three".to_owned()]);
        let text = file("../schema/action.json", &[], &map);
        let mut expected = json!({ "again": [value, { "in": value }] });
        if key != "again" {
            expected[key] = value;
            prop_assert_eq!(read(&text), expected, "{}", text);
        }
    }

    #[test]
    fn every_text_of_a_draft_is_read_back(text in hostile(), number in any::<i64>()) {
        let action = action_with(&text, number);
        let read = read(&action_text(&action));
        let field = json!({
            "type": [text], "wire": "string", "nullable": true, "default": [text, number], "min": number, "base": 1,
            "rust": text, "doc": text, "documented": { "name": text, "required": true, "note": text },
        });
        prop_assert_eq!(&read["parameters"]["a"], &field);
        prop_assert_eq!(&read["result"], &json!({ "in": text, "type": { "string": text } }));
        prop_assert_eq!(&read["types"]["R"]["fields"]["a"], &field);
        prop_assert_eq!(&read["types"]["N"]["values"].as_object().unwrap().len(), &1);
        prop_assert_eq!(&read["types"]["T"]["values"], &json!({ text.clone(): { "name": text, "doc": text } }));
        prop_assert_eq!(&read["pagination"]["items"], &json!(text));
        prop_assert_eq!(&read["errors"], &json!({ text.clone(): { "doc": text } }));
        prop_assert_eq!(&read["examples"][0]["parameters"], &json!({ "a": [number, text] }));
        prop_assert_eq!(&read["examples"][0]["response"], &json!("examples/A/one.json"));
    }
}

fn action_with(text: &str, number: i64) -> Action {
    let some = || Some(text.to_owned());
    let documented = Documented { name: some(), required: Some(true), note: some(), ..Documented::default() };
    let field = Field {
        wire: Some(qcloud_codegen::model::Wire::String),
        nullable: true,
        default: Some(json!([text, number])),
        min: Some(number.into()),
        one_based: true,
        rust: some(),
        doc: some(),
        documented: documented.clone(),
        todos: vec![text.to_owned()],
        ..Field::new("a", Type::List(Box::new(Type::Named(text.to_owned()))))
    };
    let def = |name: &str, kind| TypeDef {
        name: name.to_owned(),
        doc: some(),
        kind,
        documented: documented.clone(),
        rust: some(),
        todos: vec![text.to_owned()],
    };
    Action {
        name: "A".to_owned(),
        doc: some(),
        parameters: vec![field.clone()],
        result: Some(ResultDef {
            place: some(),
            kind: ResultKind::Type(Type::Map(Box::new(Type::Named(text.to_owned())))),
            documented: Documented::default(),
            todos: vec![text.to_owned()],
        }),
        pagination: Some(Pagination {
            style: PageStyle::Page,
            position: text.to_owned(),
            size: some(),
            next: some(),
            total: some(),
            items: some(),
        }),
        types: vec![
            def("R", TypeKind::Record(vec![field])),
            def("N", TypeKind::IntEnum(vec![EnumValue { wire: number, name: some(), doc: some() }])),
            def(
                "T",
                TypeKind::TextEnum(vec![EnumValue { wire: text.to_owned(), name: some(), doc: some() }]),
            ),
        ],
        errors: vec![ErrorCode { code: text.to_owned(), name: None, doc: some() }],
        examples: vec![Example {
            name: "one".to_owned(),
            doc: some(),
            loose: false,
            parameters: Some(json!({ "a": [number, text] })),
            response: String::new(),
        }],
        ..Action::default()
    }
}

#[test]
fn an_action_looks_like_one_that_a_person_wrote() {
    let mut action = action_with("Words.", 3);
    let long = "A text that goes on and on, so that it can't stand in one line with all the other things that are said of the field.";
    action.parameters[0].doc = Some(long.to_owned());
    action.doc = Some("First.\n\nSecond: with a colon.".to_owned());
    action.types.truncate(2);
    action.idempotent = true;
    action.documented = Documented { note: Some("A note.".to_owned()), ..Documented::default() };
    action.parameters.push(Field {
        documented: Documented { absent: true, ..Documented::default() },
        ..Field::new("true", Type::Int)
    });
    let TypeKind::Record(fields) = &mut action.types[0].kind else { unreachable!("the first is a record") };
    fields[0] = Field {
        required: true,
        doc: Some("Short, but with a comma".to_owned()),
        ..Field::new("id", Type::String)
    };
    assert_eq!(action_text(&action), include_str!("tests/action.yaml"));
}

#[test]
fn a_service_says_how_it_is_called() {
    let service = Service {
        name: "ssl".to_owned(),
        protocol: Protocol::Tc3,
        version: Some("2019-12-05".to_owned()),
        region_required: Some(false),
        host: "ssl.tencentcloudapi.com".to_owned(),
        path: None,
        source: Some("https://cloud.tencent.com/document/api/400".to_owned()),
        doc: None,
        documented: Documented::default(),
        todos: vec!["say what it is for".to_owned()],
        types: Vec::new(),
        actions: Vec::new(),
    };
    let files = files(&service);
    assert_eq!(files[0].path, "ssl_v20191205/service.yaml");
    assert_eq!(
        files[0].text,
        "# yaml-language-server: $schema=../schema/service.json\n# TODO(import): say what it is for\nservice: ssl\nprotocol: tc3\n\
         version: \"2019-12-05\"\nregion: optional\nhost: ssl.tencentcloudapi.com\nsource: https://cloud.tencent.com/document/api/400\n"
    );
}
