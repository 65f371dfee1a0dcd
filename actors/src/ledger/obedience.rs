//! Orders that wait in rows: found, carried out between two batches, given up if they are hopeless.

use std::collections::VecDeque;

use models::billing::command::Command;
use models::calls::intake::LedgerError;

use super::directory::DirectoryError;
use super::{Connected, Ledger, command};

/// Orders that are read at once.
const COMMANDS_MAX: i64 = 100;

/// Orders that wait, as far as they were read, the oldest first.
///
/// Invariant: of a tenant none is begun before those that were given before it are done.
#[derive(Default)]
pub(super) struct Agenda(VecDeque<Command>);

impl Agenda {
    pub(super) fn read(commands: Vec<Command>) -> Self {
        Self(commands.into())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn next(&mut self) -> Option<Command> {
        self.0.pop_front()
    }

    /// A part is done, and this is left.
    pub(super) fn go_on(&mut self, rest: Command) {
        self.0.push_front(rest);
    }

    /// It was not done: it waits, with whatever its tenant has ordered after it, until orders are read again. Other tenants' do not.
    pub(super) fn put_off(&mut self, command: &Command) {
        self.0.retain(|later| later.tenant != command.tenant);
    }
}

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
            Ok(commands) => self.agenda = Agenda::read(commands),
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
        let Some(command) = self.agenda.next() else {
            return;
        };
        match self.obey(&command).await {
            Ok(None) => {}
            Ok(Some(rest)) => self.agenda.go_on(rest),
            Err(error) => {
                self.agenda.put_off(&command);
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

#[cfg(test)]
mod tests {
    use models::billing::command::Order;
    use models::ids::TenantId;
    use uuid::Uuid;

    use super::*;

    fn command(id: i64, tenant: u128) -> Command {
        Command {
            id,
            tenant: TenantId(Uuid::from_u128(tenant)),
            order: Order::Backlog,
        }
    }

    #[test]
    fn what_is_left_of_an_order_comes_before_those_that_were_given_later() {
        let mut agenda = Agenda::read(vec![command(1, 1), command(2, 1)]);
        let first = agenda.next().unwrap();
        agenda.go_on(first);
        assert_eq!(agenda.next(), Some(command(1, 1)));
        assert_eq!(agenda.next(), Some(command(2, 1)));
        assert!(agenda.is_empty());
    }

    #[test]
    fn an_order_that_fails_holds_up_its_own_tenants_later_ones_only() {
        let mut agenda = Agenda::read(vec![command(1, 1), command(2, 2), command(3, 1), command(4, 2)]);
        let failed = agenda.next().unwrap();
        agenda.put_off(&failed);
        assert_eq!(agenda.next(), Some(command(2, 2)));
        assert_eq!(agenda.next(), Some(command(4, 2)));
        assert_eq!(agenda.next(), None);
    }
}
