//! A hundred thousand transcripts, sealed and indexed as results leave them: words by Zipf's law, out of thirty thousand that can be spoken.
//! The rows are those of production; they are written in bulk.

use std::collections::HashMap;

use actors::engine::analysis::{Turn, Word};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::SinkExt;
use models::calls::transcript;
use models::compliance::sealing::{DataKey, Sealer};
use models::ids::{LegId, TenantId};
use tokio_postgres::Client;
use uuid::Uuid;

use crate::calls::Chance;
use crate::served::Served;

/// Distinct words, the commonest first.
pub const VOCABULARY: usize = 30_000;
/// A call of about four minutes.
const TURNS: u64 = 40;
const WORDS: u64 = 14;
/// Beyond so many windows production does not count a word.
const COUNTED_MAX: i32 = 8;

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
    let words: Vec<String> = (0..VOCABULARY).map(spelled).collect();
    let (zipf, mut chance) = (Zipf::of(VOCABULARY), Chance(0x5eed));
    let legs = legs(client, tenant, transcripts).await?;
    client
        .batch_execute(
            "SET synchronous_commit = off; SET session_replication_role = replica; DROP INDEX search_windows_vector",
        )
        .await?;
    let (mut vocabulary, mut pairs) = (HashMap::<String, (Vec<u8>, i32)>::new(), Vec::new());
    for some in legs.chunks(2_000) {
        let (mut sealed, mut windows) = (String::new(), String::new());
        for (leg, started_at) in some {
            let turns = turns(&words, &zipf, &mut chance);
            if let Some([one, other, ..]) = turns.first().map(|turn| turn.words.as_slice()) {
                pairs.push((one.text.clone(), other.text.clone()));
            }
            rows(
                &key,
                (tenant, *leg, *started_at),
                &turns,
                (&mut sealed, &mut windows),
                &mut vocabulary,
            )?;
        }
        copy(client, "transcripts (tenant_id, leg_id, sealed, words)", sealed).await?;
        copy(
            client,
            "search_windows (tenant_id, leg_id, n, started_at, vector)",
            windows,
        )
        .await?;
    }
    let mut lines = String::new();
    for (token, (sealed, windows)) in &vocabulary {
        lines.push_str(&format!("{tenant}\t{token}\t\\\\x{}\t{windows}\n", hex(sealed)));
    }
    copy(client, "search_words (tenant_id, token, sealed, windows)", lines).await?;
    client
        .batch_execute("RESET session_replication_role; SET maintenance_work_mem = '512MB'; CREATE INDEX search_windows_vector ON search_windows USING gin (vector) WITH (gin_pending_list_limit = 256)")
        .await?;
    for table in ["transcripts", "search_windows", "search_words"] {
        client.batch_execute(&format!("VACUUM ANALYZE {table}")).await?;
    }
    Ok(Said {
        words,
        pairs,
        transcripts: legs.len(),
    })
}

async fn legs(client: &Client, tenant: TenantId, count: usize) -> anyhow::Result<Vec<(Uuid, DateTime<Utc>)>> {
    let latest = "SELECT id, started_at FROM legs WHERE tenant_id = $1 AND analysis_status = 'analyzed' ORDER BY started_at DESC LIMIT $2";
    let rows = client.query(latest, &[&tenant.0, &i64::try_from(count)?]).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

fn rows(
    key: &DataKey,
    (tenant, leg, started_at): (TenantId, Uuid, DateTime<Utc>),
    turns: &[Turn],
    (sealed, windows): (&mut String, &mut String),
    vocabulary: &mut HashMap<String, (Vec<u8>, i32)>,
) -> anyhow::Result<()> {
    let packed = transcript::seal(key, tenant, LegId(leg), &actors::transcript::pack(turns)?)?;
    sealed.push_str(&format!("{tenant}\t{leg}\t\\\\x{}\t{}\n", hex(&packed), TURNS * WORDS));
    let index = actors::search::of_turns(key, tenant, turns)?;
    for (n, vector) in index.windows.iter().enumerate() {
        windows.push_str(&format!(
            "{tenant}\t{leg}\t{n}\t{}\t{vector}\n",
            started_at.to_rfc3339()
        ));
    }
    for word in index.words {
        let known = vocabulary.entry(word.token).or_insert((word.sealed, 0));
        known.1 = COUNTED_MAX.min(known.1 + word.windows);
    }
    Ok(())
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

async fn copy(client: &Client, columns: &str, lines: String) -> anyhow::Result<()> {
    let sink = client.copy_in(&format!("COPY {columns} FROM STDIN")).await?;
    futures::pin_mut!(sink);
    sink.send(Bytes::from(lines)).await?;
    sink.finish().await?;
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
