//! Finds what a text shows of secrets, however the server that wrote the text has encoded them.
//!
//! A secret of [`PARTIAL`] characters or more is found by any [`PARTIAL`] of them in a row, a shorter one by the whole of it,
//! and one below [`SHORTEST`] only where it stands as a word of its own. White space and `+`, which is a blank in a form, are
//! left out on both sides, so that a key that was wrapped anew is the same key.
//!
//! The text is short, the secrets may be long: all ways to read the text go into one automaton of its parts, through which each
//! secret is led once. The time is that of their lengths added, whatever a server sends.

mod automaton;
mod readings;
#[cfg(test)]
mod tests;

use std::ops::Range;

use self::automaton::Automaton;
use self::readings::Reading;
use crate::handwritten::types::name::is_unseen;

/// So many characters of a longer secret are as good as a secret.
const PARTIAL: usize = 16;
/// The length below which a secret is told only from words of its own: it may stand anywhere by chance.
const SHORTEST: usize = 8;
/// The fewest characters without white space by which anything is found inside of a word.
const FEWEST: usize = 8;
/// Of the white space beside a part of a secret, so much counts as shown with it.
const MARGIN: usize = 4;

/// What stands in place of a secret.
pub(crate) const MARK: &str = "[redacted]";

/// The first `end` bytes of a text with [`MARK`] in place of each part of a secret. What follows them tells whether a secret
/// begins there.
pub(crate) fn redacted(text: &str, end: usize, secrets: &[&str]) -> String {
    let mut shown = String::with_capacity(end);
    let mut from = 0;
    for part in parts(text, secrets).into_iter().take_while(|part| part.start < end) {
        shown.push_str(&text[from..part.start]);
        shown.push_str(MARK);
        from = part.end;
    }
    shown.push_str(text.get(from..end).unwrap_or_default());
    shown
}

/// Whether a text shows a part of a secret.
pub(crate) fn holds(text: &str, secrets: &[&str]) -> bool {
    !parts(text, secrets).is_empty()
}

/// The parts of a text that show a secret, in order, with something between them.
fn parts(text: &str, secrets: &[&str]) -> Vec<Range<usize>> {
    let (mut words, mut long) = (Vec::new(), Vec::new());
    for secret in secrets {
        let (word, secret) = (secret.trim(), Secret::new(secret));
        if secret.is_word() && !word.is_empty() {
            words.push(word);
        } else if !word.is_empty() {
            long.push(secret);
        }
    }
    if text.is_empty() || words.is_empty() && long.is_empty() {
        return Vec::new();
    }
    let readings = readings::of(text);
    let mut found = Vec::new();
    for reading in &readings {
        if !reading.is_unpacked() {
            for word in &words {
                find_word(reading, word, &mut found);
            }
        }
    }
    if !long.is_empty() {
        find_parts(&readings, &long, &mut found);
    }
    merged(&found, text.len())
}

/// A secret, and which of its bytes count.
struct Secret<'a> {
    text: &'a str,
    characters: usize,
    /// The place of each byte that counts, in characters from the beginning.
    places: Vec<u32>,
}

impl<'a> Secret<'a> {
    fn new(text: &'a str) -> Self {
        let mut places = Vec::new();
        let mut characters = 0;
        for character in text.chars() {
            if !is_left_out(character) {
                let place = u32::try_from(characters).unwrap_or(u32::MAX);
                places.extend(std::iter::repeat_n(place, character.len_utf8()));
            }
            characters += 1;
        }
        Self { text, characters, places }
    }

    fn is_word(&self) -> bool {
        self.characters < SHORTEST || self.places.len() < FEWEST
    }

    /// Whether a text that shows the `length` bytes up to the one at `last` shows too much.
    fn is_shown_by(&self, last: usize, length: usize) -> bool {
        if self.characters < PARTIAL {
            return length == self.places.len();
        }
        if length < FEWEST {
            return false;
        }
        let place = |at: usize| self.places[at] as usize;
        let first = last + 1 - length;
        let before = if first == 0 { 0 } else { place(first - 1) + 1 };
        let after = if last + 1 == self.places.len() { self.characters } else { place(last + 1) };
        let start = before.max(place(first).saturating_sub(MARGIN));
        let end = after.min(place(last) + 1 + MARGIN);
        end.saturating_sub(start) >= PARTIAL
    }
}

/// White space, control characters, what nobody sees, and the blank of forms.
fn is_left_out(character: char) -> bool {
    character.is_whitespace() || character.is_control() || is_unseen(character) || character == '+'
}

/// Leads the secrets through the automaton of all readings.
fn find_parts(readings: &[Reading], secrets: &[Secret<'_>], found: &mut Vec<Range<usize>>) {
    let mut automaton = Automaton::new();
    let mut spans = Vec::new();
    for reading in readings {
        for (symbol, span) in reading.all.iter().zip(&reading.spans) {
            if !readings::is_left_out(*symbol) {
                automaton.push(*symbol);
                spans.push(*span);
            }
        }
        automaton.push(readings::BREAK);
        spans.push((0, 0));
    }
    for secret in secrets {
        let mut walk = automaton.walk();
        let (mut at, mut buffer) = (0, [0; 4]);
        for character in secret.text.chars() {
            if is_left_out(character) {
                continue;
            }
            for byte in character.encode_utf8(&mut buffer).bytes() {
                let length = walk.step(u16::from(byte));
                if secret.is_shown_by(at, length) {
                    let mut least = 1;
                    // It ends, as the whole length is enough.
                    while !secret.is_shown_by(at, least) {
                        least += 1;
                    }
                    walk.mark(least);
                }
                at += 1;
            }
        }
    }
    automaton.for_each_marked(|last, length| {
        let (start, _) = spans[last + 1 - length];
        let (_, end) = spans[last];
        found.push(start as usize..end as usize);
    });
}

/// Where a short secret stands with nothing of a word beside it.
fn find_word(reading: &Reading, word: &str, found: &mut Vec<Range<usize>>) {
    let word = word.as_bytes();
    let is_of_word = |symbol: Option<&u16>| {
        // A byte of 128 or more belongs to a letter of another script, or to punctuation that is rarer.
        symbol.is_some_and(|symbol| {
            u8::try_from(*symbol)
                .is_ok_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80)
        })
    };
    for (start, window) in reading.all.windows(word.len()).enumerate() {
        let end = start + word.len();
        if window.iter().zip(word).all(|(symbol, byte)| *symbol == u16::from(*byte))
            && !(start > 0 && is_of_word(reading.all.get(start - 1)))
            && !is_of_word(reading.all.get(end))
        {
            found.push(reading.spans[start].0 as usize..reading.spans[end - 1].1 as usize);
        }
    }
}

/// In order, and those that overlap or touch as one, of a text so long.
fn merged(parts: &[Range<usize>], length: usize) -> Vec<Range<usize>> {
    // How many more parts begin than end at each place.
    let mut begun = vec![0_isize; length + 1];
    for part in parts {
        begun[part.start] += 1;
        begun[part.end] -= 1;
    }
    let mut merged = Vec::new();
    let (mut open, mut start) = (0, 0);
    for (at, change) in begun.iter().enumerate() {
        let before = open;
        open += change;
        if before == 0 {
            start = at;
        } else if open == 0 {
            merged.push(start..at);
        }
    }
    merged
}
