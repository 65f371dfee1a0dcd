//! Opus packets → planes, by libopus. Where the packets come from is not known here.

use opusic_c::{Channels, Decoder, SampleRate};

/// Samples a second that come out, whatever went in.
pub(super) const RATE: u32 = 48_000;

/// The longest packet: 120 ms.
const PACKET_FRAMES: usize = 5760;

/// What stands in a stream's own header (RFC 7845, 5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub channels: u16,
    /// Samples at 48 kHz before the first one that counts.
    pub pre_skip: u16,
    /// In 1/256 dB.
    gain: i16,
    /// Streams side by side in one packet: more than one is surround sound.
    streams: u8,
}

impl Head {
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let fields = bytes.strip_prefix(b"OpusHead")?;
        let &[
            version,
            channels,
            skip_low,
            skip_high,
            _,
            _,
            _,
            _,
            gain_low,
            gain_high,
            family,
        ] = fields.first_chunk()?;
        if version > 15 || channels == 0 {
            return None;
        }
        Some(Self {
            channels: channels.into(),
            pre_skip: u16::from_le_bytes([skip_low, skip_high]),
            gain: i16::from_le_bytes([gain_low, gain_high]),
            streams: if family == 0 { 1 } else { *fields.get(11)? },
        })
    }
}

pub(super) struct Opus {
    decoder: Decoder,
    channels: usize,
    samples: Vec<f32>,
}

impl Opus {
    /// Errors: the name of what is not read.
    pub fn new(head: Head) -> Result<Self, String> {
        let channels = match (head.channels, head.streams) {
            (1, 1) => Channels::Mono,
            (2, 1) => Channels::Stereo,
            (channels, _) => return Err(format!("Opus of {channels} channels")),
        };
        let refused = |error: opusic_c::ErrorCode| format!("Opus that libopus refuses: {error:?}");
        let mut decoder = Decoder::new(channels, SampleRate::Hz48000).map_err(refused)?;
        if head.gain != 0 {
            decoder.set_gain(head.gain.into()).map_err(refused)?;
        }
        Ok(Self {
            decoder,
            channels: head.channels.into(),
            samples: vec![0.0; PACKET_FRAMES * usize::from(head.channels)],
        })
    }

    /// `None` if the packet is broken.
    pub fn decode(&mut self, packet: &[u8], planes: &mut Vec<Vec<f32>>) -> Option<()> {
        // Without bytes libopus would make up what was lost.
        if packet.is_empty() {
            return None;
        }
        let frames = self
            .decoder
            .decode_float_to_slice(packet, &mut self.samples, false)
            .ok()?;
        planes.resize_with(self.channels, Vec::new);
        for (channel, plane) in planes.iter_mut().enumerate() {
            plane.clear();
            let of_channel = self.samples[..frames * self.channels].iter().skip(channel);
            plane.extend(of_channel.step_by(self.channels));
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
        assert_eq!((mono.channels, mono.pre_skip, mono.streams), (1, 312, 1));
        assert_eq!(head(&[1, 0, 0x38, 1, 0, 0, 0, 0, 0, 0, 0]), None);
        assert_eq!(head(&[1, 1, 0x38]), None);
        let surround = head(&[1, 6, 0, 0, 0, 0, 0, 0, 0, 0, 1, 4, 2]).unwrap();
        assert_eq!(Opus::new(surround).err().unwrap(), "Opus of 6 channels");
    }
}
