//! Killed while a leg moves to the call that a later event names: it is in that one call, with one charge, as where nothing was killed.

use std::os::unix::process::ExitStatusExt;

use actors::fail;
use models::identity::tenant::NewTenant;
use models::ids;
use reqwest::Method;
use serde_json::{Value, json};
use tests::pbx::intake;
use tests::{Client, binary};

use crate::product::Product;
use crate::replay_sources::{of_source, used};

const ABORT: i32 = 6;

/// Two legs that were calls of their own; the last event says that they are one.
fn events() -> [Value; 3] {
    let event = |id: &str, kind: &str, leg: &str, session: Option<&str>| {
        let mut payload = json!({ "call_leg_id": leg, "direction": "outgoing", "from": "+12025550100", "to": "+12025550143",
            "start_time": "2026-11-02T10:00:00Z", "end_time": "2026-11-02T10:01:00Z", "hangup_cause": "normal_clearing" });
        if let Some(session) = session {
            payload["call_session_id"] = json!(session);
        }
        json!({ "data": { "event_type": kind, "id": id, "occurred_at": "2026-11-02T10:00:10Z", "payload": payload } })
    };
    [
        event("1", "call.hangup", "l1", None),
        event("2", "call.hangup", "l2", Some("s1")),
        event("3", "call.answered", "l1", Some("s1")),
    ]
}

async fn source(client: &Client, name: &str) -> Value {
    let body = json!({ "name": name, "format": "telnyx", "secrets": {} });
    let made = client.post("/v1/sources", &body).await;
    assert_eq!(made.status, 201, "{}", made.json);
    made.json
}

async fn send(client: &Client, source: &Value, event: &Value) {
    let sent = intake(client, source, event.to_string().into_bytes()).await;
    assert_eq!(
        (sent.status, &sent.json["quarantined"]),
        (202, &json!(0)),
        "{}",
        sent.json
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_between_any_two_events_or_at_any_point_of_the_last_a_leg_is_in_one_call_and_charged_once() {
    let product = Product::of(binary())
        .await
        .with("AUDIAPRO__MODELS__DIR", "/nonexistent/models")
        .with("AUDIAPRO__CANARY__EVERY_S", "0");
    let new = NewTenant {
        plan: "enterprise".into(),
        ..NewTenant::named("Acme")
    };
    let (tenant, client) = product.tenant(new).await;
    let [own, other, joining] = events();
    let running = product.start().await;
    let once = source(&client, "once").await;
    for event in [&own, &other, &joining] {
        send(&client, &once, event).await;
    }
    let wanted = of_source(&client, "once").await;
    assert_eq!((wanted.len(), &wanted[0]["leg_count"]), (1, &json!(2)), "{wanted:?}");
    drop(running);
    let points = fail::POINTS.iter().map(|(point, _)| *point);
    for (n, point) in points.filter(|point| point.starts_with("ledger.")).enumerate() {
        eprintln!("{point}");
        let name = point.replace(['.', '_'], "-");
        let running = product.start().await;
        let killed = source(&client, &name).await;
        send(&client, &killed, &own).await;
        drop(running);
        let running = product.start().await;
        send(&client, &killed, &other).await;
        drop(running);
        let mut running = product.start_until(point).await;
        // It dies before it has answered.
        let path = format!("/v1/intake/{name}");
        let request = client
            .request(Method::POST, &path)
            .header("content-type", "application/octet-stream");
        request.body(joining.to_string()).send().await.ok();
        let ended = running.ended().await;
        assert_eq!(ended.signal(), Some(ABORT), "{point} was not passed: {ended}");
        let running = product.start().await;
        // Whoever was not answered sends it again.
        send(&client, &killed, &joining).await;
        assert_eq!(of_source(&client, &name).await, wanted, "{point}");
        assert_eq!(used(&client).await, n as i64 + 2, "{point}: each call is charged once");
        let left = client
            .get(&format!("/v1/calls/{}", ids::call(tenant, &name, "l1")))
            .await;
        let there = format!("/v1/calls/{}", ids::call(tenant, &name, "s1"));
        assert_eq!((left.status, left.header("location")), (308, there.as_str()), "{point}");
        drop(running);
    }
    assert!(product.recount_agrees(tenant));
}
