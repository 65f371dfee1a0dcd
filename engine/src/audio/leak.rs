//! Whether a stretch of a channel is a faint copy of another one: a voice that leaked from one side of a line into the other. Of a stretch in which
//! somebody speaks there as well it says no.

use std::ops::Range;

use super::Channel;
use super::dual_mono::{ROUGH_RATE, Sums, centred, most_alike, thinned};

/// A copy has at most this part of the power: 10 dB less. What is as loud as the voice itself may be a voice.
const FAINT: f64 = 0.1;

/// Correlation of the whole stretch from which on it is one: nine tenths of what is heard there, by its root mean square, come from the other side.
const ALIKE: f64 = 0.9;

/// Of every part of it in which there is sound: a word that is said in between differs.
const PART_ALIKE: f64 = 0.75;

/// A part, in ms, and the share of the stretch's own power from which on there is sound in it.
const PART_MS: usize = 250;
const SOUND: f64 = 0.25;

/// How much later than the voice its copy may be; and how much earlier, which only filters make it seem.
const LATE_MS: usize = 200;
const EARLY_MS: usize = 1;

/// As much of the stretch as the delay is found by.
const LOOKED_AT_MS: usize = 3000;

/// `ms`: where, from the start of the recording. Both channels are of one recording.
pub(crate) fn is_faint_copy(faint: &Channel, voice: &Channel, rate: u32, ms: Range<u64>) -> bool {
    let rate = rate.max(1) as usize;
    let sample = |ms: u64| usize::try_from(ms).unwrap_or(usize::MAX).saturating_mul(rate) / 1000;
    let stretch = sample(ms.start)..sample(ms.end).min(faint.len());
    let Some(source) = source(faint, voice, &stretch, rate) else {
        return false;
    };
    let length = stretch.end - stretch.start;
    let parts = (length / (PART_MS * rate / 1000).max(1)).max(1);
    let mut all = Sums::default();
    let parts: Vec<Sums> = (0..length)
        .step_by(length.div_ceil(parts))
        .map(|at| {
            let end = (at + length.div_ceil(parts)).min(length);
            let own = faint.read(stretch.start + at..stretch.start + end);
            let sums = Sums::of(&own, &voice.read(source + at..source + end));
            all.add(&sums);
            sums
        })
        .collect();
    let (own, other) = all.powers();
    let mut with_sound = parts.iter().filter(|part| part.powers().0 >= SOUND * own);
    own <= FAINT * other && all.correlation() >= ALIKE && with_sound.all(|part| part.correlation() >= PART_ALIKE)
}

/// Where in the other channel that begins of which the stretch would be a copy: not later than the stretch itself. `None` for no stretch.
fn source(faint: &Channel, voice: &Channel, stretch: &Range<usize>, rate: usize) -> Option<usize> {
    let end = stretch
        .end
        .min(stretch.start.saturating_add(LOOKED_AT_MS * rate / 1000));
    let own = centred(faint.read(stretch.start..end));
    if own.is_empty() {
        return None;
    }
    let from = stretch.start.saturating_sub(LATE_MS * rate / 1000);
    let around = centred(voice.read(from..end + EARLY_MS * rate / 1000));
    let step = (rate / ROUGH_RATE).max(1);
    let rough = step * most_alike(&thinned(&own, step), &thinned(&around, step))?;
    // Between two samples of the rough search, and one more to either side.
    let near_from = rough.saturating_sub(2 * step);
    let near = around.get(near_from..(rough + 2 * step + own.len()).min(around.len()))?;
    Some(from + near_from + most_alike(&own, near)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::testing::noise;

    const RATE: usize = 8000;

    /// Like speech in that it is never the same for long.
    fn talk(seconds: usize, seed: usize) -> Vec<f32> {
        let hiss = noise(RATE * seconds + seed);
        let (mut last, mut talk) = (0.0, Vec::new());
        for (n, sample) in hiss[seed..].iter().enumerate() {
            last = 0.8 * last + 0.2 * sample;
            talk.push(last * (1.0 + (n as f32 / 900.0).sin()));
        }
        talk
    }

    fn late(samples: &[f32], by: usize, gain: f32) -> Vec<f32> {
        let mut copy = vec![0.0; by];
        copy.extend(samples.iter().map(|sample| gain * sample));
        copy.truncate(samples.len());
        copy
    }

    fn is_copy(faint: &[f32], voice: &[f32]) -> bool {
        is_faint_copy(&Channel::from(faint), &Channel::from(voice), RATE as u32, 1000..5000)
    }

    #[test]
    fn what_leaks_is_a_copy_whenever_it_comes_and_with_the_noise_of_its_line() {
        let voice = talk(6, 0);
        for by in [0, 7, 400, 1500] {
            let leak: Vec<f32> = late(&voice, by, -0.05)
                .iter()
                .zip(noise(voice.len()))
                .map(|(sample, hiss)| sample + 0.001 * hiss)
                .collect();
            assert!(is_copy(&leak, &voice), "{by}");
        }
    }

    #[test]
    fn whoever_speaks_is_no_copy_be_it_for_a_moment_or_over_what_leaks() {
        let (voice, other) = (talk(6, 0), talk(6, 4321));
        let leak = late(&voice, 80, 0.05);
        let faint: Vec<f32> = other.iter().map(|sample| 0.05 * sample).collect();
        assert!(!is_copy(&faint, &voice), "another voice");
        let over: Vec<f32> = leak.iter().zip(&faint).map(|(leak, own)| leak + own).collect();
        assert!(!is_copy(&over, &voice), "a voice over what leaks");
        let mut moment = leak.clone();
        moment[24_000..26_000]
            .iter_mut()
            .zip(&faint[24_000..26_000])
            .for_each(|(leak, own)| *leak += 1.5 * own);
        assert!(!is_copy(&moment, &voice), "a word in between");
        // As loud as the voice, or before it: that may be who speaks, and the other one the echo.
        assert!(!is_copy(&late(&voice, 80, 0.5), &voice));
        assert!(!is_copy(&leak, &late(&voice, 400, 1.0)));
        assert!(!is_copy(&vec![0.0; voice.len()], &voice) && !is_copy(&leak, &vec![0.0; voice.len()]));
        assert!(!is_copy(&[], &[]));
    }

    #[test]
    fn no_stretch_and_one_behind_the_end_are_no_copy() {
        let voice = talk(2, 0);
        let (faint, voice) = (
            Channel::from(late(&voice, 8, 0.05).as_slice()),
            Channel::from(voice.as_slice()),
        );
        let is_copy = |start: u64, end: u64| is_faint_copy(&faint, &voice, RATE as u32, start..end);
        assert!(is_copy(500, 2000));
        for (start, end) in [(700, 700), (900, 500), (5000, 9000), (u64::MAX - 1, u64::MAX)] {
            assert!(!is_copy(start, end), "{start}–{end}");
        }
    }
}
