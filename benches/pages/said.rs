//! A hundred thousand transcripts, sealed and indexed as results leave them: words by Zipf's law, out of thirty thousand that can be spoken.
//! The rows are those of production, made by its own functions; threads make them, and they are copied many at once.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actors::engine::analysis::{Turn, Word};
use actors::postgres::{DATABASE, SUPERUSER};
use anyhow::{Context, anyhow};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use models::calls::transcript;
use models::compliance::sealing::{DataKey, Sealer};
use models::ids::{LegId, TenantId};
use tokio::sync::mpsc;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::bulk::{Aside, Rows, copy, step};
use crate::calls::Chance;
use crate::read::seeded::TRANSCRIPTS;
use crate::served::Served;

/// Distinct words, the commonest first.
pub const VOCABULARY: usize = 30_000;
/// A call of about four minutes.
const TURNS: u64 = 40;
const WORDS: u64 = 14;
/// Beyond so many windows production does not count a word.
const COUNTED_MAX: i32 = 8;
/// Threads that seal and index, and the transcripts that are copied at once.
const THREADS: usize = 2;
const TOGETHER: usize = 500;
/// After so many the progress is told.
const TOLD: usize = 10_000;
const TABLES: [&str; 3] = ["transcripts", "search_windows", "search_words"];

/// What there is to be found.
pub struct Said {
    pub words: Vec<String>,
    /// Words that stand one after the other somewhere.
    pub pairs: Vec<(String, String)>,
    pub transcripts: usize,
}

struct Zipf(Vec<f64>);

impl Zipf {
    fn of(count: usize) -> Self {
        let mut sum = 0.0;
        let steps = (1..=count).map(|rank| {
            sum += 1.0 / rank as f64;
            sum
        });
        Self(steps.collect())
    }

    fn draw(&self, chance: &mut Chance) -> usize {
        let all = self.0.last().copied().unwrap_or(0.0);
        let at = f64::from(chance.share()) * all;
        self.0
            .partition_point(|step| *step < at)
            .min(self.0.len().saturating_sub(1))
    }
}

/// The word of a rank: syllables, short where it is common, as in languages.
fn spelled(rank: usize) -> String {
    const BEGINS: [&str; 16] = [
        "b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z",
    ];
    const ENDS: [&str; 8] = ["a", "e", "i", "o", "u", "an", "er", "ol"];
    let syllables = BEGINS.len() * ENDS.len();
    let (mut left, mut word) = (rank, String::new());
    loop {
        let one = left % syllables;
        word.push_str(BEGINS[one / ENDS.len()]);
        word.push_str(ENDS[one % ENDS.len()]);
        left /= syllables;
        if left == 0 {
            return word;
        }
        left -= 1;
    }
}

/// Gives words to the latest `transcripts` legs that were analysed.
pub async fn seed(client: &Client, served: &Served, tenant: TenantId, transcripts: usize) -> anyhow::Result<Said> {
    let (pools, master_key) = served.pools()?;
    let key = Sealer::new(pools.app, master_key).data_key(tenant).await?;
    let words: Arc<Vec<String>> = Arc::new((0..VOCABULARY).map(spelled).collect());
    let legs = legs(client, tenant, transcripts).await?;
    let count = legs.len();
    // Its vacuum would read gigabytes of sealed bytes beside what is measured; nothing of them is dead.
    client
        .batch_execute(
            "SET synchronous_commit = off; SET session_replication_role = replica;
             ALTER TABLE transcripts SET (autovacuum_enabled = false, toast.autovacuum_enabled = false)",
        )
        .await?;
    let aside = Aside::put(client, &TABLES).await?;
    let seeder = Arc::new(Seeder {
        key,
        tenant,
        words: words.clone(),
        zipf: Zipf::of(VOCABULARY),
        legs,
        next: AtomicUsize::new(0),
    });
    let what = format!("{count} transcripts");
    let Learned { vocabulary, pairs } = step(&what, written(client, seeder)).await?;
    copy(
        client,
        "search_words (tenant_id, token, sealed, windows) FROM STDIN (FORMAT binary)",
        words_of(tenant, &vocabulary)?,
    )
    .await?;
    client.batch_execute("RESET session_replication_role").await?;
    step("the index of words", aside.restore(&served.url(SUPERUSER, DATABASE)?)).await?;
    for table in TABLES {
        let toast = table != "transcripts";
        let statement = format!("VACUUM (ANALYZE, PROCESS_TOAST {toast}) {table}");
        client.batch_execute(&statement).await?;
    }
    Ok(Said {
        words: words.to_vec(),
        pairs,
        transcripts: count,
    })
}

/// What its threads share.
struct Seeder {
    key: DataKey,
    tenant: TenantId,
    words: Arc<Vec<String>>,
    zipf: Zipf,
    legs: Vec<(Uuid, DateTime<Utc>)>,
    /// The batch that nobody has taken yet.
    next: AtomicUsize,
}

/// What one thread has come across.
#[derive(Default)]
struct Learned {
    /// Token → the word sealed, and in how many windows it stands.
    vocabulary: HashMap<String, (Vec<u8>, i32)>,
    pairs: Vec<(String, String)>,
}

impl Learned {
    fn add(&mut self, other: Self) {
        for (token, (sealed, windows)) in other.vocabulary {
            let known = self.vocabulary.entry(token).or_insert((sealed, 0));
            known.1 = COUNTED_MAX.min(known.1 + windows);
        }
        self.pairs.extend(other.pairs);
    }
}

/// Rows of some legs.
struct Batch {
    legs: usize,
    sealed: Bytes,
    windows: Bytes,
}

/// Has the rows made and copies them as they come.
async fn written(client: &Client, seeder: Arc<Seeder>) -> anyhow::Result<Learned> {
    const WINDOWS: &str = "search_windows (tenant_id, leg_id, n, started_at, vector, pairs) FROM STDIN";
    let (sender, mut batches) = mpsc::channel(THREADS);
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let (seeder, sender) = (seeder.clone(), sender.clone());
            std::thread::spawn(move || seeder.work(&sender))
        })
        .collect();
    // The channel ends with the last thread.
    drop(sender);
    let (all, mut done) = (seeder.legs.len(), 0);
    while let Some(Batch { legs, sealed, windows }) = batches.recv().await {
        copy(client, TRANSCRIPTS, sealed).await?;
        copy(client, WINDOWS, windows).await?;
        if done / TOLD < (done + legs) / TOLD {
            eprintln!("  {} of {all}", done + legs);
        }
        done += legs;
    }
    let mut learned = Learned::default();
    for thread in threads {
        let own = thread.join().map_err(|_| anyhow!("a thread that seals has panicked"))?;
        learned.add(own?);
    }
    Ok(learned)
}

impl Seeder {
    /// Makes batches until there are none left.
    fn work(&self, sender: &mpsc::Sender<Batch>) -> anyhow::Result<Learned> {
        let mut learned = Learned::default();
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(legs) = self.legs.chunks(TOGETHER).nth(number) else {
                return Ok(learned);
            };
            let batch = self.batch(number, legs, &mut learned)?;
            sender.blocking_send(batch).ok().context("nobody takes the rows")?;
        }
    }

    fn batch(&self, number: usize, legs: &[(Uuid, DateTime<Utc>)], learned: &mut Learned) -> anyhow::Result<Batch> {
        // Whichever thread makes it, a batch says the same.
        let mut chance = Chance(0x5eed_0000 + number as u64);
        let (key, tenant) = (&self.key, self.tenant);
        let count = i32::try_from(TURNS * WORDS)?.to_be_bytes();
        let (mut sealed, mut windows) = (Rows::with_capacity(legs.len() * 64 * 1024), String::new());
        for (leg, started_at) in legs {
            let turns = turns(&self.words, &self.zipf, &mut chance);
            if let Some([one, other, ..]) = turns.first().map(|turn| turn.words.as_slice()) {
                learned.pairs.push((one.text.clone(), other.text.clone()));
            }
            let packed = transcript::seal(key, tenant, LegId(*leg), &actors::transcript::pack(&turns)?)?;
            sealed.push(&[tenant.0.as_bytes(), leg.as_bytes(), &packed, &count])?;
            let index = actors::search::of_turns(key, tenant, &turns)?;
            let began = started_at.to_rfc3339();
            for (n, vector) in index.windows.iter().enumerate() {
                writeln!(windows, "{tenant}\t{leg}\t{n}\t{began}\t{vector}\tt")?;
            }
            for word in index.words {
                let known = learned.vocabulary.entry(word.token).or_insert((word.sealed, 0));
                known.1 = COUNTED_MAX.min(known.1 + word.windows);
            }
        }
        Ok(Batch {
            legs: legs.len(),
            sealed: sealed.finish(),
            windows: windows.into(),
        })
    }
}

fn words_of(tenant: TenantId, vocabulary: &HashMap<String, (Vec<u8>, i32)>) -> anyhow::Result<Bytes> {
    let mut rows = Rows::with_capacity(vocabulary.len() * 128);
    for (token, (sealed, windows)) in vocabulary {
        let fields: [&[u8]; 4] = [tenant.0.as_bytes(), token.as_bytes(), sealed, &windows.to_be_bytes()];
        rows.push(&fields)?;
    }
    Ok(rows.finish())
}

async fn legs(client: &Client, tenant: TenantId, count: usize) -> anyhow::Result<Vec<(Uuid, DateTime<Utc>)>> {
    let latest = "SELECT id, started_at FROM legs WHERE tenant_id = $1 AND analysis_status = 'analyzed' ORDER BY started_at DESC LIMIT $2";
    let rows = client.query(latest, &[&tenant.0, &i64::try_from(count)?]).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

fn turns(words: &[String], zipf: &Zipf, chance: &mut Chance) -> Vec<Turn> {
    let turn = |n: u64| {
        let begins = n * 6_000;
        let said: Vec<Word> = (0..WORDS)
            .map(|w| Word {
                text: words[zipf.draw(chance)].clone(),
                start_ms: begins + w * 350,
                end_ms: begins + w * 350 + 300,
                confidence: 0.91,
            })
            .collect();
        let texts: Vec<&str> = said.iter().map(|word| word.text.as_str()).collect();
        Turn {
            speaker: if n.is_multiple_of(2) {
                "agent".into()
            } else {
                "customer".into()
            },
            channel: u16::from(!n.is_multiple_of(2)),
            start_ms: begins,
            end_ms: begins + 5_000,
            text: texts.join(" "),
            words: said,
            sentiment: None,
            confidence: None,
            flags: vec![],
        }
    };
    (0..TURNS).map(turn).collect()
}
