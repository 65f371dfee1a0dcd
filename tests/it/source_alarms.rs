//! What is told without being asked: a source that usually speaks and is silent, and a call that a late leg has changed.

use serde_json::{Value, json};
use tests::{Client, Follow, TestApp, eventually};

/// Everything that was told so far: kinds and data.
pub async fn told(client: &Client) -> Vec<(String, Value)> {
    let request = client.request(reqwest::Method::GET, "/v1/events?last_event_id=0&follow=false");
    let (mut stream, _) = Follow::begin(request).await;
    let mut all = Vec::new();
    while let Some(told) = stream.next().await {
        all.push((told.event, told.data["data"].clone()));
    }
    all
}

pub fn of_kind<'a>(told: &'a [(String, Value)], kind: &str) -> Vec<&'a Value> {
    told.iter().filter(|(of, _)| of == kind).map(|(_, data)| data).collect()
}

async fn leg(client: &Client, id: &str, started: &str, talk_s: u32) {
    let record = json!({ "external_id": id, "linked_id": "c", "direction": "inbound", "started_at": started, "answered_at": started,
        "disposition": "answered", "talk_s": talk_s, "agent": id });
    let sent = client.post("/v1/calls", &record).await;
    assert_eq!(sent.status, 202, "{}", sent.json);
}

#[tokio::test]
async fn a_leg_that_comes_when_its_call_was_over_corrects_it_and_says_what() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    leg(&client, "201", "2026-03-02T10:00:00Z", 60).await;
    leg(&client, "202", "2026-03-02T10:01:00Z", 30).await;
    let before = told(&client).await;
    assert_eq!(of_kind(&before, "call.updated").len(), 1);
    assert_eq!(of_kind(&before, "call.corrected").len(), 0, "the call was not over yet");
    let rows = app.database.superuser().await;
    rows.execute("UPDATE legs SET received_at = now() - interval '11 minutes'", &[])
        .await
        .unwrap();
    leg(&client, "203", "2026-03-02T10:02:00Z", 10).await;
    let after = told(&client).await;
    let corrected = of_kind(&after, "call.corrected");
    assert_eq!(corrected.len(), 1, "{after:?}");
    assert_eq!(
        (&corrected[0]["talk_s"], &corrected[0]["before"]["talk_s"]),
        (&json!(100), &json!(90))
    );
    assert_eq!(corrected[0]["before"]["agents"], json!(["201", "202"]));
    assert!(
        corrected[0]["before"].get("direction").is_none(),
        "what is as it was is not told"
    );
    assert_eq!(corrected[0]["new_legs"].as_array().unwrap().len(), 1);
    assert_eq!(
        of_kind(&after, "call.updated").len(),
        2,
        "whoever follows these alone misses nothing"
    );
}

#[tokio::test]
async fn a_source_that_falls_silent_is_told_once_and_once_when_it_speaks_again() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    for name in ["rome", "oslo"] {
        let made = client
            .post(
                "/v1/sources",
                &json!({ "name": name, "format": "asterisk-cdr-csv", "label": "PBX" }),
            )
            .await;
        assert_eq!(made.status, 201, "{}", made.json);
    }
    let rows = app.database.superuser().await;
    // Both have spoken each hour for days; one stopped five hours ago.
    let hours = "INSERT INTO source_hours (tenant_id, source_instance, hour, legs, last_at)
        SELECT $1, $2, date_trunc('hour', now()) - make_interval(hours => n), 1, date_trunc('hour', now()) - make_interval(hours => n)
        FROM generate_series($3::int, 100) n";
    rows.execute(hours, &[&tenant.0, &"rome", &5_i32]).await.unwrap();
    rows.execute(hours, &[&tenant.0, &"oslo", &0_i32]).await.unwrap();
    let look = async || {
        rows.execute("INSERT INTO jobs (kind) VALUES ('sources.silence')", &[])
            .await
            .unwrap();
        let open = "SELECT count(*) FROM jobs WHERE kind = 'sources.silence' AND state IN ('waiting', 'running')";
        eventually("it was looked at", async || {
            rows.query_one(open, &[]).await.unwrap().get::<_, i64>(0) == 0
        })
        .await;
    };
    look().await;
    look().await;
    let all = told(&client).await;
    let raised = of_kind(&all, "alert.raised");
    assert_eq!(raised.len(), 1, "{all:?}");
    assert_eq!(
        (&raised[0]["kind"], &raised[0]["subject"], &raised[0]["label"]),
        (&json!("source_silent"), &json!("source:rome"), &json!("PBX"))
    );
    assert!(raised[0]["last_at"].is_string());
    let metrics = app.anonymous().get("/metrics").await.text();
    assert!(metrics.contains("audiapro_sources_silent 1"), "{metrics}");
    rows.execute(hours, &[&tenant.0, &"rome", &0_i32]).await.ok();
    rows.execute(
        "INSERT INTO source_hours (tenant_id, source_instance, hour, legs, last_at)
         VALUES ($1, 'rome', date_trunc('hour', now()), 1, now()) ON CONFLICT DO NOTHING",
        &[&tenant.0],
    )
    .await
    .unwrap();
    look().await;
    let all = told(&client).await;
    assert_eq!(of_kind(&all, "alert.resolved").len(), 1, "{all:?}");
    let metrics = app.anonymous().get("/metrics").await.text();
    assert!(metrics.contains("audiapro_sources_silent 0"), "{metrics}");
}
