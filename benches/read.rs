//! Bench `read`: a million calls of one tenant. A page of the list at any depth, by each filter and in each order; the export as CSV
//! against COPY TO of the same columns to the same machine, alternating; the export with words, which are opened for it.

pub mod seeded;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Instant;

use actors::postgres::{DATABASE, SUPERUSER};
use anyhow::{Context, ensure};
use futures::TryStreamExt;
use models::calls::call::{Call, ListPage};
use models::calls::filter::CallFilter;
use models::calls::place::Sort;
use models::ids::TenantId;
use serde_json::{Value, json};
use tokio_postgres::Client;

use crate::copied::connect;
use crate::sentiment::median;
use crate::served::http::{Asked, Connection};
use crate::served::{Served, cluster};
use seeded::WITH_WORDS;

/// Calls; AUDIAPRO_BENCH_RECORDS sets another number.
const CALLS: usize = 1_000_000;
/// Rows of a page, and how deep the deep one lies.
const PAGE: usize = 50;
const DEPTH: usize = 10_000;
/// Requests of which the median is told, behind so many that warm up.
const ASKED: usize = 100;
const WARM: usize = 10;
const PASSES: usize = 3;

/// As the export has them.
const COLUMNS: &str = "id, source, source_instance, key, direction, from_number, to_number, agent, agents, queue, started_at, answered_at, ended_at, wait_s,
    talk_s, disposition, legs, recordings, analysis_status, charge_kind, charged_period, sentiment_label, sentiment_score, custom, demo, created_at, updated_at";

/// Filters of the list, and two together. Of what few calls have and no index knows all are read, which docs/benchmarks.md tells of.
const FILTERS: [&str; 31] = [
    "agent=107",
    "queue=q3",
    "number=%2B4930000777",
    "number=%2B49300007*",
    "from=%2B4930000777",
    "to=207",
    "direction=outbound",
    "disposition=voicemail",
    "analysis_status=failed",
    "sentiment=negative",
    "charge_kind=overage",
    "charged_period=2026-10-01T00:00:00Z",
    "source_instance=api",
    "external_id=s-777",
    "linked_id=s-777",
    "has_recording=true",
    "language=de",
    "flag=clipped",
    "sentiment_min=4.9",
    "sentiment_max=-4.9",
    "talk_min_s=3590",
    "talk_max_s=1",
    "wait_min_s=9",
    "tag=bench",
    "archived=false",
    "vip=false",
    "caller_known=true",
    "weekday=1",
    "hour=9",
    "model=tiny.en-q8_0",
    "started_from=2026-06-01T00:00:00Z&started_before=2026-06-02T00:00:00Z",
];

/// Runs the bench, prints its table, returns the closing object.
pub fn run() -> anyhow::Result<Value> {
    actix_rt::System::new().block_on(bench())
}

async fn bench() -> anyhow::Result<Value> {
    let calls = std::env::var("AUDIAPRO_BENCH_RECORDS").map_or(Ok(CALLS), |text| text.parse())?;
    let served = Served::start("read")?;
    let key = served.keys(1).await?.remove(0);
    let client = connect(&served.url(SUPERUSER, DATABASE)?).await?;
    let tenant = seeded::tenant(&client).await?;
    seeded::seed(&client, &served, tenant, calls).await?;
    let mut connection = Connection::open(served.address, &key).await?;
    let mut pages = vec![("page 1".to_owned(), ask(&mut connection, "").await?)];
    let deep = cursor(&served, tenant, calls).await?;
    let at = (calls / PAGE / 2).min(DEPTH);
    pages.push((
        format!("page {at}"),
        ask(&mut connection, &format!("&cursor={deep}")).await?,
    ));
    for name in Sort::NAMES {
        pages.push((
            format!("sort={name}"),
            ask(&mut connection, &format!("&sort={name}")).await?,
        ));
    }
    for filter in FILTERS {
        pages.push((filter.to_owned(), ask(&mut connection, &format!("&{filter}")).await?));
    }
    for (name, ms) in &pages {
        println!("{name:<76}{ms:>8.2} ms");
    }
    let exports = exports(&served, &key, &client, tenant, calls).await?;
    let (product, peer) = (exports.product.rate, exports.peer.rate);
    let rate = |what: &str, side: &Side| {
        println!(
            "{what:<40}{:>10.0} calls/s{:>10.1} µs of PostgreSQL's CPU{:>10.1} µs of the program's",
            side.rate, side.postgres_us, side.program_us
        );
    };
    rate("export as CSV", &exports.product);
    rate("export as NDJSON", &exports.ndjson);
    rate("COPY TO", &exports.peer);
    rate("export as CSV with words", &exports.words);
    println!("{:<40}{:>10.2}", "export as CSV ÷ COPY TO", product / peer);
    let pages: Vec<Value> = pages
        .iter()
        .map(|(name, ms)| json!({"page": name, "p50_ms": ms}))
        .collect();
    Ok(json!({
        "bench": "read", "unit": "calls exported per second", "product": product, "peer": peer,
        "peer_name": "COPY TO of the same columns", "ratio": product / peer, "runs": PASSES,
        "conditions": {"calls": calls, "rows_a_page": PAGE, "requests_a_median": ASKED, "calls_with_words": WITH_WORDS,
            "cores": std::thread::available_parallelism()?.get()},
        "extra": {"pages": pages, "ndjson": exports.ndjson.rate, "with_words": exports.words.rate},
    }))
}

/// Milliseconds from request to answer, the median.
async fn ask(connection: &mut Connection, query: &str) -> anyhow::Result<f64> {
    let path = format!("/v1/calls?limit={PAGE}{query}");
    let asked = Asked {
        method: "GET",
        path: &path,
        kind: "application/json",
    };
    let mut times = Vec::new();
    for n in 0..WARM + ASKED {
        let begun = Instant::now();
        connection.expect(asked, b"", &[200]).await?;
        if n >= WARM {
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
    }
    Ok(median(times))
}

/// Of the page in the middle, or of the ten-thousandth.
async fn cursor(served: &Served, tenant: TenantId, calls: usize) -> anyhow::Result<String> {
    let (pools, _) = served.pools()?;
    let skipped = (calls / 2).min(DEPTH * PAGE);
    let begins = seeded::started_at(calls - skipped);
    let there = CallFilter {
        started_before: Some(begins),
        ..CallFilter::default()
    };
    let one = ListPage {
        rows: 1,
        ..ListPage::default()
    };
    let found = Call::of(tenant).list(&pools.app, &there, &one).await?;
    let call = found.data.first().context("no call so deep")?;
    let sort = Sort::default();
    Ok(sort.place(call).to_text(&CallFilter::default(), sort))
}

/// What one way of taking calls out took.
struct Side {
    rate: f64,
    postgres_us: f64,
    program_us: f64,
}

struct Exports {
    product: Side,
    ndjson: Side,
    peer: Side,
    words: Side,
}

async fn exports(
    served: &Served,
    key: &str,
    client: &Client,
    tenant: TenantId,
    calls: usize,
) -> anyhow::Result<Exports> {
    let mut sides: [Vec<Side>; 4] = Default::default();
    for _ in 0..PASSES {
        let csv = "format=csv";
        sides[0].push(side(served, calls, async { export(served, key, csv, calls + 1).await }).await?);
        let copied = async { copy(client, tenant, calls).await };
        sides[1].push(side(served, calls, copied).await?);
        let ndjson = async { export(served, key, "format=ndjson", calls).await };
        sides[2].push(side(served, calls, ndjson).await?);
        let some = WITH_WORDS.min(calls);
        let words = async { export(served, key, "format=csv&transcripts=true&queue=words", some + 1).await };
        sides[3].push(side(served, some, words).await?);
    }
    let of = |side: &[Side]| Side {
        rate: median(side.iter().map(|pass| pass.rate).collect()),
        postgres_us: median(side.iter().map(|pass| pass.postgres_us).collect()),
        program_us: median(side.iter().map(|pass| pass.program_us).collect()),
    };
    let [product, peer, ndjson, words] = sides.each_ref().map(|side| of(side));
    Ok(Exports {
        product,
        ndjson,
        peer,
        words,
    })
}

async fn side(served: &Served, calls: usize, work: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<Side> {
    let (postgres, program) = (
        cluster::cpu_seconds(&served.data())?,
        cluster::process_seconds(served.pid())?,
    );
    let begun = Instant::now();
    work.await?;
    let each = 1e6 / calls as f64;
    Ok(Side {
        rate: calls as f64 / begun.elapsed().as_secs_f64(),
        postgres_us: (cluster::cpu_seconds(&served.data())? - postgres) * each,
        program_us: (cluster::process_seconds(served.pid())? - program) * each,
    })
}

/// Reads an export to its end, and counts its lines.
async fn export(served: &Served, key: &str, query: &str, lines: usize) -> anyhow::Result<()> {
    let (address, key, query) = (served.address, key.to_owned(), query.to_owned());
    let read = tokio::task::spawn_blocking(move || -> anyhow::Result<usize> {
        let mut stream = TcpStream::connect(address)?;
        write!(
            stream,
            "GET /v1/calls/export?{query} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {key}\r\nconnection: close\r\n\r\n"
        )?;
        let (mut piece, mut count, mut last) = (vec![0; 1 << 18], 0, Vec::new());
        loop {
            let read = stream.read(&mut piece)?;
            if read == 0 {
                break;
            }
            let some = &piece[..read];
            count += some.iter().filter(|byte| **byte == b'\n').count();
            last.extend_from_slice(&some[some.len().saturating_sub(5)..]);
            last.drain(..last.len().saturating_sub(5));
        }
        ensure!(last == b"0\r\n\r\n", "the export broke off");
        Ok(count)
    });
    // Chunks and headers have line ends of their own.
    let found = read.await??;
    ensure!(found >= lines, "{found} lines are less than {lines}");
    Ok(())
}

async fn copy(client: &Client, tenant: TenantId, calls: usize) -> anyhow::Result<()> {
    let copy = format!(
        "COPY (SELECT {COLUMNS} FROM calls WHERE tenant_id = '{tenant}' ORDER BY started_at DESC, id DESC) TO STDOUT (FORMAT csv, HEADER)"
    );
    let rows = client.copy_out(&copy).await?;
    futures::pin_mut!(rows);
    let mut lines = 0;
    while let Some(piece) = rows.try_next().await? {
        lines += piece.iter().filter(|byte| **byte == b'\n').count();
    }
    ensure!(lines == calls + 1, "{lines} lines are not {calls}");
    Ok(())
}
