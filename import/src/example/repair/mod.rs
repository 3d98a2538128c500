//! What is nearly JSON becomes JSON where it is clear what was meant; everything that was done is told.

mod bare;
mod strings;
#[cfg(test)]
mod tests;

use qcloud_codegen::language::text;
use std::fmt;

use serde_json::Value;

/// Deeper than this is no JSON that anybody reads.
const MAX_DEPTH: usize = 100;
/// The most repairs that are told; a text that needs more is no JSON.
const MAX_REPAIRS: usize = 400;

/// How far ahead is looked, in characters.
const MAX_LOOK: usize = 1000;

/// JSON, and what had to be done for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Repaired {
    /// The JSON, with the white space of the text.
    pub json: String,
    /// What the JSON says.
    pub value: Value,
    /// What was done, in the order of the text.
    pub repairs: Vec<Repair>,
    /// Something was left out with `...`.
    pub shortened: bool,
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// The line of the text, from 1.
    pub line: usize,
    /// What was done there.
    pub what: &'static str,
}

/// Why a text can't be made JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotJson {
    /// The line of the text, from 1.
    pub line: usize,
    /// What is wrong there.
    pub why: String,
}

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

impl std::error::Error for NotJson {}

/// Makes JSON of a text.
///
/// ```
/// let repaired = qcloud_import::example::repair::repair("{code: 0, 'data': [1, 2,],}")?;
/// assert_eq!(repaired.json, r#"{"code": 0, "data": [1, 2]}"#);
/// let done: Vec<_> = repaired.repairs.iter().map(|repair| repair.what).collect();
/// assert_eq!(done, ["a key got its quotes", "single quotes became double ones", "a comma too many was left out", "a comma too many was left out"]);
/// # Ok::<(), qcloud_import::example::repair::NotJson>(())
/// ```
///
/// # Errors
///
/// Where it is not clear what was meant.
pub fn repair(text: &str) -> Result<Repaired, NotJson> {
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(Repaired { json: text.to_owned(), value, repairs: Vec::new(), shortened: false });
    }
    let mut mending = Mending {
        chars: text.chars().collect(),
        at: 0,
        line: 1,
        out: String::with_capacity(text.len() + 16),
        stack: Vec::new(),
        state: State::Value,
        comma: None,
        repairs: Vec::new(),
        shortened: false,
    };
    mending.run()?;
    match serde_json::from_str(&mending.out) {
        Ok(value) => {
            Ok(Repaired { json: mending.out, value, repairs: mending.repairs, shortened: mending.shortened })
        }
        Err(error) => {
            let said = error.to_string();
            let why = text::without_place(&said).to_owned();
            Err(NotJson { line: error.line().max(1), why })
        }
    }
}

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// A key, or the end of the object.
    Key,
    /// The colon behind a key.
    Colon,
    /// A value; in an array, or its end.
    Value,
    /// A comma, or an end.
    Comma,
    /// Nothing: the JSON is complete.
    Done,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Object {
        /// Where the last key begins in the output, and whether a comma was written before it.
        key: usize,
        /// It is written in the brackets of a list.
        is_square: bool,
    },
    Array,
}

struct Mending {
    chars: Vec<char>,
    at: usize,
    line: usize,
    out: String,
    stack: Vec<Open>,
    state: State,
    /// A comma that waits for what it separates: where in the output it would stand.
    comma: Option<usize>,
    repairs: Vec<Repair>,
    shortened: bool,
}

impl Mending {
    fn run(&mut self) -> Result<(), NotJson> {
        self.missing_brace();
        while let Some(c) = self.peek() {
            if self.state == State::Done {
                return self.rest();
            }
            if self.repairs.len() > MAX_REPAIRS {
                return Err(self.wrong("there is too much to repair"));
            }
            match c {
                _ if c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}' => self.space(c),
                '/' | '#' if self.comment() => {}
                '…' | '.' if self.ellipsis() => {}
                '{' | '[' => self.open(c)?,
                '}' | ']' => self.close(c),
                '｛' | '｝' | '［' | '］' => {
                    self.did("a bracket was written as one of JSON");
                    self.chars[self.at] = char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c); // its narrow form
                }
                ',' | '，' | ';' | '；' | '、' => self.separator(c)?,
                ':' | '：' | '=' if self.state == State::Colon => self.colon(),
                '"' | '\'' | '“' | '”' | '„' | '‘' | '’' | '`' => self.string(c)?,
                _ => self.bare()?,
            }
        }
        self.finish()
    }

    /// A text that begins with a key lacks the brace around it.
    fn missing_brace(&mut self) {
        if self.is_key_from(0) {
            self.did("the missing braces around it were added");
            self.out.push('{');
            self.stack.push(Open::Object { key: 1, is_square: false });
            self.state = State::Key;
        }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        if c == '\n' {
            self.line += 1;
        }
        Some(c)
    }

    fn ahead(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(offset, c)| self.chars.get(self.at + offset) == Some(&c))
    }

    /// The next character that is not white space, from an offset on, and whether a new line comes before it.
    fn seen_from(&self, start: usize) -> (Option<char>, bool) {
        let mut is_new_line = false;
        for c in &self.chars[start.min(self.chars.len())..] {
            if !c.is_whitespace() {
                return (Some(*c), is_new_line);
            }
            is_new_line |= *c == '\n';
        }
        (None, is_new_line)
    }

    fn did(&mut self, what: &'static str) {
        self.repairs.push(Repair { line: self.line, what });
    }

    fn wrong(&self, why: &str) -> NotJson {
        NotJson { line: self.line, why: why.to_owned() }
    }

    fn space(&mut self, c: char) {
        self.next();
        self.out.push(if matches!(c, ' ' | '\t' | '\n' | '\r') { c } else { ' ' });
    }

    /// Leaves out a comment; `false` when it is none.
    fn comment(&mut self) -> bool {
        if self.ahead("/*") {
            self.did("a comment was left out");
            while self.peek().is_some() && !self.ahead("*/") {
                self.next();
            }
            self.at = (self.at + 2).min(self.chars.len());
            return true;
        }
        if !self.ahead("//") && self.peek() != Some('#') {
            return false;
        }
        self.did("a comment was left out");
        self.skip_line();
        true
    }

    fn skip_line(&mut self) {
        while self.peek().is_some_and(|c| c != '\n') {
            self.next();
        }
    }

    /// Leaves out `...`, with the key whose value it stands for.
    fn ellipsis(&mut self) -> bool {
        if !self.ahead("…") && !self.ahead("..") {
            return false;
        }
        while self.peek().is_some_and(|c| c == '.' || c == '…') {
            self.next();
        }
        self.did("`...` was left out");
        self.shortened = true;
        if let (Some(Open::Object { key, .. }), State::Value) = (self.stack.last(), self.state) {
            self.out.truncate(*key);
            self.comma = None;
            self.state = State::Comma;
        }
        true
    }

    /// Writes the comma that waits before something new begins.
    fn begin(&mut self) -> Result<(), NotJson> {
        if self.state == State::Comma {
            self.did("a missing comma was added");
            let end = self.out.trim_end().len();
            self.comma = Some(end);
            self.state = if matches!(self.stack.last(), Some(Open::Object { .. })) {
                State::Key
            } else {
                State::Value
            };
        }
        if self.state == State::Colon {
            self.did("a missing colon was added");
            self.out.push(':');
            self.state = State::Value;
        }
        if self.stack.len() > MAX_DEPTH {
            return Err(self.wrong("it is nested too deeply"));
        }
        let before = self.comma.unwrap_or(self.out.len());
        if let Some(at) = self.comma.take() {
            self.out.insert(at, ',');
        }
        if self.state == State::Key
            && let Some(Open::Object { key, .. }) = self.stack.last_mut()
        {
            // Without its key and its value, the comma before them goes too.
            *key = before;
        }
        Ok(())
    }

    fn open(&mut self, c: char) -> Result<(), NotJson> {
        if self.state == State::Key {
            return Err(self.wrong(&format!("a key was expected, and `{c}` found")));
        }
        self.begin()?;
        if self.state == State::Key {
            return Err(self.wrong(&format!("a key was expected, and `{c}` found")));
        }
        self.next();
        let is_square = c == '[' && self.is_key_from(self.at);
        if is_square {
            self.did("square brackets around fields became curly ones");
        }
        self.out.push(if is_square { '{' } else { c });
        if c == '{' || is_square {
            self.stack.push(Open::Object { key: self.out.len(), is_square });
            self.state = State::Key;
        } else {
            self.stack.push(Open::Array);
            self.state = State::Value;
        }
        Ok(())
    }

    fn close(&mut self, c: char) {
        let matches = |open: &Open| {
            matches!(
                (open, c),
                (Open::Object { .. }, '}') | (Open::Array | Open::Object { is_square: true, .. }, ']')
            )
        };
        if !self.stack.iter().any(matches) {
            self.did("a bracket too many was left out");
            self.next();
            return;
        }
        while self.stack.last().is_some_and(|open| !matches(open)) {
            self.did("a missing bracket was added");
            self.end();
        }
        self.next();
        self.end();
    }

    /// Ends the innermost object or array.
    fn end(&mut self) {
        if let (State::Colon | State::Value, Some(Open::Object { key, .. })) = (self.state, self.stack.last())
        {
            self.out.truncate(*key);
            self.did("a key without a value was left out");
        }
        if self.comma.take().is_some() {
            self.did("a comma too many was left out");
        }
        let Some(open) = self.stack.pop() else { return };
        self.out.push(if matches!(open, Open::Array) { ']' } else { '}' });
        self.state = if self.stack.is_empty() { State::Done } else { State::Comma };
    }

    fn separator(&mut self, c: char) -> Result<(), NotJson> {
        if self.stack.is_empty() {
            return Err(self.wrong(&format!("a value was expected, and `{c}` found")));
        }
        if c != ',' {
            self.did("a comma was written as one of JSON");
        }
        match (self.state, self.stack.last()) {
            (State::Comma, open) => {
                let is_object = matches!(open, Some(Open::Object { .. }));
                self.comma = Some(self.out.len());
                self.state = if is_object { State::Key } else { State::Value };
            }
            (State::Colon | State::Value, Some(Open::Object { key, .. })) => {
                self.out.truncate(*key);
                self.did("a key without a value was left out");
                self.comma = (!self.out.trim_end().ends_with('{')).then_some(self.out.len());
                self.state = State::Key;
            }
            _ => self.did("a comma too many was left out"),
        }
        self.next();
        Ok(())
    }

    fn colon(&mut self) {
        let c = self.next();
        if c == Some('=') && self.peek() == Some('>') {
            self.next();
        }
        if c != Some(':') {
            self.did("a colon was written as one of JSON");
        }
        self.out.push(':');
        self.state = State::Value;
    }

    fn quoted(&mut self, word: &str) {
        let word = word.trim_matches(|c: char| c.is_control());
        self.out.push_str(&Value::from(word).to_string());
    }

    /// What stands behind the end.
    fn rest(&mut self) -> Result<(), NotJson> {
        while let Some(c) = self.peek() {
            if !c.is_whitespace() {
                self.did("text behind the end was left out");
                self.at = self.chars.len();
                break;
            }
            self.space(c);
        }
        self.finish()
    }

    fn finish(&mut self) -> Result<(), NotJson> {
        if self.stack.is_empty() && self.state != State::Done {
            return Err(self.wrong("there is no JSON"));
        }
        while !self.stack.is_empty() {
            self.did("a missing bracket was added");
            let end = self.out.trim_end().len();
            self.out.truncate(end);
            self.end();
        }
        Ok(())
    }
}
