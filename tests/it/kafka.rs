//! Several nodes on one database and a real Kafka: what was acknowledged is there once, whoever owned its partition, whatever died.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use actors::app::{App, StartError};
use actors::config::AppConfig;
use actors::kafka::browse::{self, Found};
use actors::kafka::cut::{self, CutError};
use actors::kafka::settings::{KafkaConfig, Protocol, Security};
use actors::kafka::topics::Topic;
use actors::ledger::LedgerState;
use actors::ledger::arrival::Fate;
use models::identity::tenant::{NewTenant, Tenant};
use models::ids::{self, TenantId};
use models::testing::TestDatabase;
use serde_json::Value;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::stage;

/// The broker of this run.
pub fn brokers() -> String {
    std::env::var("AUDIAPRO_TEST_KAFKA")
        .expect("AUDIAPRO_TEST_KAFKA is not set: run script/test, which starts a broker and sets it")
}

/// One test with sessions at a time: several that rebalance on one busy machine lose theirs.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

pub type Turn = tokio::sync::MutexGuard<'static, ()>;

pub async fn turn() -> Turn {
    TURN.lock().await
}

/// As `drain_max` is by default.
const DRAIN_MAX: Duration = Duration::from_secs(30);

/// Topics of one test alone.
pub fn prefix() -> String {
    format!("test-{}", Uuid::new_v4().simple())
}

/// Nodes of one installation, in this process.
pub struct Nodes {
    pub kafka: KafkaConfig,
    database: TestDatabase,
    folder: tempfile::TempDir,
    pub rows: Client,
    pub nodes: Vec<App>,
    _turn: Turn,
}

impl Nodes {
    pub async fn new(count: usize, protocol: Protocol) -> Self {
        let turn = turn().await;
        let database = TestDatabase::create().await;
        let rows = database.superuser().await;
        let kafka = stage::kafka(brokers(), prefix(), protocol == Protocol::Consumer);
        let mut nodes = Self {
            kafka,
            database,
            folder: tempfile::tempdir().unwrap(),
            rows,
            nodes: vec![],
            _turn: turn,
        };
        for _ in 0..count {
            let node = nodes.start().await.unwrap();
            nodes.nodes.push(node);
        }
        nodes
    }

    pub async fn start(&self) -> Result<App, StartError> {
        let mut config = AppConfig::new(self.folder.path());
        config.analysis.workers = 1;
        config.analysis.poll = Duration::from_millis(20);
        config.intake.takeover_max = Duration::from_millis(200);
        config.kafka = Some(self.kafka.clone());
        stage::start(&config, &self.database, Ok(stage::fakes())).await
    }

    pub async fn tenant(&self) -> TenantId {
        let owner = &self.database.pools.owner;
        let made = Tenant::create(
            owner,
            &self.database.master_key,
            "test",
            NewTenant {
                plan: "enterprise".into(),
                ..NewTenant::named("Test")
            },
        )
        .await;
        made.unwrap().0.tenant_id()
    }

    /// Six tenants with five calls each, which the first node has taken.
    async fn six_with_calls(&self) -> Vec<TenantId> {
        let mut tenants = Vec::new();
        for _ in 0..6 {
            let tenant = self.tenant().await;
            self.nodes[0].accept(tenant, calls(0, 5)).await.unwrap();
            tenants.push(tenant);
        }
        tenants
    }

    pub async fn count(&self, query: &str) -> i64 {
        self.rows.query_one(query, &[]).await.unwrap().get(0)
    }

    pub async fn until(&self, query: &str, wanted: i64) {
        let mut seen = -1;
        let reached = async {
            loop {
                seen = self.count(query).await;
                if seen == wanted {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        if tokio::time::timeout(Duration::from_secs(60), reached).await.is_err() {
            panic!("{query} never was {wanted}, last {seen}");
        }
    }

    pub async fn agrees(&self, tenant: TenantId, calls: u64) {
        let recount = actors::app::recount(&self.database.pools, tenant).await.unwrap();
        assert_eq!(recount.counted, recount.stored);
        assert_eq!(recount.counted.used, calls);
    }

    fn owned(&self, node: usize) -> i64 {
        self.gauge(node, "audiapro_kafka_partitions_owned")
    }

    fn gauge(&self, node: usize, name: &str) -> i64 {
        let families = self.nodes[node].metrics();
        let found = families.iter().find(|family| family.name() == name).unwrap();
        found.get_metric()[0].get_gauge().get_value() as i64
    }

    /// What all nodes have counted.
    pub fn counted(&self, name: &str) -> u64 {
        let families = self.nodes.iter().flat_map(App::metrics);
        let named = families.filter(|family| family.name() == name);
        named
            .map(|family| family.get_metric()[0].get_counter().get_value() as u64)
            .sum()
    }

    async fn published(&self, topic: Topic) -> Vec<Found> {
        let kafka = self.kafka.clone();
        tokio::task::spawn_blocking(move || browse::read(&kafka, topic).unwrap())
            .await
            .unwrap()
    }

    pub async fn end(self) {
        for node in &self.nodes {
            node.drain().await;
        }
    }
}

pub fn calls(from: usize, to: usize) -> Vec<actors::Record> {
    (from..to)
        .map(|n| stage::record(&stage::fixed_call(&n.to_string())))
        .collect()
}

async fn two_nodes_take_and_share(protocol: Protocol) {
    let nodes = Nodes::new(2, protocol).await;
    let mut tenants = Vec::new();
    for _ in 0..6 {
        tenants.push(nodes.tenant().await);
    }
    for (n, tenant) in tenants.iter().enumerate() {
        let fates = nodes.nodes[n % 2].accept(*tenant, calls(0, 20)).await.unwrap();
        assert_eq!(fates, vec![Fate::Accepted; 20]);
        // The same again through the other node is charged to nobody.
        nodes.nodes[(n + 1) % 2].accept(*tenant, calls(0, 20)).await.unwrap();
    }
    nodes
        .until("SELECT coalesce(sum(received), 0)::bigint FROM tallies", 240)
        .await;
    assert_eq!(nodes.count("SELECT count(*) FROM legs").await, 120);
    for tenant in &tenants {
        nodes.agrees(*tenant, 20).await;
        let told = nodes.nodes[0].usage(*tenant).await.unwrap().report;
        assert_eq!(told.used, 20);
    }
    let shared = async {
        while nodes.owned(0) + nodes.owned(1) != 3 || nodes.owned(0) == 0 || nodes.owned(1) == 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), shared)
        .await
        .expect("both nodes own partitions");
    let connected = async {
        while [0, 1].map(|node| nodes.gauge(node, "audiapro_ledger_connected")) != [1, 1] {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), connected)
        .await
        .expect("each node says of its own ledgers that they are connected");
    // A node that leaves hands its partitions over, within the time that it has to end.
    let leaves = std::time::Instant::now();
    nodes.nodes[0].drain().await;
    let handed_over = async {
        while nodes.owned(1) != 3 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(DRAIN_MAX.saturating_sub(leaves.elapsed()), handed_over)
        .await
        .expect("the other node owns all of them");
    nodes.nodes[1].accept(tenants[0], calls(20, 30)).await.unwrap();
    nodes.nodes[1].accept(tenants[1], calls(20, 30)).await.unwrap();
    nodes.nodes[1].accept(tenants[2], calls(20, 30)).await.unwrap();
    nodes.until("SELECT count(*) FROM legs", 150).await;
    assert_eq!(nodes.owned(1), 3);
    nodes.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_take_and_share_by_the_classic_protocol() {
    two_nodes_take_and_share(Protocol::Classic).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_take_and_share_by_the_consumer_protocol() {
    two_nodes_take_and_share(Protocol::Consumer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn poison_goes_to_the_dead_letters_and_its_partition_goes_on() {
    let nodes = Nodes::new(1, Protocol::Classic).await;
    let tenant = nodes.tenant().await;
    let partition = ids::partition(tenant, 3);
    let poison = |payload: &str| Found {
        partition,
        key: Some(b"k".to_vec()),
        payload: payload.into(),
        ..Found::default()
    };
    browse::write(
        &nodes.kafka,
        Topic::Received,
        &[poison("nonsense"), poison("{\"v\":7}")],
    )
    .await
    .unwrap();
    nodes.nodes[0].accept(tenant, calls(0, 3)).await.unwrap();
    nodes.until("SELECT count(*) FROM legs", 3).await;
    let letters = nodes.published(Topic::DeadLetters).await;
    let told: BTreeSet<(&str, &str, &str)> = letters
        .iter()
        .map(|letter| {
            (
                letter.header("reason").unwrap(),
                letter.header("offset").unwrap(),
                letter.header("partition").unwrap(),
            )
        })
        .collect();
    let place = partition.to_string();
    assert_eq!(
        told,
        BTreeSet::from([
            ("unreadable", "0", place.as_str()),
            ("unknown_version", "1", place.as_str())
        ])
    );
    assert!(
        letters
            .iter()
            .any(|letter| letter.payload == b"nonsense" && letter.key.as_deref() == Some(b"k"))
    );
    nodes.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn poison_beside_a_record_that_the_database_refuses_is_kept_once() {
    let nodes = Nodes::new(1, Protocol::Classic).await;
    let tenant = nodes.tenant().await;
    nodes.nodes[0].accept(tenant, calls(0, 1)).await.unwrap();
    nodes.until("SELECT count(*) FROM legs", 1).await;
    let written = nodes.published(Topic::Received).await.remove(0);
    // As our own door writes them, of another leg each.
    let like = |talk_s: i32| {
        let mut message: Value = serde_json::from_slice(&written.payload).unwrap();
        let record = &mut message["what"]["record"];
        record["id"] = serde_json::json!(Uuid::new_v4());
        record["call"] = serde_json::json!(Uuid::new_v4());
        record["talk_s"] = serde_json::json!(talk_s);
        Found {
            payload: message.to_string().into_bytes(),
            ..written.clone()
        }
    };
    let poison = Found {
        payload: b"nonsense".to_vec(),
        ..written.clone()
    };
    // The database knows no such talk: the batch is halved until that record stands alone.
    let sent = [poison, like(60), like(-1), like(60)];
    browse::write(&nodes.kafka, Topic::Received, &sent).await.unwrap();
    nodes.until("SELECT count(*) FROM legs", 3).await;
    let letters = nodes.published(Topic::DeadLetters).await;
    let mut reasons: Vec<&str> = letters.iter().filter_map(|letter| letter.header("reason")).collect();
    reasons.sort_unstable();
    assert_eq!(reasons, ["refused", "unreadable"]);
    nodes.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_leg_for_a_full_call_goes_to_the_dead_letters_and_those_beside_it_are_taken() {
    let nodes = Nodes::new(1, Protocol::Classic).await;
    let tenant = nodes.tenant().await;
    let leg = |external_id: &str, linked_id: &str| {
        let mut leg = stage::fixed_call(external_id);
        leg["linked_id"] = linked_id.into();
        stage::record(&leg)
    };
    nodes.nodes[0].accept(tenant, vec![leg("a", "x")]).await.unwrap();
    nodes.until("SELECT count(*) FROM legs", 1).await;
    nodes.rows.batch_execute("UPDATE calls SET legs = 10000").await.unwrap();
    // The first is met, the second is known.
    for (full, beside, stored) in [("b", "c", 2), ("d", "e", 3)] {
        let sent = vec![leg(full, "x"), leg(beside, "y")];
        nodes.nodes[0].accept(tenant, sent).await.unwrap();
        nodes.until("SELECT count(*) FROM legs", stored).await;
    }
    let letters = nodes.published(Topic::DeadLetters).await;
    let told: Vec<_> = letters
        .iter()
        .map(|letter| (letter.header("reason"), letter.header("detail")))
        .collect();
    assert_eq!(told.len(), 2);
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0].0, Some("refused"));
    assert!(told[0].1.unwrap().contains("(call_full)"), "{told:?}");
    nodes.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_published_in_the_order_of_their_tenant_and_heard_on_every_node() {
    let nodes = Nodes::new(2, Protocol::Classic).await;
    let tenant = nodes.tenant().await;
    let mut feeds = [nodes.nodes[0].feed().listen(), nodes.nodes[1].feed().listen()];
    for n in 0..10 {
        nodes.nodes[n % 2].accept(tenant, calls(n, n + 1)).await.unwrap();
    }
    nodes.until("SELECT count(*) FROM legs", 10).await;
    nodes
        .until("SELECT count(*) FROM streams s JOIN relay_cursors c USING (tenant_id) WHERE c.next_seq = s.next_seq AND s.next_seq > 10", 1)
        .await;
    for feed in &mut feeds {
        let heard = tokio::time::timeout(Duration::from_secs(20), feed.recv())
            .await
            .expect("every node hears");
        assert_eq!(heard.unwrap().tenant, tenant);
    }
    let mut seqs: BTreeMap<i64, usize> = BTreeMap::new();
    for topic in [Topic::Results, Topic::Usage] {
        let mut last = 0;
        for event in nodes.published(topic).await {
            let read: Value = serde_json::from_slice(&event.payload).unwrap();
            let seq = read["seq"].as_i64().unwrap();
            assert!(seq > last, "in order: {seq} after {last}");
            last = seq;
            assert_eq!(read["id"], format!("{tenant}.{seq}"));
            documented(&read);
            assert_eq!(event.key.as_deref(), Some(tenant.to_string().as_bytes()));
            *seqs.entry(seq).or_default() += 1;
        }
    }
    let all = nodes
        .count("SELECT next_seq - 1 FROM streams s JOIN legs l USING (tenant_id) LIMIT 1")
        .await;
    assert_eq!(
        seqs.keys().copied().collect::<Vec<_>>(),
        (1..=all).collect::<Vec<_>>(),
        "no event is missing"
    );
    nodes.end().await;
}

/// Held against the AsyncAPI document.
fn documented(event: &Value) {
    let document = web::asyncapi::document();
    let message = &document["components"]["messages"][event["type"].as_str().unwrap()];
    let schema = serde_json::json!({ "allOf": [message["payload"]], "components": document["components"] });
    let validator = jsonschema::draft202012::new(&schema).expect("the document's schemas are valid");
    let errors: Vec<String> = validator.iter_errors(event).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}: {event:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_without_kafka_and_nodes_with_it_do_not_run_side_by_side() {
    let nodes = Nodes::new(1, Protocol::Classic).await;
    let mut config = AppConfig::new(nodes.folder.path());
    config.intake.takeover_max = Duration::from_millis(100);
    let alone = stage::start(&config, &nodes.database, Ok(stage::fakes())).await;
    assert!(matches!(alone, Err(StartError::AlreadyRunning)));
    nodes.end().await;
}

/// A shared lock of the installation ("audiapro" as a number) that is held on this database.
const SHARED: &str = "FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE d.datname = current_database() AND l.granted \
                      AND l.locktype = 'advisory' AND l.mode = 'ShareLock' AND l.classid = 1635083369 AND l.objid = 1634759279";

#[tokio::test(flavor = "multi_thread")]
async fn nodes_hold_the_installation_again_after_postgres_went() {
    let nodes = Nodes::new(1, Protocol::Classic).await;
    let holder = format!("SELECT l.pid::bigint {SHARED}");
    let before = nodes.count(&holder).await;
    nodes
        .count(&format!("SELECT count(pg_terminate_backend({before}::integer))"))
        .await;
    nodes
        .until(&format!("SELECT count(*) {SHARED} AND l.pid <> {before}"), 1)
        .await;
    nodes.until(&format!("SELECT count(*) {SHARED}"), 1).await;
    let pools = nodes.database.pools.clone();
    let cut = cut::change(&nodes.kafka, &pools, 5).await;
    assert!(matches!(cut, Err(CutError::Running)), "{cut:?}");
    // As if somebody had been quick enough all the same: the node says that it is not to be relied on.
    nodes
        .rows
        .execute("UPDATE installation SET received_partitions = 5", &[])
        .await
        .unwrap();
    nodes
        .count(&format!("SELECT count(pg_terminate_backend(l.pid)) {SHARED}"))
        .await;
    let told = async {
        while !matches!(&nodes.nodes[0].health().ledger, LedgerState::Broken(why) if why.contains("5 partitions")) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let told = tokio::time::timeout(Duration::from_secs(30), told).await;
    told.expect("a node that knows another number says so");
    nodes.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_number_of_partitions_and_a_store_of_ones_own_are_refused_in_words() {
    let mut nodes = Nodes::new(1, Protocol::Classic).await;
    nodes.nodes.pop().unwrap().drain().await;
    nodes
        .rows
        .execute("UPDATE installation SET received_partitions = 5", &[])
        .await
        .unwrap();
    let refused = nodes.start().await.err().expect("it is refused").to_string();
    assert!(
        refused.contains('5') && refused.contains('3') && refused.contains("calls.received"),
        "{refused}"
    );
    nodes.kafka.store_shared = false;
    let refused = nodes.start().await.err().expect("it is refused").to_string();
    assert!(refused.contains("store.shared"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn offsets_of_another_cluster_are_refused_until_somebody_takes_them_back() {
    let mut nodes = Nodes::new(1, Protocol::Classic).await;
    let tenant = nodes.tenant().await;
    nodes.nodes[0].accept(tenant, calls(0, 5)).await.unwrap();
    nodes.until("SELECT count(*) FROM legs", 5).await;
    nodes.nodes.pop().unwrap().drain().await;
    let mine = "SELECT count(*) FROM installation WHERE length(kafka_cluster) > 0 AND kafka_cluster <> 'another'";
    assert_eq!(nodes.count(mine).await, 1, "it is noted");
    // As if these offsets had been stored with another one; the topic here is as long as they are large.
    let other = "UPDATE installation SET kafka_cluster = 'another'";
    nodes.rows.batch_execute(other).await.unwrap();
    let refused = nodes.start().await.err().expect("it is refused").to_string();
    assert!(
        refused.contains("another") && refused.contains("docs/kafka.md"),
        "{refused}"
    );
    assert_eq!(nodes.count(mine).await, 0);
    // What docs/kafka.md says: it is read from its beginning on, and what is known already is known.
    nodes
        .rows
        .batch_execute("UPDATE ledger_partitions SET next_offset = 0")
        .await
        .unwrap();
    let node = nodes.start().await.unwrap();
    assert_eq!(nodes.count(mine).await, 1, "this one is noted now");
    node.accept(tenant, calls(0, 7)).await.unwrap();
    nodes.until("SELECT count(*) FROM legs", 7).await;
    nodes.agrees(tenant, 7).await;
    nodes.nodes.push(node);
    nodes.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn partitions_that_somebody_adds_stay_empty_and_tenants_stay_where_they_are() {
    let mut nodes = Nodes::new(1, Protocol::Classic).await;
    let tenants = nodes.six_with_calls().await;
    cut::add(&nodes.kafka, 5).await.unwrap();
    let stranger = Found {
        partition: 4,
        payload: b"nobody reads this".to_vec(),
        ..Found::default()
    };
    browse::write(&nodes.kafka, Topic::Received, &[stranger]).await.unwrap();
    // Running nodes notice, and one that starts says so and starts.
    let second = nodes.start().await.unwrap();
    nodes.nodes.push(second);
    for tenant in &tenants {
        nodes.nodes[1].accept(*tenant, calls(5, 10)).await.unwrap();
    }
    nodes.until("SELECT count(*) FROM legs", 60).await;
    for tenant in &tenants {
        nodes.agrees(*tenant, 10).await;
    }
    let told = async {
        while nodes.gauge(0, "audiapro_kafka_partitions_unused") != 2
            || nodes.gauge(1, "audiapro_kafka_partitions_unused") != 2
            || nodes.owned(0) + nodes.owned(1) != 3
        {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let told = tokio::time::timeout(Duration::from_secs(60), told).await;
    told.expect("both nodes tell of them, and own the others");
    assert_eq!(
        nodes
            .count("SELECT max(partition)::bigint FROM ledger_partitions")
            .await,
        2
    );
    assert_eq!(nodes.published(Topic::DeadLetters).await, []);
    nodes.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_door_is_cut_anew_once_no_node_runs_and_everything_is_committed() {
    let mut nodes = Nodes::new(1, Protocol::Consumer).await;
    let tenants = nodes.six_with_calls().await;
    nodes.until("SELECT count(*) FROM legs", 30).await;
    let pools = nodes.database.pools.clone();
    assert!(matches!(
        cut::change(&nodes.kafka, &pools, 5).await,
        Err(CutError::Running)
    ));
    nodes.nodes.pop().unwrap().drain().await;
    // Acknowledged, and nobody has taken it yet.
    let waits = Found {
        partition: 1,
        payload: b"{}".to_vec(),
        ..Found::default()
    };
    browse::write(&nodes.kafka, Topic::Received, &[waits]).await.unwrap();
    let behind = cut::change(&nodes.kafka, &pools, 5).await;
    assert!(
        matches!(behind, Err(CutError::Behind { partition: 1, lag: 1 })),
        "{behind:?}"
    );
    let node = nodes.start().await.unwrap();
    nodes
        .until("SELECT count(*) FROM ledger_partitions WHERE owner_epoch > 1", 3)
        .await;
    let committed = async {
        while cut::look(&nodes.kafka, &pools)
            .await
            .unwrap()
            .parts
            .iter()
            .any(|part| part.lag() > 0)
        {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), committed).await.unwrap();
    node.drain().await;
    for (to, found, calls_then) in [(5, 5, 10), (2, 5, 15)] {
        let cut = cut::change(&nodes.kafka, &pools, to).await.unwrap();
        assert_eq!((cut.noted, cut.found), (Some(to), found));
        let node = nodes.start().await.unwrap();
        for tenant in &tenants {
            // All from the beginning on: what moved with its tenant is known where it is now.
            node.accept(*tenant, calls(0, calls_then)).await.unwrap();
        }
        nodes.until("SELECT count(*) FROM legs", 6 * calls_then as i64).await;
        nodes.nodes.push(node);
        nodes.until("SELECT count(*) FROM streams s JOIN relay_cursors c USING (tenant_id) JOIN usage u USING (tenant_id) WHERE c.next_seq = s.next_seq", 6).await;
        nodes.nodes.pop().unwrap().drain().await;
    }
    for tenant in &tenants {
        nodes.agrees(*tenant, 15).await;
    }
    // Every event once in a place, in the order of its tenant, over all three ways to cut.
    let mut last: BTreeMap<String, i64> = BTreeMap::new();
    for event in nodes.published(Topic::Results).await {
        let read: Value = serde_json::from_slice(&event.payload).unwrap();
        let seq = read["seq"].as_i64().unwrap();
        let before = last.insert(read["tenant_id"].as_str().unwrap().to_owned(), seq);
        assert!(before < Some(seq), "{seq} after {before:?}");
    }
    assert_eq!(last.len(), 6);
    nodes.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_integration_writes_records_itself_and_hears_why_one_was_not_taken() {
    let nodes = Nodes::new(1, Protocol::Classic).await;
    let made = Tenant::create(
        &nodes.database.pools.owner,
        &nodes.database.master_key,
        "test",
        NewTenant::named("Test"),
    )
    .await;
    let (tenant, _, key) = made.unwrap();
    let message = |api_key: Option<&str>, payload: &str| Found {
        partition: -1,
        headers: api_key
            .map(|key| ("api-key".to_owned(), key.to_owned()))
            .into_iter()
            .collect(),
        payload: payload.into(),
        ..Found::default()
    };
    let record = stage::fixed_call("1").to_string();
    let mut other_schema = message(Some(key.reveal()), &record);
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let its_own = [("schema", "2"), ("traceparent", trace)].map(|(name, value)| (name.to_owned(), value.to_owned()));
    other_schema.headers.extend(its_own.clone());
    let sent = [
        message(None, &record),
        message(Some("nobody"), &record),
        other_schema,
        message(Some(key.reveal()), "nonsense"),
        message(Some(key.reveal()), r#"{"external_id": "1", "misspelt": 1}"#),
        message(Some(key.reveal()), &record),
    ];
    browse::write(&nodes.kafka, Topic::Ingress, &sent).await.unwrap();
    nodes.until("SELECT count(*) FROM legs", 1).await;
    nodes.agrees(tenant.tenant_id(), 1).await;
    let letters = nodes.published(Topic::DeadLetters).await;
    let reasons: BTreeSet<&str> = letters.iter().filter_map(|letter| letter.header("reason")).collect();
    assert_eq!(
        reasons,
        BTreeSet::from(["no_key", "wrong_key", "unknown_version", "unreadable", "invalid"])
    );
    for letter in &letters {
        let is_other = letter.header("reason") == Some("unknown_version");
        for (name, value) in &its_own {
            assert_eq!(letter.header(name), is_other.then_some(value.as_str()), "{letter:?}");
        }
    }
    let kept = format!("{letters:?}");
    assert!(!kept.contains(key.reveal()), "a key is not kept");
    nodes.end().await;
}

/// The listeners of the broker with TLS: what stands in its `kafka.env`.
fn secured() -> BTreeMap<String, String> {
    let path = std::env::var("AUDIAPRO_TEST_KAFKA_ENV").expect("AUDIAPRO_TEST_KAFKA_ENV is not set: run script/test");
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_comes_in_by_scram_plain_and_mutual_tls_and_says_why_it_does_not() {
    let secured = secured();
    let tls = |file: &str| Some(std::path::PathBuf::from(&secured["KAFKA_TLS"]).join(file));
    let sasl = |mechanism: &str, password: &str| Security {
        tls: true,
        mechanism: mechanism.into(),
        user: "app".into(),
        password: password.into(),
        ca_file: tls("ca.pem"),
        ..Security::default()
    };
    let mutual = Security {
        tls: true,
        ca_file: tls("ca.pem"),
        certificate_file: tls("client.pem"),
        key_file: tls("client.key"),
        ..Security::default()
    };
    let mut nodes = Nodes::new(0, Protocol::Classic).await;
    let tenant = nodes.tenant().await;
    for (n, (listener, security)) in [
        ("KAFKA_SCRAM", sasl("SCRAM-SHA-512", "app-secret")),
        ("KAFKA_PLAIN", sasl("PLAIN", "app-secret")),
        ("KAFKA_MTLS", mutual.clone()),
    ]
    .into_iter()
    .enumerate()
    {
        nodes.kafka.brokers = secured[listener].clone();
        nodes.kafka.security = security;
        let node = nodes.start().await.unwrap();
        node.accept(tenant, calls(n, n + 1)).await.unwrap();
        nodes.until("SELECT count(*) FROM legs", n as i64 + 1).await;
        node.drain().await;
    }
    let without_certificate = Security {
        certificate_file: None,
        key_file: None,
        ..mutual
    };
    for (listener, security) in [
        ("KAFKA_SCRAM", sasl("SCRAM-SHA-512", "not-the-secret")),
        ("KAFKA_MTLS", without_certificate),
    ] {
        nodes.kafka.brokers = secured[listener].clone();
        nodes.kafka.security = security;
        let refused = nodes.start().await.err().expect("it does not come in").to_string();
        assert!(
            refused.contains("Kafka does not answer") && !refused.contains("not-the-secret"),
            "{refused}"
        );
    }
}
