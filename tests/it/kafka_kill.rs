//! Nodes that die, and nodes that come back from the dead: what was acknowledged is there once, and usage equals the recount.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use actors::kafka::browse::{self, Found};
use actors::kafka::settings::KafkaConfig;
use actors::kafka::topics::Topic;
use models::identity::tenant::{NewTenant, Tenant};
use models::ids::TenantId;
use models::testing::TestDatabase;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio_postgres::Client;

use crate::kafka::{Turn, brokers, prefix, turn};
use crate::soak_cluster::{UNPUBLISHED, was_published};
use crate::stage;

/// What was acknowledged, by all nodes together.
type Acknowledged = Arc<Mutex<BTreeSet<String>>>;

struct Cluster {
    database: TestDatabase,
    rows: Client,
    folder: tempfile::TempDir,
    prefix: String,
    protocol: &'static str,
    tenants: Vec<TenantId>,
    acknowledged: Acknowledged,
    _turn: Turn,
}

struct Node {
    child: Child,
    orders: ChildStdin,
    hearing: Option<JoinHandle<()>>,
}

impl Cluster {
    async fn new(protocol: &'static str) -> Self {
        let turn = turn().await;
        let database = TestDatabase::create().await;
        let mut tenants = Vec::new();
        for _ in 0..6 {
            let new = NewTenant {
                plan: "enterprise".into(),
                ..NewTenant::named("Test")
            };
            let made = Tenant::create(&database.pools.owner, &database.master_key, "test", new).await;
            tenants.push(made.unwrap().0.tenant_id());
        }
        let rows = database.superuser().await;
        Self {
            database,
            rows,
            folder: tempfile::tempdir().unwrap(),
            prefix: prefix(),
            protocol,
            tenants,
            acknowledged: Acknowledged::default(),
            _turn: turn,
        }
    }

    fn kafka(&self) -> KafkaConfig {
        stage::kafka(brokers(), self.prefix.clone(), self.protocol == "consumer")
    }

    fn start(&self) -> Node {
        self.start_with(None)
    }

    fn start_failing_at(&self, point: &str) -> Node {
        self.start_with(Some(point))
    }

    fn start_with(&self, fail_at: Option<&str>) -> Node {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stage-child"));
        command
            .arg(&self.database.config.url)
            .arg(self.folder.path())
            .arg(self.tenants[0].to_string())
            .args([&brokers(), &self.prefix, self.protocol])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .env_remove("AUDIAPRO_FAIL_AT");
        if let Some(point) = fail_at {
            command.env("AUDIAPRO_FAIL_AT", point);
        }
        let mut child = command.spawn().unwrap();
        let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
        assert_eq!(answers.next().unwrap().unwrap(), "ready");
        let acknowledged = self.acknowledged.clone();
        let hearing = std::thread::spawn(move || {
            for line in answers.map_while(Result::ok) {
                let words: Vec<&str> = line.split(' ').collect();
                if let [_, id, "accepted"] = words[..] {
                    acknowledged.lock().unwrap().insert(id.to_owned());
                }
            }
        });
        Node {
            orders: child.stdin.take().unwrap(),
            child,
            hearing: Some(hearing),
        }
    }

    /// Sends so many calls of each tenant.
    fn send(&self, node: &mut Node, name: &str, calls: usize) {
        for n in 0..calls {
            for tenant in &self.tenants {
                // A node that is dead already does not read it.
                writeln!(node.orders, "call {tenant}/{name}-{n}").ok();
            }
        }
    }

    async fn count(&self, query: &str) -> i64 {
        self.rows.query_one(query, &[]).await.unwrap().get(0)
    }

    async fn until(&self, what: &str, mut holds: impl AsyncFnMut() -> bool) {
        let reached = async {
            while !holds().await {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(90), reached)
            .await
            .unwrap_or_else(|_| panic!("never: {what}"));
    }

    /// Until so many are acknowledged, as a client goes on that was told to come again: what is not yet is sent again.
    async fn sent_until(&self, node: &mut Node, names: &[&str], wanted: usize) {
        const AGAIN: Duration = Duration::from_secs(10);
        let (acknowledged, mut sent) = (self.acknowledged.clone(), Instant::now());
        self.until("enough is acknowledged", async || {
            let is_enough = acknowledged.lock().unwrap().len() >= wanted;
            if !is_enough && sent.elapsed() > AGAIN {
                sent = Instant::now();
                names.iter().for_each(|name| self.send(node, name, 20));
            }
            is_enough
        })
        .await;
    }

    async fn acknowledged_at_least(&self, wanted: usize) {
        let acknowledged = self.acknowledged.clone();
        self.until("enough is acknowledged", async || {
            acknowledged.lock().unwrap().len() >= wanted
        })
        .await;
    }

    /// Every acknowledged call is there once; what is there is charged once, and each offset was taken once.
    async fn holds(&self) {
        let acknowledged = self.acknowledged.lock().unwrap().clone();
        let stored = "SELECT count(*) FROM legs WHERE tenant_id || '/' || external_id = ANY($1)";
        let wanted: Vec<String> = acknowledged.iter().cloned().collect();
        self.until("all that was acknowledged is stored", async || {
            self.rows.query_one(stored, &[&wanted]).await.unwrap().get::<_, i64>(0) == wanted.len() as i64
        })
        .await;
        self.until("the log is read to its end", async || {
            // Every record has one fate, and every fate moved an offset.
            self.count("SELECT (SELECT coalesce(sum(received), 0) FROM tallies)::bigint - (SELECT sum(next_offset) FROM ledger_partitions)::bigint").await == 0
        })
        .await;
        for tenant in &self.tenants {
            let recount = actors::app::recount(&self.database.pools, *tenant).await.unwrap();
            assert_eq!(recount.counted, recount.stored);
        }
        let charged = self.count("SELECT sum(included)::bigint FROM usage").await;
        assert_eq!(
            charged,
            self.count("SELECT count(*) FROM legs").await,
            "each call is charged once"
        );
        assert_eq!(self.count("SELECT sum(calls)::bigint FROM call_stats").await, charged);
    }
}

impl Node {
    fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.child.id() as i32), signal).unwrap();
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.hearing.take().unwrap().join().unwrap();
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

async fn the_owner_is_killed(protocol: &'static str) {
    let cluster = Cluster::new(protocol).await;
    let (mut first, mut second) = (cluster.start(), cluster.start());
    cluster.send(&mut first, "a", 20);
    cluster.acknowledged_at_least(30).await;
    cluster.send(&mut second, "b", 20);
    first.kill();
    // The door never pauses: the other node goes on acknowledging while the partitions have no owner.
    cluster.send(&mut second, "c", 20);
    cluster.acknowledged_at_least(30 + 240).await;
    cluster.holds().await;
    let mut third = cluster.start();
    second.kill();
    cluster.send(&mut third, "d", 10);
    // What the killed ones may not have acknowledged is sent again.
    cluster.send(&mut third, "a", 20);
    cluster.send(&mut third, "b", 20);
    let all = 6 * (20 + 20 + 20 + 10);
    cluster.acknowledged_at_least(all).await;
    cluster.holds().await;
    assert_eq!(cluster.count("SELECT count(*) FROM legs").await, all as i64);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_is_killed_under_the_classic_protocol() {
    the_owner_is_killed("classic").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_is_killed_under_the_consumer_protocol() {
    the_owner_is_killed("consumer").await;
}

async fn a_node_comes_back_from_the_dead(protocol: &'static str) {
    let cluster = Cluster::new(protocol).await;
    let mut zombie = cluster.start();
    cluster.send(&mut zombie, "a", 20);
    cluster.acknowledged_at_least(60).await;
    cluster
        .until("every partition has its owner", async || {
            cluster
                .count("SELECT count(*) FROM ledger_partitions WHERE owner_epoch > 0")
                .await
                >= 3
        })
        .await;
    let epochs = cluster
        .count("SELECT coalesce(sum(owner_epoch), 0)::bigint FROM ledger_partitions")
        .await;
    zombie.signal(Signal::SIGSTOP);
    // All partitions were its own; they are taken from it once its session has run out.
    let mut other = cluster.start();
    cluster.send(&mut other, "b", 20);
    cluster
        .until("all partitions have another owner", async || {
            cluster
                .count("SELECT coalesce(sum(owner_epoch), 0)::bigint FROM ledger_partitions")
                .await
                >= epochs + 3
        })
        .await;
    cluster.sent_until(&mut other, &["b"], 60 + 120).await;
    // It wakes in the middle of whatever it did, with an epoch that is past.
    zombie.signal(Signal::SIGCONT);
    cluster.send(&mut zombie, "c", 20);
    cluster.send(&mut other, "c", 20);
    cluster.send(&mut other, "a", 20);
    cluster.sent_until(&mut other, &["a", "b", "c"], 6 * 60).await;
    cluster.holds().await;
    assert_eq!(cluster.count("SELECT count(*) FROM legs").await, 6 * 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_comes_back_from_the_dead_under_the_classic_protocol() {
    a_node_comes_back_from_the_dead("classic").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_comes_back_from_the_dead_under_the_consumer_protocol() {
    a_node_comes_back_from_the_dead("consumer").await;
}

/// On the way into the log, around the commit and on the way out: what the log has is taken once, and every event is published, whichever
/// side the end was on.
#[tokio::test(flavor = "multi_thread")]
async fn an_end_before_and_after_each_step_takes_nothing_twice_and_publishes_everything() {
    const POINTS: [&str; 5] = [
        "kafka.after_append",
        "ledger.after_guard",
        "ledger.before_commit",
        "ledger.after_commit",
        "kafka.after_publish",
    ];
    let cluster = Cluster::new("classic").await;
    for point in POINTS {
        let mut node = cluster.start_failing_at(point);
        cluster.send(&mut node, point, 5);
        node.child.wait().unwrap();
        node.hearing.take().unwrap().join().unwrap();
    }
    let mut node = cluster.start();
    for point in POINTS {
        cluster.send(&mut node, point, 5);
    }
    cluster.acknowledged_at_least(POINTS.len() * 30).await;
    cluster.holds().await;
    assert_eq!(
        cluster.count("SELECT count(*) FROM legs").await,
        POINTS.len() as i64 * 30
    );
    let is_published = async || cluster.count(UNPUBLISHED).await == 0;
    cluster.until("every event is published", is_published).await;
    was_published(&cluster.rows, &cluster.kafka()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_of_an_integration_that_was_passed_on_twice_is_taken_once() {
    let cluster = Cluster::new("classic").await;
    let made = Tenant::create(
        &cluster.database.pools.owner,
        &cluster.database.master_key,
        "test",
        NewTenant::named("Test"),
    )
    .await;
    let (tenant, _, key) = made.unwrap();
    let mut node = cluster.start_failing_at("kafka.after_pass_on");
    let sent = (0..5).map(|n| Found {
        partition: -1,
        headers: vec![("api-key".to_owned(), key.reveal().to_owned())],
        payload: stage::fixed_call(&n.to_string()).to_string().into_bytes(),
        ..Found::default()
    });
    let sent: Vec<Found> = sent.collect();
    browse::write(&cluster.kafka(), Topic::Ingress, &sent).await.unwrap();
    node.child.wait().unwrap();
    let _other = cluster.start();
    let taken = async || {
        let again = "SELECT coalesce(sum(fate_duplicate), 0)::bigint FROM tallies";
        cluster.count("SELECT count(*) FROM legs").await == 5 && cluster.count(again).await > 0
    };
    cluster.until("all are taken, and some come a second time", taken).await;
    let recount = actors::app::recount(&cluster.database.pools, tenant.tenant_id()).await;
    let recount = recount.unwrap();
    assert_eq!(recount.counted, recount.stored);
    assert_eq!(recount.counted.used, 5);
}
