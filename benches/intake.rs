//! Bench `intake`: canonical JSON over HTTP in arrays of 100 on 64 connections, each answered after its commit, against COPY of the
//! same rows; passes alternate. The program runs with its defaults on a private cluster.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use chrono::Utc;
use serde_json::{Value, json};

use crate::copied::{Copied, Pass};
use crate::sentiment::median;
use crate::served::http::Connection;
use crate::served::{Served, cluster, records};

pub const CONNECTIONS: usize = 64;
const ARRAY: usize = 100;
const PASSES: usize = 3;
/// Records of one pass; AUDIAPRO_BENCH_RECORDS sets another number.
const RECORDS: usize = 60_000;

/// Runs the bench, prints its table, returns the closing object.
pub fn run() -> anyhow::Result<Value> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(bench())
}

async fn bench() -> anyhow::Result<Value> {
    let per_pass = std::env::var("AUDIAPRO_BENCH_RECORDS").map_or(Ok(RECORDS), |text| text.parse())?;
    let served = Served::start("intake")?;
    let keys = served.keys(CONNECTIONS).await?;
    let mut copied = Copied::prepare(&served).await?;
    // The first of each is to warm up: caches, plans, the files' first pages.
    let mut load = Load::new(&served, &keys);
    load.pass(per_pass / 4).await?;
    copied.pass().await?;
    let (mut product, mut peer, mut waits) = (Vec::new(), Vec::new(), Vec::new());
    let mut program_s = Vec::new();
    for _ in 0..PASSES {
        let (wal, _) = copied.wal(None).await?;
        let one = load.pass(per_pass).await?;
        let wal_mb = copied.wal(Some(wal)).await?.1;
        let other = copied.pass().await?;
        anyhow::ensure!(
            other.records == one.pass.records,
            "{} records were acknowledged, {} are stored",
            one.pass.records,
            other.records
        );
        println!(
            "product {:>7.0}/s, per CPU s {:>7.0}, WAL {wal_mb:.0} MB   COPY {:>7.0}/s, per CPU s {:>7.0}",
            rate(&one.pass),
            per_cpu(&one.pass),
            rate(&other),
            per_cpu(&other)
        );
        program_s.push(one.program_s / one.pass.records * 1e6);
        waits.extend(one.waits);
        product.push(one.pass);
        peer.push(other);
    }
    report(&product, &peer, waits, median(program_s), per_pass)
}

fn report(
    product: &[Pass],
    peer: &[Pass],
    mut waits: Vec<Duration>,
    program_us: f64,
    per_pass: usize,
) -> anyhow::Result<Value> {
    let of = |passes: &[Pass], figure: fn(&Pass) -> f64| median(passes.iter().map(figure).collect());
    let (rate_of, peer_rate) = (of(product, rate), of(peer, rate));
    let (cpu_of, peer_cpu) = (of(product, per_cpu), of(peer, per_cpu));
    waits.sort_unstable();
    let at = |share: f64| -> anyhow::Result<f64> {
        let wait = waits.get((waits.len() as f64 * share) as usize).context("no answers")?;
        Ok(wait.as_secs_f64() * 1e3)
    };
    let (p50, p99) = (at(0.5)?, at(0.99)?);
    let (ratio, ratio_cpu) = (rate_of / peer_rate, cpu_of / peer_cpu);
    println!("{:<44}{:>12} {:>12} {:>8}", "", "product", "COPY", "ratio");
    println!(
        "{:<44}{rate_of:>12.0} {peer_rate:>12.0} {ratio:>8.2}",
        "records a second"
    );
    println!(
        "{:<44}{cpu_of:>12.0} {peer_cpu:>12.0} {ratio_cpu:>8.2}",
        "records a second of PostgreSQL's CPU"
    );
    println!("{:<44}{program_us:>12.1}", "µs of the program's CPU a record");
    println!("{:<44}{p50:>12.1}", "ms from request to answer, p50");
    println!("{:<44}{p99:>12.1}", "ms from request to answer, p99");
    Ok(json!({
        "bench": "intake", "unit": "records per second", "product": rate_of, "peer": peer_rate,
        "peer_name": "COPY of legs, calls and outbox, 2,000 records a transaction", "ratio": ratio, "runs": PASSES,
        "conditions": {"connections": CONNECTIONS, "records_a_request": ARRAY, "records_a_pass": per_pass, "tenants": CONNECTIONS,
            "cores": std::thread::available_parallelism()?.get()},
        "extra": {"ratio_per_postgres_cpu_second": ratio_cpu, "product_per_postgres_cpu_second": cpu_of,
            "peer_per_postgres_cpu_second": peer_cpu, "program_cpu_us_per_record": program_us, "p50_ms": p50, "p99_ms": p99},
    }))
}

fn rate(pass: &Pass) -> f64 {
    pass.records / pass.wall_s
}

fn per_cpu(pass: &Pass) -> f64 {
    pass.records / pass.postgres_s
}

/// The telephone systems.
pub struct Load<'a> {
    served: &'a Served,
    keys: &'a [String],
    /// Arrays that were sent; each holds other records.
    sent: Arc<AtomicUsize>,
}

pub struct Loaded {
    pub pass: Pass,
    /// CPU seconds of the program.
    pub program_s: f64,
    waits: Vec<Duration>,
}

impl<'a> Load<'a> {
    pub fn new(served: &'a Served, keys: &'a [String]) -> Self {
        Self {
            served,
            keys,
            sent: Arc::default(),
        }
    }

    /// So many records, each answered.
    pub async fn pass(&mut self, records: usize) -> anyhow::Result<Loaded> {
        let data = self.served.data();
        let until = self.sent.load(Ordering::Relaxed) + records / ARRAY;
        let (postgres, program) = (
            cluster::cpu_seconds(&data)?,
            cluster::process_seconds(self.served.pid())?,
        );
        let begun = Instant::now();
        let systems: Vec<_> = self
            .keys
            .iter()
            .enumerate()
            .map(|(system, key)| {
                let (address, key, sent) = (self.served.address, key.clone(), self.sent.clone());
                tokio::spawn(async move { system_sends(system, address, &key, &sent, until).await })
            })
            .collect();
        let mut waits = Vec::new();
        for system in systems {
            waits.extend(system.await??);
        }
        let wall_s = begun.elapsed().as_secs_f64();
        self.sent.store(until, Ordering::Relaxed);
        Ok(Loaded {
            pass: Pass {
                records: (records / ARRAY * ARRAY) as f64,
                wall_s,
                postgres_s: cluster::cpu_seconds(&data)? - postgres,
            },
            program_s: cluster::process_seconds(self.served.pid())? - program,
            waits,
        })
    }
}

async fn system_sends(
    system: usize,
    address: std::net::SocketAddr,
    key: &str,
    sent: &AtomicUsize,
    until: usize,
) -> anyhow::Result<Vec<Duration>> {
    let mut connection = Connection::open(address, key).await?;
    let mut waits = Vec::new();
    loop {
        let n = sent.fetch_add(1, Ordering::Relaxed);
        if n >= until {
            return Ok(waits);
        }
        let body = records::array(system, n * ARRAY, ARRAY, Utc::now());
        let begun = Instant::now();
        connection.accepted(body.as_bytes()).await?;
        waits.push(begun.elapsed());
    }
}
