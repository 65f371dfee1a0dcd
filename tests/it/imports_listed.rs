//! Imports that were begun: listed for the whole company with how far they have come and what became of them, gone on with by somebody else.

use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use reqwest::Method;
use serde_json::{Value, json};
use tests::client::Answer;
use tests::pbx::master_csv_row as row;
use tests::{Client, TestApp};

async fn source(client: &Client, format: &str) -> String {
    let made = client
        .post("/v1/sources", &json!({ "name": "rome", "format": format }))
        .await;
    assert_eq!(made.status, 201, "{}", made.json);
    made.json["id"].as_str().unwrap().to_owned()
}

async fn begin(client: &Client, source: &str, kind: &str, name: &str, total: usize) -> Answer {
    let asked = json!({ "kind": kind, "name": name, "total": total });
    client.post(&format!("/v1/sources/{source}/imports"), &asked).await
}

async fn begun(client: &Client, source: &str, kind: &str, total: usize) -> String {
    let begun = begin(client, source, kind, "of 2026", total).await;
    assert_eq!(begun.status, 201, "{}", begun.json);
    begun.json["id"].as_str().unwrap().to_owned()
}

async fn listed(client: &Client, query: &str) -> Vec<Value> {
    let page = client.get(&format!("/v1/imports{query}")).await;
    assert_eq!(page.status, 200, "{}", page.json);
    page.json["data"].as_array().unwrap().clone()
}

async fn send(client: &Client, path: &str, body: &str) -> Answer {
    let request = client
        .request(Method::POST, path)
        .header("content-type", "application/octet-stream");
    client.send(request.body(body.to_owned())).await
}

fn rows(from: u32, to: u32) -> String {
    (from..to).map(row).collect()
}

#[tokio::test]
async fn an_import_is_seen_by_a_colleague_who_goes_on_with_it() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let (_, manager) = app
        .member(tenant, NewMember::of(RoleRef::Preset(Preset::Manager)))
        .await;
    let id = source(&key, "asterisk-cdr-csv").await;
    let (first, second) = (rows(0, 10), rows(10, 20));
    let total = first.len() + second.len();
    let import = begun(&manager, &id, "records", total).await;
    let path = format!("/v1/sources/{id}/records?name=Master.csv&import={import}");
    // The second time because the answer was lost.
    for _ in 0..2 {
        let sent = send(&manager, &path, &first).await;
        assert_eq!(
            (sent.status, &sent.json["through"]),
            (200, &json!(first.len())),
            "{}",
            sent.json
        );
    }
    let seen = listed(&key, "?source_instance=rome").await;
    assert_eq!(seen.len(), 1, "{seen:?}");
    let left = &seen[0];
    assert_eq!(
        (&left["id"], &left["kind"], &left["name"], &left["total"]),
        (&json!(import), &json!("records"), &json!("of 2026"), &json!(total))
    );
    assert_eq!(
        (&left["through"], &left["counts"], &left["ended_at"]),
        (&json!(first.len()), &json!({ "new": 10 }), &Value::Null),
        "what came again is counted once"
    );
    let path = format!("{path}&at={}&last=true", left["through"]);
    assert_eq!(send(&key, &path, &second).await.status, 200);
    let seen = listed(&manager, "").await;
    assert_eq!(
        (&seen[0]["through"], &seen[0]["counts"]),
        (&json!(total), &json!({ "new": 20 })),
        "{seen:?}"
    );
    assert!(seen[0]["ended_at"].is_string(), "{seen:?}");
    let audit = key.get("/v1/audit").await.text();
    assert_eq!(audit.matches("source.import_begun").count(), 1, "{audit}");
    assert_eq!(audit.matches("source.import_finished").count(), 1, "{audit}");
}

#[tokio::test]
async fn recordings_of_an_import_are_counted_by_what_became_of_them() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let id = source(&client, "canonical").await;
    let import = begun(&client, &id, "recordings", 3).await;
    let record = json!({ "source_instance": "rome", "external_id": "a", "direction": "inbound", "recording_ref": "a.wav",
        "started_at": "2026-03-01T10:00:00Z" });
    assert_eq!(client.post("/v1/calls", &record).await.status, 202);
    for (n, (name, status)) in [("a.wav", 201), ("b.wav", 202), ("b.wav", 200)].into_iter().enumerate() {
        assert_eq!(
            listed(&client, "").await[0]["ended_at"],
            Value::Null,
            "{n} of 3 have come"
        );
        let path = format!("/v1/sources/{id}/recordings?name={name}&import={import}");
        let sent = send(&client, &path, name).await;
        assert_eq!(sent.status, status, "{name}: {}", sent.json);
    }
    let seen = listed(&client, "").await;
    assert_eq!(seen[0]["counts"], json!({ "matched": 1, "loose": 1, "known": 1 }));
    assert_eq!((&seen[0]["through"], &seen[0]["total"]), (&json!(3), &json!(3)));
    assert!(seen[0]["ended_at"].is_string(), "{seen:?}");
}

#[tokio::test]
async fn imports_are_the_companys_own_and_listed_page_by_page() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let (_, agent) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Agent))).await;
    let (_, stranger) = app.tenant("Other").await;
    let (id, theirs) = (
        source(&client, "asterisk-cdr-csv").await,
        source(&stranger, "asterisk-cdr-csv").await,
    );
    let mut made = Vec::new();
    for total in 1..=3 {
        made.insert(0, begun(&client, &id, "records", total).await);
    }
    let page = client.get("/v1/imports?limit=2").await.json;
    let next = page["next"].as_str().unwrap();
    let mut seen = page["data"].as_array().unwrap().clone();
    seen.extend(listed(&client, &format!("?limit=2&cursor={next}")).await);
    let ids: Vec<&str> = seen.iter().map(|import| import["id"].as_str().unwrap()).collect();
    assert_eq!(ids, made, "the latest first");
    assert_eq!(listed(&client, "?source_instance=milan").await, Vec::<Value>::new());
    assert_eq!(listed(&stranger, "").await, Vec::<Value>::new());
    assert_eq!(begin(&stranger, &id, "records", "x", 1).await.status, 404);
    assert_eq!(begin(&agent, &id, "records", "x", 1).await.status, 403);
    assert_eq!(
        begin(&client, &id, "records", " ", 1).await.refusal(),
        (400, "invalid_parameter")
    );
    // Nothing is kept under an import of another company, another kind, or none.
    let recordings = begun(&client, &id, "recordings", 1).await;
    for (client, source, import) in [
        (&stranger, &theirs, &made[0]),
        (&client, &id, &recordings),
        (&client, &id, &id),
    ] {
        let path = format!("/v1/sources/{source}/records?name=a.csv&last=true&import={import}");
        assert_eq!(send(client, &path, &row(0)).await.status, 404);
        let counted = client.get("/v1/calls/count?source_instance=rome").await;
        assert_eq!(counted.json["count"], 0);
    }
}
