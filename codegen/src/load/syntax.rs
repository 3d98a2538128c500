//! What the YAML reader can't read, in words that say what to write instead.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostic::Findings;
use crate::diagnostic::problem::SyntaxProblem;
use crate::language::text::place;
use crate::source::{FileId, Place};

use super::{indent, repair};

/// A syntax error as the reader tells it: the problem and its place, the context and its place.
struct Told<'t> {
    text: &'t str,
    problem: &'t str,
    at: usize,
    context: &'t str,
    /// Where the thing began that could not be finished.
    began: Option<usize>,
}

/// What is wrong, where, and another place that matters.
struct Answer {
    span: Range<usize>,
    problem: SyntaxProblem,
    also: Option<Range<usize>>,
}

/// Reports a syntax error.
pub(super) fn report(
    text: &str,
    file: FileId,
    error: &serde_yaml::Error,
    keys: &BTreeSet<String>,
    findings: &mut Findings,
) {
    let said = error.to_string();
    let (problem, context) = said.split_once(", while ").unwrap_or((&said, ""));
    let (problem, at) = split_place(text, problem);
    let (context, began) = split_place(text, context);
    let at = at.or(error.location().map(|place| offset(text, place.line(), place.column()))).unwrap_or(0);
    let told = Told { text, problem, at, context, began: began.filter(|began| *began != at) };
    tell(told.answer(keys), file, findings);
}

/// Reports what only one of the two readers of YAML minds, at a byte.
pub(super) fn report_at(
    text: &str,
    file: FileId,
    (problem, at): (&str, usize),
    keys: &BTreeSet<String>,
    findings: &mut Findings,
) {
    let told = Told { text, problem, at, context: "", began: None };
    let next = text[at..].chars().next();
    let other = || answer(told.word(at), SyntaxProblem::Other { said: problem.to_owned() });
    let answer = told.odd_indentation(keys).or_else(|| told.odd_line(next));
    tell(answer.unwrap_or_else(other), file, findings);
}

fn tell(answer: Answer, file: FileId, findings: &mut Findings) {
    let finding = findings.report(Place::bytes(file, answer.span), answer.problem);
    if let Some(span) = answer.also {
        finding.also(Place::bytes(file, span));
    }
}

/// Takes ` at line L column C` off the end of a message.
fn split_place<'m>(text: &str, message: &'m str) -> (&'m str, Option<usize>) {
    place(message)
        .map_or((message, None), |(words, (line, column))| (words, Some(offset(text, line, column))))
}

/// The byte at a line and a column, both from 1, the column in characters.
pub(super) fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = &text[start..];
    start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(byte, _)| byte)
}

impl Told<'_> {
    fn answer(&self, keys: &BTreeSet<String>) -> Answer {
        let next = self.text[self.at..].chars().next();
        self.tab()
            .or_else(|| self.text_beside())
            .or_else(|| self.pasted())
            .or_else(|| self.repaired(keys))
            .or_else(|| self.quote_left_open())
            .or_else(|| self.not_closed())
            .or_else(|| self.closed())
            .or_else(|| self.quotes())
            .or_else(|| self.only_item())
            .or_else(|| self.odd_indentation(keys))
            .or_else(|| self.odd_line(next))
            .or_else(|| self.needs_quotes(next))
            .or_else(|| self.second_key(keys))
            .or_else(|| self.colon())
            .or_else(|| self.indentation())
            .unwrap_or_else(|| self.other())
    }

    /// A text of several lines that is not indented under its key.
    fn text_beside(&self) -> Option<Answer> {
        [self.began, Some(self.at)].into_iter().flatten().find_map(|at| {
            let start = self.line_start(at);
            let before = self.text[..start].trim_end();
            let above = &before[self.line_start(before.len())..];
            let line = self.text[start..].lines().next().unwrap_or_default();
            let (key, mark) = above.trim_start().split_once(": ")?;
            let is_block = ["|", ">", "|-", ">-", "|+", ">+"].contains(&mark.trim());
            let indent = indentation_of(line);
            (is_block && indent <= indentation_of(above)).then(|| {
                let problem = SyntaxProblem::TextBeside { key: key.trim_start_matches("- ").to_owned() };
                answer(self.word(start + indent), problem)
            })
        })
    }

    /// A line of a page, which somebody pasted.
    fn pasted(&self) -> Option<Answer> {
        [self.began, Some(self.at)].into_iter().flatten().find_map(|at| {
            let start = self.line_start(at);
            let line = self.text[start..].lines().next().unwrap_or_default();
            let words = line.trim();
            let is = |open, close| words.len() > 1 && words.starts_with(open) && words.ends_with(close);
            let problem = match words {
                _ if is('|', '|') => SyntaxProblem::TableRow,
                _ if is('<', '>') => SyntaxProblem::Markup,
                _ => return None,
            };
            let start = start + indentation_of(line);
            Some(answer(start..start + words.len(), problem))
        })
    }

    /// What is wrong by the repair that lets the reader read on, near the place where it stopped.
    fn repaired(&self, keys: &BTreeSet<String>) -> Option<Answer> {
        let above = self.text[..self.line_start(self.at)].trim_end().len();
        let mut lines = vec![above, self.at];
        let lines_between =
            |began: usize| self.text.get(began..self.at).map(|text| text.matches('\n').count());
        lines.extend(self.began.filter(|began| lines_between(*began).is_some_and(|lines| lines <= 2)));
        let repair = repair::find(self.text, &lines, keys)?;
        Some(answer(repair.span, repair.problem))
    }

    /// A quoted text that goes on over the end of its line, up to the next quote, was most likely not meant to.
    fn quote_left_open(&self) -> Option<Answer> {
        let before = self.text[..self.at].trim_end_matches(' ');
        let quote = before.chars().next_back().filter(|c| "\"'".contains(*c))?;
        let end = before.len();
        let open = self.text[..end - 1].rfind(quote)?;
        let is_broken = self.text[open..end].contains('\n');
        let begins = self.text[..open].trim_end_matches(' ').ends_with([':', '-', '[', '{', ',']);
        (is_broken && begins).then(|| Answer {
            also: Some(end - 1..end),
            ..answer(open..open + 1, SyntaxProblem::TextNotClosed { quote })
        })
    }

    fn tab(&self) -> Option<Answer> {
        let start = self.line_start(self.at);
        let blank = self.text[start..].find(|c: char| !c.is_whitespace() || c == '\n').unwrap_or(0);
        let tab = self.text[start..start + blank].find('\t')? + start;
        if self.at > start + blank {
            return None;
        }
        Some(answer(tab..tab + 1, SyntaxProblem::Tab))
    }

    fn not_closed(&self) -> Option<Answer> {
        let began = self.began?;
        let open = self.text[began..].chars().next()?;
        if self.context.contains("quoted scalar") && self.problem.contains("end of stream") {
            return Some(answer(began..began + 1, SyntaxProblem::TextNotClosed { quote: open }));
        }
        let line = self.text[began..].lines().next().unwrap_or_default();
        if let Some(hash) = line.find(" #").or(line.find(",#")).filter(|_| self.context.contains("flow")) {
            let at = began + hash + 1;
            let problem = SyntaxProblem::CommentInFlow { key: self.key(at) };
            return Some(Answer { also: Some(began..began + 1), ..answer(at..at + 1, problem) });
        }
        let rest = &self.text[self.at..];
        let closes_other = (open == '{' && rest.starts_with(']')) || (open == '[' && rest.starts_with('}'));
        let within = self.text.get(began + open.len_utf8()..self.at).unwrap_or_default();
        if closes_other && !within.contains('\n') && !within.contains(['{', '[']) && self.closes_later(open) {
            let close = rest.chars().next()?;
            return Some(answer(self.at..self.at + 1, SyntaxProblem::ClosesNothing { close }));
        }
        let is_later = self.text.get(began..self.at)?.contains('\n')
            || self.text[self.at..].starts_with(if open == '{' { ']' } else { '}' });
        if !self.context.contains("flow") || !"{[".contains(open) || !is_later {
            return None;
        }
        let also = Some(self.word(self.at));
        Some(Answer { also, ..answer(began..began + 1, SyntaxProblem::BracketNotClosed { open }) })
    }

    /// Whether what is open is closed in the rest of the line.
    fn closes_later(&self, open: char) -> bool {
        let line = self.text[self.at..].lines().next().unwrap_or_default();
        line.contains(if open == '{' { '}' } else { ']' })
    }

    /// A bracket too many, or a text behind the last one.
    fn closed(&self) -> Option<Answer> {
        if !self.problem.contains("did not find expected") || self.context.contains("flow") {
            return self.behind_bracket_of_text();
        }
        if let Some(close) = self.text[self.at..].chars().next().filter(|c| "}]".contains(*c)) {
            return Some(answer(self.at..self.at + 1, SyntaxProblem::ClosesNothing { close }));
        }
        let before = self.text[self.line_start(self.at)..self.at].trim_end();
        let close = before.chars().next_back().filter(|c| "}]".contains(*c))?;
        Some(answer(self.word(self.at), SyntaxProblem::BehindBracket { close }))
    }

    /// A text in braces that begins with something in brackets, and goes on.
    fn behind_bracket_of_text(&self) -> Option<Answer> {
        let before = self.text[self.line_start(self.at)..self.at].trim_end();
        let close = before.chars().next_back().filter(|c| "}]".contains(*c))?;
        let open = before.rfind(if close == '}' { '{' } else { '[' })?;
        let is_prose =
            ["doc", "deprecated", "note"].iter().any(|key| before[..open].ends_with(&format!("{key}: ")));
        is_prose.then(|| answer(self.word(self.at), SyntaxProblem::BehindBracket { close }))
    }

    fn quotes(&self) -> Option<Answer> {
        if self.problem.contains("escape character")
            || self.problem.contains("escape code")
            || self.problem.contains("hexdecimal")
        {
            let length = self.text[self.at..].char_indices().nth(2).map_or(1, |(byte, _)| byte);
            return Some(answer(self.at..self.at + length, SyntaxProblem::Escape));
        }
        let before = self.text[..self.at].trim_end_matches(' ');
        let quote = before.chars().next_back().filter(|c| "\"'".contains(*c))?;
        let in_line = before.len() > self.line_start(self.at);
        if !in_line
            || !(self.problem.contains("did not find expected") || self.problem.contains("mapping values"))
        {
            return None;
        }
        Some(answer(before.len() - 1..before.len(), SyntaxProblem::BehindQuote { quote }))
    }

    /// A text that starts with, or holds, what means something else without quotes.
    fn needs_quotes(&self, next: Option<char>) -> Option<Answer> {
        let start = match (self.began, self.context) {
            (Some(began), context)
                if context.contains("alias")
                    || context.contains("anchor")
                    || context.contains("block scalar")
                    || context.contains("tag") =>
            {
                began
            }
            _ => self.at,
        };
        let c = self.text[start..].chars().next().or(next)?;
        let is_alias = self.problem.contains("unknown anchor")
            || self.context.contains("alias")
            || self.context.contains("anchor");
        let in_flow = self.context.contains("flow mapping") || self.context.contains("flow sequence");
        let is_start = self.problem.contains("cannot start any token")
            || (self.problem.contains("expected node content") && matches!(c, '-' | '?'))
            || self.context.contains("block scalar")
            || self.context.contains("scanning a tag")
            || self.problem.contains("block sequence entries are not allowed");
        if is_alias || is_start {
            return Some(answer(self.word(start), SyntaxProblem::BadStart { c, key: self.key(start) }));
        }
        let key = self.key(start).filter(|_| in_flow && matches!(c, ':' | '{' | '[' | '"' | '\'' | '?'))?;
        Some(answer(start..start + c.len_utf8(), SyntaxProblem::BadCharacter { c, key }))
    }

    /// A line above the one where the reader stopped that is indented otherwise than those around it.
    fn odd_indentation(&self, keys: &BTreeSet<String>) -> Option<Answer> {
        let odd = indent::find(self.text, self.at, keys)?;
        Some(Answer { also: odd.beside.map(|at| self.word(at)), ..answer(odd.span, odd.problem) })
    }

    /// A dash before the first of lines that are keys, where there is no list.
    fn only_item(&self) -> Option<Answer> {
        let began = self.began.filter(|_| self.problem.contains("'-' indicator"))?;
        let column = self.text[self.line_start(began)..began].chars().count();
        let above = self.line_above(self.line_start(began), column)?;
        let is_list = indent::LISTS.iter().any(|list| self.text[above..].starts_with(&format!("{list}:")));
        let is_key = |at: usize| self.text[at..].lines().next().is_some_and(|line| line.contains(':'));
        (!is_list && self.text[began..].starts_with("- ") && is_key(began) && is_key(self.at)).then(|| {
            Answer {
                also: Some(self.word(self.at)),
                ..answer(began..began + 1, SyntaxProblem::ItemsAndKeys { is_item: true })
            }
        })
    }

    /// A second key in the line of a value that is no prose.
    fn second_key(&self, keys: &BTreeSet<String>) -> Option<Answer> {
        if !self.problem.contains("mapping values are not allowed") {
            return None;
        }
        let start = self.line_start(self.at);
        let before = &self.text[start..self.at];
        let first = before.split(':').next().map(|key| key.trim_start_matches([' ', '-']))?;
        let (rest, second) = before.rsplit_once(' ').filter(|(_, second)| keys.contains(*second))?;
        let is_prose = ["doc", "note", "deprecated"].contains(&first) || !rest.contains(": ");
        let span = start + rest.len() + 1..self.at;
        (keys.contains(first) && !is_prose)
            .then(|| answer(span, SyntaxProblem::SecondKey { key: second.to_owned() }))
    }

    /// What is told by the first characters of the line.
    fn odd_line(&self, next: Option<char>) -> Option<Answer> {
        let start = self.line_start(self.at);
        let is_first = self.text[start..self.at].trim().is_empty();
        let here = |problem| Some(answer(self.at..self.at + next.map_or(0, char::len_utf8), problem));
        let rest = &self.text[self.at..];
        if rest.starts_with("```") && is_first {
            return here(SyntaxProblem::Fence);
        }
        if self.problem.contains("mapping keys are not allowed") && next == Some('?') {
            return here(SyntaxProblem::BadStart { c: '?', key: self.key(self.at) });
        }
        if self.problem.contains("expected node content") && next == Some(',') {
            return here(SyntaxProblem::NothingHere);
        }
        // A dash with nothing behind it, in the line above.
        let above = self.text[..start].trim_end();
        if self.problem.contains("expected node content") && is_first && above.ends_with("\n-")
            || above.trim_end_matches('-').ends_with(' ') && above.ends_with(" -") && is_first
        {
            let dash = above.len() - 1;
            return Some(answer(dash..dash + 1, SyntaxProblem::ItemsAndKeys { is_item: true }));
        }
        if self.problem.contains("directive") && next == Some('%') {
            return here(SyntaxProblem::Directive);
        }
        if self.problem.contains("'-' indicator") && is_first {
            let also = self.began.map(|began| self.word(began));
            let problem = SyntaxProblem::ItemsAndKeys { is_item: false };
            return Some(Answer { also, ..answer(self.word(self.at), problem) });
        }
        if self.problem.contains("expected key") && is_first {
            return match next? {
                ':' => here(SyntaxProblem::NoKey),
                '-' if rest.starts_with("- ") || rest.lines().next() == Some("-") => {
                    here(SyntaxProblem::ItemsAndKeys { is_item: true })
                }
                _ => None,
            };
        }
        if self.problem.contains("document start") && is_first {
            let above = self.text[..start].trim_end();
            let line = self.line_start(above.len());
            let column = indentation_of(&above[line..]);
            let problem = SyntaxProblem::Indentation { column, is_below: false };
            let also = Some(self.word(line + column));
            return Some(Answer { also, ..answer(self.word(self.at), problem) });
        }
        None
    }

    fn colon(&self) -> Option<Answer> {
        if self.problem.contains("could not find expected ':'") {
            let start = self.began.unwrap_or(self.at);
            let line = self.text[start..].lines().next().unwrap_or_default().trim_end();
            let span = start..start + line.len();
            let before = self.text[..self.line_start(start)].trim_end();
            let above = &before[self.line_start(before.len())..];
            let is_beside = indentation_of(above) == start - self.line_start(start);
            if let Some(key) = above.trim().strip_suffix(':').filter(|_| is_beside && line.starts_with('{')) {
                let problem = SyntaxProblem::ValueBeside { key: key.to_owned(), value: line.to_owned() };
                return Some(answer(span, problem));
            }
            return Some(answer(span, SyntaxProblem::NoEntry { line: line.to_owned() }));
        }
        if !self.problem.contains("mapping values are not allowed") {
            return None;
        }
        if let Some(key) = self.key(self.at) {
            return Some(answer(self.at..self.at + 1, SyntaxProblem::ColonInText { key }));
        }
        let start = self.line_start(self.at);
        let before = self.text[..start].trim_end();
        let line = self.line_start(before.len());
        let above = line + indentation_of(&before[line..])..before.len();
        if let Some((key, value)) =
            before[line..].split_once(':').filter(|(_, value)| !value.starts_with(' ') && !value.is_empty())
        {
            let (key, value) = (key.trim().to_owned(), value.to_owned());
            return Some(answer(above, SyntaxProblem::NoSpaceBehindColon { key, value }));
        }
        let indent = indentation_of(&self.text[start..self.at]);
        let is_beside = indentation_of(&before[line..]) == indent;
        if is_beside && !before[line..].contains(": ") && above.start < above.end {
            let line = before[above.start..].to_owned();
            return Some(answer(above, SyntaxProblem::NoEntry { line }));
        }
        let word = start + indent;
        let also = (!before.is_empty()).then_some(above);
        Some(Answer { also, ..answer(word..self.at, SyntaxProblem::KeyInText) })
    }

    fn indentation(&self) -> Option<Answer> {
        let is_block = self.context.contains("block mapping") || self.context.contains("block collection");
        let start = self.line_start(self.at);
        if !is_block || !self.text[start..self.at].trim().is_empty() {
            return None;
        }
        let began = self.began.unwrap_or(0); // the reader does not tell the very beginning
        let column = |at: usize| self.text[self.line_start(at)..at].chars().count();
        if column(began) == column(self.at) {
            return None;
        }
        let above = self.line_above(start, column(self.at));
        let empty = above.and_then(|above| {
            let line = self.text[above..].lines().next().unwrap_or_default().trim_end();
            line.strip_suffix(": []").or(line.strip_suffix(": {}"))
        });
        if let Some(key) = empty {
            let also = above.map(|above| self.word(above));
            let problem = SyntaxProblem::BelowNothing { key: key.to_owned() };
            return Some(Answer { also, ..answer(self.word(self.at), problem) });
        }
        let problem = SyntaxProblem::Indentation { column: column(began), is_below: above.is_some() };
        let also = Some(self.word(above.unwrap_or(began)));
        Some(Answer { also, ..answer(self.word(self.at), problem) })
    }

    /// The first character of the nearest line before a place that is indented by less.
    fn line_above(&self, place: usize, column: usize) -> Option<usize> {
        let mut end = place;
        while end > 0 {
            let start = self.line_start(end - 1);
            let line = &self.text[start..end];
            let words = line.trim_start();
            let indent = line.len() - words.len();
            if !words.is_empty() && !words.starts_with('#') && indent < column {
                return Some(start + indent);
            }
            end = start;
        }
        None
    }

    fn other(&self) -> Answer {
        if self.problem.contains("recursion limit") {
            return answer(self.word(self.at), SyntaxProblem::TooDeep);
        }
        let also = self.began.map(|began| self.word(began));
        Answer { also, ..answer(self.word(self.at), SyntaxProblem::Other { said: self.problem.to_owned() }) }
    }

    /// The key before a byte, in the same line and the same braces.
    fn key(&self, at: usize) -> Option<String> {
        let before = &self.text[self.line_start(at)..at];
        let from = before.rfind(['{', ',']).map_or(0, |comma| comma + 1);
        // A brace or a comma of the text itself stands behind the key.
        let (key, _) = before[from..].split_once(": ").or_else(|| before.rsplit_once(": "))?;
        let key = key.rsplit(['{', ',']).next().unwrap_or(key).trim().trim_start_matches("- ");
        (!key.is_empty() && !key.contains(' ')).then(|| key.to_owned())
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    fn word(&self, at: usize) -> Range<usize> {
        crate::source::word_at(self.text, at)
    }
}

fn answer(span: Range<usize>, problem: SyntaxProblem) -> Answer {
    Answer { span, problem, also: None }
}

/// The bytes before the first word of a line.
fn indentation_of(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
