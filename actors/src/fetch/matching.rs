//! Looks again for the legs of recordings that have none: of each when its turn has come, and at once when a leg has come that may be its. Every
//! node does it: to do it twice is harmless, for whoever is second finds the recording gone or its leg served.

use std::time::Duration;

use futures::future::join_all;
use models::Error;
use models::calls::loose::{self, Due, sought};
use models::ids::{LegId, TenantId};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::app::{App, AssignError, WeakApp};
use crate::ledger::Come;
use crate::loops::stopped;

const LOOK: Duration = Duration::from_secs(5);
/// Recordings that one look takes.
const TOGETHER: i64 = 200;
/// Legs that come are asked for no more often.
const PACE: Duration = Duration::from_secs(1);
/// Legs that are asked for with one statement, and recordings that they may wake.
const LEGS_TOGETHER: usize = 1000;
const WOKEN_MAX: i64 = 2000;
/// Recordings that are woken are looked at so many at a time: they meet in the Ledger's batches.
const SIDE_BY_SIDE: usize = 8;

/// Until `stop` is told or the application is gone.
pub(crate) async fn run(app: WeakApp, stop: watch::Receiver<bool>) {
    tokio::join!(in_turn(app.clone(), stop.clone()), as_legs_come(app, stop));
}

/// Those whose turn it is.
async fn in_turn(app: WeakApp, mut stop: watch::Receiver<bool>) {
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
            note(one, live.match_again(one.tenant, one.id).await);
        }
    }
}

/// Those that wait for legs which this node has stored. What is lost on the way has its turn all the same.
async fn as_legs_come(app: WeakApp, mut stop: watch::Receiver<bool>) {
    let Some(newcomers) = app.upgrade().map(|live| live.newcomers().clone()) else {
        return;
    };
    loop {
        let come = tokio::select! {
            come = newcomers.next() => come,
            () = stopped(&mut stop) => return,
        };
        let Some(live) = app.upgrade() else { return };
        if let Err(error) = wake(&live, come, &stop).await {
            tracing::debug!(%error, "recordings that may wait for new legs could not be asked for: {error}");
        }
        drop(live);
        tokio::select! {
            () = sleep(PACE) => {}
            () = stopped(&mut stop) => return,
        }
    }
}

async fn wake(live: &App, come: Come, stop: &watch::Receiver<bool>) -> Result<(), Error> {
    let legs = awaited(live, come).await?;
    for part in legs.chunks(LEGS_TOGETHER) {
        let part = part.to_vec();
        let woken = live
            .pools()
            .worker
            .transaction(async move |conn| -> Result<_, Error> { sought::woken_by(conn, &part, WOKEN_MAX).await });
        for some in woken.await?.chunks(SIDE_BY_SIDE) {
            if *stop.borrow() {
                return Ok(());
            }
            let looks = some.iter().copied().map(|one| look(live, one));
            join_all(looks).await;
        }
    }
    Ok(())
}

/// Those legs of whose sources recordings wait: most sources have none.
async fn awaited(live: &App, mut come: Come) -> Result<Vec<(TenantId, LegId)>, Error> {
    let of_all = come.iter().flat_map(|(tenant, of_tenant)| {
        let names = of_tenant.keys().cloned();
        names.map(move |name| (*tenant, name))
    });
    let sources: Vec<(TenantId, String)> = of_all.collect();
    let worker = &live.pools().worker;
    let waiting = worker
        .transaction(async move |conn| -> Result<_, Error> { sought::waiting(conn, &sources).await })
        .await?;
    let mut legs = Vec::new();
    for (tenant, source) in waiting {
        let of_source = come.get_mut(&tenant).and_then(|of_tenant| of_tenant.remove(&source));
        legs.extend(of_source.unwrap_or_default().into_iter().map(|leg| (tenant, leg)));
    }
    Ok(legs)
}

async fn look(live: &App, one: Due) {
    note(one, live.match_now(one.tenant, one.id).await);
}

fn note(one: Due, looked: Result<bool, AssignError>) {
    if let Err(error) = looked {
        tracing::debug!(tenant.id = %one.tenant, %error, "the leg of a recording could not be looked for: {error}");
    }
}
