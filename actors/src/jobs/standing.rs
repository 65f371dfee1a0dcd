//! What jobs have found and what the rows say: told by each node, whichever did the work, so that no node goes on telling what it found
//! when it was its turn.

use models::Error;
use models::billing::usage;
use models::calls::conservation;
use models::calls::outbox;
use models::db::Pools;
use models::integrations::{failing, silence};

use crate::config::JobBounds;
use crate::metrics::Metrics;

pub(super) async fn tell(pools: &Pools, metrics: &Metrics, bounds: &JobBounds) -> Result<(), Error> {
    let worker = &pools.worker;
    let standing = worker
        .transaction(async |conn| -> Result<_, Error> { conservation::standing(conn).await })
        .await?;
    let oldest_s = worker
        .transaction(async |conn| -> Result<_, Error> { outbox::oldest_s(conn).await })
        .await?;
    let named_max = i64::try_from(bounds.tenants_named_max).unwrap_or(i64::MAX);
    let used = worker
        .transaction(async |conn| -> Result<_, Error> { usage::standing::standing(conn, named_max).await })
        .await?;
    metrics.jobs.outbox(oldest_s);
    metrics.conservation.stand(&standing);
    metrics.usage.stand(&used);
    tell_of_sources(pools, metrics).await
}

/// What the looks at them have found so far.
pub(crate) async fn tell_of_sources(pools: &Pools, metrics: &Metrics) -> Result<(), Error> {
    let (silent, failing) = pools
        .worker
        .transaction(async |conn| -> Result<_, Error> {
            Ok((silence::count(conn).await?, failing::count(conn).await?))
        })
        .await?;
    metrics.sources.silent.set(silent);
    metrics.sources.failing.set(failing);
    Ok(())
}
