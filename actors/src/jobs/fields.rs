//! A custom field's values in the calls of the past: some legs a transaction, told after each, so that the next attempt goes on from there.

use std::time::Duration;

use models::Error;
use models::calls::custom_field::fill::{self, Step};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::kind::{Job, Trouble};
use super::tools::Tools;

/// Until the transactions have ended that were begun before the field was what it is.
const PAUSE: Duration = Duration::from_millis(200);

#[derive(Deserialize)]
struct Order {
    field: Uuid,
    born: i64,
}

#[derive(Default, Deserialize, Serialize)]
struct Progress {
    after: Option<Uuid>,
    legs: i64,
}

pub(super) async fn fill(tools: Tools, job: Job) -> Result<Value, Trouble> {
    let (tenant, order) = (job.tenant()?, job.payload::<Order>()?);
    let mut progress: Progress = job.told().unwrap_or_default();
    let app = &tools.pools.app;
    loop {
        let next = app.tenant(tenant, async |conn| -> Result<_, Error> {
            let step = fill::step(conn, tenant, order.field, order.born).await?;
            let done = match step {
                Step::Fill => {
                    let (after, legs) = fill::fill(conn, tenant, order.field, progress.after).await?;
                    if after.is_none() {
                        fill::filled(conn, tenant, order.field, order.born).await?;
                    }
                    (after, legs)
                }
                Step::Remove => (
                    None,
                    i64::try_from(fill::remove(conn, tenant, order.field).await?).unwrap_or(i64::MAX),
                ),
                Step::Wait | Step::Nothing => (None, 0),
            };
            Ok((step, done))
        });
        let (step, (after, legs)) = match next.await {
            Err(Error::Conflict(_)) => (Step::Wait, (None, 0)),
            other => other?,
        };
        progress.legs += legs;
        match step {
            Step::Wait => tokio::time::sleep(PAUSE).await,
            Step::Fill if after.is_some() => progress.after = after,
            Step::Remove if legs > 0 => {}
            Step::Fill | Step::Remove | Step::Nothing => return Ok(json!({ "legs": progress.legs })),
        }
        job.tell(&json!(progress)).await?;
    }
}
