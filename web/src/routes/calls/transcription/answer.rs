//! What was heard in the forms of OpenAI's interface. Pure.

use std::collections::BTreeMap;

use actors::engine::analysis::{Analysis, Turn, TurnFlag, Word};
use actors::engine::speech::hearing::{SpokenWord, compression};
use actors::engine::speech::turns;
use actors::engine::speech::whisper::language_name;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::super::transcript_cues::sentences;
use super::super::transcript_text::{self, Voices};
use super::logprobs::{self, Logprob};
use super::{Transcription, TranscriptionUsage};

/// Words of a segment at most.
const SEGMENT_WORDS_MAX: usize = 30;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TranscriptionFormat)]
pub enum Format {
    #[default]
    Json,
    Text,
    Srt,
    VerboseJson,
    Vtt,
    /// Who said what: speakers are called A, B, … in the order in which they begin.
    DiarizedJson,
}

/// All that was heard: its media type, and the answer's body. Of a long recording it computes for a while.
pub fn whole(
    analysis: &Analysis,
    format: Format,
    words: bool,
    segments: bool,
    logprobs: Option<Vec<Logprob>>,
) -> Result<(&'static str, Vec<u8>), serde_json::Error> {
    const JSON: &str = "application/json";
    let turns = &analysis.turns;
    let voices = match speakers(analysis) {
        0 | 1 => Voices::One,
        _ => Voices::Named,
    };
    Ok(match format {
        Format::Json => {
            let transcription = Transcription {
                text: text(turns),
                logprobs,
                usage: usage(analysis),
            };
            (JSON, serde_json::to_vec(&transcription)?)
        }
        Format::Text => ("text/plain; charset=utf-8", (text(turns) + "\n").into_bytes()),
        Format::Srt => {
            let srt = transcript_text::srt(turns, voices);
            ("application/x-subrip; charset=utf-8", srt.into_bytes())
        }
        Format::Vtt => {
            let vtt = transcript_text::vtt(turns, voices);
            ("text/vtt; charset=utf-8", vtt.into_bytes())
        }
        Format::DiarizedJson => {
            let diarized = json!({
                "task": "transcribe",
                "duration": seconds(analysis.duration_ms),
                "text": text(turns),
                "segments": by_speaker(&parts(turns)),
                "usage": usage(analysis),
            });
            (JSON, serde_json::to_vec(&diarized)?)
        }
        // Words alone, if only words are asked for.
        Format::VerboseJson => {
            let verbose = verbose(analysis, &parts(turns), words, segments || !words);
            (JSON, serde_json::to_vec(&verbose)?)
        }
    })
}

fn speakers(analysis: &Analysis) -> usize {
    analysis.quality.languages.len().max(1)
}

/// All that was said, with spaces where its script has them.
fn text(all: &[Turn]) -> String {
    let mut text = String::new();
    for turn in all {
        text.push_str(turns::space(&text, &turn.text));
        text.push_str(&turn.text);
    }
    text
}

fn usage(analysis: &Analysis) -> TranscriptionUsage {
    TranscriptionUsage {
        kind: "duration",
        seconds: analysis.duration_ms.div_ceil(1000),
    }
}

/// Turns cut where sentences end, or after so many words; in the order in which they begin, also where two speak at once.
fn parts(turns: &[Turn]) -> Vec<Turn> {
    let mut parts: Vec<Turn> = Vec::new();
    for turn in turns {
        for sentence in sentences(turn) {
            let segments = sentence.chunks(SEGMENT_WORDS_MAX);
            parts.extend(segments.map(|words| turn.of_words(words.to_vec())));
        }
    }
    parts.sort_by_key(|part| part.start_ms);
    parts
}

fn verbose(analysis: &Analysis, parts: &[Turn], words: bool, segments: bool) -> Value {
    let mut object = json!({
        "task": "transcribe",
        "language": language_name(&analysis.language).unwrap_or(&analysis.language),
        "duration": seconds(analysis.duration_ms),
        "text": text(&analysis.turns),
        "usage": usage(analysis),
    });
    if words {
        let mut words: Vec<&Word> = analysis.turns.iter().flat_map(|turn| &turn.words).collect();
        words.sort_by_key(|word| word.start_ms);
        let words = words
            .into_iter()
            .map(|word| json!({ "word": word.text, "start": seconds(word.start_ms), "end": seconds(word.end_ms) }));
        object["words"] = words.collect();
    }
    if segments {
        object["segments"] = parts.iter().enumerate().map(segment).collect();
    }
    object
}

fn segment((id, part): (usize, &Turn)) -> Value {
    let logs: f64 = part.words.iter().map(|word| word.confidence.max(1e-9).ln()).sum();
    json!({
        "id": id,
        "seek": 0,
        "start": seconds(part.start_ms),
        "end": seconds(part.end_ms),
        "text": part.text,
        // Numbers of a vocabulary that nobody outside has.
        "tokens": [],
        "temperature": 0.0,
        "avg_logprob": logs / part.words.len().max(1) as f64,
        "compression_ratio": compression(&part.text),
        "no_speech_prob": if part.flags.contains(&TurnFlag::NoSpeech) { 1.0 } else { 0.0 },
        "speaker": part.speaker,
    })
}

/// Segments as `diarized_json` and its stream have them.
fn by_speaker(parts: &[Turn]) -> Vec<Value> {
    let mut names = BTreeMap::<&str, String>::new();
    let mut segments = Vec::with_capacity(parts.len());
    for (number, part) in parts.iter().enumerate() {
        let next = names.len();
        let name = names.entry(&part.speaker).or_insert_with(|| letter(next));
        segments.push(json!({
            "type": "transcript.text.segment",
            "id": format!("seg_{number}"),
            "start": seconds(part.start_ms),
            "end": seconds(part.end_ms),
            "speaker": name,
            "text": part.text,
        }));
    }
    segments
}

/// A … Z; then numbers, which no recording needs.
fn letter(number: usize) -> String {
    let letter = u8::try_from(number).ok().filter(|number| *number < 26);
    letter.map_or_else(|| format!("S{number}"), |number| char::from(b'A' + number).to_string())
}

fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}

/// Words that were heard now, with their tokens if those are wanted. `said` is what was heard before them, and then they as well.
pub fn delta(words: &[SpokenWord], said: &mut String, with_logprobs: bool) -> Value {
    let plain: Vec<Word> = words.iter().map(|spoken| spoken.word.clone()).collect();
    let text = turns::text(&plain);
    let space = turns::space(said, &text);
    said.push_str(space);
    said.push_str(&text);
    let tokens = with_logprobs.then(|| logprobs::of_words(space, words));
    let event = json!({ "type": "transcript.text.delta", "delta": format!("{space}{text}") });
    with(event, tokens.as_deref())
}

fn with(mut event: Value, logprobs: Option<&[Logprob]>) -> Value {
    if let Some(logprobs) = logprobs {
        event["logprobs"] = json!(logprobs);
    }
    event
}

/// What is told only when all was heard, before the last event: words of several channels, and who said what.
pub fn at_the_end(analysis: &Analysis, format: Format, logprobs: Option<&[Logprob]>) -> Vec<Value> {
    let mut events = Vec::new();
    if speakers(analysis) > 1 {
        let all = json!({ "type": "transcript.text.delta", "delta": text(&analysis.turns) });
        events.push(with(all, logprobs));
    }
    if format == Format::DiarizedJson {
        events.extend(by_speaker(&parts(&analysis.turns)));
    }
    events
}

/// The last event. Without `usage`: there the interface knows tokens only, and nobody is charged for any here.
pub fn done(analysis: &Analysis, logprobs: Option<&[Logprob]>) -> Value {
    let event = json!({ "type": "transcript.text.done", "text": text(&analysis.turns) });
    with(event, logprobs)
}

/// As it goes over the line.
pub fn event(event: &Value) -> String {
    match event.get("type").and_then(Value::as_str) {
        Some(kind) => format!("event: {kind}\ndata: {event}\n\n"),
        None => format!("event: error\ndata: {event}\n\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_stand_in_the_order_in_which_they_begin_also_where_two_speak_at_once() {
        let turns = json!([
            { "speaker": "ch1", "start_ms": 0, "end_ms": 4000, "text": "So. Then.", "words": [
                { "text": "So.", "start_ms": 0, "end_ms": 500 }, { "text": "Then.", "start_ms": 3500, "end_ms": 4000 }] },
            { "speaker": "ch2", "channel": 1, "start_ms": 1000, "end_ms": 1500, "text": "Yes.", "words": [
                { "text": "Yes.", "start_ms": 1000, "end_ms": 1500 }] }
        ]);
        let turns: Vec<Turn> = serde_json::from_value(turns).unwrap();
        let parts = parts(&turns);
        let texts: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
        assert_eq!(texts, ["So.", "Yes.", "Then."]);
    }

    #[test]
    fn what_is_heard_bit_by_bit_is_the_whole_text_in_scripts_without_spaces_too() {
        let spoken = |text: &&str| SpokenWord {
            word: serde_json::from_value(json!({ "text": text, "start_ms": 0, "end_ms": 1 })).unwrap(),
            doubt: None,
            tokens: Vec::new(),
        };
        let turn = |text: &str| -> Turn { serde_json::from_value(json!({ "speaker": "ch1", "text": text })).unwrap() };
        for (heard, all, whole) in [
            (
                vec![vec!["日", "本"], vec!["語。"], vec!["はい"]],
                ["日本語。", "はい"],
                "日本語。はい",
            ),
            (
                vec![vec!["Good"], vec!["day."], vec!["Bye."]],
                ["Good day.", "Bye."],
                "Good day. Bye.",
            ),
        ] {
            let mut said = String::new();
            let deltas = heard.iter().map(|words| {
                let words: Vec<SpokenWord> = words.iter().map(spoken).collect();
                delta(&words, &mut said, false)["delta"].as_str().unwrap().to_owned()
            });
            assert_eq!(deltas.collect::<String>(), whole);
            assert_eq!(text(&all.map(turn)), whole);
        }
    }

    #[test]
    fn speakers_are_letters_in_the_order_in_which_they_begin() {
        let turns = json!([
            { "speaker": "customer", "start_ms": 500, "end_ms": 1500, "text": "Hello?" },
            { "speaker": "agent", "start_ms": 2000, "end_ms": 3000, "text": "Hi." },
            { "speaker": "customer", "start_ms": 3500, "end_ms": 4000, "text": "Yes." }
        ]);
        let turns: Vec<Turn> = serde_json::from_value(turns).unwrap();
        let segments = by_speaker(&turns);
        assert_eq!(
            segments[1],
            json!({ "type": "transcript.text.segment", "id": "seg_1", "start": 2.0, "end": 3.0, "speaker": "B", "text": "Hi." })
        );
        let speakers: Vec<&Value> = segments.iter().map(|segment| &segment["speaker"]).collect();
        assert_eq!(speakers, ["A", "B", "A"]);
        assert_eq!((letter(25), letter(26)), ("Z".to_owned(), "S26".to_owned()));
    }
}
