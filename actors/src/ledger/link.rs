//! The Ledger's connection: made when it is needed, dropped when it is not to be trusted, with a pause that grows.

use std::time::Duration;

use models::calls::intake::LedgerError;
use tokio::time::Instant;

use super::directory::DirectoryError;
use super::tenure::Tenure;
use super::{Connected, Ledger, LedgerState};

impl Ledger<'_> {
    /// Makes sure of a connection, the installation's lock and the partition; nothing to do most of the time.
    pub(super) async fn connect(&mut self) -> Result<(), LedgerError> {
        let locked = self.parts.tenure.stands().await;
        if locked
            && self
                .connected
                .as_ref()
                .is_some_and(|connected| !connected.connection.is_closed())
        {
            return Ok(());
        }
        self.connected = None;
        if Instant::now() < self.not_before {
            return Err(LedgerError::Gone("waiting before the next attempt to connect".into()));
        }
        let (mut connection, owned) = self.parts.tenure.take(&self.parts.login, &self.parts.bell).await?;
        if let Tenure::Sole(_) = self.parts.tenure {
            self.directory
                .survey(&mut connection, self.parts.tenure.share())
                .await?;
        }
        self.connected = Some(Connected { connection, owned });
        self.failures = 0;
        self.state(LedgerState::Connected);
        tracing::info!(
            partition = owned.partition,
            epoch = owned.epoch,
            "the ledger owns partition {} (epoch {})",
            owned.partition,
            owned.epoch
        );
        Ok(())
    }

    /// Logs once where an error stops, and drops what is not to be trusted after it.
    pub(super) fn fail(&mut self, error: &DirectoryError) {
        let lasting = match error {
            DirectoryError::Ledger(
                LedgerError::Refused { .. } | LedgerError::Corrupt { .. } | LedgerError::Again(_),
            ) => false,
            DirectoryError::Ledger(
                LedgerError::Gone(_) | LedgerError::Unknown(_) | LedgerError::Fenced | LedgerError::Locked,
            ) => true,
            DirectoryError::Lost { .. } | DirectoryError::NoAnswer { .. } => false,
        };
        if !lasting {
            let source = std::error::Error::source(error)
                .map(ToString::to_string)
                .unwrap_or_default();
            tracing::error!(%error, source, "the ledger could not store a batch: {error}");
            return;
        }
        if Instant::now() < self.not_before && self.connected.is_none() {
            return;
        }
        if let DirectoryError::Ledger(LedgerError::Fenced) = error {
            self.parts.tenure.lose();
        }
        if self.connected.take().is_some() || self.failures == 0 {
            tracing::warn!(%error, "the ledger lost its connection and reconnects: {error}");
        }
        let pause = Duration::from_millis(50)
            .saturating_mul(1 << self.failures.min(10))
            .min(self.parts.bounds.reconnect_max);
        self.failures = self.failures.saturating_add(1);
        self.not_before = Instant::now() + pause;
        self.state(LedgerState::Disconnected(error.to_string()));
    }

    fn state(&self, state: LedgerState) {
        self.parts.state.tell(state);
    }
}
