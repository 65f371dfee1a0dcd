//! Bench `limit`: the decision on a call in its tenant's supervisor, mailbox hop included, amortised over a batch; 100,000 tenants are
//! known, 10,000 active. What an active and a passivated one hold in memory, and whether so many make the start slower. No peer.

use std::time::{Duration, Instant};

use actors::ledger::Standings;
use actors::ledger::directory::Directory;
use actors::metrics::Metrics;
use actors::postgres::{DATABASE, SUPERUSER};
use anyhow::{Context, ensure};
use chrono::Utc;
use models::billing::usage::Demand;
use models::calls::intake::LedgerConnection;
use models::ids::TenantId;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::allocator;
use crate::copied::connect;
use crate::sentiment::median;
use crate::served::http::Connection;
use crate::served::{Served, cluster, records};

const KNOWN: usize = 100_000;
const ACTIVE: usize = 10_000;
/// Tenants of one batch: each record of the largest one is of another tenant.
const BATCH: usize = 2_000;
/// Batches whose median is taken; the first ones warm up.
const ROUNDS: usize = 400;
const STARTS: usize = 5;
const CONNECTIONS: usize = 64;
/// After /health/ready the last pages are still being touched.
const SETTLE: Duration = Duration::from_secs(2);

/// Runs the bench, prints its table, returns the closing object.
pub fn run() -> anyhow::Result<Value> {
    actix_rt::System::new().block_on(bench())
}

async fn bench() -> anyhow::Result<Value> {
    let mut served = Served::start("limit")?;
    let few_s = starts(&mut served)?;
    let tenants = tenants(&served).await?;
    let many_s = starts(&mut served)?;
    std::thread::sleep(SETTLE);
    let idle = served.resident_mib()?;
    send_one_each(&served).await?;
    let active = (served.resident_mib()? - idle) * 1024.0 / ACTIVE as f64;
    let found = decide(&served, &tenants).await?;
    println!(
        "{:<68}{:>10.2} µs",
        "decision in a batch of 2,000 tenants", found.decision_us
    );
    println!(
        "{:<68}{:>10.2} µs",
        "the same, 99 % of batches below", found.decision_p99_us
    );
    println!(
        "{:<68}{:>10.2} µs",
        "settling it after the commit, off nobody's way", found.settling_us
    );
    println!(
        "{:<68}{:>10.0} B",
        "memory of an active tenant's supervisor", found.active_bytes
    );
    println!(
        "{:<68}{:>10.0} B",
        "memory of a passivated tenant", found.passivated_bytes
    );
    println!(
        "{:<68}{active:>10.2} KiB",
        "resident memory of the program for each of 10,000 that sent a record"
    );
    println!("{:<68}{few_s:>10.2} s", "start to /health/ready without tenants");
    println!("{:<68}{many_s:>10.2} s", "start to /health/ready with 100,000 tenants");
    Ok(json!({
        "bench": "limit", "unit": "microseconds per decision", "product": found.decision_us, "peer": Value::Null,
        "peer_name": Value::Null, "ratio": Value::Null, "runs": ROUNDS,
        "conditions": {"tenants_known": KNOWN, "tenants_active": ACTIVE, "tenants_a_batch": BATCH,
            "cores": std::thread::available_parallelism()?.get()},
        "extra": {"decision_p99_us": found.decision_p99_us, "settling_us": found.settling_us, "decision_cpu_us": found.cpu_us, "active_bytes": found.active_bytes, "passivated_bytes": found.passivated_bytes,
            "program_kib_per_active": active, "start_without_tenants_s": few_s, "start_with_tenants_s": many_s},
    }))
}

/// Median of some starts on data that is there.
fn starts(served: &mut Served) -> anyhow::Result<f64> {
    let mut seconds = Vec::new();
    for _ in 0..STARTS {
        served.restart()?;
        seconds.push(served.ready_s);
    }
    Ok(median(seconds))
}

/// All of them, with what the product makes for each tenant; of every policy, a quarter each. The first ones have a key.
async fn tenants(served: &Served) -> anyhow::Result<Vec<TenantId>> {
    let client = connect(&served.url(SUPERUSER, DATABASE)?).await?;
    let (known, active) = (KNOWN, ACTIVE);
    let make = format!(
        "CREATE TEMPORARY TABLE made AS SELECT n, gen_random_uuid() AS id,
            (ARRAY['store_only', 'queue', 'overage', 'reject'])[1 + n % 4] AS policy FROM generate_series(0, {known} - 1) n;
        INSERT INTO tenants (id, name, plan_id, policy, limit_kind, calls_limit) SELECT id, 'Bench ' || n, 'enterprise', policy, 'custom', 1000000 FROM made;
        INSERT INTO tenant_keys (tenant_id, master_key_id, wrapped) SELECT id, 'bench', sha256(id::text::bytea) FROM made;
        INSERT INTO source_instances (tenant_id, name, label, format) SELECT id, 'api', 'API', 'canonical' FROM made;
        INSERT INTO streams (tenant_id) SELECT id FROM made;
        INSERT INTO usage (tenant_id, period_start, period_end) SELECT t.id, t.anchored_at, t.anchored_at + interval '1 month' FROM tenants t JOIN made USING (id);
        INSERT INTO api_keys (id, tenant_id, name, prefix, hash) SELECT gen_random_uuid(), id, 'Bench', 'ap_', sha256(convert_to('ap_' || lpad(n::text, 43, '0'), 'UTF8'))
            FROM made WHERE n < {active};
        ANALYZE;"
    );
    client.batch_execute(&make).await?;
    let rows = client.query("SELECT id FROM made ORDER BY n", &[]).await?;
    rows.iter()
        .map(|row| Ok(TenantId(row.try_get::<_, Uuid>(0)?)))
        .collect()
}

async fn send_one_each(served: &Served) -> anyhow::Result<()> {
    let address = served.address;
    let senders = (0..CONNECTIONS).map(|sender| async move {
        let mut connection = Connection::open(address, "").await?;
        for n in (sender..ACTIVE).step_by(CONNECTIONS) {
            connection.key = format!("ap_{n:043}");
            let mut body = String::new();
            records::write(&mut body, 0, n, Utc::now());
            connection.accepted(body.as_bytes()).await?;
        }
        Ok::<_, anyhow::Error>(())
    });
    futures::future::try_join_all(senders).await.map(drop)
}

struct Found {
    decision_us: f64,
    decision_p99_us: f64,
    settling_us: f64,
    /// Mean, of deciding and settling,, of the whole process.
    cpu_us: f64,
    active_bytes: f64,
    passivated_bytes: f64,
}

/// The Ledger's own directory in this process, on a connection to the same rows; nothing is written.
async fn decide(served: &Served, tenants: &[TenantId]) -> anyhow::Result<Found> {
    let (pools, _) = served.pools()?;
    let mut connection = LedgerConnection::open(&pools.worker_config()).await?;
    let mut directory = Directory::new(Standings::default(), Metrics::new()?);
    directory.survey(&mut connection, None).await?;
    let active = tenants.get(..ACTIVE).context("tenants")?;
    // Once in and out, so that what is kept whatever happens is not counted.
    load(&mut directory, &active[..BATCH], &mut connection).await?;
    directory.passivate(Duration::ZERO);
    allocator::count();
    let before = allocator::bytes();
    load(&mut directory, active, &mut connection).await?;
    let loaded = allocator::bytes();
    let cpu = cluster::process_seconds(std::process::id())?;
    let times = rounds(&mut directory, active, &mut connection).await?;
    let cpu_us = (cluster::process_seconds(std::process::id())? - cpu) * 1e6 / (ROUNDS * BATCH) as f64;
    directory.passivate(Duration::ZERO);
    ensure!(!active.iter().any(|tenant| directory.knows(*tenant)), "none is active");
    // An actor ends at the next turn of its thread.
    tokio::time::sleep(Duration::from_millis(100)).await;
    let passivated = allocator::bytes();
    let settling_us = median(times.iter().map(|time| time.settling_us).collect());
    let mut times: Vec<f64> = times.iter().map(|time| time.decision_us).collect();
    times.sort_by(f64::total_cmp);
    let each = |from: isize, to: isize| (to - from).max(0) as f64 / ACTIVE as f64;
    Ok(Found {
        decision_us: times[times.len() / 2],
        decision_p99_us: times[times.len() * 99 / 100],
        settling_us,
        cpu_us,
        active_bytes: each(before, loaded),
        passivated_bytes: each(before, passivated),
    })
}

async fn load(
    directory: &mut Directory,
    tenants: &[TenantId],
    connection: &mut LedgerConnection,
) -> anyhow::Result<()> {
    for batch in tenants.chunks(BATCH) {
        directory.admit_residents(batch, connection).await?;
    }
    Ok(())
}

/// Of one decision in a batch, in microseconds.
struct Time {
    decision_us: f64,
    settling_us: f64,
}

/// Each batch: every tenant's supervisor is asked, which the transaction waits for, and told how it ended.
async fn rounds(
    directory: &mut Directory,
    tenants: &[TenantId],
    connection: &mut LedgerConnection,
) -> anyhow::Result<Vec<Time>> {
    let batches: Vec<Vec<(TenantId, Demand)>> = tenants
        .chunks(BATCH)
        .map(|batch| batch.iter().map(|tenant| (*tenant, Demand::of(1))).collect())
        .collect();
    let mut times = Vec::new();
    for wanted in batches.iter().cycle().take(ROUNDS) {
        let now = Utc::now();
        let begun = Instant::now();
        let admissions = directory.admit(wanted, now, connection).await?;
        let decided = begun.elapsed();
        directory.settle(&admissions).await;
        let each = |took: Duration| took.as_secs_f64() * 1e6 / wanted.len() as f64;
        times.push(Time {
            decision_us: each(decided),
            settling_us: each(begun.elapsed() - decided),
        });
        ensure!(admissions.len() == wanted.len(), "a tenant was not decided on");
    }
    Ok(times.split_off(ROUNDS / 10))
}
