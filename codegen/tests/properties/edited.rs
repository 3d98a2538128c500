//! One edit away from a valid spec: it generates, or what is said about it stands near the edit.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use qcloud_codegen::{Code, Diagnostic, Diagnostics, Severity};

use crate::any_spec::{Files, any_spec, written};
use crate::places::check_places;

/// How many lines away from the edit a diagnostic is near.
const NEAR: usize = 2;

/// A change of one line.
#[derive(Clone, Copy, Debug)]
enum Edit {
    DeleteLine,
    RepeatLine,
    SwapWithNext,
    Indent,
    Outdent,
    DeleteCharacter,
    InsertCharacter(char),
    ReplaceWord(&'static str),
}

fn any_edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        Just(Edit::DeleteLine),
        Just(Edit::RepeatLine),
        Just(Edit::SwapWithNext),
        Just(Edit::Indent),
        Just(Edit::Outdent),
        Just(Edit::DeleteCharacter),
        select(":{}[],\"'#-?&*!|>%@` \tx0\u{7f}\u{202e}".chars().collect::<Vec<_>>())
            .prop_map(Edit::InsertCharacter),
        select(vec!["int", "strin", "true", "null", "0", "-1", "Nowhere", "type", "[]", "~"])
            .prop_map(Edit::ReplaceWord),
    ]
}

impl Edit {
    /// The text after the edit, and the number of its line, from 1.
    fn apply(self, text: &str, line: Index, at: Index) -> (String, usize) {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let number = line.index(lines.len());
        let characters = lines[number].chars().count();
        let byte = lines[number].char_indices().nth(at.index(characters.max(1))).map_or(0, |(byte, _)| byte);
        match self {
            Self::DeleteLine => drop(lines.remove(number)),
            Self::RepeatLine => lines.insert(number, lines[number].clone()),
            Self::SwapWithNext => {
                let next = (number + 1).min(lines.len() - 1);
                lines.swap(number, next);
            }
            Self::Indent => lines[number].insert_str(0, "  "),
            Self::Outdent => {
                let indent = lines[number].len() - lines[number].trim_start().len();
                lines[number].drain(..indent);
            }
            Self::DeleteCharacter if characters > 0 => drop(lines[number].remove(byte)),
            Self::DeleteCharacter => {}
            Self::InsertCharacter(character) => lines[number].insert(byte, character),
            Self::ReplaceWord(word) => {
                let is_word = |c: char| c.is_alphanumeric() || c == '_';
                let line = &lines[number];
                let words: Vec<_> = line.split(|c| !is_word(c)).filter(|word| !word.is_empty()).collect();
                if let Some(old) = words.get(at.index(words.len().max(1))) {
                    lines[number] = line.replacen(old, word, 1);
                }
            }
        }
        (lines.join("\n") + "\n", number + 1)
    }
}

proptest! {
    #![proptest_config(crate::cases(300))]

    #[test]
    fn what_is_said_about_one_edit_stands_near_it(
        files in prop_oneof![any_spec(), select(committed())],
        file in any::<Index>(),
        edit in any_edit(),
        line in any::<Index>(),
        at in any::<Index>(),
    ) {
        let specs: Vec<_> = files.keys().filter(|path| !path.contains("/examples/")).cloned().collect();
        let path = file.get(&specs);
        let (text, number) = edit.apply(&files[path], line, at);
        let mut edited = files.clone();
        edited.insert(path.clone(), text.clone());
        let directory = written(&edited);
        let (api, diagnostics) = qcloud_codegen::examine(directory.path());
        check_places(&diagnostics, directory.path());
        if api.is_none() {
            let edit = Edited { path, number, words: words(&files, path, &text, number) };
            prop_assert!(edit.is_met(&diagnostics), "line {number} of {path}:\n{text}\n{diagnostics}");
        }
    }
}

/// The specs of the repository.
fn committed() -> Vec<Files> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cases = fs::read_dir(package.join("tests/specs")).unwrap().map(|entry| entry.unwrap().path());
    let mut directories: Vec<_> = cases.filter(|case| !case.ends_with("wrong")).collect();
    directories.push(package.join("../spec"));
    directories.sort();
    directories.iter().map(|directory| read(directory)).collect()
}

fn read(directory: &Path) -> Files {
    let mut files = Files::new();
    let mut waiting = vec![directory.to_owned()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() && !path.ends_with("expected") {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|kind| kind == "yaml" || kind == "json") {
            let below = path.strip_prefix(directory).unwrap().to_str().unwrap().replace('\\', "/");
            files.insert(below, fs::read_to_string(&path).unwrap());
        }
    }
    files
}

/// Where a spec was edited, and the words in the lines that were edited.
struct Edited<'a> {
    path: &'a str,
    number: usize,
    words: BTreeSet<String>,
}

/// The words of the edited lines, before and after: a name that is gone is missed somewhere else.
fn words(files: &Files, path: &str, after: &str, number: usize) -> BTreeSet<String> {
    let near = |text: &str| {
        let lines = text.lines().skip(number.saturating_sub(2)).take(3);
        lines.collect::<Vec<_>>().join("\n")
    };
    let text = near(&files[path]) + "\n" + &near(after);
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| word.len() > 1).map(str::to_owned).collect()
}

impl Edited<'_> {
    /// Whether one of the errors leads to the edit.
    fn is_met(&self, diagnostics: &Diagnostics) -> bool {
        let errors = diagnostics.as_slice().iter().filter(|found| found.severity == Severity::Error);
        errors.clone().count() > 0 && errors.into_iter().any(|error| self.is_near(error))
    }

    fn is_near(&self, error: &Diagnostic) -> bool {
        let labels = std::iter::once(&error.primary).chain(&error.secondary);
        let here = labels
            .clone()
            .any(|label| label.file.ends_with(self.path) && label.line.abs_diff(self.number) <= NEAR);
        // A name that the edit took away or brought is spoken of where it is missed, or in what mends that.
        let said = format!("{} {}", error.message, error.help.as_deref().unwrap_or_default());
        let named =
            said.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| self.words.contains(word));
        // What an open bracket or quote swallows is noticed where the file goes on in another way.
        let behind = labels.clone().any(|label| label.file.ends_with(self.path) && label.line > self.number);
        here || named || (behind && matches!(error.code, Code::NotYaml | Code::Tab | Code::UnknownEscape))
    }
}
