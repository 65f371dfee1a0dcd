//! What somebody else tells of a call, whatever its form → an analysis. Every figure is computed here. Pure.

use std::collections::{BTreeMap, BTreeSet};

use actors::engine::analysis::{
    AGENT, Analysis, CUSTOMER, ChannelLanguage, ModelNames, Probabilities, Quality, Roles, RolesBy, SentimentLabel,
    Turn, UtteranceSentiment,
};
use actors::engine::characteristics::{self, Levels, Thresholds};
use actors::engine::sentiment;
use actors::engine::speech::whisper::language_code;
use serde_json::Value;

const IMPORTED: &str = "imported";
/// Of a recording of which nobody says so.
const ENGLISH: &str = "en";
/// A recording is no longer than a week.
pub const MS_MAX: u64 = 7 * 24 * 3_600_000;
/// Of one call.
pub const TURNS_MAX: usize = 100_000;
/// Speakers or channels: as many as Amazon tells apart.
pub const SPEAKERS_MAX: u16 = 30;
/// Letters of what is wrong that are shown.
const SHOWN_MAX: usize = 40;

/// What is known of a call.
#[derive(Debug, Default)]
pub struct Told {
    pub turns: Vec<Turn>,
    pub levels: Levels,
    /// ISO 639; `None`: nobody says it.
    pub language: Option<String>,
    /// As it is stated; 0: nobody says it.
    pub duration_ms: u64,
}

impl Told {
    /// How loud each second of a turn is, for who speaks in it; where two turns share a second, the louder one counts.
    pub fn hear(&mut self, turn: &Turn, scores: &Value) {
        let Some(scores) = scores.as_array().filter(|scores| !scores.is_empty()) else {
            return;
        };
        let own = self.levels.entry(turn.speaker.clone()).or_default();
        for (second, score) in (turn.start_ms / 1000..=turn.end_ms / 1000).zip(scores) {
            let second = usize::try_from(second).unwrap_or(usize::MAX);
            if own.len() <= second {
                own.resize(second.saturating_add(1), 0.0);
            }
            let score = score.as_f64().unwrap_or(0.0).clamp(0.0, 100.0) as f32;
            if let Some(level) = own.get_mut(second) {
                *level = level.max(score);
            }
        }
    }

    /// Errors: turns of one speaker that together last longer than any recording. With a loudness for each second of each of them more would
    /// come out of an export than went into the import, without a bound.
    pub fn check(&self) -> Result<(), String> {
        let mut spoken = BTreeMap::<&str, u64>::new();
        for turn in &self.turns {
            let own = spoken.entry(&turn.speaker).or_default();
            *own = own.saturating_add(turn.end_ms.saturating_sub(turn.start_ms));
        }
        match spoken.into_iter().find(|(_, ms)| *ms > MS_MAX) {
            Some((speaker, _)) => Err(format!("the turns of {speaker} last longer than a week together")),
            None => Ok(()),
        }
    }

    /// By a tenant's thresholds.
    pub fn analysis(self, thresholds: Thresholds) -> Analysis {
        let mut turns = self.turns;
        turns.sort_by_key(|turn: &Turn| (turn.start_ms, turn.channel));
        let end = turns.iter().map(|turn| turn.end_ms).max().unwrap_or(0);
        let duration_ms = Some(self.duration_ms).filter(|ms| *ms <= MS_MAX).unwrap_or(0).max(end);
        let characteristics = characteristics::within(&turns, duration_ms, &self.levels, thresholds);
        let language_confidence = if self.language.is_some() { 1.0 } else { 0.0 };
        let language = self.language.unwrap_or_else(|| ENGLISH.to_owned());
        let channels = turns.iter().map(|turn| turn.channel + 1).max().unwrap_or(0).max(2);
        let mut quality = quality(&turns, characteristics.talk_ms.total, duration_ms);
        quality.languages = languages(&turns, &language, language_confidence);
        Analysis {
            duration_ms,
            channels,
            quality,
            language,
            language_confidence,
            models: ModelNames {
                speech: IMPORTED.into(),
                sentiment: IMPORTED.into(),
            },
            sentiment: sentiment::of_call(&turns, CUSTOMER),
            characteristics,
            turns,
            timings_ms: Default::default(),
        }
    }
}

/// `en-US` → `en`, and `fil-PH` as recordings that are heard here have it, `tl`. Errors: it names no language.
pub fn language(code: &Value) -> Result<Option<String>, String> {
    if code.is_null() {
        return Ok(None);
    }
    let own = code.as_str().and_then(|code| code.split('-').next());
    let is_one = |own: &&str| (2..=3).contains(&own.len()) && own.chars().all(|letter| letter.is_ascii_alphabetic());
    let own = own.filter(is_one);
    let own = own.ok_or_else(|| format!("{} is no language, such as en-US", shown(&code.to_string())))?;
    let known = language_code(own).map(str::to_owned);
    Ok(Some(known.unwrap_or_else(|| own.to_ascii_lowercase())))
}

/// A time in seconds, be it a number or a text, in milliseconds.
pub fn milliseconds(seconds: &Value) -> Option<u64> {
    let text = seconds.as_str().and_then(|text| text.parse::<f64>().ok());
    let ms = (seconds.as_f64().or(text)? * 1000.0).round();
    (0.0..=MS_MAX as f64).contains(&ms).then_some(ms as u64)
}

/// How sure somebody is of a word: a number, also where it is a text; 1 where there is none.
pub fn confidence(value: &Value) -> f64 {
    let text = value.as_str().and_then(|text| text.parse::<f64>().ok());
    let number = value.as_f64().or(text).filter(|number| number.is_finite());
    number.unwrap_or(1.0).clamp(0.0, 1.0)
}

/// As it counts in Amazon's figures.
pub fn felt(label: SentimentLabel) -> UtteranceSentiment {
    let none = Probabilities::default();
    let (score, probabilities) = match label {
        SentimentLabel::Positive => (5.0, Probabilities { positive: 1.0, ..none }),
        SentimentLabel::Negative => (-5.0, Probabilities { negative: 1.0, ..none }),
        SentimentLabel::Neutral => (0.0, Probabilities { neutral: 1.0, ..none }),
    };
    UtteranceSentiment {
        label: Some(label),
        score,
        probabilities,
    }
}

/// The mean of a turn's words.
pub fn mean_confidence(turn: &Turn) -> Option<f64> {
    let sum: f64 = turn.words.iter().map(|word| word.confidence).sum();
    (!turn.words.is_empty()).then(|| sum / turn.words.len() as f64)
}

/// The beginning of what is wrong.
pub fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn languages(turns: &[Turn], language: &str, confidence: f64) -> Vec<ChannelLanguage> {
    let channels: BTreeSet<u16> = turns.iter().map(|turn| turn.channel).collect();
    let channel = |channel| ChannelLanguage {
        channel,
        language: language.to_owned(),
        confidence,
    };
    channels.into_iter().map(channel).collect()
}

fn quality(turns: &[Turn], talk_ms: u64, duration_ms: u64) -> Quality {
    let words = turns.iter().flat_map(|turn| &turn.words);
    let confidences: Vec<f64> = words.map(|word| word.confidence).collect();
    let mean = confidences.iter().sum::<f64>() / confidences.len().max(1) as f64;
    let rounded = |share: f64| (share * 1000.0).round() / 1000.0;
    let is_known = |turn: &Turn| turn.speaker == AGENT || turn.speaker == CUSTOMER;
    let roles = match turns.iter().all(is_known) {
        true => Roles {
            by: RolesBy::Stated,
            confidence: 1.0,
        },
        false => Roles::default(),
    };
    Quality {
        speech_ratio: rounded((talk_ms as f64 / (2 * duration_ms).max(1) as f64).min(1.0)),
        mean_confidence: (!confidences.is_empty()).then(|| rounded(mean)),
        roles,
        ..Quality::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_language_is_two_or_three_letters_and_nothing_else() {
        let of = |code: Value| language(&code);
        assert_eq!(of(json!("es-US")), Ok(Some("es".to_owned())));
        assert_eq!(of(json!("FIL-PH")), Ok(Some("tl".to_owned())));
        assert_eq!(of(json!("zu-ZA")), Ok(Some("zu".to_owned())), "no model here knows it");
        assert_eq!(of(Value::Null), Ok(None));
        for wrong in [json!(""), json!(7), json!("e\u{0}"), json!("english"), json!(["en"])] {
            let refusal = of(wrong.clone()).unwrap_err();
            assert!(refusal.contains("is no language"), "{wrong}: {refusal}");
        }
        let long = of(json!("x".repeat(10_000))).unwrap_err();
        assert!(long.len() < 100, "{long}");
        // Nobody says it: English stands in, and nobody is sure of it.
        let unsaid = Told::default().analysis(Thresholds::default());
        assert_eq!((unsaid.language.as_str(), unsaid.language_confidence), ("en", 0.0));
    }

    #[test]
    fn nobody_speaks_for_longer_than_a_recording_lasts() {
        let turn = |speaker: &str, start_ms: u64, end_ms: u64| -> Turn {
            let told = json!({ "speaker": speaker, "start_ms": start_ms, "end_ms": end_ms, "text": "Well" });
            serde_json::from_value(told).unwrap()
        };
        let told = |turns: Vec<Turn>| Told {
            turns,
            ..Told::default()
        };
        let half = MS_MAX / 2;
        let both = told(vec![turn("agent", 0, MS_MAX), turn("customer", 0, MS_MAX)]);
        assert_eq!(both.check(), Ok(()));
        let all = told(vec![turn("ch1", 0, half), turn("ch1", half, MS_MAX)]);
        assert_eq!(all.check(), Ok(()));
        let over = told(vec![turn("agent", 0, half), turn("agent", 0, half + 1)]);
        assert_eq!(
            over.check(),
            Err("the turns of agent last longer than a week together".to_owned())
        );
    }

    #[test]
    fn seconds_are_numbers_or_texts_and_no_week_is_that_long() {
        let of = |seconds: Value| milliseconds(&seconds);
        assert_eq!((of(json!("0.04")), of(json!(1.2345))), (Some(40), Some(1235)));
        for wrong in [
            json!(-0.1),
            json!("NaN"),
            json!("inf"),
            json!(604_801),
            json!(null),
            json!("soon"),
        ] {
            assert_eq!(of(wrong.clone()), None, "{wrong}");
        }
    }
}
