//! Functions and files have a largest length, and each file says what it is for.

use crate::sources::Package;

/// The longest function, from `fn` to its closing brace.
const FUNCTION: usize = 80;

/// The longest file, with its tests.
const FILE: usize = 500;

/// What is longer than it may be.
pub(crate) fn too_long(package: &Package) -> Vec<String> {
    let mut found = Vec::new();
    for source in &package.sources {
        let lines: Vec<_> = source.text.lines().collect();
        let file = format!("{}/{}", package.name, source.path);
        if lines.len() > FILE {
            found.push(format!("{file}: {} lines", lines.len()));
        }
        for (first, line) in lines.iter().enumerate() {
            let Some(name) = function_name(line) else { continue };
            let indent = line.len() - line.trim_start().len();
            let end = format!("{}}}", &line[..indent]);
            if line.ends_with('}') || line.ends_with(';') {
                continue;
            }
            let length = lines[first..].iter().position(|line| *line == end).map_or(0, |last| last + 1);
            if length > FUNCTION {
                found.push(format!("{file}: `{name}` has {length} lines"));
            }
        }
    }
    found
}

/// The name of the function that begins in a line, as the formatter leaves it.
fn function_name(line: &str) -> Option<&str> {
    let mut rest = line.trim_start();
    if let Some(visible) = rest.strip_prefix("pub(") {
        rest = visible.split_once(") ")?.1;
    }
    for word in ["pub ", "default ", "const ", "async ", "unsafe ", "extern \"C\" "] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let name = rest.strip_prefix("fn ")?;
    let end = name.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    Some(&name[..end])
}

/// Files whose first line does not say what they are for.
pub(crate) fn without_purpose(package: &Package) -> Vec<String> {
    let silent = package.sources.iter().filter(|source| {
        let first = source.text.lines().next().unwrap_or_default();
        !(first.strip_prefix("//! ").is_some_and(|said| said.split(' ').count() >= 4)
            || first.starts_with("// @generated"))
    });
    silent.map(|source| format!("{}/{}", package.name, source.path)).collect()
}

#[test]
fn a_function_and_a_file_that_are_too_long_are_found() {
    let function = |lines: usize| {
        format!(
            "    pub(crate) async fn long(\n        &self,\n    ) {{\n{}    }}\n",
            "        work();\n".repeat(lines)
        )
    };
    let long = function(77);
    let file = "x\n".repeat(501);
    let planted = Package::planted(&[("fits.rs", &function(76)), ("src/long.rs", &long), ("file.rs", &file)]);
    assert_eq!(
        too_long(&planted),
        ["planted/src/long.rs: `long` has 81 lines", "planted/file.rs: 501 lines"]
    );
}

#[test]
fn a_file_that_does_not_say_what_it_is_for_is_found() {
    let planted = Package::planted(&[
        ("good.rs", "//! What a file is for.\n"),
        ("short.rs", "//! A module.\n"),
        ("none.rs", "use std::fs;\n"),
        ("later.rs", "use std::fs;\n//! What a file is for.\n"),
    ]);
    assert_eq!(without_purpose(&planted), ["planted/short.rs", "planted/none.rs", "planted/later.rs"]);
}
