//! How long a line takes from where it is written to its commit. Some of the lines are asked for by their ids, again and again, until another
//! session sees them: so the flush of the transaction is part of the time, and it is told to the next look.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::{Duration, Instant};

use models::ids::{LegId, TenantId};
use tokio_postgres::{Client, Statement};
use uuid::Uuid;

/// Between two looks; so much longer the more lines are looked for, lest the looks be what the database is busy with.
const LOOK: Duration = Duration::from_millis(10);
const LOOKED_FOR: usize = 50;
/// With nothing new for so long, what is missing does not come.
const PATIENCE: Duration = Duration::from_secs(30);

/// A line that was written.
#[derive(Clone, Copy, Debug)]
pub struct Written {
    pub leg: (TenantId, LegId),
    pub at: Instant,
}

pub struct Watch<'a> {
    client: &'a Client,
    look: Statement,
}

impl<'a> Watch<'a> {
    pub async fn new(client: &'a Client) -> anyhow::Result<Self> {
        // A handful of rows by their key, whatever the statistics of a table say that has just begun to grow.
        client
            .batch_execute("SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_seqscan = off")
            .await?;
        let look = client
            .prepare(
                "SELECT l.id FROM unnest($1::uuid[], $2::uuid[]) AS w (tenant_id, id)
                 JOIN legs l ON l.tenant_id = w.tenant_id AND l.id = w.id",
            )
            .await?;
        Ok(Self { client, look })
    }

    /// Seconds of every line that is named, until nobody names any more and all were seen.
    pub async fn seconds(&self, named: &Receiver<Written>) -> anyhow::Result<Vec<f64>> {
        let mut waiting: HashMap<Uuid, Written> = HashMap::new();
        let (mut seconds, mut news) = (Vec::new(), Instant::now());
        loop {
            let ended = loop {
                match named.try_recv() {
                    Ok(written) => {
                        news = Instant::now();
                        waiting.insert(written.leg.1.0, written);
                    }
                    Err(TryRecvError::Empty) => break false,
                    Err(TryRecvError::Disconnected) => break true,
                }
            };
            if waiting.is_empty() && ended || news.elapsed() > PATIENCE {
                return Ok(seconds);
            }
            let tenants: Vec<Uuid> = waiting.values().map(|written| written.leg.0.0).collect();
            let legs: Vec<Uuid> = waiting.keys().copied().collect();
            for row in self.client.query(&self.look, &[&tenants, &legs]).await? {
                let id: Uuid = row.try_get(0)?;
                if let Some(written) = waiting.remove(&id) {
                    news = Instant::now();
                    seconds.push((news - written.at).as_secs_f64());
                }
            }
            tokio::time::sleep(LOOK * (1 + waiting.len() / LOOKED_FOR) as u32).await;
        }
    }
}
