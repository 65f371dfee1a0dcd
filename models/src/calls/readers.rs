//! Which members see a call. Nobody hears of one by name that they would not find.

use diesel_async::AsyncPgConnection;
use uuid::Uuid;

use super::outbox;
use crate::Error;
use crate::identity::rows;
use crate::ids::{CallId, TenantId};

/// Those of these members who see the call, in the same order. Inside the tenant's transaction.
pub async fn among(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    call: CallId,
    members: &[Uuid],
) -> Result<Vec<Uuid>, Error> {
    let mut readers = Vec::new();
    for member in members {
        let Some(rows) = rows::of_member(conn, tenant, *member).await? else {
            continue;
        };
        let seen = outbox::of(tenant).seen(conn, &rows, &[call.0]).await?;
        if !seen.is_empty() {
            readers.push(*member);
        }
    }
    Ok(readers)
}
