//! The Ledger's own connection, outside every pool, and the lock that says there is one Ledger only.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{AsyncMessage, Client, Config, NoTls, Row, Statement};

use crate::ids::{self, TenantId};

/// Why a step of the Ledger did not happen.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The connection is lost, or the server stops or starts. What ran is rolled back.
    #[error("PostgreSQL does not answer: {0}")]
    Gone(String),
    /// The connection was lost while committing: nobody knows.
    #[error("the outcome of a commit is unknown: {0}")]
    Unknown(String),
    /// Another process owns the partition now.
    #[error("another process has taken over this partition")]
    Fenced,
    /// Another process holds the installation's lock.
    #[error("another process runs on this database")]
    Locked,
    /// Two transactions stood in each other's way; the same again will do.
    #[error("the transaction has to be repeated: {0}")]
    Again(String),
    /// PostgreSQL refuses the statement: one of the records cannot be stored.
    #[error("a statement was refused ({code}): {message}")]
    Refused { code: String, message: String },
    /// A row holds what this version cannot read.
    #[error("stored {what} cannot be read: {reason}")]
    Corrupt { what: &'static str, reason: String },
}

impl LedgerError {
    fn of(error: tokio_postgres::Error) -> Self {
        let Some(told) = error.as_db_error() else {
            return Self::Gone(error.to_string());
        };
        let (code, message) = (told.code().code().to_owned(), told.message().to_owned());
        match told.code() {
            &SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED => Self::Again(message),
            // We stood still for too long; nothing is wrong with what we have.
            &SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT => Self::Gone(message),
            // 08 connection, 53 resources, 57 operator, 58 system, XX internal: the server's state, not our records.
            _ if ["08", "53", "57", "58", "XX"]
                .iter()
                .any(|class| code.starts_with(class)) =>
            {
                Self::Gone(message)
            }
            _ => Self::Refused { code, message },
        }
    }

    pub(crate) fn corrupt(what: &'static str, reason: impl ToString) -> Self {
        Self::Corrupt {
            what,
            reason: reason.to_string(),
        }
    }
}

/// One connection of the worker role. Statements are prepared once and kept.
pub struct LedgerConnection {
    client: Client,
    driver: JoinHandle<()>,
    prepared: HashMap<&'static str, Statement>,
    /// Transactions that were begun here.
    begun: u64,
}

/// What PostgreSQL is told for these connections: one plan for each statement, and that by keys.
///
/// All of the Ledger's statements bring a batch's keys and find their rows by an index. Left to itself PostgreSQL may plan them anew
/// for each batch, and takes a table that was empty at its last look for one that is quicker read whole.
const PLANS: &str =
    "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off";

/// And that no trigger need add to the roll-ups' days: `add_stats` does.
const OWN_DAYS: &str = "-c app.own_days=on";

/// The channel on which a new order rings (`billing::command`).
const CHANNEL: &str = "audiapro_commands";

fn keyed(login: &Config) -> Config {
    let mut keyed = login.clone();
    keyed.application_name("audiapro ledger");
    keyed.options(format!("{} {PLANS} {OWN_DAYS}", login.get_options().unwrap_or_default()).trim());
    keyed
}

impl LedgerConnection {
    pub async fn open(login: &Config) -> Result<Self, LedgerError> {
        let (client, connection) = keyed(login).connect(NoTls).await.map_err(LedgerError::of)?;
        // Its errors come back through the client.
        let driver = tokio::spawn(async move { drop(connection.await) });
        Ok(Self {
            client,
            driver,
            prepared: HashMap::new(),
            begun: 0,
        })
    }

    /// The same, and `bell` is rung when somebody orders something.
    pub async fn open_listening(login: &Config, bell: Arc<Notify>) -> Result<Self, LedgerError> {
        let (client, mut connection) = keyed(login).connect(NoTls).await.map_err(LedgerError::of)?;
        let mut messages = futures::stream::poll_fn(move |context| connection.poll_message(context));
        let driver = tokio::spawn(async move {
            while let Some(Ok(message)) = messages.next().await {
                if let AsyncMessage::Notification(_) = message {
                    bell.notify_one();
                }
            }
        });
        let opened = Self {
            client,
            driver,
            prepared: HashMap::new(),
            begun: 0,
        };
        let listen = format!("LISTEN {CHANNEL}");
        opened.client.batch_execute(&listen).await.map_err(LedgerError::of)?;
        Ok(opened)
    }

    pub fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Plans are made anew with the first transaction, the second, the fourth, the eighth and so on: while a table is empty every index of it costs
    /// the same, and the one that was taken then, for a foreign key's own check too, may read a tenant's every row once there are some.
    pub async fn begin(&mut self) -> Result<(), LedgerError> {
        self.begun += 1;
        let begin = if self.begun.is_power_of_two() {
            "DISCARD PLANS; BEGIN"
        } else {
            "BEGIN"
        };
        self.client.batch_execute(begin).await.map_err(LedgerError::of)
    }

    /// `Unknown` only if the connection was lost meanwhile; a refusal (a deferred foreign key) is a rollback.
    pub async fn commit(&mut self) -> Result<(), LedgerError> {
        self.client
            .batch_execute("COMMIT")
            .await
            .map_err(|error| match LedgerError::of(error) {
                LedgerError::Gone(reason) => LedgerError::Unknown(reason),
                refused => refused,
            })
    }

    pub async fn rollback(&mut self) -> Result<(), LedgerError> {
        self.client.batch_execute("ROLLBACK").await.map_err(LedgerError::of)
    }

    pub(crate) async fn query(
        &mut self,
        sql: &'static str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, LedgerError> {
        let statement = match self.prepared.get(sql) {
            Some(statement) => statement.clone(),
            None => {
                let statement = self.client.prepare(sql).await.map_err(LedgerError::of)?;
                self.prepared.insert(sql, statement.clone());
                statement
            }
        };
        self.client.query(&statement, values).await.map_err(LedgerError::of)
    }

    /// Takes a partition from whoever had it: its next transaction there finds another epoch.
    pub async fn take_partition(&mut self, partition: i32) -> Result<Owned, LedgerError> {
        const TAKE: &str = "INSERT INTO ledger_partitions AS p (partition, owner_epoch) VALUES ($1, 1)
            ON CONFLICT (partition) DO UPDATE SET owner_epoch = p.owner_epoch + 1 RETURNING owner_epoch, next_offset";
        let rows = self.query(TAKE, &[&partition]).await?;
        let row = rows.first().ok_or(LedgerError::Fenced)?;
        Ok(Owned {
            partition,
            epoch: get(row, 0)?,
            next_offset: get(row, 1)?,
        })
    }

    /// Takes a partition again that is ours by this epoch, on a new connection: whatever the old one still does is fenced off.
    /// Fenced ourselves if somebody else has taken it meanwhile.
    pub async fn retake_partition(&mut self, partition: i32, epoch: i64) -> Result<Owned, LedgerError> {
        const RETAKE: &str = "UPDATE ledger_partitions SET owner_epoch = owner_epoch + 1
            WHERE partition = $1 AND owner_epoch = $2 RETURNING owner_epoch, next_offset";
        let rows = self.query(RETAKE, &[&partition, &epoch]).await?;
        let row = rows.first().ok_or(LedgerError::Fenced)?;
        Ok(Owned {
            partition,
            epoch: get(row, 0)?,
            next_offset: get(row, 1)?,
        })
    }

    /// Id of the topic that the offset of a partition is of; `None`: none is noted.
    pub async fn topic_of(&mut self, owned: &Owned) -> Result<Option<String>, LedgerError> {
        const TOPIC: &str = "SELECT topic_id FROM ledger_partitions WHERE partition = $1 AND owner_epoch = $2";
        let rows = self.query(TOPIC, &[&owned.partition, &owned.epoch]).await?;
        rows.first().map_or(Err(LedgerError::Fenced), |row| get(row, 0))
    }

    /// Notes which topic the offset of a partition is of.
    pub async fn note_topic(&mut self, owned: &Owned, topic: &str) -> Result<(), LedgerError> {
        const NOTE: &str = "UPDATE ledger_partitions SET topic_id = $3
            WHERE partition = $1 AND owner_epoch = $2 RETURNING partition";
        let rows = self.query(NOTE, &[&owned.partition, &owned.epoch, &topic]).await?;
        if rows.is_empty() {
            return Err(LedgerError::Fenced);
        }
        Ok(())
    }

    /// Puts a partition to the beginning of another topic (`None`: of unknown id), under another epoch: whoever still goes by the old
    /// topic's offsets is fenced off.
    pub async fn begin_anew(
        &mut self,
        owned: &Owned,
        topic: Option<&str>,
        next_offset: i64,
    ) -> Result<Owned, LedgerError> {
        const BEGIN: &str =
            "UPDATE ledger_partitions SET owner_epoch = owner_epoch + 1, topic_id = $4, next_offset = $5
            WHERE partition = $1 AND owner_epoch = $2 AND next_offset = $3 RETURNING owner_epoch";
        let Owned {
            partition,
            epoch,
            next_offset: stands,
        } = owned;
        let rows = self
            .query(BEGIN, &[partition, epoch, stands, &topic, &next_offset])
            .await?;
        let row = rows.first().ok_or(LedgerError::Fenced)?;
        Ok(Owned {
            epoch: get(row, 0)?,
            next_offset,
            ..*owned
        })
    }
}

impl Drop for LedgerConnection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

/// A partition of the door that is ours as long as its row says our epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owned {
    pub partition: i32,
    pub epoch: i64,
    /// The first offset whose effect is not committed.
    pub next_offset: i64,
}

/// One of several parts that the tenants are divided into: what belongs to a partition of the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub partition: i32,
    pub partitions: i32,
}

impl Share {
    pub fn has(self, tenant: TenantId) -> bool {
        ids::partition(tenant, self.partitions) == self.partition
    }
}

/// The lock of the installation, on a connection of its own: one process runs on a database, or several that share it.
pub struct InstallationLock {
    connection: LedgerConnection,
}

/// Spells "audiapro" as a number.
const LOCK: i64 = 0x6175_6469_6170_726F;

impl InstallationLock {
    /// For the only process. Tries for `patience`: PostgreSQL needs a moment to notice that a killed process is gone.
    pub async fn take(login: &Config, patience: Duration) -> Result<Self, LedgerError> {
        Self::try_for(login, patience, "SELECT pg_try_advisory_lock($1)").await
    }

    /// For one of several processes: all of them hold it, and none that wants to be the only one gets it.
    pub async fn share(login: &Config, patience: Duration) -> Result<Self, LedgerError> {
        Self::try_for(login, patience, "SELECT pg_try_advisory_lock_shared($1)").await
    }

    async fn try_for(login: &Config, patience: Duration, lock: &'static str) -> Result<Self, LedgerError> {
        let mut connection = LedgerConnection::open(login).await?;
        let pause = Duration::from_millis(100);
        let mut waited = Duration::ZERO;
        loop {
            let rows = connection.query(lock, &[&LOCK]).await?;
            if rows
                .first()
                .map(|row| get::<bool>(row, 0))
                .transpose()?
                .unwrap_or(false)
            {
                return Ok(Self { connection });
            }
            if waited >= patience {
                return Err(LedgerError::Locked);
            }
            tokio::time::sleep(pause).await;
            waited += pause;
        }
    }

    pub fn is_held(&self) -> bool {
        !self.connection.is_closed()
    }

    /// Fences off whatever processes before this one may still be doing. They may have divided the tenants otherwise, so it is all partitions.
    pub async fn fence(&mut self) -> Result<(), LedgerError> {
        const FENCE: &str = "UPDATE ledger_partitions SET owner_epoch = owner_epoch + 1";
        self.connection.query(FENCE, &[]).await?;
        Ok(())
    }
}

/// A column by its place; a type that does not fit is a fault of the table, not a panic.
pub(crate) fn get<'a, T: tokio_postgres::types::FromSql<'a>>(row: &'a Row, column: usize) -> Result<T, LedgerError> {
    row.try_get(column)
        .map_err(|error| LedgerError::corrupt("column", error))
}
