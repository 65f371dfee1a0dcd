//! Amazon's post-call objects → what is known of a call. Pure. Both dialects: roles stand in the turn (Call Analytics) or behind an id of
//! `Participants` (Contact Lens); how sure it is of a word may be a text.

use std::collections::BTreeMap;

use actors::engine::analysis::{AGENT, CUSTOMER, SentimentLabel, Speaker, Turn, UtteranceSentiment, Word};
use serde_json::Value;

use super::told::{self, MS_MAX, SPEAKERS_MAX, TURNS_MAX, Told, shown};

/// Errors: what is wrong, and where, as a path into the object.
pub fn read(object: &Value) -> Result<Told, String> {
    let said = object["Transcript"]
        .as_array()
        .ok_or("`Transcript` is no list: this is no object of Call Analytics or Contact Lens")?;
    if said.len() > TURNS_MAX {
        return Err(format!("`Transcript` has more than {TURNS_MAX} turns"));
    }
    let roles = roles(&object["Participants"]);
    let duration = &object["ConversationCharacteristics"]["TotalConversationDurationMillis"];
    let mut told = Told {
        turns: Vec::with_capacity(said.len()),
        language: told::language(&object["LanguageCode"]).map_err(|why| format!("LanguageCode: {why}"))?,
        duration_ms: duration.as_u64().unwrap_or(0),
        ..Told::default()
    };
    for (number, said) in said.iter().enumerate() {
        let turn = turn(said, &roles).map_err(|why| format!("Transcript[{number}]{why}"))?;
        told.hear(&turn, said.get("LoudnessScores").unwrap_or(&said["LoudnessScore"]));
        told.turns.push(turn);
    }
    Ok(told)
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

fn turn(said: &Value, roles: &BTreeMap<String, String>) -> Result<Turn, String> {
    let named = said["ParticipantRole"].as_str();
    let behind = said["ParticipantId"].as_str();
    let behind = behind.map(|id| roles.get(id).map_or(id, String::as_str));
    let role = named
        .or(behind)
        .ok_or(": there is no ParticipantRole and no ParticipantId")?;
    let (speaker, channel) = side(role)?;
    let (start_ms, end_ms) = times(said)?;
    let content = said["Content"].as_str().ok_or(".Content is no text")?;
    let words = words(&said["Items"])?;
    let turn = Turn {
        speaker,
        channel,
        start_ms,
        end_ms,
        text: content.split_whitespace().collect::<Vec<_>>().join(" "),
        confidence: None,
        words,
        sentiment: feeling(&said["Sentiment"])?,
        flags: Vec::new(),
    };
    Ok(Turn {
        confidence: told::mean_confidence(&turn),
        ..turn
    })
}

/// A speaker, and a channel for what that one says.
fn side(role: &str) -> Result<(Speaker, u16), String> {
    match role.to_ascii_uppercase().as_str() {
        "AGENT" => Ok((AGENT.into(), 0)),
        "CUSTOMER" => Ok((CUSTOMER.into(), 1)),
        other => {
            let number = other.strip_prefix("CH").and_then(|number| number.parse::<u16>().ok());
            let number = number.filter(|number| (1..=SPEAKERS_MAX).contains(number));
            let number = number.ok_or_else(|| {
                let role = shown(role);
                format!(".ParticipantRole: {role:?} is neither AGENT nor CUSTOMER, nor CH1, CH2")
            })?;
            Ok((format!("ch{number}"), number - 1))
        }
    }
}

fn times(said: &Value) -> Result<(u64, u64), String> {
    let of = |key: &str| {
        // Tables on the way may have made numbers with a point of them.
        let whole = |ms: &f64| ms.fract() == 0.0 && (0.0..=MS_MAX as f64).contains(ms);
        let with_point = said[key].as_f64().filter(whole).map(|ms| ms as u64);
        let ms = said[key].as_u64().or(with_point).filter(|ms| *ms <= MS_MAX);
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
            // Of a word that was redacted it stands with the redaction.
            confidence: told::confidence(item.get("Confidence").unwrap_or(&item["Redaction"][0]["Confidence"])),
        });
    }
    words.sort_by_key(|word| word.start_ms);
    Ok(words)
}

fn feeling(label: &Value) -> Result<Option<UtteranceSentiment>, String> {
    let label = match label.as_str() {
        None => return Ok(None),
        Some("POSITIVE") => SentimentLabel::Positive,
        Some("NEGATIVE") => SentimentLabel::Negative,
        Some("NEUTRAL" | "MIXED") => SentimentLabel::Neutral,
        Some(other) => {
            let other = shown(other);
            return Err(format!(
                ".Sentiment: {other:?} is none of POSITIVE, NEGATIVE, NEUTRAL, MIXED"
            ));
        }
    };
    Ok(Some(told::felt(label)))
}

#[cfg(test)]
mod tests {
    use actors::engine::analysis::{Analysis, RolesBy};
    use actors::engine::characteristics::Thresholds;
    use serde_json::json;

    use super::*;

    fn analysis(object: &Value) -> Result<Analysis, String> {
        Ok(read(object)?.analysis(Thresholds::default()))
    }

    fn said(role: &str, begin: u64, end: u64, content: &str, sentiment: &str) -> Value {
        let loud = vec![70.0; usize::try_from(end / 1000 - begin / 1000 + 1).unwrap()];
        json!({ "ParticipantRole": role, "BeginOffsetMillis": begin, "EndOffsetMillis": end, "Content": content, "Sentiment": sentiment,
            "LoudnessScores": loud, "Items": [
                { "Type": "pronunciation", "Content": "word", "Confidence": "0.91", "BeginOffsetMillis": begin, "EndOffsetMillis": end },
                { "Type": "punctuation", "Content": ".", "Confidence": "0.0", "BeginOffsetMillis": end, "EndOffsetMillis": end }] })
    }

    #[test]
    fn times_may_have_a_point_and_no_part_behind_it() {
        let mut turn = said("AGENT", 0, 1000, "word.", "NEUTRAL");
        turn["EndOffsetMillis"] = json!(1000.0);
        let found = analysis(&json!({ "Transcript": [turn.clone()] })).unwrap();
        assert_eq!((found.turns[0].start_ms, found.turns[0].end_ms), (0, 1000));
        for wrong in [json!(1000.5), json!(-1.0), json!(1e300)] {
            turn["EndOffsetMillis"] = wrong;
            assert!(analysis(&json!({ "Transcript": [turn.clone()] })).is_err(), "{turn}");
        }
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
    fn what_is_redacted_not_felt_or_left_out_is_read_as_far_as_it_goes() {
        let item = |content: &str, from: u64, to: u64| json!({ "Content": content, "BeginOffsetMillis": from, "EndOffsetMillis": to });
        let mut hidden = item("[PII]", 500, 900);
        hidden["Redaction"] = json!([{ "Confidence": "0.9" }]);
        let object = json!({ "LanguageCode": "en-GB", "Participants": null, "ContentMetadata": { "Output": "Redacted" }, "Transcript": [
            { "ParticipantRole": "AGENT", "BeginOffsetMillis": 0, "EndOffsetMillis": 900, "Content": "It is\n [PII].", "Sentiment": null,
                "LoudnessScores": [null], "Items": [item("It", 0, 200), item("is", 200, 400), hidden, { "Type": "punctuation", "Content": "." }],
                "Redaction": { "RedactedTimestamps": [{ "BeginOffsetMillis": 500, "EndOffsetMillis": 900 }] }, "IssuesDetected": [] },
            { "ParticipantRole": "CUSTOMER", "BeginOffsetMillis": 1000, "EndOffsetMillis": 1500, "Content": "Fine" }] });
        let found = analysis(&object).unwrap();
        let said: Vec<&str> = found.turns.iter().map(|turn| turn.text.as_str()).collect();
        assert_eq!(said, ["It is [PII].", "Fine"]);
        let words: Vec<&str> = found.turns[0].words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(words, ["It", "is", "[PII]."]);
        assert_eq!(found.turns[0].words[2].confidence, 0.9);
        assert!(found.turns.iter().all(|turn| turn.sentiment.is_none()));
        assert_eq!((found.turns[1].confidence, found.sentiment.label), (None, None));
        // 200 + 200 + 400 ms of words, and a turn without any by its own times.
        assert_eq!(found.characteristics.talk_ms.by_speaker[AGENT], 800);
        assert_eq!(found.characteristics.talk_ms.by_speaker[CUSTOMER], 500);
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
            (json!({ "Transcript": [], "LanguageCode": "\u{0}" }), "LanguageCode"),
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
