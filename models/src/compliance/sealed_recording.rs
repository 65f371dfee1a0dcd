//! A sealed recording: chunks of 64 KiB under a key of its own, so that a range can be read without opening the whole, and
//! so that no chunk can be changed, swapped, repeated or left out. Bytes and positions only; files and stores are elsewhere.
//!
//! Form: `APR1`, 16 bytes of salt, then the chunks, each with its 16-byte tag. The key is HKDF(data key, salt, place). The
//! nonce is 7 zero bytes, the chunk's number in 4 bytes, and 1 for the last chunk, else 0 (the STREAM construction, Hoang,
//! Reyhanitabar, Rogaway and Vizár 2015). An empty recording is one empty last chunk.

use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

use aws_lc_rs::aead::{Aad, LessSafeKey, NONCE_LEN, Nonce};
use aws_lc_rs::rand;

use super::sealing::{DataKey, Place, SealError};

/// Plain bytes in every chunk but the last.
pub const CHUNK_BYTES: usize = 64 * 1024;
const TAG_BYTES: usize = 16;
const MAGIC: &[u8; 4] = b"APR1";
const SALT_BYTES: usize = 16;
const HEADER_BYTES: usize = MAGIC.len() + SALT_BYTES;
const SEALED_CHUNK_BYTES: u64 = (CHUNK_BYTES + TAG_BYTES) as u64;

/// How long a recording of `plain_bytes` is once sealed.
pub fn sealed_bytes(plain_bytes: u64) -> u64 {
    let chunks = plain_bytes.div_ceil(CHUNK_BYTES as u64).max(1);
    HEADER_BYTES as u64 + plain_bytes + chunks * TAG_BYTES as u64
}

/// Seals as the bytes come. What `push` and `finish` return, joined, is the sealed recording.
pub struct Sealing {
    cipher: LessSafeKey,
    place: Vec<u8>,
    header: Vec<u8>,
    waiting: Vec<u8>,
    chunk: u32,
}

impl Sealing {
    pub fn begin(key: &DataKey, place: Place<'_>) -> Result<Self, SealError> {
        let mut salt = [0; SALT_BYTES];
        rand::fill(&mut salt).map_err(|_| SealError::NoRandom)?;
        let header = [MAGIC.as_slice(), salt.as_slice()].concat();
        Ok(Sealing {
            cipher: cipher(key, &salt, place)?,
            place: place.bytes(),
            header,
            waiting: Vec::new(),
            chunk: 0,
        })
    }

    /// Keeps the last chunk back, for nobody knows yet whether it is the last.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut sealed = std::mem::take(&mut self.header);
        self.waiting.extend_from_slice(bytes);
        let mut done = 0;
        while self.waiting.len() - done > CHUNK_BYTES {
            let mut chunk = self.waiting[done..done + CHUNK_BYTES].to_vec();
            self.seal_chunk(&mut chunk, false)?;
            sealed.append(&mut chunk);
            done += CHUNK_BYTES;
        }
        self.waiting.drain(..done);
        Ok(sealed)
    }

    pub fn finish(mut self) -> Result<Vec<u8>, SealError> {
        let mut sealed = std::mem::take(&mut self.header);
        let mut last = std::mem::take(&mut self.waiting);
        self.seal_chunk(&mut last, true)?;
        sealed.append(&mut last);
        Ok(sealed)
    }

    fn seal_chunk(&mut self, chunk: &mut Vec<u8>, last: bool) -> Result<(), SealError> {
        self.cipher
            .seal_in_place_append_tag(nonce(self.chunk, last), Aad::from(&self.place), chunk)
            .map_err(|_| SealError::TooLong)?;
        self.chunk = self.chunk.checked_add(1).ok_or(SealError::TooLong)?;
        Ok(())
    }
}

/// The whole recording at once.
pub fn seal(key: &DataKey, place: Place<'_>, recording: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut sealing = Sealing::begin(key, place)?;
    let mut sealed = sealing.push(recording)?;
    sealed.append(&mut sealing.finish()?);
    Ok(sealed)
}

pub fn open(key: &DataKey, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut recording = SealedRecording::open(key, place, std::io::Cursor::new(sealed))?;
    let all = 0..recording.len();
    recording.read(all)
}

/// A sealed recording opened for reading at any position.
pub struct SealedRecording<R> {
    cipher: LessSafeKey,
    place: Vec<u8>,
    source: R,
    chunks: u32,
    plain_bytes: u64,
}

impl<R: Read + Seek> SealedRecording<R> {
    /// Reads the last chunk too: a recording cut at a chunk border is refused even if its end is never asked for.
    pub fn open(key: &DataKey, place: Place<'_>, mut source: R) -> Result<Self, SealError> {
        let total = source.seek(SeekFrom::End(0)).map_err(unreadable)?;
        let body = total.checked_sub(HEADER_BYTES as u64).ok_or(SealError::Broken)?;
        let mut header = [0; HEADER_BYTES];
        source
            .rewind()
            .and_then(|()| source.read_exact(&mut header))
            .map_err(unreadable)?;
        let (magic, salt) = header.split_at(MAGIC.len());
        if magic != MAGIC {
            return Err(SealError::Broken);
        }
        let chunks = u32::try_from(body.div_ceil(SEALED_CHUNK_BYTES)).map_err(|_| SealError::TooLong)?;
        let plain_bytes = body
            .checked_sub(u64::from(chunks) * TAG_BYTES as u64)
            .ok_or(SealError::Broken)?;
        let mut opened = SealedRecording {
            cipher: cipher(key, salt, place)?,
            place: place.bytes(),
            source,
            chunks,
            plain_bytes,
        };
        opened.read_chunk(chunks.checked_sub(1).ok_or(SealError::Broken)?)?;
        Ok(opened)
    }

    /// Plain bytes in all.
    pub fn len(&self) -> u64 {
        self.plain_bytes
    }

    pub fn is_empty(&self) -> bool {
        self.plain_bytes == 0
    }

    /// The plain bytes of a range, cut to what there is. Reads only the chunks it touches.
    pub fn read(&mut self, range: Range<u64>) -> Result<Vec<u8>, SealError> {
        let end = range.end.min(self.plain_bytes);
        let start = range.start.min(end);
        let mut plain = Vec::with_capacity(usize::try_from(end - start).map_err(|_| SealError::TooLong)?);
        let mut position = start;
        while position < end {
            let number = u32::try_from(position / CHUNK_BYTES as u64).map_err(|_| SealError::TooLong)?;
            let chunk = self.read_chunk(number)?;
            let chunk_start = u64::from(number) * CHUNK_BYTES as u64;
            let from = (position - chunk_start) as usize;
            let to = ((end - chunk_start) as usize).min(chunk.len());
            plain.extend_from_slice(
                chunk
                    .get(from..to)
                    .filter(|part| !part.is_empty())
                    .ok_or(SealError::Broken)?,
            );
            position = chunk_start + to as u64;
        }
        Ok(plain)
    }

    fn read_chunk(&mut self, number: u32) -> Result<Vec<u8>, SealError> {
        let last = number + 1 == self.chunks;
        let length = if last {
            let before = u64::from(number) * CHUNK_BYTES as u64;
            (self.plain_bytes.checked_sub(before).ok_or(SealError::Broken)?) as usize + TAG_BYTES
        } else {
            CHUNK_BYTES + TAG_BYTES
        };
        let mut chunk = vec![0; length];
        self.source
            .seek(SeekFrom::Start(
                HEADER_BYTES as u64 + u64::from(number) * SEALED_CHUNK_BYTES,
            ))
            .and_then(|_| self.source.read_exact(&mut chunk))
            .map_err(unreadable)?;
        let plain = self
            .cipher
            .open_in_place(nonce(number, last), Aad::from(&self.place), &mut chunk)
            .map_err(|_| SealError::Broken)?
            .len();
        chunk.truncate(plain);
        Ok(chunk)
    }
}

fn cipher(key: &DataKey, salt: &[u8], place: Place<'_>) -> Result<LessSafeKey, SealError> {
    key.derived(salt, &[b"recording", &place.bytes()])
}

fn nonce(chunk: u32, last: bool) -> Nonce {
    let mut bytes = [0; NONCE_LEN];
    bytes[7..11].copy_from_slice(&chunk.to_be_bytes());
    bytes[11] = u8::from(last);
    Nonce::assume_unique_for_key(bytes)
}

fn unreadable(error: std::io::Error) -> SealError {
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => SealError::Broken,
        _ => SealError::Read(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::ids::TenantId;

    const PLACE: Place<'static> = Place {
        tenant: TenantId(Uuid::from_u128(1)),
        table: "recording_blobs",
        row: b"row",
    };

    fn recording(bytes: usize) -> Vec<u8> {
        (0..bytes)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 11) as u8)
            .collect()
    }

    /// Lengths around the borders of chunks.
    fn length() -> impl Strategy<Value = usize> {
        (0usize..4, -2isize..3, 0usize..CHUNK_BYTES, any::<bool>()).prop_map(|(chunks, near, anywhere, border)| {
            if border {
                (chunks * CHUNK_BYTES).saturating_add_signed(near)
            } else {
                chunks * CHUNK_BYTES / 2 + anywhere
            }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn a_range_is_the_slice(length in length(), from in any::<proptest::sample::Index>(), to in any::<proptest::sample::Index>()) {
            let key = DataKey::random().expect("key");
            let plain = recording(length);
            let sealed = seal(&key, PLACE, &plain).expect("sealed");
            prop_assert_eq!(sealed.len() as u64, sealed_bytes(length as u64));
            let mut opened = SealedRecording::open(&key, PLACE, Cursor::new(&sealed)).expect("opened");
            prop_assert_eq!(opened.len(), length as u64);
            let (from, to) = (from.index(length + 1), to.index(length + 1));
            let (from, to) = (from.min(to), from.max(to));
            prop_assert_eq!(&opened.read(from as u64..to as u64).expect("range"), &plain[from..to]);
            prop_assert_eq!(&opened.read(from as u64..u64::MAX).expect("to the end"), &plain[from..]);
        }

        #[test]
        fn pieces_of_any_size_give_the_same_recording(length in length(), piece in 1usize..100_000) {
            let key = DataKey::random().expect("key");
            let plain = recording(length);
            let mut sealing = Sealing::begin(&key, PLACE).expect("begun");
            let mut sealed = Vec::new();
            for part in plain.chunks(piece) {
                sealed.append(&mut sealing.push(part).expect("pushed"));
            }
            sealed.append(&mut sealing.finish().expect("finished"));
            prop_assert_eq!(open(&key, PLACE, &sealed).expect("opened"), plain);
        }

        #[test]
        fn a_changed_bit_is_refused(length in length(), bit in any::<proptest::sample::Index>()) {
            let key = DataKey::random().expect("key");
            let mut sealed = seal(&key, PLACE, &recording(length)).expect("sealed");
            let at = bit.index(sealed.len() * 8);
            sealed[at / 8] ^= 1 << (at % 8);
            prop_assert!(open(&key, PLACE, &sealed).is_err());
        }

        #[test]
        fn a_cut_anywhere_or_at_a_chunk_border_is_refused_at_once(length in length(), cut in any::<proptest::sample::Index>(), chunks in 0usize..3) {
            let key = DataKey::random().expect("key");
            let sealed = seal(&key, PLACE, &recording(length)).expect("sealed");
            let anywhere = cut.index(sealed.len());
            let border = HEADER_BYTES + chunks * (CHUNK_BYTES + TAG_BYTES);
            for end in [anywhere, border] {
                if end < sealed.len() {
                    prop_assert!(SealedRecording::open(&key, PLACE, Cursor::new(&sealed[..end])).is_err(), "cut at {end}");
                }
            }
            let longer = [sealed.as_slice(), &[0]].concat();
            prop_assert!(SealedRecording::open(&key, PLACE, Cursor::new(&longer)).is_err());
        }
    }

    #[test]
    fn swapped_repeated_and_dropped_chunks_are_refused() {
        let key = DataKey::random().expect("key");
        let sealed = seal(&key, PLACE, &recording(3 * CHUNK_BYTES)).expect("sealed");
        let (header, body) = sealed.split_at(HEADER_BYTES);
        let chunks: Vec<&[u8]> = body.chunks(CHUNK_BYTES + TAG_BYTES).collect();
        for order in [
            vec![1, 0, 2],
            vec![0, 0, 2],
            vec![0, 2],
            vec![0, 1],
            vec![1, 2],
            vec![0, 1, 2, 2],
            vec![2, 1, 0],
        ] {
            let other: Vec<u8> = header
                .iter()
                .copied()
                .chain(order.iter().flat_map(|&nth| chunks[nth].iter().copied()))
                .collect();
            assert!(open(&key, PLACE, &other).is_err(), "{order:?}");
        }
    }

    #[test]
    fn a_chunk_of_another_recording_of_the_same_place_is_refused() {
        let key = DataKey::random().expect("key");
        let plain = recording(2 * CHUNK_BYTES);
        let (one, two) = (
            seal(&key, PLACE, &plain).expect("one"),
            seal(&key, PLACE, &plain).expect("two"),
        );
        let border = HEADER_BYTES + CHUNK_BYTES + TAG_BYTES;
        assert!(open(&key, PLACE, &[&one[..border], &two[border..]].concat()).is_err());
    }

    #[test]
    fn another_tenant_table_row_or_key_does_not_open_it() {
        let key = DataKey::random().expect("key");
        let sealed = seal(&key, PLACE, b"hello").expect("sealed");
        for place in [
            Place {
                tenant: TenantId(Uuid::from_u128(2)),
                ..PLACE
            },
            Place {
                table: "recordings",
                ..PLACE
            },
            Place { row: b"other", ..PLACE },
        ] {
            assert_eq!(open(&key, place, &sealed), Err(SealError::Broken));
        }
        assert_eq!(
            open(&DataKey::random().expect("key"), PLACE, &sealed),
            Err(SealError::Broken)
        );
        assert_eq!(open(&key, PLACE, &sealed).expect("opened"), b"hello");
    }
}
