//! One channel's windows → words with times, with what protects them from a recogniser that runs away.

use std::ops::Range;

use super::alignment;
use super::packing::Window;
use super::transcriber::{Ask, Heard, Transcriber};
use super::vad::RATE;
use super::words::{HeardWord, words};
use crate::analysis::Word;

/// Nobody says more: tokens in a second of speech. Measured on telephone speech: 2.3 to 4.7.
const TOKENS_PER_SECOND_MAX: usize = 7;
/// On top, for windows of a word or two.
const TOKENS_SPARE: usize = 12;
/// What Whisper can give at once.
const TOKENS_MAX: usize = 216;
/// A window with more than this of its words in repeated runs goes round in circles.
const CIRCLES_MAX: f32 = 0.3;
/// Mean logarithm of the tokens' probabilities below which a hearing is not trusted (Whisper's own limit) …
const TRUST_MIN: f32 = -1.0;
/// … and below which nobody spoke, if no other hearing is better.
const SPEECH_MIN: f32 = -1.5;
/// The temperature of the last try.
const WARM: f32 = 0.4;

/// A word of the recording; `circles` where the recogniser repeated itself.
#[derive(Clone, Debug, PartialEq)]
pub struct SpokenWord {
    pub word: Word,
    pub circles: bool,
}

/// Hears a window: as a whole; if the recogniser runs away, in two halves; if it still does, once more at a higher
/// temperature, and what is doubtful then is marked.
pub fn hear(
    transcriber: &mut dyn Transcriber,
    window: &Window,
    language: &str,
    times: bool,
) -> Result<Vec<SpokenWord>, String> {
    let ask = Ask {
        language,
        times,
        temperature: 0.0,
        tokens_max: tokens_max(window),
    };
    let (heard, said) = listen(transcriber, window, &ask)?;
    if !is_doubtful(&heard, &said) {
        return Ok(spoken(window, &said, false));
    }
    if let Some((first, second)) = window.halves() {
        let mut both = hear(transcriber, &first, language, times)?;
        both.extend(hear(transcriber, &second, language, times)?);
        return Ok(both);
    }
    let (warm, other) = listen(
        transcriber,
        window,
        &Ask {
            temperature: WARM,
            ..ask
        },
    )?;
    let is_doubtful = is_doubtful(&warm, &other);
    if is_doubtful && certainty(&warm).max(certainty(&heard)) < SPEECH_MIN {
        return Ok(Vec::new());
    }
    // Two views of a window without a winner: what was heard cold is the more likely text.
    let said = if is_doubtful && certainty(&heard) > certainty(&warm) {
        said
    } else {
        other
    };
    Ok(spoken(window, &said, is_doubtful && circles(&said) > 0.0))
}

fn listen(
    transcriber: &mut dyn Transcriber,
    window: &Window,
    ask: &Ask<'_>,
) -> Result<(Heard, Vec<HeardWord>), String> {
    let heard = transcriber.transcribe(&window.samples, ask)?;
    let said = words(&heard.tokens);
    Ok((heard, said))
}

fn tokens_max(window: &Window) -> usize {
    (window.speech() * TOKENS_PER_SECOND_MAX / RATE + TOKENS_SPARE).min(TOKENS_MAX)
}

fn is_doubtful(heard: &Heard, said: &[HeardWord]) -> bool {
    heard.ran_away || certainty(heard) < TRUST_MIN || circles(said) > CIRCLES_MAX
}

/// Mean logarithm of the tokens' probabilities; 0 for nothing.
fn certainty(heard: &Heard) -> f32 {
    let sum: f32 = heard.tokens.iter().map(|token| token.probability.max(1e-9).ln()).sum();
    sum / heard.tokens.len().max(1) as f32
}

/// Share of words that stand in a run of one to four words said at least four times on end. No language's own speech does
/// that; digits read out twice or thrice stay below.
fn circles(said: &[HeardWord]) -> f32 {
    let plain: Vec<String> = said
        .iter()
        .map(|word| {
            word.text
                .chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect()
        })
        .collect();
    let mut inside = vec![false; plain.len()];
    for length in 1..=4 {
        let mut equal = 0;
        for at in length..plain.len() {
            equal = if plain[at] == plain[at - length] { equal + 1 } else { 0 };
            if equal >= 3 * length {
                inside[at + 1 - equal - length..=at].fill(true);
            }
        }
    }
    inside.iter().filter(|inside| **inside).count() as f32 / inside.len().max(1) as f32
}

fn spoken(window: &Window, said: &[HeardWord], circles: bool) -> Vec<SpokenWord> {
    let times = alignment::times(window, said);
    said.iter()
        .zip(times)
        .map(|(word, time)| {
            let Range { start, end } = alignment::in_recording(window, &time);
            let word = Word {
                text: word.text.clone(),
                start_ms: ms(start),
                end_ms: ms(end),
                confidence: rounded(word.confidence),
            };
            SpokenWord { word, circles }
        })
        .collect()
}

/// Samples at 16 kHz → milliseconds.
pub fn ms(samples: usize) -> u64 {
    samples as u64 * 1000 / RATE as u64
}

/// Three digits are all that a confidence is worth.
fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::packing::windows;
    use crate::speech::transcriber::Token;

    /// Runs away on every window longer than it can bear.
    struct Runaway {
        samples_max: usize,
        asked: Vec<(usize, f32)>,
    }

    impl Transcriber for Runaway {
        fn transcribe(&mut self, samples: &[f32], ask: &Ask<'_>) -> Result<Heard, String> {
            self.asked.push((samples.len(), ask.temperature));
            let ran_away = samples.len() > self.samples_max;
            let token = Token {
                bytes: b" yes".to_vec(),
                probability: 0.9,
                end: Some(samples.len()),
            };
            Ok(Heard {
                tokens: vec![token; if ran_away { ask.tokens_max } else { 1 }],
                ran_away,
            })
        }

        fn is_multilingual(&self) -> bool {
            false
        }

        fn knows(&self, language: &str) -> bool {
            language == "en"
        }

        fn language(&mut self, _: &[f32]) -> Result<(String, f32), String> {
            Ok(("en".into(), 1.0))
        }
    }

    fn window(seconds: usize) -> Window {
        let samples = vec![0.1; seconds * RATE];
        windows(&samples, &[0..samples.len()]).next().unwrap()
    }

    #[test]
    fn a_window_that_runs_away_is_heard_in_halves() {
        let mut runaway = Runaway {
            samples_max: 14 * RATE,
            asked: Vec::new(),
        };
        let said = hear(&mut runaway, &window(20), "en", true).unwrap();
        assert_eq!(said.len(), 2);
        assert!(said.iter().all(|word| !word.circles));
        assert_eq!(runaway.asked.len(), 3);
    }

    #[test]
    fn what_cannot_be_halved_is_tried_warmer_and_then_marked() {
        let mut runaway = Runaway {
            samples_max: 0,
            asked: Vec::new(),
        };
        let said = hear(&mut runaway, &window(4), "en", true).unwrap();
        assert!(!said.is_empty() && said.iter().all(|word| word.circles));
        assert_eq!(
            runaway.asked.iter().map(|(_, warm)| *warm).collect::<Vec<_>>(),
            [0.0, WARM]
        );
    }

    #[test]
    fn circles_are_told_from_what_people_repeat() {
        let said = |text: &str| -> Vec<HeardWord> {
            text.split(' ')
                .map(|word| HeardWord {
                    text: word.into(),
                    confidence: 1.0,
                    end: None,
                })
                .collect()
        };
        assert!(circles(&said("thank you. Thank you. thank you. thank you. thank you.")) > CIRCLES_MAX);
        assert!(circles(&said("no no no no no no no")) > CIRCLES_MAX);
        assert!(circles(&said("yes yes, the number is five five five one two one two")) <= CIRCLES_MAX);
        assert!(circles(&said("no no no that is not what I said")) <= CIRCLES_MAX);
        assert_eq!(circles(&[]), 0.0);
    }
}
