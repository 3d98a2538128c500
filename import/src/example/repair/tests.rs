//! Each slip is mended, and what can be meant in no way is refused.

use super::*;

fn repaired(text: &str) -> (String, Vec<&'static str>) {
    let repaired = repair(text).unwrap();
    (repaired.json, repaired.repairs.iter().map(|repair| repair.what).collect())
}

#[test]
fn what_is_json_stays_as_it_is() {
    let text = "{ \"a\" : [ 1 , 2 ] }\n";
    assert_eq!(repaired(text), (text.to_owned(), vec![]));
}

#[test]
fn each_slip_is_mended_and_told() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("{a: 1}", r#"{"a": 1}"#, &["a key got its quotes"]),
        ("{'a': 'b'}", r#"{"a": "b"}"#, &["single quotes became double ones"; 2]),
        ("[1, 2, ]", "[1, 2 ]", &["a comma too many was left out"]),
        (
            "{\"a\": [\"b\": 1, \"c\": [2]]}",
            "{\"a\": {\"b\": 1, \"c\": [2]}}",
            &["square brackets around fields became curly ones"],
        ),
        ("[1,,2]", "[1,2]", &["a comma too many was left out"]),
        ("{\"a\": 1\n\"b\": 2}", "{\"a\": 1,\n\"b\": 2}", &["a missing comma was added"]),
        ("[{\"a\": 1} {\"a\": 2}]", "[{\"a\": 1}, {\"a\": 2}]", &["a missing comma was added"]),
        ("{\"a\": 1 // one\n}", "{\"a\": 1 \n}", &["a comment was left out"]),
        ("{\"a\": /* one */ 1}", "{\"a\":  1}", &["a comment was left out"]),
        ("{\"a\": 1, # one\n\"b\": 2}", "{\"a\": 1, \n\"b\": 2}", &["a comment was left out"]),
        ("[1, ...]", "[1 ]", &["`...` was left out", "a comma too many was left out"]),
        ("{\"a\": 1, \"b\": ...}", "{\"a\": 1}", &["`...` was left out"]),
        (
            "{\"a\"：1，\"b\": 2}",
            "{\"a\":1,\"b\": 2}",
            &["a colon was written as one of JSON", "a comma was written as one of JSON"],
        ),
        (
            "{\"a\"：｛\"b\": ［1］ ｝}",
            "{\"a\":{\"b\": [1] }}",
            &[
                "a colon was written as one of JSON",
                "a bracket was written as one of JSON",
                "a bracket was written as one of JSON",
                "a bracket was written as one of JSON",
                "a bracket was written as one of JSON",
            ],
        ),
        ("{“a”: 1}", "{\"a\": 1}", &["quotes were written as those of JSON"]),
        ("{\"a\": \"x\ny\"}", "{\"a\": \"x\\ny\"}", &["a line break in a text became `\\n`"]),
        ("{\"a\": \"x,\n\"b\": 1}", "{\"a\": \"x\",\n\"b\": 1}", &["a missing quote was added"]),
        (
            "{\"a\": \"say \"hi\" now\"}",
            "{\"a\": \"say \\\"hi\\\" now\"}",
            &["a quote in a text got its backslash"; 2],
        ),
        (
            "{\"a\": True, \"b\": None}",
            "{\"a\": true, \"b\": null}",
            &["`true`, `false` or `null` was written as in JSON"; 2],
        ),
        ("{\"a\": xxx}", "{\"a\": \"xxx\"}", &["a text got its quotes"]),
        ("{\"a\": 1 是成功\n}", "{\"a\": 1\n}", &["a note behind a value was left out"]),
        ("{\"a\": [{\"b\": 1}}", "{\"a\": [{\"b\": 1}]}", &["a missing bracket was added"]),
        ("{\"a\": {\"b\": 1}", "{\"a\": {\"b\": 1}}", &["a missing bracket was added"]),
        ("{\"a\": 1}\nsee above", "{\"a\": 1}\n", &["text behind the end was left out"]),
        (
            "\"a\": 1, \"b\": 2",
            "{\"a\": 1, \"b\": 2}",
            &["the missing braces around it were added", "a missing bracket was added"],
        ),
        ("{\"a\": , \"b\": 1}", "{ \"b\": 1}", &["a key without a value was left out"]),
        ("{\"a\": 1, b\": 2}", "{\"a\": 1, \"b\": 2}", &["a key got its quotes"]),
        (
            "{\"a: \"x\", \"b:True}",
            "{\"a\": \"x\", \"b\":true}",
            &[
                "a missing quote was added",
                "a missing quote was added",
                "`true`, `false` or `null` was written as in JSON",
            ],
        ),
        ("{\"a:\": \"x\"}", "{\"a:\": \"x\"}", &[]),
        ("[1, 2...]", "[1, 2]", &["`...` was left out"]),
        ("{\"a\" 1}", "{\"a\" :1}", &["a missing colon was added"]),
        ("{\"a\": \"\\x\"}", "{\"a\": \"\\\\x\"}", &["a backslash in a text was doubled"]),
    ];
    for (text, json, what) in cases {
        assert_eq!(repaired(text), ((*json).to_owned(), what.to_vec()), "{text}");
    }
}

#[test]
fn what_can_be_meant_in_no_way_is_refused() {
    for text in ["", "hello", "<html>", "{\"a\": \"x", "{ { } }", &"[".repeat(1000)] {
        assert!(repair(text).is_err(), "{text}");
    }
    let error = repair("{\n{ }\n}").unwrap_err();
    assert_eq!(error.to_string(), "line 2: a key was expected, and `{` found");
}

#[test]
fn json_in_quotes_gets_its_backslashes() {
    let (json, repairs) = repaired(r#"{"a": "{"b": {}, "c": ["}"]}", "d": "[0]"}"#);
    assert_eq!(json, r#"{"a": "{\"b\": {}, \"c\": [\"}\"]}", "d": "[0]"}"#);
    assert_eq!(repairs, ["the quotes of JSON in a text got their backslashes"]);
}
