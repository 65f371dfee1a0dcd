//! Recordings through HTTP: both ways in, the way out in ranges, and what hostile ones do: nothing.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use tests::sound::{sample, wav};
use tests::{Answer, Client, TestApp, eventually};

fn record(external_id: &str) -> Value {
    json!({ "external_id": external_id, "direction": "inbound", "started_at": "2026-11-24T09:00:00Z", "disposition": "answered",
            "answered_at": "2026-11-24T09:00:05Z", "ended_at": "2026-11-24T09:02:00Z" })
}

async fn send_both(client: &Client, record: &str, file: Vec<u8>, query: &str) -> Answer {
    let file = Part::bytes(file).file_name("call.wav").mime_str("audio/wav").unwrap();
    let form = Form::new().text("record", record.to_owned()).part("file", file);
    client
        .send(
            client
                .request(Method::POST, &format!("/v1/recordings{query}"))
                .multipart(form),
        )
        .await
}

#[tokio::test]
async fn a_recording_may_come_before_its_record_or_after() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let recording = wav(8000, 2, 8000);
    let before = client
        .put("/v1/calls/api/r-1/recording", "audio/wav", recording.clone())
        .await;
    assert_eq!(before.status, 201, "{}", before.json);
    assert_eq!(
        (&before.json["duration_ms"], &before.json["fate"]),
        (&json!(1000), &json!("new"))
    );
    let id = client.post("/v1/calls", &record("r-1")).await.json["call_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let call = client.get(&format!("/v1/calls/{id}")).await;
    assert_eq!(
        (&call.json["recording_count"], &call.json["analysis_status"]),
        (&json!(1), &json!("queued"))
    );
    assert_eq!(call.json["legs"][0]["recording"]["channels"], 2);
    client.post("/v1/calls", &record("r-2")).await;
    assert_eq!(
        client
            .put("/v1/calls/api/r-2/recording", "audio/wav", recording.clone())
            .await
            .status,
        201
    );
    let again = client.put("/v1/calls/api/r-2/recording", "audio/wav", recording).await;
    assert_eq!((again.status, &again.json["fate"]), (200, &json!("duplicate")));
    let other = client
        .put("/v1/calls/api/r-2/recording", "audio/wav", wav(8000, 1, 80))
        .await;
    assert_eq!(other.refusal(), (409, "recording_conflict"));
}

#[tokio::test]
async fn record_and_recording_may_come_together() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let answer = send_both(&client, &record("b-1").to_string(), wav(8000, 1, 800), "").await;
    assert_eq!(answer.status, 201, "{}", answer.json);
    let call = client
        .get(&format!("/v1/calls/{}", answer.json["call_id"].as_str().unwrap()))
        .await;
    assert_eq!(call.json["recording_count"], 1);
    assert_eq!(
        send_both(&client, &record("b-1").to_string(), wav(8000, 1, 800), "")
            .await
            .status,
        200
    );
    assert_eq!(
        send_both(&client, "{", wav(8000, 1, 8), "").await.refusal(),
        (400, "malformed_json")
    );
    assert_eq!(
        send_both(&client, "{\"a\":1}", wav(8000, 1, 8), "").await.refusal(),
        (422, "invalid_record")
    );
    assert_eq!(
        send_both(&client, &record("b-2").to_string(), vec![1; 160], "?format=sln")
            .await
            .refusal(),
        (400, "invalid_parameter")
    );
    let raw = send_both(
        &client,
        &record("b-3").to_string(),
        vec![0; 16_000],
        "?format=sln&rate=8000",
    )
    .await;
    assert_eq!((raw.status, &raw.json["duration_ms"]), (201, &json!(1000)));
    let by_type = client
        .put("/v1/calls/api/b-6/recording", "audio/PCMU;rate=8000", vec![0xFF; 4000])
        .await;
    assert_eq!((by_type.status, &by_type.json["duration_ms"]), (201, &json!(500)));
    let linear = "audio/L16;rate=8000;channels=2";
    let linear = client.put("/v1/calls/api/b-7/recording", linear, vec![0; 16_000]).await;
    assert_eq!((linear.status, &linear.json["duration_ms"]), (201, &json!(500)));
    for form in [
        Form::new().text("record", record("b-4").to_string()),
        Form::new()
            .part("file", Part::bytes(vec![1]))
            .text("record", record("b-4").to_string()),
        Form::new(),
    ] {
        let answer = client
            .send(client.request(Method::POST, "/v1/recordings").multipart(form))
            .await;
        assert_eq!(answer.refusal(), (400, "malformed_multipart"), "{}", answer.json);
    }
    assert_eq!(
        client.post("/v1/recordings", &record("b-5")).await.refusal(),
        (415, "unsupported_media_type")
    );
}

#[tokio::test]
async fn the_sound_comes_back_whole_in_ranges_and_not_at_all_when_known() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    // More than one sealed chunk and more than one piece of the answer.
    let recording = wav(48_000, 2, 300_000);
    let id = send_both(&client, &record("g-1").to_string(), recording.clone(), "")
        .await
        .json["call_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/v1/calls/{id}/recording");
    let whole = client.get(&path).await;
    assert_eq!(
        (
            whole.status,
            whole.header("content-type"),
            whole.header("accept-ranges")
        ),
        (200, "audio/wav", "bytes")
    );
    assert!(whole.bytes == recording, "the bytes differ");
    let last = recording.len() - 1;
    for (range, from, to) in [
        ("bytes=0-0".to_owned(), 0, 0),
        ("bytes=65530-65545".to_owned(), 65_530, 65_545),
        ("bytes=1000000-".to_owned(), 1_000_000, last),
        ("bytes=-5".to_owned(), last - 4, last),
        (format!("bytes=100-{}", last + 99), 100, last),
    ] {
        let part = client.get_with(&path, ("range", &range)).await;
        assert_eq!(
            (part.status, part.header("content-range")),
            (206, format!("bytes {from}-{to}/{}", last + 1).as_str())
        );
        assert!(part.bytes == recording[from..=to], "{range}");
    }
    let outside = client.get_with(&path, ("range", "bytes=99999999-")).await;
    assert_eq!(outside.refusal(), (416, "range_not_satisfiable"));
    assert_eq!(outside.header("content-range"), format!("bytes */{}", last + 1));
    let etag = whole.header("etag").to_owned();
    for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}")] {
        assert_eq!(
            client.get_with(&path, ("if-none-match", &known)).await.status,
            304,
            "{known}"
        );
    }
    let changed = client
        .request(Method::GET, &path)
        .header("range", "bytes=0-9")
        .header("if-range", "\"other\"");
    assert_eq!(
        client.send(changed).await.status,
        200,
        "a range of another version is answered with the whole"
    );
    let head = client.send(client.request(Method::HEAD, &path)).await;
    assert_eq!(
        (head.status, head.header("content-length"), head.bytes.len()),
        (200, (last + 1).to_string().as_str(), 0)
    );
}

#[tokio::test]
async fn what_cannot_be_a_recording_is_refused_at_the_door() {
    let app = TestApp::configured(|config| {
        config.models.dir = "/nonexistent".into();
        config.bounds.recording_bytes_max = 10_000;
    })
    .await;
    let (_, client) = app.tenant("Acme").await;
    let put = async |path: &str, bytes: Vec<u8>| client.put(path, "audio/wav", bytes).await;
    assert_eq!(put("/v1/calls/api/x/recording", vec![]).await.refusal(), (422, "empty"));
    assert_eq!(
        put("/v1/calls/api/x/recording", vec![0; 10_001]).await.refusal(),
        (413, "body_too_large")
    );
    for path in [
        "/v1/calls/a%20b/x/recording",
        "/v1/calls/api/%01/recording",
        "/v1/calls/api/x/recording?format=sln",
        "/v1/calls/api/x/recording?format=mp5&rate=8000",
        "/v1/calls/api/x/recording?format=sln&rate=1",
        "/v1/calls/api/x/recording?format=sln&rate=8000&channels=0",
        "/v1/calls/api/x/recording?colour=red",
    ] {
        assert_eq!(
            put(path, vec![1; 10]).await.refusal(),
            (400, "invalid_parameter"),
            "{path}"
        );
    }
    assert_eq!(
        app.anonymous()
            .put("/v1/calls/api/x/recording", "audio/wav", vec![1])
            .await
            .refusal(),
        (401, "missing_key")
    );
}

#[tokio::test]
async fn a_call_without_recording_or_analysis_says_which_is_missing() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let id = client.post("/v1/calls", &record("w-1")).await.json["call_id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        client.get(&format!("/v1/calls/{id}/recording")).await.refusal(),
        (404, "no_recording")
    );
    assert_eq!(
        client.get(&format!("/v1/calls/{id}/transcript")).await.refusal(),
        (404, "no_recording")
    );
    client
        .put("/v1/calls/api/w-1/recording", "audio/wav", wav(8000, 1, 800))
        .await;
    let waiting = client.get(&format!("/v1/calls/{id}/transcript")).await;
    assert_eq!(waiting.refusal(), (404, "no_transcript"));
    assert_eq!(waiting.json["analysis_status"], "queued");
    assert_eq!(
        client
            .get(&format!("/v1/calls/{id}/transcript?format=pdf"))
            .await
            .refusal(),
        (400, "invalid_parameter")
    );
    let leg = "0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11";
    assert_eq!(
        client
            .get(&format!("/v1/calls/{id}/recording?leg={leg}"))
            .await
            .refusal(),
        (404, "not_found")
    );
}

/// Each with what it is and the code its analysis ends with; `None`: it is analysed.
fn hostile() -> Vec<(&'static str, Vec<u8>, Option<&'static str>)> {
    let mut cut = sample("lca-agent0.flac");
    cut.truncate(60_000);
    let mut header_only = wav(8000, 1, 800);
    header_only.truncate(44);
    let noise: Vec<u8> = (0..40_000u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    vec![
        ("one byte", vec![0], Some("unreadable")),
        (
            "text",
            b"this is not a recording, whatever it is called\n".repeat(50),
            Some("unreadable"),
        ),
        ("noise", noise, Some("unreadable")),
        (
            "a PNG",
            [b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 5000]].concat(),
            Some("unreadable"),
        ),
        ("a header without samples", header_only, Some("empty")),
        ("a hundred channels", wav(8000, 100, 800), Some("too_many_channels")),
        ("an impossible rate", wav(1, 1, 800), Some("bad_rate")),
        ("a cut FLAC named WAV", cut, None),
    ]
}

#[tokio::test]
async fn hostile_recordings_end_with_their_code_the_call_stays_and_the_server_lives() {
    let app = TestApp::with_models().await;
    let (_, client) = app.tenant("Acme").await;
    let mut calls = Vec::new();
    for (n, (what, bytes, code)) in hostile().into_iter().enumerate() {
        let answer = send_both(&client, &record(&format!("h-{n}")).to_string(), bytes, "").await;
        assert_eq!(answer.status, 201, "{what}: {}", answer.json);
        calls.push((what, answer.json["call_id"].as_str().unwrap().to_owned(), code));
    }
    for (what, id, code) in calls {
        let path = format!("/v1/calls/{id}");
        let done = async || {
            matches!(
                client.get(&path).await.json["analysis_status"].as_str(),
                Some("analyzed" | "failed")
            )
        };
        eventually(&format!("the analysis of {what} ends"), done).await;
        let leg = client.get(&path).await.json["legs"][0].clone();
        match code {
            Some(code) => assert_eq!(
                (&leg["analysis_status"], &leg["analysis_error"]["code"]),
                (&json!("failed"), &json!(code)),
                "{what}: {leg:#}"
            ),
            None => {
                assert_eq!(leg["analysis_status"], "analyzed", "{what}: {leg:#}");
                assert!(
                    leg["analysis"]["quality"]["flags"]
                        .as_array()
                        .unwrap()
                        .contains(&json!("truncated")),
                    "{what}"
                );
            }
        }
    }
    assert_eq!(client.get("/health/ready").await.status, 200);
}
