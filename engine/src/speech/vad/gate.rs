//! What the network need not see: digital silence, such as the other party's idle channel.

use std::ops::Range;

use super::{BLOCK, FRAME};
use crate::audio::Samples;
use crate::stop;

/// Silent frames that the network still sees before and after others: 0.5 s. Thrown into the middle of a word without the silence
/// before it, it misses whole sentences.
const LEAD: usize = 16;

/// Runs of frames that are louder than `silence` (a mean square), with the silence next to them.
pub(super) fn audible<S: Samples + ?Sized>(samples: &S, silence: f32) -> Vec<Range<usize>> {
    let frames = samples.count().div_ceil(FRAME);
    let mut runs: Vec<Range<usize>> = Vec::new();
    for first in (0..frames).step_by(BLOCK) {
        if stop::is_asked() {
            break;
        }
        let piece = samples.read(first * FRAME..((first + BLOCK) * FRAME).min(samples.count()));
        for (number, frame) in (first..).zip(piece.chunks(FRAME)) {
            let power = frame.iter().map(|sample| sample * sample).sum::<f32>() / frame.len() as f32;
            // NaN is not below: what is not a number is left to the network.
            if power < silence {
                continue;
            }
            let end = (number + 1 + LEAD).min(frames);
            match runs.last_mut() {
                Some(last) if number.saturating_sub(LEAD) <= last.end => last.end = end,
                _ => runs.push(number.saturating_sub(LEAD)..end),
            }
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::vad::Limits;

    #[test]
    fn digital_silence_never_reaches_the_network() {
        let mut samples = vec![0.0; 100 * FRAME];
        samples[50 * FRAME..60 * FRAME].fill(0.1);
        let silence = Limits::default().silence;
        assert_eq!(audible(&samples, silence), [50 - LEAD..60 + LEAD]);
        assert!(audible(&Vec::new(), silence).is_empty());
    }
}
