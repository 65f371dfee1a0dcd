//! The five-minute tour of the README as a test: a real call goes in, its transcript, sentiment and figures come out.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use sha2::{Digest, Sha512};
use tests::sound::sample;
use tests::{TestApp, eventually};

#[tokio::test]
async fn a_real_call_becomes_transcript_sentiment_and_figures() {
    let app = TestApp::with_models().await;
    let (_, client) = app.tenant_on("trial", "Tour").await;
    let recording = sample("aws-auto-repairs-40.flac");
    let record = json!({ "external_id": "tour-1", "direction": "inbound", "from": "+12025550140", "to": "+12025550100", "agent": "201",
        "started_at": "2026-11-02T14:03:11Z", "answered_at": "2026-11-02T14:03:25Z", "ended_at": "2026-11-02T14:07:30Z", "disposition": "answered" });
    // Stop 1: record and recording in one request.
    let form = Form::new().text("record", record.to_string()).part(
        "file",
        Part::bytes(recording.clone())
            .file_name("call.flac")
            .mime_str("audio/flac")
            .unwrap(),
    );
    let sent = client
        .send(client.request(Method::POST, "/v1/recordings").multipart(form))
        .await;
    assert_eq!(sent.status, 201, "{}", sent.json);
    let path = format!("/v1/calls/{}", sent.json["call_id"].as_str().unwrap());
    // Stop 2: it is analysed.
    eventually("the call is analysed", async || {
        client.get(&path).await.json["analysis_status"] == "analyzed"
    })
    .await;
    let call = client.get(&path).await.json;
    let analysis = &call["legs"][0]["analysis"];
    assert_eq!(
        (&analysis["channels"], &analysis["language"]),
        (&json!(2), &json!("en"))
    );
    let turns = analysis["turns"].as_array().unwrap();
    let speakers: std::collections::BTreeSet<&str> =
        turns.iter().map(|turn| turn["speaker"].as_str().unwrap()).collect();
    assert_eq!(speakers.into_iter().collect::<Vec<_>>(), ["agent", "customer"]);
    assert!(turns.len() > 20, "{} turns in four minutes", turns.len());
    let ratio = analysis["characteristics"]["talk_ratio"].as_f64().unwrap();
    assert!((0.1..0.9).contains(&ratio), "{ratio}");
    assert_eq!(call["sentiment"]["label"], analysis["sentiment"]["label"]);
    // Stop 3: the transcript in its formats.
    let json = client.get(&format!("{path}/transcript")).await;
    assert_eq!(json.json["turns"], analysis["turns"]);
    let text = client.get(&format!("{path}/transcript?format=txt")).await.text();
    assert_eq!(text.lines().count(), turns.len());
    assert!(
        text.to_lowercase().contains("appointment") || text.to_lowercase().contains("car"),
        "{text}"
    );
    assert!(
        client
            .get(&format!("{path}/transcript?format=srt"))
            .await
            .text()
            .starts_with("1\n00:00:")
    );
    let vtt = client.get(&format!("{path}/transcript?format=vtt")).await;
    assert_eq!(
        vtt.header("content-type"),
        "text/vtt; charset=utf-8",
        "who is told nothing takes Latin 1"
    );
    assert!(vtt.text().starts_with("WEBVTT\n"));
    let cues = vtt
        .text()
        .split("\n\n")
        .skip(1)
        .filter(|cue| !cue.is_empty())
        .map(str::to_owned)
        .collect::<Vec<_>>();
    assert!(
        cues.len() >= turns.len(),
        "{} cues of {} turns",
        cues.len(),
        turns.len()
    );
    for cue in cues {
        let lines: Vec<&str> = cue.lines().skip(1).collect();
        assert!((1..=2).contains(&lines.len()), "{cue}");
        let letters = |line: &&str| line.rsplit('>').next().unwrap_or_default().chars().count();
        assert!(lines.iter().all(|line| letters(line) <= 42), "{cue}");
    }
    let amazon = client.get(&format!("{path}/transcript?format=tca")).await.json;
    assert_eq!(amazon["Transcript"].as_array().unwrap().len(), turns.len());
    let talk = &amazon["ConversationCharacteristics"]["TalkTime"]["TotalTimeMillis"];
    assert_eq!(*talk, analysis["characteristics"]["talk_ms"]["total"]);
    let lens = client.get(&format!("{path}/transcript?format=contact_lens")).await.json;
    assert_eq!(lens["CustomerMetadata"]["ContactId"], call["id"]);
    let vcon = client.get(&format!("{path}/transcript?format=vcon")).await.json;
    assert_eq!(vcon["vcon"], "0.4.0");
    let dialog = &vcon["dialog"][0];
    // What it refers to are the bytes that came, and each channel is whose voice is on it.
    let hash = URL_SAFE_NO_PAD.encode(Sha512::digest(&recording));
    assert_eq!(dialog["content_hash"], format!("sha512-{hash}"));
    let agent = turns.iter().find(|turn| turn["speaker"] == "agent").unwrap();
    let channel = agent["channel"].as_u64().unwrap() as usize;
    let party = dialog["parties"][channel].as_u64().unwrap() as usize;
    assert_eq!(vcon["parties"][party]["role"], "agent", "{dialog}");
    // One text a turn: what somebody has set right takes the place of what the model heard.
    let mut plain = turns.clone();
    for turn in &mut plain {
        turn.as_object_mut().unwrap().remove("corrected");
    }
    assert_eq!(vcon["analysis"][0]["body"]["turns"], json!(plain));
    // Stop 4: the sound again.
    assert!(client.get(&format!("{path}/recording")).await.bytes == recording);
    // Stop 5: the list, the meter, the trace.
    let listed = client.get("/v1/calls?analysis_status=analyzed&agent=201").await;
    assert_eq!(listed.json["data"][0]["id"], call["id"]);
    let usage = client.get("/v1/usage").await.json;
    assert_eq!((&usage["used"], &usage["balance"]), (&json!(1), &json!(99)));
    let seconds = usage["audio_seconds"].as_f64().unwrap();
    assert!((240.0..250.0).contains(&seconds), "{seconds}");
    let steps = client.get(&format!("{path}/trace")).await.json["steps"].clone();
    let stages: Vec<&str> = steps
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|step: &Value| step["stage"].as_str())
        .collect();
    assert!(stages.len() >= 2 && stages.contains(&"received"), "{stages:?}");
    // Stop 6: a stop and a start lose nothing.
    let mut app = app;
    app.stop().await;
    app.begin().await;
    let client = tests::Client::new(app.url(), client.key.clone());
    assert_eq!(
        client.get(&path).await.json["legs"][0]["analysis"]["turns"],
        analysis["turns"]
    );
}
