//! The peer of `intake`: COPY of the rows that the product has stored into the same tables with the same indexes, in another
//! database of the same cluster, 2,000 records a transaction, each durable before the next begins.

use std::path::PathBuf;
use std::time::Instant;

use actors::postgres::{DATABASE, OWNER, SUPERUSER};
use anyhow::Context;
use futures::{SinkExt, TryStreamExt};
use models::db::DatabaseConfig;
use models::ids::CANARY;
use tokio_postgres::types::PgLsn;
use tokio_postgres::{Client, NoTls};

use crate::served::{Served, cluster};

/// Records a transaction: as many as the Ledger takes at most.
const BATCH: i64 = 2_000;
const PEER: &str = "peer";

/// Rows of one transaction in PostgreSQL's own form.
struct Batch {
    legs: Vec<bytes::Bytes>,
    calls: Vec<bytes::Bytes>,
    outbox: Vec<bytes::Bytes>,
}

pub struct Copied {
    data: PathBuf,
    product: Client,
    peer: Client,
    /// Everything up to here was copied.
    arrival: i64,
    outbox_at: String,
}

/// What one pass took.
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    pub records: f64,
    pub wall_s: f64,
    pub postgres_s: f64,
}

impl Copied {
    /// Makes the peer's database: the product's own migrations, and its tenants.
    pub async fn prepare(served: &Served) -> anyhow::Result<Self> {
        let product = connect(&served.url(SUPERUSER, DATABASE)?).await?;
        let create = format!("CREATE DATABASE {PEER} OWNER {OWNER}");
        product.batch_execute(&create).await?;
        models::migrate::up(&DatabaseConfig::new(served.url(OWNER, PEER)?), &served.master_key()?).await?;
        let peer = connect(&served.url(SUPERUSER, PEER)?).await?;
        let tenants = read(&product, "SELECT * FROM tenants").await?;
        write(&peer, "tenants", tenants).await?;
        Ok(Self {
            data: served.data(),
            product,
            peer,
            arrival: 0,
            outbox_at: "-infinity".into(),
        })
    }

    /// Copies what has come since the last pass, but for the canary's call, which nobody sent here. Only the writing is timed.
    pub async fn pass(&mut self) -> anyhow::Result<Pass> {
        let (batches, records) = self.batches().await?;
        let postgres = cluster::cpu_seconds(&self.data)?;
        let begun = Instant::now();
        for batch in batches {
            self.peer.batch_execute("BEGIN").await?;
            write(&self.peer, "legs", batch.legs).await?;
            write(&self.peer, "calls", batch.calls).await?;
            write(&self.peer, "outbox", batch.outbox).await?;
            self.peer.batch_execute("COMMIT").await?;
        }
        Ok(Pass {
            wall_s: begun.elapsed().as_secs_f64(),
            postgres_s: cluster::cpu_seconds(&self.data)? - postgres,
            records: records as f64,
        })
    }

    async fn batches(&mut self) -> anyhow::Result<(Vec<Batch>, i64)> {
        let row = self
            .product
            .query_one(
                "SELECT coalesce(max(arrival), 0), (SELECT coalesce(max(created_at), '-infinity')::text FROM outbox),
                    (SELECT count(*) FROM outbox WHERE created_at > $2::text::timestamptz AND tenant_id <> $3), count(*)
                 FROM legs WHERE arrival > $1 AND tenant_id <> $3",
                &[&self.arrival, &self.outbox_at, &CANARY.0],
            )
            .await?;
        let (last, outbox_last, outbox, legs): (i64, String, i64, i64) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
        let count = (legs + BATCH - 1) / BATCH;
        let outbox_each = outbox / count.max(1) + 1;
        let mut batches = Vec::new();
        for n in 0..count {
            let legs_of = format!(
                "SELECT * FROM legs WHERE arrival > {} AND tenant_id <> '{}' ORDER BY arrival OFFSET {} LIMIT {BATCH}",
                self.arrival,
                CANARY.0,
                n * BATCH
            );
            let outbox_of = format!(
                "SELECT * FROM outbox WHERE created_at > '{}' AND tenant_id <> '{}'
                 ORDER BY created_at, tenant_id, seq_from OFFSET {} LIMIT {outbox_each}",
                self.outbox_at,
                CANARY.0,
                n * outbox_each
            );
            let calls = format!(
                "SELECT c.* FROM calls c JOIN ({legs_of}) l ON c.tenant_id = l.tenant_id AND c.id = l.call_id ORDER BY l.arrival"
            );
            batches.push(Batch {
                legs: read(&self.product, &legs_of).await?,
                calls: read(&self.product, &calls).await?,
                outbox: read(&self.product, &outbox_of).await?,
            });
        }
        (self.arrival, self.outbox_at) = (last, outbox_last);
        Ok((batches, legs))
    }

    /// Megabytes of write-ahead log since `from`, or the position now.
    pub async fn wal(&self, from: Option<PgLsn>) -> anyhow::Result<(PgLsn, f64)> {
        let row = self.product.query_one("SELECT pg_current_wal_lsn()", &[]).await?;
        let at: PgLsn = row.try_get(0)?;
        let bytes = from.map_or(0, |from| u64::from(at).saturating_sub(u64::from(from)));
        Ok((at, bytes as f64 / 1e6))
    }
}

/// A client whose connection lives as long as it does.
pub async fn connect(url: &str) -> anyhow::Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(async move { drop(connection.await) });
    Ok(client)
}

async fn read(client: &Client, query: &str) -> anyhow::Result<Vec<bytes::Bytes>> {
    let rows = client
        .copy_out(&format!("COPY ({query}) TO STDOUT (FORMAT binary)"))
        .await?;
    rows.try_collect().await.context("could not read rows")
}

async fn write(client: &Client, table: &str, rows: Vec<bytes::Bytes>) -> anyhow::Result<()> {
    let sink = client
        .copy_in::<_, bytes::Bytes>(&format!("COPY {table} FROM STDIN (FORMAT binary)"))
        .await?;
    futures::pin_mut!(sink);
    for row in rows {
        sink.feed(row).await?;
    }
    sink.finish().await?;
    Ok(())
}
