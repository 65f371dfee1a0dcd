//! Which of the calls that somebody names they may take away: those of which they see all.

use diesel::QueryableByName;
use diesel::sql_types::{Array, Bool, Jsonb, Nullable, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::Error;
use crate::calls::queue::view::desks;
use crate::identity::authority::Rows;
use crate::ids::TenantId;

/// Calls that somebody names, each once and in the order of their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sorted {
    /// Seen as a whole.
    pub whole: Vec<Uuid>,
    /// Others were in them, too: whoever sees a part of a call takes nothing away from those who see the rest.
    pub in_part: Vec<Uuid>,
    /// Not there, or not to be seen.
    pub not_found: Vec<Uuid>,
}

#[derive(QueryableByName)]
struct Seen {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Bool)]
    in_part: bool,
}

/// Inside the tenant's transaction.
pub async fn sort_out(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    rows: &Rows,
    calls: &[Uuid],
) -> Result<Sorted, Error> {
    const SEEN: &str = "SELECT c.id, $3 IS NOT NULL AND EXISTS (SELECT FROM legs l WHERE l.tenant_id = c.tenant_id AND l.call_id = c.id
                AND NOT held($3, l.source_instance, l.agent, l.started_at)) AS in_part
        FROM calls c WHERE c.tenant_id = $1 AND c.id = ANY($2) AND c.moved_to IS NULL
            AND ($3 IS NULL OR EXISTS (SELECT FROM unnest(c.agents) AS own (agent) WHERE held($3, c.source_instance, own.agent, c.started_at)))";
    let mut named = calls.to_vec();
    named.sort_unstable();
    named.dedup();
    let mut seen: Vec<Seen> = diesel::sql_query(SEEN)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<SqlUuid>, _>(named.as_slice())
        .bind::<Nullable<Jsonb>, _>(desks(rows))
        .load(conn)
        .await?;
    seen.sort_unstable_by_key(|one| one.id);
    named.retain(|id| seen.binary_search_by_key(id, |one| one.id).is_err());
    let (in_part, whole): (Vec<Seen>, Vec<Seen>) = seen.into_iter().partition(|one| one.in_part);
    let ids = |seen: Vec<Seen>| seen.into_iter().map(|one| one.id).collect();
    Ok(Sorted {
        whole: ids(whole),
        in_part: ids(in_part),
        not_found: named,
    })
}
