//! What Amazon's post-call analytics (PCA) made of a call → what is known of it. Pure. Its segments are turns; who speaks in them stands
//! behind a label, and times are in seconds.

use actors::engine::analysis::{AGENT, CUSTOMER, SentimentLabel, Speaker, Turn, Word};
use serde_json::Value;

use super::told::{self, SPEAKERS_MAX, TURNS_MAX, Told};

/// Errors: what is wrong, and where, as a path into the object.
pub fn read(object: &Value) -> Result<Told, String> {
    let said = object["SpeechSegments"].as_array();
    let said = said.ok_or("`SpeechSegments` is no list")?;
    if said.len() > TURNS_MAX {
        return Err(format!("`SpeechSegments` has more than {TURNS_MAX} turns"));
    }
    let about = &object["ConversationAnalytics"];
    let language = told::language(&about["LanguageCode"]);
    let mut told = Told {
        language: language.map_err(|why| format!("ConversationAnalytics.LanguageCode: {why}"))?,
        duration_ms: told::milliseconds(&about["Duration"]).unwrap_or(0),
        ..Told::default()
    };
    let mut speakers = Speakers::of(&about["SpeakerLabels"]);
    for (number, said) in said.iter().enumerate() {
        let turn = turn(said, &mut speakers).map_err(|why| format!("SpeechSegments[{number}]{why}"))?;
        told.hear(&turn, &said["LoudnessScores"]);
        told.turns.push(turn);
    }
    Ok(told)
}

/// Labels and the names behind them, in the order in which they are told of.
struct Speakers(Vec<(String, Speaker)>);

impl Speakers {
    /// `Agent` and `Customer` are who they are; others are called by their place.
    fn of(labels: &Value) -> Self {
        let mut speakers = Self(Vec::new());
        let labels = labels.as_array().into_iter().flatten();
        for one in labels.take(usize::from(SPEAKERS_MAX)) {
            let Some(label) = one["Speaker"].as_str() else { continue };
            let name = one["DisplayText"].as_str().unwrap_or_default().to_ascii_lowercase();
            let name = Some(name).filter(|name| name == AGENT || name == CUSTOMER);
            speakers.add(label, name);
        }
        speakers
    }

    fn add(&mut self, label: &str, name: Option<Speaker>) {
        let name = name.unwrap_or_else(|| format!("ch{}", self.0.len() + 1));
        self.0.push((label.to_owned(), name));
    }

    /// Whose label it is, and a channel for what that one says. `None`: there are too many.
    fn find(&mut self, label: &str) -> Option<(Speaker, u16)> {
        let is_own = |(own, _): &(String, Speaker)| own == label;
        if !self.0.iter().any(is_own) {
            self.add(label, None);
        }
        let place = self.0.iter().position(is_own)?;
        let number = u16::try_from(place).ok().filter(|number| *number < SPEAKERS_MAX)?;
        Some((self.0.get(place)?.1.clone(), number))
    }
}

fn turn(said: &Value, speakers: &mut Speakers) -> Result<Turn, String> {
    let label = said["SegmentSpeaker"].as_str().ok_or(".SegmentSpeaker is no text")?;
    let found = speakers.find(label);
    let (speaker, channel) = found.ok_or_else(|| format!(".SegmentSpeaker: there are more than {SPEAKERS_MAX}"))?;
    let (start_ms, end_ms) = times(said, "SegmentStartTime", "SegmentEndTime")?;
    let own = said["OriginalText"].as_str().or(said["DisplayText"].as_str());
    let content = own.ok_or(".OriginalText and .DisplayText are no texts")?;
    let turn = Turn {
        speaker,
        channel,
        start_ms,
        end_ms,
        text: content.split_whitespace().collect::<Vec<_>>().join(" "),
        words: words(&said["WordConfidence"])?,
        sentiment: feeling(said).map(told::felt),
        confidence: None,
        flags: Vec::new(),
    };
    Ok(Turn {
        confidence: told::mean_confidence(&turn),
        ..turn
    })
}

fn times(of: &Value, start: &str, end: &str) -> Result<(u64, u64), String> {
    let time = |key: &str| told::milliseconds(&of[key]).ok_or_else(|| format!(".{key} is no time in seconds"));
    let (start_ms, end_ms) = (time(start)?, time(end)?);
    match start_ms <= end_ms {
        true => Ok((start_ms, end_ms)),
        false => Err(": it ends before it begins".to_owned()),
    }
}

/// With the signs that end them, as they stand there.
fn words(told: &Value) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    for (number, word) in told.as_array().into_iter().flatten().enumerate() {
        let at = |why: String| format!(".WordConfidence[{number}]{why}");
        let text = word["Text"].as_str().ok_or_else(|| at(".Text is no text".to_owned()))?;
        let (start_ms, end_ms) = times(word, "StartTime", "EndTime").map_err(at)?;
        words.push(Word {
            text: text.trim().to_owned(),
            start_ms,
            end_ms,
            confidence: told::confidence(&word["Confidence"]),
        });
    }
    words.sort_by_key(|word| word.start_ms);
    Ok(words)
}

/// `None` where nobody says anything of it.
fn feeling(said: &Value) -> Option<SentimentLabel> {
    // A truth is a number in some versions.
    let flag = |key: &str| said[key].as_bool().or(said[key].as_f64().map(|number| number != 0.0));
    match (flag("SentimentIsNegative"), flag("SentimentIsPositive")) {
        (None, None) => None,
        (Some(true), _) => Some(SentimentLabel::Negative),
        (_, Some(true)) => Some(SentimentLabel::Positive),
        _ => Some(SentimentLabel::Neutral),
    }
}

#[cfg(test)]
mod tests {
    use actors::engine::characteristics::Thresholds;
    use serde_json::json;

    use super::*;

    fn segment(speaker: &str, from: f64, to: f64, text: &str) -> Value {
        json!({ "SegmentSpeaker": speaker, "SegmentStartTime": from, "SegmentEndTime": to, "OriginalText": text,
            "WordConfidence": [{ "Text": text, "Confidence": 0.8, "StartTime": from, "EndTime": to }] })
    }

    #[test]
    fn segments_are_turns_of_whom_their_label_stands_for() {
        let mut angry = segment("spk_1", 2.0, 3.5, "No.");
        angry["SentimentIsNegative"] = json!(1);
        angry["SentimentIsPositive"] = json!(0);
        angry["LoudnessScores"] = json!([40.0, 80.0]);
        let mut calm = segment("spk_0", 0.0, 1.5, "Hello.");
        calm["SentimentIsNegative"] = json!(false);
        let object = json!({
            "ConversationAnalytics": { "LanguageCode": "en-GB", "Duration": 6.0, "SpeakerLabels": [
                { "Speaker": "spk_0", "DisplayText": "Agent" }, { "Speaker": "spk_1", "DisplayText": "Customer" }] },
            "SpeechSegments": [calm, angry, segment("spk_2", 4.0, 5.0, "Beep")],
        });
        let found = read(&object).unwrap().analysis(Thresholds::default());
        let said: Vec<(&str, u16, u64, &str)> = found
            .turns
            .iter()
            .map(|turn| (turn.speaker.as_str(), turn.channel, turn.start_ms, turn.text.as_str()))
            .collect();
        assert_eq!(
            said,
            [
                (AGENT, 0, 0, "Hello."),
                (CUSTOMER, 1, 2000, "No."),
                ("ch3", 2, 4000, "Beep")
            ]
        );
        let labels: Vec<_> = found.turns.iter().map(|turn| turn.sentiment.as_ref()?.label).collect();
        assert_eq!(
            labels,
            [Some(SentimentLabel::Neutral), Some(SentimentLabel::Negative), None]
        );
        assert_eq!((found.duration_ms, found.language.as_str()), (6000, "en"));
        assert_eq!(found.characteristics.talk_ms.by_speaker[CUSTOMER], 1500);
        assert_eq!(found.characteristics.loudness[CUSTOMER].seconds, [0, 0, 40, 80]);
        assert_eq!(found.turns[1].confidence, Some(0.8));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let with = |key: &str, value: Value| {
            let mut wrong = segment("spk_0", 2.0, 3.0, "No.");
            wrong[key] = value;
            json!({ "SpeechSegments": [segment("spk_0", 0.0, 1.0, "Yes."), wrong] })
        };
        for (object, named) in [
            (json!({ "SpeechSegments": 1 }), "`SpeechSegments` is no list"),
            (with("SegmentSpeaker", json!(1)), "SpeechSegments[1].SegmentSpeaker"),
            (with("SegmentEndTime", json!(1.0)), "SpeechSegments[1]: it ends before"),
            (
                with("SegmentStartTime", json!("soon")),
                "SpeechSegments[1].SegmentStartTime",
            ),
            (with("OriginalText", json!(null)), "SpeechSegments[1].OriginalText"),
            (
                with("WordConfidence", json!([{ "Text": "a" }])),
                "SpeechSegments[1].WordConfidence[0].StartTime",
            ),
        ] {
            let error = read(&object).unwrap_err();
            assert!(error.contains(named), "{error}");
        }
    }
}
