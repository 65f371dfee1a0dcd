//! Killed at every planned point, and at moments nobody planned: nothing acknowledged is lost, nothing is charged twice, every recording
//! ends analysed or failed with a reason, usage equals the recount.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Lines, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use actors::fail;
use models::billing::usage::Policy;
use models::identity::tenant::{LimitChange, NewTenant, Tenant, TenantChange};
use models::ids::TenantId;
use models::testing::TestDatabase;
use tokio_postgres::Client;

/// The limit lies inside what is sent, so that charging, withholding and both thresholds are on the way.
const LIMIT: u64 = 8;

struct Scene {
    database: TestDatabase,
    rows: Client,
    tenant: TenantId,
    folder: tempfile::TempDir,
    /// Orders (`call a`, `put a`) that were answered, over all processes.
    acknowledged: BTreeSet<String>,
}

struct Process {
    child: Child,
    orders: Option<ChildStdin>,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Process {
    fn order(&mut self, line: &str) {
        // A process that is dead already does not read it.
        if let Some(orders) = self.orders.as_mut() {
            writeln!(orders, "{line}").ok();
        }
    }

    /// Waits for its end; the signal that ended it, if one did.
    fn end(mut self) -> Option<i32> {
        self.orders = None;
        let status = self.child.wait().unwrap();
        assert!(status.success() || status.signal().is_some(), "it ended with {status}");
        status.signal()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Scene {
    async fn new() -> Scene {
        let database = TestDatabase::create().await;
        let owner = &database.pools.owner;
        let (tenant, ..) = Tenant::create(owner, &database.master_key, "test", NewTenant::named("Test"))
            .await
            .unwrap();
        let change = TenantChange {
            limit: Some(LimitChange::Calls(LIMIT)),
            ..TenantChange::default()
        };
        Tenant::set(owner, "test", tenant.tenant_id(), change).await.unwrap();
        let rows = database.superuser().await;
        Scene {
            tenant: tenant.tenant_id(),
            database,
            rows,
            folder: tempfile::tempdir().unwrap(),
            acknowledged: BTreeSet::new(),
        }
    }

    fn start(&self, fail_at: Option<&str>) -> Process {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stage-child"));
        command
            .arg(&self.database.config.url)
            .arg(self.folder.path())
            .arg(self.tenant.to_string());
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .env_remove("AUDIAPRO_FAIL_AT");
        if let Some(point) = fail_at {
            command.env("AUDIAPRO_FAIL_AT", point);
        }
        let mut child = command.spawn().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap()).lines();
        Process {
            orders: child.stdin.take(),
            answers,
            child,
        }
    }

    /// Reads answers until there are none, or `enough` says so.
    fn hear(&mut self, process: &mut Process, mut enough: impl FnMut(usize) -> bool) {
        let mut heard = 0;
        while let Some(Ok(line)) = process.answers.next() {
            if line == "ready" {
                continue;
            }
            let mut words = line.split(' ');
            let (order, id, fate) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
            let order = format!("{order} {id}");
            assert_ne!(fate, "conflict", "{line}");
            assert!(
                fate != "new" || !self.acknowledged.contains(&order),
                "{order} was acknowledged and is new again"
            );
            self.acknowledged.insert(order);
            heard += 1;
            if enough(heard) {
                return;
            }
        }
    }

    /// Everything that was acknowledged is in the rows.
    async fn nothing_is_lost(&self) {
        let stored = "SELECT 'call ' || external_id FROM legs UNION ALL SELECT 'put ' || external_id FROM recordings";
        let stored: BTreeSet<String> = self
            .rows
            .query(stored, &[])
            .await
            .unwrap()
            .iter()
            .map(|row| row.get(0))
            .collect();
        let lost: Vec<_> = self.acknowledged.difference(&stored).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    }

    /// Sends everything again, as a client would that was not answered, and waits until every recording has its end.
    async fn everything_ends(&mut self, orders: &[String]) {
        let mut process = self.start(None);
        orders.iter().for_each(|order| process.order(order));
        let wanted = orders.len();
        self.hear(&mut process, |heard| heard == wanted);
        let calls = orders.iter().filter(|order| order.starts_with("call ")).count() as u64;
        self.count_until("SELECT count(*) FROM analysis_queue WHERE state <> 'withheld'", 0)
            .await;
        assert_eq!(process.end(), None);
        self.nothing_is_lost().await;
        self.counted(calls).await;
    }

    async fn count_until(&self, query: &str, wanted: i64) {
        let reached = async {
            while self.rows.query_one(query, &[]).await.unwrap().get::<_, i64>(0) != wanted {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(240), reached)
            .await
            .unwrap_or_else(|_| panic!("{query} never was {wanted}"));
    }

    async fn counted(&self, calls: u64) {
        let recount = actors::app::recount(&self.database.pools, self.tenant).await.unwrap();
        assert_eq!(recount.counted, recount.stored);
        assert_eq!(
            (recount.counted.used, recount.counted.withheld),
            (calls.min(LIMIT), calls.saturating_sub(LIMIT))
        );
        let one = async |query: &str| self.rows.query_one(query, &[]).await.unwrap().get::<_, i64>(0);
        assert_eq!(one("SELECT sum(calls)::bigint FROM call_stats").await, calls as i64);
        let worker = &self.database.pools.worker;
        assert_eq!(models::analytics::recount::differences(worker).await.unwrap(), []);
        let told =
            "SELECT count(*) FROM outbox, jsonb_array_elements(events) e WHERE e->>'type' = 'usage.threshold_reached'";
        assert_eq!(
            one(told).await,
            if calls >= LIMIT { 2 } else { 0 },
            "each threshold once"
        );
        let received = "SELECT count(*) FROM outbox, jsonb_array_elements(events) e WHERE e->>'type' = 'call.received'";
        assert_eq!(one(received).await, calls as i64, "each call is told once");
        let open = "SELECT count(*) FROM legs l JOIN recordings r ON r.leg_id = l.id
            WHERE l.analysis_status NOT IN ('analyzed', 'failed', 'withheld') OR (l.analysis_status = 'failed' AND l.analysis_error_code IS NULL)";
        assert_eq!(one(open).await, 0, "a recording without an end or a reason");
        let analyzed = "SELECT (SELECT sum(analyzed)::bigint FROM call_stats) - (SELECT count(*) FROM calls WHERE analysis_status = 'analyzed')";
        assert_eq!(one(analyzed).await, 0);
        let mismatched = "SELECT count(*) FROM legs l LEFT JOIN transcripts t ON t.leg_id = l.id WHERE (l.analysis_status = 'analyzed') <> (t.leg_id IS NOT NULL)";
        assert_eq!(one(mismatched).await, 0);
    }
}

/// Calls with recordings of every kind: before and after the record, good, bad, and such that a model fails on them.
fn orders(calls: usize) -> Vec<String> {
    let texts = ["glad", "sad", "noise", "glad", "model", "glad"];
    let orders = (0..calls).flat_map(|n| {
        let (call, put) = (format!("call c{n}"), format!("put c{n} {} {n}", texts[n % texts.len()]));
        if n % 2 == 0 { [call, put] } else { [put, call] }
    });
    orders.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_every_planned_point_nothing_is_lost_or_charged_twice() {
    const ABORT: i32 = 6;
    let elsewhere = ["command.", "fetch.", "folder.", "kafka.", "lines."];
    for (point, what) in fail::POINTS
        .iter()
        .filter(|(point, _)| !elsewhere.iter().any(|start| point.starts_with(start)))
    {
        eprintln!("{point}: {what}");
        let mut scene = Scene::new().await;
        let orders = orders(10);
        let mut process = scene.start(Some(point));
        orders.iter().for_each(|order| process.order(order));
        scene.hear(&mut process, |_| false);
        assert_eq!(process.end(), Some(ABORT), "{point} was not passed");
        scene.nothing_is_lost().await;
        scene.everything_ends(&orders).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_every_point_of_an_order_a_backlog_is_charged_once_and_analysed() {
    for (point, what) in fail::POINTS.iter().filter(|(point, _)| point.starts_with("command.")) {
        eprintln!("{point}: {what}");
        let mut scene = Scene::new().await;
        let orders = orders(12);
        let mut process = scene.start(None);
        orders.iter().for_each(|order| process.order(order));
        scene.hear(&mut process, |heard| heard == 24);
        assert_eq!(process.end(), None);
        let change = TenantChange {
            limit: Some(LimitChange::Calls(LIMIT + 2)),
            policy: Some(Policy::Queue),
            ..TenantChange::default()
        };
        Tenant::set(&scene.database.pools.owner, "test", scene.tenant, change)
            .await
            .unwrap();
        let mut process = scene.start(Some(point));
        scene.hear(&mut process, |_| false);
        assert_eq!(process.end(), Some(6), "{point} was not passed");
        let process = scene.start(None);
        scene
            .count_until("SELECT count(*) FROM commands WHERE taken_at IS NULL", 0)
            .await;
        scene
            .count_until("SELECT count(*) FROM analysis_queue WHERE state <> 'withheld'", 0)
            .await;
        assert_eq!(process.end(), None);
        scene.nothing_is_lost().await;
        let recount = actors::app::recount(&scene.database.pools, scene.tenant).await.unwrap();
        assert_eq!(recount.counted, recount.stored);
        assert_eq!((recount.counted.used, recount.counted.withheld), (LIMIT + 2, 2));
        let one = async |query: &str| scene.rows.query_one(query, &[]).await.unwrap().get::<_, i64>(0);
        let told =
            "SELECT count(*) FROM outbox, jsonb_array_elements(events) e WHERE e->>'type' = 'usage.threshold_reached'";
        assert_eq!(one(told).await, 2, "each threshold once");
        let released =
            "SELECT count(*) FROM outbox, jsonb_array_elements(events) e WHERE e->'data'->>'released' = 'true'";
        assert_eq!(one(released).await, 2, "each release is told once");
        let younger = "SELECT count(*) FROM calls w, calls c WHERE w.charge_kind = 'withheld' AND c.charge_kind <> 'withheld' AND c.created_at > w.created_at";
        assert_eq!(one(younger).await, 0, "the oldest first");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_random_moments_while_calls_come_in() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let seed = number("AUDIAPRO_SOAK_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    let rounds = number("AUDIAPRO_SOAK_ROUNDS").unwrap_or(20);
    eprintln!("seed {seed}, {rounds} rounds");
    let mut scene = Scene::new().await;
    let orders = orders(60);
    let mut random = seed;
    for _ in 0..rounds {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let (first, answers) = (random as usize >> 33, 1 + (random >> 20) as usize % 25);
        let mut process = scene.start(None);
        (0..orders.len()).for_each(|n| process.order(&orders[(first + n) % orders.len()]));
        // Somewhere between two answers, with everything else in flight.
        scene.hear(&mut process, |heard| heard == answers);
        process.child.kill().unwrap();
        scene.hear(&mut process, |_| false);
        assert_eq!(process.end(), Some(9));
        scene.nothing_is_lost().await;
    }
    scene.everything_ends(&orders).await;
}
