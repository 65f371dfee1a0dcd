//! The rows of the index: a leg's are written in the transaction of its result; asked, they name legs.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Bytea, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::index::{Index, weight};
use super::marks::Marks;
use super::query::{Apart, Query};
use super::vocabulary::Vocabularies;
use crate::Error;
use crate::calls::queue::view::desks;
use crate::calls::result::rollup::lock_call_of;
use crate::compliance::sealing::Sealer;
use crate::db::Pool;
use crate::identity::authority::Rows;
use crate::ids::{LegId, TenantId};

/// The latest legs that one question names.
pub const LEGS_MAX: i32 = 10_000;
/// Beyond so many windows a word is not counted any more.
const COUNTED_MAX: i32 = 8;

/// What is asked of the index: made once, asked as often as it takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    wanted: String,
    /// Where something is not to be said: what `wanted` asks of each window, to be asked of the whole of a long leg.
    apart: Vec<Apart>,
    /// What is to be marked in what is found.
    pub marks: Marks,
}

/// How far the index is looked at: legs of a time, the latest so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    pub since: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
    pub at_most: i32,
}

/// Which legs say what was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub legs: Vec<Uuid>,
    /// There may be more, none of which began later than this.
    pub more_before: Option<DateTime<Utc>>,
}

#[derive(QueryableByName)]
struct LegRow {
    #[diesel(sql_type = SqlUuid)]
    leg_id: Uuid,
    #[diesel(sql_type = Timestamptz)]
    started_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct IdRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

#[derive(QueryableByName)]
struct TokenRow {
    #[diesel(sql_type = Text)]
    token: String,
}

#[derive(QueryableByName)]
struct PairRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    call_id: Uuid,
}

/// What somebody typed as a question. `speaker` is one side only.
pub async fn ask(
    app: &Pool,
    sealer: &Sealer,
    vocabularies: &Vocabularies,
    tenant: TenantId,
    (text, speaker): (&str, Option<&str>),
) -> Result<Question, Error> {
    let query = Query::parse(text)?;
    let key = sealer.data_key(tenant).await?;
    let vocabulary = vocabularies.of(app, tenant, &key).await?;
    let weight = speaker.map(weight);
    // Comparing with every word that was ever said takes its time.
    let asked = tokio::task::spawn_blocking(move || {
        let (wanted, marks) = query.to_hashes(&vocabulary, weight);
        Question {
            wanted,
            apart: query.apart(&vocabulary, weight),
            marks,
        }
    });
    asked
        .await
        .map_err(|error| Error::Refused(format!("a search did not end: {error}")))
}

impl Question {
    pub async fn legs(&self, app: &Pool, tenant: TenantId, reach: Reach) -> Result<Found, Error> {
        const ASK: &str = "SELECT leg_id, started_at FROM search_legs($1::tsquery, $2, $3, $4)";
        let rows: Vec<LegRow> = app
            .tenant(tenant, async move |conn| -> Result<_, Error> {
                let query = diesel::sql_query(ASK)
                    .bind::<Text, _>(&self.wanted)
                    .bind::<Nullable<Timestamptz>, _>(reach.since)
                    .bind::<Nullable<Timestamptz>, _>(reach.until)
                    .bind::<Integer, _>(reach.at_most);
                Ok(query.load(conn).await?)
            })
            .await?;
        let is_cut = rows.len() >= usize::try_from(reach.at_most).unwrap_or(0);
        let more_before = rows.last().filter(|_| is_cut).map(|row| row.started_at);
        // A long leg has several windows.
        let mut seen = BTreeSet::new();
        let legs = rows.into_iter().map(|row| row.leg_id).filter(|leg| seen.insert(*leg));
        let mut legs: Vec<Uuid> = legs.collect();
        if !self.apart.is_empty() && !legs.is_empty() {
            let refused = self.refused(app, tenant, &legs).await?;
            legs.retain(|leg| !refused.contains(leg));
        }
        Ok(Found { legs, more_before })
    }

    /// Those of these legs that say somewhere else what is not to be said.
    async fn refused(&self, app: &Pool, tenant: TenantId, legs: &[Uuid]) -> Result<BTreeSet<Uuid>, Error> {
        const REFUSED: &str = "SELECT found.leg_id AS id FROM (
                SELECT w.leg_id, l.n, bool_or(w.vector @@ l.there::tsquery) AS there, coalesce(bool_or(w.vector @@ l.nowhere::tsquery), false) AS nowhere
                FROM search_windows w CROSS JOIN unnest($3::text[], $4::text[]) WITH ORDINALITY AS l (there, nowhere, n)
                WHERE w.tenant_id = $1 AND w.leg_id IN (SELECT x.leg_id FROM search_windows x WHERE x.tenant_id = $1 AND x.leg_id = ANY($2) AND x.n = 1)
                GROUP BY 1, 2) found
            GROUP BY 1 HAVING NOT bool_or(found.there AND NOT found.nowhere)";
        let (there, nowhere): (Vec<&str>, Vec<Option<&str>>) = self
            .apart
            .iter()
            .map(|list| (list.there.as_str(), list.nowhere.as_deref()))
            .unzip();
        let rows: Vec<IdRow> = app
            .tenant(tenant, async move |conn| -> Result<_, Error> {
                let query = diesel::sql_query(REFUSED)
                    .bind::<SqlUuid, _>(tenant.0)
                    .bind::<Array<SqlUuid>, _>(legs)
                    .bind::<Array<Text>, _>(&there)
                    .bind::<Array<Nullable<Text>>, _>(&nowhere);
                Ok(query.load(conn).await?)
            })
            .await?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }
}

/// Which of these legs are of which of these calls, as far as their rows may be seen.
pub async fn legs_of(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    (legs, calls): (&[Uuid], &[Uuid]),
    rows: &Rows,
) -> Result<Vec<(Uuid, LegId)>, Error> {
    const OF: &str = "SELECT id, call_id FROM legs WHERE tenant_id = $1 AND call_id = ANY($3) AND id = ANY($2)
        AND ($4 IS NULL OR held($4, source_instance, agent, started_at)) ORDER BY started_at, id";
    let found: Vec<PairRow> = diesel::sql_query(OF)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<SqlUuid>, _>(legs)
        .bind::<Array<SqlUuid>, _>(calls)
        .bind::<Nullable<diesel::sql_types::Jsonb>, _>(desks(rows))
        .load(conn)
        .await?;
    Ok(found.into_iter().map(|row| (row.call_id, LegId(row.id))).collect())
}

/// Writes a leg's rows anew. The call is locked, the transcript is written; the stream is not yet.
pub async fn replace(conn: &mut AsyncPgConnection, tenant: TenantId, leg: LegId, index: &Index) -> Result<(), Error> {
    lock_words(conn, tenant, leg, index).await?;
    const REMOVE: &str = "DELETE FROM search_windows WHERE tenant_id = $1 AND leg_id = $2";
    diesel::sql_query(REMOVE)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(leg.0)
        .execute(conn)
        .await?;
    if index.windows.is_empty() {
        return Ok(());
    }
    const WINDOWS: &str = "INSERT INTO search_windows (tenant_id, leg_id, n, started_at, vector, pairs)
        SELECT $1, $2, w.n - 1, l.started_at, w.vector::tsvector, true FROM unnest($3::text[]) WITH ORDINALITY AS w (vector, n),
            legs l WHERE l.tenant_id = $1 AND l.id = $2";
    diesel::sql_query(WINDOWS)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(leg.0)
        .bind::<Array<Text>, _>(&index.windows)
        .execute(conn)
        .await?;
    add_words(conn, tenant, index).await
}

/// Where a leg is analysed anew: the rows of its old and new words, in their order, so that no two results wait for each other.
async fn lock_words(conn: &mut AsyncPgConnection, tenant: TenantId, leg: LegId, index: &Index) -> Result<(), Error> {
    const LOCK: &str = "SELECT token FROM search_words WHERE tenant_id = $1 AND windows < $4 AND token IN (
            SELECT unnest(tsvector_to_array(vector)) FROM search_windows WHERE tenant_id = $1 AND leg_id = $2
            UNION ALL SELECT unnest($3::text[]) WHERE EXISTS (SELECT FROM search_windows WHERE tenant_id = $1 AND leg_id = $2))
        ORDER BY token FOR UPDATE";
    let tokens: Vec<&str> = index.words.iter().map(|word| word.token.as_str()).collect();
    diesel::sql_query(LOCK)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(leg.0)
        .bind::<Array<Text>, _>(tokens)
        .bind::<Integer, _>(COUNTED_MAX)
        .execute(conn)
        .await?;
    Ok(())
}

/// Where calls are about to go: the rows of all their words, in the same order.
pub(in crate::calls) async fn lock_words_of(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    calls: &[Uuid],
) -> Result<(), Error> {
    const LOCK: &str = "SELECT token FROM search_words WHERE tenant_id = $1 AND windows < $3 AND token IN (
            SELECT unnest(tsvector_to_array(w.vector)) FROM legs l JOIN search_windows w ON w.tenant_id = l.tenant_id AND w.leg_id = l.id
            WHERE l.tenant_id = $1 AND l.call_id = ANY($2))
        ORDER BY token FOR UPDATE";
    diesel::sql_query(LOCK)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<SqlUuid>, _>(calls)
        .bind::<Integer, _>(COUNTED_MAX)
        .execute(conn)
        .await?;
    Ok(())
}

/// Words that many calls hold are there already and are not touched: their rows would be everybody's.
async fn add_words(conn: &mut AsyncPgConnection, tenant: TenantId, index: &Index) -> Result<(), Error> {
    const COMMON: &str = "SELECT token FROM search_words WHERE tenant_id = $1 AND token = ANY($2) AND windows >= $3";
    let tokens: Vec<&str> = index.words.iter().map(|word| word.token.as_str()).collect();
    let common: Vec<TokenRow> = diesel::sql_query(COMMON)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<Text>, _>(tokens)
        .bind::<Integer, _>(COUNTED_MAX)
        .load(conn)
        .await?;
    let common: BTreeSet<String> = common.into_iter().map(|row| row.token).collect();
    let rare = || index.words.iter().filter(|word| !common.contains(&word.token));
    const ADD: &str = "INSERT INTO search_words AS w (tenant_id, token, sealed, windows)
        SELECT $1, n.token, n.sealed, least(n.windows, $5) FROM unnest($2::text[], $3::bytea[], $4::int[]) AS n (token, sealed, windows)
        ORDER BY n.token COLLATE \"C\"
        ON CONFLICT (tenant_id, token) DO UPDATE SET windows = least(w.windows + excluded.windows, $5)";
    diesel::sql_query(ADD)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<Text>, _>(rare().map(|word| word.token.as_str()).collect::<Vec<_>>())
        .bind::<Array<Bytea>, _>(rare().map(|word| word.sealed.as_slice()).collect::<Vec<_>>())
        .bind::<Array<Integer>, _>(rare().map(|word| word.windows).collect::<Vec<_>>())
        .bind::<Integer, _>(COUNTED_MAX)
        .execute(conn)
        .await?;
    Ok(())
}

/// Transcripts of a tenant, by leg, from behind one: what an index is rebuilt from.
pub async fn sealed_after(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    after: Uuid,
    at_most: i64,
) -> Result<Vec<(LegId, Vec<u8>)>, Error> {
    #[derive(QueryableByName)]
    struct Sealed {
        #[diesel(sql_type = SqlUuid)]
        leg_id: Uuid,
        #[diesel(sql_type = Bytea)]
        sealed: Vec<u8>,
    }
    const AFTER: &str = "SELECT leg_id, sealed FROM transcripts
        WHERE tenant_id = $1 AND leg_id > $2 ORDER BY leg_id LIMIT $3";
    let rows: Vec<Sealed> = diesel::sql_query(AFTER)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(after)
        .bind::<diesel::sql_types::BigInt, _>(at_most)
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (LegId(row.leg_id), row.sealed)).collect())
}

/// Locks a leg's call, as a result does; the transcript as it is under that lock.
pub async fn locked(conn: &mut AsyncPgConnection, tenant: TenantId, leg: LegId) -> Result<Option<Vec<u8>>, Error> {
    #[derive(QueryableByName)]
    struct Sealed {
        #[diesel(sql_type = Bytea)]
        sealed: Vec<u8>,
    }
    if lock_call_of(conn, tenant, leg).await?.is_none() {
        return Ok(None);
    }
    let rows: Vec<Sealed> = diesel::sql_query("SELECT sealed FROM transcripts WHERE tenant_id = $1 AND leg_id = $2")
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(leg.0)
        .load(conn)
        .await?;
    Ok(rows.into_iter().next().map(|row| row.sealed))
}

/// Hundreds of thousands of rows may take longer than a request may.
async fn take_time(conn: &mut AsyncPgConnection) -> Result<(), Error> {
    diesel::sql_query("SET LOCAL statement_timeout = 0")
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes away the words of a tenant of whose transcripts none is left: those that many calls held go with no call.
pub(crate) async fn forget_words(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<(), Error> {
    // Locked first: the second statement sees the windows of whoever held some of them.
    const LOCK: &str = "SELECT token FROM search_words WHERE tenant_id = $1
        AND NOT EXISTS (SELECT FROM search_windows WHERE tenant_id = $1) ORDER BY token FOR UPDATE";
    const FORGET: &str = "DELETE FROM search_words WHERE tenant_id = $1
        AND NOT EXISTS (SELECT FROM search_windows WHERE tenant_id = $1)";
    take_time(conn).await?;
    for statement in [LOCK, FORGET] {
        diesel::sql_query(statement)
            .bind::<SqlUuid, _>(tenant.0)
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Takes away all that a tenant's index holds; words first, as everybody locks them.
pub async fn clear(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<(), Error> {
    take_time(conn).await?;
    for statement in [
        "DELETE FROM search_words WHERE tenant_id = $1",
        "DELETE FROM search_windows WHERE tenant_id = $1",
    ] {
        diesel::sql_query(statement)
            .bind::<SqlUuid, _>(tenant.0)
            .execute(conn)
            .await?;
    }
    Ok(())
}
