//! The retry tokens of a client, which run out when the server is down for everybody.

use std::sync::atomic::{AtomicU32, Ordering};

/// A bucket of tokens that the calls of a client share. A retry takes some, a success gives some back; when the bucket is
/// empty nobody retries until calls succeed again. First attempts are free, so the client notices when they do.
#[derive(Debug)]
pub(crate) struct RetryTokens(AtomicU32);

impl RetryTokens {
    /// As in the AWS clients: a hundred failing retries in a row, or half as many time-outs.
    const CAPACITY: u32 = 500;
    const RETRY: u32 = 5;
    /// An attempt that timed out has cost its server and its caller more.
    const RETRY_AFTER_TIMEOUT: u32 = 10;
    const SUCCESS: u32 = 1;

    /// A bucket that is full, as that of a new client is.
    pub(crate) const fn new() -> Self {
        Self(AtomicU32::new(Self::CAPACITY))
    }

    /// Takes what a retry costs; `None` if there is not enough. The amount is to be given back if the retry succeeds.
    pub(crate) fn take(&self, timed_out: bool) -> Option<u32> {
        let cost = if timed_out { Self::RETRY_AFTER_TIMEOUT } else { Self::RETRY };
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |tokens| tokens.checked_sub(cost))
            .is_ok()
            .then_some(cost)
    }

    /// A call succeeded; `taken` is what its last retry had cost, if it needed one.
    pub(crate) fn succeeded(&self, taken: Option<u32>) {
        let back = taken.unwrap_or(Self::SUCCESS);
        // The closure always gives a value, so there is no failure to look at.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |tokens| {
            Some(tokens.saturating_add(back).min(Self::CAPACITY))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_retries_empty_the_bucket() {
        let tokens = RetryTokens::new();
        for _ in 0..100 {
            assert_eq!(tokens.take(false), Some(5));
        }
        assert_eq!(tokens.take(false), None);
    }

    #[test]
    fn time_outs_cost_double() {
        let tokens = RetryTokens::new();
        for _ in 0..50 {
            assert_eq!(tokens.take(true), Some(10));
        }
        assert_eq!(tokens.take(true), None);
        assert_eq!(tokens.take(false), None);
    }

    #[test]
    fn five_first_time_successes_pay_for_a_retry_and_a_retry_that_succeeds_pays_for_itself() {
        let tokens = RetryTokens::new();
        while tokens.take(false).is_some() {}
        for _ in 0..5 {
            assert_eq!(tokens.take(false), None);
            tokens.succeeded(None);
        }
        assert_eq!(tokens.take(false), Some(5));
        tokens.succeeded(Some(5));
        assert_eq!(tokens.take(false), Some(5));
        assert_eq!(tokens.take(false), None);
    }

    #[test]
    fn the_bucket_does_not_overflow() {
        let tokens = RetryTokens::new();
        tokens.succeeded(Some(10));
        tokens.succeeded(None);
        for _ in 0..100 {
            assert!(tokens.take(false).is_some());
        }
        assert_eq!(tokens.take(false), None);
    }
}
