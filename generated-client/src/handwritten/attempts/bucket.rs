//! One kind of bucket, for retries and for rates: tokens that are taken, given back, and come back with time.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A bucket of tokens that is full at first.
#[derive(Debug)]
pub(super) struct Bucket {
    capacity: u32,
    /// How long it takes a token to come back.
    refill: Duration,
    level: Mutex<Level>,
}

#[derive(Debug)]
struct Level {
    /// Fewer than none when some are owed.
    tokens: i64,
    /// Up to when time has been paid for; none while the bucket is full.
    filled: Option<Instant>,
}

impl Level {
    fn draw(&mut self, tokens: u32, now: Instant) {
        self.tokens = self.tokens.saturating_sub(tokens.into());
        self.filled.get_or_insert(now);
    }
}

impl Bucket {
    pub(super) const fn new(capacity: u32, refill: Duration) -> Self {
        let level = Mutex::new(Level { tokens: capacity as i64, filled: None });
        Self { capacity, refill, level }
    }

    /// Takes that many tokens, if there are so many.
    pub(super) fn take(&self, cost: u32, now: Instant) -> bool {
        let mut level = self.lock();
        self.refill(&mut level, now);
        let is_enough = level.tokens >= cost.into();
        if is_enough {
            level.draw(cost, now);
        }
        is_enough
    }

    /// Takes a token that may not have come yet, and tells how long that takes. Who comes first gets the first one.
    pub(super) fn reserve(&self, now: Instant) -> Duration {
        let mut level = self.lock();
        self.refill(&mut level, now);
        level.draw(1, now);
        let owed = u32::try_from(level.tokens.saturating_neg()).unwrap_or(0);
        let since = level.filled.map_or(Duration::ZERO, |filled| now.saturating_duration_since(filled));
        self.refill.saturating_mul(owed).saturating_sub(since)
    }

    /// Gives back what was taken for nothing, or earned.
    pub(super) fn give(&self, tokens: u32) {
        self.add(&mut self.lock(), tokens.into());
    }

    fn lock(&self) -> MutexGuard<'_, Level> {
        self.level.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, level: &mut Level, tokens: i64) {
        level.tokens = level.tokens.saturating_add(tokens).min(self.capacity.into());
        if level.tokens == i64::from(self.capacity) {
            level.filled = None;
        }
    }

    /// Adds what time has brought since the last look, in whole tokens.
    fn refill(&self, level: &mut Level, now: Instant) {
        let Some(filled) = level.filled else { return };
        let refill = self.refill.as_nanos().max(1);
        let tokens = now.saturating_duration_since(filled).as_nanos() / refill;
        let paid = u64::try_from(tokens.saturating_mul(refill)).unwrap_or(u64::MAX);
        level.filled = filled.checked_add(Duration::from_nanos(paid));
        self.add(level, i64::try_from(tokens).unwrap_or(i64::MAX));
    }
}
