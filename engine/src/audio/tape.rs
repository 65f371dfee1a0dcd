//! What comes out of a reader, whatever the reader: bounded in length, at most 16 kHz, its quality watched on the way.

use super::level::{self, Clipping};
use super::resample::Stream;
use super::{Channel, Limits, SPEECH_RATE, Sound};
use crate::analysis::QualityFlag;
use crate::error::RecordingError;
use crate::stop;

pub(super) struct Tape {
    /// Of what comes in.
    rate_in: u32,
    /// Of what is kept.
    rate: u32,
    tracks: Vec<Track>,
    frames: u64,
    /// Of what comes in.
    max_frames: u64,
    flags: Vec<QualityFlag>,
}

struct Track {
    stream: Stream,
    kept: Channel,
    clipping: Clipping,
}

impl Track {
    fn push(&mut self, samples: &[f32]) -> Result<(), RecordingError> {
        self.stream.push(samples)?;
        let converted = self.stream.take();
        self.kept.push(&converted);
        Ok(())
    }

    fn finish(mut self) -> Result<Channel, RecordingError> {
        self.kept.push(&self.stream.finish()?);
        Ok(self.kept)
    }
}

impl Tape {
    pub fn new(rate_in: u32, channels: u16, limits: &Limits) -> Result<Self, RecordingError> {
        // Higher rates are reduced as they come: a long recording at 384 kHz needs no more memory than one at 16 kHz.
        let rate = rate_in.min(SPEECH_RATE);
        let track = |_| {
            Ok(Track {
                stream: Stream::new(rate_in, rate)?,
                kept: Channel::default(),
                clipping: Clipping::default(),
            })
        };
        let tracks = (0..channels).map(track).collect::<Result<_, RecordingError>>()?;
        Ok(Self {
            rate_in,
            rate,
            tracks,
            frames: 0,
            max_frames: limits.frames(rate_in, channels),
            flags: Vec::new(),
        })
    }

    pub fn frames(&self) -> u64 {
        self.frames
    }

    pub fn flag(&mut self, flag: QualityFlag) {
        if !self.flags.contains(&flag) {
            self.flags.push(flag);
        }
    }

    /// Takes planes of one length, one a channel; a plane that is missing repeats the first, one too many is left out.
    pub fn push(&mut self, planes: &[Vec<f32>]) -> Result<(), RecordingError> {
        let Some(first) = planes.first() else { return Ok(()) };
        if stop::is_asked() {
            return Err(RecordingError::Cancelled);
        }
        self.frames = self.frames.saturating_add(first.len() as u64);
        if self.frames > self.max_frames {
            let rate = u64::from(self.rate_in.max(1));
            return Err(RecordingError::TooLong {
                seconds: self.frames.div_ceil(rate),
                max_seconds: self.max_frames / rate,
            });
        }
        let mut clean = Vec::with_capacity(first.len());
        for (index, track) in self.tracks.iter_mut().enumerate() {
            let plane = planes
                .get(index)
                .filter(|plane| plane.len() == first.len())
                .unwrap_or(first);
            clean.clear();
            clean.extend(plane.iter().map(|sample| {
                if sample.is_finite() {
                    sample.clamp(-1.0, 1.0)
                } else {
                    0.0
                }
            }));
            track.clipping.watch(&clean);
            track.push(&clean)?;
        }
        Ok(())
    }

    /// Silence in place of what could not be decoded, so that what follows keeps its time.
    pub fn push_silence(&mut self, mut frames: u64) -> Result<(), RecordingError> {
        const PIECE: u64 = 65_536;
        while frames > 0 {
            let piece = frames.min(PIECE);
            self.push(&[vec![0.0; piece as usize]])?;
            frames -= piece;
        }
        Ok(())
    }

    /// Errors: `empty` if nothing came.
    pub fn finish(mut self) -> Result<Sound, RecordingError> {
        if self.frames == 0 {
            return Err(RecordingError::Empty);
        }
        if self.tracks.iter().any(|track| track.clipping.is_audible()) {
            self.flag(QualityFlag::Clipped);
        }
        let tracks = std::mem::take(&mut self.tracks);
        let channels: Vec<Channel> = tracks.into_iter().map(Track::finish).collect::<Result<_, _>>()?;
        let mut seconds = channels
            .iter()
            .flat_map(|channel| level::of_channel(channel, self.rate));
        if seconds.all(|loudness| loudness < level::QUIET) {
            self.flag(QualityFlag::TooQuiet);
        }
        Ok(Sound {
            rate: self.rate,
            source_channels: channels.len() as u16,
            channels,
            flags: self.flags,
            duration_ms: (u128::from(self.frames) * 1000 / u128::from(self.rate_in.max(1))) as u64,
        })
    }
}
