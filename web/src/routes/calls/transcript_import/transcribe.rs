//! What a plain job of Amazon Transcribe wrote → what is known of a call. Pure. It has words and no turns: of each channel
//! (`channel_labels`), of each speaker that it told apart (`speaker_label`), or of one. Nobody is the agent in it, and nothing is felt.

use std::collections::BTreeMap;

use actors::engine::analysis::Word;
use actors::engine::speech::turns::{ChannelWords, turns};
use serde_json::Value;

use super::told::{self, SPEAKERS_MAX, TURNS_MAX, Told, shown};

/// The words of each channel or speaker, by its number.
type Said = BTreeMap<u16, Vec<Word>>;

/// Errors: what is wrong, and where, as a path into the object.
pub fn read(object: &Value) -> Result<Told, String> {
    let results = &object["results"];
    let mut said = match results["channel_labels"]["channels"].as_array() {
        Some(channels) => by_channel(channels)?,
        None => by_speaker(results)?,
    };
    let channels = said.iter_mut().map(|(number, words)| {
        words.sort_by_key(|word| word.start_ms);
        end_before_the_next(words);
        ChannelWords {
            speaker: format!("ch{}", number + 1),
            channel: *number,
            words: words.drain(..).map(|word| (word, None)).collect(),
        }
    });
    let turns = turns(&channels.collect::<Vec<_>>());
    if turns.len() > TURNS_MAX {
        return Err(format!("`results` has more than {TURNS_MAX} turns"));
    }
    Ok(Told {
        turns,
        language: told::language(&results["language_code"]).map_err(|why| format!("results.language_code: {why}"))?,
        ..Told::default()
    })
}

fn by_channel(channels: &[Value]) -> Result<Said, String> {
    let mut said = Said::new();
    for (place, channel) in channels.iter().enumerate() {
        let path = format!("results.channel_labels.channels[{place}]");
        let number = match channel["channel_label"].as_str() {
            Some(label) => number(label).map_err(|why| format!("{path}.channel_label: {why}"))?,
            None => number(&format!("ch_{place}")).map_err(|why| format!("{path}: {why}"))?,
        };
        take(&mut said, &channel["items"], &format!("{path}.items"), |_| Ok(number))?;
    }
    Ok(said)
}

fn by_speaker(results: &Value) -> Result<Said, String> {
    let speakers = speakers_at(&results["speaker_labels"]);
    let mut said = Said::new();
    take(&mut said, &results["items"], "results.items", |item| {
        let own = item["speaker_label"].as_str();
        let at = item["start_time"].as_str();
        let label = own.or_else(|| speakers.get(at?).copied());
        label.map_or(Ok(0), number)
    })?;
    Ok(said)
}

/// Who speaks from each time on: older jobs do not say it with the word.
fn speakers_at(labels: &Value) -> BTreeMap<&str, &str> {
    let segments = labels["segments"].as_array().into_iter().flatten();
    let items = segments.flat_map(|segment| segment["items"].as_array().into_iter().flatten());
    items
        .filter_map(|item| Some((item["start_time"].as_str()?, item["speaker_label"].as_str()?)))
        .collect()
}

/// Words and, after each, its signs; whose they are says `whose`.
fn take(
    said: &mut Said,
    items: &Value,
    path: &str,
    whose: impl Fn(&Value) -> Result<u16, String>,
) -> Result<(), String> {
    let items = items.as_array().ok_or_else(|| format!("`{path}` is no list"))?;
    let mut last: Option<u16> = None;
    for (place, item) in items.iter().enumerate() {
        let at = |why: &str| format!("{path}[{place}]{why}");
        let best = &item["alternatives"][0];
        let content = best["content"].as_str();
        let content = content.ok_or_else(|| at(".alternatives[0].content is no text"))?;
        if item["type"] == "punctuation" {
            if let Some(number) = last
                && let Some(word) = said.get_mut(&number).and_then(|words| words.last_mut())
            {
                word.text.push_str(content);
            }
            continue;
        }
        let time =
            |key: &str| told::milliseconds(&item[key]).ok_or_else(|| at(&format!(".{key} is no time in seconds")));
        let (start_ms, end_ms) = (time("start_time")?, time("end_time")?);
        if end_ms < start_ms {
            return Err(at(": it ends before it begins"));
        }
        let number = whose(item).map_err(|why| at(&format!(".speaker_label: {why}")))?;
        said.entry(number).or_default().push(Word {
            text: content.to_owned(),
            start_ms,
            end_ms,
            confidence: told::confidence(&best["confidence"]),
        });
        last = Some(number);
    }
    Ok(())
}

/// One voice says one word at a time.
fn end_before_the_next(words: &mut [Word]) {
    let mut next = u64::MAX;
    for word in words.iter_mut().rev() {
        word.end_ms = word.end_ms.min(next);
        next = word.start_ms;
    }
}

/// `ch_0`, `spk_0` → 0.
fn number(label: &str) -> Result<u16, String> {
    let number = label
        .rsplit_once('_')
        .and_then(|(_, number)| number.parse::<u16>().ok());
    let number = number.filter(|number| *number < SPEAKERS_MAX);
    number.ok_or_else(|| format!("{:?} is no speaker or channel, such as spk_0 or ch_0", shown(label)))
}

#[cfg(test)]
mod tests {
    use actors::engine::characteristics::Thresholds;
    use serde_json::json;

    use super::*;

    fn word(from: &str, to: &str, content: &str) -> Value {
        json!({ "type": "pronunciation", "start_time": from, "end_time": to,
            "alternatives": [{ "confidence": "0.9", "content": content }] })
    }

    fn sign(content: &str) -> Value {
        json!({ "type": "punctuation", "alternatives": [{ "confidence": "0.0", "content": content }] })
    }

    fn by(label: &str, mut item: Value) -> Value {
        item["speaker_label"] = json!(label);
        item
    }

    fn said(told: &Told) -> Vec<(&str, u64, u64, &str)> {
        let turns = told.turns.iter();
        turns
            .map(|turn| (turn.speaker.as_str(), turn.start_ms, turn.end_ms, turn.text.as_str()))
            .collect()
    }

    #[test]
    fn words_of_channels_become_turns_that_end_where_the_other_side_speaks() {
        let object = json!({ "jobName": "j", "status": "COMPLETED", "results": { "language_code": "de-DE", "channel_labels": {
            "number_of_channels": 2, "channels": [
                { "channel_label": "ch_0", "items": [word("0.0", "0.5", "Guten"), word("0.5", "1.0", "Tag"), sign("."),
                    word("4.0", "4.5", "Ja"), sign("?")] },
                { "channel_label": "ch_1", "items": [word("1.5", "2.25", "Hallo"), sign("!")] }] } } });
        let told = read(&object).unwrap();
        assert_eq!(told.language.as_deref(), Some("de"));
        assert_eq!(
            said(&told),
            [
                ("ch1", 0, 1000, "Guten Tag."),
                ("ch2", 1500, 2250, "Hallo!"),
                ("ch1", 4000, 4500, "Ja?")
            ]
        );
        let found = told.analysis(Thresholds::default());
        assert_eq!((found.channels, found.duration_ms), (2, 4500));
        assert_eq!(found.characteristics.talk_ms.total, 1000 + 750 + 500);
        assert!(found.turns.iter().all(|turn| turn.sentiment.is_none()));
    }

    #[test]
    fn speakers_of_one_channel_are_told_by_the_word_or_by_its_time() {
        let words = [word("0.0", "0.5", "Hello"), word("0.9", "1.2", "Hi")];
        let own = json!({ "results": { "items": [by("spk_0", words[0].clone()), sign("."), by("spk_1", words[1].clone())] } });
        let by_time = json!({ "results": { "items": [words[0], sign("."), words[1]], "speaker_labels": { "speakers": 2, "segments": [
            { "items": [{ "start_time": "0.0", "speaker_label": "spk_0" }] },
            { "items": [{ "start_time": "0.9", "speaker_label": "spk_1" }] }] } } });
        for object in [own, by_time] {
            let told = read(&object).unwrap();
            assert_eq!(said(&told), [("ch1", 0, 500, "Hello."), ("ch2", 900, 1200, "Hi")]);
        }
        let one = json!({ "results": { "items": [word("0.3", "0.5", "there"), word("0.0", "0.4", "Hello")] } });
        let told = read(&one).unwrap();
        assert_eq!(said(&told), [("ch1", 0, 500, "Hello there")]);
        assert_eq!(
            told.turns[0].words[0].end_ms, 300,
            "a word ends where the next one begins"
        );
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let items = |item: Value| json!({ "results": { "items": [word("0.0", "0.5", "Hello"), item] } });
        for (object, named) in [
            (json!({ "results": {} }), "`results.items` is no list"),
            (
                items(json!({ "type": "pronunciation" })),
                "results.items[1].alternatives[0].content",
            ),
            (items(word("soon", "0.5", "a")), "results.items[1].start_time"),
            (items(word("0.6", "0.5", "a")), "results.items[1]: it ends before"),
            (
                items(by("spk_99", word("0.6", "0.7", "a"))),
                "results.items[1].speaker_label",
            ),
            (
                json!({ "results": { "channel_labels": { "channels": [{ "channel_label": "left", "items": [] }] } } }),
                "results.channel_labels.channels[0].channel_label",
            ),
            (
                json!({ "results": { "language_code": 1, "items": [] } }),
                "results.language_code",
            ),
        ] {
            let error = read(&object).unwrap_err();
            assert!(error.contains(named), "{error}");
        }
    }
}
