//! A stretch of a recording's bytes: all of them in memory, or its first ones, and the others read where they are stored as they are
//! needed.

use std::borrow::Cow;
use std::fmt;
use std::io;

use super::recorded::Store;
use crate::error::RecordingError;

#[derive(Clone, Copy)]
pub(super) struct Stretch<'a> {
    front: &'a [u8],
    rest: Option<Rest<'a>>,
}

/// What comes after the front: from where to where in the store.
#[derive(Clone, Copy)]
struct Rest<'a> {
    store: &'a Store<'a>,
    begin: u64,
    end: u64,
}

impl<'a> Stretch<'a> {
    pub fn held(bytes: &'a [u8]) -> Self {
        Self {
            front: bytes,
            rest: None,
        }
    }

    /// A whole recording of which the first bytes have been read.
    pub fn stored(front: &'a [u8], store: &'a Store<'a>) -> Self {
        let (begin, end) = (front.len() as u64, store.length());
        Self {
            front,
            rest: (begin < end).then_some(Rest { store, begin, end }),
        }
    }

    pub fn len(&self) -> u64 {
        self.front.len() as u64 + self.rest.map_or(0, |rest| rest.end - rest.begin)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What of it lies in memory.
    pub fn front(&self) -> &'a [u8] {
        self.front
    }

    /// The same, if it is so many bytes or all of them.
    pub fn front_of(&self, count: usize) -> Result<&'a [u8], RecordingError> {
        if self.rest.is_some() && self.front.len() < count {
            return Err(RecordingError::Unreadable("only its first bytes were looked at".into()));
        }
        Ok(self.front)
    }

    /// All of it, if it lies in memory.
    pub fn whole(&self) -> Result<&'a [u8], RecordingError> {
        self.front_of(usize::MAX)
    }

    /// Without its first bytes, all of which must lie in memory.
    pub fn after(&self, count: usize) -> Option<Self> {
        let front = self.front.get(count..)?;
        Some(Self { front, ..*self })
    }

    /// Its first bytes only.
    pub fn upto(&self, length: u64) -> Self {
        let here = self.front.len() as u64;
        match usize::try_from(length) {
            Ok(length) if length <= self.front.len() => Self::held(&self.front[..length]),
            _ => Self {
                front: self.front,
                rest: self.rest.map(|rest| Rest {
                    end: rest.end.min(rest.begin.saturating_add(length - here)),
                    ..rest
                }),
            },
        }
    }

    /// `count` bytes from `at` on, fewer only at the end.
    pub fn read(&self, at: u64, count: usize) -> io::Result<Cow<'a, [u8]>> {
        let here = usize::try_from(at).ok().and_then(|at| self.front.get(at..));
        let here = here.unwrap_or_default();
        let here = &here[..here.len().min(count)];
        let Some(rest) = self.rest.filter(|_| here.len() < count) else {
            return Ok(Cow::Borrowed(here));
        };
        let after_front = (at + here.len() as u64) - self.front.len() as u64;
        let from = rest.begin.saturating_add(after_front).min(rest.end);
        let to = from.saturating_add((count - here.len()) as u64).min(rest.end);
        let far = rest.store.read(from..to)?;
        Ok(Cow::Owned(if here.is_empty() { far } else { [here, &far].concat() }))
    }
}

impl fmt::Debug for Stretch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stretch({} bytes, {} in memory)", self.len(), self.front.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_reads_alike_in_memory_and_across_the_border_to_the_store() {
        let recording: Vec<u8> = (0..200).collect();
        let store = Store::new(&recording);
        for front in [0, 1, 77, 200] {
            let stored = Stretch::stored(&recording[..front], &store);
            for (from, length) in [(0, 200), (0, 60), (1, 150), (50, 150), (77, 20)] {
                let whole = Stretch::held(&recording).after(from).unwrap().upto(length);
                let Some(part) = stored.after(from) else { continue };
                let part = part.upto(length);
                assert_eq!(part.len(), whole.len(), "{front} {from} {length}");
                for (at, count) in [(0, 1), (0, 500), (20, 30), (59, 3), (148, 9), (300, 4)] {
                    let expected = whole.read(at, count).unwrap();
                    assert_eq!(
                        part.read(at, count).unwrap(),
                        expected,
                        "{front} {from} {length}: {at} {count}"
                    );
                }
            }
        }
    }
}
