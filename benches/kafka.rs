//! Bench `kafka`: records over HTTP, through the broker, to committed rows, all on this machine; beside Kafka's own producer test with
//! messages of the same size and COPY of the same rows, each run alone, and beside the program without Kafka.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use actors::kafka::browse;
use actors::kafka::settings::KafkaConfig;
use actors::kafka::topics::Topic;
use actors::postgres::{DATABASE, SUPERUSER};
use anyhow::{Context, ensure};
use serde_json::{Value, json};
use tokio_postgres::Client;

use crate::copied::{Copied, connect};
use crate::intake::{CONNECTIONS, Load};
use crate::sentiment::median;
use crate::served::{Served, cluster};

const PASSES: usize = 3;
/// Records of one pass; AUDIAPRO_BENCH_RECORDS sets another number.
const RECORDS: usize = 60_000;
const POLL: Duration = Duration::from_millis(5);
const COMMITTED_MAX: Duration = Duration::from_secs(120);

/// Runs the bench, prints its table, returns the closing object.
pub fn run() -> anyhow::Result<Value> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(bench())
}

async fn bench() -> anyhow::Result<Value> {
    let records = std::env::var("AUDIAPRO_BENCH_RECORDS").map_or(Ok(RECORDS), |text| text.parse())?;
    let broker = Broker::of_this_run()?;
    let scaled_out = Served::over_kafka("kafka", &broker.address)?;
    let embedded = Served::start("kafka-embedded")?;
    let (keys, other_keys) = (scaled_out.keys(CONNECTIONS).await?, embedded.keys(CONNECTIONS).await?);
    let rows = connect(&scaled_out.url(SUPERUSER, DATABASE)?).await?;
    let mut copied = Copied::prepare(&scaled_out).await?;
    let (mut load, mut other_load) = (Load::new(&scaled_out, &keys), Load::new(&embedded, &other_keys));
    // The first of each is to warm up.
    committed(&mut load, &rows, records / 4).await?;
    other_load.pass(records / 4).await?;
    copied.pass().await?;
    let bytes = message_bytes(&broker.address)?;
    broker.producer_test(records / 4, bytes)?;
    let mut passes: [Vec<Pass>; 4] = Default::default();
    for _ in 0..PASSES {
        let before = cpu_s(&scaled_out)? + broker.cpu_s()?;
        let wall_s = committed(&mut load, &rows, records).await?;
        passes[0].push(Pass::of(
            records,
            wall_s,
            cpu_s(&scaled_out)? + broker.cpu_s()? - before,
        ));
        let before = cpu_s(&embedded)?;
        let wall_s = other_load.pass(records).await?.pass.wall_s;
        passes[1].push(Pass::of(records, wall_s, cpu_s(&embedded)? - before));
        passes[2].push(broker.producer_test(records, bytes)?);
        let pass = copied.pass().await?;
        ensure!(
            pass.records == records as f64,
            "{} of {records} records are stored",
            pass.records
        );
        passes[3].push(Pass::of(records, pass.wall_s, pass.postgres_s));
    }
    report(passes, records, bytes)
}

/// CPU seconds of a program and of its PostgreSQL.
fn cpu_s(served: &Served) -> anyhow::Result<f64> {
    Ok(cluster::cpu_seconds(&served.data())? + cluster::process_seconds(served.pid())?)
}

/// Seconds from the first request until all rows are committed.
async fn committed(load: &mut Load<'_>, rows: &Client, records: usize) -> anyhow::Result<f64> {
    let before = stored(rows).await?;
    let begun = Instant::now();
    load.pass(records).await?;
    let wanted = before + i64::try_from(records / 100 * 100)?;
    while stored(rows).await? < wanted {
        ensure!(begun.elapsed() < COMMITTED_MAX, "the rows never came");
        tokio::time::sleep(POLL).await;
    }
    Ok(begun.elapsed().as_secs_f64())
}

/// Read off the tallies, which each transaction writes: counting legs would cost what is measured.
async fn stored(rows: &Client) -> anyhow::Result<i64> {
    let row = rows
        .query_one("SELECT coalesce(sum(legs), 0)::bigint FROM tallies", &[])
        .await?;
    Ok(row.try_get(0)?)
}

/// Mean size of what the door writes.
fn message_bytes(brokers: &str) -> anyhow::Result<usize> {
    let found = browse::read(&KafkaConfig::new(brokers), Topic::Received)?;
    let bytes: usize = found.iter().map(|message| message.payload.len()).sum();
    ensure!(!found.is_empty(), "the door has written nothing");
    Ok(bytes / found.len())
}

#[derive(Clone, Copy)]
struct Pass {
    rate: f64,
    cpu_us: f64,
}

impl Pass {
    fn of(records: usize, wall_s: f64, cpu_s: f64) -> Self {
        Self {
            rate: records as f64 / wall_s,
            cpu_us: cpu_s / records as f64 * 1e6,
        }
    }
}

fn report(passes: [Vec<Pass>; 4], records: usize, bytes: usize) -> anyhow::Result<Value> {
    let of = |figure: fn(&Pass) -> f64| passes.each_ref().map(|side| median(side.iter().map(figure).collect()));
    let ([rate, embedded, produced, copied], cpu) = (of(|pass| pass.rate), of(|pass| pass.cpu_us));
    // The same record is written to the log and copied: one after the other on the same cores.
    let together = 1.0 / (1.0 / produced + 1.0 / copied);
    let ratio = rate / together;
    println!("{:<52}{:>12}{:>24}", "", "records/s", "µs of CPU a record");
    for (what, rate, cpu) in [
        ("over Kafka: HTTP, broker, committed rows", rate, cpu[0]),
        ("without Kafka: HTTP, committed rows", embedded, cpu[1]),
        ("Kafka's producer test (broker's CPU alone)", produced, cpu[2]),
        ("COPY of the same rows (PostgreSQL's CPU alone)", copied, cpu[3]),
    ] {
        println!("{what:<52}{rate:>12.0}{cpu:>24.1}");
    }
    println!(
        "producer test and COPY one after the other: 1 / (1/{produced:.0} + 1/{copied:.0}) = {together:.0}/s; ratio {ratio:.2}"
    );
    println!("cost over embedded mode: {:.1} µs of CPU a record", cpu[0] - cpu[1]);
    Ok(json!({
        "bench": "kafka", "unit": "records per second", "product": rate, "peer": together,
        "peer_name": "Kafka's producer test and COPY, one after the other", "ratio": ratio, "runs": PASSES,
        "conditions": {"connections": CONNECTIONS, "records_a_pass": records, "message_bytes": bytes, "brokers": 1,
            "cores": std::thread::available_parallelism()?.get()},
        "extra": {"embedded": embedded, "producer_test": produced, "copy": copied, "cpu_us_per_record": cpu[0],
            "embedded_cpu_us_per_record": cpu[1]},
    }))
}

/// The broker that script/bench has started.
struct Broker {
    address: String,
    libraries: PathBuf,
    pid: u32,
}

impl Broker {
    fn of_this_run() -> anyhow::Result<Self> {
        let setting = |name: &str| std::env::var(name).with_context(|| format!("{name} is not set: use script/bench"));
        Ok(Self {
            address: setting("AUDIAPRO_BENCH_KAFKA")?,
            libraries: setting("AUDIAPRO_BENCH_KAFKA_LIBRARIES")?.into(),
            pid: setting("AUDIAPRO_BENCH_KAFKA_PID")?.parse()?,
        })
    }

    fn cpu_s(&self) -> anyhow::Result<f64> {
        cluster::process_seconds(self.pid)
    }

    /// Kafka's own `kafka-producer-perf-test.sh`, which is this class: as durable as the door, and as compressed.
    fn producer_test(&self, records: usize, bytes: usize) -> anyhow::Result<Pass> {
        let before = self.cpu_s()?;
        let class_path = format!("{}/*", self.libraries.display());
        let output = Command::new("java")
            .args([
                "-cp",
                &class_path,
                "org.apache.kafka.tools.ProducerPerformance",
                "--topic",
                "bench-produced",
            ])
            .args([
                "--num-records",
                &records.to_string(),
                "--record-size",
                &bytes.to_string(),
                "--throughput",
                "-1",
            ])
            .args(["--producer-props", &format!("bootstrap.servers={}", self.address)])
            .args(["acks=all", "compression.type=zstd", "linger.ms=5"])
            .output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let last = text.lines().rev().find(|line| line.contains("records/sec"));
        let rate = last.and_then(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            words.windows(2).find(|pair| pair[1].starts_with("records/sec"))?[0]
                .parse()
                .ok()
        });
        let rate: f64 = rate.with_context(|| {
            format!(
                "the producer test says {text:?} {:?}",
                String::from_utf8_lossy(&output.stderr)
            )
        })?;
        Ok(Pass {
            rate,
            cpu_us: (self.cpu_s()? - before) / records as f64 * 1e6,
        })
    }
}
