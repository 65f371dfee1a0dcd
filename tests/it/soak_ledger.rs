//! The ledger under load with everything breaking under it: its process and PostgreSQL killed, a disk that is slow, a disk that is full.
//! Afterwards what was acknowledged is stored, everything is charged once, usage is what the rows say, every call has an end.
//! `script/soak ledger` runs it long, with a thousand tenants.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use actors::fail;
use models::Error;
use models::billing::usage::Policy;
use models::calls::conservation;
use models::db::{DatabaseConfig, Pools};
use models::identity::tenant::{LimitChange, NewTenant, Tenant, TenantChange};
use models::ids::TenantId;
use models::testing::master_key;

use crate::faults::{Cluster, Disk};

/// Orders that are in flight at most, so that a kill finds some and the rest waits.
const AT_ONCE: usize = 200;
const PATIENCE: Duration = Duration::from_secs(60);

struct Soak {
    cluster: Cluster,
    /// Under the recordings.
    disk: Disk,
    pools: Pools,
    folder: tempfile::TempDir,
    tenants: Vec<TenantId>,
    /// By their first two words, which the answer repeats.
    orders: BTreeMap<String, String>,
    acknowledged: BTreeSet<String>,
    random: u64,
    /// Orders that were made while the disk was full.
    more: usize,
}

/// The application without its edge, as a process.
struct Process {
    child: Child,
    orders: ChildStdin,
    answers: Receiver<String>,
}

impl Process {
    fn order(&mut self, order: &str) {
        // A process that is dead already does not read it.
        writeln!(self.orders, "{order}").ok();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Soak {
    async fn new(seed: u64, tenants: usize, calls: usize) -> Soak {
        let mut cluster = Cluster::new();
        drop(cluster.client().await);
        let mut config = DatabaseConfig::new(cluster.url());
        (config.app_connections_max, config.worker_connections_max) = (6, 4);
        models::migrate::up(&config, &master_key()).await.unwrap();
        let pools = Pools::connect(&config, &master_key()).unwrap();
        models::platform::installation::open(&pools.owner, &master_key())
            .await
            .unwrap();
        let mut soak = Soak {
            cluster,
            disk: Disk::new(),
            pools,
            folder: tempfile::tempdir().unwrap(),
            tenants: Vec::new(),
            orders: BTreeMap::new(),
            acknowledged: BTreeSet::new(),
            random: seed,
            more: 0,
        };
        for n in 0..tenants {
            soak.add_tenant(Policy::ALL[n % 4], calls).await;
        }
        soak
    }

    /// One with a limit inside what it sends, so that charging, withholding, refusing and both thresholds are on the way.
    async fn add_tenant(&mut self, policy: Policy, calls: usize) {
        let new = NewTenant {
            policy,
            ..NewTenant::named("Soak")
        };
        let (tenant, ..) = Tenant::create(&self.pools.owner, &master_key(), "test", new)
            .await
            .unwrap();
        let tenant = tenant.tenant_id();
        self.tenants.push(tenant);
        self.change(tenant, calls as u64 / 2).await;
        let texts = ["glad", "model", "noise", "sad"];
        for n in 0..calls {
            let id = format!("{tenant}/c{n}");
            self.orders.insert(format!("call {id}"), format!("call {id}"));
            if n % 3 == 0 {
                self.orders.insert(
                    format!("put {id}"),
                    format!("put {id} {} {n}", texts[n / 3 % texts.len()]),
                );
            }
        }
    }

    async fn change(&self, tenant: TenantId, limit: u64) {
        let change = TenantChange {
            limit: Some(LimitChange::Calls(limit)),
            ..TenantChange::default()
        };
        Tenant::set(&self.pools.owner, "test", tenant, change).await.unwrap();
    }

    fn dice(&mut self, sides: usize) -> usize {
        self.random = self
            .random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) as usize % sides.max(1)
    }

    fn start(&self, fail_at: Option<&str>) -> Process {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stage-child"));
        command
            .arg(self.cluster.url())
            .arg(self.folder.path())
            .arg(self.tenants[0].to_string());
        self.disk.hit(&mut command);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        command.env_remove("AUDIAPRO_FAIL_AT");
        if let Some(point) = fail_at {
            command.env("AUDIAPRO_FAIL_AT", point);
        }
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (tell, answers) = channel();
        std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| tell.send(line)));
        Process {
            orders: child.stdin.take().unwrap(),
            answers,
            child,
        }
    }

    /// The next answer; `None` if the process has ended, or says nothing for so long.
    fn hear(&mut self, process: &Process, patience: Duration) -> Option<(String, String)> {
        loop {
            let line = process.answers.recv_timeout(patience).ok()?;
            let mut words = line.split(' ');
            let (Some(order), Some(id), Some(fate)) = (words.next(), words.next(), words.next()) else {
                continue;
            };
            let order = format!("{order} {id}");
            assert_ne!(fate, "conflict", "{line}");
            if !matches!(fate, "unavailable" | "refused" | "full") {
                let again = !self.acknowledged.insert(order.clone());
                assert!(!again || fate != "new", "{order} was acknowledged and is new again");
            }
            return Some((order, fate.to_owned()));
        }
    }

    /// Sends a random stretch of orders and hears so many answers, or until the process ends.
    fn load(&mut self, process: &mut Process, answers: usize) {
        let first = self.dice(self.orders.len());
        let stretch = self
            .orders
            .values()
            .cycle()
            .skip(first)
            .take(AT_ONCE.min(self.orders.len()));
        stretch.for_each(|order| process.order(order));
        for _ in 0..answers {
            if self.hear(process, Duration::from_secs(20)).is_none() {
                return;
            }
        }
    }

    /// One tenant gets another limit, which is an order to its ledger too.
    async fn turn_a_limit(&mut self) {
        let chosen = self.dice(self.tenants.len());
        let tenant = self.tenants[chosen];
        let limit = 1 + self.dice(12) as u64;
        self.change(tenant, limit).await;
    }

    /// Loads until the process dies at a planned point, somewhere in the middle of the load where the point is passed often.
    async fn dies_at(&mut self, point: &str) {
        let often = ["recording.", "ledger.", "analysis."]
            .iter()
            .any(|part| point.starts_with(part));
        let passing = 1 + if often { self.dice(4) } else { 0 };
        if point.starts_with("job.") {
            self.jobs_are_due().await;
        }
        let mut process = self.start(Some(&format!("{point}:{passing}")));
        let since = Instant::now();
        while since.elapsed() < PATIENCE {
            self.turn_a_limit().await;
            self.load(&mut process, AT_ONCE.min(self.orders.len()));
            if let Some(status) = process.child.try_wait().unwrap() {
                assert_eq!(status.signal(), Some(6), "{point}: it ended with {status}");
                return;
            }
        }
        panic!("{point} was not passed");
    }

    /// What is done every minute is done now; one that died in its hands is swept up now.
    async fn jobs_are_due(&mut self) {
        let due =
            "UPDATE schedules SET next_at = app_now(); UPDATE jobs SET lease_until = app_now() WHERE state = 'running'";
        self.cluster.client().await.batch_execute(due).await.unwrap();
    }

    /// A random moment: load, terms that change meanwhile, and something that breaks.
    async fn dies_anywhere(&mut self) {
        let mut process = self.start(None);
        let slow = self.dice(3) == 0;
        self.cluster.disk.is_slow(slow.then_some(20));
        self.turn_a_limit().await;
        let answers = 1 + self.dice(AT_ONCE / 2);
        self.load(&mut process, answers);
        if self.dice(3) == 0 {
            self.postgres_dies(&mut process).await;
        }
        process.child.kill().ok();
        while self.hear(&process, Duration::from_secs(5)).is_some() {}
        self.cluster.disk.is_slow(None);
    }

    /// The whole server, or the one process that serves the ledger; both come back while the application runs.
    async fn postgres_dies(&mut self, process: &mut Process) {
        if self.dice(2) == 0 {
            self.cluster.kill();
        } else {
            let client = self.cluster.client().await;
            let of_the_ledger = "SELECT pid FROM pg_stat_activity WHERE application_name = 'audiapro ledger' LIMIT 1";
            for row in client.query(of_the_ledger, &[]).await.unwrap() {
                self.cluster.kill_one(row.get(0));
            }
        }
        self.load(process, 5);
        drop(self.cluster.client().await);
        self.load(process, 20);
    }

    /// What is not withheld and not done is ready, or leased for a while; whatever broke, and before anything was repaired.
    async fn is_in_flight_with_a_lease(&mut self) {
        let rows = self.cluster.client().await;
        for (what, query) in ALWAYS {
            let found: i64 = rows.query_one(*query, &[]).await.unwrap().get(0);
            assert_eq!(found, 0, "{what}");
        }
    }

    /// No room under PostgreSQL: callers are told to come again; with room again records are taken, without a restart of ours.
    async fn full_under_postgres(&mut self) {
        let mut process = self.start(None);
        self.load(&mut process, 20);
        self.cluster.disk.is_full(true);
        let mut told = false;
        for _ in 0..100 {
            self.more_orders(&mut process, AT_ONCE);
            for _ in 0..AT_ONCE {
                let (_, fate) = self
                    .hear(&process, PATIENCE)
                    .expect("an answer although the disk is full");
                told |= fate == "unavailable";
            }
            if told {
                break;
            }
        }
        assert!(told, "nobody was told that the disk is full");
        self.cluster.disk.is_full(false);
        drop(self.cluster.client().await);
        self.is_taken_again(&mut process);
    }

    /// Records that nobody has sent before, so that they need room.
    fn more_orders(&mut self, process: &mut Process, orders: usize) {
        for _ in 0..orders {
            let tenant = self.tenants[self.more % self.tenants.len()];
            let order = format!("call {tenant}/more{}", self.more);
            self.more += 1;
            process.order(&order);
            self.orders.insert(order.clone(), order);
        }
    }

    /// No room for recordings: that is said, and records go on.
    fn full_under_recordings(&mut self) {
        let mut process = self.start(None);
        self.disk.is_full(true);
        // Of the policy `store_only`: nothing of it is refused.
        let tenant = self.tenants[0];
        let (call, put) = (format!("call {tenant}/late"), format!("put {tenant}/late"));
        process.order(&format!("{put} glad"));
        process.order(&call);
        let mut heard = BTreeMap::new();
        while heard.len() < 2 {
            let (order, fate) = self
                .hear(&process, PATIENCE)
                .expect("an answer although the disk is full");
            heard.insert(order, fate);
        }
        assert_eq!(
            heard,
            BTreeMap::from([(call.clone(), "new".into()), (put.clone(), "full".into())])
        );
        self.disk.is_full(false);
        process.order(&format!("{put} glad"));
        assert_eq!(self.hear(&process, PATIENCE), Some((put.clone(), "new".into())));
        self.orders.insert(put.clone(), format!("{put} glad"));
        self.orders.insert(call.clone(), call);
    }

    /// The same process takes something.
    fn is_taken_again(&mut self, process: &mut Process) {
        for n in 0..600 {
            let order = self.orders.values().nth(n % self.orders.len()).cloned().unwrap();
            process.order(&order);
            match self.hear(process, PATIENCE) {
                Some((_, fate)) if fate == "unavailable" => std::thread::sleep(Duration::from_millis(50)),
                Some(_) => return,
                None => break,
            }
        }
        panic!("nothing is taken although there is room again");
    }

    /// Sends everything again until it is answered, and waits for every analysis.
    async fn everything_ends(&mut self) {
        let mut process = self.start(None);
        let mut open = self.orders.clone();
        while !open.is_empty() {
            let part: Vec<String> = open.values().take(AT_ONCE).cloned().collect();
            part.iter().for_each(|order| process.order(order));
            for _ in &part {
                let (order, fate) = self.hear(&process, PATIENCE).expect("an answer");
                if fate != "unavailable" {
                    open.remove(&order);
                }
            }
        }
        let rows = self.cluster.client().await;
        let (mut left, mut since) = (i64::MAX, Instant::now());
        let mut turns = tokio::time::interval(Duration::from_millis(100));
        while left > 0 {
            turns.tick().await;
            let now = rows.query_one(WAITING, &[]).await.unwrap().get(0);
            if now != left {
                (left, since) = (now, Instant::now());
            }
            // A lease of a process that was killed ends after a minute.
            assert!(since.elapsed() < 3 * PATIENCE, "{left} orders and analyses do not end");
        }
    }

    async fn holds(&mut self) {
        let rows = self.cluster.client().await;
        nothing_is_amiss(&rows, &self.pools, &self.tenants, &self.acknowledged).await;
        eprintln!("{} orders, {} acknowledged", self.orders.len(), self.acknowledged.len());
    }
}

/// Everything that was acknowledged is there, the sums of every tenant agree, and nothing is found that must not be.
pub async fn nothing_is_amiss(
    rows: &tokio_postgres::Client,
    pools: &Pools,
    tenants: &[TenantId],
    acknowledged: &BTreeSet<String>,
) {
    let stored = "SELECT 'call ' || tenant_id || '/' || external_id FROM legs
        UNION ALL SELECT 'put ' || tenant_id || '/' || external_id FROM recordings";
    let stored = rows.query(stored, &[]).await.unwrap();
    let stored: BTreeSet<String> = stored.iter().map(|row| row.get(0)).collect();
    let lost: Vec<_> = acknowledged.difference(&stored).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    for tenant in tenants {
        let recount = actors::app::recount(pools, *tenant).await.unwrap();
        assert_eq!(recount.counted, recount.stored, "{tenant}");
        let worker = &pools.worker;
        let balance =
            worker.transaction(async |conn| -> Result<_, Error> { conservation::balance(conn, *tenant).await });
        assert_eq!(balance.await.unwrap().amiss(), None, "{tenant}");
    }
    for (what, query) in ALWAYS.iter().chain(AT_THE_END) {
        let found: i64 = rows.query_one(*query, &[]).await.unwrap().get(0);
        assert_eq!(found, 0, "{what}");
    }
}

/// What has no end yet.
pub const WAITING: &str = "SELECT (SELECT count(*) FROM commands WHERE taken_at IS NULL)
    + (SELECT count(*) FROM analysis_queue WHERE state <> 'withheld')";

/// What must never be found.
const ALWAYS: &[(&str, &str)] = &[
    ("a lease that nobody gave for a while", "SELECT count(*) FROM analysis_queue WHERE state = 'leased' AND (node IS NULL OR lease_until > now() + interval '2 minutes')"),
    ("a threshold told twice in a period", "SELECT count(*) FROM (SELECT 1 FROM outbox, jsonb_array_elements(events) e WHERE e->>'type' = 'usage.threshold_reached'
        GROUP BY tenant_id, e->'data'->>'period_start', e->'data'->>'percent' HAVING count(*) > 1) twice"),
    ("a call that was not told exactly once", "SELECT count(*) FROM calls c FULL JOIN (SELECT tenant_id, (e->'data'->>'call_id')::uuid AS id, count(*) AS times
            FROM outbox, jsonb_array_elements(events) e WHERE e->>'type' = 'call.received' GROUP BY 1, 2) told USING (tenant_id, id)
        WHERE told.times IS DISTINCT FROM 1 OR c.tenant_id IS NULL"),
    ("a roll-up that counts other calls", "SELECT (SELECT count(*) FROM calls) - (SELECT coalesce(sum(calls), 0)::bigint FROM call_stats)"),
    ("a roll-up that counts other analyses", "SELECT (SELECT count(*) FROM calls WHERE analysis_status = 'analyzed') - (SELECT coalesce(sum(analyzed), 0)::bigint FROM call_stats)"),
    ("a leg that waits without a queue row, or the other way round", "SELECT count(*) FROM legs l FULL JOIN analysis_queue q ON q.tenant_id = l.tenant_id AND q.leg_id = l.id
        WHERE (q.leg_id IS NOT NULL) <> (l.id IS NOT NULL AND l.analysis_status IN ('withheld', 'queued', 'analyzing'))"),
    ("a recording that neither waits nor has an end", "SELECT count(*) FROM legs l JOIN recordings r ON r.tenant_id = l.tenant_id AND r.leg_id = l.id
        WHERE l.analysis_status = 'none'"),
    ("usage that differs from the calls", "SELECT count(*) FROM (SELECT tenant_id, charged_period, count(*) FILTER (WHERE charge_kind = 'included') AS included,
            count(*) FILTER (WHERE charge_kind = 'overage') AS overage, count(*) FILTER (WHERE charge_kind = 'withheld') AS withheld FROM calls GROUP BY 1, 2) c
        FULL JOIN usage u ON u.tenant_id = c.tenant_id AND u.period_start = c.charged_period
        WHERE (coalesce(c.included, 0), coalesce(c.overage, 0), coalesce(c.withheld, 0)) <> (coalesce(u.included, 0), coalesce(u.overage, 0), coalesce(u.withheld, 0))"),
    ("gaps between events", "SELECT count(*) FROM (SELECT seq_from, lag(seq_to) OVER (PARTITION BY tenant_id ORDER BY seq_from) AS before FROM outbox) o
        WHERE seq_from <> coalesce(before + 1, 1)"),
];

/// What must not be found when everything has its end.
const AT_THE_END: &[(&str, &str)] = &[
    ("a recording without an end or a reason", "SELECT count(*) FROM legs l JOIN recordings r ON r.tenant_id = l.tenant_id AND r.leg_id = l.id
        WHERE l.analysis_status NOT IN ('analyzed', 'failed', 'withheld') OR (l.analysis_status = 'failed' AND l.analysis_error_code IS NULL)"),
    ("an analysis without its words, or the other way round", "SELECT count(*) FROM legs l LEFT JOIN transcripts t ON t.tenant_id = l.tenant_id AND t.leg_id = l.id
        WHERE (l.analysis_status = 'analyzed') <> (t.leg_id IS NOT NULL)"),
];

pub fn number(name: &str) -> Option<usize> {
    std::env::var(name).ok()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_breaks_nothing_acknowledged_is_lost_and_everything_is_charged_once() {
    let seed = number("AUDIAPRO_SOAK_SEED").unwrap_or_else(|| std::process::id() as usize);
    let rounds = number("AUDIAPRO_SOAK_ROUNDS");
    let (tenants, moments) = rounds.map_or((12, 5), |rounds| (1_000, rounds));
    eprintln!("seed {seed}, {tenants} tenants, {moments} random moments");
    let mut soak = Soak::new(seed as u64, tenants, 12).await;
    // Nothing is fetched here, no folder is watched, no port is listened to, and there is no Kafka.
    let all: Vec<&str> = fail::POINTS
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| {
            !["fetch.", "folder.", "kafka.", "lines."]
                .iter()
                .any(|start| name.starts_with(start))
        })
        .collect();
    let points: Vec<&str> = match rounds {
        Some(_) => all,
        None => (0..4).map(|_| all[soak.dice(all.len())]).collect(),
    };
    for point in points {
        eprintln!("at {point}");
        soak.dies_at(point).await;
        soak.is_in_flight_with_a_lease().await;
    }
    for moment in 0..moments {
        eprintln!("moment {moment}");
        soak.dies_anywhere().await;
        soak.is_in_flight_with_a_lease().await;
    }
    soak.full_under_recordings();
    soak.full_under_postgres().await;
    soak.everything_ends().await;
    soak.holds().await;
}
