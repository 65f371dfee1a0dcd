//! What is read again and again: an answer that the client has is not sent again; usage period by period.

use serde_json::{Value, json};
use tests::{TestApp, eventually};

#[tokio::test]
async fn what_the_client_has_is_not_sent_again_and_what_has_changed_is() {
    let app = TestApp::with_models().await;
    let (tenant, client) = app.tenant("Acme").await;
    let record = json!({ "external_id": "a", "direction": "inbound", "started_at": "2026-11-24T09:00:00Z" });
    assert_eq!(client.post("/v1/calls", &record).await.status, 202);
    let call = format!("/v1/calls/{}", models::ids::call(tenant, "api", "a"));
    let (one, list) = (client.get(&call).await, client.get("/v1/calls").await);
    for (path, answer) in [(call.as_str(), &one), ("/v1/calls", &list)] {
        assert_eq!(answer.header("cache-control"), "private, no-cache");
        let again = client.get_with(path, ("if-none-match", answer.header("etag"))).await;
        assert_eq!((again.status, again.bytes.len()), (304, 0), "{path}");
        assert_eq!(again.header("etag"), answer.header("etag"));
    }
    let speech = std::fs::read(tests::project("actors/src/canary/fellow_americans.flac")).unwrap();
    let put = client.put("/v1/calls/api/a/recording", "audio/flac", speech).await;
    assert_eq!(put.status, 201);
    eventually("it is analysed", async || {
        client.get(&call).await.json["analysis_status"] == "analyzed"
    })
    .await;
    for (path, answer) in [(call.as_str(), &one), ("/v1/calls", &list)] {
        let changed = client.get_with(path, ("if-none-match", answer.header("etag"))).await;
        assert_eq!(changed.status, 200, "{path}");
    }
    let read = async || {
        let log = client.get("/v1/audit?q=action:transcript.read").await;
        log.json["data"].as_array().unwrap().len()
    };
    let words = format!("{call}/transcript?format=txt");
    let text = client.get(&words).await;
    assert_eq!(text.status, 200);
    let before = read().await;
    let again = client.get_with(&words, ("if-none-match", text.header("etag"))).await;
    assert_eq!(again.status, 304);
    assert!(before > 0);
    assert_eq!(before, read().await, "no words were read for it");
    let subtitles = format!("{call}/transcript?format=srt");
    let other = client
        .get_with(&subtitles, ("if-none-match", text.header("etag")))
        .await;
    assert_eq!(other.status, 200, "another form is another answer");
}

#[tokio::test]
async fn usage_is_told_period_by_period_the_latest_first() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let fresh = client.get("/v1/usage/periods").await.json;
    assert_eq!((&fresh["data"][0]["used"], &fresh["next"]), (&json!(0), &Value::Null));
    let record = json!({ "external_id": "a", "direction": "inbound", "started_at": "2026-11-24T09:00:00Z" });
    assert_eq!(client.post("/v1/calls", &record).await.status, 202);
    let past = format!(
        "INSERT INTO usage (tenant_id, period_start, period_end, included, overage, withheld) VALUES
             ('{tenant}', '2025-01-05T00:00:00Z', '2025-02-05T00:00:00Z', 100, 4, 0), ('{tenant}', '2025-02-05T00:00:00Z', '2025-03-05T00:00:00Z', 7, 0, 2);
         INSERT INTO analysis_usage (tenant_id, period_start, audio_seconds) VALUES ('{tenant}', '2025-01-05T00:00:00Z', 61.25)"
    );
    app.database.superuser().await.batch_execute(&past).await.unwrap();
    let first = client.get("/v1/usage/periods?limit=2").await.json;
    let now = client.get("/v1/usage").await.json;
    assert_eq!(first["data"][0]["period"], now["period"]);
    assert_eq!(first["data"][0]["used"], 1);
    assert_eq!(
        (&first["data"][1]["used"], &first["data"][1]["withheld"]),
        (&json!(7), &json!(2))
    );
    let next = format!("/v1/usage/periods?limit=2&cursor={}", first["next"].as_str().unwrap());
    let last = client.get(&next).await.json;
    let january = json!({ "period": { "start": "2025-01-05T00:00:00Z", "end": "2025-02-05T00:00:00Z" }, "used": 104, "included": 100,
        "overage": 4, "withheld": 0, "audio_seconds": 61.25 });
    assert_eq!((&last["data"], &last["next"]), (&json!([january]), &Value::Null));
    assert_eq!(
        client.get("/v1/usage/periods?limit=0").await.refusal(),
        (400, "invalid_parameter")
    );
}
