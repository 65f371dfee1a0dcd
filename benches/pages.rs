//! Bench `pages`: a million calls, a hundred thousand of them with words that are sealed and indexed as in production; what the dashboard
//! asks for, right after a start and again, and how PostgreSQL went about it. Its peer is the target of each page.
//!
//! `--calls N --transcripts N`: fewer or more of them.

mod plans;
mod said;

use std::cell::RefCell;
use std::time::Instant;

use actors::postgres::{DATABASE, SUPERUSER};
use anyhow::Context;
use models::analytics::recount;
use serde_json::{Value, json};

use crate::bulk::step;
use crate::calls::Chance;
use crate::copied::connect;
use crate::options;
use crate::read::seeded;
use crate::served::Served;
use crate::served::http::{Asked, Connection};
use said::Said;

const CALLS: usize = 1_000_000;
/// Of which the latest have words.
const TRANSCRIPTS: usize = 100_000;
/// Questions of each kind, and how often each is asked once it is warm.
const QUESTIONS: usize = 40;
const PASSES: usize = 5;
/// Ranks of words that somebody would search for: neither the words of every sentence, nor such as nobody says.
const RANKS: (usize, usize) = (200, 12_000);

/// Runs the bench, prints its table, returns the closing object.
pub fn run() -> anyhow::Result<Value> {
    actix_rt::System::new().block_on(bench())
}

async fn bench() -> anyhow::Result<Value> {
    let calls = options::count("--calls", CALLS)?;
    let transcripts = options::count("--transcripts", TRANSCRIPTS)?;
    let begun = Instant::now();
    let mut served = Served::start("pages")?;
    let key = served.keys(1).await?.remove(0);
    let client = connect(&served.url(SUPERUSER, DATABASE)?).await?;
    let tenant = seeded::tenant(&client).await?;
    seeded::without_words(&client, &served, tenant, calls).await?;
    let worker = served.pools()?.0.worker;
    step("roll-ups", async { Ok(recount::rebuild(&worker).await?) }).await?;
    let said = said::seed(&client, &served, tenant, transcripts).await?;
    // Each by itself: a vacuum is in no transaction.
    client
        .batch_execute("VACUUM ANALYZE call_stats, call_stats_days")
        .await?;
    client.batch_execute("CHECKPOINT").await?;
    drop(client);
    let seeded_s = begun.elapsed().as_secs_f64();
    eprintln!("seeded in {seeded_s:.0} s");
    // The server's PostgreSQL and its memory begin anew; the files may still lie in the system's.
    served.restart()?;
    let mut connection = Connection::open(served.address, &key).await?;
    let mut table = Vec::new();
    println!(
        "{:<34}{:>10}{:>10}{:>10}{:>10}{:>10}   target",
        "", "cold p50", "cold p95", "p50", "p95", "max"
    );
    let pages = pages(&said);
    for page in &pages {
        table.push(page.measure(&mut connection).await?);
    }
    drop(connection);
    let asked: Vec<(String, &str)> = pages
        .iter()
        .filter_map(|page| Some((format!("{}: {}", page.kind, page.name), page.paths.last()?.as_str())))
        .collect();
    plans::print(&mut served, &key, &asked).await?;
    let worst = |kind: &str| {
        let of = table.iter().filter(|row| row["kind"] == kind);
        of.filter_map(|row| row["p95_ms"].as_f64()).fold(0.0, f64::max)
    };
    let within = table
        .iter()
        .all(|row| row["p95_ms"].as_f64() <= row["target_ms"].as_f64());
    Ok(json!({
        "bench": "pages", "unit": "ms, p95 of the slowest kind of search", "product": worst("search"), "peer": 150.0, "peer_name": "target",
        "ratio": worst("search") / 150.0, "runs": PASSES,
        "conditions": {"calls": calls, "transcripts": said.transcripts, "distinct_words": said::VOCABULARY, "questions": QUESTIONS,
            "cores": std::thread::available_parallelism()?.get()},
        "extra": {"seeded_s": seeded_s, "list_p95_ms": worst("list"), "overview_p95_ms": worst("overview"), "within_targets": within, "pages": table},
    }))
}

/// Questions of one kind.
struct Page {
    kind: &'static str,
    name: &'static str,
    target_ms: f64,
    paths: Vec<String>,
}

impl Page {
    async fn measure(&self, connection: &mut Connection) -> anyhow::Result<Value> {
        let cold = self.ask(connection).await?;
        let mut warm = Vec::new();
        for _ in 0..PASSES {
            warm.extend(self.ask(connection).await?);
        }
        let (cold, warm) = (Spread::of(cold)?, Spread::of(warm)?);
        let mark = if warm.p95 <= self.target_ms { "" } else { "  OVER" };
        println!(
            "{:<34}{:>10.1}{:>10.1}{:>10.1}{:>10.1}{:>10.1}   {:.0} ms{mark}",
            format!("{}: {}", self.kind, self.name),
            cold.p50,
            cold.p95,
            warm.p50,
            warm.p95,
            warm.max,
            self.target_ms
        );
        Ok(json!({
            "kind": self.kind, "name": self.name, "target_ms": self.target_ms, "cold_p50_ms": cold.p50, "cold_p95_ms": cold.p95, "p50_ms": warm.p50,
            "p95_ms": warm.p95, "max_ms": warm.max,
        }))
    }

    /// Milliseconds of each.
    async fn ask(&self, connection: &mut Connection) -> anyhow::Result<Vec<f64>> {
        let mut times = Vec::new();
        for path in &self.paths {
            let asked = Asked {
                method: "GET",
                path,
                kind: "application/json",
            };
            let begun = Instant::now();
            connection.expect(asked, b"", &[200]).await?;
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        Ok(times)
    }
}

struct Spread {
    p50: f64,
    p95: f64,
    max: f64,
}

impl Spread {
    fn of(mut times: Vec<f64>) -> anyhow::Result<Self> {
        times.sort_by(f64::total_cmp);
        let at = |share: f64| {
            times
                .get(((times.len().saturating_sub(1)) as f64 * share).round() as usize)
                .copied()
        };
        Ok(Self {
            p50: at(0.5).context("nothing was asked")?,
            p95: at(0.95).context("nothing was asked")?,
            max: at(1.0).context("nothing was asked")?,
        })
    }
}

fn pages(said: &Said) -> Vec<Page> {
    let chance = RefCell::new(Chance(0xa5ed));
    let rank = || RANKS.0 + (f64::from(chance.borrow_mut().share()) * (RANKS.1 - RANKS.0) as f64) as usize;
    let word = || said.words.get(rank()).cloned().unwrap_or_default();
    let search = |name, question: &dyn Fn(usize) -> String| {
        let asked = (0..QUESTIONS).map(|n| format!("/v1/search?limit=25&q={}", encoded(&question(n))));
        Page {
            kind: "search",
            name,
            target_ms: 150.0,
            paths: asked.collect(),
        }
    };
    let step = (said.pairs.len() / QUESTIONS).max(1);
    let pair = |n: usize| said.pairs.get(n * step).cloned().unwrap_or_default();
    let searches = vec![
        search("one word", &|_| word()),
        search("two words", &|_| format!("{} {}", word(), word())),
        search("two words of a sentence", &|n| format!("{} {}", pair(n).0, pair(n).1)),
        search("a phrase", &|n| format!("\"{} {}\"", pair(n).0, pair(n).1)),
        search("a typing error", &|_| mistyped(&word())),
        search("a prefix", &|_| {
            format!("{}*", word().chars().take(4).collect::<String>())
        }),
        search("a common word", &|n| said.words.get(n).cloned().unwrap_or_default()),
        search("two common words", &|n| {
            format!("{} {}", said.words[n], said.words[n + 7])
        }),
    ];
    let list = |name, query: &dyn Fn(usize) -> String| Page {
        kind: "list",
        name,
        target_ms: 50.0,
        paths: (0..QUESTIONS)
            .map(|n| format!("/v1/calls?limit=100&{}", query(n)))
            .collect(),
    };
    let overview = |name, query: &str| Page {
        kind: "overview",
        name,
        target_ms: 100.0,
        paths: vec![format!("/v1/analytics/overview?{query}"); 5],
    };
    let mut all = vec![
        list("first page", &|_| String::new()),
        list("an agent", &|n| format!("agent={}", 100 + n)),
        list("a number", &|n| format!("number=%2B4930{:06}", n * 7)),
        list("negative ones of a month", &|n| {
            format!("sentiment=negative&started_from=2026-{:02}-01T00:00:00Z", 1 + n % 10)
        }),
        list("longest first", &|_| "sort=-talk_s".into()),
        overview("a year", "from=2025-12-01&to=2026-11-30"),
        overview("four weeks", "from=2026-10-15&to=2026-11-11"),
    ];
    all.extend(searches);
    all
}

/// Two letters in the middle are swapped.
fn mistyped(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let middle = letters.len() / 2;
    if middle + 1 < letters.len() {
        letters.swap(middle, middle + 1);
    }
    letters.into_iter().collect()
}

fn encoded(text: &str) -> String {
    text.replace('"', "%22").replace(' ', "+")
}
