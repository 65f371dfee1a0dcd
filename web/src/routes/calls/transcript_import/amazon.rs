//! Amazon's post-call objects → an analysis. Pure. Both dialects: roles stand in the turn (Call Analytics) or behind an id of `Participants`
//! (Contact Lens); numbers may be texts.

use std::collections::{BTreeMap, BTreeSet};

use actors::engine::analysis::{
    AGENT, Analysis, CUSTOMER, ChannelLanguage, ModelNames, Probabilities, Quality, Roles, RolesBy, SentimentLabel,
    Speaker, Turn, UtteranceSentiment, Word,
};
use actors::engine::characteristics::{self, Levels};
use actors::engine::sentiment;
use serde_json::Value;

const IMPORTED: &str = "imported";
/// A recording is no longer than a week.
const MS_MAX: u64 = 7 * 24 * 3_600_000;
const TURNS_MAX: usize = 100_000;
/// Of sides without a role, which an export of ours calls by their channels.
const CHANNELS_MAX: u16 = 8;

/// Errors: what is wrong, and where, as a path into the object.
pub fn analysis(object: &Value) -> Result<Analysis, String> {
    let told = object["Transcript"]
        .as_array()
        .ok_or("`Transcript` is no list: this is no object of Call Analytics or Contact Lens")?;
    if told.len() > TURNS_MAX {
        return Err(format!("`Transcript` has more than {TURNS_MAX} turns"));
    }
    let roles = roles(&object["Participants"]);
    let (mut turns, mut levels) = (Vec::with_capacity(told.len()), Levels::new());
    for (number, told) in told.iter().enumerate() {
        let turn = turn(told, &roles).map_err(|why| format!("Transcript[{number}]{why}"))?;
        hear(&mut levels, &turn, told);
        turns.push(turn);
    }
    turns.sort_by_key(|turn: &Turn| (turn.start_ms, turn.channel));
    let end = turns.iter().map(|turn| turn.end_ms).max().unwrap_or(0);
    let stated = object["ConversationCharacteristics"]["TotalConversationDurationMillis"].as_u64();
    let duration_ms = stated.filter(|ms| *ms <= MS_MAX).unwrap_or(0).max(end);
    let characteristics = characteristics::of(&turns, duration_ms, &levels);
    let language = language(&object["LanguageCode"]);
    let channels = turns.iter().map(|turn| turn.channel + 1).max().unwrap_or(0).max(2);
    Ok(Analysis {
        duration_ms,
        channels,
        quality: quality(&turns, &language, characteristics.talk_ms.total, duration_ms),
        language,
        language_confidence: 1.0,
        models: ModelNames {
            speech: IMPORTED.into(),
            sentiment: IMPORTED.into(),
        },
        sentiment: sentiment::of_call(&turns, CUSTOMER),
        characteristics,
        turns,
        timings_ms: Default::default(),
    })
}

/// `en-US` → `en`.
fn language(code: &Value) -> String {
    let code = code.as_str().unwrap_or("en");
    code.split('-').next().unwrap_or("en").to_ascii_lowercase()
}

/// Roles behind the ids of participants.
fn roles(participants: &Value) -> BTreeMap<String, String> {
    let all = participants.as_array().into_iter().flatten();
    let one = |participant: &Value| {
        let id = participant["ParticipantId"].as_str()?;
        Some((id.to_owned(), participant["ParticipantRole"].as_str()?.to_owned()))
    };
    all.filter_map(one).collect()
}

fn turn(told: &Value, roles: &BTreeMap<String, String>) -> Result<Turn, String> {
    let named = told["ParticipantRole"].as_str();
    let behind = told["ParticipantId"].as_str();
    let behind = behind.map(|id| roles.get(id).map_or(id, String::as_str));
    let role = named
        .or(behind)
        .ok_or(": there is no ParticipantRole and no ParticipantId")?;
    let (speaker, channel) = side(role)?;
    let (start_ms, end_ms) = times(told)?;
    let content = told["Content"].as_str().ok_or(".Content is no text")?;
    let words = words(&told["Items"])?;
    let confidence = words.iter().map(|word| word.confidence).sum::<f64>() / words.len().max(1) as f64;
    Ok(Turn {
        speaker,
        channel,
        start_ms,
        end_ms,
        text: content.split_whitespace().collect::<Vec<_>>().join(" "),
        confidence: (!words.is_empty()).then_some(confidence),
        words,
        sentiment: feeling(&told["Sentiment"])?,
        flags: Vec::new(),
    })
}

/// A speaker, and a channel for what that one says.
fn side(role: &str) -> Result<(Speaker, u16), String> {
    match role.to_ascii_uppercase().as_str() {
        "AGENT" => Ok((AGENT.into(), 0)),
        "CUSTOMER" => Ok((CUSTOMER.into(), 1)),
        other => {
            let number = other.strip_prefix("CH").and_then(|number| number.parse::<u16>().ok());
            let number = number.filter(|number| (1..=CHANNELS_MAX).contains(number));
            let number = number
                .ok_or_else(|| format!(".ParticipantRole: {role:?} is neither AGENT nor CUSTOMER, nor CH1, CH2"))?;
            Ok((format!("ch{number}"), number - 1))
        }
    }
}

/// How loud each second of a turn is, for who speaks in it; where two turns share a second, the louder one counts.
fn hear(levels: &mut Levels, turn: &Turn, told: &Value) {
    let told = told.get("LoudnessScores").or_else(|| told.get("LoudnessScore"));
    let Some(scores) = told.and_then(Value::as_array).filter(|scores| !scores.is_empty()) else {
        return;
    };
    let own = levels.entry(turn.speaker.clone()).or_default();
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

fn times(told: &Value) -> Result<(u64, u64), String> {
    let of = |key: &str| {
        let ms = told[key].as_u64().filter(|ms| *ms <= MS_MAX);
        ms.ok_or_else(|| format!(".{key} is no time in milliseconds"))
    };
    let (start, end) = (of("BeginOffsetMillis")?, of("EndOffsetMillis")?);
    match start <= end {
        true => Ok((start, end)),
        false => Err(format!(": it ends at {end}, before it begins at {start}")),
    }
}

/// Signs belong to the word before them.
fn words(items: &Value) -> Result<Vec<Word>, String> {
    let mut words: Vec<Word> = Vec::new();
    for (number, item) in items.as_array().into_iter().flatten().enumerate() {
        let at = |why: String| format!(".Items[{number}]{why}");
        let content = item["Content"]
            .as_str()
            .ok_or_else(|| at(".Content is no text".into()))?;
        if item["Type"] == "punctuation" {
            if let Some(last) = words.last_mut() {
                last.text.push_str(content);
            }
            continue;
        }
        let (start_ms, end_ms) = times(item).map_err(at)?;
        words.push(Word {
            text: content.to_owned(),
            start_ms,
            end_ms,
            confidence: number_of(&item["Confidence"]).clamp(0.0, 1.0),
        });
    }
    words.sort_by_key(|word| word.start_ms);
    Ok(words)
}

/// A number, also where it is a text; 1 where there is none.
fn number_of(value: &Value) -> f64 {
    let text = value.as_str().and_then(|text| text.parse::<f64>().ok());
    value
        .as_f64()
        .or(text)
        .filter(|number| number.is_finite())
        .unwrap_or(1.0)
}

fn feeling(label: &Value) -> Result<Option<UtteranceSentiment>, String> {
    let felt = |label, score, probabilities| {
        Ok(Some(UtteranceSentiment {
            label: Some(label),
            score,
            probabilities,
        }))
    };
    let none = Probabilities::default();
    match label.as_str() {
        None => Ok(None),
        Some("POSITIVE") => felt(SentimentLabel::Positive, 5.0, Probabilities { positive: 1.0, ..none }),
        Some("NEGATIVE") => felt(SentimentLabel::Negative, -5.0, Probabilities { negative: 1.0, ..none }),
        Some("NEUTRAL" | "MIXED") => felt(SentimentLabel::Neutral, 0.0, Probabilities { neutral: 1.0, ..none }),
        Some(other) => Err(format!(
            ".Sentiment: {other:?} is none of POSITIVE, NEGATIVE, NEUTRAL, MIXED"
        )),
    }
}

fn quality(turns: &[Turn], language: &str, talk_ms: u64, duration_ms: u64) -> Quality {
    let confidences: Vec<f64> = turns
        .iter()
        .flat_map(|turn| &turn.words)
        .map(|word| word.confidence)
        .collect();
    let mean = confidences.iter().sum::<f64>() / confidences.len().max(1) as f64;
    let rounded = |share: f64| (share * 1000.0).round() / 1000.0;
    let channels: BTreeSet<u16> = turns.iter().map(|turn| turn.channel).collect();
    let is_known = |turn: &Turn| turn.speaker == AGENT || turn.speaker == CUSTOMER;
    let roles = match turns.iter().all(is_known) {
        true => Roles {
            by: RolesBy::Stated,
            confidence: 1.0,
        },
        false => Roles::default(),
    };
    let channel = |channel| ChannelLanguage {
        channel,
        language: language.to_owned(),
        confidence: 1.0,
    };
    Quality {
        flags: Vec::new(),
        speech_ratio: rounded((talk_ms as f64 / (2 * duration_ms).max(1) as f64).min(1.0)),
        mean_confidence: (!confidences.is_empty()).then(|| rounded(mean)),
        roles,
        languages: channels.into_iter().map(channel).collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(role: &str, begin: u64, end: u64, content: &str, sentiment: &str) -> Value {
        let loud = vec![70.0; usize::try_from(end / 1000 - begin / 1000 + 1).unwrap()];
        json!({ "ParticipantRole": role, "BeginOffsetMillis": begin, "EndOffsetMillis": end, "Content": content, "Sentiment": sentiment,
            "LoudnessScores": loud, "Items": [
                { "Type": "pronunciation", "Content": "word", "Confidence": "0.91", "BeginOffsetMillis": begin, "EndOffsetMillis": end },
                { "Type": "punctuation", "Content": ".", "Confidence": "0.0", "BeginOffsetMillis": end, "EndOffsetMillis": end }] })
    }

    #[test]
    fn both_dialects_are_read_and_figures_are_our_own() {
        let turns = [
            said("AGENT", 0, 1000, "word.", "NEUTRAL"),
            said("CUSTOMER", 2000, 4000, "word.", "NEGATIVE"),
            said("CUSTOMER", 5000, 6000, "word.", "NEGATIVE"),
            said("CUSTOMER", 7000, 8000, "word.", "MIXED"),
        ];
        let object = json!({ "LanguageCode": "es-US", "Transcript": turns,
            "ConversationCharacteristics": { "TotalConversationDurationMillis": 9000 } });
        let found = analysis(&object).unwrap();
        assert_eq!(
            (found.duration_ms, found.language.as_str(), found.turns.len()),
            (9000, "es", 4)
        );
        assert_eq!(found.turns[1].words[0].text, "word.");
        assert_eq!(found.turns[1].confidence, Some(0.91));
        assert_eq!(found.sentiment.label, Some(SentimentLabel::Negative));
        assert_eq!(found.characteristics.talk_ms.by_speaker[CUSTOMER], 4000);
        assert_eq!(
            found.characteristics.loudness[CUSTOMER].seconds,
            [0, 0, 70, 70, 70, 70, 70, 70, 70]
        );
        let mut lens = object.clone();
        lens["Participants"] = json!([{ "ParticipantId": "x1", "ParticipantRole": "AGENT" }, { "ParticipantId": "CUSTOMER", "ParticipantRole": "CUSTOMER" }]);
        for (number, turn) in lens["Transcript"].as_array_mut().unwrap().iter_mut().enumerate() {
            turn.as_object_mut().unwrap().remove("ParticipantRole");
            turn["ParticipantId"] = json!(if number == 0 { "x1" } else { "CUSTOMER" });
            turn["Items"][0]["Confidence"] = json!(0.91);
            let scores = turn.as_object_mut().unwrap().remove("LoudnessScores").unwrap();
            turn["LoudnessScore"] = scores;
        }
        assert_eq!(analysis(&lens).unwrap(), found);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let good = said("AGENT", 0, 1000, "word.", "NEUTRAL");
        let with = |key: &str, value: Value| {
            let mut turn = good.clone();
            turn[key] = value;
            json!({ "Transcript": [good, turn] })
        };
        for (object, named) in [
            (json!([]), "Transcript"),
            (with("ParticipantRole", json!("ROBOT")), "Transcript[1].ParticipantRole"),
            (with("EndOffsetMillis", json!(-5)), "Transcript[1].EndOffsetMillis"),
            (
                with("BeginOffsetMillis", json!(u64::MAX)),
                "Transcript[1].BeginOffsetMillis",
            ),
            (with("BeginOffsetMillis", json!(5000)), "before it begins"),
            (with("Sentiment", json!("ANGRY")), "ANGRY"),
            (
                with("Items", json!([{ "Type": "pronunciation" }])),
                "Transcript[1].Items[0].Content",
            ),
        ] {
            let error = analysis(&object).unwrap_err();
            assert!(error.contains(named), "{error}");
        }
    }

    #[test]
    fn what_is_exported_is_read_again() {
        for (first, second, by) in [("AGENT", "CUSTOMER", RolesBy::Stated), ("CH1", "CH2", RolesBy::Unknown)] {
            let found = analysis(&json!({ "Transcript": [
                said(first, 0, 1000, "word.", "POSITIVE"), said(second, 2000, 4000, "word.", "NEGATIVE")] }));
            let found = found.unwrap();
            assert_eq!((found.quality.roles.by, found.channels), (by, 2));
            is_read_again(&found);
        }
    }

    fn is_read_again(found: &Analysis) {
        use super::super::super::transcript_amazon::{Dialect, Material, Overall, export};
        for dialect in [Dialect::CallAnalytics, Dialect::ContactLens] {
            let material = Material {
                account: uuid::Uuid::nil(),
                call: uuid::Uuid::nil(),
                leg: uuid::Uuid::nil(),
                language: &found.language,
                turns: &found.turns,
                characteristics: &found.characteristics,
                overall: Overall::Turns,
            };
            let again = analysis(&export(&material, dialect)).unwrap();
            assert_eq!(
                (again.turns, again.characteristics),
                (found.turns.clone(), found.characteristics.clone()),
                "{dialect:?}"
            );
        }
    }
}
