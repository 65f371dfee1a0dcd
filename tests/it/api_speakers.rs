//! Speakers set right through HTTP: every figure follows, nothing is heard again.

use actors::analysis::found;
use actors::engine::analysis::{
    AGENT, Analysis, CUSTOMER, ModelNames, Probabilities, SentimentLabel, Turn, UtteranceSentiment, Word,
};
use actors::engine::characteristics::{self, Levels};
use actors::engine::sentiment;
use models::calls::queue::{self, Claimed};
use models::calls::result::{self, Outcome};
use models::ids::TenantId;
use serde_json::{Value, json};
use tests::{Client, TestApp};

/// Four times the agent, glad, and the customer, not; by these names.
pub fn analysis(names: [&str; 2]) -> Analysis {
    let turn = |n: u64| {
        let side = usize::from(n % 2 == 1);
        let (start_ms, end_ms) = (n * 2000, n * 2000 + 900 + 300 * side as u64);
        let glad = side == 0;
        Turn {
            speaker: names[side].to_owned(),
            channel: side as u16,
            start_ms,
            end_ms,
            text: "word".into(),
            words: vec![Word {
                text: "word".into(),
                start_ms,
                end_ms,
                confidence: 0.9,
            }],
            sentiment: Some(UtteranceSentiment {
                label: Some(if glad {
                    SentimentLabel::Positive
                } else {
                    SentimentLabel::Negative
                }),
                score: if glad { 3.0 } else { -3.0 },
                probabilities: Probabilities::default(),
            }),
            confidence: Some(0.9),
            flags: vec![],
        }
    };
    let turns: Vec<Turn> = (0..8).map(turn).collect();
    let levels = Levels::from([
        (names[0].to_owned(), vec![70.0; 20]),
        (names[1].to_owned(), vec![40.0; 20]),
    ]);
    Analysis {
        duration_ms: 20_000,
        channels: 2,
        language: "en".into(),
        language_confidence: 1.0,
        models: ModelNames {
            speech: "s".into(),
            sentiment: "s".into(),
        },
        sentiment: sentiment::of_call(&turns, CUSTOMER),
        characteristics: characteristics::of(&turns, 20_000, &levels),
        turns,
        quality: Default::default(),
        timings_ms: Default::default(),
    }
}

pub async fn claim(app: &TestApp) -> Claimed {
    let worker = &app.database.pools.worker;
    let claimed = worker.transaction(async |conn| queue::claim(conn, "test", 1, 60.0).await);
    claimed.await.unwrap().remove(0)
}

/// A call with a recording of two channels that was found to be this.
pub async fn analyzed(app: &TestApp, tenant: TenantId, client: &Client, external_id: &str, names: [&str; 2]) -> String {
    let record = json!({ "external_id": external_id, "direction": "inbound", "agent": "101", "talk_s": 20, "disposition": "answered",
        "started_at": "2026-11-24T10:00:00Z" });
    let sent = client.post("/v1/calls", &record).await;
    let path = format!("/v1/calls/api/{external_id}/recording");
    client.put(&path, "audio/wav", tests::sound::wav(8000, 2, 8000)).await;
    let claim = claim(app).await.claim;
    let key = app.database.sealer().data_key(tenant).await.unwrap();
    let row = found::row(&analysis(names), &key, tenant, claim.leg, 1.0).unwrap();
    let outcome = Outcome::Analyzed(Box::new(row));
    let settled = app.database.pools.app.tenant(tenant, async |conn| {
        result::settle(conn, &claim, &outcome, 1, &|_| ()).await
    });
    settled.await.unwrap();
    sent.json["call_id"].as_str().unwrap().to_owned()
}

async fn number(app: &TestApp, sql: &str) -> f64 {
    app.database.superuser().await.query_one(sql, &[]).await.unwrap().get(0)
}

fn analysis_of(call: &Value) -> &Value {
    &call["legs"][0]["analysis"]
}

#[tokio::test]
async fn swapped_speakers_change_every_figure_the_roll_ups_and_analyses_to_come() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let id = analyzed(&app, tenant, &client, "a", [AGENT, CUSTOMER]).await;
    let call = format!("/v1/calls/{id}");
    let before = client.get(&call).await.json;
    assert_eq!(
        (&before["sentiment"]["label"], before["sentiment"]["score"].as_f64()),
        (&json!("negative"), Some(-3.0))
    );
    let swapped = client.post(&format!("{call}/swap-speakers"), &json!({})).await;
    assert_eq!(
        (swapped.status, &swapped.json["legs"][0]["roles"]),
        (200, &json!([CUSTOMER, AGENT]))
    );
    let after = client.get(&call).await.json;
    assert_eq!(
        (&after["sentiment"]["label"], after["sentiment"]["score"].as_f64()),
        (&json!("positive"), Some(3.0))
    );
    let (old, new) = (analysis_of(&before), analysis_of(&after));
    for figure in ["/talk_ms/by_speaker", "/loudness", "/words_per_minute"] {
        let of = |analysis: &Value, speaker: &str| {
            analysis["characteristics"]
                .pointer(&format!("{figure}/{speaker}"))
                .cloned()
        };
        assert!(of(old, AGENT).is_some(), "{figure}");
        assert_eq!(
            (of(new, AGENT), of(new, CUSTOMER)),
            (of(old, CUSTOMER), of(old, AGENT)),
            "{figure}"
        );
    }
    assert_eq!(new["turns"][0]["speaker"], CUSTOMER);
    assert_eq!(new["quality"]["roles"], json!({ "by": "corrected", "confidence": 1.0 }));
    assert_eq!(new["analyzed_at"], old["analyzed_at"], "nothing was heard again");
    let told = client.get(&format!("{call}/transcript?format=txt")).await;
    assert!(
        told.bytes.starts_with(b"[0:00] customer"),
        "{}",
        String::from_utf8_lossy(&told.bytes)
    );
    assert_eq!(number(&app, "SELECT sum(sentiment_sum) FROM call_stats").await, 3.0);
    assert_eq!(
        number(&app, "SELECT sum(sentiment_sum) FROM call_stats_days").await,
        3.0
    );
    assert_eq!(
        number(&app, "SELECT sum(sentiment_positive)::float8 FROM call_stats").await,
        1.0
    );
    let audited = "SELECT count(*)::float8 FROM audit_details WHERE action = 'call.speakers_changed'";
    assert_eq!(number(&app, audited).await, 1.0);
    let events = client.get(&format!("/v1/calls/{id}/trace")).await.json;
    assert!(events.to_string().contains("corrected"), "{events}");
    // Whoever analyses it anew is told.
    assert_eq!(client.post(&format!("{call}/reanalyze"), &json!({})).await.status, 202);
    let claimed = claim(&app).await;
    assert_eq!(
        claimed.recording.roles.as_deref(),
        Some([CUSTOMER.to_owned(), AGENT.to_owned()].as_slice())
    );
    let refused = client.post(&format!("{call}/swap-speakers"), &json!({})).await;
    assert_eq!(
        (refused.status, &refused.json["code"]),
        (409, &json!("conflict")),
        "it is being analysed"
    );
}

#[tokio::test]
async fn channels_without_roles_are_named_and_wrong_names_are_refused() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let id = analyzed(&app, tenant, &client, "a", ["ch1", "ch2"]).await;
    let swap = format!("/v1/calls/{id}/swap-speakers");
    assert_eq!(
        client.get(&format!("/v1/calls/{id}")).await.json["sentiment"]["label"],
        Value::Null
    );
    assert_eq!(client.post(&swap, &json!({})).await.status, 409);
    for wrong in [
        json!(["agent"]),
        json!(["agent", "agent"]),
        json!(["Agent", "x"]),
        json!([]),
    ] {
        let refused = client.post(&swap, &json!({ "roles": wrong })).await;
        assert_eq!(
            (refused.status, &refused.json["parameter"]),
            (400, &json!("roles")),
            "{wrong}"
        );
    }
    let named = client.post(&swap, &json!({ "roles": [CUSTOMER, AGENT] })).await;
    assert_eq!(named.status, 200, "{}", named.json);
    assert_eq!(
        client.get(&format!("/v1/calls/{id}")).await.json["sentiment"]["label"],
        "positive"
    );
    assert_eq!(client.post(&swap, &json!({})).await.status, 200);
    assert_eq!(
        client.get(&format!("/v1/calls/{id}")).await.json["sentiment"]["label"],
        "negative"
    );
    // Another tenant's call, and one that nobody has heard.
    let (_, stranger) = app.tenant("Other").await;
    assert_eq!(stranger.post(&swap, &json!({})).await.status, 404);
    let record = json!({ "external_id": "b", "direction": "inbound", "started_at": "2026-11-24T10:00:00Z" });
    let silent = stranger.post("/v1/calls", &record).await.json["call_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let refused = stranger
        .post(&format!("/v1/calls/{silent}/swap-speakers"), &json!({}))
        .await;
    assert_eq!((refused.status, &refused.json["code"]), (404, &json!("no_transcript")));
}
