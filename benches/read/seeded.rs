//! A tenant's year of calls, as intake and analysis would have left them: made in SQL, the words sealed under the tenant's key.

use actors::engine::analysis::{Turn, Word};
use actors::postgres::{DATABASE, SUPERUSER};
use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::try_join;
use models::calls::transcript;
use models::compliance::sealing::Sealer;
use models::ids::{LegId, TenantId};
use tokio_postgres::Client;
use uuid::Uuid;

use crate::bulk::{Aside, Rows, copy, step};
use crate::copied::connect;
use crate::served::Served;

/// Calls with words, the latest ones, in a queue of their own.
pub const WITH_WORDS: usize = 20_000;
/// Turns of a call with words, and words of a turn: a call of about four minutes.
const TURNS: u64 = 40;
const WORDS: u64 = 14;
/// Transcripts that are copied at once.
const TOGETHER: usize = 500;
/// What is copied, in the binary form.
pub const TRANSCRIPTS: &str = "transcripts (tenant_id, leg_id, sealed, words) FROM STDIN (FORMAT binary)";

/// When the nth call began, from 1; half a minute later than the one before.
pub fn started_at(n: usize) -> DateTime<Utc> {
    let first = DateTime::from_timestamp(1_764_547_200, 0).unwrap_or_default();
    first + TimeDelta::seconds(30 * i64::try_from(n).unwrap_or_default())
}

/// The tenant of the bench.
pub async fn tenant(client: &Client) -> anyhow::Result<TenantId> {
    let row = client
        .query_one("SELECT id FROM tenants WHERE name = 'Bench 0'", &[])
        .await?;
    Ok(TenantId(row.try_get::<_, Uuid>(0)?))
}

pub async fn seed(client: &Client, served: &Served, tenant: TenantId, calls: usize) -> anyhow::Result<()> {
    without_words(client, served, tenant, calls).await?;
    step("a tag", run(client, tagged(tenant))).await?;
    run(client, "VACUUM ANALYZE call_tags".to_owned()).await?;
    step("sealing words", words(client, served, tenant)).await
}

/// The calls, two thirds of them recorded and analysed; nobody has said anything yet.
pub async fn without_words(client: &Client, served: &Served, tenant: TenantId, calls: usize) -> anyhow::Result<()> {
    const BULK: &str = "SET synchronous_commit = off; SET session_replication_role = replica";
    let url = served.url(SUPERUSER, DATABASE)?;
    let other = connect(&url).await?;
    client.batch_execute(BULK).await?;
    other.batch_execute(BULK).await?;
    let aside = Aside::put(client, &["calls", "legs", "analyses"]).await?;
    step(&format!("{calls} calls"), run(client, calls_made(tenant, calls))).await?;
    let legs = step("their legs", run(client, legs_made(tenant)));
    let analyses = step("their analyses", run(&other, analyses_made(tenant)));
    try_join(legs, analyses).await?;
    step("the indexes of calls", aside.restore(&url)).await?;
    client.batch_execute("RESET session_replication_role").await?;
    for table in ["calls", "legs", "analyses"] {
        run(client, format!("VACUUM ANALYZE {table}")).await?;
    }
    Ok(())
}

async fn run(client: &Client, statement: String) -> anyhow::Result<()> {
    client.batch_execute(&statement).await.context(statement)
}

fn calls_made(tenant: TenantId, calls: usize) -> String {
    let first = started_at(0).to_rfc3339();
    let with_words = calls.saturating_sub(WITH_WORDS);
    format!(
        "INSERT INTO calls (tenant_id, id, source_instance, key, source, direction, from_number, to_number, agent, agents, queue, started_at, answered_at,
            ended_at, wait_s, talk_s, disposition, legs, recordings, analysis_status, charge_kind, charged_period, sentiment_label, sentiment_score)
        SELECT '{tenant}', md5('{tenant}' || n)::uuid, 'api', 's-' || n, 'canonical', (ARRAY['inbound', 'inbound', 'inbound', 'outbound'])[1 + n % 4],
            '+4930' || lpad((n * 7 % 1000000)::text, 6, '0'), (200 + n % 50)::text, (100 + n % 40)::text, ARRAY[(100 + n % 40)::text],
            CASE WHEN n > {with_words} THEN 'words' ELSE 'q' || n % 8 END, begun, begun + interval '9 s', begun + (9 + n % 3600) * interval '1 s', 9, n % 3600,
            (ARRAY['answered', 'answered', 'answered', 'missed', 'voicemail'])[1 + n % 5], 1, (n % 3 > 0)::int,
            CASE WHEN n % 3 = 0 THEN 'none' WHEN n % 1000 = 1 THEN 'failed' ELSE 'analyzed' END,
            CASE WHEN n % 50 = 0 THEN 'overage' ELSE 'included' END, date_trunc('month', begun, 'UTC'),
            CASE WHEN n % 3 > 0 THEN (ARRAY['negative', 'neutral', 'positive'])[1 + n % 7 % 3] END,
            CASE WHEN n % 3 > 0 THEN (n * 31 % 1001 - 500) / 100.0 END
        FROM generate_series(1, {calls}) n, LATERAL (SELECT '{first}'::timestamptz + n * interval '30 s' AS begun) b"
    )
}

fn legs_made(tenant: TenantId) -> String {
    format!(
        "INSERT INTO legs (tenant_id, id, call_id, source_instance, external_id, source, direction, agent, started_at, talk_s, disposition, digest, analysis_status)
        SELECT tenant_id, md5('leg' || id)::uuid, id, source_instance, key, source, direction, agent, started_at, talk_s, disposition, sha256(key::bytea), analysis_status
        FROM calls WHERE tenant_id = '{tenant}' AND recordings > 0"
    )
}

/// A tag that two calls in a thousand wear.
fn tagged(tenant: TenantId) -> String {
    format!(
        "INSERT INTO tags (tenant_id, id, name, color) VALUES ('{tenant}', '{tenant}', 'bench', 'blue');
        INSERT INTO call_tags (tenant_id, tag_id, call_id) SELECT tenant_id, '{tenant}', id FROM calls WHERE tenant_id = '{tenant}' AND talk_s % 500 = 7"
    )
}

/// What an analysis holds that heard no word: small, and all that a page reads.
const SENTIMENT: &str = r#"{"label":null,"by_speaker":{},"ends_negative":false}"#;
const CHARACTERISTICS: &str = r#"{"conversation_ms":0,"talk_ms":{"total":0,"by_speaker":{}},"talk_ratio":null,"non_talk":{"total_ms":0,"instances":[]},
    "silence_share":1,"interruptions":{"count":0,"total_ms":0,"by_speaker":{}},"overtalk_share":{},"turns":{},"words":{},"words_per_minute":{},"loudness":{},
    "longest_monologue_ms":{},"patience_ms":null,"interactivity":null,"questions":{}}"#;
const QUALITY: &str =
    r#"{"flags":[],"speech_ratio":0,"mean_confidence":null,"roles":{"by":"unknown","confidence":0},"languages":[]}"#;
const MODELS: &str = r#"{"speech":"tiny.en-q8_0","sentiment":"audiapro-minilm"}"#;
const TIMINGS: &str = r#"{"decode":0,"vad":0,"transcribe":0,"sentiment":0,"total":0}"#;

fn analyses_made(tenant: TenantId) -> String {
    format!(
        "INSERT INTO analyses (tenant_id, leg_id, call_id, duration_ms, channels, language, language_confidence, models, sentiment, characteristics, quality, timings)
        SELECT tenant_id, md5('leg' || id)::uuid, id, talk_s * 1000 + 1, 2, CASE WHEN talk_s % 20 = 1 THEN 'de' ELSE 'en' END, 0.98, '{MODELS}', '{SENTIMENT}', '{CHARACTERISTICS}',
            '{QUALITY}'::jsonb || CASE WHEN talk_s % 100 = 7 THEN '{{\"flags\": [\"clipped\"]}}'::jsonb ELSE '{{}}' END, '{TIMINGS}'
        FROM calls WHERE tenant_id = '{tenant}' AND analysis_status = 'analyzed'"
    )
}

/// Seals the words of all calls of their queue that were analysed.
async fn words(client: &Client, served: &Served, tenant: TenantId) -> anyhow::Result<()> {
    let (pools, master_key) = served.pools()?;
    let key = Sealer::new(pools.app, master_key).data_key(tenant).await?;
    let packed = actors::transcript::pack(&turns())?;
    let legs = client
        .query(
            "SELECT l.id FROM calls c JOIN legs l ON l.tenant_id = c.tenant_id AND l.call_id = c.id
             WHERE c.tenant_id = $1 AND c.queue = 'words' AND c.analysis_status = 'analyzed'",
            &[&tenant.0],
        )
        .await?;
    let count = i32::try_from(TURNS * WORDS)?.to_be_bytes();
    for some in legs.chunks(TOGETHER) {
        let mut rows = Rows::with_capacity(some.len() * (packed.len() + 128));
        for row in some {
            let leg: Uuid = row.try_get(0)?;
            let sealed = transcript::seal(&key, tenant, LegId(leg), &packed)?;
            rows.push(&[tenant.0.as_bytes(), leg.as_bytes(), &sealed, &count])?;
        }
        copy(client, TRANSCRIPTS, rows.finish()).await?;
    }
    client.batch_execute("VACUUM ANALYZE transcripts").await?;
    Ok(())
}

fn turns() -> Vec<Turn> {
    let turn = |n: u64| {
        let begins = n * 6_000;
        let word = |w: u64| Word {
            text: format!("word{}", (n * WORDS + w) % 97),
            start_ms: begins + w * 350,
            end_ms: begins + w * 350 + 300,
            confidence: 0.91,
        };
        let words: Vec<Word> = (0..WORDS).map(word).collect();
        Turn {
            speaker: if n.is_multiple_of(2) {
                "agent".into()
            } else {
                "customer".into()
            },
            channel: 0,
            start_ms: begins,
            end_ms: begins + 5_000,
            text: words
                .iter()
                .map(|word| word.text.as_str())
                .collect::<Vec<_>>()
                .join(" "),
            words,
            sentiment: None,
            confidence: None,
            flags: vec![],
        }
    };
    (0..TURNS).map(turn).collect()
}
