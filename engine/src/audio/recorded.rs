//! Where the bytes of a recording come from: memory, or a store that gives them piece by piece.

use std::io;
use std::ops::Range;
use std::sync::OnceLock;

/// A recording that need not lie in memory.
pub trait Recorded: Send + Sync {
    /// Its bytes in all.
    fn length(&self) -> u64;
    /// The bytes of a range, cut to what there is. Errors: [`io::ErrorKind::InvalidData`] where what is kept is not what was stored.
    fn read(&self, range: Range<u64>) -> io::Result<Vec<u8>>;
    /// All of it, where it lies in memory anyway.
    fn held(&self) -> Option<&[u8]> {
        None
    }
}

impl Recorded for Vec<u8> {
    fn length(&self) -> u64 {
        self.len() as u64
    }

    fn read(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(self.len());
        let (start, end) = (place(range.start), place(range.end));
        Ok(self[start.min(end)..end].to_vec())
    }

    fn held(&self) -> Option<&[u8]> {
        Some(self)
    }
}

/// A recording as the readers see it. Remembers a failure, so that a decoder which takes it for the end of its stream deceives nobody.
pub(super) struct Store<'a> {
    recording: &'a dyn Recorded,
    length: u64,
    failure: OnceLock<io::Error>,
}

impl<'a> Store<'a> {
    pub fn new(recording: &'a dyn Recorded) -> Self {
        Self {
            recording,
            length: recording.length(),
            failure: OnceLock::new(),
        }
    }

    pub fn length(&self) -> u64 {
        self.length
    }

    /// A range that lies within the recording, whole. Errors: as the recording's own, which is kept here.
    pub fn read(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let wanted = range.end.saturating_sub(range.start);
        let read = self.recording.read(range).and_then(|bytes| {
            if bytes.len() as u64 == wanted {
                Ok(bytes)
            } else {
                Err(io::ErrorKind::UnexpectedEof.into())
            }
        });
        read.map_err(|error| {
            let kind = error.kind();
            // The first one is the cause of all others.
            self.failure.set(error).ok();
            kind.into()
        })
    }

    pub fn into_failure(self) -> Option<io::Error> {
        self.failure.into_inner()
    }
}
