//! Texts in quotes of any kind, with what is missing or too much in them.

use serde::de::IgnoredAny;

use super::{MAX_LOOK, MAX_REPAIRS, Mending, NotJson, State};

impl Mending {
    /// Whether a key and its colon follow from an offset on.
    pub(super) fn is_key_from(&self, start: usize) -> bool {
        let mut rest = self.chars[start..].iter().copied().skip_while(|c| c.is_whitespace());
        rest.next() == Some('"') && {
            let mut after = rest.skip_while(|c| *c != '"' && *c != '\n').skip(1).skip_while(|c| *c == ' ');
            after.next() == Some(':')
        }
    }

    pub(super) fn string(&mut self, quote: char) -> Result<(), NotJson> {
        self.begin()?;
        if quote == '"' && (self.take_unclosed_key() || self.take_json()) {
            return Ok(());
        }
        let close = match quote {
            '“' | '”' | '„' => "”“\"",
            '‘' | '’' => "’‘'",
            '"' => "\"",
            '\'' => "'",
            _ => "`",
        };
        if quote != '"' {
            self.did(if quote == '\'' {
                "single quotes became double ones"
            } else {
                "quotes were written as those of JSON"
            });
        }
        self.next();
        self.out.push('"');
        loop {
            let Some(c) = self.peek() else { return Err(self.wrong("a text has no end")) };
            if self.repairs.len() > MAX_REPAIRS {
                return Err(self.wrong("there is too much to repair"));
            }
            match c {
                '\\' => self.escape(),
                '\n' if self.is_unclosed() => {
                    self.did("a missing quote was added");
                    let text = self.out.trim_end().len();
                    self.out.truncate(text);
                    if self.out.ends_with(',') {
                        self.out.pop();
                        self.out.push('"');
                        self.after_string();
                        self.comma = Some(self.out.len());
                        self.state = State::Key;
                        return Ok(());
                    }
                    self.out.push('"');
                    break;
                }
                '\n' => {
                    self.did("a line break in a text became `\\n`");
                    self.next();
                    self.out.push_str("\\n");
                }
                _ if close.contains(c) && self.ends_here(c) => {
                    self.next();
                    self.out.push('"');
                    break;
                }
                '"' => {
                    self.did("a quote in a text got its backslash");
                    self.next();
                    self.out.push_str("\\\"");
                }
                '\t' => {
                    self.did("a tab in a text became `\\t`");
                    self.next();
                    self.out.push_str("\\t");
                }
                '\r' => drop(self.next()),
                c if c.is_control() => {
                    self.did("a control character was left out");
                    self.next();
                }
                _ => {
                    self.next();
                    self.out.push(c);
                }
            }
        }
        self.after_string();
        Ok(())
    }

    /// Reads a key that lacks its second quote; `false` where none begins.
    fn take_unclosed_key(&mut self) -> bool {
        let Some(length) = self.unclosed_key() else { return false };
        self.did("a missing quote was added");
        let name: String = self.chars[self.at + 1..].iter().take(length).collect();
        self.quoted(&name);
        self.at += 1 + length;
        self.after_string();
        true
    }

    /// Reads a text that holds JSON, whose own quotes lack their backslashes; `false` where none begins.
    fn take_json(&mut self) -> bool {
        let start = self.at + 1;
        let is_begun = matches!(self.chars.get(start), Some('{' | '['));
        let Some(end) = self.matching(start).filter(|_| is_begun) else { return false };
        let json: String = self.chars[start..=end].iter().collect();
        let is_json = json.contains('"') && serde_json::from_str::<IgnoredAny>(&json).is_ok();
        if !is_json || self.chars.get(end + 1) != Some(&'"') {
            return false;
        }
        self.did("the quotes of JSON in a text got their backslashes");
        self.quoted(&json);
        self.line += json.matches('\n').count();
        self.at = end + 2;
        self.after_string();
        true
    }

    /// Where the bracket is closed that stands at an offset, soon behind it; those in texts don't count.
    fn matching(&self, start: usize) -> Option<usize> {
        let (mut depth, mut in_text) = (0_usize, false);
        for (at, c) in self.chars.iter().enumerate().skip(start).take(MAX_LOOK) {
            match c {
                '"' => in_text ^= !self.chars[..at].ends_with(&['\\']),
                '{' | '[' if !in_text => depth += 1,
                '}' | ']' if !in_text => depth = depth.checked_sub(1)?,
                _ => {}
            }
            if depth == 0 {
                return Some(at);
            }
        }
        None
    }

    /// The length of the key that begins here, if its colon and a value stand where its second quote is missing.
    fn unclosed_key(&self) -> Option<usize> {
        let rest = self.chars.get(self.at + 1..).filter(|_| self.state == State::Key)?;
        let length = rest.iter().take_while(|c| c.is_ascii_alphanumeric() || "_-".contains(**c)).count();
        if length == 0 || rest.get(length) != Some(&':') {
            return None;
        }
        let mut value = rest[length + 1..].iter().take_while(|c| **c != '\n').skip_while(|c| **c == ' ');
        let is_value = match value.next()? {
            // The quote of a text, and not the one that ends the key.
            '"' => value.find(|c| **c != ' ').is_some_and(|c| !":：".contains(*c)),
            '{' | '[' | '-' => true,
            first if first.is_ascii_digit() => !value.take_while(|c| **c != ',').any(|c| *c == '"'),
            first => {
                let word: String =
                    std::iter::once(first).chain(value).take_while(|c| c.is_ascii_alphabetic()).collect();
                matches!(word.to_ascii_lowercase().as_str(), "true" | "false" | "null")
            }
        };
        is_value.then_some(length)
    }

    fn after_string(&mut self) {
        self.state = match self.state {
            State::Key => State::Colon,
            _ if self.stack.is_empty() => State::Done,
            _ => State::Comma,
        };
    }

    fn escape(&mut self) {
        self.next();
        match self.peek() {
            Some(c @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't')) => {
                self.next();
                self.out.push('\\');
                self.out.push(c);
            }
            Some('u')
                if self.chars[self.at + 1..].iter().take(4).filter(|c| c.is_ascii_hexdigit()).count()
                    == 4 =>
            {
                self.out.push('\\');
            }
            Some('\'') => self.did("a backslash that escapes nothing was left out"),
            _ => {
                self.did("a backslash in a text was doubled");
                self.out.push_str("\\\\");
            }
        }
    }

    /// Whether a quote ends a text: what follows it must be able to follow a text.
    fn ends_here(&self, quote: char) -> bool {
        let (next, is_new_line) = self.seen_from(self.at + 1);
        if is_new_line {
            return true;
        }
        match next {
            None => true,
            Some(next) if ",:}]，：；;、\"/#=（…".contains(next) => true,
            Some(_) => {
                // A quote inside a text has a partner further on in the line.
                let rest = self.chars[self.at + 1..].iter().take(MAX_LOOK).take_while(|c| **c != '\n');
                rest.filter(|c| **c == quote).count() == 0
            }
        }
    }

    /// Whether the text that runs into the end of its line lacks its quote: the next line begins anew.
    fn is_unclosed(&self) -> bool {
        let rest = &self.chars[self.at..];
        let mut next = rest.iter().copied().take(MAX_LOOK).skip_while(|c| c.is_whitespace());
        match next.next() {
            Some('}' | ']') => true,
            Some('"') => {
                let mut after =
                    next.skip_while(|c| *c != '"' && *c != '\n').skip(1).skip_while(|c| *c == ' ');
                after.next() == Some(':')
            }
            _ => false,
        }
    }
}
