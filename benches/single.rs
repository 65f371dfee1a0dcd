//! Bench `intake-single`: one record a request with keep-alive on 512 connections, each answered after its commit; against a server
//! that answers 202 without a write, against one that makes an INSERT of each request, and against one that inserts leg, call and event
//! in a transaction of each request. Passes alternate.

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
/// Telephone systems, each of a tenant of its own; each has eight connections.
const SYSTEMS: usize = 64;
const SIDES: [&str; 4] = ["product", "202 alone", "an INSERT each", "all rows each"];
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
    let keys = served.keys(SYSTEMS).await?;
    let pool = DatabaseConfig::new("").app_connections_max;
    let peer = Peer::start(&served, pool).await?;
    let sent = Arc::new(AtomicUsize::new(0));
    let of_peer = |path| (peer.address, Asked { path, ..RECORDS });
    let sides = [
        (served.address, RECORDS),
        of_peer(single_peer::ANSWERED),
        of_peer(single_peer::INSERTED),
        of_peer(single_peer::STORED),
    ];
    let mut passes: [Vec<Pass>; 4] = Default::default();
    for round in 0..=PASSES {
        for ((side, passes), name) in sides.iter().zip(&mut passes).zip(SIDES) {
            // The first round is to warm up.
            let requests = if round == 0 { requests / 4 } else { requests };
            let (postgres, program) = (
                cluster::cpu_seconds(&served.data())?,
                cluster::process_seconds(served.pid())?,
            );
            let mut pass = pass(*side, &keys, &sent, requests).await?;
            pass.postgres_us = (cluster::cpu_seconds(&served.data())? - postgres) / requests as f64 * 1e6;
            pass.program_us = (cluster::process_seconds(served.pid())? - program) / requests as f64 * 1e6;
            println!(
                "{name:<16}{:>10.0}/s, {:>6.0} µs of PostgreSQL's CPU a record",
                pass.rate, pass.postgres_us
            );
            if round > 0 {
                passes.push(pass);
            }
        }
    }
    report(passes, requests, pool)
}

/// What one pass took.
#[derive(Default)]
struct Pass {
    rate: f64,
    postgres_us: f64,
    /// Of the product's program.
    program_us: f64,
    waits: Vec<Duration>,
}

fn report(mut passes: [Vec<Pass>; 4], requests: usize, pool: usize) -> anyhow::Result<Value> {
    let figure = |figure: fn(&Pass) -> f64| passes.each_ref().map(|side| median(side.iter().map(figure).collect()));
    let (rates, postgres, program) = (
        figure(|pass| pass.rate),
        figure(|pass| pass.postgres_us),
        figure(|pass| pass.program_us)[0],
    );
    let mut waits = Vec::new();
    for side in &mut passes {
        let mut all: Vec<Duration> = side.drain(..).flat_map(|pass| pass.waits).collect();
        all.sort_unstable();
        let at = |share: f64| {
            all.get((all.len() as f64 * share) as usize)
                .map(|wait| wait.as_secs_f64() * 1e3)
        };
        waits.push((at(0.5).context("no answers")?, at(0.99).context("no answers")?));
    }
    let row = |what: &str, figures: [f64; 4], digits: usize| {
        println!(
            "{what:<40}{:>12.digits$}{:>14.digits$}{:>18.digits$}{:>17.digits$}",
            figures[0], figures[1], figures[2], figures[3]
        );
    };
    println!(
        "{:<40}{:>12}{:>14}{:>18}{:>17}",
        "", SIDES[0], SIDES[1], SIDES[2], SIDES[3]
    );
    row("records a second", rates, 0);
    row("product ÷ this", rates.map(|rate| rates[0] / rate), 2);
    row("ms from request to answer, p50", [0, 1, 2, 3].map(|n| waits[n].0), 1);
    row("ms from request to answer, p99", [0, 1, 2, 3].map(|n| waits[n].1), 1);
    row("µs of PostgreSQL's CPU a record", postgres, 1);
    println!("{:<40}{program:>12.1}", "µs of the program's CPU a record");
    Ok(json!({
        "bench": "intake-single", "unit": "records per second", "product": rates[0], "peer": rates[1],
        "peer_name": "the same parsed and answered 202 without a write", "ratio": rates[0] / rates[1], "runs": PASSES,
        "conditions": {"connections": CONNECTIONS, "requests_a_pass": requests, "tenants": SYSTEMS, "insert_connections": pool,
            "cores": std::thread::available_parallelism()?.get()},
        "extra": {"insert_per_request": rates[2], "ratio_to_insert_per_request": rates[0] / rates[2],
            "all_rows_per_request": rates[3], "ratio_to_all_rows_per_request": rates[0] / rates[3],
            "p50_ms": waits[0].0, "p99_ms": waits[0].1, "program_cpu_us_per_record": program, "postgres_cpu_us_per_record": postgres},
    }))
}

/// So many requests on all connections.
async fn pass(
    (address, asked): (SocketAddr, Asked<'static>),
    keys: &[String],
    sent: &Arc<AtomicUsize>,
    requests: usize,
) -> anyhow::Result<Pass> {
    let until = sent.load(Ordering::Relaxed) + requests;
    let mut connections = Vec::new();
    for key in keys.iter().cycle().take(CONNECTIONS) {
        connections.push(Connection::open(address, key).await?);
    }
    let begun = Instant::now();
    let systems: Vec<_> = connections
        .into_iter()
        .enumerate()
        .map(|(n, connection)| tokio::spawn(system_sends(n % SYSTEMS, connection, asked, sent.clone(), until)))
        .collect();
    let mut waits = Vec::new();
    for system in systems {
        waits.extend(system.await??);
    }
    sent.store(until, Ordering::Relaxed);
    Ok(Pass {
        rate: requests as f64 / begun.elapsed().as_secs_f64(),
        waits,
        ..Pass::default()
    })
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
        connect(&url).await?.batch_execute(single_peer::TABLES).await?;
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
