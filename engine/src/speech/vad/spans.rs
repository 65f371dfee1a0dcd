//! Probabilities of frames → stretches of speech.

use std::ops::Range;

use super::{FRAME, RATE};

/// What is too quiet to be looked at, and when a frame begins, continues and ends speech. Times are in frames of 32 ms, `pad` in samples.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// A frame whose mean square lies below is silence and never reaches the network.
    pub silence: f32,
    /// Probability from which on speech begins.
    pub begin: f32,
    /// Probability below which speech may end.
    pub end: f32,
    /// Speech with fewer frames above `begin` is dropped.
    pub speech_min: usize,
    /// A shorter pause does not end speech.
    pub silence_min: usize,
    /// Samples added before and after, as far as the neighbours allow.
    pub pad: usize,
}

/// Telephone speech through mu-law gets lower probabilities than what the model's published limits (0.5, 0.35) were made for.
impl Default for Limits {
    fn default() -> Self {
        Self {
            // -70 dBFS: digital silence.
            silence: 1e-7,
            begin: 0.25,
            end: 0.1,
            speech_min: 5,
            silence_min: 10,
            pad: RATE / 5,
        }
    }
}

/// Padded ranges of samples, ordered and apart.
pub fn spans(probabilities: &[f32], length: usize, limits: &Limits) -> Vec<Range<usize>> {
    let mut frames: Vec<Range<usize>> = Vec::new();
    let mut speech: Option<Range<usize>> = None;
    for (number, probability) in probabilities.iter().enumerate() {
        speech = match speech {
            None if *probability >= limits.begin => Some(number..number + 1),
            None => None,
            Some(span) if *probability >= limits.end => Some(span.start..number + 1),
            Some(span) if number - span.end + 1 >= limits.silence_min => {
                frames.push(span);
                None
            }
            open => open,
        };
    }
    frames.extend(speech);
    // A tone that begins or ends sounds like speech for a moment, and like nearly nothing after it.
    let certain = |span: &Range<usize>| {
        probabilities[span.clone()]
            .iter()
            .filter(|p| **p >= limits.begin)
            .count()
    };
    frames.retain(|span| certain(span) >= limits.speech_min);
    padded(&frames, length, limits.pad)
}

/// Adds `pad` on both sides; neighbours closer than two pads share the pause.
fn padded(frames: &[Range<usize>], length: usize, pad: usize) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = Vec::with_capacity(frames.len());
    for span in frames {
        let (start, end) = (span.start * FRAME, (span.end * FRAME).min(length));
        let mut padded = start.saturating_sub(pad)..(end + pad).min(length);
        if let Some(last) = spans.last_mut()
            && last.end > padded.start
        {
            let middle = (last.end - pad.min(last.len()) + start) / 2;
            last.end = middle;
            padded.start = middle;
        }
        spans.push(padded);
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        silence: 0.0,
        begin: 0.5,
        end: 0.3,
        speech_min: 3,
        silence_min: 4,
        pad: 256,
    };

    fn of(text: &str) -> Vec<Range<usize>> {
        let probabilities: Vec<f32> = text.bytes().map(|b| f32::from(b - b'0') / 10.0).collect();
        spans(&probabilities, text.len() * FRAME, &LIMITS)
    }

    #[test]
    fn speech_begins_at_the_high_limit_and_ends_after_a_pause_below_the_low_one() {
        assert_eq!(
            of("0049930990000099999"),
            [3 * 512 - 256..9 * 512 + 256, 14 * 512 - 256..19 * 512]
        );
    }

    #[test]
    fn short_noises_are_dropped_and_nothing_gives_nothing() {
        assert!(of("00990000").is_empty());
        assert!(of("").is_empty());
    }

    #[test]
    fn padding_of_neighbours_never_overlaps() {
        let spans = padded(&[0..10, 14..20, 21..40], 40 * FRAME, 2000);
        assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "{spans:?}");
        assert_eq!((spans[0].start, spans[2].end), (0, 40 * FRAME));
    }
}
