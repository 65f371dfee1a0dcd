//! What a tenant takes along: every row of every table that is its own, as JSON, and what is sealed opened beside it. A table that is new is
//! in it by itself. Not the recordings, and not the file: who calls has both.

use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::Error;
use crate::ids::TenantId;

/// Tables that are not given as they are, each with its reason.
pub const LEFT_OUT: [(&str, &str); 26] = [
    ("transcripts", "in words.ndjson, opened"),
    ("notes", "in notes.ndjson, opened"),
    ("quarantine", "in quarantine.ndjson, opened"),
    ("recording_blobs", "in recordings/, opened"),
    ("audit", "in audit.ndjson, which proves itself"),
    ("audit_details", "in audit.ndjson"),
    ("audit_heads", "in audit.ndjson"),
    ("audit_checkpoints", "in audit.ndjson, as it is signed now"),
    ("tenant_keys", "the key of what is opened here"),
    ("sessions", "who was signed in"),
    ("session_tokens", "of sessions"),
    ("idempotency_keys", "answers of the last day"),
    ("jobs", "work that is done"),
    ("analysis_queue", "work that waits"),
    ("queue_shares", "of the queue"),
    ("commands", "of the queue"),
    ("outbox", "events of the last day"),
    ("streams", "of the outbox"),
    ("observation_groups", "events of calls that are not over"),
    ("observations", "events of calls that are not over"),
    ("source_leases", "which server does what at the moment"),
    ("mails", "what the platform sent"),
    ("search_windows", "made from the words"),
    ("search_words", "made from the words"),
    ("recording_peaks", "made from the recordings"),
    ("erasures", "what is left of a tenant"),
];

/// Rows that are read at once.
const PAGE: usize = 1_000;

/// A table, and the columns of it that stay here: hashes and what is sealed.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Table {
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Array<Text>)]
    pub kept_back: Vec<String>,
}

/// Tables of which a tenant's rows are given. As app.
pub async fn tables(conn: &mut AsyncPgConnection) -> Result<Vec<Table>, Error> {
    const TABLES: &str = "SELECT c.relname::text AS name, coalesce(array_agg(a.attname::text ORDER BY a.attnum)
            FILTER (WHERE a.atttypid = 'bytea'::regtype OR a.attname = 'password_hash'), '{}') AS kept_back
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> ALL($1)
          AND has_table_privilege(c.oid, 'SELECT')
          AND (c.relname IN ('tenants', 'persons') OR EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attname = 'tenant_id'))
        GROUP BY c.relname ORDER BY c.relname";
    let left_out: Vec<&str> = LEFT_OUT.iter().map(|(name, _)| *name).collect();
    Ok(diesel::sql_query(TABLES)
        .bind::<Array<Text>, _>(left_out)
        .load(conn)
        .await?)
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// A row whose words are sealed.
#[derive(Clone, Debug, QueryableByName)]
pub struct Sealed {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    /// The rest of it, as JSON.
    #[diesel(sql_type = Text)]
    pub line: String,
    #[diesel(sql_type = Binary)]
    pub sealed: Vec<u8>,
}

/// Every row of a table, one JSON object each. Inside the tenant's transaction.
pub async fn rows(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    table: &Table,
    mut each: impl FnMut(String) -> Result<(), Error> + Send,
) -> Result<(), Error> {
    let own = match table.name.as_str() {
        "tenants" => format!("t.id = '{tenant}'"),
        "persons" => format!("t.id IN (SELECT person_id FROM memberships WHERE tenant_id = '{tenant}')"),
        _ => format!("t.tenant_id = '{tenant}'"),
    };
    let kept_back = table.kept_back.join(",");
    // Names come from the catalogue.
    let open = format!(
        "DECLARE bundle NO SCROLL CURSOR FOR SELECT (to_jsonb(t) - '{{{kept_back}}}'::text[])::text AS line FROM \"{}\" t WHERE {own}",
        table.name
    );
    diesel::sql_query(open).execute(conn).await?;
    loop {
        let page: Vec<Line> = fetch(conn).await?;
        if page.is_empty() {
            break;
        }
        page.into_iter().try_for_each(|row| each(row.line))?;
    }
    diesel::sql_query("CLOSE bundle").execute(conn).await?;
    Ok(())
}

/// Every row of `transcripts`, `notes` or `quarantine`. Inside the tenant's transaction.
pub async fn sealed_rows(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    table: SealedTable,
    mut each: impl FnMut(Sealed) -> Result<(), Error> + Send,
) -> Result<(), Error> {
    let (name, id) = match table {
        SealedTable::Transcripts => ("transcripts", "leg_id"),
        SealedTable::Notes => ("notes", "id"),
        SealedTable::Quarantine => ("quarantine", "id"),
    };
    let open = format!(
        "DECLARE bundle NO SCROLL CURSOR FOR SELECT t.{id} AS id, (to_jsonb(t) - 'sealed')::text AS line, t.sealed FROM {name} t
            WHERE t.tenant_id = '{tenant}'"
    );
    diesel::sql_query(open).execute(conn).await?;
    loop {
        let page: Vec<Sealed> = fetch(conn).await?;
        if page.is_empty() {
            break;
        }
        page.into_iter().try_for_each(&mut each)?;
    }
    diesel::sql_query("CLOSE bundle").execute(conn).await?;
    Ok(())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealedTable {
    Transcripts,
    Notes,
    Quarantine,
}

async fn fetch<T>(conn: &mut AsyncPgConnection) -> Result<Vec<T>, Error>
where
    T: diesel::deserialize::QueryableByName<diesel::pg::Pg> + Send + 'static,
{
    Ok(diesel::sql_query(format!("FETCH {PAGE} FROM bundle"))
        .load(conn)
        .await?)
}

/// A recording, and where it lies.
#[derive(Clone, Debug, QueryableByName)]
pub struct Recorded {
    #[diesel(sql_type = SqlUuid)]
    pub leg_id: Uuid,
    #[diesel(sql_type = Text)]
    pub store_key: String,
}

/// Recordings behind this leg, some at a time. Inside the tenant's transaction.
pub async fn recordings(conn: &mut AsyncPgConnection, tenant: TenantId, behind: Uuid) -> Result<Vec<Recorded>, Error> {
    const LIST: &str = "SELECT r.leg_id, b.store_key FROM recordings r JOIN recording_blobs b ON b.tenant_id = r.tenant_id AND b.sha256 = r.sha256
        WHERE r.tenant_id = $1 AND r.leg_id > $2 ORDER BY r.leg_id LIMIT 1000";
    Ok(diesel::sql_query(LIST)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(behind)
        .load(conn)
        .await?)
}
