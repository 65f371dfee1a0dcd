//! Recordings that were announced and are not there: which there are, who fetches one now, and how that ended. What a reference means and
//! how it is fetched is not said here.

pub mod claim;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::ids::{LegId, TenantId};
use crate::page::{Cursor, Page, PageRequest};
use crate::schema::{expected_recordings, legs};

/// A recording that is not there.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Expected {
    pub leg_id: Uuid,
    pub source_instance: String,
    pub external_id: String,
    /// As the record or the notice gave it.
    pub reference: Option<String>,
    /// `expected waiting fetching failed`.
    pub state: String,
    pub run_at: DateTime<Utc>,
    pub attempts: i32,
    pub error_code: Option<String>,
    pub error_detail: Option<String>,
    pub created_at: DateTime<Utc>,
    /// Of its leg; none where the record has not come yet.
    pub call_id: Option<Uuid>,
    pub started_at: Option<DateTime<Utc>>,
}

/// Which are wanted; what is `None` does not matter.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub source_instance: Option<String>,
    pub state: Option<String>,
}

/// One that a notice announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    pub leg: LegId,
    pub external_id: String,
    pub reference: String,
}

impl Expected {
    pub fn of(tenant: TenantId) -> Expectations {
        Expectations { tenant }
    }
}

/// Those of one tenant. Inside its transaction.
#[derive(Clone, Copy, Debug)]
pub struct Expectations {
    tenant: TenantId,
}

type Row = (
    (Uuid, String, String, Option<String>, String, DateTime<Utc>, i32),
    (Option<String>, Option<String>, DateTime<Utc>),
    Option<(Uuid, DateTime<Utc>, Option<String>, Option<String>)>,
);

impl Expectations {
    /// The latest first.
    pub async fn list(
        &self,
        conn: &mut AsyncPgConnection,
        filter: &Filter,
        page: &PageRequest,
    ) -> Result<Page<Expected>, Error> {
        use expected_recordings as e;
        let leg = legs::tenant_id.eq(e::tenant_id).and(legs::id.eq(e::leg_id));
        let mut own = e::table
            .left_join(legs::table.on(leg))
            .filter(e::tenant_id.eq(self.tenant.0))
            .select((
                (
                    e::leg_id,
                    e::source_instance,
                    e::external_id,
                    e::reference,
                    e::state,
                    e::run_at,
                    e::attempts,
                ),
                (e::error_code, e::error_detail, e::created_at),
                (
                    legs::call_id,
                    legs::started_at,
                    legs::recording_ref,
                    legs::recording_url,
                )
                    .nullable(),
            ))
            .into_boxed();
        if let Some(instance) = &filter.source_instance {
            own = own.filter(e::source_instance.eq(instance.clone()));
        }
        if let Some(state) = &filter.state {
            own = own.filter(e::state.eq(state.clone()));
        }
        if let Some(Cursor { at, id }) = page.after {
            own = own.filter(e::created_at.lt(at).or(e::created_at.eq(at).and(e::leg_id.lt(id))));
        }
        let latest = own.order((e::created_at.desc(), e::leg_id.desc()));
        let rows: Vec<Row> = latest.limit(i64::from(page.rows) + 1).load(conn).await?;
        let rows = rows.into_iter().map(Expected::from).collect();
        Ok(page.cut(rows, |row: &Expected| Cursor {
            at: row.created_at,
            id: row.leg_id,
        }))
    }

    /// Expects recordings that notices announced, unless they are there or their calls were deleted; begins to fetch them where the source says from where.
    pub async fn announce(
        &self,
        conn: &mut AsyncPgConnection,
        source_instance: &str,
        announced: &[Announced],
    ) -> Result<(), Error> {
        const ANNOUNCE: &str = "INSERT INTO expected_recordings AS e (tenant_id, leg_id, source_instance, external_id, reference, state)
            SELECT $1, n.leg_id, $2, n.external_id, n.reference, CASE WHEN (s.recordings->>'fetched')::bool THEN 'waiting' ELSE 'expected' END
            FROM unnest($3, $4, $5) AS n (leg_id, external_id, reference)
                LEFT JOIN source_instances s ON s.tenant_id = $1 AND s.name = $2 AND s.deleted_at IS NULL
            WHERE NOT EXISTS (SELECT FROM recordings r WHERE r.tenant_id = $1 AND r.leg_id = n.leg_id)
                AND NOT EXISTS (SELECT FROM tombstones t WHERE t.tenant_id = $1 AND t.id = n.leg_id)
            ORDER BY n.leg_id
            ON CONFLICT (tenant_id, leg_id) DO UPDATE SET reference = excluded.reference WHERE e.reference IS NULL";
        diesel::sql_query(ANNOUNCE)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<Text, _>(source_instance)
            .bind::<Array<SqlUuid>, _>(announced.iter().map(|one| one.leg.0).collect::<Vec<_>>())
            .bind::<Array<Text>, _>(announced.iter().map(|one| one.external_id.as_str()).collect::<Vec<_>>())
            .bind::<Array<Text>, _>(announced.iter().map(|one| one.reference.as_str()).collect::<Vec<_>>())
            .execute(conn)
            .await?;
        Ok(())
    }

    /// Has them fetched anew, as if nobody had tried: those of these legs, or all that have failed of this source, or of all. Only where the
    /// source says from where. Gives how many.
    pub async fn again(
        &self,
        conn: &mut AsyncPgConnection,
        actor: &str,
        legs: Option<&[Uuid]>,
        source_instance: Option<&str>,
    ) -> Result<usize, Error> {
        const AGAIN: &str = "UPDATE expected_recordings e SET state = 'waiting', run_at = app_now(), attempts = 0
            FROM source_instances s
            WHERE e.tenant_id = $1 AND s.tenant_id = $1 AND s.name = e.source_instance AND s.deleted_at IS NULL
                AND (s.recordings->>'fetched')::bool AND ($2 IS NULL OR e.leg_id = ANY($2)) AND ($3 IS NULL OR e.source_instance = $3)
                AND (e.state = 'failed' OR $2 IS NOT NULL AND e.state IN ('expected', 'waiting'))";
        let count = diesel::sql_query(AGAIN)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<Nullable<Array<SqlUuid>>, _>(legs.map(<[Uuid]>::to_vec))
            .bind::<Nullable<Text>, _>(source_instance)
            .execute(conn)
            .await?;
        if count > 0 {
            let told = json!({ "recordings": count, "source_instance": source_instance });
            let entry = Entry::new(actor, "recordings.fetched_again", "recordings").change(None, Some(told));
            audit::append(conn, self.tenant, &[entry]).await?;
        }
        Ok(count)
    }

    /// Nobody waits for it any more.
    pub async fn dismiss(&self, conn: &mut AsyncPgConnection, actor: &str, leg: Uuid) -> Result<(), Error> {
        let gone = diesel::delete(expected_recordings::table.find((self.tenant.0, leg)))
            .returning(expected_recordings::external_id)
            .get_result::<String>(conn)
            .await
            .optional()?;
        let external_id = gone.ok_or(Error::NotFound("expected recording"))?;
        let before: Option<Value> = Some(json!({ "external_id": external_id }));
        let entry = Entry::new(actor, "recording.dismissed", format!("leg:{leg}")).change(before, None);
        audit::append(conn, self.tenant, &[entry]).await
    }

    /// The source says by now from where they are fetched, or no longer does.
    pub(crate) async fn rouse(
        &self,
        conn: &mut AsyncPgConnection,
        source_instance: &str,
        fetched: bool,
    ) -> Result<(), Error> {
        const ROUSE: &str = "UPDATE expected_recordings SET state = $4, run_at = app_now(), attempts = 0
            WHERE tenant_id = $1 AND source_instance = $2 AND state = $3";
        let (from, to) = match fetched {
            true => ("expected", "waiting"),
            false => ("waiting", "expected"),
        };
        diesel::sql_query(ROUSE)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<Text, _>(source_instance)
            .bind::<Text, _>(from)
            .bind::<Text, _>(to)
            .execute(conn)
            .await?;
        Ok(())
    }
}

impl From<Row> for Expected {
    fn from((first, second, leg): Row) -> Self {
        let (leg_id, source_instance, external_id, reference, state, run_at, attempts) = first;
        let (error_code, error_detail, created_at) = second;
        let (call_id, started_at, of_leg) = match leg {
            Some((call, started, reference, url)) => (Some(call), Some(started), url.or(reference)),
            None => (None, None, None),
        };
        Self {
            leg_id,
            source_instance,
            external_id,
            reference: reference.or(of_leg),
            state,
            run_at,
            attempts,
            error_code,
            error_detail,
            created_at,
            call_id,
            started_at,
        }
    }
}

/// How many are not there, by state. As worker.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Standing {
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = BigInt)]
    pub recordings: i64,
}

pub async fn standing(conn: &mut AsyncPgConnection) -> Result<Vec<Standing>, Error> {
    const STANDING: &str = "SELECT state, count(*) AS recordings FROM expected_recordings GROUP BY 1";
    Ok(diesel::sql_query(STANDING).load(conn).await?)
}
