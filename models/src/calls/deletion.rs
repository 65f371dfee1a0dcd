//! Calls taken away for good, because somebody asks: their records, recordings and words, and what hangs on them. Tombstones stay: what they were
//! charged stays charged, and what comes of them again is known. Not the files, which a job removes.

mod sorted;
mod standing;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::event::{Event, Whose};
use super::intake::Doorbell;
use super::removal::{self, ATTEMPTS_MAX};
use super::result::told::append;
use crate::Error;
use crate::billing::command::{self, Order};
use crate::billing::usage::Charge;
use crate::compliance::audit::{self, Entry};
use crate::identity::authority::Rows;
use crate::ids::{CallId, TenantId};
use crate::platform::job::{self, JobId, NewJob};

pub use super::removal::KIND;
pub use sorted::{Sorted, sort_out};
pub use standing::{Standing, going_on, standing};

/// The kind of the job that deletes the calls of an order that one request does not: `calls` of its payload, for `actor`.
pub const MANY: &str = "calls.delete";

/// Calls that one transaction deletes: the tenant's intake waits for as long.
pub const PART: usize = 25;

/// A call, or an alias of it: it goes under each of its names.
#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    moved_to: Option<Uuid>,
    #[diesel(sql_type = Text)]
    source_instance: String,
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = Text)]
    charge_kind: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    charged_period: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    demo: bool,
    #[diesel(sql_type = Timestamptz)]
    started_at: DateTime<Utc>,
    #[diesel(sql_type = Array<Text>)]
    agents: Vec<String>,
}

/// What a call has that goes.
#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = SqlUuid)]
    call_id: Uuid,
    #[diesel(sql_type = BigInt)]
    legs: i64,
    #[diesel(sql_type = BigInt)]
    recordings: i64,
}

/// Deletes a call that is seen. Inside the tenant's transaction. `partitions`: among how many Ledgers the tenants are divided; `None`: as the
/// door is cut.
pub async fn order(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    by: (&Rows, &str),
    call: CallId,
    partitions: Option<i32>,
) -> Result<Option<Doorbell>, Error> {
    let (sorted, bell) = several(conn, tenant, by, &[call.0], partitions).await?;
    match (sorted.whole.as_slice(), sorted.in_part.as_slice()) {
        ([_, ..], _) => Ok(bell),
        ([], [_, ..]) => Err(Error::Conflict(
            "others were in this call, too: whoever sees all of it deletes it".into(),
        )),
        ([], []) => Err(Error::NotFound("call")),
    }
}

/// Sorts an order for many calls out. Those that may go beyond the first `at_once` are left to a job, which goes on whatever becomes of whoever asked.
/// Inside the tenant's transaction.
pub async fn begin(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    (rows, actor): (&Rows, &str),
    calls: &[Uuid],
    at_once: usize,
) -> Result<(Sorted, Option<JobId>), Error> {
    let sorted = sort_out(conn, tenant, rows, calls).await?;
    let left = sorted.whole.get(at_once..).unwrap_or_default();
    if left.is_empty() {
        return Ok((sorted, None));
    }
    let new = NewJob {
        attempts_max: ATTEMPTS_MAX,
        ..NewJob::new(MANY, Some(tenant), json!({ "actor": actor, "calls": left }))
    };
    let id = job::put(conn, &new).await?;
    let entry = Entry::new(actor, "calls.deletion_ordered", "calls");
    let told = json!({ "job": id, "calls": left.len() });
    audit::append(conn, tenant, &[entry.change(None, Some(told))]).await?;
    Ok((sorted, id))
}

/// Deletes those of these calls of which all is seen; what became of each. Inside the tenant's transaction, and at most `PART`: `partitions` as with
/// one.
pub async fn several(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    (rows, actor): (&Rows, &str),
    calls: &[Uuid],
    partitions: Option<i32>,
) -> Result<(Sorted, Option<Doorbell>), Error> {
    hold_intake(conn, partitions).await?;
    // No leg comes to any of them from here on.
    let sorted = sort_out(conn, tenant, rows, calls).await?;
    if sorted.whole.is_empty() {
        return Ok((sorted, None));
    }
    let own = lock(conn, tenant, &sorted.whole).await?;
    let bell = take_away(conn, tenant, actor, &own).await?;
    Ok((sorted, bell))
}

async fn take_away(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    actor: &str,
    own: &[Named],
) -> Result<Option<Doorbell>, Error> {
    let of_demo: Vec<Uuid> = own.iter().filter(|one| one.demo).map(|one| one.id).collect();
    let aliases = lock_aliases(conn, tenant, own).await?;
    let all = || own.iter().chain(&aliases);
    let calls: Vec<Uuid> = all().map(|one| one.id).collect();
    // The demo's count nowhere and may be seeded again.
    let (seeded, lasting): (Vec<&Named>, Vec<&Named>) = all().partition(|one| of_demo.contains(&one.call()));
    let lasting: Vec<Uuid> = lasting.into_iter().map(|one| one.id).collect();
    bury(conn, tenant, &lasting).await?;
    let held = held(conn, tenant, &calls).await?;
    let removed = removal::remove(conn, tenant, &calls).await?;
    give_back(conn, tenant, all().filter_map(Named::withheld_in).collect()).await?;
    let legs_of = |call: &Uuid| held.get(call).map_or(0, |held| held.legs);
    let seeded_legs: i64 = of_demo.iter().map(legs_of).sum();
    let seeded_calls = i64::try_from(seeded.len()).unwrap_or(i64::MAX);
    removal::uncount(conn, tenant, (seeded_legs, seeded_calls, removed.recordings)).await?;
    tell(conn, tenant, actor, own, &held).await
}

/// By call.
async fn held(conn: &mut AsyncPgConnection, tenant: TenantId, calls: &[Uuid]) -> Result<HashMap<Uuid, Held>, Error> {
    const HELD: &str = "SELECT l.call_id, count(DISTINCT l.id) AS legs, count(r.leg_id) AS recordings
        FROM legs l LEFT JOIN recordings r ON r.tenant_id = l.tenant_id AND r.leg_id = l.id
        WHERE l.tenant_id = $1 AND l.call_id = ANY($2) GROUP BY l.call_id";
    let held: Vec<Held> = diesel::sql_query(HELD)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<SqlUuid>, _>(calls)
        .load(conn)
        .await?;
    Ok(held.into_iter().map(|one| (one.call_id, one)).collect())
}

impl Named {
    /// Itself, or the call whose alias it is.
    fn call(&self) -> Uuid {
        self.moved_to.unwrap_or(self.id)
    }

    /// The period whose count of withheld calls it stands in.
    fn withheld_in(&self) -> Option<DateTime<Utc>> {
        self.charged_period
            .filter(|_| self.charge_kind == Charge::Withheld.as_str())
    }
}

/// The first lock of every writer: the tenant's Ledger waits until this is over.
pub(crate) async fn hold_intake(conn: &mut AsyncPgConnection, partitions: Option<i32>) -> Result<(), Error> {
    diesel::sql_query("SELECT hold_intake($1)")
        .bind::<Nullable<Integer>, _>(partitions)
        .execute(conn)
        .await?;
    Ok(())
}

const NAMED: &str =
    "SELECT id, moved_to, source_instance, key, charge_kind, charged_period, demo, started_at, agents FROM calls";

async fn lock(conn: &mut AsyncPgConnection, tenant: TenantId, calls: &[Uuid]) -> Result<Vec<Named>, Error> {
    let lock = format!("{NAMED} WHERE tenant_id = $1 AND id = ANY($2) AND moved_to IS NULL ORDER BY id FOR UPDATE");
    let query = diesel::sql_query(lock)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<SqlUuid>, _>(calls);
    Ok(query.load(conn).await?)
}

async fn lock_aliases(conn: &mut AsyncPgConnection, tenant: TenantId, of: &[Named]) -> Result<Vec<Named>, Error> {
    let lock = format!("{NAMED} WHERE tenant_id = $1 AND moved_to = ANY($2) ORDER BY id FOR UPDATE");
    let query = diesel::sql_query(lock)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<SqlUuid>, _>(of.iter().map(|one| one.id).collect::<Vec<_>>());
    Ok(query.load(conn).await?)
}

/// Leaves what is counted of calls and legs that go. What is withheld was never charged, and is not from now on.
async fn bury(conn: &mut AsyncPgConnection, tenant: TenantId, calls: &[Uuid]) -> Result<(), Error> {
    const BURY: &str = "INSERT INTO tombstones (tenant_id, id, kind, charged_period, charge_kind)
        SELECT tenant_id, id, 'call', CASE WHEN charge_kind <> 'withheld' THEN charged_period END,
            CASE charge_kind WHEN 'withheld' THEN 'none' ELSE charge_kind END
        FROM calls WHERE tenant_id = $1 AND id = ANY($2)
        UNION ALL SELECT tenant_id, id, 'leg', NULL, 'none' FROM legs WHERE tenant_id = $1 AND call_id = ANY($2)";
    diesel::sql_query(BURY)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<SqlUuid>, _>(calls)
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes a call off the withheld of each of these periods. The supervisor reads the rows anew, because the version is another one.
async fn give_back(conn: &mut AsyncPgConnection, tenant: TenantId, periods: Vec<DateTime<Utc>>) -> Result<(), Error> {
    const TAKE_OFF: &str = "UPDATE usage SET withheld = withheld - 1 WHERE tenant_id = $1 AND period_start = $2";
    const VERSION: &str = "UPDATE tenants SET version = version + 1 WHERE id = $1";
    if periods.is_empty() {
        return Ok(());
    }
    for period in periods {
        diesel::sql_query(TAKE_OFF)
            .bind::<SqlUuid, _>(tenant.0)
            .bind::<Timestamptz, _>(period)
            .execute(conn)
            .await?;
    }
    diesel::sql_query(VERSION)
        .bind::<SqlUuid, _>(tenant.0)
        .execute(conn)
        .await?;
    // And tells everybody how much is withheld now.
    command::give(conn, tenant, Order::TermsChanged).await
}

/// No number, name or word of a call leaves with it.
async fn tell(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    actor: &str,
    own: &[Named],
    held: &HashMap<Uuid, Held>,
) -> Result<Option<Doorbell>, Error> {
    let entry = |one: &Named| {
        let (legs, recordings) = held.get(&one.id).map_or((0, 0), |held| (held.legs, held.recordings));
        let before = json!({
            "source_instance": one.source_instance, "linked_id": one.key, "legs": legs, "recordings": recordings, "charge": one.charge_kind,
        });
        Entry::new(actor, "call.deleted", format!("call:{}", one.id)).change(Some(before), None)
    };
    let event = |one: &Named| Event {
        tenant,
        kind: "call.deleted",
        data: json!({ "call_id": one.id, "source_instance": one.source_instance }),
        trace: None,
        whose: Some(Whose {
            source_instance: one.source_instance.clone(),
            started_at: one.started_at,
            agents: one.agents.clone(),
        }),
    };
    let entries: Vec<Entry> = own.iter().map(entry).collect();
    audit::append(conn, tenant, &entries).await?;
    let events: Vec<Event> = own.iter().map(event).collect();
    append(conn, tenant, &events).await
}
