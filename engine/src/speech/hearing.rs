//! One channel's windows → words with times, with what protects them from a recogniser that runs away. It looks at what the recogniser
//! says of itself and at how the text is made, never at the words: so it is the same in every language.

use std::io::Write;
use std::ops::Range;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::alignment;
use super::packing::Window;
use super::transcriber::{Ask, Heard, TRUST_MIN, Token, Transcriber};
use super::vad::RATE;
use super::words::{HeardWord, SpokenToken, spelled, words};
use crate::analysis::{TurnFlag, Word};

/// Nobody says more: tokens in a second of speech. Measured on telephone speech: 2.3 to 4.7.
const TOKENS_PER_SECOND_MAX: usize = 7;
/// On top, for windows of a word or two.
const TOKENS_SPARE: usize = 12;
/// What Whisper can give at once.
const TOKENS_MAX: usize = 216;
/// Nobody who speaks says less: tokens in ten seconds of speech. Measured: 23 to 47 on telephone speech, 12 where digits are read out one
/// by one, 9 in a window that stopped early.
const TOKENS_PER_TEN_SECONDS_MIN: usize = 11;
/// So many may be missing, for windows of a word or two.
const TOKENS_MISSING: usize = 2;
/// A window with more than this of its words in repeated runs goes round in circles.
const CIRCLES_MAX: f32 = 0.3;
/// And so does a text that deflates to less than one part in this: Whisper's own limit.
const COMPRESSION_MAX: f32 = 2.4;
/// The model's probability of no speech above which an unlikely text is doubted: Whisper's own limit.
const NO_SPEECH_MAX: f32 = 0.6;
/// Certainty below which nobody spoke, if no other hearing is better.
const SPEECH_MIN: f32 = -1.5;
/// Speech behind the last word, from a pause on, that was left out and not just drawn out: 1 s. Where there is no pause nobody knows so well where
/// the last word ends.
const LEFT_OUT_MIN: usize = RATE;
const LEFT_OUT_WITHOUT_PAUSE_MIN: usize = 3 * RATE;
/// The temperature of the last try.
const WARM: f32 = 0.4;

/// A word of the recording, why its window is doubted, and what the model made it of.
#[derive(Clone, Debug, PartialEq)]
pub struct SpokenWord {
    pub word: Word,
    pub doubt: Option<TurnFlag>,
    /// Together they are its text.
    pub tokens: Vec<SpokenToken>,
}

/// How windows shall be heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner<'a> {
    /// ISO 639-1.
    pub language: &'a str,
    /// Whether words need their own times.
    pub times: bool,
    /// What the model is told was said before.
    pub earlier: &'a str,
}

impl<'a> Manner<'a> {
    pub fn of(language: &'a str, times: bool) -> Self {
        Self {
            language,
            times,
            earlier: "",
        }
    }
}

/// Hears a window: as a whole; if that is to be doubted, in two halves; if they still are, once more at a higher temperature, and
/// what is doubtful then is marked.
pub fn hear(transcriber: &mut dyn Transcriber, window: &Window, manner: Manner<'_>) -> Result<Vec<SpokenWord>, String> {
    attend(transcriber, window, manner).map(|gathered| gathered.words)
}

/// What came of a window, however often it was heard.
struct Gathered {
    words: Vec<SpokenWord>,
    /// That the words were made of.
    tokens: usize,
}

fn attend(transcriber: &mut dyn Transcriber, window: &Window, manner: Manner<'_>) -> Result<Gathered, String> {
    let ask = Ask {
        language: manner.language,
        earlier: manner.earlier,
        times: manner.times,
        temperature: 0.0,
        tokens_max: tokens_max(window),
    };
    let cold = listen(transcriber, window, &ask)?;
    let is_few = cold.is_sparse(window);
    if cold.doubt().is_none() && !is_few {
        let rest = cold.left_out(window);
        let mut gathered = cold.gathered(window, None);
        if let Some(rest) = rest {
            add_rest(&mut gathered, transcriber, &rest, manner)?;
        }
        return Ok(gathered);
    }
    if let Some((first, second)) = window.halves() {
        let mut both = attend(transcriber, &first, manner)?;
        let rest = attend(transcriber, &second, manner)?;
        both.words.extend(rest.words);
        both.tokens += rest.tokens;
        // What each half has little of is still too little of the whole.
        if is_few && is_sparse(both.tokens, window.speech()) {
            for word in &mut both.words {
                word.doubt.get_or_insert(TurnFlag::ImplausibleRate);
            }
        }
        return Ok(both);
    }
    if cold.doubt().is_none() {
        // The choice of words is not what is wrong: another draw would only make some up.
        return Ok(cold.gathered(window, Some(TurnFlag::ImplausibleRate)));
    }
    let warm = Ask {
        temperature: WARM,
        ..ask
    };
    let warm = listen(transcriber, window, &warm)?;
    if warm.doubt().is_some() && is_nobody(&cold, &warm) {
        return Ok(Gathered {
            words: Vec::new(),
            tokens: 0,
        });
    }
    // Two views of a window without a winner: what was heard cold is the more likely text.
    let best = match warm.doubt() {
        Some(_) if cold.heard.certainty() > warm.heard.certainty() => cold,
        _ => warm,
    };
    let sparse = best.is_sparse(window).then_some(TurnFlag::ImplausibleRate);
    let doubt = best.doubt().or(sparse);
    Ok(best.gathered(window, doubt))
}

/// A recogniser ends with a sentence at times, whatever is said behind it. What it left out is heard by itself, and believed where nothing of it is
/// doubtful: it may have been left out because nobody speaks there.
fn add_rest(
    gathered: &mut Gathered,
    transcriber: &mut dyn Transcriber,
    rest: &Window,
    manner: Manner<'_>,
) -> Result<(), String> {
    let more = attend(transcriber, rest, manner)?;
    if more.words.iter().all(|word| word.doubt.is_none()) {
        gathered.words.extend(more.words);
        gathered.tokens += more.tokens;
    }
    Ok(())
}

/// What one try gave.
struct Hearing {
    heard: Heard,
    said: Vec<HeardWord>,
    /// As [`weight`] counts them.
    tokens: usize,
}

impl Hearing {
    /// The strongest reason not to believe it.
    fn doubt(&self) -> Option<TurnFlag> {
        let certainty = self.heard.certainty();
        if circles(&self.said) > CIRCLES_MAX || compression(&text(&self.said)) > COMPRESSION_MAX {
            Some(TurnFlag::Repetition)
        } else if self.heard.ran_away {
            Some(TurnFlag::ImplausibleRate)
        } else if certainty < TRUST_MIN && self.heard.no_speech > NO_SPEECH_MAX {
            Some(TurnFlag::NoSpeech)
        } else {
            (certainty < TRUST_MIN).then_some(TurnFlag::LowConfidence)
        }
    }

    /// Fewer words than anybody says who speaks for so long. None are no doubtful text: the detector takes other sounds for speech
    /// at times.
    fn is_sparse(&self, window: &Window) -> bool {
        !self.said.is_empty() && is_sparse(self.tokens, window.speech())
    }

    /// What is behind its last word, if somebody speaks there for long enough.
    fn left_out(&self, window: &Window) -> Option<Window> {
        let (last, _) = self.said.last()?.end?;
        let end = window.samples.len();
        let pause = window.pieces.iter().find(|piece| piece.within >= last);
        let behind = pause.map(|piece| window.part(piece.within..end));
        behind.filter(|rest| rest.speech() >= LEFT_OUT_MIN).or_else(|| {
            let rest = window.part(last.min(end)..end);
            (last > 0 && rest.speech() >= LEFT_OUT_WITHOUT_PAUSE_MIN).then_some(rest)
        })
    }

    fn gathered(&self, window: &Window, doubt: Option<TurnFlag>) -> Gathered {
        Gathered {
            words: spoken(window, self, doubt),
            tokens: self.tokens,
        }
    }
}

/// Both tries say that nobody spoke: as unlikely texts, or in the model's own words.
fn is_nobody(cold: &Hearing, warm: &Hearing) -> bool {
    let says_so = |hearing: &Hearing| hearing.heard.certainty() < TRUST_MIN && hearing.heard.no_speech > NO_SPEECH_MAX;
    cold.heard.certainty().max(warm.heard.certainty()) < SPEECH_MIN || (says_so(cold) && says_so(warm))
}

fn listen(transcriber: &mut dyn Transcriber, window: &Window, ask: &Ask<'_>) -> Result<Hearing, String> {
    let heard = transcriber.transcribe(&window.samples, ask)?;
    let said = words(&heard.tokens);
    let tokens = heard.tokens.iter().map(weight).sum();
    Ok(Hearing { heard, said, tokens })
}

/// A token counts once, and each digit in it: "1960" is one token and a second of speech.
fn weight(token: &Token) -> usize {
    token.bytes.iter().filter(|byte| byte.is_ascii_digit()).count().max(1)
}

/// Whether so many tokens are too few for so many samples of speech.
fn is_sparse(tokens: usize, speech: usize) -> bool {
    (tokens + TOKENS_MISSING) * 10 * RATE < speech * TOKENS_PER_TEN_SECONDS_MIN
}

fn tokens_max(window: &Window) -> usize {
    (window.speech() * TOKENS_PER_SECOND_MAX / RATE + TOKENS_SPARE).min(TOKENS_MAX)
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

fn text(said: &[HeardWord]) -> String {
    said.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// How many times longer the text is than what tells it without repeating itself.
pub fn compression(text: &str) -> f32 {
    let mut squeezed = DeflateEncoder::new(Vec::new(), Compression::default());
    match squeezed.write_all(text.as_bytes()).and_then(|()| squeezed.finish()) {
        Ok(squeezed) => text.len() as f32 / squeezed.len().max(1) as f32,
        Err(_) => 0.0,
    }
}

fn spoken(window: &Window, hearing: &Hearing, doubt: Option<TurnFlag>) -> Vec<SpokenWord> {
    let times = alignment::times(window, &hearing.said);
    hearing
        .said
        .iter()
        .zip(times)
        .map(|(said, time)| {
            let Range { start, end } = alignment::in_recording(window, &time);
            let word = Word {
                text: said.text.clone(),
                start_ms: ms(start),
                end_ms: ms(end),
                confidence: rounded(said.confidence),
            };
            let tokens = hearing.heard.tokens.get(said.tokens.clone()).unwrap_or_default();
            SpokenWord {
                word,
                doubt,
                tokens: spelled(tokens),
            }
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

    /// Fifty-seven words that nobody doubts.
    const SPEECH: &str = "so what we can do is we can send you a new one and you send us the old one back when you have got it and then we \
                          will look at it and if it is what we think it is then you pay nothing for it and if it is not we will call you";

    /// Hears of each window what `hears` makes of its length.
    struct Fake<H> {
        hears: H,
        /// The windows for which it was asked: samples, and how warm.
        asked: Vec<(usize, f32)>,
    }

    impl<H: FnMut(usize, &Ask<'_>) -> Heard + Send> Fake<H> {
        fn new(hears: H) -> Self {
            let asked = Vec::new();
            Self { hears, asked }
        }

        fn hear(&mut self, window: &Window) -> Vec<SpokenWord> {
            hear(self, window, Manner::of("en", true)).unwrap()
        }

        fn lengths(&self) -> Vec<usize> {
            self.asked.iter().map(|(samples, _)| *samples).collect()
        }
    }

    impl<H: FnMut(usize, &Ask<'_>) -> Heard + Send> Transcriber for Fake<H> {
        fn transcribe(&mut self, samples: &[f32], ask: &Ask<'_>) -> Result<Heard, String> {
            self.asked.push((samples.len(), ask.temperature));
            Ok((self.hears)(samples.len(), ask))
        }

        fn is_multilingual(&self) -> bool {
            true
        }

        fn knows(&self, _: &str) -> bool {
            true
        }

        fn language(&mut self, _: &[f32]) -> Result<(String, f32), String> {
            Ok(("en".into(), 1.0))
        }
    }

    fn token(text: &str, probability: f32, end: usize) -> Token {
        Token {
            bytes: text.as_bytes().to_vec(),
            probability,
            end: Some(end),
        }
    }

    /// The first words of the speech, which nobody doubts.
    fn spoken_until(words: usize, end: usize) -> Heard {
        let words = SPEECH.split(' ').take(words);
        Heard {
            tokens: words.map(|word| token(&format!(" {word}"), 0.9, end)).collect(),
            ..Heard::default()
        }
    }

    /// Runs away on every window longer than it can bear; of others it hears two words a second, as people say them.
    fn runaway(samples_max: usize) -> Fake<impl FnMut(usize, &Ask<'_>) -> Heard + Send> {
        Fake::new(move |samples: usize, ask: &Ask<'_>| match samples > samples_max {
            true => Heard {
                tokens: vec![token(" yes", 0.9, samples); ask.tokens_max],
                ran_away: true,
                no_speech: 0.0,
            },
            false => spoken_until(2 * samples / RATE, samples),
        })
    }

    fn window(seconds: usize) -> Window {
        let samples = vec![0.1; seconds * RATE];
        windows(&samples, &[0..samples.len()]).next().unwrap()
    }

    #[test]
    fn a_window_that_runs_away_is_heard_in_halves() {
        let mut runaway = runaway(14 * RATE);
        let said = runaway.hear(&window(20));
        let (first, second) = window(20).halves().unwrap();
        assert_eq!(
            said.len(),
            2 * first.samples.len() / RATE + 2 * second.samples.len() / RATE
        );
        assert!(said.iter().all(|word| word.doubt.is_none()));
        assert_eq!(runaway.asked.len(), 3);
    }

    #[test]
    fn what_cannot_be_halved_is_tried_warmer_and_then_marked() {
        let mut runaway = runaway(0);
        let said = runaway.hear(&window(4));
        assert!(!said.is_empty() && said.iter().all(|word| word.doubt == Some(TurnFlag::Repetition)));
        assert_eq!(
            runaway.asked.iter().map(|(_, warm)| *warm).collect::<Vec<_>>(),
            [0.0, WARM]
        );
    }

    #[test]
    fn an_unlikely_text_where_the_model_hears_nobody_is_no_text_and_a_likely_one_stays() {
        let hear_all = |probability: f32, no_speech: f32| {
            // It says the same of every window.
            let mut murmur = Fake::new(|samples: usize, _: &Ask<'_>| Heard {
                tokens: [" ご", "視聴", "ありがとう"]
                    .map(|text| token(text, probability, samples))
                    .to_vec(),
                ran_away: false,
                no_speech,
            });
            let said = hear(&mut murmur, &window(4), Manner::of("ja", true)).unwrap();
            said.first().map(|word| word.doubt)
        };
        // e^-1.2 = 0.30: unlikely, but not so much that the text alone would say it.
        assert_eq!(hear_all(0.3, 0.9), None);
        assert_eq!(hear_all(0.3, 0.1), Some(Some(TurnFlag::LowConfidence)));
        assert_eq!(hear_all(0.1, 0.1), None);
        assert_eq!(hear_all(0.9, 0.9), Some(None));
    }

    /// Stops after so many words, however long somebody speaks; of windows that are no longer than `whole_max` it hears all of them.
    fn taciturn(words: usize, whole_max: usize) -> Fake<impl FnMut(usize, &Ask<'_>) -> Heard + Send> {
        Fake::new(move |samples: usize, ask: &Ask<'_>| {
            assert_eq!(
                ask.temperature, 0.0,
                "nothing is drawn at random where too little was heard"
            );
            let is_whole = samples <= whole_max;
            spoken_until(if is_whole { 3 * samples / RATE } else { words }, samples)
        })
    }

    /// Says two words a second, of a window that is longer than so many seconds only until then; of a second one with this probability.
    fn sentence(seconds: usize, probability: f32) -> Fake<impl FnMut(usize, &Ask<'_>) -> Heard + Send> {
        let mut is_rest = false;
        Fake::new(move |samples: usize, _: &Ask<'_>| {
            let probability = if is_rest { probability } else { 0.9 };
            is_rest = true;
            let words = SPEECH.split(' ').take(2 * seconds.min(samples / RATE)).enumerate();
            let token = |(n, word): (usize, &str)| token(&format!(" {word}"), probability, (n + 1) * RATE / 2);
            Heard {
                tokens: words.map(token).collect(),
                ..Heard::default()
            }
        })
    }

    /// Twelve seconds of speech, a pause, and three more.
    fn two_pieces() -> Window {
        let samples = vec![0.1; 17 * RATE];
        windows(&samples, &[0..12 * RATE, 14 * RATE..17 * RATE]).next().unwrap()
    }

    #[test]
    fn what_is_left_out_behind_a_sentence_is_heard_by_itself() {
        let hear_with = |seconds: usize, probability: f32| {
            let mut sentence = sentence(seconds, probability);
            let said = sentence.hear(&two_pieces());
            let late: Vec<u64> = said
                .iter()
                .map(|word| word.word.start_ms)
                .filter(|start| *start >= 13_000)
                .collect();
            (said.len(), late.len(), sentence.lengths())
        };
        let whole = two_pieces().samples.len();
        assert_eq!(
            hear_with(12, 0.9),
            (30, 6, vec![whole, 3 * RATE]),
            "three seconds at their own time"
        );
        // e^-1.2: nobody speaks there.
        assert_eq!(hear_with(12, 0.3).0, 24);
        assert_eq!(hear_with(15, 0.9).2, [whole], "nothing was left out");
        // Within a piece it takes more.
        assert_eq!(hear_with(10, 0.9).1, 6);
        let mut whole = sentence(10, 0.9);
        assert_eq!((whole.hear(&window(12)).len(), whole.asked.len()), (20, 1));
        let mut longer = sentence(10, 0.9);
        assert_eq!(longer.hear(&window(15)).len(), 30);
        assert_eq!(longer.lengths(), [15 * RATE, 5 * RATE]);
    }

    #[test]
    fn a_window_that_stopped_early_is_heard_in_halves() {
        let mut early = taciturn(18, 15 * RATE);
        let said = early.hear(&window(20));
        assert!(
            said.len() > 55 && said.iter().all(|word| word.doubt.is_none()),
            "{}",
            said.len()
        );
        assert_eq!(early.asked.len(), 3);
    }

    #[test]
    fn a_word_or_two_where_somebody_speaks_at_length_is_marked_in_every_part() {
        // What Whisper makes of noise that was taken for speech: the same few words of each window.
        for words in 1..=2 {
            let said = taciturn(words, 0).hear(&window(20));
            assert!(!said.is_empty());
            assert!(
                said.iter().all(|word| word.doubt == Some(TurnFlag::ImplausibleRate)),
                "{said:?}"
            );
        }
        let mut silent = taciturn(0, 0);
        assert!(silent.hear(&window(20)).is_empty());
        assert_eq!(silent.asked.len(), 1, "to hear nothing is no doubt");
    }

    #[test]
    fn rates_that_were_measured_are_told_from_windows_that_stopped_early() {
        let is_doubted = |tokens: usize, seconds: f32| is_sparse(tokens, (seconds * RATE as f32) as usize);
        // Tokens and seconds of speech: calls (the slowest and the fastest window), read speech, an answer, a greeting.
        for (tokens, seconds) in [(64, 27.8), (131, 27.9), (27, 9.2), (2, 0.9), (2, 1.7), (3, 2.5)] {
            assert!(!is_doubted(tokens, seconds), "{tokens} tokens in {seconds} s");
        }
        // The window that stopped at 0.92 tokens a second, and what is made of noise.
        for (tokens, seconds) in [(18, 19.6), (2, 5.0), (3, 12.0), (1, 3.0)] {
            assert!(is_doubted(tokens, seconds), "{tokens} tokens in {seconds} s");
        }
        // The longest window's upper bound lies far above its lower one.
        assert!(tokens_max(&window(28)) > 4 * 28 * TOKENS_PER_TEN_SECONDS_MIN / 10);
    }

    #[test]
    fn numbers_are_as_long_as_their_digits() {
        let token = |text: &str| Token {
            bytes: text.as_bytes().to_vec(),
            probability: 0.9,
            end: None,
        };
        let weights = |texts: &[&str]| texts.iter().map(|text| weight(&token(text))).sum::<usize>();
        assert_eq!(weights(&[" 412", "-", "421", "-", "8896"]), 12);
        assert_eq!(weights(&[" four", " ", "日"]), 3);
        // A card's number in a few tokens, spoken digit by digit over thirteen seconds.
        assert!(!is_sparse(
            weights(&[" 4000", " 1234", " 5678", " 9010", "."]),
            13 * RATE
        ));
    }

    fn said(text: &str) -> Vec<HeardWord> {
        let word = |word: &str| HeardWord {
            text: word.into(),
            confidence: 1.0,
            end: None,
            tokens: 0..0,
        };
        text.split(' ').map(word).collect()
    }

    #[test]
    fn a_text_that_says_the_same_at_length_squeezes_and_speech_in_no_language_does() {
        let again = "a long phrase that the recogniser says again and again without anybody having said it ".repeat(5);
        assert!(circles(&said(&again)) <= CIRCLES_MAX && compression(&again) > COMPRESSION_MAX);
        for speech in [
            SPEECH,
            "lo que podemos hacer es enviarle uno nuevo y usted nos devuelve el viejo cuando lo tenga y entonces lo miramos y si es lo que \
             pensamos no paga nada y si no le llamamos",
            "five five five one two one two and then again five five five one two one two thank you",
            "ええと、それはですね、先週の金曜日に届いたんですけれども、箱を開けてみたら中身が壊れていました。",
        ] {
            assert!(
                compression(speech) < COMPRESSION_MAX,
                "{}: {speech}",
                compression(speech)
            );
        }
        assert!(compression("") < 1.0);
    }

    #[test]
    fn circles_are_told_from_what_people_repeat() {
        assert!(circles(&said("thank you. Thank you. thank you. thank you. thank you.")) > CIRCLES_MAX);
        assert!(circles(&said("no no no no no no no")) > CIRCLES_MAX);
        assert!(circles(&said("yes yes, the number is five five five one two one two")) <= CIRCLES_MAX);
        assert!(circles(&said("no no no that is not what I said")) <= CIRCLES_MAX);
        assert_eq!(circles(&[]), 0.0);
    }
}
