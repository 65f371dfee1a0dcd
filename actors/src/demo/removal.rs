//! Takes a tenant's demo calls away in the background, some at a time. What was begun goes on after any crash: what is left is looked for
//! anew.

use models::platform::demo;
use models::platform::job::cancel_all;
use serde_json::{Value, json};

use super::{LOOK, LOOKS_MAX, SEED};
use crate::jobs::kind::{Job, Trouble};
use crate::jobs::tools::Tools;

/// After what still seeds has stopped: what that would add would stay.
pub(crate) async fn remove(tools: Tools, job: Job) -> Result<Value, Trouble> {
    let tenant = job.tenant()?;
    let mut looks = 0;
    loop {
        let app = &tools.pools.app;
        let running = app.tenant(tenant, async move |conn| cancel_all(conn, tenant, SEED).await);
        if running.await? == 0 {
            break;
        }
        if looks == LOOKS_MAX {
            return Err(Trouble::Again("calls are still being seeded".into()));
        }
        looks += 1;
        job.tell(&json!({ "removed": 0 })).await?;
        tokio::time::sleep(LOOK).await;
    }
    let mut removed = 0;
    let partitions = tools.config.ledgers();
    loop {
        let app = &tools.pools.app;
        let some = app
            .tenant(tenant, async move |conn| demo::remove(conn, tenant, partitions).await)
            .await?;
        if some == 0 {
            return Ok(json!({ "removed": removed }));
        }
        removed += some;
        job.tell(&json!({ "removed": removed })).await?;
    }
}
