//! The lock of an installation that several processes share: it goes with its connection, and is taken anew once PostgreSQL answers.
//! Without it a process that runs alone could start beside the nodes, and the door could be cut anew under them.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use models::Error;
use models::calls::intake::{InstallationLock, LedgerError, Login};
use models::db::Pools;
use models::platform::installation;

use super::StartError;
use crate::ledger::far::Far;

/// How soon it is noticed that the lock went with its connection.
const LOOK_EVERY: Duration = Duration::from_millis(100);

pub(super) struct Sharing {
    lock: InstallationLock,
    login: Login,
}

impl Sharing {
    /// The installation is taken by processes that share it, or by one alone. Tries for `patience`.
    pub(super) async fn begin(login: Login, patience: Duration) -> Result<Self, StartError> {
        match InstallationLock::share(&login, patience).await {
            Ok(lock) => Ok(Self { lock, login }),
            Err(LedgerError::Locked) => Err(StartError::RunsAlone),
            Err(error) => Err(StartError::Database(error)),
        }
    }

    /// Holds the lock for as long as this is waited for. `partitions`: into how many the door was cut when this process started.
    pub(super) async fn keep(mut self, pools: Pools, partitions: i32, far: Arc<Far>) -> Infallible {
        let mut told = false;
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            if self.lock.is_held() {
                continue;
            }
            match InstallationLock::share(&self.login, Duration::ZERO).await {
                Ok(lock) => match noted(&pools).await {
                    Ok(now) => {
                        self.lock = lock;
                        told = false;
                        check(now, partitions, &far);
                    }
                    Err(error) => tracing::debug!(%error, "the number of partitions cannot be read: {error}"),
                },
                Err(LedgerError::Locked) if !told => {
                    told = true;
                    tracing::error!("another process took the database for itself while PostgreSQL was away: end it");
                }
                Err(error) => tracing::debug!(%error, "the installation is not held: {error}"),
            }
        }
    }
}

/// While this node was without the lock the door may have been cut anew: its tenants live in other partitions then.
fn check(noted: Option<i32>, partitions: i32, far: &Far) {
    let Some(noted) = noted.filter(|noted| *noted != partitions) else {
        return;
    };
    let why = format!("the door was cut into {noted} partitions while this node knew {partitions}: start it anew");
    tracing::error!("{why}");
    far.break_off(why);
}

/// Into how many partitions the door is cut.
pub(super) async fn noted(pools: &Pools) -> Result<Option<i32>, Error> {
    pools
        .owner
        .transaction(async |conn| -> Result<Option<i32>, Error> { installation::received_partitions(conn).await })
        .await
}
