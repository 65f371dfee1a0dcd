//! A call taken away for good, because somebody asks: its records, recordings and words, and what hangs on them. Tombstones stay: what it was charged
//! stays charged, and what comes of it again is known. Not the files, which a job removes.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Bool, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::intake::{Doorbell, Event};
use super::outbox::Whose;
use super::queue::view::desks;
use super::removal::{self, Removed};
use super::result::told::append;
use crate::Error;
use crate::billing::command::{self, Order};
use crate::billing::usage::Charge;
use crate::compliance::audit::{self, Entry};
use crate::identity::authority::Rows;
use crate::ids::{CallId, TenantId};

/// The kind of the job that removes the files: `store_keys` of its payload says where they lie.
pub const KIND: &str = "recordings.remove";

/// Deletions are tried for longer than other jobs: nobody else looks for these files but the daily sweep.
pub(super) const ATTEMPTS_MAX: i32 = 20;

/// A call, or an alias of it: it goes under each of its names.
#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
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

/// Deletes a call that is seen. Inside the tenant's transaction. `partitions`: among how many Ledgers the tenants are divided; `None`: as the
/// door is cut.
pub async fn order(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    (rows, actor): (&Rows, &str),
    call: CallId,
    partitions: Option<i32>,
) -> Result<Option<Doorbell>, Error> {
    hold_intake(conn, partitions).await?;
    let own = lock(conn, tenant, rows, call).await?;
    refuse_in_part(conn, tenant, rows, call).await?;
    let named = lock_aliases(conn, tenant, call).await?;
    let calls: Vec<Uuid> = std::iter::once(&own).chain(&named).map(|one| one.id).collect();
    // The demo's count nowhere and may be seeded again.
    if !own.demo {
        bury(conn, tenant, &calls).await?;
    }
    let removed = removal::remove(conn, tenant, &calls).await?;
    let withheld: Vec<DateTime<Utc>> = std::iter::once(&own)
        .chain(&named)
        .filter_map(Named::withheld_in)
        .collect();
    give_back(conn, tenant, withheld).await?;
    let (legs, calls) = match own.demo {
        true => (removed.legs, removed.calls),
        false => (0, 0),
    };
    removal::uncount(conn, tenant, (legs, calls, removed.recordings)).await?;
    tell(conn, tenant, actor, &own, &removed).await
}

impl Named {
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

async fn lock(conn: &mut AsyncPgConnection, tenant: TenantId, rows: &Rows, call: CallId) -> Result<Named, Error> {
    const LOCK: &str = "SELECT id, source_instance, key, charge_kind, charged_period, demo, started_at, agents FROM calls
        WHERE tenant_id = $1 AND id = $2 AND moved_to IS NULL
            AND ($3 IS NULL OR EXISTS (SELECT FROM unnest(agents) AS own (agent) WHERE held($3, source_instance, own.agent, started_at)))
        FOR UPDATE";
    let found: Vec<Named> = diesel::sql_query(LOCK)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(call.0)
        .bind::<Nullable<Jsonb>, _>(desks(rows))
        .load(conn)
        .await?;
    found.into_iter().next().ok_or(Error::NotFound("call"))
}

/// Whoever sees a part of a call takes nothing away from those who see the rest.
async fn refuse_in_part(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    rows: &Rows,
    call: CallId,
) -> Result<(), Error> {
    const UNSEEN: &str = "SELECT 1 FROM legs WHERE tenant_id = $1 AND call_id = $2 AND NOT held($3, source_instance, agent, started_at) LIMIT 1";
    let Some(desks) = desks(rows) else {
        return Ok(());
    };
    let unseen = diesel::sql_query(UNSEEN)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(call.0)
        .bind::<Jsonb, _>(desks)
        .execute(conn)
        .await?;
    match unseen {
        0 => Ok(()),
        _ => Err(Error::Conflict(
            "others were in this call, too: whoever sees all of it deletes it".into(),
        )),
    }
}

async fn lock_aliases(conn: &mut AsyncPgConnection, tenant: TenantId, call: CallId) -> Result<Vec<Named>, Error> {
    const LOCK: &str =
        "SELECT id, source_instance, key, charge_kind, charged_period, demo, started_at, agents FROM calls
        WHERE tenant_id = $1 AND moved_to = $2 ORDER BY id FOR UPDATE";
    let query = diesel::sql_query(LOCK)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(call.0);
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

/// No number, name or word of the call leaves with it.
async fn tell(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    actor: &str,
    own: &Named,
    removed: &Removed,
) -> Result<Option<Doorbell>, Error> {
    let before = json!({
        "source_instance": own.source_instance, "linked_id": own.key, "legs": removed.legs, "recordings": removed.recordings,
        "charge": own.charge_kind,
    });
    let entry = Entry::new(actor, "call.deleted", format!("call:{}", own.id)).change(Some(before), None);
    audit::append(conn, tenant, &[entry]).await?;
    let event = Event {
        tenant,
        kind: "call.deleted",
        data: json!({ "call_id": own.id, "source_instance": own.source_instance }),
        trace: None,
        whose: Some(Whose {
            source_instance: own.source_instance.clone(),
            started_at: own.started_at,
            agents: own.agents.clone(),
        }),
    };
    append(conn, tenant, &[event]).await
}
