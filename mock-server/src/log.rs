//! What the server remembers of each request: everything a test may want to count, and nothing secret.

use std::collections::{BTreeMap, VecDeque};

use crate::code::Code;
use crate::fault::Fault;

/// A request that the server received.
///
/// It has neither signature nor token, and the value of a parameter only where the spec knows the parameter and does not call it sensitive; others
/// have `***` in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// Which request it was, counted from 1.
    pub number: u64,
    /// What an answer of API 3.0 calls it. An example's answer has the id that was documented.
    pub request_id: String,
    /// The HTTP method, such as `POST`.
    pub http_method: String,
    /// The Action, if one was named; of the metadata service the path.
    pub action: Option<String>,
    /// The version, if one was named.
    pub version: Option<String>,
    /// The nonce as it came; none by API 3.0.
    pub nonce: Option<String>,
    /// The timestamp in Unix seconds, as it came.
    pub timestamp: Option<String>,
    /// The region that was named; none when none was.
    pub region: Option<String>,
    /// The signature method as it came; none by API 3.0, which has but one.
    pub signature_method: Option<String>,
    /// Whether a token came with it.
    pub has_token: bool,
    /// The parameters of the Action. Those of API 3.0 have flat names too: `Tags.0.TagKey`.
    pub parameters: BTreeMap<String, String>,
    /// The fault that it got.
    pub fault: Option<Fault>,
    /// The code of the failure that the server found, whatever it then answered.
    pub refused: Option<Code>,
    /// Whether the Action was carried out: neither by a dry run, nor where the idempotency token says that it was done before.
    pub carried_out: bool,
}

impl Request {
    /// The value of a parameter of the Action.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// About how many bytes of the caller's it keeps.
    fn size(&self) -> usize {
        let texts =
            [&self.action, &self.version, &self.nonce, &self.timestamp, &self.region, &self.signature_method];
        let texts = texts.into_iter().flatten().map(String::len).sum::<usize>();
        texts + self.parameters.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>()
    }
}

/// The last requests: as many as are worth looking at, so that a server may run for weeks.
#[derive(Debug)]
pub(crate) struct Log {
    requests: VecDeque<Request>,
    /// How many requests there have been, those that are forgotten included.
    count: u64,
    /// About how many bytes the requests have.
    size: usize,
    /// So many requests are kept at most.
    longest: usize,
    /// So many bytes are kept at most, unless a single request has more.
    largest: usize,
}

impl Log {
    pub(crate) fn new(longest: usize, largest: usize) -> Self {
        Self { requests: VecDeque::new(), count: 0, size: 0, longest, largest }
    }

    /// The number of the request that comes next, counted from 1.
    pub(crate) fn next(&self) -> u64 {
        self.count + 1
    }

    pub(crate) fn push(&mut self, request: Request) {
        self.count += 1;
        self.size += request.size();
        self.requests.push_back(request);
        while self.requests.len() > self.longest || (self.size > self.largest && self.requests.len() > 1) {
            let forgotten = self.requests.pop_front();
            self.size -= forgotten.map_or(0, |request| request.size());
        }
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(number: u64, value: &str) -> Request {
        Request {
            number,
            request_id: String::new(),
            http_method: String::new(),
            action: None,
            version: None,
            nonce: None,
            timestamp: None,
            region: None,
            signature_method: None,
            has_token: false,
            parameters: BTreeMap::from([("a".to_owned(), value.to_owned())]),
            fault: None,
            refused: None,
            carried_out: true,
        }
    }

    #[test]
    fn the_oldest_requests_are_forgotten_where_there_are_too_many_or_too_large_ones() {
        let mut log = Log::new(3, 100);
        let numbers = |log: &Log| log.requests().iter().map(|request| request.number).collect::<Vec<_>>();
        for number in 1..=4 {
            assert_eq!(log.next(), number);
            log.push(request(number, "b"));
        }
        assert_eq!(numbers(&log), [2, 3, 4]);
        log.push(request(5, &"b".repeat(96)));
        assert_eq!(numbers(&log), [4, 5]);
        log.push(request(6, &"b".repeat(1000)));
        assert_eq!(numbers(&log), [6]);
        log.push(request(7, "b"));
        assert_eq!((numbers(&log), log.next()), (vec![7], 8));
    }
}
