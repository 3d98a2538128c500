//! What a page tells outside of its tables, so that it is no parameter's or field's: limits and values in sentences, and tables of values.

use super::notation;
use super::passages::Passage;
use super::read::Page;
use crate::prose::{self, limits};

/// A limit of how often an Action may be called is none of what it takes.
const OFTEN: &[&str] = &[
    "次/",
    "次每",
    "/min",
    "/sec",
    "/分",
    "/秒",
    "per minute",
    "per second",
    "频率",
    "频次",
    "frequency",
    "qps",
];

/// What a page tells there, each with the first line of it, in words for a person.
pub(super) fn told(page: &Page) -> Vec<(usize, String)> {
    let passages = || page.passages.all.iter();
    let limits = passages().flat_map(|passage| &passage.sentences).filter(|(_, text)| tells_limits(text));
    let values = passages().filter(|passage| tells_values(passage));
    let tables = page.values.iter().filter(|table| table.is_aside && !table.is_used.get());
    let needs = passages().flat_map(|passage| &passage.sentences).filter(|(_, text)| tells_needs(page, text));
    let found: [(Vec<usize>, &str); 5] = [
        (
            needs.map(|(line, _)| *line).collect(),
            "outside of its tables when parameters must be given, or can't be",
        ),
        (limits.map(|(line, _)| *line).collect(), "limits outside of its tables"),
        (values.map(|passage| passage.sentences[0].0).collect(), "values outside of its tables"),
        (
            tables.map(|table| table.line).collect(),
            "values in tables that belong to no parameter and no field",
        ),
        (page.unread.clone(), "something in tables whose columns are of no parameter and no field"),
    ];
    let found = found.into_iter().filter_map(|(lines, what)| {
        let first = *lines.first()?;
        Some((first, format!("the page tells {what}: {}", self::lines(&lines))))
    });
    let columns = page.columns.iter().map(|(line, title)| {
        let title: String = title.chars().filter(|c| !c.is_control()).take(40).collect();
        (
            *line,
            format!("the column `{title}` of the table in line {line} says something that a spec can't have"),
        )
    });
    found.chain(columns).collect()
}

/// The first of some lines, in words.
pub(super) fn lines(lines: &[usize]) -> String {
    let shown: Vec<String> = lines.iter().take(10).map(ToString::to_string).collect();
    let word = if lines.len() == 1 { "line" } else { "lines" };
    format!("{word} {}", shown.join(", "))
}

fn tells_limits(text: &str) -> bool {
    let mut sentences = text.split(['。', ';', '；', '\n']).flat_map(|part| part.split(". "));
    sentences.any(|sentence| {
        let lower = sentence.to_lowercase();
        limits::is_any_told(sentence) && !OFTEN.iter().any(|word| lower.contains(word))
    })
}

/// Whether a sentence says of a parameter when it must be given.
fn tells_needs(page: &Page, text: &str) -> bool {
    let mut sentences = text.split(['。', '\n']).flat_map(|part| part.split(". "));
    sentences.any(|sentence| {
        prose::is_required(sentence)
            && notation::words(sentence).any(|word| page.named_in.contains_key(&word))
    })
}

fn tells_values(passage: &Passage) -> bool {
    // What is asked for in an address is no value.
    let lines = passage.sentences.iter().flat_map(|(_, text)| text.lines());
    let text = lines.filter(|line| !line.contains('=')).collect::<Vec<_>>().join("\n");
    let has_values = || prose::has_values(&text);
    let is_list = || !passage.is_about && !prose::words(&text).is_empty();
    (passage.is_about && has_values()) || is_list()
}
