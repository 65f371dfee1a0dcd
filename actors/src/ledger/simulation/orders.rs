//! Orders that wait in rows, the statements that carry them out, and what must never come of one: that it is done twice, before an older one,
//! or goes further than it was meant to.

use std::rc::Rc;

use models::billing::command::{Command, Order};
use models::billing::usage::Charge;
use models::calls::intake::CallRow;
use models::ids::{self, TenantId};
use uuid::Uuid;

use super::connection::{Connection, Done, Transaction};
use super::world::{PARTITIONS, Tenant, World};
use crate::ledger::stage::OrderRows;

/// A row of `commands`.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    tenant: TenantId,
    /// What is left of it.
    order: Order,
    /// How many calls it may release.
    calls_max: Option<u64>,
    released: u64,
    pub is_done: bool,
}

impl Given {
    pub fn new(tenant: TenantId, order: Order) -> Self {
        let calls_max = match order {
            Order::Release { calls } => calls,
            Order::TermsChanged | Order::Backlog => None,
        };
        Self {
            tenant,
            order,
            calls_max,
            released: 0,
            is_done: false,
        }
    }
}

/// What a COMMIT makes of orders and withheld calls; before its rows are those of the world.
pub fn carried_out(world: &mut World, transaction: &mut Transaction) {
    let Some((id, mut given)) = transaction.order.take() else {
        for (tenant, rows) in &transaction.written {
            if let Err(why) = handed_over(&world.tenants[tenant], rows) {
                world.never(format!("{tenant}: {why}"));
            }
        }
        return;
    };
    let mut released = 0;
    for (tenant, rows) in &mut transaction.written {
        match release(&world.tenants[tenant], rows) {
            Ok(calls) => released += calls,
            Err(why) => world.never(format!("{tenant}: {why}")),
        }
    }
    given.released += released;
    if given.calls_max.is_some_and(|max| given.released > max) {
        world.never(format!("order {id} has released {} calls: {given:?}", given.released));
    }
    if world.orders[&id].is_done {
        world.never(format!("order {id} is done twice"));
    }
    let mut before = world.orders.range(..id);
    let older = before.find(|(_, older)| older.tenant == given.tenant && !older.is_done);
    if let Some(older) = older.map(|(older, _)| *older) {
        world.never(format!("order {id} is carried out before order {older} of its tenant"));
    }
    world.orders.insert(id, given);
}

/// Without an order a call's charge becomes another one only where its last leg leaves it, it gets one again, or another call leads to it now.
fn handed_over(before: &Tenant, rows: &Tenant) -> Result<(), String> {
    let is_alias = |of: &Tenant, id: &Uuid| of.calls.get(id).and_then(|call| call.moved_to);
    for (id, call) in &before.calls {
        let Some(after) = rows.calls.get(id) else {
            return Err(format!("call {id} is lost"));
        };
        let leads_here = |(other, row): (&Uuid, &Rc<CallRow>)| {
            row.moved_to == Some(call.id) && is_alias(before, other) != Some(call.id)
        };
        if (call.charge, call.charged_period) != (after.charge, after.charged_period)
            && call.moved_to.is_some() == after.moved_to.is_some()
            && !rows.calls.iter().any(leads_here)
        {
            return Err(format!("call {id} was {:?} and is {:?}", call.charge, after.charge));
        }
    }
    Ok(())
}

/// Notes which withheld calls were charged, the oldest first, each once; gives their number.
fn release(before: &Tenant, rows: &mut Tenant) -> Result<u64, String> {
    let mut calls = 0;
    let mut waits = None;
    for id in &rows.came {
        let after = rows.calls[id].charge;
        match before.calls.get(id).map(|call| call.charge) {
            Some(Charge::Withheld) if after != Charge::Withheld => {
                if let Some(older) = waits {
                    return Err(format!("call {id} is charged before {older}, which has waited longer"));
                }
                rows.released.push(*id);
                calls += 1;
            }
            Some(charge) if charge != after => return Err(format!("call {id} was {charge:?} and is {after:?}")),
            Some(Charge::Withheld) => waits = Some(*id),
            _ => {}
        }
    }
    Ok(calls)
}

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
