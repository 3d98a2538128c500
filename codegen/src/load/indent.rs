//! Lines that are indented otherwise than those they belong with: the line that lets the reader read to the end when it is moved is the one.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::de::IgnoredAny;

use crate::diagnostic::problem::SyntaxProblem;

/// Larger texts are not read again and again.
const MAX_TEXT: usize = 256 << 10;

/// So many lines above the one where the reader stopped are tried.
const LINES_ABOVE: usize = 2;

/// The keys whose value is a list of mappings.
pub(super) const LISTS: &[&str] = &["examples"];

/// A line with words: where it begins, where its words do, and its text without the blanks before it.
struct Line<'t> {
    start: usize,
    indent: usize,
    words: &'t str,
}

/// The first word of a line that is wrong, what is wrong with it, and the first word of one that is right.
pub(super) struct Odd {
    pub(super) span: Range<usize>,
    pub(super) problem: SyntaxProblem,
    pub(super) beside: Option<usize>,
}

/// The one line above the place where the reader stopped that is wrong, when everything can be read without that.
pub(super) fn find(text: &str, at: usize, keys: &BTreeSet<String>) -> Option<Odd> {
    let lines = lines(text);
    let stopped = lines.iter().rposition(|line| line.start <= at)?;
    if text.len() > MAX_TEXT {
        return None;
    }
    let near = stopped.saturating_sub(LINES_ABOVE)..=stopped;
    for number in near.clone() {
        if let Some(odd) = without_dash(text, &lines, number).filter(|_| number < stopped) {
            return Some(odd);
        }
    }
    let first = (stopped > LINES_ABOVE).then_some(0);
    let is_known = |line: &Line<'_>| keys.contains(key(line.words));
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    // A key without a value, and something beside that which belongs under it, perhaps with much in it.
    let orphan = (1..stopped).rev().find(|number| {
        let (above, line) = (&lines[number - 1], &lines[*number]);
        above.words.ends_with(':') && above.indent == line.indent && lines[stopped].indent > line.indent
    });
    for number in first.into_iter().chain(orphan).chain(near) {
        let line = &lines[number];
        let before = number.checked_sub(1).map(|before| lines[before].indent);
        let behind = lines.get(number + 1).map(|behind| behind.indent);
        let as_item =
            behind.and_then(|behind| behind.checked_sub(2)).filter(|_| line.words.starts_with("- "));
        let as_stopped = (Some(number) == orphan).then_some(lines[stopped].indent);
        let targets: BTreeSet<_> = [before, behind, as_item, as_stopped].into_iter().flatten().collect();
        for target in targets.into_iter().filter(|target| *target != line.indent) {
            let (end, blanks) = (line.start + line.indent, " ".repeat(target));
            let moved = format!("{}{blanks}{}", &text[..line.start], &text[end..]);
            if serde_yaml::from_str::<IgnoredAny>(&moved).is_ok() {
                let alike = lines.iter().filter(|other| other.indent == line.indent).count();
                let beside = lines[..number].iter().rfind(|other| other.indent == line.indent);
                let is_stranger = beside.is_some_and(|other| is_known(other) != is_known(line));
                let is_between = before == Some(target) && behind == Some(target);
                let is_orphan = number.checked_sub(1).is_some_and(|above| {
                    lines[above].words.ends_with(':')
                        && lines[above].indent == line.indent
                        && (behind == Some(target) || as_stopped == Some(target))
                });
                // What a key without a value is for; a key of the language among names, within keys; else a line like no other; else the one where the reader stopped.
                let rank = match () {
                    () if is_orphan || (is_between && is_stranger) => 0,
                    () if alike == 1 => 1,
                    () if number == stopped => 2,
                    () => 3,
                };
                found.push((rank, number, target));
            }
        }
    }
    let (_, number, column) = found.into_iter().min()?;
    // What is said of the line itself is known without this.
    let line = lines.get(number).filter(|_| number < stopped)?;
    let word = key(line.words);
    let is_said = keys.contains(word) || line.words.contains(':');
    let is_right = |other: &usize| lines.get(*other).is_some_and(|other| other.indent == column);
    let beside = Some(number + 1)
        .filter(is_right)
        .or(number.checked_sub(1).filter(is_right))
        .or(Some(stopped).filter(is_right));
    is_said.then(|| Odd {
        span: crate::source::word_at(text, line.start + line.indent),
        problem: SyntaxProblem::OddIndentation { column },
        beside: beside.map(|other| lines[other].start + lines[other].indent),
    })
}

/// A line under a key whose value is a list, with no dash before it.
fn without_dash(text: &str, lines: &[Line<'_>], number: usize) -> Option<Odd> {
    let line = &lines[number];
    let above = lines[..number].last().filter(|above| above.indent <= line.indent)?;
    if !LISTS.contains(&key(above.words)) || line.words.starts_with('-') {
        return None;
    }
    let at = line.start + line.indent;
    let mended = format!("{}- {}", &text[..at], &text[at..]);
    serde_yaml::from_str::<IgnoredAny>(&mended).ok()?;
    let problem = SyntaxProblem::NoSpaceBehindDash { write: format!("- {}", line.words) };
    Some(Odd { span: crate::source::word_at(text, at), problem, beside: None })
}

/// The lines of a text that are neither blank nor comments.
fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    let mut lines = Vec::new();
    for whole in text.split_inclusive('\n') {
        let words = whole.trim_start_matches(' ');
        let indent = whole.len() - words.len();
        let words = words.trim_end();
        if !words.is_empty() && !words.starts_with('#') {
            lines.push(Line { start, indent, words });
        }
        start += whole.len();
    }
    lines
}

/// The key that a line begins with.
fn key(words: &str) -> &str {
    words.trim_start_matches("- ").split(':').next().unwrap_or_default()
}
