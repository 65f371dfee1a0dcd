//! What a process knows of tenants whose Ledger may be elsewhere: usage out of the rows, how much is left to those that are refused
//! at the door, and what the door here has turned back.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use models::billing::usage::{Report, Usage};
use models::calls::intake::{LedgerConnection, LedgerError, Login, TallyRow};
use models::ids::TenantId;
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard, watch};
use tokio::time::MissedTickBehavior;

use super::arrival::Unavailable;
use super::{LedgerState, Refusals, Standings, Voice};

pub(crate) struct Far {
    login: Login,
    connection: Mutex<Option<LedgerConnection>>,
    standings: Standings,
    refusals: Refusals,
    retry_after: Duration,
    state: watch::Sender<LedgerState>,
    /// Says whether the database answers here, where no Ledger may be.
    voice: Voice,
    /// Why nothing can be relied on until a person has looked.
    broken: OnceLock<String>,
}

impl Far {
    pub(crate) fn new(
        login: Login,
        standings: Standings,
        refusals: Refusals,
        retry_after: Duration,
        voice: Voice,
    ) -> (Arc<Self>, watch::Receiver<LedgerState>) {
        let (state, watched) = watch::channel(LedgerState::Disconnected("starting".into()));
        let far = Self {
            login,
            connection: Mutex::new(None),
            standings,
            refusals,
            retry_after,
            state,
            voice,
            broken: OnceLock::new(),
        };
        (Arc::new(far), watched)
    }

    /// A tenant's usage, from the rows; `None` if there is no such tenant.
    pub(crate) async fn report(&self, tenant: TenantId) -> Result<Option<Report>, Unavailable> {
        match self.read(tenant).await {
            Ok(Some((report, left))) => {
                self.standings.set(tenant, left);
                Ok(Some(report))
            }
            Ok(None) => Ok(None),
            Err(error) => {
                tracing::warn!(%error, "usage could not be read: {error}");
                Err(Unavailable {
                    retry_after: self.retry_after,
                })
            }
        }
    }

    async fn read(&self, tenant: TenantId) -> Result<Option<(Report, Option<u64>)>, LedgerError> {
        let mut connection = self.connection().await?;
        let Some(loaded) = connection.load_usage(&[tenant.0]).await?.pop() else {
            return Ok(None);
        };
        let now = connection.clock().await?;
        let left = loaded.left_before_refusal();
        let report = Usage::new(loaded.terms, loaded.committed).report(now);
        let report = report.map_err(|error| LedgerError::Corrupt {
            what: "usage",
            reason: error.to_string(),
        })?;
        Ok(Some((report, left)))
    }

    /// Acknowledged records are out of reach, or the door is another: this node is not ready from here on.
    pub(crate) fn break_off(&self, why: String) {
        self.state.send_replace(LedgerState::Broken(why.clone()));
        self.broken.set(why).ok();
    }

    /// Looks around each second until `stop` is told.
    pub(crate) async fn run(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut tick = tokio::time::interval(Duration::from_secs(1));
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = tick.tick() => self.look_around().await,
                _ = stop.wait_for(|stop| *stop) => break,
            }
        }
        self.look_around().await;
    }

    async fn look_around(&self) {
        let rows = self.refusals.take(None);
        if let Err(error) = self.tally(&rows).await {
            // If nobody knows whether it was added, it is better counted once too little.
            if !matches!(error, LedgerError::Unknown(_)) {
                self.refusals.put_back(&rows);
            }
        }
        match self.survey().await {
            Ok(rejecting) => {
                // What is left to each is read when one of them sends something.
                self.standings.expect(rejecting, None);
                self.voice.tell(LedgerState::Connected);
                let state = self
                    .broken
                    .get()
                    .cloned()
                    .map_or(LedgerState::Connected, LedgerState::Broken);
                self.state.send_replace(state);
            }
            Err(error) => {
                let away = LedgerState::Disconnected(error.to_string());
                self.voice.tell(away.clone());
                let before = self.state.send_replace(away);
                if before == LedgerState::Connected {
                    tracing::warn!(%error, "PostgreSQL does not answer: {error}");
                }
            }
        }
    }

    /// Adds what was turned back.
    async fn tally(&self, refused: &[TallyRow]) -> Result<(), LedgerError> {
        if refused.is_empty() {
            return Ok(());
        }
        let mut connection = self.connection().await?;
        connection.begin().await?;
        if let Err(error) = connection.add_tallies(refused).await {
            connection.rollback().await.ok();
            return Err(error);
        }
        connection.commit().await
    }

    /// Those that are refused beyond their limit.
    async fn survey(&self) -> Result<Vec<TenantId>, LedgerError> {
        let mut connection = self.connection().await?;
        Ok(connection.rejecting().await?.into_iter().map(TenantId).collect())
    }

    /// The one connection; opened anew where it was lost.
    async fn connection(&self) -> Result<MappedMutexGuard<'_, LedgerConnection>, LedgerError> {
        let mut held = self.connection.lock().await;
        if held.as_ref().is_none_or(LedgerConnection::is_closed) {
            *held = Some(LedgerConnection::open(&self.login).await?);
        }
        MutexGuard::try_map(held, Option::as_mut).map_err(|_| LedgerError::Gone("not connected".into()))
    }
}
