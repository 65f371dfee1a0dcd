//! Recordings decoded for who looks or listens: how loud they are along their length, and a WAV where a browser cannot play what came. A
//! sound that is listened to is kept for a while, because a player asks for one range after the other.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use engine::audio::{self, DeclaredFormat, Limits, RawCodec, Recorded, Sound, Wav};
use engine::error::RecordingError;
use models::calls::recording::{Blob, Recording};
use models::compliance::sealing::DataKey;
use models::ids::TenantId;
use tokio::sync::Semaphore;

use crate::recordings::{ReadError, RecordingStore};

/// Stretches of a recording of which the loudest sample is told.
const BUCKETS: usize = 1_600;
/// First byte of packed peaks: how the rest is to be read.
const FORM: u8 = 1;
/// Of all sounds that are kept, as they lie in memory.
const HELD_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Recordings that are decoded at the same time.
const DECODING_MAX: usize = 2;

#[derive(Debug, thiserror::Error)]
pub enum SoundError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Decode(#[from] RecordingError),
    #[error("decoding did not end: {0}")]
    Broken(String),
}

/// The loudest sample of each of some equal stretches, 0…255, channel by channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peaks {
    pub duration_ms: u64,
    pub channels: Vec<Vec<u8>>,
}

impl Peaks {
    /// Computes.
    pub fn of(sound: &Sound) -> Self {
        Self {
            duration_ms: sound.duration_ms,
            channels: audio::peaks(sound, BUCKETS),
        }
    }

    /// Of a recording that may be no sound at all. Computes.
    pub fn of_recording(recording: &dyn Recorded, declared: Option<&DeclaredFormat>, limits: &Limits) -> Option<Self> {
        audio::decode_from(recording, declared, limits)
            .ok()
            .as_ref()
            .map(Self::of)
    }

    pub fn pack(&self) -> Vec<u8> {
        let mut bytes = vec![FORM, u8::try_from(self.channels.len()).unwrap_or(u8::MAX)];
        bytes.extend(self.duration_ms.to_le_bytes());
        bytes.extend(self.channels.iter().take(usize::from(u8::MAX)).flatten());
        bytes
    }

    pub fn unpack(bytes: &[u8]) -> Option<Self> {
        let (&[form, channels], rest) = bytes.split_first_chunk()?;
        let (duration, samples) = rest.split_first_chunk()?;
        let each = samples.len().checked_div(usize::from(channels)).unwrap_or(0).max(1);
        (form == FORM).then(|| Self {
            duration_ms: u64::from_le_bytes(*duration),
            channels: samples.chunks(each).map(<[u8]>::to_vec).collect(),
        })
    }
}

/// Whose recording, where it lies, and what its sender said of it.
#[derive(Clone)]
pub struct Source {
    pub store: RecordingStore,
    pub key: DataKey,
    pub tenant: TenantId,
    pub blob: Blob,
    pub declared: Option<DeclaredFormat>,
}

/// What a sender said of audio that has no header.
pub fn declared(recording: &Recording) -> Option<DeclaredFormat> {
    let codec: RawCodec = recording.declared_format.as_deref()?.parse().ok()?;
    Some(DeclaredFormat {
        codec,
        rate: recording.declared_rate.and_then(|rate| u32::try_from(rate).ok())?,
        channels: recording
            .declared_channels
            .and_then(|channels| u16::try_from(channels).ok())
            .unwrap_or(1),
    })
}

/// Whose, which recording, and which part of it in milliseconds.
type Key = (TenantId, String, Option<(u64, u64)>);

/// The last ones that were decoded, the oldest first.
type Held = VecDeque<(Key, Arc<Wav>)>;

/// Sounds that are listened to. Cheap to clone.
#[derive(Clone)]
pub struct Sounds {
    held: Arc<Mutex<Held>>,
    decoding: Arc<Semaphore>,
}

impl Default for Sounds {
    fn default() -> Self {
        Self {
            held: Arc::default(),
            decoding: Arc::new(Semaphore::new(DECODING_MAX)),
        }
    }
}

impl Sounds {
    pub async fn peaks(&self, source: Source) -> Result<Peaks, SoundError> {
        self.decoded(source, |sound| Peaks::of(&sound)).await
    }

    /// The whole, or a part of it in milliseconds.
    pub async fn wav(&self, source: Source, part: Option<(u64, u64)>) -> Result<Arc<Wav>, SoundError> {
        let key = (source.tenant, source.blob.store_key.clone(), part);
        if let Some(wav) = self.find(&key) {
            return Ok(wav);
        }
        let cut = move |sound| match part {
            None => Wav::of(sound),
            Some((from, to)) => Wav::of(sound).cut(from..to),
        };
        let wav = Arc::new(self.decoded(source, cut).await?);
        self.keep(key, wav.clone());
        Ok(wav)
    }

    async fn decoded<R: Send + 'static>(
        &self,
        source: Source,
        then: impl FnOnce(Sound) -> R + Send + 'static,
    ) -> Result<R, SoundError> {
        let broken = |error: &dyn std::fmt::Display| SoundError::Broken(error.to_string());
        let _turn = self.decoding.acquire().await.map_err(|error| broken(&error))?;
        let decoded = tokio::task::spawn_blocking(move || -> Result<R, SoundError> {
            let recording = source
                .store
                .unseal(&source.key, source.tenant, &source.blob.store_key)?;
            let decoded = audio::decode_from(&recording, source.declared.as_ref(), &Limits::default());
            let sound = decoded.map_err(|error| match error {
                RecordingError::Unavailable(error) => SoundError::Read(ReadError::Disk {
                    key: source.blob.store_key.clone(),
                    source: error,
                }),
                error => SoundError::Decode(error),
            })?;
            Ok(then(sound))
        });
        decoded.await.map_err(|error| broken(&error))?
    }

    /// What was asked for last is let go last.
    fn find(&self, key: &Key) -> Option<Arc<Wav>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let at = held.iter().position(|(known, _)| known == key)?;
        let found = held.remove(at)?;
        let wav = found.1.clone();
        held.push_back(found);
        Some(wav)
    }

    fn keep(&self, key: Key, wav: Arc<Wav>) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.push_back((key, wav));
        while held.len() > 1 && held.iter().map(|(_, wav)| wav.len()).sum::<u64>() > HELD_BYTES_MAX {
            held.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peaks_come_back_as_they_were() {
        let peaks = Peaks {
            duration_ms: 61_234,
            channels: vec![vec![0, 7, 255], vec![1, 2, 3]],
        };
        assert_eq!(Peaks::unpack(&peaks.pack()), Some(peaks.clone()));
        let none = Peaks {
            channels: vec![],
            ..peaks
        };
        assert_eq!(Peaks::unpack(&none.pack()), Some(none));
        assert_eq!((Peaks::unpack(&[]), Peaks::unpack(&[9; 40])), (None, None));
    }
}
