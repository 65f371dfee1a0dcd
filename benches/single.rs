//! Bench `intake-single`: one record a request with keep-alive on 512 connections, each answered after its commit; against a server
//! that answers 202 without a write, and against one that makes an INSERT of each request. Passes alternate.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use actors::postgres::{OWNER, SUPERUSER};
use anyhow::Context;
use chrono::Utc;
use models::db::DatabaseConfig;
use serde_json::{Value, json};

use crate::copied::connect;
use crate::sentiment::median;
use crate::served::http::{Asked, Connection, RECORDS};
use crate::served::{Served, cluster, records};
use crate::single_peer;

const CONNECTIONS: usize = 512;
const PASSES: usize = 3;
/// Requests of one pass; AUDIAPRO_BENCH_RECORDS sets another number.
const REQUESTS: usize = 40_000;
const DATABASE: &str = "single";

/// Runs the bench, prints its table, returns the closing object.
pub fn run() -> anyhow::Result<Value> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(bench())
}

async fn bench() -> anyhow::Result<Value> {
    let requests = std::env::var("AUDIAPRO_BENCH_RECORDS").map_or(Ok(REQUESTS), |text| text.parse())?;
    let served = Served::start("intake-single")?;
    let keys = served.keys(CONNECTIONS).await?;
    let pool = DatabaseConfig::new("").app_connections_max;
    let peer = Peer::start(&served, pool).await?;
    let sent = Arc::new(AtomicUsize::new(0));
    let path = |path| Asked { path, ..RECORDS };
    let sides = [
        ("product", served.address, RECORDS),
        ("202 alone", peer.address, path(single_peer::ANSWERED)),
        ("an INSERT each", peer.address, path(single_peer::INSERTED)),
    ];
    let mut rates = [Vec::new(), Vec::new(), Vec::new()];
    let mut waits = [Vec::new(), Vec::new(), Vec::new()];
    let mut cpu_us = Vec::new();
    for round in 0..=PASSES {
        for (n, (name, address, asked)) in sides.iter().enumerate() {
            let cpu = cluster::process_seconds(served.pid())?;
            // The first round is to warm up.
            let requests = if round == 0 { requests / 4 } else { requests };
            let (rate, waited) = pass(*address, *asked, &keys, &sent, requests).await?;
            println!("{name:<16}{rate:>10.0}/s");
            if round > 0 {
                rates[n].push(rate);
                waits[n].extend(waited);
            }
            if round > 0 && n == 0 {
                cpu_us.push((cluster::process_seconds(served.pid())? - cpu) / requests as f64 * 1e6);
            }
        }
    }
    report(rates, waits, median(cpu_us), requests, pool)
}

fn report(
    rates: [Vec<f64>; 3],
    waits: [Vec<Duration>; 3],
    cpu_us: f64,
    requests: usize,
    pool: usize,
) -> anyhow::Result<Value> {
    let [product, answered, inserted] = rates.map(median);
    let mut at = Vec::new();
    for mut waits in waits {
        waits.sort_unstable();
        let share = |share: f64| {
            waits
                .get((waits.len() as f64 * share) as usize)
                .map(Duration::as_secs_f64)
        };
        at.push((
            share(0.5).context("no answers")? * 1e3,
            share(0.99).context("no answers")? * 1e3,
        ));
    }
    let (ratio, times) = (product / answered, product / inserted);
    println!(
        "{:<44}{:>12} {:>12} {:>14}",
        "", "product", "202 alone", "an INSERT each"
    );
    println!(
        "{:<44}{product:>12.0} {answered:>12.0} {inserted:>14.0}",
        "records a second"
    );
    println!("{:<44}{:>12} {ratio:>12.2} {times:>14.2}", "product ÷ peer", "");
    println!(
        "{:<44}{:>12.1} {:>12.1} {:>14.1}",
        "ms from request to answer, p50", at[0].0, at[1].0, at[2].0
    );
    println!(
        "{:<44}{:>12.1} {:>12.1} {:>14.1}",
        "ms from request to answer, p99", at[0].1, at[1].1, at[2].1
    );
    println!("{:<44}{cpu_us:>12.1}", "µs of the program's CPU a record");
    Ok(json!({
        "bench": "intake-single", "unit": "records per second", "product": product, "peer": answered,
        "peer_name": "the same parsed and answered 202 without a write", "ratio": ratio, "runs": PASSES,
        "conditions": {"connections": CONNECTIONS, "requests_a_pass": requests, "tenants": CONNECTIONS, "insert_connections": pool,
            "cores": std::thread::available_parallelism()?.get()},
        "extra": {"insert_per_request": inserted, "ratio_to_insert_per_request": times, "p50_ms": at[0].0, "p99_ms": at[0].1,
            "program_cpu_us_per_record": cpu_us},
    }))
}

/// So many requests on all connections; the rate, and how long each waited.
async fn pass(
    address: SocketAddr,
    asked: Asked<'static>,
    keys: &[String],
    sent: &Arc<AtomicUsize>,
    requests: usize,
) -> anyhow::Result<(f64, Vec<Duration>)> {
    let until = sent.load(Ordering::Relaxed) + requests;
    let mut connections = Vec::new();
    for key in keys {
        connections.push(Connection::open(address, key).await?);
    }
    let begun = Instant::now();
    let systems: Vec<_> = connections
        .into_iter()
        .enumerate()
        .map(|(system, connection)| tokio::spawn(system_sends(system, connection, asked, sent.clone(), until)))
        .collect();
    let mut waits = Vec::new();
    for system in systems {
        waits.extend(system.await??);
    }
    sent.store(until, Ordering::Relaxed);
    Ok((requests as f64 / begun.elapsed().as_secs_f64(), waits))
}

async fn system_sends(
    system: usize,
    mut connection: Connection,
    asked: Asked<'static>,
    sent: Arc<AtomicUsize>,
    until: usize,
) -> anyhow::Result<Vec<Duration>> {
    let mut waits = Vec::new();
    let mut body = String::new();
    loop {
        let n = sent.fetch_add(1, Ordering::Relaxed);
        if n >= until {
            return Ok(waits);
        }
        body.clear();
        records::write(&mut body, system, n, Utc::now());
        let begun = Instant::now();
        connection.expect(asked, body.as_bytes(), &[202]).await?;
        waits.push(begun.elapsed());
    }
}

/// The other server; ends when dropped.
struct Peer {
    process: Child,
    address: SocketAddr,
}

impl Peer {
    async fn start(served: &Served, connections: usize) -> anyhow::Result<Self> {
        let admin = connect(&served.url(SUPERUSER, actors::postgres::DATABASE)?).await?;
        let create = format!("CREATE DATABASE {DATABASE} OWNER {OWNER}");
        admin.batch_execute(&create).await?;
        models::migrate::up(
            &DatabaseConfig::new(served.url(OWNER, DATABASE)?),
            &served.master_key()?,
        )
        .await?;
        let url = served.url(SUPERUSER, DATABASE)?;
        connect(&url).await?.batch_execute(single_peer::TABLE).await?;
        let mut process = Command::new(std::env::current_exe()?)
            .args([single_peer::NAME, &url, &connections.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        let out = process.stdout.take().context("the peer's output")?;
        BufReader::new(out).read_line(&mut line)?;
        let address = line.trim().parse().context("the peer did not start")?;
        Ok(Self { process, address })
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // Already ended in the worst case.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
