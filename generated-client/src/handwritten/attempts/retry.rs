//! Whether a failed attempt is repeated, and when.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::handwritten::error::{Error, Stop};
use crate::handwritten::protocol::{Reason, is_kind_of};
use crate::handwritten::transport::Delivery;

/// How often and after what wait a call is repeated.
///
/// A call is repeated when it may succeed the next time: the server was not reached, was overloaded, or failed in a way
/// that passes. One that may have reached the server is repeated only if its Action is idempotent or takes an idempotency token, which the client fills in, unless the server says
/// that it turned the request away because there are too many: code 4400, a code in text such as `RequestLimitExceeded`, or
/// HTTP status 429 with a `Retry-After`. Waits grow exponentially and are drawn at random between zero and the bound of the attempt, so that clients which failed together
/// don't come back together. A `Retry-After` of the server is honoured.
///
/// ```
/// use std::time::Duration;
/// use qcloud_client::RetryPolicy;
///
/// let patient = RetryPolicy::default().max_attempts(6).max_delay(Duration::from_secs(60));
/// assert_eq!(RetryPolicy::none().attempts(), 1);
/// assert_eq!(patient.attempts(), 6);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    base_delay: Duration,
    max_delay: Duration,
    max_retry_after: Duration,
    codes: Vec<String>,
    classifier: Option<Classifier>,
}

/// What a program's own classifier says of an attempt that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// It may succeed the next time.
    Retry,
    /// It would fail again.
    Stop,
    /// What the policy says without a classifier.
    Undecided,
}

#[derive(Clone)]
struct Classifier(Arc<dyn Fn(&Error) -> Verdict + Send + Sync>);

impl PartialEq for Classifier {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Classifier {}

impl fmt::Debug for Classifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Classifier")
    }
}

impl Default for RetryPolicy {
    /// 3 attempts; waits of up to 0.5 seconds, then 1 second.
    fn default() -> Self {
        Self {
            attempts: 3,
            base_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(20),
            max_retry_after: Duration::from_secs(60),
            codes: Vec::new(),
            classifier: None,
        }
    }
}

impl RetryPolicy {
    /// One attempt, whatever comes of it.
    #[must_use]
    pub fn none() -> Self {
        Self::default().max_attempts(1)
    }

    /// The number of attempts in all, the first included. 3 unless set; 0 counts as 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The longest wait before the second attempt, doubled for each one after it. 0.5 seconds unless set.
    #[must_use]
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The longest wait before any attempt. 20 seconds unless set.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// The longest `Retry-After` that is waited for; a server that asks for more ends the call. 60 seconds unless set.
    #[must_use]
    pub fn max_retry_after(mut self, delay: Duration) -> Self {
        self.max_retry_after = delay;
        self
    }

    /// Also repeats calls that the server refuses with one of these codes or its kinds, as
    /// [`Error::code_text`](crate::Error::code_text) gives them, with their family or without: for states that pass, such as that of a
    /// resource which is being changed. Codes that were given before stay.
    ///
    /// Where the server so says that it did nothing, a call is repeated whatever its Action; after `InternalError` and its kinds
    /// only where the Action is idempotent.
    ///
    /// ```
    /// use qcloud_client::RetryPolicy;
    ///
    /// let policy = RetryPolicy::default().codes(["CertificateDeployHasPendingRecord", "ResourceInOperating"]);
    /// # let _ = policy;
    /// ```
    #[must_use]
    pub fn codes(mut self, codes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.codes.extend(codes.into_iter().map(Into::into));
        self
    }

    /// Asks the program after each failed attempt whether the next may succeed, before anything else is asked. It does not
    /// see mistakes of the program and missing credentials, which no attempt was made for.
    ///
    /// [`Verdict::Retry`] does not make the client repeat what may have been carried out, unless the Action is idempotent, nor
    /// more often than the policy allows.
    ///
    /// ```
    /// use qcloud_client::RetryPolicy;
    /// use qcloud_client::retry::Verdict;
    ///
    /// let policy = RetryPolicy::default().classifier(|error| match error.message() {
    ///     Some(message) if message.contains("is being upgraded") => Verdict::Retry,
    ///     _ if error.is_throttled() => Verdict::Stop,
    ///     _ => Verdict::Undecided,
    /// });
    /// # let _ = policy;
    /// ```
    #[must_use]
    pub fn classifier(mut self, classify: impl Fn(&Error) -> Verdict + Send + Sync + 'static) -> Self {
        self.classifier = Some(Classifier(Arc::new(classify)));
        self
    }

    /// What is known of a failed attempt, when the program's codes and classifier have had their say.
    pub(crate) fn judge(&self, failure: Failure, error: &Error) -> Failure {
        if !error.kind().is_of_attempt() {
            return failure;
        }
        let verdict = self.classifier.as_ref().map_or(Verdict::Undecided, |classifier| (classifier.0)(error));
        let is_listed = || {
            // The number of the legacy API stands beside a text that may say more.
            let number = error.code().map(|code| code.to_string());
            let codes = [error.code_text(), number.as_deref()];
            let fits = |listed: &String| codes.into_iter().flatten().any(|code| is_named(code, listed));
            self.codes.iter().any(fits)
        };
        let reason = match verdict {
            Verdict::Stop => Reason::Permanent,
            Verdict::Retry => failure.hopeful(),
            Verdict::Undecided if !self.codes.is_empty() && is_listed() => failure.hopeful(),
            Verdict::Undecided => failure.reason,
        };
        Failure { reason, ..failure }
    }

    /// The number of attempts in all.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// What to do after an attempt that failed. Pure: the random number is given.
    pub(crate) fn decide(&self, failure: &Failure, attempt: &Attempt) -> Decision {
        if let Reason::ClockSkew(skew) = failure.reason {
            // Refused before anything was done, as the server's own clock shows, so it is safe for any Action. Once: a
            // server that is not content with its own time won't be the next time either.
            return if attempt.clock_corrected {
                Decision::Stop(Stop::Permanent)
            } else if attempt.number >= self.attempts {
                Decision::Stop(Stop::Attempts(self.attempts))
            } else {
                Decision::CorrectClock { skew }
            };
        }
        if failure.reason == Reason::Permanent {
            return Decision::Stop(Stop::Permanent);
        }
        let may_be_done = failure.delivery != Delivery::NotSent && failure.reason != Reason::NotBegun;
        if may_be_done && !attempt.idempotent {
            return Decision::Stop(Stop::NotIdempotent);
        }
        if attempt.number >= self.attempts {
            return Decision::Stop(Stop::Attempts(self.attempts));
        }
        match failure.retry_after {
            Some(asked) if asked > self.max_retry_after => Decision::Stop(Stop::RetryAfter(asked)),
            asked => Decision::Retry { after: self.backoff(attempt).max(asked.unwrap_or_default()) },
        }
    }

    /// Full jitter: anything between nothing and the bound, which doubles with every attempt.
    fn backoff(&self, attempt: &Attempt) -> Duration {
        let doublings = attempt.number.saturating_sub(1).min(31);
        let bound = self.base_delay.saturating_mul(1 << doublings).min(self.max_delay);
        // 64 random bits as a fraction of the bound; a wait in nanoseconds does not come near 64 bits itself.
        let nanos = bound.as_nanos().saturating_mul(u128::from(attempt.random)) >> 64;
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }
}

/// What is known of a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) delivery: Delivery,
    pub(crate) reason: Reason,
    /// Whether the server certainly did nothing.
    pub(crate) was_not_carried_out: bool,
    /// Whether there were too many calls, which says nothing of the server's health.
    pub(crate) throttled: bool,
    pub(crate) retry_after: Option<Duration>,
}

impl Failure {
    /// Why it failed, for who knows that it passes.
    fn hopeful(&self) -> Reason {
        self.reason.or(if self.was_not_carried_out { Reason::NotBegun } else { Reason::Transient })
    }
}

/// What is known of the call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt {
    /// Which attempt it was, counted from 1.
    pub(crate) number: u32,
    pub(crate) idempotent: bool,
    /// Whether the call was already repeated with a corrected clock.
    pub(crate) clock_corrected: bool,
    pub(crate) random: u64,
}

/// What to do after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Wait that long, then try again.
    Retry { after: Duration },
    /// Again at once, with the clock corrected.
    CorrectClock { skew: i64 },
    /// The failure is the call's result.
    Stop(Stop),
}

/// Whether a code is the one that a program lists, or a kind of it; what stands behind its family names it too.
fn is_named(code: &str, listed: &str) -> bool {
    let of_family = code.split_once('.').map(|(_, name)| name);
    is_kind_of(code, listed) || of_family.is_some_and(|name| is_kind_of(name, listed))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Attempt = Attempt { number: 1, idempotent: true, clock_corrected: false, random: 1 << 63 };

    fn failure(delivery: Delivery, reason: Reason) -> Failure {
        Failure { delivery, reason, was_not_carried_out: false, throttled: false, retry_after: None }
    }

    fn retry(millis: u64) -> Decision {
        Decision::Retry { after: Duration::from_millis(millis) }
    }

    #[test]
    fn a_request_that_may_have_arrived_is_repeated_only_if_idempotent() {
        for (delivery, idempotent, expected) in [
            (Delivery::NotSent, true, retry(250)),
            (Delivery::NotSent, false, retry(250)),
            (Delivery::Unknown, true, retry(250)),
            (Delivery::Unknown, false, Decision::Stop(Stop::NotIdempotent)),
            (Delivery::Answered, true, retry(250)),
            (Delivery::Answered, false, Decision::Stop(Stop::NotIdempotent)),
        ] {
            let failure = failure(delivery, Reason::Transient);
            let decision = RetryPolicy::default().decide(&failure, &Attempt { idempotent, ..FIRST });
            assert_eq!(decision, expected, "{delivery:?} {idempotent}");
        }
    }

    #[test]
    fn a_request_that_was_turned_away_at_the_door_is_repeated_for_any_action() {
        let failure = failure(Delivery::Answered, Reason::NotBegun);
        let attempt = Attempt { idempotent: false, ..FIRST };
        assert_eq!(RetryPolicy::default().decide(&failure, &attempt), retry(250));
        assert_eq!(RetryPolicy::none().decide(&failure, &attempt), Decision::Stop(Stop::Attempts(1)));
    }

    #[test]
    fn what_would_fail_again_is_not_repeated_even_if_it_never_left() {
        for delivery in [Delivery::NotSent, Delivery::Unknown, Delivery::Answered] {
            let decision = RetryPolicy::default().decide(&failure(delivery, Reason::Permanent), &FIRST);
            assert_eq!(decision, Decision::Stop(Stop::Permanent), "{delivery:?}");
        }
    }

    #[test]
    fn the_last_attempt_is_the_last() {
        let failure = failure(Delivery::NotSent, Reason::Transient);
        for (policy, number, expected) in [
            (RetryPolicy::default(), 2, retry(500)),
            (RetryPolicy::default(), 3, Decision::Stop(Stop::Attempts(3))),
            (RetryPolicy::default().max_attempts(4), 3, retry(1000)),
            (RetryPolicy::none(), 1, Decision::Stop(Stop::Attempts(1))),
            (RetryPolicy::default().max_attempts(0), 1, Decision::Stop(Stop::Attempts(1))),
        ] {
            assert_eq!(
                policy.decide(&failure, &Attempt { number, ..FIRST }),
                expected,
                "{policy:?} {number}"
            );
        }
    }

    #[test]
    fn waits_lie_between_nothing_and_a_bound_that_doubles_up_to_the_longest() {
        let policy = RetryPolicy::default().max_attempts(u32::MAX);
        let failure = failure(Delivery::NotSent, Reason::Transient);
        for (number, bound) in [(1, 500), (2, 1000), (3, 2000), (6, 16_000), (7, 20_000), (40, 20_000)] {
            let wait = |random| match policy.decide(&failure, &Attempt { number, random, ..FIRST }) {
                Decision::Retry { after } => after,
                other => panic!("{other:?}"),
            };
            let bound = Duration::from_millis(bound);
            assert_eq!(wait(0), Duration::ZERO);
            assert_eq!(wait(1 << 62), bound / 4);
            assert_eq!(wait(u64::MAX), bound.saturating_sub(Duration::from_nanos(1)));
        }
    }

    #[test]
    fn the_longest_durations_do_not_overflow() {
        let policy = RetryPolicy::default().base_delay(Duration::MAX).max_delay(Duration::MAX);
        let failure = failure(Delivery::NotSent, Reason::Transient);
        assert!(matches!(
            policy.decide(&failure, &Attempt { number: 2, random: u64::MAX, ..FIRST }),
            Decision::Retry { .. }
        ));
    }

    #[test]
    fn the_server_may_ask_for_a_longer_wait_but_not_for_any() {
        for (asked, expected) in [
            (Duration::ZERO, retry(250)),
            (Duration::from_secs(7), retry(7000)),
            (Duration::from_secs(60), retry(60_000)),
            (Duration::from_secs(61), Decision::Stop(Stop::RetryAfter(Duration::from_secs(61)))),
            (Duration::MAX, Decision::Stop(Stop::RetryAfter(Duration::MAX))),
        ] {
            let failure =
                Failure { retry_after: Some(asked), ..failure(Delivery::Answered, Reason::Transient) };
            assert_eq!(RetryPolicy::default().decide(&failure, &FIRST), expected, "{asked:?}");
        }
    }

    #[test]
    fn the_clock_is_corrected_once_for_any_action() {
        let failure = failure(Delivery::Answered, Reason::ClockSkew(-900));
        for idempotent in [true, false] {
            let attempt = Attempt { idempotent, ..FIRST };
            let policy = RetryPolicy::default();
            assert_eq!(policy.decide(&failure, &attempt), Decision::CorrectClock { skew: -900 });
            let again = Attempt { number: 2, clock_corrected: true, ..attempt };
            assert_eq!(policy.decide(&failure, &again), Decision::Stop(Stop::Permanent));
            assert_eq!(RetryPolicy::none().decide(&failure, &attempt), Decision::Stop(Stop::Attempts(1)));
        }
    }
}
