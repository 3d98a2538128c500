//! Waiting on the client's runtime, for loops of a program's own.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use super::Client;
use crate::handwritten::runtime::{BoxFuture, Runtime};

impl Client {
    /// Waits for a while on the client's runtime, so that a loop of a program's own doesn't wait in a test either. Without async,
    /// `.wait()` (feature `blocking`).
    ///
    /// ```
    /// # #[cfg(all(feature = "testing", feature = "reqwest"))]
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), qcloud_client::Error> {
    /// use std::time::Duration;
    /// use qcloud_client::testing::TestRuntime;
    /// use qcloud_client::{Client, Credential};
    ///
    /// let runtime = TestRuntime::new();
    /// let client = Client::builder().credential(Credential::new("id", "key")).runtime(runtime.clone()).build()?;
    /// client.sleep(Duration::from_secs(3600)).await; // at once
    /// assert_eq!(runtime.waits(), [Duration::from_secs(3600)]);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(all(feature = "testing", feature = "reqwest")))]
    /// # fn main() {}
    /// ```
    pub fn sleep(&self, duration: Duration) -> Sleep {
        Sleep { runtime: Arc::clone(self.runtime()), duration, waiting: None }
    }

    /// Clock, timer and randomness of the client: the time by which a program's own loops go.
    #[must_use]
    pub fn runtime(&self) -> &Arc<dyn Runtime> {
        &self.inner.shared.runtime
    }
}

/// A wait on the client's runtime, made by [`Client::sleep`]; it begins when it is awaited.
#[must_use = "a wait begins when it is awaited"]
pub struct Sleep {
    runtime: Arc<dyn Runtime>,
    duration: Duration,
    waiting: Option<BoxFuture<'static, ()>>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Self { runtime, duration, waiting } = &mut *self;
        waiting.get_or_insert_with(|| runtime.sleep(*duration)).as_mut().poll(context)
    }
}

impl fmt::Debug for Sleep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sleep").field(&self.duration).finish()
    }
}
