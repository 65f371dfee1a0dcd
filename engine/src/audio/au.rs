//! Sun and NeXT sound files (`.au`, `.snd`): a header of big-endian words, then the samples.

use super::pcm::{Encoding, Linear};
use super::source::{Body, Opened};
use super::stretch::Stretch;
use crate::error::RecordingError;

/// A length that was never set.
const UNSET: u32 = u32::MAX;

/// Errors: `unreadable empty unsupported_codec`.
pub(super) fn parse(recording: Stretch<'_>) -> Result<Opened<'_>, RecordingError> {
    let bytes = recording.front();
    let word = |at: usize| {
        let word = bytes.get(at..).and_then(<[u8]>::first_chunk);
        word.map(|word| u32::from_be_bytes(*word))
            .ok_or_else(|| unreadable("the sound file ends inside its header"))
    };
    let (begin, length, kind, rate, channels) = (word(4)?, word(8)?, word(12)?, word(16)?, word(20)?);
    let (encoding, codec) = match kind {
        1 => (Encoding::Ulaw, "G.711 mu-law"),
        2 => (Encoding::S8, "PCM 8 bit"),
        3 => (Encoding::S16Be, "PCM 16 bit"),
        4 => (Encoding::S24Be, "PCM 24 bit"),
        5 => (Encoding::S32Be, "PCM 32 bit"),
        6 => (Encoding::F32Be, "PCM float 32 bit"),
        7 => (Encoding::F64Be, "PCM float 64 bit"),
        27 => (Encoding::Alaw, "G.711 A-law"),
        23 => return Err(unsupported("G.721 ADPCM in Sun audio")),
        24 => return Err(unsupported("G.722 in Sun audio")),
        25 | 26 => return Err(unsupported("G.723 ADPCM in Sun audio")),
        other => return Err(unsupported(&format!("Sun audio of kind {other}"))),
    };
    if channels == 0 {
        return Err(unreadable("the sound file states no channel"));
    }
    let begin = begin.max(24) as usize;
    let body = recording
        .after(begin)
        .filter(|body| !body.is_empty())
        .ok_or(RecordingError::Empty)?;
    let stated = (length != UNSET && length != 0).then_some(u64::from(length));
    Ok(Opened {
        body: Body::Linear(Linear {
            encoding,
            channels: u16::try_from(channels).unwrap_or(u16::MAX),
            data: body.upto(stated.unwrap_or(u64::MAX)),
        }),
        rate,
        codec: codec.to_owned(),
        truncated: stated.is_some_and(|stated| stated > body.len()),
    })
}

fn unreadable(reason: &str) -> RecordingError {
    RecordingError::Unreadable(reason.to_owned())
}

fn unsupported(codec: &str) -> RecordingError {
    RecordingError::UnsupportedCodec(codec.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(bytes: &[u8]) -> Result<Opened<'_>, RecordingError> {
        super::parse(Stretch::held(bytes))
    }

    fn file(kind: u32, length: u32, samples: &[u8]) -> Vec<u8> {
        let mut bytes = b".snd".to_vec();
        for word in [28, length, kind, 8000, 2] {
            bytes.extend(word.to_be_bytes());
        }
        bytes.extend(*b"note");
        bytes.extend(samples);
        bytes
    }

    #[test]
    fn the_samples_begin_where_the_header_says_and_end_with_the_file_if_it_does_not() {
        let bytes = file(3, UNSET, &[0x40, 0, 0xC0, 0]);
        let opened = parse(&bytes).unwrap();
        let Body::Linear(linear) = opened.body else {
            panic!("its samples are coded");
        };
        let samples = linear.data.front();
        assert_eq!((samples, opened.rate), (&[0x40, 0, 0xC0, 0][..], 8000));
        assert!(!opened.truncated);
        let bytes = file(1, 9, &[1, 2, 3, 4]);
        assert!(parse(&bytes).unwrap().truncated);
    }

    #[test]
    fn what_is_not_read_is_named() {
        let refusal = parse(&file(23, UNSET, &[0; 8])).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "the codec is not supported: G.721 ADPCM in Sun audio"
        );
        assert_eq!(parse(&file(3, UNSET, &[])).unwrap_err().code(), "empty");
        assert_eq!(parse(b".snd\0\0\0\x18").unwrap_err().code(), "unreadable");
    }
}
