//! Bench `fair`: one tenant imports 20,000 calls with recordings, another sends one fresh call every second; how long those wait for
//! their analysis beside the time that one takes. In row `backlog` the import is of a year's calls, in row `today` of calls that are as
//! fresh as the other's, so that tenants take turns in one lane. The peer is the same call on a machine that has nothing else to do.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use actors::postgres::{DATABASE, SUPERUSER};
use anyhow::{Context, ensure};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use futures::future::try_join_all;
use serde_json::{Value, json};
use tokio_postgres::Client;

use crate::copied::connect;
use crate::options::{self, Rows};
use crate::sentiment::median;
use crate::served::Served;
use crate::served::http::{Asked, Connection};

const IMPORTED: usize = 20_000;
/// Records of one request of the import.
const ARRAY: usize = 100;
const UPLOADS: usize = 4;
/// Fresh calls one after the other, of whose times the median is the time of one analysis.
const ALONE: usize = 30;
/// Fresh calls beside the import, one each `--every` seconds; `--passes` of them.
const FRESH: usize = 300;
const EVERY_S: u64 = 1;
/// After the last fresh call, for its result.
const RESULT_WAIT_MAX: Duration = Duration::from_secs(600);
const POLL: Duration = Duration::from_millis(200);
/// Two seconds of speech: the call that the product sends to itself.
const RECORDING: &[u8] = include_bytes!("../actors/src/canary/fellow_americans.flac");

/// Runs the bench, prints its table, returns the closing object.
pub fn run() -> anyhow::Result<Value> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(bench())
}

async fn bench() -> anyhow::Result<Value> {
    let rows = Rows::read(&["backlog", "today"])?;
    let (fresh, every_s) = (options::passes(FRESH)?, options::every_s(EVERY_S)?);
    println!(
        "{:<10}{:>14}{:>14}{:>14}{:>14}{:>12}",
        "import", "alone ms", "median ms", "p99 ms", "wait p99 ms", "analysed"
    );
    let mut extra = serde_json::Map::new();
    let mut first = None;
    for (name, age) in [("backlog", TimeDelta::days(365)), ("today", TimeDelta::zero())] {
        if !rows.has(name) {
            continue;
        }
        let found = measure(name, age, fresh, Duration::from_secs(every_s)).await?;
        let wait_p99 = (found.p99_ms - found.alone_ms).max(0.0);
        println!(
            "{name:<10}{:>14.0}{:>14.0}{:>14.0}{wait_p99:>14.0}{:>12}",
            found.alone_ms, found.median_ms, found.p99_ms, found.imported_analyzed
        );
        extra.insert(
            name.into(),
            json!({"alone_ms": found.alone_ms, "median_ms": found.median_ms, "p99_ms": found.p99_ms, "wait_p99_ms": wait_p99,
                "imported_analyzed_meanwhile": found.imported_analyzed, "import_s": found.import_s}),
        );
        first.get_or_insert((wait_p99, found.alone_ms));
    }
    let (wait_ms, alone_ms) = first.context("no row")?;
    Ok(json!({
        "bench": "fair", "unit": "milliseconds that 99 of 100 fresh calls wait at most", "product": wait_ms, "peer": alone_ms,
        "peer_name": "one analysis on an idle machine, from the queue to the result", "ratio": wait_ms / alone_ms, "runs": fresh,
        "conditions": {"imported": IMPORTED, "fresh_calls": fresh, "fresh_every_s": every_s, "recording_s": 2,
            "cores": std::thread::available_parallelism()?.get()},
        "extra": extra,
    }))
}

struct Found {
    /// Median from the queue to the result, of calls alone on the machine.
    alone_ms: f64,
    median_ms: f64,
    p99_ms: f64,
    imported_analyzed: i64,
    import_s: f64,
}

async fn measure(name: &str, age: TimeDelta, fresh: usize, every: Duration) -> anyhow::Result<Found> {
    let served = Served::analysing(&format!("fair-{name}"))?;
    let keys = served.keys(2).await?;
    let client = connect(&served.url(SUPERUSER, DATABASE)?).await?;
    let [importer, caller] = keys.as_slice() else {
        anyhow::bail!("two keys");
    };
    let mut connection = Connection::open(served.address, caller).await?;
    let mut alone = Vec::new();
    for n in 0..ALONE.min(fresh) {
        send(&mut connection, &format!("alone{n}")).await?;
        alone = results(&client, "alone", n + 1).await?;
    }
    let begun = Instant::now();
    let imported = async {
        import(&served, importer, age)
            .await
            .map(|()| begun.elapsed().as_secs_f64())
    };
    let (import_s, ()) = futures::try_join!(imported, send_each(&served, caller, fresh, every))?;
    let mut times = results(&client, "fresh", fresh).await?;
    let analyzed = "SELECT count(*) FROM legs WHERE external_id LIKE 'import%' AND analysis_status = 'analyzed'";
    let imported_analyzed: i64 = client.query_one(analyzed, &[]).await?.try_get(0)?;
    ensure!(
        imported_analyzed < IMPORTED as i64,
        "the import was done before the last fresh call: nothing was measured"
    );
    times.sort_by(f64::total_cmp);
    Ok(Found {
        alone_ms: median(alone),
        median_ms: times[times.len() / 2],
        p99_ms: times[times.len() * 99 / 100],
        imported_analyzed,
        import_s,
    })
}

/// Fresh calls of one tenant, one after each such time.
async fn send_each(served: &Served, key: &str, count: usize, every: Duration) -> anyhow::Result<()> {
    let mut connection = Connection::open(served.address, key).await?;
    let mut ticks = tokio::time::interval(every);
    for n in 0..count {
        ticks.tick().await;
        send(&mut connection, &format!("fresh{n}")).await?;
    }
    Ok(())
}

/// A call that has just ended, with its recording.
async fn send(connection: &mut Connection, external_id: &str) -> anyhow::Result<()> {
    let ended = Utc::now() - TimeDelta::seconds(1);
    connection.accepted(record(external_id, ended).as_bytes()).await?;
    put(connection, external_id).await
}

/// Records first, then their recordings on a few connections.
async fn import(served: &Served, key: &str, age: TimeDelta) -> anyhow::Result<()> {
    let mut connection = Connection::open(served.address, key).await?;
    for first in (0..IMPORTED).step_by(ARRAY) {
        // Over the whole span, the oldest last.
        let newest = Utc::now() - TimeDelta::seconds(2) - age.min(TimeDelta::days(2));
        let at = |n: usize| newest - age * i32::try_from(n).unwrap_or(0) / IMPORTED as i32;
        let records: Vec<String> = (first..first + ARRAY)
            .map(|n| record(&format!("import{n}"), at(n)))
            .collect();
        connection
            .accepted(format!("[{}]", records.join(",")).as_bytes())
            .await?;
    }
    let next = AtomicUsize::new(0);
    try_join_all((0..UPLOADS).map(|_| async {
        let mut connection = Connection::open(served.address, key).await?;
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            if n >= IMPORTED {
                return Ok::<_, anyhow::Error>(());
            }
            put(&mut connection, &format!("import{n}")).await?;
        }
    }))
    .await?;
    Ok(())
}

fn record(external_id: &str, ended: DateTime<Utc>) -> String {
    let text = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
    format!(
        r#"{{"external_id":"{external_id}","direction":"inbound","from":"+390612345678","to":"201","agent":"201","talk_s":2,"disposition":"answered","started_at":"{}","ended_at":"{}"}}"#,
        text(ended - TimeDelta::seconds(2)),
        text(ended)
    )
}

async fn put(connection: &mut Connection, external_id: &str) -> anyhow::Result<()> {
    let path = format!("/v1/calls/api/{external_id}/recording");
    let asked = Asked {
        method: "PUT",
        path: &path,
        kind: "audio/flac",
    };
    connection.expect(asked, RECORDING, &[200, 201]).await
}

/// Milliseconds from the queue to the result of each of these calls, once all have one.
async fn results(client: &Client, name: &str, count: usize) -> anyhow::Result<Vec<f64>> {
    let times = format!(
        "SELECT extract(epoch FROM a.analyzed_at - min(t.at))::float8 * 1000 FROM legs l
            JOIN analyses a ON a.tenant_id = l.tenant_id AND a.leg_id = l.id
            JOIN trace t ON t.tenant_id = l.tenant_id AND t.leg_id = l.id AND t.stage = 'queued'
        WHERE l.external_id LIKE '{name}%' GROUP BY l.id, a.analyzed_at"
    );
    let begun = Instant::now();
    loop {
        let rows = client.query(&times, &[]).await?;
        if rows.len() == count {
            return rows.iter().map(|row| Ok(row.try_get(0)?)).collect();
        }
        ensure!(
            begun.elapsed() < RESULT_WAIT_MAX,
            "{} of {count} calls are analysed",
            rows.len()
        );
        tokio::time::sleep(POLL).await;
    }
}
