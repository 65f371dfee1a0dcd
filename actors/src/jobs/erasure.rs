//! Destroys closed tenants whose grace is over: `models::staff::tenants::erasure` says in which order. What was begun goes on after any
//! crash, because every step finds out what is left.

use models::Error;
use models::ids::TenantId;
use models::staff::tenants::erasure;
use serde_json::{Value, json};

use super::files;
use super::kind::{Job, Trouble};
use super::tools::Tools;

pub(super) async fn erase_tenants(tools: Tools, job: Job) -> Result<Value, Trouble> {
    let owner = &tools.pools.owner;
    let due = owner
        .transaction(async |conn| -> Result<Vec<TenantId>, Error> { erasure::due(conn).await })
        .await?;
    let mut erased = 0;
    for tenant in due {
        erase(&tools, &job, tenant).await?;
        erased += 1;
        tracing::info!(tenant.id = %tenant, "erased tenant {tenant}");
    }
    Ok(json!({ "erased": erased }))
}

async fn erase(tools: &Tools, job: &Job, tenant: TenantId) -> Result<(), Trouble> {
    let owner = &tools.pools.owner;
    owner
        .tenant(tenant, async move |conn| erasure::destroy_key(conn, tenant).await)
        .await?;
    tools.sealer.forget(tenant);
    let mut calls = 0;
    loop {
        let removed = owner
            .tenant(tenant, async move |conn| erasure::remove_calls(conn, tenant).await)
            .await?;
        if removed == 0 {
            break;
        }
        calls += removed;
        job.tell(&json!({ "tenant": tenant, "calls": calls })).await?;
    }
    loop {
        let keys = owner
            .tenant(tenant, async move |conn| erasure::recordings(conn, tenant).await)
            .await?;
        if keys.is_empty() {
            break;
        }
        files::remove(tools, keys.clone()).await?;
        owner
            .tenant(tenant, async move |conn| {
                erasure::forget_recordings(conn, tenant, &keys).await
            })
            .await?;
        job.tell(&json!({ "tenant": tenant, "calls": calls })).await?;
    }
    let key = tools.sealer.platform_key().await?;
    owner
        .tenant(tenant, async move |conn| {
            erasure::finish(conn, &key, tenant).await.map(|_| ())
        })
        .await?;
    Ok(())
}
