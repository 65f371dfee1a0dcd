//! Opus packets → planes, by libopus. Where the packets come from is not known here.

use opusic_c::{Channels, Decoder, ErrorCode, SampleRate, multistream};

/// Samples a second that come out, whatever went in.
pub(super) const RATE: u32 = 48_000;

/// The longest packet: 120 ms.
const PACKET_FRAMES: usize = 5760;

/// Channels that a stream may have; as many as recordings may.
const CHANNELS_MAX: usize = 8;

/// In a mapping: no stream carries this channel.
const SILENT: u8 = 255;

/// What stands in a stream's own header (RFC 7845, 5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub channels: u16,
    /// Samples at 48 kHz before the first one that counts.
    pub pre_skip: u16,
    /// In 1/256 dB.
    gain: i16,
    layout: Layout,
}

/// How the channels lie in a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// One stream of one or two channels (family 0).
    Single,
    /// Several streams side by side in one packet (families 1 and 255), the first `coupled` of them of two channels.
    Several {
        streams: u8,
        coupled: u8,
        /// For each channel which of the streams' channels it is. Family 1 orders them as Vorbis does.
        mapping: [u8; CHANNELS_MAX],
    },
    /// What is in them are no channels: Ambisonics.
    Unread { family: u8 },
}

impl Layout {
    /// `fields`: the header from its family on. `None` where it is cut.
    fn parse(fields: &[u8], channels: u8) -> Option<Self> {
        let (family, rest) = fields.split_first()?;
        if *family == 0 {
            return Some(Self::Single);
        }
        if !matches!(family, 1 | 255) || usize::from(channels) > CHANNELS_MAX {
            return Some(Self::Unread { family: *family });
        }
        let (&[streams, coupled], rest) = rest.split_first_chunk()?;
        let mut mapping = [SILENT; CHANNELS_MAX];
        let stated = rest.get(..usize::from(channels))?;
        mapping[..stated.len()].copy_from_slice(stated);
        Some(Self::Several {
            streams,
            coupled,
            mapping,
        })
    }
}

impl Head {
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let fields = bytes.strip_prefix(b"OpusHead")?;
        let &[version, channels, skip_low, skip_high, _, _, _, _, gain_low, gain_high] = fields.first_chunk()?;
        if version > 15 || channels == 0 {
            return None;
        }
        Some(Self {
            channels: channels.into(),
            pre_skip: u16::from_le_bytes([skip_low, skip_high]),
            gain: i16::from_le_bytes([gain_low, gain_high]),
            layout: Layout::parse(fields.get(10..)?, channels)?,
        })
    }
}

pub(super) struct Opus {
    decoder: Kind,
    /// What comes out of the decoder for each frame: the channels, and perhaps silent ones behind them.
    width: usize,
    channels: usize,
    samples: Vec<f32>,
}

enum Kind {
    Single(Decoder),
    Several(multistream::Decoder),
}

impl Kind {
    /// The decoder, and how many channels it gives. Errors: the name of what is not read.
    fn of(head: &Head) -> Result<(Self, usize), String> {
        let unread = || format!("Opus of {} channels", head.channels);
        match head.layout {
            Layout::Single => {
                let channels = match head.channels {
                    1 => Channels::Mono,
                    2 => Channels::Stereo,
                    _ => return Err(unread()),
                };
                let decoder = Decoder::new(channels, SampleRate::Hz48000).map_err(refused)?;
                Ok((Self::Single(decoder), head.channels.into()))
            }
            Layout::Several {
                streams,
                coupled,
                mapping,
            } => {
                let config = multistream::Config::try_new(streams, coupled, mapping).ok_or_else(unread)?;
                let decoder = multistream::Decoder::new(config, SampleRate::Hz48000).map_err(refused)?;
                Ok((Self::Several(decoder), CHANNELS_MAX))
            }
            Layout::Unread { family } => Err(format!("{} of mapping family {family}", unread())),
        }
    }

    fn set_gain(&mut self, gain: i16) -> Result<(), ErrorCode> {
        match self {
            Self::Single(decoder) => decoder.set_gain(gain.into()),
            Self::Several(decoder) => decoder.set_gain(gain.into()),
        }
    }

    /// Frames that came out.
    fn decode(&mut self, packet: &[u8], samples: &mut [f32]) -> Result<usize, ErrorCode> {
        match self {
            Self::Single(decoder) => decoder.decode_float_to_slice(packet, samples, false),
            Self::Several(decoder) => decoder.decode_float_to_slice(packet, samples, false),
        }
    }
}

fn refused(error: ErrorCode) -> String {
    format!("Opus that libopus refuses: {error:?}")
}

impl Opus {
    /// Errors: the name of what is not read.
    pub fn new(head: Head) -> Result<Self, String> {
        let (mut decoder, width) = Kind::of(&head)?;
        if head.gain != 0 {
            decoder.set_gain(head.gain).map_err(refused)?;
        }
        Ok(Self {
            decoder,
            width,
            channels: head.channels.into(),
            samples: vec![0.0; PACKET_FRAMES * width],
        })
    }

    /// `None` if the packet is broken.
    pub fn decode(&mut self, packet: &[u8], planes: &mut Vec<Vec<f32>>) -> Option<()> {
        // Without bytes libopus would make up what was lost.
        if packet.is_empty() {
            return None;
        }
        let frames = self.decoder.decode(packet, &mut self.samples).ok()?;
        planes.resize_with(self.channels, Vec::new);
        for (channel, plane) in planes.iter_mut().enumerate() {
            plane.clear();
            let of_channel = self.samples[..frames * self.width].iter().skip(channel);
            plane.extend(of_channel.step_by(self.width));
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_or_refused() {
        let head = |bytes: &[u8]| Head::parse(&[b"OpusHead", bytes].concat());
        let mono = head(&[1, 1, 0x38, 1, 0x40, 0x1F, 0, 0, 0, 0, 0]).unwrap();
        assert_eq!((mono.channels, mono.pre_skip, mono.layout), (1, 312, Layout::Single));
        assert_eq!(head(&[1, 0, 0x38, 1, 0, 0, 0, 0, 0, 0, 0]), None);
        assert_eq!(head(&[1, 1, 0x38]), None);
        // Six channels that do not say where they lie; in streams that are not there; no channels at all; more than are read.
        assert_eq!(head(&[1, 6, 0, 0, 0, 0, 0, 0, 0, 0, 1, 4, 2]), None);
        let refusal = |bytes: &[u8]| Opus::new(head(bytes).unwrap()).err().unwrap();
        let six: [u8; 10] = [1, 6, 0, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(refusal(&[&six[..], &[0]].concat()), "Opus of 6 channels");
        assert_eq!(
            refusal(&[&six[..], &[1, 7, 2, 0, 1, 2, 3, 4, 5]].concat()),
            "Opus of 6 channels"
        );
        assert!(refusal(&[&six[..], &[1, 1, 0, 0, 1, 2, 3, 4, 5]].concat()).contains("refuses"));
        assert_eq!(
            refusal(&[1, 4, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4, 0, 0, 1, 2, 3]),
            "Opus of 4 channels of mapping family 2"
        );
        assert_eq!(
            refusal(&[1, 9, 0, 0, 0, 0, 0, 0, 0, 0, 255, 9, 0]),
            "Opus of 9 channels of mapping family 255"
        );
    }

    /// How much of a tone is in a plane: about half of the square of its amplitude.
    fn share(plane: &[f32], pitch: f64) -> f64 {
        let turn = std::f64::consts::TAU * pitch / f64::from(RATE);
        let sum = |phase: fn(f64) -> f64| -> f64 {
            let parts = plane.iter().enumerate();
            parts
                .map(|(at, sample)| f64::from(*sample) * phase(turn * at as f64))
                .sum()
        };
        let count = plane.len().max(1) as f64;
        (sum(f64::sin).powi(2) + sum(f64::cos).powi(2)) / (count * count) * 2.0
    }

    #[test]
    fn every_channel_of_surround_sound_lies_where_its_header_says() {
        use opusic_c::Application;

        // As in Vorbis: left, centre, right, left and right behind, low tones. The pairs are coupled.
        const PITCHES: [f64; 6] = [300.0, 500.0, 700.0, 1100.0, 1300.0, 60.0];
        const MAPPING: [u8; 6] = [0, 4, 1, 2, 3, 5];
        const FRAME: usize = 960;
        let config = multistream::Config::<6>::new(4, 2, MAPPING);
        let mut encoder = multistream::Encoder::new(config, SampleRate::Hz48000, Application::Audio).unwrap();
        let fields = [&[1_u8, 6, 0, 0, 0, 0, 0, 0, 0, 0, 1, 4, 2][..], &MAPPING].concat();
        let head = Head::parse(&[&b"OpusHead"[..], &fields].concat()).unwrap();
        let mut opus = Opus::new(head).unwrap();
        let (mut heard, mut planes) = (vec![Vec::new(); 6], Vec::new());
        for frame in 0..25 {
            let mut samples = Vec::with_capacity(6 * FRAME);
            for at in frame * FRAME..(frame + 1) * FRAME {
                let turn = std::f64::consts::TAU * at as f64 / f64::from(RATE);
                samples.extend(PITCHES.map(|pitch| 0.4 * (turn * pitch).sin() as f32));
            }
            let mut packet = vec![0; 6000];
            let length = encoder.encode_float_to_slice(&samples, &mut packet).unwrap();
            opus.decode(&packet[..length], &mut planes).unwrap();
            for (heard, plane) in heard.iter_mut().zip(&planes) {
                heard.extend_from_slice(plane);
            }
        }
        assert_eq!(planes.len(), 6);
        for (channel, plane) in heard.iter().enumerate() {
            // Half a second, without what the codec needs to begin.
            assert_eq!(plane.len(), 25 * FRAME);
            let shares = PITCHES.map(|pitch| share(&plane[4 * FRAME..], pitch));
            let (loudest, most) = shares.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).unwrap();
            assert!(loudest == channel && *most > 0.05, "{channel}: {shares:?}");
        }
        // One that no stream carries is silent, and what is no packet is none.
        let mut fields = fields;
        fields[14] = SILENT;
        let head = Head::parse(&[&b"OpusHead"[..], &fields].concat()).unwrap();
        let mut opus = Opus::new(head).unwrap();
        let mut packet = vec![0; 6000];
        let length = encoder
            .encode_float_to_slice(&vec![0.1; 6 * FRAME], &mut packet)
            .unwrap();
        opus.decode(&packet[..length], &mut planes).unwrap();
        assert!(planes[1].iter().all(|sample| *sample == 0.0));
        assert_eq!(opus.decode(&packet[..2], &mut planes), None);
    }
}
