//! The retry tokens of a client, which run out when the server is down for everybody.

use std::time::{Duration, Instant};

use super::bucket::Bucket;

/// Tokens that the calls of a client share. A retry takes some, a success gives some back, and so does time; when there are none
/// left nobody retries until then. First attempts are free, so the client notices when calls succeed.
///
/// A retry because of too many calls takes none: the server is well.
#[derive(Debug)]
pub(crate) struct RetryTokens(Bucket);

impl RetryTokens {
    /// As in the AWS clients: a hundred failing retries in a row, or half as many time-outs.
    pub(crate) const CAPACITY: u32 = 500;
    const RETRY: u32 = 5;
    /// An attempt that timed out has cost its server and its caller more.
    const RETRY_AFTER_TIMEOUT: u32 = 10;
    const SUCCESS: u32 = 1;
    /// How long it takes a token to come back by itself.
    const REFILL: Duration = Duration::from_secs(1);

    /// All that there may be, as a new client has them.
    pub(crate) const fn new(capacity: u32) -> Self {
        Self(Bucket::new(capacity, Self::REFILL))
    }

    /// Takes what a retry costs; `None` if there is not enough. The amount is to be given back if the retry succeeds.
    pub(crate) fn take(&self, timed_out: bool, now: Instant) -> Option<u32> {
        let cost = if timed_out { Self::RETRY_AFTER_TIMEOUT } else { Self::RETRY };
        self.0.take(cost, now).then_some(cost)
    }

    /// A call succeeded; `taken` is what its last retry had cost, if it needed one.
    pub(crate) fn succeeded(&self, taken: Option<u32>) {
        self.0.give(taken.unwrap_or(Self::SUCCESS));
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
