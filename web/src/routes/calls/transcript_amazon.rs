//! A transcript as Amazon's post-call objects: Transcribe Call Analytics and Contact Lens. Pure; the route is in `transcript.rs`. The
//! figures follow Amazon's own rules (+5, 0, -5 a turn), so that whoever read those objects before reads the same here.

use std::collections::{BTreeMap, BTreeSet};

use actors::engine::analysis::{AGENT, CUSTOMER, SentimentLabel, Turn, Word};
use actors::engine::characteristics::{Characteristics, Interruptions, Levels, NonTalk, Stretch, loudness_of_turn};
use actors::engine::sentiment::amazon;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

/// What an export is made of.
pub struct Material<'a> {
    /// The tenant.
    pub account: Uuid,
    pub call: Uuid,
    pub leg: Uuid,
    pub language: &'a str,
    pub turns: &'a [Turn],
    pub characteristics: &'a Characteristics,
    pub overall: Overall,
}

/// Of what a speaker's overall sentiment is the mean. Amazon's documentation says of the quarters, what Transcribe writes is of the turns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = OverallSentiment)]
pub enum Overall {
    #[default]
    Turns,
    Quarters,
}

impl Overall {
    pub fn name(self) -> &'static str {
        match self {
            Self::Turns => "turns",
            Self::Quarters => "quarters",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    CallAnalytics,
    ContactLens,
}

/// The whole object.
pub fn export(material: &Material<'_>, dialect: Dialect) -> Value {
    let (felt, levels) = (felt(material.turns), levels(material.characteristics));
    let turns = material.turns.iter().enumerate();
    let turns: Vec<Value> = turns
        .map(|turn| said(turn, material, (&felt, &levels), dialect))
        .collect();
    let mut object = json!({
        "JobStatus": "COMPLETED",
        "AccountId": material.account,
        "Channel": "VOICE",
        "LanguageCode": language_code(material.language),
        "ContentMetadata": { "Output": "Raw" },
        "Participants": participants(material, dialect),
        "Transcript": turns,
        "Categories": { "MatchedCategories": [], "MatchedDetails": {} },
        "ConversationCharacteristics": characteristics(material, &felt),
    });
    let own = match dialect {
        Dialect::CallAnalytics => json!({ "JobName": material.leg, "SessionId": material.leg }),
        Dialect::ContactLens => json!({
            "Version": "1.1.0",
            "CustomModels": [],
            "CustomerMetadata": { "ContactId": material.call, "InstanceId": material.account },
        }),
    };
    if let (Some(object), Value::Object(own)) = (object.as_object_mut(), own) {
        object.extend(own);
    }
    object
}

/// How loud each second of each speaker's channel was.
pub fn levels(known: &Characteristics) -> Levels {
    let each = known.loudness.iter().map(|(speaker, own)| {
        let seconds = own.seconds.iter().map(|level| f32::from(*level));
        (speaker.clone(), seconds.collect())
    });
    each.collect()
}

/// `AGENT`, `CUSTOMER`; a side without a known role keeps its channel's name, `CH1`.
fn role(speaker: &str) -> String {
    speaker.to_ascii_uppercase()
}

/// Whoever speaks; of agent and customer the silent one, too, whom Amazon names with a talk time of 0.
fn speakers<'a>(material: &Material<'a>) -> BTreeSet<&'a str> {
    let mut speakers: BTreeSet<&str> = material.turns.iter().map(|turn| turn.speaker.as_str()).collect();
    if speakers.contains(AGENT) || speakers.contains(CUSTOMER) {
        speakers.extend([AGENT, CUSTOMER]);
    }
    speakers
}

/// Whose feeling is known of at least one turn. Amazon labels every turn, so the others of these are neutral; of whoever speaks a language
/// that no model here reads nothing is said.
fn felt(turns: &[Turn]) -> BTreeSet<&str> {
    let felt = turns.iter().filter(|turn| turn.sentiment.is_some());
    felt.map(|turn| turn.speaker.as_str()).collect()
}

fn participants(material: &Material<'_>, dialect: Dialect) -> Vec<Value> {
    let one = |speaker: &str| match dialect {
        Dialect::CallAnalytics => json!({ "ParticipantRole": role(speaker) }),
        Dialect::ContactLens => json!({ "ParticipantId": role(speaker), "ParticipantRole": role(speaker) }),
    };
    speakers(material).into_iter().map(one).collect()
}

fn said(
    (number, turn): (usize, &Turn),
    material: &Material<'_>,
    (felt, levels): (&BTreeSet<&str>, &Levels),
    dialect: Dialect,
) -> Value {
    let (who, loud) = match dialect {
        Dialect::CallAnalytics => ("ParticipantRole", "LoudnessScores"),
        Dialect::ContactLens => ("ParticipantId", "LoudnessScore"),
    };
    let own = levels.get(&turn.speaker);
    let loudness = own.map_or_else(Vec::new, |own| loudness_of_turn(turn.start_ms, turn.end_ms, own));
    let mut object = Map::new();
    // The same transcript has the same ids, whenever it is asked for.
    let id = Uuid::new_v5(&material.leg, &(number as u64).to_be_bytes());
    object.insert("Id".into(), json!(id));
    object.insert(who.into(), role(&turn.speaker).into());
    object.insert("BeginOffsetMillis".into(), turn.start_ms.into());
    object.insert("EndOffsetMillis".into(), turn.end_ms.into());
    object.insert("Content".into(), turn.text.clone().into());
    if felt.contains(turn.speaker.as_str()) {
        object.insert("Sentiment".into(), label(turn).into());
    }
    object.insert(loud.into(), json!(loudness));
    object.insert("Items".into(), turn.words.iter().flat_map(items).collect());
    Value::Object(object)
}

fn label(turn: &Turn) -> &'static str {
    match turn.sentiment.as_ref().and_then(|sentiment| sentiment.label) {
        Some(SentimentLabel::Negative) => "NEGATIVE",
        Some(SentimentLabel::Positive) => "POSITIVE",
        Some(SentimentLabel::Neutral) | None => "NEUTRAL",
    }
}

/// Signs that end a word, of scripts other than Latin, too.
const SIGNS: &str = ".,?!;:…。、，？！；：؟،؛।";

/// A word and, apart from it, the signs that end it, which last no time.
fn items(word: &Word) -> Vec<Value> {
    let spoken = word.text.trim_end_matches(|c: char| SIGNS.contains(c));
    let item = |kind: &str, content: &str, confidence: f64, start_ms: u64| {
        json!({
            "Type": kind,
            "Content": content,
            "Confidence": format!("{confidence:.4}"),
            "BeginOffsetMillis": start_ms,
            "EndOffsetMillis": word.end_ms,
        })
    };
    let signs = word.text[spoken.len()..].chars();
    let mut items = Vec::new();
    if !spoken.is_empty() {
        items.push(item("pronunciation", spoken, word.confidence, word.start_ms));
    }
    items.extend(signs.map(|sign| item("punctuation", sign.encode_utf8(&mut [0; 4]), 0.0, word.end_ms)));
    items
}

fn characteristics(material: &Material<'_>, felt: &BTreeSet<&str>) -> Value {
    let known = material.characteristics;
    let pace = known.words_per_minute.iter();
    let pace = by_role(pace.map(|(speaker, words)| (speaker, json!({ "AverageWordsPerMinute": words }))));
    let (overall, quarters) = sentiment(material, felt);
    // A turn that came from Amazon may end after its last word.
    let end_ms = material.turns.iter().map(|turn| turn.end_ms).max().unwrap_or(0);
    json!({
        "TotalConversationDurationMillis": end_ms,
        "NonTalkTime": non_talk(&known.non_talk),
        "Interruptions": interruptions(&known.interruptions),
        "TalkSpeed": { "DetailsByParticipant": pace },
        "TalkTime": talk_time(material),
        "Sentiment": { "OverallSentiment": overall, "SentimentByPeriod": { "QUARTER": quarters } },
    })
}

fn by_role<'a>(figures: impl Iterator<Item = (&'a String, Value)>) -> BTreeMap<String, Value> {
    figures.map(|(speaker, figure)| (role(speaker), figure)).collect()
}

fn sentiment(material: &Material<'_>, felt: &BTreeSet<&str>) -> (Map<String, Value>, Map<String, Value>) {
    let (mut overall, mut quarters) = (Map::new(), Map::new());
    for speaker in felt {
        let found = amazon::of_speaker(material.turns, speaker);
        let mean = match material.overall {
            Overall::Turns => found.overall,
            Overall::Quarters => found.mean_of_quarters(),
        };
        overall.insert(role(speaker), mean.into());
        let parts = found.quarters.map(
            |part| json!({ "BeginOffsetMillis": part.begin_ms, "EndOffsetMillis": part.end_ms, "Score": part.score }),
        );
        quarters.insert(role(speaker), parts.to_vec().into());
    }
    (overall, quarters)
}

fn talk_time(material: &Material<'_>) -> Value {
    let talk = &material.characteristics.talk_ms;
    let own = |speaker: &str| talk.by_speaker.get(speaker).copied().unwrap_or(0);
    let each = speakers(material).into_iter();
    let each: BTreeMap<String, Value> = each
        .map(|speaker| (role(speaker), json!({ "TotalTimeMillis": own(speaker) })))
        .collect();
    json!({ "TotalTimeMillis": talk.total, "DetailsByParticipant": each })
}

fn non_talk(non_talk: &NonTalk) -> Value {
    json!({ "TotalTimeMillis": non_talk.total_ms, "Instances": stretches(&non_talk.instances) })
}

fn interruptions(found: &Interruptions) -> Value {
    let each = found.by_speaker.iter();
    json!({
        "TotalCount": found.count,
        "TotalTimeMillis": found.total_ms,
        "InterruptionsByInterrupter": by_role(each.map(|(speaker, all)| (speaker, stretches(all)))),
    })
}

fn stretches(all: &[Stretch]) -> Value {
    let one = |stretch: &Stretch| {
        let duration = stretch.end_ms.saturating_sub(stretch.start_ms);
        json!({
            "BeginOffsetMillis": stretch.start_ms,
            "EndOffsetMillis": stretch.end_ms,
            "DurationMillis": duration,
        })
    };
    all.iter().map(one).collect()
}

/// Amazon names a country with each language; ours is known without one, so the one that Amazon takes, or the one with most speakers, stands in.
/// A language that Transcribe does not know stays as it is.
fn language_code(language: &str) -> String {
    let known = LANGUAGES.iter().find(|code| code.split('-').next() == Some(language));
    known.map_or_else(|| language.to_owned(), |code| (*code).to_owned())
}

/// Codes of Amazon Transcribe, one a language.
const LANGUAGES: [&str; 73] = [
    "af-ZA", "am-ET", "ar-SA", "az-AZ", "ba-RU", "be-BY", "bg-BG", "bn-IN", "bs-BA", "ca-ES", "cs-CZ", "cy-WL",
    "da-DK", "de-DE", "el-GR", "en-US", "es-US", "et-EE", "eu-ES", "fa-IR", "fi-FI", "fr-FR", "gl-ES", "gu-IN",
    "ha-NG", "he-IL", "hi-IN", "hr-HR", "hu-HU", "hy-AM", "id-ID", "is-IS", "it-IT", "ja-JP", "ka-GE", "kk-KZ",
    "kn-IN", "ko-KR", "lt-LT", "lv-LV", "mk-MK", "ml-IN", "mn-MN", "mr-IN", "ms-MY", "mt-MT", "nl-NL", "no-NO",
    "pa-IN", "pl-PL", "ps-AF", "pt-BR", "ro-RO", "ru-RU", "si-LK", "sk-SK", "sl-SI", "so-SO", "sq-AL", "sr-RS",
    "su-ID", "sv-SE", "sw-KE", "ta-IN", "te-IN", "th-TH", "tl-PH", "tr-TR", "tt-RU", "uk-UA", "uz-UZ", "vi-VN",
    "zh-CN",
];

#[cfg(test)]
mod tests;
