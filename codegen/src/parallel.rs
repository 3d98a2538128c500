//! The same work on many things, on all cores.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, Builder};

/// As much as the main thread has: what is nested in a spec is followed by recursion.
const STACK: usize = 8 << 20;

/// The threads of all maps of this process that help now: work within work takes only cores that have none.
static HELPING: AtomicUsize = AtomicUsize::new(0);

/// The results of the work on each item, in the order of the items. One item's work does not depend on another's, and may be such a map itself.
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return done };
            done.push((index, work(item)));
        }
    };
    let helper = |place: Helper| {
        let done = worker();
        drop(place);
        done
    };
    let mut done = thread::scope(|scope| {
        // Where no thread can be had, this one does the work.
        let helpers: Vec<_> = (1..items.len())
            .map_while(|_| Helper::take())
            .map_while(|place| {
                Builder::new().stack_size(STACK).spawn_scoped(scope, move || helper(place)).ok()
            })
            .collect();
        let mut done = worker();
        for helper in helpers {
            done.extend(helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// The place of a thread that helps, until it is dropped.
struct Helper;

impl Helper {
    /// A place, where a core has no work.
    fn take() -> Option<Self> {
        let all = thread::available_parallelism().map_or(1, NonZero::get);
        let more = |helping| (helping + 1 < all).then_some(helping + 1);
        HELPING.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).ok().map(|_| Self)
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        HELPING.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<_> = (0..1000).collect();
        assert_eq!(map(&items, |item| item * 2), (0..1000).map(|item| item * 2).collect::<Vec<_>>());
        assert!(map(&[], |item: &u8| *item).is_empty());
    }

    #[test]
    fn work_within_work_takes_no_more_threads_than_there_are_cores() {
        let (items, most) = ([(); 20], AtomicUsize::new(0));
        map(&items, |()| {
            map(&items, |()| most.fetch_max(HELPING.load(Ordering::Relaxed), Ordering::Relaxed))
        });
        let all = thread::available_parallelism().map_or(1, NonZero::get);
        assert!(most.into_inner() < all);
    }

    #[test]
    #[should_panic(expected = "the work on 7")]
    fn a_panic_is_not_swallowed() {
        map(&(0..100).collect::<Vec<_>>(), |item| assert_ne!(*item, 7, "the work on 7"));
    }
}
