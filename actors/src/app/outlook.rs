//! When what waits will have been done, read from the rows of all tenants at most once in a while, whoever asks how often.

use std::sync::Arc;
use std::time::Instant;

use models::Error;
use models::calls::queue::outlook::{self, Outlook};
use tokio::sync::Mutex;

use super::App;

/// The latest that was read, and when.
#[derive(Default)]
pub(super) struct LatestOutlook(Mutex<Option<(Instant, Arc<Outlook>)>>);

impl App {
    /// At most `analysis.outlook_max` old. Whoever asks meanwhile waits for the one who reads.
    pub async fn outlook(&self) -> Result<Arc<Outlook>, Error> {
        let bounds = &self.inner.config.analysis;
        let mut latest = self.inner.outlook.0.lock().await;
        if let Some((at, outlook)) = latest.as_ref()
            && at.elapsed() < bounds.outlook_max
        {
            return Ok(outlook.clone());
        }
        let seen_max_s = bounds.node_seen_max.as_secs_f64();
        let worker = &self.inner.pools.worker;
        let read = worker
            .transaction(async |conn| -> Result<Outlook, Error> { outlook::read(conn, seen_max_s).await })
            .await?;
        let outlook = Arc::new(read);
        *latest = Some((Instant::now(), outlook.clone()));
        Ok(outlook)
    }
}
