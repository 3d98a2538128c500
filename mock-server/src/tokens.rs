//! Idempotency tokens: a request that comes again is answered as the first time, and nothing more is done.

use std::collections::{HashMap, VecDeque};

use serde_json::{Map, Value};

use crate::response::Answer;

/// So many tokens are remembered; the oldest make room.
const MOST_TOKENS: usize = 10_000;

/// A token, and for which service and Action it was used.
type Key = (String, String, String);

/// The answers to requests that had a token.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    answers: HashMap<Key, (Map<String, Value>, Answer)>,
    /// All tokens, the oldest one first.
    order: VecDeque<Key>,
}

/// What is known of a request's token.
#[derive(Debug)]
pub(crate) enum Known<'t> {
    /// Nobody has used it yet.
    Not,
    /// The same request was answered so.
    Answered(&'t Answer),
    /// It was used with other parameters.
    Otherwise,
}

impl Tokens {
    pub(crate) fn look_up(&self, key: &Key, parameters: &Map<String, Value>) -> Known<'_> {
        match self.answers.get(key) {
            None => Known::Not,
            Some((first, answer)) if first == parameters => Known::Answered(answer),
            Some(_) => Known::Otherwise,
        }
    }

    pub(crate) fn remember(&mut self, key: Key, parameters: Map<String, Value>, answer: Answer) {
        self.order.push_back(key.clone());
        self.answers.insert(key, (parameters, answer));
        if self.order.len() > MOST_TOKENS {
            self.order.pop_front().map(|oldest| self.answers.remove(&oldest));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(token: &str) -> Key {
        ("cvm".to_owned(), "RunInstances".to_owned(), token.to_owned())
    }

    #[test]
    fn the_oldest_tokens_are_forgotten_where_there_are_too_many() {
        let mut tokens = Tokens::default();
        for number in 0..=MOST_TOKENS {
            tokens.remember(key(&number.to_string()), Map::new(), Answer::text(number.to_string()));
        }
        assert!(matches!(tokens.look_up(&key("0"), &Map::new()), Known::Not));
        assert!(matches!(tokens.look_up(&key("1"), &Map::new()), Known::Answered(_)));
        assert_eq!(tokens.answers.len(), MOST_TOKENS);
    }
}
