//! A runtime whose clock a test holds in its hands.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::lock::lock;
use crate::handwritten::runtime::{BoxFuture, Runtime};

/// A [`Runtime`] whose time stands still until somebody waits, and then jumps to the end of the wait. No test sleeps.
///
/// A wait ends at its first poll. Where it stands against something else, as a timeout does, the other goes first: an answer
/// that is there is never late, one that isn't is given up at once.
///
/// ```
/// use std::time::Duration;
/// use qcloud_client::runtime::Runtime as _;
/// use qcloud_client::testing::TestRuntime;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let runtime = TestRuntime::new();
/// runtime.sleep(Duration::from_secs(3600)).await;
/// assert_eq!(runtime.waits(), [Duration::from_secs(3600)]);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct TestRuntime {
    /// There is no way to make an `Instant` but to ask for one.
    start: Instant,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    time_of_day: Duration,
    elapsed: Duration,
    waits: Vec<Duration>,
    random: u64,
}

impl Default for TestRuntime {
    fn default() -> Self {
        Self::new()
    }
}

impl TestRuntime {
    /// The time is that of the vendor's examples, 1465185768 seconds after 1970.
    #[must_use]
    pub fn new() -> Self {
        let state = State {
            time_of_day: Duration::from_secs(1_465_185_768),
            elapsed: Duration::ZERO,
            waits: Vec::new(),
            random: 0,
        };
        Self { start: Instant::now(), state: Arc::new(Mutex::new(state)) }
    }

    /// Sets the time of day, in seconds since 1970. The clock that timeouts go by stays as it is.
    pub fn set_time(&self, seconds: u64) {
        lock(&self.state).time_of_day = Duration::from_secs(seconds);
    }

    /// Lets time pass by itself, as a slow server does: both clocks go on, and it is no wait.
    pub fn pass(&self, duration: Duration) {
        let mut state = lock(&self.state);
        state.time_of_day = state.time_of_day.saturating_add(duration);
        state.elapsed = state.elapsed.saturating_add(duration);
    }

    /// The waits that came to their end, in order.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        lock(&self.state).waits.clone()
    }
}

impl Runtime for TestRuntime {
    fn system_time(&self) -> SystemTime {
        UNIX_EPOCH + lock(&self.state).time_of_day
    }

    fn instant(&self) -> Instant {
        self.start + lock(&self.state).elapsed
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let state = Arc::clone(&self.state);
        Box::pin(async move {
            let mut state = lock(&state);
            state.time_of_day = state.time_of_day.saturating_add(duration);
            state.elapsed = state.elapsed.saturating_add(duration);
            state.waits.push(duration);
        })
    }

    /// A sequence that is always the same: the multiples of the golden ratio, which spread evenly.
    fn random(&self) -> u64 {
        let mut state = lock(&self.state);
        state.random = state.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        state.random
    }
}
