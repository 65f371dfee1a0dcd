//! The statements that read orders and carry them out. What must never come of one: `transaction.rs`.

use std::rc::Rc;

use models::billing::command::{Command, Order};
use models::billing::usage::Charge;
use models::calls::intake::CallRow;
use models::ids::{self, TenantId};

use super::connection::{Connection, Done};
use super::given::Given;
use super::letters::PARTITIONS;
use crate::ledger::stage::OrderRows;

impl Connection {
    /// Orders of the tenants of a partition, the oldest first.
    pub async fn waiting_commands(&mut self, partition: usize) -> Done<Vec<Command>> {
        self.step().await?;
        let world = self.world.borrow();
        let waiting = world
            .orders
            .iter()
            .filter(|(_, given)| !given.is_done && ids::partition(given.tenant, PARTITIONS as i32) == partition as i32);
        let commands = waiting.map(|(id, given)| Command {
            id: *id,
            tenant: given.tenant,
            order: given.order,
        });
        Ok(commands.collect())
    }

    fn change_order(&mut self, id: i64, change: impl FnOnce(&mut Given)) {
        let mut given = self.world.borrow().orders[&id];
        change(&mut given);
        let transaction = self.transaction.as_mut().expect("an order outside a transaction");
        let before = transaction.order.replace((id, given));
        assert!(before.is_none(), "two orders in one transaction");
    }
}

impl OrderRows for Connection {
    async fn lock_command(&mut self, id: i64) -> Done<bool> {
        self.step().await?;
        Ok(!self.world.borrow().orders[&id].is_done)
    }

    async fn continue_command(&mut self, id: i64, rest: Order) -> Done {
        self.step().await?;
        self.change_order(id, |given| given.order = rest);
        Ok(())
    }

    async fn finish_command(&mut self, id: i64) -> Done {
        self.step().await?;
        self.change_order(id, |given| given.is_done = true);
        Ok(())
    }

    async fn lock_withheld(&mut self, tenant: TenantId, at_most: i64) -> Done<Vec<CallRow>> {
        self.step().await?;
        Ok(self.read(tenant, |rows| {
            let calls = rows.came.iter().map(|id| &rows.calls[id]);
            let withheld = calls.filter(|call| call.charge == Charge::Withheld);
            withheld
                .take(at_most as usize)
                .map(|call| CallRow::clone(call))
                .collect()
        }))
    }

    async fn charge_calls(&mut self, calls: &[CallRow]) -> Done {
        self.step().await?;
        for call in calls {
            if let Some(row) = self.write(call.tenant).calls.get_mut(&call.id.0) {
                let row = Rc::make_mut(row);
                row.charge = call.charge;
                row.charged_period = call.charged_period;
                row.analysis_status = call.analysis_status;
            }
        }
        Ok(())
    }
}
