//! Whatever a server sends, a patch ends in a spec that passes the check and describes what can be described; nothing of it panics.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use qcloud_drift::{PatchError, Reason, Remedy, Response, Target, patch, report};
use serde_json::{Value, json};
use tempfile::TempDir;

const TARGET: Target<'static> = Target { service: "inventory", action: "Example" };
const SERVICE: &str = "service: inventory\nprotocol: v2\nhost: inventory.api.qcloud.com\n";
const SPEC: &str = "\
# A comment at the top.
action: Example
result: {in: data, type: Host}
types:
  # Of hosts.
  Host:
    fields:
      id:    {type: string, required: true, doc: \"Its id, the vendor's.\"}  # first
      size:
        type: uint  # in GiB
        doc: >-
          A text
          of two lines.
      state: {type: State}
      kind:  {type: Kind, wire: string}
      built: {type: datetime}
      tags:  {type: [string]}
      disks: {type: [Disk], documented: object}
      label: {type: {string: string}}
      free:  {type: json}
      outer: {
        type: Disk,  # the one
      }
    # No more.
  Disk:
    fields: {size: {type: float}, next: {type: Disk}}
  State:
    values:
      ON: {}
  Kind: {values: {0: {name: Off}}}
# A comment at the end.
";

fn spec(text: &str) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("inventory")).unwrap();
    fs::write(home.path().join("inventory/service.yaml"), SERVICE).unwrap();
    fs::write(home.path().join("inventory/Example.yaml"), text).unwrap();
    home
}

fn read(home: &Path) -> String {
    fs::read_to_string(home.join("inventory/Example.yaml")).unwrap()
}

fn response(data: &Value) -> Response {
    let body = json!({"code": 0, "message": "", "codeDesc": "Success", "data": data});
    Response::read("one.json", body.to_string().as_bytes()).unwrap()
}

fn names() -> impl Strategy<Value = String> {
    let known = [
        "id", "size", "state", "kind", "built", "tags", "disks", "label", "free", "outer", "next", "on",
        "type",
    ];
    prop_oneof![
        4 => proptest::sample::select(known.map(str::to_owned).to_vec()),
        2 => "[a-z]{1,3}",
        1 => "[A-Za-z_0-9 :#{}\\[\\]'\"-]{0,8}",
    ]
}

fn scalars() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0..3_u64).prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        proptest::sample::select(vec![
            "",
            "ON",
            "OFF",
            "on",
            "0",
            "7",
            "-3",
            "1.5",
            "true",
            "2024-01-01",
            "2024-01-01 00:00:00",
            "null",
            "~",
            "2024-01-01T00:00:00Z",
            "0000-00-00 00:00:00",
            "{\"a\":1}",
            "-----BEGIN KEY-----",
            "a: b",
            "# c",
            "yes",
        ])
        .prop_map(Value::from),
    ]
}

fn values() -> impl Strategy<Value = Value> {
    scalars().prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((names(), inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_patched_spec_passes_the_check_and_needs_no_second_patch(
        data in proptest::collection::vec(values(), 1..4),
        is_crlf in any::<bool>(),
    ) {
        let line_end = if is_crlf { "\r\n" } else { "\n" };
        let home = spec(&SPEC.replace('\n', line_end));
        let responses: Vec<_> = data.iter().map(response).collect();
        let patched = match patch(home.path(), TARGET, &responses) {
            Ok(patched) => patched,
            Err(PatchError::Wrong(why)) => {
                prop_assert!(false, "{why}");
                return Ok(());
            }
            Err(error) => panic!("{error}"),
        };
        let api = qcloud_codegen::read(home.path());
        prop_assert!(api.is_ok(), "{:?}", api.err());
        let api = api.unwrap();
        let (service, action) = TARGET.find(&api).unwrap();
        let after = report(&api, service, action, &responses);
        prop_assert_eq!(&after, &patched.after);
        let is_mendable = after.drifts.iter().any(|drift| matches!(drift.remedy, Remedy::Patch(_)));
        prop_assert!(!is_mendable, "{:?}", after);
        let text = read(home.path());
        for comment in ["# A comment at the top.", "# first", "# Of hosts.", "# No more.", "# A comment at the end."] {
            prop_assert!(text.contains(comment), "{}: {}", comment, text);
        }
        prop_assert_eq!(text.matches('\r').count(), if is_crlf { text.matches('\n').count() } else { 0 });
    }
}

#[test]
fn nothing_is_written_when_the_spec_would_be_wrong() {
    let paged = "\
action: Example
parameters:
  offset: {type: uint}
  limit: {type: uint}
result: {in: data, type: Page}
pagination: {style: offset, offset: offset, limit: limit, items: hosts}
types:
  Page:
    fields:
      hosts: {type: [string]}
";
    let home = spec(paged);
    let error = patch(home.path(), TARGET, &[response(&json!({"hosts": "a", "more": 1}))]).unwrap_err();
    let said = error.to_string();
    assert!(said.starts_with("the spec would be wrong with these changes: "), "{said}");
    assert!(said.ends_with("; nothing was written"), "{said}");
    assert_eq!(read(home.path()), paged);
    assert_eq!(
        fs::read_dir(home.path().join("inventory")).unwrap().count(),
        2,
        "nothing is left beside the files"
    );
}

#[test]
fn what_is_no_response_says_why_and_shows_nothing_of_it() {
    let deep = format!("{}1{}", "[".repeat(1000), "]".repeat(1000));
    let cases: [(&[u8], &str); 6] = [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b"{\"secret\": hunter2}", "the file is not JSON: expected value at line 1 column 12"),
        (b"{}{}", "the file is not JSON: trailing characters at line 1 column 3"),
        (b"\n\xff", "the file is not UTF-8, first in line 2"),
        (deep.as_bytes(), "the file is not JSON: recursion limit exceeded at line 1 column 128"),
    ];
    for (bytes, expected) in cases {
        assert_eq!(Response::read("x.json", bytes).unwrap_err().to_string(), expected);
    }
    assert!(Response::read("x.json", b"\xef\xbb\xbf{}").is_ok());
}

#[test]
fn fields_that_would_be_one_in_rust_are_left_to_a_person_or_get_another_name() {
    let home = spec(SPEC);
    let twins = json!({"type": 1, "Type": 2});
    let responses = [response(&json!({"id": "x", "b": 1, "B": 2, "twins": twins}))];
    let patched = patch(home.path(), TARGET, &responses).unwrap();
    let done: Vec<_> = patched.files.iter().flat_map(|(_, done)| done).map(ToString::to_string).collect();
    assert_eq!(
        done,
        ["add the field `B: {type: uint}`", "add the field `twins: {type: Twins}`", "add the record `Twins`"]
    );
    let left: Vec<_> = patched.after.drifts.iter().filter(|drift| drift.path == "data.b").collect();
    let reason = Reason::SameName { name: "b".to_owned(), known: "B".to_owned() };
    assert_eq!(left.iter().map(|drift| &drift.remedy).collect::<Vec<_>>(), [&Remedy::Hand(reason)]);
    assert!(read(home.path()).contains("type: {type: uint, rust: type_2}\n"), "{}", read(home.path()));
}

#[test]
fn an_object_with_very_many_keys_is_a_map() {
    let home = spec(SPEC);
    let letter = |number: usize| char::from(b'a' + u8::try_from(number % 26).unwrap());
    let name = |number: usize| format!("{}{}{}", letter(number / 676), letter(number / 26), letter(number));
    let many: serde_json::Map<_, _> =
        (0..5000).map(|number| (format!("x{}", name(number)), json!(number))).collect();
    let responses = [response(&json!({"id": "x", "counts": many}))];
    let patched = patch(home.path(), TARGET, &responses).unwrap();
    let done: Vec<_> = patched.files.iter().flat_map(|(_, done)| done).map(ToString::to_string).collect();
    assert_eq!(done, ["add the field `counts: {type: {string: uint}}`"]);
}
