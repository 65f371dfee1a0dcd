//! Bytes of a recording → samples by channel. Not speech: nothing here knows what is said.
//!
//! Bytes decide, not the name: a container is recognised by its first bytes, whatever it is called or declared as.
//! Headerless audio has none, so it is read only as declared, never guessed.
//!
//! | file | holds |
//! |---|---|
//! | `source` | which container the bytes are; the one door to the readers below |
//! | `riff`, `pcm`, `g711` | WAV and headerless audio: header, linear samples, the telephone's two curves |
//! | `mp3` | where the first MPEG frame is |
//! | `packets` | FLAC, MP3, Ogg and ADPCM, decoded by symphonia |
//! | `tape` | what comes out of a reader: bounded, at most 16 kHz, with its quality watched |
//! | `resample`, `level`, `dual_mono` | rate conversion that keeps time; loudness; two channels that are one |

mod dual_mono;
mod g711;
mod level;
mod mp3;
mod packets;
mod pcm;
mod resample;
mod riff;
mod source;
mod tape;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::analysis::QualityFlag;
use crate::error::RecordingError;

pub use level::by_second as loudness_by_second;
pub use resample::resample;

/// The lowest and highest sample rate that is read, in Hz.
pub const RATES: std::ops::RangeInclusive<u32> = 4_000..=384_000;

/// The rate that recordings with a higher one are reduced to while they are decoded, and that speech models take.
pub const SPEECH_RATE: u32 = 16_000;

/// A decoded recording.
#[derive(Clone, Debug, PartialEq)]
pub struct Sound {
    /// Hz; at most [`SPEECH_RATE`].
    pub rate: u32,
    /// One `Vec` a channel, all of one length, samples in -1…1. Dual mono is one channel here.
    pub channels: Vec<Vec<f32>>,
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
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_seconds: 4 * 3600,
            max_channels: 8,
        }
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RawCodec {
    /// 16-bit signed linear, little-endian.
    Sln,
    Ulaw,
    Alaw,
}

impl std::str::FromStr for RawCodec {
    type Err = String;

    /// The names that telephone systems use for their files, without the dot.
    fn from_str(name: &str) -> Result<Self, String> {
        match name.to_ascii_lowercase().as_str() {
            "sln" | "slin" | "s16le" | "raw" => Ok(Self::Sln),
            "ulaw" | "mulaw" | "pcmu" | "mu" | "ul" => Ok(Self::Ulaw),
            "alaw" | "pcma" | "al" => Ok(Self::Alaw),
            other => Err(format!("{other:?} is no headerless format; known are sln, ulaw, alaw")),
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
        match self.duration_ms.map(|ms| ms.div_ceil(1000)) {
            Some(seconds) if seconds > limits.max_seconds => Err(RecordingError::TooLong {
                seconds,
                max_seconds: limits.max_seconds,
            }),
            _ => Ok(()),
        }
    }
}

/// Decodes a whole recording. `declared` counts only where the bytes are no container.
///
/// Memory: 4 bytes a sample at no more than 16 kHz, so at most `max_seconds` × 64 kB a channel.
/// Errors: [`RecordingError::code`] `empty unreadable unsupported_codec too_long too_many_channels bad_rate`.
pub fn decode(recording: &[u8], declared: Option<&DeclaredFormat>, limits: &Limits) -> Result<Sound, RecordingError> {
    let mut source = source::open(recording, declared)?;
    let header = source.header().clone();
    header.permit(limits)?;
    let mut tape = tape::Tape::new(header.rate, header.channels, limits)?;
    source.play(&mut tape)?;
    let mut sound = tape.finish()?;
    if dual_mono::is_one_signal(&sound.channels) {
        sound.channels.truncate(1);
        sound.flags.push(QualityFlag::DualMono);
    }
    sound.flags.sort_unstable();
    Ok(sound)
}

/// Reads the header only: cheap enough for the door. The same errors as [`decode`] as far as a header tells.
pub fn probe(recording: &[u8], declared: Option<&DeclaredFormat>) -> Result<Header, RecordingError> {
    let source = source::open(recording, declared)?;
    let header = source.header().clone();
    header.permit(&Limits {
        max_seconds: u64::MAX,
        ..Limits::default()
    })?;
    Ok(header)
}
