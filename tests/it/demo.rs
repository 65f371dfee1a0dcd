//! The demo's calls: they come through the Ledger, look like a year, cost nothing, can be searched and read, come once, and go without a trace.

use std::path::PathBuf;

use actors::demo::{Order, SEED};
use models::analytics::recount;
use models::ids::TenantId;
use models::platform::demo;
use models::platform::job::{self, NewJob};
use models::staff::role::StaffRole;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Client, TestApp, eventually};

async fn seed(app: &TestApp, tenant: TenantId) {
    let from = (chrono::Utc::now().date_naive() - chrono::TimeDelta::days(20)).to_string();
    let new = NewJob::new(SEED, Some(tenant), serde_json::to_value(Order { from }).unwrap());
    let put = app
        .database
        .pools
        .app
        .tenant(tenant, async move |conn| job::put(conn, &new).await);
    put.await.unwrap().unwrap();
    let rows = app.database.superuser().await;
    eventually("the seeding has ended", async || {
        let open = "SELECT count(*) FROM jobs WHERE kind = 'demo.seed' AND state IN ('waiting', 'running')";
        rows.query_one(open, &[]).await.unwrap().get::<_, i64>(0) == 0
    })
    .await;
    let failed: Vec<Option<String>> = rows
        .query(
            "SELECT last_error FROM jobs WHERE kind = 'demo.seed' AND state <> 'done'",
            &[],
        )
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert!(failed.is_empty(), "{failed:?}");
}

#[tokio::test]
async fn a_demo_looks_alive_costs_nothing_comes_once_and_goes_as_if_it_had_never_been() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant_on("trial", "Show").await;
    let own = json!({ "external_id": "own", "direction": "inbound", "started_at": "2026-11-02T10:00:00Z", "from": "+491701" });
    assert_eq!(client.post("/v1/calls", &own).await.status, 202);
    seed(&app, tenant).await;
    let count = async |query: &str| {
        client.get(&format!("/v1/calls/count{query}")).await.json["count"]
            .as_i64()
            .unwrap()
    };
    let all = count("").await;
    assert!(all > 150, "{all}");
    assert_eq!(count("?charge_kind=none").await, all - 1);
    assert_eq!(
        client.get("/v1/usage").await.json["used"],
        1,
        "only the call of its own is charged"
    );
    let analysed = count("?analysis_status=analyzed").await;
    assert!(analysed > 40, "{analysed}");
    for label in ["positive", "neutral", "negative"] {
        assert!(count(&format!("?sentiment={label}")).await > 0, "{label}");
    }
    // What was said is found, and read.
    let found = client.get("/v1/search?q=delivery&limit=1").await;
    let hit = &found.json["data"][0];
    assert_eq!(found.status, 200, "{:?}", found.json);
    assert_eq!(hit["call"]["demo"], true);
    assert!(!hit["hits"].as_array().unwrap().is_empty());
    let id = hit["call"]["id"].as_str().unwrap();
    let text = client.get(&format!("/v1/calls/{id}/transcript?format=txt")).await;
    let text = (text.status, String::from_utf8_lossy(&text.bytes).into_owned());
    assert!(text.0 == 200 && text.1.contains("Harbor Home Supply"), "{text:?}");
    // The same again is there already.
    seed(&app, tenant).await;
    assert!(
        (all..all + 20).contains(&count("").await),
        "only what has ended since is new"
    );
    assert_eq!(recount::differences(&app.database.pools.worker).await.unwrap(), []);
    // Gone, with everything that hangs on it; what is the tenant's own stays.
    let pools = &app.database.pools;
    let partitions = app.config.ledgers();
    while pools
        .app
        .tenant(tenant, async move |conn| demo::remove(conn, tenant, partitions).await)
        .await
        .unwrap()
        > 0
    {}
    assert_eq!(count("").await, 1);
    assert_eq!(recount::differences(&pools.worker).await.unwrap(), []);
    let rows = app.database.superuser().await;
    let left = "SELECT (SELECT count(*) FROM transcripts) + (SELECT count(*) FROM analyses) + (SELECT count(*) FROM search_windows)
        + (SELECT count(*) FROM search_words) + (SELECT count(*) FROM legs) - 1
        + (SELECT count(*) FROM call_stats WHERE calls = 0) + (SELECT count(*) FROM call_stats_days WHERE source_instance = 'demo')";
    assert_eq!(rows.query_one(left, &[]).await.unwrap().get::<_, i64>(0), 0);
    assert_eq!(client.get("/v1/search?q=delivery").await.json["data"], json!([]));
}

#[tokio::test]
async fn an_operator_orders_demo_calls_and_takes_them_away_and_the_log_says_so() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Show").await;
    let own = json!({ "external_id": "own", "direction": "inbound", "started_at": "2026-11-02T10:00:00Z" });
    assert_eq!(client.post("/v1/calls", &own).await.status, 202);
    let count = async || client.get("/v1/calls/count").await.json["count"].as_i64().unwrap();
    let from = (chrono::Utc::now().date_naive() - chrono::TimeDelta::days(8)).to_string();
    let of = tenant.to_string();
    let ordered = app.run(&["demo", "seed", "--tenant", &of, "--from", &from]).await;
    assert!(ordered.starts_with("ordered: job "), "{ordered}");
    let rows = app.database.superuser().await;
    eventually("the seeding has ended", async || {
        let done = "SELECT count(*) FROM jobs WHERE kind = 'demo.seed' AND state = 'done'";
        rows.query_one(done, &[]).await.unwrap().get::<_, i64>(0) == 1
    })
    .await;
    let all = count().await;
    assert!(all > 1, "{all}");
    let removed = app.run(&["demo", "remove", "--tenant", "Show"]).await;
    assert_eq!(removed, format!("{} calls\n", all - 1));
    assert_eq!(count().await, 1, "what is the tenant's own stays");
    let log = client.get("/v1/audit?q=action:demo.*").await.json;
    let told: Vec<[&Value; 3]> = log["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| ["action", "actor", "crud"].map(|name| &entry[name]))
        .collect();
    assert_eq!(
        told,
        [
            [&json!("demo.removed"), &json!("command line"), &json!("d")],
            [&json!("demo.ordered"), &json!("command line"), &json!("c")],
        ]
    );
}

/// Somebody has put a recording to one of the demo's calls; where it lies.
async fn recorded(app: &TestApp, client: &Client) -> PathBuf {
    let rows = app.database.superuser().await;
    let leg =
        "SELECT external_id FROM legs WHERE source_instance = 'demo' AND analysis_status = 'none' ORDER BY id LIMIT 1";
    let leg: String = rows.query_one(leg, &[]).await.unwrap().get(0);
    let path = format!("/v1/calls/demo/{leg}/recording");
    let put = client.put(&path, "audio/wav", tests::sound::wav(8000, 1, 8000)).await;
    assert_eq!(put.status, 201, "{:?}", put.json);
    let blob = rows
        .query_one("SELECT store_key FROM recording_blobs", &[])
        .await
        .unwrap();
    let stored = app.folder.path().join("recordings").join(blob.get::<_, String>(0));
    assert!(stored.is_file());
    stored
}

#[tokio::test]
async fn the_staff_takes_demo_calls_away_and_what_still_seeds_is_stopped() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Show").await;
    let (staff_id, staff) = app.staff(StaffRole::Admin).await;
    let own = json!({ "external_id": "own", "direction": "inbound", "started_at": "2026-11-02T10:00:00Z" });
    assert_eq!(client.post("/v1/calls", &own).await.status, 202);
    seed(&app, tenant).await;
    let count = async || client.get("/v1/calls/count").await.json["count"].as_i64().unwrap();
    let path = format!("/admin/v1/tenants/{tenant}");
    let demo_calls = staff.get(&path).await.json["demo_calls"].as_i64().unwrap();
    assert!(demo_calls > 0 && demo_calls == count().await - 1, "{demo_calls}");
    let stored = recorded(&app, &client).await;
    // A whole year more is on its way.
    let from = (chrono::Utc::now().date_naive() - chrono::TimeDelta::days(364)).to_string();
    app.run(&["demo", "seed", "--tenant", &tenant.to_string(), "--from", &from])
        .await;
    let ordered = staff
        .send(staff.request(Method::DELETE, &format!("{path}/demo-calls")))
        .await;
    assert_eq!(ordered.status, 202, "{:?}", ordered.json);
    assert!(
        ordered.json["calls"].as_i64().unwrap() >= demo_calls,
        "{:?}",
        ordered.json
    );
    let rows = app.database.superuser().await;
    eventually("they are gone", async || {
        let done = "SELECT count(*) FROM jobs WHERE kind = 'demo.remove' AND state = 'done'";
        rows.query_one(done, &[]).await.unwrap().get::<_, i64>(0) == 1
    })
    .await;
    assert_eq!(count().await, 1, "what is the tenant's own stays");
    let sources = client.get("/v1/sources").await.json;
    let sources = sources["data"].as_array().unwrap();
    assert!(
        sources.len() == 1 && sources[0]["name"] == "api",
        "the demo's telephone system went with its calls: {sources:?}"
    );
    eventually("the file of its recording is gone", async || !stored.exists()).await;
    let blobs = rows
        .query_one("SELECT count(*) FROM recording_blobs", &[])
        .await
        .unwrap();
    assert_eq!(blobs.get::<_, i64>(0), 0);
    let left = staff.get(&path).await.json;
    assert_eq!(left["demo_calls"], 0);
    assert_eq!(
        (&left["calls"]["all"], &left["calls"]["latest_hour"]),
        (&json!(1), &json!("2026-11-02T10:00:00Z")),
        "a row of the roll-ups in which nothing is left tells no moment"
    );
    assert_eq!(recount::differences(&app.database.pools.worker).await.unwrap(), []);
    let log = client.get("/v1/audit?q=action:demo.removed").await.json;
    assert_eq!(
        (&log["data"][0]["actor"], log["data"].as_array().unwrap().len()),
        (&json!(format!("staff:{staff_id}")), 1)
    );
}
