//! Files that no repository should hold: huge, deep, broken or cunning. Each gets an answer, soon, and nothing else happens.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use qcloud_codegen::{Code, Diagnostics};
use tempfile::TempDir;

const SERVICE: &str = "service: example\ndoc: A service.\nprotocol: v2\nhost: example.api.qcloud.com\n";
const DONE: &str = r#"{"code": 0, "message": "", "codeDesc": "Success"}"#;
const EXAMPLE: &str = "examples:\n  - {doc: Success., response: examples/done.json}\n";

/// Generous, since tests are not optimized and share the machine; what is quadratic takes minutes.
const SOON: Duration = Duration::from_secs(30);

#[test]
fn bytes_that_are_no_text_are_said_to_be_none() {
    let answer = examine(b"action: Example\ndoc: \xff\xfe\n");
    assert_eq!(messages(&answer), ["the file is not UTF-8, first in line 2"]);
    assert_eq!(codes(&answer), [Code::NotUtf8]);
}

#[test]
fn a_nul_byte_is_found_where_it_stands() {
    let answer = examine(b"action: Example\ndoc: a\0b\n");
    assert_eq!(messages(&answer), ["the control character U+0000 can't stand in a spec"]);
    assert_eq!(place(&answer), (2, 7));
}

#[test]
fn deep_nesting_is_refused_in_every_form() {
    let forms = [
        format!("action: Example\ndoc: Deep.\nparameters: {}\n", "[".repeat(1000)),
        format!("action: Example\ndoc: Deep.\nparameters: {}{}\n", "[".repeat(1000), "]".repeat(1000)),
        format!("action: Example\ndoc: Deep.\nparameters: {}\n", "{a: ".repeat(1000)),
        format!("action: Example\ndoc: Deep.\nparameters:\n  {}x\n", "- ".repeat(1000)),
        format!("action: Example\ndoc: Deep.\nparameters:\n  {}x\n", "? ".repeat(1000)),
        "[".repeat(4_000_000),
        "- ".repeat(2_000_000),
        "{".repeat(4_000_000),
        format!("x: {}{}", "[".repeat(100_000), "]".repeat(100_000)),
    ];
    for form in forms {
        let answer = examine(form.as_bytes());
        assert_eq!(answer.as_slice().len(), 1, "{answer}");
        let said = answer.to_string();
        assert!(
            said.contains("deeper than 128 levels")
                || said.contains("is not closed")
                || said.contains("not YAML"),
            "{said}"
        );
    }
}

#[test]
fn a_block_can_be_nested_as_deep_as_its_indentation_goes() {
    let mut text = "action: Example\ndoc: Deep.\nparameters:\n".to_owned();
    for depth in 1..1000 {
        writeln!(text, "{}a:", " ".repeat(depth)).unwrap();
    }
    assert_eq!(messages(&examine(text.as_bytes())), ["the nesting is deeper than 128 levels"]);
}

#[test]
fn aliases_can_not_multiply_a_text() {
    let mut bomb =
        "action: Example\ndoc: &a0 lol\nparameters:\n  x0: &x0 [*a0, *a0, *a0, *a0, *a0, *a0, *a0, *a0]\n"
            .to_owned();
    for level in 1..30 {
        let aliases = format!("*x{}, ", level - 1).repeat(8);
        writeln!(bomb, "  x{level}: &x{level} [{aliases}]").unwrap();
    }
    let answer = examine(bomb.as_bytes());
    assert!(
        answer.as_slice().iter().all(|diagnostic| diagnostic.message == "a spec has no anchors and aliases"),
        "{answer}"
    );

    let long = format!(
        "action: Example\ndoc: &a {}\nexamples:\n{}",
        "x".repeat(1 << 20),
        "  - {doc: *a, response: a}\n".repeat(50_000)
    );
    assert_eq!(answer_in_time(long.as_bytes()).as_slice()[0].message, "a spec has no anchors and aliases");
}

#[test]
fn a_file_has_a_largest_size() {
    let text = format!("action: Example\ndoc: {}\n", "x".repeat(5 << 20));
    let answer = examine(text.as_bytes());
    assert_eq!(messages(&answer), ["the file is larger than 4 MiB"]);
    assert_eq!(codes(&answer), [Code::FileTooLarge]);
}

#[test]
fn many_small_values_are_refused() {
    let text = format!("action: Example\nparameters: [{}]\n", "a,".repeat(2_000_000));
    let answer = answer_in_time(text.as_bytes());
    assert_eq!(messages(&answer), ["the file holds more than 1048576 values"]);
    assert_eq!(codes(&answer), [Code::TooComplex]);
}

#[test]
fn long_names_are_cut_where_they_are_shown() {
    let long = "x".repeat(1 << 20);
    for text in [
        format!("action: Example\nparameters:\n  a: {{type: {long}, doc: A.}}\n"),
        format!("action: Example\nparameters:\n  a: {{{long}: A}}\n"),
        format!("action: {long}\n"),
        format!("action: Example\nmethod: {long}\n"),
        format!("action: Example\nparameters:\n  \"%{}\": {{type: int, doc: A.}}\n", "% ".repeat(1 << 18)),
    ] {
        let answer = answer_in_time(text.as_bytes());
        assert!(!answer.as_slice().is_empty());
        assert!(
            answer.as_slice().iter().all(|diagnostic| diagnostic.message.len() < 700),
            "{:?}",
            messages(&answer)
        );
        assert!(answer.to_string().len() < 20_000, "{}", answer.to_string().len());
    }
}

#[test]
fn a_long_text_is_no_mistake() {
    let text = format!("action: Example\ndoc: {}\n{EXAMPLE}", "long ".repeat(200_000));
    assert_eq!(messages(&answer_in_time(text.as_bytes())), [""; 0]);
}

#[test]
fn ten_thousand_errors_are_answered_soon() {
    let mut unknown = "action: Example\ndoc: Many.\nparameters:\n".to_owned();
    let mut keys = unknown.clone();
    let mut twice = unknown.clone();
    for number in 0..10_000 {
        writeln!(unknown, "  p{number}: {{type: Kind{number}, doc: A.}}").unwrap();
        writeln!(keys, "  p{number}: {{typ: int, doc: A., requird: true}}").unwrap();
        writeln!(twice, "  p: {{type: int, doc: A.}}").unwrap();
    }
    unknown.push_str("types:\n");
    for number in 0..10_000 {
        writeln!(unknown, "  Sort{number}: {{doc: A., fields: {{a: {{type: Kind{number}x, doc: A.}}}}}}")
            .unwrap();
    }
    // Where the rest of the file can be read, a warning says that no example names the response.
    for (text, errors) in [(unknown, 20_001), (keys, 20_000), (twice, 10_000)] {
        let answer = answer_in_time(text.as_bytes());
        assert_eq!(answer.as_slice().len(), errors);
        let said = answer.to_string();
        assert_eq!(said.matches("error: ").count(), 100);
        assert!(said.ends_with(&format!("and {} more, which are not shown\n", errors - 100)));
    }
}

#[test]
fn long_chains_of_records_are_followed_without_recursion() {
    for required in [false, true] {
        let mut text = "action: Example\ndoc: A chain.\nresult: {type: T0}\ntypes:\n".to_owned();
        for number in 0..10_000 {
            writeln!(
                text,
                "  T{number}: {{doc: A., fields: {{next: {{type: T{}, required: {required}, doc: A.}}}}}}",
                (number + 1) % 10_000
            )
            .unwrap();
        }
        let answer = answer_in_time(text.as_bytes());
        let errors = messages(&answer);
        assert_eq!(
            errors.iter().filter(|message| message.contains("requires itself")).count(),
            usize::from(required)
        );
    }
}

#[test]
fn a_byte_order_mark_and_carriage_returns_are_fine() {
    let text = format!("\u{feff}action: Example\ndoc: Fine.\n{EXAMPLE}").replace('\n', "\r\n");
    assert_eq!(messages(&examine(text.as_bytes())), [""; 0]);
}

#[test]
fn spans_count_the_byte_order_mark() {
    let answer = examine("\u{feff}action: Example\r\nmethod: get\r\n".as_bytes());
    let label = &answer.as_slice()[0].primary;
    assert_eq!((label.line, label.column, answer.covered(label)), (2, 9, "get"));
    let bytes = fs::read(&label.file).unwrap_or_default();
    assert!(bytes.is_empty(), "the directory is gone, the text is not needed");
    assert_eq!(label.span, 28..31);
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out_of_the_spec() {
    use std::os::unix::fs::symlink;

    let directory = spec(format!("action: Example\ndoc: A link.\n{EXAMPLE}").as_bytes());
    let outside = directory.path().join("outside.json");
    fs::write(&outside, DONE).unwrap();
    fs::write(directory.path().join("Outside.yaml"), "action: Outside\npassword: hunter2\n").unwrap();
    let service = directory.path().join("spec/example");
    fs::remove_file(service.join("examples/done.json")).unwrap();
    symlink(&outside, service.join("examples/done.json")).unwrap();
    symlink(directory.path().join("Outside.yaml"), service.join("Outside.yaml")).unwrap();
    let (_, answer) = qcloud_codegen::examine(&directory.path().join("spec"));
    assert_eq!(
        messages(&answer),
        [
            "`examples/done.json` leads out of the service's directory",
            "this link leads out of the spec's directory"
        ]
    );
    assert_eq!(codes(&answer), [Code::OutsidePath, Code::OutsidePath]);
    assert!(!answer.to_string().contains("hunter2"));
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_text_is_said_to_be_none() {
    use std::os::unix::ffi::OsStrExt;

    let directory = spec(format!("action: Example\ndoc: A name.\n{EXAMPLE}").as_bytes());
    let name = std::ffi::OsStr::from_bytes(b"\xff.yaml");
    if fs::write(directory.path().join("spec/example").join(name), "").is_err() {
        return; // a file system that has no such names
    }
    let (_, answer) = qcloud_codegen::examine(&directory.path().join("spec"));
    assert_eq!(messages(&answer), ["the directory can't be read: the name \u{fffd}.yaml is not UTF-8"]);
}

#[test]
fn a_spec_that_is_not_there_is_said_not_to_be() {
    let directory = tempfile::tempdir().unwrap();
    let (_, answer) = qcloud_codegen::examine(&directory.path().join("spec"));
    assert_eq!(messages(&answer), ["the directory can't be read: there is none"]);
}

/// A spec with one Action, as bytes.
fn spec(action: &[u8]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let service = directory.path().join("spec/example");
    fs::create_dir_all(service.join("examples")).unwrap();
    write(&service.join("service.yaml"), SERVICE.as_bytes());
    write(&service.join("Example.yaml"), action);
    write(&service.join("examples/done.json"), DONE.as_bytes());
    directory
}

fn write(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap();
}

fn examine(action: &[u8]) -> Diagnostics {
    let directory = spec(action);
    qcloud_codegen::examine(&directory.path().join("spec")).1
}

/// The answer, drawn and all, before anybody loses patience.
fn answer_in_time(action: &[u8]) -> Diagnostics {
    let start = Instant::now();
    let answer = examine(action);
    let _ = answer.to_string();
    let took = start.elapsed();
    assert!(took < SOON, "{took:?}");
    answer
}

fn messages(answer: &Diagnostics) -> Vec<&str> {
    answer.as_slice().iter().map(|diagnostic| diagnostic.message.as_str()).collect()
}

fn codes(answer: &Diagnostics) -> Vec<Code> {
    answer.as_slice().iter().map(|diagnostic| diagnostic.code).collect()
}

fn place(answer: &Diagnostics) -> (usize, usize) {
    let label = &answer.as_slice()[0].primary;
    (label.line, label.column)
}

#[test]
fn a_character_of_several_bytes_that_begins_what_is_not_finished_is_no_danger() {
    for broken in ["action: Example\n\u{1ee5f}\nA", "action: Example\n证书\nA: [", "action: Example\né\n]"]
    {
        assert!(!messages(&examine(broken.as_bytes())).is_empty(), "{broken:?}");
    }
}
