//! The platform's own housekeeping: partitions ahead, and jobs that ended long ago.

use models::platform::job;
use models::{Error, migrate};
use serde_json::{Value, json};

use super::kind::Trouble;
use super::kinds::Tools;

/// Jobs that one statement removes.
const FORGET_MAX: i64 = 5_000;

/// Makes the time partitions of the next hours and days; they must be there before they are needed.
pub(super) async fn create_partitions(tools: Tools) -> Result<Value, Trouble> {
    let owner = &tools.pools.owner;
    owner
        .transaction(async |conn| -> Result<(), Error> { migrate::create_partitions(conn).await })
        .await?;
    Ok(json!({}))
}

/// Removes jobs whose retention has ended.
pub(super) async fn forget_jobs(tools: Tools) -> Result<Value, Trouble> {
    let kept_s = tools.config.jobs.kept.as_secs_f64();
    let mut forgotten = 0;
    loop {
        let worker = &tools.pools.worker;
        let some = worker
            .transaction(async |conn| -> Result<usize, Error> { job::forget(conn, kept_s, FORGET_MAX).await })
            .await?;
        forgotten += some;
        if some == 0 {
            return Ok(json!({ "forgotten": forgotten }));
        }
    }
}
