//! Against the figures of the sample that Amazon publishes for Contact Lens.

use actors::engine::analysis::{Probabilities, UtteranceSentiment};
use actors::engine::characteristics::{self, Levels};

use super::*;

/// Begin, end and label of each turn, the words in it and the pauses between them, so that talk time and pace are Amazon's.
const SAMPLE: [(&str, u64, u64, i32, u64, u64); 10] = [
    ("agent", 0, 90, 0, 1, 0),
    ("customer", 160, 4640, 0, 12, 0),
    ("agent", 4640, 6610, 0, 8, 0),
    ("customer", 7370, 11_190, -1, 10, 0),
    ("agent", 11_220, 15_210, -1, 16, 0),
    ("customer", 15_840, 18_120, 1, 6, 0),
    ("agent", 18_310, 21_820, 0, 14, 0),
    ("customer", 22_610, 24_140, 1, 5, 21),
    ("agent", 24_120, 29_710, 1, 21, 71),
    ("customer", 30_580, 32_110, 1, 4, 0),
];

fn turn((speaker, begin, end, label, count, pause): (&str, u64, u64, i32, u64, u64)) -> Turn {
    let length = (end - begin - pause) / count;
    let words = (0..count).map(|number| {
        let last = number + 1 == count;
        // The pause lies before the last word.
        let start_ms = begin + number * length + if last { pause } else { 0 };
        Word {
            text: if last { "end.".into() } else { "word".into() },
            start_ms,
            end_ms: if last { end } else { start_ms + length },
            confidence: 0.91,
        }
    });
    let words: Vec<Word> = words.collect();
    let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    Turn {
        speaker: speaker.into(),
        channel: 0,
        start_ms: begin,
        end_ms: end,
        text: text.join(" "),
        words,
        sentiment: Some(UtteranceSentiment {
            label: Some(match label {
                1 => SentimentLabel::Positive,
                0 => SentimentLabel::Neutral,
                _ => SentimentLabel::Negative,
            }),
            score: 0.0,
            probabilities: Probabilities::default(),
        }),
        confidence: None,
        flags: vec![],
    }
}

fn exported(dialect: Dialect) -> Value {
    exported_with(dialect, Overall::Turns)
}

fn exported_with(dialect: Dialect, overall: Overall) -> Value {
    let turns = SAMPLE.map(turn);
    let levels = Levels::from([("agent".into(), vec![70.0; 33]), ("customer".into(), vec![60.0; 33])]);
    let characteristics = characteristics::of(&turns, 32_200, &levels);
    export(
        &Material {
            account: Uuid::max(),
            call: Uuid::nil(),
            leg: Uuid::nil(),
            language: "en",
            turns: &turns,
            characteristics: &characteristics,
            overall,
        },
        dialect,
    )
}

#[test]
fn the_figures_of_the_published_sample_come_out() {
    for dialect in [Dialect::CallAnalytics, Dialect::ContactLens] {
        let object = exported(dialect);
        let figures = &object["ConversationCharacteristics"];
        assert_eq!(figures["TotalConversationDurationMillis"], 32_110);
        assert_eq!(
            figures["TalkTime"],
            json!({ "TotalTimeMillis": 28_698, "DetailsByParticipant": {
                "AGENT": { "TotalTimeMillis": 15_079 }, "CUSTOMER": { "TotalTimeMillis": 13_619 } } })
        );
        assert_eq!(
            figures["TalkSpeed"],
            json!({ "DetailsByParticipant": {
                "AGENT": { "AverageWordsPerMinute": 239 }, "CUSTOMER": { "AverageWordsPerMinute": 163 } } })
        );
        let quarter = |role: &str| {
            let parts = figures["Sentiment"]["SentimentByPeriod"]["QUARTER"][role]
                .as_array()
                .unwrap();
            let of = |part: &Value| {
                let number = |key: &str| part[key].as_f64().unwrap();
                (number("BeginOffsetMillis"), number("EndOffsetMillis"), number("Score"))
            };
            parts.iter().map(of).collect::<Vec<_>>()
        };
        assert_eq!(
            quarter("AGENT"),
            [
                (0.0, 7427.0, 0.0),
                (7427.0, 14_855.0, -5.0),
                (14_855.0, 22_282.0, 0.0),
                (22_282.0, 29_710.0, 5.0)
            ]
        );
        assert_eq!(
            quarter("CUSTOMER"),
            [
                (0.0, 8027.0, -2.5),
                (8027.0, 16_055.0, 5.0),
                (16_055.0, 24_082.0, 5.0),
                (24_082.0, 32_110.0, 5.0)
            ]
        );
        assert_eq!(
            figures["Sentiment"]["OverallSentiment"],
            json!({ "AGENT": 0.0, "CUSTOMER": 2.0 })
        );
        // No gap of more than three seconds, and overlaps of less than one are no interruption.
        assert_eq!(figures["NonTalkTime"], json!({ "TotalTimeMillis": 0, "Instances": [] }));
        assert_eq!(
            figures["Interruptions"],
            json!({ "TotalCount": 0, "TotalTimeMillis": 0, "InterruptionsByInterrupter": {} })
        );
    }
}

/// The published sample was edited: it states the mean of its quarters.
#[test]
fn the_overall_sentiment_is_the_mean_of_the_quarters_where_that_is_asked_for() {
    let object = exported_with(Dialect::ContactLens, Overall::Quarters);
    assert_eq!(
        object["ConversationCharacteristics"]["Sentiment"]["OverallSentiment"],
        json!({ "AGENT": 0.0, "CUSTOMER": 3.1 })
    );
}

#[test]
fn the_two_dialects_name_sides_and_loudness_each_their_own_way() {
    let (analytics, lens) = (exported(Dialect::CallAnalytics), exported(Dialect::ContactLens));
    for object in [&analytics, &lens] {
        assert_eq!(
            (&object["JobStatus"], &object["AccountId"]),
            (&json!("COMPLETED"), &json!(Uuid::max()))
        );
    }
    assert_eq!(
        (&analytics["SessionId"], &lens["Version"]),
        (&json!(Uuid::nil()), &json!("1.1.0"))
    );
    assert_eq!(
        (&analytics["JobName"], lens.get("JobName")),
        (&json!(Uuid::nil()), None)
    );
    assert_eq!(
        lens["CustomerMetadata"],
        json!({ "ContactId": Uuid::nil(), "InstanceId": Uuid::max() })
    );
    assert_eq!(analytics["LanguageCode"], "en-US");
    let (one, other) = (&analytics["Transcript"][1], &lens["Transcript"][1]);
    assert_eq!(one["ParticipantRole"], "CUSTOMER");
    assert_eq!(other["ParticipantId"], "CUSTOMER");
    assert_eq!(one["LoudnessScores"], json!([60.0, 60.0, 60.0, 60.0, 60.0]));
    assert_eq!(one["LoudnessScores"], other["LoudnessScore"]);
    assert_eq!(one["Id"], other["Id"], "the same turn has the same id");
    assert_ne!(one["Id"], analytics["Transcript"][2]["Id"]);
    assert_eq!(analytics["Transcript"][3]["Sentiment"], "NEGATIVE");
}

#[test]
fn the_signs_of_a_word_are_items_of_their_own() {
    let object = exported(Dialect::CallAnalytics);
    let items = object["Transcript"][0]["Items"].as_array().unwrap();
    assert_eq!(
        items[..],
        [
            json!({ "Type": "pronunciation", "Content": "end", "Confidence": "0.9100", "BeginOffsetMillis": 0, "EndOffsetMillis": 90 }),
            json!({ "Type": "punctuation", "Content": ".", "Confidence": "0.0000", "BeginOffsetMillis": 90, "EndOffsetMillis": 90 }),
        ]
    );
}

#[test]
fn the_signs_of_every_script_are_items_too() {
    for (text, apart) in [("語。", ["語", "。"]), ("ماذا؟", ["ماذا", "؟"])] {
        let word = Word {
            text: text.into(),
            start_ms: 0,
            end_ms: 90,
            confidence: 0.9,
        };
        let contents: Vec<Value> = items(&word).iter().map(|item| item["Content"].clone()).collect();
        assert_eq!(contents, apart);
    }
}

#[test]
fn a_transcript_without_roles_and_without_turns_is_exported_too() {
    let mut turn = turn(SAMPLE[0]);
    turn.speaker = "ch1".into();
    turn.sentiment = None;
    let turns = [turn];
    let characteristics = characteristics::of(&turns, 100, &Levels::new());
    let mut material = Material {
        account: Uuid::max(),
        call: Uuid::nil(),
        leg: Uuid::nil(),
        language: "nl",
        turns: &turns,
        characteristics: &characteristics,
        overall: Overall::Turns,
    };
    let object = export(&material, Dialect::CallAnalytics);
    assert_eq!(object["Participants"], json!([{ "ParticipantRole": "CH1" }]));
    assert_eq!(object["LanguageCode"], "nl-NL");
    material.language = "sw";
    let swahili = export(&material, Dialect::ContactLens);
    assert_eq!(swahili["LanguageCode"], "sw-KE");
    material.language = "haw";
    let unknown = export(&material, Dialect::CallAnalytics);
    assert_eq!(unknown["LanguageCode"], "haw", "Transcribe does not know it");
    material.turns = &[];
    assert_eq!(export(&material, Dialect::ContactLens)["Transcript"], json!([]));
}

/// Readers take the customer's talk time without asking whether the customer said a word.
#[test]
fn of_agent_and_customer_the_silent_one_is_named_too() {
    let turns = [turn(SAMPLE[0])];
    let characteristics = characteristics::of(&turns, 90, &Levels::new());
    let material = Material {
        account: Uuid::max(),
        call: Uuid::nil(),
        leg: Uuid::nil(),
        language: "en",
        turns: &turns,
        characteristics: &characteristics,
        overall: Overall::Turns,
    };
    let object = export(&material, Dialect::CallAnalytics);
    assert_eq!(
        object["Participants"],
        json!([{ "ParticipantRole": "AGENT" }, { "ParticipantRole": "CUSTOMER" }])
    );
    let figures = &object["ConversationCharacteristics"];
    assert_eq!(
        figures["TalkTime"],
        json!({ "TotalTimeMillis": 90, "DetailsByParticipant": {
            "AGENT": { "TotalTimeMillis": 90 }, "CUSTOMER": { "TotalTimeMillis": 0 } } })
    );
    // One word in 90 ms; whoever said nothing has no pace and no feeling.
    assert_eq!(
        figures["TalkSpeed"],
        json!({ "DetailsByParticipant": { "AGENT": { "AverageWordsPerMinute": 667 } } })
    );
    assert_eq!(figures["Sentiment"]["OverallSentiment"], json!({ "AGENT": 0.0 }));
}

#[test]
fn of_whoever_was_not_scored_nothing_is_said_and_a_turn_that_was_left_out_is_neutral() {
    let mut turns = SAMPLE.map(turn);
    for turn in &mut turns {
        if turn.speaker == "customer" {
            turn.sentiment = None;
        }
    }
    // A doubtful turn of somebody whose other turns are scored.
    turns[4].sentiment = None;
    let characteristics = characteristics::of(&turns, 32_200, &Levels::new());
    let material = Material {
        account: Uuid::max(),
        call: Uuid::nil(),
        leg: Uuid::nil(),
        language: "es",
        turns: &turns,
        characteristics: &characteristics,
        overall: Overall::Turns,
    };
    let object = export(&material, Dialect::CallAnalytics);
    assert_eq!(object["Transcript"][1].get("Sentiment"), None);
    assert_eq!(object["Transcript"][4]["Sentiment"], "NEUTRAL");
    let told = &object["ConversationCharacteristics"]["Sentiment"];
    // Four turns of the agent count 0 and the last one 5: their mean is 1.
    assert_eq!(told["OverallSentiment"], json!({ "AGENT": 1.0 }));
    assert_eq!(told["SentimentByPeriod"]["QUARTER"].get("CUSTOMER"), None);
}
