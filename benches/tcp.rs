//! Bench `tcp`: a thousand telephone systems, each connected to a port of its own, with ten records a second each. Loss by counted rows, time
//! from a line to its commit, memory of an idle connection. If the machine does not carry them all, the rate that it carries is looked for.
//! The program runs with its defaults and its private PostgreSQL; the systems are one thread that writes lines made ahead.
//!
//! `--connections N`, `--each R`: records a second of each, `--seconds S` of one rate.

mod systems;
mod watch;

use std::io::Write;
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use actors::postgres::{DATABASE, SUPERUSER};
use anyhow::{Context, anyhow, ensure};
use chrono::Utc;
use serde_json::{Value, json};
use tokio_postgres::Client;

use crate::copied::connect;
use crate::served::{Served, cluster};
use crate::{cpu, options};
use systems::{Line, System};
use watch::{Watch, Written};

const CONNECTIONS: usize = 1_000;
const EACH: usize = 10;
const SECONDS: usize = 20;
const TENANTS: usize = 64;
/// A rate is carried if nothing is lost, the systems are not held up, and the last line is committed so soon.
const DRAINED_MAX_S: f64 = 1.5;
const PACE_MIN: f64 = 0.98;
/// The carried rate is found to within this share of the wanted one.
const STEP: f64 = 0.06;
/// Lines that are due so soon are written together.
const TOGETHER: Duration = Duration::from_millis(1);
/// Memory is looked at once connections have come to rest.
const REST: Duration = Duration::from_secs(3);
/// How long the rows of a rate that is not carried are waited for without a new one.
const STILL_MAX: Duration = Duration::from_secs(20);

/// What became of one rate.
#[derive(Debug)]
struct Phase {
    wanted_s: f64,
    sent: usize,
    lost: i64,
    /// Seconds of writing, and from the last line to the last commit.
    wall_s: f64,
    drained_s: f64,
    p50_ms: f64,
    p99_ms: f64,
    /// Cores that were used, while lines were written and until they were committed.
    program: f64,
    postgres: f64,
    generator: f64,
}

impl Phase {
    fn pace(&self) -> f64 {
        self.sent as f64 / self.wall_s
    }

    fn is_carried(&self) -> bool {
        self.lost == 0 && self.drained_s <= DRAINED_MAX_S && self.pace() >= PACE_MIN * self.wanted_s
    }

    fn print(&self) {
        println!(
            "{:>10.0}{:>10}{:>8}{:>11.1}{:>11.1}{:>11.2}{:>10.2}{:>12.2}{:>12.2}   {}",
            self.wanted_s,
            self.sent,
            self.lost,
            self.p50_ms,
            self.p99_ms,
            self.drained_s,
            self.program,
            self.postgres,
            self.generator,
            if self.is_carried() { "carried" } else { "not carried" }
        );
    }

    fn json(&self) -> Value {
        json!({
            "records_s": self.wanted_s, "sent": self.sent, "lost": self.lost, "p50_ms": self.p50_ms, "p99_ms": self.p99_ms,
            "drained_s": self.drained_s, "program_cores": self.program, "postgres_cores": self.postgres, "generator_cores": self.generator,
            "carried": self.is_carried(),
        })
    }
}

/// Runs the bench, prints its table, returns the closing object.
pub fn run() -> anyhow::Result<Value> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?
        .block_on(bench())
}

async fn bench() -> anyhow::Result<Value> {
    let connections = options::count("--connections", CONNECTIONS)?;
    let each = options::count("--each", EACH)?;
    let seconds = options::count("--seconds", SECONDS)?;
    let ports = systems::free_ports(u16::try_from(connections)?)?;
    let range = format!("{}-{}", ports.lowest, ports.highest);
    let at_most = (connections + 100).to_string();
    let served = Served::with(
        "tcp",
        &[
            ("AUDIAPRO__SOURCES__TCP_PORTS", range.as_str()),
            ("AUDIAPRO__SOURCES__TCP_ADDRESS", "127.0.0.1"),
            ("AUDIAPRO__SOURCES__CONNECTIONS_MAX", at_most.as_str()),
        ],
    )?;
    served.keys(TENANTS.min(connections)).await?;
    let client = connect(&served.url(SUPERUSER, DATABASE)?).await?;
    let systems = systems::make(&served, &client, ports).await?;
    let (streams, memory) = idle(&served, &systems)?;
    let watcher = connect(&served.url(SUPERUSER, DATABASE)?).await?;
    println!(
        "{connections} connections: {:.1} KiB of resident memory for each idle one",
        memory.connection_kib
    );
    let mut load = Load {
        served: &served,
        client: &client,
        watch: Watch::new(&watcher).await?,
        systems,
        streams,
        sent: 0,
        lost: 0,
    };
    println!(
        "{:>10}{:>10}{:>8}{:>11}{:>11}{:>11}{:>10}{:>12}{:>12}",
        "records/s", "sent", "lost", "p50 ms", "p99 ms", "drained s", "program", "PostgreSQL", "generator"
    );
    // Caches, plans and the first pages of files; nobody counts it.
    load.phase(connections as f64, 5).await?;
    let spoken_kib = memory.since(&served, connections)?;
    let phases = search(&mut load, (connections * each) as f64, seconds).await?;
    let lost: i64 = phases.iter().map(|phase| phase.lost).sum();
    ensure!(lost == 0, "{lost} records were lost");
    println!("{spoken_kib:.1} KiB for each connection that has spoken and is idle again");
    report(
        &phases,
        (connections, each, seconds),
        (memory.connection_kib, spoken_kib),
    )
}

fn report(
    phases: &[Phase],
    (connections, each, seconds): (usize, usize, usize),
    (idle_kib, spoken_kib): (f64, f64),
) -> anyhow::Result<Value> {
    let wanted_s = (connections * each) as f64;
    let carried = phases.iter().filter(|phase| phase.is_carried());
    let best = carried.max_by(|one, other| one.wanted_s.total_cmp(&other.wanted_s));
    let cores = std::thread::available_parallelism()?.get();
    match (best, phases.first()) {
        (Some(best), _) if best.wanted_s >= wanted_s => println!("{wanted_s:.0} records a second are carried"),
        (best, Some(first)) => println!(
            "{:.0} records a second are carried and {wanted_s:.0} are not: then the program takes {:.2}, PostgreSQL {:.2} and the systems {:.2} of {cores} cores",
            best.map_or(0.0, |best| best.wanted_s),
            first.program,
            first.postgres,
            first.generator
        ),
        _ => {}
    }
    let rate = best.map_or(0.0, |best| best.wanted_s);
    Ok(json!({
        "bench": "tcp", "unit": "records a second that are carried", "product": rate, "peer": wanted_s, "peer_name": "target",
        "ratio": rate / wanted_s, "runs": 1,
        "conditions": {"connections": connections, "records_s_each": each, "seconds": seconds, "tenants": TENANTS.min(connections),
            "form": "asterisk-cdr-csv", "cores": cores},
        "extra": {"lost": 0, "p50_ms": best.map(|best| best.p50_ms), "p99_ms": best.map(|best| best.p99_ms), "idle_connection_kib": idle_kib,
            "idle_connection_that_spoke_kib": spoken_kib, "rates": phases.iter().map(Phase::json).collect::<Vec<_>>()},
    }))
}

/// The wanted rate; if it is not carried, those below it, each time in the middle of what is and what is not.
async fn search(load: &mut Load<'_>, wanted_s: f64, seconds: usize) -> anyhow::Result<Vec<Phase>> {
    let mut phases = vec![load.told(wanted_s, seconds).await?];
    let (mut low, mut high) = (0.0, wanted_s);
    if phases.iter().all(Phase::is_carried) {
        return Ok(phases);
    }
    while high - low > STEP * wanted_s {
        let middle = f64::midpoint(low, high);
        let phase = load.told(middle, seconds).await?;
        if phase.is_carried() {
            low = middle;
        } else {
            high = middle;
        }
        phases.push(phase);
    }
    Ok(phases)
}

/// Resident memory of the program before anybody connects, and what a connection adds.
struct Memory {
    before_mib: f64,
    connection_kib: f64,
}

impl Memory {
    fn since(&self, served: &Served, connections: usize) -> anyhow::Result<f64> {
        std::thread::sleep(REST);
        Ok((served.resident_mib()? - self.before_mib) * 1024.0 / connections as f64)
    }
}

/// Connects all systems, of which none says anything yet.
fn idle(served: &Served, systems: &[System]) -> anyhow::Result<(Vec<TcpStream>, Memory)> {
    // Ports are opened one after the other: with the last one all are.
    drop(systems::connect(systems.last().into_iter())?);
    std::thread::sleep(REST);
    let mut memory = Memory {
        before_mib: served.resident_mib()?,
        connection_kib: 0.0,
    };
    let streams = systems::connect(systems.iter())?;
    memory.connection_kib = memory.since(served, systems.len())?;
    Ok((streams, memory))
}

struct Load<'a> {
    served: &'a Served,
    client: &'a Client,
    watch: Watch<'a>,
    systems: Vec<System>,
    streams: Vec<TcpStream>,
    /// Lines that were ever written, and those of them that did not come.
    sent: usize,
    lost: i64,
}

impl Load<'_> {
    async fn told(&mut self, per_s: f64, seconds: usize) -> anyhow::Result<Phase> {
        let phase = self.phase(per_s, seconds).await?;
        phase.print();
        Ok(phase)
    }

    /// All systems together write so many records a second.
    async fn phase(&mut self, per_s: f64, seconds: usize) -> anyhow::Result<Phase> {
        let count = (per_s * seconds as f64) as usize;
        let lines = systems::lines(&self.systems, self.sent, count, Utc::now());
        let mut streams = Vec::new();
        for stream in &self.streams {
            streams.push(stream.try_clone()?);
        }
        let (before, begun) = (self.cpu()?, Instant::now());
        let (sender, named) = mpsc::channel();
        let writer = std::thread::spawn(move || write(&mut streams, &lines, per_s, &sender));
        let mut waits = self.watch.seconds(&named).await?;
        let (wall_s, generator_s) = writer.join().map_err(|_| anyhow!("the systems have panicked"))??;
        self.sent += count;
        let lost = i64::try_from(self.sent)? - self.stored().await? - self.lost;
        self.lost += lost;
        let all_s = begun.elapsed().as_secs_f64();
        let after = self.cpu()?;
        waits.sort_by(f64::total_cmp);
        let at = |share: f64| -> anyhow::Result<f64> {
            let wait = waits.get((waits.len() as f64 * share) as usize);
            Ok(wait.context("no line was committed")? * 1e3)
        };
        Ok(Phase {
            wanted_s: per_s,
            sent: count,
            lost,
            wall_s,
            drained_s: all_s - wall_s,
            p50_ms: at(0.5)?,
            p99_ms: at(0.99)?,
            program: (after.0 - before.0) / all_s,
            postgres: (after.1 - before.1) / all_s,
            generator: generator_s / wall_s,
        })
    }

    /// CPU seconds of the program and of PostgreSQL.
    fn cpu(&self) -> anyhow::Result<(f64, f64)> {
        Ok((
            cluster::process_seconds(self.served.pid())?,
            cluster::cpu_seconds(&self.served.data())?,
        ))
    }

    /// Rows of all that was ever written, once all that did not get lost before are there, or no more come.
    async fn stored(&self) -> anyhow::Result<i64> {
        let (mut last, mut news) = (-1, Instant::now());
        loop {
            let row = self
                .client
                .query_one("SELECT count(*) FROM legs WHERE source_instance LIKE 'pbx-%'", &[])
                .await?;
            let stored: i64 = row.try_get(0)?;
            if stored > last {
                (last, news) = (stored, Instant::now());
            }
            if stored >= i64::try_from(self.sent)? - self.lost || news.elapsed() > STILL_MAX {
                return Ok(stored);
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

/// Writes every line when it is due, to its system's connection. Seconds that it took, and CPU seconds.
fn write(
    streams: &mut [TcpStream],
    lines: &[Line],
    per_s: f64,
    named: &mpsc::Sender<Written>,
) -> anyhow::Result<(f64, f64)> {
    let (begun, cpu_s) = (Instant::now(), cpu::thread_seconds()?);
    let count = streams.len();
    for (n, line) in lines.iter().enumerate() {
        let due = begun + Duration::from_secs_f64(n as f64 / per_s);
        let left = due.saturating_duration_since(Instant::now());
        if left > TOGETHER {
            std::thread::sleep(left);
        }
        streams[n % count]
            .write_all(line.text.as_bytes())
            .context("the program hung up on a system")?;
        if let Some(leg) = line.watched {
            // Who watches has given up only if the bench has.
            named
                .send(Written {
                    leg,
                    at: Instant::now(),
                })
                .ok();
        }
    }
    Ok((begun.elapsed().as_secs_f64(), cpu::thread_seconds()? - cpu_s))
}
