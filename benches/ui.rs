//! Bench `ui`: what pressing something costs on the list of calls in Chromium, with a million calls behind it, and how soon a record that was
//! answered 202 stands on an open page. `web/ui/browser/measure.mjs` drives the browser; here are the server, its calls and somebody who
//! signs in. Its peer is the target of each figure.
//!
//! `--calls N --rounds N --records N`

use std::path::Path;
use std::process::{Command, Stdio};

use actors::postgres::{DATABASE, SUPERUSER};
use anyhow::{Context, ensure};
use chrono::Utc;
use models::analytics::recount;
use models::identity::password;
use serde_json::{Value, json};
use tokio_postgres::Client;

use crate::bulk::step;
use crate::copied::connect;
use crate::options;
use crate::read::seeded;
use crate::served::Served;

const CALLS: usize = 1_000_000;
/// Rounds of what people do with a list, and records whose way is followed, on each of two pages.
const ROUNDS: usize = 10;
const RECORDS: usize = 40;
/// Targets: 98 of 100 interactions, and 95 of 100 records on an open page. Milliseconds.
const INTERACTION_MS: f64 = 100.0;
const LIVE_MS: f64 = 1_000.0;
const EMAIL: &str = "ann@bench.example";
const PASSWORD: &str = "a sentence that is long enough";

/// Runs the bench, prints its table, returns the closing object.
pub fn run() -> anyhow::Result<Value> {
    actix_rt::System::new().block_on(bench())
}

async fn bench() -> anyhow::Result<Value> {
    let calls = options::count("--calls", CALLS)?;
    let rounds = options::count("--rounds", ROUNDS)?;
    let records = options::count("--records", RECORDS)?;
    // The overview shows the calls that began last.
    ensure!(
        seeded::started_at(calls) < Utc::now(),
        "some of {calls} calls would begin later than those that are followed: fewer, by --calls"
    );
    let mut served = Served::start("ui")?;
    let key = served.keys(1).await?.remove(0);
    let client = connect(&served.url(SUPERUSER, DATABASE)?).await?;
    let tenant = seeded::tenant(&client).await?;
    seeded::without_words(&client, &served, tenant, calls).await?;
    let worker = served.pools()?.0.worker;
    step("roll-ups", async { Ok(recount::rebuild(&worker).await?) }).await?;
    person(&client).await?;
    client
        .batch_execute("VACUUM ANALYZE call_stats, call_stats_days")
        .await?;
    client.batch_execute("CHECKPOINT").await?;
    drop(client);
    served.restart()?;
    let measured = measured(&served, &key, rounds, records)?;
    let (interactions, live) = (&measured["interactions"], &measured["live"]);
    print(interactions, live);
    let p98 = interactions["all"]["p98_ms"].as_f64().context("no interaction")?;
    let row = live["row"]["p95_ms"].as_f64().context("no row")?;
    Ok(json!({
        "bench": "ui", "unit": "ms, p98 of interactions with the list", "product": p98, "peer": INTERACTION_MS, "peer_name": "target",
        "ratio": p98 / INTERACTION_MS, "runs": rounds,
        "conditions": {"calls": calls, "rounds": rounds, "records": records, "chromium": measured["chromium"],
            "cores": std::thread::available_parallelism()?.get()},
        "extra": {"p75_ms": interactions["all"]["p75_ms"], "live_p95_ms": row, "live_target_ms": LIVE_MS,
            "within_targets": p98 < INTERACTION_MS && row < LIVE_MS, "interactions": interactions, "live": live},
    }))
}

/// Somebody who may do everything in the tenant.
async fn person(client: &Client) -> anyhow::Result<()> {
    let hash = password::hash(PASSWORD)?;
    let person = "INSERT INTO persons (id, email, email_key, name, email_verified_at) VALUES (gen_random_uuid(), $1, $1, 'Ann', app_now())";
    client.execute(person, &[&EMAIL]).await?;
    let credential =
        "INSERT INTO credentials (person_id, password_hash) SELECT id, $2 FROM persons WHERE email_key = $1";
    client.execute(credential, &[&EMAIL, &hash]).await?;
    let member = "INSERT INTO memberships (tenant_id, person_id, role, row_scope)
        SELECT t.id, p.id, 'admin', 'all' FROM persons p, tenants t WHERE p.email_key = $1 AND t.name = 'Bench 0'";
    ensure!(
        client.execute(member, &[&EMAIL]).await? == 1,
        "nobody became a member of the tenant"
    );
    Ok(())
}

/// What the browser says.
fn measured(served: &Served, key: &str, rounds: usize, records: usize) -> anyhow::Result<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../script/ui");
    let told = Command::new(&script)
        .args(["measure", &rounds.to_string(), &records.to_string()])
        .env("AUDIAPRO_URL", format!("http://{}", served.address))
        .env("AUDIAPRO_EMAIL", EMAIL)
        .env("AUDIAPRO_PASSWORD", PASSWORD)
        .env("AUDIAPRO_API_KEY", key)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("could not start {}", script.display()))?;
    ensure!(told.status.success(), "the browser's part ended with {}", told.status);
    let text = String::from_utf8(told.stdout)?;
    let line = text.lines().last().context("the browser's part said nothing")?;
    Ok(serde_json::from_str(line)?)
}

fn print(interactions: &Value, live: &Value) {
    println!(
        "{:<18}{:>7}{:>9}{:>9}{:>9}{:>9}{:>13}   ms; settled: the rows are there, as the driver sees it",
        "interaction", "count", "p50", "p75", "p98", "max", "settled p50"
    );
    for kind in interactions["kinds"].as_array().into_iter().flatten() {
        row(kind["name"].as_str().unwrap_or_default(), kind);
    }
    row("all", &interactions["all"]);
    for (name, page) in [("row on the overview", "row"), ("pill above the list", "pill")] {
        let figure = |key: &str| live[page][key].as_f64().unwrap_or(f64::NAN);
        println!(
            "from 202 to the {name}: p50 {:.0} ms, p95 {:.0} ms, max {:.0} ms",
            figure("p50_ms"),
            figure("p95_ms"),
            figure("max_ms")
        );
    }
}

fn row(name: &str, figures: &Value) {
    let figure = |key: &str| figures[key].as_f64().unwrap_or(f64::NAN);
    let mark = if figure("p98_ms") < INTERACTION_MS {
        ""
    } else {
        "  OVER"
    };
    println!(
        "{name:<18}{:>7.0}{:>9.0}{:>9.0}{:>9.0}{:>9.0}{:>13.0}{mark}",
        figure("count"),
        figure("p50_ms"),
        figure("p75_ms"),
        figure("p98_ms"),
        figure("max_ms"),
        figure("settled_p50_ms")
    );
}
