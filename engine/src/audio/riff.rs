//! The RIFF header of a WAV file, read without trust: lengths are checked against the bytes that are there.
//!
//! Telephone systems write a header first and its lengths at the end, so a length of 0 or of all ones means "until the
//! end of the file". In a RIFX file all numbers, those of the samples too, have their highest byte first. Not a decoder: it says where the
//! samples are and how they are written.

use super::stretch::Stretch;
use crate::error::RecordingError;

/// From here on a 32-bit length is a streaming writer's placeholder (all ones, or the largest signed number less a header).
const UNSET_FROM: u32 = 0x7FFF_0000;

/// The same of a 64-bit length: no recording is as long.
const LONG_UNSET_FROM: u64 = 1 << 62;

/// The tail of the identifiers that repeat a format tag in an extensible header.
const TAG_GUID_TAIL: [u8; 14] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

pub(super) const PCM: u16 = 0x0001;
pub(super) const MS_ADPCM: u16 = 0x0002;
pub(super) const FLOAT: u16 = 0x0003;
pub(super) const ALAW: u16 = 0x0006;
pub(super) const ULAW: u16 = 0x0007;
pub(super) const IMA_ADPCM: u16 = 0x0011;
pub(super) const GSM: u16 = 0x0031;
pub(super) const G722: u16 = 0x028F;
pub(super) const G722_ALSO: u16 = 0x0065;
pub(super) const MPEG: u16 = 0x0050;
pub(super) const MP3: u16 = 0x0055;
const EXTENSIBLE: u16 = 0xFFFE;

/// By how much of the two samples before it, in 1/256, Microsoft ADPCM predicts the next one. A file may bring others; no writer is known
/// that does.
const MS_PREDICTORS: [[i16; 2]; 7] = [
    [256, 0],
    [512, -256],
    [0, 0],
    [192, 64],
    [240, 0],
    [460, -208],
    [392, -232],
];

/// Which byte of a number stands first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    LowFirst,
    HighFirst,
}

#[derive(Debug)]
pub(super) struct Wav<'a> {
    pub order: Order,
    /// The format tag, already taken out of an extensible header.
    pub tag: u16,
    pub channels: u16,
    pub rate: u32,
    /// Bytes a frame (PCM) or block (compressed), as stated.
    pub block_align: u16,
    pub bits: u16,
    /// The whole `fmt ` chunk.
    pub format: &'a [u8],
    pub data: Stretch<'a>,
    /// Frames, as the `fact` chunk of a compressed file states them.
    pub samples: Option<u32>,
    /// The header says more than there is.
    pub truncated: bool,
}

impl Wav<'_> {
    /// Of Microsoft ADPCM: whether it states predictors that are not the usual ones. One that states none means those.
    pub fn has_own_predictors(&self) -> bool {
        let count = self.order.u16_at(self.format, 20).unwrap_or(0);
        let (stated, _) = self.format.get(22..).unwrap_or_default().as_chunks::<4>();
        let stated = stated.iter().take(count.into());
        let pairs = stated.map(|&[a, b, c, d]| [i16::from_le_bytes([a, b]), i16::from_le_bytes([c, d])]);
        pairs.zip(MS_PREDICTORS).any(|(own, usual)| own != usual)
    }

    /// What the samples are, for people: `GSM 6.10 (format tag 0x0031)`.
    pub fn codec(&self) -> String {
        let name = match self.tag {
            PCM => return format!("PCM {} bit", self.bits),
            FLOAT => return format!("PCM float {} bit", self.bits),
            ALAW => return "G.711 A-law".to_owned(),
            ULAW => return "G.711 mu-law".to_owned(),
            MS_ADPCM => "Microsoft ADPCM",
            IMA_ADPCM => "IMA ADPCM",
            MPEG => "MPEG layer I or II",
            MP3 => "MP3",
            0x0022 => "TrueSpeech",
            0x0031 | 0x0032 => "GSM 6.10",
            0x0014 | 0x0040 | 0x0045 | 0x0064 | 0x0085 => "G.726 ADPCM",
            0x0065 | 0x028F => "G.722",
            0x0042 | 0x0111 => "G.723.1",
            0x0083 | 0x0133 => "G.729",
            0x00FF | 0x1600 | 0x1610 => "AAC",
            0x0160..=0x0163 => "Windows Media Audio",
            0x704F => "Opus",
            0xA109 => "Speex",
            _ => "unknown codec",
        };
        format!("{name} (format tag {:#06x})", self.tag)
    }
}

pub(super) fn is_riff(bytes: &[u8]) -> bool {
    matches!(bytes.get(..4), Some(b"RIFF" | b"RIFX" | b"RF64" | b"BW64"))
}

/// Reads chunks up to the samples. Errors: `unreadable` where the header is cut or makes no sense.
pub(super) fn parse(recording: Stretch<'_>) -> Result<Wav<'_>, RecordingError> {
    let bytes = recording.front();
    let order = if bytes.starts_with(b"RIFX") {
        Order::HighFirst
    } else {
        Order::LowFirst
    };
    let form = bytes.get(8..12).ok_or_else(|| cut(bytes))?;
    if form != b"WAVE" {
        let form = String::from_utf8_lossy(form).trim().to_owned();
        return Err(RecordingError::UnsupportedCodec(format!("RIFF file of kind {form:?}")));
    }
    let whole_unset = order
        .u32_at(bytes, 4)
        .is_none_or(|length| length == 0 || length >= UNSET_FROM);
    let (mut position, mut format, mut long_length, mut samples) = (12_usize, None, None, None);
    loop {
        let (id, length) = order.chunk_at(bytes, position).ok_or_else(|| cut(bytes))?;
        let body = bytes.get(position + 8..).unwrap_or_default();
        let rest = recording.after(position + 8).unwrap_or_else(|| recording.upto(0));
        // Whether samples or a chunk come next is told by its first bytes.
        rest.front_of(8)?;
        match id {
            b"fmt " => format = Some(body.get(..length as usize).ok_or_else(|| cut(bytes))?),
            // Where it was never set, the file is written to its end.
            b"ds64" => long_length = order.u64_at(body, 8).filter(|long| (1..LONG_UNSET_FROM).contains(long)),
            b"fact" => samples = order.u32_at(body, 0),
            b"data" if length == 0 && order.starts_a_chunk(rest) => {}
            b"data" => {
                let format = format.ok_or_else(|| unreadable("the WAV file has samples before their format"))?;
                // The first length of a file with 64-bit lengths is always unset.
                let (stated, is_known) = match (long_length, length) {
                    (Some(long), u32::MAX) => (Some(long), true),
                    (_, 0 | UNSET_FROM..=u32::MAX) => (None, false),
                    (_, length) => (Some(u64::from(length)), !whole_unset),
                };
                let truncated = is_known && stated.is_some_and(|stated| stated > rest.len());
                let wav = wav(order, format, rest.upto(stated.unwrap_or(u64::MAX)), truncated)?;
                return Ok(Wav { samples, ..wav });
            }
            _ => {}
        }
        // Chunks start at even offsets, but for writers that forget to fill up an odd one. A chunk that runs past the end leaves
        // nothing to read.
        let (odd, unfilled) = (length as usize & 1, position.saturating_add(8 + length as usize));
        let filled = if odd == 1 && order.is_known_chunk(bytes, unfilled) {
            0
        } else {
            odd
        };
        let step = 8 + length as usize + filled;
        position = position
            .checked_add(step)
            .filter(|next| *next < bytes.len())
            .ok_or_else(|| match format {
                Some(_) if position.saturating_add(step) <= bytes.len() + 1 => RecordingError::Empty,
                _ => cut(bytes),
            })?;
    }
}

fn wav<'a>(order: Order, format: &'a [u8], data: Stretch<'a>, truncated: bool) -> Result<Wav<'a>, RecordingError> {
    let field = |at| {
        order
            .u16_at(format, at)
            .ok_or_else(|| unreadable("the WAV format chunk is too short"))
    };
    let mut tag = field(0)?;
    // The oldest headers end before the bits: the size of a frame tells them.
    let (channels, block_align, bits) = (field(2)?, field(12)?, order.u16_at(format, 14).unwrap_or(0));
    let rate = order.u32_at(format, 4).unwrap_or_default();
    if tag == EXTENSIBLE {
        // Without a complete identifier only the bits are left to go by, and those of plain samples are told here.
        tag = match format.get(24..40) {
            Some(guid) if guid[2..] == TAG_GUID_TAIL => u16::from_le_bytes([guid[0], guid[1]]),
            Some(_) => {
                return Err(RecordingError::UnsupportedCodec(
                    "extensible WAV of an unknown kind".to_owned(),
                ));
            }
            None => PCM,
        };
    }
    if channels == 0 {
        return Err(unreadable("the WAV header states no channel"));
    }
    Ok(Wav {
        order,
        tag,
        channels,
        rate,
        block_align,
        bits,
        format,
        data,
        samples: None,
        truncated,
    })
}

impl Order {
    /// Whether an empty data chunk is followed by another chunk rather than by samples.
    fn starts_a_chunk(self, body: Stretch<'_>) -> bool {
        let Some((id, length)) = self.chunk_at(body.front(), 0) else {
            return body.is_empty();
        };
        let known = matches!(
            id,
            b"LIST" | b"fact" | b"cue " | b"bext" | b"id3 " | b"ID3 " | b"smpl" | b"JUNK" | b"PAD "
        );
        known && u64::from(length) <= body.len() - 8
    }

    /// Whether a chunk without which nothing is heard, or one that often stands before it, begins here.
    fn is_known_chunk(self, bytes: &[u8], position: usize) -> bool {
        matches!(
            self.chunk_at(bytes, position),
            Some((b"fmt " | b"data" | b"fact" | b"LIST" | b"bext", _))
        )
    }

    fn chunk_at(self, bytes: &[u8], position: usize) -> Option<(&[u8; 4], u32)> {
        let id = bytes.get(position..position.checked_add(4)?)?.first_chunk()?;
        Some((id, self.u32_at(bytes, position + 4)?))
    }

    fn u16_at(self, bytes: &[u8], at: usize) -> Option<u16> {
        let number = *bytes.get(at..)?.first_chunk()?;
        Some(match self {
            Self::LowFirst => u16::from_le_bytes(number),
            Self::HighFirst => u16::from_be_bytes(number),
        })
    }

    fn u32_at(self, bytes: &[u8], at: usize) -> Option<u32> {
        let number = *bytes.get(at..)?.first_chunk()?;
        Some(match self {
            Self::LowFirst => u32::from_le_bytes(number),
            Self::HighFirst => u32::from_be_bytes(number),
        })
    }

    fn u64_at(self, bytes: &[u8], at: usize) -> Option<u64> {
        let number = *bytes.get(at..)?.first_chunk()?;
        Some(match self {
            Self::LowFirst => u64::from_le_bytes(number),
            Self::HighFirst => u64::from_be_bytes(number),
        })
    }
}

fn cut(bytes: &[u8]) -> RecordingError {
    unreadable(&format!(
        "the WAV file ends inside its header, after {} bytes",
        bytes.len()
    ))
}

fn unreadable(reason: &str) -> RecordingError {
    RecordingError::Unreadable(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::testing::{WavFile, sine};

    fn parse(bytes: &[u8]) -> Result<Wav<'_>, RecordingError> {
        super::parse(Stretch::held(bytes))
    }

    fn file() -> WavFile {
        WavFile::pcm16(8000, 1, &sine(8000, 400.0, 0.1, 0.5))
    }

    #[test]
    fn odd_chunks_before_the_samples_are_stepped_over_with_their_padding() {
        let plain = file().bytes();
        let odd = WavFile {
            before: vec![(*b"LIST", b"INFOISFT\x03\0\0\0abc".to_vec()), (*b"bext", vec![7; 601])],
            ..file()
        };
        let odd = odd.bytes();
        assert_eq!(parse(&odd).unwrap().data.front(), parse(&plain).unwrap().data.front());
        assert!(!parse(&odd).unwrap().truncated);
    }

    #[test]
    fn unset_lengths_mean_until_the_end_of_the_file() {
        for unset in [0, u32::MAX, 0x7FFF_FFFF, 0x7FFF_FFDB] {
            let bytes = WavFile {
                riff_length: Some(unset),
                data_length: Some(unset),
                ..file()
            }
            .bytes();
            let wav = parse(&bytes).unwrap();
            assert_eq!((wav.data.len(), wav.truncated), (1600, false), "{unset:#x}");
        }
    }

    #[test]
    fn an_odd_chunk_that_was_not_filled_up_hides_nothing() {
        let plain = file().bytes();
        let mut odd = plain[..12].to_vec();
        odd.extend(b"LIST\x07\0\0\0INFOabc");
        odd.extend(&plain[12..]);
        assert_eq!(parse(&odd).unwrap().data.front(), parse(&plain).unwrap().data.front());
    }

    #[test]
    fn a_data_chunk_that_runs_past_the_end_is_truncated() {
        let bytes = file().bytes();
        let wav = parse(&bytes[..bytes.len() - 700]).unwrap();
        assert_eq!((wav.data.len(), wav.truncated), (900, true));
    }

    #[test]
    fn an_rf64_file_takes_its_length_from_the_ds64_chunk() {
        let mut ds64 = vec![0; 28];
        ds64[8..16].copy_from_slice(&1600_u64.to_le_bytes());
        let file = WavFile {
            riff: *b"RF64",
            before: vec![(*b"ds64", ds64)],
            data_length: Some(u32::MAX),
            ..file()
        };
        let mut bytes = file.bytes();
        bytes.extend_from_slice(b"LIST\x04\0\0\0INFO");
        let wav = parse(&bytes).unwrap();
        assert_eq!((wav.data.len(), wav.truncated), (1600, false));
        let cut = parse(&bytes[..bytes.len() - 112]).unwrap();
        assert_eq!((cut.data.len(), cut.truncated), (1500, true));
    }

    #[test]
    fn an_rf64_file_whose_length_was_never_set_goes_on_to_its_end() {
        for unset in [0, u64::MAX, i64::MAX as u64] {
            let mut ds64 = vec![0; 28];
            ds64[8..16].copy_from_slice(&unset.to_le_bytes());
            let file = WavFile {
                riff: *b"BW64",
                before: vec![(*b"ds64", ds64)],
                riff_length: Some(u32::MAX),
                data_length: Some(u32::MAX),
                ..file()
            };
            let bytes = file.bytes();
            let wav = parse(&bytes).unwrap();
            assert_eq!((wav.data.len(), wav.truncated), (1600, false), "{unset:#x}");
        }
    }

    #[test]
    fn samples_before_their_format_are_unreadable_and_an_empty_data_chunk_is_empty() {
        let mut bytes = b"RIFF\0\0\0\0WAVEdata\x04\0\0\0abcd".to_vec();
        assert_eq!(parse(&bytes).unwrap_err().code(), "unreadable");
        bytes = WavFile {
            samples: Vec::new(),
            ..file()
        }
        .bytes();
        assert_eq!(parse(&bytes).unwrap_err().code(), "empty");
        bytes.extend_from_slice(b"LIST\x04\0\0\0INFO");
        assert_eq!(parse(&bytes).unwrap_err().code(), "empty");
    }

    #[test]
    fn a_codec_is_named_with_its_tag() {
        let bytes = WavFile {
            tag: 0x0031,
            bits: 0,
            block_align: 65,
            ..file()
        }
        .bytes();
        assert_eq!(parse(&bytes).unwrap().codec(), "GSM 6.10 (format tag 0x0031)");
    }
}
