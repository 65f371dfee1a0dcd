//! What outlives every process: rows as PostgreSQL has committed them, the door's log, the topic, the clock.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use models::billing::command::Order;
use models::billing::usage::rows::StoredPeriod;
use models::billing::usage::{Anniversary, Limit, Policy, Terms};
use models::calls::intake::{CallRow, LegRow, QueueRow, RecordingRow, TallyRow};
use models::calls::stats::{Bucket, Contribution};
use models::ids::TenantId;
use serde_json::Value;
use uuid::Uuid;

use super::chance::Chance;
use super::given::Given;
use super::letters::{Letters, PARTITIONS};
use crate::ledger::arrival::Arrival;

pub type Shared = Rc<RefCell<World>>;

/// A row of `ledger_partitions`.
#[derive(Default)]
pub struct Partition {
    pub epoch: i64,
    pub next_offset: i64,
    /// The connection whose transaction has written it and not ended yet.
    pub locked_by: Option<u64>,
}

/// The rows of a tenant that the transaction writes.
#[derive(Clone)]
pub struct Tenant {
    pub legs: BTreeMap<Uuid, Rc<LegRow>>,
    pub recordings: BTreeMap<Uuid, Rc<RecordingRow>>,
    pub calls: BTreeMap<Uuid, Rc<CallRow>>,
    /// The same in the order in which they came.
    pub came: Vec<Uuid>,
    /// Withheld calls that were charged after all, in that order.
    pub released: Vec<Uuid>,
    pub queue: BTreeMap<Uuid, QueueRow>,
    pub usage: BTreeMap<DateTime<Utc>, StoredPeriod>,
    pub stats: BTreeMap<Bucket, Contribution>,
    pub tally: TallyRow,
    pub next_seq: i64,
    pub outbox: Vec<Rc<Value>>,
}

pub struct World {
    pub now: DateTime<Utc>,
    /// Whether statements ask for the epoch.
    pub is_guarded: bool,
    /// Whether connections get lost and outcomes stay unknown.
    pub is_troubled: bool,
    pub partitions: Vec<Partition>,
    pub tenants: BTreeMap<TenantId, Tenant>,
    pub terms: BTreeMap<TenantId, Terms>,
    /// By their ids.
    pub orders: BTreeMap<i64, Given>,
    pub cursors: BTreeMap<TenantId, i64>,
    pub logs: Vec<Rc<[Arrival]>>,
    /// What the broker has, in its order.
    pub topic: Vec<(TenantId, Value)>,
    /// What must never have happened.
    pub broken: Option<String>,
    pub chance: Chance,
    sessions: u64,
}

impl World {
    pub fn new(chance: &mut Chance, letters: &Letters, is_guarded: bool) -> Self {
        let logs = (0..PARTITIONS)
            .map(|partition| letters.log(partition, chance).into())
            .collect();
        let terms = Letters::tenants().map(|tenant| (tenant, terms(1, chance))).collect();
        Self {
            now: "2026-11-27T12:00:00Z".parse().unwrap(),
            is_guarded,
            is_troubled: true,
            partitions: (0..PARTITIONS).map(|_| Partition::default()).collect(),
            tenants: Letters::tenants().map(|tenant| (tenant, Tenant::new(tenant))).collect(),
            terms,
            orders: BTreeMap::new(),
            cursors: BTreeMap::new(),
            logs,
            topic: Vec::new(),
            broken: None,
            chance: chance.branch(),
            sessions: 0,
        }
    }

    pub fn session(&mut self) -> u64 {
        self.sessions += 1;
        self.sessions
    }

    pub fn change_terms(&mut self, chance: &mut Chance) {
        let tenants: Vec<TenantId> = self.terms.keys().copied().collect();
        let tenant = *chance.pick(&tenants);
        let version = self.terms[&tenant].version + 1;
        self.terms.insert(tenant, terms(version, chance));
        self.give(tenant, Order::TermsChanged);
    }

    /// Somebody wants withheld calls to be analysed.
    pub fn order(&mut self, chance: &mut Chance) {
        let tenants: Vec<TenantId> = self.terms.keys().copied().collect();
        let order = match chance.below(5) {
            0 => Order::Backlog,
            1 => Order::Release { calls: None },
            calls => Order::Release { calls: Some(calls) },
        };
        self.give(*chance.pick(&tenants), order);
    }

    fn give(&mut self, tenant: TenantId, order: Order) {
        let id = self.orders.len() as i64 + 1;
        self.orders.insert(id, Given::new(tenant, order));
    }

    /// Some hours; a few of them turn the month.
    pub fn pass_time(&mut self, chance: &mut Chance) {
        self.now += TimeDelta::hours(1 + chance.below(30) as i64);
    }

    /// Whether all that was sent is taken, all that was ordered is done, and all that was told is published.
    pub fn is_done(&self) -> bool {
        let taken = self
            .partitions
            .iter()
            .zip(&self.logs)
            .all(|(partition, log)| partition.next_offset == log.len() as i64);
        let told =
            |(tenant, rows): (&TenantId, &Tenant)| self.cursors.get(tenant).copied().unwrap_or(1) == rows.next_seq;
        taken && self.orders.values().all(|given| given.is_done) && self.tenants.iter().all(told)
    }

    pub fn never(&mut self, what: String) {
        self.broken.get_or_insert(what);
    }
}

impl Tenant {
    fn new(tenant: TenantId) -> Self {
        Self {
            legs: BTreeMap::new(),
            recordings: BTreeMap::new(),
            calls: BTreeMap::new(),
            came: Vec::new(),
            released: Vec::new(),
            queue: BTreeMap::new(),
            usage: BTreeMap::new(),
            stats: BTreeMap::new(),
            tally: TallyRow::of(tenant),
            next_seq: 1,
            outbox: Vec::new(),
        }
    }
}

fn terms(version: i64, chance: &mut Chance) -> Terms {
    let limit = match chance.below(8) {
        0 => Limit::Unlimited,
        calls => Limit::Calls(calls - 1),
    };
    Terms {
        limit,
        policy: *chance.pick(&Policy::ALL),
        anniversary: Anniversary::new("2026-01-01T00:00:00Z".parse().unwrap(), "UTC").unwrap(),
        version,
    }
}
