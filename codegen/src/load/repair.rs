//! Small repairs that are tried on a text that can't be read: what makes the reader get further is what was wrong.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::de::IgnoredAny;

use crate::diagnostic::problem::SyntaxProblem;
use crate::language::{foreign, lookalike};

/// Larger texts are not read again and again.
const MAX_TEXT: usize = 256 << 10;

/// The keys whose values are paths into the result.
const PATHS: &[&str] = &["failed", "items", "next", "path", "succeeded", "total"];

/// What is wrong, where, and what stands there once it is mended.
pub(super) struct Repair {
    pub(super) span: Range<usize>,
    pub(super) problem: SyntaxProblem,
    write: String,
}

/// The repair in one of the lines that lets the reader read on; `keys` are the words of the language.
pub(super) fn find(text: &str, lines: &[usize], keys: &BTreeSet<String>) -> Option<Repair> {
    if text.len() > MAX_TEXT {
        return None;
    }
    let before = progress(text)?;
    let mut starts: Vec<_> = lines.iter().map(|at| line_start(text, *at)).collect();
    starts.sort_unstable();
    starts.dedup();
    let mut repairs = Vec::new();
    for start in starts {
        let line = text[start..].lines().next().unwrap_or_default();
        let indent = |line: &str| line.len() - line.trim_start().len();
        let below = text[start + line.len()..].lines().find(|line| !line.trim().is_empty());
        let is_above = below.is_some_and(|below| indent(below) > indent(line));
        let line = Line { text: line, start, keys, is_above };
        repairs.extend(line.lookalikes());
        repairs.extend(line.dash());
        repairs.extend(line.foreign_type());
        repairs.extend(line.index());
        repairs.extend(line.spaces());
        repairs.extend(line.colon());
        repairs.extend(line.comma());
        repairs.extend(line.brace());
    }
    repairs.into_iter().find(|repair| {
        let mended = format!("{}{}{}", &text[..repair.span.start], repair.write, &text[repair.span.end..]);
        let is_same_length = matches!(repair.problem, SyntaxProblem::Lookalike(_));
        progress(&mended).is_none_or(|after| after.0 > before.0 || (is_same_length && after > before))
    })
}

/// How far the reader gets; `None` to the end.
fn progress(text: &str) -> Option<(usize, usize)> {
    let error = serde_yaml::from_str::<IgnoredAny>(text).err()?;
    Some(error.location().map_or((0, 0), |place| (place.line(), place.column())))
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

struct Line<'t> {
    text: &'t str,
    start: usize,
    keys: &'t BTreeSet<String>,
    /// Whether the next line is indented by more.
    is_above: bool,
}

impl Line<'_> {
    fn repair(&self, span: Range<usize>, write: String, problem: SyntaxProblem) -> Repair {
        Repair { span: self.start + span.start..self.start + span.end, problem, write }
    }

    /// Each run of one character that looks like another.
    fn lookalikes(&self) -> Vec<Repair> {
        let mut repairs = Vec::new();
        let mut last = None;
        for (at, c) in self.text.char_indices() {
            if let Some((like, _)) = lookalike::of(c).filter(|_| last != Some(c)) {
                let run = self.text[at..].chars().take_while(|next| *next == c).count();
                let span = at..at + run * c.len_utf8();
                repairs.push(self.repair(
                    span.clone(),
                    like.to_string().repeat(run),
                    SyntaxProblem::Lookalike(c),
                ));
                if c == '\u{3000}' {
                    // It is as wide as two.
                    let write = " ".repeat(run * 2);
                    repairs.push(self.repair(span.clone(), write, SyntaxProblem::Lookalike(c)));
                }
                if like != ' ' && !self.text[span.end..].starts_with(' ') {
                    repairs.push(self.repair(span, format!("{like} "), SyntaxProblem::Lookalike(c)));
                }
            }
            last = Some(c);
        }
        // Two at once, for what stands around something.
        let plain = lookalike::plain(self.text);
        if let Some((at, c)) = self.text.char_indices().find(|(_, c)| lookalike::of(*c).is_some()) {
            let span = at..self.text.len();
            let write = plain.chars().skip(self.text[..at].chars().count()).collect();
            let mut all = self.repair(span, write, SyntaxProblem::Lookalike(c));
            all.span.end = self.start + self.text.len();
            repairs.push(all);
        }
        repairs
    }

    /// The text of the line behind its indentation and the dashes of list items.
    fn words(&self) -> (usize, &str) {
        let words = self.text.trim_start_matches([' ', '-']);
        let is_item = self.text.trim_start().starts_with("- ") || !self.text.trim_start().starts_with('-');
        let words = if is_item { words } else { self.text.trim_start() };
        (self.text.len() - words.len(), words)
    }

    fn dash(&self) -> Option<Repair> {
        let words = self.text.trim_start();
        let at = self.text.len() - words.len();
        if let Some(rest) = words.strip_prefix("* ") {
            let problem = SyntaxProblem::NoSpaceBehindDash { write: format!("- {}", shortened(rest)) };
            return Some(self.repair(at..at + 1, "-".to_owned(), problem));
        }
        let rest = words.strip_prefix('-')?;
        rest.starts_with(|c: char| c.is_alphanumeric() || "{[\"'".contains(c)).then_some(())?;
        let problem = SyntaxProblem::NoSpaceBehindDash { write: format!("- {}", shortened(rest)) };
        Some(self.repair(at..at + 1, "- ".to_owned(), problem))
    }

    /// Colons with no space behind them.
    fn spaces(&self) -> Vec<Repair> {
        let mut repairs = Vec::new();
        for (colon, _) in self.text.match_indices(':') {
            let (before, behind) = (&self.text[..colon], &self.text[colon + 1..]);
            let from = before.rfind(|c: char| " {,\"'".contains(c)).map_or(0, |at| at + 1);
            let key = &before[from..];
            if !key.is_empty() && !behind.is_empty() && !behind.starts_with([' ', '/', ':']) {
                let (key, value) = (key.to_owned(), shortened(behind));
                let problem = SyntaxProblem::NoSpaceBehindColon { key, value };
                repairs.push(self.repair(colon..colon + 1, ": ".to_owned(), problem));
            }
        }
        repairs
    }

    /// A key with no colon, or with another sign in its place.
    fn colon(&self) -> Vec<Repair> {
        let (at, words) = self.words();
        let mut repairs = Vec::new();
        let mut places = vec![(at, words)];
        places.extend(self.text.match_indices(['{', ',']).map(|(at, _)| {
            let words = self.text[at + 1..].trim_start();
            (self.text.len() - words.len(), words)
        }));
        for (number, (at, words)) in places.into_iter().enumerate() {
            let length =
                words.find(|c: char| !c.is_alphanumeric() && !"_-.".contains(c)).unwrap_or(words.len());
            let (key, rest) = words.split_at(length);
            let sign = rest.trim_start();
            let value = ["=>", "->", ":="].iter().find_map(|arrow| sign.strip_prefix(arrow));
            let value = value.unwrap_or(sign.trim_start_matches('=')).trim_start();
            let is_alone = rest.trim().is_empty() && number == 0;
            let is_known = self.keys.contains(key);
            let is_key = is_known || value.starts_with(['{', '[']) || (is_alone && self.is_above);
            if key.is_empty() || rest.starts_with(':') || !is_key || key.starts_with('-') {
                continue;
            }
            let write = if is_alone { format!("{key}:") } else { format!("{key}: {}", shortened(value)) };
            let span = at..at + length + (rest.len() - value.len());
            let mended = if is_alone { format!("{key}:") } else { format!("{key}: ") };
            repairs.push(self.repair(span, mended, SyntaxProblem::NoColon { write }));
        }
        repairs
    }

    /// Keys in braces with no comma before them, or another sign.
    fn comma(&self) -> Vec<Repair> {
        let mut repairs = Vec::new();
        for (blank, _) in self.text.match_indices(' ').filter(|_| self.text.contains('{')) {
            let before = self.text[..blank].trim_end_matches([' ', ';']);
            let key = self.text[blank + 1..].split(':').next().unwrap_or_default();
            if self.keys.contains(key) && !before.ends_with([',', '{', ':', '-']) && !before.trim().is_empty()
            {
                let problem = SyntaxProblem::NoComma { key: key.to_owned() };
                repairs.push(self.repair(before.len()..blank, ",".to_owned(), problem));
            }
        }
        repairs
    }

    /// Keys behind a key, with no brace before them.
    fn brace(&self) -> Option<Repair> {
        let (key, value) = self.text.split_once(": ")?;
        let inner = value.split(':').next().filter(|inner| inner.len() < value.len())?;
        let is_prose = ["doc", "note"].contains(&key.trim_start_matches([' ', '-']));
        let inner = inner.trim().trim_start_matches('(');
        (self.keys.contains(inner) && !is_prose).then_some(())?;
        let at = self.text.len() - value.len();
        let value = value.trim_end();
        let bare = value.strip_suffix(['}', ')']).unwrap_or(value);
        let write = format!("{{{}}}", bare.strip_prefix('(').unwrap_or(bare));
        let shown = format!("{}: {}", key.trim_start(), shortened(&write));
        let problem = SyntaxProblem::NoBrace { write: shown };
        Some(self.repair(at..at + value.len(), write, problem))
    }

    /// An index in a path into the result, with brackets that mean something in braces.
    fn index(&self) -> Option<Repair> {
        let open = self.text.match_indices('[').find_map(|(open, _)| {
            let (before, path) = self.text[..open].rsplit_once(": ")?;
            let key = before.rsplit([' ', '{', ',']).next()?;
            let is_path =
                !path.is_empty() && path.chars().all(|c| c.is_alphanumeric() || "_.-[]*".contains(c));
            (PATHS.contains(&key) && is_path).then_some(open - path.len())
        })?;
        let given = &self.text[open..];
        let given = &given[..given.find([',', '}', ' ']).unwrap_or(given.len())];
        let write = foreign::path_in_dots(given);
        let problem = SyntaxProblem::Index { write: write.clone() };
        Some(self.repair(open..open + given.len(), write, problem))
    }

    /// A type in the words of another language, with brackets that mean something here.
    fn foreign_type(&self) -> Option<Repair> {
        let at = self.text.find("type:")? + "type:".len();
        let behind = self.text[at..].trim_start();
        let at = self.text.len() - behind.len();
        let mut depth = 0_i32;
        let end = behind.find(|c: char| {
            depth += i32::from("[<".contains(c)) - i32::from("]>".contains(c));
            c == '}' || (c == ',' && depth <= 0)
        });
        let given = behind[..end.unwrap_or(behind.len())].trim_end();
        let write = foreign::translated(given)?;
        let problem = SyntaxProblem::ForeignType { write: write.clone() };
        Some(self.repair(at..at + given.len(), write, problem))
    }
}

/// So much of a text as tells which one it is.
fn shortened(text: &str) -> String {
    let text = text.trim_end();
    if text.chars().count() <= 60 {
        text.to_owned()
    } else {
        text.chars().take(40).collect::<String>() + "..."
    }
}
