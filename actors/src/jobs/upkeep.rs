//! The platform's own housekeeping: partitions ahead, and what ended long ago.

use std::time::Duration;

use models::billing::command;
use models::calls::{blob, idempotency, outbox};
use models::compliance::audit_checkpoint;
use models::platform::{job, mail};
use models::{Error, migrate};
use serde_json::{Value, json};

use super::kind::{Job, Trouble};
use super::tools::Tools;

/// Rows that one statement removes.
const FORGET_MAX: i64 = 5_000;

/// Makes the time partitions of the next hours and days; they must be there before they are needed.
pub(super) async fn create_partitions(tools: Tools) -> Result<Value, Trouble> {
    let owner = &tools.pools.owner;
    owner
        .transaction(async |conn| -> Result<(), Error> { migrate::create_partitions(conn).await })
        .await?;
    Ok(json!({}))
}

/// Removes jobs, and orders to Ledgers, whose retention has ended.
pub(super) async fn forget_jobs(tools: Tools) -> Result<Value, Trouble> {
    let kept_s = tools.config.jobs.kept.as_secs_f64();
    let mut forgotten = 0;
    loop {
        let worker = &tools.pools.worker;
        let some = worker
            .transaction(async |conn| -> Result<usize, Error> {
                let jobs = job::forget(conn, kept_s, FORGET_MAX).await?;
                Ok(jobs + command::forget(conn, kept_s, FORGET_MAX).await?)
            })
            .await?;
        forgotten += some;
        if some == 0 {
            return Ok(json!({ "forgotten": forgotten }));
        }
    }
}

/// Removes what was answered to named requests more than a day ago.
pub(super) async fn forget_answers(tools: Tools) -> Result<Value, Trouble> {
    let mut forgotten = 0;
    loop {
        let worker = &tools.pools.worker;
        let some = worker
            .transaction(async |conn| -> Result<usize, Error> { idempotency::forget(conn, FORGET_MAX).await })
            .await?;
        forgotten += some;
        if some == 0 {
            return Ok(json!({ "forgotten": forgotten }));
        }
    }
}

/// Removes mails that ended and have been kept long enough.
pub(super) async fn forget_mails(tools: Tools) -> Result<Value, Trouble> {
    let kept_s = tools.config.jobs.mails_kept.as_secs_f64();
    let worker = &tools.pools.worker;
    let forgotten = worker
        .transaction(async move |conn| -> Result<usize, Error> { mail::forget(conn, kept_s).await })
        .await?;
    Ok(json!({ "forgotten": forgotten }))
}

/// Chains that one transaction signs.
const SIGN_MAX: i64 = 200;

/// Signs every audit chain that grew since it was signed last.
pub(super) async fn sign_audit(tools: Tools, job: Job) -> Result<Value, Trouble> {
    let mut signed = 0;
    loop {
        let key = tools.sealer.platform_key().await?;
        let some = tools
            .pools
            .owner
            .transaction(async move |conn| audit_checkpoint::sign_due(conn, &key, SIGN_MAX).await)
            .await?;
        signed += some;
        if some == 0 {
            return Ok(json!({ "signed": signed }));
        }
        job.tell(&json!({ "signed": signed })).await?;
    }
}

/// Drops partitions of outbox and trace that have been kept long enough. Where events are published, those that no topic has yet are kept
/// beyond that, as long as a topic would have kept them.
pub(super) async fn drop_partitions(tools: Tools) -> Result<Value, Trouble> {
    let kept = tools.config.jobs.outbox_kept;
    let outbox_kept = match &tools.config.kafka {
        None => kept,
        Some(kafka) => {
            let worker = &tools.pools.worker;
            let unpublished_s = worker
                .transaction(async |conn| -> Result<Option<f64>, Error> { outbox::unpublished_s(conn).await })
                .await?;
            with_unpublished(kept, unpublished_s, kafka.published_kept)
        }
    };
    let (outbox_s, trace_s) = (outbox_kept.as_secs(), tools.config.jobs.trace_kept.as_secs());
    let owner = &tools.pools.owner;
    let dropped = owner
        .transaction(async |conn| -> Result<i32, Error> { migrate::drop_partitions(conn, outbox_s, trace_s).await })
        .await?;
    Ok(json!({ "dropped": dropped }))
}

/// How long the outbox is kept, of which the oldest event that no topic has is so old; and it is waited for at most `more` beyond `kept`.
fn with_unpublished(kept: Duration, oldest_s: Option<f64>, more: Duration) -> Duration {
    /// Numbers follow commits, and times the begin of transactions: the next event may be a little older.
    const MARGIN: Duration = Duration::from_secs(3600);
    let oldest = oldest_s.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let wanted = oldest.map_or(kept, |oldest| oldest.saturating_add(MARGIN));
    wanted.clamp(kept, kept.saturating_add(more))
}

/// Removes files of recordings that no row refers to, such as a crash between the flush and the commit leaves. Only what
/// has lain for an hour: what is just being announced has its row within seconds, or stands in the log as long as the log lasts.
pub(super) async fn sweep_recordings(tools: Tools, job: Job) -> Result<Value, Trouble> {
    const HOUR: Duration = Duration::from_secs(3600);
    let age = HOUR
        + tools
            .config
            .kafka
            .as_ref()
            .map_or(Duration::ZERO, |kafka| kafka.received_kept);
    let (store, disk) = (tools.store.clone(), |error: std::io::Error| {
        Trouble::Again(error.to_string())
    });
    let folders = blocking(move || store.folders()).await?.map_err(disk)?;
    let store = tools.store.clone();
    blocking(move || store.forget_fetching()).await?.map_err(disk)?;
    let (mut seen, mut removed) = (0, 0);
    for (tenant, folder) in folders {
        let store = tools.store.clone();
        let keys = blocking(move || store.older_than(&folder, age)).await?.map_err(disk)?;
        seen += keys.len();
        let app = &tools.pools.app;
        let stray = app
            .tenant(tenant, async move |conn| -> Result<Vec<String>, Error> {
                blob::unknown(conn, tenant, &keys).await
            })
            .await?;
        for key in stray {
            let store = tools.store.clone();
            tracing::info!(tenant.id = %tenant, "removing a recording's file that no row refers to");
            blocking(move || store.remove(&key)).await?.map_err(disk)?;
            removed += 1;
        }
        job.tell(&json!({ "seen": seen, "removed": removed })).await?;
    }
    Ok(json!({ "seen": seen, "removed": removed }))
}

async fn blocking<R: Send + 'static>(work: impl FnOnce() -> R + Send + 'static) -> Result<R, Trouble> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Trouble::Again(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_topic_has_yet_is_kept_longer_but_not_for_ever() {
        let hours = |hours: u64| Duration::from_secs(hours * 3600);
        let kept =
            |oldest_h: Option<u32>| with_unpublished(hours(24), oldest_h.map(|h| f64::from(h) * 3600.0), hours(168));
        assert_eq!(kept(None), hours(24), "all of it is published");
        assert_eq!(kept(Some(1)), hours(24));
        assert_eq!(kept(Some(30)), hours(31), "with an hour for whatever began before it");
        assert_eq!(kept(Some(1_000)), hours(192));
        assert_eq!(
            with_unpublished(hours(24), Some(-5.0), hours(168)),
            hours(24),
            "a clock that was set back"
        );
    }
}
