//! What the log says of calls, on its most talkative level: ids, and nothing of what was said, who spoke, or what opens the door.

use std::collections::BTreeSet;

use models::identity::tenant::NewTenant;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Client, binary, eventually, sound};

use crate::product::Product;

const PASSWORD: &str = "pgPassw0rd-in-the-address";

/// Whatever of these stands in the log has leaked.
const PERSONAL: [&str; 12] = [
    "491701234567",
    "390699887766",
    "4915550001111",
    "Testarossa",
    "complaints-hotline",
    "note-of-the-agent",
    "recording-reference-77",
    "urlPassw0rd",
    "token-of-the-address",
    "idempotency-of-4917",
    "wrong-key-4711",
    "agent-of-the-browser",
];

fn record() -> Value {
    json!({
        "external_id": "call-4915550001111", "direction": "inbound", "disposition": "answered", "started_at": "2026-11-24T09:00:00Z",
        "talk_s": 30, "from": "+491701234567", "to": "+390699887766", "agent": "Agentina Testarossa", "queue": "complaints-hotline",
        "recording_ref": "recording-reference-77", "custom": { "note": "note-of-the-agent" },
        "recording_url": "https://user:urlPassw0rd@pbx.example/rec?token=token-of-the-address",
    })
}

/// Everything a sender can do wrong with something personal in it.
async fn mistakes(client: &Client) {
    let mut bad: Vec<Value> = vec![json!({ "+491701234567": 1 }), json!(["+491701234567"])];
    for key in [
        "direction",
        "started_at",
        "talk_s",
        "disposition",
        "source_instance",
        "linked_id",
    ] {
        let mut wrong = record();
        wrong[key] = json!({ "+491701234567": "Testarossa" });
        bad.push(wrong);
        let mut wrong = record();
        wrong[key] = json!("+491701234567 \u{0} Testarossa");
        bad.push(wrong);
    }
    let mut refused = record();
    refused["custom"] = json!({ "note-of-the-agent": "\u{0}" });
    refused["external_id"] = json!("call-4915550001111-zero");
    bad.push(refused);
    for body in &bad {
        client.post("/v1/calls", body).await;
        client
            .post_text("/v1/calls", "application/x-ndjson", body.to_string())
            .await;
    }
    for text in [
        "{\"from\": \"+491701234567\", Testarossa",
        "+491701234567",
        "{\"from\":\"+491701234567\"}}",
    ] {
        assert_eq!(
            client.post_text("/v1/calls", "application/json", text).await.status,
            400
        );
    }
    for path in [
        "/v1/calls?from=%2B491701234567",
        "/v1/calls?agent=Testarossa&%2B491701234567=1",
        "/v1/calls?cursor=491701234567",
        "/v1/calls/491701234567",
        "/v1/491701234567/Testarossa",
        "/v1/calls?external_id=call-4915550001111",
    ] {
        client.get(path).await;
    }
    let path = "/v1/calls/api/other-4915550001111/recording";
    client
        .put(path, "audio/491701234567", b"no sound but +491701234567".to_vec())
        .await;
}

/// Three words in a row of what was said.
fn phrases(transcript: &str) -> BTreeSet<String> {
    let words: Vec<&str> = transcript.split_whitespace().collect();
    words.windows(3).map(|three| three.join(" ")).collect()
}

#[tokio::test]
async fn on_the_level_debug_the_log_has_ids_and_nothing_personal() {
    let product = Product::of(binary()).await;
    let url = product
        .database
        .config
        .url
        .replacen("postgres@", &format!("postgres:{PASSWORD}@"), 1);
    assert!(url.contains(PASSWORD), "{url}");
    let product = product
        .with("DATABASE_URL", url)
        .with(
            "AUDIAPRO__LOG__LEVEL",
            "debug,tokio_postgres=trace,actix_http=trace,audiapro=trace,actors=trace,web=trace,models=trace",
        )
        .with("AUDIAPRO__CANARY__EVERY_S", "1");
    let running = product.start().await;
    let new = NewTenant {
        plan: "enterprise".into(),
        ..NewTenant::named("Tenant of Testarossa")
    };
    let (tenant, client) = product.tenant(new).await;
    let key = client.key.clone().unwrap();
    mistakes(&client).await;
    assert_eq!(
        product
            .client(Some("wrong-key-4711".into()))
            .get("/v1/calls")
            .await
            .status,
        401
    );
    let post = client
        .request(Method::POST, "/v1/calls")
        .header("idempotency-key", "idempotency-of-4917")
        .header("user-agent", "agent-of-the-browser")
        .header("x-request-id", "request-of-the-test");
    let taken = client.send(post.json(&record())).await;
    assert_eq!(taken.status, 202, "{}", taken.json);
    let call = taken.json["call_id"].as_str().unwrap().to_owned();
    let put = client.put(
        "/v1/calls/api/call-4915550001111/recording",
        "audio/flac",
        sound::sample("lca-agent0.flac"),
    );
    assert_eq!(put.await.status, 201);
    eventually("it is analysed", async || {
        client.get(&format!("/v1/calls/{call}")).await.json["analysis_status"] == "analyzed"
    })
    .await;
    let text = client
        .get(&format!("/v1/calls/{call}/transcript?format=txt"))
        .await
        .text();
    client.get(&format!("/v1/calls/{call}/recording")).await;
    eventually("the canary came through as well", async || {
        client
            .get("/metrics")
            .await
            .text()
            .contains("audiapro_canary_calls_total{outcome=\"through\"}")
    })
    .await;
    drop(running);

    let log = product.log();
    let spoken: BTreeSet<String> = text
        .lines()
        .filter_map(|line| Some(phrases(line.split_once(": ")?.1)))
        .flatten()
        .collect();
    assert!(spoken.len() > 10, "{text}");
    let secrets = [PASSWORD, &key, "KioqKioqKioq"].map(str::to_owned);
    for secret in PERSONAL
        .iter()
        .map(|one| (*one).to_owned())
        .chain(secrets)
        .chain(spoken)
    {
        let leaked = log.lines().find(|line| line.contains(&secret));
        assert_eq!(leaked, None, "{secret:?} is in the log");
    }
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect();
    let ours = |line: &&Value| line.to_string().contains("request-of-the-test");
    let of_request: Vec<&Value> = lines.iter().filter(ours).collect();
    let told = of_request
        .iter()
        .map(|line| line.to_string())
        .collect::<Vec<_>>()
        .join("\n");
    for id in [tenant.to_string(), call.clone()] {
        assert!(told.contains(&id), "the lines of the request name {id}: {told}");
    }
    let of_call = lines.iter().filter(|line| line["call.id"] == json!(call)).count();
    assert!(of_call >= 3, "door, ledger and analysis name the call: {of_call}");
    assert!(lines.iter().any(|line| line["level"] == "DEBUG"), "the level was taken");
}
