//! Recordings that belong to no leg that is known: kept like any other, listed, and looked at again when legs have come. Which leg is the
//! right one is not decided here.

pub mod candidate;
pub mod sought;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bytea, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use self::sought::Sought;
use super::recording::Blob;
use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::ids::{LegId, TenantId};
use crate::page::{Cursor, Page, PageRequest};
use crate::schema::{loose_recordings, recording_blobs};

/// Legs are looked for in the background for so long.
const LOOKED_FOR_S: i64 = 7 * 24 * 3600;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = loose_recordings, check_for_backend(diesel::pg::Pg))]
pub struct Loose {
    pub id: Uuid,
    pub source_instance: String,
    /// Of its file.
    pub name: String,
    #[serde(skip)]
    pub sha256: Vec<u8>,
    pub bytes: i64,
    pub media_type: Option<String>,
    pub duration_ms: Option<i64>,
    pub channels: Option<i32>,
    /// What whoever sent it said of its leg or call.
    pub external_id: Option<String>,
    pub started_at: Option<DateTime<Utc>>,
    pub from_number: Option<String>,
    pub to_number: Option<String>,
    pub received_at: DateTime<Utc>,
    pub tries: i32,
    pub next_try_at: Option<DateTime<Utc>>,
    pub note: Option<String>,
}

/// One that has come, with where its sealed bytes lie.
#[derive(Clone, Debug, PartialEq)]
pub struct NewLoose {
    pub id: Uuid,
    pub source_instance: String,
    pub name: String,
    pub blob: Blob,
    pub media_type: Option<String>,
    pub duration_ms: Option<i64>,
    pub channels: Option<i32>,
    pub external_id: Option<String>,
    pub started_at: Option<DateTime<Utc>>,
    pub from_number: Option<String>,
    pub to_number: Option<String>,
    pub note: &'static str,
    pub sought: Sought,
}

/// Whose and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub tenant: TenantId,
    pub id: Uuid,
}

#[derive(QueryableByName)]
struct DueRow {
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

impl From<DueRow> for Due {
    fn from(row: DueRow) -> Self {
        Self {
            tenant: TenantId(row.tenant_id),
            id: row.id,
        }
    }
}

/// Those whose leg is to be looked for now. As worker.
pub async fn due(conn: &mut AsyncPgConnection, at_most: i64) -> Result<Vec<Due>, Error> {
    const DUE: &str =
        "SELECT tenant_id, id FROM loose_recordings WHERE next_try_at <= app_now() ORDER BY next_try_at LIMIT $1";
    let rows: Vec<DueRow> = diesel::sql_query(DUE).bind::<BigInt, _>(at_most).load(conn).await?;
    Ok(rows.into_iter().map(Due::from).collect())
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// How many there are. As worker.
pub async fn count(conn: &mut AsyncPgConnection) -> Result<i64, Error> {
    let counted: Count = diesel::sql_query("SELECT count(*) AS n FROM loose_recordings")
        .get_result(conn)
        .await?;
    Ok(counted.n)
}

impl Loose {
    pub fn of(tenant: TenantId) -> LooseRecordings {
        LooseRecordings { tenant }
    }
}

/// Those of one tenant. Inside its transaction.
#[derive(Clone, Copy, Debug)]
pub struct LooseRecordings {
    tenant: TenantId,
}

impl LooseRecordings {
    /// Keeps one, with its content; false if it is there. A content that is there already stays where it lies.
    pub async fn put(&self, conn: &mut AsyncPgConnection, new: &NewLoose) -> Result<bool, Error> {
        const BLOB: &str = "INSERT INTO recording_blobs (tenant_id, sha256, bytes, store_key, sealed_bytes) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (tenant_id, sha256) DO NOTHING";
        diesel::sql_query(BLOB)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<Bytea, _>(&new.blob.sha256)
            .bind::<BigInt, _>(new.blob.bytes)
            .bind::<Text, _>(&new.blob.store_key)
            .bind::<BigInt, _>(new.blob.sealed_bytes)
            .execute(conn)
            .await?;
        const PUT: &str = "INSERT INTO loose_recordings (tenant_id, id, source_instance, name, sha256, bytes, media_type, duration_ms, channels,
                external_id, started_at, from_number, to_number, note, sought_name, sought_id, sought_from, sought_until, sought_parties,
                tries, next_try_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
                1, app_now() + interval '15 seconds')
            ON CONFLICT (tenant_id, id) DO NOTHING";
        let (from, until) = new.sought.began.unzip();
        let put = diesel::sql_query(PUT)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(new.id)
            .bind::<Text, _>(&new.source_instance)
            .bind::<Text, _>(&new.name)
            .bind::<Bytea, _>(&new.blob.sha256)
            .bind::<BigInt, _>(new.blob.bytes)
            .bind::<Nullable<Text>, _>(new.media_type.as_deref())
            .bind::<Nullable<BigInt>, _>(new.duration_ms)
            .bind::<Nullable<Integer>, _>(new.channels)
            .bind::<Nullable<Text>, _>(new.external_id.as_deref())
            .bind::<Nullable<Timestamptz>, _>(new.started_at)
            .bind::<Nullable<Text>, _>(new.from_number.as_deref())
            .bind::<Nullable<Text>, _>(new.to_number.as_deref())
            .bind::<Text, _>(new.note)
            .bind::<Nullable<Text>, _>(new.sought.name())
            .bind::<Nullable<Text>, _>(new.sought.id())
            .bind::<Nullable<Timestamptz>, _>(from)
            .bind::<Nullable<Timestamptz>, _>(until)
            .bind::<Array<Text>, _>(new.sought.tails())
            .execute(conn)
            .await?;
        Ok(put > 0)
    }

    /// The latest first.
    pub async fn list(
        &self,
        conn: &mut AsyncPgConnection,
        source_instance: Option<&str>,
        page: &PageRequest,
    ) -> Result<Page<Loose>, Error> {
        let mut own = loose_recordings::table
            .filter(loose_recordings::tenant_id.eq(self.tenant.0))
            .select(Loose::as_select())
            .into_boxed();
        if let Some(instance) = source_instance {
            own = own.filter(loose_recordings::source_instance.eq(instance.to_owned()));
        }
        if let Some(Cursor { at, id }) = page.after {
            let older = loose_recordings::received_at
                .lt(at)
                .or(loose_recordings::received_at.eq(at).and(loose_recordings::id.lt(id)));
            own = own.filter(older);
        }
        let latest = own.order((loose_recordings::received_at.desc(), loose_recordings::id.desc()));
        let rows: Vec<Loose> = latest.limit(i64::from(page.rows) + 1).load(conn).await?;
        Ok(page.cut(rows, |row| Cursor {
            at: row.received_at,
            id: row.id,
        }))
    }

    /// One with where its sealed bytes lie.
    pub async fn find(&self, conn: &mut AsyncPgConnection, id: Uuid) -> Result<(Loose, Blob), Error> {
        let same = recording_blobs::tenant_id
            .eq(loose_recordings::tenant_id)
            .and(recording_blobs::sha256.eq(loose_recordings::sha256));
        let found = loose_recordings::table
            .inner_join(recording_blobs::table.on(same))
            .filter(
                loose_recordings::tenant_id
                    .eq(self.tenant.0)
                    .and(loose_recordings::id.eq(id)),
            )
            .select((Loose::as_select(), Blob::as_select()))
            .first(conn)
            .await
            .optional()?;
        found.ok_or(Error::NotFound("recording without a leg"))
    }

    /// Its leg was looked for in vain: again later and later, for a week.
    pub async fn postpone(
        &self,
        conn: &mut AsyncPgConnection,
        id: Uuid,
        note: &str,
        sought: &Sought,
    ) -> Result<(), Error> {
        const POSTPONE: &str = "UPDATE loose_recordings SET tries = tries + 1, note = $3,
                sought_name = $5, sought_id = $6, sought_from = $7, sought_until = $8, sought_parties = $9,
                next_try_at = CASE WHEN received_at > app_now() - make_interval(secs => $4)
                    THEN app_now() + make_interval(secs => least(3600, 15 * 2 ^ least(tries, 10))) END
            WHERE tenant_id = $1 AND id = $2";
        let (from, until) = sought.began.unzip();
        diesel::sql_query(POSTPONE)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(id)
            .bind::<Text, _>(note)
            .bind::<diesel::sql_types::Float8, _>(LOOKED_FOR_S as f64)
            .bind::<Nullable<Text>, _>(sought.name())
            .bind::<Nullable<Text>, _>(sought.id())
            .bind::<Nullable<Timestamptz>, _>(from)
            .bind::<Nullable<Timestamptz>, _>(until)
            .bind::<Array<Text>, _>(sought.tails())
            .execute(conn)
            .await?;
        Ok(())
    }

    /// Has their legs looked for now, all of them or those of one source; how many they are.
    pub async fn again(&self, conn: &mut AsyncPgConnection, source_instance: Option<&str>) -> Result<usize, Error> {
        const AGAIN: &str = "UPDATE loose_recordings SET next_try_at = app_now()
            WHERE tenant_id = $1 AND ($2 IS NULL OR source_instance = $2)";
        Ok(diesel::sql_query(AGAIN)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<Nullable<Text>, _>(source_instance)
            .execute(conn)
            .await?)
    }

    /// It has found its leg: `how` says by what. False if somebody else was first.
    pub async fn matched(
        &self,
        conn: &mut AsyncPgConnection,
        actor: &str,
        id: Uuid,
        leg: LegId,
        how: &'static str,
    ) -> Result<bool, Error> {
        let gone = diesel::delete(loose_recordings::table.find((self.tenant.0, id)))
            .returning(loose_recordings::name)
            .get_result::<String>(conn)
            .await
            .optional()?;
        let Some(name) = gone else { return Ok(false) };
        self.step(conn, leg, how, &name).await?;
        let told = json!({ "name": name, "by": how });
        let entry = Entry::new(actor, "recording.matched", format!("leg:{leg}")).change(None, Some(told));
        audit::append(conn, self.tenant, &[entry]).await?;
        Ok(true)
    }

    /// A step of the trace of the call whose leg it is: by what a recording found it.
    pub async fn step(&self, conn: &mut AsyncPgConnection, leg: LegId, how: &str, name: &str) -> Result<(), Error> {
        const STEP: &str = "INSERT INTO trace (tenant_id, call_id, leg_id, stage, reason, detail)
            SELECT l.tenant_id, l.call_id, l.id, 'recording_matched', $3, jsonb_build_object('name', $4::text)
            FROM legs l WHERE l.tenant_id = $1 AND l.id = $2";
        diesel::sql_query(STEP)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(leg.0)
            .bind::<Text, _>(how)
            .bind::<Text, _>(name)
            .execute(conn)
            .await?;
        Ok(())
    }

    /// Drops it; gives its place in the store if nothing else has this content, so that the file can go as well.
    pub async fn discard(&self, conn: &mut AsyncPgConnection, actor: &str, id: Uuid) -> Result<Option<String>, Error> {
        let (loose, blob) = self.find(conn, id).await?;
        diesel::delete(loose_recordings::table.find((self.tenant.0, id)))
            .execute(conn)
            .await?;
        let before = json!({ "name": loose.name, "source_instance": loose.source_instance, "bytes": loose.bytes });
        let entry = Entry::new(actor, "recording.discarded", format!("recording:{id}")).change(Some(before), None);
        audit::append(conn, self.tenant, &[entry]).await?;
        const FORGET: &str = "DELETE FROM recording_blobs b WHERE b.tenant_id = $1 AND b.sha256 = $2
            AND NOT EXISTS (SELECT FROM recordings r WHERE r.tenant_id = $1 AND r.sha256 = $2)
            AND NOT EXISTS (SELECT FROM loose_recordings l WHERE l.tenant_id = $1 AND l.sha256 = $2)";
        let gone = diesel::sql_query(FORGET)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<Bytea, _>(&blob.sha256)
            .execute(conn)
            .await?;
        Ok((gone > 0).then_some(blob.store_key))
    }
}
