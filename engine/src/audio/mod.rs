//! Bytes of a recording → samples by channel. Not speech: nothing here knows what is said.
//!
//! Bytes decide, not the name: a container is recognised by its first bytes, whatever it is called or declared as.
//! Headerless audio has none, so it is read only as declared, never guessed.
//!
//! | file | holds |
//! |---|---|
//! | `source` | which container the bytes are; the one door to the readers below |
//! | `media_type` | what a media type says of audio that has no header |
//! | `riff`, `au`, `aiff` | headers of uncompressed audio, WAV's of compressed too |
//! | `pcm`, `g711` | linear samples; the telephone's two curves |
//! | `frames`, `gsm`, `g722` | GSM 6.10 and G.722, bit by bit as their standards say |
//! | `ima4` | Apple's form of IMA ADPCM |
//! | `mp3`, `adts` | where the first MPEG or AAC frame is |
//! | `mp4`, `ogg`, `matroska` | what these say beside their packets: their codec, what of an MP4 is to be heard |
//! | `recorded`, `stretch` | where the bytes come from: memory, or a store that is read as far as they are needed |
//! | `packets`, `track`, `bytes`, `opus` | FLAC, MP1 to MP3, Ogg, MP4, Matroska, AAC and ADPCM: taken apart by symphonia, decoded by it or libopus |
//! | `tape` | what comes out of a reader: bounded, at most 16 kHz, with its quality watched |
//! | `channel`, `view` | samples in little memory, silence in none; a channel at 16 kHz, converted where it is read |
//! | `rendered` | for ears and eyes: a WAV that every browser plays, and peaks |
//! | `resample`, `level`, `dual_mono` | rate conversion that keeps time; loudness; two channels that are one |
//! | `leak` | a stretch of a channel that is a faint copy of another one |

mod adts;
mod aiff;
mod au;
mod bytes;
mod channel;
mod dual_mono;
mod frames;
mod g711;
mod g722;
mod gsm;
mod ima4;
mod leak;
mod level;
mod matroska;
mod media_type;
mod mp3;
mod mp4;
mod ogg;
mod opus;
mod packets;
mod pcm;
mod recorded;
mod rendered;
mod resample;
mod riff;
mod source;
mod stretch;
mod tape;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod track;
mod view;

use serde::{Deserialize, Serialize};

use crate::analysis::QualityFlag;
use crate::error::RecordingError;
use recorded::Store;
use source::Source;
use stretch::Stretch;

pub use channel::Channel;
pub(crate) use leak::is_faint_copy;
pub use level::{by_second as loudness_by_second, of_channel as channel_loudness};
pub use recorded::Recorded;
pub use rendered::{Wav, peaks};
pub use resample::resample;
pub use view::{Samples, View};

/// The lowest and highest sample rate that is read, in Hz.
pub const RATES: std::ops::RangeInclusive<u32> = 4_000..=384_000;

/// The rate that recordings with a higher one are reduced to while they are decoded, and that speech models take.
pub const SPEECH_RATE: u32 = 16_000;

/// A decoded recording.
#[derive(Clone, Debug, PartialEq)]
pub struct Sound {
    /// Hz; at most [`SPEECH_RATE`].
    pub rate: u32,
    /// All of one length. Dual mono is one channel here.
    pub channels: Vec<Channel>,
    /// As in the file, before dual mono was made one.
    pub source_channels: u16,
    pub flags: Vec<QualityFlag>,
    pub duration_ms: u64,
}

/// What a recording may need at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    pub max_seconds: u64,
    pub max_channels: u16,
    /// Of all channels together, at no more than [`SPEECH_RATE`]: two bytes of memory each.
    pub max_samples: u64,
}

impl Default for Limits {
    fn default() -> Self {
        let max_seconds = 4 * 3600;
        Self {
            max_seconds,
            max_channels: 8,
            max_samples: max_seconds * u64::from(SPEECH_RATE) * 2,
        }
    }
}

impl Limits {
    /// Frames at `rate` that a recording of so many channels may have.
    fn frames(&self, rate: u32, channels: u16) -> u64 {
        let kept = u64::from(rate.clamp(1, SPEECH_RATE)) * u64::from(channels.max(1));
        let seconds = self.max_seconds.min(self.max_samples / kept);
        seconds.saturating_mul(rate.into())
    }
}

/// What a sender says of audio that has no header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredFormat {
    pub codec: RawCodec,
    /// Hz.
    pub rate: u32,
    pub channels: u16,
}

/// Samples a second that G.722 gives.
const G722_RATE: u32 = 16_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RawCodec {
    /// 16-bit signed linear, little-endian.
    Sln,
    /// 16-bit signed linear, big-endian (RFC 2586).
    L16,
    Ulaw,
    Alaw,
    /// GSM 6.10, 33 bytes a frame.
    Gsm,
    /// GSM 6.10, 65 bytes for two frames.
    Wav49,
    /// 64 kbit/s.
    G722,
    /// Known, but read only by an external decoder.
    G729,
}

impl RawCodec {
    pub const NAMES: &str = "sln, l16, ulaw, alaw, gsm, wav49, g722, g729";

    /// The name it is stored under, which it can be parsed from.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sln => "sln",
            Self::L16 => "l16",
            Self::Ulaw => "ulaw",
            Self::Alaw => "alaw",
            Self::Gsm => "gsm",
            Self::Wav49 => "wav49",
            Self::G722 => "g722",
            Self::G729 => "g729",
        }
    }

    /// The rate of a codec that has only one.
    pub fn rate(self) -> Option<u32> {
        match self {
            Self::Sln | Self::L16 | Self::Ulaw | Self::Alaw => None,
            Self::Gsm | Self::Wav49 | Self::G729 => Some(8000),
            Self::G722 => Some(G722_RATE),
        }
    }
}

impl std::str::FromStr for RawCodec {
    type Err = String;

    /// The names that telephone systems use for their files, without the dot.
    fn from_str(name: &str) -> Result<Self, String> {
        match name.to_ascii_lowercase().as_str() {
            "sln" | "slin" | "s16le" | "raw" => Ok(Self::Sln),
            "l16" | "s16be" => Ok(Self::L16),
            "ulaw" | "mulaw" | "pcmu" | "mu" | "ul" => Ok(Self::Ulaw),
            "alaw" | "pcma" | "al" => Ok(Self::Alaw),
            "gsm" => Ok(Self::Gsm),
            "wav49" => Ok(Self::Wav49),
            "g722" => Ok(Self::G722),
            "g729" => Ok(Self::G729),
            other => Err(format!("{other:?} is no headerless format; known are {}", Self::NAMES)),
        }
    }
}

/// What the header says; nothing is decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// `None` where only decoding would tell.
    pub duration_ms: Option<u64>,
    pub channels: u16,
    /// Hz.
    pub rate: u32,
    pub codec: String,
}

impl Header {
    fn permit(&self, limits: &Limits) -> Result<(), RecordingError> {
        if self.channels > limits.max_channels {
            let (channels, max_channels) = (self.channels.into(), limits.max_channels.into());
            return Err(RecordingError::TooManyChannels { channels, max_channels });
        }
        if !RATES.contains(&self.rate) {
            return Err(RecordingError::BadRate {
                rate: self.rate,
                min: *RATES.start(),
                max: *RATES.end(),
            });
        }
        let max_seconds = limits.frames(self.rate, self.channels) / u64::from(self.rate);
        match self.duration_ms.map(|ms| ms.div_ceil(1000)) {
            Some(seconds) if seconds > max_seconds => Err(RecordingError::TooLong { seconds, max_seconds }),
            _ => Ok(()),
        }
    }
}

/// Decodes a whole recording. `declared` counts only where the bytes are no container.
///
/// Memory: 2 bytes a sample at no more than 16 kHz and none for silence, so at most 2 × `max_samples`.
/// Errors: [`RecordingError::code`] `empty unreadable unsupported_codec too_long too_many_channels bad_rate`.
pub fn decode(recording: &[u8], declared: Option<&DeclaredFormat>, limits: &Limits) -> Result<Sound, RecordingError> {
    play(source::open(Stretch::held(recording), declared)?, limits)
}

/// Bytes of a stored recording that are read to find out what it is.
const FRONT_BYTES: u64 = 512 * 1024;

/// The same of a recording that may lie elsewhere: it is read as it is decoded, and nothing of its bytes is kept. MP4, Matroska, GSM,
/// G.722 and what has pictures before its sound are read whole first.
///
/// Errors: as [`decode`], and `recording_unavailable`.
pub fn decode_from(
    recording: &dyn Recorded,
    declared: Option<&DeclaredFormat>,
    limits: &Limits,
) -> Result<Sound, RecordingError> {
    match recording.held() {
        Some(bytes) => decode(bytes, declared, limits),
        None => decode_stored(recording, FRONT_BYTES, declared, limits),
    }
}

fn decode_stored(
    recording: &dyn Recorded,
    front_bytes: u64,
    declared: Option<&DeclaredFormat>,
    limits: &Limits,
) -> Result<Sound, RecordingError> {
    let store = Store::new(recording);
    let found = decode_by_front(&store, front_bytes, declared, limits);
    // A decoder may have taken it for the end of its stream.
    match store.into_failure() {
        Some(failure) => Err(RecordingError::Unavailable(failure)),
        None => found,
    }
}

fn decode_by_front(
    store: &Store<'_>,
    front_bytes: u64,
    declared: Option<&DeclaredFormat>,
    limits: &Limits,
) -> Result<Sound, RecordingError> {
    let read = |length: u64| store.read(0..length).map_err(RecordingError::Unavailable);
    let front = read(store.length().min(front_bytes))?;
    if let Ok(source) = source::open(Stretch::stored(&front, store), declared) {
        return play(source, limits);
    }
    drop(front);
    // What its first bytes do not tell, all of them do.
    decode(&read(store.length())?, declared, limits)
}

fn play(mut source: Source<'_>, limits: &Limits) -> Result<Sound, RecordingError> {
    let header = source.header().clone();
    header.permit(limits)?;
    let mut tape = tape::Tape::new(header.rate, header.channels, limits)?;
    source.play(&mut tape)?;
    let mut sound = tape.finish()?;
    if dual_mono::is_one_signal(&sound.channels, sound.rate) {
        // The one that is heard best, and lies first if both are.
        let louder = dual_mono::louder(&sound.channels, sound.rate);
        sound.channels.swap(0, louder);
        sound.channels.truncate(1);
        sound.flags.push(QualityFlag::DualMono);
    }
    sound.flags.sort_unstable();
    Ok(sound)
}

/// Reads the header only: cheap enough for the door. The same errors as [`decode`] as far as a header tells.
pub fn probe(recording: &[u8], declared: Option<&DeclaredFormat>) -> Result<Header, RecordingError> {
    let source = source::open(Stretch::held(recording), declared)?;
    let header = source.header().clone();
    header.permit(&Limits {
        max_seconds: u64::MAX,
        max_samples: u64::MAX,
        ..Limits::default()
    })?;
    Ok(header)
}
