//! The rules of the house, held by a test rather than by memory. Each rule is a function that lists offences, with planted ones that it must find.

mod comments;
mod cycles;
mod lengths;
mod modules;
mod reserved;
mod sources;

use sources::{Package, packages};

/// What a rule finds in all packages.
fn found(rule: impl Fn(&Package) -> Vec<String>) -> Vec<String> {
    let packages = packages();
    assert!(
        packages.iter().map(|package| package.sources.len()).sum::<usize>() > 300,
        "the files were not found"
    );
    packages.iter().flat_map(rule).collect()
}

#[test]
fn every_file_says_in_its_first_line_what_it_is_for() {
    assert_eq!(found(lengths::without_purpose), [""; 0]);
}

#[test]
fn no_function_and_no_file_is_too_long() {
    assert_eq!(found(lengths::too_long), TOO_LONG);
}

#[test]
fn a_doc_comment_says_more_than_the_name() {
    for package in packages() {
        let found = comments::that_say_nothing(&package);
        let known = SAY_NOTHING.iter().find(|(name, _)| *name == package.name).map_or(0, |(_, known)| *known);
        assert!(found.len() <= known, "{} instead of {known}: {found:#?}", found.len());
    }
}

#[test]
fn modules_do_not_name_each_other_in_circles() {
    assert_eq!(found(cycles::circles), CIRCLES);
}

/// What is still to be mended. Whoever mends a part takes it out here.
const CIRCLES: &[&str] = &[];

const TOO_LONG: &[&str] = &[
    "mock-server/tests/server/tc3.rs: 528 lines",
    "mock-server/tests/server/tc3_parameters.rs: `what_is_wrong_with_a_parameter_is_said_with_its_name_and_a_code` has 99 lines",
];

/// How many doc comments of a package still say nothing.
const SAY_NOTHING: &[(&str, usize)] =
    &[("codegen", 50), ("drift", 0), ("import", 0), ("mock-server", 20), ("xtask", 16)];
