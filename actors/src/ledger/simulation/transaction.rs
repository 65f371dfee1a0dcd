//! What a transaction has written, and what its COMMIT makes of orders and withheld calls.

use std::collections::BTreeMap;
use std::rc::Rc;

use models::billing::usage::{Charge, Limit};
use models::calls::intake::CallRow;
use models::ids::TenantId;
use uuid::Uuid;

use super::given::Given;
use super::world::{Tenant, World};

#[derive(Default)]
pub struct Transaction {
    /// Its partition, and the offset that it reaches.
    pub(super) partition: Option<(usize, i64)>,
    /// Rows of the tenants that it has written.
    pub(super) written: BTreeMap<TenantId, Tenant>,
    /// The order that it carries out, as it leaves it.
    pub(super) order: Option<(i64, Given)>,
    /// The limits that it has read.
    pub(super) limits: BTreeMap<TenantId, Limit>,
    /// COMMIT is on its way.
    pub(super) is_ending: bool,
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
