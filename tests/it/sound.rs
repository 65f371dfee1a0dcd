//! Recordings for eyes and ears: waveforms, and a WAV of what no browser plays, in ranges as players ask for it.

use serde_json::json;
use tests::TestApp;
use tests::sound::wav;

#[tokio::test]
async fn what_browsers_cannot_play_is_decoded_on_request_and_sent_in_ranges() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    // A second of mu-law without a header: the second half is loud.
    let mut raw = vec![0xff_u8; 4_000];
    raw.extend([0x00, 0x80].repeat(2_000));
    let record = json!({ "external_id": "1", "direction": "inbound", "started_at": "2026-11-02T10:00:00Z" });
    let call = client.post("/v1/calls", &record).await.json["call_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let stored = client
        .put(
            "/v1/calls/api/1/recording?format=ulaw&rate=8000",
            "application/octet-stream",
            raw.clone(),
        )
        .await;
    assert_eq!(stored.status, 201, "{:?}", stored.json);
    let path = format!("/v1/calls/{call}/recording");
    assert_eq!(client.get(&path).await.bytes, raw, "as it came");
    let whole = client.get(&format!("{path}?form=wav")).await;
    assert_eq!((whole.status, whole.header("content-type")), (200, "audio/wav"));
    assert_eq!((&whole.bytes[..4], whole.bytes.len()), (&b"RIFF"[..], 44 + 2 * 8_000));
    let part = client
        .get_with(&format!("{path}?form=wav"), ("range", "bytes=40-8049"))
        .await;
    assert_eq!(
        (part.status, part.header("content-range")),
        (206, "bytes 40-8049/16044")
    );
    assert_eq!(part.bytes, whole.bytes[40..8_050]);
    let known = client
        .get_with(&format!("{path}?form=wav"), ("if-none-match", whole.header("etag")))
        .await;
    assert_eq!(known.status, 304);
    assert_ne!(
        client.get(&path).await.header("etag"),
        whole.header("etag"),
        "another form is another thing"
    );
    let beyond = client
        .get_with(&format!("{path}?form=wav"), ("range", "bytes=16044-"))
        .await;
    assert_eq!(beyond.refusal(), (416, "range_not_satisfiable"));
    assert_eq!(
        client.get(&format!("{path}?form=mp3")).await.refusal(),
        (400, "invalid_parameter")
    );
    // The waveform is reckoned when it is first asked for, and then kept, sealed.
    let waveform = client.get(&format!("/v1/calls/{call}/peaks")).await;
    assert_eq!(
        (waveform.status, waveform.json["duration_ms"].as_i64()),
        (200, Some(1_000)),
        "{:?}",
        waveform.json
    );
    let peaks = waveform.json["channels"][0].as_array().unwrap();
    assert_eq!(
        (peaks.len(), peaks[100].as_i64(), peaks[1_500].as_i64() > Some(200)),
        (1_600, Some(0), true)
    );
    let rows = app.database.superuser().await;
    let sealed: Vec<u8> = rows
        .query_one("SELECT sealed FROM recording_peaks", &[])
        .await
        .unwrap()
        .get(0);
    assert!(sealed.len() > 1_600);
    rows.batch_execute("DELETE FROM recordings").await.unwrap();
    let kept: i64 = rows
        .query_one("SELECT count(*) FROM recording_peaks", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(kept, 0, "gone with the recording");
}

#[tokio::test]
async fn bytes_that_are_no_sound_say_so_and_other_sounds_are_whole() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let (_, stranger) = app.tenant("Other").await;
    for (id, bytes) in [
        ("noise", b"this is no sound".to_vec()),
        ("stereo", wav(16_000, 2, 1_600)),
    ] {
        let record = json!({ "external_id": id, "direction": "inbound", "started_at": "2026-11-02T10:00:00Z" });
        let call = client.post("/v1/calls", &record).await.json["call_id"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(
            client.get(&format!("/v1/calls/{call}/peaks")).await.refusal(),
            (404, "no_recording")
        );
        assert_eq!(
            client
                .put(&format!("/v1/calls/api/{id}/recording"), "audio/wav", bytes)
                .await
                .status,
            201
        );
        let (sound, peaks) = (
            format!("/v1/calls/{call}/recording?form=wav"),
            format!("/v1/calls/{call}/peaks"),
        );
        if id == "noise" {
            assert_eq!(client.get(&sound).await.refusal(), (422, "undecodable"));
            assert_eq!(client.get(&peaks).await.refusal(), (422, "undecodable"));
        } else {
            // Both channels are one signal.
            assert_eq!(client.get(&sound).await.bytes.len(), 44 + 2 * 1_600);
            assert_eq!(client.get(&peaks).await.json["channels"].as_array().unwrap().len(), 1);
        }
        assert_eq!(stranger.get(&peaks).await.status, 404);
    }
}
