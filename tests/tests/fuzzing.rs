//! The checks of the fuzz targets hold for the corpus they start from, whole, cut off and with bytes changed.

use std::fs;
use std::path::Path;

use qcloud_tests::fuzzing::{check_page, check_spec, check_wire, page_seeds, spec_seeds, wire_seeds};

#[test]
fn any_part_of_any_spec_is_answered() {
    let seeds = spec_seeds();
    assert!(seeds.len() > 200, "{}", seeds.len());
    for (number, (_, seed)) in seeds.iter().enumerate() {
        spoilt(seed, number).for_each(|bytes| check_spec(&bytes));
    }
}

#[test]
fn any_part_of_any_response_is_read_or_refused() {
    let seeds = wire_seeds();
    assert!(seeds.len() > 30, "{}", seeds.len());
    for (number, (_, seed)) in seeds.iter().enumerate() {
        spoilt(seed, number).for_each(|bytes| check_wire(&bytes));
    }
}

#[test]
fn any_part_of_any_page_is_imported_or_refused() {
    let seeds = page_seeds();
    assert!(seeds.len() > 15, "{}", seeds.len());
    for (number, (_, seed)) in seeds.iter().enumerate() {
        spoilt(seed, number).for_each(|bytes| check_page(&bytes));
    }
}

/// `fuzz/corpus` has what fuzzing has found, cut down to what matters, and what it would take long to find.
#[test]
fn the_corpus_is_answered() {
    for (target, check) in [("page", check_page as fn(&[u8])), ("spec", check_spec), ("wire", check_wire)] {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
        let inputs: Vec<_> = fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(!inputs.is_empty(), "{target}");
        for input in inputs {
            println!("{}", input.display());
            check(&fs::read(&input).unwrap());
        }
    }
}

/// A page that is made to be dear costs no more than its length: seconds here would be hours in the square.
#[test]
fn a_hostile_page_is_answered_in_time() {
    let table = "| Name | Type | Description |\n|---|---|---|\n";
    let head = "This API (DescribeThings) is at example.api.qcloud.com\n## Output Parameters\n";
    let pages = [
        "<table><tr><td>".repeat(20_000),
        "<td rowspan=999999 colspan=999999>".repeat(5_000),
        format!("{head}{}", format!("{table}| a | Array | |\n\nthe fields of a\n\n").repeat(3_000)),
        format!("{head}{table}{}", "| a.n.b.n.c.n.d | Int | |\n".repeat(50_000)),
        format!("{head}```\n{}\n```\n", "{\"a\":".repeat(20_000)),
        format!("{head}```\n{{\"a\": \"{}\"}}\n```\n", "\n".repeat(100_000)),
        format!("{head}```\n{{\"a\": \"{}\"}}\n```\n", "x\" y ".repeat(50_000)),
        format!("{head}Action=A{}", "&a.0.0=1".repeat(50_000)),
        format!("{head}{table}| a | Int | {} |\n", "1：a；".repeat(50_000)),
        "`".repeat(100_000),
        "[".repeat(100_000),
        format!("Name Type Description\n{}", "a Int x\n".repeat(50_000)),
        format!("<pre>{{\"a\"{}", ":1,\n<br>\"b\"".repeat(30_000)),
        format!("<pre>{{\"a\": [{}", "1,\n".repeat(200_000)),
    ];
    for page in pages {
        check_page(page.as_bytes());
    }
}

/// A seed, two beginnings of it, and what it is with a byte changed; another seed is cut elsewhere.
fn spoilt(seed: &[u8], number: usize) -> impl Iterator<Item = Vec<u8>> {
    let at = |part: usize| (seed.len() * ((number * 7 + part) % 13) / 13).min(seed.len());
    let mut changed = seed.to_vec();
    if let Some(byte) = changed.get_mut(at(3)) {
        *byte = b"{:'\"\0\xff- \n"[number % 9];
    }
    [seed.to_vec(), seed[..at(1)].to_vec(), seed[..at(6)].to_vec(), changed].into_iter()
}
