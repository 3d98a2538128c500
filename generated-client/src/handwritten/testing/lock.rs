//! What the doubles share with the tests that look at them.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A test that panicked elsewhere says so itself.
pub(super) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
