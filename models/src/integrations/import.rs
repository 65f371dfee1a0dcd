//! Imports that somebody has begun: of a file of records, or of a folder of recordings. How far each has come and what became of it, so that
//! it is seen, and gone on with, from anywhere. Not the sending itself: that is done by whoever has the file.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Jsonb, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::ids::TenantId;
use crate::page::{Cursor, Page, PageRequest};
use crate::schema::imports;

/// Of one tenant; the oldest are forgotten.
const KEPT_MAX: i64 = 500;

#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = imports, check_for_backend(diesel::pg::Pg))]
pub struct Import {
    pub id: Uuid,
    pub source_instance: String,
    /// `records recordings`.
    pub kind: String,
    /// Of the file, or of the folder.
    pub name: String,
    /// Bytes of the file as it lies there, or recordings of the folder.
    pub total: i64,
    /// Bytes of the file, unpacked, or recordings that are done with.
    pub through: i64,
    /// What has to stand before the next part, in Base64.
    pub context: String,
    /// By name of a fate, how many.
    pub counts: Value,
    pub actor: String,
    pub begun_at: DateTime<Utc>,
    /// When something of it came last.
    pub moved_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

/// One that is to be.
#[derive(Clone, Debug)]
pub struct NewImport {
    pub id: Uuid,
    pub source_instance: String,
    pub kind: &'static str,
    pub name: String,
    pub total: i64,
}

/// What has come of one.
#[derive(Clone, Debug)]
pub enum Step {
    /// A part of the file, from where to where, and whether the file ends with it.
    Part {
        at: i64,
        through: i64,
        context: String,
        is_last: bool,
    },
    /// One of the recordings.
    Recording,
}

/// Begins one; it stands in the audit. Inside the tenant's transaction, as everything here.
pub async fn begin(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    actor: &str,
    new: NewImport,
) -> Result<Import, Error> {
    const FORGET: &str = "DELETE FROM imports WHERE tenant_id = $1 AND id IN
        (SELECT id FROM imports WHERE tenant_id = $1 ORDER BY begun_at DESC, id DESC OFFSET $2)";
    let after = match new.kind {
        "recordings" => json!({ "folder": new.name, "recordings": new.total }),
        _ => json!({ "file": new.name }),
    };
    let entry = Entry::new(actor, "source.import_begun", format!("source:{}", new.source_instance));
    let row = (
        imports::tenant_id.eq(tenant.0),
        imports::id.eq(new.id),
        imports::source_instance.eq(new.source_instance),
        imports::kind.eq(new.kind),
        imports::name.eq(new.name),
        imports::total.eq(new.total),
        imports::actor.eq(actor),
    );
    let begun = diesel::insert_into(imports::table)
        .values(row)
        .returning(Import::as_returning())
        .get_result(conn)
        .await?;
    diesel::sql_query(FORGET)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<BigInt, _>(KEPT_MAX)
        .execute(conn)
        .await?;
    audit::append(conn, tenant, &[entry.change(None, Some(after))]).await?;
    Ok(begun)
}

/// The newest first, of all sources or of one.
pub async fn list(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    source_instance: Option<&str>,
    page: &PageRequest,
) -> Result<Page<Import>, Error> {
    let mut own = imports::table
        .filter(imports::tenant_id.eq(tenant.0))
        .select(Import::as_select())
        .into_boxed();
    if let Some(instance) = source_instance {
        own = own.filter(imports::source_instance.eq(instance.to_owned()));
    }
    if let Some(Cursor { at, id }) = page.after {
        let older = imports::begun_at
            .lt(at)
            .or(imports::begun_at.eq(at).and(imports::id.lt(id)));
        own = own.filter(older);
    }
    let newest = own.order((imports::begun_at.desc(), imports::id.desc()));
    let rows: Vec<Import> = newest.limit(i64::from(page.rows) + 1).load(conn).await?;
    Ok(page.cut(rows, |row| Cursor {
        at: row.begun_at,
        id: row.id,
    }))
}

/// One of this source and kind.
pub async fn find(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    id: Uuid,
    source_instance: &str,
    kind: &str,
) -> Result<Import, Error> {
    let found: Option<Import> = imports::table
        .find((tenant.0, id))
        .select(Import::as_select())
        .first(conn)
        .await
        .optional()?;
    found
        .filter(|found| found.source_instance == source_instance && found.kind == kind)
        .ok_or(Error::NotFound("import of this source"))
}

/// Tells what has come of it. What comes again, because its answer was lost, was counted when it came first.
pub async fn advance(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    id: Uuid,
    step: Step,
    fates: &[(&str, u64)],
) -> Result<(), Error> {
    const ADVANCE: &str = "UPDATE imports SET through = $3, context = $4, counts = $5, moved_at = app_now(),
        ended_at = CASE WHEN $6 THEN app_now() END WHERE tenant_id = $1 AND id = $2";
    // Several recordings come at the same time.
    let own = imports::table
        .find((tenant.0, id))
        .select(Import::as_select())
        .for_update();
    let found: Option<Import> = own.first(conn).await.optional()?;
    // It was forgotten meanwhile, for newer ones.
    let Some(before) = found else { return Ok(()) };
    let (through, context, is_over) = match step {
        Step::Part { at, .. } if at < before.through => return Ok(()),
        Step::Part {
            through,
            context,
            is_last,
            ..
        } => (through, context, is_last),
        Step::Recording => (before.through + 1, String::new(), before.through + 1 >= before.total),
    };
    diesel::sql_query(ADVANCE)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(id)
        .bind::<BigInt, _>(through)
        .bind::<Text, _>(context)
        .bind::<Jsonb, _>(summed(&before.counts, fates))
        .bind::<Bool, _>(is_over)
        .execute(conn)
        .await?;
    Ok(())
}

fn summed(before: &Value, fates: &[(&str, u64)]) -> Value {
    let mut counts: Map<String, Value> = before.as_object().cloned().unwrap_or_default();
    for (name, more) in fates.iter().filter(|(_, more)| *more > 0) {
        let one = counts.get(*name).and_then(Value::as_u64).unwrap_or(0);
        counts.insert((*name).to_owned(), Value::from(one.saturating_add(*more)));
    }
    Value::Object(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fates_are_summed_by_name_and_those_of_nothing_are_not_there() {
        let first = summed(&json!({}), &[("new", 3), ("known", 0)]);
        assert_eq!(first, json!({ "new": 3 }));
        assert_eq!(
            summed(&first, &[("new", 2), ("known", 1)]),
            json!({ "new": 5, "known": 1 })
        );
    }
}
