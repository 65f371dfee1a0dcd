//! Bench `takeover`: a node that owns a tenant's partition is killed while records of that tenant come in at another node's door. How long
//! until the first record that was acknowledged after the kill is committed, and whether the door paused; by both group protocols, with
//! the program's own timeouts.

use std::time::{Duration, Instant};

use actors::postgres::{DATABASE, SUPERUSER};
use anyhow::{Context, ensure};
use models::ids::{self, TenantId};
use serde_json::{Value, json};
use tokio_postgres::Client;

use crate::copied::connect;
use crate::sentiment::median;
use crate::served::Served;
use crate::served::http::{Asked, Connection};

const PROTOCOLS: [&str; 2] = ["classic", "consumer"];
/// Kills by each protocol.
const KILLS: usize = 3;
/// Tenants among whom one is found that lives with the node to be killed.
const TENANTS: usize = 24;
/// As `kafka.partitions`, `kafka.session_ms` and `kafka.heartbeat_ms` are by default.
const PARTITIONS: i32 = 12;
const SESSION: Duration = Duration::from_secs(10);
/// Beyond the session.
const TAKING: Duration = Duration::from_secs(3);
/// Between two records.
const PAUSE: Duration = Duration::from_millis(10);
const WAIT_MAX: Duration = Duration::from_secs(60);

/// Runs the bench, prints its table, returns the closing object.
pub fn run() -> anyhow::Result<Value> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(bench())
}

async fn bench() -> anyhow::Result<Value> {
    let brokers = std::env::var("AUDIAPRO_BENCH_KAFKA").context("AUDIAPRO_BENCH_KAFKA is not set: use script/bench")?;
    println!(
        "{:<12}{:>18}{:>18}{:>22}{:>22}",
        "protocol", "committed after s", "slowest s", "slowest answer ms", "answers while unowned"
    );
    let (mut rows, mut slowest) = (Vec::new(), 0.0_f64);
    for protocol in PROTOCOLS {
        let kills = by(protocol, &brokers).await?;
        let after: Vec<f64> = kills.iter().map(|kill| kill.committed_s).collect();
        let most = |figure: fn(&Kill) -> f64| kills.iter().map(figure).fold(0.0, f64::max);
        let (middle, worst, answer_ms) = (
            median(after.clone()),
            most(|kill| kill.committed_s),
            most(|kill| kill.answer_ms),
        );
        let answers: usize = kills.iter().map(|kill| kill.answers).sum();
        println!("{protocol:<12}{middle:>18.2}{worst:>18.2}{answer_ms:>22.1}{answers:>22}");
        slowest = slowest.max(worst);
        rows.push(json!({"protocol": protocol, "committed_after_s": after, "slowest_answer_ms": answer_ms, "answers_while_unowned": answers}));
    }
    let bound = (SESSION + TAKING).as_secs_f64();
    Ok(json!({
        "bench": "takeover", "unit": "seconds from the kill to the commit, the slowest", "product": slowest, "peer": bound,
        "peer_name": "session timeout and three seconds", "ratio": slowest / bound, "runs": KILLS * PROTOCOLS.len(),
        "conditions": {"nodes": 2, "partitions": PARTITIONS, "session_ms": SESSION.as_millis(), "brokers": 1,
            "cores": std::thread::available_parallelism()?.get()},
        "extra": {"protocols": rows},
    }))
}

/// What one kill cost.
struct Kill {
    committed_s: f64,
    /// From request to 202, the slowest while nobody owned the partition.
    answer_ms: f64,
    answers: usize,
}

async fn by(protocol: &'static str, brokers: &str) -> anyhow::Result<Vec<Kill>> {
    let environment = vec![
        ("AUDIAPRO__KAFKA__PROTOCOL", protocol.to_owned()),
        ("AUDIAPRO__KAFKA__PREFIX", format!("takeover-{protocol}")),
        ("AUDIAPRO__CANARY__EVERY_S", "0".to_owned()),
    ];
    // The one that keeps PostgreSQL is not the one that is killed.
    let stays = Served::node(&format!("takeover-{protocol}"), brokers, environment)?;
    let keys = stays.keys(TENANTS).await?;
    let rows = connect(&stays.url(SUPERUSER, DATABASE)?).await?;
    let mut killed = stays.beside(&format!("takeover-{protocol}-killed"))?;
    let mut kills = Vec::new();
    for n in 0..KILLS {
        let (tenant, key) = tenant_of(&killed, &keys, &rows).await?;
        kills.push(kill(&stays, &mut killed, (tenant, &key), n, &rows).await?);
        killed.revive()?;
    }
    Ok(kills)
}

/// A tenant whose partition is this node's, with its key.
async fn tenant_of(node: &Served, keys: &[String], rows: &Client) -> anyhow::Result<(TenantId, String)> {
    let all = rows
        .query(
            "SELECT id FROM tenants WHERE name LIKE 'Bench %' ORDER BY split_part(name, ' ', 2)::int",
            &[],
        )
        .await?;
    let tenants: Vec<TenantId> = all
        .iter()
        .map(|row| Ok(TenantId(row.try_get(0)?)))
        .collect::<anyhow::Result<_>>()?;
    let begun = Instant::now();
    while begun.elapsed() < WAIT_MAX {
        let owned = owned(node, &keys[0]).await?;
        // As many as it will have: the group has come to rest.
        if i32::try_from(owned.len())? == PARTITIONS / 2 {
            let found = tenants
                .iter()
                .zip(keys)
                .find(|(tenant, _)| owned.contains(&ids::partition(**tenant, PARTITIONS)));
            let (tenant, key) = found.context("no tenant lives with this node")?;
            return Ok((*tenant, key.clone()));
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    anyhow::bail!("the node never owned half of the partitions")
}

/// Partitions that a node owns, as its metrics say.
async fn owned(node: &Served, key: &str) -> anyhow::Result<Vec<i32>> {
    let mut connection = Connection::open(node.address, key).await?;
    let metrics = Asked {
        method: "GET",
        path: "/metrics",
        kind: "text/plain",
    };
    connection.expect(metrics, b"", &[200]).await?;
    let lines = connection.body().lines();
    let lags = lines.filter_map(|line| line.strip_prefix("audiapro_kafka_lag_records{partition=\""));
    lags.map(|rest| {
        let (partition, _) = rest.split_once('"').context("a partition")?;
        Ok(partition.parse()?)
    })
    .collect()
}

async fn kill(
    stays: &Served,
    killed: &mut Served,
    (tenant, key): (TenantId, &str),
    n: usize,
    rows: &Client,
) -> anyhow::Result<Kill> {
    let mut door = Connection::open(stays.address, key).await?;
    // The owner is at work when it dies.
    for before in 0..20 {
        door.accepted(&record(&format!("before-{n}-{before}"))).await?;
        tokio::time::sleep(PAUSE).await;
    }
    killed.kill()?;
    let begun = Instant::now();
    let (mut answer_ms, mut answers, mut first) = (0.0_f64, 0, None);
    loop {
        let id = format!("after-{n}-{answers}");
        let asked = Instant::now();
        door.accepted(&record(&id)).await?;
        answer_ms = answer_ms.max(asked.elapsed().as_secs_f64() * 1e3);
        answers += 1;
        let wanted = ids::leg(tenant, "api", first.get_or_insert(id));
        let found = rows
            .query_opt(
                "SELECT 1 FROM legs WHERE tenant_id = $1 AND id = $2",
                &[&tenant.0, &wanted.0],
            )
            .await?;
        if found.is_some() {
            break;
        }
        ensure!(begun.elapsed() < WAIT_MAX, "the record was never committed");
        tokio::time::sleep(PAUSE).await;
    }
    Ok(Kill {
        committed_s: begun.elapsed().as_secs_f64(),
        answer_ms,
        answers,
    })
}

fn record(external_id: &str) -> Vec<u8> {
    let record = json!({"external_id": external_id, "direction": "inbound", "started_at": "2026-11-02T10:00:00Z"});
    record.to_string().into_bytes()
}
