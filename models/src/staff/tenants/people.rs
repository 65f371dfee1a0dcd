//! Who is in a tenant, as the staff sees them: to know whom one talks to, and whom to look over the shoulder of. Not what they may do
//! there: `identity::membership`. As staff.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::directory;
use crate::Error;
use crate::ids::TenantId;

#[derive(Clone, Debug, PartialEq, QueryableByName)]
pub struct TenantPerson {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub email: String,
    #[diesel(sql_type = Text)]
    pub role: String,
    #[diesel(sql_type = Text)]
    pub row_scope: String,
    /// `active inactive suspended`.
    #[diesel(sql_type = Text)]
    pub status: String,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_seen_at: Option<DateTime<Utc>>,
}

/// Shown at once; whoever looks for one of more types the address into the search.
const ROWS: i64 = 1_000;

/// Those whose name or address holds the text, by name.
pub async fn of(conn: &mut AsyncPgConnection, tenant: TenantId, text: &str) -> Result<Vec<TenantPerson>, Error> {
    const PEOPLE: &str = "SELECT p.id, p.name, p.email, m.role, m.row_scope, m.status, m.created_at, m.last_seen_at
        FROM memberships m JOIN persons p ON p.id = m.person_id
        WHERE m.tenant_id = $1 AND position(lower($2) IN lower(p.name || ' ' || p.email)) > 0
        ORDER BY lower(p.name), p.id LIMIT $3";
    if text.contains('\0') || text.chars().count() > 200 {
        return Err(Error::Invalid("`q` has at most 200 letters".into()));
    }
    directory::find(conn, tenant).await?;
    let query = diesel::sql_query(PEOPLE)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Text, _>(text.trim())
        .bind::<BigInt, _>(ROWS);
    Ok(query.load(conn).await?)
}
