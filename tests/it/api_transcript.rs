//! What Amazon found in a call comes in over HTTP, in each of its forms, has Amazon's own figures, and leaves as it came.

use serde_json::{Value, json};
use tests::{Answer, Client, TestApp};

/// The call that Amazon publishes: who speaks, from when to when, how it feels, in how many words, and the pause before the last of them.
const SAMPLE: [(&str, u64, u64, &str, u64, u64); 10] = [
    ("AGENT", 0, 90, "NEUTRAL", 1, 0),
    ("CUSTOMER", 160, 4640, "NEUTRAL", 12, 0),
    ("AGENT", 4640, 6610, "NEUTRAL", 8, 0),
    ("CUSTOMER", 7370, 11_190, "NEGATIVE", 10, 0),
    ("AGENT", 11_220, 15_210, "NEGATIVE", 16, 0),
    ("CUSTOMER", 15_840, 18_120, "POSITIVE", 6, 0),
    ("AGENT", 18_310, 21_820, "NEUTRAL", 14, 0),
    ("CUSTOMER", 22_610, 24_140, "POSITIVE", 5, 21),
    ("AGENT", 24_120, 29_710, "POSITIVE", 21, 71),
    ("CUSTOMER", 30_580, 32_110, "POSITIVE", 4, 0),
];

fn turn((role, begin, end, sentiment, count, pause): (&str, u64, u64, &str, u64, u64)) -> Value {
    let length = (end - begin - pause) / count;
    let item = |number: u64| {
        let is_last = number + 1 == count;
        let start = begin + number * length + if is_last { pause } else { 0 };
        json!({
            "Type": "pronunciation",
            "Content": format!("word{number}"),
            "Confidence": "0.9100",
            "BeginOffsetMillis": start,
            "EndOffsetMillis": if is_last { end } else { start + length },
        })
    };
    let words: Vec<String> = (0..count).map(|number| format!("word{number}")).collect();
    json!({
        "ParticipantRole": role,
        "BeginOffsetMillis": begin,
        "EndOffsetMillis": end,
        "Content": words.join(" "),
        "Sentiment": sentiment,
        "LoudnessScores": vec![71.0; usize::try_from(end / 1000 - begin / 1000 + 1).unwrap()],
        "Items": (0..count).map(item).collect::<Vec<_>>(),
    })
}

fn sample() -> Value {
    json!({ "JobStatus": "COMPLETED", "LanguageCode": "en-US", "Channel": "VOICE", "Transcript": SAMPLE.map(turn) })
}

/// A call of which there is a record and no recording.
async fn call(client: &Client, external_id: &str) -> String {
    let record = json!({ "external_id": external_id, "direction": "inbound", "talk_s": 33, "disposition": "answered",
        "started_at": "2026-11-24T10:00:00Z" });
    let sent = client.post("/v1/calls", &record).await;
    assert_eq!(sent.status, 202, "{}", sent.json);
    format!("/v1/calls/{}", sent.json["call_id"].as_str().unwrap())
}

async fn import(client: &Client, call: &str, object: &Value) -> Answer {
    let bytes = object.to_string().into_bytes();
    client
        .put(&format!("{call}/transcript"), "application/json", bytes)
        .await
}

async fn exported(client: &Client, call: &str, format: &str) -> Value {
    client.get(&format!("{call}/transcript?format={format}")).await.json
}

/// Of each turn what was sent, whatever it is called there.
fn turns(object: &Value) -> Vec<Value> {
    let turn = |turn: &Value| {
        let who = turn.get("ParticipantRole").unwrap_or(&turn["ParticipantId"]);
        let loud = turn.get("LoudnessScores").unwrap_or(&turn["LoudnessScore"]);
        json!([
            who,
            turn["BeginOffsetMillis"],
            turn["EndOffsetMillis"],
            turn["Content"],
            turn["Sentiment"],
            loud,
            turn["Items"]
        ])
    };
    object["Transcript"].as_array().unwrap().iter().map(turn).collect()
}

#[tokio::test]
async fn amazons_call_comes_in_with_amazons_figures_and_leaves_as_it_came() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let first = call(&client, "first").await;
    let taken = import(&client, &first, &sample()).await;
    assert_eq!(
        (taken.status, &taken.json["turns"]),
        (200, &json!(10)),
        "{}",
        taken.json
    );
    let analysis = client.get(&first).await.json["legs"][0]["analysis"].clone();
    assert_eq!(analysis["models"]["speech"], "imported");
    let figures = exported(&client, &first, "tca").await["ConversationCharacteristics"].clone();
    assert_eq!(
        figures["TalkTime"],
        json!({ "TotalTimeMillis": 28_698, "DetailsByParticipant": {
            "AGENT": { "TotalTimeMillis": 15_079 }, "CUSTOMER": { "TotalTimeMillis": 13_619 } } })
    );
    assert_eq!(
        figures["TalkSpeed"]["DetailsByParticipant"],
        json!({ "AGENT": { "AverageWordsPerMinute": 239 }, "CUSTOMER": { "AverageWordsPerMinute": 163 } })
    );
    let quarters = |role: &str| -> Vec<(Option<u64>, Option<f64>)> {
        let all = figures["Sentiment"]["SentimentByPeriod"]["QUARTER"][role]
            .as_array()
            .unwrap();
        all.iter()
            .map(|part| (part["EndOffsetMillis"].as_u64(), part["Score"].as_f64()))
            .collect()
    };
    let known = |parts: [(u64, f64); 4]| parts.map(|(end, score)| (Some(end), Some(score))).to_vec();
    assert_eq!(
        quarters("AGENT"),
        known([(7427, 0.0), (14_855, -5.0), (22_282, 0.0), (29_710, 5.0)])
    );
    assert_eq!(
        quarters("CUSTOMER"),
        known([(8027, -2.5), (16_055, 5.0), (24_082, 5.0), (32_110, 5.0)])
    );
    // What Amazon's documentation says of the overall figure, where that is asked for; the answer says which it is.
    for (query, mean, named) in [
        ("tca", 2.0, "overall=turns"),
        ("contact_lens&overall=quarters", 3.1, "overall=quarters"),
    ] {
        let told = client.get(&format!("{first}/transcript?format={query}")).await;
        let overall = &told.json["ConversationCharacteristics"]["Sentiment"]["OverallSentiment"];
        assert_eq!(*overall, json!({ "AGENT": 0.0, "CUSTOMER": mean }), "{query}");
        assert!(told.header("content-type").ends_with(named), "{query}");
    }
    // Nothing is referred to that is not there.
    let vcon = exported(&client, &first, "vcon").await;
    assert_eq!(vcon["dialog"][0].get("url"), None, "{vcon}");
    for format in ["tca", "contact_lens"] {
        let left = exported(&client, &first, format).await;
        assert_eq!(turns(&left), turns(&sample()), "{format}");
        let again = call(&client, format).await;
        assert_eq!(import(&client, &again, &left).await.status, 200, "{format}");
        let back = exported(&client, &again, format).await;
        assert_eq!(turns(&back), turns(&left), "{format}");
        assert_eq!(
            back["ConversationCharacteristics"], left["ConversationCharacteristics"],
            "{format}"
        );
    }
}

#[tokio::test]
async fn a_transcript_that_is_there_stays_and_what_is_none_is_named() {
    let app = TestApp::start().await;
    let ((_, client), (_, stranger)) = (app.tenant("Acme").await, app.tenant("Other").await);
    let first = call(&client, "first").await;
    assert_eq!(import(&stranger, &first, &sample()).await.status, 404);
    let mut robot = sample();
    robot["Transcript"][3]["ParticipantRole"] = json!("ROBOT");
    let refused = import(&client, &first, &robot).await;
    assert_eq!(refused.refusal(), (422, "invalid_record"));
    assert!(
        refused.text().contains("Transcript[3].ParticipantRole"),
        "{}",
        refused.text()
    );
    let mut nowhere = sample();
    nowhere["LanguageCode"] = json!("\u{0}");
    for none in [
        json!([]),
        nowhere,
        json!({ "results": {} }),
        json!({ "SpeechSegments": 1 }),
    ] {
        assert_eq!(import(&client, &first, &none).await.refusal(), (422, "invalid_record"));
    }
    assert_eq!(
        client.get(&format!("{first}/transcript")).await.status,
        404,
        "nothing came of those"
    );
    assert_eq!(import(&client, &first, &sample()).await.status, 200);
    assert_eq!(import(&client, &first, &sample()).await.refusal(), (409, "conflict"));
}

#[tokio::test]
async fn a_plain_job_and_post_call_analytics_come_in_too_and_nothing_is_felt_that_nobody_said() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let word = |from: &str, to: &str, content: &str| {
        json!({ "type": "pronunciation", "start_time": from, "end_time": to,
            "alternatives": [{ "confidence": "0.9", "content": content }] })
    };
    let plain = json!({ "jobName": "a", "status": "COMPLETED", "results": { "language_code": "es-ES", "channel_labels": { "channels": [
        { "channel_label": "ch_0", "items": [word("0.0", "1.0", "Buenos"), word("1.0", "2.0", "días")] },
        { "channel_label": "ch_1", "items": [word("3.0", "4.0", "Hola")] }] } } });
    let call_of_job = call(&client, "job").await;
    let taken = import(&client, &call_of_job, &plain).await;
    assert_eq!((taken.status, &taken.json["turns"]), (200, &json!(2)), "{}", taken.json);
    let told = exported(&client, &call_of_job, "tca").await;
    assert_eq!(told["LanguageCode"], "es-US");
    let said: Vec<[&Value; 2]> = told["Transcript"]
        .as_array()
        .unwrap()
        .iter()
        .map(|turn| [&turn["ParticipantRole"], &turn["Content"]])
        .collect();
    assert_eq!(json!(said), json!([["CH1", "Buenos días"], ["CH2", "Hola"]]));
    assert!(
        told["Transcript"]
            .as_array()
            .unwrap()
            .iter()
            .all(|turn| turn.get("Sentiment").is_none())
    );
    let figures = &told["ConversationCharacteristics"];
    assert_eq!(figures["Sentiment"]["OverallSentiment"], json!({}));
    assert_eq!(figures["TalkTime"]["TotalTimeMillis"], 3000);

    let segment = |speaker: &str, from: f64, text: &str, is_negative: u8| {
        json!({ "SegmentSpeaker": speaker, "SegmentStartTime": from, "SegmentEndTime": from + 1.0, "OriginalText": text,
            "SentimentIsNegative": is_negative, "SentimentIsPositive": 0, "WordConfidence": [] })
    };
    let post_call = json!({
        "ConversationAnalytics": { "LanguageCode": "en-US", "SpeakerLabels": [
            { "Speaker": "spk_0", "DisplayText": "Customer" }, { "Speaker": "spk_1", "DisplayText": "Agent" }] },
        "SpeechSegments": [segment("spk_0", 0.0, "It is broken.", 1), segment("spk_1", 2.0, "I see.", 0)],
    });
    let call_of_sample = call(&client, "post-call").await;
    assert_eq!(import(&client, &call_of_sample, &post_call).await.status, 200);
    let told = exported(&client, &call_of_sample, "tca").await;
    assert_eq!(
        told["ConversationCharacteristics"]["Sentiment"]["OverallSentiment"],
        json!({ "AGENT": 0.0, "CUSTOMER": -5.0 })
    );
}

#[tokio::test]
async fn a_companys_thresholds_hold_for_its_figures_and_not_for_what_is_amazons() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let own = json!({ "non_talk_over_ms": 500, "overlap_ms": 1000, "yield_ms": 2000, "listening_words": 2 });
    let set = client
        .request(reqwest::Method::PUT, "/v1/settings/speech")
        .json(&json!({ "thresholds": own }));
    assert_eq!(client.send(set).await.status, 200);
    let call = call(&client, "own").await;
    assert_eq!(import(&client, &call, &sample()).await.status, 200);
    let figures = client.get(&call).await.json["legs"][0]["analysis"]["characteristics"].clone();
    assert_eq!(figures["thresholds"], own);
    let silences = figures["non_talk"]["instances"].as_array().unwrap();
    assert!(
        silences.contains(&json!({ "start_ms": 6610, "end_ms": 7370 })),
        "{figures}"
    );
    let amazons = exported(&client, &call, "tca").await["ConversationCharacteristics"]["NonTalkTime"].clone();
    assert_eq!(amazons, json!({ "TotalTimeMillis": 0, "Instances": [] }));
}
