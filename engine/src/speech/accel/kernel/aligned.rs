//! Memory for packed matrices and scratch: lies on cache lines, so that no vector load crosses two.

/// A cache line, and the widest vector.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([u8; LINE]);

const LINE: usize = 64;

/// Bytes, zero at first.
#[derive(Clone, Default)]
pub struct Aligned {
    lines: Vec<Line>,
    bytes: usize,
}

impl Aligned {
    pub fn zeros(bytes: usize) -> Self {
        let lines = vec![Line([0; LINE]); bytes.div_ceil(LINE)];
        Self { lines, bytes }
    }

    /// At least as many bytes; what they hold is unspecified.
    pub fn reserve(&mut self, bytes: usize) {
        if bytes > self.bytes {
            *self = Self::zeros(bytes);
        }
    }

    pub fn as_ptr(&self) -> *const u8 {
        self.lines.as_ptr().cast()
    }

    pub fn as_mut_ptr(&mut self) -> *mut u8 {
        self.lines.as_mut_ptr().cast()
    }
}
