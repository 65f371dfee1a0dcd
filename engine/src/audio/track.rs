//! The one track of a container that is played: which it is, what its header says, and its decoder. Not its packets.

use symphonia::core::codecs::audio::well_known::CODEC_ID_OPUS;
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::{FormatReader, TrackType};
use symphonia::core::packet::Packet;

use super::opus::{self, Opus};
use super::packets::{Container, refused, unreadable};
use crate::error::RecordingError;

/// The one track that is played.
pub(super) struct Stream {
    pub id: u32,
    pub decoder: Decoder,
    /// Numerator and denominator of the seconds a tick of its time stamps.
    pub tick: Option<(u32, u32)>,
}

/// A track, and what its header says of it.
pub(super) struct Opened {
    pub stream: Stream,
    pub rate: u32,
    pub channels: u16,
    pub frames: Option<u64>,
    /// Frames that stand before the first one that counts.
    pub skip: u64,
}

pub(super) enum Decoder {
    Symphonia(Box<dyn AudioDecoder>),
    Opus(Box<Opus>),
}

impl Opened {
    pub fn of(reader: &dyn FormatReader, container: Container) -> Result<Self, RecordingError> {
        let track = reader
            .default_track(TrackType::Audio)
            .ok_or_else(|| unreadable("it holds no audio"))?;
        let parameters = track.codec_params.as_ref().and_then(|parameters| parameters.audio());
        let parameters = parameters.ok_or_else(|| unreadable("it does not say how its audio is coded"))?;
        let (mut skip, mut stated) = (0, None);
        let (rate, channels, decoder) = if parameters.codec == CODEC_ID_OPUS {
            let head = opus_head(container, parameters)?;
            skip = head.pre_skip.into();
            let decoder = Opus::new(head).map_err(RecordingError::UnsupportedCodec)?;
            (opus::RATE, head.channels, Decoder::Opus(Box::new(decoder)))
        } else {
            let decoder = symphonia::default::get_codecs()
                .make_audio_decoder(parameters, &AudioDecoderOptions::default())
                .map_err(|error| refused(&error))?;
            // What the codec's own header says counts: containers may state the double rate that other players make of AAC, or none that
            // is above 65,535 Hz.
            let own = decoder.codec_params();
            let channels = own.channels.as_ref().or(parameters.channels.as_ref());
            let channels = channels.map_or(0, |channels| channels.count());
            let channels = u16::try_from(channels).unwrap_or(u16::MAX);
            let rate = own.sample_rate.or(parameters.sample_rate).unwrap_or(0);
            stated = parameters.sample_rate.filter(|stated| *stated > 0);
            (rate, channels, Decoder::Symphonia(decoder))
        };
        if channels == 0 {
            return Err(unreadable("it does not say how many channels it has"));
        }
        // An MP4 in fragments says of its length in all that it is 0.
        let frames = track
            .num_frames
            .filter(|frames| *frames > 0 || container != Container::Mp4)
            .map(|frames| at_rate(frames, stated.unwrap_or(rate), rate));
        Ok(Self {
            stream: Stream {
                id: track.id,
                decoder,
                tick: track.time_base.map(|base| (base.numer.get(), base.denom.get())),
            },
            rate,
            channels,
            frames,
            skip,
        })
    }
}

/// Frames that are counted at one rate, at another one.
fn at_rate(frames: u64, from: u32, to: u32) -> u64 {
    let frames = u128::from(frames) * u128::from(to) / u128::from(from.max(1));
    u64::try_from(frames).unwrap_or(u64::MAX)
}

/// What became of a packet.
pub(super) enum Decoded {
    Sound,
    Broken,
    End,
}

impl Decoder {
    pub fn decode(&mut self, packet: &Packet, planes: &mut Vec<Vec<f32>>) -> Decoded {
        match self {
            Self::Symphonia(decoder) => match decoder.decode(packet) {
                Ok(buffer) => {
                    buffer.copy_to_vecs_planar(planes);
                    Decoded::Sound
                }
                Err(Error::DecodeError(_) | Error::IoError(_)) => Decoded::Broken,
                Err(_) => Decoded::End,
            },
            Self::Opus(opus) => match opus.decode(&packet.data, planes) {
                Some(()) => {
                    let padding = usize::try_from(packet.trim_end.get()).unwrap_or(usize::MAX);
                    for plane in planes {
                        plane.truncate(plane.len().saturating_sub(padding));
                    }
                    Decoded::Sound
                }
                None => Decoded::Broken,
            },
        }
    }
}

/// The header of an Opus stream; without one, what its container says.
fn opus_head(container: Container, parameters: &AudioCodecParameters) -> Result<opus::Head, RecordingError> {
    let mut head = parameters.extra_data.as_deref().unwrap_or_default().to_vec();
    // MP4 writes the same fields with the highest byte first.
    if container == Container::Mp4 && head.len() >= 18 {
        head[10..12].reverse();
        head[16..18].reverse();
    }
    opus::Head::parse(&head).ok_or_else(|| unreadable("its Opus header makes no sense"))
}
