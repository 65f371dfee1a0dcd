//! Which container some bytes are, by their first bytes, and the reader for it.

use super::frames::{Coding, Frames};
use super::ima4::Ima4;
use super::packets::{Container, Packets};
use super::pcm::{Encoding, Linear};
use super::stretch::Stretch;
use super::tape::Tape;
use super::{DeclaredFormat, G722_RATE, Header, RawCodec, adts, aiff, au, matroska, mp3, mp4, ogg, riff};
use crate::analysis::QualityFlag;
use crate::error::RecordingError;

/// Bytes by which a stream without a container is told from noise, where there are as many: frames that agree.
const TELLING: usize = 128 * 1024;

/// A recording whose header has been read.
pub(super) struct Source<'a> {
    header: Header,
    reader: Reader<'a>,
    /// The header says more than there is.
    truncated: bool,
}

enum Reader<'a> {
    Body(Body<'a>),
    Frames(Frames<'a>),
    Packets(Box<Packets<'a>>),
}

/// What stands behind a header of AIFF, AU or WAV, in steps of equal size.
#[derive(Debug)]
pub(super) enum Body<'a> {
    Linear(Linear<'a>),
    Ima4(Ima4<'a>),
}

impl Body<'_> {
    fn channels(&self) -> u16 {
        match self {
            Self::Linear(linear) => linear.channels,
            Self::Ima4(ima4) => ima4.channels,
        }
    }

    fn frames(&self) -> u64 {
        match self {
            Self::Linear(linear) => linear.frames(),
            Self::Ima4(ima4) => ima4.frames(),
        }
    }

    fn play(&self, tape: &mut Tape) -> Result<(), RecordingError> {
        match self {
            Self::Linear(linear) => linear.play(tape),
            Self::Ima4(ima4) => ima4.play(tape),
        }
    }
}

/// Samples and what their header says.
#[derive(Debug)]
pub(super) struct Opened<'a> {
    pub body: Body<'a>,
    pub rate: u32,
    pub codec: String,
    pub truncated: bool,
}

impl Source<'_> {
    pub fn header(&self) -> &Header {
        &self.header
    }

    pub fn play(&mut self, tape: &mut Tape) -> Result<(), RecordingError> {
        match &mut self.reader {
            Reader::Body(body) => body.play(tape)?,
            Reader::Frames(frames) => frames.play(tape)?,
            Reader::Packets(packets) => packets.play(tape)?,
        }
        if self.truncated {
            tape.flag(QualityFlag::Truncated);
        }
        Ok(())
    }
}

/// Recognises and opens. Of a recording that does not lie in memory as a whole an error may only mean that its first bytes do not tell.
/// Errors: `empty unreadable unsupported_codec bad_rate`.
pub(super) fn open<'a>(
    recording: Stretch<'a>,
    declared: Option<&DeclaredFormat>,
) -> Result<Source<'a>, RecordingError> {
    if recording.is_empty() {
        return Err(RecordingError::Empty);
    }
    let bytes = recording.front();
    if riff::is_riff(bytes) {
        return wav(riff::parse(recording)?);
    }
    if bytes.starts_with(b"fLaC") {
        return packets(Packets::open(Container::Flac, recording)?, "FLAC");
    }
    if bytes.starts_with(b"OggS") {
        return in_ogg(recording);
    }
    if aiff::is_aiff(bytes) {
        return Ok(behind_a_header(aiff::parse(recording)?));
    }
    if bytes.starts_with(b".snd") {
        return Ok(behind_a_header(au::parse(recording)?));
    }
    if mp4::is_mp4(bytes) {
        return named(Packets::open(Container::Mp4, recording), "AAC or ALAC in MP4", || {
            mp4::codec(bytes)
        });
    }
    if bytes.starts_with(&matroska::MAGIC) {
        return named(Packets::open(Container::Matroska, recording), "Matroska", || {
            matroska::codec(bytes)
        });
    }
    let tags = mp3::tags(bytes);
    let untagged = recording.after(tags).unwrap_or(recording);
    if tags > 0 && untagged.front().starts_with(b"fLaC") {
        return packets(Packets::open(Container::Flac, untagged)?, "FLAC");
    }
    if let Some(codec) = known_but_unread(bytes) {
        return Err(RecordingError::UnsupportedCodec(codec.to_owned()));
    }
    // From here on bytes could be anything, headerless audio too: where no stream of frames shows itself, only a declaration tells.
    if let Some(declared) = declared
        && tags == 0
        && !is_stream(recording.front_of(TELLING)?)
    {
        return raw(recording, declared);
    }
    if adts::begins(untagged.front_of(TELLING)?) {
        return named(Packets::open(Container::Adts, untagged), "AAC (ADTS)", || {
            Some("AAC (ADTS)".to_owned())
        });
    }
    mpeg(untagged)
}

/// Frames that agree, as those of headerless audio never do.
fn is_stream(bytes: &[u8]) -> bool {
    adts::begins(bytes) || mp3::begins(bytes) || mp3::unread(bytes).is_some()
}

fn wav<'a>(wav: riff::Wav<'a>) -> Result<Source<'a>, RecordingError> {
    if wav.data.is_empty() {
        return Err(RecordingError::Empty);
    }
    let codec = wav.codec();
    let coding = match wav.tag {
        riff::MPEG | riff::MP3 => {
            return Ok(Source {
                truncated: wav.truncated,
                ..mpeg(wav.data)?
            });
        }
        // Nobody says in which order the numbers of their blocks stand there.
        riff::MS_ADPCM | riff::IMA_ADPCM if wav.order == riff::Order::HighFirst => {
            return Err(RecordingError::UnsupportedCodec(format!(
                "{codec} in big-endian RIFF (RIFX)"
            )));
        }
        riff::MS_ADPCM if wav.has_own_predictors() => {
            return Err(RecordingError::UnsupportedCodec(format!(
                "{codec} with predictors of its own"
            )));
        }
        riff::MS_ADPCM | riff::IMA_ADPCM => {
            let source = packets(Packets::adpcm(&wav)?, &codec)?;
            return Ok(Source {
                truncated: wav.truncated,
                ..source
            });
        }
        riff::GSM => Some(Coding::Wav49),
        riff::G722 | riff::G722_ALSO => Some(Coding::G722),
        _ => None,
    };
    if let Some(coding) = coding {
        if wav.channels != 1 {
            let channels = wav.channels;
            return Err(RecordingError::UnsupportedCodec(format!(
                "{codec} of {channels} channels"
            )));
        }
        let frames = Frames {
            coding,
            data: wav.data.whole()?,
            stated: wav.samples.map(u64::from),
        };
        // The header of G.722 may state its bytes a second instead of its samples.
        let rate = if coding == Coding::G722 { G722_RATE } else { wav.rate };
        return equal_frames(frames, rate, wav.truncated);
    }
    let Some(encoding) = Encoding::of(&wav) else {
        return Err(RecordingError::UnsupportedCodec(codec));
    };
    Ok(behind_a_header(Opened {
        body: Body::Linear(Linear {
            encoding,
            channels: wav.channels,
            data: wav.data,
        }),
        rate: wav.rate,
        codec,
        truncated: wav.truncated,
    }))
}

fn raw<'a>(bytes: Stretch<'a>, declared: &DeclaredFormat) -> Result<Source<'a>, RecordingError> {
    let (encoding, codec) = match declared.codec {
        RawCodec::Sln => (Encoding::S16, "PCM 16 bit"),
        RawCodec::L16 => (Encoding::S16Be, "PCM 16 bit"),
        RawCodec::Ulaw => (Encoding::Ulaw, "G.711 mu-law"),
        RawCodec::Alaw => (Encoding::Alaw, "G.711 A-law"),
        RawCodec::Gsm => return raw_frames(bytes, declared, Coding::Gsm),
        RawCodec::Wav49 => return raw_frames(bytes, declared, Coding::Wav49),
        RawCodec::G722 => return raw_frames(bytes, declared, Coding::G722),
        RawCodec::G729 => return Err(RecordingError::UnsupportedCodec("G.729".to_owned())),
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
    Ok(behind_a_header(Opened {
        truncated: linear.ends_inside_a_frame(),
        body: Body::Linear(linear),
        rate: declared.rate,
        codec: codec.to_owned(),
    }))
}

fn raw_frames<'a>(bytes: Stretch<'a>, declared: &DeclaredFormat, coding: Coding) -> Result<Source<'a>, RecordingError> {
    if declared.channels != 1 {
        let (codec, channels) = (coding.codec(), declared.channels);
        return Err(RecordingError::UnsupportedCodec(format!(
            "{codec} of {channels} channels"
        )));
    }
    let frames = Frames {
        coding,
        data: bytes.whole()?,
        stated: None,
    };
    let truncated = frames.ends_inside_a_frame();
    equal_frames(frames, declared.rate, truncated)
}

fn equal_frames(frames: Frames<'_>, rate: u32, truncated: bool) -> Result<Source<'_>, RecordingError> {
    let samples = frames.samples();
    if samples == 0 {
        return Err(RecordingError::Empty);
    }
    Ok(Source {
        header: Header {
            duration_ms: (samples * 1000).checked_div(rate.into()),
            channels: 1,
            rate,
            codec: frames.coding.codec().to_owned(),
        },
        reader: Reader::Frames(frames),
        truncated,
    })
}

fn behind_a_header(opened: Opened<'_>) -> Source<'_> {
    let frames = opened.body.frames().checked_mul(1000);
    Source {
        header: Header {
            duration_ms: frames.and_then(|frames| frames.checked_div(opened.rate.into())),
            channels: opened.body.channels(),
            rate: opened.rate,
            codec: opened.codec,
        },
        reader: Reader::Body(opened.body),
        truncated: opened.truncated,
    }
}

fn in_ogg(bytes: Stretch<'_>) -> Result<Source<'_>, RecordingError> {
    match ogg::codec(bytes.front()) {
        Some((codec, true)) => packets(Packets::open(Container::Ogg, bytes)?, codec),
        Some((codec, false)) => Err(RecordingError::UnsupportedCodec(codec.to_owned())),
        None => packets(Packets::open(Container::Ogg, bytes)?, "Ogg"),
    }
}

/// A container whose codec is only known by looking into it; symphonia's words for one that is not read name none.
fn named<'a>(
    opened: Result<Packets<'a>, RecordingError>,
    container: &str,
    codec: impl FnOnce() -> Option<String>,
) -> Result<Source<'a>, RecordingError> {
    match opened {
        Err(RecordingError::UnsupportedCodec(reason)) => Err(match codec() {
            // One kind of it is read, so that its name alone would explain nothing.
            Some(codec) if codec.contains("AAC") => {
                RecordingError::UnsupportedCodec(format!("{codec}, other than LC of one or two channels"))
            }
            Some(codec) => RecordingError::UnsupportedCodec(codec),
            None => RecordingError::Unreadable(reason),
        }),
        opened => packets(opened?, &codec().unwrap_or_else(|| container.to_owned())),
    }
}

fn mpeg(bytes: Stretch<'_>) -> Result<Source<'_>, RecordingError> {
    let front = bytes.front_of(TELLING)?;
    let unknown = || match mp3::unread(front) {
        Some(codec) => RecordingError::UnsupportedCodec(codec),
        None => RecordingError::Unreadable("it is no recording in a form that is known".to_owned()),
    };
    let (offset, first) = mp3::find(front).ok_or_else(unknown)?;
    let bytes = without_ending(bytes)?.after(offset).ok_or_else(unknown)?;
    let mut source = packets(Packets::open(Container::Mpeg, bytes)?, first.codec())?;
    // Without a table of contents a constant bit rate tells how long it is; one that varies tells nothing.
    let front = bytes.front();
    let bitrate = mp3::constant_bitrate(&front[..front.len().min(TELLING)]);
    let estimate = bitrate.and_then(|bitrate| bytes.len().checked_mul(8000)?.checked_div(bitrate.into()));
    // A table of contents that states more than these bytes hold at the lowest bit rate (8 kbit/s) is broken.
    let most_ms = bytes.len() + 1000;
    source.header.duration_ms = source
        .header
        .duration_ms
        .filter(|stated| *stated <= most_ms)
        .or(estimate);
    Ok(source)
}

/// Without the tags that stand after the last frame.
fn without_ending(bytes: Stretch<'_>) -> Result<Stretch<'_>, RecordingError> {
    let from = bytes.len().saturating_sub(mp3::ENDING as u64);
    let last = bytes.read(from, mp3::ENDING).map_err(RecordingError::Unavailable)?;
    // What would leave nothing is none.
    let left = bytes.len().checked_sub(mp3::tags_after(&last)).filter(|left| *left > 0);
    Ok(left.map_or(bytes, |left| bytes.upto(left)))
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
        reader: Reader::Packets(Box::new(packets)),
        truncated: false,
    })
}

/// Containers that are recognised in order to be named.
fn known_but_unread(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [b'#', b'!', b'A', b'M', b'R', b'-', b'W', b'B', ..] => Some("AMR-WB"),
        [b'#', b'!', b'A', b'M', b'R', ..] => Some("AMR"),
        [b'c', b'a', b'f', b'f', ..] => Some("Core Audio Format"),
        [b'w', b'v', b'p', b'k', ..] => Some("WavPack"),
        [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, ..] => Some("Windows Media"),
        [b'r', b'i', b'f', b'f', 0x2E, 0x91, 0xCF, 0x11, ..] => Some("Sony Wave64"),
        [b'C', b'r', b'e', b'a', b't', b'i', b'v', b'e', b' ', b'V', ..] => Some("Creative Voice"),
        [b'N', b'I', b'S', b'T', b'_', b'1', b'A', ..] => Some("NIST SPHERE"),
        [b'#', b'!', b'S', b'I', b'L', b'K', ..] => Some("SILK"),
        [_, _, _, _, b'm', b'o', b'o', b'v', ..] | [_, _, _, _, b'm', b'd', b'a', b't', ..] => {
            Some("QuickTime that does not say its type")
        }
        _ => None,
    }
}
