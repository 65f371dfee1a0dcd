//! Looks for sources that usually speak and have fallen silent, and for those that speak again.

use models::Error;
use models::integrations::silence;
use serde_json::{Value, json};

use crate::jobs::kind::{Job, Trouble};
use crate::jobs::kinds::Tools;

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
    tools.metrics.sources.silent.set(silent);
    Ok(json!({ "silent": silent, "told": told }))
}
