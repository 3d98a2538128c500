//! What the client takes from the world beside the network: the time, waiting, and chance.

#[cfg(feature = "tokio")]
use std::cell::Cell;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime};

pub use futures_core::future::BoxFuture;

/// Clock, timer and randomness of a client.
///
/// The default, `TokioRuntime`, comes with the feature `tokio` (part of `reqwest`). Bring your own to run on another
/// executor, or to decide in tests what time it is: see `TestRuntime` of the feature `testing`.
///
/// ```
/// use std::time::{Duration, Instant, SystemTime};
///
/// use qcloud_client::runtime::{BoxFuture, Runtime, TokioRuntime};
///
/// /// Tokio's, on a machine whose clock is known to be an hour behind.
/// #[derive(Debug)]
/// struct AnHourBehind;
///
/// impl Runtime for AnHourBehind {
///     fn system_time(&self) -> SystemTime {
///         TokioRuntime.system_time() + Duration::from_secs(3600)
///     }
///
///     fn instant(&self) -> Instant {
///         TokioRuntime.instant()
///     }
///
///     fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
///         TokioRuntime.sleep(duration)
///     }
///
///     fn random(&self) -> u64 {
///         TokioRuntime.random()
///     }
/// }
/// ```
pub trait Runtime: fmt::Debug + Send + Sync {
    /// The time of day, which goes into the signature of a request.
    fn system_time(&self) -> SystemTime;

    /// A clock that never goes back, by which timeouts are measured.
    fn instant(&self) -> Instant;

    /// Waits for a while. Must not finish early; dropping the future ends the wait.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;

    /// Why calls can't be made here, if they can't: asked before each attempt, in the place of a panic later.
    fn unavailable(&self) -> Option<&'static str> {
        None
    }

    /// A random number, each bit as good as the others.
    ///
    /// It spreads retries and makes nonces, which the server refuses to see twice: two processes must not draw the
    /// same sequence. It needs not be secret.
    fn random(&self) -> u64;
}

impl<R: Runtime + ?Sized> Runtime for Arc<R> {
    fn system_time(&self) -> SystemTime {
        (**self).system_time()
    }

    fn instant(&self) -> Instant {
        (**self).instant()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        (**self).sleep(duration)
    }

    fn unavailable(&self) -> Option<&'static str> {
        (**self).unavailable()
    }

    fn random(&self) -> u64 {
        (**self).random()
    }
}

/// The runtime of a process that uses tokio: the system's clock, tokio's timer, and numbers that nobody foresees, which
/// are good for nonces and ids but not for keys.
#[cfg(feature = "tokio")]
#[derive(Clone, Copy, Debug, Default)]
pub struct TokioRuntime;

#[cfg(feature = "tokio")]
impl Runtime for TokioRuntime {
    fn system_time(&self) -> SystemTime {
        SystemTime::now()
    }

    fn instant(&self) -> Instant {
        // Tokio's own, so that a test that pauses tokio's clock stops this one too.
        tokio::time::Instant::now().into_std()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn unavailable(&self) -> Option<&'static str> {
        thread_local! {
            static WITH_TIMERS: Cell<Option<tokio::runtime::Id>> = const { Cell::new(None) };
        }

        let Ok(handle) = tokio::runtime::Handle::try_current() else {
            return Some(
                "calls are awaited inside of a tokio runtime, and there is none here; `.wait()` (feature `blocking`) brings its own",
            );
        };
        if WITH_TIMERS.get() == Some(handle.id()) {
            return None;
        }
        // Tokio tells it in no other way. Better here, with words and nothing sent, than in the middle of a call.
        let has_timers = std::panic::catch_unwind(|| drop(tokio::time::sleep(Duration::ZERO))).is_ok();
        if has_timers {
            WITH_TIMERS.set(Some(handle.id()));
        }
        (!has_timers).then_some("the tokio runtime here has no timers: build it with `enable_all()`")
    }

    fn random(&self) -> u64 {
        use std::hash::{BuildHasher, RandomState};
        use std::sync::OnceLock;
        use std::sync::atomic::{AtomicU64, Ordering};

        static KEYS: OnceLock<RandomState> = OnceLock::new();
        static DRAWN: AtomicU64 = AtomicU64::new(0);

        // Hashed with std's keys, which the system draws once, numbers that never come twice are as good as chance, and wait for no source of it.
        // A process that was forked has the same keys and another id.
        let number = DRAWN.fetch_add(1, Ordering::Relaxed);
        KEYS.get_or_init(RandomState::new).hash_one((std::process::id(), number))
    }
}

/// A random id in the form of a UUID.
pub(crate) fn uuid(runtime: &dyn Runtime) -> String {
    let (high, low) = (runtime.random(), runtime.random());
    let bits = |value: u64, from: u32, count: u32| (value >> from) & ((1 << count) - 1);
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        bits(high, 32, 32),
        bits(high, 16, 16),
        bits(high, 0, 12),
        bits(low, 48, 14) | 0x8000,
        bits(low, 0, 48),
    )
}

/// `Ok` with the result of `future`, or `Err` if the wait that `timer` begins is through before it. The future has the first word, and often
/// the only one: then there is no wait. It is pinned where it was made, since what holds it would have room for it twice otherwise.
pub(crate) async fn with_timeout<F: Future + ?Sized>(
    mut future: Pin<&mut F>,
    timer: impl FnOnce() -> BoxFuture<'static, ()>,
) -> Result<F::Output, TimedOut> {
    let (mut timer, mut wait) = (Some(timer), None);
    std::future::poll_fn(|context| {
        if let Poll::Ready(value) = future.as_mut().poll(context) {
            return Poll::Ready(Ok(value));
        }
        wait = timer.take().map(|begin| begin()).or_else(|| wait.take());
        match &mut wait {
            Some(wait) => wait.as_mut().poll(context).map(|()| Err(TimedOut)),
            None => Poll::Pending,
        }
    })
    .await
}

/// The timer was through first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TimedOut;

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_future_wins_when_both_are_ready() {
        let ready = with_timeout(pin!(std::future::ready(1)), || TokioRuntime.sleep(Duration::ZERO)).await;
        assert_eq!(ready, Ok(1));
    }

    #[tokio::test(start_paused = true)]
    async fn the_timer_ends_a_future_that_never_does() {
        let started = TokioRuntime.instant();
        let never = pin!(std::future::pending::<()>());
        let never = with_timeout(never, || TokioRuntime.sleep(Duration::from_secs(30))).await;
        assert_eq!(never, Err(TimedOut));
        assert!(TokioRuntime.instant() - started >= Duration::from_secs(30));
    }

    #[test]
    fn two_random_numbers_differ() {
        assert_ne!(TokioRuntime.random(), TokioRuntime.random());
    }
}
