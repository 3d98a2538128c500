//! The rules of the house, held by a test rather than by memory. Each rule is a function that lists offences, with planted ones that it must find.

mod architecture;
mod comments;
mod cycles;
mod examples;
mod features;
mod generated;
mod lengths;
mod modules;
mod printing;
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
    assert_eq!(found(lengths::too_long), [""; 0]);
}

#[test]
fn the_page_of_features_names_each() {
    let client = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated-client");
    let read = |file| std::fs::read_to_string(client.join(file)).unwrap();
    assert_eq!(features::without_a_row(&read("Cargo.toml"), &read("FEATURES.md")), [""; 0]);
    let planted = features::without_a_row(
        "[features]\ndefault = [\"a\"]\na = []\n# Long.\nb = [\n    \"dep:c\",\n]\n\n[dependencies]\nd = \"1\"\n",
        "| feature |\n| `a`, `e` | yes |\n",
    );
    assert_eq!(planted, ["no row: b", "no feature: e"]);
}

#[test]
fn a_doc_comment_says_more_than_the_name() {
    assert_eq!(found(comments::that_say_nothing), [""; 0]);
}

#[test]
fn every_public_item_of_the_client_has_an_example() {
    assert_eq!(found(examples::missing), [""; 0]);
}

#[test]
fn modules_do_not_name_each_other_in_circles() {
    assert_eq!(found(cycles::circles), [""; 0]);
}

#[test]
fn programs_print_without_panicking() {
    assert_eq!(found(printing::that_may_panic), [""; 0]);
}

#[test]
fn the_tables_of_the_architecture_name_every_module() {
    let text = std::fs::read_to_string(sources::workspace().join("ARCHITECTURE.md")).unwrap();
    assert_eq!(found(|package| architecture::unnamed(package, &text)), [""; 0]);
}
