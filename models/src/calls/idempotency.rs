//! What was answered to a request that its sender had named: the same request again gets the same answer, for a day.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use crate::Error;
use crate::db::Pool;
use crate::ids::TenantId;

/// Where a request that comes with a key stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Begun {
    /// Nobody has used the key: it is the holder's until it finishes or releases it.
    Fresh,
    /// Another request with this key is on its way.
    Held,
    /// It was answered so, to a body with this hash.
    Answered { body_sha256: Vec<u8>, answer: Value },
}

#[derive(QueryableByName)]
struct Holder {
    #[diesel(sql_type = SqlUuid)]
    holder: Uuid,
}

#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = Nullable<Binary>)]
    body_sha256: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    answer: Option<Value>,
}

/// Takes the key for `holder`. What is older than a day is as if it were not there; a holder that is silent for a minute has lost it.
pub async fn begin(app: &Pool, tenant: TenantId, key: String, holder: Uuid) -> Result<Begun, Error> {
    app.tenant(tenant, async move |conn| -> Result<Begun, Error> {
        let taken = diesel::sql_query(
            "INSERT INTO idempotency_keys AS k (tenant_id, key, holder, held_until) VALUES ($1, $2, $3, app_now() + interval '1 minute')
             ON CONFLICT (tenant_id, key) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until,
                 body_sha256 = NULL, answer = NULL, created_at = app_now()
             WHERE k.answer IS NULL AND k.held_until < app_now() OR k.created_at < app_now() - interval '24 hours' RETURNING holder",
        )
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Text, _>(&key)
        .bind::<SqlUuid, _>(holder)
        .get_result::<Holder>(conn)
        .await
        .optional()?;
        if taken.is_some_and(|row| row.holder == holder) {
            return Ok(Begun::Fresh);
        }
        let stored = diesel::sql_query("SELECT body_sha256, answer FROM idempotency_keys WHERE tenant_id = $1 AND key = $2")
            .bind::<SqlUuid, _>(tenant.0)
            .bind::<Text, _>(&key)
            .get_result::<Stored>(conn)
            .await
            .optional()?;
        Ok(match stored.map(|row| (row.body_sha256, row.answer)) {
            Some((Some(body_sha256), Some(answer))) => Begun::Answered { body_sha256, answer },
            _ => Begun::Held,
        })
    })
    .await
}

/// Whoever works on a request for long says that they still do. The day counts from then on: a stream may go on for longer than one.
pub async fn renew(app: &Pool, tenant: TenantId, key: &str, holder: Uuid) -> Result<(), Error> {
    app.tenant(tenant, async move |conn| -> Result<(), Error> {
        diesel::sql_query(
            "UPDATE idempotency_keys SET held_until = app_now() + interval '1 minute', created_at = app_now()
             WHERE tenant_id = $1 AND key = $2 AND holder = $3 AND answer IS NULL",
        )
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Text, _>(key)
        .bind::<SqlUuid, _>(holder)
        .execute(conn)
        .await?;
        Ok(())
    })
    .await
}

/// Keeps the answer, before it is sent.
pub async fn finish(
    app: &Pool,
    tenant: TenantId,
    key: String,
    holder: Uuid,
    body_sha256: Vec<u8>,
    answer: Value,
) -> Result<(), Error> {
    app.tenant(tenant, async move |conn| -> Result<(), Error> {
        diesel::sql_query(
            "UPDATE idempotency_keys SET body_sha256 = $4, answer = $5 WHERE tenant_id = $1 AND key = $2 AND holder = $3",
        )
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Text, _>(&key)
        .bind::<SqlUuid, _>(holder)
        .bind::<Binary, _>(body_sha256)
        .bind::<Jsonb, _>(answer)
        .execute(conn)
        .await?;
        Ok(())
    })
    .await
}

/// Gives the key back: the request came to no answer that would be worth keeping.
pub async fn release(app: &Pool, tenant: TenantId, key: String, holder: Uuid) -> Result<(), Error> {
    app.tenant(tenant, async move |conn| -> Result<(), Error> {
        diesel::sql_query(
            "DELETE FROM idempotency_keys WHERE tenant_id = $1 AND key = $2 AND holder = $3 AND answer IS NULL",
        )
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Text, _>(&key)
        .bind::<SqlUuid, _>(holder)
        .execute(conn)
        .await?;
        Ok(())
    })
    .await
}

/// Forgets some of what was answered more than a day ago; gives how many. As worker.
pub async fn forget(conn: &mut AsyncPgConnection, at_most: i64) -> Result<usize, Error> {
    const FORGET: &str =
        "DELETE FROM idempotency_keys WHERE (tenant_id, key) IN (SELECT tenant_id, key FROM idempotency_keys
        WHERE created_at < app_now() - interval '24 hours' ORDER BY created_at LIMIT $1)
        AND created_at < app_now() - interval '24 hours'";
    Ok(diesel::sql_query(FORGET)
        .bind::<BigInt, _>(at_most)
        .execute(conn)
        .await?)
}
