//! A field's values in the calls of the past: written some legs at a time, in the order of their ids, by a job that goes on where an earlier
//! attempt was; and removed so, once the field is deleted.

use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use crate::Error;
use crate::ids::TenantId;
use crate::platform::job::{self, NewJob};

/// The kind of the job.
pub const KIND: &str = "custom_fields.fill";
/// Legs of one transaction.
const LEGS: i64 = 1_000;

/// How a job stands before its next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Transactions are under way that do not know the field as it is.
    Wait,
    /// Its values are to be written, from the leg after this one on.
    Fill,
    /// They are to be removed.
    Remove,
    /// The field is another one by now, or gone.
    Nothing,
}

/// Has the field's values written or removed, inside the transaction that changes it.
pub(super) async fn order(conn: &mut AsyncPgConnection, tenant: TenantId, field: Uuid) -> Result<(), Error> {
    const BORN: &str = "UPDATE custom_fields SET born = pg_current_xact_id()::text::bigint, filled_at = NULL
        WHERE tenant_id = $1 AND id = $2 RETURNING born";
    let born: Born = diesel::sql_query(BORN)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(field)
        .get_result(conn)
        .await?;
    let payload = json!({ "field": field, "born": born.born });
    let work = NewJob::new(KIND, Some(tenant), payload).unique(format!("{field}.{}", born.born));
    job::put(conn, &work).await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Born {
    #[diesel(sql_type = BigInt)]
    born: i64,
}

#[derive(QueryableByName)]
struct Standing {
    #[diesel(sql_type = Bool)]
    deleted: bool,
    #[diesel(sql_type = Bool)]
    is_seen: bool,
}

#[derive(QueryableByName)]
struct Last {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    last: Option<Uuid>,
    #[diesel(sql_type = BigInt)]
    legs: i64,
}

/// What is to be done for a field that was made what it is by the transaction `born`.
pub async fn step(conn: &mut AsyncPgConnection, tenant: TenantId, field: Uuid, born: i64) -> Result<Step, Error> {
    const STANDING: &str = "SELECT deleted_at IS NOT NULL AS deleted,
            pg_snapshot_xmin(pg_current_snapshot())::text::bigint > $3 AS is_seen
        FROM custom_fields WHERE tenant_id = $1 AND id = $2 AND born = $3";
    let standing: Option<Standing> = diesel::sql_query(STANDING)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(field)
        .bind::<BigInt, _>(born)
        .get_result(conn)
        .await
        .optional()?;
    Ok(match standing {
        None => Step::Nothing,
        Some(Standing { is_seen: false, .. }) => Step::Wait,
        Some(Standing { deleted: true, .. }) => Step::Remove,
        Some(Standing { deleted: false, .. }) => Step::Fill,
    })
}

/// Writes the values of the next legs; where to go on, `None` at the end.
pub async fn fill(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    field: Uuid,
    after: Option<Uuid>,
) -> Result<(Option<Uuid>, i64), Error> {
    // Whoever writes one of these legs meanwhile waits. Whoever is doing so already is not waited for, so that nobody waits in a circle.
    const FILL: &str = "WITH part AS MATERIALIZED (SELECT id, call_id, custom FROM legs
                WHERE tenant_id = $1 AND id > coalesce($3, '00000000-0000-0000-0000-000000000000') ORDER BY id LIMIT $4 FOR NO KEY UPDATE NOWAIT),
            old AS (DELETE FROM leg_fields v USING part s, custom_fields f WHERE v.tenant_id = $1 AND v.field_id = $2 AND v.leg_id = s.id
                AND f.tenant_id = $1 AND f.id = $2
                AND (v.text, v.number) IS DISTINCT FROM (field_text(f.kind, f.choices, s.custom -> f.key), field_number(f.kind, s.custom -> f.key))
                RETURNING v.leg_id)
        SELECT (SELECT max(id::text)::uuid FROM part) AS last, (SELECT count(*) FROM part) AS legs, (SELECT count(*) FROM old) AS old";
    const WRITE: &str = "INSERT INTO leg_fields (tenant_id, leg_id, field_id, call_id, text, number)
        SELECT $1, l.id, f.id, l.call_id, v.text, v.number
        FROM legs l JOIN custom_fields f ON f.tenant_id = l.tenant_id AND f.id = $2 AND l.custom ? f.key
            CROSS JOIN LATERAL (SELECT field_text(f.kind, f.choices, l.custom -> f.key), field_number(f.kind, l.custom -> f.key)) v (text, number)
        WHERE l.tenant_id = $1 AND l.id > coalesce($3, '00000000-0000-0000-0000-000000000000') AND l.id <= $4
            AND (v.text IS NOT NULL OR v.number IS NOT NULL)
        ON CONFLICT DO NOTHING";
    let Last { last, legs } = diesel::sql_query(FILL)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(field)
        .bind::<Nullable<SqlUuid>, _>(after)
        .bind::<BigInt, _>(LEGS)
        .get_result(conn)
        .await
        .map_err(busy)?;
    if let Some(last) = last {
        diesel::sql_query(WRITE)
            .bind::<SqlUuid, _>(tenant.0)
            .bind::<SqlUuid, _>(field)
            .bind::<Nullable<SqlUuid>, _>(after)
            .bind::<SqlUuid, _>(last)
            .execute(conn)
            .await?;
    }
    Ok((last.filter(|_| legs == LEGS), legs))
}

/// A leg is being written: the same again a little later will do.
fn busy(error: diesel::result::Error) -> Error {
    use diesel::result::Error as Diesel;
    match &error {
        Diesel::DatabaseError(_, told) if told.message().starts_with("could not obtain lock") => {
            Error::Conflict("one of these legs is being written".into())
        }
        _ => error.into(),
    }
}

/// The calls of the past have it, too.
pub async fn filled(conn: &mut AsyncPgConnection, tenant: TenantId, field: Uuid, born: i64) -> Result<(), Error> {
    const FILLED: &str =
        "UPDATE custom_fields SET filled_at = app_now() WHERE tenant_id = $1 AND id = $2 AND born = $3";
    diesel::sql_query(FILLED)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(field)
        .bind::<BigInt, _>(born)
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes some values of a deleted field, and with the last the field; how many.
pub async fn remove(conn: &mut AsyncPgConnection, tenant: TenantId, field: Uuid) -> Result<usize, Error> {
    const REMOVE: &str = "DELETE FROM leg_fields WHERE tenant_id = $1 AND field_id = $2 AND leg_id IN
        (SELECT leg_id FROM leg_fields WHERE tenant_id = $1 AND field_id = $2 LIMIT $3)";
    let removed = diesel::sql_query(REMOVE)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(field)
        .bind::<BigInt, _>(LEGS)
        .execute(conn)
        .await?;
    if removed == 0 {
        diesel::sql_query("DELETE FROM custom_fields WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NOT NULL")
            .bind::<SqlUuid, _>(tenant.0)
            .bind::<SqlUuid, _>(field)
            .execute(conn)
            .await?;
    }
    Ok(removed)
}
