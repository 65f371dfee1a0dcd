//! Where somebody speaks in a channel: Silero's voice detector over frames of 32 ms, behind a gate for digital silence.
//! It tells speech from the rest; it does not tell who speaks.

use std::ops::Range;

use ort::session::Session;
use ort::value::TensorRef;

use crate::error::EngineError;
use crate::onnx::Onnx;

const MODEL: &[u8] = include_bytes!("../../assets/vad/silero_vad_16k_sequence.onnx");

/// Samples a second that the model was made for.
pub const RATE: usize = 16_000;
/// Samples of a frame.
pub const FRAME: usize = 512;
/// Samples before the frame that the model also wants to see.
const CONTEXT: usize = 64;
const STATE: usize = 128;
/// Frames in one call of the model: 8 s. Measured: shorter ones pay for the call, longer ones for memory.
const PIECE: usize = 250;
/// A frame whose mean square lies below (-70 dBFS) is digital silence: the other party's idle channel.
const SILENCE: f32 = 1e-7;
/// Silent frames that the model still sees before and after others: 0.5 s. Thrown into the middle of a word without the silence
/// before it, the model misses whole sentences.
const LEAD: usize = 16;

/// When a frame begins, continues and ends speech. Times are in frames of 32 ms, `pad` in samples.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
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
            begin: 0.25,
            end: 0.1,
            speech_min: 5,
            silence_min: 10,
            pad: RATE / 5,
        }
    }
}

/// The loaded model with its state. One worker has one and reuses it.
pub struct Detector {
    session: Session,
    limits: Limits,
    hidden: Vec<f32>,
    cell: Vec<f32>,
    frames: Vec<f32>,
}

impl Detector {
    pub fn load(onnx: &Onnx, limits: Limits) -> Result<Self, EngineError> {
        let session = onnx.session("the voice detector", MODEL)?;
        Ok(Self {
            session,
            limits,
            hidden: vec![0.0; STATE],
            cell: vec![0.0; STATE],
            frames: Vec::new(),
        })
    }

    /// Speech in `samples` (one channel at 16 kHz) as ranges of samples, ordered and apart. Errors: the runtime's own words.
    pub fn speech(&mut self, samples: &[f32]) -> Result<Vec<Range<usize>>, String> {
        let probabilities = self.probabilities(samples)?;
        Ok(spans(&probabilities, samples.len(), &self.limits))
    }

    /// Probability of speech of every frame; the last frame is filled up with zeros.
    pub fn probabilities(&mut self, samples: &[f32]) -> Result<Vec<f32>, String> {
        let mut probabilities = vec![0.0; samples.len().div_ceil(FRAME)];
        for run in audible(samples) {
            self.hidden.fill(0.0);
            self.cell.fill(0.0);
            for begin in run.clone().step_by(PIECE) {
                let piece = begin..(begin + PIECE).min(run.end);
                let found = self.piece(samples, piece.clone())?;
                probabilities[piece].copy_from_slice(&found);
            }
        }
        Ok(probabilities)
    }

    fn piece(&mut self, samples: &[f32], piece: Range<usize>) -> Result<Vec<f32>, String> {
        let count = piece.len();
        self.frames.clear();
        for frame in piece {
            let begin = frame * FRAME;
            let context = begin.saturating_sub(CONTEXT)..begin;
            self.frames.resize(self.frames.len() + CONTEXT - context.len(), 0.0);
            self.frames.extend_from_slice(&samples[context]);
            let end = (begin + FRAME).min(samples.len());
            self.frames.extend_from_slice(&samples[begin..end]);
            self.frames.resize(self.frames.len() + FRAME - (end - begin), 0.0);
        }
        let failed = |error: ort::Error| error.to_string();
        let input = TensorRef::from_array_view(([count, CONTEXT + FRAME], self.frames.as_slice())).map_err(failed)?;
        let hidden = TensorRef::from_array_view(([1, 1, STATE], self.hidden.as_slice())).map_err(failed)?;
        let cell = TensorRef::from_array_view(([1, 1, STATE], self.cell.as_slice())).map_err(failed)?;
        let outputs = self
            .session
            .run(ort::inputs!["input" => input, "h" => hidden, "c" => cell])
            .map_err(failed)?;
        let tensor = |name: &str| -> Result<Vec<f32>, String> {
            let value = outputs.get(name).ok_or_else(|| format!("no output {name}"))?;
            Ok(value
                .try_extract_tensor::<f32>()
                .map_err(|error| error.to_string())?
                .1
                .to_vec())
        };
        let (found, hidden, cell) = (tensor("speech_probs")?, tensor("hn")?, tensor("cn")?);
        drop(outputs);
        if found.len() != count || hidden.len() != STATE || cell.len() != STATE {
            return Err(format!("{} probabilities for {count} frames", found.len()));
        }
        (self.hidden, self.cell) = (hidden, cell);
        Ok(found)
    }
}

/// Runs of frames that are not digital silence, with the silence next to them.
fn audible(samples: &[f32]) -> Vec<Range<usize>> {
    let frames = samples.len().div_ceil(FRAME);
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (number, frame) in samples.chunks(FRAME).enumerate() {
        let power = frame.iter().map(|sample| sample * sample).sum::<f32>() / frame.len() as f32;
        // NaN is not below: what is not a number is left to the model.
        if power < SILENCE {
            continue;
        }
        let end = (number + 1 + LEAD).min(frames);
        match runs.last_mut() {
            Some(last) if number.saturating_sub(LEAD) <= last.end => last.end = end,
            _ => runs.push(number.saturating_sub(LEAD)..end),
        }
    }
    runs
}

/// Probabilities of frames → padded ranges of samples.
fn spans(probabilities: &[f32], length: usize, limits: &Limits) -> Vec<Range<usize>> {
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

    #[test]
    fn digital_silence_never_reaches_the_model() {
        let mut samples = vec![0.0; 100 * FRAME];
        samples[50 * FRAME..60 * FRAME].fill(0.1);
        assert_eq!(audible(&samples), [50 - LEAD..60 + LEAD]);
        assert!(audible(&[]).is_empty());
    }
}
