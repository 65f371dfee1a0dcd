//! The door's topic is deleted and made anew in the same cluster: what the new one has acknowledged is taken, all of it and once, wherever
//! the offsets of the old one stood.

use std::time::Duration;

use actors::kafka::cut;
use actors::kafka::settings::{KafkaConfig, Protocol};
use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions};
use rdkafka::client::DefaultClientContext;

use crate::kafka::{Nodes, calls};

const BEGUN_ANEW: &str = "audiapro_kafka_partitions_begun_anew_total";
const OFFSETS: &str = "SELECT coalesce(sum(next_offset), 0)::bigint FROM ledger_partitions";
const RECEIVED: &str = "SELECT coalesce(sum(received), 0)::bigint FROM tallies";
const NOTED: &str = "SELECT count(*) FROM ledger_partitions WHERE topic_id IS NOT NULL";

/// Deletes the door's topic, and returns once it is gone.
async fn delete(kafka: &KafkaConfig) {
    let topic = kafka.received();
    let admin: AdminClient<DefaultClientContext> = ClientConfig::new()
        .set("bootstrap.servers", &kafka.brokers)
        .create()
        .unwrap();
    let deleted = admin.delete_topics(&[topic.as_str()], &AdminOptions::new()).await;
    assert!(deleted.unwrap().iter().all(Result::is_ok));
    let gone = async {
        loop {
            let asked = kafka.clone();
            let found = tokio::task::spawn_blocking(move || cut::found(&asked)).await.unwrap();
            if found.unwrap().is_none() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), gone)
        .await
        .expect("the topic is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_made_anew_is_read_from_its_beginning_though_it_has_grown_beyond_the_stored_offset() {
    let mut nodes = Nodes::new(1, Protocol::Classic).await;
    let tenant = nodes.tenant().await;
    nodes.nodes[0].accept(tenant, calls(0, 5)).await.unwrap();
    nodes.until("SELECT count(*) FROM legs", 5).await;
    nodes.until(NOTED, 3).await;
    let ids = "SELECT count(DISTINCT topic_id) FROM ledger_partitions";
    assert_eq!(nodes.count(ids).await, 1);
    assert_eq!(
        nodes.counted(BEGUN_ANEW),
        0,
        "a topic that was just made is no other one"
    );
    nodes.nodes.pop().unwrap().drain().await;
    delete(&nodes.kafka).await;
    // Claims wait for this transaction, so that the new topic is longer than the stored offset before anybody looks.
    nodes
        .rows
        .batch_execute("BEGIN; SELECT FROM ledger_partitions FOR UPDATE")
        .await
        .unwrap();
    let node = nodes.start().await.unwrap();
    node.accept(tenant, calls(3, 23)).await.unwrap();
    nodes.rows.batch_execute("COMMIT").await.unwrap();
    nodes.nodes.push(node);
    nodes.until("SELECT count(*) FROM legs", 23).await;
    // Each record of either topic has come once; two of them were known.
    nodes.until(OFFSETS, 20).await;
    assert_eq!(nodes.count(RECEIVED).await, 25);
    nodes.agrees(tenant, 23).await;
    assert_eq!(nodes.counted(BEGUN_ANEW), 3, "each partition is told of, once");
    assert_eq!(nodes.count(ids).await, 1);
    // The next owner finds nothing amiss.
    nodes.nodes.pop().unwrap().drain().await;
    let node = nodes.start().await.unwrap();
    node.accept(tenant, calls(23, 25)).await.unwrap();
    nodes.nodes.push(node);
    nodes.until(OFFSETS, 22).await;
    nodes.agrees(tenant, 25).await;
    assert_eq!(nodes.counted(BEGUN_ANEW), 0);
    nodes.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_made_anew_that_ends_before_the_stored_offset_is_read_from_its_beginning() {
    let mut nodes = Nodes::new(1, Protocol::Consumer).await;
    let tenant = nodes.tenant().await;
    nodes.nodes[0].accept(tenant, calls(0, 20)).await.unwrap();
    nodes.until("SELECT count(*) FROM legs", 20).await;
    nodes.nodes.pop().unwrap().drain().await;
    delete(&nodes.kafka).await;
    // As if it had been stored before ids were.
    nodes
        .rows
        .batch_execute("UPDATE ledger_partitions SET topic_id = NULL")
        .await
        .unwrap();
    let node = nodes.start().await.unwrap();
    node.accept(tenant, calls(18, 22)).await.unwrap();
    nodes.nodes.push(node);
    nodes.until("SELECT count(*) FROM legs", 22).await;
    nodes.until(OFFSETS, 4).await;
    assert_eq!(nodes.count(RECEIVED).await, 24);
    nodes.agrees(tenant, 22).await;
    assert_eq!(nodes.counted(BEGUN_ANEW), 1, "only one partition stood anywhere");
    nodes.until(NOTED, 3).await;
    nodes.end().await;
}

async fn it_is_made_anew_under_a_running_node(protocol: Protocol) {
    let mut nodes = Nodes::new(1, protocol).await;
    let tenant = nodes.tenant().await;
    nodes.nodes[0].accept(tenant, calls(0, 20)).await.unwrap();
    nodes.until("SELECT count(*) FROM legs", 20).await;
    nodes.until(NOTED, 3).await;
    delete(&nodes.kafka).await;
    // A node that finds it missing makes it.
    let second = nodes.start().await.unwrap();
    second.accept(tenant, calls(18, 60)).await.unwrap();
    nodes.nodes.push(second);
    nodes.until("SELECT count(*) FROM legs", 60).await;
    nodes.until(OFFSETS, 42).await;
    nodes.agrees(tenant, 60).await;
    assert!(nodes.counted(BEGUN_ANEW) >= 1);
    nodes.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_made_anew_under_a_running_node_is_noticed_by_the_classic_protocol() {
    it_is_made_anew_under_a_running_node(Protocol::Classic).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_made_anew_under_a_running_node_is_noticed_by_the_consumer_protocol() {
    it_is_made_anew_under_a_running_node(Protocol::Consumer).await;
}
