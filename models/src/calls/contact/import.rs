//! Contacts out of a table, some at a time: each part is a transaction, and the same table again changes nothing.

use std::collections::HashSet;

use diesel::sql_types::{Array, Bool, Bytea, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::{CONTACTS_MAX, Contacts, Wanted, cleaned, full, seal};
use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::compliance::sealing::DataKey;
use crate::db::Pool;
use crate::ids::TenantId;
use diesel::prelude::*;

/// Lines of one transaction.
const LINES_AT_ONCE: usize = 1_000;

/// What became of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Created,
    Changed,
    Unchanged,
    Refused(String),
}

type Lines = Vec<Result<Wanted, String>>;

/// A line with a number that is known changes its contact, any other makes one. `dry`: nothing is written.
pub async fn import(
    app: &Pool,
    key: &DataKey,
    tenant: TenantId,
    actor: &str,
    lines: Lines,
    dry: bool,
) -> Result<Vec<Outcome>, Error> {
    let mut outcomes = Vec::with_capacity(lines.len());
    let mut seen = HashSet::new();
    let contacts = Contacts { tenant, key };
    let lines: Lines = lines
        .into_iter()
        .map(|line| -> Result<Wanted, String> {
            let wanted = line.and_then(cleaned)?;
            match seen.insert(wanted.number.clone()) {
                true => Ok(wanted),
                false => Err("number: it stands in an earlier line".into()),
            }
        })
        .collect();
    for part in lines.chunks(LINES_AT_ONCE) {
        let part = app.tenant(tenant, async |conn| contacts.take(conn, actor, part, dry).await);
        outcomes.extend(part.await?);
    }
    Ok(outcomes)
}

impl Contacts<'_> {
    async fn take(
        &self,
        conn: &mut AsyncPgConnection,
        actor: &str,
        lines: &[Result<Wanted, String>],
        dry: bool,
    ) -> Result<Vec<Outcome>, Error> {
        const LOCK: &str =
            "SELECT pg_advisory_xact_lock(hashtextextended('contacts', 0) # hashtextextended($1::text, 1))";
        diesel::sql_query(LOCK)
            .bind::<SqlUuid, _>(self.tenant.0)
            .execute(conn)
            .await?;
        let numbers = lines.iter().flatten().map(|wanted| wanted.number.clone());
        let there = self.of_numbers(conn, &numbers.collect::<Vec<_>>()).await?;
        let (mut outcomes, mut written) = (Vec::with_capacity(lines.len()), Vec::new());
        for line in lines {
            outcomes.push(match line {
                Err(refusal) => Outcome::Refused(refusal.clone()),
                Ok(wanted) => match there.get(&wanted.number) {
                    Some(known) if Wanted::from(known.clone()) == *wanted => Outcome::Unchanged,
                    Some(known) => {
                        written.push((known.id, wanted));
                        Outcome::Changed
                    }
                    None => {
                        written.push((Uuid::now_v7(), wanted));
                        Outcome::Created
                    }
                },
            });
        }
        let created = outcomes.iter().filter(|one| **one == Outcome::Created).count();
        let own = crate::schema::contacts::table.filter(crate::schema::contacts::tenant_id.eq(self.tenant.0));
        let held: i64 = own.count().get_result(conn).await?;
        if held.saturating_add(i64::try_from(created).unwrap_or(i64::MAX)) > CONTACTS_MAX {
            return Err(full());
        }
        if !dry && !written.is_empty() {
            self.put(conn, &written).await?;
            let entry = Entry::new(actor, "contacts.imported", format!("tenant:{}", self.tenant));
            let told = json!({ "lines": lines.len(), "created": created, "changed": written.len() - created });
            audit::append(conn, self.tenant, &[entry.change(None, Some(told))]).await?;
        }
        Ok(outcomes)
    }

    async fn put(&self, conn: &mut AsyncPgConnection, rows: &[(Uuid, &Wanted)]) -> Result<(), Error> {
        const PUT: &str = "INSERT INTO contacts AS c (tenant_id, id, number, sealed, vip)
            SELECT $1, n.* FROM unnest($2::uuid[], $3::text[], $4::bytea[], $5::bool[]) AS n (id, number, sealed, vip)
            ON CONFLICT (tenant_id, id) DO UPDATE SET sealed = excluded.sealed, vip = excluded.vip, updated_at = app_now()";
        let (tenant, key) = (self.tenant, self.key.clone());
        let wanted: Vec<(Uuid, Wanted)> = rows.iter().map(|(id, wanted)| (*id, (*wanted).clone())).collect();
        let sealing = tokio::task::spawn_blocking(move || {
            let sealed = wanted.iter().map(|(id, wanted)| seal(&key, tenant, *id, wanted));
            sealed.collect::<Result<Vec<Vec<u8>>, Error>>()
        });
        let sealed = sealing
            .await
            .map_err(|error| Error::Refused(format!("sealing contacts did not end: {error}")))??;
        diesel::sql_query(PUT)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<Array<SqlUuid>, _>(rows.iter().map(|(id, _)| *id).collect::<Vec<_>>())
            .bind::<Array<Text>, _>(
                rows.iter()
                    .map(|(_, wanted)| wanted.number.as_str())
                    .collect::<Vec<_>>(),
            )
            .bind::<Array<Bytea>, _>(sealed)
            .bind::<Array<Bool>, _>(rows.iter().map(|(_, wanted)| wanted.vip).collect::<Vec<_>>())
            .execute(conn)
            .await
            .map_err(super::taken)?;
        Ok(())
    }
}
