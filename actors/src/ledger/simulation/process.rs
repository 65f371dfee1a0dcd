//! A process that was assigned a partition: its Ledger and its relay, each as far as it comes.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Waker};

use chrono::TimeDelta;
use models::billing::command::Command;
use models::calls::intake::{LedgerError, Owned};
use models::ids::TenantId;
use serde_json::Value;

use super::chance::Chance;
use super::connection::{Connection, pause};
use super::letters::PARTITIONS;
use super::supervisors::Tenants;
use super::world::Shared;
use crate::config::IntakeBounds;
use crate::kafka::relay::{Publisher, publish, topic_of};
use crate::ledger::arrival::Arrival;
use crate::ledger::directory::DirectoryError;
use crate::ledger::obedience::Agenda;
use crate::ledger::plan::Delays;
use crate::ledger::{command, transaction};

type Life = Pin<Box<dyn Future<Output = ()>>>;

pub struct Process {
    pub partition: usize,
    /// How often it comes on, of eight times.
    pub pace: u64,
    standing: Rc<Standing>,
    ledger: Option<Life>,
    relay: Option<Life>,
}

/// By what right a process writes.
#[derive(Default)]
struct Standing {
    epoch: Cell<i64>,
    /// The relay has found that somebody else has raised the epoch.
    is_lost: Cell<bool>,
    /// Others have taken the process for dead, and its group knows.
    is_deposed: Cell<bool>,
}

impl Process {
    pub fn start(world: &Shared, partition: usize) -> Self {
        let standing = Rc::new(Standing::default());
        Self {
            partition,
            pace: 8,
            standing: standing.clone(),
            ledger: Some(Box::pin(ledger(world.clone(), partition, standing.clone()))),
            relay: Some(Box::pin(relay(world.clone(), partition, standing))),
        }
    }

    pub fn is_deposed(&self) -> bool {
        self.standing.is_deposed.get()
    }

    /// It goes on, as slowly as that, until it learns of it.
    pub fn depose(&mut self, pace: u64) {
        self.standing.is_deposed.set(true);
        self.pace = pace;
    }

    /// One of its two loops goes on to its next wait.
    pub fn step(&mut self, chance: &mut Chance) {
        let life = if chance.one_in(3) {
            &mut self.relay
        } else {
            &mut self.ledger
        };
        let mut context = Context::from_waker(Waker::noop());
        if life
            .as_mut()
            .is_some_and(|life| life.as_mut().poll(&mut context).is_ready())
        {
            *life = None;
        }
    }
}

/// Claims the partition, and again where somebody who was late to learn that it is not theirs has claimed it meanwhile.
async fn ledger(world: Shared, partition: usize, standing: Rc<Standing>) {
    while !standing.is_deposed.get() {
        standing.is_lost.set(false);
        hold(&world, partition, &standing).await;
    }
}

/// Takes the log from where the partition stands, and carries orders out, until it is somebody else's.
async fn hold(world: &Shared, partition: usize, standing: &Standing) {
    let (connection, owned) = loop {
        let mut connection = Connection::open(world);
        if let Ok(owned) = connection.take_partition(partition, None).await {
            break (connection, owned);
        }
    };
    let mut hold = Hold {
        world,
        supervisors: Tenants::default(),
        connection,
        owned,
        agenda: Agenda::default(),
    };
    while !standing.is_lost.get() {
        standing.epoch.set(hold.owned.epoch);
        pause().await;
        match hold.turn().await {
            Ok(()) | Err(DirectoryError::Ledger(LedgerError::Again(_))) => {}
            Err(DirectoryError::Ledger(LedgerError::Gone(_) | LedgerError::Unknown(_))) => {
                if !hold.reconnect().await {
                    return;
                }
            }
            Err(DirectoryError::Ledger(LedgerError::Fenced)) => return,
            Err(error) => return world.borrow_mut().never(error.to_string()),
        }
    }
}

/// What a process has of a partition that it holds.
struct Hold<'a> {
    world: &'a Shared,
    supervisors: Tenants,
    connection: Connection,
    owned: Owned,
    agenda: Agenda,
}

impl Hold<'_> {
    /// One transaction, of intake or of an order: neither waits for all of the other.
    async fn turn(&mut self) -> Result<(), DirectoryError> {
        let orders = self.world.borrow_mut().chance.one_in(3);
        if orders { self.obey().await } else { self.take().await }
    }

    async fn take(&mut self) -> Result<(), DirectoryError> {
        let (log, new) = delivered(self.world, &self.owned);
        if new.is_empty() {
            return Ok(());
        }
        let reaches = new.end as i64;
        transaction::run(
            &log[new],
            (&self.owned, reaches),
            &mut self.supervisors,
            &mut self.connection,
            Delays {
                backfill_after: TimeDelta::days(3),
                quiet: TimeDelta::minutes(10),
            },
        )
        .await?;
        self.owned.next_offset = reaches;
        Ok(())
    }

    /// Carries the next order out, or a part of it. Orders are read when none is left, and now and then before.
    async fn obey(&mut self) -> Result<(), DirectoryError> {
        let reads = self.agenda.is_empty() || self.world.borrow_mut().chance.one_in(8);
        if reads {
            let waiting = self.connection.waiting_commands(self.owned.partition as usize).await?;
            self.agenda = Agenda::read(waiting);
        }
        let Some(command) = self.agenda.next() else {
            return Ok(());
        };
        let bounds = IntakeBounds {
            batch_max: 2,
            ..IntakeBounds::default()
        };
        let (owned, supervisors) = (&self.owned, &mut self.supervisors);
        match command::run(&command, owned, supervisors, &mut self.connection, &bounds).await {
            Ok(done) => {
                if let Some(order) = done.rest {
                    self.agenda.go_on(Command { order, ..command });
                }
                Ok(())
            }
            Err(error) => {
                self.agenda.put_off(&command);
                Err(error)
            }
        }
    }

    /// False: the partition is somebody else's.
    async fn reconnect(&mut self) -> bool {
        let (partition, epoch) = (self.owned.partition as usize, self.owned.epoch);
        loop {
            self.connection = Connection::open(self.world);
            match self.connection.take_partition(partition, Some(epoch)).await {
                Ok(again) => {
                    self.owned = again;
                    return true;
                }
                Err(LedgerError::Fenced) => return false,
                Err(_) => {}
            }
        }
    }
}

/// What the consumer hands over: some records, now and then from before where the partition stands, which are left out as in
/// production. Of the log these.
fn delivered(world: &Shared, owned: &Owned) -> (Rc<[Arrival]>, Range<usize>) {
    let world = &mut *world.borrow_mut();
    let log = world.logs[owned.partition as usize].clone();
    let stands = owned.next_offset as usize;
    let from = stands - world.chance.below(stands as u64 + 1).min(2) as usize;
    let to = (from + 1 + world.chance.below(5) as usize).min(log.len());
    (log, stands.min(to)..to)
}

/// Publishes what is in the outbox, from round to round.
async fn relay(world: Shared, partition: usize, standing: Rc<Standing>) {
    let broker = Broker {
        world: world.clone(),
        on_their_way: RefCell::default(),
    };
    let mut connection = Connection::open(&world);
    loop {
        pause().await;
        let epoch = standing.epoch.get();
        let epochs = BTreeMap::from([(partition as i32, epoch)]);
        let published = match connection.relay_waiting(partition).await {
            Ok(waiting) => publish(waiting, (&epochs, PARTITIONS as i32), &mut connection, &broker).await,
            Err(error) => Err(error),
        };
        match published {
            Ok(published) => standing
                .is_lost
                .set(!published.refused.is_empty() && standing.epoch.get() == epoch),
            Err(_) => connection = Connection::open(&world),
        }
    }
}

/// A producer of its own for each process: what it was handed arrives in order, or not at all once the process is gone.
struct Broker {
    world: Shared,
    on_their_way: RefCell<VecDeque<(TenantId, Value)>>,
}

impl Publisher for Broker {
    type Delivery = ();
    type Error = LedgerError;

    fn send(&self, tenant: TenantId, event: Value) -> Result<Option<((), usize)>, LedgerError> {
        let is_for_customers = topic_of(event["type"].as_str().unwrap_or_default()).is_some();
        if is_for_customers {
            self.on_their_way.borrow_mut().push_back((tenant, event));
        }
        Ok(is_for_customers.then_some(((), 1)))
    }

    fn bytes_max(&self) -> usize {
        usize::MAX
    }

    async fn arrived(&self, _: Vec<()>) -> Result<(), LedgerError> {
        loop {
            pause().await;
            let Some(event) = self.on_their_way.borrow_mut().pop_front() else {
                return Ok(());
            };
            self.world.borrow_mut().topic.push(event);
        }
    }
}
