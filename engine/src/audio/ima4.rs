//! Apple's form of IMA ADPCM, as AIFF-C has it (`ima4`): packets of 34 bytes for 64 samples, one for each channel in turn. Knows no header.

use super::stretch::Stretch;
use super::tape::Tape;
use crate::error::RecordingError;

const PACKET_BYTES: usize = 34;
const PACKET_SAMPLES: usize = 64;
/// Packets of each channel that are decoded at once.
const ROUNDS: usize = 64;

/// A packet begins with the last sample before it, of which only the upper nine bits are there, and the place in `STEPS` in the others.
const PLACE: i16 = 0x7F;

/// How far a sample may be from the next one (IMA's recommendation of 1992).
const STEPS: [i32; 89] = [
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107,
    118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963,
    1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894,
    6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794,
    32767,
];
/// By how many places the step changes, by the three bits of a difference's size.
const MOVES: [i32; 8] = [-1, -1, -1, -1, 2, 4, 6, 8];

/// Bytes after the last whole packet of every channel are no audio.
#[derive(Debug)]
pub(super) struct Ima4<'a> {
    pub channels: u16,
    pub data: Stretch<'a>,
}

impl Ima4<'_> {
    /// Bytes of one packet of every channel.
    fn round_bytes(&self) -> usize {
        PACKET_BYTES * usize::from(self.channels.max(1))
    }

    pub fn frames(&self) -> u64 {
        self.data.len() / self.round_bytes() as u64 * PACKET_SAMPLES as u64
    }

    pub fn play(&self, tape: &mut Tape) -> Result<(), RecordingError> {
        let count = usize::from(self.channels);
        let (mut decoders, mut planes) = (vec![Decoder::default(); count], vec![Vec::new(); count]);
        let mut at = 0;
        while at < self.data.len() {
            let piece = self.data.read(at, ROUNDS * self.round_bytes());
            let piece = piece.map_err(RecordingError::Unavailable)?;
            for round in piece.chunks_exact(self.round_bytes()) {
                let (packets, _) = round.as_chunks();
                for ((packet, decoder), plane) in packets.iter().zip(&mut decoders).zip(&mut planes) {
                    decoder.packet(packet, plane);
                }
            }
            tape.push(&planes)?;
            planes.iter_mut().for_each(Vec::clear);
            at += piece.len() as u64;
        }
        Ok(())
    }
}

/// One channel.
#[derive(Clone, Default)]
struct Decoder {
    sample: i16,
    place: usize,
}

impl Decoder {
    fn packet(&mut self, packet: &[u8; PACKET_BYTES], plane: &mut Vec<f32>) {
        let [high, low, differences @ ..] = packet;
        let head = i16::from_be_bytes([*high, *low]);
        let (sample, place) = (
            head & !PLACE,
            usize::from((head & PLACE).unsigned_abs()).min(STEPS.len() - 1),
        );
        // What goes on where the last packet ended has its lower bits still.
        if place != self.place || sample.abs_diff(self.sample) > PLACE.unsigned_abs() {
            *self = Self { sample, place };
        }
        for byte in differences {
            for difference in [byte & 0x0F, byte >> 4] {
                plane.push(f32::from(self.next(difference)) / 32_768.0);
            }
        }
    }

    /// `difference`: its sign, and its size in three bits.
    fn next(&mut self, difference: u8) -> i16 {
        let (step, size) = (STEPS[self.place], i32::from(difference & 7));
        let bit = |bit: i32, part: i32| if size & bit != 0 { part } else { 0 };
        let change = (step >> 3) + bit(4, step) + bit(2, step >> 1) + bit(1, step >> 2);
        let sample = i32::from(self.sample) + if difference & 8 != 0 { -change } else { change };
        let place = self.place as i32 + MOVES[usize::from(difference & 7)];
        self.place = place.clamp(0, STEPS.len() as i32 - 1) as usize;
        self.sample = sample.clamp(i16::MIN.into(), i16::MAX.into()) as i16;
        self.sample
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(decoder: &mut Decoder, head: [u8; 2], differences: &[u8]) -> Vec<i32> {
        let mut packet = [0; PACKET_BYTES];
        packet[..2].copy_from_slice(&head);
        packet[2..2 + differences.len()].copy_from_slice(differences);
        let mut plane = Vec::new();
        decoder.packet(&packet, &mut plane);
        assert_eq!(plane.len(), PACKET_SAMPLES);
        plane.iter().map(|sample| (sample * 32_768.0) as i32).collect()
    }

    #[test]
    fn differences_are_those_of_the_recommendation_lower_half_first() {
        // From 0 at step 7: +7 is 0 + 7 + 3 + 1; at step 16: +1 is 2 + 4; at step 14: -4 is 1 + 14; at step 17: -0 is 2.
        let said = decoded(&mut Decoder::default(), [0, 0], &[0x17, 0x8C]);
        assert_eq!(said[..4], [11, 17, 2, 0]);
    }

    #[test]
    fn a_packet_goes_on_where_the_last_one_ended_and_begins_anew_where_it_says_so() {
        let mut decoder = Decoder { sample: 1000, place: 0 };
        // 896 is what nine bits hold of 1,000: the sample stays, and +0 at step 7 adds nothing.
        assert_eq!(decoded(&mut decoder, [0x03, 0x80], &[])[0], 1000);
        assert_eq!(decoded(&mut decoder, [0xF0, 0x00], &[])[0], -4096);
        // The last place there is, whatever is stated: half of full scale and 4,095 more.
        let mut decoder = Decoder::default();
        assert_eq!(decoded(&mut decoder, [0x40, 0x7F], &[])[0], 16_384 + 4095);
    }
}
