//! The call of the platform's own: it goes the whole way, nobody is charged for it or sees it, nothing of it stays, and its age
//! grows when the way is closed.

use std::time::{Duration, Instant};

use actors::app::App;
use actors::config::AppConfig;
use models::identity::tenant::{LimitChange, Tenant};
use models::ids::CANARY;
use models::testing::TestDatabase;
use serde_json::json;
use tests::{Client, TestApp, eventually};

use crate::kafka;
use crate::stage::{self, Stage, call};

/// A canary each 50 ms.
async fn watched() -> Stage {
    let mut stage = Stage::new().await;
    let (pools, key) = (&stage.database.pools, &stage.database.master_key);
    Tenant::keep_canary(&pools.owner, key).await.unwrap();
    Tenant::keep_canary(&pools.owner, key).await.unwrap();
    stage.config.canary_every = Some(Duration::from_millis(50));
    stage.restart().await;
    stage
}

async fn came_through(stage: &Stage, more: f64) {
    let before = stage.counter("audiapro_canary_calls_total", ("outcome", "through"));
    eventually("canaries come through", async || {
        stage.counter("audiapro_canary_calls_total", ("outcome", "through")) >= before + more
    })
    .await;
}

#[tokio::test]
async fn it_goes_the_whole_way_is_never_charged_and_leaves_nothing() {
    let stage = watched().await;
    let tenant = stage.tenant(LimitChange::Calls(10)).await;
    came_through(&stage, 2.0).await;
    stage.take(tenant, &[call("a")]).await;
    came_through(&stage, 1.0).await;
    assert!(stage.gauge("audiapro_canary_age_seconds", None) < 60.0);
    assert_eq!(
        stage.gauge("audiapro_tenants_active", None),
        1.0,
        "the canary is no customer"
    );
    assert_eq!(stage.usage_agrees(tenant).await.used, 1);
    let through = stage.counter("audiapro_intake_records_total", ("door", "canary"));
    assert!(through >= 6.0, "records and recordings: {through}");
    for charge in ["included", "overage", "withheld"] {
        let charged = stage.counter("audiapro_calls_charged_total", ("charge", charge));
        assert_eq!(charged, f64::from(charge == "included"), "{charge}");
    }
    stage.app.drain().await;
    // One that was on its way at the end goes with the next start.
    let mut config = stage.config.clone();
    config.canary_every = Some(Duration::from_secs(3600));
    let app = stage::start(&config, &stage.database, Ok(stage::fakes()))
        .await
        .unwrap();
    for table in [
        "calls",
        "legs",
        "recordings",
        "recording_blobs",
        "analyses",
        "transcripts",
        "analysis_queue",
        "trace",
        "call_stats",
        "call_stats_days",
    ] {
        let left = format!("SELECT count(*) FROM {table} WHERE tenant_id = '{CANARY}'");
        eventually(table, async || stage.count(&left).await == 0).await;
    }
    for table in [
        "usage WHERE included + overage + withheld > 0 AND",
        "analysis_usage WHERE",
        "tombstones WHERE",
    ] {
        assert_eq!(
            stage
                .count(&format!("SELECT count(*) FROM {table} tenant_id = '{CANARY}'"))
                .await,
            0,
            "{table}"
        );
    }
    let tally = format!("SELECT legs || ' ' || recordings || ' ' || calls FROM tallies WHERE tenant_id = '{CANARY}'");
    assert_eq!(stage.texts(&tally).await, ["0 0 0"]);
    let files = std::fs::read_dir(app.recordings().path(&CANARY.to_string()))
        .unwrap()
        .flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap());
    // The end may come between a row and its file: that one is the daily sweep's.
    let files = files.count();
    assert!(files <= 1, "{files} files of recordings");
    let owner = &mut *stage.database.pools.owner.get().await.unwrap();
    assert!(
        Tenant::all(owner)
            .await
            .unwrap()
            .iter()
            .all(|one| one.tenant_id() != CANARY)
    );
    app.drain().await;
}

#[tokio::test]
async fn its_calls_are_conserved_like_all_others_and_stand_in_no_list_of_tenants() {
    let stage = watched().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    stage.take(tenant, &[call("a")]).await;
    came_through(&stage, 1.0).await;
    for _ in 0..3 {
        stage.job("conservation.check").await;
        assert_eq!(stage.gauge("audiapro_conservation_tenants_amiss", None), 0.0);
    }
    assert!(stage.gauge("audiapro_tenant_calls", Some(("tenant", &tenant.to_string()))) > 0.0);
    let families = stage.app.metrics();
    let of_canary = families.iter().flat_map(|family| family.get_metric()).any(|metric| {
        metric
            .get_label()
            .iter()
            .any(|label| label.value() == CANARY.to_string())
    });
    assert!(!of_canary, "no metric names the canary's tenant");
}

#[tokio::test]
async fn its_age_grows_while_nobody_analyses() {
    let mut stage = Stage::staffed(|_| (), Err("no model".into())).await;
    let (pools, key) = (&stage.database.pools, &stage.database.master_key);
    Tenant::keep_canary(&pools.owner, key).await.unwrap();
    stage.app.drain().await;
    stage.config.canary_every = Some(Duration::from_millis(20));
    stage.app = stage::start(&stage.config, &stage.database, Err("no model".into()))
        .await
        .unwrap();
    let waiting = format!("SELECT count(*) FROM analysis_queue WHERE tenant_id = '{CANARY}'");
    eventually("it waits in the queue", async || stage.count(&waiting).await == 1).await;
    let before = stage.gauge("audiapro_canary_age_seconds", None);
    eventually("it gets older", async || {
        stage.gauge("audiapro_canary_age_seconds", None) > before + 0.2
    })
    .await;
    assert_eq!(stage.count(&waiting).await, 1, "never two at a time");
    assert_eq!(
        stage.counter("audiapro_canary_calls_total", ("outcome", "through")),
        0.0
    );
}

#[tokio::test]
async fn paused_analysis_holds_it_and_is_no_reason_for_alarm() {
    let stage = watched().await;
    came_through(&stage, 1.0).await;
    let pause = |paused: bool| format!("UPDATE analysis_control SET ingest_only = {paused}");
    let paused = Instant::now();
    stage.rows.batch_execute(&pause(true)).await.unwrap();
    // The second of them was sent after that: the door and the queue are watched on.
    eventually("it comes as far as it can", async || {
        stage.counter("audiapro_canary_calls_total", ("outcome", "held")) >= 2.0
    })
    .await;
    let age = stage.gauge("audiapro_canary_age_seconds", None);
    assert!(age < paused.elapsed().as_secs_f64(), "{age}");
    let waiting = format!("SELECT count(*) FROM analysis_queue WHERE tenant_id = '{CANARY}'");
    assert!(stage.count(&waiting).await <= 1, "none is left to wait");
    stage.rows.batch_execute(&pause(false)).await.unwrap();
    came_through(&stage, 2.0).await;
    for outcome in ["failed", "turned_away"] {
        let ended = stage.counter("audiapro_canary_calls_total", ("outcome", outcome));
        assert_eq!(ended, 0.0, "{outcome}");
    }
}

/// Canaries of a node that ended so.
fn ended(node: &App, outcome: &str) -> f64 {
    let families = node.metrics();
    let series = families
        .iter()
        .filter(|family| family.name() == "audiapro_canary_calls_total")
        .flat_map(|family| family.get_metric());
    series
        .filter(|metric| metric.get_label().iter().any(|pair| pair.value() == outcome))
        .map(|metric| metric.get_counter().get_value())
        .sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_node_sends_its_own_and_takes_no_others_away() {
    let _turn = kafka::turn().await;
    let (database, folder) = (TestDatabase::create().await, tempfile::tempdir().unwrap());
    Tenant::keep_canary(&database.pools.owner, &database.master_key)
        .await
        .unwrap();
    let mut config = AppConfig::new(folder.path());
    config.analysis.workers = 1;
    config.analysis.poll = Duration::from_millis(20);
    config.intake.takeover_max = Duration::from_millis(200);
    config.kafka = Some(stage::kafka(kafka::brokers(), kafka::prefix(), false));
    // So often that those of both are always on their way together.
    config.canary_every = Some(Duration::from_millis(20));
    let mut nodes = Vec::new();
    for _ in 0..2 {
        nodes.push(stage::start(&config, &database, Ok(stage::fakes())).await.unwrap());
    }
    let through = || nodes.iter().map(|node| ended(node, "through")).collect::<Vec<_>>();
    for _ in 0..3 {
        let before = through();
        eventually("canaries of both nodes come through", async || {
            through().iter().zip(&before).all(|(now, before)| *now > *before)
        })
        .await;
    }
    for node in &nodes {
        assert_eq!(ended(node, "failed"), 0.0);
        node.drain().await;
    }
}

#[tokio::test]
async fn real_models_hear_it_and_no_tenant_does() {
    let app = TestApp::configured(|config| config.canary.every_s = 1).await;
    let (_, client) = app.tenant("Acme").await;
    let anonymous: Client = app.anonymous();
    eventually("one came through", async || {
        let text = anonymous.get("/metrics").await.text();
        text.contains("audiapro_canary_calls_total{outcome=\"through\"}")
    })
    .await;
    assert_eq!(client.get("/v1/calls").await.json["data"], json!([]));
    assert_eq!(client.get("/v1/usage").await.json["used"], 0);
}
