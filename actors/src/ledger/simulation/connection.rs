//! A connection to the rows. Every statement waits once, and may be the last one.

use std::future::poll_fn;
use std::task::Poll;

use models::billing::usage::rows::{Loaded, StoredPeriod};
use models::billing::usage::{Committed, Limit};
use models::calls::intake::{LedgerError, Owned, Relayed, Waiting};
use models::ids::{self, TenantId};
use serde_json::Value;

use super::letters::PARTITIONS;
use super::transaction::{Transaction, carried_out};
use super::world::{Shared, Tenant};
use crate::kafka::relay::Cursors;

pub type Done<T = ()> = Result<T, LedgerError>;

/// Lets others go first.
pub async fn pause() {
    let mut waited = false;
    poll_fn(|_| {
        if std::mem::replace(&mut waited, true) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}

pub struct Connection {
    pub(super) world: Shared,
    pub(super) session: u64,
    pub(super) transaction: Option<Transaction>,
    pub(super) is_lost: bool,
}

impl Connection {
    pub fn open(world: &Shared) -> Self {
        Self {
            world: world.clone(),
            session: world.borrow_mut().session(),
            transaction: None,
            is_lost: false,
        }
    }

    pub(super) async fn step(&mut self) -> Done {
        pause().await;
        let world = &mut *self.world.borrow_mut();
        if !self.is_lost && world.is_troubled && world.chance.one_in(300) {
            self.is_lost = true;
        }
        if self.is_lost {
            return Err(LedgerError::Gone("lost".into()));
        }
        if self.transaction.is_some() && world.is_troubled && world.chance.one_in(300) {
            return Err(LedgerError::Again("deadlock".into()));
        }
        Ok(())
    }

    /// Takes a partition from whoever had it; with `epoch` only if it is still ours.
    pub async fn take_partition(&mut self, partition: usize, epoch: Option<i64>) -> Done<Owned> {
        self.step().await?;
        while self.world.borrow().partitions[partition].locked_by.is_some() {
            pause().await;
        }
        let world = &mut *self.world.borrow_mut();
        let row = &mut world.partitions[partition];
        if world.is_guarded && epoch.is_some_and(|epoch| epoch != row.epoch) {
            return Err(LedgerError::Fenced);
        }
        row.epoch += 1;
        Ok(Owned {
            partition: partition as i32,
            epoch: row.epoch,
            next_offset: row.next_offset,
        })
    }

    pub async fn versions(&mut self, tenants: &[TenantId]) -> Done<Vec<(TenantId, i64)>> {
        self.step().await?;
        let world = self.world.borrow();
        let terms = tenants
            .iter()
            .filter_map(|tenant| Some((*tenant, world.terms.get(tenant)?)));
        let terms: Vec<_> = terms.collect();
        if let Some(transaction) = &mut self.transaction {
            transaction
                .limits
                .extend(terms.iter().map(|(tenant, terms)| (*tenant, terms.limit)));
        }
        Ok(terms
            .into_iter()
            .map(|(tenant, terms)| (tenant, terms.version))
            .collect())
    }

    pub async fn load_usage(&mut self, tenants: &[TenantId]) -> Done<Vec<Loaded>> {
        self.step().await?;
        let mut all = Vec::new();
        for tenant in tenants {
            let rows: Vec<StoredPeriod> = self.read(*tenant, |rows| rows.usage.values().copied().collect());
            let world = self.world.borrow();
            let terms = world.terms[tenant].clone();
            if let Some(transaction) = &mut self.transaction {
                transaction.limits.insert(*tenant, terms.limit);
            }
            let committed = Committed::at(world.now, &terms, &rows).unwrap();
            all.push(Loaded {
                tenant: *tenant,
                terms,
                committed,
            });
        }
        Ok(all)
    }

    pub async fn relay_waiting(&mut self, partition: usize) -> Done<Vec<Waiting>> {
        self.step().await?;
        let world = self.world.borrow();
        let ours = world
            .tenants
            .iter()
            .filter(|(tenant, _)| ids::partition(**tenant, PARTITIONS as i32) == partition as i32);
        let waiting = ours.filter_map(|(tenant, rows)| {
            let next_seq = world.cursors.get(tenant).copied().unwrap_or(1);
            (rows.next_seq > next_seq).then_some(Waiting {
                tenant: *tenant,
                next_seq,
                lost: 0,
            })
        });
        Ok(waiting.collect())
    }

    pub(super) fn read<T>(&self, tenant: TenantId, read: impl FnOnce(&Tenant) -> T) -> T {
        let written = self
            .transaction
            .as_ref()
            .and_then(|transaction| transaction.written.get(&tenant));
        match written {
            Some(rows) => read(rows),
            None => read(&self.world.borrow().tenants[&tenant]),
        }
    }

    pub(super) fn write(&mut self, tenant: TenantId) -> &mut Tenant {
        let world = self.world.borrow();
        let transaction = self.transaction.as_mut().expect("a statement outside a transaction");
        transaction
            .written
            .entry(tenant)
            .or_insert_with(|| world.tenants[&tenant].clone())
    }

    /// As one step: what a COMMIT that has reached PostgreSQL does, whoever is there to hear of it.
    pub(super) fn apply(&mut self) {
        let Some(mut transaction) = self.transaction.take() else {
            return;
        };
        let world = &mut *self.world.borrow_mut();
        carried_out(world, &mut transaction);
        if let Some((partition, reaches)) = transaction.partition {
            let row = &mut world.partitions[partition];
            (row.next_offset, row.locked_by) = (reaches, None);
        }
        for (tenant, rows) in transaction.written {
            for (start, period) in &rows.usage {
                let before = world.tenants[&tenant]
                    .usage
                    .get(start)
                    .map_or(0, |before| before.counts.included);
                let (included, limit) = (period.counts.included, transaction.limits.get(&tenant).copied());
                if let (true, Some(Limit::Calls(limit))) = (included > before, limit)
                    && period.counts.used() > limit
                    && included > limit
                {
                    world.never(format!("{tenant}: {included} calls within a limit of {limit}"));
                }
            }
            world.tenants.insert(tenant, rows);
        }
    }

    pub(super) fn undo(&mut self) {
        if let Some(Transaction {
            partition: Some((partition, _)),
            ..
        }) = self.transaction.take()
        {
            self.world.borrow_mut().partitions[partition].locked_by = None;
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let arrived = self
            .transaction
            .as_ref()
            .is_some_and(|transaction| transaction.is_ending);
        if arrived && self.world.borrow_mut().chance.one_in(2) {
            self.apply();
        } else {
            self.undo();
        }
    }
}

impl Cursors for Connection {
    async fn relay_events(&mut self, tenant: TenantId, next_seq: i64, _: i64) -> Done<Vec<Value>> {
        self.step().await?;
        let some = 1 + self.world.borrow_mut().chance.below(6) as usize;
        Ok(self.read(tenant, |rows| {
            let waiting = rows
                .outbox
                .iter()
                .filter(|event| event["seq"].as_i64() >= Some(next_seq));
            waiting.take(some).map(|event| Value::clone(event)).collect()
        }))
    }

    async fn relay_advance(&mut self, partition: i32, epoch: i64, relayed: &[Relayed]) -> Done<bool> {
        self.step().await?;
        let world = &mut *self.world.borrow_mut();
        if world.is_guarded && world.partitions[partition as usize].epoch != epoch {
            return Ok(false);
        }
        for Relayed { tenant, next_seq, .. } in relayed {
            let cursor = world.cursors.entry(*tenant).or_insert(1);
            *cursor = (*cursor).max(*next_seq);
        }
        Ok(true)
    }
}
