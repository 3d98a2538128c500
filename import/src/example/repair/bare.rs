//! Words without quotes: numbers, names of JSON, keys, and notes that somebody added.

use super::{Mending, NotJson, Open, State};

impl Mending {
    /// A word without quotes: a number, a name of JSON, a key, or a note that somebody added.
    pub(super) fn bare(&mut self) -> Result<(), NotJson> {
        let start = self.at;
        let is_key = matches!(self.state, State::Key)
            || (self.state == State::Comma && matches!(self.stack.last(), Some(Open::Object { .. })));
        let mut word = String::new();
        while let Some(c) = self.peek() {
            let is_end = matches!(c, ',' | '，' | '}' | ']' | '｝' | '］' | '\n' | '{' | '[' | '"' | '；')
                || (is_key && matches!(c, ':' | '：' | '='))
                || (c == '/' && self.ahead("//"))
                || (c == '/' && self.ahead("/*"))
                // What was cut off behind a number is none of it.
                || ((c == '…' || self.ahead("..")) && is_number(&word));
            if is_end {
                break;
            }
            word.push(c);
            self.next();
        }
        if self.at == start {
            return Err(self.wrong(&format!("`{}` means nothing here", self.chars[start])));
        }
        // The white space behind the word stays in the text.
        let kept = word.trim_end().len();
        self.at -= word[kept..].chars().count();
        word.truncate(kept);
        if is_key && self.peek() == Some('"') && self.seen_from(self.at + 1) == (Some(':'), false) {
            self.next(); // only the first of its quotes is missing
        }
        let is_followed_by_colon = matches!(self.peek(), Some(':' | '：' | '='));
        if self.state == State::Comma && !(is_key && is_followed_by_colon) {
            self.did("a note behind a value was left out");
            return Ok(());
        }
        if self.state == State::Key && !is_followed_by_colon {
            self.did("a note between the fields was left out");
            return Ok(());
        }
        if self.stack.is_empty() && self.state == State::Value {
            return Err(self.wrong("it begins neither with `{` nor with `[`"));
        }
        self.begin()?;
        if self.state == State::Key {
            self.did("a key got its quotes");
            self.quoted(&word);
            self.state = State::Colon;
            return Ok(());
        }
        self.value(&word);
        self.state = State::Comma;
        Ok(())
    }

    fn value(&mut self, word: &str) {
        let (first, note) = word.split_once(char::is_whitespace).unwrap_or((word, ""));
        let is_plain = |word: &str| matches!(word, "true" | "false" | "null") || is_number(word);
        if is_plain(first) {
            if !note.trim().is_empty() {
                self.did("a note behind a value was left out");
            }
            self.out.push_str(first);
            return;
        }
        let lower = first.to_ascii_lowercase();
        match lower.as_str() {
            "true" | "false" | "null" => {
                self.did("`true`, `false` or `null` was written as in JSON");
                self.out.push_str(&lower);
            }
            "none" | "undefined" | "nil" | "nan" => {
                self.did("`true`, `false` or `null` was written as in JSON");
                self.out.push_str("null");
            }
            _ => {
                self.did("a text got its quotes");
                self.quoted(word.trim_end_matches(['"', '\'', '”']));
            }
        }
    }
}

fn is_number(word: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(word).is_ok()
}
