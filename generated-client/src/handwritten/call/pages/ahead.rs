//! A page that is asked for before somebody wants it.

use crate::handwritten::runtime::BoxFuture;

/// A future that goes on by itself where tokio runs, and ends when it is dropped; elsewhere the same future.
#[cfg(feature = "tokio")]
pub(super) fn ahead<T: Send + 'static>(future: BoxFuture<'static, T>) -> BoxFuture<'static, T> {
    use tokio::runtime::Handle;
    use tokio::task::JoinHandle;

    struct AbortOnDrop<T>(JoinHandle<T>);

    impl<T> Drop for AbortOnDrop<T> {
        fn drop(&mut self) {
            self.0.abort();
        }
    }

    let Ok(runtime) = Handle::try_current() else { return future };
    let mut task = AbortOnDrop(runtime.spawn(future));
    Box::pin(async move {
        match (&mut task.0).await {
            Ok(value) => value,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // The runtime is shutting down, and with it whoever waits here.
                Err(_) => std::future::pending().await,
            },
        }
    })
}

/// Without tokio nobody is there to go on with it.
#[cfg(not(feature = "tokio"))]
pub(super) fn ahead<T>(future: BoxFuture<'static, T>) -> BoxFuture<'static, T> {
    future
}
