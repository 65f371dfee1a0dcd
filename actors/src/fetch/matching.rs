//! Looks again for the legs of recordings that have none, as legs come in. Every node does it: to do it twice is harmless, for whoever is
//! second finds the recording gone or its leg served.

use std::time::Duration;

use models::Error;
use models::calls::loose;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::app::WeakApp;
use crate::sources::stopped;

const LOOK: Duration = Duration::from_secs(5);
/// Recordings that one look takes.
const TOGETHER: i64 = 200;

/// Until `stop` is told or the application is gone.
pub(crate) async fn run(app: WeakApp, mut stop: watch::Receiver<bool>) {
    let mut turns = interval(LOOK);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = turns.tick() => {}
            () = stopped(&mut stop) => return,
        }
        let Some(live) = app.upgrade() else { return };
        let worker = &live.pools().worker;
        let due = worker
            .transaction(async |conn| -> Result<_, Error> { loose::due(conn, TOGETHER).await })
            .await;
        // If the database is away, another look comes.
        for one in due.unwrap_or_default() {
            if *stop.borrow() {
                return;
            }
            if let Err(error) = live.match_again(one.tenant, one.id).await {
                tracing::debug!(tenant.id = %one.tenant, %error, "the leg of a recording could not be looked for: {error}");
            }
        }
    }
}
