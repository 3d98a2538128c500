//! Generated code has no logic: what an impl of `Paginated` says is data.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::Item;

use crate::sources::workspace;

/// Words of code that decides or converts something.
const LOGIC: &[&str] = &[
    "as",
    "collect",
    "for",
    "from",
    "if",
    "into",
    "let",
    "loop",
    "map",
    "match",
    "parse",
    "try_from",
    "try_into",
    "unwrap",
    "unwrap_or",
    "unwrap_or_default",
    "while",
];

/// What in the impls of `Paginated` of a file decides or converts something, and how many impls there are.
fn logic(text: &str) -> (Vec<String>, usize) {
    let (mut found, mut impls) = (Vec::new(), 0);
    for item in syn::parse_file(text).unwrap().items {
        let Item::Impl(item) = item else { continue };
        let is_paginated =
            |path: &syn::Path| path.segments.last().is_some_and(|last| last.ident == "Paginated");
        if item.trait_.as_ref().is_some_and(|(path, _)| is_paginated(path)) {
            impls += 1;
            item.items.iter().for_each(|item| search(item.to_token_stream(), &mut found));
        }
    }
    (found, impls)
}

fn search(tokens: TokenStream, found: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => search(group.stream(), found),
            TokenTree::Ident(word) if LOGIC.iter().any(|logic| word == logic) => found.push(word.to_string()),
            TokenTree::Punct(punct) if "|?".contains(punct.as_char()) => found.push(punct.to_string()),
            _ => {}
        }
    }
}

fn rust_files(directory: &Path, files: &mut Vec<PathBuf>) {
    for path in fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn a_generated_impl_of_pages_is_data() {
    let mut files = Vec::new();
    rust_files(&workspace().join("generated-client/src/generated"), &mut files);
    rust_files(&workspace().join("codegen/tests/specs"), &mut files);
    let mut impls = 0;
    for file in files {
        let (found, here) = logic(&fs::read_to_string(&file).unwrap());
        assert_eq!(found, [""; 0], "{}", file.display());
        impls += here;
    }
    assert!(impls > 15, "{impls}");
}

#[test]
fn logic_in_an_impl_of_pages_is_found() {
    let text = "impl wire::Paginated for A {
        fn position(&self) -> u64 { if self.a { 1 } else { 2 } }
        fn items(&self) -> Vec<u64> { self.b.iter().map(|b| *b as u64).collect() }
        fn total(self) -> Option<u64> { match self.c { c => Some(c?.into()) } }
        const SIZE: u64 = 1;
    }
    impl wire::Action for A { fn other(&self) { if self.a { } } }";
    let expected = ["if", "map", "|", "|", "as", "collect", "match", "?", "into"];
    assert_eq!(logic(text), (expected.map(str::to_owned).to_vec(), 1));
}
