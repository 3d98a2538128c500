//! An allocator that counts, for the program `counts`.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);
static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator, counted.
pub struct Counted;

fn took(size: usize) {
    ALLOCATIONS.fetch_add(1, Relaxed);
    let held = HELD.fetch_add(size, Relaxed) + size;
    MOST.fetch_max(held, Relaxed);
}

// SAFETY: every call goes on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        took(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        HELD.fetch_sub(layout.size(), Relaxed);
        took(size);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// How often memory was taken until now.
#[must_use]
pub fn allocations() -> usize {
    ALLOCATIONS.load(Relaxed)
}

/// How many bytes are held now.
#[must_use]
pub fn held() -> usize {
    HELD.load(Relaxed)
}

/// How many bytes were held at most since this was last asked.
#[must_use]
pub fn most() -> usize {
    MOST.swap(held(), Relaxed)
}
