//! The life of the program: it ends in order under load and loses nothing, tenants that are silent leave its memory, and its limits
//! change while it runs.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use models::identity::tenant::{LimitChange, NewTenant};
use nix::sys::signal::Signal;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Client, TestApp, binary, eventually, sound};
use tokio::task::JoinSet;

use crate::product::Product;
use crate::stage::{Stage, call};

fn record(external_id: &str) -> Value {
    json!({ "external_id": external_id, "direction": "inbound", "started_at": "2026-11-24T09:00:00Z", "talk_s": 1 })
}

/// Sends until nobody answers any more: a record, its recording, a stream of lines, in turn. What was acknowledged, by its id.
async fn sender(client: Client, name: usize, acknowledged: Arc<AtomicUsize>) -> BTreeSet<String> {
    let mut heard = BTreeSet::new();
    for n in 0.. {
        let id = format!("s{name}-{n}");
        let lines: Vec<String> = (0..10).map(|line| format!("{id}-{line}")).collect();
        let (request, ids) = match n % 3 {
            0 => (
                client.request(Method::POST, "/v1/calls").json(&record(&id)),
                vec![format!("call {id}")],
            ),
            1 => {
                let path = format!("/v1/calls/api/s{name}-{}/recording", n - 1);
                let put = client.request(Method::PUT, &path).header("content-type", "audio/wav");
                (
                    put.body(sound::wav(8000, 1, 40_000 + n)),
                    vec![format!("put s{name}-{}", n - 1)],
                )
            }
            _ => {
                let body: String = lines.iter().map(|id| format!("{}\n", record(id))).collect();
                let post = client
                    .request(Method::POST, "/v1/calls")
                    .header("content-type", "application/x-ndjson");
                (post.body(body), lines.iter().map(|id| format!("call {id}")).collect())
            }
        };
        let Ok(answer) = request.send().await else { return heard };
        match answer.status().as_u16() {
            200..=299 => {
                acknowledged.fetch_add(ids.len(), Ordering::SeqCst);
                heard.extend(ids);
            }
            503 => return heard,
            status => panic!("{id}: {status}"),
        }
    }
    heard
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigterm_under_load_turns_the_readiness_first_loses_nothing_and_gives_work_back() {
    let product = Product::of(binary())
        .await
        .with("AUDIAPRO__SERVER__DRAIN_NOTICE_S", "3");
    let mut running = product.start().await;
    let new = NewTenant {
        plan: "enterprise".into(),
        ..NewTenant::named("Acme")
    };
    let (tenant, client) = product.tenant(new).await;
    let rows = product.database.superuser().await;
    let acknowledged = Arc::new(AtomicUsize::new(0));
    let mut senders = JoinSet::new();
    for name in 0..6 {
        senders.spawn(sender(client.clone(), name, acknowledged.clone()));
    }
    let count = async |sql: &str| rows.query_one(sql, &[]).await.unwrap().get::<_, i64>(0);
    eventually("the load runs and something is being analysed", async || {
        acknowledged.load(Ordering::SeqCst) > 150
            && count("SELECT count(*) FROM analysis_queue WHERE state = 'leased'").await > 0
    })
    .await;
    running.tell(Signal::SIGTERM);
    let (told, anonymous) = (Instant::now(), product.client(None));
    eventually("the readiness turns", async || {
        anonymous.get("/health/ready").await.status == 503
    })
    .await;
    let ready = anonymous.get("/health/ready").await;
    assert_eq!((ready.status, &ready.json["stage"]), (503, &json!("draining")));
    let late = client.post("/v1/calls", &record("late")).await;
    assert_eq!(late.status, 202, "what comes all the same is taken: {}", late.json);
    let status = running.ended().await;
    assert!(status.success(), "{status}: {}", product.log());
    assert!(told.elapsed() < Duration::from_secs(60), "{:?}", told.elapsed());
    assert_eq!(
        count("SELECT count(*) FROM analysis_queue WHERE state = 'leased'").await,
        0
    );
    assert_eq!(count("SELECT count(*) FROM jobs WHERE state = 'running'").await, 0);
    let mut heard: BTreeSet<String> = senders.join_all().await.into_iter().flatten().collect();
    heard.insert("call late".into());

    let _running = product.start().await;
    let stored = "SELECT 'call ' || external_id FROM legs WHERE tenant_id = $1
        UNION ALL SELECT 'put ' || external_id FROM recordings WHERE tenant_id = $1";
    let stored: Vec<String> = rows
        .query(stored, &[&tenant.0])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    let once: BTreeSet<String> = stored.iter().cloned().collect();
    assert_eq!(once.len(), stored.len(), "nothing is there twice");
    let lost: Vec<_> = heard.difference(&once).collect();
    assert_eq!(lost, Vec::<&String>::new(), "acknowledged and lost, of {}", heard.len());
    let calls = once.iter().filter(|one| one.starts_with("call ")).count();
    assert_eq!(
        client.get("/v1/usage").await.json["used"],
        calls,
        "each is charged once"
    );
    assert!(product.recount_agrees(tenant));
    eventually("what was given back is analysed", async || {
        count("SELECT count(*) FROM analysis_queue").await == 0
    })
    .await;
    assert_eq!(count("SELECT count(*) FROM dead_letters").await, 0);
}

#[tokio::test]
async fn a_tenant_that_is_silent_leaves_memory_and_its_next_record_wakes_it_exactly() {
    let stage = Stage::with(|config| config.intake.supervisor_idle_max = Duration::from_secs(2)).await;
    let mut tenants = Vec::new();
    for _ in 0..40 {
        tenants.push(stage.tenant(LimitChange::Calls(2)).await);
    }
    let supervisors = || stage.gauge("audiapro_actors", Some(("actor", "tenant_supervisor")));
    let all = async |id: &str| {
        let record = [call(id)];
        futures::future::join_all(tenants.iter().map(|tenant| stage.take(*tenant, &record))).await;
    };
    all("first").await;
    assert_eq!(
        (supervisors(), stage.gauge("audiapro_tenants_active", None)),
        (40.0, 40.0)
    );
    eventually("all have left", async || supervisors() == 0.0).await;
    assert_eq!(stage.gauge("audiapro_tenants_active", None), 0.0);
    all("second").await;
    all("third").await;
    for tenant in &tenants {
        let told = stage.usage_agrees(*tenant).await;
        assert_eq!((told.used, told.withheld), (2, 1), "the limit holds across the sleep");
    }
    assert_eq!(supervisors(), 40.0);
}

#[tokio::test]
async fn limits_of_requests_change_while_it_runs_and_a_mistake_changes_nothing() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let limit = async || client.get("/v1/usage").await.header("ratelimit-limit").to_owned();
    assert_eq!(limit().await, "10000");
    let mut changed = app.config.clone();
    changed.bounds.key_requests_burst = 500;
    changed.bounds.page_max = 3;
    changed.bounds.page_default = 3;
    changed.bounds.record_bytes_max = 1_000;
    // This one waits for the next start.
    changed.bounds.intake_queue_max = 1;
    app.reload(Ok(changed)).await;
    eventually("the new limit holds", async || limit().await == "500").await;
    assert_eq!(
        client.get("/v1/calls?limit=4").await.refusal(),
        (400, "invalid_parameter")
    );
    let mut large = record("large");
    large["custom"] = json!({ "x": "x".repeat(2_000) });
    assert_eq!(
        client.post("/v1/calls", &large).await.refusal(),
        (413, "body_too_large")
    );
    let many: Vec<Value> = (0..50).map(|n| record(&n.to_string())).collect();
    assert_eq!(client.post("/v1/calls", &json!(many)).await.json["accepted"], 50);
    app.reload(Err(web::config::ConfigError::Invalid("planned".into())))
        .await;
    let mut back = app.config.clone();
    back.bounds.key_requests_burst = 600;
    app.reload(Ok(back)).await;
    eventually("the next one is taken up", async || limit().await == "600").await;
}

#[tokio::test]
async fn sighup_reads_the_file_again_and_refuses_one_with_a_mistake_by_name() {
    let file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
    let write = |text: &str| std::fs::write(file.path(), text).unwrap();
    write("[bounds]\nkey_requests_burst = 100\n");
    let product = Product::of(binary())
        .await
        .with("AUDIAPRO__MODELS__DIR", "/nonexistent/models")
        .with("AUDIAPRO_CONFIG", file.path().display().to_string());
    let running = product.start().await;
    let (_, client) = product.tenant(NewTenant::named("Acme")).await;
    let limit = async || client.get("/v1/usage").await.header("ratelimit-limit").to_owned();
    assert_eq!(limit().await, "100");
    write("[bounds]\nkey_requests_burst = 50\n[server]\nworkers = 3\n[log]\nlevel = \"debug\"\n");
    running.tell(Signal::SIGHUP);
    eventually("the new limit holds", async || limit().await == "50").await;
    let log = product.log();
    for told in [
        "taken up: bounds.key_requests_burst log.level",
        "waiting for the next start: server.workers",
    ] {
        assert!(log.contains(told), "{told}: {log}");
    }
    for (mistake, told) in [
        (
            "[bounds]\nkey_requests_burst = 0\n",
            "`bounds.key_requests_burst` is 0: it must be at least 1",
        ),
        (
            "[bounds]\nkey_request_burst = 5\n",
            "did you mean `bounds.key_requests_burst`?",
        ),
        ("[log]\nlevel = \"a=b=c\"\n", "log.level is"),
        ("[bounds\n", "could not read the configuration file"),
    ] {
        write(mistake);
        running.tell(Signal::SIGHUP);
        let refused = |line: &str| line.contains("everything stays as it is") && line.contains(told);
        eventually(told, async || product.log().replace("\\\"", "\"").lines().any(refused)).await;
        assert_eq!(limit().await, "50", "{mistake}");
    }
}
