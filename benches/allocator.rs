//! The program's allocator, so that what is measured here, and the peers beside it, have the one that the program runs with. While somebody asks
//! for it, it counts what it has given out.

use std::alloc::{GlobalAlloc, Layout};
use std::sync::atomic::{AtomicBool, AtomicIsize, Ordering};

use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

static COUNTS: AtomicBool = AtomicBool::new(false);
static BYTES: AtomicIsize = AtomicIsize::new(0);

/// Begins to count; nobody else pays for it.
pub fn count() {
    COUNTS.store(true, Ordering::Relaxed);
}

/// Bytes given out since then, less those that came back.
pub fn bytes() -> isize {
    BYTES.load(Ordering::Relaxed)
}

fn changed(from: usize, to: usize) {
    if COUNTS.load(Ordering::Relaxed) {
        BYTES.fetch_add(to as isize - from as isize, Ordering::Relaxed);
    }
}

struct Counting;

// SAFETY: everything is done by the program's allocator, with the same arguments.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        changed(0, layout.size());
        // SAFETY: what the caller promises is what is promised on.
        unsafe { MiMalloc.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        changed(0, layout.size());
        // SAFETY: as above.
        unsafe { MiMalloc.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        changed(layout.size(), 0);
        // SAFETY: as above.
        unsafe { MiMalloc.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        changed(layout.size(), size);
        // SAFETY: as above.
        unsafe { MiMalloc.realloc(pointer, layout, size) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_counted() {
        count();
        let before = bytes();
        let kept = vec![0_u8; 64_000_000];
        assert!(bytes() - before > 32_000_000);
        drop(std::hint::black_box(kept));
    }
}
