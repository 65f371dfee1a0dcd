//! What Kafka does not give: a broker that is away, a log that has lost what was acknowledged, topics that are not as we would have them.
//! Each is told to whom it concerns, and nothing is made up.

use std::time::{Duration, Instant};

use models::identity::tenant::NewTenant;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Client, TestApp, binary, eventually};
use web::server::Spawned;

use crate::faults::Broker;
use crate::kafka::{brokers, prefix, turn};
use crate::kafka_http::{configured, first, record};
use crate::product::Product;

async fn count(app: &TestApp, query: &str, wanted: i64) {
    let rows = app.database.superuser().await;
    eventually(&format!("{query} is {wanted}"), async || {
        rows.query_one(query, &[]).await.unwrap().get::<_, i64>(0) == wanted
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_broker_is_away_senders_are_told_to_come_again_and_lose_nothing() {
    let _turn = turn().await;
    let broker = Broker::new();
    let mut app = configured(|config| {
        config.kafka.brokers = broker.address();
        config.kafka.acknowledge_max_ms = 10_000;
        config.kafka.produce_bytes_max = 32 * 1024;
    })
    .await;
    let (_, client) = app.tenant("Acme").await;
    assert_eq!(client.post("/v1/calls", &record("before")).await.status, 202);
    broker.kill();
    // More than may wait for the broker, which has ten seconds; whoever comes then is told at once.
    let many: Vec<Value> = (0..300).map(|n| record(&format!("many-{n}"))).collect();
    let waits = client.clone();
    let waiting = tokio::spawn(async move { waits.post("/v1/calls", &json!(many)).await });
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let asked = Instant::now();
    let answer = client.post("/v1/calls", &record("while")).await;
    assert_eq!(answer.refusal(), (503, "unavailable"));
    assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    let many = waiting.await.unwrap();
    assert_eq!(many.refusal(), (503, "unavailable"));
    assert!(many.header("retry-after").parse::<u64>().unwrap() >= 1);
    broker.start();
    eventually("records are taken again", async || {
        client.post("/v1/calls", &record("while")).await.status == 202
    })
    .await;
    // What was given up may be in the log all the same; what was acknowledged must be.
    count(
        &app,
        "SELECT count(*) FROM legs WHERE external_id IN ('before', 'while')",
        2,
    )
    .await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_has_lost_what_was_acknowledged_is_not_read_on_and_the_node_says_so() {
    let _turn = turn().await;
    let mut app = first().await;
    let (_, client) = app.tenant("Acme").await;
    assert_eq!(client.post("/v1/calls", &record("1")).await.status, 202);
    count(&app, "SELECT count(*) FROM legs", 1).await;
    app.stop().await;
    // As if the broker had lost them: PostgreSQL stands where the log of this very topic does not reach.
    let rows = app.database.superuser().await;
    rows.execute("UPDATE ledger_partitions SET next_offset = next_offset + 1000", &[])
        .await
        .unwrap();
    let config = app.config.clone();
    let server = tokio::task::spawn_blocking(move || Spawned::start(config)).await;
    let server = server.unwrap().unwrap();
    let node = Client::new(format!("http://{}", server.address), client.key.clone());
    eventually("its readiness turns, and says why", async || {
        let ready = node.get("/health/ready").await;
        let detail = ready.json["checks"]["database"]["detail"].as_str().unwrap_or_default();
        ready.status == 503 && detail.contains("out of reach")
    })
    .await;
    let metrics = node.get("/metrics").await.text();
    assert!(metrics.contains("audiapro_kafka_log_out_of_reach 1\n"), "{metrics}");
    tokio::task::spawn_blocking(move || server.stop())
        .await
        .unwrap()
        .unwrap();
    // As docs/kafka.md says: on from the beginning of what is there.
    rows.execute("UPDATE ledger_partitions SET next_offset = 0", &[])
        .await
        .unwrap();
    app.begin().await;
    let again = Client::new(app.url(), client.key.clone());
    assert_eq!(again.post("/v1/calls", &record("2")).await.status, 202);
    count(&app, "SELECT count(*) FROM legs", 2).await;
    // The first has come a second time, as a duplicate.
    count(&app, "SELECT coalesce(sum(received), 0)::bigint FROM tallies", 3).await;
    count(&app, "SELECT coalesce(sum(included), 0)::bigint FROM usage", 2).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_is_not_as_we_would_have_made_it_is_named_at_the_start() {
    let _turn = turn().await;
    let product = Product::of(binary())
        .await
        .with("KAFKA_BROKERS", brokers())
        .with("AUDIAPRO__KAFKA__PREFIX", prefix())
        .with("AUDIAPRO__KAFKA__PARTITIONS", "1")
        .with("AUDIAPRO__STORE__SHARED", "true")
        .with("AUDIAPRO__MODELS__DIR", "/nonexistent/models");
    drop(product.start().await);
    assert!(!product.log().contains("is wanted"), "{}", product.log());
    let product = product
        .with("AUDIAPRO__KAFKA__PUBLISHED_KEPT_S", "7200")
        .with("AUDIAPRO__KAFKA__REPLICATION", "2");
    let running = product.start().await;
    let (_, client) = product.tenant(NewTenant::named("Acme")).await;
    let sent = client.send(client.request(Method::POST, "/v1/calls").json(&record("1")));
    assert_eq!(sent.await.status, 202, "it is the operator's to decide");
    let log = product.log();
    let named: Vec<&str> = log.lines().filter(|line| line.contains("is wanted")).collect();
    assert_eq!(named.len(), 3, "{named:#?}");
    for topic in ["calls.results", "usage", "alerts"] {
        let of_topic = named.iter().find(|line| line.contains(&format!(".{topic} has")));
        let of_topic = of_topic.unwrap_or_else(|| panic!("{topic} is not among {named:#?}"));
        assert!(
            of_topic.contains("retention.ms = 604800000, and 7200000 is wanted"),
            "{of_topic}"
        );
    }
    let copies = log
        .lines()
        .filter(|line| line.contains("keeps 1 of each record, and 2 copies are wanted"));
    assert_eq!(copies.count(), 6, "of every topic: {log}");
    drop(running);
}
