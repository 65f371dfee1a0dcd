//! Three nodes over one PostgreSQL and one Kafka, with everything breaking under them: nodes killed, stopped past their session and let go
//! on, drained; the broker and PostgreSQL killed; outboxes filled while nobody publishes. Afterwards every acknowledged record is there once,
//! usage is what the rows say, and every event was published, in the order of its tenant. `script/soak cluster` runs it long.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use actors::kafka::browse;
use actors::kafka::cut;
use actors::kafka::settings::KafkaConfig;
use actors::kafka::topics::Topic;
use models::billing::usage::Policy;
use models::db::{DatabaseConfig, Pools};
use models::identity::tenant::{LimitChange, NewTenant, Tenant, TenantChange};
use models::ids::TenantId;
use models::testing::master_key;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use crate::faults::{Broker, Cluster};
use crate::kafka::turn;
use crate::soak_ledger::{WAITING, nothing_is_amiss, number};
use crate::stage;

const NODES: usize = 3;
/// Orders of one stretch of load.
const AT_ONCE: usize = 200;
/// Of one tenant, at once, so that its outbox fills.
const BURST: usize = 2_000;
/// Longer than the session of a node.
const STOPPED: Duration = Duration::from_millis(4_500);
const PATIENCE: Duration = Duration::from_secs(120);

/// What breaks in a round.
#[derive(Clone, Copy)]
enum Fault {
    /// SIGKILL.
    NodeDies,
    /// SIGSTOP for longer than its session; then it goes on with what it had begun.
    NodeSleeps,
    NodeDrains,
    BrokerDies,
    PostgresDies,
    OutboxFills,
}

const FAULTS: [Fault; 6] = [
    Fault::NodeDies,
    Fault::NodeSleeps,
    Fault::NodeDrains,
    Fault::BrokerDies,
    Fault::PostgresDies,
    Fault::OutboxFills,
];

struct Node {
    child: Child,
    orders: Option<ChildStdin>,
}

impl Node {
    fn order(&mut self, order: &str) {
        if let Some(orders) = self.orders.as_mut() {
            // A node that is dead already does not read it.
            writeln!(orders, "{order}").ok();
        }
    }

    fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.child.id() as i32), signal).unwrap();
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

struct Soak {
    cluster: Cluster,
    broker: Broker,
    kafka: KafkaConfig,
    pools: Pools,
    folder: tempfile::TempDir,
    tenants: Vec<TenantId>,
    nodes: Vec<Node>,
    tell: Sender<String>,
    answers: Receiver<String>,
    /// By their first two words, which the answer repeats.
    orders: BTreeMap<String, String>,
    acknowledged: BTreeSet<String>,
    random: u64,
    /// Those to come before any comes again.
    faults: Vec<Fault>,
    bursts: usize,
}

impl Soak {
    async fn new(seed: u64, tenants: usize, calls: usize) -> Soak {
        let (mut cluster, broker) = (Cluster::new(), Broker::new());
        drop(cluster.client().await);
        let mut config = DatabaseConfig::new(cluster.url());
        (config.app_connections_max, config.worker_connections_max) = (6, 4);
        models::migrate::up(&config, &master_key()).await.unwrap();
        let pools = Pools::connect(&config, &master_key()).unwrap();
        let opened = models::platform::installation::open(&pools.owner, &master_key()).await;
        opened.unwrap();
        let (tell, answers) = channel();
        let mut soak = Soak {
            cluster,
            kafka: stage::kafka(broker.address(), "soak".into(), false),
            broker,
            pools,
            folder: tempfile::tempdir().unwrap(),
            tenants: Vec::new(),
            nodes: Vec::new(),
            tell,
            answers,
            orders: BTreeMap::new(),
            acknowledged: BTreeSet::new(),
            random: seed,
            faults: Vec::new(),
            bursts: 0,
        };
        // What a door refuses is in no log: the log's offsets would not be the records.
        let policies: Vec<Policy> = Policy::ALL
            .into_iter()
            .filter(|policy| *policy != Policy::Reject)
            .collect();
        for n in 0..tenants {
            soak.add_tenant(policies[n % policies.len()], calls).await;
        }
        for _ in 0..NODES {
            let node = soak.start();
            soak.nodes.push(node);
        }
        soak
    }

    /// One with a limit inside what it sends.
    async fn add_tenant(&mut self, policy: Policy, calls: usize) {
        let new = NewTenant {
            policy,
            ..NewTenant::named("Soak")
        };
        let made = Tenant::create(&self.pools.owner, &master_key(), "test", new).await;
        let tenant = made.unwrap().0.tenant_id();
        let change = TenantChange {
            limit: Some(LimitChange::Calls(calls as u64 / 2)),
            ..TenantChange::default()
        };
        Tenant::set(&self.pools.owner, "test", tenant, change).await.unwrap();
        self.tenants.push(tenant);
        let texts = ["glad", "model", "noise", "sad"];
        for n in 0..calls {
            let id = format!("{tenant}/c{n}");
            self.orders.insert(format!("call {id}"), format!("call {id}"));
            if n % 3 == 0 {
                let text = texts[n / 3 % texts.len()];
                self.orders.insert(format!("put {id}"), format!("put {id} {text} {n}"));
            }
        }
    }

    fn dice(&mut self, sides: usize) -> usize {
        self.random = self
            .random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) as usize % sides.max(1)
    }

    fn start(&self) -> Node {
        let mut child = Command::new(env!("CARGO_BIN_EXE_stage-child"))
            .arg(self.cluster.url())
            .arg(self.folder.path())
            .arg(self.tenants[0].to_string())
            .args([&self.kafka.brokers, &self.kafka.prefix, "classic"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .env_remove("AUDIAPRO_FAIL_AT")
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert_eq!(lines.next().expect("a node starts").unwrap(), "ready");
        let tell = self.tell.clone();
        std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| tell.send(line)));
        Node {
            orders: child.stdin.take(),
            child,
        }
    }

    /// The next answer of any node; `None` if all say nothing for so long.
    fn hear(&mut self, patience: Duration) -> Option<(String, String)> {
        loop {
            let line = self.answers.recv_timeout(patience).ok()?;
            let mut words = line.split(' ');
            let (Some(order), Some(id), Some(fate)) = (words.next(), words.next(), words.next()) else {
                continue;
            };
            let order = format!("{order} {id}");
            if !matches!(fate, "unavailable" | "refused" | "full") {
                self.acknowledged.insert(order.clone());
            }
            return Some((order, fate.to_owned()));
        }
    }

    /// Sends a random stretch of orders to all nodes but one, in turn, and hears what is answered meanwhile.
    fn load(&mut self, but: Option<usize>) {
        let first = self.dice(self.orders.len());
        let stretch: Vec<String> = self
            .orders
            .values()
            .cycle()
            .skip(first)
            .take(AT_ONCE)
            .cloned()
            .collect();
        let nodes: Vec<usize> = (0..self.nodes.len()).filter(|n| Some(*n) != but).collect();
        for (n, order) in stretch.iter().enumerate() {
            self.nodes[nodes[n % nodes.len()]].order(order);
        }
        for _ in 0..AT_ONCE / 2 {
            if self.hear(Duration::from_secs(2)).is_none() {
                return;
            }
        }
    }

    /// All of them in a random order, and again.
    fn next_fault(&mut self) -> Fault {
        if self.faults.is_empty() {
            self.faults.extend(FAULTS);
        }
        let drawn = self.dice(self.faults.len());
        self.faults.swap_remove(drawn)
    }

    /// Something breaks, and the load goes on.
    async fn breaks(&mut self) -> &'static str {
        let node = self.dice(NODES);
        match self.next_fault() {
            Fault::NodeDies => {
                self.nodes[node].child.kill().unwrap();
                self.load(Some(node));
                self.nodes[node] = self.start();
                "a node was killed"
            }
            Fault::NodeSleeps => {
                self.nodes[node].signal(Signal::SIGSTOP);
                let until = Instant::now() + STOPPED;
                while Instant::now() < until {
                    self.load(Some(node));
                }
                self.nodes[node].signal(Signal::SIGCONT);
                "a node was stopped past its session and went on"
            }
            Fault::NodeDrains => {
                // The end of its orders.
                self.nodes[node].orders = None;
                self.load(Some(node));
                self.nodes[node].child.wait().unwrap();
                self.nodes[node] = self.start();
                "a node was drained"
            }
            Fault::BrokerDies => {
                self.broker.kill();
                self.load(None);
                self.broker.start();
                "the broker was killed"
            }
            Fault::PostgresDies => {
                self.cluster.kill();
                self.load(None);
                drop(self.cluster.client().await);
                "PostgreSQL was killed"
            }
            Fault::OutboxFills => {
                self.bursts(node);
                "an outbox was filled"
            }
        }
    }

    /// Many events of one tenant, and the broker is away while they wait.
    fn bursts(&mut self, node: usize) {
        let chosen = self.dice(self.tenants.len());
        let tenant = self.tenants[chosen];
        self.bursts += 1;
        for n in 0..BURST {
            let order = format!("call {tenant}/burst{}-{n}", self.bursts);
            self.nodes[node].order(&order);
            self.orders.insert(order.clone(), order);
        }
        for _ in 0..BURST / 2 {
            if self.hear(Duration::from_secs(2)).is_none() {
                break;
            }
        }
        self.broker.kill();
        self.load(None);
        self.broker.start();
    }

    /// Sends everything again until it is acknowledged, and waits until everything has come to its end.
    async fn everything_ends(&mut self) {
        let since = Instant::now();
        while self.hear(Duration::from_secs(1)).is_some() {}
        loop {
            let open: Vec<String> = self
                .orders
                .iter()
                .filter(|(key, _)| !self.acknowledged.contains(*key))
                .map(|(_, order)| order.clone())
                .take(AT_ONCE)
                .collect();
            if open.is_empty() {
                break;
            }
            for (n, order) in open.iter().enumerate() {
                self.nodes[n % NODES].order(order);
            }
            for _ in &open {
                self.hear(Duration::from_secs(10));
            }
            assert!(
                since.elapsed() < 5 * PATIENCE,
                "{} orders are never acknowledged, such as {}",
                open.len(),
                open[0]
            );
        }
        let rows = self.cluster.client().await;
        let (mut left, mut since) = (i64::MAX, Instant::now());
        let mut turns = tokio::time::interval(Duration::from_millis(200));
        while left > 0 {
            turns.tick().await;
            let behind: i64 = match cut::look(&self.kafka, &self.pools).await {
                Ok(cut) => cut.parts.iter().map(cut::Part::lag).sum(),
                // A broker that has just come back does not know its partitions yet.
                Err(_) => 1,
            };
            let waits: i64 = rows.query_one(WAITING, &[]).await.unwrap().get(0);
            let unpublished: i64 = rows.query_one(UNPUBLISHED, &[]).await.unwrap().get(0);
            let now = behind + waits + unpublished;
            if now != left {
                (left, since) = (now, Instant::now());
            }
            assert!(
                since.elapsed() < PATIENCE,
                "{behind} records, {waits} analyses, {unpublished} tenants' events do not end"
            );
        }
    }

    async fn holds(&mut self) {
        let rows = self.cluster.client().await;
        nothing_is_amiss(&rows, &self.pools, &self.tenants, &self.acknowledged).await;
        let offsets = "SELECT (SELECT coalesce(sum(received), 0) FROM tallies)::bigint - (SELECT sum(next_offset) FROM ledger_partitions)::bigint";
        let differ: i64 = rows.query_one(offsets, &[]).await.unwrap().get(0);
        assert_eq!(differ, 0, "every record of the log was taken once");
        was_published(&rows, &self.kafka).await;
        eprintln!("{} orders, {} acknowledged", self.orders.len(), self.acknowledged.len());
    }
}

/// Tenants with events that no topic is known to have.
pub const UNPUBLISHED: &str = "SELECT count(*) FROM streams s LEFT JOIN relay_cursors c USING (tenant_id)
    WHERE s.next_seq > coalesce(c.next_seq, 1) AND s.next_seq > s.oldest_seq";

/// Every event of every tenant is in a topic at least once, and for the first time in the order of its tenant.
pub async fn was_published(rows: &tokio_postgres::Client, kafka: &KafkaConfig) {
    let last = "SELECT tenant_id::text, next_seq - 1 FROM streams WHERE next_seq > 1";
    let last = rows.query(last, &[]).await.unwrap();
    let mut seen: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
    for topic in [Topic::Results, Topic::Usage, Topic::Alerts] {
        let mut latest: BTreeMap<String, i64> = BTreeMap::new();
        for event in browse::read(kafka, topic).unwrap() {
            let read: Value = serde_json::from_slice(&event.payload).unwrap();
            let (tenant, seq) = (
                read["tenant_id"].as_str().unwrap().to_owned(),
                read["seq"].as_i64().unwrap(),
            );
            if seen.entry(tenant.clone()).or_default().insert(seq) {
                let before = latest.insert(tenant, seq);
                assert!(before < Some(seq), "{seq} for the first time after {before:?}: {read}");
            }
        }
    }
    for row in last {
        let (tenant, last): (String, i64) = (row.get(0), row.get(1));
        let seen = seen.remove(&tenant).unwrap_or_default();
        let missing: Vec<i64> = (1..=last).filter(|seq| !seen.contains(seq)).take(5).collect();
        assert!(missing.is_empty(), "{tenant}: never published: {missing:?} of {last}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_breaks_in_a_cluster_everything_acknowledged_is_there_once_and_every_event_is_published() {
    let _turn = turn().await;
    let seed = number("AUDIAPRO_SOAK_SEED").unwrap_or_else(|| std::process::id() as usize);
    let rounds = number("AUDIAPRO_SOAK_ROUNDS");
    // Short, it breaks everything once.
    let (tenants, rounds) = rounds.map_or((12, FAULTS.len()), |rounds| (1_000, rounds));
    eprintln!("seed {seed}, {tenants} tenants, {rounds} rounds");
    let mut soak = Soak::new(seed as u64, tenants, 12).await;
    for round in 0..rounds {
        soak.load(None);
        let what = soak.breaks().await;
        eprintln!("round {round}: {what}");
        soak.load(None);
    }
    soak.everything_ends().await;
    soak.holds().await;
}
