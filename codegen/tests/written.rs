//! What is written of a spec reads back as the same values, and looks as a spec does.

use proptest::prelude::*;
use qcloud_codegen::spec::{
    ActionFile, Claims, Documented, Entries, EnumKey, ErrorSpec, ExampleSpec, FieldSpec, Notes, PageStyle,
    PaginationSpec, Protocol, Region, ResultSpec, Service, ServiceFile, TypeExpr, TypeSpec, ValueSpec, Wire,
};
use serde_json::{Value, json};

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

/// The text of an Action's file.
fn text_of(action: &ActionFile, notes: &Notes) -> String {
    let mut service = Service::new(ServiceFile::new("demo", Protocol::V2, "demo.api.qcloud.com"));
    service.actions.push(action.clone());
    service.files(notes)[1].text.clone()
}

fn read(text: &str) -> ActionFile {
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn one<V>(key: &str, value: V) -> Entries<String, V> {
    Entries::from_iter([(key.to_owned(), value)])
}

proptest! {
    #[test]
    fn any_value_is_read_back_as_it_was(value in value(), key in hostile(), note in hostile()) {
        let mut action = ActionFile::new("A");
        let default = Some(json!({ key.clone(): value }));
        action.parameters = one(&key, FieldSpec { default, ..FieldSpec::new(TypeExpr::named("json")) });
        let parameters = Some(value).filter(|value| !value.is_null());
        let example = ExampleSpec { parameters, response: key.clone(), ..ExampleSpec::default() };
        action.examples = vec![example.clone(), ExampleSpec { doc: key.clone(), ..example }];
        let mut notes = Notes::default();
        notes.add("A.yaml", &["parameters", &key], &*note);
        notes.add("A.yaml", &["examples"], &*note);
        let text = text_of(&action, &notes);
        prop_assert_eq!(&read(&text), &action, "{}", text);
    }

    #[test]
    fn every_text_of_a_spec_is_read_back(text in hostile(), number in any::<i64>()) {
        let action = action_with(&text, number);
        let mut notes = Notes::default();
        notes.add("A.yaml", &["types", "R", "fields", "a"], &*text);
        notes.add::<&str>("A.yaml", &[], &*text);
        let written = text_of(&action, &notes);
        prop_assert_eq!(&read(&written), &action, "{}", written);
    }
}

fn action_with(text: &str, number: i64) -> ActionFile {
    let some = || Some(text.to_owned());
    let claims = Claims { name: some(), required: Some(true), note: some(), ..Claims::default() };
    let documented = || Some(Documented { absent: false, claims: claims.clone() });
    let field = FieldSpec {
        wire: Some(Wire::String),
        nullable: true,
        default: Some(json!([text, number])),
        min: Some(number.into()),
        base: Some(1),
        rust: some(),
        doc: text.to_owned(),
        documented: documented(),
        ..FieldSpec::new(TypeExpr::named(text).list())
    };
    let value = || ValueSpec { name: some(), doc: text.to_owned(), documented: None };
    let def =
        |def: TypeSpec| TypeSpec { rust: some(), doc: text.to_owned(), documented: documented(), ..def };
    let pages = PaginationSpec::new(PageStyle::Page, text.to_owned(), some());
    ActionFile {
        doc: text.to_owned(),
        parameters: one("a", field.clone()),
        result: Some(ResultSpec {
            place: some(),
            ty: Some(TypeExpr::named(text).map()),
            ..ResultSpec::default()
        }),
        pagination: Some(PaginationSpec { next: some(), total: some(), items: some(), ..pages }),
        types: Entries::from_iter([
            ("R".to_owned(), def(TypeSpec::record(one("a", field)))),
            ("N".to_owned(), def(TypeSpec::open_enum(Entries::from_iter([(number.into(), value())])))),
            ("T".to_owned(), def(TypeSpec::open_enum(Entries::from_iter([(text.into(), value())])))),
        ]),
        errors: Entries::from_iter([(
            EnumKey::from(text),
            ErrorSpec { doc: text.to_owned(), retry: true, ..ErrorSpec::default() },
        )]),
        examples: vec![ExampleSpec {
            doc: text.to_owned(),
            parameters: Some(json!({ "a": [number, text] })),
            response: "examples/A/one.json".to_owned(),
            ..ExampleSpec::default()
        }],
        ..ActionFile::new("A")
    }
}

#[test]
fn an_action_looks_like_one_that_a_person_wrote() {
    let mut action = action_with("Words.", 3);
    let long = "A text that goes on and on, so that it can't stand in one line with all the other things that are said of the field.";
    action.parameters.get_mut("a").unwrap().doc = long.to_owned();
    action.doc = "First.\n\nSecond: with a colon.".to_owned();
    action.types.remove("T");
    action.idempotent = true;
    action.documented = Some(Documented::note("A note."));
    let absent =
        FieldSpec { documented: Some(Documented::absent()), ..FieldSpec::new(TypeExpr::named("int")) };
    action.parameters.push("true".to_owned(), absent);
    let doc = "Short, but with a comma".to_owned();
    let id = FieldSpec { required: true, doc, ..FieldSpec::new(TypeExpr::named("string")) };
    action.types.get_mut("R").unwrap().fields = Some(one("id", id));
    let mut notes = Notes::default();
    for way in [&["parameters", "a"][..], &["result"], &["types", "R"], &["types", "N"]] {
        notes.add("A.yaml", way, "TODO(import): Words.");
    }
    assert_eq!(text_of(&action, &notes), include_str!("written/action.yaml"));
}

#[test]
fn a_service_says_how_it_is_called() {
    let service = Service::new(ServiceFile {
        version: Some("2019-12-05".to_owned()),
        region: Some(Region::Optional),
        source: Some("https://cloud.tencent.com/document/api/400".to_owned()),
        ..ServiceFile::new("ssl", Protocol::TC3, "ssl.tencentcloudapi.com")
    });
    let mut notes = Notes::default();
    notes.add::<&str>("service.yaml", &[], "TODO(import): say what it is for");
    let files = service.files(&notes);
    assert_eq!(files[0].path, "ssl_v20191205/service.yaml");
    assert_eq!(
        files[0].text,
        "# yaml-language-server: $schema=../schema/service.json\n# TODO(import): say what it is for\nservice: ssl\nprotocol: tc3\n\
         version: \"2019-12-05\"\nregion: optional\nhost: ssl.tencentcloudapi.com\nsource: https://cloud.tencent.com/document/api/400\n"
    );
}
