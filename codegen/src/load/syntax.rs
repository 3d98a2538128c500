//! What the YAML reader can't read, in words that say what to write instead.

use std::ops::Range;

use crate::diagnostic::Findings;
use crate::diagnostic::problem::SyntaxProblem;
use crate::language::text::place;
use crate::source::{FileId, Place};

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
pub(super) fn report(text: &str, file: FileId, error: &serde_yaml::Error, findings: &mut Findings) {
    let said = error.to_string();
    let (problem, context) = said.split_once(", while ").unwrap_or((&said, ""));
    let (problem, at) = split_place(text, problem);
    let (context, began) = split_place(text, context);
    let at = at.or(error.location().map(|place| offset(text, place.line(), place.column()))).unwrap_or(0);
    let answer = Told { text, problem, at, context, began: began.filter(|began| *began != at) }.answer();
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
    fn answer(&self) -> Answer {
        let next = self.text[self.at..].chars().next();
        self.tab()
            .or_else(|| self.not_closed())
            .or_else(|| self.closed())
            .or_else(|| self.quotes())
            .or_else(|| self.needs_quotes(next))
            .or_else(|| self.colon())
            .or_else(|| self.indentation())
            .unwrap_or_else(|| self.other())
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
        let is_later = self.text.get(began..self.at)?.contains('\n')
            || self.text[self.at..].starts_with(if open == '{' { ']' } else { '}' });
        if !self.context.contains("flow") || !"{[".contains(open) || !is_later {
            return None;
        }
        let also = Some(self.word(self.at));
        Some(Answer { also, ..answer(began..began + 1, SyntaxProblem::BracketNotClosed { open }) })
    }

    /// A bracket too many, or a text behind the last one.
    fn closed(&self) -> Option<Answer> {
        if !self.problem.contains("did not find expected") || self.context.contains("flow") {
            return None;
        }
        if let Some(close) = self.text[self.at..].chars().next().filter(|c| "}]".contains(*c)) {
            return Some(answer(self.at..self.at + 1, SyntaxProblem::ClosesNothing { close }));
        }
        let before = self.text[self.line_start(self.at)..self.at].trim_end();
        let close = before.chars().next_back().filter(|c| "}]".contains(*c))?;
        Some(answer(self.word(self.at), SyntaxProblem::BehindBracket { close }))
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
        let is_start = self.problem.contains("cannot start any token")
            || self.context.contains("block scalar")
            || self.context.contains("scanning a tag")
            || self.problem.contains("block sequence entries are not allowed");
        if is_alias || is_start {
            return Some(answer(self.word(start), SyntaxProblem::BadStart { c, key: self.key(start) }));
        }
        let in_flow = self.context.contains("flow mapping") || self.context.contains("flow sequence");
        let key = self.key(start).filter(|_| in_flow && matches!(c, ':' | '{' | '[' | '"' | '\'' | '?'))?;
        Some(answer(start..start + c.len_utf8(), SyntaxProblem::BadCharacter { c, key }))
    }

    fn colon(&self) -> Option<Answer> {
        if self.problem.contains("could not find expected ':'") {
            let start = self.began.unwrap_or(self.at);
            let line = self.text[start..].lines().next().unwrap_or_default().trim_end();
            let span = start..start + line.len();
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
        let word = start + indentation_of(&self.text[start..self.at]);
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
