//! Calls that somebody deletes together: some a transaction, told after each, so that the next attempt goes on from there. What was asked for is
//! named call by call: nothing that came later goes along.

use models::Error;
use models::calls::deletion::{self, PART};
use models::identity::authority::Rows;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::kind::{Job, Trouble};
use super::tools::Tools;

/// Who ordered it saw all of each of them then.
#[derive(Deserialize)]
struct Order {
    actor: String,
    calls: Vec<Uuid>,
}

#[derive(Default, Deserialize, Serialize)]
struct Progress {
    /// Of the order's calls, from the first on.
    done: usize,
    /// Of them those that were still there.
    deleted: usize,
}

pub(super) async fn delete(tools: Tools, job: Job) -> Result<Value, Trouble> {
    let (tenant, order) = (job.tenant()?, job.payload::<Order>()?);
    let mut progress: Progress = job.told().unwrap_or_default();
    let (app, partitions) = (&tools.pools.app, tools.config.ledgers());
    for part in order.calls.get(progress.done..).unwrap_or_default().chunks(PART) {
        let by = (&Rows::All, order.actor.as_str());
        let deleted = app.tenant(tenant, async |conn| -> Result<_, Error> {
            deletion::several(conn, tenant, by, part, partitions).await
        });
        let (sorted, bell) = deleted.await?;
        tools.feed.ring(bell);
        tools.recalled.notify_one();
        progress.done += part.len();
        progress.deleted += sorted.whole.len();
        job.tell(&json!(progress)).await?;
    }
    Ok(json!({ "deleted": progress.deleted }))
}
