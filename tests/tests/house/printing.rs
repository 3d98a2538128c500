//! `println!` and its like panic when the reader has gone away or the disk is full, so no program uses them.

use proc_macro2::{TokenStream, TokenTree};

use crate::sources::Package;

const MACROS: &[&str] = &["print", "println", "eprint", "eprintln"];

/// What a library prints for a build script that calls it.
const TO_CARGO: &str = "\"cargo::";

/// The programs' uses of these macros; tests have the harness's output, and build scripts cargo's.
pub(crate) fn that_may_panic(package: &Package) -> Vec<String> {
    let programs = package
        .sources
        .iter()
        .filter(|source| ["src/", "examples/"].iter().any(|directory| source.path.starts_with(directory)));
    let mut found = Vec::new();
    for source in programs {
        // What is no Rust by itself is included in something that is.
        let Ok(tokens) = source.text.parse::<TokenStream>() else { continue };
        for name in uses(tokens) {
            found.push(format!(
                "{}/{}: `{name}!` panics when nobody reads it; `writeln!` says so instead",
                package.name, source.path
            ));
        }
    }
    found
}

fn uses(tokens: TokenStream) -> Vec<String> {
    let trees: Vec<_> = tokens.into_iter().collect();
    let mut found = Vec::new();
    for (at, tree) in trees.iter().enumerate() {
        match tree {
            TokenTree::Group(group) => found.extend(uses(group.stream())),
            TokenTree::Ident(name) if MACROS.iter().any(|known| name == known) => {
                let [TokenTree::Punct(mark), TokenTree::Group(said), ..] = &trees[at + 1..] else { continue };
                let first = said.stream().into_iter().next().map(|tree| tree.to_string()).unwrap_or_default();
                if mark.as_char() == '!' && !first.starts_with(TO_CARGO) {
                    found.push(name.to_string());
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    found
}

#[test]
fn a_print_is_found_wherever_a_program_has_it() {
    let package = Package::planted(&[
        ("src/main.rs", "fn main() { println!(\"a\"); loop { select! { _ = b => eprint!(\"b\") } } }"),
        ("examples/one.rs", "/// ```\n/// println!(\"in docs\");\n/// ```\nfn main() { std::eprintln!() }"),
        ("build.rs", "fn main() { println!(\"cargo::rerun-if-changed=spec\") }"),
        ("src/text.rs", "const CODE: &str = \"println!()\"; fn println() { println(1) }"),
        ("tests/one.rs", "fn main() { println!(\"a\") }"),
    ]);
    let expected = |file: &str, name: &str| {
        format!("planted/{file}: `{name}!` panics when nobody reads it; `writeln!` says so instead")
    };
    assert_eq!(
        that_may_panic(&package),
        [
            expected("src/main.rs", "println"),
            expected("src/main.rs", "eprint"),
            expected("examples/one.rs", "eprintln")
        ]
    );
}
