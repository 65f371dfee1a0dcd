//! Bench `tenants`: a million people in ten thousand tenants; the staff types names and addresses letter by letter, and goes through the
//! whole list page by page. Its peer is the first page for the last.

use std::time::Instant;

use anyhow::Context;
use models::db::Pools;
use models::staff::tenants::directory::{Query, Sort};
use serde_json::{Value, json};
use tokio_postgres::NoTls;

use crate::served::Served;

const TENANTS: usize = 10_000;
const PEOPLE: usize = 1_000_000;
const PAGE: u32 = 50;
/// What is typed, each letter by letter.
const TYPED: [&str; 12] = [
    "acme dental 77",
    "bolt log",
    "carp travel 9",
    "energy",
    "foods 123",
    "anna.c4ca",
    "bert.0",
    "hugo.fffe@comp",
    "@company99",
    "zzzz",
    "jan.",
    "globe motors 4242",
];

const SEED: [&str; 4] = [
    "INSERT INTO tenants (id, name, plan_id, subdomain, created_at)
        SELECT gen_random_uuid(), (ARRAY['Acme','Bolt','Carp','Delta','Echo','Fox','Globe','Harbor','Iris','Jade'])[1 + n % 10] || ' '
            || (ARRAY['Dental','Logistics','Travel','Energy','Foods','Motors','Insurance'])[1 + n % 7] || ' ' || n, 'starter', 't' || n,
            app_now() - n * interval '1 minute' FROM generate_series(1, $n) n",
    "INSERT INTO persons (id, email, email_key, name)
        SELECT gen_random_uuid(), k, k, 'Somebody' FROM (SELECT (ARRAY['anna','bert','carla','dora','emil','fritz','gina','hugo','ida','jan'])
            [1 + n % 10] || '.' || md5(n::text) || '@company' || n % $n || '.example' AS k FROM generate_series(1, $p) n) x",
    "INSERT INTO memberships (tenant_id, person_id, role, row_scope)
        SELECT t.id, p.id, 'agent', 'own' FROM (SELECT id, row_number() OVER () AS n FROM persons) p
        JOIN (SELECT id, row_number() OVER () AS n FROM tenants) t ON t.n = 1 + p.n % $n",
    "ANALYZE tenants, persons, memberships",
];

/// Runs the bench, prints its table, returns the closing object.
pub fn run() -> anyhow::Result<Value> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(bench())
}

async fn bench() -> anyhow::Result<Value> {
    let served = Served::start("tenants")?;
    seed(&served).await?;
    let (pools, _) = served.pools()?;
    let mut typed = Vec::new();
    for word in TYPED {
        for (end, letter) in word.char_indices() {
            let so_far = &word[..end + letter.len_utf8()];
            let query = Query {
                search: Some(so_far.to_owned()),
                limit: Some(PAGE),
                ..Query::default()
            };
            typed.push((time(&pools, &query).await?.0, so_far.to_owned()));
        }
    }
    typed.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |share: f64| typed[((typed.len() - 1) as f64 * share) as usize].0;
    let (p50, p95, slowest) = (at(0.5), at(0.95), typed.last().context("nothing was typed")?);
    println!("{:<44}{p50:>10.1} ms", "search, median");
    println!("{:<44}{p95:>10.1} ms", "search, p95");
    println!("{:<44}{:>10.1} ms   {:?}", "search, slowest", slowest.0, slowest.1);
    let pages = pages(&pools).await?;
    let (first, last) = (median(&pages[..20])?, median(&pages[pages.len() - 20..])?);
    println!("{:<44}{first:>10.2} ms", "a page of the list, first twenty");
    println!("{:<44}{last:>10.2} ms", "a page of the list, last twenty");
    Ok(json!({
        "bench": "tenants", "unit": "ms, p95 of a search as it is typed", "product": p95, "peer": Value::Null, "peer_name": Value::Null,
        "ratio": last / first, "runs": typed.len(),
        "conditions": {"tenants": TENANTS, "people": PEOPLE, "page": PAGE, "cores": std::thread::available_parallelism()?.get()},
        "extra": {"p50_ms": p50, "slowest_ms": slowest.0, "slowest": slowest.1, "page_first_ms": first, "page_last_ms": last, "pages": pages.len()},
    }))
}

async fn seed(served: &Served) -> anyhow::Result<()> {
    let url = served.url(actors::postgres::OWNER, actors::postgres::DATABASE)?;
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
    tokio::spawn(connection);
    // The server's own login does not bypass the walls: the owner's role may make tenants.
    client.batch_execute("SET ROLE audiapro_owner").await?;
    for sql in SEED {
        let sql = sql
            .replace("$n", &TENANTS.to_string())
            .replace("$p", &PEOPLE.to_string());
        client.batch_execute(&sql).await?;
    }
    Ok(())
}

/// Milliseconds, and the cursor of the next page.
async fn time(pools: &Pools, query: &Query) -> anyhow::Result<(f64, Option<String>)> {
    let conn = &mut *pools.staff.get().await?;
    let begun = Instant::now();
    let (_, next) = query.page(conn).await?;
    Ok((begun.elapsed().as_secs_f64() * 1000.0, next))
}

async fn pages(pools: &Pools) -> anyhow::Result<Vec<f64>> {
    let mut query = Query {
        sort: Sort::Name,
        limit: Some(PAGE),
        ..Query::default()
    };
    let mut times = Vec::new();
    loop {
        let (ms, next) = time(pools, &query).await?;
        times.push(ms);
        match next {
            Some(next) => query.cursor = Some(next),
            None => return Ok(times),
        }
    }
}

fn median(times: &[f64]) -> anyhow::Result<f64> {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().context("no page")
}
