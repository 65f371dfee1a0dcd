//! Which tenants have their recordings heard otherwise than the server is set up. Not their vocabulary: that is theirs. As staff.

use diesel::QueryableByName;
use diesel::sql_types::{Array, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::Error;

#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Choice {
    #[diesel(sql_type = SqlUuid)]
    pub tenant_id: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub language: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    pub channels: Vec<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub model: Option<String>,
}

/// By name.
pub async fn choices(conn: &mut AsyncPgConnection) -> Result<Vec<Choice>, Error> {
    const CHOICES: &str = "SELECT h.tenant_id, t.name, h.language, h.channels, h.model
        FROM hearing_settings h JOIN tenants t ON t.id = h.tenant_id
        WHERE h.model IS NOT NULL OR h.language IS NOT NULL OR cardinality(h.channels) > 0 ORDER BY lower(t.name), t.id";
    Ok(diesel::sql_query(CHOICES).load(conn).await?)
}
