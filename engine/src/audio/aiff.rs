//! Apple's AIFF and AIFF-C, read without trust: chunks of big-endian lengths, of which two count.

use super::ima4::Ima4;
use super::pcm::{Encoding, Linear};
use super::source::{Body, Opened};
use super::stretch::Stretch;
use crate::error::RecordingError;

/// From here on a length is a placeholder of a writer that could not go back to its header; so is one with no room for samples.
const UNSET_FROM: u64 = 0x7F00_0000;
/// Of the samples' own header: where they begin, and the size of their blocks.
const SAMPLES_HEADER: u64 = 8;

pub(super) fn is_aiff(bytes: &[u8]) -> bool {
    bytes.starts_with(b"FORM") && matches!(bytes.get(8..12), Some(b"AIFF" | b"AIFC"))
}

/// What the `COMM` chunk says.
struct Common {
    channels: u16,
    rate: u32,
    /// `None`: Apple's IMA ADPCM.
    encoding: Option<Encoding>,
    codec: String,
}

/// Errors: `unreadable empty unsupported_codec`.
pub(super) fn parse(recording: Stretch<'_>) -> Result<Opened<'_>, RecordingError> {
    let bytes = recording.front();
    let cut = || unreadable("the AIFF file ends inside its header");
    let (mut position, mut common, mut samples) = (12, None, None);
    while common.is_none() || samples.is_none() {
        let Some(&[a, b, c, d, e, f, g, h]) = bytes.get(position..).and_then(<[u8]>::first_chunk) else {
            break;
        };
        let (id, length) = ([a, b, c, d], u32::from_be_bytes([e, f, g, h]) as usize);
        let rest = bytes.get(position + 8..).unwrap_or_default();
        match &id {
            b"COMM" => common = Some(parse_common(rest.get(..length).ok_or_else(cut)?)?),
            b"SSND" => {
                let rest = recording.after(position + 8).unwrap_or_else(|| recording.upto(0));
                let stated = Some(length as u64).filter(|stated| (SAMPLES_HEADER..UNSET_FROM).contains(stated));
                let is_cut = stated.is_some_and(|stated| stated > rest.len());
                samples = Some((rest.upto(stated.unwrap_or(u64::MAX)), is_cut));
            }
            _ => {}
        }
        position = position.saturating_add(8 + length + (length & 1));
    }
    let common = common.ok_or_else(cut)?;
    let (body, truncated) = samples.ok_or(RecordingError::Empty)?;
    let &[a, b, c, d, ..] = body.front() else {
        return Err(cut());
    };
    let begin = u32::from_be_bytes([a, b, c, d]) as usize;
    let data = body.after(SAMPLES_HEADER as usize).and_then(|body| body.after(begin));
    let data = data.filter(|data| !data.is_empty()).ok_or(RecordingError::Empty)?;
    let channels = common.channels;
    Ok(Opened {
        body: match common.encoding {
            Some(encoding) => Body::Linear(Linear {
                encoding,
                channels,
                data,
            }),
            None => Body::Ima4(Ima4 { channels, data }),
        },
        rate: common.rate,
        codec: common.codec,
        truncated,
    })
}

fn parse_common(chunk: &[u8]) -> Result<Common, RecordingError> {
    let short = || unreadable("the AIFF file's format is too short");
    let word = |at: usize| {
        let word = chunk.get(at..).and_then(<[u8]>::first_chunk);
        word.map(|word| u16::from_be_bytes(*word)).ok_or_else(short)
    };
    let (channels, bits) = (word(0)?, word(6)?);
    let rate = extended(chunk.get(8..).and_then(<[u8]>::first_chunk).ok_or_else(short)?);
    if channels == 0 {
        return Err(unreadable("the AIFF file states no channel"));
    }
    let kind: [u8; 4] = match chunk.get(18..) {
        Some(rest) => rest.first_chunk().copied().unwrap_or(*b"NONE"),
        None => *b"NONE",
    };
    if kind == *b"ima4" {
        return Ok(Common {
            channels,
            rate,
            encoding: None,
            codec: "IMA ADPCM".to_owned(),
        });
    }
    let encoding = match (&kind, bits.div_ceil(8)) {
        (b"NONE" | b"twos", 1) => Encoding::S8,
        (b"NONE" | b"twos", 2) => Encoding::S16Be,
        (b"NONE" | b"twos" | b"in24", 3) => Encoding::S24Be,
        (b"NONE" | b"twos" | b"in32", 4) => Encoding::S32Be,
        (b"raw ", _) => Encoding::U8,
        (b"sowt", 1) => Encoding::S8,
        (b"sowt", 2) => Encoding::S16,
        (b"sowt", 3) => Encoding::S24,
        (b"sowt", 4) => Encoding::S32,
        (b"in24", _) => Encoding::S24Be,
        (b"in32", _) => Encoding::S32Be,
        (b"fl32" | b"FL32", _) => Encoding::F32Be,
        (b"fl64" | b"FL64", _) => Encoding::F64Be,
        (b"ulaw" | b"ULAW", _) => Encoding::Ulaw,
        (b"alaw" | b"ALAW", _) => Encoding::Alaw,
        _ => {
            let kind = String::from_utf8_lossy(&kind).trim().to_owned();
            return Err(RecordingError::UnsupportedCodec(format!(
                "{kind:?} in AIFF, {bits} bit"
            )));
        }
    };
    let codec = match encoding {
        Encoding::Ulaw => "G.711 mu-law".to_owned(),
        Encoding::Alaw => "G.711 A-law".to_owned(),
        Encoding::F32Be | Encoding::F64Be => format!("PCM float {} bit", encoding.bytes() * 8),
        _ => format!("PCM {} bit", encoding.bytes() * 8),
    };
    Ok(Common {
        channels,
        rate,
        encoding: Some(encoding),
        codec,
    })
}

/// A number of 80 bits (sign, exponent, mantissa with its leading one) as a whole number; what is none is 0.
fn extended(bytes: &[u8; 10]) -> u32 {
    let [sign, exponent, mantissa @ ..] = bytes;
    let exponent = i32::from(sign & 0x7F) << 8 | i32::from(*exponent);
    let mantissa = u64::from_be_bytes(*mantissa);
    match 16_383 + 63 - exponent {
        shift @ 32..=63 if sign & 0x80 == 0 => (mantissa >> shift) as u32,
        _ => 0,
    }
}

fn unreadable(reason: &str) -> RecordingError {
    RecordingError::Unreadable(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_numbers_of_eighty_bits() {
        assert_eq!(extended(&[0x40, 0x0B, 0xFA, 0, 0, 0, 0, 0, 0, 0]), 8000);
        assert_eq!(extended(&[0x40, 0x0E, 0xAC, 0x44, 0, 0, 0, 0, 0, 0]), 44_100);
        assert_eq!(extended(&[0xC0, 0x0B, 0xFA, 0, 0, 0, 0, 0, 0, 0]), 0);
        assert_eq!(extended(&[0x7F, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0]), 0);
        assert_eq!(extended(&[0; 10]), 0);
    }

    #[test]
    fn a_length_that_a_writer_could_not_go_back_to_means_until_the_end_of_the_file() {
        let file = |length: u32| {
            let mut bytes = b"FORM\0\0\0\0AIFFCOMM\0\0\0\x12\0\x01\0\0\0\0\0\x10".to_vec();
            bytes.extend([0x40, 0x0B, 0xFA, 0, 0, 0, 0, 0, 0, 0]);
            bytes.extend(*b"SSND");
            bytes.extend(length.to_be_bytes());
            bytes.extend([0; 8]);
            bytes.extend([0x40, 0, 0xC0, 0]);
            bytes
        };
        for (length, is_cut) in [
            (12, false),
            (0, false),
            (u32::MAX, false),
            (0x7F00_0008, false),
            (40, true),
        ] {
            let bytes = file(length);
            let opened = parse(Stretch::held(&bytes)).unwrap();
            let Body::Linear(linear) = opened.body else {
                panic!("its samples are coded");
            };
            assert_eq!(linear.data.front(), [0x40, 0, 0xC0, 0], "{length:#x}");
            assert_eq!(opened.truncated, is_cut, "{length:#x}");
        }
    }

    #[test]
    fn a_kind_that_is_not_read_is_named() {
        let mut chunk = vec![0, 1, 0, 0, 0, 9, 0, 16, 0x40, 0x0B, 0xFA, 0, 0, 0, 0, 0, 0, 0];
        chunk.extend(*b"MAC3\0\0");
        let refusal = parse_common(&chunk).err().unwrap();
        assert_eq!(
            refusal.to_string(),
            "the codec is not supported: \"MAC3\" in AIFF, 16 bit"
        );
    }
}
