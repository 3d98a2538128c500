//! The retry tokens of a client, which run out when the server is down for everybody.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A bucket of tokens that the calls of a client share. A retry takes some, a success gives some back, and so does time; when
/// the bucket is empty nobody retries until then. First attempts are free, so the client notices when calls succeed.
///
/// A retry because of too many calls takes none: the server is well.
#[derive(Debug)]
pub(crate) struct RetryTokens {
    capacity: u32,
    bucket: Mutex<Bucket>,
}

#[derive(Debug)]
struct Bucket {
    tokens: u32,
    /// Up to when time has been paid for; none while the bucket is full.
    filled: Option<Instant>,
}

impl RetryTokens {
    /// As in the AWS clients: a hundred failing retries in a row, or half as many time-outs.
    pub(crate) const CAPACITY: u32 = 500;
    const RETRY: u32 = 5;
    /// An attempt that timed out has cost its server and its caller more.
    const RETRY_AFTER_TIMEOUT: u32 = 10;
    const SUCCESS: u32 = 1;
    /// How long it takes a token to come back by itself.
    const REFILL: Duration = Duration::from_secs(1);

    /// A bucket that is full, as that of a new client is.
    pub(crate) const fn new(capacity: u32) -> Self {
        Self { capacity, bucket: Mutex::new(Bucket { tokens: capacity, filled: None }) }
    }

    /// Takes what a retry costs; `None` if there is not enough. The amount is to be given back if the retry succeeds.
    pub(crate) fn take(&self, timed_out: bool, now: Instant) -> Option<u32> {
        let cost = if timed_out { Self::RETRY_AFTER_TIMEOUT } else { Self::RETRY };
        let mut bucket = self.bucket.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.refill(self.capacity, now);
        bucket.tokens = bucket.tokens.checked_sub(cost)?;
        bucket.filled.get_or_insert(now);
        Some(cost)
    }

    /// A call succeeded; `taken` is what its last retry had cost, if it needed one.
    pub(crate) fn succeeded(&self, taken: Option<u32>) {
        let back = taken.unwrap_or(Self::SUCCESS);
        let mut bucket = self.bucket.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.add(back, self.capacity);
    }
}

impl Bucket {
    fn add(&mut self, tokens: u32, capacity: u32) {
        self.tokens = self.tokens.saturating_add(tokens).min(capacity);
        if self.tokens == capacity {
            self.filled = None;
        }
    }

    /// Adds what time has brought since the last look, in whole tokens.
    fn refill(&mut self, capacity: u32, now: Instant) {
        let Some(filled) = self.filled else { return };
        let passed = now.saturating_duration_since(filled).as_secs() / RetryTokens::REFILL.as_secs();
        let tokens = u32::try_from(passed).unwrap_or(u32::MAX);
        self.filled = filled.checked_add(RetryTokens::REFILL.saturating_mul(tokens));
        self.add(tokens, capacity);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_retries_empty_the_bucket() {
        let (tokens, now) = (RetryTokens::new(500), Instant::now());
        for _ in 0..100 {
            assert_eq!(tokens.take(false, now), Some(5));
        }
        assert_eq!(tokens.take(false, now), None);
    }

    #[test]
    fn time_outs_cost_double() {
        let (tokens, now) = (RetryTokens::new(500), Instant::now());
        for _ in 0..50 {
            assert_eq!(tokens.take(true, now), Some(10));
        }
        assert_eq!(tokens.take(true, now), None);
        assert_eq!(tokens.take(false, now), None);
    }

    #[test]
    fn five_first_time_successes_pay_for_a_retry_and_a_retry_that_succeeds_pays_for_itself() {
        let (tokens, now) = (RetryTokens::new(500), Instant::now());
        while tokens.take(false, now).is_some() {}
        for _ in 0..5 {
            assert_eq!(tokens.take(false, now), None);
            tokens.succeeded(None);
        }
        assert_eq!(tokens.take(false, now), Some(5));
        tokens.succeeded(Some(5));
        assert_eq!(tokens.take(false, now), Some(5));
        assert_eq!(tokens.take(false, now), None);
    }

    #[test]
    fn the_bucket_does_not_overflow() {
        let (tokens, now) = (RetryTokens::new(500), Instant::now());
        tokens.succeeded(Some(10));
        tokens.succeeded(None);
        for _ in 0..100 {
            assert!(tokens.take(false, now).is_some());
        }
        assert_eq!(tokens.take(false, now), None);
    }

    #[test]
    fn time_brings_a_token_a_second_and_no_more_than_there_were() {
        let (tokens, start) = (RetryTokens::new(10), Instant::now());
        let at = |millis| start + Duration::from_millis(millis);
        assert_eq!(tokens.take(true, at(0)), Some(10));
        assert_eq!(tokens.take(false, at(4999)), None);
        assert_eq!(tokens.take(false, at(5000)), Some(5));
        // Part of a second is not lost by looking.
        for millis in 5000..10_000 {
            assert_eq!(tokens.take(false, at(millis)), None);
        }
        assert_eq!(tokens.take(false, at(10_000)), Some(5));
        assert_eq!(tokens.take(true, at(1_000_000_000)), Some(10));
        assert_eq!(tokens.take(false, at(1_000_000_000)), None);
        assert_eq!(tokens.take(false, start), None, "a clock that goes back brings nothing");
    }

    #[test]
    fn no_tokens_are_no_retries_and_very_many_are_no_bound() {
        assert_eq!(RetryTokens::new(0).take(false, Instant::now()), None);
        let tokens = RetryTokens::new(u32::MAX);
        tokens.succeeded(None);
        assert_eq!(tokens.take(false, Instant::now()), Some(5));
    }
}
