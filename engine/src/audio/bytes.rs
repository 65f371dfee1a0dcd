//! What symphonia's readers read from: the file, or what is left of it without tags and pictures, so that nobody allocates by a
//! length that a file states. What lies in a store is read from there as it is asked for.

use std::borrow::Cow;
use std::io::{self, Read, Seek, SeekFrom};

use symphonia::core::io::MediaSource;

use super::riff::{self, Wav};
use super::stretch::Stretch;
use crate::error::RecordingError;

/// A few bytes of our own, then the file's; read forward only.
pub(super) struct Joined<'a> {
    head: Vec<u8>,
    tail: Stretch<'a>,
    position: u64,
}

impl<'a> Joined<'a> {
    pub fn plain(tail: Stretch<'a>) -> Self {
        Self::new(Vec::new(), tail)
    }

    fn new(head: Vec<u8>, tail: Stretch<'a>) -> Self {
        Self {
            head,
            tail,
            position: 0,
        }
    }

    /// ADPCM under a header with the lengths that are true, and with all that the decoder wants to see in it.
    pub fn adpcm(wav: &Wav<'a>) -> Result<Self, RecordingError> {
        let length = u32::try_from(wav.data.len()).map_err(|_| unreadable("the ADPCM data is longer than 4 GiB"))?;
        // Its content is not read, but some writers leave it out.
        let extension: u16 = if wav.tag == riff::MS_ADPCM { 32 } else { 2 };
        let bits = if wav.bits == 0 { 4 } else { wav.bits };
        let mut head = b"RIFF\xFF\xFF\xFF\xFFWAVEfmt ".to_vec();
        head.extend_from_slice(&(18 + u32::from(extension)).to_le_bytes());
        head.extend([wav.tag, wav.channels].iter().flat_map(|field| field.to_le_bytes()));
        head.extend([wav.rate, wav.rate].iter().flat_map(|field| field.to_le_bytes()));
        let rest = [wav.block_align, bits, extension];
        head.extend(rest.iter().flat_map(|field| field.to_le_bytes()));
        head.resize(head.len() + usize::from(extension), 0);
        head.extend_from_slice(b"data");
        head.extend_from_slice(&length.to_le_bytes());
        Ok(Self::new(head, wav.data))
    }

    /// The stream of a FLAC file with nothing but its first, mandatory block before the frames.
    pub fn flac(file: Stretch<'a>) -> Result<Self, RecordingError> {
        const STREAM_INFO: usize = 34;
        let cut = || unreadable("the FLAC file ends inside its header");
        let bytes = file.front();
        let mut position = 4;
        let mut info = None;
        loop {
            let &[kind, a, b, c] = bytes.get(position..).and_then(<[u8]>::first_chunk).ok_or_else(cut)?;
            let body = bytes.get(position + 4..).ok_or_else(cut)?;
            if kind & 0x7F == 0 && info.is_none() {
                info = body.first_chunk::<STREAM_INFO>();
            }
            position += 4 + u32::from_be_bytes([0, a, b, c]) as usize;
            if kind & 0x80 != 0 {
                break;
            }
        }
        let info = info.ok_or_else(|| unreadable("the FLAC file does not describe its stream"))?;
        let tail = file.after(position).ok_or_else(cut)?;
        if tail.is_empty() {
            return Err(RecordingError::Empty);
        }
        let mut head = b"fLaC\x80\0\0\x22".to_vec();
        head.extend_from_slice(info);
        Ok(Self::new(head, tail))
    }
}

fn unreadable(reason: &str) -> RecordingError {
    RecordingError::Unreadable(reason.to_owned())
}

impl Read for Joined<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let head = usize::try_from(self.position).ok().and_then(|at| self.head.get(at..));
        let rest = match head {
            Some(head) if !head.is_empty() => Cow::Borrowed(&head[..head.len().min(into.len())]),
            _ => self.tail.read(self.position - self.head.len() as u64, into.len())?,
        };
        into[..rest.len()].copy_from_slice(&rest);
        self.position += rest.len() as u64;
        Ok(rest.len())
    }
}

impl Seek for Joined<'_> {
    fn seek(&mut self, _: SeekFrom) -> io::Result<u64> {
        Err(io::Error::from(io::ErrorKind::Unsupported))
    }
}

impl MediaSource for Joined<'_> {
    fn is_seekable(&self) -> bool {
        false
    }

    fn byte_len(&self) -> Option<u64> {
        None
    }
}
