//! How many attempts a client makes in a second, at most.

use std::time::{Duration, Instant};

use super::bucket::Bucket;

/// The rate limits of a client: of all its attempts, and of those of single Actions.
#[derive(Debug, Default)]
pub(crate) struct Rates {
    all: Option<Bucket>,
    of_actions: Vec<(String, Bucket)>,
}

impl Rates {
    /// Limits as they were set: of all Actions, and by the names of some. A limit of none is what is wrong with them.
    pub(crate) fn new(all: Option<u32>, of_actions: &[(String, u32)]) -> Result<Self, String> {
        let bucket = |per_second: u32| match Duration::from_secs(1).checked_div(per_second) {
            Some(refill) => Ok(Bucket::new(per_second, refill)),
            None => Err("a rate limit of 0 attempts a second lets no call through".to_owned()),
        };
        let mut rates = Self { all: all.map(bucket).transpose()?, of_actions: Vec::new() };
        for (action, limit) in of_actions {
            rates.of_actions.push((action.clone(), bucket(*limit)?));
        }
        Ok(rates)
    }

    /// A place in the line, and how long it takes until it is through; none where there is no limit.
    pub(crate) fn reserve(
        &self,
        action: &str,
        now: impl FnOnce() -> Instant,
    ) -> Option<(Reserved<'_>, Duration)> {
        let of_action = self.of_actions.iter().find(|(name, _)| name == action).map(|(_, bucket)| bucket);
        if self.all.is_none() && of_action.is_none() {
            return None;
        }
        let (buckets, now) = ([self.all.as_ref(), of_action], now());
        let mut wait = Duration::ZERO;
        for bucket in buckets.into_iter().flatten() {
            wait = wait.max(bucket.reserve(now));
        }
        Some((Reserved(buckets), wait))
    }
}

/// A place in the line. It is given up when it is dropped before it is used, by a call that ends while it waits.
pub(crate) struct Reserved<'r>([Option<&'r Bucket>; 2]);

impl Reserved<'_> {
    /// The attempt is made.
    pub(crate) fn spend(mut self) {
        self.0 = [None, None];
    }
}

impl Drop for Reserved<'_> {
    fn drop(&mut self) {
        self.0.iter().flatten().for_each(|bucket| bucket.give(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates(all: Option<u32>, of_actions: &[(&str, u32)]) -> Rates {
        let of_actions: Vec<_> =
            of_actions.iter().map(|(name, limit)| ((*name).to_owned(), *limit)).collect();
        Rates::new(all, &of_actions).unwrap()
    }

    /// The wait, in milliseconds, of an attempt that is made.
    fn wait(rates: &Rates, action: &str, now: Instant) -> u128 {
        rates.reserve(action, || now).map_or(0, |(reserved, wait)| {
            reserved.spend();
            wait.as_millis()
        })
    }

    #[test]
    fn a_second_s_worth_goes_at_once_and_then_one_after_the_other() {
        let (rates, start) = (rates(Some(4), &[]), Instant::now());
        let at = |millis| start + Duration::from_millis(millis);
        let waits: Vec<_> = (0..7).map(|_| wait(&rates, "X", at(0))).collect();
        assert_eq!(waits, [0, 0, 0, 0, 250, 500, 750]);
        // Those before it have their places; part of a token's time has passed.
        assert_eq!(wait(&rates, "X", at(100)), 900);
        assert_eq!(wait(&rates, "X", at(10_000)), 0);
        let waits: Vec<_> = (0..4).map(|_| wait(&rates, "X", at(10_000))).collect();
        assert_eq!(waits, [0, 0, 0, 250], "no more than a second's worth is saved");
    }

    #[test]
    fn an_action_has_its_own_limit_beside_that_of_all() {
        let (rates, now) = (rates(Some(3), &[("Slow", 1)]), Instant::now());
        let waits: Vec<_> = ["Slow", "Slow", "Other", "Other"].map(|action| wait(&rates, action, now)).into();
        assert_eq!(waits, [0, 1000, 0, 333]);
        assert!(self::rates(None, &[("Slow", 1)]).reserve("Other", || now).is_none());
    }

    #[test]
    fn a_place_that_is_given_up_is_the_next_one_s() {
        let (rates, now) = (rates(Some(1), &[]), Instant::now());
        assert_eq!(wait(&rates, "X", now), 0);
        for _ in 0..5 {
            let (place, wait) = rates.reserve("X", || now).unwrap();
            assert_eq!(wait.as_secs(), 1);
            drop(place);
        }
        assert_eq!(wait(&rates, "X", now), 1000);
    }

    #[test]
    fn odd_limits_are_refused_or_harmless() {
        assert!(Rates::new(Some(0), &[]).is_err());
        assert!(Rates::new(None, &[("X".to_owned(), 0)]).is_err());
        let (rates, now) = (rates(Some(u32::MAX), &[]), Instant::now());
        assert!((0..1000).all(|_| wait(&rates, "X", now) == 0));
    }
}
