//! The audit chain of a tenant: who did what, and proof that nobody changed or dropped an entry since. The chain holds
//! salted commitments only; who, before and after lie beside it, where erasure can empty them and the chain still holds.
//!
//! What an entry tells: `audit_entry`; how it is hashed, and what a chain proves: `audit_chain`. How it is read: `audit_log`; as a file: `audit_export`.

use aws_lc_rs::rand;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

pub use super::audit_chain::Verdict;
use super::audit_chain::{self as chain, Chain, Link};
pub use super::audit_entry::Entry;
use super::audit_entry::Hash;
use crate::Error;
use crate::compliance::sealing::SealError;
use crate::ids::TenantId;
use crate::schema::{audit, audit_details, audit_heads};

/// Adds to the tenant's chain, in the transaction of what is told: both are committed, or neither. Locks the head of the
/// chain until then (the last lock but the stream's).
pub async fn append(conn: &mut AsyncPgConnection, tenant: TenantId, entries: &[Entry]) -> Result<(), Error> {
    if entries.is_empty() {
        return Ok(());
    }
    let (mut n, mut prev) = lock_head(conn, tenant).await?;
    let at = now(conn).await?;
    let (mut links, mut details) = (Vec::with_capacity(entries.len()), Vec::with_capacity(entries.len()));
    for entry in entries {
        n += 1;
        let mut salt: Hash = [0; 32];
        rand::fill(&mut salt).map_err(|_| SealError::NoRandom)?;
        let commitment = entry.commitment(&salt);
        let hash = chain::link(&prev, tenant, n, at, &commitment);
        links.push((
            audit::tenant_id.eq(tenant.0),
            audit::n.eq(n),
            audit::at.eq(at),
            audit::commitment.eq(commitment.to_vec()),
            audit::prev.eq(prev.clone()),
            audit::hash.eq(hash.to_vec()),
        ));
        details.push((
            audit_details::tenant_id.eq(tenant.0),
            audit_details::n.eq(n),
            audit_details::salt.eq(salt.to_vec()),
            audit_details::actor.eq(&entry.actor),
            audit_details::action.eq(&entry.action),
            audit_details::subject.eq(&entry.subject),
            audit_details::before.eq(&entry.before),
            audit_details::after.eq(&entry.after),
        ));
        prev = hash.to_vec();
    }
    diesel::insert_into(audit::table).values(links).execute(conn).await?;
    diesel::insert_into(audit_details::table)
        .values(details)
        .execute(conn)
        .await?;
    diesel::update(audit_heads::table.find(tenant.0))
        .set((audit_heads::n.eq(n), audit_heads::hash.eq(prev)))
        .execute(conn)
        .await?;
    Ok(())
}

async fn lock_head(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<(i64, Vec<u8>), Error> {
    let first = (
        audit_heads::tenant_id.eq(tenant.0),
        audit_heads::n.eq(0),
        audit_heads::hash.eq(chain::genesis(tenant).to_vec()),
    );
    diesel::insert_into(audit_heads::table)
        .values(first)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    let head = audit_heads::table
        .find(tenant.0)
        .select((audit_heads::n, audit_heads::hash));
    Ok(head.for_no_key_update().first(conn).await?)
}

type LinkRow = (i64, DateTime<Utc>, Vec<u8>, Vec<u8>, Vec<u8>);
type DetailsRow = (i64, Vec<u8>, String, String, String, Option<Value>, Option<Value>);

/// How many entries are read at once.
const PAGE: i64 = 1_000;

/// Goes along the tenant's whole chain. Inside the tenant's transaction, or as owner.
pub async fn verify(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<Verdict, Error> {
    let head = audit_heads::table
        .find(tenant.0)
        .select((audit_heads::n, audit_heads::hash))
        .first::<(i64, Vec<u8>)>(conn)
        .await;
    let (head_n, head_hash) = head.optional()?.unwrap_or((0, chain::genesis(tenant).to_vec()));
    let mut chain = Chain::of(tenant);
    loop {
        let (links, details) = page(conn, tenant, chain.length()).await?;
        if links.is_empty() {
            return Ok(chain.end_at(head_n, &head_hash));
        }
        let mut details = details.into_iter().peekable();
        for (n, at, commitment, prev, hash) in links {
            let told = details.next_if(|detail| detail.0 == n).map(|detail| {
                let (_, salt, actor, action, subject, before, after) = detail;
                let entry = Entry {
                    actor,
                    action,
                    subject,
                    before,
                    after,
                };
                (salt, entry)
            });
            let link = Link {
                n,
                at,
                commitment,
                prev,
                hash,
                told,
            };
            if let Err(broken) = chain.follow(&link) {
                return Ok(broken);
            }
        }
    }
}

async fn page(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    after: i64,
) -> Result<(Vec<LinkRow>, Vec<DetailsRow>), Error> {
    let links: Vec<LinkRow> = audit::table
        .filter(audit::tenant_id.eq(tenant.0).and(audit::n.gt(after)))
        .order((audit::n, audit::at))
        .limit(PAGE)
        .select((audit::n, audit::at, audit::commitment, audit::prev, audit::hash))
        .load(conn)
        .await?;
    let last = links.last().map_or(after, |link| link.0);
    let details = audit_details::table
        .filter(
            audit_details::tenant_id
                .eq(tenant.0)
                .and(audit_details::n.gt(after))
                .and(audit_details::n.le(last)),
        )
        .order(audit_details::n)
        .select((
            audit_details::n,
            audit_details::salt,
            audit_details::actor,
            audit_details::action,
            audit_details::subject,
            audit_details::before,
            audit_details::after,
        ))
        .load(conn)
        .await?;
    Ok((links, details))
}

#[derive(QueryableByName)]
struct Now {
    #[diesel(sql_type = diesel::sql_types::Timestamptz)]
    now: DateTime<Utc>,
}

async fn now(conn: &mut AsyncPgConnection) -> Result<DateTime<Utc>, Error> {
    Ok(diesel::sql_query("SELECT app_now() AS now")
        .get_result::<Now>(conn)
        .await?
        .now)
}
