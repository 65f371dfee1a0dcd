//! Looks for sources that usually speak and have fallen silent, for those that speak again, and for work on sources that fails.

use models::Error;
use models::integrations::{failing, silence};
use serde_json::{Value, json};

use crate::jobs::kind::{Job, Trouble};
use crate::jobs::standing;
use crate::jobs::tools::Tools;

/// All of them; each is told in a transaction of its own tenant.
pub(crate) async fn watch(tools: Tools, job: Job) -> Result<Value, Trouble> {
    let worker = &tools.pools.worker;
    let doubtful = worker
        .transaction(async |conn| -> Result<_, Error> { silence::doubtful(conn).await })
        .await?;
    let (mut silent, mut told) = (0, 0);
    for (n, source) in doubtful.into_iter().enumerate() {
        let (tenant, name) = (source.tenant, source.name);
        let app = &tools.pools.app;
        let looked = app.tenant(tenant, async move |conn| silence::look(conn, tenant, &name).await);
        let (is_silent, bell) = looked.await?;
        silent += i64::from(is_silent);
        told += usize::from(bell.is_some());
        tools.feed.ring(bell);
        if n % 100 == 99 {
            job.tell(&json!({ "silent": silent })).await?;
        }
    }
    let (failing, also_told) = watch_work(&tools).await?;
    standing::tell_of_sources(&tools.pools, &tools.metrics).await?;
    Ok(json!({ "silent": silent, "failing": failing, "told": told + also_told }))
}

/// How much fails, and how often that was told.
async fn watch_work(tools: &Tools) -> Result<(i64, usize), Trouble> {
    let worker = &tools.pools.worker;
    let doubtful = worker
        .transaction(async |conn| -> Result<_, Error> { failing::doubtful(conn).await })
        .await?;
    let (mut failing, mut told) = (0, 0);
    for work in doubtful {
        let app = &tools.pools.app;
        let looked = app.tenant(work.tenant, async move |conn| failing::look(conn, &work).await);
        let (is_failing, bell) = looked.await?;
        failing += i64::from(is_failing);
        told += usize::from(bell.is_some());
        tools.feed.ring(bell);
    }
    Ok((failing, told))
}
