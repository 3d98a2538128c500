//! What the YAML reader can't read, in words that say what to write instead.

use std::ops::Range;

use crate::diagnostic::Findings;
use crate::language::text;
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

/// What is said about it.
struct Answer {
    span: Range<usize>,
    message: String,
    label: &'static str,
    also: Option<(Range<usize>, &'static str)>,
    help: Option<String>,
}

/// Reports a syntax error.
pub(crate) fn report(text: &str, file: FileId, error: &serde_yaml::Error, findings: &mut Findings) {
    let said = error.to_string();
    let (problem, context) = said.split_once(", while ").unwrap_or((&said, ""));
    let (problem, at) = split_place(text, problem);
    let (context, began) = split_place(text, context);
    let at = at.or(error.location().map(|place| offset(text, place.line(), place.column()))).unwrap_or(0);
    let answer = Told { text, problem, at, context, began: began.filter(|began| *began != at) }.answer();
    let span = answer.span.clone();
    let finding = findings.structural(Place::bytes(file, span.clone()), span, answer.message);
    finding.label(answer.label);
    if let Some((span, label)) = answer.also {
        finding.also(Place::bytes(file, span), label);
    }
    if let Some(help) = answer.help {
        finding.help(help);
    }
}

/// Takes ` at line L column C` off the end of a message.
fn split_place<'m>(yaml: &str, message: &'m str) -> (&'m str, Option<usize>) {
    text::place(message)
        .map_or((message, None), |(words, (line, column))| (words, Some(offset(yaml, line, column))))
}

/// The byte at a line and a column, both from 1, the column in characters.
pub(crate) fn offset(text: &str, line: usize, column: usize) -> usize {
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
        Some(Answer {
            label: "a tab",
            help: Some("indent with spaces".to_owned()),
            ..plain(tab..tab + 1, "YAML is not indented with tabs")
        })
    }

    fn not_closed(&self) -> Option<Answer> {
        let began = self.began?;
        let open = self.text[began..].chars().next()?;
        if self.context.contains("quoted scalar") && self.problem.contains("end of stream") {
            return Some(Answer {
                help: Some(format!("close it with another `{open}`")),
                ..plain(began..began + 1, "this text is never closed")
            });
        }
        let is_later = self.text.get(began..self.at)?.contains('\n')
            || self.text[self.at..].starts_with(if open == '{' { ']' } else { '}' });
        if !self.context.contains("flow") || !"{[".contains(open) || !is_later {
            return None;
        }
        let close = if open == '{' { '}' } else { ']' };
        Some(Answer {
            label: "opened here",
            also: Some((self.word(self.at), "still open here")),
            help: Some(format!("close it with `{close}`")),
            ..plain(began..began + 1, &format!("this `{open}` is not closed"))
        })
    }

    /// A bracket too many, or a text behind the last one.
    fn closed(&self) -> Option<Answer> {
        if !self.problem.contains("did not find expected") || self.context.contains("flow") {
            return None;
        }
        if let Some(close) = self.text[self.at..].chars().next().filter(|c| "}]".contains(*c)) {
            let help = Some("remove it, or quote the text it belongs to".to_owned());
            return Some(Answer {
                help,
                ..plain(self.at..self.at + 1, &format!("this `{close}` closes nothing"))
            });
        }
        let before = self.text[self.line_start(self.at)..self.at].trim_end();
        let close = before.chars().next_back().filter(|c| "}]".contains(*c))?;
        Some(Answer {
            help: Some("remove it, or move it inside; a text with a bracket needs quotes".to_owned()),
            ..plain(self.word(self.at), &format!("there is something behind the closing `{close}`"))
        })
    }

    fn quotes(&self) -> Option<Answer> {
        if self.problem.contains("escape character")
            || self.problem.contains("escape code")
            || self.problem.contains("hexdecimal")
        {
            let length = self.text[self.at..].char_indices().nth(2).map_or(1, |(byte, _)| byte);
            return Some(Answer {
                help: Some("write `\\\\` for a backslash, or put the text in single quotes".to_owned()),
                ..plain(self.at..self.at + length, "this is no escape that YAML knows")
            });
        }
        let before = self.text[..self.at].trim_end_matches(' ');
        let quote = before.chars().next_back().filter(|c| "\"'".contains(*c))?;
        let in_line = before.len() > self.line_start(self.at);
        if !in_line
            || !(self.problem.contains("did not find expected") || self.problem.contains("mapping values"))
        {
            return None;
        }
        let help = if quote == '"' {
            "write `\\\"` for a quote inside the text"
        } else {
            "write `''` for an apostrophe inside the text"
        };
        Some(Answer {
            label: "the text ends here",
            help: Some(help.to_owned()),
            ..plain(before.len() - 1..before.len(), "there is something behind the end of a quoted text")
        })
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
            return Some(Answer {
                help: Some(self.quoted(start)),
                ..plain(
                    self.word(start),
                    &match c {
                        '`' => "a text without quotes can't start with a backtick".to_owned(),
                        c => format!("a text without quotes can't start with `{c}`"),
                    },
                )
            });
        }
        let in_flow = self.context.contains("flow mapping") || self.context.contains("flow sequence");
        if in_flow && matches!(c, ':' | '{' | '[' | '"' | '\'' | '?') && self.key(start).is_some() {
            return Some(Answer {
                help: Some(self.quoted(start)),
                ..plain(start..start + c.len_utf8(), &format!("a text without quotes can't hold `{c}` here"))
            });
        }
        None
    }

    fn colon(&self) -> Option<Answer> {
        if self.problem.contains("could not find expected ':'") {
            let start = self.began.unwrap_or(self.at);
            let line = self.text[start..].lines().next().unwrap_or_default().trim_end();
            let help = match line.split_once(':') {
                Some((key, value)) => format!("write a space behind the colon: `{key}: {value}`"),
                None => format!("write `{line}: ...`, or remove the line"),
            };
            return Some(Answer {
                help: Some(help),
                ..plain(start..start + line.len(), "this is no entry: a key has a `: ` behind it")
            });
        }
        if !self.problem.contains("mapping values are not allowed") {
            return None;
        }
        if self.key(self.at).is_some() {
            return Some(Answer {
                help: Some(self.quoted(self.at)),
                ..plain(self.at..self.at + 1, "a text without quotes can't hold `: `")
            });
        }
        let start = self.line_start(self.at);
        let before = self.text[..start].trim_end();
        let line = self.line_start(before.len());
        if let Some((key, value)) =
            before[line..].split_once(':').filter(|(_, value)| !value.starts_with(' ') && !value.is_empty())
        {
            return Some(Answer {
                help: Some(format!("write a space behind the colon: `{}: {value}`", key.trim())),
                ..plain(
                    line + (before[line..].len() - before[line..].trim_start().len())..before.len(),
                    "a key has a colon and a space behind it",
                )
            });
        }
        let word = start + (self.text[start..self.at].len() - self.text[start..self.at].trim_start().len());
        Some(Answer {
            also: (!before.is_empty()).then(|| {
                (
                    line + (before[line..].len() - before[line..].trim_start().len())..before.len(),
                    "it goes on with this text",
                )
            }),
            help: Some("begin it under the key it belongs beside".to_owned()),
            ..plain(word..self.at, "this key is indented as if it were part of the text before it")
        })
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
        let spaces = |count: usize| format!("{count} space{}", if count == 1 { "" } else { "s" });
        Some(Answer {
            label: "this line",
            also: Some(match self.line_above(start, column(self.at)) {
                Some(above) => (self.word(above), "the line it stands under"),
                None => (self.word(began), "the first of the lines it stands among"),
            }),
            help: Some(match column(began) {
                0 => "do not indent it, or indent it as what it belongs to".to_owned(),
                count => format!("indent it by {}, as they are, or as what it belongs to", spaces(count)),
            }),
            ..plain(self.word(self.at), "this line is indented like none above it")
        })
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
            return plain(self.word(self.at), "the nesting is deeper than 128 levels");
        }
        let began = self.began.map(|began| (self.word(began), "it began here"));
        Answer { also: began, ..plain(self.word(self.at), &format!("this is not YAML: {}", self.problem)) }
    }

    /// `key: "..."` for the key whose text holds a byte.
    fn quoted(&self, at: usize) -> String {
        match self.key(at) {
            Some(key) => format!("put the text in quotes: `{key}: \"...\"`"),
            None => "put the text in quotes".to_owned(),
        }
    }

    /// The key before a byte, in the same line and the same braces.
    fn key(&self, at: usize) -> Option<&str> {
        let before = &self.text[self.line_start(at)..at];
        let from = before.rfind(['{', ',']).map_or(0, |comma| comma + 1);
        // A brace or a comma of the text itself stands behind the key.
        let (key, _) = before[from..].split_once(": ").or_else(|| before.rsplit_once(": "))?;
        let key = key.rsplit(['{', ',']).next().unwrap_or(key).trim().trim_start_matches("- ");
        (!key.is_empty() && !key.contains(' ')).then_some(key)
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    fn word(&self, at: usize) -> Range<usize> {
        crate::source::word_at(self.text, at)
    }
}

fn plain(span: Range<usize>, message: &str) -> Answer {
    Answer { span, message: message.to_owned(), label: "", also: None, help: None }
}
