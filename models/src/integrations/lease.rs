//! What one node at a time does for a source, and how far it has come with it: taken until its lease runs out, on the database's clock.
//! Every write of a holder names its epoch: who has lost the lease changes nothing. What the work is, is not said here.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Float8, Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::Error;
use crate::ids::TenantId;
use crate::schema::source_leases;

/// Which work it is; of each, a source has one holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A connection that we open to the telephone system.
    Caller,
    /// A folder that is watched.
    Folder,
    /// What is asked for again and again.
    Fetch,
}

impl Kind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Caller => "caller",
            Kind::Folder => "folder",
            Kind::Fetch => "fetch",
        }
    }
}

/// A source for which work is done.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    pub tenant: TenantId,
    pub source_instance: String,
}

/// Work that is ours until its lease ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Lease {
    pub kind: Kind,
    pub key: Key,
    /// Fences off whoever had it before.
    pub epoch: i64,
    /// How far whoever had it before has come.
    pub position: Option<Value>,
}

/// Bounds of taking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    pub leases_max: i64,
    pub lease_s: f64,
}

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = Text)]
    source_instance: String,
    #[diesel(sql_type = BigInt)]
    epoch: i64,
    #[diesel(sql_type = Nullable<Jsonb>)]
    position: Option<Value>,
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = Text)]
    source_instance: String,
}

/// Takes those of the wanted that nobody has, or whose lease has run out. As worker.
pub async fn take(
    conn: &mut AsyncPgConnection,
    kind: Kind,
    node: &str,
    wanted: &[Key],
    bounds: Bounds,
) -> Result<Vec<Lease>, Error> {
    // Some of them at random, so that nodes that begin together share; written in one order, so that none waits for another in a circle.
    const TAKE: &str = "INSERT INTO source_leases AS l (tenant_id, source_instance, kind, epoch, holder, until, state)
        SELECT f.tenant_id, f.source_instance, $3, 1, $4, app_now() + make_interval(secs => $5), 'trying'
        FROM (SELECT n.tenant_id, n.source_instance FROM unnest($1, $2) AS n (tenant_id, source_instance)
                JOIN source_instances s ON s.tenant_id = n.tenant_id AND s.name = n.source_instance AND s.deleted_at IS NULL
                LEFT JOIN source_leases h ON h.tenant_id = n.tenant_id AND h.source_instance = n.source_instance AND h.kind = $3
            WHERE h.until IS NULL OR h.until <= app_now()
            ORDER BY random() LIMIT $6) f
        ORDER BY f.tenant_id, f.source_instance
        ON CONFLICT (tenant_id, source_instance, kind) DO UPDATE SET epoch = l.epoch + 1, holder = excluded.holder,
            until = excluded.until, state = CASE l.state WHEN 'failing' THEN l.state ELSE 'trying' END,
            state_at = CASE l.state WHEN 'failing' THEN l.state_at ELSE app_now() END
        WHERE l.until IS NULL OR l.until <= app_now()
        RETURNING l.tenant_id, l.source_instance, l.epoch, l.position";
    let taken = diesel::sql_query(TAKE)
        .bind::<Array<SqlUuid>, _>(wanted.iter().map(|key| key.tenant.0).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(
            wanted
                .iter()
                .map(|key| key.source_instance.as_str())
                .collect::<Vec<_>>(),
        )
        .bind::<Text, _>(kind.as_str())
        .bind::<Text, _>(node)
        .bind::<Float8, _>(bounds.lease_s)
        .bind::<BigInt, _>(bounds.leases_max)
        .load::<Taken>(conn)
        .await?;
    let leases = taken.into_iter().map(|row| Lease {
        kind,
        key: Key {
            tenant: TenantId(row.tenant_id),
            source_instance: row.source_instance,
        },
        epoch: row.epoch,
        position: row.position,
    });
    Ok(leases.collect())
}

/// Renews leases of one kind; gives those that are still ours. As worker.
pub async fn renew(
    conn: &mut AsyncPgConnection,
    kind: Kind,
    leases: &[(Key, i64)],
    lease_s: f64,
) -> Result<Vec<Key>, Error> {
    // Locked in the order in which others take them.
    const RENEW: &str = "WITH mine AS (
            SELECT l.tenant_id, l.source_instance FROM source_leases l
                JOIN unnest($1, $2, $3) AS n (tenant_id, source_instance, epoch)
                    ON l.tenant_id = n.tenant_id AND l.source_instance = n.source_instance AND l.epoch = n.epoch
            WHERE l.kind = $4 AND l.holder IS NOT NULL
            ORDER BY l.tenant_id, l.source_instance FOR UPDATE OF l)
        UPDATE source_leases l SET until = app_now() + make_interval(secs => $5) FROM mine
        WHERE l.tenant_id = mine.tenant_id AND l.source_instance = mine.source_instance AND l.kind = $4
        RETURNING l.tenant_id, l.source_instance";
    let renewed = diesel::sql_query(RENEW)
        .bind::<Array<SqlUuid>, _>(leases.iter().map(|(key, _)| key.tenant.0).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(
            leases
                .iter()
                .map(|(key, _)| key.source_instance.as_str())
                .collect::<Vec<_>>(),
        )
        .bind::<Array<BigInt>, _>(leases.iter().map(|(_, epoch)| *epoch).collect::<Vec<_>>())
        .bind::<Text, _>(kind.as_str())
        .bind::<Float8, _>(lease_s)
        .load::<Named>(conn)
        .await?;
    let keys = renewed.into_iter().map(|row| Key {
        tenant: TenantId(row.tenant_id),
        source_instance: row.source_instance,
    });
    Ok(keys.collect())
}

impl Lease {
    /// Gives it back, so that somebody else need not wait for its end; `false`: it was not ours any more. As worker.
    pub async fn release(&self, conn: &mut AsyncPgConnection) -> Result<bool, Error> {
        const RELEASE: &str = "UPDATE source_leases SET holder = NULL, until = NULL,
                state = CASE state WHEN 'failing' THEN state ELSE 'idle' END,
                state_at = CASE state WHEN 'failing' THEN state_at ELSE app_now() END
            WHERE tenant_id = $1 AND source_instance = $2 AND kind = $3 AND epoch = $4 AND holder IS NOT NULL";
        let released = diesel::sql_query(RELEASE)
            .bind::<SqlUuid, _>(self.key.tenant.0)
            .bind::<Text, _>(&self.key.source_instance)
            .bind::<Text, _>(self.kind.as_str())
            .bind::<BigInt, _>(self.epoch)
            .execute(conn)
            .await?;
        Ok(released > 0)
    }

    /// Keeps how far the work has come; `false`: it is not ours any more, and nothing was written. As worker, also inside the transaction of
    /// the work itself: nobody takes the lease before that ends.
    pub async fn save(&self, conn: &mut AsyncPgConnection, position: &Value) -> Result<bool, Error> {
        const SAVE: &str = "UPDATE source_leases SET position = $5
            WHERE tenant_id = $1 AND source_instance = $2 AND kind = $3 AND epoch = $4 AND holder IS NOT NULL";
        let saved = diesel::sql_query(SAVE)
            .bind::<SqlUuid, _>(self.key.tenant.0)
            .bind::<Text, _>(&self.key.source_instance)
            .bind::<Text, _>(self.kind.as_str())
            .bind::<BigInt, _>(self.epoch)
            .bind::<Jsonb, _>(position)
            .execute(conn)
            .await?;
        Ok(saved > 0)
    }

    /// It works now; `false`: it is not ours any more. As worker.
    pub async fn works(&self, conn: &mut AsyncPgConnection) -> Result<bool, Error> {
        self.tell(conn, "working", None).await
    }

    /// It does not work: a stable code, and a sentence without secrets. `false`: it is not ours any more. As worker.
    pub async fn fails(&self, conn: &mut AsyncPgConnection, code: &str, detail: &str) -> Result<bool, Error> {
        self.tell(conn, "failing", Some((code, detail))).await
    }

    async fn tell(
        &self,
        conn: &mut AsyncPgConnection,
        state: &str,
        error: Option<(&str, &str)>,
    ) -> Result<bool, Error> {
        const TELL: &str =
            "UPDATE source_leases SET state = $5, state_at = CASE state WHEN $5 THEN state_at ELSE app_now() END,
                error_code = coalesce($6, error_code), error_detail = coalesce($7, error_detail),
                error_at = CASE WHEN $6 IS NULL THEN error_at ELSE app_now() END
            WHERE tenant_id = $1 AND source_instance = $2 AND kind = $3 AND epoch = $4 AND holder IS NOT NULL";
        // The database holds no NUL.
        let (code, detail) = error.unzip();
        let detail = detail.map(|detail| detail.replace('\0', "\u{fffd}"));
        let told = diesel::sql_query(TELL)
            .bind::<SqlUuid, _>(self.key.tenant.0)
            .bind::<Text, _>(&self.key.source_instance)
            .bind::<Text, _>(self.kind.as_str())
            .bind::<BigInt, _>(self.epoch)
            .bind::<Text, _>(state)
            .bind::<Nullable<Text>, _>(code)
            .bind::<Nullable<Text>, _>(detail)
            .execute(conn)
            .await?;
        Ok(told > 0)
    }
}

/// Takes the leases of one kind from every other node, which cannot run any more: only one may run on this database. As worker; gives how
/// many.
pub async fn orphaned(conn: &mut AsyncPgConnection, kind: Kind, node: &str) -> Result<usize, Error> {
    const ORPHANED: &str = "UPDATE source_leases SET holder = NULL, until = NULL WHERE kind = $1 AND holder <> $2";
    Ok(diesel::sql_query(ORPHANED)
        .bind::<Text, _>(kind.as_str())
        .bind::<Text, _>(node)
        .execute(conn)
        .await?)
}

/// Takes all work for a source away from whoever does it, and forgets how far it has come and how it went. The epochs stay, so that whoever
/// had it is fenced off for good. In the tenant's transaction.
pub async fn forget(conn: &mut AsyncPgConnection, tenant: TenantId, name: &str) -> Result<(), Error> {
    const FORGET: &str =
        "UPDATE source_leases SET holder = NULL, until = NULL, epoch = epoch + 1, position = NULL, state = 'idle',
            state_at = app_now(), error_code = NULL, error_detail = NULL, error_at = NULL
        WHERE tenant_id = $1 AND source_instance = $2";
    diesel::sql_query(FORGET)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Text, _>(name)
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets how work of one kind for a source went: it is to be done otherwise from now on. In the tenant's transaction.
pub async fn renounce(conn: &mut AsyncPgConnection, tenant: TenantId, name: &str, kind: Kind) -> Result<(), Error> {
    const RENOUNCE: &str =
        "UPDATE source_leases SET state = 'idle', state_at = app_now(), error_code = NULL, error_detail = NULL, error_at = NULL
        WHERE tenant_id = $1 AND source_instance = $2 AND kind = $3";
    diesel::sql_query(RENOUNCE)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Text, _>(name)
        .bind::<Text, _>(kind.as_str())
        .execute(conn)
        .await?;
    Ok(())
}

/// How the work of one kind for a source goes.
#[derive(Clone, Debug, PartialEq, Serialize, Queryable, Selectable)]
#[diesel(table_name = source_leases, check_for_backend(diesel::pg::Pg))]
pub struct Standing {
    pub kind: String,
    /// Node that does it; none: nobody does.
    pub holder: Option<String>,
    pub until: Option<DateTime<Utc>>,
    pub position: Option<Value>,
    /// `idle trying working failing`.
    pub state: String,
    pub state_at: DateTime<Utc>,
    /// Of the last error, whatever came after it.
    pub error_code: Option<String>,
    pub error_detail: Option<String>,
    pub error_at: Option<DateTime<Utc>>,
}

/// How work of this kind for a source goes; `None`: nobody has ever begun. In the tenant's transaction.
pub async fn standing(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    name: &str,
    kind: Kind,
) -> Result<Option<Standing>, Error> {
    let own = source_leases::table.find((tenant.0, name, kind.as_str()));
    Ok(own.select(Standing::as_select()).first(conn).await.optional()?)
}
