//! Orders that wait in rows: found, carried out between two batches, given up if they are hopeless.

use models::billing::command::Command;
use models::calls::intake::LedgerError;

use super::directory::DirectoryError;
use super::{Connected, Ledger, command};

/// Orders that are read at once.
const COMMANDS_MAX: i64 = 100;

impl Ledger<'_> {
    pub(super) async fn order_backlogs(&mut self) -> Result<(), LedgerError> {
        self.connect().await?;
        let share = self.parts.tenure.share();
        match self.connected.as_mut() {
            Some(connected) => connected.connection.order_backlogs(share).await,
            None => Ok(()),
        }
    }

    /// Reads which orders wait.
    pub(super) async fn look(&mut self) {
        match self.waiting().await {
            Ok(commands) => self.commands = commands.into(),
            Err(error) => self.fail(&error.into()),
        }
    }

    async fn waiting(&mut self) -> Result<Vec<Command>, LedgerError> {
        self.connect().await?;
        let share = self.parts.tenure.share();
        match self.connected.as_mut() {
            Some(connected) => connected.connection.waiting_commands(COMMANDS_MAX, share).await,
            None => Ok(Vec::new()),
        }
    }

    /// Carries the next order out, or a part of it. One that fails waits until orders are read again.
    pub(super) async fn obey_next(&mut self) {
        let Some(command) = self.commands.pop_front() else {
            return;
        };
        match self.obey(&command).await {
            Ok(None) => {}
            Ok(Some(rest)) => self.commands.push_front(rest),
            Err(error) => {
                self.fail(&error);
                let is_hopeless = matches!(
                    error,
                    DirectoryError::Ledger(LedgerError::Refused { .. } | LedgerError::Corrupt { .. })
                );
                if let (true, Some(connected)) = (is_hopeless, self.connected.as_mut()) {
                    let reason = error.to_string();
                    connected.connection.give_up_command(command.id, &reason).await.ok();
                }
            }
        }
    }

    async fn obey(&mut self, command: &Command) -> Result<Option<Command>, DirectoryError> {
        self.connect().await?;
        let Some(Connected { connection, owned }) = self.connected.as_mut() else {
            return Err(LedgerError::Gone("not connected".into()).into());
        };
        let done = command::run(command, owned, &mut self.directory, connection, &self.parts.bounds).await?;
        self.count_charged(&done.usage);
        self.parts.feed.ring(done.bells);
        if done.work {
            self.parts.work.notify_one();
        }
        let (tenant, kind) = (command.tenant, command.order.kind());
        tracing::info!(tenant.id = %tenant, command = kind, "carried out the order {kind} of tenant {tenant}");
        Ok(done.rest.map(|order| Command { order, ..*command }))
    }
}
