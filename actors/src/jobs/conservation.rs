//! Compares what was counted at the door with the rows, every minute; what does not hold is logged once and is a metric until it holds.

use models::Error;
use models::calls::conservation::{self, Balance};
use models::ids::TenantId;
use serde_json::{Value, json};

use super::kind::{Job, Trouble};
use super::standing;
use super::tools::Tools;

/// One round: as many tenants as the bound on calls allows, those longest not compared first.
pub(super) async fn check(tools: Tools, job: Job) -> Result<Value, Trouble> {
    let worker = &tools.pools.worker;
    let calls_max = i64::try_from(tools.config.jobs.conservation_calls_max).unwrap_or(i64::MAX);
    let tenants = worker
        .transaction(async |conn| -> Result<Vec<TenantId>, Error> { conservation::next(conn, calls_max).await })
        .await?;
    let (mut balances, mut amiss) = (Vec::with_capacity(tenants.len()), 0);
    for (n, tenant) in tenants.into_iter().enumerate() {
        let found = worker
            .transaction(
                async |conn| -> Result<(Balance, Option<String>, Option<String>), Error> {
                    let balance = conservation::balance(conn, tenant).await?;
                    let broken = balance.amiss();
                    let before = conservation::keep(conn, tenant, broken.as_deref()).await?;
                    Ok((balance, broken, before))
                },
            )
            .await?;
        let (balance, broken, before) = found;
        amiss += usize::from(broken.is_some());
        match (&broken, before) {
            (Some(broken), before) if before.as_ref() != Some(broken) => {
                tracing::error!(tenant.id = %tenant, amiss = broken, "calls of a tenant do not add up: {broken}");
            }
            (None, Some(before)) => {
                tracing::info!(tenant.id = %tenant, amiss = before, "calls of a tenant add up again");
            }
            _ => {}
        }
        balances.push((tenant, balance));
        if n % 100 == 99 {
            job.tell(&json!({ "compared": balances.len() })).await?;
        }
    }
    standing::tell(&tools.pools, &tools.metrics, &tools.config.jobs).await?;
    let metrics = &tools.metrics.conservation;
    metrics.compared(&balances, tools.config.jobs.tenants_named_max);
    Ok(json!({ "compared": balances.len(), "amiss": amiss }))
}
