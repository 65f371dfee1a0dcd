//! Which container some bytes are, by their first bytes, and the reader for it.

use super::packets::{Container, Packets};
use super::pcm::{Encoding, Linear};
use super::tape::Tape;
use super::{DeclaredFormat, Header, RawCodec, mp3, riff};
use crate::analysis::QualityFlag;
use crate::error::RecordingError;

/// A recording whose header has been read.
pub(super) struct Source<'a> {
    header: Header,
    reader: Reader<'a>,
}

enum Reader<'a> {
    Linear { linear: Linear<'a>, truncated: bool },
    Packets { packets: Packets<'a>, truncated: bool },
}

impl Source<'_> {
    pub fn header(&self) -> &Header {
        &self.header
    }

    pub fn play(&mut self, tape: &mut Tape) -> Result<(), RecordingError> {
        let truncated = match &mut self.reader {
            Reader::Linear { linear, truncated } => {
                linear.play(tape)?;
                *truncated
            }
            Reader::Packets { packets, truncated } => {
                packets.play(tape)?;
                *truncated
            }
        };
        if truncated {
            tape.flag(QualityFlag::Truncated);
        }
        Ok(())
    }
}

/// Recognises and opens. Errors: `empty unreadable unsupported_codec bad_rate`.
pub(super) fn open<'a>(bytes: &'a [u8], declared: Option<&DeclaredFormat>) -> Result<Source<'a>, RecordingError> {
    if bytes.is_empty() {
        return Err(RecordingError::Empty);
    }
    if riff::is_riff(bytes) {
        return wav(riff::parse(bytes)?);
    }
    if bytes.starts_with(b"fLaC") {
        return packets(Packets::open(Container::Flac, bytes)?, "FLAC");
    }
    if bytes.starts_with(b"OggS") {
        if let Some(codec) = ogg_codec(bytes) {
            return Err(RecordingError::UnsupportedCodec(codec.to_owned()));
        }
        return packets(Packets::open(Container::Ogg, bytes)?, "Ogg");
    }
    // From here on bytes could be anything, headerless audio too: only a declaration tells.
    if let Some(declared) = declared {
        return raw(bytes, declared);
    }
    let tags = mp3::tags(bytes);
    if tags > 0 && bytes[tags..].starts_with(b"fLaC") {
        return packets(Packets::open(Container::Flac, &bytes[tags..])?, "FLAC");
    }
    if let Some(codec) = known_but_unread(bytes) {
        return Err(RecordingError::UnsupportedCodec(codec.to_owned()));
    }
    mpeg(&bytes[tags..])
}

fn wav<'a>(wav: riff::Wav<'a>) -> Result<Source<'a>, RecordingError> {
    if wav.data.is_empty() {
        return Err(RecordingError::Empty);
    }
    let codec = wav.codec();
    match wav.tag {
        riff::MP3 => return mpeg(wav.data),
        riff::MS_ADPCM | riff::IMA_ADPCM => {
            let mut source = packets(Packets::adpcm(&wav)?, &codec)?;
            if wav.truncated {
                source.reader.mark_truncated();
            }
            return Ok(source);
        }
        _ => {}
    }
    let Some(encoding) = Encoding::of(&wav) else {
        return Err(RecordingError::UnsupportedCodec(codec));
    };
    let linear = Linear {
        encoding,
        channels: wav.channels,
        data: wav.data,
    };
    Ok(uncompressed(linear, wav.rate, codec, wav.truncated))
}

fn raw<'a>(bytes: &'a [u8], declared: &DeclaredFormat) -> Result<Source<'a>, RecordingError> {
    let (encoding, codec) = match declared.codec {
        RawCodec::Sln => (Encoding::S16, "PCM 16 bit"),
        RawCodec::Ulaw => (Encoding::Ulaw, "G.711 mu-law"),
        RawCodec::Alaw => (Encoding::Alaw, "G.711 A-law"),
    };
    if declared.channels == 0 {
        return Err(RecordingError::Unreadable(
            "it is declared to have no channel".to_owned(),
        ));
    }
    let linear = Linear {
        encoding,
        channels: declared.channels,
        data: bytes,
    };
    let truncated = linear.ends_inside_a_frame();
    Ok(uncompressed(linear, declared.rate, codec.to_owned(), truncated))
}

fn uncompressed(linear: Linear<'_>, rate: u32, codec: String, truncated: bool) -> Source<'_> {
    let duration_ms = linear
        .frames()
        .checked_mul(1000)
        .and_then(|frames| frames.checked_div(rate.into()));
    let header = Header {
        duration_ms,
        channels: linear.channels,
        rate,
        codec,
    };
    Source {
        header,
        reader: Reader::Linear { linear, truncated },
    }
}

fn mpeg(bytes: &[u8]) -> Result<Source<'_>, RecordingError> {
    let unknown = || RecordingError::Unreadable("it is no recording in a form that is known".to_owned());
    let (offset, frame) = mp3::find(bytes).ok_or_else(unknown)?;
    let bytes = &bytes[offset..];
    let mut source = packets(Packets::open(Container::Mp3, bytes)?, "MP3")?;
    // Without a table of contents a constant bit rate tells how long it is.
    let estimate = (bytes.len() as u64)
        .checked_mul(8000)
        .map(|bits| bits / u64::from(frame.bitrate.max(1)));
    // A table of contents that states more than these bytes hold at the lowest bit rate (8 kbit/s) is broken.
    let most_ms = bytes.len() as u64 + 1000;
    source.header.duration_ms = source
        .header
        .duration_ms
        .filter(|stated| *stated <= most_ms)
        .or(estimate);
    Ok(source)
}

fn packets<'a>(packets: Packets<'a>, codec: &str) -> Result<Source<'a>, RecordingError> {
    let duration_ms = packets
        .frames
        .and_then(|frames| frames.checked_mul(1000)?.checked_div(packets.rate.into()));
    let header = Header {
        duration_ms,
        channels: packets.channels,
        rate: packets.rate,
        codec: codec.to_owned(),
    };
    Ok(Source {
        header,
        reader: Reader::Packets {
            packets,
            truncated: false,
        },
    })
}

impl Reader<'_> {
    fn mark_truncated(&mut self) {
        match self {
            Self::Linear { truncated, .. } | Self::Packets { truncated, .. } => *truncated = true,
        }
    }
}

/// The codec in an Ogg file if it is one that is not read: the first page's packet names it.
fn ogg_codec(bytes: &[u8]) -> Option<&'static str> {
    let segments = usize::from(*bytes.get(26)?);
    let packet = bytes.get(27 + segments..)?;
    match packet {
        [b'O', b'p', b'u', b's', b'H', b'e', b'a', b'd', ..] => Some("Opus in Ogg"),
        [b'S', b'p', b'e', b'e', b'x', ..] => Some("Speex in Ogg"),
        [0x80, b't', b'h', b'e', b'o', b'r', b'a', ..] => Some("video (Theora) in Ogg"),
        _ => None,
    }
}

/// Containers that are recognised in order to be named.
fn known_but_unread(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some("MP4 or M4A"),
        [0x1A, 0x45, 0xDF, 0xA3, ..] => Some("Matroska or WebM"),
        [b'F', b'O', b'R', b'M', _, _, _, _, b'A', b'I', b'F', ..] => Some("AIFF"),
        [b'.', b's', b'n', b'd', ..] => Some("Sun audio (.au)"),
        [b'#', b'!', b'A', b'M', b'R', ..] => Some("AMR"),
        [b'c', b'a', b'f', b'f', ..] => Some("Core Audio Format"),
        [b'w', b'v', b'p', b'k', ..] => Some("WavPack"),
        [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, ..] => Some("Windows Media"),
        [0xFF, 0xF0 | 0xF1 | 0xF8 | 0xF9, ..] => Some("AAC (ADTS)"),
        _ => None,
    }
}
