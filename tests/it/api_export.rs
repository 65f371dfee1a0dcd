//! `GET /v1/calls/export`: every call of a filter, as CSV that no spreadsheet computes and as NDJSON, streamed, by those who may.

use futures::StreamExt;
use models::ids::TenantId;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Client, TestApp, eventually};

/// So many calls, as the Ledger would have written them: more than a page, and more than a connection holds by itself.
async fn seed(app: &TestApp, tenant: TenantId, calls: usize) {
    let insert = format!(
        "INSERT INTO calls (tenant_id, id, source_instance, key, source, direction, from_number, to_number, agent, agents, started_at, talk_s,
             disposition, charge_kind, custom)
         SELECT '{tenant}', gen_random_uuid(), 'api', 's-' || n, 'canonical', 'inbound', '+4930' || n, '200', '10' || n % 3, ARRAY['10' || n % 3],
             '2026-11-01T00:00:00Z'::timestamptz + n * interval '1 second', n % 600, 'answered', 'none', '{{}}' FROM generate_series(1, {calls}) n"
    );
    app.database.superuser().await.batch_execute(&insert).await.unwrap();
}

async fn send(client: &Client, record: Value) {
    let answer = client.post("/v1/calls", &record).await;
    assert_eq!(answer.status, 202, "{}", answer.json);
}

#[tokio::test]
async fn every_call_of_the_filter_is_there_once_in_the_order_of_the_list() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    seed(&app, tenant, 4_321).await;
    let csv = client.get("/v1/calls/export?format=csv").await;
    assert_eq!(csv.status, 200);
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let disposition = csv.header("content-disposition");
    assert!(disposition.starts_with("attachment; filename=\"calls-") && disposition.ends_with(".csv\""));
    let text = csv.text();
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 4_322);
    assert!(lines[0].starts_with("id,source,source_instance,linked_id,direction,from,to,"));
    let keys = lines[1..].iter().map(|line| line.split(',').nth(3).unwrap().to_owned());
    let wanted: Vec<String> = (1..=4_321).rev().map(|n| format!("s-{n}")).collect();
    assert_eq!(keys.collect::<Vec<_>>(), wanted);
    let some = client
        .get("/v1/calls/export?format=ndjson&agent=101&sort=talk_s&talk_min_s=100")
        .await;
    assert_eq!(some.header("content-type"), "application/x-ndjson");
    let told: Vec<Value> = some
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let mut listed = Vec::new();
    let mut next = String::new();
    loop {
        let query = format!("/v1/calls?agent=101&sort=talk_s&talk_min_s=100&limit=200{next}");
        let page = client.get(&query).await;
        listed.extend(page.json["data"].as_array().unwrap().clone());
        match page.json["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    assert!(listed.len() > 1_000 && told == listed);
    // Only those that are named, in the order of the list; another tenant's is none of them.
    let (_, stranger) = app.tenant("Other").await;
    let ids: Vec<&str> = listed
        .iter()
        .rev()
        .take(3)
        .map(|call| call["id"].as_str().unwrap())
        .collect();
    let named = format!("id={}", ids.join(","));
    let some = client
        .get(&format!("/v1/calls/export?format=ndjson&sort=talk_s&{named}"))
        .await;
    let told: Vec<Value> = some
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(told, listed[listed.len() - 3..]);
    assert_eq!(
        stranger.get(&format!("/v1/calls?{named}")).await.json["data"],
        json!([])
    );
    assert_eq!(client.get("/v1/calls?id=1").await.refusal(), (400, "invalid_parameter"));
    let none = client.get("/v1/calls/export?format=csv&agent=nobody").await;
    assert_eq!(none.text().lines().count(), 1);
}

#[tokio::test]
async fn no_cell_is_a_formula_and_a_spreadsheet_sees_that_it_is_utf_8() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let record = json!({ "external_id": "=1+1", "direction": "inbound", "from": "+390612345678", "to": "200", "agent": "@SUM(A1)", "queue": "Ü, \"x\"",
        "started_at": "2026-11-24T09:00:00Z", "talk_s": 3, "disposition": "answered" });
    send(&client, record).await;
    let csv = client.get("/v1/calls/export?format=csv&bom=true").await;
    assert!(csv.bytes.starts_with(b"\xef\xbb\xbfid,"));
    let text = csv.text();
    for cell in [
        ",'=1+1,",
        ",'+390612345678,200,'@SUM(A1),'@SUM(A1),",
        ",\"Ü, \"\"x\"\"\",",
    ] {
        assert!(text.contains(cell), "{cell} in {text}");
    }
    assert!(text.contains(",2026-11-24T09:00:00Z,"));
    let bare = client.get("/v1/calls/export?format=ndjson").await;
    let call: Value = serde_json::from_str(&bare.text()).unwrap();
    assert_eq!(
        (&call["from"], &call["linked_id"]),
        (&json!("+390612345678"), &json!("=1+1"))
    );
    for wrong in [
        "",
        "?format=xlsx",
        "?format=csv&limit=5",
        "?format=csv&cursor=x",
        "?format=csv&agnet=1",
        "?format=csv&bom=2",
    ] {
        let refused = client.get(&format!("/v1/calls/export{wrong}")).await;
        assert_eq!(refused.refusal(), (400, "invalid_parameter"), "{wrong}");
    }
}

#[tokio::test]
async fn words_come_along_when_asked_for_by_who_may_read_them_and_it_is_told() {
    let app = TestApp::with_models().await;
    let (tenant, client) = app.tenant("Acme").await;
    let record =
        json!({ "external_id": "a", "direction": "inbound", "started_at": "2026-11-24T09:00:00Z", "agent": "101" });
    send(&client, record).await;
    let silent = json!({ "external_id": "b", "direction": "inbound", "started_at": "2026-11-24T08:00:00Z" });
    send(&client, silent).await;
    let speech = std::fs::read(tests::project("actors/src/canary/fellow_americans.flac")).unwrap();
    let put = client.put("/v1/calls/api/a/recording", "audio/flac", speech).await;
    assert_eq!(put.status, 201);
    let call = models::ids::call(tenant, "api", "a");
    eventually("it is analysed", async || {
        client.get(&format!("/v1/calls/{call}")).await.json["analysis_status"] == "analyzed"
    })
    .await;
    let csv = client.get("/v1/calls/export?format=csv&transcripts=true").await.text();
    assert!(csv.lines().next().unwrap().ends_with(",vip,transcript"));
    assert!(csv.to_lowercase().contains("fellow america"), "{csv}");
    let lines = client
        .get("/v1/calls/export?format=ndjson&transcripts=true")
        .await
        .text();
    let told: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let leg = models::ids::leg(tenant, "api", "a").to_string();
    assert_eq!(told[0]["transcripts"][0]["leg_id"], leg);
    assert!(
        told[0]["transcripts"][0]["text"]
            .as_str()
            .unwrap()
            .starts_with("[0:00] ")
    );
    assert_eq!(told[1]["transcripts"], json!([]));
    let scopes = json!({ "name": "Warehouse", "scopes": ["calls.export"] });
    let made = client.post("/v1/keys", &scopes).await;
    let warehouse = Client::new(app.url(), made.json["secret"].as_str().map(str::to_owned));
    assert_eq!(warehouse.get("/v1/calls/export?format=csv").await.status, 200);
    let refused = warehouse.get("/v1/calls/export?format=csv&transcripts=true").await;
    assert_eq!(
        (refused.refusal(), &refused.json["permission"]),
        ((403, "forbidden"), &json!("calls.read"))
    );
    let rows = app.database.superuser().await;
    let told = "SELECT after FROM audit_details WHERE action = 'calls.exported' ORDER BY n";
    let told: Vec<Value> = rows
        .query(told, &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(told.len(), 3);
    assert_eq!(
        (&told[0]["format"], &told[0]["transcripts"]),
        (&json!("csv"), &json!(true))
    );
    assert_eq!(told[2]["transcripts"], false);
}

#[tokio::test]
async fn who_reads_slowly_holds_no_transaction_and_who_may_no_longer_gets_no_more() {
    let app = TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.bounds.exports_max = 1;
    })
    .await;
    let (tenant, client) = app.tenant("Acme").await;
    seed(&app, tenant, 80_000).await;
    let made = client
        .post("/v1/keys", &json!({ "name": "K", "scopes": ["calls.export"] }))
        .await;
    let slow = Client::new(app.url(), made.json["secret"].as_str().map(str::to_owned));
    let begun = slow
        .request(Method::GET, "/v1/calls/export?format=ndjson")
        .send()
        .await
        .unwrap();
    assert_eq!(begun.status(), 200);
    let second = client.get("/v1/calls/export?format=csv").await;
    assert_eq!(second.refusal(), (503, "unavailable"));
    assert!(!second.header("retry-after").is_empty());
    let rows = app.database.superuser().await;
    let open = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'audiapro_app' AND xact_start IS NOT NULL";
    eventually("nothing is open while nobody reads", async || {
        rows.query_one(open, &[]).await.unwrap().get::<_, i64>(0) == 0
    })
    .await;
    let key = format!("/v1/keys/{}", made.json["id"].as_str().unwrap());
    assert_eq!(client.send(client.request(Method::DELETE, &key)).await.status, 204);
    let (mut bytes, mut broke_off) = (begun.bytes_stream(), false);
    while let Some(piece) = bytes.next().await {
        broke_off |= piece.is_err();
    }
    assert!(broke_off, "an answer that is not whole says so");
    eventually("its place is free", async || {
        client.get("/v1/calls/export?format=csv&agent=nobody").await.status == 200
    })
    .await;
}
