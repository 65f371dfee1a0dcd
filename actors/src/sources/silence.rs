//! Sources that usually speak and have fallen silent: the bell of those who can do something about it, once for each silence.

use chrono::Utc;
use models::Error;
use models::alerts::notification;
use models::ids::TenantId;
use models::integrations::pulse;
use models::integrations::source::Source as Row;
use serde_json::{Value, json};

use crate::jobs::kind::{Job, Trouble};
use crate::jobs::kinds::Tools;

/// Sources that one round looks at.
const ROUND: i64 = 1000;

/// Tells of each that is silent now.
pub(crate) async fn watch(tools: Tools, job: Job) -> Result<Value, Trouble> {
    let worker = &tools.pools.worker;
    let quiet = worker
        .transaction(async |conn| -> Result<Vec<(TenantId, String)>, Error> { pulse::quiet(conn, ROUND).await })
        .await?;
    let (mut silent, mut told) = (0, 0);
    for (n, (tenant, name)) in quiet.iter().enumerate() {
        let found = tell(&tools, *tenant, name).await?;
        silent += usize::from(found.is_some());
        told += found.unwrap_or(0);
        if n % 100 == 99 {
            job.tell(&json!({ "looked_at": n + 1 })).await?;
        }
    }
    Ok(json!({ "looked_at": quiet.len(), "silent": silent, "told": told }))
}

/// `None`: its silence is usual. Else how many have not known it yet.
async fn tell(tools: &Tools, tenant: TenantId, name: &str) -> Result<Option<usize>, Trouble> {
    let app = &tools.pools.app;
    let told = app.tenant(tenant, async move |conn| -> Result<Option<usize>, Error> {
        let hours = pulse::hours(conn, tenant, name).await?;
        let last = hours.iter().find_map(|hour| hour.last_at);
        let Some(last) = last.filter(|_| pulse::is_silent(&hours, Utc::now())) else {
            return Ok(None);
        };
        let Some((source, _)) = Row::of(tenant).named(conn, name).await? else {
            return Ok(None);
        };
        notification::tell_silent(conn, tenant, (source.id, name), last)
            .await
            .map(Some)
    });
    Ok(told.await?)
}
