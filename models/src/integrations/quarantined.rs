//! What a telephone system sent and nobody could read: kept sealed, all of what came at once, until somebody replays or discards it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::compliance::sealing::Place;
use crate::ids::TenantId;
use crate::page::{Cursor, Page, PageRequest};
use crate::schema::quarantine;

#[derive(Clone, Debug, PartialEq, Serialize, Queryable, Selectable)]
#[diesel(table_name = quarantine, check_for_backend(diesel::pg::Pg))]
pub struct Quarantined {
    pub id: Uuid,
    pub source_instance: String,
    pub format: String,
    pub received_at: DateTime<Utc>,
    /// Of the first thing in it that could not be read.
    pub code: String,
    pub detail: String,
    pub place: String,
    /// All of them: `at`, `code`, `detail`.
    pub notices: Value,
    pub bytes: i64,
}

/// To be put aside. The same bytes of the same source are there once: their id is derived.
#[derive(Clone, Debug)]
pub struct NewQuarantined {
    pub id: Uuid,
    pub source_instance: String,
    pub format: String,
    pub told: Told,
    pub bytes: i64,
    pub sealed: Vec<u8>,
}

/// What is wrong with it.
#[derive(Clone, Debug)]
pub struct Told {
    pub code: String,
    pub detail: String,
    pub place: String,
    pub notices: Value,
}

/// Which are wanted; what is `None` does not matter.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub source_instance: Option<String>,
    pub code: Option<String>,
    /// Received at this moment or later.
    pub from: Option<DateTime<Utc>>,
    /// Received before this moment.
    pub before: Option<DateTime<Utc>>,
}

/// Where its bytes are sealed.
pub fn place(tenant: TenantId, id: &Uuid) -> Place<'_> {
    Place {
        tenant,
        table: "quarantine",
        row: id.as_bytes(),
    }
}

impl Quarantined {
    pub fn of(tenant: TenantId) -> Quarantine {
        Quarantine { tenant }
    }
}

/// One tenant's. Inside its transaction.
#[derive(Clone, Copy, Debug)]
pub struct Quarantine {
    tenant: TenantId,
}

impl Quarantine {
    /// Whether it was not there yet.
    pub async fn put(&self, conn: &mut AsyncPgConnection, new: NewQuarantined) -> Result<bool, Error> {
        let row = (
            quarantine::tenant_id.eq(self.tenant.0),
            quarantine::id.eq(new.id),
            quarantine::source_instance.eq(new.source_instance),
            quarantine::format.eq(new.format),
            quarantine::code.eq(new.told.code),
            quarantine::detail.eq(new.told.detail),
            quarantine::place.eq(new.told.place),
            quarantine::notices.eq(new.told.notices),
            quarantine::bytes.eq(new.bytes),
            quarantine::sealed.eq(new.sealed),
        );
        let put = diesel::insert_into(quarantine::table)
            .values(row)
            .on_conflict((quarantine::tenant_id, quarantine::id))
            .do_nothing()
            .execute(conn)
            .await?;
        Ok(put > 0)
    }

    /// The newest first.
    pub async fn list(
        &self,
        conn: &mut AsyncPgConnection,
        filter: &Filter,
        page: &PageRequest,
    ) -> Result<Page<Quarantined>, Error> {
        let mut own = quarantine::table
            .filter(quarantine::tenant_id.eq(self.tenant.0))
            .select(Quarantined::as_select())
            .into_boxed();
        if let Some(instance) = &filter.source_instance {
            own = own.filter(quarantine::source_instance.eq(instance.clone()));
        }
        if let Some(code) = &filter.code {
            own = own.filter(quarantine::code.eq(code.clone()));
        }
        if let Some(from) = filter.from {
            own = own.filter(quarantine::received_at.ge(from));
        }
        if let Some(before) = filter.before {
            own = own.filter(quarantine::received_at.lt(before));
        }
        if let Some(Cursor { at, id }) = page.after {
            let older = quarantine::received_at
                .lt(at)
                .or(quarantine::received_at.eq(at).and(quarantine::id.lt(id)));
            own = own.filter(older);
        }
        let newest = own.order((quarantine::received_at.desc(), quarantine::id.desc()));
        let rows: Vec<Quarantined> = newest.limit(i64::from(page.rows) + 1).load(conn).await?;
        Ok(page.cut(rows, |row| Cursor {
            at: row.received_at,
            id: row.id,
        }))
    }

    pub async fn find(&self, conn: &mut AsyncPgConnection, id: Uuid) -> Result<Quarantined, Error> {
        let found = quarantine::table
            .find((self.tenant.0, id))
            .select(Quarantined::as_select())
            .first(conn)
            .await
            .optional()?;
        found.ok_or(Error::NotFound("quarantined record"))
    }

    /// With its sealed bytes.
    pub async fn sealed(&self, conn: &mut AsyncPgConnection, id: Uuid) -> Result<(Quarantined, Vec<u8>), Error> {
        let wanted = (Quarantined::as_select(), quarantine::sealed);
        let found = quarantine::table
            .find((self.tenant.0, id))
            .select(wanted)
            .first(conn)
            .await
            .optional()?;
        found.ok_or(Error::NotFound("quarantined record"))
    }

    /// It was read again, and this is still wrong with it.
    pub async fn still(&self, conn: &mut AsyncPgConnection, id: Uuid, told: Told) -> Result<(), Error> {
        diesel::update(quarantine::table.find((self.tenant.0, id)))
            .set((
                quarantine::code.eq(told.code),
                quarantine::detail.eq(told.detail),
                quarantine::place.eq(told.place),
                quarantine::notices.eq(told.notices),
            ))
            .execute(conn)
            .await?;
        Ok(())
    }

    /// Takes it out; `why` is what the audit says.
    pub async fn remove(
        &self,
        conn: &mut AsyncPgConnection,
        actor: &str,
        why: &'static str,
        id: Uuid,
    ) -> Result<(), Error> {
        let before = self.find(conn, id).await?;
        diesel::delete(quarantine::table.find((self.tenant.0, id)))
            .execute(conn)
            .await?;
        let told = serde_json::json!({ "source_instance": before.source_instance, "code": before.code, "bytes": before.bytes });
        let entry = Entry::new(actor, why, format!("quarantine:{id}")).change(Some(told), None);
        audit::append(conn, self.tenant, &[entry]).await
    }

    /// Somebody looks at the bytes.
    pub async fn read(&self, conn: &mut AsyncPgConnection, actor: &str, id: Uuid) -> Result<(), Error> {
        let entry = Entry::new(actor, "quarantine.read", format!("quarantine:{id}"));
        audit::append(conn, self.tenant, &[entry]).await
    }
}
