//! Parts of legs as a telephone system sent them, sealed, kept by the group that is put together; and of which revision of a group the
//! Ledger has the legs. What they mean is the engine's to say; here they are bytes.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bytea, Float8, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::Error;
use crate::compliance::sealing::Place;
use crate::ids::TenantId;

/// Observations of one group that are read: no call has more, and whoever sends more without end does not make each one dearer.
const READ_MAX: i64 = 5_000;

/// The group that some observations belong to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Group {
    pub tenant: TenantId,
    pub source_instance: String,
    pub key: String,
}

#[derive(QueryableByName)]
struct Revision {
    #[diesel(sql_type = BigInt)]
    revision: i64,
}

/// One observation as it is kept: under which id, and sealed as [`Group::row`] says.
#[derive(Clone, Debug, PartialEq, QueryableByName)]
pub struct Kept {
    #[diesel(sql_type = Text)]
    pub id: String,
    #[diesel(sql_type = Bytea)]
    pub sealed: Vec<u8>,
}

#[derive(QueryableByName)]
struct Added {
    #[diesel(sql_type = Text)]
    id: String,
}

#[derive(QueryableByName)]
struct Open {
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = Text)]
    source_instance: String,
    #[diesel(sql_type = Text)]
    group_key: String,
}

/// Where an observation is sealed; `row` is what [`Group::row`] gives for it.
pub fn place(tenant: TenantId, row: &[u8]) -> Place<'_> {
    Place {
        tenant,
        table: "observations",
        row,
    }
}

impl Group {
    /// What names an observation of this group.
    pub fn row(&self, id: &str) -> Vec<u8> {
        format!("{}\0{}\0{id}", self.source_instance, self.key).into_bytes()
    }

    /// Adds observations in the order of their arrival; those that are there already are left out. Gives the ids of those that were
    /// new. The group's row is locked until the transaction ends, so that its revision counts. As app, in the tenant's transaction.
    pub async fn add(&self, conn: &mut AsyncPgConnection, new: &[Kept]) -> Result<Vec<String>, Error> {
        const MEET: &str = "INSERT INTO observation_groups (tenant_id, source_instance, group_key) VALUES ($1, $2, $3)
            ON CONFLICT (tenant_id, source_instance, group_key) DO UPDATE SET touched_at = app_now()";
        self.bound(MEET).execute(conn).await?;
        const ADD: &str = "INSERT INTO observations (tenant_id, source_instance, group_key, id, sealed)
            SELECT $1, $2, $3, n.id, n.sealed FROM unnest($4, $5) WITH ORDINALITY AS n (id, sealed, place) ORDER BY n.place
            ON CONFLICT (tenant_id, source_instance, group_key, id) DO NOTHING RETURNING id";
        let ids: Vec<&str> = new.iter().map(|one| one.id.as_str()).collect();
        let sealed: Vec<&[u8]> = new.iter().map(|one| one.sealed.as_slice()).collect();
        let added: Vec<Added> = self
            .bound(ADD)
            .bind::<Array<Text>, _>(ids)
            .bind::<Array<Bytea>, _>(sealed)
            .load(conn)
            .await?;
        if !added.is_empty() {
            const COUNT: &str = "UPDATE observation_groups SET revision = revision + $4
                WHERE tenant_id = $1 AND source_instance = $2 AND group_key = $3";
            let more = i64::try_from(added.len()).unwrap_or(i64::MAX);
            self.bound(COUNT).bind::<BigInt, _>(more).execute(conn).await?;
        }
        Ok(added.into_iter().map(|one| one.id).collect())
    }

    /// Whether the Ledger may not have its legs yet, or is about to turn them back. As app in the tenant's transaction.
    pub async fn is_open(&self, conn: &mut AsyncPgConnection) -> Result<bool, Error> {
        const OPEN: &str = "SELECT revision FROM observation_groups
            WHERE tenant_id = $1 AND source_instance = $2 AND group_key = $3 AND settled < revision";
        let open = self.bound(OPEN).get_result::<Revision>(conn).await.optional()?;
        Ok(open.is_some())
    }

    /// Removes observations, as if they had never come: whoever sent them was told so. Gives how many there were. As worker.
    pub async fn withdraw(&self, conn: &mut AsyncPgConnection, ids: &[String]) -> Result<usize, Error> {
        const WITHDRAW: &str = "DELETE FROM observations
            WHERE tenant_id = $1 AND source_instance = $2 AND group_key = $3 AND id = ANY($4)";
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        Ok(self.bound(WITHDRAW).bind::<Array<Text>, _>(ids).execute(conn).await?)
    }

    /// All its observations in the order of their arrival, and the revision they are. As app in the tenant's transaction.
    pub async fn read(&self, conn: &mut AsyncPgConnection) -> Result<(i64, Vec<Kept>), Error> {
        const REVISION: &str = "SELECT revision FROM observation_groups
            WHERE tenant_id = $1 AND source_instance = $2 AND group_key = $3";
        let found = self.bound(REVISION).get_result::<Revision>(conn).await.optional()?;
        let revision = found.ok_or(Error::NotFound("group of observations"))?.revision;
        const KEPT: &str = "SELECT id, sealed FROM observations
            WHERE tenant_id = $1 AND source_instance = $2 AND group_key = $3 ORDER BY arrival LIMIT $4";
        let kept = self.bound(KEPT).bind::<BigInt, _>(READ_MAX).load::<Kept>(conn).await?;
        // Those that came between the two questions have raised the revision: it is a later one's turn to settle them.
        Ok((revision, kept))
    }

    /// The Ledger has the legs of this revision. As app in the tenant's transaction.
    pub async fn settle(&self, conn: &mut AsyncPgConnection, revision: i64) -> Result<(), Error> {
        const SETTLE: &str = "UPDATE observation_groups SET settled = greatest(settled, $4)
            WHERE tenant_id = $1 AND source_instance = $2 AND group_key = $3";
        self.bound(SETTLE).bind::<BigInt, _>(revision).execute(conn).await?;
        Ok(())
    }

    fn bound<'a>(&'a self, sql: &'static str) -> Bound<'a> {
        diesel::sql_query(sql)
            .into_boxed()
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<Text, _>(self.source_instance.as_str())
            .bind::<Text, _>(self.key.as_str())
    }
}

type Bound<'a> = diesel::query_builder::BoxedSqlQuery<'a, diesel::pg::Pg, diesel::query_builder::SqlQuery>;

/// Groups whose legs the Ledger may not have, quiet for so long; the longest quiet first. As worker.
pub async fn open(conn: &mut AsyncPgConnection, quiet_s: f64, at_most: i64) -> Result<Vec<Group>, Error> {
    const OPEN: &str = "SELECT tenant_id, source_instance, group_key FROM observation_groups
        WHERE settled < revision AND touched_at < app_now() - make_interval(secs => $1) ORDER BY touched_at LIMIT $2";
    let rows = diesel::sql_query(OPEN)
        .bind::<Float8, _>(quiet_s)
        .bind::<BigInt, _>(at_most)
        .load::<Open>(conn)
        .await?;
    let group = |row: Open| Group {
        tenant: TenantId(row.tenant_id),
        source_instance: row.source_instance,
        key: row.group_key,
    };
    Ok(rows.into_iter().map(group).collect())
}

/// Removes groups that are settled and quiet for so long, at most so many at a time. As worker.
pub async fn forget(conn: &mut AsyncPgConnection, quiet_s: f64, at_most: i64) -> Result<usize, Error> {
    const FORGET: &str = "DELETE FROM observation_groups WHERE (tenant_id, source_instance, group_key) IN
        (SELECT tenant_id, source_instance, group_key FROM observation_groups
         WHERE settled >= revision AND touched_at < app_now() - make_interval(secs => $1) ORDER BY touched_at LIMIT $2)";
    let query = diesel::sql_query(FORGET)
        .bind::<Float8, _>(quiet_s)
        .bind::<BigInt, _>(at_most);
    Ok(query.execute(conn).await?)
}
