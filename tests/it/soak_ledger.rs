//! The ledger under load with everything breaking under it: its process and PostgreSQL killed, a disk that is slow, a disk that is full.
//! Afterwards what was acknowledged is stored, everything is charged once, usage is what the rows say, every call has an end.
//! `script/soak ledger` runs it long, with a thousand tenants.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use actors::fail;
use models::billing::usage::Policy;
use models::db::{DatabaseConfig, Pools};
use models::identity::tenant::{LimitChange, NewTenant, Tenant, TenantChange};
use models::ids::TenantId;
use models::testing::master_key;

use crate::faults::{Cluster, Disk};

/// Orders that are in flight at most, so that a kill finds some and the rest waits.
const AT_ONCE: usize = 200;

struct Soak {
    cluster: Cluster,
    /// Under the recordings.
    disk: Disk,
    pools: Pools,
    folder: tempfile::TempDir,
    tenants: Vec<TenantId>,
    orders: Vec<String>,
    acknowledged: BTreeSet<String>,
    random: u64,
}

/// The application without its edge, as a process.
struct Process {
    child: Child,
    orders: ChildStdin,
    answers: Receiver<String>,
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
        models::platform::installation::open(&pools.owner, &master_key()).await.unwrap();
        let mut soak = Soak {
            cluster,
            disk: Disk::new(),
            pools,
            folder: tempfile::tempdir().unwrap(),
            tenants: Vec::new(),
            orders: Vec::new(),
            acknowledged: BTreeSet::new(),
            random: seed,
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
        let (tenant, ..) = Tenant::create(&self.pools.owner, &master_key(), "test", new).await.unwrap();
        let tenant = tenant.tenant_id();
        self.tenants.push(tenant);
        self.change(tenant, calls as u64 / 2).await;
        for n in 0..calls {
            self.orders.push(format!("call {tenant}/c{n}"));
            if n % 3 == 0 {
                self.orders.push(format!("put {tenant}/c{n} glad {n}"));
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
        command.arg(self.cluster.url()).arg(self.folder.path()).arg(self.tenants[0].to_string());
        self.disk.hit(&mut command);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
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
        for n in 0..AT_ONCE.min(self.orders.len()) {
            let order = &self.orders[(first + n) % self.orders.len()];
            if writeln!(process.orders, "{order}").is_err() {
                break;
            }
        }
        for _ in 0..answers {
            if self.hear(process, Duration::from_secs(20)).is_none() {
                return;
            }
        }
    }

    /// One round: load, terms that change meanwhile, and something that breaks.
    async fn round(&mut self, fail_at: Option<&str>) {
        let mut process = self.start(fail_at);
        let slow = self.dice(3) == 0;
        self.cluster.disk.is_slow(slow.then_some(20));
        let tenant = self.tenants[self.dice(self.tenants.len())];
        let limit = 1 + self.dice(12) as u64;
        self.change(tenant, limit).await;
        let answers = 1 + self.dice(AT_ONCE / 2);
        self.load(&mut process, answers);
        if self.dice(4) == 0 {
            self.cluster.kill();
            self.load(&mut process, 5);
            drop(self.cluster.client().await);
            self.load(&mut process, 20);
        }
        process.child.kill().ok();
        while self.hear(&process, Duration::from_secs(5)).is_some() {}
        self.cluster.disk.is_slow(None);
    }

    /// No room under PostgreSQL: callers are told to come again; with room again records are taken, without a restart of ours.
    async fn full_under_postgres(&mut self) {
        let mut process = self.start(None);
        self.load(&mut process, 20);
        self.cluster.disk.is_full(true);
        self.load(&mut process, 0);
        let mut refused = 0;
        while refused == 0 {
            let (_, fate) = self.hear(&process, Duration::from_secs(60)).expect("an answer although the disk is full");
            refused += usize::from(fate == "unavailable");
        }
        self.cluster.disk.is_full(false);
        drop(self.cluster.client().await);
        self.taken_again(&mut process);
    }

    /// No room for recordings: that is said, and records go on.
    fn full_under_recordings(&mut self) {
        let mut process = self.start(None);
        self.disk.is_full(true);
        let tenant = self.tenants[0];
        writeln!(process.orders, "put {tenant}/late glad").unwrap();
        writeln!(process.orders, "call {tenant}/late").unwrap();
        let mut heard = BTreeSet::new();
        while heard.len() < 2 {
            let (order, fate) = self.hear(&process, Duration::from_secs(60)).expect("an answer although the disk is full");
            heard.insert(format!("{} {fate}", &order[..4]));
        }
        let heard: Vec<_> = heard.into_iter().collect();
        assert_eq!(heard, ["call new", "put  full"]);
        self.disk.is_full(false);
        self.orders.push(format!("call {tenant}/late"));
        self.orders.push(format!("put {tenant}/late glad"));
        self.taken_again(&mut process);
    }

    /// The same process takes something.
    fn taken_again(&mut self, process: &mut Process) {
        let mut taken = false;
        for _ in 0..600 {
            let order = self.orders[self.dice(self.orders.len())].clone();
            writeln!(process.orders, "{order}").unwrap();
            match self.hear(process, Duration::from_secs(60)) {
                Some((_, fate)) if fate == "unavailable" => std::thread::yield_now(),
                Some(_) => {
                    taken = true;
                    break;
                }
                None => break,
            }
        }
        assert!(taken, "nothing is taken although there is room again");
    }

    /// Sends everything again until it is answered, and waits for every analysis.
    async fn everything_ends(&mut self) {
        let mut process = self.start(None);
        let mut open: BTreeSet<String> = self.orders.iter().cloned().collect();
        while !open.is_empty() {
            let part: Vec<String> = open.iter().take(AT_ONCE).cloned().collect();
            part.iter().for_each(|order| writeln!(process.orders, "{order}").unwrap());
            for _ in &part {
                let (order, fate) = self.hear(&process, Duration::from_secs(60)).expect("an answer");
                if fate != "unavailable" {
                    open.retain(|one| one.split(' ').take(2).collect::<Vec<_>>().join(" ") != order);
                }
            }
        }
        let rows = self.cluster.client().await;
        let waiting = "SELECT (SELECT count(*) FROM commands WHERE taken_at IS NULL) + (SELECT count(*) FROM analysis_queue WHERE state <> 'withheld')";
        tests::eventually("everything has its end", async || {
            rows.query_one(waiting, &[]).await.unwrap().get::<_, i64>(0) == 0
        })
        .await;
        drop(process);
    }

    async fn holds(&mut self) {
        let rows = self.cluster.client().await;
        let stored = "SELECT 'call ' || tenant_id || '/' || external_id FROM legs
            UNION ALL SELECT 'put ' || tenant_id || '/' || external_id FROM recordings";
        let stored: BTreeSet<String> = rows.query(stored, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
        let lost: Vec<_> = self.acknowledged.difference(&stored).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
        for tenant in &self.tenants {
            let recount = actors::app::recount(&self.pools, *tenant).await.unwrap();
            assert_eq!(recount.counted, recount.stored, "{tenant}");
        }
        for (what, query) in NOTHING {
            let found: i64 = rows.query_one(*query, &[]).await.unwrap().get(0);
            assert_eq!(found, 0, "{what}");
        }
    }
}

/// What must not be found afterwards.
const NOTHING: &[(&str, &str)] = &[
    ("a threshold told twice in a period", "SELECT count(*) FROM (SELECT 1 FROM outbox, jsonb_array_elements(events) e WHERE e->>'type' = 'usage.threshold_reached'
        GROUP BY tenant_id, e->'data'->>'period_start', e->'data'->>'percent' HAVING count(*) > 1) twice"),
    ("a call that was not told exactly once", "SELECT (SELECT count(*) FROM calls) - (SELECT count(*) FROM outbox, jsonb_array_elements(events) e WHERE e->>'type' = 'call.received')"),
    ("a roll-up that counts other calls", "SELECT (SELECT count(*) FROM calls) - (SELECT coalesce(sum(calls), 0)::bigint FROM call_stats)"),
    ("a roll-up that counts other analyses", "SELECT (SELECT count(*) FROM calls WHERE analysis_status = 'analyzed') - (SELECT coalesce(sum(analyzed), 0)::bigint FROM call_stats)"),
    ("a recording without an end", "SELECT count(*) FROM legs l JOIN recordings r ON r.tenant_id = l.tenant_id AND r.leg_id = l.id
        WHERE l.analysis_status NOT IN ('analyzed', 'failed', 'withheld')"),
    ("a leg that waits without a queue row, or the other way round", "SELECT count(*) FROM legs l FULL JOIN analysis_queue q ON q.tenant_id = l.tenant_id AND q.leg_id = l.id
        WHERE (q.leg_id IS NOT NULL) <> (l.id IS NOT NULL AND l.analysis_status IN ('withheld', 'queued', 'analyzing'))"),
    ("a charge that does not fit its status", "SELECT count(*) FROM calls WHERE (charge_kind = 'withheld') <> (analysis_status = 'withheld') AND analysis_status <> 'none'"),
    ("gaps between events", "SELECT count(*) FROM (SELECT seq_from, lag(seq_to) OVER (PARTITION BY tenant_id ORDER BY seq_from) AS before FROM outbox) o
        WHERE seq_from <> coalesce(before + 1, 1)"),
];

fn number(name: &str) -> Option<usize> {
    std::env::var(name).ok()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_breaks_nothing_acknowledged_is_lost_and_everything_is_charged_once() {
    let seed = number("AUDIAPRO_SOAK_SEED").unwrap_or_else(|| std::process::id() as usize);
    let rounds = number("AUDIAPRO_SOAK_ROUNDS");
    let (tenants, moments) = rounds.map_or((12, 4), |rounds| (1_000, rounds));
    eprintln!("seed {seed}, {tenants} tenants, {moments} random moments");
    let mut soak = Soak::new(seed as u64, tenants, 12).await;
    let points: Vec<&str> = match rounds {
        Some(_) => fail::POINTS.iter().map(|(name, _)| *name).collect(),
        None => (0..3).map(|_| fail::POINTS[soak.dice(fail::POINTS.len())].0).collect(),
    };
    for point in points {
        eprintln!("at {point}");
        soak.round(Some(point)).await;
    }
    for moment in 0..moments {
        eprintln!("moment {moment}");
        soak.round(None).await;
    }
    soak.full_under_recordings();
    soak.full_under_postgres().await;
    soak.everything_ends().await;
    soak.holds().await;
}
